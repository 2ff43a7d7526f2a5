"""From one set of weights to another, by parametric linear programming (Gass and Saaty 1955), seen from the other side.

Cost plus weighted shortfall at weights that move along a direction has a least value that is concave in how far they
moved. How much lies along the direction (`along`) falls as they move; fixing it and reading the price of that takes few
steps, where the changed weights themselves would take the simplex through thousands of equal answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.highs import Outcome

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

STEP = 0.02
"""The first step along the direction, as a share of the units that lie in it."""
FARTHER = 4.0
"""Each further step is so many times as long at most."""
BEYOND = 1.3
"""How far beyond the place where the weights should be right a step goes, so that they come to lie between two."""
SAME = 1e-7
"""A share by which two weights differ that is none."""


@dataclass(frozen=True)
class Shift:
    """How the weights of some shortfalls change, per unit: from `before`, by `size` along `direction`."""

    columns: Ints
    direction: Floats
    """At most 1 and at least -1."""
    size: float
    before: Floats
    units: Floats
    """Of how many units each column is a share."""
    least: float
    """What can lie along the direction at least."""

    @property
    def single(self) -> bool:
        """Whether only one weight changes: then its own column can be held."""
        return len(self.columns) == 1

    def along(self, answer: Floats) -> float:
        """Returns the units outstanding, weighed by the direction."""
        return float((self.direction * self.units * answer[self.columns]).sum())

    def first_step(self, answer: Floats) -> float:
        """Returns how far along the direction to go first."""
        there = float((np.abs(self.direction) * self.units * answer[self.columns]).sum())
        return STEP * max(there, 1.0)

    def unmoved(self, objective: Floats) -> Floats:
        """Returns the objective with the weights as they were before."""
        before = objective.copy()
        before[self.columns] = self.before * self.units
        return before


@dataclass(frozen=True)
class Point:
    """An answer that is best when the weights moved so far, its value then, and the prices that prove it."""

    moved: float
    along: float
    value: float
    outcome: Outcome
    prices: Floats

    def past(self, shift: Shift) -> bool:
        """Whether it lies beyond the weights wanted."""
        return self.moved > shift.size


def shift_of(columns: Ints, weights: tuple[Floats, Floats], units: Floats, most: Floats) -> Shift | None:
    """Returns the way from the weights before to those after, per unit; None where they are the same.

    `most`: as what share of its units each column can be outstanding.
    """
    before, after = weights
    other = np.flatnonzero(np.abs(after - before) > SAME * np.abs(before))
    if not len(other):
        return None
    apart = (after - before)[other]
    size = float(np.abs(apart).max())
    direction, units = apart / size, units[other]
    least = float((np.minimum(direction, 0.0) * most[other] * units).sum())
    return Shift(columns[other], direction, size, before[other], units, least)


def longer(step: float, before: Point, after: Point, shift: Shift) -> float:
    """The next step: to where the weights should be right if it goes on like this, and somewhat beyond."""
    went = abs(before.moved - after.moved)
    wanted = abs(after.moved - shift.size) * abs(before.along - after.along)
    return float(np.clip(BEYOND * wanted / went if went else np.inf, step, FARTHER * step))


def wanted(inside: Point, outside: Point) -> float:
    """The next place to look: where the two answers, priced on, would come to the same (Kelley 1960)."""
    apart = inside.moved - outside.moved
    along = (inside.value - outside.value) / apart if apart else inside.along
    return min(max(along, min(inside.along, outside.along)), max(inside.along, outside.along))


def share(inside: Point, outside: Point, shift: Shift) -> float:
    """How far the weights wanted lie on the way from one answer's to the other's."""
    across = outside.moved - inside.moved
    return float(np.clip((shift.size - inside.moved) / across, 0.0, 1.0)) if across else 0.0


def chord(inside: Point, outside: Point, shift: Shift) -> float:
    """What no answer is better than at the weights wanted: the least value is concave in how far they moved."""
    part = share(inside, outside, shift)
    return (1 - part) * inside.value + part * outside.value
