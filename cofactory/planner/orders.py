"""Priority orders as the plan reads them: which lines serve a need first, from when, and the way of what they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cofactory.planner.arrays import Arrays


@dataclass(frozen=True, slots=True)
class Claim:
    """What one need may claim: the lines ordered to serve it, and the way of their output to it."""

    need: int
    lines: dict[int, int]
    """Line -> the first period from which its starts are for this need."""
    nodes: frozenset[int]
    """Where the lines' output, or what it goes into, can lie on its way to the need."""
    makers: frozenset[int]
    """Lines that the output goes into on its way."""

    @property
    def first(self) -> int:
        """The period from which the need comes first on some line."""
        return min(self.lines.values())


def claims(a: Arrays) -> tuple[Claim, ...]:
    """Returns one claim per need with an order on a line whose output can reach it inside the horizon."""
    place = {need.id: n for n, need in enumerate(a.programme.needs)}
    line_of = {name: n for n, name in enumerate(a.lines.ids)}
    dates: dict[int, dict[int, int]] = {}
    for order in a.programme.priority_orders:
        first, line = max(0, a.programme.settings.calendar.index(order.from_)), line_of[order.line]
        if first < a.periods and line in a.network.lines:
            dates.setdefault(place[order.need], {})[line] = first
    found = []
    for need, lines in sorted(dates.items()):
        behind = _upstream(a, (node for n, node in a.network.drops if n == need))
        serving = {line: first for line, first in lines.items() if a.network.lines[line] in behind}
        if serving:
            nodes, makers = _downstream(a, serving, behind)
            found.append(Claim(need, serving, nodes, makers))
    return tuple(found)


def _upstream(a: Arrays, drops: Iterable[int]) -> frozenset[int]:
    """The nodes from which something can come to these nodes, by transport or inside what lines make of it."""
    network, found = a.network, set(drops)
    while True:
        grown = found | {lane.source for lane in network.lanes if lane.target in found}
        grown |= {node for use in network.uses if network.lines[use.line] in found for node in use.nodes}
        if grown == found:
            return frozenset(found)
        found = grown


def _downstream(a: Arrays, lines: Iterable[int], behind: frozenset[int]) -> tuple[frozenset[int], frozenset[int]]:
    """The nodes and lines that the output of some lines passes on its way to where it is wanted."""
    network, found = a.network, {a.network.lines[line] for line in lines}
    while True:
        makers = {
            use.line for use in network.uses if found.intersection(use.nodes) and network.lines[use.line] in behind
        }
        grown = found | {network.lines[line] for line in makers}
        grown |= {lane.target for lane in network.lanes if lane.source in found and lane.target in behind}
        if grown == found:
            return frozenset(found), frozenset(makers)
        found = grown
