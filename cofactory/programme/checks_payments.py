"""Costs and funds together: funds whose rules shut out every cost, and costs that no fund may pay in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.programme.complain import listed, warn
from cofactory.programme.eligibility import costs, fund_terms, refusals
from cofactory.programme.paths import amount, period_of, project_finishes
from cofactory.schema.programme import Line, Project, Route, Stock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cofactory.base.problems import Problem
    from cofactory.programme.eligibility import Cost, FundTerms, Refusal
    from cofactory.programme.record import Programme
    from cofactory.schema.table import Row

FULL = 1.0 - 1e-9
"""Shares that sum to this much pay a cost in full."""


@dataclass(frozen=True)
class Payer:
    """A fund whose rules admit a cost, and the periods in which it may pay it."""

    fund: str
    first: int
    last: int
    share: float


def check_payments(programme: Programme) -> list[Problem]:
    """Warnings for funds whose rules shut out every cost, and for costs that no fund may pay."""
    if not programme.funds:
        return []
    terms, due = fund_terms(programme), costs(programme)
    known: dict[tuple[object, ...], tuple[Refusal, ...]] = {}

    def refused(fund: FundTerms, cost: Cost) -> tuple[Refusal, ...]:
        """The refusals of a cost, asked once for all costs that look alike to the rules."""
        if not fund.rules:
            return ()
        key = (fund.fund.id, cost.kind, cost.item, cost.country, cost.party)
        if key not in known:  # rules ask nothing else of a cost, so most of a large programme is answered once
            known[key] = refusals(programme, fund, cost)
        return known[key]

    shut = [fund for fund in terms if due and all(refused(fund, cost) for cost in due)]
    problems = [_shut(fund, due[0], refused(fund, due[0])) for fund in shut]
    rows: dict[str, dict[str, Row]] = {
        "project": {row.id: row for row in programme.projects},
        "stock": {row.id: row for row in programme.stocks},
        "transport": {row.id: row for row in programme.routes},
    }
    lines: dict[str, Row] = {row.id: row for row in programme.lines}
    always = [fund for fund in terms if _always(programme, fund)]
    finishes = project_finishes(programme)
    for cost in due:
        if any(not refused(fund, cost) for fund in always):
            continue
        row = rows.get(cost.kind, lines)[cost.subject]
        problem = _unpaid(programme, cost, row, [(fund, refused(fund, cost)) for fund in terms], finishes)
        problems += [problem] if problem else []
    return problems


def _always(programme: Programme, terms: FundTerms) -> bool:
    """True for a fund that can pay a whole cost in every period of the horizon."""
    first, last = max(terms.first, terms.signed_first), min(terms.last, terms.signed_last)
    whole = first <= 0 and last >= programme.settings.calendar.periods - 1
    return whole and amount(terms.fund.share_max, 1.0) >= FULL


def _shut(fund: FundTerms, cost: Cost, why: tuple[Refusal, ...]) -> Problem:
    sentence = f"The rules of fund {fund.fund.id} shut out every cost: {cost.id}, for one, because {_whys(why)}."
    mend = f"Mend {listed([_name(one) for one in why])}, or what it asks of items and lines."
    return warn(fund.fund, "id", "fund-shuts-out-everything", sentence, mend=mend)


def _name(refusal: Refusal) -> str:
    rule = refusal.rule
    if rule is None:
        return f"fund {refusal.fund}"
    return f"rule {rule.rule} of {refusal.fund}" + (f" ({rule.article})" if rule.article else "")


def _whys(found: tuple[Refusal, ...]) -> str:
    """Every reason for which one fund refuses a cost: all of them must be mended before it pays."""
    return listed([one.why for one in found], most=len(found))


def _unpaid(
    programme: Programme,
    cost: Cost,
    row: Row,
    funds: list[tuple[FundTerms, tuple[Refusal, ...]]],
    finishes: Mapping[str, int],
) -> Problem | None:
    """The warning for a cost that is never, or for a compulsory project not always, paid in full."""
    column = COLUMNS[cost.kind]
    reasons = [f"{fund.fund.id}: {_whys(found)}" for fund, found in funds if found]
    compulsory = row if isinstance(row, Project) and row.optional == "no" else None
    unsigned = [fund for fund, found in funds if not found and compulsory and not _signed(programme, fund, compulsory)]
    reasons += [f"{fund.fund.id}: its contracts may not be signed when the project begins" for fund in unsigned]
    payers = [_payer(fund, cost) for fund, found in funds if not found and fund not in unsigned]
    if not payers:
        why = f"No fund may pay {cost.id} ({'; '.join(reasons)}): {_effect(cost, compulsory)}."
        mend = f"Mend a rule, or what it asks of items and lines, or add a fund that may pay {cost.id}."
        return warn(row, column, "cost-nobody-pays", why, mend=mend)
    if compulsory is not None:
        return _unpaid_project(programme, compulsory, payers, finishes[compulsory.id])
    first, last = _window(programme, row)
    begins = {first, *(payer.first for payer in payers)}
    best = max((_paid(payers, t) for t in begins if first <= t <= last), default=0.0)
    if best >= FULL:
        return None
    label = programme.settings.calendar.label
    if best > 0:
        told = "; ".join([_names(payers), *reasons])
        why = f"Of {cost.id} at most {best:.0%} can be paid at any time ({told}): {_effect(cost, None)}."
        mend = "Raise share_max, or add a fund for the rest (own money is a fund too)."
        return warn(row, column, "cost-paid-in-part", why, mend=mend)
    windows = "; ".join(f"{p.fund} pays from {label(p.first)} to {label(p.last)}" for p in payers)
    why = f"{cost.id} falls due from {label(first)} to {label(last)}, and {windows}: {_effect(cost, None)}."
    mend = "Move the window or the signing dates of a fund, or the window of what it is to pay."
    return warn(row, column, "cost-outside-fund-window", why, mend=mend)


COLUMNS = {
    "production": "unit_cost",
    "expansion": "step_cost",
    "opening": "opening_cost",
    "project": "cost",
    "stock": "unit_cost",
    "transport": "unit_cost",
}
"""The column in which each kind of cost stands."""


def _effect(cost: Cost, compulsory: Project | None) -> str:
    if compulsory is not None:
        return f"with project {cost.subject} compulsory, no plan exists"
    return {
        "production": f"line {cost.subject} will never run",
        "expansion": f"line {cost.subject} will never be expanded",
        "opening": f"line {cost.subject} will never open",
        "project": f"project {cost.subject} will never begin",
        "stock": f"stock {cost.subject} will never be released",
        "transport": f"route {cost.subject} will never be used",
    }[cost.kind]


def _signed(programme: Programme, terms: FundTerms, project: Project) -> bool:
    """True when a compulsory project begins in a period in which the fund's contracts may be signed."""
    return terms.signed_first <= period_of(programme, project.start, 0) <= terms.signed_last


