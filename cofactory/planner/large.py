"""The search for a plan at the scale of a coalition: prices instead of branching.

Transport starts with the direct lanes, and detours come in where prices ask for them. The relaxation is solved for
shortfall and, that held within part of the gap, for cost; both values are proven bounds. Its running totals are
rounded, the flows solved again from the same basis, and one line after the other tries to order less or later.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from cofactory.planner.highs import Solver
from cofactory.planner.no_plan import unpayable
from cofactory.planner.outcome import Glimpse, Outcome
from cofactory.planner.pricing import paying_detours
from cofactory.planner.products import dot
from cofactory.planner.rounding import Rounded, thriftier, up
from cofactory.planner.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

FLOWS = ("start", "release", "ship", "deliver", "take", "certify")
"""Everything that moves; the rest of an answer follows from it."""
THINNER = (1.0, 0.98, 0.95, 0.9, 0.8, 0.6, 0.3)
"""Shares of the relaxed flows that are tried when a search is cut off."""
LAGS = (0.0, 0.3, 0.5, 0.7)
"""By how much running totals may lag behind the relaxed ones: less is ordered where funds are short."""
DEAR = 100.0
"""Shortfall beyond what is held costs so many times what it costs on average, where it cannot be avoided."""
HELD = 0.5
"""The share of the gap that the shortfall may use: cost is what is left to be saved."""
LEAST = 1e-9
"""Shortfall that nobody notices: what is held is never less."""
HOLD_BACK = 1e-6
"""What is added to a shortfall that was reached before it is held, for the solver's tolerance."""
AS_BEFORE_S = 5.0
"""Seconds to find out, after a search was cut off at once, what is still possible of the plan before a change."""
AT_LEAST_S = 2.0
"""Seconds that a try to order less may take in any case."""
PATIENCE = 0.2
"""Of the time of the search so far, what it may take otherwise."""
WORTH = 1e-6
"""A try that saves a smaller share of the cost is no better."""


@dataclass(frozen=True)
class Stage:
    """The solver of one objective, and how its relaxation ended: from there a changed programme goes on."""

    solver: Solver | None
    """None where only its answer is kept."""
    basis: Any
    value: float
    prices: Floats
    closed: Ints
    """Detours that are left out."""


