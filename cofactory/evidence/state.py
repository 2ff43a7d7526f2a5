"""What the ledger holds true at a date: a pure function of its records, whatever the order of their lines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from msgspec import Struct, structs

from cofactory.base.collector import collector_held
from cofactory.evidence.ledger import Ledger
from cofactory.schema.evidence import Decision, Document, canonical

Status = Literal["proposed", "accepted", "rejected", "replaced", "misquoted"]
"""`misquoted`: the document's text does not have the words that the claim quotes; whatever was decided, it counts
nowhere."""


class Held(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a claim stands: what became of it, by which decision, what replaced it, of which commitment it speaks."""

    status: Status
    decision: str | None = None
    replaced_by: tuple[str, ...] = ()
    commitment: str | None = None


class Clash(Struct, frozen=True, gc=False):
    """Decisions about one claim that contradict each other, in their order, and the one that counts: the last."""

    claim: str
    decisions: tuple[str, ...]
    counted: str


class State(Struct, frozen=True):
    """The documents and claims that are held at a date, and where decisions clash.

    A claim that only a decision brought in is not held once that decision is retracted.
    """

    documents: tuple[str, ...]
    claims: dict[str, Held]
    clashes: tuple[Clash, ...]

    def to_bytes(self) -> bytes:
        """The state as JSON in one canonical form: two states are the same when their bytes are."""
        return canonical(self)

    def status(self, claim: str) -> Status | None:
        """Where the claim stands, or None: it is not held, or not known."""
        held = self.claims.get(claim)
        return None if held is None else held.status

    def of_status(self, status: Status) -> tuple[str, ...]:
        """The claims that stand so, by id."""
        return tuple(claim for claim, held in self.claims.items() if held.status == status)


PROPOSED = Held("proposed")

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T[\d:.]+Z?)?)?)?")


@collector_held()
def replay(ledger: Ledger, *, known: str | None = None, published: str | None = None) -> State:
    """Returns the state at a date: of what was `known` (recorded) by then, and `published` by then.

    Both are ISO dates or moments, `2026`, `2026-02`, `2026-02-09` or longer, and take in all of that year, month or
    day; None is no limit. A document without a date of publication counts from the day it was retrieved or recorded.
    A decision counts when it is known, not retracted, and all that it results in is published. ValueError for a date
    that is none.
    """
    for limit in (known, published):
        if limit is not None and not _is_date(limit):
            raise ValueError(f"{limit} is not a date like 2026-02-09")
    seen = _Seen.of(ledger, known, published)
    cancelled: set[str] = set()
    while True:
        settled = _settle(seen, cancelled)
        unfounded = _unfounded(seen, settled)
        if not unfounded:
            break
        cancelled |= unfounded
    held = seen.own | settled.brought if settled.brought else seen.own
    claims = dict.fromkeys(sorted([claim for claim in ledger.tellings if claim in held]), PROPOSED)
    claims.update((claim, stands) for claim, stands in settled.claims.items() if claim in claims)
    claims.update((claim, _misquoted(claims[claim])) for claim in ledger.misquoted if claim in claims)
    return State(tuple(sorted(seen.documents)), claims, _clashes(seen, claims))


def _misquoted(held: Held) -> Held:
    """Where a claim stands whose quote is not in its text: what nobody rests on any more stays as it is."""
    return Held("misquoted", held.decision) if held.status in ("accepted", "proposed") else held


def _is_date(limit: str) -> bool:
    """Whether there is such a year, month, day or moment: no 13th month, no 30th of February."""
    try:
        return _DATE.fullmatch(limit) is not None and date.fromisoformat((limit + "-01-01")[:10]) is not None
    except ValueError:
        return False


def in_time(moment: str, limit: str | None) -> bool:
    """True when the moment is not after the limit: both ISO, and a limit of a day takes in all of that day."""
    return limit is None or moment[: len(limit)] <= limit


def published_on(document: Document) -> str:
    """Returns the day from which a document counts as published: as said, else when it was retrieved or recorded."""
    return document.published or document.retrieved or document.recorded[:10]


@dataclass
class _Seen:
    """What can be seen at a date.

    `own`: claims told on their own, not only as the result of a decision. `live`: decisions in their order, retracted
    ones and retractions left out.
    """

    documents: set[str]
    claims: set[str]
    own: set[str]
    live: list[Decision]

    @classmethod
    def of(cls, ledger: Ledger, known: str | None, published: str | None) -> _Seen:
        """What the ledger lets be seen at these dates."""
        documents = {
            key
            for key, document in ledger.documents.items()
            if in_time(document.recorded, known) and in_time(published_on(document), published)
        }
        claims = _claims(ledger, known, documents, published)
        decisions = sorted(
            (record for record in ledger.decisions.values() if in_time(record.recorded, known)),
            key=lambda record: (record.recorded, record.id),
        )
        live = [record for record in _not_retracted(decisions) if claims.issuperset(record.result)]
        return cls(documents, claims, _told_on_their_own(ledger, claims, decisions, known), live)


def _claims(ledger: Ledger, known: str | None, documents: set[str], published: str | None) -> set[str]:
    """The claims that are known and whose document was published; a document that the ledger lacks hides nothing."""
    claims: Iterable[str] = ledger.tellings
    if known is not None:
        beyond = f"{known}\uffff"  # after every moment that begins like the limit: as `in_time`, without cutting each
        claims = [claim for claim, moment in ledger.tellings.items() if moment < beyond]
    if published is not None:
        sources, later = ledger.sources, ledger.documents.keys() - documents
        claims = [claim for claim in claims if sources[claim] not in later]
    return set(claims)


