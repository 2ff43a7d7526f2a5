"""When a promise is due, as it was told over time, and by how much the day moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cofactory.evidence.intervals import meet
from cofactory.evidence.state import in_time
from cofactory.evidence.tellings import public_day
from cofactory.evidence.units import one_unit

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.schema.evidence import Claim

LAST_DAY = "9999-12-31"
FIRST_DAY = "0001-01-01"


@dataclass(frozen=True)
class Due:
    """When delivery is due according to a claim, in the order in which such claims became public.

    `role`: a `target` by or in which it is to be, or a `window` over which.
    """

    told: str
    first: str | None
    last: str | None
    raw: str
    claim: str
    role: str = "target"


@dataclass(frozen=True)
class Slip:
    """By how many days the day told last for something lies after the one told first for it; less than 0: before."""

    first: Due
    last: Due
    days: int


def dues_of(claims: Sequence[Claim], ledger: Ledger, as_of: str | None = None) -> tuple[tuple[Due, ...], Slip | None]:
    """Returns the due dates told by a date, one where several texts of a day tell the same, and how they moved."""
    told: list[tuple[Due, Claim]] = []
    for claim in claims:
        day = public_day(claim, ledger)
        if in_time(day, as_of):
            told += [
                (Due(day, d.from_, d.to, d.raw, claim.id, d.role), claim)
                for d in claim.dates
                if d.role in ("target", "window")
            ]
    told.sort(key=lambda one: (one[0].told, one[0].last or "", one[0].claim))
    kept: list[Due] = []
    for due, _ in told:
        if not kept or (kept[-1].first, kept[-1].last) != (due.first, due.last):
            kept.append(due)
    return tuple(kept), _slip(told)


def _slip(told: Sequence[tuple[Due, Claim]]) -> Slip | None:
    """The move of what was spoken of last, from the first day told for it; None where the days can be one."""
    for at in range(len(told) - 1, 0, -1):
        last, telling = told[at]
        first = next((due for due, claim in told[:at] if _of_one_thing(due, claim, last, telling)), None)
        if first is not None:
            days = _moved(first, last)
            return None if days is None else Slip(first, last, days)
    return None


def _of_one_thing(one: Due, claim: Claim, other: Due, telling: Claim) -> bool:
    """Whether two due dates are of one kind of date and of one quantity; two papers of a day tell apart, not anew."""
    if one.role != other.role or claim.kind != telling.kind:
        return False
    if one.told == other.told and claim.document != telling.document:
        return False
    a, b = claim.quantity, telling.quantity
    return a is None or b is None or (a.per == b.per and one_unit(claim.unit, telling.unit) and meet(a, b))


def _moved(one: Due, other: Due) -> int | None:
    """Days from like end to like end; None where both can hold, or where they have no like ends."""
    (af, al), (bf, bl) = _ends(one), _ends(other)
    deadlines, beginnings = af is None and bf is None, al is None and bl is None
    apart = (al or LAST_DAY) < (bf or FIRST_DAY) or (bl or LAST_DAY) < (af or FIRST_DAY)
    if not (apart or deadlines or beginnings):
        return None
    if al is not None and bl is not None:
        return _days(al, bl)
    return _days(af, bf) if af is not None and bf is not None else None


def _ends(due: Due) -> tuple[str | None, str | None]:
    """The first and last day; a target that begins on the day it is told is a deadline, "within three years"."""
    return (None if due.first == due.told and due.role == "target" else due.first), due.last


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
