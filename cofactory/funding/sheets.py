"""A paper that a fund asks for, as plain tables: what stands in a sheet of Excel, a CSV file or a JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Value = str | float | int | None


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, its unit where it holds amounts, and what it says."""

    name: str
    help: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a paper; a value is None where nothing is known or asked."""

    name: str
    help: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A form filled from a programme and its plan: the sheets, the main one first."""

    form: str
    title: str
    law: str
    """The article that asks for it."""
    about: tuple[tuple[str, str], ...]
    """What it was made from: name and value."""
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = field(default=())
    """What the reader must know, in sentences."""


def sheet(name: str, meaning: str, fields: Sequence[Field], rows: Sequence[Sequence[Value]]) -> Sheet:
    """Returns a sheet whose rows all have a value per field (ValueError otherwise)."""
    for row in rows:
        if len(row) != len(fields):
            message = f"{name}: a row of {len(row)} values under {len(fields)} fields"
            raise ValueError(message)
    return Sheet(name, meaning, tuple(fields), tuple(tuple(row) for row in rows))
