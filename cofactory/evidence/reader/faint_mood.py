"""Whether a clause tells something as real or planned, by verbs that need not be in the lexicon, and how low it is."""

from __future__ import annotations

from dataclasses import replace

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.doubts import doubt
from cofactory.evidence.reader.inflect import irregular_pasts
from cofactory.evidence.reader.lexicon import words_of
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.moods import Mood, clause_mood, mood_of
from cofactory.evidence.reader.words import BE, DETERMINERS, FINITE, MODALS, PREPOSITIONS, adverb, negated
from cofactory.evidence.reader.wordset import word_set

_BACK = word_set("it they these those this both half")
_IRREGULAR = word_set("met went came became began fell grew hit kept laid led let lost rose stood struck thought told")
_LOW = ("discussed", "requested", "intended")
_SAYS = frozenset({"announce", "unveil", "promise", "agree"})
_ASKING = word_set("what how who whose why where say")
_TAKEN = word_set("the a an its up from on at no more about")
_TO_COME = word_set("due set slated scheduled planned foreseen pencilled supposed bound")


def told_of(line: Line, clause: Clause) -> Mood | None:
    """The mood of a clause that tells something as real or planned; none for what is denied, doubted or described."""
    mood = _mood(line, clause)
    tokens = line.tokens[clause.first : clause.last]
    opening = next((token.low for token in tokens if token.kind == "word"), "")
    if opening in _ASKING and not (opening == "what" and any(token.low == "is" for token in tokens)):
        return None
    if mood is None or mood.denied or mood.certainty != "asserted" or _described(line, clause):
        return None
    if any(negated(token) for token in tokens) or (mood.time == "would" and not _foretold(line, clause, mood)):
        return None
    if any(inside(clause, one) and one.entry.role == "refuse" and one.first < mood.first for one in line.triggers):
        return None  # "denying a report that Italy would give up one"
    certainty = doubt(line, clause, clause.last)
    return None if certainty == "speculative" else replace(mood, certainty=certainty)


def low_stage(line: Line, clause: Clause, mood: Mood) -> str | None:
    """The stage that the tense and the verbs of meaning allow."""
    words = {token.low for token in line.tokens[clause.first : clause.last]}
    ahead = mood.time in ("future", "would", "infinitive") or bool(_TO_COME & words)
    asked = [
        one.entry.stage
        for one in line.triggers
        if inside(clause, one) and one.entry.role == "operator" and one.entry.base != "consider"
    ]
    return "intended" if ahead else next((stage for stage in _LOW if stage in asked), None)


def points_back(line: Line, clause: Clause) -> bool:
    """Whether a clause begins with a word that stands for something told before, and a verb that is more than "is"."""
    for at in range(clause.first, min(clause.first + 2, clause.last - 2)):
        if line.tokens[at].low not in _BACK:
            continue
        verb = at + 1
        while verb < clause.last - 1 and (line.tokens[verb].low in FINITE | BE or adverb(line.tokens[verb])):
            verb += 1
        word = line.tokens[verb].low
        own = line.covered[verb] == "trigger" or _past(word) or line.tokens[verb - 1].low in MODALS
        return own or word in ("to", "due") or (verb == at + 1 and word.endswith("s"))
    return False


def inside(clause: Clause, one: Trigger) -> bool:
    """Whether a word of the lexicon stands in a clause."""
    return clause.first <= one.first < clause.last


def _foretold(line: Line, clause: Clause, mood: Mood) -> bool:
    """Whether "would" tells the future as somebody reported it, and no wish ("would have", "would be good")."""
    after = [token.low for token in line.tokens[mood.first + 1 : clause.last][:2]]
    wish = after[:1] in (["have"], ["like"]) or (after[:1] == ["be"] and not _past(after[-1]))
    said = any(
        one.first < mood.first and one.entry.form == "past" and (one.entry.role == "report" or one.entry.base in _SAYS)
        for one in line.triggers
    )
    return not wish and said


def _described(line: Line, clause: Clause) -> bool:
    """Whether a clause tells what a thing is like, outside the thing's own name ("long-range drones")."""
    describing = words_of("describing.csv")
    places = range(clause.first, clause.last)
    return any(line.tokens[k].low in describing and line.covered[k] not in ("thing", "class") for k in places)


def _mood(line: Line, clause: Clause) -> Mood | None:
    """The mood of the first verb of a clause, be it in the lexicon or only look like one; none without a verb."""
    tense = clause_mood(line, clause.first, clause.last)
    if tense is not None:
        return tense
    verbs = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun"]
    if verbs:
        return mood_of(line, verbs[0])
    if any(_past(token.low) and not token.capital for token in line.tokens[clause.first : clause.last]):
        return Mood("past", first=clause.first)
    if any(_third_person(line, at) for at in range(clause.first + 1, clause.last - 1)):
        return Mood("present", first=clause.first)
    return None


def _past(word: str) -> bool:
    """Whether a word looks like the past of a verb."""
    return word.endswith("ed") or word in _IRREGULAR or word in irregular_pasts()


def _third_person(line: Line, at: int) -> bool:
    """Whether a word looks like a verb in the present: with "s", behind a noun, before what a verb takes."""
    token, before = line.tokens[at], line.tokens[at - 1]
    ends = token.low.endswith("s") and not token.low.endswith("ss") and len(token.low) > 3
    if line.covered[at] or token.capital or not ends:
        return False
    plural = before.low.endswith("s") or before.low in DETERMINERS | PREPOSITIONS or before.kind != "word"
    return not plural and (line.covered[at + 1] in ("number", "sum", "date") or line.tokens[at + 1].low in _TAKEN)
