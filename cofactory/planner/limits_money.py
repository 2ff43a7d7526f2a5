"""The limits of money along a supply chain: a fund's amount, rate and window, and each rule that shuts a cost out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.chain import Chain, Limit, changed, one_unit
from cofactory.planner.money import build_money
from cofactory.planner.network import build_network
from cofactory.programme.eligibility import refusals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cofactory.planner.arrays import Arrays
    from cofactory.schema.programme import FundRule

    Loosen = Callable[[Arrays, float], Arrays]


SHARE_STEP = 0.05
"""Five points more of any one cost: shares are written in such steps."""
LIFTED = 1000.0
"""A fund with this many times all money there is has no limit."""


def fund_limits(a: Arrays, f: int) -> Iterator[Limit]:
    """Yields how much, how fast, of which share and until when a fund can pay, where it pays anything at all."""
    fund, grain = a.programme.funds[f], a.programme.settings.calendar.grain
    money, currency = a.money, a.programme.settings.currency
    own = [payer for payer in money.payers if payer.fund == f]
    if not own:
        return
    enough = LIFTED * float(money.amount.sum() + 1.0)

    def lift(x: Arrays) -> Arrays:
        """The fund has money without end, in all and per period: one limit alone would leave the other."""
        x = _amount(f)(x, enough)
        return _rate(f)(x, enough)

    size = float(money.amount[f])
    yield Limit("fund", "funds", fund.id, one_unit(size), currency, _amount(f), lift, "fund_amount", f)
    rate = float(money.period_limit[f])
    if np.isfinite(rate):
        unit = f"{currency} per {grain}"
        yield Limit("fund_rate", "funds", fund.id, one_unit(rate), unit, _rate(f), lift, "fund_period_limit", f)
    if any(payer.share < 1 for payer in own):
        yield Limit("fund_share", "funds", fund.id, SHARE_STEP, "of a cost", _share(f), lambda x: _share(f)(x, 1.0))
    if money.terms[f].last < a.periods - 1:
        yield Limit("fund_closes", "funds", fund.id, 1, grain, lambda x, by: _window(x, f, 0, int(by)))
    if money.terms[f].first > 0:
        yield Limit("fund_opens", "funds", fund.id, -1, grain, lambda x, by: _window(x, f, int(by), 0))


def _amount(f: int) -> Loosen:
    return lambda a, by: replace(a, money=replace(a.money, amount=changed(a.money.amount, f, by)))


def _rate(f: int) -> Loosen:
    return lambda a, by: replace(a, money=replace(a.money, period_limit=changed(a.money.period_limit, f, by)))


def _share(f: int) -> Loosen:
    def loosen(a: Arrays, by: float) -> Arrays:
        """The arrays with another share, at most all of a cost."""
        payers = tuple(replace(p, share=min(1.0, p.share + by)) if p.fund == f else p for p in a.money.payers)
        return replace(a, money=replace(a.money, payers=payers))

    return loosen


def _window(a: Arrays, f: int, first: int, last: int) -> Arrays:
    """The fund may pay one period earlier or later, whatever its rules let it pay."""
    payers = tuple(replace(p, first=p.first + first, last=p.last + last) if p.fund == f else p for p in a.money.payers)
    terms = tuple(
        replace(t, first=t.first + first, last=t.last + last) if n == f else t for n, t in enumerate(a.money.terms)
    )
    return replace(a, money=replace(a.money, payers=payers, terms=terms))


def rule_limits(a: Arrays, chain: Chain) -> Iterator[Limit]:
    """Yields each fund rule that keeps a cost of the chain from being paid, those that stand alone in the way first."""
    subjects = {a.lines.ids[n] for n in chain.lines}
    subjects |= {a.programme.stocks[s].id for s in chain.stocks} | {a.programme.routes[r].id for r in chain.routes}
    subjects |= {a.projects.ids[j] for j in chain.projects}
    costs = [cost for cost in a.money.costs if cost.subject in subjects]
    for terms in a.money.terms:
        refused = [refusals(a.programme, terms, cost) for cost in costs]
        ways = [[r.rule for r in found if r.rule is not None] for found in refused]
        decided_later = [row for row, rule in terms.rules if rule.name in {"origin_max", "signed_from", "signed_until"}]
        rows = [row for rows in sorted(ways, key=len) for row in rows] + decided_later
        for row in {id(row): row for row in rows}.values():
            name = f"{row.fund}: {row.rule} {row.value}"
            yield Limit("rule", "fund_rules", name, 0, "", _without_one(row), rule=row)


def _without_one(row: FundRule) -> Loosen:
    return lambda a, _: without(a, [row])


def without(a: Arrays, rows: Sequence[FundRule]) -> Arrays:
    """Returns the arrays of the programme without some rules of its funds.

    What else was loosened before stays loosened, arrivals, shares and windows apart.
    """
    gone = {id(row) for row in rows}
    programme = replace(a.programme, fund_rules=tuple(r for r in a.programme.fund_rules if id(r) not in gone))
    network = build_network(programme)
    money = build_money(programme, network.origin, [a.money.unit])
    money = replace(money, amount=a.money.amount, period_limit=a.money.period_limit)
    return replace(a, programme=programme, network=network, money=money)
