"""Words of the lexicon that stand in a turn of phrase where they are no act: made clear, used to be, was hit."""

from __future__ import annotations

from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.words import BE
from cofactory.evidence.reader.wordset import word_set

_MADE = word_set(
    "clear plain sure certain known public sense way room use headway progress clearer good worse better easy easier "
    "possible impossible necessary difficult harder inroads mistakes money profit friends amends history"
)
_PEOPLE = word_set(
    "people employees staff workers engineers technicians welders pilots soldiers apprentices volunteers specialists "
    "experts troops jobs students trainees mechanics operators men women crew colleagues members"
)
_NATIONALS = word_set("engineers designers makers")
_AND = word_set("and or of in from at with to by")


def without_idle(line: Line) -> list[Trigger]:
    """The triggers of a sentence without those that only stand in a turn of phrase."""
    idle = (_made_clear, _used_to, _was_hit, _that_leave, _needed_to)
    return [one for one in line.triggers if not any(kind(line, one) for kind in idle)]


def people_at(line: Line, at: int) -> bool:
    """Whether a number counts people: "has 45 people"."""
    return any(token.low in _PEOPLE for token in line.tokens[at : at + 2])


def nationals(line: Line, one: Trigger) -> bool:
    """Whether a word that looks like a verb is a noun behind a nationality: "of Ukrainian engineers and a maker"."""
    if one.first == 0 or one.entry.form != "third" or line.tokens[one.first].low not in _NATIONALS:
        return False
    after = line.tokens[one.last].low if one.last < len(line.tokens) else ""
    return line.covered[one.first - 1] == "actor" and (not after.isalpha() or after in _AND)


def _made_clear(line: Line, one: Trigger) -> bool:
    """Whether "make" has no thing that is made: "made clear", "makes sense", "made it possible"."""
    behind = [token.low for token in line.tokens[one.last : one.last + 2]]
    behind = behind[1:] if behind[:1] == ["it"] else behind[:1]
    return one.entry.base == "make" and bool(behind) and behind[0] in _MADE


def _used_to(line: Line, one: Trigger) -> bool:
    """Whether "used to" tells a habit of the past: "where the market used to be held"."""
    if one.entry.base != "use" or one.last >= len(line.tokens) or line.tokens[one.last].low != "to":
        return False
    return line.tokens[one.first].low == "used" and (one.first == 0 or line.tokens[one.first - 1].low not in BE)


def _was_hit(line: Line, one: Trigger) -> bool:
    """Whether something was hit by fire, so that no level was: "the workshops have been hit twice"."""
    return one.entry.base in ("hit", "strike") and one.first > 0 and line.tokens[one.first - 1].low in BE


def _that_leave(line: Line, one: Trigger) -> bool:
    """Whether a present tense only says which things are meant: "the drones that leave it are for the coast"."""
    which = one.first > 0 and line.tokens[one.first - 1].low in ("that", "which")
    return which and one.entry.base == "leave" and one.entry.form in ("base", "third")


def _needed_to(line: Line, one: Trigger) -> bool:
    """Whether a need only says what a thing is for, so that nobody asks: "the missiles are needed to protect them"."""
    behind = line.tokens[one.last].low if one.last < len(line.tokens) else ""
    passive = one.first > 0 and line.tokens[one.first - 1].low in BE
    return one.entry.base == "need" and line.tokens[one.first].low == "needed" and passive and behind in ("to", "for")
