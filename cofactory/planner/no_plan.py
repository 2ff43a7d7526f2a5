"""Why no plan exists, in the user's words: a compulsory project that the funds cannot pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cofactory.programme.cells import planning
from cofactory.programme.eligibility import refusals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.programme.eligibility import Cost, FundTerms

    Floats = NDArray[np.float64]

NOTHING = 1e-9
"""Of what is owed: less than this unpaid is solver noise."""


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


def _missing(a: Arrays) -> list[tuple[Cost, Floats]]:
    """Per compulsory project the money per period that no allocation of the funds covers, least in total."""
    dues = [
        (cost, _due(a, a.projects.ids.index(cost.subject)))
        for cost in a.money.costs
        if cost.kind == "project" and not a.projects.optional[a.projects.ids.index(cost.subject)]
    ]
    uncovered = _uncovered(a, dues)
    return [(cost, row) for (cost, _), row in zip(dues, uncovered, strict=True) if row.any()]


def _uncovered(a: Arrays, dues: list[tuple[Cost, Floats]]) -> Floats:
    """Solves: least unpaid, with unpaid[c,t] + sum_f pay[f,c,t] = due[c,t] and the funds' limits on pay >= 0."""
    from scipy.optimize import linprog

    keys = [(c, int(t)) for c, (_, due) in enumerate(dues) for t in np.flatnonzero(due > 0)]
    owed = np.array([dues[c][1][t] for c, t in keys])
    funds = range(len(a.money.terms))
    payers = [
        (k, f) for k, (c, t) in enumerate(keys) for f in funds if not _shut_out(a, a.money.terms[f], dues[c][0], t)
    ]
    size, periods = len(payers) + len(keys), a.periods
    covers = np.hstack([np.zeros((len(keys), len(payers))), np.eye(len(keys))])
    limits = np.zeros((len(funds) * (1 + periods), size))
    for e, (k, f) in enumerate(payers):
        covers[k, e] = limits[f * (1 + periods), e] = limits[f * (1 + periods) + 1 + keys[k][1], e] = 1
    limit = np.column_stack([a.money.amount, np.repeat(a.money.period_limit[:, None], periods, axis=1)]).ravel()
    finite = np.isfinite(limit)
    most = [planning(a.money.terms[f].fund.share_max) * owed[k] for k, f in payers]
    answer = linprog(
        np.repeat([0.0, 1.0], [len(payers), len(keys)]),
        A_eq=covers,
        b_eq=owed,
        A_ub=limits[finite],
        b_ub=limit[finite],
        bounds=[(0, m) for m in most] + [(0, None)] * len(keys),
    )
    unpaid = np.asarray(answer.x)[len(payers) :]
    rows = np.zeros((len(dues), periods))
    for k, (c, t) in enumerate(keys):
        left = float(unpaid[k])
        rows[c, t] = left if left > NOTHING * owed[k] else 0.0
    return rows


def _due(a: Arrays, n: int) -> Floats:
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


def _pieces(a: Arrays, cost: Cost, row: Floats) -> list[Unpaid]:
    """Runs of periods with the same reasons, a piece each; one piece over all that is due where money is too little."""
    calendar, pieces = a.programme.settings.calendar, []
    missing = [int(t) for t in np.flatnonzero(row > 0)]
    if any(not _shut_out(a, terms, cost, t) for terms in a.money.terms for t in missing):
        due = np.flatnonzero(_due(a, a.projects.ids.index(cost.subject)) > 0)
        span = calendar.label(int(due[0])), calendar.label(int(due[-1]))
        return [Unpaid(cost.subject, *span, float(row.sum()), _reasons(a, cost, missing[0]))]
    run: list[int] = []
    reasons: tuple[tuple[str, str], ...] = ()
    for t in [*missing, -1]:
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
            share = planning(terms.fund.share_max)
            limits = [f"it has {a.money.amount[f]:,.0f} in all"]
            if np.isfinite(a.money.period_limit[f]):
                limits.append(f"at most {a.money.period_limit[f]:,.0f} per period")
            if share < 1:
                limits.append(f"at most {share:.0%} of any one cost")
            why = f"it may pay, but {', '.join(limits)}"
        found.append((terms.fund.id, why))
    return tuple(found)
