"""The uncertain cells of a programme: each with its name, its distribution and what a column lets a draw be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cofactory.base.dist import Distribution
from cofactory.programme.cells import money_factor, planning, planning_money, planning_periods
from cofactory.schema.programme import TABLES
from cofactory.schema.table import columns, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.base.cell import Cell
    from cofactory.programme.record import Programme, Settings
    from cofactory.schema.table import Column, Row

MEAN_COUNTS = frozenset({"items.value"})
"""Columns of which only the mean counts, in plans and in runs: estimates for origin rules."""


@dataclass(frozen=True, slots=True)
class Input:
    """One uncertain cell: a draw is `factor` times the distribution, held to the limits, whole ones rounded up."""

    name: str
    distribution: Distribution
    factor: float
    """Programme money for one unit of the cell's money; 1 for what is not money."""
    whole: bool
    low: float
    high: float


def row_key(row: Row) -> str:
    """The name of a row in the names of its cells: its id, or its key columns joined by `/`."""
    return "/".join(str(value_of(row, name)) for name in type(row).KEY if value_of(row, name))


def cell_name(row: Row, column: str) -> str:
    """The name of a cell, such as `lines.aster-fr.capacity`."""
    return f"{row.TABLE}.{row_key(row)}.{column}"


def planned(column: Column, cell: Cell, settings: Settings) -> float:
    """What a plan takes the cell to be: programme money, whole periods, or its mean."""
    if column.kind == "money":
        return planning_money(cell, settings)
    return float(planning_periods(cell)) if column.kind == "periods" else planning(cell)


def uncertain_inputs(programme: Programme) -> tuple[Input, ...]:
    """Returns every uncertain cell that a run draws, in the order of the tables."""
    return tuple(_inputs(programme))


def _inputs(programme: Programme) -> Iterator[Input]:
    for table, kind in TABLES.items():
        able = [c for c in columns(kind) if c.uncertain and f"{table}.{c.name}" not in MEAN_COUNTS]
        for row in getattr(programme, table):
            for column in able:
                cell: Any = value_of(row, column.name)
                if cell is not None and isinstance(cell.value, Distribution):
                    factor = money_factor(cell, programme.settings) if column.kind == "money" else 1.0
                    low = -float("inf") if column.low is None else column.low
                    high = float("inf") if column.high is None else column.high
                    whole = column.kind == "periods"
                    yield Input(cell_name(row, column.name), cell.value, factor, whole, low, high)
