"""What an optimal plan gains over serving demands one by one: `./run bench greedy [DIR ...] [MONTHS ...]`.

Many planning tools serve demands in the order of their priority: each takes what it needs as late as it can, and as
soon as possible where that is too late; nothing is taken back for the next. Here both plan the same network of lines as
they stand, without funds, expansions or openings, which such tools do not decide.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.coalition import write
from cofactory import workbench
from cofactory.planner.arrays import build_arrays, ramp_share
from cofactory.planner.objective import need_weights
from cofactory.planner.solve import make_plan
from cofactory.programme.start import examples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]

LEAST = 1e-6
"""Units below this are not worth asking for."""
HEADER = f"{'programme':<20} {'way':<9} {'on time':>8} {'delivered':>10} {'shortfall':>10} {'seconds':>8}"


def main(words: list[str]) -> None:
    """Prints one line per programme and way of planning."""
    print(HEADER)
    with tempfile.TemporaryDirectory() as place:
        folders = [write(Path(place) / word, int(word)) if word.isdigit() else Path(word) for word in words]
        for folder in folders or [*examples().values(), *(write(Path(place) / str(m), m) for m in (12, 24, 48))]:
            compare(folder.name, as_it_stands(workbench.load(folder)))


def compare(name: str, programme: Programme) -> None:
    """Prints both plans of one programme."""
    arrays = build_arrays(programme)
    clock = time.process_time()
    delivered = Greedy(arrays).run()
    seconds = time.process_time() - clock
    print(_line(name, "greedy", arrays, delivered, seconds), flush=True)
    clock = time.process_time()
    plan = make_plan(programme, gap=1e-3)
    best = plan.deliveries["quantity"].to_numpy().reshape(delivered.shape)
    print(_line(name, "cofactory", arrays, best, time.process_time() - clock), flush=True)


def as_it_stands(programme: Programme) -> Programme:
    """Returns the programme without money and without anything to decide but flows."""
    lines = tuple(row.model_copy(update={"step": None, "opening_cost": None}) for row in programme.lines)
    projects = tuple(row.model_copy(update={"optional": "no"}) for row in programme.projects)
    return replace(programme, lines=lines, projects=projects, funds=(), fund_rules=(), commitments=())


def _line(name: str, way: str, a: Arrays, delivered: Floats, seconds: float) -> str:
    asked = a.demand.asked
    before = np.cumsum(asked, axis=1) - asked
    fresh = np.clip(np.cumsum(delivered, axis=1) - before, 0.0, asked)  # what is more than what was due earlier
    on_time = np.where(a.demand.waits[:, None], np.minimum(fresh, delivered), delivered).sum() / asked.sum()
    waiting = np.maximum(np.cumsum(asked - delivered, axis=1), 0.0)
    outstanding = np.where(a.demand.waits[:, None], waiting, asked - delivered).sum(axis=1)
    shortfall = float(outstanding * need_weights(a) @ a.demand.priority)
    share = delivered.sum() / asked.sum()
    return f"{name:<20} {way:<9} {on_time:>8.1%} {share:>10.1%} {shortfall:>10.3f} {seconds:>8.2f}"


class Greedy:
    """What is still free, and units at hand that nobody has taken yet."""

    def __init__(self, a: Arrays) -> None:
        """Lines, stocks, pools and routes are all free at first."""
        self.a, t = a, np.arange(a.periods)
        lines, supply = a.lines, a.supply
        self.free = np.array([
            lines.capacity[n] * ramp_share(t - a.first_open[n], int(lines.ramp[n])) * (t < lines.closes[n])
            for n in range(len(lines.ids))
        ]).reshape(-1, a.periods)  # fmt: skip
        inside = (t >= supply.pool_opens[:, None]) & (t < supply.pool_closes[:, None])
        self.pool = np.where(inside, supply.pool_capacity[:, None], 0.0)
        carries = (t >= supply.route_opens[:, None]) & (t < supply.route_closes[:, None])
        self.route = np.where(carries, supply.route_capacity[:, None], 0.0)
        self.rate = np.where(t >= supply.stock_from[:, None], supply.stock_rate[:, None], 0.0)
        self.stock = np.maximum(supply.stock_total, 0.0)
        self.hand = np.zeros((len(a.network.nodes), a.periods))
        self.dry = np.full((len(a.network.nodes), 2), -1)
        self.makes: dict[int, list[int]] = defaultdict(list)
        for n in sorted(a.network.lines, key=lambda n: float(lines.unit_cost[n])):
            self.makes[a.network.lines[n]].append(n)
        self.comes: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for lane in a.network.lanes:
            self.comes[lane.target].append((lane.route, lane.source))
        for node, period, quantity in a.network.arrivals:
            if 0 <= period < a.periods:
                self.hand[node, period] += quantity

    def run(self) -> Floats:
        """Returns delivered[need, period]: needs by priority, each from its first period to its last."""
        demand = self.a.demand
        delivered = np.zeros(demand.asked.shape)
        for need in np.argsort(-demand.priority, kind="stable").tolist():
            nodes = [node for n, node in self.a.network.drops if n == need]
            due = 0.0
            for t in range(self.a.periods):
                due = demand.asked[need, t] + (due if demand.waits[need] else 0.0)
                for node in nodes:
                    got = self.take(node, due, t)
                    delivered[need, t] += got
                    due -= got
        return delivered

    def take(self, node: int, wanted: float, t: int, *, travels: bool = True) -> float:
        """Takes up to so many units at a node by period t: what lies there, stocks, lines, then other countries."""
        if wanted <= LEAST or t < 0:
            return 0.0
        got = self._lying(node, wanted, t)
        if t <= self.dry[node, int(travels)]:
            return got
        for stock in [s for s, n in self.a.network.stocks.items() if n == node]:
            got += self._released(stock, wanted - got, t)
        for line in self.makes[node]:
            got += self._made(line, wanted - got, t)
        if travels:
            for route, source in self.comes[node]:
                if wanted - got > LEAST:
                    got += self._sent(route, source, wanted - got, t)
        if wanted - got > LEAST:  # all that can be here by then is taken: nobody need ask again
            self.dry[node, int(travels)] = t
        return got

    def _lying(self, node: int, wanted: float, t: int) -> float:
        got = 0.0
        for s in np.flatnonzero(self.hand[node, : t + 1] > 0)[::-1]:
            part = min(wanted - got, float(self.hand[node, s]))
            self.hand[node, s] -= part
            got += part
        return got

    def _released(self, stock: int, wanted: float, t: int) -> float:
        got = 0.0
        for s in range(t - int(self.a.supply.stock_lead[stock]), -1, -1):
            part = min(wanted - got, float(self.rate[stock, s]), float(self.stock[stock]))
            if part <= 0:
                continue
            self.rate[stock, s] -= part
            self.stock[stock] -= part
            got += part
        return got

    def _made(self, line: int, wanted: float, t: int) -> float:
        """Starts as late as possible what line and components allow; components left over lie where they are."""
        got, latest, pool = 0.0, t - int(self.a.lines.lead[line]), int(self.a.lines.pool[line])
        for s in (np.flatnonzero(self.free[line, : max(0, latest + 1)] > LEAST)[::-1]).tolist():
            room = min(wanted - got, float(self.free[line, s]))
            if pool >= 0:
                room = min(room, float(self.pool[pool, s] / self.a.lines.pool_use[line]))
            if room <= LEAST:
                if wanted - got <= LEAST:
                    break
                continue
            uses = self.a.network.uses_of[line]
            parts = [self.take(use.nodes[0], room * use.quantity, s) for use in uses]
            made = min([room, *(part / use.quantity for part, use in zip(parts, uses, strict=True))])
            for part, use in zip(parts, uses, strict=True):
                self.hand[use.nodes[0], s] += max(0.0, part - made * use.quantity)
            self.free[line, s] -= made
            if pool >= 0:
                self.pool[pool, s] -= made * self.a.lines.pool_use[line]
            got += made
            if made <= LEAST:  # components that are not there by now were not there earlier either
                break
        return got

    def _sent(self, route: int, source: int, wanted: float, t: int) -> float:
        s = t - int(self.a.supply.route_lead[route])
        if s < 0 or self.route[route, s] <= LEAST:
            return 0.0
        got = self.take(source, min(wanted, float(self.route[route, s])), s, travels=False)
        self.route[route, s] -= got
        return got
