"""Scenarios side by side: figures worked out by hand, what goes on from the first, and what ends a comparison early."""

import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import cofactory as cf
from cofactory.base.problems import ProblemsFound
from cofactory.planner.no_plan import NoPlan
from cofactory.planner.solve import make_plan
from cofactory.programme.folder import from_tables
from cofactory.programme.record import Programme
from cofactory.study.compare import Comparison, NothingPlanned, OnlyOneScenario, compare_programmes
from cofactory.study.warmth import numbers_changed
from tests.planner.programmes import cases, many
from tests.planner.reading import Case
from tests.planner.small import fund, line, need, programme

EXAMPLE = Path(__file__).parents[2] / "examples" / "two-countries"


def row(found: Comparison, scenario: str, table: str = "scenarios") -> dict[str, Any]:
    return found.tables()[table].filter(scenario=scenario).row(0, named=True)


def named(scenario: str, one: Programme) -> Programme:
    return replace(one, scenario=scenario)


def pumps(quantity: float = 14, **cells: Any) -> Programme:
    """Two countries' needs, one line with an expansion step, one without, and a fund that is too small for all."""
    return programme(
        periods=8,
        lines=[line(unit_cost=2, step=3, step_cost=20, max_steps=2) | cells, line("works", country="FR", unit_cost=3)],
        needs=[need(quantity=quantity), need("other", country="FR", quantity=5, unmet="lost")],
        routes=[{"id": "fr-ua", "from": "FR", "to": "UA", "unit_cost": 1}],
        funds=[fund(amount=400)],
    )


def test_the_example_compares_as_worked_out_by_hand() -> None:
    found = cf.compare(EXAMPLE)
    assert list(found.scenarios["scenario"]) == ["base", "money-in-april", "no-joint-line"]
    # The Dutch line alone: 12 from stock in February and March, then 8 a month, of 12 asked each month from February.
    # Outstanding 6, 12, then 16, 20, ... 48: 306 pump-months of 132 pumps. 12 k for the stock, 72 pumps at 3 k.
    alone = row(found, "no-joint-line")
    assert alone["shortfall"] == pytest.approx(306 / 132, rel=1e-6)
    assert alone["cost"] == pytest.approx(12_000 + 72 * 3_000, rel=1e-6)
    assert alone["shortfall_change"] == pytest.approx((306 - 83) / 132, rel=1e-6)
    assert (alone["shortfall_told"], alone["cost_told"], alone["search"]) == ("more", "less", "start")
    served = row(found, "no-joint-line", "needs")
    assert (served["delivered"], served["delivered_change"]) == (pytest.approx(84), pytest.approx(84 - 132))
    promised = row(found, "no-joint-line", "commitments")
    assert (promised["quantity"], promised["due"]) == (100, "2026-10")
    assert promised["delivered_by_due"] == pytest.approx(12 + 7 * 8)
    assert row(found, "base")["shortfall_told"] is None


def test_scenarios_stand_in_the_order_named_beside_the_first() -> None:
    found = cf.compare(EXAMPLE, "no-joint-line", "base", "no-joint-line")
    assert list(found.scenarios["scenario"]) == ["no-joint-line", "base"]
    assert row(found, "base")["shortfall_told"] == "less"


def test_a_scenario_under_another_name_is_the_same() -> None:
    found = compare_programmes([pumps(), named("again", pumps()), named("more", pumps(quantity=15))], gap=0.05)
    again = row(found, "again")
    assert (again["search"], again["shortfall_told"], again["cost_told"]) == ("same", "same", "same")
    assert set(found.needs.filter(scenario="again")["told"]) == {"same"}


def test_another_number_goes_on_and_another_date_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cofactory.study.planned.SMALL", 0)
    base, late, more = pumps(40), pumps(40, opens="2026-03"), pumps(44)
    found = compare_programmes([base, named("late", late), named("more", more)], gap=0.05)
    assert list(found.scenarios["scenario"]) == ["base", "late", "more"]
    assert list(found.scenarios["search"]) == ["start", "start", "went on"]


def test_only_numbers_leave_the_choices_as_they_are() -> None:
    assert numbers_changed(pumps(), pumps()) == 0
    assert numbers_changed(pumps(), pumps(quantity=16, unit_cost=3)) == 2
    assert numbers_changed(pumps(), pumps(lead_time=1)) is None
    assert numbers_changed(pumps(), pumps(unit_cost=0)) is None
    assert numbers_changed(pumps(), pumps(opens="2026-03")) is None
    assert numbers_changed(pumps(), replace(pumps(), routes=())) is None
    assert numbers_changed(pumps(), pumps(note="the same for a plan")) == 0
    assert numbers_changed(pumps(), pumps(capacity="10 [assume: another source]")) == 0


