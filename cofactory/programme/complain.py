"""A problem of a row that stands in a table: the row's place, the value as written, the reason and the mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.base.cell import Cell
from cofactory.base.problems import Problem
from cofactory.schema.table import value_of

if TYPE_CHECKING:
    from cofactory.base.problems import Severity
    from cofactory.schema.table import Row


def about(row: Row, column: str | None, name: str, why: str, *, mend: str, severity: Severity = "error") -> Problem:
    """Returns the problem `name` of one row; `column` is the column as the user writes it, None for the whole row."""
    place = row.place
    return Problem(
        name=name,
        file=place.file or f"{row.TABLE}.csv",
        row=place.row,
        column=column,
        value=None if column is None else as_written(value_of(row, column)),
        why=why,
        mend=mend,
        severity=severity,
        address=place.address,
    )


def warn(row: Row, column: str | None, name: str, why: str, *, mend: str) -> Problem:
    """Returns the problem `name` of one row as a warning: planning goes on, the answer is affected."""
    return about(row, column, name, why, mend=mend, severity="warning")


def as_written(value: object) -> str | None:
    """Returns what a cell of a table says, near enough to the user's own writing to be found again."""
    if isinstance(value, Cell):
        return value.text
    if isinstance(value, tuple):
        return "; ".join(str(part) for part in value)
    return None if value is None else str(value)


def where(row: Row) -> str:
    """Returns where a row stands, as an editor or a spreadsheet names it: `bom.csv:3` or `bom!3:3`."""
    return row.place.address or f"{row.place.file or row.TABLE + '.csv'}:{row.place.row}"


def listed(words: list[str], most: int = 5) -> str:
    """Returns the words joined as a sentence says them: `a, b and c`; past `most` of them, `a, b and 7 more`."""
    shown = words if len(words) <= most else [*words[: most - 1], f"{len(words) - most + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
