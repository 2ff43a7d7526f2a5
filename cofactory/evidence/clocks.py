"""When a claim is true, as opposed to when it was published or recorded (the first of the three clocks)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cofactory.evidence.state import in_time, published_on
from cofactory.evidence.versions import takes_over

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.schema.evidence import Claim, Date

HAPPENED = ("event", "since", "announcement")
"""Roles of dates that say when something became true, the best first."""


class Since(NamedTuple):
    """The day from which a claim is true for the clocks, and the first and last day that its source allows."""

    day: str
    first: str | None
    last: str | None


def valid_from(claim: Claim, ledger: Ledger) -> str:
    """Returns the day from which a claim is true: its event's, else the day it became public.

    Of an event known to the month or year only, its last day, but never a day after the text that tells of it as
    past. Of several events the last: a contract of May under a letter of intent of November is one since May. A claim
    without a date of its own counts from publication. A day, 2026-02-09.
    """
    return true_since(claim, ledger).day


def true_since(claim: Claim, ledger: Ledger) -> Since:
    """Returns the same day with what the source says of it: of "in 2022" the whole year, which is no day."""
    public = public_from(claim, ledger)
    for role in HAPPENED:
        days = [
            Since(day, date.from_, date.to)
            for date in claim.dates
            if date.role == role and (day := _surely(date, public)) is not None
        ]
        if days:
            return max(days, key=lambda since: since.day)
    return Since(public, public, public)


def public_from(claim: Claim, ledger: Ledger) -> str:
    """Returns the day on which what a claim says became public.

    Of a claim that was carried over to a new version of its document, that is the day of the version in which the same
    words stood first: a page that is changed says nothing anew.
    """
    days, seen = [_published(claim, ledger)], {claim.id}
    while (earlier := ledger.put_in_place_of.get(claim.id)) is not None and earlier not in seen:
        seen.add(earlier)
        before = ledger.claims.get(earlier)
        if before is None or not takes_over(claim, before):
            break
        days.append(_published(before, ledger))
        claim = before
    return min(days)


def _published(claim: Claim, ledger: Ledger) -> str:
    document = ledger.documents.get(claim.document)
    return published_on(document) if document is not None else claim.recorded[:10]


def valid_at(claim: Claim, ledger: Ledger, as_of: str | None) -> bool:
    """Returns whether a claim is true by a date, `2026`, `2026-02` or `2026-02-09`, the whole of it; None: ever."""
    return in_time(valid_from(claim, ledger), as_of)


def _surely(date: Date, public: str) -> str | None:
    """The day by which what the date says has surely happened."""
    last = date.to or date.from_
    if last is None:
        return None
    first = date.from_ or last
    return min(last, public) if first <= public else last
