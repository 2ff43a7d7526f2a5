"""When the money of each fund has to come: its advance, then one payment request after the other.

The plan pays every cost when it falls due. A fund hands out an advance at signature and, after that, what its requests
ask for: each at the end of its part of the year, for what was paid until then. Between the two somebody bridges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cofactory.programme.cells import planning, planning_money
from cofactory.programme.taken_terms import with_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cofactory.base.periods import Calendar
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Fund

CENTS = 2
"""Decimals of an amount that is asked for: sums of rounded amounts are rounded sums."""


@dataclass(frozen=True, slots=True)
class Disbursement:
    """Money that a fund hands out in one period, in programme money."""

    fund: Fund
    period: str
    kind: Literal["advance", "request"]
    amount: float
    drawn: float
    """Handed out so far, this included."""
    spent: float
    """Costs that the plan has paid from the fund so far, to the end of the period."""
    grace_until: int | None
    """The last year in which no principal of this money is due; None where the fund does not say."""
    repaid_by: int | None
    """The year in which the last of it is repaid; None where the fund does not say."""

    @property
    def bridged(self) -> float:
        """What somebody has advanced for the fund just before this money came; 0 where it was ahead."""
        return max(0.0, round(self.spent - (self.drawn - self.amount), CENTS))


def disbursements(programme: Programme, plan: Plan) -> tuple[Disbursement, ...]:
    """Returns every hand-out of every fund, fund by fund and in order of time; together they are what the plan pays.

    An advance is `advance` of the fund's amount in the first period in which it may pay, never more than the plan ever
    draws. Without `requests_per_year` costs are asked for in the period in which they fall due. What a fund does not
    say and its rule set does is taken from there.
    """
    spent = spending_of_funds(programme, plan)
    funds = (with_terms(programme, fund) for fund in programme.funds)
    return tuple(one for fund in funds for one in _of_fund(programme, fund, spent[fund.id]))


def spending_of_funds(programme: Programme, plan: Plan) -> dict[str, list[float]]:
    """Returns what the plan pays from each fund, per period of the horizon."""
    calendar = programme.settings.calendar
    spent = {fund.id: [0.0] * calendar.periods for fund in programme.funds}
    for row in plan.payments.iter_rows(named=True):
        if row["fund"] in spent:
            spent[row["fund"]][calendar.index(row["period"])] += row["amount"]
    return spent


def year_of(label: str) -> int:
    """Returns the calendar year of a period's label."""
    return int(label[:4])


def _of_fund(programme: Programme, fund: Fund, spent: Sequence[float]) -> Iterator[Disbursement]:
    calendar = programme.settings.calendar
    so_far = _running(spent)
    drawn = 0.0

    def hand_out(t: int, kind: Literal["advance", "request"], amount: float) -> Disbursement:
        """The hand-out of an amount in period t, after what was drawn before."""
        label = calendar.label(t)
        year = year_of(label)
        grace = None if fund.grace_years is None else year + round(planning(fund.grace_years))
        repaid = None if fund.maturity_years is None else year + round(planning(fund.maturity_years))
        return Disbursement(fund, label, kind, amount, round(drawn + amount, CENTS), so_far[t], grace, repaid)

    share = planning(fund.advance) if fund.advance is not None else 0.0
    first = min(max(calendar.index(fund.opens), 0), calendar.periods - 1)
    if ahead := round(min(share * planning_money(fund.amount, programme.settings), so_far[-1]), CENTS):
        yield hand_out(first, "advance", ahead)
        drawn = ahead
    for t in request_periods(calendar, fund):
        if (due := round(so_far[t] - drawn, CENTS)) > 0:
            yield hand_out(t, "request", due)
            drawn = round(drawn + due, CENTS)


def _running(spent: Sequence[float]) -> list[float]:
    """What was spent to the end of each period, to the cent."""
    total, sums = 0.0, []
    for amount in spent:
        total += amount
        sums.append(round(total, CENTS))
    return sums


def request_periods(calendar: Calendar, fund: Fund) -> list[int]:
    """Returns the periods at whose end a fund is asked for money: the last of each part of each year it is open in."""
    last = min(calendar.index(fund.closes), calendar.periods - 1)
    inside = range(max(calendar.index(fund.opens), 0), last + 1)
    if fund.requests_per_year is None:
        return list(inside)
    each = round(planning(fund.requests_per_year))
    ends: dict[tuple[int, int], int] = {}
    for t in inside:
        label = calendar.label(t)
        part = math.ceil(_passed(label, calendar) * each - 1e-9)
        ends[year_of(label), part] = t
    return sorted(ends.values())


def _passed(label: str, calendar: Calendar) -> float:
    """The share of its year that has passed at the end of a period."""
    number = {"month": label[5:7], "quarter": label[6:7], "week": label[6:8], "year": "1"}[calendar.grain]
    return min(1.0, int(number) / {"month": 12, "quarter": 4, "week": 52, "year": 1}[calendar.grain])
