"""What is likely on the command line: `run` with its runs, `report` with the runs that stand in the folder."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cofactory import workbench
from cofactory.cli.answers import BREAKABLE
from cofactory.cli.app import main
from cofactory.cli.show_runs import _chance
from tests.test_cli import TABLES, answered, folder_with

PARTIES = TABLES["parties"] + "de,Germany,state,DE\n"
PROMISED = "id,giver,receiver,item,quantity,due,need\nword,fr,de,radar,4 [assume: said],2026-05,need\n"
RISKS = "id,on,chance,duration,severity\nfire,line:line,0.1 [assume: rare],2 [assume: short],1 [assume: all]\n"


@pytest.fixture
def risky(tmp_path: Path) -> Path:
    """A line with an uncertain capacity and a risk, a need and a commitment."""
    lines = TABLES["lines"].replace("1 [assume: as now]", "1 to 2 [assume: as now]")
    return folder_with(tmp_path / "mine", lines=lines, parties=PARTIES, commitments=PROMISED, risks=RISKS)


@pytest.fixture
def simulated(risky: Path) -> Path:
    programme = workbench.load(risky)
    plan = workbench.plan(programme)
    workbench.save(plan, risky)
    workbench.save_runs(workbench.simulate(programme, plan, n=100, paired=20), risky)
    return risky


def test_run_makes_the_runs_and_prints_what_is_likely(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(risky), "-n", "200", "--seed", "3"]) == 0
    text = capsys.readouterr().out
    assert "200 runs, seed 3." in text
    assert "in 90 of 100 futures" in text
    assert "adds to shortfall" in text
    assert text.index("The plan's tables") < text.index("200 runs") < text.index("The report is")
    report = (risky / "results" / "base" / "report.html").read_text("utf-8")
    assert "Likely is the median of 200 runs" in report
    assert json.loads((risky / "results" / "base" / "manifest.json").read_text("utf-8"))["runs"]["runs"] == 200


def test_run_gives_plan_runs_and_report_to_programs(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = answered(capsys, "run", risky, "-n", 64, "--paired", 16)
    assert code == 0
    assert document["runs"]["runs"] == 64
    assert document["runs"]["risks"][0]["runs"] == 16
    assert document["runs"]["commitments"][0]["id"] == "word"


def test_a_report_speaks_of_the_runs_in_the_folder(simulated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, err = answered(capsys, "report", simulated)
    assert (code, document["runs"]) == (0, 100)
    assert "left out" not in err
    assert "Likely is the median of 100 runs" in Path(document["file"]).read_text("utf-8")


def test_a_report_without_runs_says_how_to_get_them(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, err = answered(capsys, "report", risky)
    assert (code, document["runs"]) == (0, None)
    assert f"No runs stand in the folder, so the report speaks of the plan only; `cofactory simulate {risky}`" in err
    assert "cofactory simulate DIR" in Path(document["file"]).read_text("utf-8")


def _edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text((folder / name).read_text("utf-8").replace(old, new), "utf-8")


STALE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a risk that changed": (_edit("programme/risks.csv", "0.1", "0.2"), "left out: they followed an earlier plan"),
    "a plan that was edited": (
        _edit("results/base/plan_starts.csv", "line,2026-01,1", "line,2026-01,0"), "the runs followed another plan"
    ),
    "runs of another version": (
        lambda folder: _manifest(folder, tool={"cofactory": "0.0.0"}), "were made by cofactory 0.0.0 and are left out"
    ),
    "a period of another calendar": (_edit("results/base/run_backlog.csv", "2026-01", "1999-01"), "cannot be read"),
    "a table that is empty": (_edit("results/base/run_risks.csv", "risk", ""), "cannot be read and are left out"),
    "a share in words": (_edit("results/base/run_distribution.csv", "cost,", "price,"), "cannot be read"),
}  # fmt: skip


def _manifest(folder: Path, **changes: object) -> None:
    path = folder / "results" / "base" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(manifest | {"runs": manifest["runs"] | changes}), "utf-8")


@pytest.mark.parametrize("case", STALE)
def test_runs_that_are_not_of_this_plan_are_left_out_and_that_is_said(
    case: str, simulated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, said = STALE[case]
    change(simulated)
    code, document, err = answered(capsys, "report", simulated)
    assert (code, document["runs"]) == (0, None)
    assert said in err
    assert f"`cofactory simulate {simulated}` makes them anew" in err


def test_so_few_runs_that_nothing_can_be_told_is_said(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(risky), "-n", "3"]) == 0
    text = capsys.readouterr().out
    assert "too few runs for a range" in text
    assert "too few: 3 runs cannot tell." in text or "beyond: not by June 2026" in text
    assert "unknown" not in text


def test_runs_of_a_programme_without_anything_to_deliver_make_a_report(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "mine", needs="id,party,country,item,start,end,quantity\n")
    assert main(["run", str(folder), "-n", "20"]) == 0


def test_runs_that_all_go_alike_claim_nothing_of_what_was_not_met(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fire that burns in every run makes none differ; what it adds is told all the same."""
    fire = RISKS.replace("0.1 [", "1 [").replace(",2 [", ",1 [")
    assert main(["simulate", str(folder_with(tmp_path / "mine", risks=fire)), "-n", "10"]) == 0
    text = capsys.readouterr().out
    assert "All 10 runs go alike: no range and no risk in the tables makes one differ from another." in text
    assert "fire" in text
    assert "too few runs for a range" not in text


def test_what_all_risks_add_together_is_told_and_read_back(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flood = "flood,line:line,0.2 [assume: often],1 [assume: short],0.5 [assume: half]\n"
    (risky / "programme" / "risks.csv").write_text(RISKS + flood, "utf-8")
    assert main(["simulate", str(risky), "-n", "64"]) == 0
    assert "all together" in capsys.readouterr().out
    code, document, _ = answered(capsys, "simulate", risky, "-n", 64)
    assert code == 0
    assert {row["id"] for row in document["risks"]} == {"fire", "flood"}
    assert document["all_risks"]["shortfall"] > max(row["shortfall"] for row in document["risks"])
    code, document, _ = answered(capsys, "report", risky)
    assert (code, document["runs"]) == (0, 64)
    assert "All risks together" in Path(document["file"]).read_text("utf-8")


def test_errors_stand_beside_every_figure_of_the_terminal(risky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(risky), "-n", "1"]) == 0
    text = capsys.readouterr().out
    assert "± 47" not in text
    assert "(too few runs for an error)" in text
    assert main(["simulate", str(risky), "-n", "100"]) == 0
    fire = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("fire"))
    assert fire.count("±") == 2


def test_an_error_too_small_to_write_is_not_written_as_none() -> None:
    assert _chance(0.0, 0.00001).translate(BREAKABLE) == "0 ± <0.01 %"
    assert _chance(0.5, 0.004).translate(BREAKABLE) == "50.0 ± 0.4 %"
    assert _chance(0.0, 0.47) == "too few"
