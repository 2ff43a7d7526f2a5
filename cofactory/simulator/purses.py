"""Funds and who may pay which cost, with what the plan has each of them pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cofactory.programme.eligibility import Cost, FundTerms, costs, fund_terms, refusals
from cofactory.simulator.book import COST, FUND, PAYER, records

if TYPE_CHECKING:
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Fund
    from cofactory.simulator.book import Floats, Records
    from cofactory.simulator.followed import Followed
    from cofactory.simulator.parameters import Parameters

Payer = tuple[int, int, int, int, int, bool, float]
"""The fields of a payer's record: fund, window, window of signature, whether it pays no more than planned, share."""


@dataclass(frozen=True)
class Purses:
    """The money side of a book."""

    funds: Records
    costs: Records
    payers: Records
    payments: Floats


def cost_index(programme: Programme) -> dict[str, int]:
    """Returns the number of every cost that can fall due with an amount above 0."""
    return {cost.id: n for n, cost in enumerate(costs(programme))}


def build_purses(programme: Programme, followed: Followed, parameters: Parameters) -> Purses:
    """Returns the money side of the book; payments the rules do not allow are left out, and said."""
    terms = fund_terms(programme)
    ranges, payers, planned = [], list[Payer](), []
    nothing = np.zeros(programme.settings.calendar.periods)
    left = dict(followed.payments)
    for cost in costs(programme):
        found: list[tuple[bool, Payer, Floats]] = []
        for f, term in enumerate(terms):
            payer = _payer(programme, f, term, cost)
            if payer is not None:
                amount = left.pop((term.fund.id, cost.id), None)
                found.append((amount is None, payer, nothing if amount is None else np.cumsum(amount)))
        found.sort(key=lambda entry: (entry[0], entry[1][0]))
        ranges.append((len(payers), len(payers) + len(found)))
        payers += [payer for _, payer, _ in found]
        planned += [amount for _, _, amount in found]
    followed.notes += [f"plan_payments: {fund} may not pay {cost}." for fund, cost in left]
    funds = [(parameters.at(f, "amount"), _limit(f, parameters)) for f in programme.funds]
    return Purses(
        funds=records(FUND, funds),
        costs=records(COST, ranges),
        payers=records(PAYER, list(payers)),
        payments=np.array(planned, dtype=np.float64).reshape(-1, len(nothing)).T.copy(),
    )


def _limit(fund: Fund, parameters: Parameters) -> float:
    return np.inf if fund.period_limit is None else parameters.value(parameters.at(fund, "period_limit"))


def _payer(programme: Programme, f: int, terms: FundTerms, cost: Cost) -> Payer | None:
    """The fund as a payer of the cost; a cost other than a project's is signed when it falls due."""
    if refusals(programme, terms, cost):
        return None
    first, last = terms.first, terms.last
    signed_first, signed_last = terms.signed_first, terms.signed_last
    if cost.kind != "project":
        first, last = max(first, signed_first), min(last, signed_last)
    if last < first:
        return None
    capped = cost.kind == "production" and bool(terms.origin_rules())
    return f, first, last, signed_first, signed_last, capped, terms.fund.share_max.mean()
