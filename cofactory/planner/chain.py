"""The supply chain of one need, and what a limit along it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays


@dataclass(frozen=True)
class Limit:
    """One limit: what it is, whose, and what loosening it by `by` `unit` does to the arrays."""

    kind: str
    """`capacity`, `steps`, `opens`, `closes`, `lead_time`, `ramp`, `step_lead_time`, `pool`, `stock`, `release_rate`,
    `available`, `route`, `project`, `project_start`, `fund`, `fund_rate`, `fund_opens`, `fund_closes`, `rule`."""
    table: str
    id: str
    by: float
    unit: str
    loosen: Callable[[Arrays], Arrays]
    row_family: str | None = None
    """The rule whose rows bind where this limit does; None where the limit is a date or a duration."""
    row_subject: int = -1


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


def changed(values: NDArray[Any], n: int, by: float) -> NDArray[Any]:
    """Returns a copy in which entry n is `by` more."""
    moved = values.copy()
    moved[n] += by
    return moved
