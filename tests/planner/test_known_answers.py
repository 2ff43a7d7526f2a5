"""Plans whose best answer can be worked out by hand."""

from __future__ import annotations

import polars as pl
import pytest

from cofactory.planner.solve import make_plan
from tests.planner.small import fund, line, need, programme


def test_a_ramp_of_three_lets_a_line_start_a_quarter_a_half_three_quarters_and_all() -> None:
    plan = make_plan(programme(lines=[line(capacity=8, ramp=3)], needs=[need(quantity=8)]))
    assert plan.starts["quantity"].to_list() == pytest.approx([2, 4, 6, 8, 8, 8])
    # Backlog 6, 10, 12, 12, 12, 12 = 64 unit-months of 48 asked.
    assert plan.shortfall == pytest.approx(64 / 48)


def test_a_line_older_than_the_programme_has_ramped_up_already() -> None:
    plan = make_plan(programme(lines=[line(capacity=8, ramp=3, opens="2025-10")], needs=[need(quantity=8)]))
    assert plan.shortfall == pytest.approx(0)


def test_the_queue_on_a_line_comes_first_when_it_weighs_more() -> None:
    needs = [
        need("queue", priority=10, quantity=30, end="2026-01"),
        need("late", priority=1, quantity=20, end="2026-01"),
    ]
    plan = make_plan(programme(lines=[line(capacity=10)], needs=needs))
    late = plan.deliveries.filter(need="late")["quantity"].to_list()
    assert late == pytest.approx([0, 0, 0, 10, 10, 0])


def test_the_slow_component_decides_when_the_product_arrives() -> None:
    plan = make_plan(
        programme(
            items=[
                {"id": "pump", "name": "Pump", "kind": "product"},
                {"id": "motor", "name": "Motor", "kind": "component"},
            ],
            bom=[{"product": "pump", "component": "motor", "quantity": 2}],
            lines=[line(lead_time=1), line("motors", item="motor", capacity=6, lead_time=2)],
            needs=[need(quantity=10, end="2026-01")],
        )
    )
    # 6 motors a month from month 2 make 3 pumps a month from month 3.
    assert plan.deliveries["quantity"].to_list() == pytest.approx([0, 0, 0, 3, 3, 3])


def test_money_that_closes_in_march_leaves_april_without_starts() -> None:
    plan = make_plan(programme(lines=[line(unit_cost=5)], needs=[need()], funds=[fund(closes="2026-03")]))
    assert plan.starts["period"].to_list() == ["2026-01", "2026-02", "2026-03"]
    assert plan.payments["amount"].sum() == pytest.approx(150)


def test_the_missing_contract_shuts_the_line_until_its_project_has_finished() -> None:
    plan = make_plan(
        programme(
            lines=[line(project="contract")],
            projects=[{"id": "contract", "name": "Contract", "kind": "enabler", "duration": 4}],
            needs=[need()],
        )
    )
    assert plan.starts["period"].to_list() == ["2026-05", "2026-06"]


def test_a_step_is_ordered_as_early_as_its_capacity_is_needed() -> None:
    plan = make_plan(
        programme(
            lines=[line(capacity=0, step=10, step_cost=100, step_lead_time=2, max_steps=2)],
            needs=[need(start="2026-03", quantity=10)],
        )
    )
    assert plan.steps.rows() == [("plant", "2026-01", 1, 100.0)]
    assert (plan.shortfall, plan.cost) == pytest.approx((0, 100))


def test_steps_are_whole_even_when_half_a_step_would_do() -> None:
    lines = [line(capacity=0, step=10, step_cost=100, max_steps=3)]
    plan = make_plan(programme(lines=lines, needs=[need(quantity=15)]))
    assert plan.steps["steps"].sum() == 2


def test_an_opening_that_costs_more_than_nothing_is_bought_only_when_it_serves() -> None:
    opening = line(opening_cost=50)
    assert make_plan(programme(lines=[opening], needs=[need()])).openings.rows() == [("plant", "2026-01", 50.0)]
    idle = make_plan(programme(lines=[opening], needs=[need(priority=0)]))
    assert idle.openings.is_empty()


