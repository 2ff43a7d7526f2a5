"""Words and bare numbers that point back to a thing named before: the rest, both, another three, 116 will be built."""

from __future__ import annotations

from collections.abc import Sequence

from cofactory.evidence.reader.counted import LOOSE, NO_MODIFIER, one_of
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.memory import BARE, Memory
from cofactory.evidence.reader.numbers import Number
from cofactory.evidence.reader.rates import per_of
from cofactory.evidence.reader.words import FINITE
from cofactory.evidence.reader.wordset import word_set

_ENDS_A_NUMBER = word_set(
    "a an per each every and or which that were annually monthly yearly daily have now already next so this last today "
    "due ready outstanding"
)
_PARTS = word_set("first second third fourth last latest rest remainder others")


_SHARES = word_set("both all some half most several many part none each few")
_THEM = word_set("them these those")
_ARTICLES = word_set("the a its")
_OTHER = word_set("remaining other last first second third further final next fourth")
_LOTS = word_set("pair one ones batch lot tranche instalment half consignment shipment delivery")
_OBJECTS = word_set("more them these those it")
_CLOSES = word_set(
    "in to by from for at on this next last before after until and but as with already now together jointly under"
)


def ordinals(line: Line, memory: Memory, sentence: int, named: Sequence[Head]) -> list[Head]:
    """The heads of "the first", "the rest" and "the last of them" before a verb: parts of what was named before."""
    tokens, found = line.tokens, []
    for at in range(1, len(tokens) - 1):
        if tokens[at].low not in _PARTS or tokens[at - 1].low != "the" or line.covered[at]:
            continue
        last = at + 1
        if tokens[last].low == "of" and last + 1 < len(tokens) and tokens[last + 1].low in ("these", "those", "them"):
            last += 2
        elif tokens[last].low not in FINITE and not any(
            one.first == last and one.entry.form in ("past", "third") for one in line.triggers
        ):
            continue
        if not any(head.first <= at < head.last for head in named):
            found += _head((line, at, last), None, memory, sentence)
    return found


def pronouns(line: Line, memory: Memory, sentence: int, named: Sequence[Head]) -> list[Head]:
    """The heads of "both", "the remaining pair", "half of them", "more" and "them" where a verb has them beside it."""
    found: list[Head] = []
    at = 0
    while at < len(line.tokens):
        last, number = _pronoun(line, at)
        if last > at and not any(head.first < last and at < head.last for head in (*named, *found)):
            found += _head((line, at, last), number, memory, sentence)
        at = max(last, at + 1)
    return found


def _pronoun(line: Line, at: int) -> tuple[int, Number | None]:
    """The token after a word that stands for things named before, and how many; `at` itself where none does."""
    if line.covered[at]:
        return at, None
    tokens, low = line.tokens, line.tokens[at].low
    two = Number(at, at + 1, 2.0, 2.0, "exact", 2.0, at)
    following = [token.low for token in tokens[at + 1 : at + 4]]
    if low in _SHARES and following[:1] == ["of"] and following[1:2] and following[1] in _THEM:
        return at + 3, two if low == "both" else None
    if low == "both" and _verb_at(line, at + 1):
        return at + 1, two
    if low in _ARTICLES and following[1:2] and following[0] in _OTHER and following[1] in _LOTS:
        if following[2:3] and following[2] in (",", "of"):
            return at, None
        return at + 3, two._replace(first=at + 2, last=at + 3, at=at + 2) if following[1] == "pair" else None
    if low in ("its", "their", "the") and following[:1] and following[0] in _ORDINALS and _ends_at(line, at):
        return at + 2, None
    if low == "another" and following[:1] and following[0] in _LOTS:
        return at + 2, two._replace(first=at + 1, last=at + 2, at=at + 1) if following[0] == "pair" else None
    if low in ("a", "another") and ((following[:1] and following[0] in _OTHER) or low == "another"):
        last = at + 1 + (low == "a")
        if _verb_at(line, last):
            return last, None
    if low in _OBJECTS and at and _object_of(line, at):
        return at + 1, None
    return at, None


def _ends_at(line: Line, at: int) -> bool:
    """Whether a verb has "its first" as its whole object: "took delivery of its first in May"."""
    behind = line.tokens[at + 2] if at + 2 < len(line.tokens) else None
    ends = behind is None or behind.kind == "mark" or line.covered[at + 2] == "date"
    return ends and at > 0 and line.covered[at - 1] == "trigger"


_ORDINALS = word_set("first second third fourth last")


