"""Plans made again after a change: what the last search found and proved stays, and the next one goes on from there.

A change of numbers (a quantity, a capacity, a price, an amount) leaves the model's pattern as it was; then only the
numbers that differ go to the solvers. Where choices come or go, both programmes are laid out together (`onward`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.arrays import build_arrays
from cofactory.planner.displaced import displaced
from cofactory.planner.effort import SAME, Effort
from cofactory.planner.holding import as_proven, obey_orders, unobeyed
from cofactory.planner.interrupt import ctrl_c
from cofactory.planner.large import LargeSearch, Stage
from cofactory.planner.model import build_model
from cofactory.planner.onward import Onward, same_choices, same_columns
from cofactory.planner.outages import remembering, standing_still
from cofactory.planner.patched import patched
from cofactory.planner.solution import Plan, read_answer
from cofactory.planner.solve import NoPlan, is_large

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model
    from cofactory.planner.outages import Outage
    from cofactory.planner.search import Found, Progress
    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]

KEPT = 2
"""Searches that are gone on from, the nearer one first: of a programme and of a scenario in turn, each is kept."""
SMALL = 20_000
"""Columns up to which both relaxations go on too where the plan before helps no further; larger ones may take longer so
than afresh."""


class Replanner:
    """Plans one programme again and again, each time from where the last search ended."""

    def __init__(self, *, gap: float = 0.01) -> None:
        """Every plan is made to this relative gap; ValueError for one that is not from 0 to below 1."""
        if not 0 <= gap < 1:
            message = f"A gap is a share from 0 to below 1, such as 0.01; this is {gap!r}."
            raise ValueError(message)
        self._gap = gap
        self._stages: dict[str, Stage] = {}
        self._before: tuple[Arrays, Model] | None = None
        self._onwards: list[Onward] = []
        self._last: tuple[Floats, Model] | None = None
        self._ordered: Replanner | None = None
        """Plans what priority orders change, from its own last search."""
        self._proven: tuple[Model, float] | None = None
        self._fresh_s = self._ahead_s = 0.0
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

        Raises NoPlan like `make_plan`, LookupError when an outage names no line, ValueError where it has no sense.
        """
        outages, self.warm = tuple(outages), False
        clock = perf_counter()
        if not programme.priority_orders:
            return self._made(programme, outages, time_limit_s, progress)
        half_s = None if time_limit_s is None else time_limit_s / 2
        before = self._made(replace(programme, priority_orders=()), outages, half_s, progress)
        if before.status == "interrupted":
            return before
        if self._ordered is None:
            self._ordered = Replanner(gap=self._gap)
        left_s = None if time_limit_s is None else max(0.0, time_limit_s - (perf_counter() - clock))
        made = self._ordered._made(programme, outages, left_s, progress, before)  # noqa: SLF001 - one of its own kind
        self.warm = self.warm and self._ordered.warm
        return made

    def wait(self) -> None:
        """Returns when all is ready for the next change. After each plan that goes on beside the caller, so this need
        not be called; a change that comes at once waits for it.
        """
        for onward in self._onwards:
            onward.wait()
        if self._ordered is not None:
            self._ordered.wait()

    def _made(
        self,
        programme: Programme,
        outages: tuple[Outage, ...],
        time_limit_s: float | None,
        progress: Callable[[Progress], None] | None,
        before: Plan | None = None,
    ) -> Plan:
        """A plan, held where there are priority orders to the one `before` without them."""
        clock, self.warm = perf_counter(), False
        arrays, model = self._laid(programme)
        changed = standing_still(arrays, model, outages)
        built, limited = perf_counter() - clock, time_limit_s is not None

        def left_s() -> float | None:
            """What is left of the time, where it is limited."""
            return None if time_limit_s is None else max(0.0, time_limit_s - (perf_counter() - clock))

        with ctrl_c() as stop:
            if before is not None:
                changed = replace(changed, lower=changed.lower.copy(), upper=changed.upper.copy())
                if not obey_orders(arrays, changed, before, stop=stop, seconds=left_s()):
                    return unobeyed(before, stop, limited=limited)
            try:
                answer, first, second = self._found(arrays, changed, left_s, progress, stop)
            except NoPlan:
                if before is None:
                    raise
                return unobeyed(before, stop, limited=limited)
        self._last = answer, changed
        if before is not None:
            first, second = as_proven(before, first, second)
        effort = Effort(
            seconds={"read": 0.0, "build": built, "solve": perf_counter() - clock - built},
            columns=len(model.lower),
            rows=len(model.row_lower),
            first=first,
            second=second,
            gap_asked=self._gap,
        )
        made = remembering(read_answer(arrays, changed, answer, effort), outages)
        for onward in self._onwards[-1:]:
            onward.make_ready()
        return made if before is None else replace(made, displaced=displaced(programme, before, made))

    def _laid(self, programme: Programme) -> tuple[Arrays, Model]:
        """The programme laid out: from the last one, where only quantities of demand differ."""
        if self._before is None:
            arrays = build_arrays(programme)
            self._before = arrays, build_model(arrays)
        else:
            self._before = patched(*self._before, programme)
        return self._before

    def _found(
        self,
        a: Arrays,
        model: Model,
        left_s: Callable[[], float | None],
        progress: Callable[[Progress], None] | None,
        stop: threading.Event,
    ) -> Found:
        """A plan from where the last search ended, else by a search."""

        @cache
        def search() -> LargeSearch:
            """A search of this programme, begun when it is first asked for."""
            new = LargeSearch(a, model, gap=self._gap, limit_s=left_s(), progress=progress, stop=stop)
            new.known = self._known(model)
            return new

        return self._further(search, a, model, left_s(), stop) or self._searched(search(), a, model, stop)

    def _further(
        self,
        search: Callable[[], LargeSearch],
        a: Arrays,
        model: Model,
        limit_s: float | None,
        stop: threading.Event,
    ) -> Found | None:
        """A plan from where the last search ended; None where that proves too little, or takes too long."""
        self._ahead_s = 0.0
        if not self._onwards:
            return None
        onward = min(reversed(self._onwards), key=lambda one: one.apart(a, model))
        self._onwards = [one for one in self._onwards if one is not onward] + [onward]  # tried last, kept longest

        def least() -> float:
            """The least shortfall without whole numbers, searched: a search that must follow has it then."""
            clock = perf_counter()
            outcome = search().start(self._taken_over(model))
            self._ahead_s = perf_counter() - clock
            return outcome.value if outcome.ending == "optimal" else -np.inf

        found = onward.plan(a, model, limit_s, stop, least)
        self.warm = found is not None
        return found

    def _known(self, model: Model) -> Floats | None:
        """The plan before, where it has the same choices: what is kept of it if the search is cut off at once."""
        return self._last[0] if self._last is not None and same_columns(self._last[1], model) else None

    def _taken_over(self, model: Model) -> dict[str, Stage]:
        """The solvers of the last search, where the programme is small and they could take the model over."""
        stages = self._stages if len(model.lower) <= SMALL else {}
        taken = all(s.solver is not None and s.solver.takes_over(model) for s in stages.values())
        return stages if taken else {}

    def _searched(self, search: LargeSearch, a: Arrays, model: Model, stop: threading.Event) -> Found:
        """A plan by a search, which the next one goes on from; small programmes keep the solvers of the last search."""
        clock, small, stages = perf_counter(), len(model.lower) <= SMALL, self._taken_over(model)
        found = search.run(stages)
        self.warm, searched = bool(stages), _to_the_end(found)
        if searched and not is_large(model):
            found = self._within_gap(search, model, found)
        if searched:  # what was cut off goes on from the same place the next time
            self._stages, self._fresh_s = search.stages if small else {}, perf_counter() - clock + self._ahead_s
        if _to_the_end(found):
            settled = self._settled(a, model, found[0], search.stages, stop)
            self._onwards = [*self._onwards, *([] if settled is None else [settled])][-KEPT:]
        return found

    def _within_gap(self, search: LargeSearch, model: Model, found: Found) -> Found:
        """The plan if it is within the gap, else one that is: by branching, and with what the last search proved."""
        answer, first, second = found
        if self._proven is not None and narrower(self._proven[0], model):
            first = replace(first, bound=min(max(first.bound, self._proven[1]), first.value))
        if max(first.gap, second.gap) > max(self._gap, SAME):
            answer, first, second = search.within_gap((answer, first, second))
        self._proven = model, first.bound
        return answer, first, second

    def _settled(
        self, a: Arrays, model: Model, answer: Floats, stages: dict[str, Stage], stop: threading.Event
    ) -> Onward | None:
        """Where a search ended, ready for the next change; None where nothing can go on from there."""
        if not {"shortfall", "cost"} <= set(stages):
            return None
        onward = Onward(a, model, answer, stages, gap=self._gap, took_s=self._fresh_s, stop=stop)
        return onward if onward.ready else None


def _to_the_end(found: Found) -> bool:
    """Whether a search was not cut off."""
    return "optimal" in {outcome.ending for outcome in found[1:]}


def narrower(before: Model, after: Model) -> bool:
    """Whether every plan of the second model is one of the first, and as short there as here or less."""
    if not same_choices(before, after):
        return False
    return (
        np.array_equal(before.matrix.data, after.matrix.data)
        and np.array_equal(before.shortfall, after.shortfall)
        and bool(np.all(before.lower <= after.lower) and np.all(before.upper >= after.upper))
        and bool(np.all(before.row_lower <= after.row_lower) and np.all(before.row_upper >= after.row_upper))
    )
