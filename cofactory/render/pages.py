"""What each section of the report says, ready for its template: no numbers are formatted after this."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cofactory.base.cell import Cell
from cofactory.render import words
from cofactory.render.answer import limit_name, subject_name
from cofactory.render.assumptions import Given
from cofactory.render.figure import Table
from cofactory.render.reading import Reading
from cofactory.render.reasons import Told, not_examined, notes, told, when

REASONS_MOST = 6
"""Reasons printed per need or commitment; plan_reasons.csv has every one."""

SUBJECTS_MOST = 40
"""Needs and commitments explained one by one; the worst come first."""

STATUS = {
    "optimal": "proved best within the gap asked for",
    "gap": "within the gap asked for",
    "time": "stopped when its time was up: a better plan may exist",
    "interrupted": "interrupted: a better plan may exist",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """What stands behind a shortfall: the limits by name, and the plan's sentence."""

    limits: str
    sentence: str
    members: tuple[str, ...]
    """The limits one by one with the time in which each binds, where they help only together; else empty."""


@dataclass(frozen=True, slots=True)
class Short:
    """A need or commitment that is short, with its reasons in rank order and what is said without naming a limit."""

    name: str
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]
    more: int


def shortages(reading: Reading) -> tuple[tuple[Short, ...], int]:
    """What is short and why, the worst first, and how many more are not explained here."""
    by_subject: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in reading.plan.reasons.iter_rows(named=True):
        if row["limit"] != "not_examined":  # these are listed together by `unexamined`
            by_subject[row["kind"] or "", bare(row["subject"])].append(row)
    weight = {("need", s.id): s.priority * s.shortfall for s in reading.services}
    order = sorted(by_subject, key=lambda subject: -weight.get(subject, 0.0))
    found = []
    for kind, subject in order[:SUBJECTS_MOST]:
        rows = by_subject[kind, subject]
        reasons = tuple(_reason(reading, one) for one in told(rows))
        said = tuple(words.tidy(note, 500) for note in notes(rows))
        more = max(0, len(reasons) - REASONS_MOST)
        found.append(Short(subject_name(reading, subject, kind), reasons[:REASONS_MOST], said, more))
    return tuple(found), max(0, len(order) - SUBJECTS_MOST)


def _reason(reading: Reading, one: Told) -> Reason:
    names = [limit_name(reading, row) for row in one.rows]
    members = [
        f"{name}: {words.tidy(str(row['limit']).replace('_', ' '), 40)}{when(row)}"
        for name, row in zip(names, one.rows, strict=True)
    ]
    return Reason(
        words.listing(list(dict.fromkeys(names)), 6),
        words.tidy(one.sentence, 500),
        tuple(dict.fromkeys(members)) if one.together else (),
    )


def bare(subject: str) -> str:
    """The id of a reason's subject, which may come with its table in front."""
    return subject.partition(":")[2] or subject


def unexamined(reading: Reading) -> tuple[str, ...]:
    """Names of needs and commitments that are short and that nobody looked into."""
    return tuple(subject_name(reading, subject, kind) for kind, subject in not_examined(reading.plan))


def unexplained(reading: Reading) -> tuple[str, ...]:
    """Names of needs and commitments that are short, were looked into, and have no reason in the plan."""
    told_of = {(row["kind"], bare(row["subject"])) for row in reading.plan.reasons.iter_rows(named=True)}
    told_of |= set(not_examined(reading.plan))
    needs = [s.name for s in reading.services if s.late and ("need", s.id) not in told_of]
    return (
        *needs,
        *(p.name for p in reading.promises if p.state == "short" and ("commitment", p.id) not in told_of),
    )


def risk_sentences(reading: Reading) -> tuple[str, ...]:
    """Each risk in one sentence: what it strikes, how often, for how long, how hard."""
    return tuple(_risk_sentence(reading, risk) for risk in reading.programme.risks)


