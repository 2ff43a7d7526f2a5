"""Cuts a text into sentences: headlines, list lines and hard-wrapped lines included; linear in the text's length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cofactory.evidence.reader.wordset import word_set

LONGEST = 1200
"""Characters of a sentence; a longer one is cut at white space, so that work inside a sentence stays bounded."""

_END = re.compile(r"[.!?…]{1,6}[\"')\]]{0,3}(?=\s)")
_LINE = re.compile(r"[^\n]+")
_OPENS = re.compile(r"[\"'(\[]{0,3}[^\W_]")
_BULLET = re.compile(r"[ ]*(?:[-*+o>]|\(?\d{1,2}[.)]|\(?[a-z]\))[ ]+")
_ABBREVIATIONS = word_set(
    "mr mrs ms dr prof gen lt col maj capt sgt cmdr adm brig rev hon pres gov sen rep min dep st vs no nos "
    "art fig vol ch sec approx ca cf est incl excl inc ltd co corp plc jr sr e.g i.e u.s u.k u.n e.u a.m p.m "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri messrs dept univ assoc bros mt ft "
    "al ed eds pp para rs"
)


class Sentence(NamedTuple):
    """Where a sentence stands in the plain text."""

    start: int
    end: int
    paragraph: int
    headline: bool


def sentences_of(text: str) -> Iterator[Sentence]:
    """The sentences of a plain text, in order."""
    for number, (start, end) in enumerate(_paragraphs(text)):
        bullet = _BULLET.match(text, start, end)
        first = bullet.end() if bullet else start
        pieces = [piece for cut in _cuts(text, first, end) for piece in _bounded(text, *cut)]
        short = len(pieces) == 1 and end - start < 160 and not bullet and text[end - 1] not in '.!?:;"'
        for piece in pieces:
            yield Sentence(*piece, number, short)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs: lines, where a line that was only wrapped is joined with the next."""
    open_at, last = -1, -1
    for match in _LINE.finditer(text):
        start, end = _trim(text, match.start(), match.end())
        if start >= end:
            continue
        if open_at >= 0 and not _wrapped(text, open_at, last, start):
            yield open_at, last
            open_at = -1
        open_at = start if open_at < 0 else open_at
        last = end
    if open_at >= 0:
        yield open_at, last


def _wrapped(text: str, start: int, end: int, following: int) -> bool:
    """Whether the line that ends at `end` goes on in the line at `following`."""
    line = text.rfind("\n", start, end) + 1
    length = end - max(line, start)
    between = text[end:following]
    if between.count("\n") != 1 or not 45 <= length <= 120 or _BULLET.match(text, following, following + 8):
        return False
    return text[end - 1] not in ".!?:;\"'" or text[following].islower()


def _cuts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of one paragraph."""
    at = start
    for match in _END.finditer(text, start, end):
        if match.end() >= end:
            break
        following = match.end()
        while following < end and text[following].isspace():
            following += 1
        if following < end and _ends(text, at, match.start(), following):
            yield at, match.end()
            at = following
    if at < end:
        yield at, end


def _ends(text: str, start: int, dot: int, following: int) -> bool:
    """Whether the mark at `dot` ends a sentence, seen from the word before it and from what follows."""
    opens = _OPENS.match(text, following)
    if opens and text[opens.end() - 1].islower():
        return False
    if text[dot] != "." or text[dot : dot + 2] == "..":
        return True
    word = text[max(start, dot - 12) : dot].rsplit(None, 1)
    last = word[-1].lstrip("(\"'[").lower() if word else ""
    if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()):
        return False
    return not re.fullmatch(r"(?:[a-z]\.)+[a-z]", last)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence in pieces of at most LONGEST characters, cut at white space where there is some."""
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > 0 else start + LONGEST
        first, last = _trim(text, start, cut)
        if first < last:
            yield first, last
        start = cut
    first, last = _trim(text, start, end)
    if first < last:
        yield first, last


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
