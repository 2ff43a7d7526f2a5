"""Who pays what falls due, and how much of it can be paid (docs/runs.md, "Money")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from cofactory.simulator.book import Floats, Records

SLACK = 1.0 + 1e-7
"""A plan meets the limits on money to its solver's tolerance of 1e-7, no more exactly."""

WHOLE = 1.0 - 1e-6
"""What cannot be done by halves is done when this part of its cost is there."""

PAID = np.dtype([(name, np.float64) for name in ("paid", "room", "behind", "part", "now")])
"""Per payer: paid so far at planned prices, what it could pay, is behind, pays now, has paid in this period."""

PURSE = np.dtype([(name, np.float64) for name in ("amount", "spent", "now", "left")])
"""Per fund: drawn amount, spent so far and in this period, and what events leave of its payments."""


@njit(cache=True, nogil=True)
def pay(
    want: float, ratio: float, begun: int, t: int, whole: bool, cost: Any, payers: Records, payments: Floats,
    paid: Records, funds: Records, purses: Records,
) -> float:  # fmt: skip
    """Returns how much of the amount `want` of a cost is paid in period t; `whole`: all of it or nothing.

    `ratio` is drawn over planned price; `begun` the period in which a project began, t for other costs.
    """
    first, end = cost.first_payer, cost.end_payer
    for e in range(first, end):
        fund = payers[e].fund
        room, behind = 0.0, 0.0
        if payers[e].first <= t <= payers[e].last and payers[e].signed_first <= begun <= payers[e].signed_last:
            room = purses[fund].amount * SLACK - purses[fund].spent
            room = max(0.0, min(room, funds[fund].period_limit * SLACK - purses[fund].now))
            behind = max(0.0, payments[t, e] - paid[e].paid) * ratio
            if payers[e].capped:
                room = min(room, behind)
        paid[e].room = room
        paid[e].behind = behind
    amount = _most(want, first, end, payers, paid)
    if whole and amount < want * WHOLE:
        return 0.0
    _split(amount, first, end, payers, paid)
    struck = False
    for e in range(first, end):
        struck |= paid[e].part > 0.0 and purses[payers[e].fund].left < 1.0
    if struck:
        if whole:
            return 0.0
        for e in range(first, end):
            paid[e].room = paid[e].part * purses[payers[e].fund].left
            paid[e].behind = paid[e].room
        amount = _most(amount, first, end, payers, paid)
        _split(amount, first, end, payers, paid)
    for e in range(first, end):
        part = paid[e].part
        purses[payers[e].fund].spent += part
        purses[payers[e].fund].now += part
        paid[e].paid += part / ratio
        paid[e].now += part
    return amount


@njit(cache=True, nogil=True)
def _most(want: float, first: int, end: int, payers: Records, paid: Records) -> float:
    """The greatest x <= want with sum over payers of min(room, share·x) >= x.

    The sum less x is concave in x, so Newton's steps from the right end at its largest root, one per payer at most.
    """
    x = want
    for _ in range(end - first + 1):
        full, shares = 0.0, 0.0
        for e in range(first, end):
            if paid[e].room < payers[e].share * x:
                full += paid[e].room
            else:
                shares += payers[e].share
        if full + shares * x >= x or shares >= 1.0:
            return x
        x = full / (1.0 - shares)
    return x


@njit(cache=True, nogil=True)
def _split(amount: float, first: int, end: int, payers: Records, paid: Records) -> None:
    """Who pays the amount: each in proportion to what it is behind, then those with room, in order."""
    behind = 0.0
    for e in range(first, end):
        behind += paid[e].behind
    scale = amount / behind if behind > amount else 1.0
    rest = amount
    for e in range(first, end):
        part = min(paid[e].behind * scale, paid[e].room, payers[e].share * amount, rest)
        paid[e].part = part
        rest -= part
    for e in range(first, end):
        if rest <= 0.0:
            break
        more = min(min(paid[e].room, payers[e].share * amount) - paid[e].part, rest)
        if more > 0.0:
            paid[e].part += more
            rest -= more
