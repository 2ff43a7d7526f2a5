"""Shortfall and cost in one objective, where a plan was last found: from there a changed number takes a few steps.

With the shortfall held, its row has a price: what one more unit of it would save. Cost plus shortfall at that price has
the same answer, needs no held row, and few flows in it are free of charge, so that the simplex does not walk between
equal answers. Shortfalls stand in units here: then another quantity of a need changes right-hand sides and one weight.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.highs import Outcome, Solver, without_last_row
from cofactory.planner.products import dot

if TYPE_CHECKING:
    import threading

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.large import Stage
    from cofactory.planner.model import Model

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

STEP = 0.02
"""The first step in the units outstanding of a need whose weight changed, as a share of them."""
FARTHER = 4.0
"""Each further step is so many times as long at most."""
BEYOND = 1.3
"""How far beyond the place where the weight should be right a step goes, so that it comes to lie between two."""
SHORTER = 0.25
"""A step to where nothing is possible is made so much shorter."""
STEPS = 10
"""Steps at most."""
FEW = 100
"""Steps away from the programme as it was searched from which the simplex is put back there: that costs it its exact
prices of edges, made anew one row after the other (0.1 s at 19,000 rows, as much as 300 steps).
"""
NEAR = 1e-7
"""Units that differ by so small a share are the same."""


@dataclass(frozen=True)
class Weight:
    """The one shortfall whose weight changed: what a unit of it weighed and weighs, and of how many it is a share."""

    column: int
    before: float
    after: float
    units: float
    most: float
    """Units that can be outstanding at most."""


@dataclass(frozen=True)
class Point:
    """An answer that is best when the units of one need weigh so much, its value then, and the prices that prove it."""

    weight: float
    units: float
    value: float
    outcome: Outcome
    prices: Floats


class Weighed:
    """One solver with one objective; every change starts from the answer to the programme as it was searched."""

    closed: Ints
    """Detours that stay out as long as no price asks for them."""

    def __init__(self, a: Arrays, model: Model, cheap: Stage, stop: threading.Event, *, strict: bool = False) -> None:
        """Stands where the relaxation of the cost, with the shortfall held, ended."""
        self._like, self.closed = in_units(a, model, None), cheap.closed
        self._short = measured(a, model)[0]
        self._solver = Solver(self._like, relaxed=True, stop=stop)
        self._solver.steady()
        self._solver.zero(self.closed)
        if strict:
            self._solver.strict()
        self._solver.stand_at(without_last_row(cheap.basis))
        self._places: list[float] = []
        self._moved = self._cut_off = False

    def settle(self, objective: Floats) -> Outcome:
        """Returns the best answer of the programme as it was searched, and stays there: every change starts from it."""
        outcome = self._solver.minimise(objective)
        self._place = self._solver.basis()
        self._solver.steps = 0
        return outcome

    def change(self, a: Arrays, model: Model, stop: threading.Event) -> bool:
        """Puts a changed model in place and returns True; False where it has other columns, rows or entries."""
        self._solver.heed(stop)
        if self._like.matrix.shape[1] != model.matrix.shape[1]:
            return False
        fits = self._solver.takes_over(in_units(a, model, self._like), scales=True)
        if fits:
            self._solver.zero(self.closed)
            if self._moved and self._solver.steps > FEW:
                self._solver.stand_at(self._place)
            self._release()
            self._moved = True
        return fits

    def let_in(self, columns: Ints, model: Model) -> None:
        """Lets some of the detours in."""
        self.closed = np.setdiff1d(self.closed, columns)
        self._solver.bound_columns(columns, model.lower[columns], model.upper[columns])

    def fix(self, columns: Ints, values: Floats) -> None:
        """Fixes whole numbers."""
        self._solver.bound_columns(columns, values, values)

    def solve(self, objective: Floats, seconds: float | None) -> Outcome:
        """Returns the best answer, from where the solver stands."""
        return self._solver.minimise(objective, seconds=seconds)

    def prices(self) -> Floats:
        """Returns the price of every row of the model, that of the shortfall's row being none."""
        return np.append(self._solver.row_duals(), 0.0)

    def leaning(self, objective: Floats, weight: Weight, share: float, seconds: float | None) -> Outcome:
        """Returns a good answer after a change of weight: best at the weight before with as much short as this."""
        units = share * weight.units
        self._hold(weight, units, np.inf) if weight.after < weight.before else self._hold(weight, 0.0, units)
        outcome = self._solver.minimise(_weighing(objective, weight), seconds=seconds)
        self._hold(weight, 0.0, np.inf)
        return (
            self._solver.minimise(_weighing(objective, weight), seconds=seconds) if outcome.answer is None else outcome
        )

    def between(
        self, objective: Floats, weight: Weight, enough: float, seconds: float | None, *, again: bool = False
    ) -> tuple[Outcome, Floats] | None:
        """Returns a good answer after a change of one weight, and prices that prove how good; None where it fails.

        A changed weight alone would take the simplex through thousands of equal answers. So what is outstanding of the
        need is fixed instead, further and further, and each time the weight is read at which that would be best, until
        the weight wanted lies between two: so do its prices. `again`: where it lay the last time is tried first.
        """
        until = None if seconds is None else monotonic() + seconds
        held, known = _weighing(objective, weight), list(self._places) if again else []
        inside = self._point(held, weight, known.pop(0) if known else None, seconds)
        if inside is not None and _past(inside, weight):  # prices moved meanwhile: from the beginning
            self._hold(weight, 0.0, np.inf)
            known, inside = [], self._point(held, weight, None, seconds)
        if inside is None:
            return None
        outside: Point | None = None
        best, step = inside, STEP * max(inside.units, 1.0)
        for _ in range(STEPS):
            units = _further(inside, weight, step) if outside is None else _wanted(inside, outside)
            units = known.pop(0) if known else units
            if abs(units - inside.units) <= NEAR * max(units, 1.0):
                break
            found = self._point(held, weight, units, None if until is None else max(0.0, until - monotonic()))
            if found is None and self._cut_off:
                return None
            if found is None:
                step *= SHORTER
                continue
            if _past(found, weight):
                outside = found
            else:
                step, inside = _longer(step, inside, found, weight), found
            best = min(best, found, key=lambda point: dot(objective, point.outcome.found()))
            if outside is not None and dot(objective, best.outcome.found()) - _chord(inside, outside, weight) <= enough:
                break
        self._hold(weight, 0.0, np.inf)
        self._places = [inside.units, *([] if outside is None else [outside.units])]
        share = 0.0 if outside is None else _share(inside, outside, weight)
        return best.outcome, inside.prices if outside is None else (1 - share) * inside.prices + share * outside.prices

    def _point(self, held: Floats, weight: Weight, units: float | None, seconds: float | None) -> Point | None:
        """The best answer with so many units outstanding (any number where none is said), and at which weight it is."""
        if units is not None:
            self._hold(weight, units, units)
        outcome = self._solver.minimise(held, seconds=seconds)
        self._cut_off = outcome.ending in {"time", "interrupted"}
        if outcome.answer is None or outcome.ending != "optimal":
            return None
        there = float(outcome.answer[weight.column]) * weight.units
        less = 0.0 if units is None else float(self._solver.column_duals()[weight.column]) / weight.units
        value = dot(held, outcome.answer) - less * there
        return Point(weight.before - less, there, value, outcome, self.prices())

    def _release(self) -> None:
        """Lets every shortfall be what it will: a plan that was stopped may have left one held."""
        short = self._short
        self._solver.bound_columns(short, np.zeros(len(short)), np.full(len(short), np.inf))

    def _hold(self, weight: Weight, lower: float, upper: float) -> None:
        column = np.array([weight.column])
        self._solver.bound_columns(column, np.array([lower / weight.units]), np.array([upper / weight.units]))


