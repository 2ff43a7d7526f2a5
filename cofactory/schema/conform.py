"""Conforms a raw table to its declaration: rows with typed values, and every problem at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cofactory.base.quantity import CellError
from cofactory.schema.suggest import did_you_mean
from cofactory.schema.table import Row, attribute_of, columns
from cofactory.schema.values import Terms, read_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.base.problems import Problem
    from cofactory.base.raw import RawRow, RawTable
    from cofactory.schema.table import Column

R = TypeVar("R", bound=Row)


def conform(raw: RawTable, row: type[R], terms: Terms) -> tuple[list[R], list[Problem]]:
    """Returns the rows of a table whose every cell can be read, and a problem for every other cell and column."""
    problems = [*_unknown_columns(raw, row), *_missing_columns(raw, row)]
    complete = not any(column.required and column.name not in raw.header for column in columns(row))
    absent, readers = _defaults_and_readers(raw, row, terms)
    rows: list[R] = []
    for written in raw.rows:
        values = absent.copy()
        refused = len(problems)
        for reader in readers:
            values[reader.attribute], error = reader.read(written)
            if error is not None:
                problems.append(reader.problem(written, error))
        if complete and len(problems) == refused:
            said = {reader.attribute for reader in readers if written.cells[reader.position]}
            rows.append(row.trusted(values, raw.place(written), said))
    return rows, problems


def _defaults_and_readers(raw: RawTable, row: type[Row], terms: Terms) -> tuple[dict[str, Any], list[_Reader]]:
    """Every attribute with the default of its column, in order, and a reader for every column that the table has."""
    values: dict[str, Any] = {}
    readers: list[_Reader] = []
    for column in columns(row):
        attribute = attribute_of(row, column.name)
        if column.name in raw.header:
            readers.append(_Reader(raw, column, attribute, terms))
        values[attribute] = None if column.required else read_value(column, "", terms)
    return values, readers


class _Read(NamedTuple):
    """What one text says in one column: a value, or why not."""

    value: Any
    error: CellError | None


class _Reader:
    """Reads one column of one table; a text that stands in many rows is read once."""

    def __init__(self, raw: RawTable, column: Column, attribute: str, terms: Terms) -> None:
        self.raw = raw
        self.column = column
        self.attribute = attribute
        self.position = raw.header.index(column.name)
        self.terms = terms
        self.known: dict[str, _Read] = {}

    def read(self, row: RawRow) -> _Read:
        """Returns what the row's cell says."""
        text = row.cells[self.position]
        if self.raw.decimal_comma and (row.file != self.raw.file or self.column.name in row.origins):
            return self._parse(text)  # a scenario writes decimal points, whatever the table does
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = self._parse(text, decimal_comma=self.raw.decimal_comma)
        return found

    def _parse(self, text: str, *, decimal_comma: bool = False) -> _Read:
        try:
            return _Read(read_value(self.column, text, self.terms, decimal_comma=decimal_comma), None)
        except CellError as error:
            return _Read(None, error)

    def problem(self, row: RawRow, error: CellError) -> Problem:
        """Returns the problem of the row's cell, pointing at it."""
        return self.raw.problem(error.name, row, self.column.name, why=error.why, mend=error.mend)


def _unknown_columns(raw: RawTable, row: type[Row]) -> Iterator[Problem]:
    known = [column.name for column in columns(row)]
    for name in raw.header:
        if name not in known:
            yield raw.problem(
                "unknown-column", None, name, why=f"The table {raw.name} has no column `{name}`.",
                mend=did_you_mean(name, [k for k in known if k not in raw.header],
                                  otherwise="Remove the column; words for readers belong in `note`."),
            )  # fmt: skip


def _missing_columns(raw: RawTable, row: type[Row]) -> Iterator[Problem]:
    for column in columns(row):
        if column.required and column.name not in raw.header:
            yield raw.problem(
                "missing-column", None, column.name, why=f"The table {raw.name} needs the column `{column.name}`.",
                mend=f"Add the column `{column.name}`: {column.help}", value="",
            )  # fmt: skip
