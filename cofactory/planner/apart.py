"""How far two programmes are from each other: in how many cells a plan could depend on they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.patched import TOLD_ONLY
from cofactory.schema.programme import TABLES
from cofactory.schema.table import attribute_of, columns, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cofactory.base.cell import Cell
    from cofactory.programme.record import Programme
    from cofactory.schema.table import Row

    Floats = NDArray[np.float64]

SAID_ONLY = frozenset({"name", "note", "aliases"})
"""Columns that no plan depends on."""


def cells_apart(one: Programme, other: Programme) -> int:
    """Returns in how many cells two programmes differ, 0 where the plan of one is a plan of the other.

    A row that only one of them has counts with all that is written in it, other settings as one cell.
    """
    tables = [name for name in TABLES if name not in TOLD_ONLY]
    return int(one.settings != other.settings) + sum(
        _rows_apart(getattr(one, name), getattr(other, name)) for name in tables
    )


def shares_apart(one: Floats, other: Floats) -> float:
    """Returns by how much numbers differ in all, each as a share of the larger of the two; one where only one ends."""
    differ = one != other
    one, other = one[differ], other[differ]
    ends = np.isfinite(one) & np.isfinite(other)
    larger = np.maximum(np.abs(one[ends]), np.abs(other[ends]))
    return float((np.abs(one[ends] - other[ends]) / larger).sum() + (~ends).sum())


def _rows_apart(rows: Sequence[Row], others: Sequence[Row]) -> int:
    """In how many cells the rows of a table differ, each set beside the one with the same key."""
    if rows is others:
        return 0
    mine, theirs = ({_key(row): row for row in each} for each in (rows, others))
    found = 0
    for key in mine.keys() | theirs.keys():
        row, beside = mine.get(key), theirs.get(key)
        if row is not None and beside is not None:
            found += 0 if row is beside else _cells_apart(row, beside)
        elif (alone := row or beside) is not None:
            found += max(1, len(alone.model_fields_set))
    return found


def _key(row: Row) -> tuple[object, ...]:
    return tuple(value_of(row, name) for name in row.KEY)


def _cells_apart(row: Row, other: Row) -> int:
    """In how many cells two rows differ; another source for the same number is no difference."""
    changed = 0
    for column in columns(type(row)):
        name = attribute_of(type(row), column.name)
        one, beside = getattr(row, name), getattr(other, name)
        if column.name in SAID_ONLY or one == beside:
            continue
        numbers = column.numeric and one is not None and beside is not None
        changed += not (numbers and _number(one) == _number(beside))
    return changed


def _number(cell: Cell) -> tuple[object, ...]:
    return cell.value, cell.currency, cell.price_year
