"""Shortfall and cost in one objective, where a plan was last found: from there a changed number takes a few steps.

With the shortfall held, its row has a price: what one more unit of it would save. Cost plus shortfall at that price has
the same answer, needs no held row, and few flows in it are free of charge, so that the simplex does not walk between
equal answers. Shortfalls stand in units here: then another quantity of a need changes right-hand sides and one weight,
and what a weight differs by is charged to a copy of the shortfall, which leaves all prices right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from cofactory.planner.bases import with_last_row_free
from cofactory.planner.highs import NO_END, Solver
from cofactory.planner.products import dot

if TYPE_CHECKING:
    import threading

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.large import Stage
    from cofactory.planner.model import Model
    from cofactory.planner.outcome import Outcome

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

FEW = 100
"""Steps away from the programme as it was searched from which the simplex is put back there: that costs it its exact
prices of edges, made anew one row after the other (0.1 s at 19,000 rows, as much as 300 steps), before the next change
comes where there is time.
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
SAME = 1e-7
"""A share by which two weights differ that is none."""


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
        """Holds the model without the detours that the relaxation of the cost left out."""
        self._short, self._units, self._most = measured(a, model)
        self._now = self._units
        self._held, self.closed = model.held_row, cheap.closed
        self._columns, self._scale = model.matrix, model.column_scale[self._short]
        self._like = self._in_units(a, model, model)
        self._solver = Solver(self._like, relaxed=True, stop=stop)
        self._solver.add_copies(self._short)
        self._solver.steady()
        self._solver.zero(self.closed)
        if strict:
            self._solver.strict()
        self._begin = cheap.basis
        self._entries, self._scale_now = np.zeros(len(self._short)), self._like.column_scale[self._short]
        """What stands in the last row in the solver's scales, which change with what is asked for."""
        self._most_steps = max(AT_LEAST, len(model.row_lower) // ASTRAY)
        self._moved = False

    def settle(self, objective: Floats, *, at: Any = None) -> Outcome:
        """Returns the best answer of the programme as it was searched, and stays there. Looked for from this basis, or
        from where the relaxation of the cost, with the shortfall held, ended.
        """
        self._solver.stand_at(with_last_row_free(self._begin) if at is None else at)
        self._per_unit = objective[self._short] / self._units
        outcome = self._solver.minimise(objective)
        self.place = self._solver.basis()
        self._solver.steps = 0
        return outcome

    def heed(self, stop: threading.Event) -> None:
        """From now on it is this event that ends a solve."""
        self._solver.heed(stop)

    def change(self, a: Arrays, model: Model) -> bool:
        """Puts a changed model in place and returns True; False where it has other columns, rows or entries."""
        if self._like.matrix.shape[1] != model.matrix.shape[1]:
            return False
        new = self._in_units(a, model, self._like)
        fits = self._solver.takes_over(new, scales=True)
        if fits:
            self._scale_now = new.column_scale[self._short]
            _, self._now, self._most = measured(a, model)
            self._solver.zero(self.closed)
            if self._moved and self._solver.steps > FEW:
                self._solver.stand_at(self.place)
            self._bound_last(np.inf)
            self._moved = True
        return fits

    def make_ready(self) -> None:
        """Puts the simplex back where it stood when the programme was searched, if it is far from there, and makes its
        prices of edges, which takes as long as hundreds of steps: the next change then sets out at once.
        """
        if self._moved and self._solver.steps > FEW:
            self._solver.stand_at(self.place)
            self._solver.set_out()

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
        until, base = None if seconds is None else monotonic() + seconds, self._as_charged(objective)
        outcome = self._solver.minimise(base, seconds=seconds, steps=self._patience())
        if outcome.ending == "steps":
            self._solver.stand_at(self.place)
            outcome = self._solver.minimise(base, seconds=None if until is None else max(0.0, until - monotonic()))
        if outcome.answer is None:
            return outcome
        value = dot(objective, outcome.answer)
        return replace(outcome, value=value, bound=value if outcome.bound == outcome.value else -np.inf)

    def _as_charged(self, objective: Floats) -> Floats:
        """The objective with each unit that is short at its weight in the search; what differs is charged to copies."""
        base = objective.copy()
        base[self._short] = self._per_unit * self._now
        more = objective[self._short] - base[self._short]
        self._solver.charge(np.where(np.abs(more) > SAME * np.abs(base[self._short]), more, 0.0), self._most)
        return base

    def _patience(self) -> int:
        """Steps after which a solve has gone astray."""
        return NO_END if self.far else self._most_steps

    def mends(self, objective: Floats, seconds: float) -> bool:
        """Returns whether a first few steps mend what a change broke; where not, it takes as many as from nothing."""
        objective = self._as_charged(objective)
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
        begin, steps = self._solver.basis(), self._solver.steps
        self._limit(limit)
        outcome = self._solver.minimise(self._as_charged(objective), seconds=seconds, steps=self._patience())
        if outcome.ending not in {"infeasible", "failed"}:
            return None  # what HiGHS calls unknown often has a ray, only not to its own tolerance
        prices = self._refuted()
        self._solver.stand_at(begin)  # from where it ended, it would go on failing
        self._solver.steps = steps
        return prices

    def _refuted(self) -> Floats | None:
        """Prices for what the last row holds, which prove that there is more of it."""
        ray = self._solver.ray()
        if ray is None or not ray[self._held]:
            return None
        prices: Floats = ray / -float(ray[self._held])
        prices[self._held] = 0.0
        return prices

    def _say(self, entries: Floats) -> None:
        """Writes the last row, unless it stands there: what is written costs the simplex its factors."""
        scaled = entries * self._scale_now
        if not np.array_equal(scaled, self._entries):
            self._solver.change_row(self._held, self._short, entries)
            self._entries = scaled

    def _limit(self, limit: Limit | None) -> None:
        """Makes the last row say how much is short at most."""
        if limit is not None:
            self._say(limit.weights[self._short])
            self._bound_last(limit.most)

    def _bound_last(self, most: float) -> None:
        self._solver.bound_rows(np.array([self._held]), np.array([-np.inf]), np.array([most]))


def measured(a: Arrays, model: Model) -> tuple[Ints, Floats, Floats]:
    """Returns the columns of shortfalls, how many units each is a share of, and how large each can be at most.

    A share of nothing, where a need came to ask for none, is measured in single units.
    """
    needs, promises = model.blocks["short"].index[:, 0], model.blocks["gap"].index[:, 0]
    asked, total = a.demand.asked, a.demand.total
    longest = np.where(a.demand.waits, np.cumsum(asked, axis=1).sum(axis=1), asked.sum(axis=1))
    most = np.divide(longest, total, out=np.ones_like(total), where=total > 0)
    units = np.concatenate([total[needs >= 0], a.demand.promised_quantity[promises >= 0]])
    return (
        np.concatenate([needs[needs >= 0], promises[promises >= 0]]),
        np.where(units > 0, units, 1.0),
        np.concatenate([most[needs >= 0], np.ones(int((promises >= 0).sum()))]),
    )
