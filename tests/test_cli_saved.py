"""The plan that stands in a folder: when it is used, when not, and what is said about it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cofactory import workbench
from cofactory.cli.app import main
from cofactory.programme.saved_values import is_outdated
from tests.test_cli import answered, folder_with

NEVER_READ = "The saved plan cannot be read: planning anew."


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    folder = folder_with(tmp_path / "mine")
    workbench.save(workbench.plan(workbench.load(folder)), folder)
    return folder


def manifest_with(**values: object) -> Callable[[Path], None]:
    def change(results: Path) -> None:
        file = results / "manifest.json"
        file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | values), "utf-8")

    return change


def table(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(results: Path) -> None:
        file = results / f"plan_{name}.csv"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    return change


def truncate(name: str, text: str = "") -> Callable[[Path], None]:
    def change(results: Path) -> None:
        (results / name).write_text(text, "utf-8")

    return change


BROKEN = {
    "an empty manifest": truncate("manifest.json"),
    "half a manifest": truncate("manifest.json", '{"tool": {'),
    "a manifest that is a list": truncate("manifest.json", "[1, 2]"),
    "a manifest without figures": manifest_with(figures={}),
    "a manifest without gaps": manifest_with(gaps={}),
    "gaps in words": manifest_with(gaps={"shortfall": "none"}),
    "a status that is no word": manifest_with(status=["optimal"]),
    "times in words": manifest_with(seconds={"solve": "long"}),
    "an empty table": truncate("plan_starts.csv"),
    "a table of garbage": truncate("plan_starts.csv", "\0\0a,b\n1"),
    "a table that is gone": lambda results: (results / "plan_starts.csv").unlink(),
    "a number in words": table("deliveries", "2.0", "two"),
    "a number that is not finite": table("starts", "1.0", "NaN"),
    "a period that is none": table("starts", "2026-02", "soon"),
    "a line that is none": table("starts", "line,2026-02", "lime,2026-02"),
    "a need that is none": table("deliveries", "need,2026-02", "ned,2026-02"),
    "a month twice": table("deliveries", "need,2026-02", "need,2026-03"),
}


@pytest.mark.parametrize("verb", [["explain", "need"], ["report"]], ids=lambda words: words[0])
@pytest.mark.parametrize("fault", BROKEN)
def test_a_saved_plan_that_cannot_be_read_is_made_anew(
    fault: str, verb: list[str], planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    BROKEN[fault](planned / "results" / "base")
    code, document, err = answered(capsys, verb[0], planned, *verb[1:])
    assert (code, "error" in document) == (0, False)
    assert NEVER_READ in err
    assert main([verb[0], str(planned), *verb[1:]]) == 0
    assert "planning" not in capsys.readouterr().err  # the new plan has taken the place of the broken one


def test_a_saved_plan_edited_so_that_no_programme_fits_is_made_anew_to_explain_it(
    planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table("starts", "line,2026-02,1.0", "line,2026-02,500.0")(planned / "results" / "base")
    code, document, err = answered(capsys, "explain", planned, "need")
    assert (code, document["short"], document["reasons"][0]["limit_id"]) == (0, True, "line")
    assert NEVER_READ in err


@pytest.mark.parametrize(("tool", "said"), [({"cofactory": "0.0.1"}, "0.0.1"), ({}, "an unknown version"), ("", "")])
def test_a_saved_plan_of_another_version_is_made_anew(
    tool: object, said: str, planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest_with(tool=tool)(planned / "results" / "base")
    code, _, err = answered(capsys, "report", planned)
    assert code == 0
    assert "The saved plan was made by cofactory" in err
    assert said in err
    assert json.loads((planned / "results" / "base" / "manifest.json").read_text("utf-8"))["tool"]["cofactory"]


@pytest.mark.parametrize(
    ("status", "said"),
    [("time", "the time limit ended the search"), ("interrupted", "was inter"), ("gap", "before the gap")],
)
def test_a_saved_plan_that_was_cut_short_is_used_and_that_is_said(
    status: str, said: str, planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest_with(status=status)(planned / "results" / "base")
    code, _, err = answered(capsys, "report", planned)
    assert code == 0
    assert err.startswith("About the saved plan: ")
    assert said in err
    assert "anew" not in err


def test_a_saved_plan_in_order_is_used_without_a_word(planned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = answered(capsys, "explain", planned, "need")
    assert (code, err) == (0, "")


def test_a_saved_plan_of_cells_or_outages_that_were_only_tried_is_made_anew(
    planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = workbench.load(planned)
    line, planner = tried.lines[0].id, workbench.replanner()
    other = planner.plan(workbench.with_cells(tried, {f"lines.{line}.capacity": 3}))
    assert other.manifest["cells"] == {f"lines.{line}.capacity": "3"}
    still = planner.plan(tried, outages=[(line, "2026-02", "2026-02")])
    for plan in (other, still):
        workbench.save(plan, planned)
        assert is_outdated(tried)
        code, _, err = answered(capsys, "explain", planned, "need")
        assert (code, "other cells" in err) == (0, True)
        assert not is_outdated(tried)
    assert "cells" not in planner.plan(tried).manifest
