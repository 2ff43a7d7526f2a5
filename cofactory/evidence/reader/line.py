"""One sentence with everything found in it: things, parties, numbers, sums, dates and the words of the lexicon."""

from __future__ import annotations

from dataclasses import dataclass, field

from cofactory.evidence.reader.dates import Found
from cofactory.evidence.reader.gazetteer import Known
from cofactory.evidence.reader.lexicon import Entry
from cofactory.evidence.reader.money import Sum
from cofactory.evidence.reader.numbers import Number
from cofactory.evidence.reader.sentences import Sentence
from cofactory.evidence.reader.tokens import Token


@dataclass(slots=True)
class Thing:
    """An item, a project, a fund or a class of things that a sentence speaks of."""

    first: int
    last: int
    known: Known | None
    group: str = ""
    generic: str = ""
    word: str = ""
    """The class word, when one stands with the name or alone."""


@dataclass(slots=True)
class Actor:
    """A party or a country."""

    first: int
    last: int
    known: Known


@dataclass(slots=True)
class Trigger:
    """A word of the lexicon where it stands."""

    first: int
    last: int
    entry: Entry


@dataclass(slots=True)
class Line:
    """One sentence with everything found in it."""

    text: str
    sentence: Sentence
    tokens: list[Token]
    things: list[Thing] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    dates: list[tuple[int, int, Found]] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    hedges: list[Trigger] = field(default_factory=list)
    sentence_number: int = 0
    supposed: bool = False
    """Whether it stands in a scenario or another part of the text that only supposes what it says."""
    goes_on: bool = False
    """Whether the sentence before, in the same paragraph, told what somebody had said."""
    resumed: dict[int, int] = field(default_factory=dict)
    """For each "that" of a clause inside a subject, the main verb behind the clause."""
    covered: list[str] = field(default_factory=list)
    """Per token, what stands on it: thing, actor, date, sum, number, trigger, or nothing."""

    def words(self, first: int, last: int) -> str:
        """The text between two tokens."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def cover(self, first: int, last: int, what: str) -> None:
        """Nothing; a mark stands on the tokens from now on."""
        for place in range(first, last):
            self.covered[place] = what

    def free(self, first: int, last: int) -> bool:
        """Whether no mark stands on any of the tokens."""
        return not any(self.covered[first:last])
