"""One plan, ready to be asked what would have helped: the supply chain of a need is free, the rest stays as planned."""

from __future__ import annotations

import threading
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cofactory.planner.arrays import build_arrays
from cofactory.planner.beside import Beside, beside, moved_bounds
from cofactory.planner.chain import Chain, Limit, supply_chain
from cofactory.planner.completion import complete
from cofactory.planner.freedom import chain_and_money, quicker_ways, renamed_flows
from cofactory.planner.highs import Solver
from cofactory.planner.limits_money import without
from cofactory.planner.model import Model, build_model
from cofactory.planner.outages import outages_of, standing_still
from cofactory.planner.outcome import Outcome
from cofactory.planner.part import Part, part_of
from cofactory.planner.room import room_for
from cofactory.planner.rules import RULES
from cofactory.planner.variables import build_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.room import Room
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

SLACK = 1e-6
"""How much worse than planned others may fare, as a share: what the solver cannot tell from nothing."""
WHOLE_UP_TO = 5_000
"""Columns up to which whole numbers stay whole in the re-solves; above, steps and openings may be fractions."""
LARGE, WARM_S, AFRESH_S = 40_000, 8.0, 15.0
"""Columns from which detours that the plan does not use stay closed; seconds after which a solve that went on from the
subject's best is begun afresh, and after which that is given up in large programmes.
"""
IDLE = 1e-9
"""Units on a detour that the plan does not use; in large programmes such a detour stays closed in a re-solve."""
GAP = 1e-6
"""Relative gap of a re-solve: finer than the gains that are told."""


@dataclass(frozen=True)
class Subject:
    """A need or commitment that is short, and by how much."""

    kind: str
    """`need` or `commitment`."""
    index: int
    id: str
    need: int
    shortfall: float
    units: float
    """What a shortfall of 1 is in units: Q of a need (units times periods), the quantity of a commitment."""


@dataclass(frozen=True)
class Base:
    """The subject's own best with everybody else as planned, before anything is loosened."""

    subject: Subject
    chain: Chain
    value: float
    answer: Floats
    prices: Floats
    """Per row: how much one more unit is worth, 0 where whole numbers leave no prices."""
    part: Part
    solver: Solver
    """Holds the part."""
    duals: Floats | None
    """The prices of the part's rows as the solver gives them; None where whole numbers leave none."""
    stood: object
    """Where the simplex stands in this best."""


