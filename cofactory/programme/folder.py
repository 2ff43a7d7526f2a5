"""Reads a programme folder: programme.toml, the tables as CSV files or one workbook, and a scenario."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory.base.collector import collector_held
from cofactory.base.files import file_problem, read_bytes
from cofactory.base.problems import Problem, ProblemsFound
from cofactory.base.tables import parse_table
from cofactory.base.workbook import read_workbook
from cofactory.programme.assemble import Examination, Provenance, assemble
from cofactory.programme.memory import from_tables
from cofactory.programme.no_tables import SETTINGS, TABLES, WORKBOOK, no_tables
from cofactory.programme.record import Programme, Settings
from cofactory.programme.scenarios import BASE, apply_scenario, is_scenario_name, list_scenarios
from cofactory.programme.settings import read_calendar
from cofactory.programme.toml_text import TomlText, parse_toml
from cofactory.schema.conform import conform
from cofactory.schema.programme import TABLES as DECLARED
from cofactory.schema.suggest import did_you_mean
from cofactory.schema.values import Terms

if TYPE_CHECKING:
    from collections.abc import Collection

    from cofactory.base.raw import RawTable
    from cofactory.schema.table import Row

__all__ = ["Examination", "Programme", "Settings", "examine", "from_tables", "load_programme", "read_rows"]

LARGEST_TOML = 4 * 1024 * 1024
"""Bytes of a TOML file: far more than anybody writes, little enough to parse."""


def load_programme(folder: Path | str, *, scenario: str = BASE) -> Programme:
    """Returns the programme in a folder under a scenario. Raises ProblemsFound with them all if one is an error."""
    found = examine(folder, scenario=scenario)
    if found.programme is None:
        raise ProblemsFound(found.problems)
    return found.programme


@collector_held()
def examine(folder: Path | str, *, scenario: str = BASE) -> Examination:
    """Returns the programme in a folder, if nothing forbids it, and everything there is to say about it.

    No mistake in the folder raises; each is a problem with its place and its mend.
    """
    reading = _Reading(Path(folder))
    source = reading.settings()
    if source is None:
        return Examination(None, tuple(reading.problems))
    tables = reading.tables()
    title = None
    if scenario != BASE and (change := reading.scenario(scenario)) is not None:
        tables, found = apply_scenario(tables, change)
        reading.problems += found
        title = str(change.data.get("title") or "") or None
    provenance = Provenance(reading.folder, scenario, title, reading.files)
    return assemble(source, tables, reading.problems, provenance=provenance, unread=reading.unread)


def read_rows(folder: Path | str, wanted: Collection[str]) -> tuple[dict[str, list[Row]], list[Problem]]:
    """Returns the rows of these tables that can be read, whatever else is wrong in the folder, and what is wrong there.

    For work that needs names and no plan: nothing is checked beyond the cells of these tables.
    """
    reading = _Reading(Path(folder))
    source = reading.settings()
    if source is None:
        return {name: [] for name in wanted}, reading.problems
    tables = reading.tables()
    terms = Terms(calendar=read_calendar(source, []))
    rows: dict[str, list[Row]] = {}
    for name in wanted:
        rows[name], problems = conform(tables[name], DECLARED[name], terms) if name in tables else ([], [])
        reading.problems += problems
    return rows, reading.problems


@dataclass
class _Reading:
    """What has been read of a folder so far: the hash of every file, and every problem."""

    folder: Path
    files: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Tables that are there and could not be read."""

    def settings(self) -> TomlText | None:
        """Returns programme.toml; None, with a problem added, when there is nothing to read."""
        name = self.folder.name or str(self.folder)
        if not self.folder.is_dir():
            self.problems.append(file_problem(
                "missing-folder", name, "There is no such folder.",
                "Write the path of a folder with a programme.toml, or make one with `cofactory new`.",
            ))  # fmt: skip
            return None
        if not (self.folder / SETTINGS).exists():
            self.problems.append(file_problem(
                "missing-programme-toml", SETTINGS, f"The folder {name} has no programme.toml.",
                "Write the path of a programme's folder, or make one with `cofactory new`.",
            ))  # fmt: skip
            return None
        return self.toml(SETTINGS)

    def tables(self) -> dict[str, RawTable]:
        """Returns the tables by name; a folder that has none is a problem, whatever else lies in it."""
        known = len(self.problems)
        found = self.written_tables()
        if not found and len(self.problems) == known:
            self.problems.append(no_tables(self.folder))
        return found

    def written_tables(self) -> dict[str, RawTable]:
        """Returns the tables by name, from the CSV files or the workbook."""
        paths = self.csv_files()
        if (self.folder / WORKBOOK).exists():
            if paths:
                self.problems.append(file_problem(
                    "two-sources", WORKBOOK, f"There are tables in {WORKBOOK} and in {TABLES}/*.csv: which ones count?",
                    "Keep one of the two.",
                ))  # fmt: skip
            return self.workbook()
        found: dict[str, RawTable] = {}
        for path in paths:
            file = path.name
            data = self.read(path, f"{TABLES}/{file}", shown=file)
            table, problems = (None, []) if data is None else parse_table(data, name=path.stem, file=file)
            self.problems += problems
            if table is None:
                self.unread.add(path.stem)
            else:
                found[path.stem] = table
        return found

    def csv_files(self) -> list[Path]:
        """Returns the CSV files in programme/, sorted; other kinds of table there are problems."""
        folder = self.folder / TABLES
        if not folder.is_dir() or not self.is_inside(folder, TABLES):
            return []
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~")))
        for path in paths:
            if path.suffix != ".csv" and path.suffix.lower() in {".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet"}:
                self.problems.append(file_problem(
                    "not-a-table-file", path.name, f"Tables in {TABLES}/ are files that end in `.csv`.",
                    f"Save it as {path.stem}.csv, or put one {WORKBOOK} beside {SETTINGS}.",
                ))  # fmt: skip
        return [path for path in paths if path.suffix == ".csv"]

    def workbook(self) -> dict[str, RawTable]:
        """Returns the tables in programme.xlsx."""
        path = self.folder / WORKBOOK
        if self.read(path, WORKBOOK) is None:
            return {}
        tables, problems = read_workbook(path, file=WORKBOOK)
        self.problems += problems
        return tables

    def scenario(self, name: str) -> TomlText | None:
        """Returns the scenario's file; None, with a problem added, when there is none."""
        if not is_scenario_name(name):
            self.problems.append(file_problem(
                "bad-scenario-name", "scenarios", f"`{name}` is not the name of a scenario.",
                "Write the name of a file in scenarios/, without its folder and without `.toml`.",
            ))  # fmt: skip
            return None
        file = f"scenarios/{name}.toml"
        if not (self.folder / file).exists():
            self.problems.append(file_problem(
                "unknown-scenario", file, f"There is no scenario `{name}`.",
                did_you_mean(name, list_scenarios(self.folder), otherwise=f"Write it as {file}."),
            ))  # fmt: skip
            return None
        return self.toml(file)

    def toml(self, file: str) -> TomlText | None:
        """Returns a TOML file of the folder; None, with problems added, when it cannot be read."""
        data = self.read(self.folder / file, file, largest=LARGEST_TOML)
        if data is None:
            return None
        try:
            parsed = parse_toml(file, data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            row = data.count(b"\n", 0, error.start) + 1
            self.problems.append(Problem(
                "not-utf-8", file, row, None, None, f"Byte {data[error.start]:#04x} is not UTF-8.", "Save it as UTF-8.",
            ))  # fmt: skip
            return None
        if isinstance(parsed, Problem):
            self.problems.append(parsed)
            return None
        return parsed

    def read(self, path: Path, file: str, *, shown: str | None = None, largest: int | None = None) -> bytes | None:
        """Returns a file's bytes, and notes its hash; None, with a problem added, when it may not or cannot be read."""
        shown = shown or file
        if not self.is_inside(path, shown):
            return None
        data, problems = read_bytes(path, shown) if largest is None else read_bytes(path, shown, largest=largest)
        self.problems += problems
        if data is not None:
            self.files[file] = hashlib.sha256(data).hexdigest()
        return data

    def is_inside(self, path: Path, shown: str) -> bool:
        """True for what lies in the folder; a link that leads out of it is a problem, and is not followed."""
        try:
            inside = path.resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError):
            inside = False
        if not inside:
            self.problems.append(file_problem(
                "outside-folder", shown, "This is a link that leads out of the programme's folder.",
                "Put the file itself here.",
            ))  # fmt: skip
        return inside
