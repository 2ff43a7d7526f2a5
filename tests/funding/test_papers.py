"""What laws ask beyond a plan: papers, one component against the contract, parties, and the fund's own row."""

import pytest

from cofactory.funding.verdicts import judge_all
from cofactory.programme.beyond_law import beyond_law, check_beyond_law
from tests.funding.pumps import ITEMS, SHOWN, finding, pumps, verdict
from tests.planner.small import PARTIES, fund, line, need, programme


def test_design_authority_that_nobody_speaks_of_cannot_be_told_and_a_no_is_a_no() -> None:
    silent = pumps(("design_authority", "yes"), motor={"FR": 1})
    denied = pumps(("design_authority", "yes"), motor={"FR": 1},
                   item_facts=[{"item": "pump", "fact": "design_authority", "value": "no"}])  # fmt: skip
    other = pumps(("design_authority", "yes for safe-2"), motor={"FR": 1})

    assert verdict(silent).status == "cannot tell"
    assert verdict(silent).change == "give in item_facts of pump: design_authority"
    assert verdict(denied).status == "not eligible"
    assert verdict(other).status == "eligible"


def test_a_set_asks_for_papers_and_each_is_named_with_its_article() -> None:
    found = pumps(("rules", "safe-2025-1106"), motor={"FR": 1})

    assert verdict(found).status == "cannot tell"
    assert verdict(found).change == (
        "give in item_facts of pump: hostile_component, maker_countries, subcontractor_countries"
    )
    assert [one.article for one in verdict(found).findings if one.outcome == "unknown"] == [
        "Art 16(10)", "Art 16(3)", "Art 16(3), 16(12)",
    ]  # fmt: skip


def test_papers_that_are_there_make_it_eligible() -> None:
    found = pumps(("rules", "safe-2025-1106"), motor={"FR": 1}, item_facts=SHOWN)

    assert verdict(found).status == "eligible"
    assert all(one.url for one in verdict(found).findings if one.source == "safe-2025-1106")


def test_norway_is_inside_for_one_law_and_outside_for_the_other() -> None:
    safe = pumps(("rules", "safe-2025-1106"), motor={"NO": 1}, item_facts=SHOWN,
                 fund_rules=[{"fund": "budget", "rule": "rules", "value": "safe-2025-1106"}])  # fmt: skip
    usi = pumps(("made_in", "EU27; UA"), ("origin_max", "35% outside EU27; UA"), motor={"NO": 1})

    assert finding(safe, "origin_max").figures[0].reached == 0
    assert finding(usi, "origin_max").figures[0].reached == pytest.approx(0.6)


def test_a_maker_from_elsewhere_fails_the_paper() -> None:
    facts = [SHOWN[0], SHOWN[1] | {"value": "FR; US"}, SHOWN[2]]
    found = pumps(("rules", "safe-2025-1106"), motor={"FR": 1}, item_facts=facts)

    assert verdict(found).status == "not eligible"
    assert "nobody from US" in verdict(found).change


def test_one_component_is_compared_with_the_contract_and_not_with_the_components() -> None:
    # The motor is 60 of 100 of components, and 60 of 200 of the contract.
    unknown = pumps(("rules", "safe-2025-1106"), motor={"FR": 80, "US": 20}, item_facts=SHOWN)
    shown = pumps(("rules", "safe-2025-1106"), motor={"FR": 80, "US": 20},
                  item_facts=[*SHOWN, {"item": "pump", "fact": "subcontractors", "value": "yes"}])  # fmt: skip

    (figure,) = finding(unknown, "subcontractor_max").figures
    assert (figure.limit, figure.whole) == (0.35, "contract value")
    assert figure.reached == pytest.approx(0.30)
    assert verdict(unknown).status == "cannot tell"
    assert verdict(shown).status == "eligible"


def test_below_fifteen_percent_of_the_contract_no_paper_is_asked() -> None:
    items = [ITEMS[0] | {"value": 500}, *ITEMS[1:]]
    found = pumps(("rules", "safe-2025-1106"), motor={"FR": 80, "US": 20}, item_facts=SHOWN, items=items)

    # 60 of 500 is 12 %.
    assert finding(found, "subcontractor_max").figures[0].reached == pytest.approx(0.12)
    assert verdict(found).status == "eligible"


def test_too_few_parties_says_who_could_join_and_which_day_has_passed() -> None:
    found = pumps(("rules", "safe-2025-1106"), motor={"FR": 1}, item_facts=SHOWN, needs=[need(party="fr")])

    assert verdict(found).status == "not eligible"
    assert verdict(found).change == (
        "1 more country of EEA; UA must need it (ua); one state alone could sign until 2026-05-30 (Art 4(3))"
    )


