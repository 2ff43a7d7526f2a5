"""Papers in files: the same rows in every format, and no text that a spreadsheet runs."""

import csv
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from cofactory.funding.sheets import Field, Paper, sheet
from cofactory.render.exports import UnknownKind, harmless, write_paper

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", ' =HYPERLINK("http://x.example")', '=cmd|"/c calc"!A1']


def paper(*texts: str) -> Paper:
    fields = (Field("text", "What somebody wrote."), Field("amount", "Money.", "EUR"))
    main = sheet("main", "The main table.", fields, [(text, -1.5) for text in texts])
    return Paper(
        "form", "=Title", "Art 1", (("programme", "=name"),), (main, sheet("rest", "More.", fields, [])), ("=n",)
    )


def test_a_workbook_holds_every_sheet_with_numbers_as_numbers(tmp_path: Path) -> None:
    (file,) = write_paper(paper("plain"), tmp_path / "paper.xlsx")
    book = CalamineWorkbook.from_path(str(file))
    assert book.sheet_names == ["main", "rest", "about"]
    assert book.get_sheet_by_name("main").to_python() == [["text", "amount (EUR)"], ["plain", -1.5]]


def test_money_has_its_cents_and_whole_units_no_point(tmp_path: Path) -> None:
    fields = (Field("units", "How many.", "units"), Field("amount", "Money.", "EUR"))
    rows = sheet("main", "", fields, [(60.0, 300.0), (0.5, 0.25)])
    (file,) = write_paper(Paper("form", "Title", "", (), (rows,), ()), tmp_path / "paper.xlsx")
    with zipfile.ZipFile(file) as parts:
        styles = ElementTree.fromstring(parts.read("xl/styles.xml"))  # noqa: S314 # our own file
        main = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))  # noqa: S314 # our own file
    formats = {"3": "#,##0", "4": "#,##0.00"}
    formats |= {one.attrib["numFmtId"]: one.attrib["formatCode"] for one in styles.iter(f"{SHEET}numFmt")}
    looks = [formats.get(one.attrib["numFmtId"]) for one in styles.iterfind(f"{SHEET}cellXfs/{SHEET}xf")]
    shown = {cell.get("r"): looks[int(cell.get("s", "0"))] for cell in main.iter(f"{SHEET}c")}
    assert [shown[place] for place in ("A2", "B2", "A3", "B3")] == ["#,##0", "#,##0.00", "#,##0.00", "#,##0.00"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_in_a_workbook(tmp_path: Path, text: str) -> None:
    (file,) = write_paper(paper(text), tmp_path / "paper.xlsx")
    with zipfile.ZipFile(file) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert not any("<f>" in one or "hyperlink" in one for one in sheets)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_in_a_csv_file(tmp_path: Path, text: str) -> None:
    main, rest = write_paper(paper(text), tmp_path / "paper.csv")
    assert rest.name == "paper-rest.csv"
    with main.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["text", "amount"], [f"'{text}", "-1.5"]]


def test_what_is_no_formula_stays_as_it_is() -> None:
    assert [harmless(value) for value in ("a=b", -1.5, None, "")] == ["a=b", -1.5, "", ""]


def test_json_keeps_everything_and_says_what_each_field_is(tmp_path: Path) -> None:
    (file,) = write_paper(paper("=1+1"), tmp_path / "paper.json")
    document = json.loads(file.read_text("utf-8"))
    assert document["sheets"]["main"]["rows"] == [{"text": "=1+1", "amount": -1.5}]
    assert document["sheets"]["main"]["fields"][1] == {"name": "amount", "unit": "EUR", "help": "Money."}


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownKind, match=r"\.xlsx, \.csv, \.json"):
        write_paper(paper(), tmp_path / "paper.doc")


def test_a_row_without_a_value_per_field_is_refused() -> None:
    with pytest.raises(ValueError, match="a row of 1 values under 2 fields"):
        sheet("main", "", (Field("a", ""), Field("b", "")), [("x",)])
