"""Claims that cannot all hold, side by side, with how many independent origins stand behind each side.

Claims are compared when they speak of one thing: the same commitment, or the same giver, receiver and item where nobody
said which. What is found is shown, never settled: that is for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cofactory.evidence.clocks import valid_at
from cofactory.evidence.odds_dates import announcements, event_dates, papers, target_dates
from cofactory.evidence.odds_numbers import quantities, rates, sums
from cofactory.evidence.odds_stages import denials, uninstrumented
from cofactory.evidence.tellings import ConflictKind

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.state import State
    from cofactory.evidence.tellings import Pair
    from cofactory.schema.evidence import Claim, Document

WHY: dict[ConflictKind, str] = {
    "quantities": "The quantities cannot both be right.",
    "money": "The sums cannot both be right.",
    "currencies": "One figure is given in two currencies.",
    "rate-or-total": "One figure is told as a rate and as a total.",
    "no-instrument": "A contract is claimed, but no words of the source name one.",
    "announcement-or-event": "One source takes the day of the announcement for the day of the event.",
    "event-dates": "One event is put on days that do not meet.",
    "target-dates": "Sources of about the same time name days for it that do not meet.",
    "papers": "One signature is told as two kinds of paper.",
    "denied": "One source asserts what another denies.",
}


OWN_NOTE = "own note"
"""With this the `rights` of a document begin that the programme's own people wrote."""


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
        if self.kind == "no-instrument" and len(self.sides) > 1:
            return f"{WHY[self.kind][:-1]}, and other sources know of less."
        return WHY[self.kind]


def find_conflicts(
    ledger: Ledger,
    state: State,
    *,
    origins: Mapping[str, str] | None = None,
    instruments: Sequence[str] = (),
    as_of: str | None = None,
) -> tuple[Conflict, ...]:
    """Returns the conflicts among accepted and proposed claims, by what they are about, then by kind.

    `origins`: the origin of each document, by id; a document that is not named is its own, or that of the one it was
    syndicated or translated from. `instruments`: words that name a signed instrument. `as_of`: only claims that are
    true by then.
    """
    origin = _origins(ledger, origins or {})
    found: list[Conflict] = []
    for about, claims in _groups(ledger, state, as_of).items():
        for test in (quantities, sums, rates, _days, target_dates, papers, denials):
            found += _sided(about, test(claims, ledger), ledger, origin)
        found += _sided(about, uninstrumented(claims, ledger, instruments), ledger, origin)
    return tuple(sorted(found, key=lambda conflict: (conflict.about, conflict.kind, conflict.sides[0].claims)))


def _groups(ledger: Ledger, state: State, as_of: str | None) -> dict[str, list[Claim]]:
    """Claims by what they speak of: one of no commitment joins the only one, or the only ends, that it can mean."""
    told: list[tuple[Claim, str | None]] = []
    spoken: dict[str | None, dict[str, Ends]] = defaultdict(lambda: defaultdict(Ends))
    for key, held in state.claims.items():
        if held.status not in ("accepted", "proposed") or key not in ledger.claims:
            continue
        claim = ledger.claims[key]
        if claim.certainty == "speculative" or (held.commitment is None and claim.item is None):
            continue
        if not valid_at(claim, ledger, as_of):
            continue
        told.append((claim, held.commitment))
        if held.commitment is not None:
            spoken[claim.item][held.commitment].add(claim)
    groups: dict[str, list[Claim]] = defaultdict(list)
    meant: dict[str, str | None] = {}
    loose: dict[str, list[Claim]] = defaultdict(list)
    for claim, commitment in told:
        ends = _ends(claim)
        if commitment is None and ends not in meant:
            meant[ends] = _only(claim, spoken.get(claim.item, {}))
        about = commitment or meant[ends]
        (loose[ends] if about is None else groups[about]).append(claim)
    for ends, claims in _by_full_ends(loose).items():
        groups[ends] += claims
    return groups


def _by_full_ends(loose: Mapping[str, list[Claim]]) -> dict[str, list[Claim]]:
    """The claims by their ends; those that do not name both are with the only ones that name both and can be meant."""
    full: dict[str | None, dict[str, Ends]] = defaultdict(lambda: defaultdict(Ends))
    for ends, claims in loose.items():
        if claims[0].giver is not None and claims[0].receiver is not None:
            full[claims[0].item][ends].add(claims[0])
    found: dict[str, list[Claim]] = defaultdict(list)
    for ends, claims in loose.items():
        item = full.get(claims[0].item, {})
        found[ends if ends in item else _only(claims[0], item) or ends] += claims
    return found


@dataclass
class Ends:
    """Who gives and who receives what some claims speak of, as far as they say."""

    givers: set[str] = field(default_factory=set)
    receivers: set[str] = field(default_factory=set)

    def add(self, claim: Claim) -> None:
        """Takes in the ends that a claim names."""
        self.givers.update({claim.giver} if claim.giver is not None else ())
        self.receivers.update({claim.receiver} if claim.receiver is not None else ())

    def may_be(self, claim: Claim) -> bool:
        """Whether a claim may mean these: it agrees in one end at least, and contradicts in none."""
        both = ((claim.giver, self.givers), (claim.receiver, self.receivers))
        return any(said in known for said, known in both) and all(said is None or said in known for said, known in both)


def _only(claim: Claim, among: Mapping[str, Ends]) -> str | None:
    """What a claim must mean, as it can mean nothing else of these; None where it may be several, or none."""
    alike = [key for key, ends in among.items() if ends.may_be(claim)]
    return alike[0] if len(alike) == 1 else None


def _days(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """What is at odds about the day of an event; both ways to see it are of one conflict."""
    yield from event_dates(claims, ledger)
    yield from announcements(claims, ledger)


def _ends(claim: Claim) -> str:
    return f"{claim.giver or '?'}>{claim.receiver or '?'}:{claim.item}"


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
                Side(said, tuple(sorted(claims)), _count_origins(claims, ledger, origin))
                for said, claims in sorted(sides.items(), key=lambda side: (-len(side[1]), side[0]))
            ),
        )
        for (kind, _), sides in found.items()
    ]


def _count_origins(claims: Iterable[str], ledger: Ledger, origin: Callable[[str], str]) -> int:
    """How many independent origins some claims have; one's own note of what one found or did not is none."""
    told = {ledger.claims[key].document for key in claims}
    return len({origin(key) for key in told if not is_own_note(ledger.documents.get(key))})


def is_own_note(document: Document | None) -> bool:
    """Returns whether a document is a note of the programme's own people, as its `rights` say, and no source."""
    return document is not None and (document.rights or "").lower().startswith(OWN_NOTE)


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
        """Where a document comes from; of a circle, the first by name."""
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
