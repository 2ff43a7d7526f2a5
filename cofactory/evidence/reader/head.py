"""One thing that a clause speaks of: where it stands, its number, and what it stands for."""

from __future__ import annotations

from dataclasses import dataclass

from cofactory.evidence.reader.gazetteer import Name
from cofactory.evidence.reader.memory import Recent
from cofactory.evidence.reader.numbers import Number


@dataclass(slots=True)
class Head:
    """One thing spoken of, between two tokens (its number included), and what it stands for."""

    first: int
    last: int
    names: tuple[Name, ...]
    text: str
    unit: str | None
    number: Number | None
    inferred: Recent | None = None
    """What it points back to, when it is not named here."""
    generic: bool = False
    weak: bool = False
    proper: bool = False
    span: tuple[int, int] | None = None
    """First and last token of the name itself; none for a bare number."""