class LargeSearch(Search):
    """One search over one large model; with the stages of an earlier one it starts where that stood."""

    stages: dict[str, Stage]
    known: Floats | None = None
    """A plan of the programme as it was before a change: what is kept of it where the search is cut off at once."""
    _closed: Ints
    _least: Outcome | None = None

    def run(self, stages: dict[str, Stage] | None = None) -> tuple[Floats, Outcome, Outcome]:
        """Returns the plan's columns, and how each objective ended (in shortfall, and in programme money).

        `stages` are those of an earlier search; their solvers have taken over this model.
        """
        least = self._least or self.start(stages)
        if least.ending == "infeasible":
            raise unpayable(self._arrays)
        if least.answer is None or self._stopped():
            return self._told(self._as_before(), 0.0, -np.inf)
        self._stage = "cost"
        second, cheapest = self._cheap(least)
        answer = self._kept(least.found()) if second is None else second.found()
        return self._told(answer, least.value, cheapest)

    def start(self, stages: dict[str, Stage] | None = None) -> Outcome:
        """Returns the least shortfall without whole numbers, its value a proven bound; `run` goes on from it."""
        self.stages = dict(stages or {})
        _, self._least = self._priced_in(self._shortfall)
        return self._least

    def _cheap(self, least: Outcome) -> tuple[Outcome | None, float]:
        """Returns the cheapest plan found with the shortfall held, None without one, and a proven bound on its cost."""
        flows, relaxed = self._priced_in(self._cost, max(least.value * (1 + HELD * self._gap), LEAST))
        if relaxed.answer is None or self._stopped():
            return None, -np.inf
        rounded, plan = self._feasible(flows, relaxed)
        if plan.answer is None:  # what is left will be shorter than what was held: the bound says nothing of it
            return None, -np.inf
        short = dot(self._shortfall, plan.answer)
        if short > least.value * (1 + HELD * self._gap) + HOLD_BACK:  # more had to be held: the bound follows
            flows.hold(self._model.held_row, short * (1 + HOLD_BACK))
            self._free(flows)
            relaxed = self._settled(flows, self._cost, self._minimise(flows, self._cost))
            self._keep(flows, relaxed)
            if relaxed.answer is None or self._stopped():
                return plan, -np.inf
        plan = self._tightened(flows, relaxed, plan, rounded)
        return self._strictly(flows, plan), relaxed.value

    def _feasible(self, flows: Solver, relaxed: Outcome) -> tuple[Rounded, Outcome]:
        """The first rounding that the funds can pay with the shortfall held; else the one with a little more of it."""
        rounded, plan = up(self._model), relaxed
        for lag in LAGS:
            rounded = up(self._model, lag)
            plan = self._with_whole(flows, self._cost, rounded.values(self._model, relaxed.found()))
            if plan.answer is not None or self._stopped():
                return rounded, plan
        price = DEAR * max(relaxed.value, 1.0) / max(dot(self._shortfall, relaxed.found()), LEAST)
        flows.hold(self._model.held_row, np.inf)
        for lag in LAGS:
            rounded = up(self._model, lag)
            values = rounded.values(self._model, relaxed.found())
            plan = self._with_whole(flows, self._cost + price * self._shortfall, values)
            if plan.answer is not None or self._stopped():
                break
        return rounded, plan

    def _as_before(self) -> Floats:
        """A plan when nothing was found: what is still possible of the one before the change; without one, nothing."""
        if self.known is None:
            return self._do_nothing().found()
        model, solver = self._model, Solver(self._model, relaxed=True)
        before, flow = np.clip(self.known, model.lower, model.upper), self._flow()
        whole = np.round(before[self._whole])
        solver.bound_columns(self._whole, whole, whole)
        solver.bound_columns(flow, model.lower[flow], before[flow])
        outcome = solver.minimise(self._shortfall, seconds=AS_BEFORE_S)
        return outcome.found() if outcome.ending == "optimal" else self._do_nothing().found()

    def _flow(self) -> Ints:
        """The columns of everything that moves."""
        index = [self._model.blocks[name].index for name in FLOWS if name in self._model.blocks]
        return np.concatenate([part[part >= 0] for part in index])

    def _kept(self, relaxed: Floats) -> Floats:
        """A plan when the search was cut off early: the relaxed flows, all of them thinned until money lasts for the
        whole numbers above the relaxed ones.
        """
        model, whole = self._model, up(self._model).values(self._model, relaxed)
        columns = self._flow()
        for share in THINNER:
            solver = Solver(model, relaxed=True)
            solver.bound_columns(self._whole, whole, whole)
            solver.bound_columns(columns, share * relaxed[columns], share * relaxed[columns])
            outcome = solver.minimise(self._shortfall)
            if outcome.answer is not None:
                return outcome.answer
        return self._do_nothing().found()

    def _tightened(self, flows: Solver, relaxed: Outcome, plan: Outcome, rounded: Rounded) -> Outcome:
        """Tries to order less or later, line by line, until the gap is reached or nothing helps."""
        model, answer, helped = self._model, relaxed.found(), True
        while helped and not self._enough(plan, relaxed):
            helped = False
            for trial in thriftier(self._arrays, model, answer, rounded):
                if self._stopped() or self._enough(plan, relaxed):
                    break
                tried = self._with_whole(flows, self._cost, trial.values(model, answer), seconds=self._patience())
                if tried.answer is not None and tried.value < plan.value * (1 - WORTH):
                    plan, rounded, helped = tried, trial, True
                    self._tell(Glimpse(0.0, plan.value, (plan.value - relaxed.value) / max(abs(plan.value), LEAST)))
        return plan

    def _strictly(self, flows: Solver, plan: Outcome) -> Outcome:
        """The flows of the plan once more, to a tolerance at which it can be followed for a hundred periods."""
        if self._stopped():
            return plan
        self._stage = "exact"
        flows.strict()
        exact = self._with_whole(flows, self._cost, np.round(plan.found()[self._whole]))
        if exact.answer is None or exact.ending != "optimal":
            return plan
        answer = np.clip(exact.answer, self._model.lower, self._model.upper)
        return Outcome(exact.ending, answer, exact.value, exact.bound)

    def _enough(self, plan: Outcome, relaxed: Outcome) -> bool:
        return self._near(plan.value + self._fixed, relaxed.value + self._fixed)

    def _patience(self) -> float:
        """Seconds for one more try: the simplex now and then walks between equal answers for minutes."""
        return max(AT_LEAST_S, PATIENCE * (monotonic() - self._begun))

    def _with_whole(self, flows: Solver, objective: Floats, whole: Floats, *, seconds: float | None = None) -> Outcome:
        """The flows with whole numbers fixed, from the basis at hand; back there where so many seconds did not do."""
        flows.bound_columns(self._whole, whole, whole)
        basis = flows.basis()
        outcome = self._minimise(flows, objective, seconds=seconds)
        if self._cut == "failed":  # whole numbers that nothing can follow are no reason to end the search
            self._cut = None
        if self._cut == "time" and seconds is not None and self.left_s() != 0.0:
            self._cut = None
            flows.stand_at(basis)
        return outcome

    def _free(self, flows: Solver) -> None:
        """Whole numbers are free again."""
        flows.bound_columns(self._whole, self._model.lower[self._whole], self._model.upper[self._whole])

    def _priced_in(self, objective: Floats, held: float | None = None) -> tuple[Solver, Outcome]:
        """The relaxation, first on direct lanes or where an earlier search stood, with every detour that pays."""
        before = self.stages.get(self._stage)
        if before is None or before.solver is None:
            interior = None if len(self._whole) else True  # flows alone: the simplex walks between equal answers
            flows = Solver(self._model, relaxed=True, stop=self._stop, interior=interior)
            flows.zero(self._model.detours)
            self._closed = self._model.detours
        else:
            flows, self._closed = before.solver, before.closed
            flows.heed(self._stop)
            self._free(flows)
            flows.stand_at(before.basis)
        if held is not None:
            flows.hold(self._model.held_row, held)
        outcome = self._settled(flows, objective, self._minimise(flows, objective))
        self._keep(flows, outcome)
        return flows, outcome

    def _keep(self, flows: Solver, relaxed: Outcome) -> None:
        """Remembers where the relaxation of this objective ended."""
        prices = flows.row_duals() if relaxed.answer is not None else np.zeros(len(self._model.row_lower))
        self.stages[self._stage] = Stage(flows, flows.basis(), relaxed.value, prices, self._closed)

    def _settled(self, flows: Solver, objective: Floats, outcome: Outcome) -> Outcome:
        """The answer once no detour pays any more; infeasible only if it is so with all of them."""
        opened = False
        while not self._stopped() and not opened:
            if outcome.answer is None:
                pays, opened = self._model.detours, True
            else:
                pays = paying_detours(self._arrays, self._model, objective, flows.row_duals())
                pays = np.intersect1d(pays, self._closed)  # what is in and seems to pay is the solver's tolerance
                if not len(pays):
                    break
            flows.bound_columns(pays, self._model.lower[pays], self._model.upper[pays])
            self._closed = np.setdiff1d(self._closed, pays)
            outcome = self._minimise(flows, objective, primal=not opened)
        return outcome
