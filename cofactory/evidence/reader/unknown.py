"""Names near a claim that nobody knows: proposed for a person to decide as aliases or new names, never created."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cofactory.evidence.reader.gazetteer import Gazetteer, key
from cofactory.evidence.reader.letters import Plain
from cofactory.evidence.reader.lexicon import classes, triggers, words_of
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.records import span
from cofactory.evidence.reader.wordset import word_set
from cofactory.schema.evidence import Span

_COMPANY = word_set(
    "inc ltd plc corp gmbh ag sa se ab oy asa spa aerospace defence systems industries group technologies "
    "dynamics motors energy pharma rail"
)


_TITLES = word_set(
    "minister ministry president prime defence defense foreign army navy air force forces general staff chief state "
    "states department council parliament senate committee agency office government commission union national armed "
    "house secretary deputy director ceo head board court bank mr mrs ms dr sir lord lady king queen north south east "
    "west eastern western northern southern central europe asia africa america european telegram twitter facebook "
    "youtube january february march april may june july august september october november december i"
)
"""Words of offices, regions and channels: a name made of them alone is nobody's new name."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that nobody knows yet, where it stands, and the known name it shares words with, if any."""

    text: str
    span: Span
    sort: Literal["item", "party", "unclear"]
    like: str | None


def unknown_names(line: Line, gazetteer: Gazetteer, plain: Plain, *, claimed: bool) -> Iterator[Unknown]:
    """The unknown names of a sentence that makes a claim: runs of capitalised words that no list holds."""
    if not claimed and not (line.triggers and line.numbers):
        return
    at = 0
    while at < len(line.tokens):
        end = _run(line, at)
        if end == at:
            at += 1
            continue
        words = [key(token.low) for token in line.tokens[at:end] if token.kind == "word"]
        text = line.words(at, end)
        new = [word for word in words if word not in gazetteer.words and word not in _TITLES]
        if (at > 0 or end - at > 1) and new and len(text) > 2:
            like = _like(words, gazetteer)
            yield Unknown(
                text, span(plain, line.tokens[at].start, line.tokens[end - 1].end), _sort(line, at, end), like
            )
        at = end


def _run(line: Line, at: int) -> int:
    """The index after a run of capitalised words and the figures that belong to them."""
    end = at
    while end < len(line.tokens) and end - at < 8:
        token = line.tokens[end]
        named = (
            token.kind == "word"
            and token.capital
            and not line.covered[end]
            and token.low not in words_of("function_words.csv")
        )
        if named and end == at and triggers().at(line.tokens, end):
            named = False
        joined = end > at and token.text in "-&" and end + 1 < len(line.tokens) and not line.tokens[end + 1].spaced
        figure = end > at and token.kind == "number" and line.covered[end] in ("", "measure") and len(token.text) <= 4
        if not (named or joined or figure):
            break
        end += 1
    return end


def _sort(line: Line, at: int, end: int) -> Literal["item", "party", "unclear"]:
    """Whether the name looks like a product or a company, from its own and the following word."""
    if line.tokens[end - 1].low in _COMPANY:
        return "party"
    if any(token.kind == "number" for token in line.tokens[at:end]) or (
        end < len(line.tokens) and classes().at(line.tokens, end)
    ):
        return "item"
    return "unclear"


def _like(words: list[str], gazetteer: Gazetteer) -> str | None:
    """The id of the known name that shares a word of four letters or more."""
    for word in words:
        for keys, known in gazetteer.index.get(word, ()):
            if len(word) >= 4 and known.names and word in keys:
                return known.names[0].id
    return None
