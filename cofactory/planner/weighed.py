"""Shortfall and cost in one objective, where a plan was last found: from there a changed number takes a few steps.

With the shortfall held, its row has a price: what one more unit of it would save. Cost plus shortfall at that price has
the same answer, needs no held row, and few flows in it are free of charge, so that the simplex does not walk between
equal answers. Shortfalls stand in units here: then another quantity of a need changes right-hand sides and one weight.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from cofactory.planner.highs import NO_END, Solver, with_last_row_free
from cofactory.planner.parametric import Point
from cofactory.planner.products import dot
from cofactory.planner.walk import Walk

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

FEW = 100
"""Steps away from the programme as it was searched from which the simplex is put back there: that costs it its exact
prices of edges, made anew one row after the other (0.1 s at 19,000 rows, as much as 300 steps).
"""
ASTRAY, AT_LEAST = 20, 2_000
"""Rows for each of so many steps of the simplex at most from one answer to the next, and steps in any case: what takes
more has gone astray (11,000 steps without an end at 41,000 rows, where 620 did from the programme as it was searched).
"""
LOOK = 16
"""A first look takes as many steps as there are rows, through this: 1,500 on the worked example, 0.15 s."""
LOOK_AT_LEAST = 1_000
"""Steps of a first look in any case: a small programme is solved by then."""
MENDED = 0.5
"""The share of what was broken that may be so after a first look. On the worked example a quarter and less than a half
are where it takes less than a search, two thirds, three quarters and more where it takes as long.
"""


@dataclass(frozen=True)
class Limit:
    """How much may be short at most, and what each column counts in it."""

    weights: Floats
    most: float


class Weighed:
    """One solver with one objective; every change starts from the answer to the programme as it was searched."""

    closed: Ints
    """Detours that stay out as long as no price asks for them."""
    place: Any
    """Where it settled: the basis that every change starts from."""
    far = False
    """Whether what is asked for now may be many steps away: then many of them do not mean that it has gone astray."""

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
        self._entries, self._scale_now = np.zeros(len(self._short)), self._like.column_scale[self._short]
        """What stands in the last row in the solver's scales, which change with what is asked for."""
        self._places: list[float] = []
        self._most_steps = max(AT_LEAST, len(model.row_lower) // ASTRAY)
        self._moved = self.cut_off = False

    def settle(self, objective: Floats, *, at: Any = None) -> Outcome:
        """Returns the best answer of the programme as it was searched, best looked for from `at`, and stays there."""
        if at is not None:
            self._solver.stand_at(at)
        outcome = self._solver.minimise(objective)
        self.place = self._solver.basis()
        self._solver.steps = 0
        return outcome

    def change(self, a: Arrays, model: Model, stop: threading.Event) -> bool:
        """Puts a changed model in place and returns True; False where it has other columns, rows or entries."""
        self._solver.heed(stop)
        if self._like.matrix.shape[1] != model.matrix.shape[1]:
            return False
        new = self._in_units(a, model, self._like)
        fits = self._solver.takes_over(new, scales=True)
        if fits:
            self._scale_now = new.column_scale[self._short]
            self._columns = model.matrix
            self._solver.zero(self.closed)
            if self._moved and self._solver.steps > FEW:
                self._solver.stand_at(self.place)
            self.release()
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
        return self._minimised(objective, seconds)

    def _minimised(self, objective: Floats, seconds: float | None) -> Outcome:
        """The best answer from where the solver stands; from the programme as it was searched if that goes astray."""
        until = None if seconds is None else monotonic() + seconds
        outcome = self._solver.minimise(objective, seconds=seconds, steps=self._patience())
        if outcome.ending != "steps":
            return outcome
        self._solver.stand_at(self.place)
        return self._solver.minimise(objective, seconds=None if until is None else max(0.0, until - monotonic()))

    def _patience(self) -> int:
        """Steps after which a solve has gone astray."""
        return NO_END if self.far else self._most_steps

    def mends(self, objective: Floats, seconds: float) -> bool:
        """Returns whether a first few steps mend what a change broke; where not, it takes as many as from nothing."""
        self._solver.minimise(objective, seconds=seconds, steps=0)
        broken = self._solver.broken()
        self._solver.minimise(objective, seconds=seconds, steps=max(LOOK_AT_LEAST, len(self._like.row_lower) // LOOK))
        return self._solver.broken() <= MENDED * broken

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
        begin = self._solver.basis()
        self._limit(limit)
        outcome = self._solver.minimise(objective, seconds=seconds, steps=self._patience())
        if outcome.ending not in {"infeasible", "failed"}:
            return None  # what HiGHS calls unknown often has a ray, only not to its own tolerance
        prices = self._refuted(None)
        self._solver.stand_at(begin)  # from where it ended, it would go on failing
        return prices

    def leaning(
        self, objective: Floats, shift: Shift, along: float, seconds: float | None, limit: Limit | None = None
    ) -> Outcome:
        """Returns a good answer after a change of weights: best at those before, with as much short as this."""
        self._direct(shift)
        self._hold(shift, -np.inf, along)
        outcome = self.solve(shift.unmoved(objective), seconds, limit)
        self.release()
        return self.solve(shift.unmoved(objective), seconds, limit) if outcome.answer is None else outcome

    def between(
        self, objective: Floats, shift: Shift, enough: float, seconds: float | None, *, again: bool = False
    ) -> tuple[Outcome, Floats] | None:
        """Returns a good answer after a change of weights, and prices that prove how good; None where it fails.
        `again`: where the answer lay the last time is tried first.
        """
        self._direct(shift)
        walk = Walk(self, objective, shift, seconds)
        found = walk.to(enough, self._places if again else [])
        if found is not None:
            self.release()
            self._places = walk.places
        return found

    def wall(self, shift: Shift) -> Floats | None:
        """Returns prices that prove how much lies along the direction at least, after less of it was impossible."""
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

    def point(self, held: Floats, shift: Shift, along: float | None, seconds: float | None) -> Point | None:
        """Returns the best answer with so much along the direction (any where none is said), and at which weights it is
        so; None where there is none, or not in time (`cut_off`).
        """
        if along is not None:
            self._hold(shift, along, along)
        outcome = self._minimised(held, seconds)
        self.cut_off = outcome.ending in {"time", "interrupted"}
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
        scaled = entries * self._scale_now
        if not np.array_equal(scaled, self._entries):
            self._solver.change_row(self._held, self._short, entries)
            self._entries = scaled

    def _limit(self, limit: Limit | None) -> None:
        """Makes the last row say how much is short at most; it then says nothing of a direction."""
        if limit is not None:
            row = np.array([self._held])
            self._say(limit.weights[self._short])
            self._solver.bound_rows(row, np.array([-np.inf]), np.array([limit.most]))

    def release(self) -> None:
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
