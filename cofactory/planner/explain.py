"""Why a need or commitment is short: its binding limits, each loosened and solved again for real.

The question asked of every limit: with everybody else served as planned, how much less short would this need be
with one more unit of it? Where no single limit helps, the smallest set that helps together is looked for by
leaving out one after the other.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from time import monotonic, thread_time
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cofactory.planner.candidates import SHORT, Candidate, candidates, worth
from cofactory.planner.interrupt import ctrl_c
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
)
from cofactory.planner.sentences import together as told_together
from cofactory.planner.several import further, together
from cofactory.schema.frames import frame_types
from cofactory.schema.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

FEWEST, MOST = 12, 400
"""Re-solves of one explanation at least and at most, for amounts."""


@dataclass(frozen=True)
class Patience:
    """How much may be tried for one subject."""

    work: int
    """Columns times re-solves, for amounts."""
    seconds: float
    """Of processor, after which nothing further is tried."""
    alone: bool
    """Whether nobody else is explained beside it: there is no more to be had by asking for it by itself."""


ALONE, AMONG_ALL = Patience(4_000_000, 20.0, alone=True), Patience(250_000, 8.0, alone=False)
LIFT, LIFT_S = 2, 8.0
"""So many of the best remedies, of supply and of money, are also tried without their limit altogether, while so many
more seconds last."""
ENTANGLED = 1.5
"""Limits belong together when lifting all gains this many times what lifting the best of them does."""

Row = tuple[object, ...]


def explain(
    programme: Programme, plan: Plan, subject: str, progress: Callable[[int, int], None] | None = None
) -> pl.DataFrame:
    """Returns the reasons (columns of `plan_reasons`) why one need or commitment is short, best remedy first.

    Empty when it is not short. Raises LookupError, which says what there is, when no need or commitment has this id,
    UnreadablePlan (a ValueError) when the plan is not one of this programme.
    """
    known = [*(need.id for need in programme.needs), *(promise.id for promise in programme.commitments)]
    if subject not in known:
        hint = did_you_mean(subject, known, otherwise="The tables needs and commitments list them.")
        raise LookupError(f"There is no need or commitment {subject!r}. {hint}")
    probe = Probe(programme, plan)
    short = [s for s in probe.subjects if s.id == subject and s.shortfall > SHORT]
    return _table([row for s in short for row in reasons(probe, s, ALONE, progress)])


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
        tasks = [worker.submit(reasons, probe, subject, AMONG_ALL) for subject in short]
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
    probe: Probe, subject: Subject, patience: Patience, progress: Callable[[int, int], None] | None = None
) -> list[Row]:
    """Returns the rows of `plan_reasons` for one subject, ranked by what loosening each limit would gain."""
    a = probe.arrays
    base = probe.base(subject)
    if base is None:
        return []
    if not base.chain.nodes:
        return [no_source(a, subject.kind, subject.id)]
    if base.value <= SHORT and (rows := _beside(probe, base, 0) + _displaced(probe, subject, 0)):
        return rows
    end = thread_time() + patience.seconds
    amounts, others = candidates(probe, base)
    dear = [c for c in amounts if c.price > worth(base)]
    first = dear[: int(np.clip(patience.work // len(probe.model.lower), FEWEST, MOST))]
    gains = [(c, probe.gain(base, [(c.limit, c.limit.by)]) or 0.0) for c in first]
    search = Remedies(probe, base, [c.limit for c in others], worth(base), end - thread_time(), progress).run()
    gains += [(others[n], gain) for n, gain in search.gains.items()]
    helping = sorted((pair for pair in gains if pair[1] > worth(base)), key=_by_gain)
    lifted = _to_lift([c for c, _ in helping])
    findings = [
        _finding(probe, base, n, c, gain, lifted=c in lifted and thread_time() < end + LIFT_S)
        for n, (c, gain) in enumerate(helping, 1)
    ]
    rows = [alone(a, finding) for finding in findings] + _entangled(probe, base, lifted, findings)
    rows = rows or _several(probe, base, amounts, others, end)
    left = _left_open(base, search, dear[len(first) :], findings)
    rows += [not_tried(a, subject.kind, subject.id, left, alone=patience.alone)] if left else []
    rows += _beside(probe, base, len(rows))
    rows += _displaced(probe, subject, len(rows))
    return rows or [none_helps(a, subject.kind, subject.id, len(amounts) + len(others))]


def _left_open(
    base: Base, search: Remedies, amounts: list[Candidate], findings: list[Finding]
) -> tuple[int, int, float | None] | None:
    """The rank of what was not tried, how many limits, and what one gains at most; None where none is the best.

    The most is None where the bound is all that is missing, and so says nothing.
    """
    many = search.left + len(amounts)
    most = max([search.most, *(c.price for c in amounts)])
    if not many or most * base.subject.units <= (findings[0].gain if findings else 0.0) * (1 + SHORT):
        return None
    return len(findings) + 1, many, most * base.subject.units if most < base.value * (1 - SHORT) else None


def _by_gain(helps: tuple[Candidate, float]) -> tuple[float, str]:
    """Sorts by gain; where the same money is missing whoever gives it, by fund and not by the solver's last digits."""
    limit = helps[0].limit
    return -float(f"{helps[1]:.9g}"), limit.id if limit.table == "funds" else ""