def _risk_sentence(reading: Reading, risk: Any) -> str:
    kind, _, row_id = risk.on.partition(":")
    grain = reading.calendar.grain
    everywhere = kind == "country"
    target = (
        f"All lines in {reading.country(row_id)}" if everywhere else f"The {kind} {reading.name(f'{kind}s', row_id)}"
    )
    chance, duration = (Given("risks", risk.id, name, "", getattr(risk, name)).means for name in ("chance", "duration"))
    lasts = f"{duration} {grain if duration == '1' else f'{grain}s'}"
    note = f" {words.tidy(risk.note, 200)}" if risk.note else ""
    often = f"chance {chance} per {grain}{_yearly(reading, risk.chance)}{_window(reading, risk)}"
    return f"{target}: {often}; an event lasts {lasts} and {_loss(kind, risk.severity)}.{note}"


def _yearly(reading: Reading, chance: Cell) -> str:
    """The chance of at least one event in a year of periods."""
    if not chance.known or reading.calendar.grain == "year":
        return ""
    none = 1 - min(1.0, max(0.0, chance.mean()))
    return f", about {words.share(1 - none**reading.calendar.periods_per_year)} a year"


def _window(reading: Reading, risk: Any) -> str:
    if not (risk.start or risk.end):
        return ""
    last = reading.calendar.periods - 1
    first, last = reading.planning_index(risk.start, 0), reading.planning_index(risk.end, last)
    return f", from {words.span(reading.label(first), reading.label(last))}"


def _loss(kind: str, severity: Cell) -> str:
    share = words.share(severity.mean()) if severity.known else words.UNKNOWN
    whole = severity.known and severity.mean() >= 1
    return {
        "fund": f"holds back {share} of its payments",
        "project": "brings it to a standstill" if whole else f"slows it by {share}",
    }.get(kind, f"takes {share} of capacity")


@dataclass(frozen=True, slots=True)
class Basis:
    """The numbers of one table of the programme, for the assumptions section."""

    table: str
    rows: tuple[Given, ...]
    uncited: int


def bases(given: tuple[Given, ...]) -> tuple[Basis, ...]:
    """The given numbers by table, in the order of the tables."""
    grouped: dict[str, list[Given]] = defaultdict(list)
    for one in given:
        grouped[one.table].append(one)
    return tuple(
        Basis(table, tuple(rows), sum(row.basis == "uncited" for row in rows)) for table, rows in grouped.items()
    )


def origin_table(reading: Reading) -> Table:
    """How the plan was made: versions, seed, gap, times and the hash of every input file."""
    plan: Any = reading.plan
    manifest: Mapping[str, Any] = plan.manifest or {}
    rows = [
        ("Scenario", words.tidy(reading.programme.title or plan.scenario or "base", 120)),
        ("State of the search", STATUS.get(plan.status, words.tidy(plan.status, 60))),
        ("Gap between the plan and the best possible", _gap(plan.gap)),
    ]
    rows += [(f"Gap of {words.tidy(str(name), 40)}", _gap(value)) for name, value in _pairs(plan.gaps)]
    rows += [(f"Time to {words.tidy(str(name), 40)}", words.seconds(value)) for name, value in _pairs(plan.seconds)]
    hashes = dict(reading.programme.files) or dict(manifest.get("files", {}))
    rows += [
        (words.tidy(name.replace("_", " "), 60).capitalize(), text)
        for name, text in _flat(manifest)
        if not name.startswith(("files", "gap", "seconds", "scenario", "status"))
    ]
    rows += [(f"sha256 of {words.tidy(str(name), 80)}", words.tidy(str(value), 80)) for name, value in hashes.items()]
    return Table("How this plan was made", ("What", "Value"), tuple(rows))


def _gap(value: Any) -> str:
    if not isinstance(value, int | float) or not math.isfinite(value):
        return words.UNKNOWN
    return "none" if value <= 0 else "less than 0.01 %" if value < 1e-4 else f"{100 * value:.2g} %"


def _pairs(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    return [(f"aim {n}", one) for n, one in enumerate(value, start=1)] if isinstance(value, list | tuple) else []


def _flat(value: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    """The manifest as (name, text) pairs, nested names joined by a space, every text bounded."""
    found: list[tuple[str, str]] = []
    for name, part in value.items():
        path = f"{before} {name}".strip()
        if isinstance(part, Mapping):
            found += _flat(part, path)
        elif isinstance(part, list | tuple):
            found.append((path, words.listing([words.tidy(str(one), 60) for one in part], 12)))
        else:
            found.append((path, words.tidy("none" if part is None else str(part), 120)))
    return found
