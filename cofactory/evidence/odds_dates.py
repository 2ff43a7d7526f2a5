"""Days and papers of one promise that cannot both be right: events, targets, what was signed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from cofactory.evidence.clocks import HAPPENED
from cofactory.evidence.intervals import meet, shrinks
from cofactory.evidence.tellings import linked, public_day, tellings, two_by_two
from cofactory.evidence.units import one_unit

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.tellings import Pair
    from cofactory.schema.evidence import Claim

PAPERS = ("letter_of_intent", "declaration", "contract")
"""Stages that begin with a signature, which has a day."""

AT_ONE_TIME = 60
"""Days between two publications within which a new target is another telling rather than a slip."""

AMENDED = 31
"""Days after which a contract for more is taken for its amendment and not for another telling of it."""


def event_dates(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """One stage of one promise put on days that do not meet; where one is the other's announcement, that is said.

    Deliveries and output come again and again, so of them only a day that is the other's announcement is at odds.
    """
    dated = [claim for claim in claims if claim.stage is not None and events(claim)]
    begun = {event[0] for claim in dated for event in events(claim)}

    def content(claim: Claim) -> Hashable:
        """What two claims must share to be one telling."""
        return (
            claim.kind,
            claim.stage,
            claim.denied,
            claim.quantity,
            claim.unit,
            claim.dates,
            frozenset(_announced(claim, ledger) & begun),
        )

    for one, other, ones, others in two_by_two(dated, content):
        if one.stage != other.stage or one.kind != other.kind or one.denied or other.denied or amended(one, other):
            continue
        once = _happens_once(one)
        if not once and not _of_one_quantity(one, other):
            continue
        for a, b in product(events(one), events(other)):
            if a[0] <= b[1] and b[0] <= a[1]:
                continue
            if (a[0] in _announced(other, ledger) and not _dates(other, a)) or (
                b[0] in _announced(one, ledger) and not _dates(one, b)
            ):
                yield from linked("announcement-or-event", a[2], ones, b[2], others, apart=not once)
            elif once:
                yield from linked("event-dates", a[2], ones, b[2], others)


def announcements(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """A day that one source gives to an event and another to its announcement."""
    del ledger
    told = [claim for claim in claims if claim.stage is not None and claim.dates and not claim.denied]
    for one, other, ones, others in two_by_two(told, lambda c: (c.stage, c.dates, c.quantity, c.unit)):
        if one.stage != other.stage or not _of_one_quantity(one, other):
            continue
        for a in _also_announced(one, other):
            yield from linked("announcement-or-event", f"event on {a}", ones, f"announced on {a}", others)
        for b in _also_announced(other, one):
            yield from linked("announcement-or-event", f"announced on {b}", ones, f"event on {b}", others)


def _also_announced(happened: Claim, told: Claim) -> Iterator[str]:
    """The events of one claim whose very days the other gives as those of an announcement, in the first one's words.

    Not where one of them gives both on that day: what was done and announced on one day is no mistake.
    """
    own = {event[:2] for event in events(told)} | {day[:2] for day in dated(happened, "announcement")}
    days = {day[:2] for day in dated(told, "announcement")} - own
    yield from (event[2] for event in events(happened) if event[:2] in days)


def target_dates(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """Days by which it is to be, told by two sources at about one time; told later, another day is a slip."""
    aimed = [claim for claim in claims if not claim.denied and dated(claim, "target")]

    def content(claim: Claim) -> Hashable:
        """What two claims must share to be one telling."""
        return claim.kind, claim.quantity, claim.unit, tuple(dated(claim, "target")), public_day(claim, ledger)

    told = sorted(tellings(aimed, content), key=lambda ones: public_day(ones[0], ledger))
    days = [date.fromisoformat(public_day(ones[0], ledger)).toordinal() for ones in told]
    for number, ones in enumerate(told):
        for others in told[number + 1 : bisect_right(days, days[number] + AT_ONE_TIME)]:
            one, other = ones[0], others[0]
            if one.kind != other.kind:
                continue
            if not _of_one_quantity(one, other):
                continue
            for a, b in product(dated(one, "target"), dated(other, "target")):
                if a[1] < b[0] or b[1] < a[0]:
                    yield from linked("target-dates", a[2], ones, b[2], others, apart=True)


def papers(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """What was signed on one day for one promise, called by different names."""
    del ledger
    signed = [claim for claim in claims if claim.stage in PAPERS and events(claim) and not claim.denied]
    for one, other, ones, others in two_by_two(signed, lambda claim: (claim.kind, claim.stage, tuple(events(claim)))):
        days = {event[:2] for event in events(one) if event[0] == event[1]}
        if one.stage != other.stage and one.kind == other.kind and any(e[:2] in days for e in events(other)):
            yield from linked("papers", stage_told(one), ones, stage_told(other), others)


def stage_told(claim: Claim) -> str:
    """Returns the stage of a claim as words; its kind where it has none."""
    return (claim.stage or claim.kind).replace("_", " ")


def amended(one: Claim, other: Claim) -> bool:
    """Returns whether these are a contract and, some time later, its raise: two events, each with its own number."""
    if one.quantity is None or other.quantity is None or meet(one.quantity, other.quantity):
        return False
    a, b = events(one), events(other)
    if not a or not b:
        return False
    (first, early), (last, late) = sorted(((one, a[0]), (other, b[0])), key=lambda pair: pair[1])
    apart = (date.fromisoformat(late[0]) - date.fromisoformat(early[1])).days
    return apart > AMENDED and not shrinks(first.quantity, last.quantity)


def overlap(one: Claim, other: Claim) -> bool:
    """Returns whether two claims may speak of one event: their dates meet, or one gives none."""
    a, b = events(one), events(other)
    return not a or not b or any(x[0] <= y[1] and y[0] <= x[1] for x in a for y in b)


def events(claim: Claim) -> list[tuple[str, str, str]]:
    """Returns first day, last day and words of the events a claim dates."""
    return dated(claim, HAPPENED[0])


def dated(claim: Claim, role: str) -> list[tuple[str, str, str]]:
    """Returns first day, last day and words of a claim's dates of a role."""
    found = [d for d in claim.dates if d.role == role and (d.from_ or d.to)]
    return [(d.from_ or d.to or "", d.to or d.from_ or "", d.raw) for d in found]


def _happens_once(claim: Claim) -> bool:
    """Whether what a claim tells has one day only: a signature, the start of an initiative."""
    return claim.stage in PAPERS or (claim.kind == "initiative" and claim.stage != "delivered")


def _of_one_quantity(one: Claim, other: Claim) -> bool:
    a, b = one.quantity, other.quantity
    return a is None or b is None or (a.per == b.per and one_unit(one.unit, other.unit) and meet(a, b))


def _dates(claim: Claim, event: tuple[str, str, str]) -> bool:
    """Whether a claim itself has an event on the day of this one: it knows that day as more than an announcement."""
    return any(own[0] <= event[1] and event[0] <= own[1] for own in events(claim))


def _announced(claim: Claim, ledger: Ledger) -> set[str]:
    days = {d.from_ for d in claim.dates if d.role == "announcement" and d.from_}
    return days | ({public_day(claim, ledger)} if claim.document in ledger.documents else set())
