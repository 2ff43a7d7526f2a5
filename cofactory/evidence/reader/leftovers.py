"""Things that no clause gave a claim, read once more against their whole sentence where nothing in it is doubted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.of_thing import of_head
from cofactory.evidence.reader.words import FINITE, MODALS, negated

LONGEST = 60
"""Tokens of a sentence that is still read as one clause."""


def leftovers_of(
    line: Line,
    clauses: Sequence[Clause],
    heads: Sequence[Head],
    drafts: Sequence[Draft],
    *,
    published: date | None,
    memory: Memory,
) -> list[Draft]:
    """The drafts of known things that their own clauses told nothing of, from the whole sentence."""
    if len(clauses) < 2 or len(line.tokens) > LONGEST or any(one.kind == "conditional" for one in clauses):
        return []
    if line.hedges or line.supposed or any(negated(token) or token.low in MODALS for token in line.tokens):
        return []
    whole = Clause(0, len(line.tokens), "main", None)
    told = {draft.head.names[0].id for draft in drafts if draft.head and draft.head.names}
    found: list[Draft] = []
    for head in heads:
        if not head.names or head.names[0].id in told or not (head.proper or head.number) or head.span is None:
            continue
        draft = of_head(line, whole, head, heads, subject=(), published=published, memory=memory)
        if draft is None or draft.certainty != "asserted" or draft.stage in (None, "mentioned", "cancelled"):
            continue
        if any(draft.act is other.act and draft.act is not None for other in drafts):
            continue
        told.add(head.names[0].id)
        found.append(draft)
    return found


def labelled_of(line: Line, heads: Sequence[Head], drafts: Sequence[Draft]) -> list[Draft]:
    """The draft of a line of a list that only counts a thing behind its label: "Rafale: up to 100 aircraft by 2035".

    What was agreed, given or asked for stands elsewhere, so no more than an intention is read from it.
    """
    words = [token.low for token in line.tokens]
    if drafts or ":" not in words[1:8] or line.hedges or line.supposed or line.sums:
        return []
    verbs = any(
        (one.entry.form != "noun" and one.entry.role != "report") or one.entry.role == "other" for one in line.triggers
    )
    if verbs or any(word in FINITE for word in words) or any(negated(token) for token in line.tokens):
        return []
    counted = [one for one in heads if one.names and one.number is not None and words.index(":") <= one.first]
    if not counted or len({one.names[0].id for one in counted}) > 1:
        return []
    whole = Clause(0, len(line.tokens), "main", None)
    return [Draft(line, whole, "transfer", "intended", "asserted", head=counted[0], quote=(0, len(line.tokens)))]
