"""Why no plan exists, in the user's words: a compulsory project that the funds cannot pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cofactory.programme.eligibility import refusals

if TYPE_CHECKING:
    from cofactory.planner.arrays import Arrays
    from cofactory.programme.eligibility import Cost, FundTerms


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A compulsory project's cost in a run of periods that no money covers, and what shuts each fund out."""

    project: str
    first: str
    last: str
    amount: float
    """Programme money not covered over these periods."""
    refusals: tuple[tuple[str, str], ...]
    """(fund, the rule, window or limit that shuts it out)."""


class NoPlan(Exception):
    """No plan exists; `explanation` says why, `unpaid` says it as data."""

    def __init__(self, explanation: str, unpaid: tuple[Unpaid, ...]) -> None:
        """Keeps the explanation as text and as data."""
        super().__init__(explanation)
        self.explanation = explanation
        self.unpaid = unpaid


def unpayable(a: Arrays) -> NoPlan:
    """Returns the exception that names every compulsory project, period, fund and rule in the way of a plan."""
    unpaid = tuple(piece for cost, row in _missing(a) for piece in _pieces(a, cost, row))
    lines = ["No plan exists: the funds cannot pay what is compulsory."]
    for piece in unpaid:
        when = piece.first if piece.first == piece.last else f"{piece.first} to {piece.last}"
        amount = f"{piece.amount:,.0f} {a.programme.settings.currency}"
        lines.append(f"Project {piece.project} must be paid in {when}; {amount} of that is not covered:")
        lines += [f"  - fund {fund}: {why}" for fund, why in piece.refusals]
    lines.append(
        "Let a fund pay it (window, rules, amount), start the project when a fund may, or write optional = yes for it."
    )
    return NoPlan("\n".join(lines), unpaid)


def _missing(a: Arrays) -> list[tuple[Cost, np.ndarray[tuple[int], np.dtype[np.float64]]]]:
    """Per compulsory project the money per period that no allocation of the funds covers: least in total (linear)."""
    from scipy.optimize import linprog

    compulsory = [
        (cost, n)
        for cost in a.money.costs
        if cost.kind == "project"
        for n, project in enumerate(a.programme.projects)
        if project.id == cost.subject and not a.projects.optional[n]
    ]
    dues = [(cost, _due(a, n)) for cost, n in compulsory]
    keys = [(c, t) for c, (_, due) in enumerate(dues) for t in np.flatnonzero(due > 0)]
    payments = [
        (k, f)
        for k, (c, t) in enumerate(keys)
        for f, terms in enumerate(a.money.terms)
        if not _shut_out(a, terms, dues[c][0], int(t))
    ]
    most = [a.money.terms[f].fund.share_max.mean() * dues[keys[k][0]][1][keys[k][1]] for k, f in payments]
    size = len(payments) + len(keys)
    covers = np.zeros((len(keys), size))
    covers[np.arange(len(keys)), len(payments) + np.arange(len(keys))] = 1
    limits = np.zeros((len(a.money.terms) * (1 + a.periods), size))
    for e, (k, f) in enumerate(payments):
        covers[k, e] = 1
        limits[f, e] = 1
        limits[len(a.money.terms) * (1 + int(keys[k][1])) + f, e] = 1
    limit = np.concatenate([a.money.amount, np.tile(a.money.period_limit, a.periods)])
    finite = np.isfinite(limit)
    answer = linprog(
        np.concatenate([np.zeros(len(payments)), np.ones(len(keys))]),
        A_eq=covers,
        b_eq=[dues[c][1][t] for c, t in keys],
        A_ub=limits[finite],
        b_ub=limit[finite],
        bounds=[(0, m) for m in most] + [(0, None)] * len(keys),
    )
    found = []
    for c, (cost, due) in enumerate(dues):
        row = np.zeros_like(due)
        for k, (owner, t) in enumerate(keys):
            if owner == c and answer.x[len(payments) + k] > 1e-9 * max(1.0, due[t]):
                row[t] = answer.x[len(payments) + k]
        if row.any():
            found.append((cost, row))
    return found


def _due(a: Arrays, n: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    due = np.zeros(a.periods)
    for age, amount in enumerate(a.projects.profile[n]):
        t = int(a.projects.earliest[n]) + age
        if 0 <= t < a.periods:
            due[t] += amount
    return due


def _shut_out(a: Arrays, terms: FundTerms, cost: Cost, t: int) -> str:
    """Why this fund may not pay this compulsory project in period t; empty when it may."""
    calendar, fund = a.programme.settings.calendar, terms.fund
    reasons = []
    for refusal in refusals(a.programme, terms, cost):
        article = f" ({refusal.rule.article})" if refusal.rule is not None and refusal.rule.article else ""
        rule = refusal.rule.rule if refusal.rule is not None else ""
        reasons.append(f"its rule {rule}{article} shuts the project out: {refusal.why}")
    if not terms.first <= t <= terms.last:
        reasons.append(f"it pays from {fund.opens} to {fund.closes} only")
    project = next(n for n, row in enumerate(a.programme.projects) if row.id == cost.subject)
    begin = int(a.projects.earliest[project])
    if not terms.signed_first <= begin <= terms.signed_last:
        reasons.append(f"its signature dates exclude a project that begins in {calendar.label(begin)}")
    return "; ".join(reasons)


def _pieces(a: Arrays, cost: Cost, row: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[Unpaid]:
    """Runs of periods with the same reasons, one piece each."""
    calendar, pieces = a.programme.settings.calendar, []
    run: list[int] = []
    reasons: tuple[tuple[str, str], ...] = ()
    for t in [int(t) for t in np.flatnonzero(row > 0)] + [-1]:
        now = _reasons(a, cost, t) if t >= 0 else ()
        if run and (t < 0 or t != run[-1] + 1 or now != reasons):
            amount = float(row[run].sum())
            pieces.append(Unpaid(cost.subject, calendar.label(run[0]), calendar.label(run[-1]), amount, reasons))
            run = []
        run.append(t)
        reasons = now
    return pieces


def _reasons(a: Arrays, cost: Cost, t: int) -> tuple[tuple[str, str], ...]:
    found = []
    for f, terms in enumerate(a.money.terms):
        why = _shut_out(a, terms, cost, t)
        if not why:
            share = terms.fund.share_max.mean()
            limits = [f"it has {a.money.amount[f]:,.0f} in all"]
            if np.isfinite(a.money.period_limit[f]):
                limits.append(f"at most {a.money.period_limit[f]:,.0f} per period")
            if share < 1:
                limits.append(f"at most {share:.0%} of any one cost")
            why = f"it may pay, but {', '.join(limits)}"
        found.append((terms.fund.id, why))
    return tuple(found)