class Probe:
    """A programme, its plan as an answer of the model, and what each need and commitment lacks in it."""

    def __init__(self, programme: Programme, plan: Plan, stop: threading.Event | None = None) -> None:
        """Builds the arrays and the model once, and the plan's answer from its tables.

        `stop`, once set, raises KeyboardInterrupt before the next re-solve.
        """
        self.stop = stop or threading.Event()
        self._plan = plan
        self.arrays = build_arrays(programme)
        self.outages = outages_of(plan)
        self.relaxed = build_columns(self.arrays).size > WHOLE_UP_TO
        self.room = room_for(self.arrays) if self.relaxed else None
        self.model = self._laid_out(self.arrays, room=self.room)
        self.answer = complete(self.arrays, self.model, plan)
        self.large = len(self.model.lower) >= LARGE
        self.subjects = self._subjects(plan)
        self.displaced: dict[str, dict[str, Any]] = {row["need"]: row for row in plan.displaced.iter_rows(named=True)}

    def with_room(self, periods: int) -> Probe:
        """Returns the same with room for dates and durations that are so many periods looser."""
        wider = copy(self)
        if self.relaxed:
            wider.room = room_for(self.arrays, periods)
            wider.model = self._laid_out(self.arrays, room=wider.room)
            wider.answer = complete(self.arrays, wider.model, self._plan)
        return wider

    def _subjects(self, plan: Plan) -> tuple[Subject, ...]:
        a = self.arrays
        short = dict(zip(plan.needs["id"], plan.needs["shortfall"], strict=True))
        gaps = dict(zip(plan.commitments["commitment"], plan.commitments["gap"], strict=True))
        found = [
            Subject("need", n, need.id, n, float(short[need.id]), float(a.demand.total[n]))
            for n, need in enumerate(a.programme.needs)
        ]
        for n, k in enumerate(a.demand.promised):
            row, quantity = a.programme.commitments[k], float(a.demand.promised_quantity[n])
            gap = float(gaps[row.id] or 0.0) / quantity
            found.append(Subject("commitment", n, row.id, int(a.demand.promised_need[n]), gap, quantity))
        return tuple(found)

    def base(self, subject: Subject) -> Base | None:
        """Returns the subject's best before anything is loosened; None when the solver finds none."""
        chain = supply_chain(self.arrays, subject.need)
        part = self._part(self.arrays, self.model, subject)
        solver = self._solver(part)
        outcome = self._solved(solver, part, subject)
        if outcome.answer is None:
            return None
        duals = solver.row_duals() if self.relaxed or not part.model.whole.any() else None
        prices = part.prices(np.zeros(len(part.rows)) if duals is None else np.abs(duals))
        answer = part.answer(outcome.answer)
        return Base(subject, chain, outcome.value, answer, prices, part, solver, duals, solver.basis())

    def gain(self, base: Base, loosened: Sequence[tuple[Limit, float]]) -> float | None:
        """Returns by how much the subject's shortfall (share, times periods) falls with limits looser by so much.

        None where that was not found out in time, as may be with a limit gone altogether in a large programme.
        """
        bounds = self.bounds_only(*loosened[0]) if len(loosened) == 1 else None
        if bounds is not None and not self.relaxed:
            outcome = self._in_place(base, *bounds)
            return 0.0 if outcome.answer is None else base.value - outcome.value
        if self.relaxed:
            more = self.beside(base, loosened) if bounds is None else self._moved(base, *bounds)
            gain = None if more is None else self.gain_with(base, more)
            if gain is not None and more is not None and (more.exact or gain <= GAP):
                return gain
            if self.large and any(np.isinf(by) for _, by in loosened):
                return None
        return self.gain_afresh(base, loosened)

    def gain_afresh(self, base: Base, loosened: Sequence[tuple[Limit, float]]) -> float | None:
        """Returns the same from a model laid out anew; None where a large one is not solved in time."""
        part = self.loosened(base, loosened)
        outcome = self._solved(self._solver(part), part, base.subject, AFRESH_S if self.large else None)
        if outcome.answer is None:
            return None if outcome.ending == "time" else 0.0
        return base.value - outcome.value

    def gain_with(self, base: Base, more: Beside) -> float | None:
        """Returns by how much the shortfall falls with further columns; None where that takes long, or fails."""
        if self.stop.is_set():
            raise KeyboardInterrupt
        base.solver.stand_at(base.stood)
        ending, value = base.solver.value_with(more, WARM_S)
        base.solver.stand_at(base.stood)
        done = ending == "optimal" or (ending == "time" and value <= IDLE)  # nobody lacks less than nothing
        return base.value - value if done else None

    def beside(self, base: Base, loosened: Sequence[tuple[Limit, float]]) -> Beside | None:
        """Returns what some looser limits add to the subject's part; None where names change, as without some rules."""
        arrays = self._arrays(loosened)
        if any(limit.rule is not None for limit, _ in loosened):
            return None
        model = self._laid_out(arrays, room=self.room)
        free = self._free(arrays, model, base.subject, self._carried(model))
        return beside(base.part, base.answer, self.model, model, free)

    def _moved(self, base: Base, rows: Ints, upper: Floats) -> Beside:
        """The columns for higher upper bounds of some rows of the whole."""
        here, known = base.part.open_rows(rows)
        return moved_bounds(base.part, here, upper[known] - self.model.row_upper[rows[known]])

    def _arrays(self, loosened: Sequence[tuple[Limit, float]]) -> Arrays:
        """The arrays with some limits looser by so much."""
        rules = [limit.rule for limit, _ in loosened if limit.rule is not None]
        arrays = without(self.arrays, rules) if rules else self.arrays  # first: it makes network and money anew
        for limit, by in loosened:
            arrays = limit.applied(arrays, by) if limit.rule is None else arrays
        return arrays

    def _laid_out(self, arrays: Arrays, room: Room | None = None) -> Model:
        return standing_still(arrays, build_model(arrays, room=room), self.outages)

    def loosened(self, base: Base, limits: Sequence[tuple[Limit, float]]) -> Part:
        """Returns the subject's part of the model laid out anew with some limits looser by so much."""
        arrays = self._arrays(limits)
        return self._part(arrays, self._laid_out(arrays), base.subject)

    def _solver(self, part: Part) -> Solver:
        """A solver of a part: the simplex where it is small, from an interior point where it is large."""
        return Solver(part.model, relaxed=self.relaxed)

    def _solved(self, solver: Solver, part: Part, subject: Subject, seconds: float | None = None) -> Outcome:
        """One re-solve, unless all explaining was stopped."""
        if self.stop.is_set():
            raise KeyboardInterrupt
        objective = _objective(part.whole, subject)[part.columns]
        return solver.minimise(objective, gap=GAP, seconds=seconds, finer=max(1.0, subject.units))

    def bounds_only(self, limit: Limit, by: float) -> tuple[Ints, Floats] | None:
        """Returns the rows and new upper bounds of a limit that changes nothing else; None for any other: the capacity
        of a line whose opening is planned stands elsewhere, and a fund without end has it in all and per period.
        """
        rule = next((rule for rule in RULES if rule.__name__ == limit.row_family), None)
        if rule is None or limit.kind == "steps" or (limit.table == "funds" and np.isinf(by)):
            return None
        rows, first = self.model.rows(rule.__name__)
        fresh = rule(limit.applied(self.arrays, by), self.model.blocks)
        same = len(fresh.entry_value) == len(rows.entry_value) and all(
            np.array_equal(new, old) for new, old in zip(fresh.entry_value, rows.entry_value, strict=True)
        )
        if not same or len(fresh.upper) != len(rows.upper):
            return None
        changed = np.flatnonzero(fresh.upper != rows.upper)
        return (first + changed, fresh.upper[changed]) if len(changed) else None

    def _in_place(self, base: Base, rows: Ints, upper: Floats) -> Outcome:
        """Some bounds of the base's part moved, the part solved, and the bounds moved back."""
        part = base.part
        here, known = part.open_rows(rows)
        base.solver.bound_rows(here, part.model.row_lower[here], upper[known] - part.used[rows[known]])
        outcome = self._solved(base.solver, part, base.subject)
        base.solver.bound_rows(here, part.model.row_lower[here], part.model.row_upper[here])
        return outcome

    def _part(self, arrays: Arrays, model: Model, subject: Subject) -> Part:
        """The model in which the subject's chain is free, everybody else fares as planned, and the rest is fixed."""
        planned = self._carried(model)
        planned = np.clip(planned, model.lower, model.upper)
        others = replace(model, upper=self._others(model, subject))
        free = self._free(arrays, model, subject, planned) | renamed_flows(self.arrays, arrays, model)
        return part_of(others, free, planned)

    def _free(self, arrays: Arrays, model: Model, subject: Subject, planned: Floats) -> Flags:
        """The columns of the subject's chain and of money; in large programmes without idle detours that are as slow as
        they were.
        """
        free = chain_and_money(arrays, model, subject.need)
        if self.large:
            shut = np.zeros(len(free), dtype=bool)
            shut[model.detours[planned[model.detours] <= IDLE]] = True
            free &= ~shut | quicker_ways(self.arrays, arrays, model)
        return free

    def _carried(self, model: Model) -> Floats:
        """The plan's answer in the columns of another model, 0 in those that the plan does not know."""
        if model is self.model:
            return self.answer
        values = np.zeros(len(model.lower))
        for name, block in model.blocks.items():
            old = self.model.blocks.get(name)
            if old is None:
                continue
            if old.ids == block.ids:
                both = (block.index >= 0) & (old.index >= 0)
                values[block.index[both]] = self.answer[old.index[both]]
                continue
            place = {key: n for n, key in enumerate(old.ids)}
            source = np.full(block.index.shape, -1, dtype=np.int64)
            for n, key in enumerate(block.ids):
                if key in place:
                    source[n] = old.index[place[key]]
            both = (block.index >= 0) & (source >= 0)
            values[block.index[both]] = self.answer[source[both]]
        return values

    def _others(self, model: Model, subject: Subject) -> Floats:
        """The upper bounds of all columns under which nobody else is worse off than in the plan."""
        upper = model.upper.copy()
        others = [s for s in self.subjects if s is not subject]
        blocks = {"need": model.blocks["short"].index, "commitment": model.blocks["gap"].index}
        index = np.array([blocks[s.kind][s.index, 0] for s in others], dtype=np.int64)
        most = np.array([s.shortfall for s in others]) * (1 + SLACK) + SLACK
        upper[index[index >= 0]] = most[index >= 0]
        return upper


def _objective(model: Model, subject: Subject) -> Floats:
    """The shortfall of one subject as an objective."""
    objective = np.zeros(len(model.lower))
    column = model.blocks["gap" if subject.kind == "commitment" else "short"].index[subject.index, 0]
    objective[column] = 1.0
    return objective
