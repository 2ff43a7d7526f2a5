"""Products against funds: figures worked out by hand, what is missing, and the nearest change."""

from typing import Any

import polars
import pytest

from cofactory.base.problems import ProblemsFound
from cofactory.funding.judging import Case, judge
from cofactory.funding.shares import Origins
from cofactory.funding.verdicts import judge_all
from cofactory.planner.solve import make_plan
from cofactory.programme.eligibility import costs, fund_terms, refusals
from cofactory.programme.folder import from_tables
from cofactory.schema.programme import FUND_RULES
from tests.funding.pumps import BOM, ITEMS, SHOWN, finding, made, pumps, verdict
from tests.planner import programmes
from tests.planner.small import fund, line, need, programme


def test_the_share_by_the_bill_of_materials_weighs_sources_by_capacity() -> None:
    found = pumps(("origin_max", "35% outside home"), motor={"FR": 60, "US": 40})

    # 40 % of motors worth 60 of 100: 24 %.
    (figure,) = finding(found, "origin_max").figures
    assert (figure.of, figure.limit, figure.whole) == ("bill of materials", 0.35, "component cost")
    assert figure.reached == pytest.approx(0.24)
    assert verdict(found).status == "eligible"
    assert verdict(found).change == ""


def test_what_is_too_much_is_said_with_the_component_to_source_elsewhere() -> None:
    found = pumps(("origin_max", "35% outside home"), motor={"FR": 20, "US": 80})

    # 80 % of 60 is 48 %: 13 points too many, which is 13/48 = 27.1 % of the motors from abroad.
    assert verdict(found).status == "not eligible"
    assert verdict(found).change == (
        "13 points too many: source motor (at least 27.1 % of it) from FR instead of US; 0 % then with all of it"
    )


def test_facts_that_are_missing_beside_what_is_too_much_are_asked_for_as_well() -> None:
    found = pumps(("rules", "safe-2025-1106"), motor={"FR": 20, "US": 80}, item_facts=SHOWN[:2])

    # The origin rule fails, and even with other motors nobody has shown who the subcontractors are.
    assert verdict(found).mend.startswith("13 points too many: source motor")
    assert verdict(found).change == (
        f"{verdict(found).mend}; then give in item_facts of pump: subcontractor_countries, subcontractors"
    )


def test_a_plan_above_the_limit_is_told_apart_from_the_bill_of_materials() -> None:
    made_of = programme(
        items=ITEMS, bom=BOM, needs=[need()], funds=[fund(form="loan")],
        lines=[line("pump-ua", unit_cost=100), *made("motor", UA=96, US=4), *made("valve", UA=9), *made("frame", UA=9)],
        fund_rules=[{"fund": "budget", "rule": "origin_max", "value": "35% outside home"}],
    )  # fmt: skip
    row = {"fund": "budget", "line": "pump-ua", "period": "2026-01", "quantity": 1.0}
    by_hand = polars.DataFrame([
        row | {"component": "motor", "made_in": "US", "value": 60.0},
        row | {"component": "valve", "made_in": "UA", "value": 40.0},
    ])  # fmt: skip

    assert finding(judge_all(made_of, by_hand), "origin_max").change == (
        "too much in the plan: by the bill of materials it would be 2.4 %"
    )


def test_plant_inside_the_zone_is_what_a_grant_for_plant_lacks() -> None:
    lines = [line("pump-fr", country="FR", unit_cost=100), line("pump-ua", opening_cost=50)]
    found = pumps(("spends_on", "opening"), ("made_in", "FR"), motor={}, lines=lines, bom=[])

    # There is a line in France, but nothing to open there.
    assert verdict(found).change == "the opening of a line of pump in FR"


def test_a_stock_has_no_final_line() -> None:
    stocks = [{"id": "store", "item": "pump", "country": "FR", "quantity": 5, "unit_cost": 1}]
    found = pumps(("made_in", "FR"), motor={}, lines=[], bom=[], stocks=stocks)

    assert finding(found, "made_in").said == "the final line must stand in FR, and stock has none"


