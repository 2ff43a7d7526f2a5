"""Where every promise stands, twice: as text for people, as a document for programs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.cli.layout import lines, table
from cofactory.cli.places import quoted
from cofactory.evidence.status import LEVELS
from cofactory.render.claims import on_one_line, stage_in_words
from cofactory.render.standings import (
    DEFINITIONS,
    about_in_words,
    at_odds,
    due_in_words,
    money,
    stage_so_far,
    units,
    with_sources,
)
from cofactory.render.words import count, number
from cofactory.schema.evidence import MONEY_STAGES

if TYPE_CHECKING:
    from cofactory.desk.standing import Overview
    from cofactory.evidence.conflicts import Conflict
    from cofactory.evidence.status import Amount, Standing
    from cofactory.schema.programme import Commitment

WIDEST = 24
"""Letters of a quantity in the table; its full words stand below."""


def document(found: Overview) -> dict[str, Any]:
    """Every promise with stage, quantities, money and slips as intervals with their claims; conflicts side by side."""
    rows = {row.id: row for row in found.names.commitments}
    return {
        "as_of": found.as_of,
        "known": found.known,
        "published": found.published,
        "commitments": [_standing(s, rows[s.promise.id]) for s in found.status.standings],
        "loose": list(found.status.loose),
        "proposed": found.status.proposed,
        "conflicts": [{**asdict(conflict), "why": conflict.why} for conflict in found.conflicts],
    }


def _standing(standing: Standing, row: Commitment) -> dict[str, Any]:
    told = asdict(standing)
    promise = told.pop("promise")
    return {
        **{key: promise[key] for key in ("id", "giver", "receiver", "item")},
        "planned": str(row.quantity),
        "definition": row.definition,
        **told,
        "slip_days": standing.slip_days,
    }


def text(found: Overview, folder: Path) -> str:
    """The table of promises, then what each rests on, then contradictions, then what still waits for a person."""
    if not found.names.commitments:
        return f"{folder} has no commitments; claims wait for a decision: {found.status.proposed}."
    parts = [_clocks(found), _table(found), *(_told(s, found) for s in found.status.standings if s.speaking)]
    parts += [_conflicts(found), _waiting(found, folder)]
    return "\n\n".join(part for part in parts if part)


def _clocks(found: Overview) -> str:
    said = [("true by", found.as_of), ("recorded by", found.known), ("published by", found.published)]
    asked = [f"{what} {date}" for what, date in said if date is not None]
    return f"Where promises stood: {', '.join(asked)}.{_beginning(found)}" if asked else ""


def _beginning(found: Overview) -> str:
    """The day of the first record, where what is asked for lies before it."""
    documents = (one.recorded for one in found.ledger.documents.values())
    first = min((*found.ledger.tellings.values(), *documents), default="")
    if found.known is None or not first or found.known >= first[: len(found.known)]:
        return ""
    return f" The ledger begins {first[:10]}: nothing was recorded before."


def _table(found: Overview) -> str:
    doubted = at_odds(found.conflicts)
    planned = {row.id: row for row in found.names.commitments}
    rows = [
        (
            standing.promise.id,
            "none" if standing.stage is None else stage_so_far(standing, planned[standing.promise.id]),
            standing.since or "",
            *(_short(standing.amounts[level], doubted) for level in LEVELS),
        )
        for standing in found.status.standings
    ]
    marked = (
        "\n\n(!) Another claim contradicts it; both stand below." if any("(!)" in c for r in rows for c in r) else ""
    )
    return table(("commitment", "stage", "since", *LEVELS), rows) + marked


def _short(said: Amount | None, doubted: frozenset[str]) -> str:
    text = units(said)
    text = text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
    return f"{text} (!)" if said is not None and said.claim in doubted else text


def _told(standing: Standing, found: Overview) -> str:
    """What one promise rests on."""
    ledger = found.ledger
    row = next(row for row in found.names.commitments if row.id == standing.promise.id)
    ends = [on_one_line(found.names.name_of("party", key), 40) for key in (row.giver, row.receiver)]
    told = [f"{row.id}: {' > '.join(ends)}, {on_one_line(found.names.name_of('item', row.item), 60)}"]
    doubted = at_odds(found.conflicts)
    told.append(f"  the programme reckons with {_planned(row)}")
    if standing.stage is not None:
        told.append(
            f"  {stage_so_far(standing, row)} since {standing.since}: {with_sources(standing.evidence, ledger)}"
        )
        earlier = [f"{stage_in_words(step.stage)} {step.day} ({step.claim})" for step in standing.steps[:-1]]
        told.append(f"  before: {', '.join(earlier)}" if earlier else "")
    for level in LEVELS:
        if (said := standing.amounts[level]) is not None:
            how = f", {DEFINITIONS.get(row.definition, row.definition)}" if level == "delivered" else ""
            doubt = " (!), contradicted below" if said.claim in doubted else ""
            told.append(f"  {level} {units(said)}{how}{doubt}: {with_sources([said.claim], ledger)}")
    if standing.amounts["delivered"] is None:
        told.append(f"  how many delivered: not said ({DEFINITIONS.get(row.definition, row.definition)})")
    told += [f"  rate {units(rate)}: {with_sources([rate.claim], ledger)}" for rate in standing.rates]
    for state in MONEY_STAGES:
        if (paid := standing.money[state]) is not None:
            told.append(f"  money {state} {money(paid)}: {with_sources([paid.claim], ledger)}")
    if standing.dues:
        told.append(f"  due {due_in_words(standing)}")
    if standing.weak:
        told.append(f"  not firm enough to count: {with_sources(standing.weak, ledger)}")
    return lines(*told)


def _planned(row: Commitment) -> str:
    """What the programme's own table says of the promise: how many and by when."""
    many = number(row.quantity.mean()) if row.quantity.known else "an unknown quantity"
    return f"{many}, due {row.due or 'at an unknown time'}"


def _conflicts(found: Overview) -> str:
    if not found.conflicts:
        return ""
    blocks = [_conflict(conflict, found) for conflict in found.conflicts]
    return lines(f"Contradictions ({len(blocks)}):", *blocks)


MOST_SIDES = 8
"""Tellings of one contradiction that are listed, those of most claims first."""


def _conflict(conflict: Conflict, found: Overview) -> str:
    sides = [
        f'    "{on_one_line(side.says, 80)}": {count(side.origins, "independent origin")}, '
        f"{with_sources(side.claims, found.ledger)}"
        for side in conflict.sides[:MOST_SIDES]
    ]
    more = len(conflict.sides) - MOST_SIDES
    rest = f"    and {more} more tellings: --json lists them" if more > 0 else ""
    return lines(f"  {about_in_words(conflict.about, found.names)}: {conflict.why}", *sides, rest)


def _waiting(found: Overview, folder: Path) -> str:
    told = []
    if found.status.loose:
        many = count(len(found.status.loose), "accepted claim")
        told.append(f"{many} of no commitment: {with_sources(found.status.loose, found.ledger, 3)}")
    if found.status.proposed:
        verb = "waits" if found.status.proposed == 1 else "wait"
        many = count(found.status.proposed, "proposed claim")
        told.append(f"{many} {verb} for a decision: cofactory review {quoted(folder)}")
    return lines(*told)
