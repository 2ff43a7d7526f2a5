"""The supply chain of one need, and what a limit along it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.schema.programme import FundRule


@dataclass(frozen=True)
class Limit:
    """One limit: what it is, whose, and what loosening it does to the arrays."""

    kind: str
    """`capacity`, `steps`, `opens`, `closes`, `lead_time`, `ramp`, `step_lead_time`, `pool`, `stock`, `release_rate`,
    `available`, `route`, `arrival`, `project`, `project_start`, `fund`, `fund_rate`, `fund_share`, `fund_opens`,
    `fund_closes`, `rule`."""
    table: str
    id: str
    by: float
    """One unit of loosening: below 0 for what gets earlier or shorter."""
    unit: str
    loosen: Callable[[Arrays, float], Arrays]
    """Arrays with the limit looser by so much."""
    lift: Callable[[Arrays], Arrays] | None = None
    """Arrays in which the limit is gone; None for dates and durations."""
    row_family: str | None = None
    """The rule whose rows bind where this limit does; None where no single family of rows does."""
    row_subject: int = -1
    rule: FundRule | None = None
    """The row of `fund_rules` that is left out, where the limit is one."""

    def applied(self, a: Arrays, by: float) -> Arrays:
        """The arrays with the limit looser by so much; gone, where `by` is infinite and it can be lifted."""
        return self.lift(a) if self.lift is not None and np.isinf(by) else self.loosen(a, by)


@dataclass(frozen=True)
class Chain:
    """What can contribute to one need: rows of the tables by index."""

    lines: tuple[int, ...]
    stocks: tuple[int, ...]
    routes: tuple[int, ...]
    pools: tuple[int, ...]
    projects: tuple[int, ...]
    nodes: frozenset[int]


def supply_chain(a: Arrays, need: int) -> Chain:
    """Returns the lines, stocks, routes, pools and projects upstream of a need, nearest first."""
    network = a.network
    front = [node for n, node in network.drops if n == need]
    nodes = dict.fromkeys(front)
    lines: dict[int, None] = {}
    routes: dict[int, None] = {}
    while front:
        found: list[int] = []
        for n, node in network.lines.items():
            if node in front and n not in lines:
                lines[n] = None
                found += [held for use in network.uses if use.line == n for held in use.nodes]
        for lane in network.lanes:
            if lane.target in front:
                routes[lane.route] = None
                found.append(lane.source)
        front = [node for node in dict.fromkeys(found) if node not in nodes]
        nodes.update(dict.fromkeys(front))
    pools = dict.fromkeys(int(a.lines.pool[n]) for n in lines if a.lines.pool[n] >= 0)
    projects = dict.fromkeys(int(a.lines.project[n]) for n in lines if a.lines.project[n] >= 0)
    stocks = tuple(s for s, node in network.stocks.items() if node in nodes)
    return Chain(tuple(lines), stocks, tuple(routes), tuple(pools), tuple(projects), frozenset(nodes))


def changed(values: NDArray[Any], n: int, by: float, least: float = -float("inf")) -> NDArray[Any]:
    """Returns a copy in which entry n is `by` more, but not less than `least`."""
    moved = values.copy()
    moved[n] = max(moved[n] + by, least)
    return moved


def one_unit(size: float) -> float:
    """Returns what "one more unit" is of a limit: 1, or for large limits a round hundredth (10 M of 1.6 bn)."""
    return max(1.0, float(10.0 ** np.floor(np.log10(size / 100)))) if size > 0 else 1.0
