"""The disbursement calendar: when each fund hands out money, what it has left, and what its loans cost later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.funding.debt import debt_service, undated_loans
from cofactory.funding.disbursing import CENTS, Disbursement, disbursements
from cofactory.funding.sheets import Field, Paper, Sheet, Value, sheet
from cofactory.funding.unspent import FundUse, fund_uses
from cofactory.programme.cells import planning, planning_money
from cofactory.programme.rule_sets import sets_of
from cofactory.programme.taken_terms import repaid_when, terms_said, with_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cofactory.base.cell import Cell
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Fund


def about(programme: Programme, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Returns what a paper was made from."""
    settings = programme.settings
    tool = plan.manifest.get("tool", {})
    return (
        ("programme", settings.name),
        ("scenario", programme.title or programme.scenario),
        ("currency", settings.currency),
        ("prices of", str(settings.price_year)),
        ("made by", f"cofactory {tool.get('cofactory', '')}".strip()),
    )


def disbursement_calendar(programme: Programme, plan: Plan, funds: Sequence[str]) -> Paper:
    """Returns the calendar of some funds."""
    money = tuple(one for one in disbursements(programme, plan) if one.fund.id in funds)
    uses = {use.fund: use for use in fund_uses(programme, plan)}
    own = [fund for fund in programme.funds if fund.id in funds]
    rows = [with_terms(programme, fund) for fund in own]
    undated = undated_loans(money)
    notes = [
        "The plan pays each cost when it falls due; `bridged` is what somebody has advanced until the money comes."
    ]
    notes += _without_dates(programme, [fund for fund in own if fund.id in undated])
    notes += assessed(programme, own)
    notes += [said for fund in own if (said := terms_said(programme, fund))]
    currency = programme.settings.currency
    return Paper(
        "disbursements", "Disbursement calendar", "", about(programme, plan),
        (calendar_sheet(programme, money), _terms(programme, rows, uses), _debt(programme, money, currency)),
        tuple(notes),
    )  # fmt: skip


def _without_dates(programme: Programme, loans: Sequence[Fund]) -> list[str]:
    """Why no debt service of some loans is computed: their law sets no date, or nobody wrote one down."""
    said: dict[str, list[str]] = {}
    for fund in loans:
        said.setdefault(repaid_when(programme, fund), []).append(fund.id)
    return [
        f"{', '.join(ids)}: {words}; no debt service is computed." if words
        else f"{', '.join(ids)}: no maturity is written down, so no debt service is computed."
        for words, ids in said.items()
    ]  # fmt: skip


def assessed(programme: Programme, funds: Sequence[Fund]) -> list[str]:
    """Returns what laws say of their requests: the calendar tells when money comes, and they must be sent before."""
    said: dict[str, list[str]] = {}
    for fund in funds:
        for found in sets_of(programme.fund_rules, fund.id):
            for row in found.rows:
                if row.rule == "requests_per_year":
                    said.setdefault(f"{row.words} ({row.article})", []).append(fund.id)
    later = "The calendar says when the money has to come: ask that much before."
    return [f"{', '.join(ids)}: {words}. {later}" for words, ids in said.items()]


def calendar_sheet(programme: Programme, money: Sequence[Disbursement]) -> Sheet:
    """Returns every hand-out, one row each."""
    currency = programme.settings.currency
    fields = (
        Field("fund", "The id of the fund."), Field("name", "Its name."), Field("party", "Whose money it is."),
        Field("form", "How the money comes."), Field("period", "When it is handed out: at the end of the period."),
        Field("kind", "An advance, or a payment request."),
        Field("number", "Which request of its year it is."),
        Field("amount", "What is handed out.", currency),
        Field("share_of_fund", "The same as a share of what the fund has."),
        Field("drawn", "Handed out so far.", currency), Field("spent", "Costs paid from it so far.", currency),
        Field("bridged", "What somebody has advanced just before.", currency),
        Field("grace_until", "The last year without principal."), Field("repaid_by", "The year of the last repayment."),
    )  # fmt: skip
    numbers: dict[tuple[str, str], int] = {}
    rows: list[list[Value]] = []
    for one in money:
        place = (one.fund.id, one.period[:4])
        numbers[place] = numbers.get(place, 0) + (one.kind == "request")
        amount = planning_money(one.fund.amount, programme.settings)
        rows.append([
            one.fund.id, one.fund.name, one.fund.party, one.fund.form, one.period, one.kind,
            numbers[place] if one.kind == "request" else None, round(one.amount, CENTS),
            round(one.amount / amount, 6) if amount else None, one.drawn, one.spent, one.bridged, one.grace_until,
            one.repaid_by,
        ])  # fmt: skip
    return sheet("calendar", "Every advance and every payment request.", fields, rows)


def _terms(programme: Programme, funds: Sequence[Fund], uses: dict[str, FundUse]) -> Sheet:
    currency = programme.settings.currency
    fields = (
        Field("fund", "The id of the fund."), Field("name", "Its name."), Field("party", "Whose money it is."),
        Field("form", "How the money comes."), Field("opens", "First period in which it pays."),
        Field("closes", "Last period in which it pays."), Field("amount", "What it has.", currency),
        Field("advance", "Share handed out at signature."), Field("requests_per_year", "Requests it allows."),
        Field("grace_years", "Years without principal."), Field("maturity_years", "Years until it is repaid."),
        Field("interest", "Share of what is owed, per year."), Field("repayment", "How a loan is repaid."),
        Field("share_max", "The most it pays of any one cost."),
        Field("paid", "What the plan draws from it.", currency), Field("left", "What it does not draw.", currency),
        Field("unspendable", "Of that, what nothing is left to spend on before it closes; under an origin rule at "
                             "least so much.", currency),
    )  # fmt: skip
    rows: list[list[Value]] = [
        [fund.id, fund.name, fund.party, fund.form, fund.opens, fund.closes, round(uses[fund.id].amount, CENTS),
         _number(fund.advance), _number(fund.requests_per_year), _number(fund.grace_years),
         _number(fund.maturity_years), _number(fund.interest), fund.repayment if fund.form == "loan" else None,
         planning(fund.share_max), round(uses[fund.id].paid, CENTS), round(uses[fund.id].left, CENTS),
         round(uses[fund.id].unspendable, CENTS)]
        for fund in funds
    ]  # fmt: skip
    return sheet("funds", "The terms of each fund, and what it has left.", fields, rows)


def _debt(programme: Programme, money: Sequence[Disbursement], currency: str) -> Sheet:
    names = {party.id: party.name for party in programme.parties}
    fields = (
        Field("party", "Who owes."), Field("name", "Its name."), Field("fund", "The id of the loan."),
        Field("year", "The calendar year."), Field("drawn", "Drawn in the year.", currency),
        Field("interest", "Due at the year's end on what was owed at its beginning.", currency),
        Field("principal", "Repaid in the year.", currency), Field("owed", "At the year's end.", currency),
    )  # fmt: skip
    rows: list[list[Value]] = [
        [one.party, names.get(one.party), one.fund, one.year, round(one.drawn, CENTS), round(one.interest, CENTS),
         round(one.principal, CENTS), one.owed]
        for one in debt_service(money)
    ]  # fmt: skip
    return sheet("debt", "What loans cost, year by year, not discounted.", fields, rows)


def _number(cell: Cell | None) -> float | None:
    return None if cell is None else planning(cell)
