"""Removes rows from raw tables together with the rows that belong to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cofactory.programme.references import TARGETS
from cofactory.schema.programme import TABLES
from cofactory.schema.table import columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cofactory.base.raw import RawRow, RawTable
    from cofactory.schema.table import Column

Gone = set[tuple[str, str]]
"""Rows that leave, each as the name of its table and its id."""


def remove_rows(tables: Mapping[str, RawTable], gone: Gone) -> dict[str, RawTable]:
    """Returns the tables without these rows and without every row that belongs to one of them.

    A bill of materials belongs to its product and line, rules to their fund, facts to their item, stages to
    their project, a risk to what it is on, a correlation to both its cells, and so on along the chain.
    """
    left = dict(tables)
    todo = set(gone)
    while todo:
        also: Gone = set()
        for name, table in left.items():
            if name not in TABLES:
                continue
            leaving = [row for row in table.rows if _leaves(table, row, todo)]
            if leaving:
                also |= _names(table, leaving)
                lines = set(map(id, leaving))
                left[name] = replace(table, rows=tuple(row for row in table.rows if id(row) not in lines))
        todo = also - gone
        gone = gone | todo
    return left


def _leaves(table: RawTable, row: RawRow, gone: Gone) -> bool:
    at = table.position("id")
    if at is not None and (table.name, row.cells[at]) in gone:
        return True
    return any(
        (found := owner_of(column, row.cells[position])) is not None and found in gone
        for column in columns(TABLES[table.name])
        if column.owner and (position := table.position(column.name)) is not None
    )


def owner_of(column: Column, text: str) -> tuple[str, str] | None:
    """Returns the row that a cell says its row belongs to, as table and id; None for a blank or a whole country."""
    if not text:
        return None
    if column.kind == "target":
        word, _, name = text.partition(":")
        return (TARGETS[word], name) if word in TARGETS else None
    if column.kind == "cell":
        table, _, rest = text.partition(".")
        return table, rest.partition(".")[0]
    return (column.refers or "", text)


def _names(table: RawTable, rows: list[RawRow]) -> Gone:
    at = table.position("id")
    return set() if at is None else {(table.name, row.cells[at]) for row in rows}
