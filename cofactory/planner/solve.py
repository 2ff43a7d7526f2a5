"""The best plan: least weighted shortfall first, then least cost with that held."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from cofactory.planner.arrays import build_arrays
from cofactory.planner.displaced import displaced
from cofactory.planner.effort import Effort
from cofactory.planner.holding import as_proven, obey_orders, unobeyed
from cofactory.planner.interrupt import ctrl_c
from cofactory.planner.large import LargeSearch
from cofactory.planner.model import build_model
from cofactory.planner.no_plan import NoPlan
from cofactory.planner.outages import remembering, standing_still
from cofactory.planner.search import Progress, Search
from cofactory.planner.solution import Plan, read_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cofactory.planner.model import Model
    from cofactory.planner.outages import Outage
    from cofactory.programme.record import Programme

__all__ = ["NoPlan", "Progress", "make_plan"]


LARGE = 40_000
"""Columns from which the search for large programmes is used: above, branching no longer ends."""
LARGE_FLOWS = 10_000
"""The same without whole numbers: prices and an interior point then beat the simplex early."""


def is_large(model: Model) -> bool:
    """Returns whether a model is too large to branch in."""
    return len(model.lower) >= (LARGE if model.whole.any() else LARGE_FLOWS)


def make_plan(
    programme: Programme,
    *,
    gap: float = 1e-4,
    time_limit_s: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    outages: Sequence[Outage] = (),
) -> Plan:
    """Returns the best plan of a checked programme (model.md, "Plan").

    Priority orders take two plans, the first without them: the table `displaced` says how they differ. Each objective
    is solved to the relative `gap`; a time limit or Ctrl-C keeps the best plan found. Raises NoPlan when a compulsory
    project cannot be paid, with the reasons in the user's words; errors of `outages` like `standing_still`.
    """
    clock = perf_counter()

    def left_s() -> float | None:
        """What is left of the time, where it is limited."""
        return None if time_limit_s is None else max(0.0, time_limit_s - (perf_counter() - clock))

    before = _before_orders(programme, gap, time_limit_s, progress, outages)
    if before is not None and before.status == "interrupted":
        return before
    begun = perf_counter()
    arrays = build_arrays(programme)
    read = perf_counter() - begun
    model = standing_still(arrays, build_model(arrays), outages)
    built = perf_counter() - begun - read
    with ctrl_c() as stop:
        if before is not None and not obey_orders(arrays, model, before, stop=stop, seconds=left_s()):
            return unobeyed(before, stop, limited=time_limit_s is not None)
        kind = LargeSearch if is_large(model) else Search
        search = kind(arrays, model, gap=gap, limit_s=left_s(), progress=progress, stop=stop)
        try:
            answer, first, second = search.run()
        except NoPlan:
            if before is None:
                raise
            # cut off before it found anything that obeys the orders
            return unobeyed(before, stop, limited=time_limit_s is not None)
    if before is not None:
        first, second = as_proven(before, first, second)
    effort = Effort(
        seconds={"read": read, "build": built, "solve": perf_counter() - clock - read - built},
        columns=len(model.lower),
        rows=len(model.row_lower),
        first=first,
        second=second,
        gap_asked=gap,
    )
    made = remembering(read_answer(arrays, model, answer, effort), outages)
    return made if before is None else replace(made, displaced=displaced(programme, before, made))


def _before_orders(
    programme: Programme,
    gap: float,
    time_limit_s: float | None,
    progress: Callable[[Progress], None] | None,
    outages: Sequence[Outage],
) -> Plan | None:
    """The plan without the priority orders, where there are any, in half of the time."""
    if not programme.priority_orders:
        return None
    time_limit_s = None if time_limit_s is None else time_limit_s / 2
    without = replace(programme, priority_orders=())
    return make_plan(without, gap=gap, time_limit_s=time_limit_s, progress=progress, outages=outages)
