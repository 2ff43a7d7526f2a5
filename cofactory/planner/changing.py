"""The plan of a changed programme, from that of the programme before: the same proof, a fraction of the work.

Shortfall is bounded by the prices of the last search, with the rows near the change solved anew; both objectives
together by a few steps of the relaxed solver. A second solver, with whole numbers fixed, gives the plan: with those of
the plan before, else with the relaxed ones rounded, else line by line with fewer. Nothing unproven is claimed: where
the gap is not reached, there is no answer, and the programme is searched afresh.
"""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.highs import Outcome
from cofactory.planner.nearby import proven
from cofactory.planner.pricing import paying_detours, prices_everywhere
from cofactory.planner.products import dot
from cofactory.planner.rounding import thriftier, up
from cofactory.planner.topics import near_rows
from cofactory.planner.weighed import Weighed, Weight, measured

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.large import Stage
    from cofactory.planner.model import Model

    Floats = NDArray[np.float64]

Found = tuple[np.ndarray[tuple[int], np.dtype[np.float64]], Outcome, Outcome]
"""The columns of a plan, and how each objective ended."""

DEARER = 1.02
"""Shortfall is weighed so much above what it costs to avoid: at that very price, more of it would be as good."""
LEAST_PRICE = 1e-9
"""Below, shortfall costs nothing to avoid, and no price can stand for the limit on it."""
REACH = 3
"""Levels of the bills of materials around a change that are solved again to bound the shortfall, one more each time."""
LEAST = 1e-9
"""Shortfall that nobody notices."""
TRIES = 8
"""Other whole numbers that are tried line by line before a changed programme is searched afresh."""
PART = 0.1
"""Of the gap in cost, what may lie between the two answers that a changed weight lies between."""
CAP = 10.0
"""What may flow in a column without a bound, times the largest flow: what prices are off by there counts."""
WORTH = 1e-7
"""A share by which weights or values differ that is none."""


