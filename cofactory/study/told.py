"""What the bounds of two plans prove of their scenarios: less, more, the same, or nothing beyond the gap.

The least shortfall lies between a plan's bound and its value; so does the least cost at the shortfall that it has. The
last per cent of shortfall can cost a third of all the money: costs are told apart only where what is open in the
shortfalls cannot be why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cofactory.planner.effort import SAME

if TYPE_CHECKING:
    from cofactory.planner.solution import Plan

Told = Literal["less", "more", "same", "within the gap", "weighed otherwise"]
"""How a figure stands beside that of the first scenario."""

CLOSED = 1e-8
"""A share, and an amount of shortfall, by which a bound may miss its value where nothing is open: rounding."""

ALIKE = 1e-6
"""Units, or a share of them, by which two plans differ that do the same."""


@dataclass(frozen=True)
class Bounded:
    """The two figures of a plan, each with what is proven: nothing is below it."""

    shortfall: float
    least: float
    cost: float
    cheapest: float
    searched: bool = False
    """Whether the bound of the shortfall is what a search from the start proved, and not that of another programme."""

    @property
    def above(self) -> float:
        """How far the shortfall is above its bound, as a share of that."""
        return self.open / self.least if self.least > 0 else math.inf

    @property
    def open(self) -> float:
        """How much less shortfall there could be."""
        return max(0.0, self.shortfall - self.least)

    @property
    def closed(self) -> bool:
        """Whether less shortfall is ruled out."""
        return self.open <= CLOSED * max(1.0, abs(self.shortfall))


def bounded(plan: Plan, *, from_start: bool) -> Bounded:
    """Returns the figures of a plan with their bounds; `from_start`: it did not go on from another."""
    bounds, searched = plan.bounds, from_start and plan.status == "optimal"
    return Bounded(plan.shortfall, bounds["shortfall"], plan.cost, bounds["cost"], searched)


def shortfall_told(first: Bounded, other: Bounded) -> Told:
    """Returns how the shortfall of another scenario stands beside the first's: proven where intervals are apart."""
    if _above(other.least, first.shortfall):
        return "more"
    if _above(first.least, other.shortfall):
        return "less"
    return "same" if first.closed and other.closed else "within the gap"


def cost_told(first: Bounded, other: Bounded, *, weighed_alike: bool = True) -> Told:
    """Returns how the cost of another scenario stands beside the first's.

    It is more where the other's bound lies above what the first costs, and what the gaps leave open in the shortfalls
    cannot be the reason: the first has its least shortfall, or comes as near to it as the other, both searched in the
    same way, or has no more shortfall than the other. Less likewise. Sums that are weighed otherwise are not held
    against each other.
    """
    if _dearer(other, first, alike=weighed_alike):
        return "more"
    if _dearer(first, other, alike=weighed_alike):
        return "less"
    known = all(one.closed and not _above(one.cost, one.cheapest) for one in (first, other))
    return "same" if known and weighed_alike else "within the gap"


def need_told(change: float, weight: float, left_open: float) -> Told:
    """Returns how a need's shortfall stands beside the first's, by its change, a share of the need times periods.

    `weight` is what the need counts in the sum, `left_open` by how much both sums together could be less: a change that
    weighs no more is none.
    """
    if abs(change) <= ALIKE:
        return "same"
    if weight * abs(change) <= left_open + CLOSED:
        return "within the gap"
    return "more" if change > 0 else "less"


def _dearer(one: Bounded, other: Bounded, *, alike: bool) -> bool:
    """Whether one scenario is proven to cost more than the other."""
    no_more = alike and other.shortfall <= one.shortfall + CLOSED * max(1.0, abs(one.shortfall))
    as_near = one.searched and other.searched and other.above <= one.above + ALIKE
    return (other.closed or as_near or no_more) and _above(one.cheapest, other.cost)


def _above(one: float, other: float) -> bool:
    """Whether a figure is above another by more than the solver's tolerance."""
    return math.isfinite(one) and one - other > SAME * max(abs(one), abs(other)) + CLOSED
