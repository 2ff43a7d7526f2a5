"""Claims that cannot all hold, side by side, with how many independent origins stand behind each side.

Claims are compared when they speak of one thing: the same commitment, or the same giver, receiver and item where nobody
said which. What is found is shown, never settled: that is for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
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
    "denied",
]  # fmt: skip

WHY: dict[ConflictKind, str] = {
    "quantities": "The quantities cannot both be right.",
    "money": "The sums cannot both be right.",
    "currencies": "One figure is given in two currencies.",
    "rate-or-total": "One figure is told as a rate and as a total.",
    "no-instrument": "A contract is claimed, but no words of the source name one, and other sources know of less.",
    "announcement-or-event": "One source takes the day of the announcement for the day of the event.",
    "event-dates": "One event is put on days that do not meet.",
    "denied": "One source asserts what another denies.",
}

CONTRACT_RANK = STAGES.index("contract")


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
        for test in (_quantities, _sums, _rates, _event_dates, _denials):
            found += _sided(about, test(claims, ledger), ledger, origin)
        found += _sided(about, _uninstrumented(claims, instruments), ledger, origin)
    return tuple(sorted(found, key=lambda conflict: (conflict.about, conflict.kind, conflict.sides[0].claims)))


Pair = tuple[ConflictKind, str, "Claim", str, "Claim"]
"""Two claims at odds and what each says."""


def _groups(ledger: Ledger, state: State) -> dict[str, list[Claim]]:
    groups: dict[str, list[Claim]] = defaultdict(list)
    for key, held in state.claims.items():
        if held.status not in ("accepted", "proposed") or key not in ledger.claims:
            continue
        claim = ledger.claims[key]
        if claim.certainty == "speculative" or (held.commitment is None and claim.item is None):
            continue
        groups[held.commitment or f"{claim.giver or '?'}>{claim.receiver or '?'}:{claim.item}"].append(claim)
    return groups


def _quantities(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """Totals of one stage that do not meet; what is delivered may grow, so only a later smaller figure is at odds."""
    for one, other in combinations(claims, 2):
        a, b = one.quantity, other.quantity
        level = LEVEL_OF.get(one.stage or "")
        if a is None or b is None or a.per != b.per or level is None or level != LEVEL_OF.get(other.stage or ""):
            continue
        if one.denied or other.denied or _meet(a, b) or (one.unit and other.unit and one.unit != other.unit):
            continue
        if level in ("produced", "delivered"):
            first, last = sorted((one, other), key=lambda claim: valid_from(claim, ledger))
            if valid_from(first, ledger) < valid_from(last, ledger) and not _shrinks(first.quantity, last.quantity):
                continue
        yield "quantities", a.raw, one, b.raw, other


def _sums(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """Sums of one stage of money that do not meet, and one figure in two currencies."""
    del ledger
    for one, other in combinations(claims, 2):
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
    for one, other in combinations(claims, 2):
        a, b = one.quantity, other.quantity
        if a is None or b is None or a.per == b.per or (a.low is None and a.high is None):
            continue
        if (a.low, a.high) == (b.low, b.high):
            yield "rate-or-total", _paced(a), one, _paced(b), other


def _paced(quantity: Quantity) -> str:
    return f"{quantity.raw} per {quantity.per}" if quantity.per else f"{quantity.raw} in all"


def _event_dates(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """One stage of one promise put on days that do not meet; where one is the other's announcement, that is said."""
    for one, other in combinations(claims, 2):
        if one.stage is None or one.stage != other.stage or one.stage not in ("letter_of_intent", "declaration",
                                                                            "contract"):  # fmt: skip
            continue
        for a in _events(one):
            for b in _events(other):
                if a[0] <= b[1] and b[0] <= a[1]:
                    continue
                mixed = a[0] in _announced(other, ledger) or b[0] in _announced(one, ledger)
                yield ("announcement-or-event" if mixed else "event-dates"), a[2], one, b[2], other
    for one, other in combinations(claims, 2):
        if one.stage is not None and one.stage == other.stage:
            for a in _events(one):
                if any(d.role == "announcement" and (d.from_, d.to) == a[:2] for d in other.dates):
                    yield "announcement-or-event", f"event on {a[2]}", one, f"announced on {a[2]}", other
            for b in _events(other):
                if any(d.role == "announcement" and (d.from_, d.to) == b[:2] for d in one.dates):
                    yield "announcement-or-event", f"announced on {b[2]}", one, f"event on {b[2]}", other


def _events(claim: Claim) -> list[tuple[str, str, str]]:
    """First day, last day and words of the events a claim dates."""
    dated = [d for d in claim.dates if d.role == HAPPENED[0] and (d.from_ or d.to)]
    return [(d.from_ or d.to or "", d.to or d.from_ or "", d.raw) for d in dated]


def _announced(claim: Claim, ledger: Ledger) -> set[str]:
    document = ledger.documents.get(claim.document)
    days = {d.from_ for d in claim.dates if d.role == "announcement" and d.from_}
    return days | ({published_on(document)} if document is not None else set())


def _denials(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """A stage that one source denies and another asserts, of the same kind of promise, or that is higher still."""
    del ledger
    for one, other in combinations(claims, 2):
        if one.denied == other.denied:
            continue
        denying, asserting = (one, other) if one.denied else (other, one)
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
    """Pairs of claims gathered to sides: all that say the same stand together."""
    sides: dict[tuple[ConflictKind, frozenset[str]], dict[str, set[str]]] = {}
    for kind, says, one, counters, other in pairs:
        found = sides.setdefault((kind, frozenset((says, counters))), {says: set(), counters: set()})
        found[says].add(one.id)
        found[counters].add(other.id)
    return [
        Conflict(
            kind,
            about,
            tuple(
                Side(says, tuple(sorted(claims)), len({origin(ledger.claims[key].document) for key in claims}))
                for says, claims in sorted(found.items(), key=lambda side: (-len(side[1]), side[0]))
            ),
        )
        for (kind, _), found in sides.items()
    ]


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
