"""A claim in the making: what was found in one clause about one thing, before the rest of the text fills it in."""

from __future__ import annotations

from dataclasses import dataclass, field

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.dates import Found
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.money import Sum
from cofactory.evidence.reader.roles import Roles
from cofactory.schema.evidence import Certainty


@dataclass(slots=True)
class Draft:
    """A claim before its parties are filled in from the rest of the text."""

    line: Line
    clause: Clause
    kind: str
    stage: str | None
    certainty: Certainty
    head: Head | None = None
    act: Trigger | None = None
    roles: Roles = field(default_factory=Roles)
    money: Sum | None = None
    dates: list[tuple[int, int, Found, bool]] = field(default_factory=list)
    """First and last token, the date, and whether it is the day of saying it."""
    source: str | None = None
    quote: tuple[int, int] = (0, 0)
    sentence: int = 0
    denied: bool = False
    faint: bool = False
    """Whether no word of the lexicon says what is done, so that the stage is left low or open for a person."""
    told: Roles | None = None
    """The parties as the clause itself tells them, where the rest of the text has filled in others."""


def whole(clause: Clause) -> tuple[int, int]:
    """The first token of a clause and the one after its last."""
    return clause.first, clause.last
