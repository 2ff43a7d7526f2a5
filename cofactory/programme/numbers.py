"""Every number of a programme by its address: where it stands, what it says and which claims it cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.base.cell import Cell
from cofactory.programme.inputs import cell_name
from cofactory.schema.programme import TABLES
from cofactory.schema.table import attribute_of, columns, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.base.raw import Place
    from cofactory.programme.record import Programme
    from cofactory.schema.table import Column, Row

SETTINGS = "programme"
"""The table, in addresses, of what programme.toml says: `programme.exchange.USD`."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number, or the claims of a commitment: its address, where it is written, and what it rests on.

    `cell` is None for the column `claims` of a commitment, which holds no number.
    """

    address: str
    table: str
    row: str
    column: str
    unit: str
    cell: Cell | None
    citations: tuple[str, ...]
    file: str
    line: int | None
    place: str
    written: bool
    """False for a default that nobody wrote."""


def numbers_of(programme: Programme) -> tuple[Number, ...]:
    """Returns every number in the order of the tables, defaults too, and the claims that commitments name."""
    return (*_settings(programme), *(one for table in TABLES for one in _table(programme, table)))


def cites(row: Row, column: Column) -> tuple[Cell | None, tuple[str, ...]] | None:
    """Returns the cell in a column and the claims it cites, or None: this column cites nothing."""
    value = value_of(row, column.name)
    if isinstance(value, Cell):
        return value, value.citations
    return (None, value) if row.TABLE == "commitments" and column.name == "claims" else None


def _settings(programme: Programme) -> Iterator[Number]:
    settings = programme.settings
    given = [("exchange", code, f"{settings.currency} for one", cell) for code, cell in settings.exchange.items()]
    given += [("price_index", str(year), "level", cell) for year, cell in settings.price_index.items()]
    for group, name, unit, cell in given:
        address = f"{SETTINGS}.{group}.{name}"
        place = programme.elsewhere.get(address)
        file, line = (place.file, place.row) if place else ("programme.toml", None)
        shown = file if line is None else f"{file}:{line}"
        yield Number(address, SETTINGS, group, name, unit, cell, cell.citations, file, line, shown, written=True)


def _table(programme: Programme, table: str) -> Iterator[Number]:
    kind = TABLES[table]
    able = [(column, attribute_of(kind, column.name)) for column in columns(kind)]
    for row in getattr(programme, table):
        key = None
        for column, attribute in able:
            if not column.numeric and not (table == "commitments" and column.name == "claims"):
                continue
            found = cites(row, column)
            if found is None:
                continue
            address = cell_name(row, column.name)
            key = key or address[len(table) + 1 : -len(column.name) - 1]
            place = programme.elsewhere.get(address, row.place)
            file = place.file or f"{table}.csv"
            yield Number(
                address, table, key, column.name, column.unit, *found, file, place.row, _shown(place, file),
                written=attribute in row.model_fields_set,
            )  # fmt: skip


def _shown(place: Place, file: str) -> str:
    if place.address is not None:
        return place.address
    return file if place.row is None else f"{file}:{place.row}"