def test_two_bodies_of_one_state_are_one_buyer() -> None:
    agency = {"id": "fr-agency", "name": "Agency", "kind": "agency", "country": "FR"}
    found = pumps(("rules", "safe-2025-1106"), motor={"FR": 1}, item_facts=SHOWN, parties=[*PARTIES, agency],
                  needs=[need(party="fr-agency")])  # fmt: skip

    # The fund is of France and the need of its agency: Art 2(3) asks for a second state.
    assert verdict(found).status == "not eligible"
    assert finding(found, "parties_min").said == ("parties of at least 2 countries of EEA; UA must buy it: FR so far")


def test_a_member_state_must_be_among_the_buyers_of_a_safe_purchase() -> None:
    norway = {"id": "no", "name": "Norway", "kind": "state", "country": "NO"}
    found = pumps(("rules", "safe-2025-1106"), motor={"FR": 1}, item_facts=SHOWN, parties=[*PARTIES, norway],
                  funds=[fund(party="no", form="loan")])  # fmt: skip

    # Norway and Ukraine are two of the zone, and neither is a member state.
    assert [one.value for one in verdict(found).failed] == ["1 of EU27"]
    assert verdict(found).change == "1 more country of EU27 must need it (fr)"


def test_the_funds_own_row_is_compared_with_its_law() -> None:
    late = fund(party="fr", form="loan", closes="2031-01", advance=0.2)
    found = pumps(("rules", "safe-2025-1106"), motor={"FR": 1}, funds=[late], periods=72)

    closing, advance = found.funds["budget"]
    assert (closing.rule, closing.outcome, closing.change) == ("closes_by", "failed", "closes of funds by 2030-12-31")
    assert (advance.figures[0].reached, advance.figures[0].limit, advance.outcome) == (0.2, 0.15, "failed")


def test_requests_and_maturity_beyond_the_law_are_told_and_warned_of() -> None:
    long = fund(party="fr", form="loan", requests_per_year=4, maturity_years=50, advance=0.15, closes="2031-01")
    rules = [{"fund": "budget", "rule": "rules", "value": "safe-2025-1106"}]
    case = programme(items=[ITEMS[0]], lines=[line(unit_cost=1)], needs=[need()], funds=[long], fund_rules=rules,
                     periods=72)  # fmt: skip

    found = {one.rule: one for one in judge_all(case).funds["budget"]}
    assert (found["requests_per_year"].said, found["requests_per_year"].outcome) == (
        "requests_per_year is 4 of 2", "failed",
    )  # fmt: skip
    assert found["maturity_years"].change == "maturity_years of funds at most 45"
    assert [one.name for one in check_beyond_law(case)] == 3 * ["fund-beyond-its-law"]
    assert {one.column for one in beyond_law(case, case.funds[0])} == {"closes", "requests_per_year", "maturity_years"}


def test_a_rule_that_is_lifted_bounds_no_fund() -> None:
    rules = [{"fund": "budget", "rule": rule, "value": value}
             for rule, value in (("rules", "safe-2025-1106"), ("lifts", "requests_per_year"))]  # fmt: skip
    case = programme(items=[ITEMS[0]], lines=[line(unit_cost=1)], needs=[need()], fund_rules=rules,
                     funds=[fund(form="loan", requests_per_year=12)])  # fmt: skip

    assert check_beyond_law(case) == []


@pytest.mark.parametrize(("share_max", "outcome"), [(0.35, "met"), (0.4, "unknown"), (0.6, "failed")])
def test_a_grants_share_has_a_limit_and_a_higher_one_that_papers_must_earn(share_max: float, outcome: str) -> None:
    found = pumps(("rules", "edip-2025-2643"), motor={"FR": 1},
                  funds=[fund(party="fr", form="grant", share_max=share_max)])  # fmt: skip

    assert [one.outcome for one in found.funds["budget"]] == [outcome]


def test_the_document_holds_every_figure_and_fact() -> None:
    document = pumps(("rules", "safe-2025-1106"), motor={"US": 1}).to_json()

    (one,) = document["verdicts"]
    assert one["status"] == "not eligible"
    assert {rule["article"] for rule in one["rules"]} >= {"Art 16(10)", "Art 16(4)"}
    assert one["missing"][0]["said"] == "item_facts: pump, hostile_component, no"
