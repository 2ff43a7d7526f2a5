"""Counts which of the numbers that a user wrote rest on a claim, which on an assumption, and which on nothing said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cofactory.base.cell import CellError, parse_cell
from cofactory.schema.programme import TABLES
from cofactory.schema.table import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.base.cell import Cell
    from cofactory.base.raw import RawRow, RawTable


class Sources(NamedTuple):
    """How many numbers a table has, and what they rest on; a number with a claim and an assumption is cited."""

    numbers: int
    cited: int
    assumed: int
    uncited: int


class Uncited(NamedTuple):
    """One number that says nothing of where it is from; `row` is its line in `file`."""

    table: str
    row: int
    column: str
    value: str
    file: str


def count_sources(table: RawTable) -> tuple[Sources, list[Uncited]]:
    """Returns what the table's numbers rest on, and those that rest on nothing said, top to bottom.

    Only what stands in a cell counts: a default is the tool's number, `unknown` is none, and a cell that
    cannot be read is a problem instead.
    """
    numbers = cited = assumed = 0
    uncited: list[Uncited] = []
    for name, row, text, cell in _numbers(table):
        numbers += 1
        if cell.citations:
            cited += 1
        elif cell.assumption:
            assumed += 1
        else:
            file, line = _written(row, name)
            uncited.append(Uncited(table.name, line, name, text, file))
    uncited.sort(key=lambda number: (number.file, number.row))
    return Sources(numbers, cited, assumed, len(uncited)), uncited


def _written(row: RawRow, column: str) -> tuple[str, int]:
    origin = row.origins.get(column)
    return (row.file, row.line) if origin is None else (origin.file, origin.row)


def _numbers(table: RawTable) -> Iterator[tuple[str, RawRow, str, Cell]]:
    for column in columns(TABLES[table.name]):
        at = table.position(column.name)
        if not column.numeric or at is None:
            continue
        known: dict[str, Cell | None] = {"": None}
        for row in table.rows:
            text = row.cells[at]
            if text not in known:
                known[text] = _parse(text, decimal_comma=table.decimal_comma)
            cell = known[text]
            if cell is not None and cell.known:
                yield column.name, row, text, cell


def _parse(text: str, *, decimal_comma: bool) -> Cell | None:
    try:
        return parse_cell(text, decimal_comma=decimal_comma)
    except CellError:
        return None