def _payer(terms: FundTerms, cost: Cost) -> Payer:
    """The fund as a payer: a project is signed where it begins, every other cost when it falls due."""
    first, last = terms.first, terms.last
    if cost.kind != "project":
        first, last = max(first, terms.signed_first), min(last, terms.signed_last)
    return Payer(terms.fund.id, first, last, amount(terms.fund.share_max, 1.0))


def _paid(payers: list[Payer], period: int) -> float:
    return sum(payer.share for payer in payers if payer.first <= period <= payer.last)


def _names(payers: list[Payer]) -> str:
    return listed([payer.fund for payer in payers])


def _window(programme: Programme, row: Row) -> tuple[int, int]:
    """The first and the last period of the horizon in which the cost of a row can fall due."""
    end = programme.settings.calendar.periods
    opens: str | None = None
    closes: str | None = None
    match row:
        case Line() | Route():
            opens, closes = row.opens, row.closes
        case Stock():
            opens = row.available
        case Project():
            opens = row.start
    return max(0, period_of(programme, opens, 0)), min(end, period_of(programme, closes, end)) - 1


def _unpaid_project(programme: Programme, project: Project, payers: list[Payer], finish: int) -> Problem | None:
    """The warning for a compulsory project that falls due in periods in which it is not paid in full."""
    label = programme.settings.calendar.label
    begin = max(0, period_of(programme, project.start, 0))
    end = min(max(begin + 1, finish), programme.settings.calendar.periods)
    short = [t for t in range(begin, end) if _paid(payers, t) < FULL]
    if not short:
        return None
    months = label(short[0]) if len(short) == 1 else f"{label(short[0])} to {label(short[-1])}"
    best = max(_paid(payers, t) for t in short)
    how = "no fund may pay it" if not best else f"its funds ({_names(payers)}) pay at most {best:.0%} of it"
    why = f"Project {project.id} falls due in {months} and {how} then: with the project compulsory, no plan exists."
    mend = "Move the project or a fund's window, add a fund, or write optional = yes to let the plan leave it out."
    return warn(project, "cost", "cost-outside-fund-window", why, mend=mend)