def test_of_two_lines_the_cheaper_one_works_first() -> None:
    plan = make_plan(
        programme(lines=[line("dear", unit_cost=9), line("cheap", unit_cost=4)], needs=[need(quantity=12)])
    )
    assert plan.starts.filter(line="cheap")["quantity"].sum() == pytest.approx(60)
    assert plan.cost == pytest.approx(60 * 4 + 12 * 9)


def test_later_costs_weigh_less_at_a_discount_rate() -> None:
    needs = [need(start="2026-06", unmet="lost")]
    plan = make_plan(programme(settings={"discount_rate": 0.1}, lines=[line(unit_cost=12)], needs=needs))
    assert plan.cost == pytest.approx(120 * 1.1 ** -(5 / 12))


def test_a_lost_need_is_served_in_its_month_or_not_at_all() -> None:
    plan = make_plan(programme(lines=[line(capacity=4)], needs=[need(quantity=6, unmet="lost", end="2026-02")]))
    assert plan.deliveries["missed"].sum() == pytest.approx(12 - 8)  # in which of the two months is all the same
    assert plan.deliveries["missed"].to_list()[2:] == [0, 0, 0, 0]
    assert plan.shortfall == pytest.approx(4 / 12)


def test_a_commitment_pulls_units_to_its_due_date() -> None:
    promise = {
        "id": "word", "giver": "fr", "receiver": "ua", "item": "pump", "quantity": 30, "due": "2026-02",
        "need": "demand", "priority": 1,
    }  # fmt: skip
    plan = make_plan(
        programme(lines=[line(capacity=10)], needs=[need(quantity=30, end="2026-01")], commitments=[promise])
    )
    assert plan.commitments.rows() == [("word", "demand", 30.0, "2026-02", pytest.approx(20), pytest.approx(10))]


def test_at_most_35_percent_of_component_value_comes_from_outside_the_zone() -> None:
    plan = make_plan(
        programme(
            items=[
                {"id": "pump", "name": "Pump", "kind": "product"},
                {"id": "motor", "name": "Motor", "kind": "component", "value": 10},
            ],
            bom=[{"product": "pump", "component": "motor", "quantity": 1}],
            lines=[line(unit_cost=1)],
            stocks=[
                {"id": "at-home", "item": "motor", "country": "UA", "quantity": 13},
                {"id": "abroad", "item": "motor", "country": "US", "quantity": 100},
            ],
            routes=[{"id": "us-ua", "from": "US", "to": "UA"}],
            needs=[need(quantity=10, end="2026-06")],
            funds=[fund()],
            fund_rules=[{"fund": "budget", "rule": "origin_max", "value": "35% outside home"}],
        )
    )
    # 13 motors from home allow 7 from abroad: 7 / 20 = 35 %.
    assert plan.deliveries["quantity"].sum() == pytest.approx(20)
    made = plan.origins.group_by("made_in").agg(pl.col("quantity").sum(), pl.col("value").sum()).sort("made_in")
    assert made.rows() == [("UA", pytest.approx(13), pytest.approx(130)), ("US", pytest.approx(7), pytest.approx(70))]


def test_a_share_of_the_contract_has_the_price_as_its_denominator() -> None:
    plan = make_plan(
        programme(
            items=[
                {"id": "pump", "name": "Pump", "kind": "product", "value": 40},
                {"id": "motor", "name": "Motor", "kind": "component", "value": 10},
            ],
            bom=[{"product": "pump", "component": "motor", "quantity": 1}],
            lines=[line(unit_cost=1)],
            stocks=[
                {"id": "at-home", "item": "motor", "country": "UA", "quantity": 5},
                {"id": "abroad", "item": "motor", "country": "US", "quantity": 100},
            ],
            routes=[{"id": "us-ua", "from": "US", "to": "UA"}],
            needs=[need(quantity=10, end="2026-06")],
            funds=[fund()],
            fund_rules=[{"fund": "budget", "rule": "origin_max", "value": "20% of contract outside home"}],
        )
    )
    # n pumps cost 40 n, of which 8 n may come from abroad: 10 (n - 5) <= 8 n, so n = 25.
    assert plan.deliveries["quantity"].sum() == pytest.approx(25)


