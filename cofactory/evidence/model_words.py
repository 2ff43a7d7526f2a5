"""Whether the numbers, sums, dates and the certainty that a language model tells follow from the words it quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import structs

from cofactory.evidence.reader.dates import dates_in
from cofactory.evidence.reader.doubts import least
from cofactory.evidence.reader.lexicon import hedges
from cofactory.evidence.reader.money import sum_at
from cofactory.evidence.reader.numbers import number_at
from cofactory.evidence.reader.tokens import tokens_of

if TYPE_CHECKING:
    from cofactory.evidence.reader.numbers import Number
    from cofactory.schema.evidence import Certainty, Claim, Date, Money, Quantity, Span

BEFORE = 200
"""Characters before a quote that are read with it: its sentence may begin there with "up to" or "may"."""


class NotItsWords(ValueError):
    """A number, sum or date is told that its own words do not say; the text says which."""


def by_its_words(claim: Claim, text: str, published: str | None) -> Claim:
    """Returns the claim as far as its quotes bear it out, read by the grammar.

    What the grammar cannot read keeps its words and no number; a hedge in its sentence lowers the certainty. Raises
    NotItsWords where the grammar reads another number than is told, or the words are in none of its quotes.
    """
    day = _day(published)
    return structs.replace(
        claim,
        quantity=None if claim.quantity is None else _quantity(claim.quantity, claim.spans, text),
        money=None if claim.money is None else _money(claim.money, claim.spans, text),
        dates=tuple(_date(told, claim.spans, text, day) for told in claim.dates),
        certainty=_certainty(claim, text),
    )


def _quantity(told: Quantity, spans: Sequence[Span], text: str) -> Quantity:
    read = [
        number
        for start, end in _places(told.raw, spans, text)
        for number, first, last in _numbers(text, start, end)
        if first < end and start < last
    ]
    if not read:
        return structs.replace(told, low=None, high=None, qualifier="vague")
    number = next((one for one in read if _says(one, told.low, told.high)), None)
    if number is None:
        raise NotItsWords(f"Its words “{told.raw[:80]}” do not say {_shown(told.low, told.high)}.")
    return structs.replace(told, low=number.low, high=number.high, qualifier=number.qualifier)


def _money(told: Money, spans: Sequence[Span], text: str) -> Money:
    read = []
    for start, end in _places(told.raw, spans, text):
        tokens = tokens_of(text, _sentence(text, start), min(len(text), end + BEFORE))
        for at in range(len(tokens)):
            found = sum_at(tokens, at)
            if found is not None and tokens[found.first].start < end and start < tokens[found.last - 1].end:
                read.append(found)
    if not read:
        return structs.replace(told, low=None, high=None, qualifier="vague")
    for one in read:
        if one.currency == told.currency and _says(one.number, told.low, told.high):
            number = one.number
            return structs.replace(told, low=number.low, high=number.high, qualifier=number.qualifier)
    sum_told = f"{_shown(told.low, told.high)} {told.currency or ''}".strip()
    raise NotItsWords(f"Its words “{told.raw[:80]}” do not say {sum_told}.")


def _date(told: Date, spans: Sequence[Span], text: str, published: date | None) -> Date:
    found = [
        one
        for start, end in _places(told.raw, spans, text)
        for one in dates_in(text, _sentence(text, start), min(len(text), end + BEFORE), published)
        if one.start < end and start < one.end
    ]
    if not found:
        return structs.replace(told, from_=None, to=None)
    days = [(_iso(one.first), _iso(one.last)) for one in found]
    if (told.from_, told.to) not in days:
        raise NotItsWords(f"Its words “{told.raw[:80]}” do not say {told.from_ or '…'} to {told.to or '…'}.")
    one = found[days.index((told.from_, told.to))]
    return structs.replace(told, precision=one.precision)


def _certainty(claim: Claim, text: str) -> Certainty:
    """The certainty told, or less where a hedge stands in the sentence before the end of an asserting quote."""
    certainty = claim.certainty
    for span in claim.spans:
        if span.role != "assertion":
            continue
        tokens = tokens_of(text, _sentence(text, span.start), span.end)
        for at, token in enumerate(tokens):
            if token.text == "May":  # the month
                continue
            for _, entry in hedges().at(tokens, at):
                certainty = least(certainty, "hedged" if entry.stage == "hedged" else "speculative")
    return certainty


def _places(raw: str, spans: Sequence[Span], text: str) -> list[tuple[int, int]]:
    """Where these words stand in the quotes, by the offsets of the text. NotItsWords where they do not."""
    found = [(span.start + at, span.start + at + len(raw)) for span in spans if (at := span.exact.find(raw)) >= 0]
    if not found or not raw.strip():
        raise NotItsWords(f"Its words “{raw[:80]}” are in none of its quotes.")
    return [(start, end) for start, end in found if text[start:end] == raw]


def _sentence(text: str, at: int) -> int:
    """Where the sentence around a place begins, not much before it."""
    low = max(0, at - BEFORE)
    ends = (text.rfind(mark, low, at) for mark in ("\n", ". ", "! ", "? "))
    return max(low, *(end + 1 for end in ends))


def _numbers(text: str, start: int, end: int) -> Iterator[tuple[Number, int, int]]:
    """The numbers that are read around a place, and where each begins and ends in the text."""
    tokens = tokens_of(text, _sentence(text, start), min(len(text), end + BEFORE))
    at = 0
    while at < len(tokens):
        number = number_at(tokens, at)
        if number is not None:
            yield number, tokens[number.at].start, tokens[number.last - 1].end
        at = max(at + 1, number.last if number is not None else 0)


def _says(number: Number, low: float | None, high: float | None) -> bool:
    """Whether the interval told is the one that is read, or its bare figure, whose qualifier was left out."""
    return (low, high) in ((number.low, number.high), (number.bare, number.bare))


def _shown(low: float | None, high: float | None) -> str:
    ends = ["…" if end is None else f"{end:,.15g}" for end in (low, high)]
    return ends[0] if low == high else " to ".join(ends)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
