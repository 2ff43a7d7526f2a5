"""Checks that ids are unique and every reference finds its row; on the text, so that one bad cell hides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cofactory.schema.programme import TABLES
from cofactory.schema.suggest import did_you_mean
from cofactory.schema.table import columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cofactory.base.problems import Problem
    from cofactory.base.raw import RawRow, RawTable
    from cofactory.schema.table import Column, Row

TARGETS = {"line": "lines", "route": "routes", "fund": "funds", "project": "projects"}
"""The table that each word of a risk's target means; `country:CC` has none."""

UNORDERED = frozenset({"correlations"})
"""Tables whose key says the same in any order."""


Ids = Mapping[str, set[str] | None]
"""The ids of each table; None where they cannot be known, so that nobody complains of references to it."""


def check_references(tables: Mapping[str, RawTable], *, unread: Collection[str] = ()) -> list[Problem]:
    """Returns a problem for every id that stands twice and every reference that finds nothing.

    `unread`: tables that are there and could not be read; references to them, and to a table without its column of
    ids, would only echo that.
    """
    ids: dict[str, set[str] | None] = dict.fromkeys(unread)
    ids |= {name: set(ids_of(table)) if "id" in table.header else None for name, table in tables.items()}
    problems: list[Problem] = []
    for name, row in TABLES.items():
        if name in tables:
            problems += _check_keys(tables[name], row)
            problems += _check_columns(tables[name], row, ids)
    return problems


def ids_of(table: RawTable) -> tuple[str, ...]:
    """Returns each id of a table's rows once, good or bad; none for a table whose rows have no id."""
    return tuple(dict.fromkeys(text for text in table.column("id") if text))


def _check_keys(table: RawTable, row: type[Row]) -> Iterator[Problem]:
    keys = list(zip(*(table.column(name) for name in row.KEY), strict=True))
    if row.TABLE in UNORDERED:
        keys = [tuple(sorted(key)) for key in keys]
    if len(set(keys)) == len(keys):
        return
    first: dict[tuple[str, ...], RawRow] = {}
    for written, key in zip(table.rows, keys, strict=True):
        if not any(key):
            continue
        if key not in first:
            first[key] = written
            continue
        before = first[key]
        where = f"{before.file}:{before.line}"
        if row.KEY == ("id",):
            yield table.problem(
                "duplicate-id", written, "id", why=f"The id `{key[0]}` stands already in {where}.",
                mend="Give each row an id of its own.",
            )  # fmt: skip
        else:
            yield table.problem(
                "duplicate-row", written, row.KEY[-1],
                why=f"{where} has the same {' and '.join(f'`{name}`' for name in row.KEY)}.",
                mend="Keep one of the two rows, or make them one.",
            )  # fmt: skip


def _check_columns(table: RawTable, row: type[Row], ids: Ids) -> Iterator[Problem]:
    for column in columns(row):
        at = table.position(column.name)
        if at is None:
            continue
        if column.kind == "ref":
            yield from _check_refs(table, column, at, ids)
        elif column.kind == "target":
            yield from _check_targets(table, column, at, ids)
        elif column.kind == "cell":
            yield from _check_cells(table, column, at, ids)


def _check_refs(table: RawTable, column: Column, at: int, ids: Ids) -> Iterator[Problem]:
    target = column.refers or ""
    known = ids.get(target, set())
    if known is None:
        return
    strange = {written.cells[at] for written in table.rows} - known - {""}
    ordered = sorted(known) if strange else []
    mends = {text: _mend(text, target, ordered) for text in strange}
    for written in table.rows if strange else ():
        text = written.cells[at]
        if text in mends:
            yield _unknown(table, written, column, text, target=target, mend=mends[text])


def _check_targets(table: RawTable, column: Column, at: int, ids: Ids) -> Iterator[Problem]:
    for written in table.rows:
        word, _, name = written.cells[at].partition(":")
        target = TARGETS.get(word)
        known = ids.get(target or "", set())
        if target and name and known is not None and name not in known:
            mend = _mend(name, target, sorted(known))
            yield _unknown(table, written, column, name, target=target, mend=mend)


def _check_cells(table: RawTable, column: Column, at: int, ids: Ids) -> Iterator[Problem]:
    for written in table.rows:
        parts = written.cells[at].split(".")
        if len(parts) != 3 or not all(parts):
            continue
        target, name, of = parts
        if target not in TABLES:
            yield table.problem(
                "unknown-table", written, column.name, why=f"There is no table `{target}`.",
                mend=did_you_mean(target, TABLES, otherwise="Write table, id and column."),
            )  # fmt: skip
            continue
        numeric = [c.name for c in columns(TABLES[target]) if c.numeric]
        if of not in numeric:
            yield table.problem(
                "unknown-column", written, column.name, why=f"The table {target} has no numeric column `{of}`.",
                mend=did_you_mean(of, numeric, otherwise="Name a column with numbers."),
            )  # fmt: skip
        known = ids.get(target, set())
        if known is not None and name not in known:
            mend = _mend(name, target, sorted(known))
            yield _unknown(table, written, column, name, target=target, mend=mend)


def _mend(name: str, target: str, known: list[str]) -> str:
    return did_you_mean(name, known, otherwise=f"Add a row `{name}` to {target}, or write the id of one.")


def _unknown(table: RawTable, written: RawRow, column: Column, name: str, *, target: str, mend: str) -> Problem:
    why = f"The table {target} has no row `{name}`."
    return table.problem("unknown-reference", written, column.name, why=why, mend=mend)
