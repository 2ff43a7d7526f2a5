"""The report's money: what funds have left and cannot spend, who shares costs, and what loans cost later."""

from collections.abc import Callable
from typing import Any

from cofactory.planner.solution import Plan
from cofactory.programme.record import Programme
from cofactory.render.report import render_report
from tests.render.test_report import SHORT_PLAN, TABLES, WINDOW

Make = Callable[..., Programme]
MakePlan = Callable[..., Plan]
Read = Callable[[str], Any]


def said(programme_of: Make, plan_of: MakePlan, page_of: Read, *funds: dict[str, Any]) -> str:
    programme = programme_of(TABLES | {"funds": list(funds)})
    return str(page_of(render_report(programme, plan_of(programme, SHORT_PLAN))).text)


LOAN = WINDOW | {"id": "loan", "name": "Big loan", "amount": "1 bn", "form": "loan"}
GRANT = WINDOW | {"id": "grant", "name": "Grant", "amount": "30 M", "form": "grant"}


def test_money_without_an_eligible_cost_is_named(programme_of: Make, plan_of: MakePlan, page_of: Read) -> None:
    text = said(programme_of, plan_of, page_of, LOAN | {"closes": "2026-01"}, GRANT)
    assert (
        "910 M EUR of Big loan cannot be spent before it closes (January 2026): no eligible cost is left; "
        "30 M EUR that its rules admit falls due after it closes." in text
    )
    assert "of Grant cannot be spent" not in text


def test_a_fund_that_pays_a_part_is_co_financing(programme_of: Make, plan_of: MakePlan, page_of: Read) -> None:
    text = said(programme_of, plan_of, page_of, LOAN, GRANT)
    assert "Co-financing" not in text
    assert "Co-financing" in said(programme_of, plan_of, page_of, LOAN, GRANT | {"share_max": 0.35})


def test_a_loan_says_what_it_costs_later_or_that_it_does_not_say(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    assert "Big loan says nothing of when it is repaid" in said(programme_of, plan_of, page_of, LOAN, GRANT)
    dated = LOAN | {"maturity_years": 2, "interest": 0.1}
    text = said(programme_of, plan_of, page_of, dated, GRANT)
    # 90 M drawn in 2026: 9 M of interest in 2027 and 4.5 M in 2028.
    assert "France 2026–2028 13.5 M EUR 90 M EUR 0" in text.replace("\xa0", " ")
