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

from cofactory.planner.highs import Solver, with_last_row_free
from cofactory.planner.parametric import Point, chord, longer, share, wanted
from cofactory.planner.products import dot

if TYPE_CHECKING:
    import threading

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.highs import Outcome
    from cofactory.planner.large import Stage
    from cofactory.planner.model import Model
    from cofactory.planner.parametric import Shift

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

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
class Limit:
    """How much may be short at most, and what each column counts in it."""

    weights: Floats
    most: float


class Weighed:
    """One solver with one objective; every change starts from the answer to the programme as it was searched."""

    closed: Ints
    """Detours that stay out as long as no price asks for them."""

    def __init__(self, a: Arrays, model: Model, cheap: Stage, stop: threading.Event, *, strict: bool = False) -> None:
        """Stands where the relaxation of the cost, with the shortfall held, ended."""
        self._short, self._units, _ = measured(a, model)
        self._held, self.closed = model.held_row, cheap.closed
        self._columns, self._scale = model.matrix, model.column_scale[self._short]
        self._like = self._in_units(a, model, model)
        self._solver = Solver(self._like, relaxed=True, stop=stop)
        self._solver.steady()
        self._solver.zero(self.closed)
        if strict:
            self._solver.strict()
        self._solver.stand_at(with_last_row_free(cheap.basis))
        self._entries = np.zeros(len(self._short))
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
        fits = self._solver.takes_over(self._in_units(a, model, self._like), scales=True)
        if fits:
            self._columns = model.matrix
            self._solver.zero(self.closed)
            if self._moved and self._solver.steps > FEW:
                self._solver.stand_at(self._place)
            self._release()
            self._moved = True
        return fits

    def _in_units(self, a: Arrays, model: Model, like: Model) -> Model:
        """The model with other scales as in `like`, and its shortfalls as shares of the units asked for in the search:
        other quantities then change no entry. The row that holds the shortfall is empty and free.
        """
        scale, rows = like.column_scale.copy(), like.row_scale.copy()
        _, units, _ = measured(a, model)
        scale[self._short] = self._scale * self._units / units
        matrix, lower, upper = model.matrix.copy(), model.row_lower.copy(), model.row_upper.copy()
        matrix.data[matrix.indices == self._held] = 0.0
        lower[self._held], upper[self._held], rows[self._held] = -np.inf, np.inf, 1.0
        return replace(model, matrix=matrix, row_lower=lower, row_upper=upper, row_scale=rows, column_scale=scale)

    def let_in(self, columns: Ints, model: Model) -> None:
        """Lets some of the detours in."""
        self.closed = np.setdiff1d(self.closed, columns)
        self._solver.bound_columns(columns, model.lower[columns], model.upper[columns])

    def fix(self, columns: Ints, values: Floats) -> None:
        """Fixes whole numbers."""
        self._solver.bound_columns(columns, values, values)

    def solve(self, objective: Floats, seconds: float | None, limit: Limit | None = None) -> Outcome:
        """Returns the best answer, from where the solver stands, with no more short than the limit."""
        self._limit(limit)
        return self._solver.minimise(objective, seconds=seconds)

    def prices(self) -> Floats:
        """Returns the price of every row of the model, that of the shortfall's row being none."""
        prices = self._solver.row_duals()
        prices[self._held] = 0.0
        return prices

    def price_of_limit(self) -> float:
        """Returns what one unit less of the limit adds to the objective."""
        return -float(self._solver.row_duals()[self._held])

    def refuting(self, objective: Floats, limit: Limit, seconds: float | None) -> Floats | None:
        """Returns prices for the shortfall alone, which prove that nothing keeps the limit; None where some may."""
        if self.solve(objective, seconds, limit).ending not in {"infeasible", "failed"}:
            return None  # what HiGHS calls unknown often has a ray, only not to its own tolerance
        prices = self._refuted(None)
        self._solver.stand_at(self._place)  # from where it ended, it would go on failing
        return prices

    def leaning(
        self, objective: Floats, shift: Shift, along: float, seconds: float | None, limit: Limit | None = None
    ) -> Outcome:
        """Returns a good answer after a change of weights: best at those before, with as much short as this."""
        self._direct(shift)
        self._hold(shift, -np.inf, along)
        outcome = self.solve(shift.unmoved(objective), seconds, limit)
        self._release()
        return self.solve(shift.unmoved(objective), seconds, limit) if outcome.answer is None else outcome

    def between(
        self, objective: Floats, shift: Shift, enough: float, seconds: float | None, *, again: bool = False
    ) -> tuple[Outcome, Floats] | None:
        """Returns a good answer after a change of weights, and prices that prove how good; None where it fails.

        What lies along the change is fixed further and further, and each time it is read at which weights that would be
        best, until those wanted lie between two: so do their prices. `again`: where they lay the last time is tried
        first.
        """
        until = None if seconds is None else monotonic() + seconds
        self._direct(shift)
        held, known = shift.unmoved(objective), list(self._places) if again else []
        inside = self._point(held, shift, known.pop(0) if known else None, seconds)
        if inside is not None and inside.past(shift):  # prices moved meanwhile: from the beginning
            self._release()
            known, inside = [], self._point(held, shift, None, seconds)
        if inside is None:
            return None
        outside, wall = None, None
        best, step = inside, shift.first_step(inside.outcome.found())
        for _ in range(STEPS):
            along = max(inside.along - step, shift.least) if outside is None else wanted(inside, outside)
            along = known.pop(0) if known else along
            if abs(along - inside.along) <= NEAR * max(abs(along), 1.0):
                break
            found = self._point(held, shift, along, None if until is None else max(0.0, until - monotonic()))
            if found is None and self._cut_off:
                return None
            if found is None:
                step, wall = step * SHORTER, self._wall(shift)
                continue
            if found.past(shift):
                outside = found
            else:
                step, inside = longer(step, inside, found, shift), found
            best = min(best, found, key=lambda point: dot(objective, point.outcome.found()))
            if outside is not None and dot(objective, best.outcome.found()) - chord(inside, outside, shift) <= enough:
                break
        self._release()
        self._places = [inside.along, *([] if outside is None else [outside.along])]
        if outside is not None:
            part = share(inside, outside, shift)
            return best.outcome, (1 - part) * inside.prices + part * outside.prices
        beyond = 0.0 if wall is None else (shift.size - inside.moved) * wall
        return best.outcome, inside.prices + beyond

    def _wall(self, shift: Shift) -> Floats | None:
        """Prices that prove how much lies along the direction at least, after less of it was impossible."""
        return self._refuted(shift if shift.single else None)

    def _refuted(self, shift: Shift | None) -> Floats | None:
        """Prices for what was held, a single shortfall or the last row, which prove that there is more of it."""
        ray = self._solver.ray()
        if ray is None:
            return None
        if shift is None:
            held = -float(ray[self._held])
        else:
            held = float((self._columns[:, shift.columns].T @ ray)[0] / (shift.direction[0] * shift.units[0]))
        if not held:
            return None
        prices: Floats = ray / held
        prices[self._held] = 0.0
        return prices

    def _point(self, held: Floats, shift: Shift, along: float | None, seconds: float | None) -> Point | None:
        """The best answer with so much along the direction (any where none is said), and at which weights it is."""
        if along is not None:
            self._hold(shift, along, along)
        outcome = self._solver.minimise(held, seconds=seconds)
        self._cut_off = outcome.ending in {"time", "interrupted"}
        if outcome.answer is None or outcome.ending != "optimal":
            return None
        there = shift.along(outcome.answer)
        moved = 0.0 if along is None else -self._price_along(shift)
        return Point(moved, there, dot(held, outcome.answer) + moved * there, outcome, self.prices())

    def _price_along(self, shift: Shift) -> float:
        """What one more unit along the direction changes the objective by."""
        if shift.single:
            return float(self._solver.column_duals()[shift.columns[0]] / (shift.direction[0] * shift.units[0]))
        return float(self._solver.row_duals()[self._held])

    def _direct(self, shift: Shift) -> None:
        """Makes the last row say what lies along the direction, where several weights change."""
        if not shift.single:
            entries = np.zeros(len(self._short))
            entries[np.isin(self._short, shift.columns)] = shift.direction * shift.units
            self._say(entries)

    def _say(self, entries: Floats) -> None:
        """Writes the last row, unless it stands there: what is written costs the simplex its factors."""
        if not np.array_equal(entries, self._entries):
            self._solver.change_row(self._held, self._short, entries)
            self._entries = entries

    def _limit(self, limit: Limit | None) -> None:
        """Makes the last row say how much is short at most; it then says nothing of a direction."""
        if limit is not None:
            row = np.array([self._held])
            self._say(limit.weights[self._short])
            self._solver.bound_rows(row, np.array([-np.inf]), np.array([limit.most]))

    def _release(self) -> None:
        """Lets every shortfall be what it will: a plan that was stopped may have left one held."""
        short, row = self._short, np.array([self._held])
        self._solver.bound_columns(short, np.zeros(len(short)), np.full(len(short), np.inf))
        self._solver.bound_rows(row, np.array([-np.inf]), np.array([np.inf]))

    def _hold(self, shift: Shift, lower: float, upper: float) -> None:
        """Bounds what lies along the direction."""
        if not shift.single:
            self._solver.bound_rows(np.array([self._held]), np.array([lower]), np.array([upper]))
            return
        ends = np.array([lower, upper]) / (shift.direction[0] * shift.units[0])
        self._solver.bound_columns(shift.columns, np.maximum(ends[[ends.argmin()]], 0.0), ends[[ends.argmax()]])


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
