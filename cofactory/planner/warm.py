"""Plans made again after a change: the solvers of the last search stay and go on from where they stood.

A change of numbers (a quantity, a capacity, a price, an amount) leaves the model's pattern as it was; then only the
numbers that differ go to the solvers. A change that adds or takes away choices starts afresh.
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from cofactory.planner.arrays import build_arrays
from cofactory.planner.effort import Effort
from cofactory.planner.interrupt import ctrl_c
from cofactory.planner.large import LargeSearch, Stage
from cofactory.planner.model import build_model
from cofactory.planner.solution import Plan, read_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model
    from cofactory.planner.search import Progress
    from cofactory.programme.record import Programme

Outage = tuple[str, str, str]
"""A line, and the first and last period in which it starts nothing."""


class Replanner:
    """Plans one programme again and again, each time from where the last search ended."""

    def __init__(self, *, gap: float = 0.01) -> None:
        """Every plan is made to this relative gap."""
        self._gap = gap
        self._stages: dict[str, Stage] = {}
        self.warm = False
        """Whether the last plan went on from the one before."""

    def plan(
        self,
        programme: Programme,
        *,
        outages: Iterable[Outage] = (),
        time_limit_s: float | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Plan:
        """Returns a plan of the programme as it is now, with some lines standing still for a while.

        Raises NoPlan like `make_plan`, LookupError when an outage names no line.
        """
        clock = perf_counter()
        arrays = build_arrays(programme)
        read = perf_counter() - clock
        model = _without(arrays, build_model(arrays), outages)
        self.warm = bool(self._stages) and all(stage.solver.takes_over(model) for stage in self._stages.values())
        built = perf_counter() - clock - read
        with ctrl_c() as stop:
            search = LargeSearch(arrays, model, gap=self._gap, limit_s=time_limit_s, progress=progress, stop=stop)
            stages, self._stages = self._stages if self.warm else {}, {}
            answer, first, second = search.run(stages)
            if not stop.is_set():
                self._stages = search.stages
        solved = perf_counter() - clock - read - built
        effort = Effort(
            seconds={"read": read, "build": built, "solve": solved},
            columns=len(model.lower),
            rows=len(model.row_lower),
            first=first,
            second=second,
            gap_asked=self._gap,
        )
        return read_answer(arrays, model, answer, effort)


def _without(a: Arrays, model: Model, outages: Iterable[Outage]) -> Model:
    """The model with nothing started in the outages."""
    upper, calendar = model.upper.copy(), a.programme.settings.calendar
    for name, first, last in outages:
        if name not in a.lines.ids:
            raise LookupError(name)
        starts = model.blocks["start"].index[a.lines.ids.index(name)]
        still = starts[max(0, calendar.index(first)) : calendar.index(last) + 1]
        upper[still[still >= 0]] = 0.0
    return replace(model, upper=upper)
