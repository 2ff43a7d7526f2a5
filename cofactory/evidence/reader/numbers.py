"""Finds numbers as intervals with their qualifier: 2,000; six to eight; up to 100; tens of thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, cast

from cofactory.evidence.reader.inflect import rows
from cofactory.evidence.reader.number_words import SCALES as _SCALES
from cofactory.evidence.reader.number_words import in_words
from cofactory.evidence.reader.tokens import Token
from cofactory.evidence.reader.wordset import word_set
from cofactory.schema.evidence import Qualifier

_VAGUE = {"dozens": 12.0, "scores": 20.0, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
_QUALIFIERS = tuple(
    (tuple(row["phrase"].split()), cast("Qualifier", row["qualifier"])) for row in rows("qualifiers.csv")
)
_MUCH = word_set(
    "record unspecified undisclosed unknown large significant substantial unprecedented limited small "
    "considerable massive"
)
_AMOUNTS = word_set("volume volumes number numbers quantity quantities amount amounts")
_TAKES_OVER = word_set("hand hands handed handing turn turned turning take takes took taken taking")
"""Verbs whose particle is "over", which says nothing about the number behind it."""
_TALKING = word_set("talk talks talked talking discussion discussions speak speaks spoke negotiations asked asks")
"""Words whose "about" is a preposition: "talks about 114 more"."""
_LENGTHS = word_set("long high wide deep tall away off above below from in of and or at long- to by")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}")


_BY_LAST_WORD = {
    last: [pair for pair in _QUALIFIERS if pair[0][-1] == last] for last in {words[-1] for words, _ in _QUALIFIERS}
}


class Number(NamedTuple):
    """An interval in words or figures, between two tokens."""

    first: int
    last: int
    """The index after its last token."""
    low: float | None
    high: float | None
    qualifier: Qualifier
    bare: float | None
    """The figure itself, without its qualifier."""
    at: int
    """The token where the figure itself begins, after its qualifier."""


def number_at(tokens: Sequence[Token], at: int) -> Number | None:
    """The number that begins at a token, with the qualifier that stands before it."""
    read = _interval(tokens, at)
    if read is None:
        return None
    low, high, last, vague = read
    first, qualifier = _qualified(tokens, at)
    if vague:
        return Number(at, last, low, high, "vague", None, at)
    qualifier, last = _after(tokens, last, qualifier)
    if low != high:
        return Number(first, last, low, high, qualifier if qualifier == "about" else "exact", low, at)
    if qualifier in ("up to", "at most", "less than"):
        return Number(first, last, None, high, qualifier, low, at)
    if qualifier in ("more than", "at least"):
        return Number(first, last, low, None, qualifier, low, at)
    return Number(first, last, low, high, qualifier, low, at)


def _qualified(tokens: Sequence[Token], at: int) -> tuple[int, Qualifier]:
    """Where the qualifier before a number begins, and which it is."""
    start = at
    while start > 0 and tokens[start - 1].low in ("a", "an", "the", "another", "$", "€", "£"):
        start -= 1
        if at - start > 2:
            break
    for place in {at: 0, start: 0}:
        for words, qualifier in _BY_LAST_WORD.get(tokens[place - 1].low, ()) if place else ():
            first = place - len(words)
            if first < 0 or (place != at and words[0] in ("over", "under", "above", "below", "exceeding")):
                continue
            if all(tokens[first + k].low == words[k] for k in range(len(words))):
                if words == ("about",) and first and tokens[first - 1].low in _TALKING:
                    return at, "exact"
                particle = words == ("over",) and first and tokens[first - 1].low in _TAKES_OVER
                return (at, "exact") if particle else (first, qualifier)
    return at, "exact"


def _after(tokens: Sequence[Token], last: int, qualifier: Qualifier) -> tuple[Qualifier, int]:
    """A qualifier that stands behind its number: "30 or more", "40+"."""
    if last < len(tokens) and tokens[last].text == "+":
        return "at least", last + 1
    if last + 1 < len(tokens) and tokens[last].low == "or":
        if tokens[last + 1].low == "more":
            return "at least", last + 2
        if tokens[last + 1].low == "so":
            return "about", last + 2
    return qualifier, last


def _interval(tokens: Sequence[Token], at: int) -> tuple[float | None, float | None, int, bool] | None:
    """Low, high, the index after, and whether it is vague."""
    vague = _vague(tokens, at)
    if vague:
        return vague
    first = _single(tokens, at)
    if first is None:
        return None
    low, end, scaled = first
    if end + 1 < len(tokens) and _joins(tokens, at, end):
        second = _single(tokens, end + 1)
        if second is not None:
            high, last, scale = second
            if scaled == 1.0 and scale > 1.0 and low < 1000:
                low *= scale
            if low < high <= low * 20:
                return low, high, last, False
    return low, low, end, False


def _joins(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the token at `end` joins two numbers to one range."""
    word = tokens[end].low
    if word == "-":
        return end + 1 < len(tokens) and tokens[end].spaced == tokens[end + 1].spaced
    if word in ("to", "or"):
        return at == 0 or tokens[at - 1].low != "from"
    return word == "and" and at > 0 and tokens[at - 1].low == "between"


