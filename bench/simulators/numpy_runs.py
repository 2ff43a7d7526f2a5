"""Runs by NumPy: arrays [thing, run] over a whole block of runs, one operation per step of the rule, masks for if."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bench.simulators.numpy_money import Purses
from bench.simulators.plain import DONE, FAR, KEPT, rows, uniforms
from bench.simulators.results import Results
from cofactory.simulator.book import RELEASE, SHIP, START

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.simulator.book import Book

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


class Numpy:
    """The chase rule over a block of runs; what does not change from run to run is read once."""

    def __init__(self, book: Book) -> None:
        self.book, self.periods = book, len(book.discount)
        self.flows, self.inputs, self.lines = rows(book.flows), rows(book.inputs), rows(book.lines)
        self.pools, self.stocks, self.routes = rows(book.pools), rows(book.stocks), rows(book.routes)
        self.arrivals, self.needs, self.promises = rows(book.arrivals), rows(book.needs), rows(book.promises)
        self.projects, self.stages, self.risks = rows(book.projects), rows(book.stages), rows(book.risks)
        self.planned, self.order, self.steps = book.planned.tolist(), book.order.tolist(), book.steps.tolist()
        self.struck, self.by_priority = book.struck.tolist(), book.by_priority.tolist()
        self.target, self.discount = book.target.tolist(), book.discount.tolist()
        self.limited = len(book.funds) > 0
        self.first_fund = len(self.lines) + len(self.routes)
        self.first_project = self.first_fund + len(book.funds)
        self.purses = Purses(book)

    def follow(self, places: Ints, drawn: Floats, first: int, seed: int) -> Results:
        """Returns the runs first, first + 1, ... with these drawn cells, [run, place]."""
        self.reset(places, drawn)
        self.seed, self.numbers = seed, np.arange(first, first + len(drawn), dtype=np.uint64)
        running = self.events()
        needs, promises, runs = len(self.needs), len(self.promises), len(drawn)
        delivered, short = np.zeros((self.periods, needs, runs)), np.zeros((self.periods, needs, runs))
        got, by_due = np.zeros((needs, runs)), np.zeros((promises, runs))
        date = np.full((promises, runs), float(self.periods))
        for t in range(self.periods):
            self.moved = delivered[t]
            self.period(t, running[:, t])
            short[t] = self.back
            got += self.moved
            for m, row in enumerate(self.promises):
                if t <= row.due:
                    by_due[m] = got[row.need]
                kept = (date[m] == self.periods) & (got[row.need] >= row.quantity * KEPT)
                date[m, kept] = t
        return Results(
            delivered=delivered.transpose(2, 1, 0),
            short=short.transpose(2, 1, 0),
            cost=self.spent,
            shortfall=self.shortfall(short.sum(axis=0), by_due),
            date=date.T,
        )

    def reset(self, places: Ints, drawn: Floats) -> None:
        """Sets every run back to its beginning."""
        runs = len(drawn)
        self.p: Floats = np.repeat(self.book.planned[:, None], runs, axis=1)
        self.p[places] = drawn.T
        self.every, self.spent = np.arange(runs), np.zeros(runs)
        self.hand, self.done = np.zeros((self.book.hand.shape[1], runs)), np.zeros((len(self.flows), runs))
        self.back, self.carried = np.zeros((len(self.needs), runs)), np.zeros((len(self.routes), runs))
        self.left = np.ones((self.first_project + len(self.projects), runs))
        self.opened, self.ordered = np.full((len(self.lines), runs), FAR), np.zeros((len(self.lines), runs), np.int64)
        self.step_at = np.full((len(self.lines), max([1, *self.steps[-1]]), runs), FAR)
        self.capacity: list[Floats | None] = [None] * len(self.lines)
        count = len(self.projects)
        self.stage, self.failed = np.zeros((count, runs), np.int64), np.zeros((count, runs), bool)
        self.worked = np.zeros((count, runs))
        self.begun, self.finish = np.full((count, runs), FAR), np.full((count, runs), FAR)
        lead = [self.p[f.lead_at] if f.out >= 0 else np.zeros(runs) for f in self.flows]
        self.lead = [np.minimum(late, self.periods).astype(np.int64) for late in lead]
        self.even = [int(late[0]) if (late == late[0]).all() else -1 for late in self.lead]
        self.ring = 1 + max((int(late.max()) for late in self.lead), default=0)
        self.incoming = np.zeros((self.ring, *self.hand.shape))
        self.purses.reset(self.p)

    def events(self) -> NDArray[np.bool_]:
        """Returns whether an event of each risk runs, [risk, period, run]."""
        running = np.zeros((len(self.risks), self.periods, len(self.every)), bool)
        blocks = np.arange((self.periods + 3) // 4, dtype=np.uint64)[:, None]
        for r, risk in enumerate(self.risks):
            chance, lasts = self.p[risk.chance_at], self.p[risk.duration_at].astype(np.int64)
            words = uniforms(self.numbers, np.uint64(risk.stream), 0, blocks, self.seed)
            starts = words.transpose(0, 2, 1).reshape(-1, len(self.every))[: self.periods] < chance
            starts[: max(0, risk.first)] = False
            starts[risk.last + 1 :] = False
            left = np.zeros(len(self.every), np.int64)
            for t in range(self.periods):
                left = np.where((left == 0) & starts[t], lasts, left)
                running[r, t] = left > 0
                left = np.maximum(left - 1, 0)
        return running

    def period(self, t: int, running: NDArray[np.bool_]) -> None:
        """One period in the order of docs/runs.md."""
        for row in self.arrivals:
            if row.period == t:
                self.hand[row.node] += self.p[row.at]
        self.hand += self.incoming[t % self.ring]
        self.incoming[t % self.ring] = 0.0
        self.left[:] = 1.0
        for r in np.flatnonzero(running.any(axis=1)).tolist():
            keeps = np.where(running[r], 1.0 - self.p[self.risks[r].severity_at], 1.0)
            for i in self.struck[self.risks[r].first_target : self.risks[r].end_target]:
                self.left[i] *= keeps
        self.purses.begin(self.left[self.first_fund : self.first_project])
        for j, project in enumerate(self.projects):
            for when in range(min(project.begin, 0) if t == 0 else t, t + 1):
                if project.begin <= when:
                    self.work(j, project, when, t)
        self.open_lines(t)
        self.order_steps(t)
        for n, need in enumerate(self.needs):
            asked = self.p[need.quantity_at] if need.first <= t <= need.last else 0.0
            self.back[n] = asked + (self.back[n] if need.waits else 0.0)
        self.pool_left = [
            self.p[g.at].copy() if g.opens <= t < g.closes else np.zeros_like(self.spent) for g in self.pools
        ]
        self.carried[:] = 0.0
        for f in self.order[t]:
            self.flow(f, t)
        self.spread(t)

    def owe(
        self, cost: int, want: Floats, ratio: Floats, t: int, begun: Floats | None = None
    ) -> NDArray[np.bool_]:  # fmt: skip
        """Pays what cannot be paid by halves; returns in which runs it is paid or costs nothing."""
        paid = want
        if self.limited and (want > 0.0).any():
            paid = self.purses.pay(cost, want, ratio, t, whole=True, begun=begun)
        self.spent += paid * self.discount[t]
        return (want <= 0.0) | (paid > 0.0)

    def work(self, j: int, project: Any, when: int, t: int) -> None:
        """One period's work on a project."""
        count = project.end_stage - project.first_stage
        able = self.left[self.first_project + j].copy() if when >= 0 else np.ones_like(self.spent)
        on, idle = ~self.failed[j] & (self.finish[j] == FAR), np.ones(len(self.every), bool)
        while (on := on & (able > 0.0)).any():
            stage = np.minimum(self.stage[j], count - 1)
            cells = [self.stages[project.first_stage + s] for s in range(count)]
            length, price, success = (
                np.choose(stage, [self.p[getattr(cell, name)] for cell in cells])
                for name in ("duration_at", "price_at", "success_at")
            )
            was = np.array([self.planned[cell.price_at] for cell in cells])[stage]
            part = np.minimum(able, length - self.worked[j])
            lasts = length > 0.0
            on &= ~(lasts & (able <= DONE))
            begun = np.where(self.begun[j] == FAR, when, self.begun[j])
            if when >= 0 and project.cost >= 0:
                want = np.where(on, np.where(lasts, price * part / np.where(lasts, length, 1.0), price), 0.0)
                ratio = np.where(was > 0.0, price / np.where(was > 0.0, was, 1.0), 1.0)
                on &= self.owe(project.cost, want, np.where(ratio > 0.0, ratio, 1.0), t, begun)
            self.begun[j] = np.where(on, begun, self.begun[j])
            works = on & lasts
            self.worked[j] += part * works
            able -= part * works
            idle &= ~works
            on &= ~(works & (self.worked[j] < length - DONE))
            if on.any():
                self.finish_stage(j, project, on, success)
                last = on & ~self.failed[j] & (self.stage[j] == count)
                self.finish[j] = np.where(last, np.where(idle, when, when + 1), self.finish[j])
                on &= ~self.failed[j] & ~last & (idle | (able > DONE))

    def finish_stage(self, j: int, project: Any, on: NDArray[np.bool_], success: Floats) -> None:
        """Draws the success of the stages done in the runs `on`."""
        chosen = np.flatnonzero(on)
        lucky = np.empty(len(chosen), bool)
        for s in np.unique(self.stage[j, chosen]).tolist():
            mine = self.stage[j, chosen] == s
            runs = self.numbers[chosen[mine]]
            luck = uniforms(runs, np.uint64(project.stream), 1 + s, np.uint64(0), self.seed)
            lucky[mine] = luck[:, 0] < success[chosen[mine]]
        self.failed[j, chosen[~lucky]] = True
        self.stage[j, chosen[lucky]] += 1
        self.worked[j, chosen[lucky]] = 0.0

    def open_lines(self, t: int) -> None:
        """Openings, in the order of the table."""
        for n, line in enumerate(self.lines):
            if line.opens > t or (line.chosen and (line.planned_opening > t or line.closes <= t)):
                continue
            now = self.opened[n] == FAR
            since: Any = line.opens
            if line.project >= 0:
                now &= self.finish[line.project] <= t
                since = np.maximum(since, self.finish[line.project])
            if not now.any():
                continue
            if line.chosen:
                since, price = t, self.p[line.opening_at]
                ratio = price / self.planned[line.opening_at]
                now &= self.owe(line.opening_cost, price * now, np.where(ratio > 0.0, ratio, 1.0), t)
            self.opened[n] = np.where(now, since, self.opened[n])
            self.capacity[n] = None

    def order_steps(self, t: int) -> None:
        """Expansion steps, one by one."""
        for n, line in enumerate(self.lines):
            if line.opens > t or not self.steps[t][n]:
                continue
            on = self.ordered[n] < self.steps[t][n]
            if line.project >= 0:
                on &= ~self.failed[line.project]
            if line.chosen:
                on &= self.opened[n] <= t
            while on.any():
                if line.step_cost >= 0:
                    price = self.p[line.step_price_at]
                    ratio = price / (self.planned[line.step_price_at] or 1.0)
                    on &= self.owe(line.step_cost, price * on, np.where(ratio > 0.0, ratio, 1.0), t)
                self.step_at[n, self.ordered[n, on], self.every[on]] = t
                self.ordered[n] += on
                self.capacity[n] = None
                on &= self.ordered[n] < self.steps[t][n]

    def capacity_of(self, n: int, line: Any, t: int) -> Floats:
        """Returns the capacity of a line; one that is fully grown in every run is worked out once."""
        if line.closes <= t:
            return np.zeros_like(self.spent)
        known = self.capacity[n]
        if known is not None:
            return known
        age, ramp, open_ = t - self.opened[n], self.p[line.ramp_at], self.opened[n] <= t
        total: Floats = self.p[line.capacity_at] * np.minimum(1.0, (age + 1.0) / (ramp + 1.0))
        growing = (open_ & (age < ramp)).any()
        for at in self.step_at[n]:
            is_ = at < FAR
            if not is_.any():
                break
            old, slow = t - at - self.p[line.step_lead_at], self.p[line.step_ramp_at]
            total += np.where(old >= 0.0, line.step * np.minimum(1.0, (old + 1.0) / (slow + 1.0)), 0.0)
            growing = growing or (is_ & ((old < slow) | ~open_)).any()
        total *= open_
        if not growing:
            self.capacity[n] = total
        return total

    def limit(self, kind: int, n: int, f: int, t: int, want: Floats) -> Floats | None:
        """Returns what lines, stocks, routes and needs let through, none where nothing."""
        if kind == START:
            line = self.lines[n]
            want = np.minimum(want, self.capacity_of(n, line, t) * self.left[n])
            if line.pool >= 0 and line.pool_use > 0.0:
                np.minimum(want, self.pool_left[line.pool] / line.pool_use, out=want)
            return want
        if kind == RELEASE:
            stock = self.stocks[n]
            holds = self.p[stock.at] - self.p[stock.reserve_at] - self.done[f]
            most: Floats = np.minimum(np.minimum(want, stock.rate), holds)
            return most if t >= stock.available else None
        if kind == SHIP:
            route = self.routes[n]
            keeps: Floats = self.left[len(self.lines) + n]
            if not route.opens <= t < route.closes:
                return None
            if route.capacity >= FAR:
                return want * keeps
            room: Floats = route.capacity * keeps - self.carried[n]
            return np.minimum(want, room)
        back: Floats = self.back[n]
        return np.minimum(want, back)

    def flow(self, f: int, t: int) -> None:
        """Moves what can be moved toward the plan's cumulative amount."""
        flow = self.flows[f]
        asked: Floats = self.target[t][f] - self.done[f]
        want = self.limit(flow.kind, flow.row, f, t, asked) if (asked > 0.0).any() else None
        if want is None:
            return
        inputs = self.inputs[flow.first_input : flow.end_input]
        for used in inputs:
            np.minimum(
                want, self.hand[used.node] / used.quantity if used.quantity != 1.0 else self.hand[used.node], out=want
            )
        np.maximum(want, 0.0, out=want)
        if not want.any():
            return
        if flow.cost >= 0:
            want = self.afford(flow, f, t, want)
        self.done[f] += want
        for used in inputs:
            self.hand[used.node] -= used.quantity * want
            np.maximum(self.hand[used.node], 0.0, out=self.hand[used.node])
        if flow.out >= 0:
            self.send(f, flow.out, t, want)
        if flow.kind == START:
            line = self.lines[flow.row]
            if line.pool >= 0:
                self.pool_left[line.pool] -= line.pool_use * want
        elif flow.kind == SHIP:
            self.carried[flow.row] += want
        elif flow.kind != RELEASE:
            self.back[flow.row] = np.maximum(self.back[flow.row] - want, 0.0)
            self.moved[flow.row] = want

    def afford(self, flow: Any, f: int, t: int, want: Floats) -> Floats:
        """Returns what of a flow can be paid, and pays it."""
        price = self.p[flow.price_at]
        if flow.kind == START and (learning := self.lines[flow.row].learning) < 0.0:
            price = price * np.maximum(self.done[f], 1.0) ** learning
        amount = want * price
        if self.limited and amount.any():
            ratio = price / (self.planned[flow.price_at] or 1.0)
            could = self.purses.pay(flow.cost, amount, np.where(ratio > 0.0, ratio, 1.0), t, whole=False)
            less = could < amount
            if less.any():
                want = np.where(less, want * could / np.where(less, amount, 1.0), want)
                amount = could
        self.spent += amount * self.discount[t]
        return want

    def send(self, f: int, out: int, t: int, want: Floats) -> None:
        """Puts units on hand where and when they arrive."""
        if self.even[f] == 0:
            self.hand[out] += want
        elif self.even[f] > 0:
            self.incoming[(t + self.even[f]) % self.ring, out] += want
        else:
            now = self.lead[f] == 0
            if now.any():
                self.hand[out] += want * now
                want = want * ~now
            self.incoming[(t + self.lead[f]) % self.ring, out, self.every] += want

    def spread(self, t: int) -> None:
        """Units beyond the planned stock go to outstanding needs."""
        for n in self.by_priority:
            need = self.needs[n]
            more = np.minimum(self.back[n], self.hand[need.node] - self.book.hand[t, need.node])
            if (more > 0.0).any():
                np.maximum(more, 0.0, out=more)
                self.hand[need.node] -= more
                self.back[n] -= more
                self.done[need.flow] += more
                self.moved[n] += more

    def shortfall(self, outstanding: Floats, by_due: Floats) -> Floats:
        """Returns the sum of priority times shortfall of every run."""
        total = np.zeros_like(self.spent)
        for n, need in enumerate(self.needs):
            asked = self.p[need.quantity_at] * (min(self.periods - 1, need.last) - max(0, need.first) + 1)
            total += np.where(asked > 0.0, need.priority * outstanding[n] / np.where(asked > 0.0, asked, 1.0), 0.0)
        for m, row in enumerate(self.promises):
            total += row.priority * np.maximum(0.0, row.quantity - by_due[m]) / row.quantity
        return total
