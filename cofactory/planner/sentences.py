"""Reasons in words: one sentence per limit, with its periods, what one more unit would gain, and of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.chain import Limit

Row = tuple[object, ...]

WHAT = {
    "capacity": "the capacity of line {id}",
    "steps": "the number of expansion steps of line {id}",
    "step_lead_time": "the lead time of an expansion step of line {id}",
    "lead_time": "the lead time of {one} {id}",
    "ramp": "the ramp-up of line {id}",
    "opens": "the opening of {one} {id}",
    "closes": "the closing of {one} {id}",
    "pool": "the shared capacity of pool {id}",
    "stock": "the size of stock {id}",
    "release_rate": "the release rate of stock {id}",
    "available": "the date from which stock {id} is available",
    "route": "the capacity of route {id}",
    "arrival": "the scheduled arrivals of {id}",
    "project": "the duration of project {id}",
    "project_start": "the start of project {id}",
    "fund": "the amount of fund {id}",
    "fund_rate": "the spending limit of fund {id}",
    "fund_share": "the largest share that fund {id} pays",
    "fund_opens": "the opening of fund {id}",
    "fund_closes": "the closing of fund {id}",
    "rule": "the rule of fund {id}",
}
"""What each kind of limit is called; {one} is the singular of its table."""


@dataclass(frozen=True)
class Finding:
    """A limit of one need or commitment, where it binds, and what loosening it gains (units, or units × periods)."""

    kind: str
    subject: str
    rank: int
    limit: Limit
    periods: tuple[int, ...]
    gain: float
    lifted: float | None = None
    """The gain without this limit at all."""


def number(value: float) -> str:
    """Returns a figure as a reader wants it: 1,234; 12.3; 0.04."""
    size = abs(value)
    if size >= 100 or value == round(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def gain_unit(a: Arrays, kind: str, subject: str) -> str:
    """Returns the unit in which a gain is told: unit-months of waiting, units lost, or units by the due date."""
    grain = a.programme.settings.calendar.grain
    if kind == "commitment":
        return "units by the due date"
    need = next(n for n in a.programme.needs if n.id == subject)
    return f"unit-{grain}s" if need.unmet == "waits" else "units"


def told(gain: float, unit: str) -> str:
    """Returns a gain with its unit in the right number: 1 unit-month, 21 unit-months."""
    if number(gain) == "1":
        unit = unit.replace("units", "unit", 1) if unit.startswith("units") else unit.removesuffix("s")
    return f"{number(gain)} {unit}"


def alone(a: Arrays, f: Finding) -> Row:
    """Returns the row of `plan_reasons` for a limit that helps by itself."""
    unit = gain_unit(a, f.kind, f.subject)
    effect = f"{_loosened(a, f.limit)} would {_effect(f, f.gain, unit)}"
    if f.lifted is not None and f.limit.kind != "rule":
        effect += f"; without this limit at all, {number(f.lifted)}"
    return _row(a, f, unit, f"{_binds(a, f)}: {effect}.", together=False)


def together(a: Arrays, findings: Sequence[Finding]) -> list[Row]:
    """Returns the rows for limits that help only together; they share one sentence."""
    first = findings[0]
    unit = gain_unit(a, first.kind, first.subject)
    binding = "; ".join(f"{_binds(a, f)} ({_loosened(a, f.limit)})" for f in findings)
    sentence = (
        f"No single limit of {first.subject} helps by itself. These bind together: {binding}. "
        f"Loosened together they would {_effect(first, first.gain, unit)}."
    )
    return [_row(a, f, unit, sentence, together=True) for f in findings]


def entangled(a: Arrays, findings: Sequence[Finding], best: float) -> list[Row]:
    """Returns the rows for limits that hold a subject between them: lifting one leaves it to the others."""
    first = findings[0]
    unit = gain_unit(a, first.kind, first.subject)
    names = "; ".join(WHAT[f.limit.kind].format(id=f.limit.id, one=f.limit.table[:-1]) for f in findings)
    sentence = (
        f"Several limits hold {first.subject} between them: {names}. Without all of these it would gain "
        f"{told(first.gain, unit)}; without the best of them alone, {number(best)}."
    )
    return [_row(a, f, unit, sentence, together=True) for f in findings]


def beyond(a: Arrays, kind: str, subject: str, gain: float, rank: int, *, weightless: bool) -> Row:
    """Returns the row that says a need could be served better at nobody's expense, and why the plan does not."""
    orders = "the plan keeps to priority orders, " if a.programme.priority_orders else ""
    steps = "expansion and openings come in whole steps, or the search was cut off"
    why = "its priority is 0" if weightless else orders + steps
    unit = gain_unit(a, kind, subject)
    sentence = f"{subject} could have {told(gain, unit)} more at nobody else's expense: {why}."
    return (
        subject, kind, rank + 1, "priority", subject, None, None, None, "", gain, None, unit, False, sentence,
    )  # fmt: skip


def no_source(a: Arrays, kind: str, subject: str) -> Row:
    """Returns the row for a need that no line, stock or arrival can reach."""
    sentence = (
        f"Nothing can supply {subject}: no line with all its components, stock or arrival reaches it by any route."
    )
    return _plain(a, kind, subject, "no_source", sentence)


def not_examined(a: Arrays, kind: str, subject: str) -> Row:
    """Returns the row for a subject whose limits were not tried before the time ended."""
    sentence = f"Why {subject} is short was not looked into before the time ended; explain it by itself."
    return _plain(a, kind, subject, "not_examined", sentence)


