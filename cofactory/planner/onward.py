"""Where a search ended, for programmes with other choices too: all in one layout, which grows with them."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from cofactory.planner.apart import cells_apart, shares_apart
from cofactory.planner.bases import in_larger
from cofactory.planner.changing import Changing
from cofactory.planner.highs import Solver
from cofactory.planner.pricing import paying_detours
from cofactory.planner.union import Part, together

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.large import Stage
    from cofactory.planner.model import Model
    from cofactory.planner.search import Found
    from cofactory.planner.union import Laid

    Floats = NDArray[np.float64]
    Stand = tuple[Laid, Floats, dict[str, Stage], tuple[Any, Any]]

LARGER = 1.5
"""A layout may have so many times the columns of the programme that is planned: more would cost more than it saves."""

SHARE = 0.4
"""Of the time of a fresh search, what going on from the last one may take before a fresh one is begun."""
AT_LEAST_S = 2.0
"""Seconds it may take in any case; half of that where choices came or went, which a fresh search may need as well."""
BOUND = 0.15
"""Likewise, what a bound on the shortfall from where the search ended may take before it is searched."""
SOON_S = 0.25
"""Seconds that it may take in any case."""
SOON_BELOW = 40_000
"""Columns from which that is not tried: it was never in time (24, 48 and 120 months), and took it from what is."""

NUMBERS = ("lower", "upper", "row_lower", "row_upper", "cost")
"""What tells two models of the same choices apart, besides their entries."""


class Onward:
    """Goes on from one search to programmes with other numbers or choices, as long as that proves enough."""

    def __init__(
        self, a: Arrays, model: Model, answer: Floats, stages: dict[str, Stage], *, gap: float, took_s: float,
        stop: threading.Event,
    ) -> None:  # fmt: skip
        """Keeps where the search of this model ended; `ready` says whether anything can go on from there."""
        self._gap, self._took_s, self._laid, self._answer = gap, took_s, (a, model), answer
        self._stages = {name: replace(stage, solver=None) for name, stage in stages.items()}
        self._changing = Changing(a, model, answer, self._stages, gap=gap, stop=stop)
        self.ready, self._places = self._changing.ready, self._changing.places
        self._searched = self._laid, answer, dict(self._stages), self._places

    def plan(
        self, a: Arrays, model: Model, limit_s: float | None, stop: threading.Event, least: Callable[[], float]
    ) -> Found | None:
        """Returns a plan within the gap; None where that is not reached within half of the time, or soon.

        `least` is asked for the least shortfall without whole numbers where a few steps from the last search do not
        tell.
        """
        clock, other = monotonic(), not same_choices(self._searched[0][1], model)
        part = self._placed(a, model, stop)
        if part is None:
            return None
        seconds = max(AT_LEAST_S / (2 if other else 1), SHARE * self._took_s)
        seconds = min(seconds, np.inf if limit_s is None else limit_s / 2) - (monotonic() - clock)

        bound = -np.inf

        def soon() -> float:
            """A bound on the shortfall by a few steps."""
            nonlocal bound
            bound = self._bound(part, stop)
            return bound

        small = len(model.lower) < SOON_BELOW
        self._changing.soon, self._changing.soon_first = (soon,) if small else (), other
        self._changing.at_last = (lambda: -np.inf if np.isfinite(bound) else least(),)
        self._changing.other_choices = other
        found = self._changing.plan(part.arrays, part.model, seconds, stop)
        if found is None:
            return None
        answer, first, second = found
        own = answer[part.columns]
        return own, replace(first, answer=own), replace(second, answer=own)

    def make_ready(self) -> None:
        """Begins, beside the caller, what would else have to be done when the next change comes."""
        if self.ready:
            self._changing.make_ready()

    def wait(self) -> None:
        """Returns when all is ready for the next change."""
        self._changing.wait()

    def apart(self, a: Arrays, model: Model) -> tuple[float, float]:
        """Returns how far a programme is from where this stands: by how much numbers of the model differ, which has no
        end where its choices are others, and in how many cells of its tables.
        """
        before, own = self._searched[0]
        if not same_choices(own, model):
            return np.inf, cells_apart(before.programme, a.programme)
        pairs = [(own.matrix.data, model.matrix.data)]
        pairs += [(getattr(own, name), getattr(model, name)) for name in NUMBERS]
        return sum(shares_apart(*pair) for pair in pairs), 0.0

    def _bound(self, part: Part, stop: threading.Event) -> float:
        """A bound on the shortfall: the relaxation from where it ended in the search, by steps that keep its prices
        right; minus infinity where that takes longer.
        """
        until = monotonic() + max(SOON_S, BOUND * self._took_s)
        model, closed = part.model, self._stages["shortfall"].closed
        solver = Solver(model, relaxed=True, stop=stop, interior=False)
        solver.zero(closed)
        solver.steady()
        solver.stand_at(self._stages["shortfall"].basis)
        while True:
            outcome = solver.minimise(model.shortfall, seconds=max(0.0, until - monotonic()))
            if outcome.ending != "optimal":
                return -np.inf
            prices = solver.row_duals()
            pays = np.intersect1d(paying_detours(part.arrays, model, model.shortfall, prices), closed)
            if not len(pays):
                return self._changing.proven_least(part.arrays, model, prices)
            closed = np.setdiff1d(closed, pays)
            solver.bound_columns(pays, model.lower[pays], model.upper[pays])

    def _placed(self, a: Arrays, model: Model, stop: threading.Event) -> Part | None:
        """The programme in the layout of the search, which grows where it must; None where that cannot be."""
        if self.ready and same_choices(self._laid[1], model):
            return Part(a, model, np.arange(len(model.lower)), np.arange(len(model.row_lower)))
        both, begin = _beside(self._laid, (a, model)), (self._laid, self._answer, self._stages, self._places)
        if both is None:  # what came in since the search may be in the way
            both, begin = _beside(self._searched[0], (a, model)), self._searched
        if both is None:
            return None
        if not self.ready or not same_choices(self._laid[1], both[0].model):
            self._stand(begin, both[0], stop)
        return both[1] if self.ready else None

    def _stand(self, begin: Stand, part: Part, stop: threading.Event) -> None:
        """Stands where it stood, in a larger layout."""
        size, (_, answer, stages, places) = part.model.matrix.shape, begin
        self._laid, self._answer, self._stages = (part.arrays, part.model), np.zeros(size[1]), {}
        self._answer[part.columns] = answer
        for name, stage in stages.items():
            prices = np.zeros(size[0])
            prices[part.rows] = stage.prices
            basis = in_larger(stage.basis, part.columns, part.rows, size)
            self._stages[name] = replace(stage, basis=basis, prices=prices, closed=np.sort(part.columns[stage.closed]))
        wider = [None if place is None else in_larger(place, part.columns, part.rows, size) for place in places]
        self._changing = Changing(*self._laid, self._answer, self._stages, gap=self._gap, stop=stop, places=wider)
        self.ready, self._places = self._changing.ready, self._changing.places


def _beside(one: Laid, other: Laid) -> tuple[Part, Part] | None:
    """Two programmes in one layout; None where there is none, or it is far larger than the second."""
    both = together(one, other)
    return None if both is None or len(both[0].model.lower) > LARGER * len(other[1].lower) else both


def same_choices(before: Model, after: Model) -> bool:
    """Returns whether columns, rows and entries of two models stand in the same places and mean the same."""
    one, other = before.matrix, after.matrix
    return (
        one.shape == other.shape
        and np.array_equal(one.indptr, other.indptr)
        and np.array_equal(one.indices, other.indices)
        and same_columns(before, after)
    )


def same_columns(before: Model, after: Model) -> bool:
    """Returns whether the columns of two models mean the same."""
    return before.blocks.keys() == after.blocks.keys() and all(
        block.ids == after.blocks[name].ids and np.array_equal(block.index, after.blocks[name].index)
        for name, block in before.blocks.items()
    )
