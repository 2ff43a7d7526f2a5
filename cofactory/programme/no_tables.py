"""What to say of a programme folder in which no table was found: what lies there instead, and its right name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.base.files import file_problem
from cofactory.schema.programme import TABLES as TABLE_NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from cofactory.base.problems import Problem

SETTINGS = "programme.toml"
TABLES = "programme"
WORKBOOK = "programme.xlsx"
"""Where a programme's settings and tables stand in its folder: the tables in one of two places."""

SPREADSHEETS = {".xls", ".xlsm", ".xlsb", ".ods", ".numbers"}
"""Workbooks of other programs, which can save them as .xlsx."""

OTHERWISE = (
    f"Put tables such as {TABLES}/lines.csv there, or one {WORKBOOK}; `cofactory new DIR` makes a folder with them all."
)


def no_tables(folder: Path) -> Problem:
    """Returns the problem of a folder without tables; its mend names what lies there and the name it must have."""
    try:
        lying = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~")))
    except OSError:
        lying = []
    why = f"There are no tables: {TABLES}/ holds no `.csv` file, and there is no {WORKBOOK}."
    if (folder / WORKBOOK).exists():
        why = f"There are no tables: every sheet of {WORKBOOK} is empty."
    elif not (folder / TABLES).is_dir():
        why = f"There are no tables: there is neither a folder {TABLES}/ nor a {WORKBOOK}."
    finds = (_workbook(lying), _folder(lying), _files(lying))
    return file_problem("no-tables", TABLES, why, next((mend for mend in finds if mend), OTHERWISE))


def _workbook(lying: list[Path]) -> str:
    """What to do with the workbook that lies there, the one called programme first; empty where there is none."""
    kinds = {*SPREADSHEETS, ".xlsx"}
    books = [path for path in lying if path.suffix.lower() in kinds and path.name != WORKBOOK and path.is_file()]
    books.sort(key=lambda path: path.stem.casefold() != TABLES)
    if not books:
        return ""
    found = books[0]
    verb = "rename it to" if found.suffix.lower() == ".xlsx" else "save it as"
    unsure = "" if found.stem.casefold() == TABLES else "if it holds the tables, "
    return f"There is {found.name}: {unsure}{verb} {WORKBOOK}."


def _folder(lying: list[Path]) -> str:
    """What to do with a folder of the wrong name; empty where there is none."""
    for path in lying:
        if path.is_dir() and path.name != TABLES:
            if path.name.casefold() == TABLES:
                return f"There is a folder {path.name}/: rename it to {TABLES}/."
            if table := next((name for name in TABLE_NAMES if (path / f"{name}.csv").is_file()), None):
                return f"There is {path.name}/{table}.csv: rename the folder {path.name}/ to {TABLES}/."
    return ""


def _files(lying: list[Path]) -> str:
    """What to do with tables that lie beside programme.toml; empty where there are none."""
    beside = [path.name for path in lying if path.suffix.lower() == ".csv" and path.stem.casefold() in TABLE_NAMES]
    return f"There is {beside[0]} beside {SETTINGS}: move the tables into a folder {TABLES}/." if beside else ""
