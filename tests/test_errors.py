"""The catalogue: every problem has a folder in tests/errors that makes it, and the text that it must print.

A folder is a programme to be checked; one with a folder `read/` makes its problem when the article in there is taken
in, with what `about.json` says about it. Names made by neither are listed, with the test that makes them.

After a deliberate change of words, `python -m tests.test_errors` prints the texts anew; read the difference.
"""

import ast
import json
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from cofactory.base.problems import Problem, ProblemsFound, as_json, in_order, show
from cofactory.evidence.documents import About, take_in
from cofactory.evidence.tellings import ConflictKind
from cofactory.programme.whole import examine_folder
from tests.base.sheets import write_workbook
from tests.evidence.making import write_folder

PACKAGE = Path(__file__).parent.parent / "cofactory"
CATALOGUE = Path(__file__).parent / "errors"

ROOMS = ("base", "schema", "programme", "evidence", "desk")
"""Where problems are found in a programme folder, and in what is read into it."""

OTHER_WORDS = {
    "utf-8", "utf-8-sig", "utf-16-be", "utf-16-le", "utf-32-be", "utf-32-le", "x-refers-to", "x-unit", "category-two",
    "d-000000000000", *get_args(ConflictKind),
}  # fmt: skip
"""Words with a hyphen in those rooms that are no problem's name: encodings, kinds of contradictions and the like."""

ELSEWHERE = {
    "decision-without-effect": "tests/desk/test_deciding.py",  # another decision comes between
    "moment-out-of-reach": "tests/desk/test_deciding.py",  # only who decides comes after a record
    "bad-record": "tests/evidence/test_ledger.py",  # a program writes it, no folder holds it
    "no-answer": "tests/test_cli_model.py",  # an endpoint that is silent
    "two-texts-one-id": "tests/evidence/test_documents.py",  # two texts of one hash
}
"""Problems that no folder can make, each with the tests that make it."""

SCENARIO = {"unknown-scenario": "fever", "bad-scenario-name": "../fewer"}
"""The scenario asked for, where it is not the one in the folder."""

SETTINGS = 'name = "Pumps"\nstart = "2026-01"\nperiods = 12\nperiod = "month"\ncurrency = "EUR"\n'


@dataclass(frozen=True)
class Told:
    """What is said of a folder."""

    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...] = ()


def make_no_folder(folder: Path) -> None:
    folder.rmdir()


def make_a_large_settings_file(folder: Path) -> None:
    (folder / "programme.toml").write_text(SETTINGS + "# padding\n" * 500_000, "utf-8")


def make_a_link_out(folder: Path) -> None:
    (folder / "programme.toml").write_text(SETTINGS, "utf-8")
    (folder / "programme").mkdir()
    (folder.parent / "items.csv").write_text("id,name,kind\npump,Pump,product\n", "utf-8")
    (folder / "programme" / "items.csv").symlink_to(folder.parent / "items.csv")


def make_two_sources(folder: Path) -> None:
    (folder / "programme").mkdir()
    (folder / "programme" / "items.csv").write_text("id,name,kind\npump,Pump,product\n", "utf-8")
    make_workbook(folder, ("str", "pump"))


def make_a_yes_cell(folder: Path) -> None:
    make_workbook(folder, ("b", "1"))


def make_a_failed_formula(folder: Path) -> None:
    make_workbook(folder, ("e", "#REF!"))


def make_a_sheet_without_end(folder: Path) -> None:
    (folder / "programme.toml").write_text(SETTINGS, "utf-8")
    write_workbook(folder / "programme.xlsx", {"items": {"A1": ("str", "id"), "XFD1048576": ("str", "x")}})


def make_a_plan_on_a_rejected_claim(folder: Path) -> None:
    """A plan that was made while its claim was accepted; the cell has been mended since."""
    shutil.copytree(CATALOGUE / "rejected-claim", folder, dirs_exist_ok=True)
    lines = folder / "programme" / "lines.csv"
    text = lines.read_text("utf-8")
    claim = text[text.index("[") + 1 : text.index("]")]
    lines.write_text(text.replace(f"[{claim}]", "[assume: as was planned before]"), "utf-8")
    rests = {"claims": {claim: {"status": "accepted", "cells": ["lines.works.capacity"]}}}
    (folder / "results" / "base").mkdir(parents=True)
    (folder / "results" / "base" / "manifest.json").write_text(json.dumps({"evidence": rests}), "utf-8")


def make_workbook(folder: Path, first: tuple[str, str]) -> None:
    (folder / "programme.toml").write_text(SETTINGS, "utf-8")
    header = {f"{column}1": ("str", name) for column, name in zip("ABCD", ("id", "name", "kind", "note"), strict=True)}
    row = {"A2": ("str", "pump"), "B2": ("str", "Pump"), "C2": ("str", "product"), "D2": first}
    write_workbook(folder / "programme.xlsx", {"items": {**header, **row}})


def make_a_ledger_that_leads_out(folder: Path) -> None:
    (folder / "programme.toml").write_text(SETTINGS, "utf-8")
    (folder / "programme").mkdir()
    (folder / "programme" / "items.csv").write_text("id,name,kind\npump,Pump,product\n", "utf-8")
    write_folder(folder, [])
    (folder.parent / "claims.jsonl").write_bytes(b"")
    (folder / "evidence" / "claims.jsonl").unlink()
    (folder / "evidence" / "claims.jsonl").symlink_to(folder.parent / "claims.jsonl")


