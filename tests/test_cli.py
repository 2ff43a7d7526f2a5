"""The commands as a shell sees them: what goes where, which exit code, and never a traceback."""

import errno
import json
import resource
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cofactory import __version__, workbench
from cofactory.cli.app import main
from cofactory.cli.progress import in_words
from cofactory.planner.search import Progress

SETTINGS = """\
name = "Two friends"
start = "2026-01"
periods = 6
period = "month"
currency = "EUR"
price_year = 2026
"""
TABLES = {
    "parties": "id,name,kind,country\nfr,France,state,FR\n",
    "items": "id,name,kind\nradar,Radar,product\n",
    "lines": "id,name,item,country,capacity,unit_cost\nline,Line,radar,FR,1 [assume: as now],10 M\n",
    "needs": "id,party,country,item,start,end,quantity\nneed,fr,FR,radar,2026-01,2026-06,2 [assume: asked for]\n",
}


def folder_with(folder: Path, settings: str = SETTINGS, **tables: str) -> Path:
    """A programme folder: a line that makes 1 a month for a need that asks for 2, unless tables say otherwise."""
    (folder / "programme").mkdir(parents=True)
    (folder / "programme.toml").write_text(settings, "utf-8")
    for name, text in {**TABLES, **tables}.items():
        (folder / "programme" / f"{name}.csv").write_text(text, "utf-8")
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return folder_with(tmp_path / "mine")


