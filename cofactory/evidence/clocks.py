"""When a claim is true, as opposed to when it was published or recorded (the first of the three clocks)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.evidence.state import in_time, published_on

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.schema.evidence import Claim, Date

HAPPENED = ("event", "since", "announcement")
"""Roles of dates that say when something became true, the best first."""


def valid_from(claim: Claim, ledger: Ledger) -> str:
    """Returns the day from which a claim is true: its event's, else the day it became public.

    Of an event known to the month or year only, its last day, but never a day after the text that tells of it as
    past. Of several events the last: a contract of May under a letter of intent of November is one since May. A claim
    without a date of its own counts from publication. A day, 2026-02-09.
    """
    document = ledger.documents.get(claim.document)
    public = published_on(document) if document is not None else claim.recorded[:10]
    for role in HAPPENED:
        days = [day for date in claim.dates if date.role == role and (day := _surely(date, public)) is not None]
        if days:
            return max(days)
    return public


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
