"""Things joined to an act that stands apart from them: in the clause before, behind "which", or far off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Actor, Line
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.moods import clause_mood, mood_of
from cofactory.evidence.reader.of_thing import of_head
from cofactory.evidence.reader.payments import Payment
from cofactory.evidence.reader.words import FINITE, negated

_NOT_YET = frozenset({None, "mentioned", "discussed", "requested", "intended", "cancelled"})


def of_the_same_kind(found: Sequence[Draft], before: Draft) -> None:
    """Nothing; what a which-clause without an act of its own says is of the kind told of its thing before."""
    for draft in found:
        if draft.act is None and draft.head and before.head and draft.head.names[:1] == before.head.names[:1]:
            draft.kind = before.kind


def levelled(line: Line, clause: Clause, heads: Sequence[Head], before: Draft) -> None:
    """Nothing; "production of X, which stood at 1,200 in May" gives the production its number and its stage."""
    counted = [one for one in heads if one.number is not None and (one.inferred or not one.names)]
    verb = next((one for one in line.triggers if clause.first <= one.first <= clause.first + 2), None)
    hedged = any(clause.first <= one.first < clause.last for one in line.hedges)
    if not counted:
        _resumed(line, clause, before)
    if not counted or verb is None or hedged or before.head is None or before.head.number is not None:
        return
    made = before.kind == "serial_production" and before.stage == "mentioned" and before.certainty == "asserted"
    if made and verb.entry.role == "progress" and mood_of(line, verb).done and before.clause.last <= clause.first:
        before.head.number, before.stage, before.clause = counted[0].number, "production", clause
        before.quote = (before.quote[0], clause.last)


def _resumed(line: Line, clause: Clause, before: Draft) -> None:
    """Nothing; "production of X, which resumed in 2025" tells the production by the verb of its which-clause."""
    act = before.act
    verb = next((one for one in line.triggers if clause.first <= one.first <= clause.first + 2), None)
    if act is None or act.entry.form != "noun" or before.stage != "mentioned" or before.clause.last > clause.first:
        return
    if verb is None or verb.entry.role != "progress" or verb.entry.form == "noun" or before.certainty != "asserted":
        return
    mood = mood_of(line, verb)
    if mood.done:
        before.stage = act.entry.stage
    elif mood.time in ("future", "infinitive") and not mood.denied and mood.certainty == "asserted":
        before.stage = "intended"
    else:
        return
    before.clause = before.clause._replace(last=clause.last)
    before.quote = (before.quote[0], clause.last)
    before.dates = []


def found_beside(
    line: Line,
    clause: Clause,
    heads: Sequence[Head],
    found: list[Draft],
    *,
    before: Draft,
    published: date | None,
    memory: Memory,
) -> list[Draft]:
    """The drafts of a clause with what the draft before it lends them: its kind, its list, its thing."""
    if clause.kind == "relative" and not found:
        levelled(line, clause, heads, before)
    if clause.kind == "relative":
        of_the_same_kind(found, before)
    if not found and clause.kind == "main":
        found = listed_on(line, clause, heads, before)
    if not found and (second := goes_on(line, clause, before, published, memory)):
        found = [second]
    return found


def listed_on(line: Line, clause: Clause, heads: Sequence[Head], before: Draft) -> list[Draft]:
    """The drafts of a list that goes on behind a dash: "delivered six A - one of them old - and dozens of B"."""
    words = line.tokens[clause.first : clause.last]
    opens = words[0].low == "and" or line.tokens[clause.first - 1].low == "and"
    verbs = any(clause.first <= one.first < clause.last for one in line.triggers)
    if not opens or verbs or before.act is None or before.head is None or any(word.low in FINITE for word in words):
        return []
    kept = [one for one in heads if one.names and one.proper and before.act.first < before.head.first]
    return [replace(before, head=one, clause=clause, quote=(clause.first, clause.last), money=None) for one in kept]


def goes_on(line: Line, clause: Clause, before: Draft, published: date | None, memory: Memory) -> Draft | None:
    """The draft of a second verb with the same thing as subject: "1,500 were bought and are in use"."""
    head, act = (
        before.head,
        next(
            (one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun"), None
        ),
    )
    if clause.kind != "main" or head is None or act is None or before.act is None or act.entry.role != "act":
        return None
    mood = mood_of(line, act)
    joined = clause.first > 0 and line.tokens[clause.first - 1].low in ("and", ",", "but")
    pointing = head.first == before.act.first and head.inferred is not None
    subject = (before.act.first >= head.last or pointing) and before.act.entry.form != "noun"
    told = mood.passive or act.entry.frame == "item" or act.first == clause.first
    if not (joined and subject and told and mood.first == clause.first and before.clause.last <= clause.first):
        return None
    same = replace(head, first=clause.first, last=clause.first)
    draft = of_head(line, clause, same, [same], subject=(), published=published, memory=memory, act=act)
    if draft is None or draft.certainty != "asserted" or draft.stage in (None, "mentioned"):
        return None
    if act.first == clause.first and (before.stage in _NOT_YET or before.certainty != "asserted"):
        draft.stage, draft.certainty = before.stage, before.certainty
    draft.roles = (
        before.roles if not any(clause.first <= one.first < clause.last for one in line.actors) else draft.roles
    )
    return draft


def for_thing(line: Line, clause: Clause, heads: Sequence[Head]) -> Head | None:
    """The counted or named thing that a paper is for, further behind it: "a contract went to a firm, for 20 X"."""
    near = [one for one in heads if one.proper or one.number]
    return next((one for one in near if line.tokens[max(clause.first, one.first - 1)].low == "for"), None)


def beside(
    line: Line,
    clause: Clause,
    heads: Sequence[Head],
    *,
    subject: tuple[Actor, ...],
    published: date | None,
    memory: Memory,
) -> Draft | None:
    """The draft of a known thing that no finer rule joins to an act: the nearest one of its clause."""
    known = [one for one in heads if one.names and (one.proper or one.number is not None) and one.span]
    acts = [one for one in line.triggers if one.entry.role == "act" and clause.first <= one.first < clause.last]
    acts = [one for one in acts if not one.entry.weak and one.entry.kind != "financing"]
    other = any(one.entry.role == "other" and clause.first <= one.first < clause.last for one in line.triggers)
    if not known or not acts or other or any(negated(token) for token in line.tokens[clause.first : clause.last]):
        return None
    tense = clause_mood(line, clause.first, clause.last)
    if tense is not None and (tense.time == "would" or tense.certainty != "asserted"):
        return None
    head = known[0]
    act = min(acts, key=lambda one: abs(one.first - head.first))
    draft = of_head(line, clause, head, [head], subject=subject, published=published, memory=memory, act=act)
    if draft is None or draft.certainty != "asserted" or draft.stage in (None, "mentioned", "cancelled"):
        return None
    if draft.stage not in ("discussed", "requested"):
        draft.stage = "intended" if draft.stage not in ("letter_of_intent", "declaration") else draft.stage
    return draft


def bought_with(line: Line, payment: Payment, heads: Sequence[Head]) -> Head | None:
    """The known thing that a sum is for: "EUR 300 million for X", with nothing but describing words between."""
    money = payment.sum
    if money is None:
        return None
    for head in heads:
        gap = [token.low for token in line.tokens[money.last : head.first]] if head.first >= money.last else []
        if 0 < len(gap) <= 5 and "for" in gap and "," not in gap and head.names and head.proper:
            return head
    return None
