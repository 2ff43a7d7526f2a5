"""Claims that tell the same gathered to tellings, so that what many sources repeat is compared once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from cofactory.evidence.state import published_on

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.schema.evidence import Claim

ConflictKind = Literal[
    "quantities", "money", "currencies", "rate-or-total", "no-instrument", "announcement-or-event", "event-dates",
    "target-dates", "papers", "denied",
]  # fmt: skip

Pair = tuple[ConflictKind, str, "Claim", str, "Claim"]
"""Two claims at odds and what each says."""

Telling = Sequence["Claim"]
"""Claims that are alike in all that a comparison looks at; the first speaks for them."""


def tellings(claims: Iterable[Claim], content: Callable[[Claim], Hashable]) -> list[Telling]:
    """Returns the claims in groups of equal content, in the order in which each content came up first."""
    found: dict[Hashable, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[content(claim)].append(claim)
    return list(found.values())


def two_by_two(
    claims: Iterable[Claim], content: Callable[[Claim], Hashable]
) -> Iterator[tuple[Claim, Claim, Telling, Telling]]:
    """Every two tellings of different content, each with the claim that speaks for it; like is at odds with nothing.

    A thousand claims that tell ten things are 45 comparisons, not half a million.
    """
    for ones, others in combinations(tellings(claims, content), 2):
        yield ones[0], others[0], ones, others


def linked(
    kind: ConflictKind, one_says: str, ones: Telling, other_says: str, others: Telling, *, apart: bool = False
) -> Iterator[Pair]:
    """Pairs that bring every claim of one telling together with the other: as many as claims, not as claims squared.

    `apart`: only claims of different documents are paired, and a claim that has no partner in another is left out.
    """
    for one in ones:
        for other in _partners(one, others, apart=apart):
            yield kind, one_says, one, other_says, other
    for other in others:
        for one in _partners(other, ones, apart=apart):
            yield kind, one_says, one, other_says, other


def _partners(claim: Claim, others: Telling, *, apart: bool) -> Iterator[Claim]:
    """The first of the others; where documents must differ, the first of each of two documents not the claim's own."""
    if not apart:
        yield others[0]
        return
    seen = {claim.document}
    for other in others:
        if other.document not in seen:
            seen.add(other.document)
            yield other
            if len(seen) > 2:
                return


def public_day(claim: Claim, ledger: Ledger) -> str:
    """Returns the day on which a claim's document appeared, 2026-02-09."""
    document = ledger.documents.get(claim.document)
    return published_on(document) if document is not None else claim.recorded[:10]
