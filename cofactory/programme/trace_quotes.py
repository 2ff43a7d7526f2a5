"""A claim back to its source: the quotes it rests on in their paragraphs, the document, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from cofactory.evidence.grounds import text_kept
from cofactory.evidence.quotes import stands
from cofactory.evidence.state import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.programme.standing import Evidence
    from cofactory.schema.evidence import Claim, Decision, Document, Span

StepKind = Literal[
    "result",
    "row",
    "cell",
    "commitment",
    "claim",
    "quote",
    "document",
    "decision",
    "scenario",
    "plan",
    "comparison",
    "report",
]

AROUND = 400
"""Characters of a quote's paragraph that are shown on either side of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way between a number and its quotes: what it is, its address, what is known, where it leads.

    `facts` are plain JSON values. The same kind of tree serves both ways.
    """

    kind: StepKind
    id: str
    said: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    leads_to: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The step and all it leads to, as plain dictionaries."""
        below = [step.to_json() for step in self.leads_to]
        return {"kind": self.kind, "id": self.id, "said": self.said, **self.facts, "leads_to": below}

    def walk(self) -> Iterator[Step]:
        """Yields the step and all below it, from the top down."""
        yield self
        for step in self.leads_to:
            yield from step.walk()


def claim_step(evidence: Evidence, written: str, *, above: frozenset[str] = frozenset()) -> Step:
    """Returns the step of a claim as it is cited: where it stands, its quotes, document and decisions.

    A replaced claim leads on to what replaced it. `above`: the claims from which this one was come to.
    """
    standing = evidence.standing(written)
    facts: dict[str, Any] = {
        "written": written, "status": standing.status, "by": standing.by, "on": standing.day, "why": standing.why,
        "replaced_by": list(standing.replaced_by), "alike": list(standing.alike), "decided": standing.decided,
    }  # fmt: skip
    if standing.claim is None:
        return Step("claim", written, f"{written} {standing.decided}", facts)
    claim = evidence.ledger.claims[standing.claim]
    below = [*_quotes(evidence, claim), *_document(evidence, claim), *_decisions(evidence, claim.id)]
    above |= {claim.id}
    below += [claim_step(evidence, heir, above=above) for heir in standing.replaced_by if heir not in above]
    told = in_words(claim)
    said = f"{told}; {standing.decided}"
    return Step("claim", claim.id, said, facts | {"content": told} | _content(claim), tuple(below))


def in_words(claim: Claim) -> str:
    """Returns what a claim says, in a few words: who to whom, what, how many, how far it is."""
    ends = " to ".join(word for word in (claim.giver, claim.receiver) if word)
    thing = claim.item or claim.item_text
    amounts = [told.raw for told in (claim.quantity, claim.money) if told is not None]
    stage = claim.stage.replace("_", " ") if claim.stage else claim.kind.replace("_", " ")
    certain = "" if claim.certainty == "asserted" else f", {claim.certainty}"
    denied = "not so: " if claim.denied else ""
    dates = [f"{date.raw} ({date.role})" for date in claim.dates]
    return denied + ", ".join(word for word in (ends, thing, *amounts, stage + certain, *dates) if word)


def _content(claim: Claim) -> dict[str, Any]:
    quantity, money = claim.quantity, claim.money
    return {
        "document": claim.document, "giver": claim.giver, "receiver": claim.receiver, "item": claim.item,
        "claim_kind": claim.kind, "stage": claim.stage, "certainty": claim.certainty, "denied": claim.denied,
        "attributed_to": claim.attributed_to,
        "quantity": quantity and {"raw": quantity.raw, "low": quantity.low, "high": quantity.high, "per": quantity.per},
        "money": money and {"raw": money.raw, "low": money.low, "high": money.high, "currency": money.currency},
        "dates": [{"raw": d.raw, "from": d.from_, "to": d.to, "role": d.role} for d in claim.dates],
    }  # fmt: skip


