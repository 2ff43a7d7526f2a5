"""`cofactory simulate`: what it prints, writes and refuses."""

import io
import signal
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from cofactory import workbench
from cofactory.cli.app import main
from cofactory.cli.progress import EVERY_S, runs_in_words, runs_line
from cofactory.simulator.collect import collect
from cofactory.simulator.each import FILES
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
    needed = document["error"]["needed"]
    assert needed > 16
    assert document["error"]["message"].endswith(f"asked 0.1. About {needed:,} would. Add `-n {needed}`.")
    assert not (risky / "results" / "base" / "run_summary.csv").exists()


def test_simulate_follows_a_plan_of_ones_own(risky: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own"
    own.mkdir()
    code, document, _ = answered(capsys, "simulate", risky, "--plan", own)
    assert (code, document["error"]["kind"]) == (2, "plan")
    (own / "plan_starts.csv").write_text("line,period,quantity\nnowhere,2026-01,1\n", "utf-8")
    code, document, _ = answered(capsys, "simulate", risky, "--plan", own, "-n", 4)
    assert (code, document["error"]["kind"]) == (1, "problems")
    assert document["error"]["problems"][0]["place"] == "plan_starts.csv:2"
    (own / "plan_starts.csv").write_text("line,period,quantity\nline,2050-01,1\n", "utf-8")
    code, document, _ = answered(capsys, "simulate", risky, "--plan", own, "-n", 4)
    assert (code, document["notes"]) == (0, ["plan_starts: 2050-01 lies outside the horizon."])
    assert main(["simulate", str(risky), "--plan", str(own), "-n", "4"]) == 0
    text = capsys.readouterr().out
    assert text.index("Cannot be followed: plan_starts: 2050-01") < text.index("Shortfall likely")


def test_keep_writes_every_run_beside_the_tables(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "simulate", risky, "-n", 8, "--keep")
    assert code == 0
    kept = [Path(document["folder"]) / name for name in FILES]
    assert document["kept"] == [str(path) for path in kept]
    assert all(path.exists() for path in kept)
    code, document, _ = answered(capsys, "simulate", risky, "-n", 8, "--keep", "--plan", risky)
    assert (code, document["error"]["kind"]) == (2, "usage")


def test_every_run_of_earlier_runs_is_deleted_and_that_is_said(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, document, err = answered(capsys, "simulate", risky, "-n", 8, "--keep")
    assert "Deleted" not in err
    _, _, err = answered(capsys, "simulate", risky, "-n", 8, "--seed", 2)
    assert f"Deleted {FILES[0]}, {FILES[1]} and {FILES[2]}: they were of earlier runs." in err
    assert not list(Path(document["folder"]).glob("each_*"))


def test_an_older_report_is_said_to_be_older(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "report" not in answered(capsys, "simulate", risky, "-n", 8)[2]
    answered(capsys, "report", risky)
    older = f"The report.html there is older than these results: `cofactory report {risky}` writes it anew."
    assert older in answered(capsys, "simulate", risky, "-n", 8)[2]
    assert older in answered(capsys, "plan", risky)[2]
    assert older not in answered(capsys, "run", risky, "-n", 8)[2]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_ctrl_c_during_runs_leaves_the_folder_as_it_was(
    risky: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(capsys, "simulate", risky, "-n", 8)
    before = contents(risky)

    def interrupting(block: object, *given: Any, **more: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return collect(block, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("cofactory.simulator.runs.collect", interrupting)
    code, document, _ = answered(capsys, "simulate", risky, "-n", 2000, "--seed", 2, "--keep")
    assert (code, document["error"]["message"]) == (130, "Interrupted; the folder is as it was.")
    assert contents(risky) == before


def test_ctrl_c_while_runs_are_saved_waits_until_they_are(
    risky: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    save = workbench.save_runs

    def interrupted(*given: Any, **more: Any) -> Path:
        signal.raise_signal(signal.SIGINT)
        return save(*given, **more)

    monkeypatch.setattr(workbench, "save_runs", interrupted)
    code, document, _ = answered(capsys, "simulate", risky, "-n", 8)
    assert code == 0
    assert (Path(document["folder"]) / "run_summary.csv").exists()


def test_the_first_use_says_that_it_compiles(
    risky: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Compiling" not in answered(capsys, "simulate", risky, "-n", 8)[2]
    monkeypatch.setattr("cofactory.simulator.compiled.compiled", lambda: False)
    assert "Compiling the simulation once" in answered(capsys, "simulate", risky, "-n", 8)[2]


def test_the_line_of_runs_is_for_terminals_only() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, live in ((io.StringIO(), False), (Terminal(), True)):
        with runs_line(stream) as show:
            sleep(1.1 * EVERY_S)
            show(0, 10)
        assert ("simulating: 0 of 10 runs" in stream.getvalue()) == live
    assert runs_in_words(2560, 10_000, 3.0) == "simulating: 2,560 of 10,000 runs, 3 s, 9 s left"


@pytest.mark.parametrize(
    "wrong", [("--precision", 0), ("--precision", -1), ("--precision", "nan"), ("--seed", 2**63), ("-n", 2**32 + 1)]
)
def test_numbers_that_make_no_sense_are_refused(wrong: tuple[str, object], risky: Path) -> None:
    assert main(["simulate", str(risky), wrong[0], str(wrong[1])]) == 2
