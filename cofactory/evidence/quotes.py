"""Anchors a quote in its text, and finds it again in a new version: exactly, or a person must say so."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal
from unicodedata import combining

from cofactory.base.problems import Problem
from cofactory.schema.evidence import CONTEXT, Claim, Role, Span

SURE_ENOUGH_TO_SHOW = 75.0
"""Percent of likeness (rapidfuzz) below which a suggestion would only waste a person's time."""

SEARCHED = 500_000
"""Code points around the old place in which likeness is looked for, fewer for a long quote."""

WORK = 30_000_000
"""The most code points of text times those of the quote: likeness costs that, a second for the worst of quotes."""

LONGEST_ALIKE = 2_000
"""Code points of a quote for which likeness is looked for: a page."""

MOST_PLACES = 1_000
"""Places of one quote that are weighed against each other."""

WORDS_AROUND = 12
"""Characters next to a place that must be those next to the quote, for the place to be told from others."""

_SPACES = re.compile(r"\s+")
_SAME = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("‘’‚‛‹›ʼ`´＇", "'"))


class QuoteNotThere(ValueError):
    """The text does not hold these words: whoever brought the quote made it up, or read another text."""


@dataclass(frozen=True, slots=True)
class Found:
    """The quote stands in the new text, exactly, or but for white space and quotation marks."""

    span: Span
    how: Literal["exactly", "normalised"]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Words that are like the quote, or stand in several places: only a person can say whether they are it."""

    span: Span
    likeness: float
    why: str


@dataclass(frozen=True, slots=True)
class Orphan:
    """The quote is not in the new text, and nothing in it is like it."""

    why: str


Anchoring = Found | Suggested | Orphan


def span_at(text: str, start: int, end: int, *, role: Role = "assertion") -> Span:
    """Returns the span of these code points, with the words before and after it."""
    prefix, suffix = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Span(start, end, text[start:end], prefix, suffix, role)


def anchor(text: str, exact: str, *, near: int = 0, role: Role = "assertion") -> Span:
    """Returns the span of these very words; of several places the one nearest to `near`. Raises QuoteNotThere."""
    places = _places(text, exact)
    if not places:
        raise QuoteNotThere(f'The text does not hold "{exact[:80]}".')
    start = min(places, key=lambda place: (abs(place - near), place))
    return span_at(text, start, start + len(exact), role=role)


def stands(span: Span, text: str) -> bool:
    """True when the text holds the quote exactly where the span says."""
    return text[span.start : span.end] == span.exact


def re_anchor(span: Span, new_text: str, *, near: int | None = None) -> Anchoring:
    """Returns where the quote stands in a new version of its document.

    `near`: where it is expected, if that is known; else where it was. Found only when the words are the same, or
    the same once white space and quotation marks are written in one way, and it is clear which place is meant.
    """
    expected = span.start if near is None else near
    places = [(place, place + len(span.exact)) for place in _places(new_text, span.exact)]
    how: Literal["exactly", "normalised"] = "exactly"
    if not places:
        how = "normalised"
        plain, quote = Plain.of(new_text), plain_words(span.exact)
        places = [plain.back(place, place + len(quote)) for place in _places(plain.text, quote)] if quote else []
    if not places:
        return _like(span, new_text, expected)
    best, sure = _meant(span, new_text, places, expected)
    found = span_at(new_text, *best, role=span.role)
    if not _ends_alike(span, new_text, best):
        return Suggested(found, 100.0, "The same words stand there as a part of a longer word, number or sum.")
    if sure:
        return Found(found, how)
    return Suggested(found, 100.0, f"The same words stand in {len(places)} places, none with the words around them.")


def check_quotes(claim: Claim, text: str | None, file: str, row: int | None = None) -> list[Problem]:
    """Returns a problem for every span whose words do not stand there; none where the text is not at hand."""
    if text is None:
        return []
    return [_not_there(claim, span, text, file, row) for span in claim.spans if not stands(span, text)]


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in which white space is single spaces and quotation marks are straight, and the way back from it."""

    text: str
    starts: tuple[int, ...]
    """Offsets in the plain text after each run of white space that became shorter, ascending."""
    shifts: tuple[int, ...]
    """How much further on the original stands from that offset."""

    @classmethod
    def of(cls, text: str) -> Plain:
        """The plain form of a text."""
        starts, shifts, gone = [0], [0], 0
        for run in _SPACES.finditer(text):
            if run.end() - run.start() > 1:
                starts.append(run.start() - gone + 1)
                gone += run.end() - run.start() - 1
                shifts.append(gone)
        return cls(plain_words(text), tuple(starts), tuple(shifts))

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original that these of the plain text stand for; `end` is not included."""
        return self._original(start), self._original(end - 1) + 1

    def _original(self, offset: int) -> int:
        return offset + self.shifts[bisect_right(self.starts, offset) - 1]


def plain_words(text: str) -> str:
    """Returns a text with white space as single spaces and quotation marks straight."""
    return _SPACES.sub(" ", text.translate(_SAME))


def _places(text: str, exact: str) -> list[int]:
    """Where these very words begin, overlapping ones too, up to MOST_PLACES."""
    places: list[int] = []
    place = text.find(exact) if exact else -1
    while place >= 0 and len(places) < MOST_PLACES:
        places.append(place)
        place = text.find(exact, place + 1)
    return places


def _meant(span: Span, text: str, places: list[tuple[int, int]], expected: int) -> tuple[tuple[int, int], bool]:
    """The place that is meant, and whether that is clear: the only one, or the one with the words around it."""
    weighed = sorted(places, key=lambda place: (-_around(span, text, place), abs(place[0] - expected), place[0]))
    if len(weighed) == 1:
        return weighed[0], True
    best, second = (_around(span, text, place) for place in weighed[:2])
    whole = len(plain_words(span.prefix)) + len(plain_words(span.suffix))
    return weighed[0], (best > second and best >= WORDS_AROUND) or (best == whole and whole > 0)


def _ends_alike(span: Span, text: str, place: tuple[int, int]) -> bool:
    """Whether the quote begins and ends in the new text as it did in the old one.

    A word that ended there must not go on now ("pump" in "pumps"), and next to a number must stand what stood there:
    "100" is found in none of "2,100", "100 million" and "up to 100".
    """
    start, end = place
    known = bool(span.prefix or span.suffix)
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if span.exact[0].isdigit() and known and _last_word(before) != _last_word(span.prefix):
        return False
    if span.exact[-1].isdigit() and known and _first_word(after) != _first_word(span.suffix):
        return False
    begun = _goes_on(before, span.exact) and not _goes_on(span.prefix, span.exact)
    return not begun and not (_goes_on(span.exact, after) and not _goes_on(span.exact, span.suffix))


def _goes_on(before: str, after: str) -> bool:
    """Whether a word, or a number, goes on from the end of one text to the beginning of the other."""
    last, first = before[-1:], after[:1]
    if last in (".", ",") and first.isdigit():
        return before[-2:-1].isdigit()
    if first in (".", ",") and last.isdigit():
        return after[1:2].isdigit()
    return (last.isalnum() and first.isalnum()) or (bool(first) and combining(first) > 0)


def _last_word(text: str) -> str:
    return plain_words(text).rstrip(" ").rpartition(" ")[2].lstrip("(\"'")


def _first_word(text: str) -> str:
    return plain_words(text).lstrip(" ").partition(" ")[0].rstrip(".,;:!?)\"'")


def _around(span: Span, text: str, place: tuple[int, int]) -> int:
    """How many characters next to a place are those that stood next to the quote."""
    start, end = place
    before = plain_words(text[max(0, start - 2 * CONTEXT) : start])
    after = plain_words(text[end : end + 2 * CONTEXT])
    prefix, suffix = plain_words(span.prefix), plain_words(span.suffix)
    left = _shared(before[::-1], prefix[::-1])
    return left + _shared(after, suffix)


def _shared(one: str, other: str) -> int:
    """How many characters the beginnings of two texts share."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _like(span: Span, text: str, expected: int) -> Anchoring:
    from rapidfuzz.fuzz import partial_ratio_alignment

    if len(span.exact) > LONGEST_ALIKE:
        return Orphan("The new text does not hold these words, and they are too many to look for words like them.")
    searched = min(SEARCHED, WORK // len(span.exact))
    low = max(0, min(expected, len(text)) - searched // 2)
    window = text[low : low + searched]
    found = partial_ratio_alignment(span.exact, window, score_cutoff=SURE_ENOUGH_TO_SHOW) if window else None
    if found is None or found.dest_end <= found.dest_start or len(window) < len(span.exact) // 2:
        return Orphan("The new text does not hold these words, nor any that are like them.")
    start, end = _whole_words(text, low + found.dest_start, low + found.dest_end)
    return Suggested(span_at(text, start, end, role=span.role), found.score, "The words are like it, but not the same.")


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _not_there(claim: Claim, span: Span, text: str, file: str, row: int | None) -> Problem:
    there = text[span.start : span.end]
    why = f'The document {claim.document} has "{there[:60]}" from {span.start} to {span.end}.'
    mend = "Take the quote from the text itself, character for character."
    if span.exact in text:
        mend = f"The words stand elsewhere in it, first at {text.index(span.exact)}: anchor the quote there."
    return Problem("quote-not-in-text", file, row, "spans", span.exact, why, mend)
