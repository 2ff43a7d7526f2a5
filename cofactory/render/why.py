"""Why something is short, as the page tells it: per need or commitment the best limit of each kind, then the rest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cofactory.render import words
from cofactory.render.importance import foremost
from cofactory.render.limits import (
    NO_LIMIT,
    Row,
    effect,
    effects,
    group,
    lifted,
    limit_words,
    waits,
    when,
    without,
)
from cofactory.render.reading import Reading
from cofactory.render.reasons import not_examined

SUBJECTS_MOST = 40
"""Needs and commitments explained limit by limit; the others, less important, get their best limit only."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A limit in words, its id, when it binds and what loosening it would change."""

    limit: str
    id: str
    when: str
    effect: str


@dataclass(frozen=True, slots=True)
class Together:
    """Limits that hold something between them: how they do, which they are, what doing away with them would change."""

    how: str
    causes: tuple[Cause, ...]
    effect: str


@dataclass(frozen=True, slots=True)
class Short:
    """A need or commitment that is short: what decides most first, one line per kind of limit, then the others."""

    name: str
    id: str
    kinds: tuple[tuple[str, Cause], ...]
    rest: tuple[Cause, ...]
    together: tuple[Together, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A need or commitment with its rows of `plan_reasons`, in rank order."""

    kind: str
    id: str
    rows: tuple[Row, ...]

    @property
    def alone(self) -> tuple[Row, ...]:
        """The rows of limits that help by themselves."""
        return tuple(row for row in self.rows if row["limit"] not in NO_LIMIT and not row["together"])

    @property
    def sets(self) -> tuple[tuple[Row, ...], ...]:
        """The sets of limits that hold the subject together; those of one set share their sentence."""
        sets: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if row["together"] and row["limit"] not in NO_LIMIT:
                sets[row["sentence"] or ""].append(row)
        return tuple(tuple(rows) for rows in sets.values())

    @property
    def decisive(self) -> Row | None:
        """The limit without which the subject would gain most; the first in rank where the plan does not know."""
        known = [row for row in self.alone if lifted(row) is not None]
        if known:
            return max(known, key=lambda row: (lifted(row) or 0.0, -row["rank"]))
        return self.alone[0] if self.alone else None

    @property
    def decisive_set(self) -> tuple[Row, ...]:
        """The set of limits that decides more than any single limit; empty where there is none."""
        best = max(self.sets, key=lambda rows: lifted(rows[0]) or rows[0]["gain"] or 0.0, default=())
        if not best or self.decisive is None:
            return best
        return best if (lifted(best[0]) or 0.0) > (lifted(self.decisive) or 0.0) else ()


def subjects(reading: Reading) -> list[Subject]:
    """Everything the plan gives reasons for, the most important need first, a commitment behind its need."""
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in reading.plan.reasons.iter_rows(named=True):
        if row["limit"] == "not_examined":  # these are listed together by `unexamined`
            continue
        kind, _, rest = row["subject"].partition(":")
        rows[(kind, rest) if rest else (row["kind"] or "need", row["subject"])].append(row)
    order = {s.id: place for place, s in enumerate(foremost(reading))}
    need_of = {c.id: c.need for c in reading.programme.commitments}

    def place(subject: tuple[str, str]) -> tuple[int, bool]:
        """Sorts a need by its importance and a commitment right after its need."""
        kind, row_id = subject
        promise = kind == "commitment"
        return order.get((need_of.get(row_id) or "") if promise else row_id, len(order)), promise

    return [
        Subject(*key, tuple(sorted(rows[key], key=lambda row: row["rank"] or 0))) for key in sorted(rows, key=place)
    ]


def subject_name(reading: Reading, subject: Subject) -> str:
    """The need or commitment by name."""
    return reading.name("commitments" if subject.kind == "commitment" else "needs", subject.id)


def shortages(reading: Reading) -> tuple[tuple[Short, ...], tuple[tuple[str, Cause], ...]]:
    """What is short and why, the most important first; of what is over the limit of the page, the best cause only."""
    found = subjects(reading)
    told = tuple(_short(reading, one) for one in found[:SUBJECTS_MOST])
    more = ((one, one.decisive) for one in found[SUBJECTS_MOST:])
    return told, tuple((subject_name(reading, one), cause(reading, row)) for one, row in more if row is not None)


def _short(reading: Reading, subject: Subject) -> Short:
    first, kinds, rest = subject.decisive, {}, []
    for row in sorted(subject.alone, key=lambda row: row is not first):
        if group(row) in kinds:
            rest.append(cause(reading, row))
        else:
            kinds[group(row)] = cause(reading, row)
    together = tuple(_together(reading, rows) for rows in subject.sets)
    name = subject_name(reading, subject)
    notes = tuple(dict.fromkeys(note(name, row) for row in subject.rows if row["limit"] in NO_LIMIT))
    return Short(name, words.tidy(subject.id, 40), tuple(kinds.items()), tuple(rest), together, notes)


def cause(reading: Reading, row: Row) -> Cause:
    """One limit as the page tells it."""
    text = limit_words(reading, row)
    row_id = words.tidy(str(row["limit_id"] or "").partition(":")[0], 60)
    told = effects(row, reading.currency)
    return Cause(_capital(text), row_id if row_id not in text else "", when(row), _capital(told))


def _together(reading: Reading, rows: Sequence[Row]) -> Together:
    causes = tuple(replace(cause(reading, row), effect="") for row in rows)
    whole, gain = lifted(rows[0]), rows[0]["gain"]
    if whole is not None:
        return Together(
            "Several limits hold it between them.", causes, f"Without all of them {without(rows[0], whole)}."
        )
    effect_said = f"Loosened together they would {effect(rows[0], gain)}." if gain is not None else ""
    return Together("No single one of these helps by itself.", causes, effect_said)


def note(name: str, row: Mapping[str, Any]) -> str:
    """What the plan says about something short without naming a limit."""
    if row["limit"] == "no_source":
        return f"{name} cannot be supplied: no line with all its components, stock or arrival reaches it by any route."
    if row["limit"] == "priority":
        more = f" ({waits(row['gain_unit'] or 'units', row['gain'])})" if row["gain"] is not None else ""
        reason = words.tidy((row["sentence"] or "").partition(": ")[2], 200).rstrip(".")
        return f"{name} could be served better{more} at nobody else's expense{': ' if reason else ''}{reason}."
    if row["limit"] != "none" and row["sentence"]:
        return words.tidy(row["sentence"], 500)
    return f"No limit that was tried helps {name}, neither by itself nor together with the others."


def unexamined(reading: Reading) -> tuple[str, ...]:
    """Names of needs and commitments that are short and that nobody looked into."""
    return tuple(
        reading.name("commitments" if kind == "commitment" else "needs", row_id)
        for kind, row_id in not_examined(reading.plan)
    )


def unexplained(reading: Reading) -> tuple[str, ...]:
    """Names of needs and commitments that are short, were looked into, and have no reason in the plan."""
    explained = {(one.kind, one.id) for one in subjects(reading)} | set(not_examined(reading.plan))
    needs = [s.name for s in reading.services if s.late and ("need", s.id) not in explained]
    promised = [p.name for p in reading.promises if p.state == "short" and ("commitment", p.id) not in explained]
    return (*needs, *promised)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