def test_a_component_without_a_source_inside_needs_a_new_one() -> None:
    found = pumps(("origin_max", "35% outside home"), motor={"US": 10})

    assert verdict(found).change == (
        "25 points too many: source motor (at least 41.7 % of it) from a new source in home instead of US; "
        "0 % then with all of it"
    )


def test_the_smallest_component_that_is_enough_is_named() -> None:
    lines = [
        line("pump-fr", country="FR", unit_cost=100), *made("motor", FR=10), *made("valve", US=10, FR=1),
        *made("frame", US=10, FR=1),
    ]  # fmt: skip
    found = pumps(("origin_max", "25% outside home"), motor={}, lines=lines)

    # Valves and frames are 20 each, ten elevenths from abroad: 36.4 %, 11.4 points too many; either would do.
    assert "11.4 points too many: source valve" in verdict(found).change


def test_two_components_where_one_is_not_enough() -> None:
    lines = [line("pump-fr", country="FR", unit_cost=100), *made("motor", US=10), *made("valve", US=10),
             *made("frame", US=10)]  # fmt: skip
    found = pumps(("origin_max", "35% outside home"), motor={}, lines=lines)

    # All 100 are from abroad; without the motor 40 are left, 5 of the next 20 have to go.
    assert verdict(found).change == (
        "65 points too many: source motor from a new source in home instead of US and frame (at least 25 % of it) "
        "from a new source in home instead of US; 20 % then with all of it"
    )


def test_the_contract_is_another_denominator() -> None:
    found = pumps(("origin_max", "35% of contract outside home"), motor={"US": 10})

    # 60 of a price of 200.
    (figure,) = finding(found, "origin_max").figures
    assert figure.whole == "contract value"
    assert figure.reached == pytest.approx(0.30)
    assert verdict(found).status == "eligible"


def test_a_plan_that_pays_says_its_own_share_and_that_one_decides() -> None:
    tables: dict[str, Any] = {
        "items": ITEMS, "bom": BOM, "needs": [need()], "funds": [fund(form="loan")],
        "lines": [line("pump-ua", unit_cost=100), *made("motor", UA=4, US=96), *made("valve", UA=10),
                  *made("frame", UA=20)],
        "routes": [{"id": "us-ua", "from": "US", "to": "UA"}],
        "fund_rules": [{"fund": "budget", "rule": "origin_max", "value": "35% outside home"}],
    }  # fmt: skip
    made_of = programme(**tables)
    plan = make_plan(made_of)

    found = judge_all(made_of, plan.origins)

    # 4 motors a month from home and so many from abroad that 60 n = 35 % of 100 (n + 4): n = 5.6 a month.
    assert plan.deliveries["quantity"].sum() == pytest.approx(6 * 9.6)
    planned, nominal = finding(found, "origin_max").figures
    assert [planned.of, nominal.of] == ["plan", "bill of materials"]
    assert [planned.reached, nominal.reached] == pytest.approx([0.35, 0.576])
    assert verdict(found).status == "eligible"
    assert found.planned


def test_a_product_without_a_price_cannot_be_told_and_the_table_is_named() -> None:
    items = [ITEMS[0] | {"value": None}, *ITEMS[1:]]
    found = pumps(("rules", "safe-2025-1106"), motor={"FR": 1}, item_facts=SHOWN, items=items)

    assert verdict(found).status == "cannot tell"
    assert verdict(found).change == "give in items of pump: value; give in item_facts of pump: subcontractors"


def test_a_component_that_is_made_nowhere_cannot_be_told() -> None:
    lines = [line("pump-fr", country="FR", unit_cost=100), *made("valve", FR=10), *made("frame", FR=10)]
    found = pumps(("origin_max", "35% outside home"), motor={}, lines=lines)

    assert verdict(found).change == "give in lines where motor is made"


def test_a_day_that_has_passed_is_named() -> None:
    found = pumps(("signed_until", "2025-11-30"), motor={"FR": 1})

    assert verdict(found).status == "not eligible"
    assert finding(found, "signed_until").value == "2025-11-30"
    assert finding(found, "signed_until").said == "that day has passed when the fund first pays, in 2026-01"


