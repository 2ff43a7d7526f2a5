"""What each fund has left at the end of a plan, and what of it nothing is left to spend on before it closes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.funding.disbursing import spending_of_funds
from cofactory.programme.cells import planning, planning_money
from cofactory.programme.eligibility import Cost, FundTerms, costs, fund_terms, refusals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

EXACT = 1e-9
"""As a share of the fund: less than this is rounding, not money."""


@dataclass(frozen=True, slots=True)
class FundUse:
    """One fund beside the plan's costs, in programme money."""

    fund: str
    party: str
    closes: str
    amount: float
    paid: float
    eligible: float
    """The most that it could pay of this plan's costs: by rules, window, share and limit per period, not amount."""
    early: float
    """What it could pay by its rules of costs that fall due before it opens."""
    late: float
    """What it could pay by its rules of costs that fall due after it closes."""
    bounded: bool
    """True where an origin rule may allow less than `eligible`: what cannot be spent is then at least that."""
    share_max: float
    joined: float
    """The whole of the costs of which it pays a part."""

    @property
    def left(self) -> float:
        """What it has and the plan does not draw."""
        return self._clean(self.amount - self.paid)

    @property
    def unspendable(self) -> float:
        """What cannot be spent in this plan before it closes: no cost that it may pay is left."""
        return self._clean(self.amount - max(self.eligible, self.paid))

    @property
    def spendable(self) -> float:
        """What it could still have paid, and others pay."""
        return self._clean(self.left - self.unspendable)

    @property
    def share(self) -> float | None:
        """Its part of the costs that it takes part in; None where it pays nothing."""
        return self.paid / self.joined if self.joined > 0 else None

    def _clean(self, value: float) -> float:
        return value if value > EXACT * self.amount else 0.0


def fund_uses(programme: Programme, plan: Plan) -> tuple[FundUse, ...]:
    """Returns every fund, in table order, with what it pays, what it could pay of the plan's costs, and what is left.

    A fund could pay what its rules admit, in its window, up to its share of each cost and its limit per period; what
    the plan might cost if it did more is not asked. Money is at planning values.
    """
    calendar = programme.settings.calendar
    due: dict[tuple[str, int], float] = defaultdict(float)
    begun = {row["project"]: calendar.index(row["begin"]) for row in plan.projects.iter_rows(named=True)}
    drawn: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for row in plan.payments.iter_rows(named=True):
        key = (row["cost"], calendar.index(row["period"]))
        due[key] += row["amount"]
        if row["fund"]:
            drawn[row["fund"]].add(key)
    spent = spending_of_funds(programme, plan)
    every = {cost.id: cost for cost in costs(programme)}
    found = []
    for terms in fund_terms(programme):
        fund = terms.fund
        could = _could_pay(programme, terms, every, due, begun)
        found.append(FundUse(
            fund=fund.id, party=fund.party, closes=fund.closes,
            amount=planning_money(fund.amount, programme.settings), paid=sum(spent[fund.id]),
            eligible=_limited(programme, terms, could),
            early=sum(amount for t, amount in could.items() if t < terms.first),
            late=sum(amount for t, amount in could.items() if t > terms.last),
            bounded=bool(terms.origin_rules()) and _buys(programme, terms, every, due),
            share_max=planning(fund.share_max),
            joined=sum(due[key] for key in drawn[fund.id]),
        ))  # fmt: skip
    return tuple(found)


def _buys(
    programme: Programme, terms: FundTerms, every: Mapping[str, Cost], due: Mapping[tuple[str, int], float]
) -> bool:
    """Whether the fund may pay production of this plan in its window: no other cost counts in an origin share."""
    inside = {id_ for id_, t in due if terms.first <= t <= terms.last and id_ in every}
    return any(every[id_].kind == "production" and not refusals(programme, terms, every[id_]) for id_ in inside)


def _could_pay(
    programme: Programme, terms: FundTerms, every: Mapping[str, Cost], due: Mapping[tuple[str, int], float],
    begun: Mapping[str, int],
) -> dict[int, float]:  # fmt: skip
    """Per period the part of the plan's costs that the fund's rules admit, its window aside."""
    share = planning(terms.fund.share_max)
    admitted = {id_ for id_, cost in every.items() if not refusals(programme, terms, cost)}
    sums: dict[int, float] = defaultdict(float)
    for (id_, t), amount in due.items():
        if id_ not in every:
            continue  # a plan by hand may charge what the programme gives no price
        signed = begun.get(every[id_].subject, t) if every[id_].kind == "project" else t
        if id_ in admitted and terms.signed_first <= signed <= terms.signed_last:
            sums[t] += share * amount
    return sums


def _limited(programme: Programme, terms: FundTerms, could: Mapping[int, float]) -> float:
    limit = terms.fund.period_limit
    most = float("inf") if limit is None else planning_money(limit, programme.settings)
    return sum(min(amount, most) for t, amount in could.items() if terms.first <= t <= terms.last)