def test_a_fund_pays_half_and_another_the_rest() -> None:
    funds = [fund("half", share_max=0.5), fund("rest", amount=60)]
    plan = make_plan(programme(lines=[line(unit_cost=10)], needs=[need(quantity=1)], funds=funds))
    assert plan.payments["amount"].sum() == pytest.approx(60)
    assert plan.payments.filter(fund="half")["amount"].sum() <= 30 + 1e-6


def test_stock_keeps_its_reserve_and_its_rate() -> None:
    stock = {"id": "depot", "item": "pump", "country": "UA", "quantity": 26, "reserve": 6, "release_rate": 4}
    plan = make_plan(programme(stocks=[stock], needs=[need(quantity=20, end="2026-01")]))
    assert plan.releases["quantity"].to_list() == pytest.approx([4, 4, 4, 4, 4])


def test_a_pool_that_opens_late_holds_back_all_its_lines() -> None:
    plan = make_plan(
        programme(
            lines=[line("a", pool="hall"), line("b", pool="hall", pool_use=2)],
            pools=[{"id": "hall", "name": "Hall", "capacity": 8, "opens": "2026-05"}],
            needs=[need(quantity=10)],
        )
    )
    assert plan.starts.rows() == [
        ("a", "2026-05", pytest.approx(8), pytest.approx(10)),
        ("a", "2026-06", pytest.approx(8), pytest.approx(10)),
    ]


def test_a_need_of_millions_with_little_weight_is_served_beside_small_ones() -> None:
    items = [{"id": name, "name": name, "kind": "product"} for name in ("drone", "jet", "tank")]
    lines = [
        line("drones", item="drone", capacity=1_000_000, unit_cost=500),
        line("jets", item="jet", capacity=1, unit_cost=100),
        line("tanks", item="tank", capacity=1, unit_cost=100),
    ]
    needs = [
        need("drones-asked", item="drone", quantity=500_000, priority=0.001),
        need("jets-asked", item="jet", quantity=0.2, priority=10),
        need("tanks-asked", item="tank", quantity=0.2, priority=10),
    ]
    plan = make_plan(programme(items=items, lines=lines, needs=needs))
    assert plan.needs["delivered"].to_list() == pytest.approx([3_000_000, 1.2, 1.2])
    assert plan.status == "optimal"


def test_small_costs_stay_costs_beside_dear_ones() -> None:
    study = {"name": "Study", "kind": "joint_development", "duration": 2, "cost": "2 bn", "optional": "yes"}
    studies = [study | {"id": name} for name in ("a", "b", "c")]
    plan = make_plan(
        programme(
            lines=[line(capacity=1000, unit_cost=0.5)],
            projects=studies,
            needs=[need(quantity=1000)],
            funds=[fund(amount=100)],
        )
    )
    assert plan.deliveries["quantity"].sum() == pytest.approx(200, rel=1e-4)
    assert plan.payments["amount"].sum() == pytest.approx(100, rel=1e-4)


def test_units_that_another_fund_pays_for_do_not_water_an_origin_share_down() -> None:
    tables = programme(
        lines=[
            line("inside", capacity=65, unit_cost=10),
            line("outside", country="CN", capacity=35, unit_cost=10),
        ],
        routes=[{"id": "cn-ua", "from": "CN", "to": "UA"}],
        needs=[need(quantity=100, end="2026-01", unmet="lost")],
        funds=[fund("ruled", amount=350), fund("inside-only", amount=650)],
        fund_rules=[
            {"fund": "ruled", "rule": "origin_max", "value": "35% outside home"},
            {"fund": "inside-only", "rule": "country", "value": "UA"},
        ],
    )
    plan = make_plan(tables)
    ruled = plan.payments.filter(fund="ruled")
    outside = float(ruled.filter(cost="production:outside")["amount"].sum())
    assert outside <= 0.35 * float(ruled["amount"].sum()) + 1e-6
