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
    certified, others = _certified(a, v), _others(a, v)
    for c, cost in enumerate(a.money.costs):
        due = np.flatnonzero(bills[c] > SMALLEST * a.money.unit)
        if not len(due):
            continue
        own, rest = certified.get(cost.id, []), others.get(int(a.money.group_of[c]), [])
        payers, parts = _parts(a, bills[c, due], *([(f, paid[due]) for f, paid in some] for some in (own, rest)))
        when, who = np.nonzero(parts)
        amounts = bills[c, due[when]] * parts[when, who]
        rows += [
            (payers[k], cost.id, labels[t], amount)
            for k, t, amount in zip(who.tolist(), due[when].tolist(), amounts.tolist(), strict=True)
        ]
    return pl.DataFrame(rows, schema=frame_types("plan_payments"), orient="row")


def _amounts(a: Arrays, blocks: Mapping[str, Block], answer: Floats, c: int) -> Floats:
    bill = spending(a, dict(blocks), a.money.costs[c])
    return bill.fixed + np.bincount(bill.period, bill.value * answer[bill.column], a.periods)


def _certified(a: Arrays, v: Mapping[str, Floats]) -> dict[str, list[tuple[int, Floats]]]:
    """Cost -> (fund, money by period): what funds with an origin rule pay of one line's production."""
    found: dict[str, list[tuple[int, Floats]]] = defaultdict(list)
    for e, payer in enumerate(a.money.payers):
        if payer.certified_line >= 0:
            paid = v["pay"][e] * a.money.unit
            found[f"production:{a.lines.ids[payer.certified_line]}"].append((payer.fund, paid))
    return found


def _others(a: Arrays, v: Mapping[str, Floats]) -> dict[int, list[tuple[int, Floats]]]:
    """Group -> (fund, money by period) of whoever pays it without certifying units."""
    found: dict[int, list[tuple[int, Floats]]] = defaultdict(list)
    for e, payer in enumerate(a.money.payers):
        if payer.certified_line < 0:
            found[payer.group].append((payer.fund, v["pay"][e]))
    return found


def _parts(
    a: Arrays, bills: Floats, certified: list[tuple[int, Floats]], others: list[tuple[int, Floats]]
) -> tuple[list[str | None], Floats]:
    """How the bills of one cost are split: who pays, and for each bill shares of these that sum to 1.

    What no fund certifies is split as the group's other payments are.
    """
    if not a.money.limited:
        return [None], np.ones((len(bills), 1))
    funds: list[str | None] = [a.programme.funds[f].id for f, _ in [*certified, *others]]
    own, paid = (np.array([paid for _, paid in some]).reshape(-1, len(bills)) for some in (certified, others))
    own, paid = np.where(own > SMALLEST * bills, own / bills, 0.0), np.where(paid > SMALLEST, paid, 0.0)
    total, certain = paid.sum(axis=0), own.sum(axis=0)
    rest = np.maximum(0.0, 1.0 - certain)
    alone = (total == 0) | (rest <= SHARE_OF_NONE)
    own = own / np.where(alone & (certain > 0), certain, 1.0)
    further = np.where(alone, 0.0, rest) * paid / np.where(total > 0, total, 1.0)
    return funds, np.concatenate([own, further]).T
