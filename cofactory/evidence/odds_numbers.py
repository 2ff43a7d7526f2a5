"""Numbers of one promise that cannot both be right: quantities, sums, rates told as totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from cofactory.evidence.amounts import HAPPENED, LEVEL_OF, MONEY_OF
from cofactory.evidence.clocks import valid_from
from cofactory.evidence.intervals import meet, shrinks
from cofactory.evidence.odds_dates import amended, dated, events, overlap
from cofactory.evidence.tellings import linked, two_by_two
from cofactory.evidence.units import one_unit, unit_key

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.tellings import Pair
    from cofactory.schema.evidence import Claim, Money, Quantity


def quantities(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """Totals, or rates, of one level that do not meet and are of one time, as far as the sources say of which."""
    told = [claim for claim in claims if claim.quantity is not None and claim.stage in LEVEL_OF and not claim.denied]

    def content(claim: Claim) -> Hashable:
        """What two claims must share to be one telling."""
        level = LEVEL_OF[claim.stage or ""]
        when = {"promised": None, "contracted": None}.get(level, valid_from(claim, ledger))
        return level, claim.quantity, unit_key(claim.unit), when, tuple(events(claim)), _aims(claim)

    for one, other, ones, others in two_by_two(told, content):
        a, b = one.quantity, other.quantity
        level = LEVEL_OF[one.stage or ""]
        if a is None or b is None or a.per != b.per or level != LEVEL_OF[other.stage or ""]:
            continue
        if meet(a, b) or not one_unit(one.unit, other.unit):
            continue
        if level == "contracted" and amended(one, other):
            continue
        if level == "promised" and _first_lot(one, other):
            continue
        if level in HAPPENED and _grew(one, other, a, b, ledger):
            continue
        yield from linked("quantities", a.raw, ones, b.raw, others)


def sums(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """Sums of one state of money that do not meet, and one figure in two currencies."""
    told = [claim for claim in claims if claim.money is not None and not claim.denied]

    def content(claim: Claim) -> Hashable:
        """What two claims must share to be one telling."""
        when = valid_from(claim, ledger) if MONEY_OF.get(claim.stage or "") in HAPPENED else None
        return _state(claim), claim.money, tuple(events(claim)), when

    for one, other, ones, others in two_by_two(told, content):
        a, b = one.money, other.money
        if a is None or b is None or a.currency is None or b.currency is None or _state(one) != _state(other):
            continue
        if a.currency != b.currency:
            if (figure := _figure(a)) is not None and figure == _figure(b):
                yield from linked("currencies", a.raw, ones, b.raw, others)
            continue
        state = MONEY_OF.get(one.stage or "")
        if state is None or meet(a, b) or not overlap(one, other):
            continue
        if state not in HAPPENED or not _grew(one, other, a, b, ledger):
            yield from linked("money", a.raw, ones, b.raw, others)


def rates(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """One number of one level told as so many a month and as so many in all."""
    del ledger
    alike: dict[Hashable, list[Claim]] = defaultdict(list)
    for claim in claims:
        said = claim.quantity
        if said is not None and not claim.denied and (figure := _figure(said)) is not None:
            alike[figure, LEVEL_OF.get(claim.stage or "", claim.stage)].append(claim)
    for of_one_figure in alike.values():
        for one, other, ones, others in two_by_two(of_one_figure, lambda c: (c.quantity, unit_key(c.unit))):
            a, b = one.quantity, other.quantity
            if a is not None and b is not None and a.per != b.per and one_unit(one.unit, other.unit):
                yield from linked("rate-or-total", _paced(a), ones, _paced(b), others)


def _state(claim: Claim) -> str | None:
    return MONEY_OF.get(claim.stage or "", claim.stage)


def _figure(amount: Quantity | Money) -> tuple[float, float] | None:
    """The number that is named, whatever its qualifier: of "up to 2 bn" and "2 bn" the same; None where there is none.

    Of an open end the other one.
    """
    low = amount.low if amount.low is not None else amount.high
    high = amount.high if amount.high is not None else amount.low
    return None if low is None or high is None else (low, high)


def _aims(claim: Claim) -> tuple[str, ...]:
    """The last days by which it is to be."""
    return tuple(sorted(day[1] for role in ("target", "window") for day in dated(claim, role)))


def _first_lot(one: Claim, other: Claim) -> bool:
    """Whether fewer are to come by an earlier day and more by a later one: a lot and the whole."""
    a, b = _aims(one), _aims(other)
    if not a or not b or a[-1] == b[-1]:
        return False
    first, last = (one, other) if a[-1] < b[-1] else (other, one)
    return not shrinks(first.quantity, last.quantity)


def _grew(one: Claim, other: Claim, a: Quantity | Money, b: Quantity | Money, ledger: Ledger) -> bool:
    """Whether both can be told of what happened: it grew in time, or they are two lots, each with its own days."""
    if not overlap(one, other):
        return True
    days = valid_from(one, ledger), valid_from(other, ledger)
    first, last = (a, b) if days[0] < days[1] else (b, a)
    return days[0] != days[1] and not shrinks(first, last)


def _paced(quantity: Quantity) -> str:
    if quantity.per is None:
        return f"{quantity.raw} in all"
    return quantity.raw if quantity.per in quantity.raw else f"{quantity.raw} per {quantity.per}"
