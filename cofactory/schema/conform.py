"""Conforms a raw table to its declaration: rows with typed values, and every problem at once."""

from __future__ import annotations

from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cofactory.base.quantity import CellError
from cofactory.schema.suggest import listed, nearest
from cofactory.schema.table import Row, attribute_of, columns
from cofactory.schema.values import Terms, read_value, reader_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cofactory.base.problems import Problem
    from cofactory.base.raw import RawTable
    from cofactory.schema.table import Column

R = TypeVar("R", bound=Row)


def conform(raw: RawTable, row: type[R], terms: Terms) -> tuple[list[R], list[Problem]]:
    """Returns the rows of a table whose every cell can be read, and a problem for every other cell and column."""
    problems = _header_problems(raw, row)
    complete = not any(column.required and column.name not in raw.header for column in columns(row))
    absent, found = _read_columns(raw, row, terms)
    bad = sorted((at, number) for number, read in enumerate(found) for at in read.errors)
    problems += [found[number].problem(raw, at) for at, number in bad]
    return _rows(raw, row, absent, found, {at for at, _ in bad}) if complete else [], problems


class _Read(NamedTuple):
    """One column of a table: what every row says in it, and by the row's number why a cell says nothing."""

    column: Column
    attribute: str
    values: list[Any]
    errors: dict[int, CellError]
    blank: list[bool] | None
    """Which cells are blank; None when none is."""

    def problem(self, raw: RawTable, at: int) -> Problem:
        """Returns the problem of the cell in row number `at`, pointing at it."""
        error = self.errors[at]
        return raw.problem(error.name, raw.rows[at], self.column.name, why=error.why, mend=error.mend)


def _read_columns(raw: RawTable, row: type[Row], terms: Terms) -> tuple[dict[str, Any], list[_Read]]:
    """Every attribute with the default of its column, in order, and every column that the table has, read."""
    absent: dict[str, Any] = {}
    found: list[_Read] = []
    for column in columns(row):
        attribute = attribute_of(row, column.name)
        if column.name in raw.header:
            found.append(_read_column(raw, column, attribute, terms))
        absent[attribute] = None if column.required else read_value(column, "", terms)
    return absent, found


def _read_column(raw: RawTable, column: Column, attribute: str, terms: Terms) -> _Read:
    """The column, read; a text that stands in many rows is read once."""
    position = raw.header.index(column.name)
    texts = [written.cells[position] for written in raw.rows]
    known, refused = _meanings(set(texts), reader_of(column, terms, decimal_comma=raw.decimal_comma))
    values = [known[text] for text in texts]
    errors = {at: refused[text] for at, text in enumerate(texts) if text in refused} if refused else {}
    if raw.decimal_comma:
        _read_scenario_cells(raw, column, terms, values, errors)
    return _Read(column, attribute, values, errors, [not text for text in texts] if "" in known else None)


def _meanings(texts: set[str], read: Callable[[str], Any]) -> tuple[dict[str, Any], dict[str, CellError]]:
    """What each text says (None where it says nothing), and why the others say nothing."""
    known: dict[str, Any] = {}
    refused: dict[str, CellError] = {}
    for text in texts:
        try:
            known[text] = read(text)
        except CellError as error:
            known[text], refused[text] = None, error
    return known, refused


def _read_scenario_cells(
    raw: RawTable, column: Column, terms: Terms, values: list[Any], errors: dict[int, CellError]
) -> None:
    """Nothing; a scenario writes decimal points, whatever the table does, so its cells are read again."""
    position, read = raw.header.index(column.name), reader_of(column, terms)
    for at, written in enumerate(raw.rows):
        if written.file != raw.file or column.name in written.origins:
            known, refused = _meanings({written.cells[position]}, read)
            (values[at],) = known.values()
            errors.pop(at, None)
            errors.update((at, error) for error in refused.values())


def _rows(raw: RawTable, row: type[R], absent: Mapping[str, Any], found: list[_Read], bad: set[int]) -> list[R]:
    """The rows without a bad cell, from columns to rows."""
    read = {column.attribute: column.values for column in found}
    values = zip(*(read.get(attribute) or repeat(default) for attribute, default in absent.items()), strict=False)
    attributes, trusted, place = tuple(absent), row.trusted, raw.place
    return [
        trusted(dict(zip(attributes, said, strict=True)), place(written), names)
        for at, (written, said, names) in enumerate(zip(raw.rows, values, _written(found), strict=False))
        if at not in bad
    ]


def _written(found: list[_Read]) -> Iterator[set[str]]:
    """For each row the attributes that somebody wrote; rows with the same ones share a set, which nobody changes."""
    always = {read.attribute for read in found if read.blank is None}
    partly = [read for read in found if read.blank is not None]
    if not partly:
        return repeat(always)
    known: dict[tuple[bool, ...], set[str]] = {}

    def names(blank: tuple[bool, ...]) -> set[str]:
        """The attributes written in rows with these blanks, one set for all of them."""
        if blank not in known:
            known[blank] = always | {
                read.attribute for read, is_blank in zip(partly, blank, strict=True) if not is_blank
            }
        return known[blank]

    return map(names, zip(*(read.blank or () for read in partly), strict=True))


def _header_problems(raw: RawTable, row: type[Row]) -> list[Problem]:
    """A problem for every column that is not known, and for every one that is missing and not only misspelt."""
    absent = {column.name: column for column in columns(row) if column.name not in raw.header}
    problems = []
    for name in raw.header:
        if name not in (known := [column.name for column in columns(row)]):
            meant = absent.pop(nearest(name, absent) or "", None)
            problems.append(_unknown_column(raw, name, meant, [k for k in known if k not in raw.header]))
    return problems + [_missing_column(raw, column) for column in absent.values() if column.required]


def _unknown_column(raw: RawTable, name: str, meant: Column | None, others: list[str]) -> Problem:
    needs = f", and needs `{meant.name}`" if meant is not None and meant.required else ""
    mend = f"Did you mean `{meant.name}`?" if meant is not None else ""
    return raw.problem(
        "unknown-column", None, name, why=f"The table {raw.name} has no column `{name}`{needs}.",
        mend=mend or f"Remove the column; words for readers belong in `note`. {listed(others)}".strip(),
    )  # fmt: skip


def _missing_column(raw: RawTable, column: Column) -> Problem:
    """The problem of a column that is needed; it points at the end of the header, where the column can be added."""
    found = raw.problem(
        "missing-column", None, column.name, why=f"The table {raw.name} needs the column `{column.name}`.",
        mend=f"Add the column `{column.name}`: {column.help}",
    )  # fmt: skip
    return replace(found, value=None, at=len(raw.header_text.rstrip()))
