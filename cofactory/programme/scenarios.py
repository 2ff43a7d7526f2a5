"""A scenario is a file of what differs: cells patched, rows removed and added, on the text of the tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.base.raw import Origin, RawRow, RawTable
from cofactory.programme.references import ids_of
from cofactory.programme.removal import Gone, remove_rows
from cofactory.programme.toml_text import as_text
from cofactory.schema.programme import TABLES
from cofactory.schema.suggest import did_you_mean
from cofactory.schema.table import columns

if TYPE_CHECKING:
    from cofactory.base.problems import Problem
    from cofactory.programme.toml_text import TomlText

BASE = "base"
"""The name of the programme as its tables stand, without a scenario."""

OTHER_KEYS = ("title", "remove", "add")
"""What a scenario file can hold besides the names of tables."""

Written = tuple[str, Origin]
"""The text of a cell, and where it is written."""

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.))*")


def is_scenario_name(name: str) -> bool:
    """True for a name that is a plain file name: no folder, nothing hidden."""
    return len(name) <= 100 and _NAME.fullmatch(name) is not None


def list_scenarios(folder: Path | str) -> tuple[str, ...]:
    """Returns the scenarios of a programme folder: `base`, then the names of the files in `scenarios/`, sorted."""
    found = {path.stem for path in (Path(folder) / "scenarios").glob("*.toml") if is_scenario_name(path.stem)}
    return (BASE, *sorted(found - {BASE}))


def apply_scenario(tables: Mapping[str, RawTable], scenario: TomlText) -> tuple[dict[str, RawTable], list[Problem]]:
    """Returns the tables with the scenario in them, and every problem of the scenario itself.

    First cells are patched, then rows removed (with the rows that belong to them), then rows added. What the
    scenario writes into a cell is checked with the tables; such a problem points at the scenario.
    """
    change = _Change(dict(tables), scenario)
    change.check_title()
    for name in scenario.data:
        if name not in OTHER_KEYS and change.knows_table((name,), name):
            change.patch(name)
    change.remove()
    change.add()
    return change.tables, change.problems


class _Change:
    """One scenario while it is put into the tables."""

    def __init__(self, tables: dict[str, RawTable], scenario: TomlText) -> None:
        self.tables = tables
        self.scenario = scenario
        self.problems: list[Problem] = []

    def check_title(self) -> None:
        """Adds a problem when the title is no text."""
        if not isinstance(self.scenario.data.get("title", ""), str):
            self.refuse("bad-scenario", ("title",), "`title` is a text.", 'Write `title = "What differs"`.')

    def refuse(self, name: str, path: tuple[str, ...], why: str, mend: str) -> None:
        """Adds a problem that points at a key of the scenario file."""
        self.problems.append(self.scenario.problem(name, path, value=None, why=why, mend=mend))

    def knows_table(self, path: tuple[str, ...], name: str) -> bool:
        """True for a table of the programme; else adds a problem."""
        if name in TABLES:
            return True
        known = [*TABLES, *OTHER_KEYS] if len(path) == 1 else list(TABLES)
        self.refuse("unknown-table", path, f"A programme has no table `{name}`.",
                    did_you_mean(name, known, otherwise="Write the name of a table."))  # fmt: skip
        return False

    def part(self, path: tuple[str, ...], example: str) -> Mapping[str, Any]:
        """Returns what stands under a key; empty, with a problem added, when that is no table of keys."""
        value: Any = self.scenario.data
        for key in path:
            value = value.get(key, {})
        if isinstance(value, Mapping):
            return value
        self.refuse("bad-scenario", path, f"`{'.'.join(path)}` holds keys of its own.", f"Write {example}.")
        return {}

    def patch(self, name: str) -> None:
        """Puts `[table.id] column = value` into the tables."""
        for row_id in self.part((name,), f"`[{name}.ID]` on a line and below it `column = value`"):
            cells = self.cells((name, row_id), name)
            if not self.knows_row((name, row_id), name, row_id) or not cells:
                continue
            if cells.pop("id", None):
                self.refuse("id-cannot-change", (name, row_id, "id"), "A scenario cannot rename a row.",
                            "Remove the row and add one with the other id.")  # fmt: skip
            table = _with_columns(self.tables[name], cells)
            at = table.position("id")
            rows = tuple(_patched(table, row, cells) if at is not None and row.cells[at] == row_id else row
                         for row in table.rows)  # fmt: skip
            self.tables[name] = replace(table, rows=rows)

    def knows_row(self, path: tuple[str, ...], name: str, row_id: str) -> bool:
        """True for a row of the programme; else adds a problem."""
        known = ids_of(self.tables[name]) if name in self.tables else ()
        if row_id in known:
            return True
        if TABLES[name].KEY != ("id",):
            self.refuse("table-without-ids", path, f"The rows of {name} have no id to find them by.",
                        f"Change the row it belongs to, or add rows with `[add.{name}]`.")  # fmt: skip
        else:
            self.refuse("unknown-row", path, f"The table {name} has no row `{row_id}`.",
                        did_you_mean(row_id, known, otherwise=f"Add it with `[add.{name}]`."))  # fmt: skip
        return False

    def cells(self, path: tuple[str, ...], name: str) -> dict[str, Written]:
        """Returns the cells under a key, each with where it is written; problems are added for what is no cell."""
        known = [column.name for column in columns(TABLES[name])]
        found: dict[str, Written] = {}
        for column, value in self.part(path, f"`[{'.'.join(path)}]` on a line and below it `column = value`").items():
            where = (*path, column)
            text = as_text(value)
            if column not in known:
                self.refuse("unknown-column", where, f"The table {name} has no column `{column}`.",
                            did_you_mean(column, known, otherwise="Remove it."))  # fmt: skip
            elif text is None:
                self.refuse("bad-scenario", where, "A cell holds a text or a number.",
                            f'Write `{column} = "..."`.')  # fmt: skip
            else:
                line = self.scenario.line_of(*where) or 1
                found[column] = text.strip(), Origin(self.scenario.file, line, self.scenario.line(line) or "")
        return found

    def remove(self) -> None:
        """Takes the rows under `[remove]` out of the tables, with the rows that belong to them."""
        gone: Gone = set()
        for name, ids in self.part(("remove",), '`[remove]` on a line and below it `routes = ["pl-ua"]`').items():
            path = ("remove", name)
            if not self.knows_table(path, name):
                continue
            if not isinstance(ids, list) or not all(isinstance(row_id, str) for row_id in ids):
                self.refuse("bad-scenario", path, "What is removed is a list of ids.", f'Write `{name} = ["ID"]`.')
                continue
            gone |= {(name, row_id) for row_id in ids if self.knows_row(path, name, row_id)}
        self.tables = remove_rows(self.tables, gone)

    def add(self) -> None:
        """Puts the rows under `[add.TABLE]` at the end of their tables."""
        for name in self.part(("add",), "`[add.needs]` on a line and below it `ID = { ... }`"):
            if self.knows_table(("add", name), name):
                for label in self.part(("add", name), f"`[add.{name}]` on a line and below it `ID = {{ ... }}`"):
                    self.add_row(name, label)

    def add_row(self, name: str, label: str) -> None:
        """Puts one row at the end of its table; its label is its id where the table has ids."""
        path = ("add", name, label)
        cells = self.cells(path, name)
        line = self.scenario.line_of(*path) or 1
        here = Origin(self.scenario.file, line, self.scenario.line(line) or "")
        if TABLES[name].KEY == ("id",):
            if cells.get("id", (label, here))[0] != label:
                self.refuse("id-cannot-change", (*path, "id"), f"The row is added as `{label}`.", "Leave `id` out.")
            cells["id"] = label, here
        header = tuple(column.name for column in columns(TABLES[name]))
        table = self.tables.get(name) or RawTable(name, self.scenario.file, header, ())
        table = _with_columns(table, cells)
        blank = RawRow(("",) * len(table.header), self.scenario.file, line, here.text)
        self.tables[name] = replace(table, rows=(*table.rows, _patched(table, blank, cells)))


def _with_columns(table: RawTable, names: Mapping[str, Any]) -> RawTable:
    """The table with a blank column for every name it lacks."""
    new = tuple(name for name in names if name not in table.header)
    if not new:
        return table
    rows = tuple(replace(row, cells=(*row.cells, *("" for _ in new))) for row in table.rows)
    beyond = max(table.stands, default=0) + 1
    stands = (*table.stands, *range(beyond, beyond + len(new))) if table.stands else ()
    return replace(table, header=(*table.header, *new), rows=rows, stands=stands)


def _patched(table: RawTable, row: RawRow, cells: Mapping[str, Written]) -> RawRow:
    """The row with these cells in it, each remembering where it was written."""
    texts = list(row.cells)
    for name, (text, _) in cells.items():
        texts[table.header.index(name)] = text
    origins = {name: origin for name, (_, origin) in cells.items()}
    return replace(row, cells=tuple(texts), origins={**row.origins, **origins})