def _to_lift(helping: list[Candidate]) -> list[Candidate]:
    """The remedies also tried without their limit altogether: the best of supply and the best of money."""
    amounts = [c for c in helping if c.limit.lift is not None]
    money = [c for c in amounts if c.limit.table == "funds"]
    return [*[c for c in amounts if c.limit.table != "funds"][:LIFT], *money[:LIFT]]


def _entangled(probe: Probe, base: Base, lifted: list[Candidate], findings: list[Finding]) -> list[Row]:
    """Limits of which each alone leaves most of the shortfall and all together do not: money and capacity, say."""
    known = [f.lifted for f in findings if f.lifted is not None and any(f.limit is c.limit for c in lifted)]
    if len(lifted) < 2 or len(known) < len(lifted):
        return []
    alone_best = max(f.lifted or 0.0 for f in findings)
    gain = (probe.gain(base, [(c.limit, np.inf) for c in lifted]) or 0.0) * base.subject.units
    if gain <= worth(base) * base.subject.units or gain < ENTANGLED * alone_best:
        return []
    subject, first = base.subject, len(findings) + 1
    found = [Finding(subject.kind, subject.id, n, c.limit, c.periods, gain, gain) for n, c in enumerate(lifted, first)]
    return entangled(probe.arrays, found, alone_best)


def _table(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=frame_types("plan_reasons"), orient="row")


def _finding(probe: Probe, base: Base, rank: int, c: Candidate, gain: float, *, lifted: bool) -> Finding:
    """A limit that helps by itself, with what it would gain if it were not there at all."""
    subject, limit = base.subject, c.limit
    whole = None
    if lifted and limit.lift is not None:
        found = probe.gain(base, [(limit, np.inf)])
        whole = None if found is None else max(gain, found) * subject.units
    elif limit.kind == "rule":
        whole = gain * subject.units
    return Finding(subject.kind, subject.id, rank, limit, c.periods, gain * subject.units, whole)


def _several(probe: Probe, base: Base, amounts: list[Candidate], others: list[Candidate], end: float) -> list[Row]:
    """What helps where no limit does by itself: several together, or dates moved by several periods."""
    a, subject = probe.arrays, base.subject
    for pool in (amounts, [*amounts, *others]):
        kept, gain = together(probe, base, pool)
        if kept:
            gain *= subject.units
            found = [Finding(subject.kind, subject.id, n, c.limit, c.periods, gain) for n, c in enumerate(kept, 1)]
            return told_together(a, found)
    moved = further(probe, base, [c.limit for c in others], end)
    return [
        alone(a, Finding(subject.kind, subject.id, n, limit, (), gain * subject.units))
        for n, (limit, gain) in enumerate(moved, 1)
    ]


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
