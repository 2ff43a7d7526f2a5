"""The search for a plan: relaxed, rounded, and only where that leaves a gap over whole numbers.

The relaxation of such programmes is nearly whole already. Its value is a proven bound; rounding its steps and
openings up gives a plan; reduced costs then rule out most whole numbers before branching starts on the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.highs import STRICT, Solver
from cofactory.planner.no_plan import unpayable
from cofactory.planner.outcome import Ending, Glimpse, Outcome
from cofactory.planner.products import dot
from cofactory.planner.rounding import ROUND, up

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

Found = tuple[np.ndarray[tuple[int], np.dtype[np.float64]], Outcome, Outcome]
"""The columns of a plan, and how each objective ended."""
HOLD = 1e-9
"""The shortfall may rise by this share while whole numbers are chosen for cost: less than the search can tell apart."""
PATIENCE_S = 5.0
"""Seconds of branching on from a plan at least, before the search begins without it."""
EXACT = 1e-11
"""The same, once the whole numbers are fixed and the flows are solved strictly."""

NOTICED = 1e-8
"""Shortfall up to this is none: it is less than the solver's tolerance, and a share of it says nothing."""
MANY = 2e5
"""Units asked for from which prices per unit come near the solver's tolerance: they are then made so much finer."""


@dataclass(frozen=True)
class Progress:
    """Where the planning stands: which objective, how long, how far from proven best."""

    stage: str
    """`shortfall`, `cost` or `exact`."""
    seconds: float
    gap: float | None
    value: float | None
    left_s: float | None
    """Time left, where a limit was set."""


