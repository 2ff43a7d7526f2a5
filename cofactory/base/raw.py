"""A table as it was written: nothing but text, with the place of every row, so that a problem can point at its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from cofactory.base.problems import Problem, Severity

LONGEST_CELL = 32_767
"""Characters: what one cell of a spreadsheet can hold."""


class Place(NamedTuple):
    """Where a row stands: its file, its line there, and its address if that is a workbook."""

    file: str
    row: int | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text was written: a file, a line in it, and the line itself."""

    file: str
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as text: its cells in the order of the header, the file and line it came from, and that line."""

    cells: tuple[str, ...]
    file: str
    line: int
    text: str
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False)
    """Columns whose cell was written elsewhere (a scenario patches it)."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as it was written: nothing but text. `sheet` is set where the rows are those of a workbook."""

    name: str
    file: str
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]
    header_line: int = 1
    header_text: str = ""
    sheet: str | None = None
    decimal_comma: bool = False
    stands: tuple[int, ...] = ()
    """Where each column stood in the file, if columns without a name were left out."""

    def position(self, column: str) -> int | None:
        """The index of the column, or None if the table has none of this name."""
        return self.header.index(column) if column in self.header else None

    def column(self, column: str) -> tuple[str, ...]:
        """The cells of one column, top to bottom; all empty if the table has no such column."""
        at = self.position(column)
        return tuple("" if at is None else row.cells[at] for row in self.rows)

    def records(self) -> Iterator[dict[str, str]]:
        """Each row as a dictionary from column to text."""
        for row in self.rows:
            yield dict(zip(self.header, row.cells, strict=True))

    def address(self, line: int, column: str | None) -> str | None:
        """The place in a workbook (`lines!D12`), or None for a table that came from a text file."""
        if self.sheet is None:
            return None
        at = self._standing(column)
        return f"{self.sheet}!{letters(at)}{line}" if at is not None else f"{self.sheet}!{line}:{line}"

    def _standing(self, column: str | None) -> int | None:
        at = self.position(column) if column is not None else None
        return self.stands[at] if at is not None and self.stands else at

    def place(self, row: RawRow) -> Place:
        """Where a row of this table stands."""
        in_workbook = self.sheet is not None and row.file == self.file
        return Place(row.file, row.line, self.address(row.line, None) if in_workbook else None)

    def problem(
        self,
        name: str,
        row: RawRow | None,
        column: str | None,
        *,
        why: str,
        mend: str,
        severity: Severity = "error",
        value: str | None = None,
    ) -> Problem:
        """The problem at a cell of this table, or at its header where `row` is None, with its excerpt and marker."""
        at = self.position(column) if column is not None else None
        if row is None:
            text = self.header_text
            place = Origin(self.file, self.header_line, text)
            shown = column if value is None else value
        else:
            place = row.origins.get(column or "", Origin(row.file, row.line, row.text))
            shown = row.cells[at] if value is None and at is not None else value
        written_here = place.file == self.file
        stood = self._standing(column) if written_here else None
        start = None if stood is None else field_start(place.text, stood, " | " if self.sheet else None)
        return Problem(
            name=name,
            file=place.file,
            row=place.row,
            column=column,
            value=shown,
            why=why,
            mend=mend,
            severity=severity,
            excerpt=place.text or None,
            address=self.address(place.row, column) if written_here else None,
            at=start,
        )