def make_an_article_without_end(folder: Path) -> None:
    make_an_article(folder, "x" * 20 + "\n" * (20 * 1024 * 1024))


def make_a_file_in_the_place_of_the_texts(folder: Path) -> None:
    make_an_article(folder, "The ministry ordered 100 pumps.\n")
    (folder / "documents").write_text("in the way\n", "utf-8")


def make_an_article(folder: Path, text: str) -> None:
    (folder / "read").mkdir()
    (folder / "read" / "article.txt").write_text(text, "utf-8", newline="\n")


MADE_HERE: dict[str, Callable[[Path], None]] = {
    "missing-folder": make_no_folder,
    "file-too-large": make_a_large_settings_file,
    "outside-folder": make_a_link_out,
    "two-sources": make_two_sources,
    "boolean-cell": make_a_yes_cell,
    "error-cell": make_a_failed_formula,
    "sheet-too-large": make_a_sheet_without_end,
    "evidence-outside-folder": make_a_ledger_that_leads_out,
    "result-on-fallen-claim": make_a_plan_on_a_rejected_claim,
    "document-too-large": make_an_article_without_end,
    "cannot-write": make_a_file_in_the_place_of_the_texts,
}
"""Folders that are too large, too binary or too odd to be kept as files."""

ALWAYS_WITH = {"misquoted-claim": ("quote-not-in-text",)}
"""Problems of a cell that are never without the problem of the record it cites."""

NAMES = sorted(path.name for path in CATALOGUE.iterdir() if path.is_dir())


def found_in(name: str, place: Path) -> Told:
    """What `check` finds in the folder of this problem, under the folder's scenario if it has one; or what `read` says.

    `place`: an empty folder to work in.
    """
    folder = CATALOGUE / name
    if name in MADE_HERE:
        folder = place / "pumps"
        folder.mkdir()
        MADE_HERE[name](folder)
    if (folder / "read").is_dir():
        return read_in(folder, place / "programme")
    scenario = next((path.stem for path in (folder / "scenarios").glob("*.toml")), "base")
    found = examine_folder(folder, scenario=SCENARIO.get(name, scenario))
    return Told(found.problems, found.remarks)


def read_in(folder: Path, programme: Path) -> Told:
    """What is said of the article in the folder when it is taken in."""
    (article,) = (folder / "read").iterdir()
    shutil.copytree(folder, programme)
    about = folder / "about.json"
    said = About(**json.loads(about.read_text("utf-8"))) if about.is_file() else None
    try:
        return Told(take_in(programme, article, said).problems)
    except ProblemsFound as refused:
        return Told(refused.problems)


def names_in(*rooms: str) -> set[str]:
    """Every text of two or more lower-case words joined by hyphens in these rooms."""
    trees = [ast.parse(path.read_text("utf-8")) for room in rooms for path in (PACKAGE / room).glob("*.py")]
    texts = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", text)}


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_programme_prints_its_problem_and_nothing_else(name: str, tmp_path: Path) -> None:
    found = found_in(name, tmp_path)

    told = [*found.problems, *found.remarks]
    assert {problem.name for problem in told} == {name, *ALWAYS_WITH.get(name, ())}
    assert show(told) + "\n" == (CATALOGUE / name / "expected.txt").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_json_form_says_the_same(name: str, tmp_path: Path) -> None:
    found = found_in(name, tmp_path)
    problems = in_order([*found.problems, *found.remarks])

    records = json.loads(json.dumps(as_json(problems)))
    assert [(r["name"], r["place"], r["value"], r["why"], r["mend"], r["severity"]) for r in records] == [
        (p.name, p.place, p.value, p.why, p.mend, p.severity) for p in problems
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_problem_has_a_sentence_why_and_a_sentence_what_to_do(name: str, tmp_path: Path) -> None:
    found = found_in(name, tmp_path)
    for problem in (*found.problems, *found.remarks):
        assert problem.why.endswith((".", "?"))
        assert problem.mend.endswith((".", "?", "`"))


def test_every_problem_has_a_folder_and_every_folder_a_problem() -> None:
    assert names_in(*ROOMS) - OTHER_WORDS == {*NAMES, *ELSEWHERE}
    assert not set(NAMES) & set(ELSEWHERE)


@pytest.mark.parametrize(("name", "tests"), ELSEWHERE.items())
def test_a_problem_that_no_folder_can_make_is_made_by_a_test(name: str, tests: str) -> None:
    assert name in (Path(__file__).parent.parent / tests).read_text("utf-8")


if __name__ == "__main__":
    for problem_name in sorted({*NAMES, *MADE_HERE}):
        with tempfile.TemporaryDirectory() as made:
            found = found_in(problem_name, Path(made))
            text = show([*found.problems, *found.remarks]) + "\n"
        (CATALOGUE / problem_name).mkdir(exist_ok=True)
        (CATALOGUE / problem_name / "expected.txt").write_text(text, "utf-8")
