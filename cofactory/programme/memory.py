"""A programme made in Python: settings and tables as plain values, held to the same rules as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cofactory.base.collector import collector_held
from cofactory.base.problems import ProblemsFound
from cofactory.base.raw import RawRow, RawTable
from cofactory.programme.assemble import Examination, Provenance, assemble
from cofactory.programme.record import Programme
from cofactory.programme.toml_text import TomlText, as_text
from cofactory.schema.programme import TABLES
from cofactory.schema.table import columns

Rows = Sequence[Mapping[str, Any]]


def from_tables(settings: Mapping[str, Any], tables: Mapping[str, Rows]) -> Programme:
    """Returns the programme of these settings (the keys of programme.toml) and tables (one mapping per row).

    Values are texts as in a file, numbers, or None for a blank. Every check runs; warnings are kept on the
    programme. Raises ProblemsFound with every problem when one is an error.
    """
    found = examine_tables(settings, tables)
    if found.programme is None:
        raise ProblemsFound(found.problems)
    return found.programme


@collector_held()
def examine_tables(settings: Mapping[str, Any], tables: Mapping[str, Rows]) -> Examination:
    """Returns what `examine` returns, for settings and tables made in Python."""
    raw = {name: as_raw_table(name, rows) for name, rows in tables.items()}
    return assemble(TomlText("programme.toml", settings), raw, [], provenance=Provenance())


def as_raw_table(name: str, rows: Rows) -> RawTable:
    """Returns the table as its CSV file would be read: the header in line 1, rows from line 2 on."""
    given = dict.fromkeys(column for row in rows for column in row)
    declared = () if rows or name not in TABLES else (column.name for column in columns(TABLES[name]))
    header = tuple(given) or tuple(declared)  # no rows name no columns, and lack none
    file = f"{name}.csv"
    written = []
    for line, row in enumerate(rows, start=2):
        cells = tuple(_cell(row.get(column)) for column in header)
        written.append(RawRow(cells, file, line, ",".join(cells)))
    return RawTable(name, file, header, tuple(written), header_text=",".join(header))


def _cell(value: object) -> str:
    text = as_text(value)
    return str(value) if text is None else text.strip()
