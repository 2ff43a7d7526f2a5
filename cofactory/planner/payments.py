"""Who pays for what: the payments of each fund per group of costs, split over the costs of the group."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cofactory.planner.spending import spending
from cofactory.schema.frames import frame_types

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.columns import Block

    Floats = NDArray[np.float64]

SMALLEST = 1e-9
"""Of a money unit: payments below this are solver noise."""
SHARE_OF_NONE = 1e-9
"""What is left of a cost when so small a share of it is not certified is solver noise."""


def payments_table(a: Arrays, blocks: Mapping[str, Block], v: Mapping[str, Floats], answer: Floats) -> pl.DataFrame:
    """Returns fund, cost, period, amount (programme money).

    Each cost of a group is split over the funds as the whole group is, so that every cost is paid exactly. Without
    funds money is unlimited and the fund is blank.
    """
    bills = np.array([_amounts(a, blocks, answer, c) for c in range(len(a.money.costs))]).reshape(-1, a.periods)
    rows: list[tuple[Any, ...]] = []
    labels = a.programme.settings.calendar.labels()
    certified, others = _certified(a, v), _others(a)
    for c, cost in enumerate(a.money.costs):
        for t in np.flatnonzero(bills[c] > SMALLEST * a.money.unit):
            for fund, part in _parts(a, v, (c, int(t)), bills, (certified, others)):
                rows.append((fund, cost.id, labels[t], float(bills[c, t] * part)))
    return pl.DataFrame(rows, schema=frame_types("plan_payments"), orient="row")


def _amounts(a: Arrays, blocks: Mapping[str, Block], answer: Floats, c: int) -> Floats:
    bill = spending(a, dict(blocks), a.money.costs[c])
    amounts = bill.fixed.copy()
    np.add.at(amounts, bill.period, bill.value * answer[bill.column])
    return amounts


def _certified(a: Arrays, v: Mapping[str, Floats]) -> dict[str, list[tuple[int, Floats]]]:
    """Cost -> (fund, money by period): what funds with an origin rule pay of one line's production."""
    found: dict[str, list[tuple[int, Floats]]] = defaultdict(list)
    for e, payer in enumerate(a.money.payers):
        if payer.certified_line >= 0:
            paid = v["pay"][e] * a.money.unit
            found[f"production:{a.lines.ids[payer.certified_line]}"].append((payer.fund, paid))
    return found


def _others(a: Arrays) -> dict[int, list[tuple[int, int]]]:
    """Group -> (fund, row of `pay`) of whoever pays it without certifying units."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for e, payer in enumerate(a.money.payers):
        if payer.certified_line < 0:
            found[payer.group].append((payer.fund, e))
    return found


def _parts(
    a: Arrays,
    v: Mapping[str, Floats],
    place: tuple[int, int],
    bills: Floats,
    payers: tuple[Mapping[str, list[tuple[int, Floats]]], Mapping[int, list[tuple[int, int]]]],
) -> list[tuple[str | None, float]]:
    """How one cost of one period is split over funds: shares that sum to 1.

    What no fund certifies is split as the group's other payments are.
    """
    if not a.money.limited:
        return [(None, 1.0)]
    (c, t), funds = place, a.programme.funds
    own = [(f, float(paid[t]) / bills[c, t]) for f, paid in payers[0].get(a.money.costs[c].id, [])]
    own = [(f, part) for f, part in own if part > SMALLEST]
    rest = max(0.0, 1.0 - sum(part for _, part in own))
    amounts = [(f, float(v["pay"][e, t])) for f, e in payers[1].get(int(a.money.group_of[c]), [])]
    others = [(f, amount) for f, amount in amounts if amount > SMALLEST]
    total = sum(amount for _, amount in others)
    if not others or rest <= SHARE_OF_NONE:
        rest, total_own = 0.0, sum(part for _, part in own)
        own = [(f, part / total_own) for f, part in own]
    return [*((funds[f].id, part) for f, part in own), *((funds[f].id, rest * x / total) for f, x in others if rest)]
