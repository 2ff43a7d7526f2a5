"""A folder without tables is an error that names what lies there instead, never a programme with nothing to do."""

from pathlib import Path

import pytest

from cofactory.base.problems import Problem
from cofactory.programme.folder import examine
from cofactory.programme.start import start_folder
from tests.base.sheets import write_workbook

SETTINGS = 'name = "Toy"\nstart = "2026-01"\nperiods = 24\nperiod = "month"\ncurrency = "EUR"\n'
ITEMS = "id,name,kind\npump,Pump,product\n"


def only_problem(folder: Path) -> Problem:
    """The one problem of a folder that has a programme.toml and whatever was put there before."""
    (folder / "programme.toml").write_text(SETTINGS, "utf-8")
    found = examine(folder)
    assert found.programme is None
    assert [problem.name for problem in found.problems] == ["no-tables"]
    return found.problems[0]


@pytest.mark.parametrize(
    ("lying", "mend"),
    [
        ("programme.xls", "There is programme.xls: save it as programme.xlsx."),
        ("Programme.ods", "There is Programme.ods: save it as programme.xlsx."),
        ("Programme.xlsx", "There is Programme.xlsx: rename it to programme.xlsx."),
        ("pumps.xlsx", "There is pumps.xlsx: if it holds the tables, rename it to programme.xlsx."),
        ("Programme/items.csv", "There is a folder Programme/: rename it to programme/."),
        ("tables/items.csv", "There is tables/items.csv: rename the folder tables/ to programme/."),
        ("items.csv", "There is items.csv beside programme.toml: move the tables into a folder programme/."),
    ],
)
def test_what_lies_there_is_named_with_the_name_it_must_have(lying: str, mend: str, tmp_path: Path) -> None:
    (tmp_path / lying).parent.mkdir(exist_ok=True)
    (tmp_path / lying).write_text(ITEMS, "utf-8")
    assert only_problem(tmp_path).mend == mend


def test_an_empty_folder_of_tables_is_told_what_belongs_there(tmp_path: Path) -> None:
    (tmp_path / "programme").mkdir()
    (tmp_path / "programme" / "README.md").write_text("nothing yet", "utf-8")
    problem = only_problem(tmp_path)
    assert "programme/ holds no `.csv` file" in problem.why
    assert "programme/lines.csv" in problem.mend


def test_a_folder_with_settings_only_is_told_what_belongs_there(tmp_path: Path) -> None:
    problem = only_problem(tmp_path)
    assert "neither a folder programme/ nor a programme.xlsx" in problem.why
    assert "cofactory new DIR" in problem.mend


def test_a_workbook_of_empty_sheets_has_no_tables(tmp_path: Path) -> None:
    write_workbook(tmp_path / "programme.xlsx", {"items": {}})
    assert "every sheet of programme.xlsx is empty" in only_problem(tmp_path).why


def test_the_empty_programme_to_start_from_has_its_tables(tmp_path: Path) -> None:
    found = examine(start_folder(tmp_path / "mine"))
    assert found.programme is not None
    assert not found.problems