def _not_retracted(decisions: Sequence[Decision]) -> Iterable[Decision]:
    """The decisions that stand, in order. A retraction takes back what was decided before it, retractions too."""
    taken_back: set[str] = set()
    standing = []
    for decision in reversed(decisions):
        if decision.id in taken_back:
            continue
        if decision.verdict == "retract":
            taken_back.update(decision.claims)
        else:
            standing.append(decision)
    return reversed(standing)


def _told_on_their_own(ledger: Ledger, claims: set[str], decisions: Sequence[Decision], known: str | None) -> set[str]:
    """The claims but those recorded only in one go with a decision that results in them."""
    moments: dict[str, set[str]] = defaultdict(set)
    for decision in decisions:
        for result in decision.result:
            if result not in decision.claims:
                moments[result].add(decision.recorded)
    only_results = set()
    for claim, brought in moments.items():
        told = ledger.retold.get(claim) or (ledger.tellings.get(claim, ""),)
        if all(moment in brought for moment in told if in_time(moment, known)):
            only_results.add(claim)
    return claims - only_results if only_results else claims


@dataclass
class _Settled:
    """What the decisions that count made of each claim; `brought`: claims that they result in."""

    claims: dict[str, Held] = field(default_factory=dict)
    brought: set[str] = field(default_factory=set)
    counting: list[Decision] = field(default_factory=list)


def _settle(seen: _Seen, cancelled: set[str]) -> _Settled:
    """From the last decision to the first: one counts while it is the last word about at least one of its claims."""
    settled = _Settled()
    for decision in reversed(seen.live):
        if decision.id in cancelled:
            continue
        open_claims = [claim for claim in decision.claims if claim in seen.claims and claim not in settled.claims]
        spoken = [*decision.claims, *decision.result] if open_claims else [*decision.claims]
        _hand_on_commitment(settled.claims, decision, spoken)
        if not open_claims:
            continue
        settled.counting.append(decision)
        for claim in open_claims:
            settled.claims[claim] = _outcome(decision, claim)
        for claim in decision.result:
            settled.brought.add(claim)
            settled.claims.setdefault(claim, _outcome(decision, claim))
    return settled


def _outcome(decision: Decision, claim: str) -> Held:
    if decision.verdict == "reject":
        return Held("rejected", decision.id)
    if decision.verdict == "accept" or claim in decision.result:
        return Held("accepted", decision.id, commitment=decision.commitment)
    return Held("replaced", decision.id, replaced_by=decision.result)


def _hand_on_commitment(claims: dict[str, Held], decision: Decision, reached: list[str]) -> None:
    """Nothing; the commitment named for these claims goes to what they were later corrected to, if that has none."""
    if decision.commitment is None or decision.verdict == "reject":
        return
    for claim in reached:
        held = claims.get(claim)
        if held is None:
            continue
        if held.status == "accepted" and held.commitment is None:
            claims[claim] = structs.replace(held, commitment=decision.commitment)
        reached += [heir for heir in held.replaced_by if heir not in reached]


def _unfounded(seen: _Seen, settled: _Settled) -> set[str]:
    """The decisions that speak only of claims that nobody holds: what had brought these in counts no more."""
    held = set(seen.own)
    founded: set[str] = set()
    waiting = [*reversed(settled.counting)]
    while True:
        for decision in waiting:
            if not held.isdisjoint(decision.claims):
                founded.add(decision.id)
                held.update(decision.result)
        rest = [decision for decision in waiting if decision.id not in founded]
        if len(rest) == len(waiting):
            return {decision.id for decision in rest}
        waiting = rest


def _clashes(seen: _Seen, claims: Mapping[str, Held]) -> tuple[Clash, ...]:
    """The claims about which decisions that stand contradict each other, by id."""
    spoken: dict[str, list[Decision]] = defaultdict(list)
    for decision in seen.live:
        alone = len(decision.claims) == 1 and not decision.result
        for claim in decision.claims if alone else {*decision.claims, *decision.result}:
            spoken[claim].append(decision)
    found = []
    for claim in sorted([claim for claim, decisions in spoken.items() if len(decisions) > 1]):
        contradicting = _contradicting(claim, spoken[claim])
        held = claims.get(claim)
        if contradicting and held is not None and held.decision is not None:
            found.append(Clash(claim, contradicting, held.decision))
    return tuple(found)


def _contradicting(claim: str, decisions: Sequence[Decision]) -> tuple[str, ...]:
    said: dict[Held, list[int]] = defaultdict(list)
    for place, decision in enumerate(decisions):
        said[structs.replace(_outcome(decision, claim), decision=None)].append(place)
    at_odds: set[int] = set()
    for before, earlier in said.items():
        for then, later in said.items():
            if earlier[0] < later[-1] and _at_odds(before, then):
                at_odds.update(place for place in earlier if place < later[-1])
                at_odds.update(place for place in later if place > earlier[0])
    return tuple(decision.id for place, decision in enumerate(decisions) if place in at_odds)


def _at_odds(before: Held, then: Held) -> bool:
    """True unless the later says the same, or goes on from an acceptance to what replaces the claim."""
    if before.status == "accepted" and then.status == "accepted":
        return None not in {before.commitment, then.commitment} and before.commitment != then.commitment
    if before.status == "accepted" and then.status == "replaced":
        return False
    return before.status != then.status or set(before.replaced_by) != set(then.replaced_by)
