"""Costs gathered into groups that the same funds may pay, and the funds' limits.

One payment variable per fund, group and period is enough: what a fund pays of a group can be split
over its costs in proportion, and no share, window or rule tells the costs of one group apart. A fund with
an origin rule pays line by line (its payments say which units it certifies); what it leaves of several
lines forms one group all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cofactory.programme.cells import planning, planning_money
from cofactory.programme.eligibility import Cost, FundTerms, costs, fund_terms, refusals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.origin import Origin
    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Payer:
    """One fund that may pay one group of costs, in periods first to last."""

    fund: int
    group: int
    first: int
    last: int
    share: float
    certified_line: int
    """The line whose units this fund certifies under its origin rule, -1 where it has none."""
    signed_project: int
    """The optional project whose begin must fall in the fund's signature window, -1 where none is asked."""


@dataclass(frozen=True)
class MoneyArrays:
    """Costs, their groups, who may pay them, and what each fund has."""

    costs: tuple[Cost, ...]
    group_of: NDArray[np.int64]
    groups: int
    payers: tuple[Payer, ...]
    terms: tuple[FundTerms, ...]
    amount: Floats
    period_limit: Floats
    """Per fund; infinite where none is set."""
    unit: float
    """Programme money per unit of a money variable: keeps the solver's numbers near 1."""

    @property
    def limited(self) -> bool:
        """True where there are funds: then nothing is spent that no fund may pay."""
        return bool(self.terms)


def build_money(programme: Programme, origin: Origin, amounts: list[float]) -> MoneyArrays:
    """Returns the money side of a programme; `amounts` are its cost coefficients, for scale only."""
    found, terms = costs(programme), fund_terms(programme)
    keys: dict[tuple[object, ...], int] = {}
    group_of, payers = [], []
    for cost in found:
        admitted = [_payer(programme, f, t, cost, origin) for f, t in enumerate(terms)]
        admitted_payers = [payer for payer in admitted if payer is not None]
        certifying = [p for p in admitted_payers if p.certified_line >= 0]
        others = [p for p in admitted_payers if p.certified_line < 0]
        key = _group_key(cost, others, certifying)
        fresh = key not in keys
        group = keys.setdefault(key, len(keys))
        payers += [replace(p, group=group) for p in (admitted_payers if fresh else certifying)]
        group_of.append(group)
    settings = programme.settings
    limits = [f.period_limit for f in programme.funds]
    return MoneyArrays(
        costs=found,
        group_of=np.array(group_of, dtype=np.int64),
        groups=len(keys),
        payers=tuple(payers),
        terms=terms,
        amount=np.array([planning_money(f.amount, settings) for f in programme.funds], dtype=float),
        period_limit=np.array([np.inf if c is None else planning_money(c, settings) for c in limits], dtype=float),
        unit=_scale(amounts),
    )


def _group_key(cost: Cost, others: list[Payer], certifying: list[Payer]) -> tuple[object, ...]:
    """What costs of one group have in common: who may pay them when.

    A cost stays alone where its project must be signed in time, or where some fund certifies its units and another one
    may pay a limited share of the rest, which then must be told from the rest of other costs.
    """
    alone = any(p.signed_project >= 0 for p in others) or bool(certifying and any(p.share < 1 for p in others))
    return (tuple((p.fund, p.first, p.last) for p in others), cost.id if alone else None)


def _scale(amounts: list[float]) -> float:
    positive = [a for a in amounts if a > 0]
    return float(10.0 ** round(np.log10(np.median(positive)))) if positive else 1.0


def _payer(programme: Programme, f: int, terms: FundTerms, cost: Cost, origin: Origin) -> Payer | None:
    if refusals(programme, terms, cost):
        return None
    line = next(
        (n for n, row in enumerate(programme.lines) if cost.kind == "production" and row.id == cost.subject), -1
    )
    project = next(
        (n for n, row in enumerate(programme.projects) if cost.kind == "project" and row.id == cost.subject), -1
    )
    first, last = terms.first, terms.last
    signed = -1
    if project < 0:
        first, last = max(first, terms.signed_first), min(last, terms.signed_last)
    elif programme.projects[project].optional == "yes":
        limited = terms.signed_first > 0 or terms.signed_last < programme.settings.calendar.periods
        signed = project if limited else -1
    elif not terms.signed_first <= _begin(programme, project) <= terms.signed_last:
        return None
    share = planning(terms.fund.share_max)
    if last < first or share <= 0:
        return None
    certified = line if (f, line) in origin.certified else -1
    return Payer(f, -1, first, last, share, certified, signed)


def _begin(programme: Programme, project: int) -> int:
    start = programme.projects[project].start
    return 0 if start == "start" else programme.settings.calendar.index(start)
