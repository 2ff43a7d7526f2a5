"""What governs an act: the verbs and nouns before it, and the verb of which the thing or its noun is the subject."""

from __future__ import annotations

from typing import Literal

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.moods import mood_of
from cofactory.evidence.reader.words import PREPOSITIONS

_GOVERNORS = ("operator", "instrument", "conclude", "progress", "cancel", "refuse", "contains")
_BEFORE_A_NAME = PREPOSITIONS | {"and", "or", "the", "'s", ","}
"""Words before a name that is not the subject of the verb behind it."""


def governing(line: Line, clause: Clause, act: Trigger | None, head: tuple[int, int]) -> list[Trigger]:
    """What governs the act, outermost first: verbs and nouns before it, and the verb of which it is the subject."""
    found: list[Trigger] = []
    for one in line.triggers:
        if one.entry.role not in _GOVERNORS or not clause.first <= one.first < clause.last or one is act:
            continue
        if one.entry.role in ("refuse", "cancel") and _describes(line, one):
            continue
        if _only_recalls(line, clause, act, head, one):
            continue
        where = _place(line, clause, act, head, one)
        if where == "outermost":
            found.insert(0, one)
        elif where == "next":
            found.append(one)
    if clause.kind == "said":
        found = [
            one
            for one in line.triggers
            if one.last in (clause.first - 1, clause.first - 2) and one.entry.role in ("operator", "refuse", "cancel")
        ] + found
    return found


def _place(
    line: Line, clause: Clause, act: Trigger | None, head: tuple[int, int], one: Trigger
) -> Literal["outermost", "next", ""]:
    """Where a trigger stands among what governs the act; nowhere when it does not govern it."""
    noun = one.entry.form == "noun"
    if noun and one.first == head[1] and _compound(line, clause, one):
        return "next"
    noun_of_act = act is not None and act.entry.form == "noun"
    carried = noun_of_act and act is not None and act.last <= one.first < head[0]
    if carried and not noun and one.entry.role in ("progress", "operator", "contains"):
        return "outermost"
    anchor = min(act.first if act else head[0], head[0])
    if one.first < anchor or (act and head[1] <= one.first < act.first):
        return "next" if not noun or _leads_to(line, one.last, anchor) else ""
    if noun and one.entry.role == "instrument" and line.tokens[head[1]].text == "(":
        return "next" if head[1] < one.first <= head[1] + 4 else ""
    return "outermost" if one.first >= head[1] and not noun and _subject_of(line, clause, act, head, one) else ""


def _compound(line: Line, clause: Clause, one: Trigger) -> bool:
    """Whether a noun right behind a thing is about it: "the Aster talks", "the Aster order was increased"."""
    if one.entry.stage in ("discussed", "requested"):
        return True
    signed = any(
        other.entry.role == "conclude" and clause.first <= other.first < clause.last for other in line.triggers
    )
    raised = any(
        other.entry.base in ("increase", "raise", "extend", "double", "expand")
        and one.last <= other.first < clause.last
        for other in line.triggers
    )
    return one.entry.role == "instrument" and (signed or raised)


def _only_recalls(line: Line, clause: Clause, act: Trigger | None, head: tuple[int, int], one: Trigger) -> bool:
    """Whether a participle only says which things are meant, before their verb: "the 40 pledged have arrived"."""
    if act is None or one.entry.form not in ("past", "participle"):
        return False
    if act.entry.form == "noun":
        if one.first != max(head[1], act.last) or mood_of(line, one).passive or one.entry.role == "conclude":
            return False
        return any(
            other.entry.role in ("progress", "cancel", "refuse") and one.last < other.first < clause.last
            and mood_of(line, other).first >= one.last and _finite(line, other)
            for other in line.triggers
        )  # fmt: skip
    if act.first <= one.last:
        return False
    return one.first == head[1] and not mood_of(line, one).passive and mood_of(line, act).first >= one.last


def _finite(line: Line, verb: Trigger) -> bool:
    """Whether a verb has an auxiliary of its own or is told in the present: "were carried out", "begin"."""
    mood = mood_of(line, verb)
    return mood.first < verb.first or verb.entry.base.startswith("be ") or verb.entry.form in ("base", "third")


def _describes(line: Line, one: Trigger) -> bool:
    """Whether a participle only describes the noun behind it: "from frozen Russian assets"."""
    before = line.tokens[one.first - 1].low if one.first else ""
    return one.entry.form in ("past", "participle") and (before in PREPOSITIONS or before in ("the", "a", "an", "and"))


def _by_whom(line: Line, one: Trigger) -> bool:
    """Whether a participle only describes the noun before it by who did it: "the price asked by Rome"."""
    after = line.tokens[one.last].low if one.last < len(line.tokens) else ""
    alone = mood_of(line, one).first == one.first > 0 and line.tokens[one.first - 1].kind == "word"
    return one.entry.form in ("past", "participle") and alone and after == "by"


def taken_off(line: Line, clause: Clause) -> bool:
    """Whether a clause calls off or denies something, by more than a word that describes: "from frozen assets"."""
    return any(
        clause.first <= one.first < clause.last and one.entry.role in ("refuse", "cancel") and not _describes(line, one)
        for one in line.triggers
    )


def _leads_to(line: Line, first: int, anchor: int) -> bool:
    """Whether nothing but a noun phrase stands between a noun and what it is about: no comma, no other verb."""
    for place in range(first, anchor):
        if line.tokens[place].text in ",;:" and "date" not in line.covered[max(0, place - 1) : place + 2]:
            return False
    return True


def _paper_to(line: Line, clause: Clause, act: Trigger, verb: Trigger) -> bool:
    """Whether a verb speaks of the paper before an infinitive: "an agreement to build X is under negotiation"."""
    papers = [one for one in line.triggers if clause.first <= one.first < act.first and one.entry.form == "noun"]
    lower = verb.entry.stage in ("discussed", "requested") or verb.entry.role in ("refuse", "cancel")
    mood = mood_of(line, verb)
    named = any(
        act.last <= one.last == mood.first and line.tokens[one.first - 1].low not in _BEFORE_A_NAME
        for one in line.actors
    )
    return (
        bool(papers) and lower and mood_of(line, act).time == "infinitive" and not named and mood.time != "infinitive"
    )


def _subject_of(line: Line, clause: Clause, act: Trigger | None, head: tuple[int, int], verb: Trigger) -> bool:
    """Whether the thing or its noun is the subject of a verb behind it: "the delivery of X was discussed"."""
    if act is not None and act.entry.form != "noun" and act.first < verb.first:
        return _paper_to(line, clause, act, verb)
    start = min(head[0], act.first if act else head[0])
    before = [
        one
        for one in line.triggers
        if clause.first <= one.first < start
        and one.entry.form != "noun"
        and one.entry.role != "report"
        and line.tokens[max(0, one.first - 1)].text != "-"
        and not _by_whom(line, one)
    ]
    if before:
        return False
    mood = mood_of(line, verb)
    if verb.entry.role in ("refuse", "cancel") and line.tokens[verb.first - 1].text == ",":
        return False
    start = max(head[1], act.last if act else 0)
    others = (one for one in line.actors if start <= one.first < mood.first and not one.known.adjective)
    if any(line.tokens[one.first - 1].low not in _BEFORE_A_NAME for one in others):
        return False
    said = {one.first - 1 for one in line.triggers if one.entry.role == "report"}
    if any(line.tokens[k].low in ("we", "he", "she", "they", "i") and k not in said for k in range(start, mood.first)):
        return False
    return mood.passive or verb.entry.role in ("progress", "operator") or mood.time == "past"