def _object_of(line: Line, at: int) -> bool:
    """Whether a verb that takes things as its object stands right before a pronoun, and nothing of its own behind."""
    verb = next((one for one in line.triggers if one.last == at and one.entry.form != "noun"), None)
    if verb is None or verb.entry.role not in ("act", "operator"):
        return False
    if line.tokens[at].low == "more" and verb.entry.base == "offer":
        return False
    if line.tokens[at].low == "it" and (verb.entry.role != "act" or verb.entry.weak):
        return False
    after = line.tokens[at + 1] if at + 1 < len(line.tokens) else None
    return after is None or after.kind == "mark" or bool(line.covered[at + 1] == "date") or after.low in _CLOSES


def _verb_at(line: Line, at: int) -> bool:
    """Whether a finite verb stands at a token."""
    if at >= len(line.tokens):
        return False
    if line.tokens[at].low in FINITE:
        return True
    return any(one.first == at and one.entry.form in ("past", "third") for one in line.triggers)


def _head(place: tuple[Line, int, int], number: Number | None, memory: Memory, sentence: int) -> list[Head]:
    """The head of a word that points back, as a list: empty where nothing was named lately."""
    line, at, last = place
    start = line.tokens[at].start
    recent = next(
        (
            one
            for one in reversed(memory.things)
            if (one.sentence < sentence or one.end <= start) and sentence - one.sentence <= BARE
        ),
        None,
    )
    if recent is None:
        return []
    names = tuple(name for name in memory.gazetteer.names if name.id == recent.item)
    return [Head(at, last, names, recent.text, recent.unit, number, inferred=recent)]


def _compared_with(line: Line, number: Number) -> bool:
    """Whether a number is only what another is held against: "instead of four", "out of a planned seven"."""
    at = number.first
    while at > 0 and line.tokens[at - 1].low in ("a", "the", "its", "planned", "only", "just"):
        at -= 1
    before = [token.low for token in line.tokens[max(0, at - 2) : at]]
    return before[-1:] in (["against"], ["than"], ["versus"]) or before in (["instead", "of"], ["out", "of"])


def _opens_a_date(line: Line, at: int) -> bool:
    """Whether "in" is the preposition of what follows and not of "in total"."""
    following = line.tokens[at + 1].low if at + 1 < len(line.tokens) else ""
    return line.tokens[at].low == "in" and following not in ("total", "all")


def bare_number(line: Line, number: Number, memory: Memory, sentence: int, named: Sequence[Head]) -> Head | None:
    """The head of a number without a noun: "116 will be built", "ordered 500 more", "1,200 a year"."""
    tokens = line.tokens
    at = number.last
    while at < len(tokens) and tokens[at].low in LOOSE and not _opens_a_date(line, at):
        at += 1
    back = [token.low for token in tokens[max(0, number.first - 2) : number.first]]
    if back == ["all", "but"] or one_of(line, number) or (number.low is None and number.high is None):
        return None
    if _compared_with(line, number):
        return None
    points = {token.low for token in tokens[number.last : at]} & {"them", "these", "those", "units"}
    if (at < len(tokens) and tokens[at].low == "than") or (number.first and tokens[number.first - 1].low == "or"):
        return None
    if at < len(tokens) and not points:
        token = tokens[at]
        ends = token.kind == "mark" or token.low in NO_MODIFIER or line.covered[at] in ("trigger", "date")
        ends = ends or token.low in _ENDS_A_NUMBER
        if not ends or token.text in "%'" or (token.text == "-" and not token.spaced):
            return None
    before = tokens[number.first - 1].low if number.first else ""
    if (
        before in ("in", "at", "of", "on", "since", "around", "no", "number", "version", "phase", "and")
        and not per_of(line, number.last)
        and before not in ("of", "at", "and")
    ):
        return None
    if number.bare is not None and 1950 <= number.bare <= 2100 and "," not in line.words(number.at, number.last):
        return None
    if (number.bare or 0) <= 1 and number.qualifier == "exact":
        return None
    recent = memory.latest(sentence)
    if recent is None or (recent.sentence == sentence and not any(head.first < number.first for head in named)):
        recent = next(
            (one for one in reversed(memory.things) if one.sentence < sentence and sentence - one.sentence <= BARE),
            None,
        )
    if recent is None:
        return None
    names = tuple(name for name in memory.gazetteer.names if name.id == recent.item)
    return Head(number.first, number.last, names, recent.text, recent.unit, number, inferred=recent, weak=True)