def test_a_grant_that_buys_no_products_can_pay_for_their_plant() -> None:
    grant = pumps(("spends_on", "expansion; opening"), motor={"FR": 1})
    grown = [line("pump-fr", country="FR", unit_cost=100, step=5, step_cost=50, max_steps=1)]
    plant = pumps(("spends_on", "expansion; opening"), motor={}, lines=grown, bom=[])

    assert verdict(grant).status == "not eligible"
    assert verdict(grant).change == "it pays expansion, opening only, and pump has no cost of that kind"
    assert (verdict(plant).status, verdict(plant).cost) == ("eligible", "expansion:pump-fr")


def test_plant_that_may_be_paid_does_not_speak_for_a_product_that_may_not() -> None:
    lines = [line("pump-fr", country="FR", unit_cost=100), line("pump-new", country="FR", opening_cost=50),
             *made("motor", FR=20, US=80), *made("valve", FR=10), *made("frame", FR=10)]  # fmt: skip
    found = pumps(("origin_max", "35% outside home"), motor={}, lines=lines)

    # The opening meets every rule, as origin rules look at products; the pumps themselves are 48 % from abroad.
    assert (verdict(found).status, verdict(found).cost) == ("not eligible", "production:pump-fr")
    assert verdict(found).payable == ("production:pump-fr", "opening:pump-new")


def test_a_line_that_stands_elsewhere_is_answered_with_the_one_inside() -> None:
    lines = [line("pump-us", country="US", unit_cost=100), line("pump-ua", unit_cost=100, party="ua")]
    found = pumps(("made_in", "UA"), ("party", "fr"), motor={}, lines=lines, bom=[])

    assert verdict(found).cost == "production:pump-ua"
    assert verdict(found).change == "only for party fr"


def test_products_that_cost_nothing_here_are_listed_apart() -> None:
    found = pumps(motor={"FR": 1}, lines=[line("pump-fr", country="FR")], bom=[])

    assert found.verdicts == ()
    assert found.free == ("pump",)


DECIDED_IN_THE_PLAN = {"origin_max", "signed_from", "signed_until", "rules"}


@pytest.mark.parametrize("seed", range(60))
def test_a_rule_is_met_where_the_plan_lets_the_cost_be_paid_and_only_there(seed: int) -> None:
    case = programmes.programme(seed)
    try:
        made_of = from_tables(case.settings, case.tables)
    except ProblemsFound:
        return
    origins = Origins(made_of)
    for terms in fund_terms(made_of):
        for cost in costs(made_of):
            if cost.item is None:
                continue
            found = judge(Case(made_of, terms, cost, origins, frozenset()))
            asked = [one for one in found if one.rule in FUND_RULES and one.rule not in DECIDED_IN_THE_PLAN]
            against = {(one.rule.rule, one.rule.value) for one in refusals(made_of, terms, cost) if one.rule}
            assert {(one.rule, one.value) for one in asked if one.outcome != "met"} == against


def test_the_bill_of_materials_is_told_through_all_levels() -> None:
    items = [*ITEMS, {"id": "magnet", "name": "Magnet", "kind": "component", "value": 30}]
    bom = [*BOM, {"product": "motor", "component": "magnet", "quantity": 1}]
    lines = [
        line("pump-fr", country="FR", unit_cost=100, party="fr"), *made("motor", FR=1), *made("valve", FR=10),
        *made("frame", FR=10), *made("magnet", FR=1, US=3),
    ]  # fmt: skip
    found = pumps(("origin_max", "20% outside home"), motor={}, items=items, bom=bom, lines=lines)
    # Motors are made in France, so nothing is from outside; of their magnets for 30 three quarters are: 22.5 of 100.
    said = finding(found, "origin_max")
    assert said.outcome == "met"
    assert [(one.of, round(one.reached, 6)) for one in said.figures] == [
        ("bill of materials", 0.0), ("bill of materials, all levels", 0.225),
    ]  # fmt: skip


def test_a_rule_that_is_lifted_is_told_and_not_asked() -> None:
    found = pumps(("rules", "safe-2025-1106"), ("lifts", "origin_max"), ("lifts", "papers"), motor={"US": 1})
    asked = {one.rule for one in verdict(found).findings}
    assert not asked & {"origin_max", "papers"}
    assert finding(found, "lifts").said == "origin_max of its law is not asked: this row lifts it"
