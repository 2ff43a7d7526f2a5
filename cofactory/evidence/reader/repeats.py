"""Claims that may tell the same: grouped by item, parties, kind and dates for a person to decide; never merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal, NamedTuple

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


MOST_COMPARED = 100
"""Groups about one thing with which a claim is compared, the latest ones; what is told just alike is always found."""


def _within(claims: Sequence[Claim]) -> list[Group]:
    """The groups among claims about one thing and kind; the work for one claim does not grow with their number."""
    groups: list[list[Claim]] = []
    firsts: list[_Told] = []
    alike: dict[_Told, int] = {}
    for claim in claims:
        told = _told(claim)
        latest = range(max(0, len(groups) - MOST_COMPARED), len(groups))
        home = next((number for number in latest if _may_be_one(firsts[number], told)), len(groups))
        home = min(home, alike.get(told, home))
        if home == len(groups):
            groups.append([])
            firsts.append(told)
        groups[home].append(claim)
        alike.setdefault(told, home)
    return [
        Group(
            tuple(claim.id for claim in group),
            "duplicate" if len({claim.stage for claim in group}) == 1 else "event",
            "same thing, parties and kind; dates overlap",
        )
        for group in groups
        if len({claim.id for claim in group}) > 1
    ]


class _Told(NamedTuple):
    """What of a claim is compared, made ready once."""

    near: str | None
    """The stage, or for papers and for what is handed over what they have in common."""
    parties: frozenset[str]
    counted: bool
    per: str | None
    low: float
    high: float
    dates: tuple[tuple[str, str, str], ...]
    """First and last day, and role."""


def _told(claim: Claim) -> _Told:
    """The claim made ready for comparing."""
    quantity = claim.quantity
    return _Told(
        _LADDER.get(claim.stage or "", claim.stage),
        frozenset(party for party in (claim.giver, claim.receiver) if party is not None),
        quantity is not None,
        quantity.per if quantity else None,
        quantity.low or 0 if quantity else 0,
        quantity.high if quantity and quantity.high is not None else inf,
        tuple((date.from_ or "", date.to or "9", date.role) for date in claim.dates),
    )


def may_be_one(one: Claim, other: Claim) -> bool:
    """Whether two claims may tell the same event: parties, dates, quantities and stages do not part."""
    return _may_be_one(_told(one), _told(other))


def _may_be_one(one: _Told, other: _Told) -> bool:
    """The same of claims that are ready; a number, a date or a party that is not told parts from none."""
    if one.counted and other.counted and (one.per != other.per or one.high < other.low or other.high < one.low):
        return False
    if one.near != other.near or (one.parties and other.parties and len(one.parties | other.parties) > 2):
        return False
    return _dates_overlap(one, other)


def _dates_overlap(one: _Told, other: _Told) -> bool:
    """Whether some date of each allows a common day; a claim without a date overlaps every other."""
    if not one.dates or not other.dates:
        return True
    return any(
        first <= until and begin <= last and (role == kind or "event" in (role, kind))
        for first, last, role in one.dates
        for begin, until, kind in other.dates
    )
