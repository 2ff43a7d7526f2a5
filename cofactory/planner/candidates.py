"""The limits of a subject that may help: amounts that bind, with what one unit gains at most, and dates and rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.limits import limits

if TYPE_CHECKING:
    from cofactory.planner.chain import Limit
    from cofactory.planner.probe import Base, Probe

SHORT = 1e-6
"""A smaller share short is solver noise."""


@dataclass(frozen=True)
class Candidate:
    """A limit that may bind, and the periods in which it does."""

    limit: Limit
    periods: tuple[int, ...] = ()
    amount: bool = False
    """Whether more of it moves bounds of rows and nothing else."""
    price: float = np.inf
    """What one unit more of it gains at most."""


def candidates(probe: Probe, base: Base) -> tuple[list[Candidate], list[Candidate]]:
    """Returns the amounts that bind somewhere, those with the highest price first; and what is no amount, in the order
    of the chain.
    """
    model = probe.model
    slack = model.row_upper - model.matrix @ base.answer
    amounts: list[Candidate] = []
    others: list[Candidate] = []
    for limit in limits(probe.arrays, base.chain):
        if limit.row_family is None:
            others.append(Candidate(limit))
            continue
        rows, first = model.rows(limit.row_family)
        own = rows.grid[limit.row_subject]
        index = first + own[own >= 0]
        binds = slack[index] <= SHORT * np.maximum(1.0, np.abs(model.row_upper[index]))
        if not binds.any():
            continue
        periods = () if rows.grid.shape[1] == 1 else tuple(int(t) for t in np.flatnonzero(own >= 0)[binds])
        moved = probe.bounds_only(limit, limit.by)
        if moved is None:
            others.append(Candidate(limit, periods))
            continue
        price = np.inf if base.duals is None else float(base.prices[moved[0]] @ (moved[1] - model.row_upper[moved[0]]))
        amounts.append(Candidate(limit, periods, amount=True, price=price))
    return sorted(amounts, key=lambda one: -one.price), others


def worth(base: Base) -> float:
    """Returns the least gain worth telling: more than solver noise."""
    return max(SHORT / 10, 1e-5 * base.value)
