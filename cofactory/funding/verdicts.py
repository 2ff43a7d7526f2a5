"""Every product against every fund: the verdicts, and each fund's own row against the limits of its law."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from cofactory.base.periods import PeriodError
from cofactory.funding.bonus import Bonus, judge_bonus
from cofactory.funding.finding import Eligibility, Figure, Finding, Verdict
from cofactory.funding.judging import Case, finder, judge
from cofactory.funding.origin import share
from cofactory.funding.shares import Origins
from cofactory.programme.eligibility import costs, fund_terms, refusals
from cofactory.programme.paths import amount
from cofactory.programme.rule_sets import sets_of

if TYPE_CHECKING:
    import polars

    from cofactory.base.cell import Cell
    from cofactory.programme.eligibility import Cost, FundTerms
    from cofactory.programme.record import Programme
    from cofactory.programme.rule_sets import SetRow
    from cofactory.schema.programme import Fund

NEAR = 1e-9
PLANT = ("expansion", "opening")
"""Costs of a product's lines, which stand for the product where a fund buys none."""
LIMITED = ("requests_per_year", "maturity_years")
"""Columns of a fund's own row that its law bounds from above."""


def judge_all(programme: Programme, made: polars.DataFrame | None = None) -> Eligibility:
    """Returns the verdict on every item that costs something and every fund; `made` is a plan's `plan_origins`."""
    origins, found = Origins(programme, made), defaultdict(list)
    for cost in costs(programme):
        if cost.item is not None:
            found[cost.item].append(cost)
    terms = fund_terms(programme)
    items = [item.id for item in programme.items if item.id in found]
    verdicts = [_verdict(programme, fund, item, found[item], origins) for item in items for fund in terms]
    made_here = {line.item for line in programme.lines} | {stock.item for stock in programme.stocks}
    free = tuple(
        item.id for item in programme.items
        if item.kind == "product" and item.id in made_here and item.id not in found
    )  # fmt: skip
    limits = {fund.fund.id: tuple(judge_fund(programme, fund, origins)) for fund in terms}
    return Eligibility(tuple(verdicts), limits, free, made is not None)


def _verdict(programme: Programme, terms: FundTerms, item: str, due: list[Cost], origins: Origins) -> Verdict:
    ids = frozenset(cost.id for cost in due)
    judged = [(judge(Case(programme, terms, cost, origins, ids)), cost) for cost in due]

    def against(one: tuple[tuple[Finding, ...], Cost]) -> tuple[bool, bool, int, int]:
        """Whether it takes another product or fund, whether it is plant, how many rules fail, how many are not told.

        Plant comes behind: it meets no origin rule, and would speak for a product that no fund may buy.
        """
        outcomes = [finding.outcome for finding in one[0]]
        hopeless = any(finding.hopeless for finding in one[0])
        return hopeless, one[1].kind in PLANT, outcomes.count("failed"), outcomes.count("unknown")

    findings, cost = min(judged, key=against)
    payable = tuple(one.id for one in due if not refusals(programme, terms, one))
    return Verdict(item, terms.fund.id, cost.id, findings, payable)


def judge_fund(programme: Programme, terms: FundTerms, origins: Origins) -> list[Finding]:
    """Returns the fund's own row against its sets: share of a cost, advance, requests, maturity and last payment."""
    found, fund = [], terms.fund
    for taken in sets_of(programme.fund_rules, fund.id):
        for row in taken.rows:
            if row.rule == "share_max":
                conditions = [one for one in taken.rows if one.rule == "share_bonus"]
                found.append(_judge_share(fund, row, judge_bonus(programme, terms, conditions, origins)))
            elif row.rule == "advance_max":
                found.append(_judge_advance(fund, row))
            elif row.rule in LIMITED and getattr(fund, row.rule) is not None:
                found.append(_judge_limit(fund, row))
            elif row.rule == "closes_by":
                found.append(_judge_closing(programme, fund, row))
    return found


_PERCENT = re.compile(r"(\d+)%")


def _judge_share(fund: Fund, row: SetRow, bonus: Bonus) -> Finding:
    """Up to the first share in any case, up to the last where the conditions of its bonus are met."""
    made, reached = finder(row), amount(fund.share_max, 1.0)
    shares = [int(one) / 100 for one in _PERCENT.findall(row.value)]
    low, high = shares[0], shares[-1]
    figures = (Figure("fund", reached, low if reached <= low + NEAR else high, "cost"),)
    allowed = {True: f"{share(high)} is allowed", False: f"{share(high)} is not allowed",
               None: f"whether {share(high)} is allowed cannot be told"}[bonus.met]  # fmt: skip
    said = f"share_max is {share(reached)}; {allowed} ({bonus.said})"
    more: dict[str, Any] = {"figures": figures, "missing": bonus.missing}
    if reached <= low + NEAR or (reached <= high + NEAR and bonus.met):
        return made("met", said, **more)
    if reached <= high + NEAR and bonus.met is None:
        return made("unknown", said, **more)
    most = high if bonus.met else low
    return made("failed", said, change=f"share_max of funds at most {share(most)}", **more)


def _judge_advance(fund: Fund, row: SetRow) -> Finding:
    made, most = finder(row), int(_PERCENT.findall(row.value)[0]) / 100
    advance: Cell | None = fund.advance
    if advance is None or not advance.known:
        return made("met", "no advance is written down")
    reached = amount(advance)
    good = reached <= most + NEAR
    return made("met" if good else "failed", f"advance is {share(reached)} of {share(most)}",
                figures=(Figure("fund", reached, most, "loan"),),
                change="" if good else f"advance of funds at most {share(most)}")  # fmt: skip


def _judge_limit(fund: Fund, row: SetRow) -> Finding:
    made, reached, most = finder(row), amount(getattr(fund, row.rule)), float(row.value)
    good = reached <= most + NEAR
    return made("met" if good else "failed", f"{row.rule} is {reached:g} of {most:g}",
                change="" if good else f"{row.rule} of funds at most {most:g}")  # fmt: skip


def _judge_closing(programme: Programme, fund: Fund, row: SetRow) -> Finding:
    made, calendar = finder(row), programme.settings.calendar
    try:
        last = calendar.index_of_date(row.value)
    except PeriodError:  # a calendar may not reach that far
        return made("met", f"the fund closes in {fund.closes}")
    good = calendar.index(fund.closes) <= last
    return made("met" if good else "failed", f"the fund closes in {fund.closes}",
                change="" if good else f"closes of funds by {row.value}")  # fmt: skip
