"""Claims that cannot all hold, side by side, with how many independent origins stand behind each side.

Claims are compared when they speak of one thing: the same commitment, or the same giver, receiver and item where nobody
said which. What is found is shown, never settled: that is for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import TYPE_CHECKING, Literal

from cofactory.evidence.clocks import HAPPENED, valid_from
from cofactory.evidence.state import published_on
from cofactory.evidence.status import LEVEL_OF, MONEY_OF
from cofactory.schema.evidence import CANCELLED, STAGES

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.state import State
    from cofactory.schema.evidence import Claim, Money, Quantity

ConflictKind = Literal[
    "quantities", "money", "currencies", "rate-or-total", "no-instrument", "announcement-or-event", "event-dates",
    "target-dates", "papers", "denied",
]  # fmt: skip

WHY: dict[ConflictKind, str] = {
    "quantities": "The quantities cannot both be right.",
    "money": "The sums cannot both be right.",
    "currencies": "One figure is given in two currencies.",
    "rate-or-total": "One figure is told as a rate and as a total.",
    "no-instrument": "A contract is claimed, but no words of the source name one, and other sources know of less.",
    "announcement-or-event": "One source takes the day of the announcement for the day of the event.",
    "event-dates": "One event is put on days that do not meet.",
    "target-dates": "Sources of about the same time name days for it that do not meet.",
    "papers": "One signature is told as two kinds of paper.",
    "denied": "One source asserts what another denies.",
}

CONTRACT_RANK = STAGES.index("contract")

PAPERS = ("letter_of_intent", "declaration", "contract")
"""Stages that begin with a signature, which has a day."""

AT_ONE_TIME = 60
"""Days between two publications within which a new target is another telling rather than a slip."""

AMENDED = 31
"""Days after which a contract for more is taken for its amendment and not for another telling of it."""


@dataclass(frozen=True)
class Side:
    """What some claims say together, in their own words, and how many independent origins they have."""

    says: str
    claims: tuple[str, ...]
    origins: int


@dataclass(frozen=True)
class Conflict:
    """Two sides that cannot both hold; of a stage without an instrument there may be only one."""

    kind: ConflictKind
    about: str
    """A commitment, or `giver>receiver:item`."""
    sides: tuple[Side, ...]

    @property
    def why(self) -> str:
        """What is wrong, as a sentence."""
        return WHY[self.kind]


def find_conflicts(
    ledger: Ledger, state: State, *, origins: Mapping[str, str] | None = None, instruments: Sequence[str] = ()
) -> tuple[Conflict, ...]:
    """Returns the conflicts among accepted and proposed claims, by what they are about, then by kind.

    `origins`: the origin of each document, by id; a document that is not named is its own, or that of the one it was
    syndicated or translated from. `instruments`: words that name a signed instrument.
    """
    origin = _origins(ledger, origins or {})
    found: list[Conflict] = []
    for about, claims in _groups(ledger, state).items():
        for test in (_quantities, _sums, _rates, _event_dates, _target_dates, _papers, _denials):
            found += _sided(about, test(claims, ledger), ledger, origin)
        found += _sided(about, _uninstrumented(claims, instruments), ledger, origin)
    return tuple(sorted(found, key=lambda conflict: (conflict.about, conflict.kind, conflict.sides[0].claims)))


Pair = tuple[ConflictKind, str, "Claim", str, "Claim"]
"""Two claims at odds and what each says."""


def _groups(ledger: Ledger, state: State) -> dict[str, list[Claim]]:
    """Claims by what they speak of: a proposal joins the one commitment of which claims of its ends and item speak."""
    told: list[tuple[Claim, str | None]] = []
    spoken: dict[str, set[str]] = defaultdict(set)
    for key, held in state.claims.items():
        if held.status not in ("accepted", "proposed") or key not in ledger.claims:
            continue
        claim = ledger.claims[key]
        if claim.certainty == "speculative" or (held.commitment is None and claim.item is None):
            continue
        told.append((claim, held.commitment))
        if held.commitment is not None:
            spoken[_ends(claim)].add(held.commitment)
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim, commitment in told:
        alike = spoken.get(_ends(claim), set())
        groups[commitment or (min(alike) if len(alike) == 1 else _ends(claim))].append(claim)
    return groups


def _ends(claim: Claim) -> str:
    return f"{claim.giver or '?'}>{claim.receiver or '?'}:{claim.item}"


def _quantities(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """Totals of one stage that do not meet; what is delivered may grow, so only a later smaller figure is at odds."""
    told = [claim for claim in claims if claim.quantity is not None and claim.stage in LEVEL_OF and not claim.denied]
    for one, other in combinations(told, 2):
        a, b = one.quantity, other.quantity
        level = LEVEL_OF.get(one.stage or "")
        if a is None or b is None or a.per != b.per or level is None or level != LEVEL_OF.get(other.stage or ""):
            continue
        if one.denied or other.denied or _meet(a, b) or (one.unit and other.unit and one.unit != other.unit):
            continue
        if level == "contracted" and _amended(one, other):
            continue
        if level in ("produced", "delivered"):
            first, last = sorted((one, other), key=lambda claim: valid_from(claim, ledger))
            if valid_from(first, ledger) < valid_from(last, ledger) and not _shrinks(first.quantity, last.quantity):
                continue
        yield "quantities", a.raw, one, b.raw, other


def _sums(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """Sums of one stage of money that do not meet, and one figure in two currencies."""
    del ledger
    for one, other in combinations([claim for claim in claims if claim.money is not None], 2):
        a, b = one.money, other.money
        if a is None or b is None or MONEY_OF.get(one.stage or "") != MONEY_OF.get(other.stage or ""):
            continue
        if a.currency is None or b.currency is None:
            continue
        if a.currency != b.currency:
            if a.low is not None and (a.low, a.high) == (b.low, b.high):
                yield "currencies", f"{a.raw}", one, f"{b.raw}", other
        elif not _meet(a, b) and _overlap(one, other):
            yield "money", a.raw, one, b.raw, other


def _rates(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """One number told as so many a month and as so many in all."""
    del ledger
    for one, other in combinations([claim for claim in claims if claim.quantity is not None], 2):
        a, b = one.quantity, other.quantity
        if a is None or b is None or a.per == b.per or (a.low is None and a.high is None):
            continue
        if (a.low, a.high) == (b.low, b.high):
            yield "rate-or-total", _paced(a), one, _paced(b), other


def _paced(quantity: Quantity) -> str:
    if quantity.per is None:
        return f"{quantity.raw} in all"
    return quantity.raw if quantity.per in quantity.raw else f"{quantity.raw} per {quantity.per}"


def _amended(one: Claim, other: Claim) -> bool:
    """Whether these are a contract and, some time later, its raise: two events, each with its day and its number."""
    if one.quantity is None or other.quantity is None or _meet(one.quantity, other.quantity):
        return False
    a, b = _events(one), _events(other)
    if not a or not b:
        return False
    (first, early), (last, late) = sorted(((one, a[0]), (other, b[0])), key=lambda pair: pair[1])
    return _days_between(early[1], late[0]) > AMENDED and not _shrinks(first.quantity, last.quantity)


def _event_dates(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """One stage of one promise put on days that do not meet; where one is the other's announcement, that is said."""
    dated = [claim for claim in claims if claim.stage is not None and claim.dates]
    for one, other in combinations(dated, 2):
        if one.stage != other.stage or one.stage not in PAPERS or _amended(one, other):
            continue
        for a in _events(one):
            for b in _events(other):
                if a[0] <= b[1] and b[0] <= a[1]:
                    continue
                mixed = a[0] in _announced(other, ledger) or b[0] in _announced(one, ledger)
                yield ("announcement-or-event" if mixed else "event-dates"), a[2], one, b[2], other
    for one, other in combinations(dated, 2):
        if one.stage is not None and one.stage == other.stage:
            for a in _events(one):
                if any(d.role == "announcement" and (d.from_, d.to) == a[:2] for d in other.dates):
                    yield "announcement-or-event", f"event on {a[2]}", one, f"announced on {a[2]}", other
            for b in _events(other):
                if any(d.role == "announcement" and (d.from_, d.to) == b[:2] for d in one.dates):
                    yield "announcement-or-event", f"announced on {b[2]}", one, f"event on {b[2]}", other


