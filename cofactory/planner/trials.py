"""Whole numbers to try after a change, and the best flows with them: those of the plan before, those moved with their
lines, the relaxed ones rounded up, then fewer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.rounding import thriftier, up, where_moved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model
    from cofactory.planner.weighed import Limit, Weighed

    Floats = NDArray[np.float64]

TRIES = 8
"""Other whole numbers that are tried line by line before a changed programme is searched afresh."""


class Trials:
    """The solver that holds whole numbers fixed, and the plan before, whose whole numbers it begins with."""

    kept: Floats
    """The whole numbers of the best flows so far."""

    def __init__(self, solver: Weighed, model: Model, values: Floats) -> None:
        """Holds the whole numbers of a plan, in the order in which their columns stand."""
        self._solver, self._whole, self._before = solver, np.flatnonzero(model.whole), values
        self._stood = values
        self._ahead: list[Floats | None] = []
        solver.fix(self._whole, values)

    def stood(self, relaxed: Floats) -> None:
        """Says what the relaxed answer of the plan before was."""
        self._stood = relaxed[self._whole]

    def go_ahead(self, model: Model, objective: Floats, seconds: float) -> None:
        """Finds flows with the whole numbers of the plan before, before anything else is known."""
        self._ahead.append(self.flows(model, self._before, objective, seconds))

    def forget(self) -> None:
        """Drops what was found ahead: the programme is another now, or has more ways."""
        self._ahead.clear()

    def numbers(self, a: Arrays, model: Model, relaxed: Floats, *, other_choices: bool) -> Iterator[Floats]:
        """Gives whole numbers to try; `kept` says in between which are the best. Where choices came or went, those of
        the plan before seldom fit.
        """
        self.kept, rounded, tries = self._before, up(model), TRIES
        moved, above = where_moved(model, self._before, self._stood, relaxed), rounded.values(model, relaxed)
        first = [above, moved, self._before] if other_choices else [moved, self._before, above]
        yield from _different([self._before, *first] if self._ahead else first)
        while tries > 0 and len(self._whole):
            for trial in thriftier(a, model, relaxed, rounded):
                values = trial.values(model, relaxed)
                tries -= 1
                yield values
                if self.kept is values:
                    rounded = trial
                    break
                if tries <= 0:
                    return
            else:
                return

    def flows(
        self, model: Model, whole: Floats, objective: Floats, seconds: float, limit: Limit | None = None
    ) -> Floats | None:
        """Returns the best flows with these whole numbers; None where nothing can follow them, or not in time."""
        if whole is self._before and self._ahead:
            return self._ahead.pop()
        allowed = np.clip(whole, model.lower[self._whole], model.upper[self._whole])  # what is gone is not ordered
        self._solver.fix(self._whole, allowed)
        outcome = self._solver.solve(objective, seconds, limit)
        if outcome.answer is None or outcome.ending != "optimal":
            return None
        found: Floats = np.clip(outcome.answer, model.lower, model.upper)
        return found


def _different(found: list[Floats]) -> Iterator[Floats]:
    """Each once, so that the same is not solved twice."""
    for n, one in enumerate(found):
        if not any(np.array_equal(one, earlier) for earlier in found[:n]):
            yield one
