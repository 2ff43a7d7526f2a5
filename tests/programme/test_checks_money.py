"""Funds, their rules and the costs they are to pay."""

from typing import Any

from tests.programme.in_memory import PARTIES, Rows, items, line, names, need, one, problems

ZONES = {"zones": {"safe": ["EU27", "UA"]}}


def fund(name: str = "grant", **columns: Any) -> dict[str, Any]:
    row = {"id": name, "name": name, "party": "fr", "amount": 1000, "form": "grant"}
    return {**row, "opens": "2026-01", "closes": "2026-12", **columns}


def rule(name: str, value: str, of: str = "grant") -> dict[str, Any]:
    return {"fund": of, "rule": name, "value": value}


def pumps(**columns: Any) -> dict[str, Rows]:
    paid = line("l", "pump", "UA", **({"unit_cost": 2} | columns))
    return {"parties": PARTIES, "items": items("pump"), "lines": [paid], "needs": [need("pump", "UA")]}


def test_without_funds_money_is_unlimited() -> None:
    assert names(**pumps()) == []


def test_a_rule_that_cannot_be_read_shows_how_it_is_written() -> None:
    problem = one(ZONES, **pumps(), funds=[fund()], fund_rules=[rule("origin_max", "0.35 safe")])

    assert (problem.name, problem.severity) == ("bad-fund-rule-value", "error")
    assert "35% outside safe" in problem.mend


def test_a_misspelt_zone_is_guessed() -> None:
    problem = one(ZONES, **pumps(), funds=[fund()], fund_rules=[rule("made_in", "saef")])

    assert problem.name == "unknown-zone"
    assert 'Did you mean "safe"?' in problem.mend


def test_items_and_parties_that_a_rule_names_must_exist() -> None:
    rules = [rule("item", "pump; pumpe"), rule("party", "fr; ua"), rule("party", "fra")]

    found = [
        problem for problem in problems(**pumps(), funds=[fund()], fund_rules=rules) if problem.severity == "error"
    ]

    assert [problem.name for problem in found] == ["rule-of-unknown-row", "rule-of-unknown-row"]
    assert 'Did you mean "pump"?' in found[0].mend


def test_a_category_that_no_item_has_is_a_warning() -> None:
    problem = one(**pumps(), funds=[fund()], fund_rules=[rule("not_category", "weapons")])

    assert (problem.name, problem.severity) == ("rule-of-unused-category", "warning")


def test_contracts_can_be_signed_on_some_day() -> None:
    rules = [rule("signed_from", "2026-09-01"), rule("signed_until", "2026-05-30")]

    assert "backward-signing" in names(**pumps(), funds=[fund()], fund_rules=rules)


def test_a_fund_with_nothing_to_spend_is_named_by_its_column() -> None:
    for column in ("amount", "share_max", "period_limit"):
        found = problems(**pumps(), funds=[fund(), fund("empty", **{column: 0})])
        assert [(problem.name, problem.column) for problem in found] == [("fund-without-money", column)]


def test_an_origin_rule_asks_for_the_value_of_every_component_it_weighs() -> None:
    tables = pumps() | {
        "items": items("pump", "valve"),
        "bom": [{"product": "pump", "component": "valve", "quantity": 1}],
        "stocks": [{"id": "s", "item": "valve", "country": "UA", "quantity": 100}],
    }
    origin = rule("origin_max", "35% outside safe")

    problem = one(ZONES, **tables, funds=[fund()], fund_rules=[origin])
    assert (problem.name, problem.severity) == ("origin-share-without-values", "error")
    assert "valve" in problem.why
    valued = tables | {"items": [*items("pump"), *items("valve", value=3)]}
    assert names(ZONES, **valued, funds=[fund()], fund_rules=[origin]) == []


def test_an_origin_rule_does_not_ask_about_products_that_the_fund_may_not_pay() -> None:
    tables = pumps() | {
        "items": items("pump", "valve", "lamp"),
        "bom": [{"product": "pump", "component": "valve", "quantity": 1}],
        "stocks": [{"id": "s", "item": "valve", "country": "UA", "quantity": 100}],
    }
    tables["lines"] = [*tables["lines"], line("lamps", "lamp", "UA", unit_cost=2)]
    tables["needs"] = [*tables["needs"], need("lamp", "UA")]
    rules = [rule("origin_max", "35% outside safe"), rule("item", "lamp")]

    assert names(ZONES, **tables, funds=[fund(), fund("own", form="own")], fund_rules=rules) == []


