"""Which number counts a thing: the nearest before it, with nothing between them but describing words."""

from __future__ import annotations

from cofactory.evidence.reader.lexicon import groups_of, words_of
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.numbers import Number
from cofactory.evidence.reader.words import AUXILIARIES, PREPOSITIONS
from cofactory.evidence.reader.wordset import word_set

LOOSE = word_set("more of additional further others other extra new units pieces them these those in total")
_NUMBER_NOUNS = word_set(
    "total batch first package series set fleet initial tranche order lot volume volumes number numbers "
    "quantity quantities stock stocks dozen pair"
)
NO_MODIFIER = PREPOSITIONS | AUXILIARIES
_ONE = word_set("first last second third one none some most half part latest")


def number_before(line: Line, first: int, used: set[int]) -> Number | None:
    """The number that counts the thing at a token, with nothing between them but describing words."""
    for number in reversed(line.numbers):
        if number.last > first or number.first in used:
            continue
        gap = line.tokens[number.last : first]
        part = _part_of(line, number)
        if part is not None and _all_but(line, part):
            return None
        if part is not None and part.first not in used and len(gap) <= 7 and _counts(line, number.last, first):
            return part
        if one_of(line, number) or _is_a_year(line, number):
            return None
        if _all_but(line, number) or only_compared(line, number):
            return None
        return number if len(gap) <= 7 and _counts(line, number.last, first) else None
    return None


def _all_but(line: Line, number: Number) -> bool:
    """Whether a number is what is left out: "all but two of the six"."""
    words = [token.low for token in line.tokens[max(0, number.first - 2) : number.first]]
    return words == ["all", "but"]


_COMPARED = (
    ("short", "of"), ("instead", "of"), ("rather", "than"), ("as", "against"), ("compared", "with"),
    ("compared", "to"), ("lieu", "of"),
)  # fmt: skip


def only_compared(line: Line, number: Number) -> bool:
    """Whether a number is only what another falls short of or stands in for: "instead of the 600 planned"."""
    back = number.first - 1
    while back > 0 and line.tokens[back].low in ("the", "its", "their", "a", "an"):
        back -= 1
    return back > 0 and (line.tokens[back - 1].low, line.tokens[back].low) in _COMPARED


def _is_a_year(line: Line, number: Number) -> bool:
    """Whether a figure is rather a year than a count: "past its 2025 target"."""
    bare = line.words(number.at, number.last)
    return number.qualifier == "exact" and bare.isdigit() and 2010 <= int(bare[:9]) <= 2060


def one_of(line: Line, number: Number) -> bool:
    """Whether the number is only the whole from which one is told: "the first of four"."""
    back = [token.low for token in line.tokens[max(0, number.first - 3) : number.first]]
    back = [word for word in back if word not in ("the", "its")]
    return len(back) >= 2 and back[-1] == "of" and back[-2] in _ONE


def _part_of(line: Line, number: Number) -> Number | None:
    """The number of which another is the whole: 611 in "611 of the 700 coaches"."""
    back = number.first - 1
    while back > 0 and line.tokens[back].low in ("the", "its", "these", "those", "their"):
        back -= 1
    if back < 1 or line.tokens[back].low != "of":
        return None
    back -= line.tokens[back - 1].low == "out"
    return next((one for one in line.numbers if one.last == back), None)


def _counts(line: Line, start: int, end: int) -> bool:
    """Whether the words between a number and a thing leave the number counting the thing."""
    others = words_of("other_nouns.csv")
    for place in range(start, end):
        token = line.tokens[place]
        if token.kind == "mark":
            if token.text in "-'\"'s":
                continue
            return False
        if line.covered[place] in ("number", "sum", "date", "measure"):
            return False
        if line.covered[place] == "trigger" and not (
            line.tokens[place].low.endswith("ed")
            or line.tokens[place].low in ("built", "made", "joint")
            or (token.capital and place + 1 < end and line.tokens[place + 1].kind == "number")
        ):
            return False
        if token.low in LOOSE - {"in", "total"} or (
            token.low in ("the", "its", "a", "year", "month") and token.low not in others
        ):
            continue
        if token.low in others or token.low in NO_MODIFIER or token.low in ("and", "or", "but", "that", "which"):
            return False
        plural = token.low.endswith("s") and not token.low.endswith(("ss", "us")) and not token.capital
        if (
            plural
            and not groups_of(token.low)
            and token.low not in _NUMBER_NOUNS
            and token.low not in ("kits", "batteries", "units", "sets", "rounds", "doses", "packages")
        ):
            return False
    return True
