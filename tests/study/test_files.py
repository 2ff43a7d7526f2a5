"""A comparison on disk: beside the plan, without becoming it, and known to be old when it is."""

import json
from pathlib import Path

import pytest

import cofactory as cf
from cofactory.study.files import MANIFEST, UnreadableComparison, read_comparison, strangers


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return cf.new(tmp_path / "mine", like="two-countries")


def test_a_comparison_reads_back_as_it_was_saved(mine: Path) -> None:
    made = cf.compare(mine)
    assert cf.save(made, mine) == mine / "results" / "base"
    again = read_comparison(mine)
    assert all(again.tables()[name].equals(table) for name, table in made.tables().items())
    assert (again.first, again.titles) == ("base", made.titles)
    assert strangers(again, cf.load(mine)) == ""


def test_it_stands_where_its_first_scenario_does(mine: Path) -> None:
    assert cf.save(cf.compare(mine, "no-joint-line", "base"), mine) == mine / "results" / "no-joint-line"


def test_a_plan_and_a_comparison_leave_each_other_alone(mine: Path) -> None:
    comparison = cf.compare(mine)
    cf.save(comparison, mine)
    with pytest.raises(FileNotFoundError):
        cf.read_plan(mine)
    plan = cf.plan(cf.load(mine))
    cf.save(plan, mine)
    assert strangers(read_comparison(mine), cf.load(mine)) == ""
    cf.save(comparison, mine)
    assert cf.read_plan(mine).shortfall == plan.shortfall


@pytest.mark.parametrize("file", ["programme/needs.csv", "scenarios/no-joint-line.toml"])
def test_a_comparison_of_files_that_changed_is_old(mine: Path, file: str) -> None:
    cf.save(cf.compare(mine), mine)
    (mine / file).write_text((mine / file).read_text("utf-8") + "# another line\n", "utf-8")
    assert "changed since it was made" in strangers(read_comparison(mine), cf.load(mine))


def test_a_scenario_that_is_gone_makes_it_old(mine: Path) -> None:
    cf.save(cf.compare(mine), mine)
    (mine / "scenarios" / "no-joint-line.toml").unlink()
    assert "no-joint-line changed" in strangers(read_comparison(mine), cf.load(mine))


def test_a_comparison_with_another_first_or_of_other_cells_is_a_stranger(mine: Path) -> None:
    found = cf.compare(mine)
    assert strangers(found, cf.load(mine, scenario="no-joint-line"))
    assert strangers(found, cf.with_cells(cf.load(mine), {"needs.be-pumps.quantity": 13}))


@pytest.mark.parametrize("broken", ["{", "[]", '{"tables": {}}', '{"scenarios": 3, "tables": 4, "tool": 5}'])
def test_a_broken_manifest_is_unreadable(mine: Path, broken: str) -> None:
    target = cf.save(cf.compare(mine), mine)
    (target / MANIFEST).write_text(broken, "utf-8")
    with pytest.raises(UnreadableComparison):
        read_comparison(mine)


def test_a_table_of_another_comparison_is_unreadable(mine: Path) -> None:
    target = cf.save(cf.compare(mine), mine)
    table = target / "study_needs.csv"
    table.write_text(table.read_text("utf-8").replace("132", "133"), "utf-8")
    with pytest.raises(UnreadableComparison, match=r"study_needs\.csv"):
        read_comparison(mine)


def test_the_manifest_says_how_it_was_made(mine: Path) -> None:
    manifest = json.loads((cf.save(cf.compare(mine), mine) / MANIFEST).read_text("utf-8"))
    assert manifest["tool"]["cofactory"] == cf.__version__
    assert manifest["solver"]["name"] == "HiGHS"
    assert set(manifest["scenarios"]) == {"base", "money-in-april", "no-joint-line"}
    assert "scenarios/no-joint-line.toml" in manifest["scenarios"]["no-joint-line"]["files"]
