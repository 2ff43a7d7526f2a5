"""Levels told without a verb of making: "output is now 40 a month", "we will be at 60", "aims to double that"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.doubts import doubt
from cofactory.evidence.reader.draft import Draft, whole
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.lexicon import Entry
from cofactory.evidence.reader.line import Actor, Line, Trigger
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.of_thing import of_head
from cofactory.evidence.reader.own_stage import ahead
from cofactory.evidence.reader.rates import per_of
from cofactory.evidence.reader.words import BE, FINITE, HAVE, adverb, negated
from cofactory.evidence.reader.wordset import word_set

_MAKES = Entry("act", "produce", "base", "serial_production", "production", "maker")
_GIVES = Entry("act", "deliver", "base", "transfer", "delivered", "giver")
_TIMES = word_set("double triple treble quadruple quintuple halve")
_RISES = _TIMES | word_set(
    "reach hit attain raise lift increase boost climb rise grow top exceed average total ramp jump"
)
_UP = frozenset(
    {"get to", "go to", "come to", "stand at", "run at", "sit at", "climb to", "go up", "ramp up", "scale up"}
)
_BACK = word_set("that this it")
_LEVELS = word_set("output production rate pace cadence tempo capacity figure number volume total level")
_AT = word_set("at of around about roughly some up to nearly almost over more than only running down")
_HOLDS = HAVE | word_set("a an the capacity annual monthly weekly daily yearly production output rate")
_PERIODS = word_set("annual monthly weekly daily yearly annually")
_COMPARES = word_set("against than versus from instead of")
_DONE_WITH = word_set("delivery deliveries shipment shipments supply supplies")
_PARTS = word_set("people percent euros workers staff jobs seats soldiers")
NEAR = 3
"""Sentences back that a bare level ("we will be at 60") may look for what is being made."""


def level_of(
    line: Line,
    clause: Clause,
    heads: Sequence[Head],
    *,
    subject: tuple[Actor, ...],
    published: date | None,
    memory: Memory,
) -> Draft | None:
    """The draft of a level that a clause tells with no verb of making or giving, if there is one."""
    if clause.kind == "conditional" or any(_is_act(clause, one) for one in line.triggers):
        return None
    head = next((one for one in heads if _rated(line, one) or _goes_on(line, one, memory)), None)
    head = head or _multiple(line, clause, memory)
    if head is None:
        return None
    verb = _verb(line, clause, head)
    if verb is None:
        return _bare(line, clause, head, published) if _rated(line, head) else None
    if not _rated(line, head) and verb.entry.base not in _RISES | _UP | {"be"}:
        return None
    told = memory.kind[1] if memory.kind and line.sentence_number - memory.kind[0] <= NEAR else ""
    given = told == "transfer" and not _rated(line, head)
    act = Trigger(verb.first, verb.last, (_GIVES if given else _MAKES)._replace(form=verb.entry.form))
    draft = of_head(line, clause, head, [head], subject=subject, published=published, memory=memory, act=act)
    if draft is not None and draft.stage == "production" and _could(line, clause):
        draft.stage = "intended"
    if draft is None or (draft.stage in (None, "mentioned") and draft.certainty == "asserted"):
        return None
    return draft


def _could(line: Line, clause: Clause) -> bool:
    """Whether a level is only what a line could make: "has a capacity of 600 kits a year"."""
    return any(token.low == "capacity" for token in line.tokens[clause.first : clause.last])


def _is_act(clause: Clause, one: Trigger) -> bool:
    """Whether a clause has an act of its own, so that its numbers belong to that act."""
    if not clause.first <= one.first < clause.last or one.entry.role != "act":
        return False
    if one.entry.form == "noun" and one.entry.kind == "serial_production":
        return False
    return one.entry.base != "run at" and one.entry.base not in _UP


def _rated(line: Line, head: Head) -> bool:
    """Whether a thing is counted by the month, week or year."""
    if head.number is None:
        return False
    yearly = {token.low for token in line.tokens[max(0, head.number.first - 5) : head.number.first]} & _PERIODS
    return bool(yearly or per_of(line, head.number.last) or (head.span and per_of(line, head.last)))


def _goes_on(line: Line, head: Head, memory: Memory) -> bool:
    """Whether a bare number goes on with what the sentences before said is being made: "we intend to get to 60"."""
    if head.number is None or head.span is not None or head.inferred is None or memory.kind is None:
        return False
    near = 0 < line.sentence_number - memory.kind[0] <= NEAR
    level = head.first > 1 and line.tokens[head.first - 1].low == "at" and line.tokens[head.first - 2].low in BE
    told = [token.low for token in line.tokens[max(0, head.first - 2) : head.first]]
    level = level or (len(told) == 2 and told[0] in ("it", "that", "this") and told[1] in BE)
    after = line.tokens[head.last].low if head.last < len(line.tokens) else ""
    return near and (memory.kind[1] == "serial_production" or level) and after not in _PARTS


def _multiple(line: Line, clause: Clause, memory: Memory) -> Head | None:
    """The head of a level that is only said to be a multiple: "aims to double that", "will triple output"."""
    recent = memory.latest(line.sentence_number, reach=NEAR)
    for one in line.triggers:
        if recent is None or not clause.first <= one.first < clause.last or one.entry.base not in _TIMES:
            continue
        behind = [token.low for token in line.tokens[one.last : min(one.last + 3, clause.last)]]
        if behind[:1] and (behind[0] in _BACK or _LEVELS & set(behind)):
            names = tuple(name for name in memory.gazetteer.names if name.id == recent.item)
            return Head(one.last, one.last + 1, names, recent.text, recent.unit, None, inferred=recent)
    return None


def _verb(line: Line, clause: Clause, head: Head) -> Trigger | None:
    """The verb that carries a level: of rising or standing, or a plain "be" before it."""
    verbs = [
        one
        for one in line.triggers
        if clause.first <= one.first < clause.last
        and one.entry.form != "noun"
        and (one.entry.role == "progress" or one.entry.base in _RISES | _UP or one.entry.base == "run at")
    ]
    before = [one for one in verbs if one.last <= head.first] or verbs
    if before:
        return before[-1]
    for place in range(min(head.first, clause.last) - 1, clause.first - 1, -1):
        low = line.tokens[place].low
        if low not in BE | _AT | _HOLDS and not adverb(line.tokens[place]):
            break
        if (low in BE and low != "'s") or low in HAVE:
            form = {"be": "base", "been": "participle", "was": "past", "were": "past"}.get(low, "third")
            return Trigger(place, place + 1, Entry("progress", "be", form))  # type: ignore[arg-type]  # a Form by its values
    return None


def _bare(line: Line, clause: Clause, head: Head, published: date | None) -> Draft | None:
    """The draft of a rate that stands without any verb: "Forty Mistrals a month today"."""
    words = line.tokens[clause.first : clause.last]
    finite = any(word.low in FINITE or negated(word) for word in words)
    verbs = any(clause.first <= one.first < clause.last and one.entry.form != "noun" for one in line.triggers)
    compared = head.first > 0 and bool(
        _COMPARES & {word.low for word in line.tokens[max(0, head.first - 2) : head.first]}
    )
    if finite or verbs or compared or not head.names or doubt(line, clause, head.last) != "asserted":
        return None
    given = any(word.low in _DONE_WITH for word in words)
    meant = any(clause.first <= one.first < clause.last and one.entry.role == "operator" for one in line.triggers)
    meant = meant or clause.kind != "main" or any(word.low == "capacity" for word in words)
    stage = "intended" if meant or ahead(line, clause, published) else "delivered" if given else "production"
    kind = "transfer" if given else "serial_production"
    return Draft(line, clause, kind, stage, "asserted", head=replace(head), quote=whole(clause))