def _quotes(evidence: Evidence, claim: Claim) -> Iterator[Step]:
    document = evidence.ledger.documents.get(claim.document)
    text, kept = None, "missing"
    if evidence.folder is not None:
        text, kept = text_kept(evidence.folder, claim.document, document.file if document is not None else None)
    for span in claim.spans:
        holds = text is not None and stands(span, text)
        before, after = _paragraph(span, text) if holds and text is not None else (span.prefix, span.suffix)
        facts = {
            "role": span.role, "start": span.start, "end": span.end, "exact": span.exact,
            "before": before, "after": after, "text": "otherwise" if kept == "kept" and not holds else kept,
        }  # fmt: skip
        yield Step("quote", f"{claim.document}:{span.start}-{span.end}", f'"{span.exact}"', facts)


QUOTED: Mapping[str, str] = {
    "kept": "",
    "missing": "its text is not in the folder: only what is kept with the quote is shown",
    "changed": "its text was changed since it was read: only what is kept with the quote is shown",
    "otherwise": "its text does not have these words there: the quote is false",
}
"""What is to be said of a quote, by what its document's text says of it."""


def _paragraph(span: Span, text: str) -> tuple[str, str]:
    """What stands before and after a quote in its paragraph, as far as it is shown."""
    first = text.rfind("\n", 0, span.start) + 1
    last = text.find("\n", span.end)
    before, after = text[first : span.start], text[span.end : len(text) if last < 0 else last]
    shortened = before if len(before) <= AROUND else f"…{before[-AROUND:]}"
    return shortened, after if len(after) <= AROUND else f"{after[:AROUND]}…"


def _document(evidence: Evidence, claim: Claim) -> Iterator[Step]:
    document = evidence.ledger.documents.get(claim.document)
    if document is None:
        yield Step("document", claim.document, f"{claim.document} is not in the ledger", {"title": None})
    else:
        yield document_step(document)


def document_step(document: Document, below: tuple[Step, ...] = ()) -> Step:
    """Returns the step of a document: its title, who published it, when, and where."""
    facts = {
        "title": document.title, "publisher": document.publisher, "published": document.published,
        "retrieved": document.retrieved, "url": document.url, "language": document.language, "rights": document.rights,
        "file": f"documents/{document.file or document.id + '.txt'}", "syndicated_from": document.syndicated_from,
        "translation_of": document.translation_of,
    }  # fmt: skip
    said = ", ".join(word for word in (document.title, document.publisher, document.published) if word)
    return Step("document", document.id, said, facts, below)


def _decisions(evidence: Evidence, claim: str) -> list[Step]:
    """What was decided about a claim by the date asked about, in order, with what was retracted since."""
    known = [one for one in evidence.ledger.decisions.values() if in_time(one.recorded, evidence.known)]
    about = {one.id for one in known if claim in one.claims or claim in one.result}
    about |= {one.id for one in known if about & set(one.claims)}
    held = evidence.state.claims.get(claim)
    counting = held.decision if held is not None and held.status != "misquoted" else None
    told = sorted((one for one in known if one.id in about), key=lambda one: (one.recorded, one.id))
    return [decision_step(one, counts=one.id == counting) for one in told]


def decision_step(decision: Decision, below: tuple[Step, ...] = (), *, counts: bool | None = None) -> Step:
    """Returns the step of a decision: what, by whom, when, why. `counts`: whether it is the one that counts now."""
    facts = {
        "verdict": decision.verdict, "by": decision.by, "recorded": decision.recorded, "why": decision.why,
        "claims": list(decision.claims), "result": list(decision.result), "commitment": decision.commitment,
        "counts": counts,
    }  # fmt: skip
    why = f": {decision.why}" if decision.why else ""
    said = f"{decision.verdict} by {decision.by} on {decision.recorded[:10]}{why}"
    return Step("decision", decision.id, said, facts, below)
