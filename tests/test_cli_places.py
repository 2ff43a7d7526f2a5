"""What a command may not write is found out before it plans, and what is asked for wrongly is said in words."""

import errno
import tempfile
from pathlib import Path
from typing import Any

import pytest

from cofactory import workbench
from cofactory.cli.app import EXAMPLES, main
from cofactory.programme.start import examples
from tests.test_cli import TABLES, answered, folder_with


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return folder_with(tmp_path / "mine")


@pytest.fixture
def read_only(mine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A programme folder on a disk that cannot be written, also for who may write everything."""
    make = tempfile.TemporaryDirectory

    def refuse(*words: Any, **named: Any) -> tempfile.TemporaryDirectory[str]:
        if Path(named["dir"]).is_relative_to(mine):
            raise OSError(errno.EROFS, "Read-only file system", str(named["dir"]))
        return make(*words, **named)

    monkeypatch.setattr(tempfile, "TemporaryDirectory", refuse)
    return mine


@pytest.mark.parametrize("verb", ["plan", "run", "report"])
def test_a_read_only_folder_is_found_out_before_planning(
    verb: str, read_only: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, document, err = answered(capsys, verb, read_only)
    assert (code, document["error"]["kind"]) == (2, "file")
    assert "Read-only file system" in document["error"]["message"]
    assert f"`cofactory report {read_only} -o FILE`" in document["error"]["message"]
    assert "planning" not in err


def test_a_report_of_a_read_only_folder_goes_elsewhere(
    read_only: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, document, err = answered(capsys, "report", read_only, "-o", tmp_path / "out.html")
    assert (code, Path(document["file"]).is_file()) == (0, True)
    assert "cannot be written: the plan is not kept" in err
    assert not (read_only / "results").exists()


def test_explaining_a_read_only_folder_needs_no_place(read_only: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "explain", read_only, "need")
    assert (code, document["reasons"][0]["limit_id"]) == (0, "line")


@pytest.mark.parametrize("verb", ["report", "run"])
def test_a_report_into_a_folder_that_is_missing_makes_none(
    verb: str, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, document, _ = answered(capsys, verb, mine, "-o", mine / "no" / "such" / "out.html")
    assert (code, document["error"]["kind"]) == (2, "usage")
    assert f"There is no folder {mine / 'no' / 'such'}" in document["error"]["message"]
    assert not (mine / "no").exists()
    assert not (mine / "results").exists()


def test_a_report_onto_a_folder_says_to_name_a_file(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "report", mine, "-o", mine)
    assert (code, document["error"]["kind"]) == (2, "usage")
    assert document["error"]["message"].endswith(f"write the name of a file, such as {mine / 'report.html'}.")


@pytest.mark.parametrize("verb", [["check"], ["plan"], ["report"], ["run"], ["explain", "need"]])
def test_an_unknown_scenario_is_wrong_usage(verb: list[str], mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_scenario(mine)
    code, document, _ = answered(capsys, verb[0], mine, *verb[1:], "-s", "fastr")
    assert (code, document["error"]["kind"]) == (2, "usage")
    assert document["error"]["message"] == "There is no scenario 'fastr'. Did you mean `faster`?"


@pytest.mark.parametrize("name", ["faster", "faster.toml", "scenarios/faster.toml"])
def test_a_scenario_may_be_called_by_its_file(name: str, mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_scenario(mine)
    code, document, _ = answered(capsys, "check", mine, "-s", name)
    assert (code, document["scenario"]) == (0, "faster")


def with_scenario(folder: Path) -> None:
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "faster.toml").write_text('[lines.line]\ncapacity = "2 [assume: hope]"\n', "utf-8")


def test_explain_without_an_id_lists_what_can_be_explained(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "explain", mine)
    assert (code, document) == (0, {"needs": ["need"], "commitments": []})
    assert main(["explain", str(mine)]) == 0
    assert f"`cofactory explain {mine} ID`" in capsys.readouterr().out
    assert not (mine / "results").exists()


def test_explaining_what_is_not_there_says_what_is(mine: Path) -> None:
    programme = workbench.load(mine)
    with pytest.raises(LookupError, match=r"no need or commitment 'ned'\. Did you mean `need`\?"):
        workbench.explain(programme, workbench.plan(programme), "ned")


def test_the_help_names_the_examples_that_are_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert ", ".join(examples()) == EXAMPLES
    assert main(["new", "--help"]) == 0
    assert "two-countries" in capsys.readouterr().out


def test_check_with_warnings_only_promises_no_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    needs = TABLES["needs"].replace("FR,radar", "UA,radar")  # no route leads there
    assert main(["check", str(folder_with(tmp_path / "mine", needs=needs))]) == 1
    assert "Planning can be tried; the warning says what it does to the answer." in capsys.readouterr().out


def test_the_plan_says_what_a_shortfall_is(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(mine)]) == 0
    assert "1 is all of it one month late." in capsys.readouterr().out