def none_helps(a: Arrays, kind: str, subject: str, tried: int) -> Row:
    """Returns the row for a subject that no limit tried helps, alone or with the others."""
    sentence = f"None of the {tried} limits tried helps {subject}, alone or together, without making others worse off."
    return _plain(a, kind, subject, "none", sentence)


def not_tried(a: Arrays, kind: str, subject: str, left: tuple[int, int, float | None], *, alone: bool) -> Row:
    """Returns the row that says how many limits were left untried, and what loosening any of them gains at most.

    `left` is the row's rank, how many, and the most, None where it may be all that is missing. `alone`: nothing but
    this subject is explained, so that explaining it by itself would not try more.
    """
    rank, many, most = left
    unit = gain_unit(a, kind, subject)
    were, any_one = ("limit was", "it") if many == 1 else ("limits were", "any one of them")
    gains = f"loosening {any_one} might still help" if most is None else ""
    gains = gains or f"loosening {any_one} gains at most {told(most or 0.0, unit)}"
    again = "" if alone else f". Explain {subject} by itself to try more"
    sentence = f"{many} {were} not tried one by one: {gains}{again}."
    return (subject, kind, rank, "not_tried", subject, None, None, None, "", None, None, unit, False, sentence)


def promised_above_need(a: Arrays, subject: str, need: int, asked: float, promised: float) -> Row:
    """Returns the row for a commitment larger than its need: no supply can keep it through that need."""
    name = a.programme.needs[need].id
    promise = f"a promise of {number(promised)} cannot be kept through it"
    return _plain(a, "commitment", subject, "need", f"Need {name} asks for {number(asked)} by the due date: {promise}.")


def displaced_by(a: Arrays, subject: str, row: Mapping[str, Any], rank: int) -> Row:
    """Returns the row that says what priority orders cost a need; `row` is its row of `plan_displaced`."""
    orders = a.programme.priority_orders
    named = ", ".join(f"{one.need} on line {one.line} from {one.from_}" for one in orders if one.need != subject)
    unit = gain_unit(a, "need", subject)
    behind = f"up to {number(row['behind'])} units behind at the end of {row['behind_in']}, " if row["behind"] else ""
    sentence = (
        f"Priority orders go before {subject} ({named}): for them it is {behind}"
        f"{told(row['longer'], unit)} more of {'waiting' if unit != 'units' else 'what is lost'} in all."
    )
    return (
        subject, "need", rank, "priority_order", orders[0].line, None, None, None, "", row["longer"], None, unit, False,
        sentence,
    )  # fmt: skip


def _plain(a: Arrays, kind: str, subject: str, limit: str, sentence: str) -> Row:
    """A row that names no limit of supply, only says what is the case."""
    unit = gain_unit(a, kind, subject)
    return (subject, kind, 1, limit, subject, None, None, None, "", None, None, unit, False, sentence)


def _effect(f: Finding, gain: float, unit: str) -> str:
    amount = told(gain, unit)
    if unit == "units by the due date":
        return f"bring {amount.replace(' units', ' more units', 1).replace(' unit ', ' more unit ', 1)} of {f.subject}"
    if unit == "units":
        return f"save {amount} of need {f.subject} from being lost"
    return f"take {amount} off the backlog of need {f.subject}"


def _row(a: Arrays, f: Finding, unit: str, sentence: str, *, together: bool) -> Row:
    label = a.programme.settings.calendar.label
    first, last = (label(f.periods[0]), label(f.periods[-1])) if f.periods else (None, None)
    limit = f.limit
    return (
        f.subject, f.kind, f.rank, limit.kind, limit.id, first, last, float(limit.by), limit.unit, f.gain, f.lifted,
        unit, together, sentence,
    )  # fmt: skip


def _binds(a: Arrays, f: Finding) -> str:
    """Which limit, and when it binds."""
    limit, label = f.limit, a.programme.settings.calendar.label
    name = f"{limit.id.replace(': ', ', ', 1)}" if limit.kind == "rule" else limit.id
    what = WHAT[limit.kind].format(id=name, one=limit.table[:-1])
    if not f.periods:
        return what[0].upper() + what[1:]
    first, last = label(f.periods[0]), label(f.periods[-1])
    when = f"in {first}" if first == last else f"from {first} to {last}"
    return f"{what[0].upper()}{what[1:]} binds {when}"


def _loosened(a: Arrays, limit: Limit) -> str:
    """What one more unit of a limit is."""
    grain = a.programme.settings.calendar.grain
    size, many = number(abs(limit.by)), abs(limit.by) != 1
    if limit.kind == "rule":
        return "doing without it"
    if limit.unit == grain:
        return f"{size if many else 'one'} {grain}{'s' if many else ''} {_sooner(limit)}"
    if limit.unit == "step":
        return "one more step"
    if limit.unit == "of a cost":
        return "five points more of any one cost"
    if limit.unit == "unit":
        return f"{size} more units" if many else "one more unit"
    if limit.unit.startswith("per "):
        return f"{size} more unit{'s' if many else ''} {limit.unit}"
    return f"{size} more {limit.unit}"


def _sooner(limit: Limit) -> str:
    if limit.by > 0:
        return "later"
    return "less" if limit.kind in {"lead_time", "step_lead_time", "ramp", "project"} else "earlier"
