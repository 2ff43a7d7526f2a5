"""Why a need or commitment is short, twice: as text for people, as a document for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cofactory.cli.layout import lines
from cofactory.render import words
from cofactory.render.reasons import Standing, binds, notes, standings, told

if TYPE_CHECKING:
    import polars

    from cofactory.planner.solution import Plan

Rows = Sequence[Mapping[str, Any]]

NO_LIMIT = "No limit that was tried helps: what is missing is decided by something else than a limit on its way."
"""What is said where a subject is short and the planner found no reason at all."""


def document(plan: Plan, reasons: polars.DataFrame, subject: str) -> dict[str, Any]:
    """How short the subject is, and its reasons, the one that would help most first.

    `shortfall` is that of the need and `gap` that of the commitment of this name; null where there is none.
    """
    found = [one for one in standings(plan) if one.id == subject]
    first = found[0] if found else None
    known = [one.short for one in found if one.short is not None]
    return {
        "id": subject,
        "short": any(known) if known else None,
        "asked": first and first.asked,
        "delivered": first and first.delivered,
        "shortfall": next((one.shortfall for one in found if one.kind == "need"), None),
        "gap": next((one.gap for one in found if one.kind == "commitment"), None),
        "reasons": reasons.to_dicts(),
    }


def text(plan: Plan, reasons: polars.DataFrame, subject: str) -> str:
    """The reasons as sentences, or that there is nothing to explain; under two headings where two have this name."""
    rows = reasons.to_dicts()
    found = [one for one in standings(plan) if one.id == subject]
    parts = []
    for one in found:
        name = one.id if len(found) == 1 else f"{one.kind.capitalize()} {one.id}"
        parts.append(_explained(plan, one, name, [row for row in rows if row["kind"] == one.kind]))
    return "\n\n".join(parts)


def _unknown(plan: Plan, commitment: str) -> str:
    """What a commitment lacks so that a plan could be held against it."""
    row = next(row for row in plan.commitments.iter_rows(named=True) if row["commitment"] == commitment)
    lacks = [
        said
        for name, said in (("quantity", "its quantity is unknown"), ("due", "its due date is unknown"))
        if row[name] is None
    ]
    lacks += [] if row["need"] else ["no need delivers it"]
    return words.listing(lacks) or "its due date lies outside the horizon"


def _explained(plan: Plan, one: Standing, name: str, rows: Rows) -> str:
    if one.short is None:
        return f"{name} cannot be judged: {_unknown(plan, one.id)}."
    if not one.short:
        return f"{name} is not short: the plan delivers it in full and on time."
    sentences = told(rows)
    if not sentences:
        return lines(_how_short(one, name), *(notes(rows) or (NO_LIMIT,)))
    numbered = []
    for rank, said in enumerate(sentences, 1):
        numbered.append(f"{rank}. {said.sentence}")
        numbered += [f"   - {binds(row)}" for row in said.rows] if said.together else []
    return lines(_how_short(one, name), "What stands in the way, what would help most first:", *numbered, *notes(rows))


def _how_short(one: Standing, name: str) -> str:
    """The shortage in units, and whether it is one of amount or of time."""
    amounts = f"{words.part(one.delivered, one.asked)} of {words.whole(one.asked)} units"
    if one.kind == "commitment":
        return f"{name} is short: {amounts} are delivered by its due date."
    late = ", some of them late" if (one.delivered or 0.0) > (one.asked or 0.0) * (1 - 1e-6) else ""
    return f"{name} is short: {amounts} are delivered{late}."
