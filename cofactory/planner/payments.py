"""Who pays for what: the payments of each fund per group of costs, split over the costs of the group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cofactory.planner.frames import frame_types
from cofactory.planner.spending import spending

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.columns import Block

    Floats = NDArray[np.float64]

SMALLEST = 1e-9
"""Of a money unit: payments below this are solver noise."""


def payments_table(a: Arrays, blocks: Mapping[str, Block], v: Mapping[str, Floats], answer: Floats) -> pl.DataFrame:
    """Returns fund, cost, period, amount (programme money).

    Each cost of a group is split over the funds as the whole group is, so that every cost is paid exactly. Without
    funds money is unlimited and the fund is blank.
    """
    bills = np.array([_amounts(a, blocks, answer, c) for c in range(len(a.money.costs))]).reshape(-1, a.periods)
    rows: list[tuple[Any, ...]] = []
    labels = a.programme.settings.calendar.labels()
    for c, cost in enumerate(a.money.costs):
        for t in np.flatnonzero(bills[c] > SMALLEST * a.money.unit):
            for fund, part in _parts(a, v, c, int(t)):
                rows.append((fund, cost.id, labels[t], float(bills[c, t] * part)))
    return pl.DataFrame(rows, schema=frame_types("plan_payments"), orient="row")


def _amounts(a: Arrays, blocks: Mapping[str, Block], answer: Floats, c: int) -> Floats:
    bill = spending(a, dict(blocks), a.money.costs[c])
    amounts = bill.fixed.copy()
    np.add.at(amounts, bill.period, bill.value * answer[bill.column])
    return amounts


def _parts(a: Arrays, v: Mapping[str, Floats], c: int, t: int) -> list[tuple[str | None, float]]:
    """How one cost of one period is split over funds: shares that sum to 1."""
    if not a.money.limited:
        return [(None, 1.0)]
    group = a.money.group_of[c]
    pays = [(p.fund, float(v["pay"][e, t])) for e, p in enumerate(a.money.payers) if p.group == group]
    paid = [(a.programme.funds[f].id, amount) for f, amount in pays if amount > SMALLEST]
    total = sum(amount for _, amount in paid)
    return [(fund, amount / total) for fund, amount in paid]
