"""Finds the act that is done with a thing: the noun it describes, the verb or noun before it, or the verb behind it."""

from __future__ import annotations

from collections.abc import Sequence

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.moods import mood_of
from cofactory.evidence.reader.words import BE, DETERMINERS, HAVE, MODALS, PREPOSITIONS, adverb

_NEAR = 8
"""Tokens between an act that needs its object close by and the object."""


def act_for(line: Line, clause: Clause, head: Head, heads: Sequence[Head]) -> Trigger | None:
    """The act done with a thing: the noun it describes, the verb or noun before it, or the verb behind it."""
    acts = [
        one
        for one in line.triggers
        if one.entry.role in ("act", "other")
        and clause.first <= one.first < clause.last
        and _counts(line, one, head, heads)
    ]
    compound = next((one for one in acts if one.first == head.last and one.entry.form == "noun"), None)
    if compound:
        return _real(compound)
    before = [
        one
        for one in acts
        if one.last <= head.first and not _closed(line, one.last, head.first) and _reaches(line, one.last, head.first)
    ]
    behind = [
        one
        for one in acts
        if one.first >= head.last
        and one.entry.form != "noun"
        and not _other_subject(line, head, one)
        and not _before_noun(line, head, one)
        and not (one.entry.form in ("past", "participle") and line.tokens[one.first - 1].low in ("a", "an", "the"))
    ]
    if len(behind) > 1 and _reduced(line, behind[0], head) and mood_of(line, behind[1]).first < behind[1].first:
        behind = behind[1:]  # "22 of the 35 cars ordered from Solaris had been delivered"
    if before:
        last = before[-1]
        if behind and behind[0].first == head.last and "," in [t.text for t in line.tokens[last.last : head.first]]:
            return _real(behind[0])
        participle = last.entry.form in ("past", "participle") and mood_of(line, last).passive
        if participle and behind:
            return _real(behind[0])
        if last.entry.base == "have" and any(one.entry.base == "be on order" for one in behind):
            return next(one for one in behind if one.entry.base == "be on order")
        return _real(last)
    return _real(behind[0]) if behind else None


def _before_noun(line: Line, head: Head, one: Trigger) -> bool:
    """Whether a participle behind a bare number describes the noun after it: "sixteen converted day coaches"."""
    if head.span is not None or one.first != head.last or one.entry.frame == "item" or one.entry.form == "noun":
        return False
    bare = one.entry.form in ("past", "participle") and mood_of(line, one).first == one.first
    return bare and not _participle(line, one)


def _real(act: Trigger) -> Trigger | None:
    """The act, unless it is one that stands in the lexicon only to be left alone (training, repair)."""
    return act if act.entry.role == "act" else None


def _counts(line: Line, act: Trigger, head: Head, heads: Sequence[Head]) -> bool:
    """Whether an act that needs its object close by has it close by."""
    if act.entry.base == "make" and act.first >= head.last and _under_a_preposition(line, head):
        return False  # "the payment for the X was made"
    if act.entry.base in ("get to", "go to", "come to") and head.span is None and act.last <= head.first:
        return False  # "we want to get to 60 next year": a level, and nobody's
    if act.entry.base == "come" and mood_of(line, act).time not in ("future", "would", "infinitive"):
        return False
    if act.entry.weak == "compound":
        return act.first == head.last or _line_for(line, act, head)
    if act.entry.form in ("past", "participle") and _adjective(line, act, head):
        return act.entry.kind == "transfer" and act.entry.stage == "delivered"
    if act.last <= head.first and act.entry.form == "noun" and not _takes_object(line, act, head):
        return False
    if act.last <= head.first and act.entry.form != "noun" and _other_object(line, act, head):
        return False
    if not act.entry.weak:
        return True
    gap = head.first - act.last if act.last <= head.first else act.first - head.last
    if act.first >= head.last:
        passive = mood_of(line, act).passive or act.entry.frame == "item" or _reduced(line, act, head)
        return passive and gap <= _NEAR
    first_behind = min((one.first for one in heads if one.first >= act.last), default=head.first)
    return first_behind - act.last <= _NEAR and not any(
        line.covered[k] == "trigger"
        and line.tokens[k].low not in ("joint", "production")
        and line.tokens[k - 1].text != "-"
        for k in range(act.last, head.first)
    )


def _under_a_preposition(line: Line, head: Head) -> bool:
    """Whether a preposition stands before a thing, so that it is no subject of the verb behind it."""
    at = head.first - 1
    while at > 0 and (line.tokens[at].low in DETERMINERS or line.covered[at] == "number"):
        at -= 1
    return at >= 0 and line.tokens[at].low in ("for", "of", "on", "about", "with")


def _line_for(line: Line, act: Trigger, head: Head) -> bool:
    """Whether a hall or line is told with what it is for: "a second line for Hammer kits", "the factory of drones"."""
    if act.last > head.first or head.first - act.last > 5 or line.tokens[act.last].low not in ("for", "of"):
        return False
    return not any(line.tokens[k].kind == "mark" or line.covered[k] == "trigger" for k in range(act.last, head.first))


