"""Numbers of one promise that cannot both be right: quantities, sums, rates told as totals."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from cofactory.evidence.amounts import LEVEL_OF, MONEY_OF
from cofactory.evidence.clocks import valid_from
from cofactory.evidence.intervals import meet, shrinks
from cofactory.evidence.odds_dates import amended, events, overlap
from cofactory.evidence.tellings import linked, two_by_two

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.tellings import Pair
    from cofactory.schema.evidence import Claim, Quantity


def quantities(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """Totals of one stage that do not meet; what is delivered may grow, so only a later smaller figure is at odds."""
    told = [claim for claim in claims if claim.quantity is not None and claim.stage in LEVEL_OF and not claim.denied]

    def content(claim: Claim) -> Hashable:
        """What two claims must share to be one telling."""
        level = LEVEL_OF[claim.stage or ""]
        when = {"promised": None, "contracted": tuple(events(claim))}.get(level, valid_from(claim, ledger))
        return level, claim.quantity, claim.unit, when

    for one, other, ones, others in two_by_two(told, content):
        a, b = one.quantity, other.quantity
        level = LEVEL_OF[one.stage or ""]
        if a is None or b is None or a.per != b.per or level != LEVEL_OF[other.stage or ""]:
            continue
        if meet(a, b) or (one.unit and other.unit and one.unit != other.unit):
            continue
        if level == "contracted" and amended(one, other):
            continue
        if level in ("produced", "delivered"):
            first, last = sorted((one, other), key=lambda claim: valid_from(claim, ledger))
            if valid_from(first, ledger) < valid_from(last, ledger) and not shrinks(first.quantity, last.quantity):
                continue
        yield from linked("quantities", a.raw, ones, b.raw, others)


def sums(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """Sums of one stage of money that do not meet, and one figure in two currencies."""
    del ledger
    told = [claim for claim in claims if claim.money is not None]
    for one, other, ones, others in two_by_two(
        told, lambda c: (MONEY_OF.get(c.stage or ""), c.money, tuple(events(c)))
    ):
        a, b = one.money, other.money
        if a is None or b is None or MONEY_OF.get(one.stage or "") != MONEY_OF.get(other.stage or ""):
            continue
        if a.currency is None or b.currency is None:
            continue
        if a.currency != b.currency:
            if a.low is not None and (a.low, a.high) == (b.low, b.high):
                yield from linked("currencies", a.raw, ones, b.raw, others)
        elif not meet(a, b) and overlap(one, other):
            yield from linked("money", a.raw, ones, b.raw, others)


def rates(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """One number told as so many a month and as so many in all."""
    del ledger
    told = [claim for claim in claims if claim.quantity is not None]
    for one, other, ones, others in two_by_two(told, lambda claim: claim.quantity):
        a, b = one.quantity, other.quantity
        if a is None or b is None or a.per == b.per or (a.low is None and a.high is None):
            continue
        if (a.low, a.high) == (b.low, b.high):
            yield from linked("rate-or-total", _paced(a), ones, _paced(b), others)


def _paced(quantity: Quantity) -> str:
    if quantity.per is None:
        return f"{quantity.raw} in all"
    return quantity.raw if quantity.per in quantity.raw else f"{quantity.raw} per {quantity.per}"
