"""The lexicon: phrases for acts, for what is said about them, instruments, hedges and classes, ready to look up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from cofactory.evidence.reader.inflect import Form, plurals, rows, verb_forms
from cofactory.evidence.reader.tokens import Token, tokens_of


class Entry(NamedTuple):
    """One phrase of the lexicon in one form."""

    role: str
    """act, operator, progress, conclude, report, cancel, refuse, other, instrument, hedge or class."""
    base: str
    form: Form
    kind: str = ""
    stage: str = ""
    frame: str = ""
    weak: str = ""


class Phrasebook:
    """Phrases found by their first word; the longest that fits wins, per role group."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}

    def add(self, phrase: str, entry: Entry) -> None:
        """Nothing; the phrase is known from now on."""
        words = tuple(token.low for token in tokens_of(phrase, 0, len(phrase)))
        entries = self._by_first.setdefault(words[0], [])
        entries.append((words, entry))
        entries.sort(key=lambda pair: -len(pair[0]))

    def at(self, tokens: Sequence[Token], index: int, limit: int = 99) -> list[tuple[int, Entry]]:
        """The longest phrases of at most `limit` tokens that begin at a token, each with the index after its last."""
        best: list[tuple[int, Entry]] = []
        longest = 0
        for words, entry in self._by_first.get(tokens[index].low, ()):
            size = len(words)
            if size < longest or size > limit or index + size > len(tokens):
                continue
            if all(tokens[index + k].low == words[k] for k in range(1, size)):
                longest = size
                best.append((index + size, entry))
        return best


@cache
def triggers() -> Phrasebook:
    """Verbs and nouns that say what is done, meant, asked for, discussed, signed, reported or called off."""
    book = Phrasebook()
    for row in rows("verbs.csv"):
        for phrase, form in verb_forms(row["phrase"]):
            if row["role"] == "contains" and form == "gerund":
                continue  # "including" names examples: it is no verb of its own
            book.add(
                phrase,
                Entry(row["role"], row["phrase"], form, row["kind"], row["stage"], row["frame"], row["needs_object"]),
            )
    for row in rows("nouns.csv"):
        for phrase in plurals(row["phrase"]):
            book.add(
                phrase,
                Entry(row["role"], row["phrase"], "noun", row["kind"], row["stage"], row["frame"], row["needs_object"]),
            )
    for row in rows("instruments.csv"):
        for phrase in plurals(row["phrase"]):
            book.add(phrase, Entry("instrument", row["phrase"], "noun", "", row["stage"]))
    return book


@cache
def hedges() -> Phrasebook:
    """Words that make a statement less than asserted."""
    book = Phrasebook()
    for row in rows("hedges.csv"):
        book.add(row["phrase"], Entry("hedge", row["phrase"], "base", stage=row["certainty"]))
    return book


@cache
def classes() -> Phrasebook:
    """Words for classes of things ("fighter jets", "doses") with the group that says which names they may stand for."""
    book = Phrasebook()
    for row in rows("classes.csv"):
        for phrase in plurals(row["word"]):
            for spelling in {
                phrase,
                phrase.replace("air defence", "air-defence"),
                phrase.replace("air defense", "air-defense"),
            }:
                book.add(spelling, Entry("class", row["word"], "noun", kind=row["group"], weak=row["generic"]))
    return book


@cache
def groups_of(phrase: str) -> frozenset[str]:
    """The groups of things that the class words inside a name or a unit belong to."""
    tokens = tokens_of(phrase, 0, len(phrase))
    found = {entry.kind for index in range(len(tokens)) for _, entry in classes().at(tokens, index)}
    return frozenset(found - {"any"})


@cache
def words_of(name: str) -> frozenset[str]:
    """A plain list of words from the lexicon, one a row under `word`."""
    return frozenset(row["word"] for row in rows(name))
