"""Small ledgers written in tests: documents by their day, claims by what they say."""

from __future__ import annotations

from typing import Any

from cofactory.evidence.ledger import Ledger, from_bytes
from cofactory.schema.evidence import Claim, Decision, Document, Span, document_id, identified, to_line

MOMENT = "2026-03-01T09:00:00.000000Z"


def document(text: str, published: str, **fields: Any) -> Document:
    """A document whose text, title and publisher are these words."""
    words = {"title": text[:30], "publisher": "A paper", **fields}
    return Document(id=document_id(text), published=published, recorded=MOMENT, **words)


def claim(source: Document, quote: str, **fields: Any) -> Claim:
    """A claim of a document that rests on one quote at its start; a promise from France to Ukraine unless said."""
    told = {"giver": "fr", "receiver": "ua", "item": "rafale", "kind": "procurement", "recorded": MOMENT, **fields}
    return identified(Claim(document=source.id, spans=(Span(0, len(quote), quote),), **told))


def accepted(*claims: Claim, commitment: str | None = "rafale-100", recorded: str = MOMENT) -> Decision:
    """The decision that accepts these claims as speaking of a commitment."""
    ids = tuple(one.id for one in claims)
    said = Decision(claims=ids, verdict="accept", by="a.n.", recorded=recorded, why="read", commitment=commitment)
    return identified(said)


def ledger_of(*records: Document | Claim | Decision) -> Ledger:
    """The ledger that holds these records."""
    files = {"documents.jsonl": b"", "claims.jsonl": b"", "decisions.jsonl": b""}
    for record in records:
        files[f"{type(record).__name__.lower()}s.jsonl"] += to_line(record)
    return from_bytes(files)
