"""Why a need or commitment is short: its binding limits, each loosened and solved again for real.

The question asked of every limit: with nobody else worse off than in the plan, how much less short
would this need be with one more unit of it? Where no single limit helps, the smallest set that
helps together is looked for by leaving out one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cofactory.planner.arrays import Arrays, build_arrays
from cofactory.planner.chain import Limit, supply_chain
from cofactory.planner.frames import frame_types
from cofactory.planner.highs import Solver
from cofactory.planner.limits import limits
from cofactory.planner.model import Model, build_model
from cofactory.planner.sentences import Finding, alone, beyond, short_of_nothing, together
from cofactory.planner.solution import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]

SHORT = 1e-6
"""A smaller share short is solver noise."""
WORK = 2_000_000
"""Columns times re-solves that one explanation may take: small programmes try every limit, large ones the tightest."""
WHOLE_UP_TO = 5_000
"""Columns up to which whole numbers stay whole in the re-solves; above, steps and openings may be fractions."""


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


def explain(programme: Programme, plan: Plan, subject: str) -> pl.DataFrame:
    """Returns the reasons (columns of `plan_reasons`) why one need or commitment is short, best remedy first.

    Empty when it is not short. Raises LookupError when no need or commitment has this id.
    """
    probe = Probe(programme, plan)
    known = [s for s in probe.subjects() if s.id == subject]
    ids = {need.id for need in programme.needs} | {row.id for row in programme.commitments}
    if subject not in ids:
        raise LookupError(subject)
    return _table([row for s in known if s.shortfall > SHORT for row in probe.reasons(s)])


def explain_all(programme: Programme, plan: Plan, progress: Callable[[int, int], None] | None = None) -> Plan:
    """Returns the plan with its table of reasons filled in: every need and commitment that is short."""
    probe = Probe(programme, plan)
    short = [s for s in probe.subjects() if s.shortfall > SHORT]
    rows: list[tuple[object, ...]] = []
    for done, subject in enumerate(short):
        if progress is not None:
            progress(done, len(short))
        rows += probe.reasons(subject)
    return replace(plan, reasons=_table(rows))


def _table(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=frame_types("plan_reasons"), orient="row")


@dataclass(frozen=True)
class _Base:
    """The subject's own best with nobody else worse off, before anything is loosened."""

    subject: Subject
    value: float
    answer: Floats
    duals: Floats