@settings(many, max_examples=15)
@given(case=cases())
def test_a_comparison_tells_the_same_intervals_as_planning_each_cold(case: Case) -> None:
    first = from_tables(case.settings, case.tables)
    more = [
        one.model_copy(update={"quantity": replace(one.quantity, value=1.1 * one.quantity.mean())})
        for one in first.needs
    ]
    other = named("more", replace(first, needs=tuple(more)))
    with pytest.MonkeyPatch.context() as patched:  # small ones would not go on
        patched.setattr("cofactory.study.planned.SMALL", 0)
        found = compare_programmes([first, other], gap=0.02)
    for one in (first, other):
        told = row(found, one.scenario)
        try:
            cold = make_plan(one, gap=1e-6)
        except NoPlan:
            assert told["status"] == "no plan"
            continue
        assert told["shortfall_bound"] <= cold.shortfall * (1 + 1e-6) + 1e-6
        assert cold.bounds["shortfall"] <= told["shortfall"] * (1 + 1e-6) + 1e-6
        assert told["status"] != "optimal" or told["shortfall"] <= cold.shortfall * 1.0201 + 1e-6
        if cold.shortfall <= told["shortfall"] + 1e-9 and told["cost_bound"] is not None:  # less shortfall costs more
            assert told["cost_bound"] <= cold.cost * (1 + 1e-5) + 1e-3


def test_other_priorities_are_another_measure() -> None:
    first = programme(lines=[line(capacity=5)], needs=[need(), need("other")])
    other = programme(lines=[line(capacity=5)], needs=[need(priority=3), need("other")])
    found = compare_programmes([first, named("rated", other)], gap=0.01)
    assert row(found, "rated")["shortfall_told"] == "weighed otherwise"


def test_needs_that_only_one_of_both_has_are_new_or_gone() -> None:
    first = programme(lines=[line()], needs=[need(), need("old")])
    other = programme(lines=[line()], needs=[need(), need("young")])
    told = compare_programmes([first, named("other", other)], gap=0.01).needs.filter(scenario="other")
    by_need = {one["need"]: one["told"] for one in told.to_dicts()}
    assert (by_need["young"], by_need["old"]) == ("new", "gone")


def unpayable() -> Programme:
    """A compulsory project that no fund pays."""
    return programme(
        lines=[line()], needs=[need()], funds=[fund(opens="2026-04")],
        projects=[{"id": "study", "name": "Study", "kind": "research", "duration": 2, "cost": 100}],
    )  # fmt: skip


def test_a_scenario_without_a_plan_says_why_and_stops_no_other() -> None:
    good = programme(lines=[line()], needs=[need()], funds=[fund()])
    found = compare_programmes([named("a", good), named("b", unpayable()), named("c", pumps())], gap=0.01)
    assert row(found, "b")["status"] == "no plan"
    assert "Project study must be paid" in row(found, "b")["why"]
    assert row(found, "c")["shortfall_told"] is not None
    assert found.any_plan
    assert found.needs.filter(scenario="b").is_empty()


def test_beside_a_first_without_a_plan_nothing_is_told() -> None:
    found = compare_programmes([unpayable(), named("other", pumps())], gap=0.01)
    assert row(found, "other")["shortfall_told"] is None
    assert set(found.needs["told"]) == {None}


def test_one_scenario_alone_is_refused_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(OnlyOneScenario, match="such as 'money-in-april', or none to compare all"):
        cf.compare(EXAMPLE, "base")
    lonely = cf.new(tmp_path / "lonely")
    with pytest.raises(OnlyOneScenario, match=r"scenarios/NAME\.toml"):
        cf.compare(lonely)


def test_the_problems_of_all_scenarios_come_before_any_plan(tmp_path: Path) -> None:
    mine = cf.new(tmp_path / "mine", like="two-countries")
    for name in ("one", "two"):
        (mine / "scenarios" / f"{name}.toml").write_text(f'[lines.{name}]\ncapacity = "3"\n', "utf-8")
    with pytest.raises(ProblemsFound) as error:
        cf.compare(mine, "base", "one", "two", "three")
    files = {problem.file for problem in error.value.problems}
    assert files == {"scenarios/one.toml", "scenarios/two.toml", "scenarios/three.toml"}


def test_progress_names_the_scenario_and_how_many_there_are() -> None:
    told: list[tuple[str, int, int, str]] = []
    cf.compare(EXAMPLE, progress=lambda name, k, of, progress: told.append((name, k, of, progress.stage)))
    assert told[0] == ("base", 1, 3, "building")
    assert [one[:3] for one in told if one[3] == "building"][-1] == ("no-joint-line", 3, 3)


def test_no_time_at_all_gives_plans_that_prove_nothing() -> None:
    found = cf.compare(EXAMPLE, time_limit_s=0.0)
    assert set(found.scenarios["status"]) == {"time"}
    assert set(found.scenarios["shortfall_told"]) == {None, "within the gap"}


def test_ctrl_c_keeps_what_is_planned_and_names_what_is_not() -> None:
    def press(name: str, *_: object) -> None:
        if name == "no-joint-line":
            signal.raise_signal(signal.SIGINT)

    found = cf.compare(EXAMPLE, progress=press)
    assert list(found.scenarios["scenario"])[:2] == ["base", "money-in-april"]
    assert (*found.scenarios["scenario"], *found.left_out) == ("base", "money-in-april", "no-joint-line")


def test_ctrl_c_in_the_first_plan_leaves_nothing_to_compare() -> None:
    with pytest.raises(NothingPlanned):
        cf.compare(EXAMPLE, progress=lambda *_: signal.raise_signal(signal.SIGINT))
