"""The shipped examples check clean, cite every number, hold the known facts, and have a plan in every scenario."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cofactory.planner.arrays import build_arrays
from cofactory.planner.highs import Solver
from cofactory.planner.model import build_model
from cofactory.planner.solve import make_plan
from cofactory.programme.folder import examine, load_programme
from cofactory.programme.scenarios import list_scenarios

EXAMPLES = Path(__file__).parent.parent / "examples"
TOY = EXAMPLES / "two-countries"
FULL = EXAMPLES / "france-ukraine"
EVERY = [(folder, scenario) for folder in (TOY, FULL) for scenario in list_scenarios(folder)]

SYSTEMS = {
    "mirage-2000", "rafale", "aasm", "sampt-ng", "sampt-upgrade", "aster-30", "mistral", "crotale", "scalp",
    "ew-system", "strike-drone", "interceptor-drone", "brave-grant",
}  # fmt: skip
"""What the letter of intent and the talks around it name."""


@pytest.mark.parametrize(("folder", "scenario"), EVERY, ids=[f"{f.name}:{s}" for f, s in EVERY])
def test_an_example_has_no_problem_and_no_uncited_number(folder: Path, scenario: str) -> None:
    found = examine(folder, scenario=scenario)
    assert not found.problems
    assert not found.uncited


def test_every_system_of_the_agreement_is_an_item_and_a_promise() -> None:
    programme = load_programme(FULL)
    assert {item.id for item in programme.items} >= SYSTEMS
    assert {row.item for row in programme.commitments if (row.giver, row.receiver) == ("fr", "ua")} == SYSTEMS


UNPUBLISHED = ("crotale-supply", "ew-development", "sampt-improvement-offer", "brave-initiative", "mistral-supply")


def test_what_was_not_published_stays_unknown() -> None:
    promises = {row.id: row for row in load_programme(FULL).commitments}
    assert not any(promises[promise].quantity.known for promise in UNPUBLISHED)
    assert {promises[promise].due for promise in UNPUBLISHED} == {None}


def test_the_reported_numbers_are_in_the_tables() -> None:
    programme = load_programme(FULL)
    promised = {row.id: row.quantity.mean() for row in programme.commitments if row.quantity.known}
    assert promised["rafale-100"] == 100
    assert promised["rafale-queue"] == 220
    assert promised["rafale-india"] == 114
    assert promised["sampt-ng-8"] == 8
    assert promised["aasm-600"] == 600
    stock = next(row for row in programme.stocks if row.id == "mirage-fr")
    assert stock.quantity.mean() == 26


def test_needs_add_up_to_what_was_promised() -> None:
    programme = load_programme(FULL)
    index = programme.settings.calendar.index
    asked = {n.id: n.quantity.mean() * (index(n.end) - index(n.start) + 1) for n in programme.needs}
    for row in programme.commitments:
        if row.need in {"ua-rafale", "ua-sampt-ng", "ua-small-drone", "queue-rafale", "india-rafale", "queue-aster"}:
            assert asked[row.need] == pytest.approx(row.quantity.mean())


def test_every_fund_rule_of_the_union_names_its_article() -> None:
    programme = load_programme(FULL)
    union = {"safe-fr-1", "safe-fr-2", "ukraine-loan-1", "ukraine-loan-2", "edip", "usi"}
    rules = [row for row in programme.fund_rules if row.fund in union]
    assert {row.fund for row in rules} == union
    assert all(row.url and (row.article or row.rule == "rules") for row in rules)


def test_no_line_is_placed_finer_than_a_country() -> None:
    for line in load_programme(FULL).lines:
        assert len(line.country) == 2


def test_the_toy_comes_out_as_in_its_readme() -> None:
    plan = make_plan(load_programme(TOY))
    assert plan.shortfall == pytest.approx(83 / 132, rel=1e-6)
    assert plan.cost == pytest.approx(400e3, rel=1e-6)
    assert plan.commitments["delivered_by_due"].to_list() == pytest.approx([107])


def test_without_the_joint_line_the_toy_breaks_its_promise() -> None:
    plan = make_plan(load_programme(TOY, scenario="no-joint-line"))
    assert plan.commitments["delivered_by_due"].to_list() == pytest.approx([68])
    assert plan.cost == pytest.approx(228e3, rel=1e-6)


def test_late_money_costs_the_toy_more_than_its_own_months() -> None:
    plan = make_plan(load_programme(TOY, scenario="money-in-april"))
    assert plan.commitments["delivered_by_due"].to_list() == pytest.approx([92])


@pytest.mark.parametrize("scenario", list_scenarios(FULL))
def test_every_scenario_has_a_plan(scenario: str) -> None:
    model = build_model(build_arrays(load_programme(FULL, scenario=scenario)))
    found = Solver(model, relaxed=True).minimise(np.zeros(len(model.lower)))
    assert (
        found.ending == "optimal"
    )  # fractions of a step allowed: whole ones differ in amount, not in whether there is a plan


def test_paying_for_the_aircraft_helps_and_giving_only_from_stock_hurts() -> None:
    short = {}
    for scenario in ("rafale-paid", "base", "stock-only"):
        model = build_model(build_arrays(load_programme(FULL, scenario=scenario)))
        short[scenario] = Solver(model, relaxed=True).minimise(model.shortfall).value
    assert short["rafale-paid"] < short["base"] < short["stock-only"]
