"""Why a need or commitment is short: its binding limits, each loosened and solved again for real.

The question asked of every limit: with everybody else served as planned, how much less short would this need be
with one more unit of it? Where no single limit helps, the smallest set that helps together is looked for by
leaving out one after the other.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cofactory.planner.interrupt import ctrl_c
from cofactory.planner.limits import limits
from cofactory.planner.probe import Base, Probe, Subject
from cofactory.planner.remedies import Remedies
from cofactory.planner.sentences import (
    Finding,
    alone,
    beyond,
    displaced_by,
    entangled,
    no_source,
    none_helps,
    not_examined,
    not_tried,
    promised_above_need,
    together,
)
from cofactory.schema.frames import frame_types

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from cofactory.planner.chain import Limit
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

SHORT = 1e-6
"""A smaller share short is solver noise."""
FEWEST, MOST = 12, 400
"""Re-solves of one explanation at least and at most for amounts; at most for dates, durations and rules."""
WORK_OF_ONE, WORK_OF_ALL = 4_000_000, 250_000
"""Columns times re-solves that explaining one subject may take, asked alone or with all the others."""

SECONDS_OF_ONE, SECONDS_OF_ALL = 20.0, 5.0
"""Seconds of processor for solving dates, durations and rules, of a subject asked alone or with all the others."""
LARGE, VAST = 80_000, 200_000
"""Columns from which only the best remedy is tried without its limit altogether, and no dates are tried in sets; and
from which none is: the nine seconds of such a re-solve go to the dates.
"""
LIFT = 2
"""So many of the best remedies, of supply and of money, are also tried without their limit altogether."""
ENTANGLED = 1.5
"""Limits belong together when lifting all gains this many times what lifting the best of them does."""

Row = tuple[object, ...]


def explain(
    programme: Programme, plan: Plan, subject: str, progress: Callable[[int, int], None] | None = None
) -> pl.DataFrame:
    """Returns the reasons (columns of `plan_reasons`) why one need or commitment is short, best remedy first.

    Empty when it is not short. Raises LookupError when no need or commitment has this id, UnreadablePlan (a
    ValueError) when the plan is not one of this programme.
    """
    if subject not in {need.id for need in programme.needs} | {row.id for row in programme.commitments}:
        raise LookupError(subject)
    probe = Probe(programme, plan)
    short = [s for s in probe.subjects if s.id == subject and s.shortfall > SHORT]
    return _table([row for s in short for row in reasons(probe, s, work=WORK_OF_ONE, progress=progress)])


def explain_all(
    programme: Programme,
    plan: Plan,
    progress: Callable[[int, int], None] | None = None,
    *,
    seconds: float | None = None,
) -> Plan:
    """Returns the plan with its table of reasons filled in: every need and commitment that is short.

    Ctrl-C, or the end of the seconds given, keeps the reasons found so far; who was not examined has a row saying so.
    """
    end = None if seconds is None else monotonic() + seconds
    # One worker beside this thread keeps Ctrl-C and the clock in hand; two were no faster, they share one interpreter.
    rows: list[Row] = []
    with ctrl_c() as stop, ThreadPoolExecutor(1) as worker:
        if seconds is not None and seconds <= 0:
            stop.set()
        probe = Probe(programme, plan, stop)
        short = [s for s in probe.subjects if s.shortfall > SHORT]
        tasks = [worker.submit(reasons, probe, subject, work=WORK_OF_ALL) for subject in short]
        for done, (subject, task) in enumerate(zip(short, tasks, strict=True)):
            if progress is not None:
                progress(done, len(short))
            rows += _within(task, end, stop) or [not_examined(probe.arrays, subject.kind, subject.id)]
    return replace(plan, reasons=_table(rows))


def _within(task: Future[list[Row]], end: float | None, stop: Event) -> list[Row]:
    """A subject's reasons; none when the time has come or somebody wants to stop."""
    if end is not None and monotonic() >= end:
        stop.set()
    try:
        return task.result(None if end is None or stop.is_set() else end - monotonic())
    except TimeoutError:
        stop.set()
        return []
    except KeyboardInterrupt:  # raised in the task by the stop
        return []


