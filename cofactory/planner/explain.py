"""Why a need or commitment is short: its binding limits, each loosened and solved again for real.

The question asked of every limit: with everybody else served as planned, how much less short would this need be
with one more unit of it? Where no single limit helps, the smallest set that helps together is looked for by
leaving out one after the other.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cofactory.planner.frames import frame_types
from cofactory.planner.interrupt import ctrl_c
from cofactory.planner.limits import limits
from cofactory.planner.probe import Base, Probe, Subject
from cofactory.planner.sentences import Finding, alone, beyond, short_of_nothing, together

if TYPE_CHECKING:
    from collections.abc import Callable

    from cofactory.planner.chain import Limit
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

SHORT = 1e-6
"""A smaller share short is solver noise."""
FEWEST, MOST = 6, 400
"""Re-solves of one explanation at least and at most, for amounts and for dates each."""
WORK_OF_ONE, WORK_OF_ALL = 4_000_000, 250_000
"""Columns times re-solves that explaining one subject may take, asked alone or with all the others."""

WORKERS = 4
"""Needs explained side by side at most: each holds a model of its own in memory."""

Row = tuple[object, ...]


def explain(programme: Programme, plan: Plan, subject: str) -> pl.DataFrame:
    """Returns the reasons (columns of `plan_reasons`) why one need or commitment is short, best remedy first.

    Empty when it is not short. Raises LookupError when no need or commitment has this id, ValueError when the plan
    is not one of this programme.
    """
    if subject not in {need.id for need in programme.needs} | {row.id for row in programme.commitments}:
        raise LookupError(subject)
    probe = Probe(programme, plan)
    short = [s for s in probe.subjects if s.id == subject and s.shortfall > SHORT]
    return _table([row for s in short for row in reasons(probe, s, work=WORK_OF_ONE)])


def explain_all(
    programme: Programme,
    plan: Plan,
    progress: Callable[[int, int], None] | None = None,
    *,
    seconds: float | None = None,
) -> Plan:
    """Returns the plan with its table of reasons filled in: every need and commitment that is short.

    Ctrl-C, or the end of the seconds given, keeps the reasons found so far.
    """
    end = None if seconds is None else monotonic() + seconds
    rows: list[Row] = []
    with (
        ctrl_c() as stop,
        ThreadPoolExecutor(min(WORKERS, os.cpu_count() or 1)) as workers,
        suppress(KeyboardInterrupt),
    ):
        probe = Probe(programme, plan, stop)
        short = [s for s in probe.subjects if s.shortfall > SHORT]
        tasks = [workers.submit(reasons, probe, subject, work=WORK_OF_ALL) for subject in short]
        for done, task in enumerate(tasks):
            if progress is not None:
                progress(done, len(short))
            try:
                rows += task.result(None if end is None else max(0.0, end - monotonic()))
            except TimeoutError:
                stop.set()
                break
    return replace(plan, reasons=_table(rows))


def reasons(probe: Probe, subject: Subject, *, work: int) -> list[Row]:
    """Returns the rows of `plan_reasons` for one subject, ranked by what loosening each limit would gain."""
    base = probe.base(subject)
    if base is None:
        return []
    if not base.chain.nodes:
        return [short_of_nothing(probe.arrays, subject.kind, subject.id)]
    candidates = _candidates(probe, base)
    tries = int(np.clip(work // len(probe.model.lower), FEWEST, MOST))
    amounts = [c for c in candidates if c.limit.row_family is not None]
    dates = [c for c in candidates if c.limit.row_family is None]
    tried = [(c, probe.gain(base, [c.limit])) for c in (*amounts[:tries], *dates[:tries])]
    helping = sorted((pair for pair in tried if pair[1] > _worth(base)), key=lambda pair: -pair[1])
    rows = [
        alone(probe.arrays, Finding(subject.kind, subject.id, rank, c.limit, c.periods, gain * subject.units))
        for rank, (c, gain) in enumerate(helping, 1)
    ]
    rows = rows or _together(probe, base, amounts[:tries], dates[:tries])
    spare = subject.shortfall - base.value
    if spare > max(SHORT, 0.01 * subject.shortfall):
        rows.append(beyond(probe.arrays, subject.kind, subject.id, spare * subject.units, len(rows)))
    return rows


@dataclass(frozen=True)
class _Candidate:
    """A limit that may bind, and the periods in which it does."""

    limit: Limit
    periods: tuple[int, ...]


def _table(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=frame_types("plan_reasons"), orient="row")


def _worth(base: Base) -> float:
    """The least gain worth telling: more than solver noise."""
    return max(SHORT / 10, 1e-5 * base.value)


def _candidates(probe: Probe, base: Base) -> list[_Candidate]:
    """Amounts that bind somewhere, those with the highest price first; then dates and durations along the chain."""
    model = probe.model
    slack = model.row_upper - model.matrix @ base.answer
    ranked: list[tuple[float, int, _Candidate]] = []
    for order, limit in enumerate(limits(probe.arrays, base.chain)):
        if limit.row_family is None:
            ranked.append((0.0, order, _Candidate(limit, ())))
            continue
        rows, first = model.rows(limit.row_family)
        own = rows.grid[limit.row_subject]
        index = first + own[own >= 0]
        binds = slack[index] <= SHORT * np.maximum(1.0, np.abs(model.row_upper[index]))
        if binds.any():
            spanning = rows.grid.shape[1] == 1
            periods = () if spanning else tuple(int(t) for t in np.flatnonzero(own >= 0)[binds])
            ranked.append((-float(base.prices[index].sum()), order, _Candidate(limit, periods)))
    return [candidate for _, _, candidate in sorted(ranked, key=lambda entry: entry[:2])]


def _together(probe: Probe, base: Base, amounts: list[_Candidate], dates: list[_Candidate]) -> list[Row]:
    """The smallest set of limits, found by leaving out one after the other, that helps where no single one does."""
    for pool in (amounts, [*amounts, *dates]):
        kept = sorted(pool, key=lambda c: c.limit.kind != "rule")  # rules first: they rebuild the money arrays
        if len(kept) < 2 or probe.gain(base, [c.limit for c in kept]) <= _worth(base):
            continue
        for candidate in reversed(tuple(kept)):
            rest = [other for other in kept if other is not candidate]
            if rest and probe.gain(base, [c.limit for c in rest]) > _worth(base):
                kept = rest
        subject = base.subject
        gain = probe.gain(base, [c.limit for c in kept]) * subject.units
        found = [Finding(subject.kind, subject.id, n, c.limit, c.periods, gain) for n, c in enumerate(kept, 1)]
        return together(probe.arrays, found)
    return []