def _reduced(line: Line, act: Trigger, head: Head) -> bool:
    """Whether a participle stands right behind its thing: "the 114 aircraft selected by India"."""
    if (
        not (head.proper or head.number)
        or act.first != head.last
        or act.entry.form not in ("past", "participle")
        or act.last >= len(line.tokens)
    ):
        return False
    after = line.tokens[act.last].low
    return after in ("by", "from", "to", "in", "for", "under") or line.covered[act.last] == "date"


def _takes_object(line: Line, act: Trigger, head: Head) -> bool:
    """Whether a noun of an act stands free and does not describe another noun ("procurement agency")."""
    if act.last >= head.first:
        return True
    following = line.tokens[act.last]
    if following.kind in {"mark", "number"} or line.covered[act.last]:
        return True
    low = following.low
    return (
        low in PREPOSITIONS | BE | HAVE | MODALS | DETERMINERS
        or low in ("and", "or", "capacity", "rate", "there")
        or adverb(following)
    )


def _other_object(line: Line, act: Trigger, head: Head) -> bool:
    """Whether a verb has another object, to which the thing only belongs: "supply parts for the X"."""
    for place in range(act.last + 1, head.first):
        if line.tokens[place].low not in ("for", "on", "about", "against"):
            continue
        before = line.tokens[place - 1]
        if line.covered[place - 1] == "sum" and act.entry.kind == "transfer":
            return True  # "the budget provides 300 million for missiles"
        plain_noun = before.kind == "word" and not before.capital and not line.covered[place - 1] and not adverb(before)
        if plain_noun and before.low not in DETERMINERS | PREPOSITIONS and not before.low.endswith("ing"):
            return True
    return False


def _adjective(line: Line, act: Trigger, head: Head) -> bool:
    """Whether a participle only describes the thing behind it: "the newly built jet", "Polish-made vehicles"."""
    refitted = act.entry.kind == "modernisation" and bool(act.first) and line.covered[act.first - 1] == "number"
    near = head.span is not None and head.span[0] - act.last in ((0, 1) if refitted else (0,))
    if act.last != head.first and not near:
        return False  # "sixteen converted day coaches"
    before = line.tokens[act.first - 1] if act.first else None
    if act.first > 1 and line.tokens[act.first - 2].low in HAVE | BE:
        return False  # "have each ordered 100"
    return before is not None and (
        before.text == "-"
        or any(one.last == act.first and one.entry.form in ("base", "third", "gerund") for one in line.triggers)
        or before.low in DETERMINERS
        or before.low in PREPOSITIONS
        or (line.covered[act.first - 1] == "number" and act.entry.kind == "modernisation")
        or (
            before.low.endswith("ly") and act.first > 1 and line.tokens[act.first - 2].low in DETERMINERS | PREPOSITIONS
        )
    )


def _reaches(line: Line, first: int, last: int) -> bool:
    """Whether an act reaches a thing: behind a comma only another member of a list, not a phrase of its own."""
    comma = next(
        (
            place
            for place in range(last - 1, first - 1, -1)
            if line.tokens[place].text == "," and line.covered[place] != "number"
        ),
        None,
    )
    if comma is None or "date" in line.covered[max(0, comma - 1) : comma + 2]:
        return True
    words = line.tokens[comma + 1 : last]
    return not any(
        (
            word.low in PREPOSITIONS - {"of", "including", "as", "like", "to"}
            or (word.low.endswith("ing") and word.low != "including")
        )
        and not line.covered[comma + 1 + k]
        for k, word in enumerate(words)
    )


def _closed(line: Line, first: int, last: int) -> bool:
    """Whether another verb with its own time stands between an act and a thing."""
    return any(
        first <= one.first < last and one.entry.form == "third" and one.entry.role in ("act", "report")
        for one in line.triggers
    )


def _participle(line: Line, verb: Trigger) -> bool:
    """Whether a past form stands without an object, as a participle does: ", shipped between", ", built in"."""
    if verb.last >= len(line.tokens):
        return True
    following = line.tokens[verb.last]
    bare = following.low in PREPOSITIONS or following.kind == "mark" or line.covered[verb.last] == "date"
    return bare or adverb(following) or following.low in ("last", "this", "earlier", "early", "late", "next")


def _other_subject(line: Line, head: Head, verb: Trigger) -> bool:
    """Whether the verb behind a thing has another subject in between: ", France delivered"."""
    start = mood_of(line, verb).first
    if start > head.last and line.covered[start - 1] == "actor":
        return not any(one.last == start and line.tokens[one.first - 1].low in PREPOSITIONS for one in line.actors)
    commas = [
        place
        for place in range(head.last, start)
        if line.tokens[place].text == "," and line.covered[place - 1] != "date"
    ]
    if not commas or (len(commas) > 1 and commas[-1] == start - 1):
        return False
    if commas[-1] == start - 1 and _participle(line, verb):
        return False
    if mood_of(line, verb).time == "infinitive":
        return True  # "a contract for two X, the first order to follow the declaration"
    return verb.entry.form == "past" and not any(line.tokens[k].low in BE for k in range(commas[0], verb.first))
