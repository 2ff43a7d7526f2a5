"""In which order scenarios are planned, and from where: those that change numbers only go on from the first's plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.planner.patched import TOLD_ONLY
from cofactory.schema.programme import TABLES
from cofactory.schema.table import attribute_of, columns

if TYPE_CHECKING:
    from cofactory.base.cell import Cell
    from cofactory.programme.record import Programme
    from cofactory.schema.table import Row

NUMBERS = frozenset({"number", "money", "whole", "share"})
"""Kinds of columns whose values may differ while the choices stay; lead times and ramps move them in time."""

SAID_ONLY = frozenset({"name", "note", "aliases"})
"""Columns that no plan depends on."""


def numbers_changed(first: Programme, other: Programme) -> int | None:
    """Returns in how many cells the numbers differ; None where rows, words or dates do: then the choices differ too.

    0: nothing that a plan depends on differs.
    """
    if first.settings != other.settings:
        return None
    changed = 0
    for name in TABLES:
        if name in TOLD_ONLY:
            continue
        rows, others = getattr(first, name), getattr(other, name)
        if len(rows) != len(others):
            return None
        for row, beside in zip(rows, others, strict=True):
            found = 0 if row is beside else _cells_changed(row, beside)
            if found is None:
                return None
            changed += found
    return changed


def _cells_changed(row: Row, other: Row) -> int | None:
    """In how many cells the numbers of two rows differ; None where something else does."""
    changed = 0
    for column in columns(type(row)):
        name = attribute_of(type(row), column.name)
        one, beside = getattr(row, name), getattr(other, name)
        if column.name in SAID_ONLY or one == beside:
            continue
        if one is None or beside is None:
            return None
        if column.numeric and _number(one) == _number(beside):
            continue  # another source for the same number
        if column.kind not in NUMBERS or _is_zero(one) != _is_zero(beside):
            return None
        changed += 1
    return changed


def _number(cell: Cell) -> tuple[object, ...]:
    return cell.value, cell.currency, cell.price_year


def _is_zero(cell: Cell) -> bool:
    """Whether a cell says that there is none: then what it is about is no choice."""
    return not cell.known or cell.mean() == 0
