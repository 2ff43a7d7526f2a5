"""Whoever takes a claim away is told at once what rests on it."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from cofactory.cli.app import main
from cofactory.programme.burden import Burdens
from cofactory.programme.resting import fallen_results
from cofactory.programme.standing import Evidence
from tests.programme.cited import a_folder, claim, decision, rate

LINES = "id,name,item,country,capacity\nworks,Works,pump,FR,50 [{}]\nseals,Seals,seal,FR,200\ndesks,Desks,desk,UA,9\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    six = rate()
    return a_folder(tmp_path, six, decision("accept", six, why="two papers"), lines=LINES.format(six.id[:7]))


def decided(folder: Path, capsys: pytest.CaptureFixture[str], key: str, verdict: str, *more: str) -> tuple[str, Any]:
    """What `decide` prints, and the document of the same decision made again in a copy of the ledger."""
    ledger = {path: path.read_bytes() for path in (folder / "evidence").iterdir() if path.is_file()}
    words = ["decide", str(folder), key, verdict, "--why", "no", "--by", "ann", *more]
    capsys.readouterr()
    assert main(words) == 0
    out = capsys.readouterr().out
    for path, content in ledger.items():
        path.write_bytes(content)
    assert main([*words, "--json"]) == 0
    return out, json.loads(capsys.readouterr().out)


def test_a_rejection_names_cells_commitments_plans_and_reports(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(folder)]) == 0
    assert main(["report", str(folder)]) == 0
    out, document = decided(folder, capsys, rate().id, "reject")
    assert out.splitlines()[2:-1] == [
        f"  On {rate().id}, which is rejected, rest:",
        "    cell: lines.works.capacity",
        "    plan: results/base",
        "    report: results/base/report.html",
        f"  Mend these cells, then plan anew: cofactory check {folder}",
    ]
    cell = {"address": "lines.works.capacity", "place": "lines.csv:2", "scenarios": ["base"]}
    assert document["resting"] == [
        {
            "claim": rate().id, "status": "rejected", "cells": [cell], "commitments": [],
            "plans": ["results/base"], "reports": ["results/base/report.html"], "comparisons": [],
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "words", "status"),
    [
        (rate().id, ("correct", "--set", "quantity=500 a year"), "is replaced"),
        (rate().id, ("retract",), "is undecided again"),
        (decision("accept", rate(), why="two papers").id, ("retract",), "is undecided again"),
    ],
)
def test_a_correction_and_a_retraction_name_them_too(
    folder: Path, capsys: pytest.CaptureFixture[str], key: str, words: tuple[str, ...], status: str
) -> None:
    out, document = decided(folder, capsys, key, *words)
    assert f"  On {rate().id}, which {status}, rest:\n    cell: lines.works.capacity\n" in out
    assert [one["claim"] for one in document["resting"]] == [rate().id]


def test_a_claim_that_nothing_cites_bears_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    six, other = rate(), claim("100 pumps")
    folder = a_folder(tmp_path, six, other, decision("accept", six), lines=LINES.format(six.id))
    out, document = decided(folder, capsys, other.id, "reject")
    assert "rest:" not in out
    assert document["resting"] == []


def test_a_cell_of_one_scenario_says_so_and_tables_with_errors_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenarios = folder / "scenarios"
    scenarios.mkdir(exist_ok=True)
    (scenarios / "faster.toml").write_text(f'[lines.desks]\ncapacity = "50 [{rate().id}]"\n', "utf-8")
    (scenarios / "broken.toml").write_text("[lines.nobody]\ncapacity = 3\n", "utf-8")
    out, document = decided(folder, capsys, rate().id, "reject")
    assert "2 cells: lines.works.capacity and lines.desks.capacity (scenario faster)" in out
    assert "What cells cite could not be looked at in broken: the tables have errors." in out
    assert document["unread"] == ["broken"]


def test_a_review_says_it_as_soon_as_the_key_is_pressed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_folder(tmp_path, rate(), lines=LINES.format(rate().id))
    monkeypatch.setattr("sys.stdin", io.StringIO("r nobody said so\n"))
    assert main(["review", str(folder), "--by", "ann"]) == 0
    out = capsys.readouterr().out
    assert f"  On {rate().id}, which is rejected, rest:\n    cell: lines.works.capacity\n" in out


def test_what_a_claim_is_cited_as_too_shortly_does_not_count(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, rate(), lines=LINES.format(rate().id[:4]))
    assert Burdens(folder).of(rate().id, Evidence(folder)) is None


def test_to_reject_what_was_only_proposed_names_the_cells_that_cite_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    six = rate()
    folder = a_folder(tmp_path, six, lines=LINES.format(six.id[:7]))

    out, document = decided(folder, capsys, six.id, "reject")

    assert f"On {six.id}, which is rejected, rest:" in out
    assert [one["cells"][0]["address"] for one in document["resting"]] == ["lines.works.capacity"]


def test_to_accept_what_was_only_proposed_takes_nothing_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    six = rate()
    folder = a_folder(tmp_path, six, lines=LINES.format(six.id[:7]))

    assert decided(folder, capsys, six.id, "accept")[1]["resting"] == []


@pytest.mark.parametrize(
    ("key", "words", "what"),
    [
        (rate().id, ("correct", "--set", "quantity=500 a year"), "was replaced by"),
        (rate().id, ("reject",), "was rejected on"),
    ],
)
def test_a_plan_on_disk_says_that_what_it_rests_on_has_fallen(
    folder: Path, capsys: pytest.CaptureFixture[str], key: str, words: tuple[str, ...], what: str
) -> None:
    assert main(["plan", str(folder)]) == 0
    assert fallen_results(folder) == ()

    decided(folder, capsys, key, *words)

    ((resting, said),) = fallen_results(folder)
    assert (resting.claim, what in said) == (key, True)


def test_a_plan_on_a_claim_that_is_held_no_more_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, document = decided(folder, capsys, rate().id, "correct", "--set", "quantity=500 a year")
    heir = document["decision"]["result"][0]
    lines = folder / "programme" / "lines.csv"
    lines.write_text(lines.read_text("utf-8").replace(rate().id[:7], heir), "utf-8")
    assert main(["plan", str(folder)]) == 0
    assert fallen_results(folder) == ()

    decided(folder, capsys, document["decision"]["id"], "retract")

    ((resting, said),) = fallen_results(folder)
    assert (resting.claim, "is not held" in said) == (heir, True)