def test_a_line_that_no_fund_may_pay_will_never_run() -> None:
    problem = one(
        **pumps(step=5, step_cost=100, max_steps=1), funds=[fund()], fund_rules=[rule("spends_on", "production")]
    )

    assert (problem.name, problem.column, problem.severity) == ("cost-nobody-pays", "step_cost", "warning")
    assert "line l will never be expanded" in problem.why
    assert "production only" in problem.why


def test_every_rule_in_the_way_of_a_cost_is_told_for_every_fund() -> None:
    funds = [fund(name) for name in ("a", "b", "c", "d", "own")]
    rules = [{"fund": name, "rule": "spends_on", "value": "production"} for name in "abcd"]
    rules += [
        {"fund": "a", "rule": "country", "value": "PL"},
        {"fund": "own", "rule": "spends_on", "value": "production"},
    ]

    problem = next(
        found
        for found in problems(**pumps(step=5, step_cost=100, max_steps=1), funds=funds, fund_rules=rules)
        if found.name == "cost-nobody-pays"
    )
    assert "a: it spends on production only and its country must be one of PL" in problem.why
    assert all(f"; {name}: it spends on production only" in problem.why for name in ("b", "c", "d", "own"))


def test_a_cost_paid_in_part_says_why_the_other_funds_pay_nothing() -> None:
    rules = [{"fund": "other", "rule": "country", "value": "PL"}, {"fund": "other", "rule": "item", "value": "valve"}]
    tables = {**pumps(), "items": items("pump", "valve")}

    found = problems(**tables, funds=[fund(share_max=0.6), fund("other")], fund_rules=rules)
    problem = next(one for one in found if one.name == "cost-paid-in-part")
    assert "(grant; other: its country must be one of PL, not UA and its item must be one of valve" in problem.why


def test_a_fund_that_shuts_out_everything_is_told_by_which_rule() -> None:
    found = problems(**pumps(), funds=[fund("own", form="own"), fund()], fund_rules=[rule("country", "FR; PL")])

    assert [problem.name for problem in found] == ["fund-shuts-out-everything"]
    assert "rule country of grant" in found[0].mend


def test_shares_that_do_not_sum_to_all_of_a_cost_leave_it_unpaid() -> None:
    funds = [fund(share_max=0.6), fund("other", share_max=0.3)]

    problem = one(**pumps(), funds=funds)
    assert problem.name == "cost-paid-in-part"
    assert "90%" in problem.why
    assert names(**pumps(), funds=[fund(share_max=0.6), fund("other", share_max=0.4)]) == []


def test_a_fund_that_closes_before_a_line_opens_does_not_pay_it() -> None:
    problem = one(**pumps(opens="2026-06"), funds=[fund(closes="2026-05")])

    assert problem.name == "cost-outside-fund-window"
    assert "2026-06 to 2026-12" in problem.why
    assert names(**pumps(opens="2026-06"), funds=[fund(closes="2026-06")]) == []


def test_a_compulsory_project_must_be_paid_in_every_month_and_an_optional_one_in_some() -> None:
    project = {"id": "new", "name": "New", "kind": "joint_development", "start": "2026-02", "duration": 9, "cost": 90}
    funds = [fund(closes="2026-06")]

    problem = one(parties=PARTIES, projects=[project], funds=funds)
    assert problem.name == "cost-outside-fund-window"
    assert "2026-07 to 2026-10" in problem.why
    assert names(parties=PARTIES, projects=[project | {"optional": "yes"}], funds=funds) == []


def test_a_compulsory_project_that_begins_before_contracts_may_be_signed_is_not_paid() -> None:
    project = {"id": "new", "name": "New", "kind": "joint_development", "start": "2026-02", "duration": 2, "cost": 90}

    found = names(parties=PARTIES, projects=[project], funds=[fund()], fund_rules=[rule("signed_from", "2026-03-01")])

    assert found == ["cost-nobody-pays"]
