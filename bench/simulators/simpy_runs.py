"""Runs by SimPy: one process per actor (arrival, risk, project, line, need, flow, consignment), woken every period.

The clock counts places inside periods, so that every process wakes where docs/runs.md puts it. The numbers of
Philox come from NumPy, a run at a time: in plain Python they would be a tenth of SimPy's time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from bench.simulators.plain import DONE, FAR, KEPT, rows, uniforms
from bench.simulators.results import Results
from bench.simulators.simpy_money import Treasury
from cofactory.simulator.book import RELEASE, SHIP, START

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from numpy.typing import NDArray

    from cofactory.simulator.book import Book

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Process = Generator[simpy.Event, Any, None]

RECEIPTS, BLANK, EVENTS, PROJECTS = 0, 1, 2, 3
"""Places of a period; from PROJECTS on each actor has one of its own."""


class Simpy:
    """The chase rule as processes; what does not change from run to run is read once."""

    def __init__(self, book: Book) -> None:
        self.book, self.periods = book, len(book.discount)
        self.flows, self.inputs, self.lines = rows(book.flows), rows(book.inputs), rows(book.lines)
        self.pools, self.stocks, self.routes = rows(book.pools), rows(book.stocks), rows(book.routes)
        self.arrivals, self.needs, self.promises = rows(book.arrivals), rows(book.needs), rows(book.promises)
        self.projects, self.stages, self.risks = rows(book.projects), rows(book.stages), rows(book.risks)
        self.planned, self.steps, self.target = book.planned.tolist(), book.steps.tolist(), book.target.tolist()
        self.discount, self.struck, self.stock = book.discount.tolist(), book.struck.tolist(), book.hand.tolist()
        self.place = np.argsort(book.order, axis=1).tolist()
        self.limited, self.treasury = len(book.funds) > 0, Treasury(book)
        self.first_fund = len(self.lines) + len(self.routes)
        self.first_project = self.first_fund + len(book.funds)
        self.at_openings = PROJECTS + len(self.projects)
        self.at_steps = self.at_openings + len(self.lines)
        self.at_needs = self.at_steps + len(self.lines)
        self.at_flows = self.at_needs + 1
        self.at_spread = self.at_flows + len(self.flows)
        self.at_end = self.at_spread + len(self.needs)
        self.slots = self.at_end + 1

    def follow(self, places: Ints, drawn: Floats, first: int, seed: int) -> Results:
        """Returns the runs first, first + 1, ... with these drawn cells, [run, place]."""
        needs, promises, runs = len(self.needs), len(self.promises), len(drawn)
        delivered, short = np.zeros((runs, needs, self.periods)), np.zeros((runs, needs, self.periods))
        cost, shortfall, date = np.zeros(runs), np.zeros(runs), np.zeros((runs, promises))
        for k in range(runs):
            cells = list(self.planned)
            for place, value in zip(places.tolist(), drawn[k].tolist(), strict=True):
                cells[place] = value
            self.one(cells, first + k, seed)
            delivered[k], short[k] = self.delivered, self.short
            cost[k] = self.spent
            shortfall[k], date[k] = self.shortfall()
        return Results(delivered=delivered, short=short, cost=cost, shortfall=shortfall, date=date)

    def one(self, cells: list[float], run: int, seed: int) -> None:
        """Plays one run."""
        self.p, self.spent = cells, 0.0
        self.hand, self.done = [0.0] * self.book.hand.shape[1], [0.0] * len(self.flows)
        self.back, self.carried = [0.0] * len(self.needs), [0.0] * len(self.routes)
        self.pool_left, self.left = [0.0] * len(self.pools), [1.0] * (self.first_project + len(self.projects))
        self.opened, self.ordered = [FAR] * len(self.lines), [list[int]() for _ in self.lines]
        self.failed, self.finish = [False] * len(self.projects), [FAR] * len(self.projects)
        self.delivered = [[0.0] * self.periods for _ in self.needs]
        self.short = [[0.0] * self.periods for _ in self.needs]
        self.treasury.reset(cells)
        self.luck(run, seed)
        self.env = simpy.Environment()
        for process in self.processes():
            self.env.process(process)
        self.env.run(until=self.periods * self.slots)

    def luck(self, run: int, seed: int) -> None:
        """Draws every number that the run may need."""
        streams = np.array([row.stream for row in self.risks], dtype=np.uint64)[:, None]
        blocks = np.arange((self.periods + 3) // 4, dtype=np.uint64)[None, :]
        number = np.full((1, 1), run, dtype=np.uint64)
        self.chances = uniforms(number, streams, 0, blocks, seed).reshape(len(self.risks), -1).tolist()
        zero, streams = np.zeros((1, 1), np.uint64), np.array([[row.stream] for row in self.projects], dtype=np.uint64)
        longest = max((row.end_stage - row.first_stage for row in self.projects), default=0)
        self.success = [
            uniforms(number, streams.reshape(-1, 1), 1 + s, zero, seed)[:, 0, 0].tolist() for s in range(longest)
        ]

    def processes(self) -> Iterator[Process]:
        """Every actor that is there from the beginning."""
        yield from (self.arrival(row) for row in self.arrivals)
        yield self.blank()
        yield from (self.risk(r, row) for r, row in enumerate(self.risks))
        yield from (self.project(j, row) for j, row in enumerate(self.projects) if row.begin < self.periods)
        yield from (self.opening(n, row) for n, row in enumerate(self.lines))
        yield from (self.expansion(n, row) for n, row in enumerate(self.lines) if self.steps[-1][n])
        yield from (self.pool(g, row) for g, row in enumerate(self.pools))
        yield from (self.need(n, row) for n, row in enumerate(self.needs))
        yield from (self.flow(f, row) for f, row in enumerate(self.flows))
        yield from (self.spread(k, n, self.needs[n]) for k, n in enumerate(self.book.by_priority.tolist()))
        yield from (self.account(n) for n in range(len(self.needs)))

    def until(self, t: int, place: int) -> simpy.Timeout:
        """Waits for a place in a period."""
        return self.env.timeout(t * self.slots + place - self.env.now)

    def arrival(self, row: Any) -> Process:
        """Units that are sure to come."""
        yield self.until(row.period, RECEIPTS)
        self.hand[row.node] += self.p[row.at]

    def blank(self) -> Process:
        """Every period begins with whole things and full period limits."""
        for t in range(self.periods):
            yield self.until(t, BLANK)
            self.left[:] = [1.0] * len(self.left)
            self.treasury.now[:] = [0.0] * len(self.treasury.now)
            self.treasury.left[:] = self.left[self.first_fund : self.first_project]
            self.carried[:] = [0.0] * len(self.carried)

    def risk(self, r: int, row: Any) -> Process:
        """A risk: an event may start whenever none is running."""
        chance, lasts, keeps = self.p[row.chance_at], int(self.p[row.duration_at]), 1.0 - self.p[row.severity_at]
        targets, left = self.struck[row.first_target : row.end_target], 0
        for t in range(max(0, row.first), self.periods):
            yield self.until(t, EVENTS)
            if not left and t <= row.last and self.chances[r][t] < chance:
                left = lasts
            if left:
                left -= 1
                for i in targets:
                    self.left[i] *= keeps
                    if self.first_fund <= i < self.first_project:
                        self.treasury.left[i - self.first_fund] = self.left[i]

    def owe(self, cost: int, want: float, ratio: float, t: int, begun: int | None = None) -> bool:
        """Pays what cannot be paid by halves; returns whether it is paid or costs nothing."""
        if want <= 0.0 or cost < 0:
            return True
        paid = self.treasury.pay(cost, want, ratio, t, whole=True, begun=begun) if self.limited else want
        self.spent += paid * self.discount[t]
        return paid > 0.0

    def project(self, j: int, row: Any) -> Process:
        """A project, stage by stage; what it did before the programme was undisturbed and is paid for."""
        when, able, idle, begun = row.begin, 1.0, True, FAR
        if when >= 0:
            yield self.until(when, PROJECTS + j)
            able = self.left[self.first_project + j]
        for s in range(row.end_stage - row.first_stage):
            cell = self.stages[row.first_stage + s]
            length, price, was, worked = (
                self.p[cell.duration_at],
                self.p[cell.price_at],
                self.planned[cell.price_at],
                0.0,
            )
            while True:
                if able > (DONE if length > 0.0 else 0.0):
                    part = min(able, length - worked)
                    start = when if begun == FAR else begun
                    want = price * part / length if length > 0.0 else price
                    if when < 0 or self.owe(row.cost, want, price / was if was > 0.0 else 1.0, when, start):
                        begun = start
                        if length > 0.0:
                            worked, able, idle = worked + part, able - part, False
                        if length <= 0.0 or worked >= length - DONE:
                            break
                when, idle = when + 1, True
                if when >= 0:
                    yield self.until(when, PROJECTS + j)
                able = self.left[self.first_project + j] if when >= 0 else 1.0
            if not self.success[s][j] < self.p[cell.success_at]:
                self.failed[j] = True
                return
            if s + 1 == row.end_stage - row.first_stage:
                self.finish[j] = when if idle else when + 1

    def opening(self, n: int, row: Any) -> Process:
        """A line waits until it may open."""
        for t in range(max(0, row.opens, row.planned_opening if row.chosen else 0), self.periods):
            yield self.until(t, self.at_openings + n)
            since = row.opens
            if row.project >= 0:
                if self.finish[row.project] > t:
                    continue
                since = max(since, self.finish[row.project])
            if row.chosen:
                price, since = self.p[row.opening_at], t
                ratio = price / self.planned[row.opening_at]
                if row.closes <= t or not self.owe(row.opening_cost, price, ratio, t):
                    continue
            self.opened[n] = since
            return

    def expansion(self, n: int, row: Any) -> Process:
        """The steps of a line, ordered one by one."""
        for t in range(max(0, row.opens), self.periods):
            yield self.until(t, self.at_steps + n)
            if (row.project >= 0 and self.failed[row.project]) or (row.chosen and self.opened[n] > t):
                continue
            while len(self.ordered[n]) < self.steps[t][n]:
                price, was = self.p[row.step_price_at], self.planned[row.step_price_at]
                if not self.owe(row.step_cost, price, price / was if was > 0.0 else 1.0, t):
                    break
                self.ordered[n].append(t)

    def pool(self, g: int, row: Any) -> Process:
        """A pool is free again every period."""
        for t in range(self.periods):
            yield self.until(t, self.at_needs)
            self.pool_left[g] = self.p[row.at] if row.opens <= t < row.closes else 0.0

    def need(self, n: int, row: Any) -> Process:
        """A need asks every period of its window."""
        for t in range(self.periods):
            yield self.until(t, self.at_needs)
            asked = self.p[row.quantity_at] if row.first <= t <= row.last else 0.0
            self.back[n] = asked + (self.back[n] if row.waits else 0.0)

    def capacity(self, n: int, t: int) -> float:
        """Returns the capacity of a line."""
        row, opened = self.lines[n], self.opened[n]
        if opened > t or row.closes <= t:
            return 0.0
        total, age, ramp = self.p[row.capacity_at], t - opened, self.p[row.ramp_at]
        if age < ramp:
            total *= (age + 1.0) / (ramp + 1.0)
        for at in self.ordered[n]:
            old, slow = t - at - self.p[row.step_lead_at], self.p[row.step_ramp_at]
            if old >= 0.0:
                total += row.step * min(1.0, (old + 1.0) / (slow + 1.0))
        return float(total)

    def limit(self, kind: int, n: int, f: int, t: int, want: float) -> float:
        """Returns what lines, stocks, routes and needs let through."""
        if kind == START:
            line = self.lines[n]
            want = min(want, self.capacity(n, t) * self.left[n])
            if line.pool >= 0 and line.pool_use > 0.0:
                want = min(want, self.pool_left[line.pool] / line.pool_use)
            return want
        if kind == RELEASE:
            stock = self.stocks[n]
            return (
                min(want, stock.rate, self.p[stock.at] - self.p[stock.reserve_at] - self.done[f])
                if t >= stock.available
                else 0.0
            )
        if kind == SHIP:
            route, keeps = self.routes[n], self.left[len(self.lines) + n]
            if not route.opens <= t < route.closes:
                return 0.0
            return min(want, route.capacity * keeps - self.carried[n]) if route.capacity < FAR else want * keeps
        return min(want, self.back[n])

    def flow(self, f: int, row: Any) -> Process:
        """Starts, releases, shipments or deliveries: every period toward the plan's cumulative amount."""
        inputs = [(used.node, used.quantity) for used in self.inputs[row.first_input : row.end_input]]
        lead, n = int(self.p[row.lead_at]) if row.out >= 0 else 0, row.row
        for t in range(self.periods):
            yield self.until(t, self.at_flows + self.place[t][f])
            want = self.target[t][f] - self.done[f]
            if want <= 0.0:
                continue
            want = self.limit(row.kind, n, f, t, want)
            for node, quantity in inputs:
                want = min(want, self.hand[node] / quantity)
            if want <= 0.0:
                continue
            if row.cost >= 0:
                want = self.afford(row, f, t, want)
                if want <= 0.0:
                    continue
            self.done[f] += want
            for node, quantity in inputs:
                self.hand[node] = max(0.0, self.hand[node] - quantity * want)
            if row.out >= 0 and lead == 0:
                self.hand[row.out] += want
            elif row.out >= 0:
                self.env.process(self.consignment(row.out, want, t + lead))
            self.book_use(row.kind, n, t, want)

    def book_use(self, kind: int, n: int, t: int, want: float) -> None:
        """Notes what a movement used of a pool, a route or a need."""
        if kind == START:
            if (pool := self.lines[n].pool) >= 0:
                self.pool_left[pool] -= self.lines[n].pool_use * want
        elif kind == SHIP:
            self.carried[n] += want
        elif kind != RELEASE:
            self.back[n] = max(0.0, self.back[n] - want)
            self.delivered[n][t] += want

    def afford(self, row: Any, f: int, t: int, want: float) -> float:
        """Returns what of a flow can be paid, and pays it."""
        price = self.p[row.price_at]
        if row.kind == START and self.lines[row.row].learning < 0.0 and self.done[f] > 1.0:
            price *= self.done[f] ** self.lines[row.row].learning
        amount = want * price
        if self.limited and amount > 0.0:
            could = self.treasury.pay(row.cost, amount, price / self.planned[row.price_at], t, whole=False)
            if could < amount:
                want, amount = want * could / amount, could
        self.spent += amount * self.discount[t]
        return want

    def consignment(self, node: int, amount: float, t: int) -> Process:
        """Units under way."""
        yield self.until(t, RECEIPTS)
        self.hand[node] += amount

    def spread(self, k: int, n: int, row: Any) -> Process:
        """Units beyond the planned stock go to outstanding needs."""
        for t in range(self.periods):
            yield self.until(t, self.at_spread + k)
            more = min(self.back[n], self.hand[row.node] - self.stock[t][row.node])
            if more > 0.0:
                self.hand[row.node] -= more
                self.back[n] -= more
                self.done[row.flow] += more
                self.delivered[n][t] += more

    def account(self, n: int) -> Process:
        """What is short at the end of a period."""
        for t in range(self.periods):
            yield self.until(t, self.at_end)
            self.short[n][t] = self.back[n]

    def shortfall(self) -> tuple[float, list[int]]:
        """Returns the sum of priority times shortfall, and when each promise was kept."""
        total, dates = 0.0, []
        for n, need in enumerate(self.needs):
            asked = self.p[need.quantity_at] * (min(self.periods - 1, need.last) - max(0, need.first) + 1)
            if asked > 0.0:
                total += need.priority * sum(self.short[n]) / asked
        for row in self.promises:
            got, by_due, date = 0.0, 0.0, self.periods
            for t, amount in enumerate(self.delivered[row.need]):
                got += amount
                by_due = got if t <= row.due else by_due
                date = t if date == self.periods and got >= row.quantity * KEPT else date
            total += row.priority * max(0.0, row.quantity - by_due) / row.quantity
            dates.append(date)
        return total, dates
