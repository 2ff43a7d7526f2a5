"""The papers that funds ask for, filled from small programmes whose plans are worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cofactory.funding.forms import NoSuchForm, fill_form
from cofactory.planner.solve import make_plan
from tests.planner.small import fund, line, need, programme

if TYPE_CHECKING:
    from cofactory.funding.sheets import Paper, Sheet, Value
    from cofactory.programme.record import Programme

SAFE = {"fund": "loan", "rule": "rules", "value": "safe-2025-1106"}
UKRAINE_LOAN = {"fund": "loan", "rule": "rules", "value": "ukraine-loan-2026-467"}


def pumps(*rules: dict[str, Any], **loan: Any) -> Programme:
    """Ten pumps a month in Ukraine at 5 EUR for Ukraine and France; 300 fall due in six months, the loan has 400."""
    terms = {"amount": 400, "form": "loan", "advance": 0.15, "requests_per_year": 2, "party": "fr"} | loan
    return programme(
        items=[
            {"id": "pump", "name": "Pump", "kind": "product", "value": 10, "category": "safe-1", "note": "It pumps"}
        ],
        lines=[line(unit_cost=5, party="ua")],
        needs=[need(quantity=5), need("fr", quantity=5, party="fr")],
        funds=[fund("loan", **terms)],
        fund_rules=list(rules),
    )


def filled(case: Programme, form: str, *funds: str) -> Paper:
    return fill_form(case, make_plan(case), form, funds=funds)


def rows(paper: Paper, name: str) -> list[dict[str, Value]]:
    one: Sheet = next(one for one in paper.sheets if one.name == name)
    return [dict(zip((f.name for f in one.fields), row, strict=True)) for row in one.rows]


def test_a_safe_plan_lists_products_with_spending_and_how_ukraine_takes_part() -> None:
    paper = filled(pumps(SAFE), "safe-plan")
    (product,) = rows(paper, "products")
    assert product | {"to_do": ""} == {
        "fund": "loan", "product": "pump", "name": "Pump", "category": "safe-1", "description": "It pumps",
        "units": 60.0, "first": "2026-01", "last": "2026-06", "estimated_spending": 300.0, "others": 0.0,
        "bought_by": "ua; fr", "made_in": "UA", "ukraine": "needed by ua; made on plant", "verdict": "cannot tell",
        "to_do": "",
    }  # fmt: skip
    assert "hostile_component" in str(product["to_do"])
    (activity,) = rows(paper, "activities")
    assert (activity["activity"], activity["subject"], activity["estimated_spending"]) == ("production", "plant", 300.0)


def test_every_rule_of_the_law_stands_in_the_paper_with_its_article() -> None:
    found = {
        (row["rule"], row["article"]): row["outcome"] for row in rows(filled(pumps(SAFE), "safe-plan"), "compliance")
    }
    assert found["parties_min", "Art 2(3)"] == "met"
    assert found["made_in", "Art 16(8)"] == "met"
    assert found["papers", "Art 16(3)"] == "unknown"


def test_a_product_schedule_tells_every_delivery_and_who_receives_it() -> None:
    paper = filled(pumps(UKRAINE_LOAN), "usl-schedule")
    told = rows(paper, "deliveries")
    to_ukraine = [row for row in told if row["receiver"] == "ua"]
    assert [row["quantity"] for row in to_ukraine] == pytest.approx([5] * 6)
    assert to_ukraine[-1]["so_far"] == pytest.approx(30)
    assert any("more than a fifth is asked for in 2026-06" in note for note in paper.notes)


def test_a_disbursement_calendar_tells_advance_requests_grace_and_maturity() -> None:
    paper = filled(pumps(grace_years=10, maturity_years=45), "disbursements")
    advance, request = rows(paper, "calendar")
    assert (advance["kind"], advance["period"], advance["amount"]) == ("advance", "2026-01", 60.0)
    assert (request["kind"], request["period"], request["amount"], request["number"]) == (
        "request",
        "2026-06",
        240.0,
        1,
    )
    assert (request["grace_until"], request["repaid_by"], request["bridged"]) == (2036, 2071, 240.0)
    (terms,) = rows(paper, "funds")
    assert (terms["paid"], terms["left"], terms["unspendable"]) == (300.0, 100.0, 100.0)
    debt = rows(paper, "debt")
    assert (debt[0]["year"], debt[-1]["year"], debt[-1]["owed"]) == (2026, 2071, 0)
    assert sum(float(row["principal"] or 0) for row in debt) == pytest.approx(300, abs=1e-6)


def test_a_calendar_says_what_the_law_says_of_requests_and_of_repayment() -> None:
    safe, ukraine = (filled(pumps(one), "disbursements").notes for one in (SAFE, UKRAINE_LOAN))
    assert any("assessed within two months (Art 12(2)-(3))" in note for note in safe)
    assert not any("no debt service" in note for note in safe)
    assert (
        "loan: repaid only when reparations are paid; the Union may bear the interest (Art 1(1), 20(2), 22(1)); "
        "no debt service is computed."
    ) in ukraine
    silent = filled(pumps(), "disbursements").notes
    assert "loan: no maturity is written down, so no debt service is computed." in silent


def test_components_of_components_from_ukraine_are_named() -> None:
    items = [{"id": id_, "name": id_, "kind": kind, "value": 1, "category": "safe-1"}
             for id_, kind in (("pump", "product"), ("motor", "component"), ("wire", "component"))]  # fmt: skip
    bom = [{"product": "pump", "component": "motor", "quantity": 1},
           {"product": "motor", "component": "wire", "quantity": 1}]  # fmt: skip
    lines = [line(unit_cost=5, country="FR"), line("motors", item="motor", country="FR"), line("wires", item="wire")]
    routes = [{"id": "ua-fr", "from": "UA", "to": "FR"}, {"id": "fr-ua", "from": "FR", "to": "UA"}]
    deep = programme(items=items, bom=bom, lines=lines, routes=routes, needs=[need(quantity=5)],
                     funds=[fund("loan", form="loan", party="fr")], fund_rules=[SAFE])  # fmt: skip
    (product,) = rows(filled(deep, "safe-plan"), "products")
    assert product["ukraine"] == "needed by ua; components can come from wires"


def test_a_form_is_for_the_funds_that_took_its_law() -> None:
    with pytest.raises(NoSuchForm, match="No fund has the rules ukraine-loan-2026-467"):
        filled(pumps(SAFE), "usl-schedule")
    assert rows(filled(pumps(SAFE), "usl-schedule", "loan"), "products")


@pytest.mark.parametrize(("form", "named"), [("safe-plam", "`safe-plan`"), ("safe-plan", "`loan`")])
def test_what_does_not_exist_is_named_with_what_does(form: str, named: str) -> None:
    with pytest.raises(NoSuchForm, match=named):
        filled(pumps(SAFE), form, "loam")
