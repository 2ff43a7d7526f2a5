"""Several programmes planned one after the other, each from where the first's plan ended where numbers alone differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from cofactory.planner.interrupt import ctrl_c
from cofactory.planner.no_plan import NoPlan
from cofactory.planner.search import Progress
from cofactory.planner.solve import LARGE, make_plan
from cofactory.planner.warm import Replanner
from cofactory.study.warmth import numbers_changed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

    Watch = Callable[[str, int, int, Progress], None]

Search = Literal["start", "went on", "same", "none"]
"""From the start, from where an earlier plan ended, or the first's own plan; `none` where nothing was found."""


SMALL = 2_000
"""Rows that move units, times periods, up to which a search from the start takes a second: nothing is won by going on.
"""


@dataclass(frozen=True)
class Planned:
    """A scenario with its plan, or why there is none."""

    programme: Programme
    plan: Plan | None
    search: Search
    seconds: float
    why: str = ""


class Series:
    """The searches of one comparison: one gap, one time for all, and one solver where scenarios go on from another."""

    def __init__(self, *, gap: float, seconds: float | None, watch: Watch | None) -> None:
        """The clock starts now; `watch` is told a scenario, its number, of how many, and how far its planning is."""
        self._gap, self._watch = gap, watch
        self._until = None if seconds is None else perf_counter() + seconds
        self._planner: Replanner | None = None

    def plan(self, programmes: Sequence[Programme]) -> list[Planned]:
        """Returns every plan in the order given; after a Ctrl-C what there is by then.

        Those that differ from the first in numbers only are planned right after it, the fewest numbers first: they can
        go on from its plan, and a search for anything else would take its place.
        """
        first, *others = programmes
        changed = {one.scenario: numbers_changed(first, one) for one in others}
        further = sorted((one for one in others if changed[one.scenario]), key=lambda one: changed[one.scenario] or 0)
        rest = [one for one in others if changed[one.scenario] is None]
        self._planner = Replanner(gap=self._gap) if further and _size(first) > SMALL else None
        found: dict[str, Planned] = {}
        order = [first, *further, *rest]
        with ctrl_c() as stop:
            for n, programme in enumerate(order):
                share_s = None if self._until is None else self._left(self._until) / (len(order) - n)
                one = self._planned(programme, (n + 1, len(order)), share_s, on=programme not in rest)
                if one.plan is None or not _nothing_yet(one.plan):
                    found[programme.scenario] = one
                if stop.is_set() or (one.plan is not None and one.plan.status == "interrupted"):
                    break
        for other in others:
            if changed[other.scenario] == 0 and first.scenario in found:
                found[other.scenario] = _like(found[first.scenario], other)
        return [found[each.scenario] for each in programmes if each.scenario in found]

    def _planned(self, programme: Programme, place: tuple[int, int], limit_s: float | None, *, on: bool) -> Planned:
        """One scenario planned; `on`: it may go on from the plan before, and the next from its."""
        clock = perf_counter()

        def tell(progress: Progress) -> None:
            """Passes on how far it is, and with which scenario."""
            if self._watch is not None:
                self._watch(programme.scenario, *place, progress)

        tell(Progress("building", 0.0, gap=None, value=None, left_s=limit_s))
        try:
            plan, search = self._searched(programme, limit_s, tell, on=on)
        except NoPlan as error:
            return Planned(programme, None, "none", perf_counter() - clock, error.explanation)
        return Planned(programme, plan, search, perf_counter() - clock)

    def _searched(
        self, programme: Programme, limit_s: float | None, tell: Callable[[Progress], None], *, on: bool
    ) -> tuple[Plan, Search]:
        """A plan, and from where it was found.

        Where one scenario goes on, all are searched in the same way: each spends of the gap what pays, and their costs
        stand side by side. That way does not branch; what it leaves open of a small programme is searched once more.
        """
        clock = perf_counter()
        if self._planner is None:
            return make_plan(programme, gap=self._gap, time_limit_s=limit_s, progress=tell), "start"
        planner = self._planner if on else Replanner(gap=self._gap)
        made = planner.plan(programme, time_limit_s=limit_s, progress=tell)
        search: Search = "went on" if planner.warm else "start"
        if made.status != "gap" or made.manifest["solver"]["columns"] >= LARGE:
            return made, search
        left_s = None if limit_s is None else max(0.0, limit_s - (perf_counter() - clock))
        again = make_plan(programme, gap=self._gap, time_limit_s=left_s, progress=tell)
        self._planner = None if on else self._planner  # what it left open once it will leave open again
        return (again, "start") if _better(again, made) else (made, search)

    @staticmethod
    def _left(until: float) -> float:
        return max(0.0, until - perf_counter())


def _size(programme: Programme) -> int:
    """About how large the model of a programme is."""
    tables = (programme.lines, programme.stocks, programme.routes, programme.needs)
    return programme.settings.calendar.periods * sum(len(rows) for rows in tables)


def _better(one: Plan, other: Plan) -> bool:
    """Whether a second search found more, or proved more."""
    return one.status == "optimal" or (one.shortfall, one.cost) < (other.shortfall, other.cost)


def _nothing_yet(plan: Plan) -> bool:
    """Whether a search was interrupted before it found anything."""
    idle = plan.starts.is_empty() and plan.releases.is_empty() and not plan.deliveries["quantity"].sum() > 0
    return plan.status == "interrupted" and idle


def _like(first: Planned, programme: Programme) -> Planned:
    """The first's plan for a scenario that differs in nothing a plan depends on."""
    plan = None if first.plan is None else replace(first.plan, scenario=programme.scenario)
    return Planned(programme, plan, "same" if plan else "none", 0.0, first.why)
