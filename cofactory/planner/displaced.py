"""What priority orders do to everybody: a plan beside one that is made without them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cofactory.planner.solve import make_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from cofactory.planner.search import Progress
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme


@dataclass(frozen=True, slots=True)
class Displaced:
    """One need with and without priority orders: units by the end, and shortfall (share outstanding, times periods)."""

    need: str
    ordered: bool
    asked: float
    delivered: float
    delivered_without: float
    shortfall: float
    shortfall_without: float


def displaced(
    programme: Programme, plan: Plan, *, gap: float = 1e-4, progress: Callable[[Progress], None] | None = None
) -> tuple[Displaced, ...]:
    """Returns what the priority orders of a programme do to every need: its plan beside one made without them."""
    without = make_plan(replace(programme, priority_orders=()), gap=gap, progress=progress)
    before = {row["id"]: row for row in without.needs.iter_rows(named=True)}
    ordered = {order.need for order in programme.priority_orders}
    return tuple(
        Displaced(row["id"], row["id"] in ordered, row["asked"], row["delivered"], before[row["id"]]["delivered"],
                  row["shortfall"], before[row["id"]]["shortfall"])
        for row in plan.needs.iter_rows(named=True)
    )  # fmt: skip
