"""The best plan: least weighted shortfall first, then least cost with that held."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.arrays import Arrays, build_arrays
from cofactory.planner.effort import Effort
from cofactory.planner.highs import Glimpse, Outcome, Solver
from cofactory.planner.model import Model, build_model
from cofactory.planner.no_plan import NoPlan, unpayable
from cofactory.planner.solution import Plan, read_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]

HOLD = 1e-7
"""The shortfall may rise by this share while whole numbers are chosen for cost: less than the search can tell apart."""
EXACT = 1e-10
"""The same, once the whole numbers are fixed and the flows are solved strictly."""

__all__ = ["NoPlan", "Progress", "make_plan"]


@dataclass(frozen=True)
class Progress:
    """Where the planning stands: which objective, how long, how far from proven best."""

    stage: str
    """`building`, `shortfall`, `cost` or `exact`."""
    seconds: float
    gap: float | None
    value: float | None
    left_s: float | None
    """Time left, where a limit was set."""


@dataclass(frozen=True)
class Search:
    """A model on its way to an answer, and what was asked of the search."""

    arrays: Arrays
    model: Model
    solver: Solver
    gap: float
    begun: float
    limit_s: float | None
    progress: Callable[[Progress], None] | None

    def left(self) -> float | None:
        """Seconds left of the limit, None without one."""
        return None if self.limit_s is None else max(0.0, self.limit_s - (monotonic() - self.begun))

    def tell(self, stage: str, glimpse: Glimpse | None = None, scale: float = 1.0) -> None:
        """Passes the state of the search on, if anybody listens."""
        if self.progress is not None:
            gap = glimpse.gap if glimpse else None
            value = glimpse.objective / scale if glimpse and glimpse.objective is not None else None
            self.progress(Progress(stage, monotonic() - self.begun, gap, value, self.left()))


def make_plan(
    programme: Programme,
    *,
    gap: float = 1e-4,
    time_limit_s: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """Returns the best plan of a checked programme (model.md, "Plan").

    Each objective is solved to the relative `gap`; a time limit or Ctrl-C keeps the best plan found. Raises NoPlan
    when a compulsory project cannot be paid, with the reasons in the user's words.
    """
    begun, clock = monotonic(), perf_counter()
    arrays = build_arrays(programme)
    read = perf_counter() - clock
    model = build_model(arrays)
    solver = Solver(model)
    built = perf_counter() - clock - read
    search = Search(arrays, model, solver, gap, begun, time_limit_s, progress)
    first, second = search_both(search)
    solved = perf_counter() - clock - read - built
    effort = Effort(
        seconds={"read": read, "build": built, "solve": solved},
        columns=len(model.lower),
        rows=len(model.row_lower),
        first=first,
        second=second,
        gap_asked=gap,
    )
    return read_answer(arrays, model, second.found(), effort)


def search_both(search: Search) -> tuple[Outcome, Outcome]:
    """Returns how both objectives ended, in shortfall and in programme money; the second holds the plan."""
    model, solver, scale = search.model, search.solver, search.model.shortfall_scale
    search.tell("shortfall")
    first = solver.minimise(
        model.shortfall * scale,
        gap=search.gap,
        seconds=search.left(),
        watch=lambda glimpse: search.tell("shortfall", glimpse, scale),
    )
    if first.ending == "infeasible":
        raise unpayable(search.arrays)
    if first.answer is None:
        first = _do_nothing(search, first)
    solver.hold(model.held_row, first.value * (1 + HOLD) + HOLD)
    second = first
    money = search.arrays.money.unit
    if first.ending != "interrupted" and search.left() != 0:
        search.tell("cost")
        second = solver.minimise(
            model.cost / money,
            gap=search.gap,
            seconds=search.left(),
            watch=lambda glimpse: search.tell("cost", glimpse, 1 / money),
            start=first.answer,
        )
    if second.answer is None:
        second = Outcome(second.ending, first.answer, float("inf"), float("-inf"))
    final = _exact(search, second)
    return _unscaled(first, scale, final.shortfall), _unscaled_cost(search, second, final)


@dataclass(frozen=True)
class _Exact:
    answer: Floats
    shortfall: float
    cost: float


def _exact(search: Search, found: Outcome) -> _Exact:
    """With all whole numbers fixed, the flows are solved once more, to a strict tolerance."""
    model, solver, scale = search.model, search.solver, search.model.shortfall_scale
    answer = found.found()
    search.tell("exact")
    solver.fix_whole(answer)
    solver.strict()
    least = solver.minimise(model.shortfall * scale)
    if least.answer is not None and least.ending == "optimal":
        answer = least.answer
        solver.hold(model.held_row, least.value + EXACT * max(1.0, abs(least.value)))
        cheapest = solver.minimise(model.cost / search.arrays.money.unit)
        if cheapest.answer is not None and cheapest.ending == "optimal":
            answer = cheapest.answer
    answer = np.clip(answer, model.lower, model.upper)
    return _Exact(answer, float(model.shortfall @ answer), float(model.cost @ answer))


def _unscaled(first: Outcome, scale: float, value: float) -> Outcome:
    return Outcome(first.ending, first.answer, value, min(first.bound / scale, value))


def _unscaled_cost(search: Search, second: Outcome, final: _Exact) -> Outcome:
    fixed = search.model.fixed_cost
    bound = min(second.bound * search.arrays.money.unit, final.cost) + fixed
    return Outcome(second.ending, final.answer, final.cost + fixed, bound)


def _do_nothing(search: Search, first: Outcome) -> Outcome:
    """The plan that does nothing: always there when a search was cut off before its first answer."""
    model = search.model
    idle = np.concatenate(
        [
            block.index[block.index >= 0]
            for name, block in model.blocks.items()
            if name not in {"back", "miss", "gap", "hand", "due", "pay"}
        ]
    )
    solver = Solver(model)
    solver.bound_columns(idle, np.zeros(len(idle)), np.zeros(len(idle)))
    nothing = solver.minimise(model.shortfall * model.shortfall_scale)
    if nothing.answer is None:
        raise unpayable(search.arrays)
    return Outcome(first.ending, nothing.answer, nothing.value, max(0.0, first.bound))
