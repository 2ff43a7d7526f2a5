"""The oracle itself, held to answers worked out by hand."""

from typing import Any

import pytest

from tests.planner.oracle import Best, Oracle
from tests.planner.reading import Case, number, whole


def best(periods: int = 3, discount_rate: float = 0.0, **tables: Any) -> Best | None:
    """The oracle's answer for a yearly programme that starts in 2026."""
    settings = {
        "start": "2026",
        "periods": periods,
        "period": "year",
        "discount_rate": discount_rate,
        "zones": {"safe": ["FR", "UA"]},
    }
    tables.setdefault("items", [{"id": "kit", "value": 1}])
    return Oracle(Case(settings, tables)).best()


def line(**columns: Any) -> dict[str, Any]:
    return {"id": "kit-fr", "item": "kit", "country": "FR", "capacity": 4} | columns


def need(**columns: Any) -> dict[str, Any]:
    row = {"id": "ask", "party": "ua", "country": "FR", "item": "kit", "start": "2026"}
    return row | {"end": "2028", "quantity": 4, "unmet": "lost"} | columns


def fund(**columns: Any) -> dict[str, Any]:
    row = {"id": "pot", "party": "fr", "amount": 1000, "opens": "2026", "closes": "2028"}
    return row | columns


def expect(answer: Best | None, shortfall: float, cost: float) -> None:
    assert answer is not None
    assert answer.shortfall == pytest.approx(shortfall, abs=1e-6)
    assert answer.cost == pytest.approx(cost, abs=1e-5)


def test_a_backlog_is_counted_in_every_period_it_waits() -> None:
    rows = [need(quantity=3, unmet="waits")]
    # finished 0, 4, 4 of 3, 3, 3 asked: back 3, 2, 1 of 9; eight units started, at 2 each
    expect(best(lines=[line(lead_time=1, unit_cost=2)], needs=rows), 6 / 9, 16)


def test_a_ramp_of_three_takes_four_periods() -> None:
    expect(best(lines=[line(ramp=3)], needs=[need()]), (3 + 2 + 1) / 12, 0)


def test_a_line_opened_before_the_horizon_is_older() -> None:
    expect(best(lines=[line(ramp=1, opens="2025")], needs=[need()]), 0, 0)


def test_a_line_is_shut_in_the_period_it_closes() -> None:
    expect(best(lines=[line(closes="2027")], needs=[need()]), 8 / 12, 0)


def test_steps_are_whole_and_count_after_their_lead_time() -> None:
    grown = line(capacity=0, step=3, step_lead_time=1, step_cost=5, max_steps=2)
    expect(best(lines=[grown], needs=[need()]), 4 / 12, 10)


def test_an_opening_is_paid_once_and_discounted() -> None:
    late = line(opening_cost=11, opens="2027")
    expect(best(discount_rate=0.1, lines=[late], needs=[need()]), 4 / 12, 10)


def test_a_step_is_not_ordered_before_its_line_is_opened() -> None:
    grown = line(capacity=0, opening_cost=2, opens="2027", step=4, step_lead_time=1, max_steps=1)
    expect(best(lines=[grown], needs=[need()]), 8 / 12, 2)


def test_a_step_may_be_ordered_while_its_project_still_runs() -> None:
    grown = line(capacity=0, project="work", step=4, step_lead_time=1, max_steps=1)
    work = {"id": "work", "duration": 1}
    expect(best(lines=[grown], projects=[work], needs=[need()]), 4 / 12, 0)


def test_an_optional_project_is_begun_for_its_line() -> None:
    work = {"id": "work", "duration": 1, "cost": 7, "optional": "yes"}
    expect(best(lines=[line(project="work")], projects=[work], needs=[need()]), 4 / 12, 7)


def test_stages_follow_each_other_and_cost_beyond_the_horizon_is_left_out() -> None:
    work = {"id": "work", "duration": 9, "cost": 900}
    stages = [
        {"project": "work", "stage": "second", "order": 2, "duration": 4, "cost": 40},
        {"project": "work", "stage": "first", "order": 1, "duration": 1, "cost": 3},
    ]
    expect(best(projects=[work], stages=stages), 0, 3 + 10 + 10)


