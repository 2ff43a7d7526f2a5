"""Words and bare numbers that point back to a thing named before: the rest, both, another three, 116 will be built."""

from __future__ import annotations

from collections.abc import Sequence

from cofactory.evidence.reader.counted import LOOSE, NO_MODIFIER, one_of
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.marks import Line
from cofactory.evidence.reader.memory import BARE, Memory
from cofactory.evidence.reader.numbers import Number
from cofactory.evidence.reader.rates import per_of
from cofactory.evidence.reader.words import FINITE
from cofactory.evidence.reader.wordset import word_set

_ENDS_A_NUMBER = word_set(
    "a an per each every and or which that were annually monthly yearly daily have now already next"
)
_PARTS = word_set("first second third fourth last latest rest remainder others")


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
        recent = memory.latest(sentence)
        if recent is None or any(head.first <= at < head.last for head in named):
            continue
        names = tuple(name for name in memory.gazetteer.names if name.id == recent.item)
        found.append(Head(at, last, names, recent.text, recent.unit, None, inferred=recent))
    return found


def bare_number(line: Line, number: Number, memory: Memory, sentence: int, named: Sequence[Head]) -> Head | None:
    """The head of a number without a noun: "116 will be built", "ordered 500 more", "1,200 a year"."""
    tokens = line.tokens
    at = number.last
    while at < len(tokens) and tokens[at].low in LOOSE:
        at += 1
    back = [token.low for token in tokens[max(0, number.first - 2) : number.first]]
    if back == ["all", "but"] or one_of(line, number) or (number.low is None and number.high is None):
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
