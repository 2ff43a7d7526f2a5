"""The product lists of two laws: a SAFE plan (Art 7(2)) and the schedules of the Ukraine Support Loan (Art 14)."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from cofactory.funding.disbursing import CENTS, disbursements
from cofactory.funding.form_disbursements import about, assessed, calendar_sheet
from cofactory.funding.paid_for import Activity, PaidFor
from cofactory.funding.sheets import Field, Paper, Sheet, Value, sheet
from cofactory.funding.verdicts import judge_all
from cofactory.programme.cells import planning_money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cofactory.funding.disbursing import Disbursement
    from cofactory.funding.finding import Eligibility
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

UKRAINE = "UA"
DIGITS = 6
"""Of a number of units: what a plan knows beyond that is the solver's rounding."""

PAPERS = (
    "Verdicts say what the tables of the programme say; they are no legal opinion.",
    "What cannot be told lacks a fact: the sheet compliance says which, and in which table to give it.",
)


def safe_plan(programme: Programme, plan: Plan, funds: Sequence[str]) -> Paper:
    """Returns what Art 7(2) of Regulation (EU) 2025/1106 asks of a plan, as far as a programme knows it.

    Products with their description, activities and estimated spending, how Ukraine takes part, and what shows that
    Art 16 is kept.
    """
    paid, judged = PaidFor(programme, plan), judge_all(programme, plan.origins)
    money = tuple(one for one in disbursements(programme, plan) if one.fund.id in funds)
    sheets = (
        _products(paid, judged, funds), _activities(paid, funds), _compliance(paid, judged, funds),
        calendar_sheet(programme, money),
    )  # fmt: skip
    notes = (*PAPERS, *_beside(paid, funds), *_assessed(programme, funds))
    return Paper("safe-plan", "Products of a SAFE plan", "Art 7(2) of Regulation (EU) 2025/1106",
                 about(programme, plan), sheets, notes)  # fmt: skip


def product_schedule(programme: Programme, plan: Plan, funds: Sequence[str]) -> Paper:
    """Returns what Art 14 of Regulation (EU) 2026/467 asks per product, as far as a programme knows it.

    The product, what shows that Art 13 is kept, and the deliveries that Art 17 will check.
    """
    paid, judged = PaidFor(programme, plan), judge_all(programme, plan.origins)
    money = tuple(one for one in disbursements(programme, plan) if one.fund.id in funds)
    items = dict.fromkeys(item for fund in funds for item in paid.products(fund))
    sheets = (
        _products(paid, judged, funds), _deliveries(programme, plan, items), _activities(paid, funds),
        _compliance(paid, judged, funds), calendar_sheet(programme, money),
    )  # fmt: skip
    notes = (*PAPERS, *_beside(paid, funds), *_large_requests(programme, money), *_assessed(programme, funds))
    return Paper("usl-schedule", "Product schedule", "Art 14 of Regulation (EU) 2026/467", about(programme, plan),
                 sheets, notes)  # fmt: skip


LARGE = 0.2
"""Of a fund: a request above this needs a reason (Art 21(4) of Regulation (EU) 2026/467)."""


def _large_requests(programme: Programme, money: Iterable[Disbursement]) -> Iterator[str]:
    """The requests that ask for more than a fifth of their fund at once."""
    for one in money:
        if one.amount > LARGE * planning_money(one.fund.amount, programme.settings):
            yield f"{one.fund.id}: more than a fifth is asked for in {one.period}, which needs a reason (Art 21(4))."


def _assessed(programme: Programme, funds: Sequence[str]) -> list[str]:
    return assessed(programme, [fund for fund in programme.funds if fund.id in funds])


def _beside(paid: PaidFor, funds: Iterable[str]) -> Iterator[str]:
    """What funds pay that belongs to no product."""
    for fund in funds:
        if amount := paid.without_product(fund):
            yield f"{fund} also pays {amount:,.2f} for projects and transport, which belong to no product."


def _products(paid: PaidFor, judged: Eligibility, funds: Sequence[str]) -> Sheet:
    programme, label = paid.programme, paid.programme.settings.calendar.label
    currency, items = programme.settings.currency, {item.id: item for item in programme.items}
    fields = (
        Field("fund", "The id of the fund."), Field("product", "The id of the product."), Field("name", "Its name."),
        Field("category", "The category that fund rules know it by."),
        Field("description", "What the table items says of it."),
        Field("units", "Units that the payments stand for.", "units"),
        Field("first", "The first period in which something is paid."), Field("last", "The last one."),
        Field("estimated_spending", "What the fund pays.", currency),
        Field("others", "What others pay of the same costs.", currency),
        Field("bought_by", "The parties that need it, or any product that it goes into."),
        Field("made_in", "The countries of the lines and stocks that are paid."),
        Field("ukraine", "How Ukraine takes part: as a buyer, with lines, with components."),
        Field("verdict", "Whether every rule of the fund is met."),
        Field("to_do", "What would make it eligible, or would tell."),
    )  # fmt: skip
    rows: list[list[Value]] = []
    for fund in funds:
        for item, found in paid.products(fund).items():
            row, verdict = items[item], judged.of(item, fund)
            periods = [t for one in found for t in one.periods]
            made = dict.fromkeys(one.cost.country for one in found if one.cost.country)
            rows.append([
                fund, item, row.name, row.category, row.note, round(sum(one.units for one in found), DIGITS),
                label(min(periods)), label(max(periods)), round(sum(one.amount for one in found), CENTS),
                round(sum(one.others for one in found), CENTS), "; ".join(_buyers(programme, item)), "; ".join(made),
                _ukraine(programme, item, found), verdict.status, verdict.change,
            ])  # fmt: skip
    return sheet("products", "Every product that a fund pays for.", fields, rows)


