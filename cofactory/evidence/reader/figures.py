"""Marks the figures of a sentence: sums, numbers and measures, and no figure that belongs to a name or a time."""

from __future__ import annotations

from collections.abc import Sequence

from cofactory.evidence.reader.lexicon import triggers, words_of
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.money import Sum, sum_at
from cofactory.evidence.reader.numbers import Number, number_at
from cofactory.evidence.reader.tokens import Token
from cofactory.evidence.reader.words import FINITE, PREPOSITIONS
from cofactory.evidence.reader.wordset import word_set


def figures(line: Line) -> None:
    """Nothing; the sums and numbers of a sentence are marked; measures are covered and left out."""
    at, tokens = 0, line.tokens
    measures, months = words_of("measures.csv"), ("no", "article", "page", "chapter", "section", "annex", "paragraph")
    while at < len(tokens):
        if line.covered[at]:
            at += 1
            continue
        money = sum_at(tokens, at)
        if money and not any(line.covered[k] in ("thing", "date", "class") for k in range(money.first, money.last)):
            while line.numbers and line.numbers[-1].last > money.first:
                line.numbers.pop()
            line.sums.append(money)
            line.cover(money.first, money.last, "sum")
            at = money.last
            continue
        number = number_at(tokens, at)
        named = at > 0 and line.covered[at - 1] == "actor" and tokens[at].spaced
        if number is None or not line.free(at, number.last) or (not named and _part_of_a_name(tokens, at, number)):
            at += 1
            continue
        following = tokens[number.last] if number.last < len(tokens) else None
        if (
            following
            and following.text == "-"
            and number.last + 1 < len(tokens)
            and tokens[number.last + 1].low in measures
        ):
            following = tokens[number.last + 1]
        if following and (following.low in measures or following.text in "%°‰"):
            line.cover(at, number.last + 1, "measure")
            at = number.last + 1
            continue
        if at and tokens[at - 1].low in months:
            at = number.last
            continue
        line.numbers.append(number)
        line.cover(at, number.last, "number")
        at = number.last


def sums_without_a_sign(line: Line, currency: str | None) -> None:
    """Nothing; "of which 12 million has been paid" is a sum where the text named its currency lately."""
    for number in [
        one for one in line.numbers if (one.bare or 0) >= 1e5 and line.tokens[one.last - 1].kind != "number"
    ]:
        before = [one for one in line.sums if one.last <= number.first]
        following = line.tokens[number.last] if number.last < len(line.tokens) else None
        ends = following is None or following.kind == "mark" or following.low in FINITE | PREPOSITIONS
        code = before[-1].currency if before else currency
        if code and ends:
            line.numbers.remove(number)
            line.sums.append(Sum(number.first, number.last, number, code))
            line.cover(number.first, number.last, "sum")


def _part_of_a_name(tokens: Sequence[Token], at: int, number: Number) -> bool:
    """Whether a figure belongs to a name or a compound: F-16, K2, Leopard 2, 16th, 2-seater."""
    token = tokens[at]
    if _time_of_day(tokens, at):
        return True
    if token.kind != "number":
        behind = tokens[number.last : number.last + 2]
        if (
            len(behind) == 2
            and behind[0].text == "-"
            and behind[1].kind == "word"
            and not (behind[0].spaced or behind[1].spaced)
        ):
            return True  # "five-car trainsets", "a ten-year contract"
        return (
            token.low in ("one", "second")
            and number.last < len(tokens)
            and tokens[number.last].low in ("of", "another", "side", "day")
        )
    if (
        at
        and not token.spaced
        and (
            tokens[at - 1].kind == "word" or (tokens[at - 1].text in "-/" and at > 1 and tokens[at - 2].kind == "word")
        )
    ):
        return True
    if number.last < len(tokens):
        after = tokens[number.last]
        if not after.spaced and (
            after.kind == "word"
            or (after.text in "-/" and number.last + 1 < len(tokens) and tokens[number.last + 1].kind == "word")
        ):
            return True
    before = tokens[at - 1] if at else None
    if before and token.spaced and len(token.text) <= 3 and before.low in _VERSIONS:
        return True
    small = token.text.isdigit() and len(token.text) <= 3
    return bool(
        before
        and small
        and at > 1
        and before.capital
        and before.kind == "word"
        and token.spaced
        and not before.text.isupper()
        and _name_like(tokens, at)
    )


_VERSIONS = word_set(
    "block mark mk tranche batch version variant increment phase spiral baseline flight article annex section "
    "paragraph chapter page appendix schedule line route number no level category grade stage"
)
"""Words that a figure behind them only tells from others of their kind: "20 Block 10 jets", "under Article 5"."""


def _time_of_day(tokens: Sequence[Token], at: int) -> bool:
    """Whether a figure is half of a time: 09:40, 13.45."""

    def two(place: int) -> bool:
        """Whether one or two figures stand at a token."""
        return 0 <= place < len(tokens) and tokens[place].kind == "number" and len(tokens[place].text) <= 2

    before = at > 1 and tokens[at - 1].text == ":" and not tokens[at].spaced and not tokens[at - 1].spaced
    behind = at + 2 < len(tokens) and tokens[at + 1].text == ":" and not tokens[at + 1].spaced
    return two(at) and ((before and two(at - 2)) or (behind and two(at + 2) and not tokens[at + 2].spaced))


def _name_like(tokens: Sequence[Token], at: int) -> bool:
    """Whether the capitalised word before a small figure is the name it belongs to (Leopard 2)."""
    low = tokens[at - 1].low
    return low not in words_of("function_words.csv") and not triggers().at(tokens, at - 1)
