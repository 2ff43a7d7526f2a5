"""A programme with other cells, in memory: for a change that is tried and not written."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from cofactory.base.problems import stop_on_errors
from cofactory.base.quantity import CellError
from cofactory.programme.cells import money_factor
from cofactory.programme.checks import check_all
from cofactory.schema.programme import TABLES
from cofactory.schema.suggest import did_you_mean
from cofactory.schema.table import attribute_of, column, columns
from cofactory.schema.values import Terms, read_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cofactory.programme.record import Programme
    from cofactory.schema.table import Column, Row


def with_cells(programme: Programme, cells: Mapping[str, str | float]) -> Programme:
    """Returns the programme with other values at addresses like `needs.ua-pumps.quantity`, each read as its table is.

    Raises LookupError for an address that is none, CellError (a ValueError) for what cannot stand there, ProblemsFound
    where rows do not agree any more.
    """
    terms = Terms(programme.settings.calendar, partial(money_factor, settings=programme.settings))
    for address, value in cells.items():
        table, _, rest = address.partition(".")
        row_id, _, name = rest.rpartition(".")
        rows = list(_rows(programme, table, address))
        at = [n for n, row in enumerate(rows) if getattr(row, "id", None) == row_id]
        if not at:
            known = [str(getattr(row, "id", "")) for row in rows]
            hint = did_you_mean(row_id, known, otherwise=f"Write an id of the table {table}.")
            raise LookupError(f"{address}: the table {table} has no row {row_id!r}. {hint}")
        kind, named = TABLES[table], [found.name for found in columns(TABLES[table]) if found.name != "id"]
        if name not in named:
            hint = did_you_mean(name, named, otherwise="Write the name of a column.")
            raise LookupError(f"{address}: the table {table} has no column {name!r} that could change. {hint}")
        read = read_value(column(kind, name), str(value), terms)
        _known(programme, column(kind, name), str(value), address)
        rows[at[0]] = rows[at[0]].model_copy(update={attribute_of(kind, name): read})
        other: dict[str, Any] = {table: tuple(rows)}
        programme = replace(programme, altered={**programme.altered, address: str(value)}, **other)
    stop_on_errors(check_all(programme))
    return programme


def _known(programme: Programme, column: Column, name: str, address: str) -> None:
    """Raises CellError where a reference finds no row."""
    if column.kind != "ref" or not name or not hasattr(programme, column.refers or ""):
        return
    known = [str(getattr(row, "id", "")) for row in getattr(programme, column.refers or "")]
    if name not in known:
        mend = did_you_mean(name, known, otherwise=f"Write an id of the table {column.refers}.")
        raise CellError("unknown-reference", f"{address}: the table {column.refers} has no row `{name}`.", mend)


def _rows(programme: Programme, table: str, address: str) -> tuple[Row, ...]:
    if table not in TABLES or not hasattr(programme, table):
        hint = did_you_mean(table, list(TABLES), otherwise="Write TABLE.ID.COLUMN.")
        raise LookupError(f"{address}: a programme has no table {table!r}. {hint}")
    rows: tuple[Row, ...] = getattr(programme, table)
    return rows
