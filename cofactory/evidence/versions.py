"""A document's new version: which claims stand in it as they are, which a person must look at, which it dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import structs

from cofactory.evidence.quotes import Anchoring, Found, Suggested, plain_words, re_anchor
from cofactory.schema.evidence import Claim, Document, Span, identified

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger

NEAR = 400
"""Characters by which a quote may have moved against the claim's main quote and still belong to it without asking."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim, where each of its quotes stands in the new text, and the claim about that if nothing is in doubt."""

    claim: Claim
    anchorings: tuple[Anchoring, ...]
    successor: Claim | None


def versions_of(documents: Mapping[str, Document], document: Document) -> tuple[Document, ...]:
    """Returns the other texts that were found at the document's address, the earliest recorded first."""
    same = [d for d in documents.values() if d.url is not None and d.url == document.url and d.id != document.id]
    return tuple(sorted(same, key=_order))


def carry_over(claim: Claim, document: Document, text: str) -> Carried:
    """Returns where the claim stands in the new version `document`, whose text this is.

    Its main quote is looked for first, the others around where that moved. The successor, if there is one, takes the
    claim's place by a decision `correct`, which is a person's, or a rule's that a person has set.
    """
    main = next((span for span in claim.spans if span.role == "assertion"), claim.spans[0])
    first = re_anchor(main, text)
    moved = first.span.start - main.start if isinstance(first, Found | Suggested) else 0
    anchorings = tuple(first if span is main else _beside(span, text, moved) for span in claim.spans)
    spans = tuple(found.span for found in anchorings if isinstance(found, Found))
    if len(spans) < len(claim.spans):
        return Carried(claim, anchorings, None)
    successor = structs.replace(claim, document=document.id, spans=spans, recorded="")
    return Carried(claim, anchorings, identified(successor))


def successor_in(ledger: Ledger, claim: Claim) -> Claim | None:
    """Returns the claim of the ledger that says of the document's latest version what this one says of its own.

    None where no later version was read, or no claim about one quotes the same words for the same.
    """
    document = ledger.documents.get(claim.document)
    if document is None:
        return None
    later = [one for one in versions_of(ledger.documents, document) if _order(one) > _order(document)]
    for version in reversed(later):
        told = sorted(key for key, source in ledger.sources.items() if source == version.id)
        for key in told:
            if takes_over(ledger.claims[key], claim):
                return ledger.claims[key]
    return None


def takes_over(later: Claim, earlier: Claim) -> bool:
    """Returns whether two claims say the same with the same words, whatever document and place these stand in."""
    return _content(later) == _content(earlier)


def _content(claim: Claim) -> tuple[Claim, tuple[tuple[str, str], ...]]:
    quotes = tuple((span.role, plain_words(span.exact)) for span in claim.spans)
    return structs.replace(claim, id="", document="", spans=(), extractor="", recorded="", note=None), quotes


def _order(document: Document) -> tuple[str, str]:
    return document.recorded, document.id


def _beside(span: Span, text: str, moved: int) -> Anchoring:
    found = re_anchor(span, text, near=span.start + moved)
    if isinstance(found, Found) and abs(found.span.start - span.start - moved) > NEAR:
        return Suggested(
            found.span, 100.0, "The same words stand in the new text, but far from the claim's main quote."
        )
    return found