def in_units(a: Arrays, model: Model, like: Model | None) -> Model:
    """The model without the row that holds the shortfall, its shortfalls in units, other scales as in `like`."""
    scale = (like or model).column_scale.copy()
    columns, units, _ = measured(a, model)
    scale[columns] = 1.0 / units
    return replace(
        model,
        matrix=model.matrix[: model.held_row],
        row_lower=model.row_lower[:-1],
        row_upper=model.row_upper[:-1],
        row_scale=model.row_scale[:-1] if like is None else like.row_scale,
        column_scale=scale,
    )


def _weighing(objective: Floats, weight: Weight) -> Floats:
    """The objective with the weight as it was before."""
    before = objective.copy()
    before[weight.column] = weight.before * weight.units
    return before


def _further(inside: Point, weight: Weight, step: float) -> float:
    """The next number of units outstanding on the way to the weight: more where it falls, as far as there can be."""
    if weight.after < weight.before:
        return min(inside.units + step, weight.most)
    return max(inside.units - step, 0.0)


def _past(point: Point, weight: Weight) -> bool:
    """Whether an answer lies beyond the weight wanted, seen from the weight before."""
    return (point.weight - weight.after) * (weight.before - weight.after) < 0


def _longer(step: float, before: Point, after: Point, weight: Weight) -> float:
    """The next step: to where the weight should be right if it goes on like this, and somewhat beyond."""
    went = abs(before.weight - after.weight)
    wanted = abs(after.weight - weight.after) * abs(before.units - after.units)
    return float(np.clip(BEYOND * wanted / went if went else np.inf, step, FARTHER * step))


def _wanted(inside: Point, outside: Point) -> float:
    """The next place to look: where the two answers, priced on, would come to the same (Kelley 1960)."""
    apart = inside.weight - outside.weight
    units = (inside.value - outside.value) / apart if apart else inside.units
    return min(max(units, min(inside.units, outside.units)), max(inside.units, outside.units))


def _share(inside: Point, outside: Point, weight: Weight) -> float:
    """How far the weight lies on the way from one answer's to the other's."""
    across = outside.weight - inside.weight
    return float(np.clip((weight.after - inside.weight) / across, 0.0, 1.0)) if across else 0.0


def _chord(inside: Point, outside: Point, weight: Weight) -> float:
    """What no answer is better than at this weight: the least value is concave in a weight."""
    share = _share(inside, outside, weight)
    return (1 - share) * inside.value + share * outside.value


def measured(a: Arrays, model: Model) -> tuple[Ints, Floats, Floats]:
    """Returns the columns of shortfalls, how many units each is a share of, and how large each can be at most."""
    needs, promises = model.blocks["short"].index[:, 0], model.blocks["gap"].index[:, 0]
    asked, total = a.demand.asked, a.demand.total
    longest = np.where(a.demand.waits, np.cumsum(asked, axis=1).sum(axis=1), asked.sum(axis=1))
    most = np.divide(longest, total, out=np.ones_like(total), where=total > 0)
    return (
        np.concatenate([needs[needs >= 0], promises[promises >= 0]]),
        np.concatenate([total[needs >= 0], a.demand.promised_quantity[promises >= 0]]),
        np.concatenate([most[needs >= 0], np.ones(int((promises >= 0).sum()))]),
    )
