"""Clauses that gave no claim although they speak of a known thing or a sum and have a verb: proposed at a low stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.doubts import doubt
from cofactory.evidence.reader.draft import Draft, whole
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.moods import Mood, clause_mood, mood_of
from cofactory.evidence.reader.roles import roles_of
from cofactory.evidence.reader.words import BE, FINITE, HAVE, negated
from cofactory.evidence.reader.wordset import word_set

LONGEST = 45
"""Tokens of a clause from which no faint claim is read."""
_OWN = frozenset({"transfer", "serial_production", "procurement", "modernisation", "joint_development"})
_DESCRIBES = word_set(
    "range speed altitude radius weigh weighs weight warhead warheads payload mass thrust horsepower calibre caliber "
    "length width height accuracy efficacy range-finder endurance lifespan km kilometres metres tonnes percent "
    "founded headquartered based known named called designed equipped armed capable similar comparable resembles "
    "version versions variant variants derived derives successor predecessor history era decades century invented "
    "price prices cost costs costing priced cheap cheaper expensive opinion criticised criticized praised argues "
    "flew flies flown flying shot fired hit hits struck intercepted destroyed crashed killed lost sorties missions "
    "means needs need needed requires required lacks remember recalls explains"
)
"""Words of clauses that tell what a thing is like, what it costs or what happened to it, and of nobody's deed."""
_TO_COME = word_set("due set slated scheduled planned foreseen pencilled supposed bound")


def faint_of(
    line: Line,
    clauses: Sequence[Clause],
    heads: Sequence[Head],
    drafts: Sequence[Draft],
    *,
    published: date | None,
    memory: Memory,
) -> list[Draft]:
    """The low drafts of the clauses that gave none; a person decides what they tell."""
    if line.supposed or line.sentence.headline or line.tokens[-1].text == "?":
        return []
    found: list[Draft] = []
    for clause in clauses:
        if clause.kind == "conditional" or clause.last - clause.first > LONGEST:
            continue
        if any(_overlap(clause, draft.quote) for draft in drafts):
            continue
        inside = [head for head in heads if clause.first <= head.first < clause.last]
        draft = _of_thing(line, clause, inside, memory)
        if draft:
            found.append(draft)
    return found


def _overlap(clause: Clause, quote: tuple[int, int]) -> bool:
    """Whether a claim was read from the words of a clause already."""
    return clause.first < quote[1] and quote[0] < clause.last


def _of_thing(line: Line, clause: Clause, heads: Sequence[Head], memory: Memory) -> Draft | None:
    """The draft of the first known thing of a clause that is counted, dated or given to somebody."""
    mood = _mood(line, clause)
    words = [token.low for token in line.tokens[clause.first : clause.last]]
    if mood is None or mood.denied or mood.certainty != "asserted" or _DESCRIBES & set(words):
        return None
    if any(negated(token) for token in line.tokens[clause.first : clause.last]):
        return None
    if doubt(line, clause, clause.last) != "asserted":
        return None
    known = [head for head in heads if head.names and head.names[0].kind == "item"]
    head = next((one for one in known if one.number is not None), known[0] if known else None)
    if head is None or not (head.number or _dated(line, clause)):
        return None
    act = _nearest(line, clause, head)
    stage = "intended" if mood.time in ("future", "would", "infinitive") or _TO_COME & set(words) else None
    roles = roles_of(line, clause, act, [], ())
    kind = act.entry.kind if act else memory.kind[1] if memory.kind and memory.kind[1] in _OWN else "transfer"
    return Draft(line, clause, kind, stage, "asserted", head=head, act=act, roles=roles, quote=whole(clause))


def _dated(line: Line, clause: Clause) -> bool:
    """Whether a date stands in a clause."""
    return any(clause.first <= first < clause.last for first, _, _ in line.dates)


def _nearest(line: Line, clause: Clause, head: Head) -> Trigger | None:
    """The word of an act that stands nearest to a thing."""
    acts = [
        one
        for one in line.triggers
        if clause.first <= one.first < clause.last and one.entry.role == "act" and one.entry.kind in _OWN
    ]
    return min(acts, key=lambda one: min(abs(one.first - head.last), abs(head.first - one.last)), default=None)


def _mood(line: Line, clause: Clause) -> Mood | None:
    """The mood of the first verb of a clause, be it in the lexicon or only look like one; none without a verb."""
    tense = clause_mood(line, clause.first, clause.last)
    if tense is not None:
        return tense
    verbs = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun"]
    if verbs:
        return mood_of(line, verbs[0])
    if any(token.low.endswith("ed") and not token.capital for token in line.tokens[clause.first : clause.last]):
        return Mood("past", first=clause.first)
    return None