def test_lines_of_a_pool_share_its_capacity() -> None:
    rows = [line(pool="hall", pool_use=2), line(id="other", pool="hall")]
    hall = {"id": "hall", "capacity": 3, "opens": "2027"}
    expect(best(lines=rows, pools=[hall], needs=[need()]), (4 + 1 + 1) / 12, 0)


def test_a_stock_keeps_its_reserve_and_its_pace() -> None:
    row = {"id": "depot", "item": "kit", "country": "FR", "quantity": 9, "reserve": 4}
    row |= {"release_rate": 3, "available": "2027", "unit_cost": 2}
    expect(best(stocks=[row], needs=[need()]), 7 / 12, 10)


def test_a_route_carries_up_to_its_capacity_over_all_items() -> None:
    items = [{"id": "kit"}, {"id": "box"}]
    road = {"id": "road", "from": "UA", "to": "FR", "capacity": 3, "lead_time": 1, "unit_cost": 1}
    rows = [line(country="UA"), line(id="box-ua", item="box", country="UA")]
    asks = [need(), need(id="more", item="box", priority=2)]
    expect(best(items=items, lines=rows, routes=[road], needs=asks), 1 + 2 * 6 / 12, 6)


def test_components_are_used_when_the_unit_is_started() -> None:
    items = [{"id": "kit"}, {"id": "part"}]
    bom = [
        {"product": "kit", "component": "part", "quantity": 9},
        {"product": "kit", "line": "kit-fr", "component": "part", "quantity": 2},
    ]
    came = [{"item": "part", "country": "FR", "period": "2027", "quantity": 6}]
    answer = best(items=items, bom=bom, arrivals=came, lines=[line(lead_time=1)], needs=[need()])
    expect(answer, 9 / 12, 0)


def test_a_commitment_weighs_by_its_own_priority() -> None:
    promise = {"id": "word", "need": "ask", "quantity": 8, "due": "2026", "priority": 3}
    untold = {"id": "talk", "need": "ask", "quantity": "unknown", "due": "2026", "priority": 9}
    rows = [promise, untold]
    expect(best(lines=[line()], needs=[need()], commitments=rows), 3 * 4 / 8, 0)


def test_a_fund_pays_in_its_window_up_to_its_limits() -> None:
    rows = [fund(closes="2027", amount=5, period_limit=3)]
    expect(best(lines=[line(unit_cost=1)], needs=[need()], funds=rows), 7 / 12, 5)


def test_what_no_fund_may_pay_in_full_is_not_done() -> None:
    rows = [fund(share_max=0.5)]
    expect(best(lines=[line(unit_cost=1)], needs=[need()], funds=rows), 1, 0)


def test_there_is_no_plan_when_no_fund_may_pay_a_compulsory_project() -> None:
    work = {"id": "work", "start": "2027", "duration": 1, "cost": 3}
    late = [{"fund": "pot", "rule": "signed_from", "value": "2028"}]
    assert best(projects=[work], funds=[fund()], fund_rules=late) is None
    assert best(projects=[work], funds=[fund()]) is not None


def test_a_project_is_signed_when_it_begins() -> None:
    work = {"id": "work", "start": "2026", "duration": 3, "cost": 3}
    early = [{"fund": "pot", "rule": "signed_until", "value": "2026"}]
    expect(best(projects=[work], funds=[fund()], fund_rules=early), 0, 3)


@pytest.mark.parametrize(
    ("rule", "value", "shortfall"),
    [
        ("spends_on", "expansion; production", 0),
        ("spends_on", "stock", 1),
        ("item", "kit", 0),
        ("category", "one; two", 0),
        ("not_category", "two", 1),
        ("country", "UA;safe", 0),
        ("party", "fr", 1),
        ("made_in", "IN", 1),
        ("parties_min", "2 of safe", 0),
        ("parties_min", "2 of EU27", 1),
        ("design_authority", "yes", 1),
        ("signed_from", "2028", 8 / 12),
        ("signed_until", "2026-12-31", 8 / 12),
    ],
)
def test_each_rule_of_a_fund_lets_through_what_it_says(rule: str, value: str, shortfall: float) -> None:
    parties = [{"id": "fr", "country": "FR"}, {"id": "ua", "country": "UA"}]
    rules = [{"fund": "pot", "rule": rule, "value": value}]
    answer = best(
        items=[{"id": "kit", "category": "two"}],
        parties=parties,
        lines=[line(unit_cost=1)],
        needs=[need()],
        funds=[fund()],
        fund_rules=rules,
    )
    expect(answer, shortfall, 12 * (1 - shortfall))


