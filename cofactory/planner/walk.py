"""A walk from the weights of a search to others: what lies along the change is fixed further and further, and each time
it is read at which weights that would be best, until those wanted lie between two; so do their prices.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Protocol

from cofactory.planner.parametric import chord, longer, share, wanted
from cofactory.planner.products import dot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cofactory.planner.highs import Outcome
    from cofactory.planner.parametric import Point, Shift

    Floats = NDArray[np.float64]

SHORTER = 0.25
"""A step to where nothing is possible is made so much shorter."""
STEPS = 10
"""Steps at most."""
WALLS = 4
"""Steps to where nothing is possible at most: the prices that prove so say as much as an answer beyond would."""
NEAR = 1e-7
"""Units that differ by so small a share are the same."""


class Standing(Protocol):
    """A solver that walks: it stands at an answer and goes on from there."""

    cut_off: bool
    """Whether the last answer was not found in time."""

    def point(self, held: Floats, shift: Shift, along: float | None, seconds: float | None) -> Point | None:
        """Returns the best answer with so much along the change."""

    def wall(self, shift: Shift) -> Floats | None:
        """Returns prices that prove how much there is of it at least, after less was impossible."""

    def release(self) -> None:
        """Holds nothing any more."""


class Walk:
    """Where two answers lie between whose weights those wanted are, as far as it is known."""

    def __init__(self, solver: Standing, objective: Floats, shift: Shift, seconds: float | None) -> None:
        """Begins at the weights before."""
        self._solver, self._objective, self._shift = solver, objective, shift
        self._held = shift.unmoved(objective)
        self._until = None if seconds is None else monotonic() + seconds
        self._inside: Point | None = None
        self._outside: Point | None = None
        self._wall: Floats | None = None
        """Prices that prove how much lies along the change at least, where less of it was found impossible."""

    def to(self, enough: float, known: list[float]) -> tuple[Outcome, Floats] | None:
        """Returns an answer within so much of the best at the weights wanted, or as near as a few steps come, and
        prices that prove it; None where time is out or nothing is possible. What is `known` to lie near is tried first.
        """
        known = list(known)
        inside = self._begin(known)
        if inside is None:
            return None
        best, step, walls = inside, self._shift.first_step(inside.outcome.found()), 0
        for _ in range(STEPS):
            along = known.pop(0) if known else self._next(inside, step)
            if abs(along - inside.along) <= NEAR * max(abs(along), 1.0):
                break
            found = self._point(along)
            if found is None and self._solver.cut_off:
                return None
            if found is None:
                step, walls, self._wall = step * SHORTER, walls + 1, self._solver.wall(self._shift)
                if walls == WALLS and self._wall is not None:
                    break
                continue
            if found.past(self._shift):
                self._outside = found
            else:
                step, inside = longer(step, inside, found, self._shift), found
            best = min(best, found, key=self._value)
            if self._outside is not None and self._value(best) - chord(inside, self._outside, self._shift) <= enough:
                break
        self._inside = inside
        return best.outcome, self._prices(inside)

    @property
    def places(self) -> list[float]:
        """How much lay along the change in the two answers."""
        return [point.along for point in (self._inside, self._outside) if point is not None]

    def _begin(self, known: list[float]) -> Point | None:
        """The first answer: at the weights before, or where it is known to lie."""
        inside = self._point(known.pop(0) if known else None)
        if inside is not None and inside.past(self._shift):  # prices moved meanwhile: from the beginning
            self._solver.release()
            known.clear()
            inside = self._point(None)
        return inside

    def _next(self, inside: Point, step: float) -> float:
        if self._outside is None:
            return max(inside.along - step, self._shift.least)
        return wanted(inside, self._outside)

    def _point(self, along: float | None) -> Point | None:
        seconds = None if self._until is None else max(0.0, self._until - monotonic())
        return self._solver.point(self._held, self._shift, along, seconds)

    def _value(self, point: Point) -> float:
        """What an answer comes to at the weights wanted."""
        return dot(self._objective, point.outcome.found())

    def _prices(self, inside: Point) -> Floats:
        """Prices at the weights wanted: between those of the two answers, or beyond the one at the wall."""
        if self._outside is not None:
            part = share(inside, self._outside, self._shift)
            prices: Floats = (1 - part) * inside.prices + part * self._outside.prices
            return prices
        beyond = 0.0 if self._wall is None else (self._shift.size - inside.moved) * self._wall
        further: Floats = inside.prices + beyond
        return further
