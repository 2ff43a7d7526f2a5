"""What a person sees when deciding about a proposed claim: its paragraph, what it fits, repeats and contradicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory.desk.deciding import fitting_commitments
from cofactory.desk.likeness import alike
from cofactory.desk.standing import conflicts_in
from cofactory.evidence.cache import in_memory, open_ledger
from cofactory.evidence.conflicts import Conflict
from cofactory.evidence.grounds import Kept, text_kept
from cofactory.evidence.reader.repeats import Group
from cofactory.evidence.state import State, published_on, replay
from cofactory.evidence.versions import successor_in, versions_of
from cofactory.programme.names import Names, read_names
from cofactory.schema.evidence import Claim, Document, Span

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger

LONGEST = 1_500
"""Characters of a paragraph that are shown around a quote; a text without line breaks is one paragraph."""


@dataclass(frozen=True)
class Passage:
    """A part of a text with the quotes in it: `start` and `end` of each count from the beginning of `text`.

    `before`, `after`: whether the document goes on there. `text_kept`: why only what is kept with the quote is shown,
    where the text is not at hand.
    """

    text: str
    quotes: tuple[Span, ...]
    before: bool
    after: bool
    text_kept: Kept = "kept"


@dataclass(frozen=True)
class Proposal:
    """A proposed claim and what lies beside it. `document` is None where the ledger lacks its record.

    `fitting`: commitments it may speak of, the best first; `groups` and `conflicts`: those in which it is; `carries`:
    an accepted claim of an earlier version of the document that says the same, whose place it may take.
    """

    claim: Claim
    document: Document | None
    fitting: tuple[str, ...]
    groups: tuple[Group, ...]
    conflicts: tuple[Conflict, ...]
    carries: str | None = None


@dataclass(frozen=True)
class Review:
    """Everything that waits for a decision, in the order of the documents' publication and of their texts."""

    folder: Path
    waiting: tuple[Claim, ...]
    ledger: Ledger
    state: State
    names: Names

    def proposal(self, claim: Claim) -> Proposal:
        """Returns a claim with what lies beside it."""
        return Proposal(
            claim,
            self.ledger.documents.get(claim.document),
            fitting_commitments(claim, self.names),
            alike([claim], self.ledger, self.state),
            self.conflicts.get(claim.id, ()),
            self._carried(claim),
        )

    def _carried(self, claim: Claim) -> str | None:
        """The accepted claim of an earlier version in whose place this one may stand."""
        document = self.ledger.documents.get(claim.document)
        versions = () if document is None else versions_of(self.ledger.documents, document)
        others = {version.id for version in versions}
        for key in self.state.of_status("accepted") if others else ():
            if self.ledger.sources.get(key) in others and successor_in(self.ledger, self.ledger.claims[key]) == claim:
                return key
        return None

    @cached_property
    def conflicts(self) -> Mapping[str, tuple[Conflict, ...]]:
        """The contradictions in which each claim is."""
        found: dict[str, tuple[Conflict, ...]] = {}
        for conflict in conflicts_in(self.folder, self.ledger, self.state):
            for key in {key for side in conflict.sides for key in side.claims}:
                found[key] = (*found.get(key, ()), conflict)
        return found

    def passage(self, claim: Claim, *, wider: int = 0) -> Passage:
        """Returns the paragraph of a claim's main quote, with `wider` more paragraphs on either side.

        Where the text is not kept, what the claim's quotes themselves hold.
        """
        document = self.ledger.documents.get(claim.document)
        text, kept = text_kept(self.folder, claim.document, document.file if document is not None else None)
        return replace(passage_in(text, claim, wider=wider), text_kept=kept)


def open_review(folder: Path | str, *, document: str | None = None) -> Review:
    """Returns what waits for a decision in a programme's folder, of one `document` only if that is asked."""
    folder = Path(folder)
    ledger = in_memory(open_ledger(folder))
    state = replay(ledger)
    waiting = [ledger.claims[key] for key in state.of_status("proposed") if key in ledger.claims]
    if document is not None:
        waiting = [claim for claim in waiting if claim.document == document]
    waiting.sort(key=lambda claim: (_day(ledger, claim), claim.document, main_quote(claim).start, claim.id))
    return Review(folder, tuple(waiting), ledger, state, read_names(folder))


def main_quote(claim: Claim) -> Span:
    """Returns the quote that makes the claim."""
    return next((span for span in claim.spans if span.role == "assertion"), claim.spans[0])


def passage_in(text: str | None, claim: Claim, *, wider: int = 0) -> Passage:
    """Returns the paragraph in which a claim's main quote stands, or, without the text, the quote and what is kept."""
    quote = main_quote(claim)
    if text is None or text[quote.start : quote.end] != quote.exact:
        kept = quote.prefix + quote.exact + quote.suffix
        start = len(quote.prefix)
        inner = Span(start, start + len(quote.exact), quote.exact, role=quote.role)
        return Passage(kept, (inner,), before=True, after=True)
    start, end = _paragraph(text, quote.start, quote.end)
    for _ in range(wider):
        start, end = _paragraph(text, max(0, start - 1), min(len(text), end + 1))
    room = LONGEST * (1 + wider)
    start = max(start, quote.start - room // 2)
    end = min(end, max(quote.end, start + room))
    inside = [span for span in claim.spans if start <= span.start and span.end <= end and stands_in(span, text)]
    moved = tuple(Span(s.start - start, s.end - start, s.exact, role=s.role) for s in inside)
    return Passage(text[start:end], moved, before=bool(text[:start].strip()), after=bool(text[end:].strip()))


def stands_in(span: Span, text: str) -> bool:
    """True when the text holds the quote where the span says."""
    return text[span.start : span.end] == span.exact


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """The lines from the one in which `start` is to the one in which `end` is, blank ones next to them taken too."""
    while start > 0 and text[start - 1] == "\n":
        start -= 1
    first = text.rfind("\n", 0, start) + 1
    while end < len(text) and text[end] == "\n" and text[end - 1] == "\n":
        end += 1
    last = text.find("\n", end)
    return first, len(text) if last < 0 else last


def _day(ledger: Ledger, claim: Claim) -> str:
    document = ledger.documents.get(claim.document)
    return claim.recorded[:10] if document is None else published_on(document)