def letters(index: int) -> str:
    """The letters of a spreadsheet column: A for 0, AA for 26."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


class Record(NamedTuple):
    """The fields of one row before they are held against the header."""

    fields: list[str]
    line: int
    text: str


def assemble(
    name: str,
    file: str,
    records: Sequence[Record],
    problems: list[Problem],
    *,
    sheet: str | None = None,
    decimal_comma: bool = False,
) -> RawTable:
    """The table whose header is the first record; problems of its form are added to `problems`."""
    head, body = records[0], [record for record in records[1:] if any(record.fields)]
    keep = _kept(head.fields)
    header = tuple(head.fields[i] for i in keep)
    table = RawTable(name, file, header, (), head.line, head.text, sheet, decimal_comma, tuple(keep))
    problems.extend(_header_problems(table, head, body))
    rows = []
    for record in body:
        fields = record.fields
        if len(fields) != len(head.fields):
            fields = _fit(table, record, len(head.fields), problems)
        if len(keep) != len(fields):
            fields = [fields[i] for i in keep]
        row = RawRow(tuple(fields), file, record.line, record.text)
        if len(row.text) > LONGEST_CELL and max(map(len, row.cells), default=0) > LONGEST_CELL:
            row = _cut(table, row, problems)
        rows.append(row)
    return replace(table, rows=tuple(rows))


def _kept(names: list[str]) -> list[int]:
    """Where the columns stand that are kept: those with a name that did not stand before."""
    return [i for i, name in enumerate(names) if name and name not in names[:i]]


def _header_problems(table: RawTable, head: Record, body: Sequence[Record]) -> Iterator[Problem]:
    """Names that stand twice, and values under no name; empty columns at the edge of a spreadsheet are no problem."""
    for i, name in enumerate(head.fields):
        place = None if table.sheet is None else f"{table.sheet}!{letters(i)}{head.line}"
        start = field_start(head.text, i, " | " if table.sheet else None)
        if name and name in head.fields[:i]:
            why, mend = f'The column "{name}" stands in the header twice.', "Take one of them away."
            yield Problem(
                "duplicate-column", table.file, head.line, name, name, why, mend, "error", head.text, place, start
            )
        elif not name and any(i < len(record.fields) and record.fields[i] for record in body):
            why, mend = f"Column {i + 1} has values and no name.", "Name it, or take its values away."
            yield Problem(
                "unnamed-column", table.file, head.line, None, "", why, mend, "error", head.text, place, start
            )


def _fit(table: RawTable, record: Record, width: int, problems: list[Problem]) -> list[str]:
    """The fields of a row, filled up or cut to the width of the header; a problem unless only empty cells differ."""
    fields = record.fields
    if len(fields) > width and not any(fields[width:]):
        return fields[:width]
    padded = (fields + [""] * (width - len(fields)))[:width]
    if table.sheet is not None and len(fields) < width:
        return padded
    few = len(fields) < width
    row = RawRow(tuple(padded), table.file, record.line, record.text)
    problems.append(
        table.problem(
            "ragged-row",
            row,
            None,
            why=f"The row has {len(fields)} cells and the header has {width}.",
            mend="Add the missing separators." if few else _too_many(table, record),
            value=None if few else fields[width] or None,
        )
    )
    return padded


def _too_many(table: RawTable, record: Record) -> str:
    """What to do with a row of too many cells: a text has the separator in it, or a number its decimal comma."""
    mend = "Put quotes around a text that has the separator in it."
    if table.decimal_comma or table.sheet is not None:
        return mend
    halves = zip(record.fields, record.fields[1:], strict=False)
    found = [(whole, part[0]) for whole, rest in halves if whole.isdigit() and (part := _FRACTION.match(rest))]
    split = [pair for pair in found if ",".join(pair) in record.text]
    if not split:
        return mend
    if len(split) > 1:
        return f"If a number has a decimal comma, write a point in its place. {mend}"
    return f"If `{','.join(split[0])}` is one number with a decimal comma, write {'.'.join(split[0])}. {mend}"


_FRACTION = re.compile(r"\d+(?=[\skM]|$)")
"""What stands behind a decimal comma, and then perhaps the rest of an amount."""


def _cut(table: RawTable, row: RawRow, problems: list[Problem]) -> RawRow:
    for at, cell in enumerate(row.cells):
        if len(cell) > LONGEST_CELL:
            why = f"The cell has more than {LONGEST_CELL} characters."
            mend = "Shorten it, or close the quote that was left open."
            found = table.problem("cell-too-large", row, table.header[at], why=why, mend=mend, value=cell[:60])
            problems.append(found)
    return RawRow(tuple(cell[:LONGEST_CELL] for cell in row.cells), row.file, row.line, row.text[:LONGEST_CELL])


def field_start(text: str, index: int, separator: str | None) -> int | None:
    """Where field number `index` begins in the line, past spaces and an opening quote; None if it cannot be said."""
    if separator is None:
        bare = re.sub(r'"[^"]*"', "", text)
        separator = ";" if bare.count(";") > bare.count(",") else ","
    start, field_number, quoted = 0, 0, False
    at = 0
    while field_number < index and at < len(text):
        if text[at] == '"' and separator != " | ":
            quoted = not quoted
        elif not quoted and text.startswith(separator, at):
            field_number, start = field_number + 1, at + len(separator)
            at = start
            continue
        at += 1
    if field_number < index:
        return None
    while start < len(text) and text[start] in ' \t"':
        start += 1
    return start