_SEVERAL = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}


def _vague(tokens: Sequence[Token], at: int) -> tuple[float | None, float | None, int, bool] | None:
    """Dozens, hundreds, tens of thousands; several, a few, a handful: an interval or no number at all."""
    low = tokens[at].low
    following = [token.low for token in tokens[at + 1 : at + 3]]
    if low in ("tens", "hundreds") and len(following) == 2 and following[0] == "of" and following[1] in _VAGUE:
        scale = (10 if low == "tens" else 100) * _VAGUE[following[1]]
        return 2 * scale if low == "tens" else scale, 10 * scale, at + 3, True
    if low in _VAGUE:
        return (
            (_VAGUE[low] if low == "scores" else 2 * _VAGUE[low]),
            (100.0 if low in ("dozens", "scores") else 10 * _VAGUE[low]),
            at + 1,
            True,
        )
    if low in _MUCH and (following[:1] and following[0] in _AMOUNTS):
        end = at + 2
        return None, None, end + (end < len(tokens) and tokens[end].low == "of"), True
    if low == "several" and following[:1] and following[0] in _SEVERAL:
        return 2.0 * _SEVERAL[following[0]], 10.0 * _SEVERAL[following[0]], at + 2, True
    if low in ("several", "numerous", "many") and not (at and tokens[at - 1].low in ("how", "as", "so", "too")):
        return None, None, at + 1, True
    if low in ("few", "handful", "couple") and at > 0 and tokens[at - 1].low == "a":
        return None, None, at + 1, True
    return None


def _single(tokens: Sequence[Token], at: int) -> tuple[float, int, float] | None:
    """One figure: its value, the index after it, and the scale word's factor (1 when there was none)."""
    token = tokens[at]
    if token.kind == "number":
        value, end = figure(token.text), at + 1
        while end < len(tokens) and _continues(tokens, at, end):
            value, end = value * 1000 + int(tokens[end].text), end + 1
    else:
        words = in_words(tokens, at)
        if words is None:
            return None
        value, end = words
    factor = 1.0
    while end < len(tokens) and tokens[end].low in _SCALES:
        factor *= _SCALES[tokens[end].low]
        end += 1
    if (
        end < len(tokens)
        and tokens[end].low in ("m", "b", "k", "mio", "mrd")
        and not tokens[end].spaced
        and tokens[end].low != "m"
    ):
        factor *= {"b": 1e9, "k": 1e3, "mio": 1e6, "mrd": 1e9}[tokens[end].low]
        end += 1
    if _millions(tokens, end):
        factor, end = factor * 1e6, end + 1
    return round(value * factor, 6), end, factor


def _millions(tokens: Sequence[Token], end: int) -> bool:
    """Whether an "m" right behind a figure stands for millions, as it does before a noun: "30m cholera doses"."""
    if end + 1 >= len(tokens) or tokens[end].low != "m" or tokens[end].spaced or tokens[end - 1].kind != "number":
        return False
    after = tokens[end + 1]
    return after.kind == "word" and after.spaced and after.low not in _LENGTHS and not tokens[end].capital


def _continues(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether "10 000" goes on with another group of three figures."""
    text = tokens[end].text
    return (
        tokens[end].kind == "number"
        and len(text) == 3
        and text.isdigit()
        and len(tokens[at].text) <= 3
        and tokens[at].text.isdigit()
        and (tokens[end].start - tokens[end - 1].end == 1)
    )


def figure(text: str) -> float:
    """The value of a figure: 2,000 and 2.000.000 have thousands, 2.5 and 2,5 have decimals."""
    if len(text) > 24:
        return float("1e24")
    if _THOUSANDS.fullmatch(text):
        return float(text.replace(",", "")) if "," in text else float(text.replace(".", ""))
    parts = re.split("[.,]", text)
    return float(f"{parts[0]}.{''.join(parts[1:])}") if len(parts) > 1 else float(text)
