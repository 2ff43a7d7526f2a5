"""Cuts a sentence into words, numbers and marks, each with its place in the text."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*"  # 2,000 or 2.5
    r"|'s\b"
    r"|[^\W\d_]+(?:'(?:t|re|ve|ll|d|m)\b)?"
    r"|[^\w\s]|_"
)


class Token(NamedTuple):
    """One word, number or mark."""

    text: str
    low: str
    start: int
    end: int
    kind: Literal["word", "number", "mark"]
    spaced: bool
    """Whether white space (or the beginning) stands before it."""

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """The tokens of `text[start:end]`, in order, with offsets into `text`."""
    found = []
    last = -1
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        first = word[0]
        kind: Literal["word", "number", "mark"] = "number" if first.isdigit() else "word" if first.isalpha() else "mark"
        if word == "'s":
            kind = "mark"
        found.append(Token(word, word.lower(), match.start(), match.end(), kind, match.start() != last))
        last = match.end()
    return found
