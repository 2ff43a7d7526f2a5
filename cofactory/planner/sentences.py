"""Reasons in words: one sentence per limit, with its periods, what one more unit would gain, and of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.chain import Limit


@dataclass(frozen=True)
class Finding:
    """A limit of one need or commitment, where it binds, and what loosening it gains (units, or units × periods)."""

    kind: str
    subject: str
    rank: int
    limit: Limit
    periods: tuple[int, ...]
    gain: float


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


def alone(a: Arrays, f: Finding) -> tuple[object, ...]:
    """Returns the row of `plan_reasons` for a limit that helps by itself."""
    unit = gain_unit(a, f.kind, f.subject)
    effect = {
        "units by the due date": f"bring {number(f.gain)} more units by the due date of {f.subject}",
        "units": f"save {number(f.gain)} units of need {f.subject} from being lost",
    }.get(unit, f"take {number(f.gain)} {unit} off the backlog of need {f.subject}")
    sentence = f"{_binds(a, f)}: {_loosened(a, f.limit)} would {effect}."
    return _row(a, f, unit, sentence, together=False)


def together(a: Arrays, findings: Sequence[Finding]) -> list[tuple[object, ...]]:
    """Returns the rows for limits that help only together; they share one sentence."""
    first = findings[0]
    unit = gain_unit(a, first.kind, first.subject)
    binding = "; ".join(_binds(a, f) for f in findings)
    changes = ", ".join(_loosened(a, f.limit) for f in findings)
    sentence = (
        f"No single limit of {first.subject} helps by itself. These bind together: {binding}. "
        f"Loosened together ({changes}) they would gain {number(first.gain)} {unit}."
    )
    return [_row(a, f, unit, sentence, together=True) for f in findings]


def beyond(a: Arrays, kind: str, subject: str, gain: float, rank: int) -> tuple[object, ...]:
    """Returns the row that says a need could be served better at nobody's expense: its weight does not ask for it."""
    unit = gain_unit(a, kind, subject)
    sentence = (
        f"{subject} could have {number(gain)} {unit} more at nobody else's expense: "
        "its priority is 0, cost came first, or expansion comes in whole steps."
    )
    return (subject, kind, rank + 1, "priority", subject, None, None, None, "", gain, unit, False, sentence)


def short_of_nothing(a: Arrays, kind: str, subject: str) -> tuple[object, ...]:
    """Returns the row for a need that no line, stock or arrival can reach."""
    unit = gain_unit(a, kind, subject)
    sentence = (
        f"Nothing can supply {subject}: no line with all its components, stock or arrival reaches it by any route."
    )
    return (subject, kind, 1, "no_source", subject, None, None, None, "", None, unit, False, sentence)


def _row(a: Arrays, f: Finding, unit: str, sentence: str, *, together: bool) -> tuple[object, ...]:
    label = a.programme.settings.calendar.label
    first, last = (label(f.periods[0]), label(f.periods[-1])) if f.periods else (None, None)
    limit = f.limit
    return (
        f.subject, f.kind, f.rank, limit.kind, limit.id, first, last, float(limit.by), limit.unit, f.gain, unit,
        together, sentence,
    )  # fmt: skip


def _binds(a: Arrays, f: Finding) -> str:
    """Which limit, and when it binds."""
    limit, label = f.limit, a.programme.settings.calendar.label
    what = {
        "capacity": f"the capacity of line {limit.id}",
        "steps": f"the number of expansion steps of line {limit.id}",
        "step_lead_time": f"the lead time of an expansion step of line {limit.id}",
        "lead_time": f"the lead time of {limit.table[:-1]} {limit.id}",
        "ramp": f"the ramp-up of line {limit.id}",
        "opens": f"the opening of {limit.table[:-1]} {limit.id}",
        "closes": f"the closing of {limit.table[:-1]} {limit.id}",
        "pool": f"the shared capacity of pool {limit.id}",
        "stock": f"the size of stock {limit.id}",
        "release_rate": f"the release rate of stock {limit.id}",
        "available": f"the date from which stock {limit.id} is available",
        "route": f"the capacity of route {limit.id}",
        "project": f"the duration of project {limit.id}",
        "project_start": f"the start of project {limit.id}",
        "fund": f"the amount of fund {limit.id}",
        "fund_rate": f"the spending limit of fund {limit.id}",
        "fund_opens": f"the opening of fund {limit.id}",
        "fund_closes": f"the closing of fund {limit.id}",
        "rule": f"the fund rule {limit.id}",
    }[limit.kind]
    if not f.periods:
        return what[0].upper() + what[1:]
    first, last = label(f.periods[0]), label(f.periods[-1])
    when = f"in {first}" if first == last else f"from {first} to {last}"
    return f"{what[0].upper()}{what[1:]} binds {when}"


def _loosened(a: Arrays, limit: Limit) -> str:
    """What one more unit of a limit is."""
    grain = a.programme.settings.calendar.grain
    size = number(abs(limit.by))
    if limit.kind == "rule":
        return "without it"
    if limit.unit == grain:
        return f"one {grain} {_sooner(limit)}"
    if limit.unit == "step":
        return "one more step"
    if limit.unit == "unit":
        return "one more unit"
    if limit.unit.startswith("per "):
        return f"{size} more unit {limit.unit}"
    return f"{size} more {limit.unit}"


def _sooner(limit: Limit) -> str:
    if limit.by > 0:
        return "later"
    return "less" if limit.kind in {"lead_time", "step_lead_time", "ramp", "project"} else "earlier"
