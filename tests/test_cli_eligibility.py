"""`cofactory eligibility` on the worked example: one table, one item rule by rule, one document."""

import json
from pathlib import Path

import pytest

from cofactory.cli.app import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The worked example without its results."""
    assert main(["new", str(tmp_path / "joint"), "--like", "france-ukraine"]) == 0
    return tmp_path / "joint"


def test_the_table_has_every_item_that_costs_something(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eligibility", str(folder)]) == 0

    said = capsys.readouterr()
    assert "1 safe-fr-1" in said.out
    assert "What is missing, and in which table to give it:" in said.out
    assert "Nothing to pay here (their lines and stocks have no cost): rafale-others" in said.out
    assert "No plan of these files stands in the folder" in said.err


def test_one_item_and_one_fund_rule_by_rule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eligibility", str(folder), "scalp", "--fund", "ukraine-loan-1"]) == 0

    said = capsys.readouterr().out
    assert said.startswith("scalp, ukraine-loan-1: not eligible")
    assert "NOT  origin_max 35% outside EEA; UA (Art 13(4)(g), ukraine-loan-2026-467)" in said
    assert "component cost from outside EEA; UA: 36.1 % of 35 % (bill of materials)" in said
    assert "1.1 points too many: source guidance-electronics" in said


def test_the_document_is_the_only_thing_on_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eligibility", str(folder), "--fund", "edip", "--json"]) == 0

    document = json.loads(capsys.readouterr().out)
    assert (document["scenario"], document["planned"]) == ("base", False)
    assert {one["fund"] for one in document["verdicts"]} == {"edip"}
    assert document["funds"]["edip"][0]["article"] == "Art 20(6)-(7)"


@pytest.mark.parametrize(("asked", "near"), [(["scalpp"], "scalp"), (["--fund", "safe-fr-3"], "safe-fr-")])
def test_a_misspelt_name_is_answered_with_the_nearest(
    folder: Path, capsys: pytest.CaptureFixture[str], asked: list[str], near: str
) -> None:
    assert main(["eligibility", str(folder), *asked]) == 2
    assert f"Did you mean `{near}" in capsys.readouterr().err


def test_without_funds_everything_may_be_bought(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", str(tmp_path / "toy"), "--like", "two-countries"])
    (tmp_path / "toy" / "programme" / "funds.csv").unlink()

    assert main(["eligibility", str(tmp_path / "toy")]) == 0
    assert "The programme has no funds" in capsys.readouterr().out


def test_lead_times_under_a_priority_order_are_told_in_the_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["new", str(tmp_path / "toy"), "--like", "two-countries"])
    orders = "need,line,from,article\nbe-pumps,pump-nl,2026-03,Art 19\n"
    (tmp_path / "toy" / "programme" / "priority_orders.csv").write_text(orders, "utf-8")
    capsys.readouterr()

    assert main(["lead-times", str(tmp_path / "toy"), "pump", "--fund", "joint-fund", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lead_times"] == {"compliant": 12, "all sources": 12}
