"""The limits of money along a supply chain: a fund's amount, rate and window, and each rule that shuts a cost out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.chain import Chain, Limit, changed
from cofactory.planner.money import build_money
from cofactory.planner.network import build_network
from cofactory.programme.eligibility import refusals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cofactory.planner.arrays import Arrays
    from cofactory.schema.programme import FundRule


def fund_limits(a: Arrays, f: int) -> Iterator[Limit]:
    """Yields how much, how fast and until when a fund can pay, where it pays anything at all."""
    fund, grain = a.programme.funds[f], a.programme.settings.calendar.grain
    money, currency = a.money, a.programme.settings.currency
    if not any(payer.fund == f for payer in money.payers):
        return
    by = money_unit(float(money.amount[f]))
    more = lambda x: replace(x, money=replace(x.money, amount=changed(x.money.amount, f, by)))  # noqa: E731
    yield Limit("fund", "funds", fund.id, by, currency, more, "fund_amount", f)
    if np.isfinite(money.period_limit[f]):
        step = money_unit(float(money.period_limit[f]))
        faster = lambda x: replace(x, money=replace(x.money, period_limit=changed(x.money.period_limit, f, step)))  # noqa: E731
        unit = f"{currency} per {grain}"
        yield Limit("fund_rate", "funds", fund.id, step, unit, faster, "fund_period_limit", f)
    if money.terms[f].last < a.periods - 1:
        yield Limit("fund_closes", "funds", fund.id, 1, grain, lambda x: _window(x, f, 0, 1))
    if money.terms[f].first > 0:
        yield Limit("fund_opens", "funds", fund.id, -1, grain, lambda x: _window(x, f, -1, 0))


def money_unit(amount: float) -> float:
    """Returns a round sum near a hundredth of an amount: 1 % of 16.2 bn is shown as 100 M."""
    return float(10.0 ** np.floor(np.log10(amount / 100))) if amount > 0 else 1.0


def _window(a: Arrays, f: int, first: int, last: int) -> Arrays:
    """The fund may pay one period earlier or later, whatever its rules let it pay."""
    payers = tuple(replace(p, first=p.first + first, last=p.last + last) if p.fund == f else p for p in a.money.payers)
    terms = tuple(
        replace(t, first=t.first + first, last=t.last + last) if n == f else t for n, t in enumerate(a.money.terms)
    )
    return replace(a, money=replace(a.money, payers=payers, terms=terms))


def rule_limits(a: Arrays, chain: Chain) -> Iterator[Limit]:
    """Yields each fund rule without which a cost of the chain could be paid, or paid of another origin."""
    subjects = {a.lines.ids[n] for n in chain.lines}
    subjects |= {a.programme.stocks[s].id for s in chain.stocks} | {a.programme.routes[r].id for r in chain.routes}
    subjects |= {a.projects.ids[j] for j in chain.projects}
    costs = [cost for cost in a.money.costs if cost.subject in subjects]
    for terms in a.money.terms:
        blocking: dict[int, FundRule] = {}
        for cost in costs:
            found = refusals(a.programme, terms, cost)
            rows = [refusal.rule for refusal in found if refusal.rule is not None]
            if len(rows) == 1:  # alone in the way: without it the fund could pay
                blocking[id(rows[0])] = rows[0]
        for row, rule in terms.rules:
            if rule.name in {"origin_max", "signed_from", "signed_until"}:
                blocking[id(row)] = row
        for row in blocking.values():
            yield Limit("rule", "fund_rules", f"{row.fund}: {row.rule} {row.value}", 0, "", _without(row))


def _without(row: FundRule) -> Callable[[Arrays], Arrays]:
    """The programme without one rule; what else was loosened before stays loosened, fund windows apart."""

    def loosen(a: Arrays) -> Arrays:
        rules = tuple(r for r in a.programme.fund_rules if r is not row)
        programme = replace(a.programme, fund_rules=rules)
        network = build_network(programme)
        money = build_money(programme, network.origin, [a.money.unit])
        money = replace(money, amount=a.money.amount, period_limit=a.money.period_limit)
        return replace(a, programme=programme, network=network, money=money)

    return loosen
