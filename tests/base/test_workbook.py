"""A workbook gives the tables that the same folder of CSV files would, at addresses of cells."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from cofactory.base.workbook import read_workbook
from tests.base.sheets import write_workbook


def test_a_sheet_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "programme.xlsx"
    cells = {
        "A1": ("str", "# a note to colleagues"),
        "A2": ("str", "id"), "B2": ("str", "capacity"), "D2": ("str", "opens"),
        "A3": ("str", " a "), "B3": ("n", "24"), "D3": ("d", "46082"),
        "A5": ("str", "b"), "B5": ("n", "0.1"), "D5": ("t", "46082.5"),
    }  # fmt: skip
    write_workbook(path, {"lines": cells, "empty": {}})
    tables, problems = read_workbook(path)
    assert not problems
    assert list(tables) == ["lines"]
    table = tables["lines"]
    assert table.header == ("id", "capacity", "opens")
    assert [row.cells for row in table.rows] == [("a", "24", "2026-03-01"), ("b", "0.1", "2026-03-01T12:00:00")]
    problem = table.problem("x", table.rows[1], "opens", why="w", mend="m")
    assert problem.place == "lines!D5"
    assert problem.file == "programme.xlsx"


def test_errors_and_booleans_are_problems_at_their_address(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    cells = {"A1": ("str", "id"), "B1": ("str", "n"), "A2": ("b", "1"), "B2": ("e", "#REF!"), "B3": ("e", "#N/A")}
    write_workbook(path, {"lines": cells})
    _, problems = read_workbook(path)
    assert [(p.name, p.place, p.value) for p in problems] == [
        ("boolean-cell", "lines!A2", "TRUE"),
        ("error-cell", "lines!B2", "#REF!"),
        ("error-cell", "lines!B3", "#N/A"),
    ]


def test_a_header_that_stands_twice_is_a_problem_at_its_address(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    write_workbook(path, {"lines": {"A1": ("str", "id"), "B1": ("str", "id"), "A2": ("n", "1")}})
    assert [problem.place for problem in read_workbook(path)[1]] == ["lines!B1"]


def test_a_stray_cell_in_the_last_corner_is_refused_before_memory_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    write_workbook(path, {"lines": {"A1": ("str", "id"), "XFD1048576": ("n", "1")}})
    tables, problems = read_workbook(path)
    assert not tables
    assert [problem.name for problem in problems] == ["sheet-too-large"]


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cofactory.base.workbook.LARGEST_UNPACKED", 100_000)
    path = tmp_path / "p.xlsx"
    write_workbook(path, {"lines": {"A1": ("str", "id")}}, extra=[("xl/media/a.bin", b"\0" * 200_000)])
    assert path.stat().st_size < 10_000
    assert [problem.name for problem in read_workbook(path)[1]] == ["file-too-large"]


@pytest.mark.parametrize("data", [b"", b"PK nonsense", b"id,n\na,1\n"])
def test_what_is_no_workbook_is_a_problem(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "p.xlsx"
    path.write_bytes(data)
    assert [problem.name for problem in read_workbook(path)[1]] == ["unreadable-workbook"]


def test_a_damaged_workbook_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    write_workbook(path, {"lines": {"A1": ("str", "id"), "A2": ("str", "a" * 3000)}})
    data = bytearray(path.read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[at : at + 20] = b"\xff" * 20
    path.write_bytes(bytes(data))
    assert [problem.name for problem in read_workbook(path)[1]] == ["unreadable-workbook"]


def test_a_zip_file_of_something_else_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "Dear colleagues")
    assert [problem.name for problem in read_workbook(path)[1]] == ["unreadable-workbook"]
    assert [problem.name for problem in read_workbook(tmp_path / "missing.xlsx")[1]] == ["unreadable-file"]
