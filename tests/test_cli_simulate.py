"""`cofactory simulate`: what it prints, writes and refuses."""

from pathlib import Path
from typing import Any

import pytest

from cofactory.cli.app import main
from tests.test_cli import TABLES, answered, folder_with


@pytest.fixture
def risky(tmp_path: Path) -> Path:
    """The line of the other tests, with an uncertain capacity."""
    lines = TABLES["lines"].replace("1 [assume: as now]", "1 to 2 [assume: as now]")
    return folder_with(tmp_path / "mine", lines=lines)


def test_simulate_says_what_programs_need_to_know(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, err = answered(capsys, "simulate", risky, "-n", 64, "--seed", 4)
    assert code == 0
    assert (document["runs"], document["seed"]) == (64, 4)
    assert {"mean", "p5", "p50", "p95", "error"} <= set(document["shortfall"]) & set(document["cost"])
    assert document["shortfall"]["error"] > 0
    assert "planning first" in err
    assert (Path(document["folder"]) / "run_deliveries.csv").exists()


def test_simulate_speaks_to_people(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(risky), "-n", "64"]) == 0
    text = capsys.readouterr().out
    assert "64 runs, seed 1." in text
    assert "The run tables are in" in text


def test_simulate_refuses_a_precision_it_does_not_reach(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "simulate", risky, "-n", 16, "--precision", 0.001)
    assert code == 2
    assert document["error"]["needed"] > 16
    assert not (risky / "results" / "base" / "run_summary.csv").exists()


def test_simulate_follows_a_plan_of_ones_own(risky: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own"
    own.mkdir()
    code, document, _ = answered(capsys, "simulate", risky, "--plan", own)
    assert (code, document["error"]["kind"]) == (2, "plan")
    (own / "plan_starts.csv").write_text("line,period,quantity\nnowhere,2026-01,1\n", "utf-8")
    done: tuple[int, Any, str] = answered(capsys, "simulate", risky, "--plan", own, "-n", 4)
    assert done[0] == 0
    assert done[1]["notes"] == ["plan_starts: there is no line nowhere."]