def _target_dates(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """Days by which it is to be, told by two sources at about one time; told later, another day is a slip."""
    for one, other in combinations(claims, 2):
        if one.kind != other.kind or one.denied or other.denied or one.document == other.document:
            continue
        if one.quantity is not None and other.quantity is not None and not _meet(one.quantity, other.quantity):
            continue
        if abs(_days_between(_public(one, ledger), _public(other, ledger))) > AT_ONE_TIME:
            continue
        for a in _dated(one, "target"):
            for b in _dated(other, "target"):
                if a[1] < b[0] or b[1] < a[0]:
                    yield "target-dates", a[2], one, b[2], other


def _papers(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """What was signed on one day for one promise, called by different names."""
    del ledger
    signed = [claim for claim in claims if claim.stage in PAPERS and claim.dates and not claim.denied]
    for one, other in combinations(signed, 2):
        days = {event[:2] for event in _events(one) if event[0] == event[1]}
        if one.stage != other.stage and one.kind == other.kind and any(e[:2] in days for e in _events(other)):
            yield "papers", _stage(one), one, _stage(other), other


def _public(claim: Claim, ledger: Ledger) -> str:
    document = ledger.documents.get(claim.document)
    return published_on(document) if document is not None else claim.recorded[:10]


def _days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _events(claim: Claim) -> list[tuple[str, str, str]]:
    """First day, last day and words of the events a claim dates."""
    return _dated(claim, HAPPENED[0])


def _dated(claim: Claim, role: str) -> list[tuple[str, str, str]]:
    dated = [d for d in claim.dates if d.role == role and (d.from_ or d.to)]
    return [(d.from_ or d.to or "", d.to or d.from_ or "", d.raw) for d in dated]


def _announced(claim: Claim, ledger: Ledger) -> set[str]:
    document = ledger.documents.get(claim.document)
    days = {d.from_ for d in claim.dates if d.role == "announcement" and d.from_}
    return days | ({published_on(document)} if document is not None else set())


def _denials(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """A stage that one source denies and another asserts, of the same kind of promise, or that is higher still."""
    del ledger
    denials = [claim for claim in claims if claim.denied]
    for denying, asserting in product(denials, [claim for claim in claims if not claim.denied]):
        if asserting.certainty != "asserted" or asserting.stage in (None, CANCELLED):
            continue
        if denying.kind != asserting.kind or not _at_least(asserting.stage, denying.stage):
            continue
        yield "denied", f"asserted: {_stage(asserting)}", asserting, f"denied: {_stage(denying)}", denying


def _at_least(stage: str | None, denied: str | None) -> bool:
    if denied is None:
        return True
    if stage in STAGES and denied in STAGES:
        return STAGES.index(stage) >= STAGES.index(denied)
    return stage == denied


def _stage(claim: Claim) -> str:
    return (claim.stage or claim.kind).replace("_", " ")


def _uninstrumented(claims: Sequence[Claim], instruments: Sequence[str]) -> Iterator[Pair]:
    """A contract that the words of its source do not name, against what other sources know."""
    if not instruments:
        return
    staged = [c for c in claims if c.stage in STAGES and not c.denied and c.certainty == "asserted"]
    for claim in staged:
        words = " ".join(span.exact for span in claim.spans if span.role == "assertion").lower()
        if claim.stage != "contract" or any(word in words for word in instruments):
            continue
        for other in staged:
            if other.stage is not None and STAGES.index(other.stage) < CONTRACT_RANK:
                yield "no-instrument", "contract, no instrument named", claim, _stage(other), other


def _meet(a: Quantity | Money, b: Quantity | Money) -> bool:
    """Whether two intervals have a number in common; "about" and "vague" leave a tenth to either side."""
    (al, ah), (bl, bh) = _reach(a), _reach(b)
    return al <= bh and bl <= ah


def _reach(amount: Quantity | Money) -> tuple[float, float]:
    wide = 0.1 if amount.qualifier in ("about", "vague") else 0.0
    low = float("-inf") if amount.low is None else amount.low * (1 - wide)
    high = float("inf") if amount.high is None else amount.high * (1 + wide)
    return low, high


def _shrinks(first: Quantity | None, last: Quantity | None) -> bool:
    return first is not None and last is not None and _reach(last)[1] < _reach(first)[0]


def _overlap(one: Claim, other: Claim) -> bool:
    """Whether two claims may speak of one event: their dates meet, or one gives none."""
    a, b = _events(one), _events(other)
    return not a or not b or any(x[0] <= y[1] and y[0] <= x[1] for x in a for y in b)


def _sided(about: str, pairs: Iterator[Pair], ledger: Ledger, origin: Callable[[str], str]) -> list[Conflict]:
    """Pairs of claims gathered to conflicts: what is at odds with the same, directly or by others, stands together.

    Claims that say the same are one side, so four tellings of one number are one conflict with four sides.
    """
    says: dict[tuple[ConflictKind, str], set[str]] = defaultdict(set)
    parent: dict[tuple[ConflictKind, str], tuple[ConflictKind, str]] = {}
    for kind, one_says, one, other_says, other in pairs:
        says[kind, one.id].add(one_says)
        says[kind, other.id].add(other_says)
        parent[_root(parent, (kind, one.id))] = _root(parent, (kind, other.id))
    found: dict[tuple[ConflictKind, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key, words in says.items():
        for word in words:
            found[_root(parent, key)][word].add(key[1])
    return [
        Conflict(
            kind,
            about,
            tuple(
                Side(said, tuple(sorted(claims)), len({origin(ledger.claims[key].document) for key in claims}))
                for said, claims in sorted(sides.items(), key=lambda side: (-len(side[1]), side[0]))
            ),
        )
        for (kind, _), sides in found.items()
    ]


def _root(
    parent: dict[tuple[ConflictKind, str], tuple[ConflictKind, str]], key: tuple[ConflictKind, str]
) -> tuple[ConflictKind, str]:
    """The claim that stands for all that are at odds with one another; ways there are shortened."""
    while (above := parent.get(key, key)) != key:
        parent[key] = parent.get(above, above)
        key = above
    return key


def _origins(ledger: Ledger, said: Mapping[str, str]) -> Callable[[str], str]:
    """Returns the function from a document to its origin: what was copied or translated has that of its source."""

    def origin(document: str) -> str:
        seen = set()
        while document not in seen:
            seen.add(document)
            record = ledger.documents.get(document)
            before = said.get(document) or (record and (record.syndicated_from or record.translation_of))
            if not before or before == document:
                return document
            document = before
        return min(seen)

    return origin
