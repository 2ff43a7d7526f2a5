"""Rules of money: what falls due, who may pay it, and how much each fund has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.columns import Rows
from cofactory.planner.spending import spending

if TYPE_CHECKING:
    from cofactory.planner.arrays import Arrays
    from cofactory.planner.variables import Variables


def falls_due(a: Arrays, v: Variables) -> Rows:
    """Costs fall due: production at start, step and opening when ordered, a project evenly over its duration,
    a stock at release, transport at dispatch: due[g,t] = sum of the costs of the group g in period t.
    """
    due = v["due"]
    rows = Rows.over("falls_due", due.ids, due.index >= 0)
    rows.put(rows.grid, due.index, 1.0)
    fixed = np.zeros(due.index.shape)
    for cost, group in enumerate(a.money.group_of):
        bill = spending(a, v, a.money.costs[cost])
        rows.put(rows.grid[group][bill.period], bill.column, -bill.value / a.money.unit)
        fixed[group] += bill.fixed / a.money.unit
    return rows.equal(fixed)


def paid(a: Arrays, v: Variables) -> Rows:
    """What falls due is paid, by funds that may pay it in that period: sum_f pay[f,g,t] = due[g,t]."""
    due, pay = v["due"], v["pay"]
    rows = Rows.over("paid", due.ids, due.index >= 0)
    rows.put(rows.grid, due.index, -1.0)
    group = np.array([p.group for p in a.money.payers], dtype=np.int64)
    return rows.put(rows.grid[group], pay.index, 1.0).equal(0.0)


def share(a: Arrays, v: Variables) -> Rows:
    """A fund pays no more than its share of any one cost: pay[f,g,t] <= share_max·due[g,t]."""
    due, pay = v["due"], v["pay"]
    limited = np.array([p.share < 1 and p.certified_line < 0 for p in a.money.payers], dtype=bool)
    rows = Rows.over("share", pay.ids, (pay.index >= 0) & limited[:, None])
    group = np.array([p.group for p in a.money.payers], dtype=np.int64)
    most = np.array([p.share for p in a.money.payers], dtype=float)[:, None]
    return rows.put(rows.grid, pay.index, 1.0).put(rows.grid, due.index[group], -most).at_most(0.0)


def fund_amount(a: Arrays, v: Variables) -> Rows:
    """A fund pays no more than it has: sum_{g,t} pay[f,g,t] <= amount."""
    pay, fund = v["pay"], _fund_of_payer(a)
    exists = np.array([(fund == f).any() for f in range(len(a.programme.funds))], dtype=bool)[:, None]
    rows = Rows.over("fund_amount", tuple(f.id for f in a.programme.funds), exists)
    return rows.put(rows.grid[fund], pay.index, 1.0).at_most(a.money.amount[:, None] / a.money.unit)


def fund_period_limit(a: Arrays, v: Variables) -> Rows:
    """A fund pays no more in one period than its limit: sum_g pay[f,g,t] <= period_limit."""
    pay, fund = v["pay"], _fund_of_payer(a)
    active = [(pay.index[fund == f] >= 0).any(axis=0) for f in range(len(a.programme.funds))]
    exists = np.array(active, dtype=bool).reshape(-1, a.periods) & np.isfinite(a.money.period_limit)[:, None]
    rows = Rows.over("fund_period_limit", tuple(f.id for f in a.programme.funds), exists)
    return rows.put(rows.grid[fund], pay.index, 1.0).at_most(a.money.period_limit[:, None] / a.money.unit)


def signed_projects(a: Arrays, v: Variables) -> Rows:
    """A fund with signature dates pays of an optional project only what was signed (begun) between them.

    pay[f,j,t] <= share_max·sum_τ cost[j, t-τ]·begin[j,τ] over τ in [signed_from, signed_until].
    """
    pay = v["pay"]
    asked = np.array([p.signed_project >= 0 for p in a.money.payers], dtype=bool)
    rows = Rows.over("signed_projects", pay.ids, (pay.index >= 0) & asked[:, None])
    rows.put(rows.grid, pay.index, 1.0)
    for e in np.flatnonzero(asked):
        payer = a.money.payers[e]
        terms, group = a.money.terms[payer.fund], payer.group
        cost = a.money.costs[int(np.flatnonzero(a.money.group_of == group)[0])]
        bill = spending(a, v, cost)
        signed = (bill.ordered >= terms.signed_first) & (bill.ordered <= terms.signed_last)
        row = np.where(signed, rows.grid[e][bill.period], -1)
        rows.put(row, bill.column, -payer.share * bill.value / a.money.unit)
    return rows.at_most(0.0)


def certified_once(a: Arrays, v: Variables) -> Rows:
    """A unit counts under at most one fund that has an origin rule: sum_f certify[f,l,t] <= start[l,t]."""
    certify, start = v["certify"], v["start"]
    line = np.array([n for _, n in a.network.origin.certified], dtype=np.int64)
    wanted = [(certify.index[line == n] >= 0).any(axis=0) for n in range(len(a.lines.ids))]
    rows = Rows.over("certified_once", start.ids, np.array(wanted, dtype=bool).reshape(-1, a.periods))
    return rows.put(rows.grid, start.index, -1.0).put(rows.grid[line], certify.index, 1.0).at_most(0.0)


def certified_payment(a: Arrays, v: Variables) -> Rows:
    """What a fund with an origin rule pays of a line's production says how many of its units it pays for.

    pay[f,l,t] = share_max·unit_cost·certify[f,l,t]: units count in an origin share as far as the fund pays for them.
    """
    pay, certify = v["pay"], v["certify"]
    certified = np.array([p.certified_line >= 0 for p in a.money.payers], dtype=bool)
    rows = Rows.over("certified_payment", pay.ids, (pay.index >= 0) & certified[:, None])
    rows.put(rows.grid, pay.index, 1.0)
    position = {pair: e for e, pair in enumerate(a.network.origin.certified)}
    for e in np.flatnonzero(certified):
        payer = a.money.payers[e]
        price = payer.share * a.lines.unit_cost[payer.certified_line] / a.money.unit
        rows.put(rows.grid[e], certify.index[position[payer.fund, payer.certified_line]], -price)
    return rows.equal(0.0)


def _fund_of_payer(a: Arrays) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([p.fund for p in a.money.payers], dtype=np.int64)
