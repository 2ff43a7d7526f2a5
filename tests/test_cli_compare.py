"""`cofactory compare` as a shell sees it: the tables, the document, what is refused, and what is left behind."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from cofactory import workbench
from cofactory.cli.answers import BREAKABLE
from cofactory.cli.app import main
from cofactory.cli.progress import scenarios_line
from cofactory.planner.search import Progress
from tests.test_cli import answered, folder_with

MORE = 'title = "More is asked for"\n[needs.need]\nquantity = "3 [assume: more]"\n'
PROJECTS = "id,name,kind,duration,cost\nstudy,Study,research,2,10 M\n"
FUNDS = "id,name,party,amount,opens,closes,form\nfund,Fund,fr,5 M,2026-01,2026-06,own\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return with_scenarios(folder_with(tmp_path / "mine"), more=MORE, again='title = "The same"\n')


def with_scenarios(folder: Path, **scenarios: str) -> Path:
    (folder / "scenarios").mkdir()
    for name, text in scenarios.items():
        (folder / "scenarios" / f"{name}.toml").write_text(text, "utf-8")
    return folder


def shown(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main([*map(str, words)])
    out, err = capsys.readouterr()
    return code, out.translate(BREAKABLE), err


def test_all_scenarios_of_the_folder_stand_beside_the_base(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = shown(capsys, "compare", mine)
    assert code == 0
    # base: 2 asked and 1 made a month, 1 + ... + 6 of 12 outstanding; more: 3 asked, 2 + ... + 12 of 18
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "Two friends: 2 scenarios beside base" in lines
    assert "base 1.75 60 M" in lines
    assert "again 1.75 same 60 M same" in lines
    assert "more 2.33 +0.583 60 M same" in lines
    assert "need 18 6 0 2.33 +0.583" in lines
    assert "again (The same)" in lines
    assert "No needs differ, 1 same." in lines
    assert lines[-1] == f"The tables of the comparison are in {mine / 'results' / 'base'}"
    assert "scenario 2 of 2, more: planning (building the model): 0 s" in err


def test_a_table_of_several_scenarios_fits_a_terminal(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mine / "scenarios" / "no-third-country-line.toml").write_text(MORE, "utf-8")
    _, out, _ = shown(capsys, "compare", mine)
    tables = [line for line in out.splitlines() if "  " in line or "─" in line]
    assert len(tables) > 5
    assert max(map(len, tables)) <= 80


def test_the_document_has_the_rows_of_all_tables(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "compare", mine, "more", "base")
    assert (code, document["first"], document["gap_asked"]) == (0, "more", 0.01)
    assert [one["scenario"] for one in document["scenarios"]] == ["more", "base"]
    assert document["scenarios"][0]["title"] == "More is asked for"
    assert document["scenarios"][1]["shortfall_told"] == "less"
    assert {one["need"] for one in document["needs"]} == {"need"}
    assert document["folder"] == str(mine / "results" / "more")
    assert (mine / "results" / "more" / "study_scenarios.csv").exists()


def test_files_are_taken_for_the_scenarios_they_hold(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, document, _ = answered(capsys, "compare", mine, "base", mine / "scenarios" / "more.toml", "scenarios/again.toml")
    assert [one["scenario"] for one in document["scenarios"]] == ["base", "more", "again"]


def test_a_scenario_named_twice_is_planned_once_and_that_is_said(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, document, err = answered(capsys, "compare", mine, "base", "more", "base")
    assert (code, len(document["scenarios"])) == (0, 2)
    assert "A scenario that is named twice is planned once." in err


def test_an_unknown_scenario_is_refused_with_the_nearest(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "compare", mine, "base", "mroe")
    assert (code, document["error"]["kind"]) == (2, "usage")
    assert document["error"]["message"] == "There is no scenario 'mroe'. Did you mean `more`?"
    assert not (mine / "results").exists()


def test_one_scenario_is_refused(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "compare", mine, "more")
    assert (code, document["error"]["message"]) == (
        2, "Only 'more' is named: name another one beside it, such as 'base', or none to compare all."
    )  # fmt: skip


def test_a_scenario_with_problems_ends_it_before_anything_is_planned(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (mine / "scenarios" / "wrong.toml").write_text('[needs.nede]\nquantity = "3"\n', "utf-8")
    code, document, err = answered(capsys, "compare", mine)
    assert code == 1
    assert document["error"]["problems"][0]["file"] == "scenarios/wrong.toml"
    assert "planning" not in err


def test_one_scenario_without_a_plan_is_told_and_all_of_them_end_with_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poor = folder_with(tmp_path / "poor", projects=PROJECTS, funds=FUNDS)
    with_scenarios(poor, rich='[funds.fund]\namount = "50 M"\n', title='title = "Another name"\n')
    code, out, _ = shown(capsys, "compare", poor)
    assert code == 0
    assert "base has no plan: there is nothing to set the others beside." in out
    assert "base: No plan exists: the funds cannot pay what is compulsory." in out
    code, document, _ = answered(capsys, "compare", poor, "base", "title")
    assert (code, document["error"]["kind"]) == (3, "no-plan")
    assert "title: No plan exists" in document["error"]["message"]
    assert not (poor / "results" / "base" / "study_needs.csv").exists() or code == 3


def test_ctrl_c_before_two_are_planned_leaves_the_folder_as_it_was(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    press_at(monkeypatch, "base")
    code, document, _ = answered(capsys, "compare", mine, "base", "more")
    assert (code, document["error"]["kind"]) == (130, "interrupted")
    assert not (mine / "results").exists()


def test_ctrl_c_later_keeps_what_is_planned_and_says_what_is_not(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("late", "later"):
        (mine / "scenarios" / f"{name}.toml").write_text('[lines.line]\nopens = "2026-02"\n', "utf-8")
    press_at(monkeypatch, "late")
    code, document, err = answered(capsys, "compare", mine, "base", "more", "late", "later")
    assert (code, document["left_out"][-1]) == (0, "later")
    assert "Interrupted before" in err
    assert (mine / "results" / "base" / "study_scenarios.csv").exists()


def press_at(monkeypatch: pytest.MonkeyPatch, scenario: str) -> None:
    """Somebody presses Ctrl-C when the planning of this scenario begins."""
    whole = workbench.compare

    def pressing(*given: Any, **more: Any) -> Any:
        def press(name: str, *_: object) -> None:
            if name == scenario:
                signal.raise_signal(signal.SIGINT)

        return whole(*given, **{**more, "progress": press})

    monkeypatch.setattr(workbench, "compare", pressing)


def test_ctrl_c_while_the_comparison_is_saved_waits_until_it_is(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    save = workbench.save

    def interrupted(*given: Any) -> Path:
        signal.raise_signal(signal.SIGINT)
        return save(*given)

    monkeypatch.setattr(workbench, "save", interrupted)
    code, document, _ = answered(capsys, "compare", mine)
    assert (code, document["error"]["message"]) == (130, "Interrupted; the comparison is saved.")
    assert (mine / "results" / "base" / "study_manifest.json").exists()


def test_a_plan_verb_finds_no_plan_in_a_comparison(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answered(capsys, "compare", mine)
    _, _, err = answered(capsys, "explain", mine, "need")
    assert "No plan stands in the folder yet: planning first." in err


def test_the_report_takes_the_comparison_and_leaves_an_old_one_out(
    mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(capsys, "compare", mine)
    _, document, err = answered(capsys, "report", mine)
    assert "comparison" not in err
    assert "Scenarios side by side" in Path(document["file"]).read_text("utf-8")
    (mine / "scenarios" / "more.toml").write_text(MORE.replace("3", "4"), "utf-8")
    _, document, err = answered(capsys, "report", mine)
    assert "The saved comparison is left out: the files of the scenario more changed since it was made; " in err
    assert f"`cofactory compare {mine} base again more` makes it anew." in err
    assert "Scenarios side by side" not in Path(document["file"]).read_text("utf-8")
    (mine / "results" / "base" / "study_needs.csv").unlink()
    assert "cannot be read and is left out" in answered(capsys, "report", mine)[2]


def test_a_comparison_of_another_version_is_left_out(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answered(capsys, "compare", mine)
    manifest = mine / "results" / "base" / "study_manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**told, "tool": {"cofactory": "0.0.1"}}), "utf-8")
    assert "was made by cofactory 0.0.1 and is left out" in answered(capsys, "report", mine)[2]


def test_the_progress_names_the_scenario_of_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    with scenarios_line(sys.stderr) as tell:
        tell("late", 2, 3, Progress("cost", 12.4, 0.003, 1.0, None))
        tell("late", 2, 3, Progress("cost", 12.5, 0.002, 1.0, None))
    assert capsys.readouterr().err == "scenario 2 of 3, late: planning (2 of 2, least cost): gap 0.30 %, 12 s\n"