def answered(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any, str]:
    """The exit code, the one JSON document on standard output, and standard error."""
    code = main([*map(str, words), "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"cofactory {__version__}\n"


def test_help_comes_up_at_once() -> None:
    command = [sys.executable, "-m", "cofactory", "--help"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # byte code is written the first time
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # 0.2 s on a quiet machine; the limit is generous because a busy one counts some waiting as work
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 0.6


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys, cofactory.cli.app\n"
        "print([n for n in ('numpy', 'polars', 'pydantic', 'scipy', 'highspy', 'rich.console') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_check_of_a_folder_in_order_is_0(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "check", mine)
    assert (code, document["problems"], document["ok"]) == (0, [], True)
    assert document["rows"]["needs"] == 1
    assert document["uncited"] == {"lines": 1}


def test_check_lists_uncited_numbers_only_when_asked(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(mine)]) == 0
    assert "unit_cost" not in capsys.readouterr().out
    assert main(["check", str(mine), "--uncited"]) == 0
    assert "unit_cost" in capsys.readouterr().out


def test_check_shows_every_problem_and_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = TABLES["lines"].replace("1 [assume: as now]", "1O").replace("radar", "rader")
    folder = folder_with(tmp_path / "mine", lines=lines)
    assert main(["check", str(folder)]) == 1
    shown = capsys.readouterr().out
    assert 'lines.csv:2 capacity = "1O"' in shown
    assert 'lines.csv:2 item = "rader"' in shown


def test_check_exits_with_1_for_a_warning_and_plan_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    needs = TABLES["needs"].replace("FR,radar", "UA,radar")  # no route leads there
    folder = folder_with(tmp_path / "mine", needs=needs)
    code, document, _ = answered(capsys, "check", folder)
    assert code == 1
    assert {problem["severity"] for problem in document["problems"]} == {"warning"}
    code, _, err = answered(capsys, "plan", folder)
    assert code == 0
    assert "warning" in err


def test_plan_says_what_programs_need_to_know(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "plan", mine)
    assert code == 0
    assert document["shortfall"] == pytest.approx(21 / 12)  # the backlog is 1, 2, ... 6 of 12
    assert document["cost"] == pytest.approx(60e6)
    assert document["gap"] <= 1e-4
    assert set(document["seconds"]) >= {"read", "build", "solve"}
    assert document["needs"] == [
        {"id": "need", "asked": 12, "delivered": pytest.approx(6), "shortfall": pytest.approx(1.75)}
    ]
    assert document["commitments"] == []
    assert (Path(document["folder"]) / "plan_starts.csv").exists()


def test_plan_prints_a_summary_for_people(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(mine)]) == 0
    out, err = capsys.readouterr()
    assert "Two friends" in out
    assert "need" in out
    assert "least shortfall" in err
    assert "\x1b" not in out + err


def test_explain_says_what_would_help(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, err = answered(capsys, "explain", mine, "need")
    assert code == 0
    assert "planning first" in err
    assert document["reasons"][0]["limit_id"] == "line"
    assert main(["explain", str(mine), "need"]) == 0
    out, err = capsys.readouterr()
    assert "need is short: 6 of 12 units are delivered." in out
    assert "planning" not in err  # the plan of the first call stands in the folder


def test_explain_plans_anew_when_a_file_changed(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answered(capsys, "plan", mine)
    lines = mine / "programme" / "lines.csv"
    lines.write_text(lines.read_text("utf-8").replace("1 [assume", "2 [assume"), "utf-8")
    code, document, err = answered(capsys, "explain", mine, "need")
    assert (code, document["reasons"]) == (0, [])
    assert "changed" in err


def test_explain_of_a_misspelt_id_suggests_the_right_one(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "explain", mine, "ned")
    assert code == 2
    assert "Did you mean `need`?" in document["error"]["message"]


def test_report_writes_where_it_is_told(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out.html"
    code, document, _ = answered(capsys, "report", mine, "-o", target)
    assert (code, document["file"], document["bytes"]) == (0, str(target), target.stat().st_size)


def test_run_checks_plans_and_reports(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "run", mine, "-n", 0)
    assert (code, list(document)) == (0, ["problems", "plan", "runs", "report"])
    assert document["runs"] is None
    assert Path(document["report"]["file"]) == mine / "results" / "base" / "report.html"


def test_a_folder_with_errors_is_not_planned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_with(tmp_path / "mine", lines=TABLES["lines"].replace("1 [assume: as now]", "1O"))
    code, document, err = answered(capsys, "plan", folder)
    assert (code, document["error"]["kind"]) == (1, "problems")
    assert document["error"]["problems"][0]["place"] == "lines.csv:2"
    assert 'lines.csv:2 capacity = "1O"' in err
    assert not (folder / "results").exists()


def test_no_plan_is_3_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_with(
        tmp_path / "mine",
        projects="id,name,kind,duration,cost\nradar-2,Radar 2,development,2,100 M\n",
        funds="id,name,party,amount,opens,closes,form\nfund,Fund,fr,1 M,2026-01,2026-06,grant\n",
    )
    code, document, err = answered(capsys, "plan", folder)
    assert (code, document["error"]["kind"]) == (3, "no-plan")
    assert "radar-2" in err


@pytest.mark.parametrize("verb", [["check"], ["plan"], ["report"], ["run"], ["explain", "need"]])
def test_a_missing_folder_is_wrong_usage(verb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, err = answered(capsys, verb[0], tmp_path / "nowhere", *verb[1:])
    assert (code, document["error"]["kind"]) == (2, "usage")
    assert "does not exist" in err


def test_a_file_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    code, document, _ = answered(capsys, "check", tmp_path / "file")
    assert (code, "is not a folder" in document["error"]["message"]) == (2, True)


@pytest.mark.parametrize("words", [["plan"], ["plan", "x", "--gap", "nan"], ["plan", "x", "--time", "-1"], ["fly"]])
def test_wrong_usage_is_2_and_still_one_document(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, document, err = answered(capsys, *words)
    assert (code, document["error"]["kind"]) == (2, "usage")
    assert "Usage: cofactory" in err


def test_new_makes_a_folder_and_refuses_a_full_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "new", tmp_path / "mine")
    assert (code, "programme.toml" in document["files"]) == (0, True)
    code, document, _ = answered(capsys, "new", tmp_path / "mine")
    assert (code, document["error"]["kind"]) == (2, "file")
    code, document, _ = answered(capsys, "new", tmp_path / "other", "--like", "atlantis")
    assert (code, "france-ukraine" in document["error"]["message"]) == (2, True)


def test_a_full_disk_is_said_in_words(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "plan_starts.csv")

    monkeypatch.setattr(workbench, "save", disk_full)
    code, document, _ = answered(capsys, "plan", mine)
    assert (code, document["error"]["kind"]) == (2, "file")
    assert "the disk is full" in document["error"]["message"]


def test_a_file_where_results_should_be_is_said_in_words(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mine / "results").touch()
    code, document, _ = answered(capsys, "plan", mine)
    assert (code, document["error"]["kind"]) == (2, "file")
    assert "results" in document["error"]["message"]


def test_ctrl_c_is_130_and_one_line(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workbench, "plan", interrupt)
    assert main(["plan", str(mine)]) == 130
    out, err = capsys.readouterr()
    assert (out, err) == ("", "Interrupted; the folder is as it was.\n")
    assert not (mine / "results").exists()


def test_ctrl_c_in_a_search_keeps_the_best_plan_found(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = workbench.plan(workbench.load(mine))
    monkeypatch.setattr(workbench, "plan", lambda *_, **__: replace(whole, status="interrupted"))
    code, document, _ = answered(capsys, "plan", mine)
    assert (code, document["status"]) == (0, "interrupted")
    assert (mine / "results" / "base" / "plan_starts.csv").exists()


def test_ctrl_c_before_any_plan_leaves_the_folder_as_it_was(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = workbench.plan(workbench.load(mine))
    still = replace(whole, status="interrupted", starts=whole.starts.clear(), releases=whole.releases.clear())
    monkeypatch.setattr(workbench, "plan", lambda *_, **__: still)
    assert answered(capsys, "plan", mine)[0] == 0  # what was ordered before still arrives: that is a plan
    shutil.rmtree(mine / "results")
    idle = replace(still, deliveries=whole.deliveries.with_columns(quantity=0.0))
    monkeypatch.setattr(workbench, "plan", lambda *_, **__: idle)
    code, document, _ = answered(capsys, "plan", mine)
    assert (code, document["error"]["kind"]) == (130, "interrupted")
    assert not (mine / "results").exists()


@pytest.mark.parametrize("verb", ["run", "report"])
def test_ctrl_c_while_the_report_is_written_says_what_is_saved(
    verb: str, mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cofactory.render.report.write_report", interrupt)
    code, document, _ = answered(capsys, verb, mine)
    saved = {"run": "plan and runs are saved", "report": "the plan is saved"}
    said = f"Interrupted; {saved[verb]}, the report was not written."
    assert (code, document["error"]["message"]) == (130, said)
    assert (mine / "results" / "base" / "manifest.json").exists()


def test_ctrl_c_while_the_plan_is_saved_waits_until_it_is(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    save = workbench.save

    def interrupted(*given: Any) -> Path:
        signal.raise_signal(signal.SIGINT)
        return save(*given)

    monkeypatch.setattr(workbench, "save", interrupted)
    code, document, _ = answered(capsys, "plan", mine)
    assert (code, document["error"]["message"]) == (130, "Interrupted; the plan is saved.")
    assert workbench.read_plan(mine).status == "optimal"


def test_a_reader_that_leaves_is_no_traceback(tmp_path: Path) -> None:
    rows = "".join(f"line-{n},Line,rader,FR,1O\n" for n in range(4000))
    folder = folder_with(tmp_path / "mine", lines=f"id,name,item,country,capacity\n{rows}")
    command = f"'{sys.executable}' -m cofactory check '{folder}' --json | head -c 10"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 141
    assert done.stderr == ""


def test_the_progress_line_says_stage_gap_and_time() -> None:
    assert (
        in_words(Progress("cost", 12.4, 0.003, 1.0, 47.6))
        == "planning (2 of 2, least cost): gap 0.30 %, 12 s, 48 s left"
    )
    assert in_words(Progress("shortfall", 0.0, None, None, None)) == "planning (1 of 2, least shortfall): 0 s"
