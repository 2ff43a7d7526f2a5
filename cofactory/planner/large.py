"""The search for a plan at the scale of a coalition: prices instead of branching.

Transport starts with the direct lanes, and detours come in where prices ask for them. The relaxation is solved for
shortfall and, that held within part of the gap, for cost; both values are proven bounds. Its running totals are
rounded, the flows solved again from the same basis, and one line after the other tries to order less or later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.highs import Outcome, Solver
from cofactory.planner.no_plan import unpayable
from cofactory.planner.pricing import paying_detours
from cofactory.planner.rounding import Rounded, thriftier, up
from cofactory.planner.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

HELD = 0.5
"""The share of the gap that the shortfall may use: cost is what is left to be saved."""
LEAST = 1e-9
"""Shortfall that nobody notices: what is held is never less."""
WORTH = 1e-6
"""A try that saves a smaller share of the cost is no better."""


class LargeSearch(Search):
    """One search over one large model."""

    def run(self) -> tuple[Floats, Outcome, Outcome]:
        """Returns the plan's columns, and how each objective ended (in shortfall, and in programme money)."""
        flows, least = self._priced_in(self._shortfall)
        if least.ending == "infeasible":
            raise unpayable(self._arrays)
        if least.answer is None or self._stopped():
            return self._told(self._do_nothing().found(), 0.0, -np.inf)
        first = self._with_whole(flows, self._shortfall, up(self._model).values(self._model, least.answer))
        if first.answer is None:
            first = self._do_nothing()
        if self._stopped():
            return self._told(first.found(), least.value, -np.inf)
        self._stage = "cost"
        second, cheapest = self._cheap(least, first)
        return self._told(second.found(), least.value, cheapest)

    def _cheap(self, least: Outcome, first: Outcome) -> tuple[Outcome, float]:
        """Returns the cheapest plan found with the shortfall held, and a proven bound on its cost."""
        held = max(least.value * (1 + HELD * self._gap), LEAST)
        flows, relaxed = self._priced_in(self._cost, held)
        if relaxed.answer is None or self._stopped():
            return first, -np.inf
        rounded = up(self._model)
        plan = self._with_whole(flows, self._cost, rounded.values(self._model, relaxed.answer))
        if plan.answer is None and not self._stopped():  # rounding up cost too much somewhere: more shortfall is held
            held = max(held, first.value * (1 + HOLD_BACK))
            flows.hold(self._model.held_row, held)
            self._free(flows)
            relaxed = self._settled(flows, self._cost, self._minimise(flows, self._cost))
            if relaxed.answer is None or self._stopped():
                return first, -np.inf
            plan = self._with_whole(flows, self._cost, rounded.values(self._model, relaxed.answer))
            if plan.answer is None:
                plan = self._with_whole(flows, self._cost, first.found()[self._whole])
        if plan.answer is None:
            return first, relaxed.value
        plan, whole = self._tightened(flows, relaxed, plan, rounded)
        return self._strictly(flows, plan, whole), relaxed.value

    def _tightened(
        self, flows: Solver, relaxed: Outcome, plan: Outcome, rounded: Rounded
    ) -> tuple[Outcome, Floats]:
        """Tries to order less or later, line by line, until the gap is reached or nothing helps."""
        model, answer = self._model, relaxed.found()
        whole, helped = rounded.values(model, answer), True
        while helped and not self._enough(plan, relaxed):
            helped = False
            for trial in thriftier(self._arrays, model, answer, rounded):
                if self._stopped() or self._enough(plan, relaxed):
                    break
                guess = trial.values(model, answer)
                tried = self._with_whole(flows, self._cost, guess)
                if tried.answer is not None and tried.value < plan.value * (1 - WORTH):
                    plan, whole, rounded, helped = tried, guess, trial, True
        return plan, whole

    def _strictly(self, flows: Solver, plan: Outcome, whole: Floats) -> Outcome:
        """The flows of the plan once more, to a tolerance at which it can be followed for a hundred periods."""
        if self._stopped():
            return plan
        self._stage = "exact"
        flows.strict()
        exact = self._with_whole(flows, self._cost, whole)
        if exact.answer is None or exact.ending != "optimal":
            return plan
        answer = np.clip(exact.answer, self._model.lower, self._model.upper)
        return Outcome(exact.ending, answer, exact.value, exact.bound)

    def _enough(self, plan: Outcome, relaxed: Outcome) -> bool:
        return self._near(plan.value + self._fixed, relaxed.value + self._fixed)

    def _with_whole(self, flows: Solver, objective: Floats, whole: Floats) -> Outcome:
        """The flows with whole numbers fixed, from the basis at hand."""
        flows.bound_columns(self._whole, whole, whole)
        return self._minimise(flows, objective)

    def _free(self, flows: Solver) -> None:
        """Whole numbers are free again."""
        flows.bound_columns(self._whole, self._model.lower[self._whole], self._model.upper[self._whole])

    def _priced_in(self, objective: Floats, held: float | None = None) -> tuple[Solver, Outcome]:
        """The relaxation, first on direct lanes, then with every detour that its prices ask for."""
        flows = Solver(self._model, relaxed=True, stop=self._stop)
        flows.zero(self._model.detours)
        if held is not None:
            flows.hold(self._model.held_row, held)
        return flows, self._settled(flows, objective, self._minimise(flows, objective))

    def _settled(self, flows: Solver, objective: Floats, outcome: Outcome) -> Outcome:
        """The answer once no detour pays any more; infeasible only if it is so with all of them."""
        opened = False
        while not self._stopped() and not opened:
            if outcome.answer is None:
                pays, opened = self._model.detours, True
            else:
                pays = paying_detours(self._arrays, self._model, objective, flows.row_duals())
                if not len(pays):
                    break
            flows.bound_columns(pays, self._model.lower[pays], self._model.upper[pays])
            outcome = self._minimise(flows, objective, primal=not opened)
        return outcome


HOLD_BACK = 1e-6
"""What is added to a shortfall that was reached before it is held, for the solver's tolerance."""
