"""The higher share of a grant (EDIP, Art 20): its conditions from the tables, and from what is said of the fund."""

from typing import Any

from cofactory.funding.finding import Finding
from tests.funding.pumps import ITEMS, made, pumps
from tests.planner.small import fund, line, need


def shared(share_max: float, rules: str, **tables: Any) -> Finding:
    """What is said of the share of a grant that opens a line of pumps in France."""
    parts = [*made("motor", FR=4, DE=6), *made("valve", FR=1), *made("frame", FR=1)]
    lines = [line("pump-fr", country="FR", unit_cost=1, opening_cost=5), *parts]
    grant = fund(party="fr", form="grant", share_max=share_max)
    parties = [{"id": id_, "name": id_, "kind": "state", "country": id_.upper()} for id_ in ("fr", "de", "it", "ua")]
    buyers = [need(f"need-{id_}", party=id_, country="FR") for id_ in ("fr", "de", "it")]
    shown = [*tables.pop("item_facts", []), {"item": "pump", "fact": "design_authority", "value": "yes"}]
    tables["needs"] = [*buyers, *tables.get("needs", [])]
    found = pumps(("rules", rules), motor={}, lines=lines, funds=[grant], parties=parties, item_facts=shown, **tables)
    return next(one for one in found.funds["budget"] if one.rule == "share_max")


def facts(**answers: str) -> list[dict[str, Any]]:
    return [{"fund": "budget", "fact": fact, "value": value} for fact, value in answers.items()]


def test_the_higher_share_of_an_industrial_grant_needs_its_kind_of_firm_and_something_new() -> None:
    rules = "edip-2025-2643"
    silent = shared(0.5, rules)
    assert silent.outcome == "unknown"
    assert silent.said == (
        "share_max is 50 %; whether 50 % is allowed cannot be told (not known: small_firms, seap; new_site: opening of "
        "pump-fr)"
    )
    assert [one.said for one in silent.missing] == [
        "fund_facts: budget, small_firms, yes", "fund_facts: budget, seap, yes",
    ]  # fmt: skip
    assert shared(0.5, rules, fund_facts=facts(small_firms="yes")).outcome == "met"
    neither = shared(0.5, rules, fund_facts=facts(small_firms="no", seap="no"))
    assert (neither.outcome, neither.change) == ("failed", "share_max of funds at most 35 %")
    nothing_new = facts(seap="yes", new_site="no", new_cooperation="no", crisis_capacity="no")
    assert shared(0.5, rules, fund_facts=nothing_new).outcome == "failed"
    assert shared(0.35, rules, fund_facts=nothing_new).outcome == "met"


def test_the_higher_share_of_a_common_purchase_needs_one_condition_of_five() -> None:
    rules = "edip-procurement-2025-2643"
    ukraine = shared(0.25, rules, needs=[need()])
    assert (ukraine.outcome, ukraine.missing) == ("met", ())
    assert "more_for_ukraine: need demand of Ukraine or Moldova" in ukraine.said
    # Of a pump for 200 a motor for 60 comes from Germany six times of ten: 18 %, and more than 20 % are asked.
    told = shared(0.25, rules)
    assert told.outcome == "unknown"
    assert "spread_suppliers" not in told.said
    assert [one.column for one in told.missing] == ["seap", "restricted_component", "investing_states"]
    dear = [item | ({"value": 80} if item["id"] == "motor" else {}) for item in ITEMS]
    spread = shared(0.25, rules, items=dear)
    assert "spread_suppliers: made in other member states: 24 % on pump-fr" in spread.said
    free = [{"item": "pump", "fact": "restricted_component", "value": "no"}]
    assert shared(0.25, rules, item_facts=free).outcome == "met"