class Probe:
    """A programme and its plan, ready to be asked what would have helped."""

    def __init__(self, programme: Programme, plan: Plan) -> None:
        """Builds the arrays and the model once."""
        self.plan = plan
        self.arrays = build_arrays(programme)
        self.model = build_model(self.arrays)
        self.relaxed = len(self.model.lower) > WHOLE_UP_TO
        self.tries = int(np.clip(WORK // max(1, len(self.model.lower)), 12, 400))

    def subjects(self) -> list[Subject]:
        """Returns every need, and every commitment that a plan can keep, with its shortfall in the plan."""
        a = self.arrays
        short = dict(zip(self.plan.needs["id"], self.plan.needs["shortfall"], strict=True))
        gaps = dict(zip(self.plan.commitments["commitment"], self.plan.commitments["gap"], strict=True))
        found = [
            Subject("need", n, need.id, n, float(short[need.id]), float(a.demand.total[n]))
            for n, need in enumerate(a.programme.needs)
        ]
        for n, k in enumerate(a.demand.promised):
            row, quantity = a.programme.commitments[k], float(a.demand.promised_quantity[n])
            gap = float(gaps[row.id] or 0.0) / quantity
            found.append(Subject("commitment", n, row.id, int(a.demand.promised_need[n]), gap, quantity))
        return found

    def reasons(self, subject: Subject) -> list[tuple[object, ...]]:
        """Returns the rows of `plan_reasons` for one subject, ranked by what loosening would gain."""
        a = self.arrays
        chain = supply_chain(a, subject.need)
        if not chain.nodes:
            return [short_of_nothing(a, subject.kind, subject.id)]
        base = self._base(subject)
        if base is None:
            return []
        candidates = self._candidates(base, limits(a, chain))
        tried = [(limit, self._gain(base, [limit])) for limit, _ in candidates[: self.tries]]
        helping = sorted((pair for pair in tried if pair[1] > self._worth(base)), key=lambda pair: -pair[1])
        tight = {id(limit): periods for limit, periods in candidates}
        rows = [
            alone(a, Finding(subject.kind, subject.id, rank, limit, tight[id(limit)], gain * subject.units))
            for rank, (limit, gain) in enumerate(helping, 1)
        ]
        if not rows:
            rows = self._together(base, candidates, tight)
        if subject.shortfall - base.value > max(SHORT, 0.01 * subject.shortfall):
            rows.append(
                beyond(a, subject.kind, subject.id, (subject.shortfall - base.value) * subject.units, len(rows))
            )
        return rows

    def _worth(self, base: _Base) -> float:
        """The least gain worth telling: more than solver noise."""
        return max(SHORT / 10, 1e-5 * base.value)

    def _base(self, subject: Subject) -> _Base | None:
        solver = Solver(self.model, relaxed=self.relaxed)
        self._bound_others(solver, self.model, subject)
        outcome = solver.minimise(_objective(self.model, self.arrays, subject), gap=1e-6)
        if outcome.answer is None:
            return None
        duals = (
            solver.row_duals() if self.relaxed or not self.model.whole.any() else np.zeros(len(self.model.row_upper))
        )
        return _Base(subject, outcome.value, outcome.answer, duals)

    def _gain(self, base: _Base, loosened: Sequence[Limit]) -> float:
        """By how much the subject's shortfall (share, times periods) falls with these limits loosened."""
        arrays = self.arrays
        for limit in loosened:
            arrays = limit.loosen(arrays)
        model = build_model(arrays)
        solver = Solver(model, relaxed=self.relaxed)
        self._bound_others(solver, model, base.subject)
        outcome = solver.minimise(_objective(model, arrays, base.subject), gap=1e-6)
        return base.value - outcome.value if outcome.answer is not None else 0.0

    def _bound_others(self, solver: Solver, model: Model, subject: Subject) -> None:
        """Nobody else may be worse off than in the plan."""
        rows, first = model.rows("shortfall_of")
        now = {s.id: s for s in self.subjects() if s.kind == "need"}
        others = [n for n, name in enumerate(rows.subjects) if not (subject.kind == "need" and n == subject.index)]
        most = np.array([now[rows.subjects[n]].shortfall for n in others])
        index = first + rows.grid[others, 0]
        solver.bound_rows(index, np.full(len(index), -np.inf), most * (1 + SHORT) + SHORT)
        gaps = model.blocks["gap"]
        keep = [s for s in self.subjects() if s.kind == "commitment" and s.id != subject.id]
        columns = np.array([gaps.index[s.index, 0] for s in keep], dtype=np.int64)
        upper = np.array([s.shortfall * s.units for s in keep]) * (1 + SHORT) + SHORT
        if len(columns):
            solver.bound_columns(columns, np.zeros(len(columns)), upper)

    def _candidates(self, base: _Base, found: list[Limit]) -> list[tuple[Limit, tuple[int, ...]]]:
        """Limits that bind somewhere, those the solver prices highest first; dates and durations after them."""
        slack = self.model.row_upper - self.model.matrix @ base.answer
        ranked = []
        for order, limit in enumerate(found):
            periods: tuple[int, ...] = ()
            price = 0.0
            if limit.row_family is not None:
                rows, first = self.model.rows(limit.row_family)
                own = rows.grid[limit.row_subject]
                index = first + own[own >= 0]
                bound = slack[index] <= SHORT * np.maximum(1.0, np.abs(self.model.row_upper[index]))
                if not bound.any():
                    continue
                spread = np.flatnonzero(own >= 0) if rows.grid.shape[1] > 1 else np.zeros(0, dtype=np.int64)
                periods = tuple(int(t) for t in spread[bound]) if len(spread) else ()
                price = float(np.abs(base.duals[index]).sum())
            ranked.append(((limit.row_family is None, -price, order), limit, periods))
        ranked.sort(key=lambda entry: entry[0])
        return [(limit, periods) for _, limit, periods in ranked]

    def _together(
        self, base: _Base, candidates: list[tuple[Limit, tuple[int, ...]]], tight: dict[int, tuple[int, ...]]
    ) -> list[tuple[object, ...]]:
        """The smallest set of limits, found by leaving out one after the other, that helps where no single one does."""
        amounts = [limit for limit, _ in candidates if limit.row_family is not None]
        for pool in (amounts, [limit for limit, _ in candidates]):
            ordered = sorted(pool, key=lambda limit: limit.kind != "rule")  # rules first: they rebuild the money arrays
            if len(ordered) < 2 or self._gain(base, ordered) <= self._worth(base):
                continue
            kept = list(ordered)
            for limit in reversed(ordered):
                rest = [other for other in kept if other is not limit]
                if rest and self._gain(base, rest) > self._worth(base):
                    kept = rest
            gain = self._gain(base, kept) * base.subject.units
            subject = base.subject
            found = [
                Finding(subject.kind, subject.id, rank, limit, tight[id(limit)], gain)
                for rank, limit in enumerate(kept, 1)
            ]
            return together(self.arrays, found)
        return []


def _objective(model: Model, a: Arrays, subject: Subject) -> Floats:
    """The shortfall of one subject as an objective."""
    objective = np.zeros(len(model.lower))
    if subject.kind == "commitment":
        objective[model.blocks["gap"].index[subject.index, 0]] = 1.0 / subject.units
        return objective
    for name in ("back", "miss"):
        index = model.blocks[name].index[subject.index]
        objective[index[index >= 0]] = 1.0 / a.demand.total[subject.index]
    return objective
