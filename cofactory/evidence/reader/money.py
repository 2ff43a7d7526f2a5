"""Finds sums of money as intervals with their currency: €2 billion, about $6.5 billion, tens of billions of euros."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from cofactory.evidence.reader.inflect import rows
from cofactory.evidence.reader.numbers import Number, number_at
from cofactory.evidence.reader.tokens import Token

_ALSO_WORDS = frozenset(
    {"won", "try", "rand", "crowns", "pound", "pounds", "lei", "ron", "sar", "mad", "gel", "cop", "shillings"}
)
"""Currencies that are words or weights as well, and so need a large figure."""


class Sum(NamedTuple):
    """A sum between two tokens."""

    first: int
    last: int
    number: Number
    currency: str


@cache
def currencies() -> dict[str, str]:
    """The currency code of every sign and word."""
    return {row["word"]: row["code"] for row in rows("currencies.csv")}


def sum_at(tokens: Sequence[Token], at: int) -> Sum | None:
    """The sum whose currency sign, code or figure begins at a token."""
    code = currencies().get(tokens[at].low)
    if code and _sign(tokens[at]):
        if tokens[at].text == "$" and at and tokens[at - 1].text in ("US", "A", "C") and not tokens[at].spaced:
            code = {"US": "USD", "A": "AUD", "C": "CAD"}[tokens[at - 1].text]
        number = _after_sign(tokens, at + 1)
        if number is not None:
            low = number_at(tokens, at + 1)
            first = min(at, _qualifier_start(tokens, at))
            last = _skip_currency(tokens, number.last, code)
            return Sum(first, last, _requalified(tokens, at, number), code) if low else None
        return None
    number = number_at(tokens, at)
    if number is None:
        return None
    end = number.last
    if end < len(tokens) and tokens[end].low == "m" and not tokens[end].spaced:
        number = _times(number, 1e6, end + 1)
        end += 1
    if end < len(tokens) and tokens[end].low == "of":
        end += 1
    code = currencies().get(tokens[end].low) if end < len(tokens) else None
    if code is None or (tokens[end].low in _ALSO_WORDS and (number.bare or 0) < 1e5):
        return None
    return Sum(number.first, end + 1, number, code)


def _sign(token: Token) -> bool:
    """Whether a token is a currency sign or an upper-case code, which stands before its figure."""
    return token.kind == "mark" or (token.text.isupper() and len(token.text) == 3) or token.low in ("ksh", "kshs", "rs")


def _after_sign(tokens: Sequence[Token], at: int) -> Number | None:
    """The figure after a sign, where "m" and "b" stand for millions and billions and a range may repeat the sign."""
    if at >= len(tokens):
        return None
    number = number_at(tokens, at)
    if number is None or tokens[at].kind != "number":
        return None
    end = number.last
    if end < len(tokens) and tokens[end].low in ("m", "b") and (number.bare or 0) < 1e5:
        number = _times(number, 1e6 if tokens[end].low == "m" else 1e9, end + 1)
        end += 1
    if end + 2 < len(tokens) and tokens[end].low in ("to", "-", "and") and tokens[end + 1].low in currencies():
        other = _after_sign(tokens, end + 2)
        if other and other.bare and number.bare and number.bare < other.bare:
            return number._replace(high=other.high or other.bare, low=number.bare, last=other.last, qualifier="exact")
    return number


def _times(number: Number, factor: float, last: int) -> Number:
    """The number in a larger scale."""
    low = number.low * factor if number.low is not None else None
    high = number.high * factor if number.high is not None else None
    return number._replace(
        low=low, high=high, bare=number.bare * factor if number.bare is not None else None, last=last
    )


def _skip_currency(tokens: Sequence[Token], end: int, code: str) -> int:
    """The index after a currency word that repeats the sign."""
    return (
        end + 1
        if end < len(tokens) and currencies().get(tokens[end].low) == code and tokens[end].kind == "word"
        else end
    )


def _qualifier_start(tokens: Sequence[Token], at: int) -> int:
    """Where the qualifier before a currency sign begins."""
    probe = [*tokens[:at], Token("1", "1", 0, 1, "number", True)]
    number = number_at(probe, at)
    return number.first if number else at


def _requalified(tokens: Sequence[Token], at: int, number: Number) -> Number:
    """The figure with the qualifier that stands before its currency sign."""
    probe = [*tokens[:at], Token("1", "1", 0, 1, "number", True)]
    before = number_at(probe, at)
    if before is None or before.qualifier == "exact" or number.bare is None or number.low != number.high:
        return number
    if before.qualifier in ("up to", "at most", "less than"):
        return number._replace(low=None, high=number.bare, qualifier=before.qualifier)
    if before.qualifier in ("more than", "at least"):
        return number._replace(low=number.bare, high=None, qualifier=before.qualifier)
    return number._replace(qualifier=before.qualifier)