def _buyers(programme: Programme, item: str) -> list[str]:
    served = _goes_into(programme, item)
    return list(dict.fromkeys(need.party for need in programme.needs if need.item in served))


def _goes_into(programme: Programme, item: str) -> set[str]:
    """The item and every product that it goes into."""
    found = {item}
    while True:
        grown = found | {row.product for row in programme.bom if row.component in found}
        if grown == found:
            return found
        found = grown


def _ukraine(programme: Programme, item: str, found: Sequence[Activity]) -> str:
    here = {party.id for party in programme.parties if party.country == UKRAINE}
    said = []
    if buyers := [party for party in _buyers(programme, item) if party in here]:
        said.append(f"needed by {', '.join(buyers)}")
    if lines := [one.cost.subject for one in found if one.cost.country == UKRAINE]:
        said.append(f"made on {', '.join(dict.fromkeys(lines))}")
    parts = _parts_of(programme, item) - {item}
    if made := [line.id for line in programme.lines if line.item in parts and line.country == UKRAINE]:
        said.append(f"components can come from {', '.join(made)}")
    return "; ".join(said) or "none in the tables"


def _activities(paid: PaidFor, funds: Sequence[str]) -> Sheet:
    programme, label = paid.programme, paid.programme.settings.calendar.label
    currency = programme.settings.currency
    fields = (
        Field("fund", "The id of the fund."), Field("product", "The id of the product."),
        Field("activity", "What is paid for."), Field("subject", "The id of the line or stock."),
        Field("country", "Where it is."), Field("party", "Who runs it."),
        Field("first", "The first period in which something is paid."), Field("last", "The last one."),
        Field("units", "Units that the payments stand for.", "units"),
        Field("estimated_spending", "What the fund pays.", currency),
        Field("others", "What others pay of the same costs.", currency),
    )  # fmt: skip
    rows: list[list[Value]] = [
        [one.fund, one.cost.item, one.cost.kind, one.cost.subject, one.cost.country, one.cost.party,
         label(min(one.periods)), label(max(one.periods)),
         round(one.units, DIGITS) if one.cost.kind == "production" else None, round(one.amount, CENTS),
         round(one.others, CENTS)]
        for one in paid.activities if one.fund in funds
    ]  # fmt: skip
    return sheet("activities", "What each fund pays for, line by line.", fields, rows)


def _compliance(paid: PaidFor, judged: Eligibility, funds: Sequence[str]) -> Sheet:
    fields = (
        Field("fund", "The id of the fund."), Field("product", "The id of the product."),
        Field("rule", "The rule."), Field("asks", "What it asks."), Field("article", "Where it is written."),
        Field("url", "The address of the text."), Field("read", "What of it was read."),
        Field("outcome", "met, failed, or unknown."), Field("found", "What was found."),
        Field("reached", "The share that is reached."), Field("limit", "The share that is allowed."),
        Field("to_do", "What would mend it, or where to give what is missing."),
    )  # fmt: skip
    rows: list[list[Value]] = []
    for fund in funds:
        for item in paid.products(fund):
            for one in judged.of(item, fund).findings:
                figure = next(iter(one.figures), None)
                rows.append([
                    fund, item, one.rule, one.value, one.article, one.url, one.read, one.outcome, one.said,
                    None if figure is None else round(figure.reached, DIGITS),
                    None if figure is None else figure.limit,
                    one.change or "; ".join(lacking.said for lacking in one.missing),
                ])  # fmt: skip
    return sheet("compliance", "Every rule of the fund against every product that it pays for.", fields, rows)


def _deliveries(programme: Programme, plan: Plan, items: Iterable[str]) -> Sheet:
    wanted, needs = set(items), {need.id: need for need in programme.needs}
    fields = (
        Field("product", "The id of the product."), Field("need", "The need that it is delivered to."),
        Field("receiver", "Who asks."), Field("country", "Where it is delivered."), Field("period", "When."),
        Field("quantity", "Units delivered in the period.", "units"),
        Field("so_far", "Units delivered by its end.", "units"),
    )  # fmt: skip
    rows: list[list[Value]] = []
    for need in needs.values():
        if wanted & _parts_of(programme, need.item):
            got = plan.deliveries.filter(need=need.id).sort("period")
            for period, quantity, so_far in zip(
                got["period"], got["quantity"], accumulate(got["quantity"]), strict=True
            ):
                if quantity > 0:
                    amounts = (round(quantity, DIGITS), round(so_far, DIGITS))
                    rows.append([need.item, need.id, need.party, need.country, period, *amounts])
    return sheet("deliveries", "Planned deliveries of each product, whoever pays for them.", fields, rows)


def _parts_of(programme: Programme, item: str) -> set[str]:
    """The item and everything that goes into it."""
    found = {item}
    while True:
        grown = found | {row.component for row in programme.bom if row.product in found}
        if grown == found:
            return found
        found = grown
