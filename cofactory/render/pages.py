"""What each section of the report says, ready for its template: no numbers are formatted after this."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cofactory.base.cell import Cell
from cofactory.render import words
from cofactory.render.assumptions import Given
from cofactory.render.figure import Table
from cofactory.render.reading import Promise, Reading

STATUS = {
    "optimal": "proved best within the gap asked for",
    "gap": "ended before the gap asked for was reached: a better plan may exist",
    "failed": "given up by the solver: a better plan may exist",
    "time": "stopped when its time was up: a better plan may exist",
    "interrupted": "interrupted: a better plan may exist",
}


def fractions(reading: Reading, given: Sequence[Given]) -> str:
    """Why figures of whole things are fractions, with one that is; empty where every number given is plain."""
    if not any(one.cell.uncertain for one in given):
        return ""
    planned = [(p.planned, p.unit) for p in reading.promises if p.planned is not None]
    totals = planned + [(s.total_delivered, s.unit) for s in reading.services]
    broken = next(((a, u) for a, u in totals if not words.number(a).replace(",", "").isdigit()), None)
    why = "The plan counts with the mean of every range that is given"
    return f"{why}, so that figures such as {words.amount(*broken)} appear." if broken else f"{why}."


def announced(given: Sequence[Given]) -> str:
    """How often an announced output never comes in the runs, per class; empty where no number is an announced one."""
    found = {one.announced: one.nothing for one in given if one.announced}
    if not found:
        return ""
    shares = words.listing(
        [f"{words.share(share)} ({words.tidy(label.replace('_', ' '), 20)})" for label, share in sorted(found.items())]
    )
    many = sum(bool(one.announced) for one in given)
    return (
        f"{words.several(many, 'number is an announced one', 'numbers are announced ones')}, as far as earlier "
        f"announcements of the kind were reached. Some never were: in {shares} of futures a line with such a capacity "
        "makes nothing at all, also one that runs today."
    )


def open_promises(reading: Reading) -> tuple[str, ...]:
    """One line per commitment that cannot be judged: what of it is published, and what is missing."""
    return tuple(_open_promise(p) for p in reading.promises if p.state in ("unknown", "tracked"))


def _open_promise(promise: Promise) -> str:
    quantity = words.amount(promise.quantity, promise.unit) if promise.quantity is not None else "quantity unknown"
    due = f"due {words.short_period(promise.due)}" if promise.due else "date unknown"
    aside = "; tracked only, no need delivers it" if promise.need is None else ""
    return f"{promise.name}: {quantity}, {due}{aside}"


@dataclass(frozen=True, slots=True)
class Told:
    """A risk in one sentence, its id between what it strikes and how, and the note that its author left."""

    target: str
    id: str
    how: str
    note: str


def risk_sentences(reading: Reading) -> tuple[Told, ...]:
    """Each risk in one sentence: what it strikes, how often, for how long, how hard."""
    return tuple(_risk_sentence(reading, risk) for risk in reading.programme.risks)


def _risk_sentence(reading: Reading, risk: Any) -> Told:
    kind, _, row_id = risk.on.partition(":")
    grain = reading.calendar.grain
    everywhere = kind == "country"
    target = (
        f"All lines in {reading.country(row_id)}" if everywhere else f"The {kind} {reading.name(f'{kind}s', row_id)}"
    )
    chance, duration = (Given("risks", risk.id, name, "", getattr(risk, name)).means for name in ("chance", "duration"))
    lasts = f"{duration} {grain if duration == '1' else f'{grain}s'}"
    note = words.tidy(risk.note, 200).removeprefix(target).lstrip(" ;,.:")
    note = note[:1].upper() + note[1:]
    often = f"chance {chance} per {grain}{_yearly(reading, risk.chance)}{_window(reading, risk)}"
    how = f"{often}; an event lasts {lasts} and {_loss(kind, risk.severity)}"
    return Told(target, words.tidy(risk.id, 40), how, note if not note or note[-1] in ".!?…" else f"{note}.")


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
    """How the plan was made: state of the search, gaps, times, versions."""
    plan: Any = reading.plan
    manifest: Mapping[str, Any] = plan.manifest or {}
    rows = [
        ("Scenario", words.tidy(reading.programme.title or plan.scenario or "base", 120)),
        ("State of the search", STATUS.get(plan.status, words.tidy(plan.status, 60))),
        ("Gap between the plan and the best possible", _gap(plan.gap)),
    ]
    rows += [(f"Gap of {words.tidy(str(name), 40)}", _gap(value)) for name, value in _pairs(plan.gaps)]
    if "units" in manifest:
        spared = manifest["units"].get("gap")
        text = words.UNKNOWN if spared is None else f"at most {words.number(spared)}"
        rows.append(("Units outstanding, times periods, that a better plan could spare", text))
    rows += [(f"Time to {words.tidy(str(name), 40)}", words.seconds(value)) for name, value in _pairs(plan.seconds)]
    rows += [
        (_what(name), text)
        for name, text in _flat(manifest)
        if not name.startswith(
            ("files", "evidence", "runs", "gap", "seconds", "scenario", "status", "figures", "units")
        )
    ]
    if reading.likely is not None:
        runs = reading.likely.runs
        rows += [("Runs", f"{runs.n:,}"), ("Seed of the runs", str(runs.seed))]
        rows += [("Not followed by the runs", words.tidy(note, 200)) for note in runs.notes]
    return Table("How this plan was made", ("What", "Value"), tuple(rows))


def _what(name: str) -> str:
    """A name of the manifest as the head of a row: "solver version" is "Solver version"."""
    text = words.tidy(name.replace("_", " "), 60)
    return text[:1].upper() + text[1:]


def hash_table(reading: Reading) -> Table:
    """The hash of every input file: who has the same files has the same hashes."""
    hashes = dict(reading.programme.files) or dict((reading.plan.manifest or {}).get("files", {}))
    rows = tuple((words.tidy(str(name), 80), words.tidy(str(value), 80)) for name, value in hashes.items())
    return Table("sha256 of every input file", ("File", "sha256"), rows)


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
        elif part is not None and part != "":
            found.append((path, words.tidy(str(part), 120)))
    return found
