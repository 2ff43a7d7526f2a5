"""Reasons: the limit that binds is named, what one more unit gains is right, and sets are found where no one helps."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from cofactory.planner.candidates import SHORT
from cofactory.planner.explain import explain, explain_all
from cofactory.planner.files import read_plan, write_plan
from cofactory.planner.solve import make_plan
from cofactory.programme.folder import from_tables
from tests.planner.programmes import programme as random_programme
from tests.planner.small import fund, line, need, programme


def test_one_more_unit_of_the_line_takes_its_worth_off_the_backlog() -> None:
    tables = programme(lines=[line(capacity=8)], needs=[need()])
    first = explain(tables, make_plan(tables), "demand").row(0, named=True)
    # One more a month leaves 1+2+...+6 = 21 unit-months less.
    assert (first["limit"], first["limit_id"], first["gain_unit"]) == ("capacity", "plant", "unit-months")
    assert first["gain"] == pytest.approx(21)
    assert (first["first"], first["last"]) == ("2026-01", "2026-06")
    assert "21 unit-months" in first["sentence"]


def test_two_lines_in_series_help_only_together() -> None:
    tables = programme(
        items=[
            {"id": "pump", "name": "Pump", "kind": "product"},
            {"id": "motor", "name": "Motor", "kind": "component"},
        ],
        bom=[{"product": "pump", "component": "motor", "quantity": 1}],
        lines=[line(capacity=8), line("motors", item="motor", capacity=8)],
        needs=[need()],
    )
    found = explain(tables, make_plan(tables), "demand")
    assert found["together"].all()
    assert sorted(found["limit_id"]) == ["motors", "plant"]
    assert found["gain"].to_list() == pytest.approx([21, 21])
    assert found["sentence"][0].startswith("No single limit of demand helps by itself.")


def test_a_fund_that_closes_early_is_named_with_what_a_month_more_would_bring() -> None:
    tables = programme(lines=[line(unit_cost=5)], needs=[need(unmet="lost")], funds=[fund(closes="2026-03")])
    found = explain(tables, make_plan(tables), "demand")
    assert found.row(0, named=True)["limit"] == "fund_closes"
    assert found["gain"][0] == pytest.approx(10)


def test_a_rule_that_shuts_a_cost_out_is_a_limit_like_any_other() -> None:
    tables = programme(
        lines=[line(unit_cost=5)],
        needs=[need()],
        funds=[fund()],
        fund_rules=[{"fund": "budget", "rule": "spends_on", "value": "expansion", "article": "Art 3(3)"}],
    )
    found = explain(tables, make_plan(tables), "demand")
    assert found["limit"].to_list() == ["rule"]
    assert found["gain"][0] == pytest.approx(10 + 20 + 30 + 40 + 50 + 60)


def test_a_project_that_ends_sooner_opens_its_line_sooner() -> None:
    tables = programme(
        lines=[line(project="contract")],
        projects=[{"id": "contract", "name": "Contract", "kind": "enabler", "duration": 2}],
        needs=[need(unmet="lost")],
    )
    found = explain(tables, make_plan(tables), "demand")
    assert ("project", "contract") in found.select("limit", "limit_id").rows()


def test_a_commitment_is_explained_in_units_by_its_due_date() -> None:
    promise = {
        "id": "word", "giver": "fr", "receiver": "ua", "item": "pump", "quantity": 60, "due": "2026-03",
        "need": "demand", "priority": 1,
    }  # fmt: skip
    tables = programme(lines=[line(capacity=8)], needs=[need(quantity=60, end="2026-01")], commitments=[promise])
    found = explain(tables, make_plan(tables), "word").row(0, named=True)
    assert (found["limit"], found["gain"], found["gain_unit"]) == (
        "capacity",
        pytest.approx(3),
        "units by the due date",
    )


def test_nobody_else_is_made_worse_off_by_a_remedy() -> None:
    needs = [need("first", priority=5), need("second", priority=1)]
    tables = programme(lines=[line(capacity=12)], needs=needs)
    found = explain(tables, make_plan(tables), "second").row(0, named=True)
    assert (found["limit"], found["gain"]) == ("capacity", pytest.approx(21))


def test_a_need_that_nothing_can_supply_says_so() -> None:
    tables = programme(needs=[need()])
    found = explain(tables, make_plan(tables), "demand")
    assert found["limit"].to_list() == ["no_source"]


def test_a_need_that_is_served_needs_no_reason_and_an_unknown_one_is_refused() -> None:
    tables = programme(lines=[line()], needs=[need()])
    plan = make_plan(tables)
    assert explain(tables, plan, "demand").is_empty()
    assert explain_all(tables, plan).reasons.is_empty()
    with pytest.raises(LookupError):
        explain(tables, plan, "demnd")


def test_a_plan_read_from_disk_is_explained_like_the_one_in_memory(tmp_path: Path) -> None:
    lines = [line(capacity=4, unit_cost=5, step=2, step_cost=40, max_steps=1)]
    tables = programme(lines=lines, needs=[need()], funds=[fund(amount=150)])
    plan = make_plan(tables)
    write_plan(plan, tmp_path)
    again = explain_all(tables, read_plan(tmp_path)).reasons
    expected = explain_all(tables, plan).reasons
    assert again.select("limit", "limit_id").rows() == expected.select("limit", "limit_id").rows()
    assert again["gain"].to_list() == pytest.approx(expected["gain"].to_list(), rel=1e-4)


def test_who_was_not_examined_in_time_is_told_so() -> None:
    tables = programme(lines=[line(capacity=8)], needs=[need()])
    plan = make_plan(tables)
    assert explain_all(tables, plan, seconds=0.0).reasons["limit"].to_list() == ["not_examined"]
    assert explain_all(tables, plan, seconds=60.0).reasons["limit"].to_list() == ["capacity"]


def test_one_more_unit_of_a_large_line_is_a_round_hundredth() -> None:
    tables = programme(lines=[line(capacity=200_000)], needs=[need(quantity=300_000)])
    found = explain(tables, make_plan(tables), "demand").row(0, named=True)
    assert (found["limit"], found["relaxed_by"], found["gain"]) == ("capacity", 1000.0, pytest.approx(21_000))
    assert found["lifted"] == pytest.approx(2_100_000)


def test_a_promise_above_its_need_says_that_no_supply_can_keep_it() -> None:
    promise = {
        "id": "word", "giver": "fr", "receiver": "ua", "item": "pump", "quantity": 100, "due": "2026-06",
        "need": "demand", "priority": 1,
    }  # fmt: skip
    tables = programme(lines=[line(capacity=20)], needs=[need()], commitments=[promise])
    found = explain(tables, make_plan(tables), "word")
    assert found["limit"].to_list() == ["need"]
    assert "asks for 60 by the due date" in found["sentence"][0]


def test_a_lead_time_that_must_shrink_by_several_months_says_by_how_many() -> None:
    tables = programme(lines=[line(lead_time=9)], needs=[need()])
    found = explain(tables, make_plan(tables), "demand").row(0, named=True)
    assert (found["limit"], found["relaxed_by"]) == ("lead_time", -4.0)
    assert "4 months less" in found["sentence"]


def test_the_window_of_a_pool_is_a_limit() -> None:
    tables = programme(
        lines=[line(pool="hall")],
        pools=[{"id": "hall", "name": "Hall", "capacity": 50, "opens": "2026-04"}],
        needs=[need(unmet="lost")],
    )
    found = explain(tables, make_plan(tables), "demand").row(0, named=True)
    assert (found["limit"], found["limit_id"], found["gain"]) == ("opens", "hall", pytest.approx(10))


def test_the_share_that_a_fund_may_pay_is_a_limit() -> None:
    funds = [fund("half", share_max=0.5), fund("little", amount=50)]
    tables = programme(lines=[line(unit_cost=10)], needs=[need(unmet="lost")], funds=funds)
    found = explain(tables, make_plan(tables), "demand")
    assert {"fund", "fund_share"} <= set(found["limit"])


def test_two_rules_of_one_fund_are_told_together() -> None:
    rules = [
        {"fund": "budget", "rule": "spends_on", "value": "project"},
        {"fund": "budget", "rule": "country", "value": "FR"},
    ]
    tables = programme(lines=[line(unit_cost=5)], needs=[need()], funds=[fund()], fund_rules=rules)
    found = explain(tables, make_plan(tables), "demand")
    assert found["limit"].to_list() == ["rule", "rule"]
    assert found["together"].all()


def test_arrivals_are_a_limit_where_nothing_else_supplies() -> None:
    arrivals = [{"item": "pump", "country": "UA", "period": "2026-02", "quantity": 4}]
    tables = programme(arrivals=arrivals, needs=[need(end="2026-02")])
    found = explain(tables, make_plan(tables), "demand").row(0, named=True)
    assert (found["limit"], found["gain"]) == ("arrival", pytest.approx(5))


def test_a_reserve_above_the_stock_leaves_nothing_to_gain_from_one_unit_more() -> None:
    stock = {"id": "depot", "item": "pump", "country": "UA", "quantity": 3, "reserve": 5}
    tables = programme(stocks=[stock], needs=[need()])
    found = explain(tables, make_plan(tables), "demand")
    assert found["limit"].to_list() == ["none"]


def test_money_and_capacity_that_hold_a_need_between_them_are_told_together() -> None:
    tables = programme(lines=[line(capacity=10, unit_cost=5)], needs=[need(quantity=30)], funds=[fund(amount=250)])
    found = explain(tables, make_plan(tables), "demand")
    both = found.filter(pl.col("together"))
    assert sorted(both["limit"]) == ["capacity", "fund"]
    # Ten a month until the money for 50 is spent: 20 + 40 + 60 + 80 + 100 + 130 = 430 unit-months are outstanding.
    assert both["lifted"].to_list() == pytest.approx([430, 430])


def test_an_arrival_and_a_rule_loosened_together_are_told() -> None:
    case = random_programme(86)  # origins are tracked until the rule is gone: the places have other numbers then
    tables = from_tables(case.settings, case.tables)
    plan = explain_all(tables, make_plan(tables, gap=1e-6))
    short = plan.needs.filter(plan.needs["shortfall"] > SHORT)["id"]
    assert len(short)
    assert set(short) <= set(plan.reasons["subject"])
    assert "not_examined" not in plan.reasons["limit"].to_list()