class Search:
    """One search over one model: both objectives in their order, with everything that was asked of it."""

    def __init__(
        self,
        arrays: Arrays,
        model: Model,
        *,
        gap: float,
        limit_s: float | None,
        progress: Callable[[Progress], None] | None,
        stop: threading.Event,
    ) -> None:
        """Starts the clock; `stop` ends the search at the next good moment."""
        self._arrays, self._model, self._gap = arrays, model, gap
        self._limit_s, self._progress, self._begun = limit_s, progress, monotonic()
        self._stage = "shortfall"
        self._whole = np.flatnonzero(model.whole)
        self._shortfall = model.shortfall
        self._finer = max(1.0, float(arrays.demand.total.max(initial=0.0)) / MANY)
        self._cost = model.cost / arrays.money.unit
        self._fixed = model.fixed_cost / arrays.money.unit
        self._stop = stop
        self._cut: Ending | None = None
        self._priced: tuple[float, Solver, Outcome] | None = None

    def run(self) -> tuple[Floats, Outcome, Outcome]:
        """Returns the plan's columns, and how each objective ended (in shortfall, and in programme money)."""
        relaxed = self._linear(self._shortfall)
        if relaxed.ending == "infeasible":
            raise unpayable(self._arrays)
        if self._stopped():
            nothing = self._do_nothing()
            return self._told(nothing.found(), 0.0, -np.inf)
        if not len(self._whole):
            return self._told(self._exactly(relaxed.found(), None), relaxed.value, -np.inf)
        first, least = self._least_shortfall(relaxed)
        self._stage = "cost"
        second, cheapest = self._least_cost(first)
        return self._told(self._exactly(second.found(), second.found()[self._whole]), least, cheapest)

    def _least_shortfall(self, relaxed: Outcome) -> tuple[Outcome, float]:
        """Returns a plan of least shortfall and a proven bound on it."""
        solver, cheap = self._solved(self._cost, held=relaxed.value)
        self._priced = (relaxed.value, solver, cheap)
        guess = up(self._model).values(self._model, (cheap if cheap.answer is not None else relaxed).found())
        first = self._linear(self._shortfall, whole=guess)
        if self._stopped() or (first.answer is not None and self._near(first.value, relaxed.value)):
            return (first if first.answer is not None else self._do_nothing()), relaxed.value
        searched = self._integer(self._shortfall, start=first.answer)
        if searched.answer is None:
            searched = first if first.answer is not None else self._do_nothing()
        return searched, max(relaxed.value, searched.bound if searched is not first else -np.inf)

    def _least_cost(self, first: Outcome) -> tuple[Outcome, float]:
        """Returns a plan of least cost among those with this shortfall, and a proven bound on the cost."""
        if self._stopped():
            return first, -np.inf
        solver, relaxed = self._relaxed_cost(first.value)
        plan = self._linear(self._cost, whole=first.found()[self._whole], held=first.value)
        if plan.answer is None:
            plan = Outcome(plan.ending, first.answer, dot(self._cost, first.found()), -np.inf)
        if relaxed.answer is None:
            return plan, -np.inf
        if self._stopped() or self._near(plan.value + self._fixed, relaxed.value + self._fixed):
            return plan, relaxed.value
        dear = solver.column_duals()[self._whole] > plan.value - relaxed.value + ROUND
        idle = self._whole[dear & (relaxed.found()[self._whole] < ROUND)]
        searched = self._integer(self._cost, start=plan.answer, held=first.value, idle=idle)
        if searched.answer is None or searched.value > plan.value:
            searched = Outcome(searched.ending, plan.answer, plan.value, searched.bound)
        return searched, max(relaxed.value, searched.bound)

    def within_gap(self, found: Found) -> Found:
        """Returns a plan within the gap, from one above it: by branching on as long as it was searched for, then as
        without it. Where neither reaches the gap, the nearer one.
        """
        limit, so_far = self._limit_s, monotonic() - self._begun
        patience = so_far + max(so_far, PATIENCE_S)
        self._limit_s = patience if limit is None else min(limit, patience)
        nearer = self.branch_on(found)
        self._limit_s = limit
        if self._cut == "time" and self.left_s() != 0.0:
            nearer = self._uncut(nearer)
        if max(nearer[1].gap, nearer[2].gap) <= max(self._gap, STRICT) or self._stop.is_set() or self.left_s() == 0.0:
            return nearer
        anew = Search(
            self._arrays, self._model, gap=self._gap, limit_s=self.left_s(), progress=self._progress, stop=self._stop
        ).run()
        return min(anew, nearer, key=lambda one: max(one[1].gap, one[2].gap))

    def branch_on(self, found: Found) -> Found:
        """Returns a plan within the gap, from one above it: only what is above it is branched on, the shortfall first.

        What was proven stays so; of the plan, what is within the gap.
        """
        answer, first, _ = found
        if self._stopped():
            return found
        self._stage = "shortfall"
        plan, least = Outcome("optimal", answer, dot(self._shortfall, answer), first.bound), first.bound
        if not self._near(plan.value, least):
            searched = self._integer(self._shortfall, start=answer)
            least = max(least, searched.bound)
            plan = searched if searched.answer is not None and searched.value < plan.value else plan
        self._stage = "cost"
        second, cheapest = self._least_cost(plan)
        if self._stopped():
            return self._told(second.found(), least, cheapest)
        return self._told(self._followed(second.found(), max(plan.value, least)), least, cheapest)

    def _uncut(self, found: Found) -> Found:
        """A plan whose search ran out of patience, not of time: followed strictly, and told as not cut off."""
        answer, first, second = found
        self._cut, cheapest = None, (second.bound - self._model.fixed_cost) / self._arrays.money.unit
        return self._told(self._followed(answer, first.value), first.bound, cheapest)

    def _followed(self, answer: Floats, most: float) -> Floats:
        """The flows once more with the whole numbers fixed and so much shortfall at most, to a strict tolerance."""
        self._stage = "exact"
        cheapest = self._linear(self._cost, whole=answer[self._whole], held=most, strict=True)
        if cheapest.answer is None or cheapest.ending != "optimal":
            self._cut = None if self._cut == "failed" else self._cut
            return self._exactly(answer, answer[self._whole])
        return np.clip(cheapest.answer, self._model.lower, self._model.upper)

    def _relaxed_cost(self, shortfall: float) -> tuple[Solver, Outcome]:
        """The least cost without whole numbers at this shortfall; known already where rounding lost no shortfall."""
        if self._priced is not None and abs(shortfall - self._priced[0]) <= HOLD * abs(shortfall):
            return self._priced[1:]
        return self._solved(self._cost, held=shortfall)

    def _exactly(self, answer: Floats, whole: Floats | None) -> Floats:
        """The flows once more with the whole numbers fixed, to a strict tolerance; the answer as it is when cut off."""
        self._stage = "exact"
        least = self._linear(self._shortfall, whole=whole, strict=True) if not self._stopped() else None
        if least is None or least.answer is None or least.ending != "optimal":
            return answer
        held = least.value * (1 + EXACT)
        cheapest = self._linear(self._cost, whole=whole, held=held, slack=0.0, strict=True)
        final = cheapest if cheapest.answer is not None and cheapest.ending == "optimal" else least
        return np.clip(final.found(), self._model.lower, self._model.upper)

    def _told(self, answer: Floats, least: float, cheapest: float) -> tuple[Floats, Outcome, Outcome]:
        """The answer with both objectives in the user's units; a linear cost solved to the end is its own bound."""
        model, unit = self._model, self._arrays.money.unit
        shortfall, cost = dot(model.shortfall, answer), dot(model.cost, answer) + model.fixed_cost
        ending = self._cut or "optimal"
        if not len(self._whole) and not self._stopped():
            cheapest = dot(self._cost, answer)
        if np.isfinite(cheapest) and np.all(model.cost >= 0):  # a hair below nothing is the solver's tolerance
            cheapest = max(cheapest, 0.0)
        least = shortfall if least >= 0 and shortfall <= NOTICED else min(least, shortfall)
        first = Outcome(ending, answer, shortfall, least)
        return answer, first, Outcome(ending, answer, cost, min(cheapest * unit + model.fixed_cost, cost))

    def _stopped(self) -> bool:
        """Whether the search was cut off, by the time limit or by the user."""
        if self._stop.is_set():
            self._cut = "interrupted"
        return self._cut is not None

    def _near(self, value: float, bound: float) -> bool:
        return value - bound <= max(self._gap, STRICT) * abs(value)

    def _linear(
        self,
        objective: Floats,
        *,
        whole: Floats | None = None,
        held: float | None = None,
        slack: float = HOLD,
        strict: bool = False,
    ) -> Outcome:
        """One linear solve: whole numbers relaxed, or fixed at `whole`; the shortfall held or free."""
        return self._solved(objective, whole=whole, held=held, slack=slack, strict=strict)[1]

    def _solved(
        self,
        objective: Floats,
        *,
        whole: Floats | None = None,
        held: float | None = None,
        slack: float = HOLD,
        strict: bool = False,
    ) -> tuple[Solver, Outcome]:
        solver = Solver(self._model, relaxed=True, stop=self._stop)
        if whole is not None:
            value = np.round(whole)
            solver.bound_columns(self._whole, value, value)
        if held is not None:
            solver.hold(self._model.held_row, held + slack * abs(held))
        if strict:
            solver.strict()
        return solver, self._minimise(solver, objective)

    def _integer(
        self, objective: Floats, *, start: Floats | None, held: float | None = None, idle: Ints | None = None
    ) -> Outcome:
        """The search over whole numbers, from a start, without those that cannot pay."""
        solver = Solver(self._model, stop=self._stop)
        if held is not None:
            solver.hold(self._model.held_row, held + HOLD * abs(held))
        if idle is not None:
            solver.zero(idle)
        return self._minimise(solver, objective, start=start)

    def _minimise(
        self,
        solver: Solver,
        objective: Floats,
        start: Floats | None = None,
        *,
        primal: bool = False,
        seconds: float | None = None,
    ) -> Outcome:
        """One solve within the time left, or within so many seconds; remembers when it was cut off."""
        self._tell(None)
        solver.walk(primal=primal)
        limits = [limit for limit in (seconds, self.left_s()) if limit is not None]
        outcome = solver.minimise(
            objective, gap=self._gap, seconds=min(limits, default=None), watch=self._tell, start=start,
            finer=self._finer if objective is self._shortfall else 1.0,
        )  # fmt: skip
        if outcome.ending in {"time", "interrupted", "failed"}:
            self._cut = outcome.ending
        return outcome

    def left_s(self) -> float | None:
        """Returns the seconds left, None without a limit."""
        return None if self._limit_s is None else max(0.0, self._limit_s - (monotonic() - self._begun))

    def _tell(self, glimpse: Glimpse | None) -> None:
        """Passes the state of the search on, if anybody listens."""
        if self._progress is None:
            return
        gap = glimpse.gap if glimpse else None
        value = glimpse.objective if glimpse else None
        if value is not None:
            cost = value * self._arrays.money.unit + self._model.fixed_cost
            value = value if self._stage == "shortfall" else cost
        self._progress(Progress(self._stage, monotonic() - self._begun, gap, value, self.left_s()))

    def _do_nothing(self) -> Outcome:
        """The plan that does nothing: always there when a search was cut off before its first answer."""
        model = self._model
        busy = set(model.blocks) - {"added", "back", "miss", "short", "gap", "hand", "due", "pay"}
        idle = np.concatenate([model.blocks[name].index[model.blocks[name].index >= 0] for name in sorted(busy)])
        solver = Solver(model)
        solver.zero(idle)
        nothing = solver.minimise(self._shortfall)
        if nothing.answer is None:
            raise unpayable(self._arrays)
        return nothing