def reasons(
    probe: Probe, subject: Subject, *, work: int, progress: Callable[[int, int], None] | None = None
) -> list[Row]:
    """Returns the rows of `plan_reasons` for one subject, ranked by what loosening each limit would gain."""
    a = probe.arrays
    base = probe.base(subject)
    if base is None:
        return []
    if not base.chain.nodes:
        return [no_source(a, subject.kind, subject.id)]
    candidates = _candidates(probe, base)
    amounts = [c for c in candidates if c.limit.row_family is not None and probe.in_place(c.limit)]
    others = [c for c in candidates if not any(c is amount for amount in amounts)]
    first = amounts[: int(np.clip(work // len(probe.model.lower), FEWEST, MOST))]
    gains = [(c, probe.gain(base, [(c.limit, c.limit.by)]) or 0.0) for c in first if _may_help(base, c)]
    search = _search(probe, base, [c.limit for c in others], work, progress)
    gains += [(others[n], gain) for n, gain in search.gains.items()]
    helping = sorted((pair for pair in gains if pair[1] > _worth(base)), key=lambda pair: -pair[1])
    lifted = _to_lift(probe, [c for c, _ in helping])
    findings = [_finding(probe, base, n, c, gain, lifted=c in lifted) for n, (c, gain) in enumerate(helping, 1)]
    rows = [alone(a, finding) for finding in findings] + _entangled(probe, base, lifted, findings)
    if not rows:
        large = len(probe.model.lower) >= LARGE
        rows = _together(probe, base, first, [] if large else others) or _further(probe, base, others, work)
    rows += _left_open(probe, base, search, amounts[len(first) :], findings)
    rows += _beside(probe, base, len(rows))
    rows += _displaced(probe, subject, len(rows))
    return rows or [none_helps(a, subject.kind, subject.id, len(candidates))]


@dataclass(frozen=True)
class _Candidate:
    """A limit that may bind, and the periods in which it does."""

    limit: Limit
    periods: tuple[int, ...]
    price: float = 0.0
    """What one unit more of it gains at most, where it only moves the bounds of its rows."""


def _search(
    probe: Probe, base: Base, limits: list[Limit], work: int, progress: Callable[[int, int], None] | None = None
) -> Remedies:
    """The search among dates, durations and rules, with as much time as is meant for them."""
    seconds = SECONDS_OF_ONE if work == WORK_OF_ONE else SECONDS_OF_ALL
    return Remedies(probe, base, limits, _worth(base), seconds, progress).run()


def _may_help(base: Base, candidate: _Candidate) -> bool:
    """Whether the prices leave an amount any gain."""
    return base.duals is None or candidate.price > _worth(base)


def _left_open(
    probe: Probe, base: Base, search: Remedies, amounts: list[_Candidate], findings: list[Finding]
) -> list[Row]:
    """That more might help than what was tried, where that is not ruled out."""
    dear = [c.price for c in amounts if c.price > _worth(base)]
    most, best = max([search.most, *dear]) * base.subject.units, findings[0].gain if findings else 0.0
    if most <= best * (1 + SHORT) or not search.left + len(dear):
        return []
    subject = base.subject
    return [not_tried(probe.arrays, subject.kind, subject.id, (len(findings) + 1, search.left + len(dear), most))]


def _to_lift(probe: Probe, helping: list[_Candidate]) -> list[_Candidate]:
    """The remedies also tried without their limit altogether: the best of supply and the best of money."""
    size, amounts = len(probe.model.lower), [c for c in helping if c.limit.lift is not None]
    if size >= LARGE:
        return amounts[:1] if size < VAST else []
    money = [c for c in amounts if c.limit.table == "funds"]
    return [*[c for c in amounts if c.limit.table != "funds"][:LIFT], *money[:LIFT]]


def _entangled(probe: Probe, base: Base, lifted: list[_Candidate], findings: list[Finding]) -> list[Row]:
    """Limits of which each alone leaves most of the shortfall and all together do not: money and capacity, say."""
    alone_best = max((f.lifted or 0.0 for f in findings), default=0.0)
    if len(lifted) < 2:
        return []
    gain = (probe.gain(base, [(c.limit, np.inf) for c in lifted]) or 0.0) * base.subject.units
    if gain <= _worth(base) * base.subject.units or gain < ENTANGLED * alone_best:
        return []
    subject, first = base.subject, len(findings) + 1
    found = [Finding(subject.kind, subject.id, n, c.limit, c.periods, gain, gain) for n, c in enumerate(lifted, first)]
    return entangled(probe.arrays, found, alone_best)


def _table(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=frame_types("plan_reasons"), orient="row")


def _worth(base: Base) -> float:
    """The least gain worth telling: more than solver noise."""
    return max(SHORT / 10, 1e-5 * base.value)


def _finding(probe: Probe, base: Base, rank: int, c: _Candidate, gain: float, *, lifted: bool) -> Finding:
    """A limit that helps by itself, with what it would gain if it were not there at all."""
    subject, limit = base.subject, c.limit
    whole = None
    if lifted and limit.lift is not None:
        found = probe.gain(base, [(limit, np.inf)])
        whole = None if found is None else max(gain, found) * subject.units
    elif limit.kind == "rule":
        whole = gain * subject.units
    return Finding(subject.kind, subject.id, rank, limit, c.periods, gain * subject.units, whole)


def _candidates(probe: Probe, base: Base) -> list[_Candidate]:
    """Amounts that bind somewhere, those with the highest price first; then everything else along the chain."""
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
            price = float(base.prices[index].sum()) * abs(limit.by)
            ranked.append((-price, order, _Candidate(limit, periods, price)))
    return [candidate for _, _, candidate in sorted(ranked, key=lambda entry: entry[:2])]


def _together(probe: Probe, base: Base, amounts: list[_Candidate], others: list[_Candidate]) -> list[Row]:
    """The smallest set of limits, found by leaving out one after the other, that helps where no single one does."""
    for pool in (amounts, [*amounts, *others]):
        kept = list(pool)
        if len(kept) < 2 or _joint(probe, base, kept) <= _worth(base):
            continue
        kept = _needed(kept, lambda rest: _joint(probe, base, rest) > _worth(base))
        subject = base.subject
        gain = _joint(probe, base, kept) * subject.units
        found = [Finding(subject.kind, subject.id, n, c.limit, c.periods, gain) for n, c in enumerate(kept, 1)]
        return together(probe.arrays, found)
    return []


def _needed(kept: list[_Candidate], helps: Callable[[list[_Candidate]], bool]) -> list[_Candidate]:
    """Those of which none can be left out: halves are left out first, then quarters, then single ones, last ones first."""
    size = len(kept) // 2
    while size:
        for start in reversed(range(0, len(kept), size)):
            rest = kept[:start] + kept[start + size :]
            if rest and helps(rest):
                kept = rest
        size //= 2
    return kept


def _joint(probe: Probe, base: Base, kept: list[_Candidate]) -> float:
    return probe.gain(base, [(c.limit, c.limit.by) for c in kept]) or 0.0


def _further(probe: Probe, base: Base, dates: list[_Candidate], work: int) -> list[Row]:
    """Dates and durations that help only when they move by several periods: the first of 2, 4, 8 ... that does."""
    rows: list[Row] = []
    left = [c.limit for c in dates if c.limit.by and c.limit.lift is None and c.limit.row_family is None]
    periods, large = 2, len(probe.model.lower) >= LARGE
    while left and periods <= 2 * probe.arrays.periods:
        moved = [replace(limit, by=limit.by * periods) for limit in left]
        gains = _search(probe, base, moved, work).gains
        for n, gain in sorted(gains.items(), key=lambda pair: -pair[1]):
            if gain > _worth(base):
                found = _finding(probe, base, len(rows) + 1, _Candidate(moved[n], ()), gain, lifted=False)
                rows.append(alone(probe.arrays, found))
        left = [limit for n, limit in enumerate(left) if gains.get(n, 0.0) <= _worth(base)]
        if rows and large:
            break
        periods *= 8 if large else 2
    return rows


def _displaced(probe: Probe, subject: Subject, rank: int) -> list[Row]:
    """What priority orders of other needs do to this one."""
    found = probe.displaced.get(subject.id) if subject.kind == "need" else None
    waits = found is not None and not found["ordered"] and found["longer"] > SHORT
    return [displaced_by(probe.arrays, subject.id, found, rank + 1)] if found is not None and waits else []


def _beside(probe: Probe, base: Base, rank: int) -> list[Row]:
    """What no limit of supply says: a promise above its need, or a need that the plan was not asked to serve better."""
    subject, a = base.subject, probe.arrays
    if subject.kind == "commitment":
        due = min(int(a.demand.promised_due[subject.index]), a.periods - 1)
        asked = float(a.demand.asked[subject.need, : due + 1].sum())
        if asked < subject.units * (1 - SHORT):
            return [promised_above_need(a, subject.id, subject.need, asked, subject.units)]
    spare = subject.shortfall - base.value
    if spare > max(SHORT, 0.01 * subject.shortfall):
        weightless = subject.kind == "need" and not a.demand.priority[subject.index]
        return [beyond(a, subject.kind, subject.id, spare * subject.units, rank, weightless=weightless)]
    return []