class Changing:
    """Where a search ended, and the two solvers that go on from there: one relaxed, one with whole numbers fixed."""

    least_known: Callable[[], float] | None = None
    """Asked for a bound on the shortfall where prices near the change prove too little."""

    def __init__(
        self, a: Arrays, model: Model, answer: Floats, stages: Mapping[str, Stage], *, gap: float, stop: threading.Event
    ) -> None:
        """Settles both solvers; `ready` says whether anything can go on from here."""
        self._a, self._model, self._gap, self._stop = a, model, gap, stop
        self._whole = np.flatnonzero(model.whole)
        self._values = np.round(answer[self._whole])
        self._spent = abs(dot(model.cost, answer) + model.fixed_cost) / a.money.unit
        self._most = CAP * max(1.0, float(np.abs(answer).max(initial=0.0)))
        self._least_prices = prices_everywhere(a, model, model.shortfall, stages["shortfall"].prices)
        cheap = stages["cost"]
        self._price = -DEARER * float(cheap.prices[model.held_row])
        self.ready = self._price > LEAST_PRICE
        if not self.ready:
            return
        objective = self._objective(a, model)
        self._relaxed = Weighed(a, model, cheap, stop)
        self._planned = Weighed(a, model, cheap, stop, strict=True)
        self._planned.fix(self._whole, self._values)
        self.ready = all(self._settled(solver, objective) for solver in (self._relaxed, self._planned))

    def plan(self, a: Arrays, model: Model, seconds: float, stop: threading.Event) -> Found | None:
        """Returns a plan within the gap; None where that is not reached within so many seconds."""
        self._until, self._stop = monotonic() + seconds, stop
        if a.money.unit != self._a.money.unit:
            return None
        if not all(solver.change(a, model, stop) for solver in (self._relaxed, self._planned)):
            return None
        proof = self._proof(a, model)
        if proof is None or not np.isfinite(proof[1]):
            return None
        relaxed, together = proof
        best = self._cheap_enough(a, model, relaxed, together)
        for reach in range(REACH):
            if best is None or self._left() <= 0 or stop.is_set():
                return None
            near = near_rows(a, self._model, model, reach)
            least = proven(
                _capped(a, model), model.shortfall, self._least_prices, near=near, most=self._most,
                stop=stop, seconds=self._left(),
            )  # fmt: skip
            found = self._told(a, model, best, (least, together))
            if found[1].gap <= self._gap or found[1].value <= LEAST:
                return found
        if best is None or self.least_known is None or stop.is_set():
            return None
        found = self._told(a, model, best, (self.least_known(), together))
        return found if found[1].gap <= self._gap or found[1].value <= LEAST else None

    def _cheap_enough(self, a: Arrays, model: Model, relaxed: Floats, together: float) -> Floats | None:
        """A plan that costs little enough for the shortfall it has; None where none is found in time."""
        objective, best = self._objective(a, model), None
        self._kept = self._values
        for whole in self._whole_numbers(a, model, relaxed):
            found = self._flows(a, model, whole, relaxed)
            if found is not None and (best is None or dot(objective, found) < dot(objective, best) * (1 - WORTH)):
                best, self._kept = found, whole
            if best is not None and self._told(a, model, best, (-np.inf, together))[2].gap <= self._gap:
                return best
            if self._left() <= 0 or self._stop.is_set():
                return None
        return None

    def _settled(self, solver: Weighed, objective: Floats) -> bool:
        return solver.settle(objective).ending == "optimal"

    def _objective(self, a: Arrays, model: Model) -> Floats:
        """Cost, plus shortfall at its price."""
        return model.cost / a.money.unit + self._price * model.shortfall

    def _left(self) -> float:
        return self._until - monotonic()

    def _proof(self, a: Arrays, model: Model) -> tuple[Floats, float] | None:
        """The relaxed answer, and a proven bound on both objectives weighed together."""
        objective, weight, again = self._objective(a, model), self._weight(a, model), False
        while self._left() > 0 and not self._stop.is_set():
            if weight is None:
                outcome = self._relaxed.solve(objective, self._left())
                found = None if outcome.ending != "optimal" else (outcome, self._relaxed.prices())
            else:
                enough = PART * self._gap * self._spent
                found = self._relaxed.between(objective, weight, enough, self._left(), again=again)
            if found is None:
                return None
            outcome, prices = found
            pays = np.intersect1d(paying_detours(a, model, objective, prices), self._relaxed.closed)
            if not len(pays):
                prices = prices_everywhere(a, model, objective, prices)
                return outcome.found(), proven(_capped(a, model), objective, prices, most=self._most)
            again = True
            self._relaxed.let_in(pays, model)
            self._planned.let_in(pays, model)
        return None

    def _weight(self, a: Arrays, model: Model) -> Weight | None:
        """The one need or promise whose shortfall weighs otherwise than before, where there is just one."""
        columns, units, most = measured(a, model)
        _, before, _ = measured(self._a, self._model)
        weighed = self._price * model.shortfall[columns] / units
        old = self._price * self._model.shortfall[columns] / before
        other = np.flatnonzero(np.abs(weighed - old) > WORTH * np.abs(old))
        if len(other) != 1:
            return None
        k = int(other[0])
        return Weight(int(columns[k]), float(old[k]), float(weighed[k]), float(units[k]), float(most[k] * units[k]))

    def _whole_numbers(self, a: Arrays, model: Model, relaxed: Floats) -> Iterator[Floats]:
        """Whole numbers to try: those of the plan before, the relaxed ones rounded up, then fewer, one by one."""
        yield self._values
        if not len(self._whole):
            return
        rounded, tries = up(model), TRIES
        yield rounded.values(model, relaxed)
        while tries > 0:
            for trial in thriftier(a, model, relaxed, rounded):
                values = trial.values(model, relaxed)
                tries -= 1
                yield values
                if self._kept is values:
                    rounded = trial
                    break
                if tries <= 0:
                    return
            else:
                return

    def _flows(self, a: Arrays, model: Model, whole: Floats, relaxed: Floats) -> Floats | None:
        """The best flows with these whole numbers; None where nothing can follow them."""
        objective, weight = self._objective(a, model), self._weight(a, model)
        self._planned.fix(self._whole, whole)
        if weight is None:
            outcome = self._planned.solve(objective, self._left())
        else:
            outcome = self._planned.leaning(objective, weight, float(relaxed[weight.column]), self._left())
        if outcome.answer is None or outcome.ending != "optimal":
            return None
        found: Floats = np.clip(outcome.answer, model.lower, model.upper)
        return found

    def _told(self, a: Arrays, model: Model, answer: Floats, bounds: tuple[float, float]) -> Found:
        """The plan with both objectives in the user's units, each with its bound."""
        least, together = bounds
        short, cost = dot(model.shortfall, answer), dot(model.cost, answer) + model.fixed_cost
        cheapest = (together - self._price * short) * a.money.unit + model.fixed_cost
        first = Outcome("optimal", answer, short, min(max(least, 0.0), short))
        return answer, first, Outcome("optimal", answer, cost, min(cheapest, cost))


def _capped(a: Arrays, model: Model) -> Model:
    """The model with what follows from its rows said of its columns: how large a shortfall can be at most."""
    columns, _, most = measured(a, model)
    upper = model.upper.copy()
    upper[columns] = most
    return replace(model, upper=upper)
