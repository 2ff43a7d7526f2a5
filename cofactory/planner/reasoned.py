"""A plan with its reasons, both within one time: a search, and then why each need and commitment is short."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from cofactory.planner.explain import explain_all
from cofactory.planner.search import Progress
from cofactory.planner.solve import make_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

SEARCH_SHARE = 0.8
"""Of a time limit, what the search may take; the rest is for the reasons, without which a plan helps little."""


def plan_with_reasons(
    programme: Programme, *, gap: float, time_limit_s: float | None, progress: Callable[[Progress], None] | None
) -> Plan:
    """Returns the best plan to the gap, or within the time, with its reasons; none where its search was interrupted.

    `progress` is told how far the search is, then how many reasons are found. Raises NoPlan like `make_plan`.
    """
    search_s = None if time_limit_s is None else SEARCH_SHARE * time_limit_s
    made = make_plan(programme, gap=gap, time_limit_s=search_s, progress=progress)
    if made.status == "interrupted":
        return made
    began = monotonic()

    def tell(done: int, short: int) -> None:
        """Passes on how many subjects have been explained."""
        if progress is not None:
            progress(Progress(f"reasons {done + 1} of {short}", monotonic() - began, gap=None, value=None, left_s=None))

    left_s = None if time_limit_s is None else max(0.0, time_limit_s - sum(made.seconds.values()))
    return explain_all(programme, made, tell, seconds=left_s)
