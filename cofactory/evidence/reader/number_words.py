"""Numbers written in words: twenty-five, nine hundred and eighteen, two thousand four hundred, half a million."""

from __future__ import annotations

from collections.abc import Sequence

from cofactory.evidence.reader.tokens import Token

UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    word: 10 * number
    for number, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9, "mn": 1e6,
    "mln": 1e6, "bln": 1e9, "dozen": 12.0, "tn": 1e12, "crore": 1e7, "lakh": 1e5,
}  # fmt: skip
_LARGE = {"thousand": 1e3, "million": 1e6}


def in_words(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """The value of a number in words that begins at a token, and the index after it; a last scale word is left."""
    low = tokens[at].low
    following = _low(tokens, at + 1)
    if low == "half" and following == "a" and _low(tokens, at + 2) in SCALES:
        return 0.5, at + 2
    if low in ("a", "an"):
        if following not in SCALES:
            return None
        whole = _whole(tokens, at)
        return whole if whole is not None and whole[1] > at + 2 else (1.0, at + 1)
    return _whole(tokens, at)


def _whole(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """A number of several groups: "two thousand four hundred and six"; one group alone keeps its scale outside."""
    first = _group(tokens, at)
    if first is None:
        return None
    value, end = first
    scale = _LARGE.get(_low(tokens, end))
    if scale is not None:
        rest = _rest(tokens, end + 1)
        if rest is not None and rest[0] < scale:
            return value * scale + rest[0], rest[1]
    return value, end


def _rest(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """What follows a thousand or a million: "four hundred and six", "three hundred thousand", "and forty"."""
    rest = _after_and(tokens, at) or _whole(tokens, at)
    while rest is not None and _low(tokens, rest[1]) in ("hundred", "thousand"):
        rest = rest[0] * SCALES[_low(tokens, rest[1])], rest[1] + 1
    return None if rest is None or _low(tokens, rest[1]) in SCALES else rest


def _after_and(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """The rest of a number behind "and": "one thousand and forty", which is below a hundred."""
    rest = _below_hundred(tokens, at + 1) if _low(tokens, at) == "and" else None
    return rest if rest is not None and _low(tokens, rest[1]) not in ("hundred", "dozen") else None


def _group(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """A number below a thousand: "nine hundred and eighteen"; a hundred with nothing behind it is left as a scale."""
    first = (1.0, at + 1) if _low(tokens, at) in ("a", "an") else _below_hundred(tokens, at)
    if first is None or _low(tokens, first[1]) != "hundred":
        return first
    value, end = first
    rest = _after_and(tokens, end + 1) or _below_hundred(tokens, end + 1)
    if rest is not None and _low(tokens, rest[1]) != "hundred":
        return value * 100 + rest[0], rest[1]
    return (value * 100, end + 1) if _low(tokens, end + 1) in _LARGE else first


def _below_hundred(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """A number below a hundred: seven, twenty, twenty-five."""
    low = _low(tokens, at)
    if low in TENS:
        if _low(tokens, at + 1) == "-" and _low(tokens, at + 2) in UNITS:
            return float(TENS[low] + UNITS[_low(tokens, at + 2)]), at + 3
        if _low(tokens, at + 1) in UNITS and UNITS[_low(tokens, at + 1)] < 10:
            return float(TENS[low] + UNITS[_low(tokens, at + 1)]), at + 2
        return float(TENS[low]), at + 1
    return (float(UNITS[low]), at + 1) if low in UNITS else None


def _low(tokens: Sequence[Token], at: int) -> str:
    """The word at a token in small letters; empty beyond the end."""
    return tokens[at].low if at < len(tokens) else ""
