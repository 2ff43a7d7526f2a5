"""Claims that may tell the same: grouped by item, parties, kind and dates for a person to decide; never merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cofactory.schema.evidence import Claim

_LADDER = {
    "letter_of_intent": "paper",
    "declaration": "paper",
    "contract": "paper",
    "delivered": "hand",
    "in_service": "hand",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that may be one: a `duplicate` at the same stage, or an `event` that may be told otherwise."""

    claims: tuple[str, ...]
    sort: Literal["duplicate", "event"]
    why: str


def groups_of(claims: Sequence[Claim]) -> tuple[Group, ...]:
    """The groups of claims that agree in what they speak of; claims of stage `mentioned` are left out."""
    told = [claim for claim in claims if claim.stage not in (None, "mentioned") and claim.certainty == "asserted"]
    by_thing: dict[tuple[str | None, str], list[Claim]] = {}
    for claim in told:
        by_thing.setdefault((claim.item or claim.item_text, claim.kind), []).append(claim)
    found = []
    for same in by_thing.values():
        found += _within(same)
    return tuple(found)


def _within(claims: Sequence[Claim]) -> list[Group]:
    """The groups among claims about one thing and kind."""
    groups: list[list[Claim]] = []
    for claim in claims:
        home = next((group for group in groups if may_be_one(group[0], claim)), None)
        if home is None:
            groups.append([claim])
        else:
            home.append(claim)
    return [
        Group(
            tuple(claim.id for claim in group),
            "duplicate" if len({claim.stage for claim in group}) == 1 else "event",
            "same thing, parties and kind; dates overlap",
        )
        for group in groups
        if len({claim.id for claim in group}) > 1
    ]


def may_be_one(one: Claim, other: Claim) -> bool:
    """Whether two claims may tell the same event: parties, dates, quantities and stages do not part."""
    if {one.giver, one.receiver} - {None} and {other.giver, other.receiver} - {None}:
        both = {one.giver, one.receiver} - {None} | {other.giver, other.receiver} - {None}
        if len(both) > 2:
            return False
    near = one.stage == other.stage or _LADDER.get(one.stage or "") == _LADDER.get(other.stage or "", "-")
    return near and _dates_overlap(one, other) and _same_number(one, other)


def _dates_overlap(one: Claim, other: Claim) -> bool:
    """Whether some date of each allows a common day; a claim without a date overlaps every other."""
    if not one.dates or not other.dates:
        return True
    return any(
        (a.from_ or "") <= (b.to or "9") and (b.from_ or "") <= (a.to or "9")
        for a in one.dates
        for b in other.dates
        if a.role == b.role or "event" in (a.role, b.role)
    )


def _same_number(one: Claim, other: Claim) -> bool:
    """Whether two quantities allow a common number; none is compatible with any."""
    a, b = one.quantity, other.quantity
    if a is None or b is None:
        return True
    if a.per != b.per:
        return False
    low = max(a.low or 0, b.low or 0)
    high = min(a.high if a.high is not None else float("inf"), b.high if b.high is not None else float("inf"))
    return low <= high