def origin(share: str, **columns: Any) -> Best | None:
    """Kits of one part each; 2 parts lie in FR, any number comes from IN; all in the first period."""
    depots = [
        {"id": "near", "item": "part", "country": "FR", "quantity": 2},
        {"id": "far", "item": "part", "country": "IN", "quantity": 50},
    ]
    return best(
        items=[{"id": "kit", "value": 9}, {"id": "part", "value": 1}],
        bom=[{"product": "kit", "component": "part", "quantity": 1}],
        stocks=depots,
        routes=[{"id": "sea", "from": "IN", "to": "FR"}],
        lines=[line(capacity=50, unit_cost=1)],
        needs=[need(end="2026", quantity=10)],
        fund_rules=[{"fund": "pot", "rule": "origin_max", "value": f"{share} outside safe"}],
        **columns,
    )


def test_a_fund_with_an_origin_rule_pays_no_more_than_the_share_allows() -> None:
    expect(origin("50%", funds=[fund()]), 6 / 10, 4)
    expect(origin("0%", funds=[fund()]), 8 / 10, 2)


def test_what_the_origin_rule_leaves_out_another_fund_may_pay() -> None:
    expect(origin("50%", funds=[fund(), fund(id="own", amount=3)]), 3 / 10, 7)


def test_a_unit_is_certified_under_one_fund_only() -> None:
    halves = [fund(share_max=0.5), fund(id="twin", share_max=0.5)]
    expect(origin("50%", funds=halves), 6 / 10, 4)
    also = [fund(share_max=0.5), fund(id="twin", share_max=0.5, amount=0)]
    expect(origin("50%", funds=also), 1, 0)


def test_a_product_without_a_bill_is_one_component_made_where_its_line_is() -> None:
    rule = [{"fund": "pot", "rule": "origin_max", "value": "25% outside safe"}]
    once = {"unit_cost": 1, "closes": "2027"}  # else more kits in later periods would even it out
    rows = [line(capacity=6, **once), line(id="kit-in", country="IN", capacity=9, **once)]
    roads = [{"id": "sea", "from": "IN", "to": "FR"}]
    asks = [need(end="2026", quantity=10)]
    answer = best(lines=rows, routes=roads, needs=asks, funds=[fund()], fund_rules=rule)
    expect(answer, 2 / 10, 8)


@pytest.mark.parametrize("spoiler", [{"unit_cost": 0}, {"opens": "2028", "lead_time": 9}])
def test_only_what_a_fund_may_pay_for_counts_in_its_origin_share(spoiler: dict[str, Any]) -> None:
    rules = [{"fund": "pot", "rule": "origin_max", "value": "50% outside safe"}]
    rules += [{"fund": "pot", "rule": "signed_until", "value": "2027"}]
    rows = [line(capacity=2, unit_cost=1), line(id="kit-in", country="IN", capacity=9, unit_cost=1)]
    rows += [line(id="no-help", capacity=9, **({"unit_cost": 1} | spoiler))]
    asks = [need(country="IN", end="2026", quantity=5)]
    once = [row | {"closes": "2027"} for row in rows[:2]] + rows[2:]
    answer = best(lines=once, needs=asks, funds=[fund()], fund_rules=rules)
    expect(answer, 3 / 5, 4)


def test_cells_are_read_at_their_mean_and_periods_round_up() -> None:
    assert number("tri(1, 2, 6) [assume: so]") == 3
    assert number("oneof(4: 0.25, 8: 0.75)") == 7
    assert number("pert(1, 2, 9)") == 3
    assert number("100 to 160") == pytest.approx(127.8, abs=0.1)
    assert whole("uniform(0, 1)") == 1
    assert whole(2) == 2
