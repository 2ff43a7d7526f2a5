"""The plan of a changed programme, from that of the programme before: the same proof, a fraction of the work.

Shortfall is bounded by the prices of the last search, with the rows near the change solved anew; both objectives
together by a few steps of the relaxed solver. A second solver, with whole numbers fixed, gives the plan: with those of
the plan before, else with the relaxed ones rounded, else line by line with fewer. Nothing unproven is claimed: where
the gap is not reached, there is no answer, and the programme is searched afresh.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from cofactory.planner.aside import Aside
from cofactory.planner.nearby import proven
from cofactory.planner.outcome import Outcome
from cofactory.planner.pricing import paying_detours, prices_everywhere, rows_at_ends
from cofactory.planner.products import dot
from cofactory.planner.topics import near_rows
from cofactory.planner.trials import Trials
from cofactory.planner.weighed import Limit, Weighed, measured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.large import Stage
    from cofactory.planner.model import Model

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

Found = tuple[np.ndarray[tuple[int], np.dtype[np.float64]], Outcome, Outcome]
"""The columns of a plan, and how each objective ended."""

DEARER = 1.02
"""Shortfall is weighed so much above what it costs to avoid: at that very price, more of it would be as good."""
LEAST_PRICE = 1e-9
"""Below, shortfall costs nothing to avoid, and no price can stand for the limit on it."""
REACHES = (0, 1)
"""Levels of the bills of materials around a change that are solved again to bound the shortfall."""
ATTEMPTS = 3
"""Plans at most, each with less shortfall than the one before, which makes avoiding it dearer."""
FURTHER = 0.3
"""Of the time, what each further plan may take."""
REFUTING = 0.6
"""Of the time, what the proof may take that nobody keeps a limit on the shortfall: a search for it takes more."""
LEAST = 1e-9
"""Shortfall that nobody notices."""
OFF = 0.2
"""Of the gap in cost, what a bound may be off before the detours that would pay are let in."""
CAP = 10.0
"""What may flow in a column without a bound, times the largest flow: what prices are off by there counts."""
WORTH = 1e-7
"""A share by which values differ that is none."""
OVER = threading.Event()
"""What ends a solve that nobody waits for any more."""
OVER.set()


@dataclass(frozen=True)
class Proof:
    """A relaxed answer, and what cost and shortfall at its price come to at least, for any plan."""

    relaxed: Floats
    together: float
    price: float


class Changing:
    """Where a search ended, and the two solvers that go on from there: one relaxed, one with whole numbers fixed."""

    soon: Sequence[Callable[[], float]] = ()
    """Asked for a bound on the shortfall where prices near the change prove too little."""
    soon_first = False
    """Whether that is asked for before such prices: where choices came or went much is near, and proves little."""
    at_last: Sequence[Callable[[], float]] = ()
    """Asked for one where that nobody can keep a limit on it is not proven either."""
    other_choices = False
    """Whether choices came or went: rounding then fits better than whole numbers from before."""

    def __init__(
        self, a: Arrays, model: Model, answer: Floats, stages: Mapping[str, Stage], *, gap: float,
        stop: threading.Event, places: Sequence[Any] = (None, None),
    ) -> None:  # fmt: skip
        """Settles both solvers, from these bases where they are known; `ready`: something can go on from here."""
        self.places: tuple[Any, Any] = (None, None)
        self._a, self._model, self._gap, self._stop = a, model, gap, stop
        self._aside = Aside()
        self._spent = abs(dot(model.cost, answer) + model.fixed_cost) / a.money.unit
        self._most = CAP * max(1.0, float(np.abs(answer).max(initial=0.0)))
        self._least_prices = prices_everywhere(a, model, model.shortfall, stages["shortfall"].prices)
        cheap = stages["cost"]
        self._price = -DEARER * float(cheap.prices[model.held_row])
        self.ready = self._price > LEAST_PRICE
        if not self.ready:
            return
        objective = self._objective(a, model, self._price)
        self._relaxed = Weighed(a, model, cheap, stop)
        self._planned = Weighed(a, model, cheap, stop, strict=True)
        self._trials = Trials(self._planned, model, np.round(answer[model.whole]))
        relaxed = self._relaxed.settle(objective, at=places[0])
        planned = self._planned.settle(objective, at=places[1] or self._relaxed.place)
        self.ready = relaxed.ending == planned.ending == "optimal"
        if self.ready:
            self._trials.stood(relaxed.found())
            self.places = self._relaxed.place, self._planned.place

    def plan(self, a: Arrays, model: Model, seconds: float, stop: threading.Event) -> Found | None:
        """Returns a plan within the gap; None where that is not reached within so many seconds."""
        self._until, self._stop = monotonic() + seconds, stop
        self._relaxed.heed(stop)
        self._planned.heed(stop)
        self._aside.wait()
        if a.money.unit != self._a.money.unit:
            return None
        if not all(solver.change(a, model) for solver in (self._relaxed, self._planned)):
            return None
        found = self._within_gap(a, model, seconds)
        if found is None:
            self._planned.heed(OVER)
            self._aside.wait()
            self._planned.heed(stop)
        return found

    def _within_gap(self, a: Arrays, model: Model, seconds: float) -> Found | None:
        """A plan within the gap: a proof, flows that are cheap enough beside it, and a bound on their shortfall."""
        self._relaxed.far = self._planned.far = self.other_choices
        objective = self._objective(a, model, self._price)
        self._trials.forget()
        if not self.other_choices:
            self._aside.begin(partial(self._trials.go_ahead, model, objective, self._left()))
        elif not self._relaxed.mends(objective, max(0.0, self._left())):
            return None
        limit, least = None, -np.inf
        for _ in range(ATTEMPTS):
            proof = self._proof(a, model, limit)
            best = None if proof is None else self._cheap_enough(a, model, proof, limit)
            if proof is None or best is None:
                return None
            enough = Limit(model.shortfall, dot(model.shortfall, best) * (1 - self._gap))
            for bound in self._bounds(a, model, enough, near=limit is None):
                if self._left() <= 0 or self._stop.is_set():
                    return None
                least = max(least, bound())
                found = self._told(a, model, best, least, proof)
                if found[1].gap <= self._gap or found[1].value <= LEAST:
                    return found
            self._until = min(self._until, monotonic() + seconds * FURTHER)
            limit = Limit(model.shortfall, max(enough.most, least * (1 + self._gap / 2)))
        return None

    def make_ready(self) -> None:
        """Begins, beside the caller, what would else have to be done when the next change comes."""
        self._aside.begin(self._relaxed.make_ready, self._planned.make_ready)

    def wait(self) -> None:
        """Waits until all is ready for the next change."""
        self._aside.wait()

    def _bounds(self, a: Arrays, model: Model, limit: Limit, *, near: bool) -> Iterator[Callable[[], float]]:
        """Ways to bound the shortfall, the cheapest first: a plan is good enough if no plan keeps the limit."""
        seconds = REFUTING * self._left()
        if near:
            beside: list[Callable[[], float]] = [partial(self._near, a, model, reach) for reach in REACHES]
            yield from (*self.soon, *beside) if self.soon_first else (*beside, *self.soon)
        yield partial(self._impossible, a, model, limit, monotonic() + seconds)
        yield from self.at_last if near else ()

    def _impossible(self, a: Arrays, model: Model, limit: Limit, until: float) -> float:
        """A proven bound on the shortfall, where no plan keeps the limit; minus infinity where one may."""
        while monotonic() < until and not self._stop.is_set():
            objective = self._objective(a, model, self._price)
            prices = self._relaxed.refuting(objective, limit, until - monotonic())
            if prices is None:
                return -np.inf
            bound, pays = self._with_detours(a, model, model.shortfall, prices)
            if bound >= limit.most or not len(pays):
                return bound
            self._let_in(pays, model)
        return -np.inf

    def _with_detours(self, a: Arrays, model: Model, objective: Floats, prices: Floats) -> tuple[float, Ints]:
        """What no plan goes below by prices of the rows without the detours left out, and which of these would pay: the
        balances at their ends are then solved anew with them, which proves as much as prices of all rows would.
        """
        pays = np.intersect1d(paying_detours(a, model, objective, prices), self._relaxed.closed)
        near = rows_at_ends(a, model, pays) if len(pays) else None
        prices = prices_everywhere(a, model, objective, prices)
        bound = proven(
            _capped(a, model), objective, prices, near=near, most=self._most, stop=self._stop, seconds=self._left()
        )
        return bound, pays

    def proven_least(self, a: Arrays, model: Model, prices: Floats) -> float:
        """Returns what no plan's shortfall goes below by these prices, no detour left out paying at them."""
        prices = prices_everywhere(a, model, model.shortfall, prices)
        return proven(_capped(a, model), model.shortfall, prices, most=self._most)

    def _near(self, a: Arrays, model: Model, reach: int) -> float:
        """A proven bound on the shortfall, with the rows so near to the change solved anew."""
        near = near_rows(a, self._model, model, reach)
        return proven(
            _capped(a, model), model.shortfall, self._least_prices, near=near, most=self._most,
            stop=self._stop, seconds=self._left(),
        )  # fmt: skip

    def _cheap_enough(self, a: Arrays, model: Model, proof: Proof, limit: Limit | None) -> Floats | None:
        """A plan that costs little enough for the shortfall it has; None where none is found in time."""
        if limit is not None:  # whole numbers need room
            limit = Limit(limit.weights, dot(limit.weights, proof.relaxed) * (1 + self._gap / 4))
        weighed, objective = self._objective(a, model, self._price), self._objective(a, model, proof.price)
        best: Floats | None = None
        self._aside.wait()
        for whole in self._trials.numbers(a, model, proof.relaxed, other_choices=self.other_choices):
            found = self._trials.flows(model, whole, weighed, self._left(), limit)
            if found is not None and (best is None or dot(objective, found) < dot(objective, best) * (1 - WORTH)):
                best, self._trials.kept = found, whole
            if best is not None and self._told(a, model, best, -np.inf, proof)[2].gap <= self._gap:
                return best
            if self._left() <= 0 or self._stop.is_set():
                return None
        return None

    def _objective(self, a: Arrays, model: Model, price: float) -> Floats:
        """Cost, plus shortfall at a price."""
        return model.cost / a.money.unit + price * model.shortfall

    def _left(self) -> float:
        return self._until - monotonic()

    def _proof(self, a: Arrays, model: Model, limit: Limit | None) -> Proof | None:
        """The relaxed answer, and a proven bound on both objectives weighed together; None where that fails."""
        while self._left() > 0 and not self._stop.is_set():
            found = self._priced(a, model, limit)
            if found is None:
                return None
            outcome, prices, price = found
            objective = self._objective(a, model, price)
            together, pays = self._with_detours(a, model, objective, prices)
            close = dot(objective, outcome.found()) - together <= OFF * self._gap * self._spent
            if close or not len(pays):
                return Proof(outcome.found(), together, price) if np.isfinite(together) else None
            self._let_in(pays, model)
        return None

    def _let_in(self, columns: Ints, model: Model) -> None:
        self._aside.wait()
        self._trials.forget()
        self._relaxed.let_in(columns, model)
        self._planned.let_in(columns, model)

    def _priced(self, a: Arrays, model: Model, limit: Limit | None) -> tuple[Outcome, Floats, float] | None:
        """A relaxed answer, the prices that prove how good it is, and that of shortfall, which a limit raises."""
        objective = self._objective(a, model, self._price)
        outcome = self._relaxed.solve(objective, self._left(), limit)
        if outcome.ending != "optimal":
            return None
        dearer = 0.0 if limit is None else self._relaxed.price_of_limit()
        return outcome, self._relaxed.prices(), self._price + dearer

    def _told(self, a: Arrays, model: Model, answer: Floats, least: float, proof: Proof) -> Found:
        """The plan with both objectives in the user's units, each with its bound."""
        short, cost = dot(model.shortfall, answer), dot(model.cost, answer) + model.fixed_cost
        cheapest = (proof.together - proof.price * short) * a.money.unit + model.fixed_cost
        first = Outcome("optimal", answer, short, min(max(least, 0.0), short))
        return answer, first, Outcome("optimal", answer, cost, min(cheapest, cost))


def _capped(a: Arrays, model: Model) -> Model:
    """The model with what follows from its rows said of its columns: how large a shortfall can be at most."""
    columns, _, most = measured(a, model)
    upper = model.upper.copy()
    upper[columns] = most
    return replace(model, upper=upper)
