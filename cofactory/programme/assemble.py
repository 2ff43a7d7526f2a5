"""From settings and raw tables to a programme: conforms every table, checks every reference, runs every check."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cofactory.base.problems import Problem, errors, in_order
from cofactory.programme.cells import money_factor
from cofactory.programme.checks import check_all, remarks
from cofactory.programme.checks_cited import check_cited, elsewhere
from cofactory.programme.record import Programme
from cofactory.programme.references import check_references
from cofactory.programme.rule_sets import with_sets
from cofactory.programme.settings import read_calendar, read_settings
from cofactory.programme.sources import Sources, Uncited, count_settings, count_sources
from cofactory.programme.standing import Evidence
from cofactory.schema.conform import conform
from cofactory.schema.programme import TABLES
from cofactory.schema.suggest import did_you_mean
from cofactory.schema.values import Terms

if TYPE_CHECKING:
    from pathlib import Path

    from cofactory.base.raw import RawRow, RawTable
    from cofactory.programme.record import Settings
    from cofactory.programme.toml_text import TomlText
    from cofactory.schema.table import Row


@dataclass(frozen=True)
class Examination:
    """What was found in a programme: the programme itself when nothing forbids it, and everything there is to say."""

    programme: Programme | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...] = ()
    """What is worth knowing though nothing is wrong with it; `check` succeeds all the same."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How many rows each table has."""
    sources: Mapping[str, Sources] = field(default_factory=dict)
    """What the numbers of each table rest on."""
    uncited: Mapping[str, tuple[Uncited, ...]] = field(default_factory=dict)
    """The numbers of each table that rest on nothing said; tables without any are left out."""


@dataclass(frozen=True)
class Provenance:
    """Where a programme comes from; all blank for one made in Python."""

    folder: Path | None = None
    scenario: str = "base"
    title: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)


def assemble(
    source: TomlText, tables: Mapping[str, RawTable], problems: list[Problem], *, provenance: Provenance,
    unread: Collection[str] = (),
) -> Examination:  # fmt: skip
    """Returns the examined programme; `problems` are those found while the tables were read.

    `unread`: tables that are there and could not be read, which is among the problems.
    """
    found = [*problems, *unknown_tables(tables)]
    evidence = Evidence(provenance.folder)
    known = {name: tables[name] for name in TABLES if name in tables}
    settings, setting_problems = read_settings(source)
    found += setting_problems
    terms = _terms(source, settings)
    rows: dict[str, list[Row]] = {}
    for name, table in known.items():
        rows[name], table_problems = conform(table, TABLES[name], terms)
        found += table_problems
    found += check_references(known, unread=unread)
    rows["fund_rules"] = with_sets(rows.get("fund_rules", []))
    programme, remarked = None, []
    if settings is not None and not errors(found):
        programme = _programme(settings, rows, provenance)
        found += _with_excerpts(check_all(programme), known)
        remarked = _with_excerpts(remarks(programme), known)
        programme = replace(programme, elsewhere=elsewhere(source, known, programme))
        cited, complaints = check_cited(programme, source, known, evidence)
        found += complaints
        programme = None if errors(found) else replace(programme, cited=cited, problems=tuple(in_order(found)))
    counted = {name: count_sources(table, evidence.rests) for name, table in known.items()}
    if settings is not None and (settings.exchange or settings.price_index):
        counted = {"programme": count_settings(settings, source, evidence.rests), **counted}
    return replace(_examination(programme, found, known, counted), remarks=tuple(in_order(remarked)))


def unknown_tables(tables: Mapping[str, RawTable]) -> list[Problem]:
    """Returns a problem for every table, file or sheet, whose name is none of a programme."""
    return [
        Problem(
            name="unknown-table", file=table.file, row=None, column=None, value=None,
            why=f"A programme has no table `{name}`.",
            mend=did_you_mean(name, TABLES, otherwise="Rename it or move it out of the programme."),
            address=f"{table.sheet}!1:1" if table.sheet else None,
        )
        for name, table in tables.items() if name not in TABLES
    ]  # fmt: skip


def _terms(source: TomlText, settings: Settings | None) -> Terms:
    if settings is None:  # the tables are still read, as far as the horizon is known
        return Terms(calendar=read_calendar(source, []))
    return Terms(settings.calendar, partial(money_factor, settings=settings))


def _programme(settings: Settings, rows: Mapping[str, list[Row]], provenance: Provenance) -> Programme:
    tables: dict[str, Any] = {name: tuple(made) for name, made in rows.items()}
    return Programme(
        settings=settings, **tables, folder=provenance.folder, scenario=provenance.scenario,
        title=provenance.title, files=dict(provenance.files),
    )  # fmt: skip


def _examination(
    programme: Programme | None,
    found: list[Problem],
    known: Mapping[str, RawTable],
    counted: Mapping[str, tuple[Sources, list[Uncited]]],
) -> Examination:
    return Examination(
        programme=programme,
        problems=tuple(in_order(found)),
        rows=MappingProxyType({name: len(table.rows) for name, table in known.items()}),
        sources=MappingProxyType({name: sources for name, (sources, _) in counted.items()}),
        uncited=MappingProxyType({name: tuple(numbers) for name, (_, numbers) in counted.items() if numbers}),
    )


def _with_excerpts(found: list[Problem], tables: Mapping[str, RawTable]) -> list[Problem]:
    """The problems of rows, with the line they are in and the cell they are about, as those of a file have them."""
    if not any(problem.excerpt is None and problem.row for problem in found):
        return found
    written: dict[tuple[str, str | None, int], tuple[RawTable, RawRow]] = {}
    for table in tables.values():
        for row in table.rows:
            sheet = table.sheet if row.file == table.file else None
            written[row.file, sheet, row.line] = table, row
    return [_with_excerpt(problem, written) for problem in found]


def _with_excerpt(problem: Problem, written: Mapping[tuple[str, str | None, int], tuple[RawTable, RawRow]]) -> Problem:
    sheet = problem.address.partition("!")[0] if problem.address else None
    found = written.get((problem.file, sheet, problem.row or 0))
    if found is None or problem.excerpt is not None:
        return problem
    table, row = found
    return table.problem(
        problem.name, row, problem.column, why=problem.why, mend=problem.mend, severity=problem.severity,
        value=problem.value,
    )  # fmt: skip
