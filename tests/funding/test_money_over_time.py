"""Advances, requests, debt service and money left over, worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cofactory.funding.debt import debt_service, repayments, undated_loans
from cofactory.funding.disbursing import disbursements
from cofactory.funding.unspent import fund_uses
from cofactory.planner.solve import make_plan
from cofactory.programme.taken_terms import check_terms, taken_terms
from tests.planner.small import fund, line, need, programme

if TYPE_CHECKING:
    from cofactory.programme.record import Programme


def paid_by(periods: int = 6, **cells: Any) -> Programme:
    """Ten pumps a month at 5 EUR each: 50 EUR fall due in every month from 2026-01, 300 in six months."""
    asked = need(end=f"2026-{periods:02}")
    return programme(periods=periods, lines=[line(unit_cost=5)], needs=[asked], funds=[fund(**cells)])


def handed_out(case: Programme) -> list[tuple[str, str, float]]:
    return [(one.period, one.kind, one.amount) for one in disbursements(case, make_plan(case))]


def test_a_fund_that_says_nothing_pays_as_costs_fall_due() -> None:
    months = [f"2026-{month:02}" for month in range(1, 7)]
    assert handed_out(paid_by()) == [(month, "request", 50.0) for month in months]


def test_two_requests_a_year_stand_in_june_and_december_and_the_last_where_it_closes() -> None:
    case = paid_by(periods=9, closes="2026-09", requests_per_year=2)
    assert handed_out(case) == [("2026-06", "request", 300.0), ("2026-09", "request", 150.0)]


def test_an_advance_is_used_up_before_anything_is_asked_for() -> None:
    case = paid_by(periods=9, amount=1_000, closes="2026-09", requests_per_year=4, advance=0.2)
    # 200 of 1,000 in January; by March 150 are spent, by June 300, by September 450.
    assert handed_out(case) == [("2026-01", "advance", 200.0), ("2026-06", "request", 100.0), ("2026-09", "request", 150.0)]  # fmt: skip  # noqa: E501


def test_an_advance_is_never_more_than_the_plan_draws() -> None:
    case = paid_by(amount=10_000, advance=0.15, requests_per_year=2)
    assert handed_out(case) == [("2026-01", "advance", 300.0)]


def test_what_somebody_bridges_is_what_was_spent_and_not_yet_handed_out() -> None:
    case = paid_by(amount=1_000, requests_per_year=2, advance=0.1)
    advance, request = disbursements(case, make_plan(case))
    assert (advance.bridged, request.bridged) == (50.0, 200.0)
    assert (request.drawn, request.spent) == (300.0, 300.0)


def lawful(**cells: Any) -> Programme:
    """The same paid by a loan under Regulation (EU) 2025/1106, which says what the fund does not."""
    rules = [{"fund": "budget", "rule": "rules", "value": "safe-2025-1106"}]
    items = [{"id": "pump", "name": "Pump", "kind": "product", "value": 10, "category": "safe-1"}]
    lawful = fund(form="loan", amount=1_000, **cells)
    return programme(items=items, lines=[line(unit_cost=5)], needs=[need(), need("fr", party="fr", country="FR")],
                     funds=[lawful], fund_rules=rules)  # fmt: skip


def test_what_a_loan_does_not_say_is_taken_from_its_law() -> None:
    case = lawful()
    first, *_ = found = disbursements(case, make_plan(case))
    assert (first.kind, first.amount) == ("advance", 150.0)  # 15 %: Art 11
    assert (first.grace_until, first.repaid_by) == (2036, 2071)  # 10 years: recital 28; 45 years: Art 10(2)
    assert [one.period for one in found] == ["2026-01", "2026-06"]  # two requests a year: Art 12(2)
    assert undated_loans(found) == ()


def test_what_a_loan_says_itself_stands() -> None:
    case = lawful(advance=0, requests_per_year=4, grace_years=0, maturity_years=5)
    found = disbursements(case, make_plan(case))
    assert [(one.kind, one.repaid_by) for one in found] == [("request", 2031), ("request", 2031)]
    assert taken_terms(case.fund_rules, case.funds[0]) == ()


def test_a_grace_that_the_laws_maturity_does_not_outlast_leaves_the_maturity_open() -> None:
    case = lawful(grace_years=45)
    assert [one.column for one in taken_terms(case.fund_rules, case.funds[0])] == ["advance", "requests_per_year"]


def test_a_check_says_what_was_taken_from_where() -> None:
    (remark,) = check_terms(lawful(advance=0.1))
    assert (remark.severity, remark.name) == ("remark", "terms-from-the-law")
    assert remark.why == (
        "What budget does not say is taken from safe-2025-1106: requests_per_year 2 (Art 12(2)-(3)), grace_years 10 "
        "(Recital 28: recital only) and maturity_years 45 (Art 10(2)). The most that the law allows."
    )


def test_a_grant_takes_no_terms_of_a_loan() -> None:
    case = lawful()
    grant = case.funds[0].model_copy(update={"form": "grant"})
    assert [one.column for one in taken_terms(case.fund_rules, grant)] == ["requests_per_year"]


def loan(**cells: Any) -> Any:
    """A loan of 900 with one year of grace, repaid in the fourth year after it was drawn, at 10 % a year."""
    terms = {"form": "loan", "grace_years": 1, "maturity_years": 4, "interest": 0.1, "amount": 900} | cells
    return programme(funds=[fund("loan", **terms)]).funds[0]


def test_equal_principal_is_repaid_in_equal_parts_after_the_grace() -> None:
    expected = [(90, 0), (90, 300), (60, 300), (30, 300)]
    assert repayments(loan(), 900) == tuple(pytest.approx(pair) for pair in expected)


def test_an_annuity_is_the_same_payment_every_year() -> None:
    years = repayments(loan(repayment="annuity"), 900)
    # 900 · 0.1 / (1 - 1.1 ** -3) = 361.9033...
    assert [interest + principal for interest, principal in years] == pytest.approx([90] + 3 * [361.90332])
    assert sum(principal for _, principal in years) == pytest.approx(900)
    assert years[1] == pytest.approx((90, 271.90332))


@pytest.mark.parametrize("repayment", ["annuity", "equal_principal"])
def test_a_loan_without_interest_is_repaid_in_equal_parts(repayment: str) -> None:
    assert repayments(loan(interest=None, repayment=repayment), 900) == ((0, 0), (0, 300), (0, 300), (0, 300))


def test_debt_is_told_per_party_and_year_until_nothing_is_owed() -> None:
    case = paid_by(form="loan", maturity_years=3, interest=0.1, requests_per_year=1)
    years = debt_service(disbursements(case, make_plan(case)))
    assert [(y.party, y.year, y.drawn, y.owed) for y in years] == [
        ("ua", 2026, 300, 300),
        ("ua", 2027, 0, 200),
        ("ua", 2028, 0, 100),
        ("ua", 2029, 0, 0),
    ]
    assert [y.service for y in years] == pytest.approx([0, 130, 120, 110])


def test_debt_adds_up_to_the_cent_in_every_year() -> None:
    case = paid_by(form="loan", maturity_years=7, interest=0.03, requests_per_year=1)
    years = debt_service(disbursements(case, make_plan(case)))
    # 300 in seven parts: 42.857... a year, written 42.86; the last year repays the 42.84 that are left.
    assert [y.principal for y in years] == [0, *6 * [42.86], 42.84]
    assert [y.interest for y in years[:3]] == [0, 9, 7.71]  # 3 % of 300 and of 257.14
    owed = 0.0
    for year in years:
        owed = round(owed + year.drawn - year.principal, 2)
        assert year.owed == owed


def test_a_loan_that_does_not_say_when_it_is_repaid_is_named_and_not_guessed() -> None:
    case = paid_by(form="loan")
    money = disbursements(case, make_plan(case))
    assert debt_service(money) == ()
    assert undated_loans(money) == ("budget",)


def test_a_grant_is_not_repaid() -> None:
    case = paid_by(form="grant", maturity_years=3)
    assert debt_service(disbursements(case, make_plan(case))) == ()


def test_money_for_which_no_eligible_cost_is_left_cannot_be_spent() -> None:
    case = paid_by(amount=1_000)
    (use,) = fund_uses(case, make_plan(case))
    assert (use.paid, use.left, use.unspendable, use.spendable) == pytest.approx((300, 700, 700, 0))


def test_money_that_others_spent_in_its_place_could_have_been_spent() -> None:
    first, second = fund("first", amount=300), fund("second", amount=300, closes="2026-03")
    case = programme(lines=[line(unit_cost=5)], needs=[need()], funds=[first, second])
    uses = {use.fund: use for use in fund_uses(case, make_plan(case))}
    assert sum(use.paid for use in uses.values()) == pytest.approx(300)
    # 150 fall due by March; the rest of the second fund is worth nothing afterwards.
    assert uses["second"].unspendable == pytest.approx(150)
    assert uses["second"].late == pytest.approx(150)
    assert uses["first"].unspendable == 0


def test_a_share_and_a_limit_per_period_bound_what_can_be_spent() -> None:
    part = fund("part", amount=1_000, share_max=0.25, period_limit=10)
    case = programme(lines=[line(unit_cost=5)], needs=[need()], funds=[part, fund("rest")])
    uses = {use.fund: use for use in fund_uses(case, make_plan(case))}
    assert uses["part"].eligible == pytest.approx(60)
    assert uses["part"].unspendable == pytest.approx(940)


def test_an_origin_rule_makes_it_a_least_sum_only_where_the_fund_buys() -> None:
    origin = {"rule": "origin_max", "value": "35% outside home"}
    rules = [{"fund": "plant", "rule": "spends_on", "value": "opening"}, {"fund": "plant"} | origin,
             {"fund": "units"} | origin]  # fmt: skip
    case = programme(lines=[line(unit_cost=5, opening_cost=50)], needs=[need()], fund_rules=rules,
                     funds=[fund("plant", amount=1_000), fund("units", amount=1_000)])  # fmt: skip
    uses = {use.fund: use for use in fund_uses(case, make_plan(case))}
    assert uses["plant"].unspendable == pytest.approx(950)  # the opening is all there is, whatever pumps are made of
    assert (uses["plant"].bounded, uses["units"].bounded) == (False, True)


def test_co_financing_is_the_share_of_the_costs_a_fund_joins() -> None:
    part = fund("part", amount=60, share_max=0.25)
    case = programme(lines=[line(unit_cost=5)], needs=[need()], funds=[part, fund("rest", amount=240)])
    uses = {use.fund: use for use in fund_uses(case, make_plan(case))}
    assert uses["part"].paid == pytest.approx(60)
    assert uses["part"].share == pytest.approx(60 / uses["part"].joined)
    assert uses["part"].share <= 0.25 + 1e-9  # type: ignore[operator]
