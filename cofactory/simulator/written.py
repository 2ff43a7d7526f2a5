"""Plan tables that somebody wrote: read as a programme's own tables are, every mistake a problem with its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import polars as pl

from cofactory.base.problems import Problem, stop_on_errors
from cofactory.base.quantity import CellError
from cofactory.base.tables import read_table
from cofactory.schema.frames import frame_types
from cofactory.schema.results import TABLES
from cofactory.schema.suggest import did_you_mean, nearest
from cofactory.schema.table import Column
from cofactory.schema.values import Terms, reader_of
from cofactory.simulator.files import FOLLOWED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from cofactory.base.raw import RawRow, RawTable
    from cofactory.programme.record import Programme
    from cofactory.simulator.followed import PlanTables

KINDS = {"quantity": "number", "amount": "number", "steps": "whole", "period": "period", "begin": "period"}
"""What stands in a column; every other one names a row of the programme."""

BLANK = frozenset({("projects", "begin"), ("payments", "fund")})
"""Cells that may be blank: a project that does not begin, and money without limit."""

ROWS = {"line": "lines", "stock": "stocks", "route": "routes", "item": "items", "need": "needs", "project": "projects",
        "fund": "funds"}  # fmt: skip
"""The table of the programme that a column names a row of."""

COSTS = {"production": "lines", "expansion": "lines", "opening": "lines", "project": "projects", "stock": "stocks",
         "transport": "routes"}  # fmt: skip
"""What is paid for, and the table of which it names a row."""


class NoPlanTables(ValueError):
    """A folder without plan tables, with the reason in one sentence."""


def read_tables(folder: Path | str, programme: Programme) -> PlanTables:
    """Returns the plan tables of a folder, whoever wrote them; a table that is missing has no rows.

    Raises NoPlanTables when there is no plan table at all, ProblemsFound with every mistake in those that are there.
    """
    source = Path(folder)
    _must_hold_a_plan(source, programme)
    problems = _strange_tables(source)
    found = {}
    for name in FOLLOWED:
        path = source / f"plan_{name}.csv"
        raw, mistakes = read_table(path) if path.exists() else (None, [])
        problems += mistakes
        columns, mistakes = ({}, []) if raw is None else _Reader(programme, raw, name).read()
        problems += mistakes
        found[name] = columns
    stop_on_errors(problems)
    return SimpleNamespace(**{name: _frame(name, columns) for name, columns in found.items()})


def _must_hold_a_plan(source: Path, programme: Programme) -> None:
    if not source.exists():
        raise NoPlanTables(f"There is no folder {source}.")
    if not source.is_dir():
        raise NoPlanTables(f"{source} is a file; --plan takes the folder in which the plan tables stand.")
    if not any((source / f"plan_{name}.csv").exists() for name in FOLLOWED):
        names = ", ".join(f"plan_{name}.csv" for name in FOLLOWED)
        raise NoPlanTables(f"{source} holds no plan of {programme.settings.name}: none of {names} is there.")


def _strange_tables(source: Path) -> list[Problem]:
    """A problem for every table that looks like one of a plan and is none."""
    known = [f"plan_{name}" for name in FOLLOWED]
    return [
        Problem("unknown-table", path.name, None, None, None, f"A plan has no table `{path.stem}`.",
                did_you_mean(path.stem, known, otherwise="Rename it or move it away."))
        for path in sorted(source.glob("plan_*.csv")) if path.stem not in TABLES
    ]  # fmt: skip


def _frame(name: str, columns: Mapping[str, list[Any]]) -> pl.DataFrame:
    types = frame_types(f"plan_{name}")
    return pl.DataFrame({column: columns.get(column, []) for column in FOLLOWED[name]},
                        schema={column: types[column] for column in FOLLOWED[name]})  # fmt: skip


class _Reader:
    """Reads one table of a plan against its programme."""

    def __init__(self, programme: Programme, raw: RawTable, name: str) -> None:
        self.programme, self.raw, self.name = programme, raw, name
        self.terms = Terms(programme.settings.calendar)

    def read(self) -> tuple[dict[str, list[Any]], list[Problem]]:
        """The columns that a run needs, whatever else stands in the table, and every mistake in them."""
        if problems := list(self._missing()):
            return {}, problems
        read = {column: self._column(column) for column in FOLLOWED[self.name]}
        problems = [problem for _, mistakes in read.values() for problem in mistakes]
        columns = {column: values for column, (values, _) in read.items()}
        return columns, problems or list(self._repeated(columns))

    def _missing(self) -> Iterator[Problem]:
        """A problem for every column that is not there; it points at the one that may be meant, or at the end."""
        header = self.raw.header
        for column in FOLLOWED[self.name]:
            if column in header:
                continue
            why = f"The table {self.raw.name} needs the column `{column}`."
            meant = nearest(column, [name for name in header if name not in TABLES[self.raw.name].header])
            if meant:
                yield self.raw.problem("missing-column", None, meant, why=why, mend=f"Did you mean `{column}`?")
            else:
                found = self.raw.problem("missing-column", None, column, why=why, mend=f"Add the column `{column}`.")
                yield replace(found, value=None, at=len(self.raw.header_text.rstrip()))

    def _column(self, name: str) -> tuple[list[Any], list[Problem]]:
        """The values of one column, None where there is none, and a problem for every text that has no value."""
        known: dict[str, Any] = {}
        wrong: dict[str, CellError] = {}
        texts = self.raw.column(name)
        for text in dict.fromkeys(texts):
            try:
                known[text] = self._value(name, text)
            except CellError as error:
                wrong[text], known[text] = error, None
        problems = [
            self.raw.problem(wrong[text].name, row, name, why=wrong[text].why, mend=wrong[text].mend)
            for row, text in zip(self.raw.rows, texts, strict=True) if text in wrong
        ]  # fmt: skip
        return [known[text] for text in texts], problems

    def _value(self, name: str, text: str) -> Any:
        if not text:
            if (self.name, name) in BLANK:
                return None
            raise CellError("missing-value", f"`{name}` must be given.", "Write it here, or take the row away.")
        if text == "unknown" and name in KINDS:
            raise CellError("unknown-not-allowed", f"`{name}` cannot be unknown.", "Write it, or take the row away.")
        kind: Any = KINDS.get(name, "text")
        column = Column(kind, name, unit="units", required=True, name=name)
        value = reader_of(column, self.terms, decimal_comma=self.raw.decimal_comma)(text)
        if column.numeric:
            return round(value.mean()) if kind == "whole" else value.mean()
        if kind == "text":
            self._must_be_known(name, text)
        return value

    def _must_be_known(self, name: str, text: str) -> None:
        if name != "cost":
            self._must_be_row(text, text, ROWS[name])
            return
        kind, colon, row = text.partition(":")
        if not colon or kind not in COSTS:
            mend = did_you_mean(kind, COSTS, otherwise="Write the kind of cost, a colon and an id.")
            raise CellError("unknown-reference", f"`{text}` is not what something is paid for.", mend)
        self._must_be_row(row, text, COSTS[kind])

    def _must_be_row(self, row: str, text: str, table: str) -> None:
        ids = self._ids(table)
        if row not in ids:
            mend = did_you_mean(row, sorted(ids), otherwise=f"Name a row of {table}, or take this one away.")
            raise CellError("unknown-reference", f"The table {table} has no row `{row}`{_of(row, text)}.", mend)

    def _ids(self, table: str) -> Collection[str]:
        return {row.id for row in getattr(self.programme, table)}

    def _repeated(self, columns: Mapping[str, Sequence[Any]]) -> Iterator[Problem]:
        """A problem for every row that speaks of the same thing as one before."""
        key = [name for name in columns if KINDS.get(name, "period") == "period" and name != "begin"]
        if self.name == "openings":
            key = ["line"]
        first: dict[tuple[Any, ...], RawRow] = {}
        for row, said in zip(self.raw.rows, zip(*(columns[name] for name in key), strict=True), strict=True):
            before = first.setdefault(said, row)
            if before is not row:
                same = " and ".join(f"`{name}`" for name in key)
                yield self.raw.problem(
                    "duplicate-row", row, key[-1], why=f"{before.file}:{before.line} has the same {same}.",
                    mend="Keep one of the two rows, or make them one.",
                )  # fmt: skip


def _of(row: str, text: str) -> str:
    return "" if row == text else f", of which `{text}` speaks"
