"""One plan, ready to be asked what would have helped: the supply chain of a need is free, the rest stays as planned."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cofactory.planner.arrays import build_arrays
from cofactory.planner.chain import Chain, Limit, supply_chain
from cofactory.planner.completion import complete
from cofactory.planner.freedom import chain_and_money, renamed_flows
from cofactory.planner.highs import Outcome, Solver
from cofactory.planner.limits_money import without
from cofactory.planner.model import Model, build_model
from cofactory.planner.outages import outages_of, standing_still
from cofactory.planner.part import Part, part_of
from cofactory.planner.priced import Priced, least
from cofactory.planner.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

SLACK = 1e-6
"""How much worse than planned others may fare, as a share: what the solver cannot tell from nothing."""
WHOLE_UP_TO = 5_000
"""Columns up to which whole numbers stay whole in the re-solves; above, steps and openings may be fractions."""
LARGE, WARM_S, AFRESH_S = 40_000, 10.0, 20.0
"""Columns from which a re-solve from the base gets so many seconds before it starts afresh, and one without a limit
altogether so many: what that would gain is not told where it takes longer."""
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
    priced: Priced | None = None
    """The part with its prices as the solver gives them; None where whole numbers leave none."""


class Probe:
    """A programme, its plan as an answer of the model, and what each need and commitment lacks in it."""

    def __init__(self, programme: Programme, plan: Plan, stop: threading.Event | None = None) -> None:
        """Builds the arrays and the model once, and the plan's answer from its tables.

        `stop`, once set, raises KeyboardInterrupt before the next re-solve.
        """
        self.stop = stop or threading.Event()
        self.arrays = build_arrays(programme)
        self.outages = outages_of(plan)
        self.model = standing_still(self.arrays, build_model(self.arrays), self.outages)
        self.answer = complete(self.arrays, self.model, plan)
        self.relaxed = len(self.model.lower) > WHOLE_UP_TO
        self.large = len(self.model.lower) >= LARGE
        self.subjects = self._subjects(plan)
        self.displaced: dict[str, dict[str, Any]] = {row["need"]: row for row in plan.displaced.iter_rows(named=True)}

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
        priced = self._priced(solver, part, outcome)
        prices = np.zeros(len(part.rows)) if priced is None else np.abs(priced.duals)
        answer = part.answer(outcome.answer)
        return Base(subject, chain, outcome.value, answer, part.prices(prices), part, solver, priced)

    def gain(self, base: Base, loosened: Sequence[tuple[Limit, float]]) -> float | None:
        """Returns by how much the subject's shortfall (share, times periods) falls with limits looser by so much.

        None where that was not found out in time, as may be with a limit gone altogether in a large programme.
        """
        afresh = self.large and any(np.isinf(by) for _, by in loosened)
        if len(loosened) == 1 and (bounds := self._bounds_only(*loosened[0])) is not None:
            outcome = self._in_place(base, *bounds, afresh=afresh)
        else:
            outcome, _ = self._resolved(base, self.loosened(base, loosened), afresh=afresh)
        if outcome.answer is None:
            return None if outcome.ending == "time" else 0.0
        return base.value - outcome.value

    def loosened(self, base: Base, limits: Sequence[tuple[Limit, float]]) -> Part:
        """Returns the subject's part of the model laid out anew with some limits looser by so much."""
        rules = [limit.rule for limit, _ in limits if limit.rule is not None]
        arrays = without(self.arrays, rules) if rules else self.arrays  # first: it makes network and money anew
        for limit, by in limits:
            arrays = limit.applied(arrays, by) if limit.rule is None else arrays
        return self._part(arrays, standing_still(arrays, build_model(arrays), self.outages), base.subject)

    def at_most(self, base: Base, part: Part, priced: Priced) -> float:
        """Returns what a part with looser limits gains at most, by the prices of another one."""
        return base.value - least(part, _objective(part.whole, base.subject)[part.columns], priced)

    def solved(self, base: Base, part: Part) -> tuple[float, Priced | None]:
        """Returns what a part with looser limits gains, 0 where it has no answer, and its prices where it has any."""
        outcome, priced = self._resolved(base, part)
        return (0.0, None) if outcome.answer is None else (base.value - outcome.value, priced)

    def _resolved(self, base: Base, part: Part, *, afresh: bool = False) -> tuple[Outcome, Priced | None]:
        """A part solved, from the base's solver where its rows and columns are the same."""
        if not afresh and self.relaxed and base.solver.takes_over(part.model):
            outcome = self._from_here(base, part)
            priced = self._priced(base.solver, part, outcome)
            base.solver.takes_over(base.part.model)
            return outcome, priced
        solver = self._solver(part)
        outcome = self._solved(solver, part, base.subject, AFRESH_S if afresh else None)
        return outcome, self._priced(solver, part, outcome)

    def _priced(self, solver: Solver, part: Part, outcome: Outcome) -> Priced | None:
        """The prices of a part that was solved; None where it has no answer, or whole numbers leave none."""
        linear = self.relaxed or not part.model.whole.any()
        return Priced(part, solver.row_duals()) if linear and outcome.ending == "optimal" else None

    def _solver(self, part: Part) -> Solver:
        """A solver of a part: the simplex where it is small, from an interior point where it is large."""
        return Solver(part.model, relaxed=self.relaxed)

    def _solved(self, solver: Solver, part: Part, subject: Subject, seconds: float | None = None) -> Outcome:
        """One re-solve, unless all explaining was stopped."""
        if self.stop.is_set():
            raise KeyboardInterrupt
        return solver.minimise(_objective(part.whole, subject)[part.columns], gap=GAP, seconds=seconds)

    def in_place(self, limit: Limit) -> bool:
        """Returns whether one unit more of a limit moves bounds of rows and nothing else."""
        return self._bounds_only(limit, limit.by) is not None

    def _bounds_only(self, limit: Limit, by: float) -> tuple[Ints, Floats] | None:
        """The rows and new upper bounds of a limit that changes nothing else; None for any other."""
        rule = next((rule for rule in RULES if rule.__name__ == limit.row_family), None)
        if rule is None or limit.kind == "steps":
            return None
        rows, first = self.model.rows(rule.__name__)
        fresh = rule(limit.applied(self.arrays, by), self.model.blocks)
        same = len(fresh.entry_value) == len(rows.entry_value) and all(
            np.array_equal(new, old) for new, old in zip(fresh.entry_value, rows.entry_value, strict=True)
        )
        if not same or len(fresh.upper) != len(rows.upper):
            return None
        changed = np.flatnonzero(fresh.upper != rows.upper)
        return first + changed, fresh.upper[changed]

    def _in_place(self, base: Base, rows: Ints, upper: Floats, *, afresh: bool) -> Outcome:
        """Some bounds of the base's part moved, the part solved, and the bounds moved back."""
        part = base.part
        here, known = part.open_rows(rows)
        upper = upper[known] - part.used[rows[known]]
        if afresh:
            loose = part.model.row_upper.copy()
            loose[here] = upper
            solver = self._solver(replace(part, model=replace(part.model, row_upper=loose)))
            return self._solved(solver, part, base.subject, AFRESH_S)
        base.solver.bound_rows(here, part.model.row_lower[here], upper)
        outcome = self._from_here(base, part)
        base.solver.bound_rows(here, part.model.row_lower[here], part.model.row_upper[here])
        return outcome

    def _from_here(self, base: Base, part: Part) -> Outcome:
        """A re-solve from where the base's solver stands; where that takes long, afresh."""
        stood = base.solver.basis() if self.large else None
        outcome = self._solved(base.solver, part, base.subject, WARM_S if self.large else None)
        if outcome.ending == "time":
            base.solver.forget()
            outcome = self._solved(base.solver, part, base.subject)
            base.solver.stand_at(stood)
        return outcome

    def _part(self, arrays: Arrays, model: Model, subject: Subject) -> Part:
        """The model in which the subject's chain is free, everybody else fares as planned, and the rest is fixed."""
        planned = self._carried(model)
        planned = np.clip(planned, model.lower, model.upper)
        others = replace(model, upper=self._others(model, subject))
        free, renamed = chain_and_money(arrays, model, subject.need), renamed_flows(self.arrays, arrays, model)
        if self.large:
            free[model.detours[planned[model.detours] <= IDLE]] = False
        free |= renamed
        return part_of(others, free, planned)

    def _carried(self, model: Model) -> Floats:
        """The plan's answer in the columns of another model, 0 in those that the plan does not know."""
        if model is self.model:
            return self.answer
        values = np.zeros(len(model.lower))
        for name, block in model.blocks.items():
            old = self.model.blocks.get(name)
            if old is None:
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
