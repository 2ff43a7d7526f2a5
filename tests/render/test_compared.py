"""The report's section of scenarios side by side: what is proven, drawn and told, and nothing where it is another's."""

from dataclasses import replace
from pathlib import Path

import pytest

import cofactory as cf
from cofactory.render.compared import cells, compared_of, signed, signed_money
from cofactory.render.report import StrangeComparison, render_report
from cofactory.study.compare import Comparison, compare_programmes
from tests.planner.small import line, need, programme
from tests.render.conftest import Page

EXAMPLE = Path(__file__).parents[2] / "examples" / "two-countries"


def compared(title: str = "Half of it") -> Comparison:
    """Two needs on one line, which makes half as much in another scenario; a third one asks the same in both."""
    first, other = (
        programme(
            items=[{"id": one, "name": one, "kind": "product"} for one in ("pump", "valve")],
            lines=[line(capacity=capacity), line("valves", item="valve", capacity=2)],
            needs=[need(), need("valves", item="valve", quantity=1)],
            commitments=[{"id": "half", "giver": "fr", "receiver": "ua", "item": "pump", "quantity": 60,
                          "due": "2026-06", "need": "demand"}],
        )
        for capacity in (10, 5)
    )  # fmt: skip
    return compare_programmes([first, replace(other, scenario="half", title=title)], gap=0.01)


def name(table: str, id_: str) -> str:
    return f"{table} {id_}"


def test_the_needs_that_differ_stand_in_the_table_and_the_others_are_counted() -> None:
    said = compared_of(compared(), name)
    # 10 asked, 5 made in each of six months: 5, 10, ... 30 outstanding of 60
    assert said.figure.table.rows == (
        ("needs demand", "base", "60", "60", "0", ""),
        ("needs demand", "Half of it", "60", "30", "1.75", "+1.75"),
    )
    assert said.figure.sentence.startswith("1 need is served otherwise than in base")
    assert "1 is not, or only within the gap" in said.figure.sentence
    assert said.promises.rows == (("commitments half", "Jun\u00a02026", "60", "30"),)
    assert said.scenarios.rows[1][:3] == ("Half of it", "1.75", "+1.75")


def test_the_chart_has_a_mark_for_the_first_and_for_each_that_differs() -> None:
    spec = compared_of(compared(), name).figure.specs["narrow"]
    assert [(mark["short"], mark["first"]) for mark in spec["data"]["values"]] == [(0.0, True), (1.75, False)]


def test_where_nothing_differs_there_is_no_chart() -> None:
    one = programme(lines=[line()], needs=[need()])
    said = compared_of(compare_programmes([one, replace(one, scenario="again")], gap=0.01), name)
    assert said.figure.draw is None
    assert said.promises.rows == ()


def test_a_scenario_without_a_plan_says_so() -> None:
    row = {"scenario": "poor", "status": "no plan"}
    assert cells(row) == ("poor", "no plan", "", "", "")


@pytest.mark.parametrize(("value", "said"), [(None, ""), (1.25, "+1.25"), (-3.0, "−3"), (1e-9, "0"), (-1e-9, "0")])
def test_a_change_has_its_sign_and_dust_is_none(value: float | None, said: str) -> None:
    assert signed(value) == said


def test_a_change_of_money_has_its_sign_and_no_currency() -> None:
    assert signed_money(2_500_000).replace("\u00a0", " ") == "+2.5 M"
    assert signed_money(-172_000).replace("\u00a0", " ") == "−172 k"


def test_the_report_shows_a_comparison_of_its_own_files_only() -> None:
    base = cf.load(EXAMPLE)
    plan, comparison = cf.plan(base), cf.compare(EXAMPLE)
    page = Page(render_report(base, plan, comparison=comparison))
    assert "compared" in page.ids
    assert "Assembly stays in the Netherlands 2.32 +1.69" in page.text
    assert "compared" not in Page(render_report(base, plan)).ids
    other = cf.load(EXAMPLE, scenario="no-joint-line")
    planned = cf.plan(other)
    with pytest.raises(StrangeComparison, match="base first"):
        render_report(other, planned, comparison=comparison)


def test_a_title_is_text_and_nothing_else() -> None:
    evil = "<script>alert(1)</script>"
    base = cf.load(EXAMPLE)
    found = cf.compare(EXAMPLE, "base", "no-joint-line")
    told = {**found.manifest["scenarios"]}
    told["no-joint-line"] = {**told["no-joint-line"], "title": evil}
    page = render_report(base, cf.plan(base), comparison=replace(found, manifest={**found.manifest, "scenarios": told}))
    assert evil not in page
    assert "&lt;script&gt;" in page
