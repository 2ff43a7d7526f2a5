"""Who pays what falls due, and how much of it can be paid (docs/runs.md, "Money"), in eight runs at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.simulator.kernel_lanes import Vec, Words, anywhere, least, most, pick, splat
from cofactory.simulator.kernel_tables import inline, inner
from cofactory.simulator.script import CAPPED, FUND, SIGNED, SIGNED_FIRST, SIGNED_LAST

if TYPE_CHECKING:
    from cofactory.simulator.book import Floats
    from cofactory.simulator.script import Money, Rows

WHOLE = 1.0 - 1e-6
"""What cannot be done by halves is done when this part of its cost is there."""

EVEN = 1.0 - 1e-12
"""Sums of shares and rooms are read with this much of rounding."""


@inline
def pay(
    want: Vec, ratio: Vec, inverse: Vec, begun: Vec, cost: int, t: int, whole: bool, struck: bool, money: Money,
    rows: Rows, x: Floats,
) -> Vec:  # fmt: skip
    """Returns how much of the amount `want` of a cost is paid in period t; `whole`: all of it or nothing.

    `ratio` is drawn over planned price, `inverse` the same turned over; `begun` the period in which a project began;
    `struck` whether an event may strike a fund now.
    """
    first, end = money.first[t, cost], money.first[t, cost + 1]
    cover, total = splat(0.0), splat(0.0)
    for i in range(first, end):
        e = money.paying[i]
        fund, offer = money.payers[e, FUND], rows.offer + 2 * (i - first)
        room = most(least(x[rows.purse + fund], x[rows.monthly + fund]), 0.0)
        behind = most(money.planned[i] - x[rows.paid + e], 0.0) * ratio
        if money.payers[e, SIGNED]:
            inside = (begun >= money.payers[e, SIGNED_FIRST]) & (begun <= money.payers[e, SIGNED_LAST])
            room, behind = pick(inside, room, 0.0), pick(inside, behind, 0.0)
        if money.payers[e, CAPPED]:
            room = least(room, behind)
        x[offer] = room
        x[offer + 1] = behind
        cover += least(room, money.share[e] * want)
        total += behind
    amount = want
    if anywhere(cover < want * EVEN):
        amount = pick(cover < want * EVEN, _most_paid(want, first, end, money, rows, x), want)
        if whole:
            amount = pick(amount < want * WHOLE, 0.0, amount)
    _split(amount, total, first, end, money, rows, x)
    if struck:
        hit = amount < 0.0
        for i in range(first, end):
            left = x[rows.left_fund + money.payers[money.paying[i], FUND]]
            hit = hit | ((x[rows.offer + 2 * (i - first) + 1] > 0.0) & (left < 1.0))
        if anywhere(hit):
            if whole:
                amount = pick(hit, 0.0, amount)
                for i in range(first, end):
                    row = rows.offer + 2 * (i - first) + 1
                    x[row] = pick(hit, 0.0, x[row])
            else:
                amount = _less(amount, hit, first, end, money, rows, x)
    for i in range(first, end):
        part = x[rows.offer + 2 * (i - first) + 1]
        if anywhere(part > 0.0):
            e = money.paying[i]
            fund = money.payers[e, FUND]
            x[rows.purse + fund] = x[rows.purse + fund] - part
            x[rows.monthly + fund] = x[rows.monthly + fund] - part
            x[rows.paid + e] = x[rows.paid + e] + part * inverse
            x[rows.now + e] = x[rows.now + e] + part
    return amount


@inner
def _most_paid(want: Vec, first: int, end: int, money: Money, rows: Rows, x: Floats) -> Vec:
    """The greatest amount <= want with sum over payers of min(room, share·amount) >= amount.

    The sum less the amount is concave in it, so Newton's steps from the right end at its largest root, one per payer
    at most.
    """
    amount = want
    for _ in range(end - first + 1):
        full, shares = splat(0.0), splat(0.0)
        for i in range(first, end):
            room, share = x[rows.offer + 2 * (i - first)], money.share[money.paying[i]]
            binds = room < share * amount
            full += pick(binds, room, 0.0)
            shares += pick(binds, 0.0, share)
        falls = (full + shares * amount < amount * EVEN) & (shares < EVEN)
        if not anywhere(falls):
            break
        amount = pick(falls, full / (1.0 - shares), amount)
    return amount


@inner
def _split(amount: Vec, total: Vec, first: int, end: int, money: Money, rows: Rows, x: Floats) -> None:
    """Who pays the amount: each in proportion to what it is behind (all together `total`), then those with room.

    What each is behind makes place for its part.
    """
    scale, rest = splat(1.0), amount
    over = total > amount
    if anywhere(over):
        scale = pick(over, amount / total, 1.0)
    for i in range(first, end):
        row = rows.offer + 2 * (i - first)
        most_here = least(x[row], money.share[money.paying[i]] * amount)
        part = least(least(x[row + 1] * scale, most_here), rest)
        x[row + 1] = part
        rest = rest - part
    if anywhere(rest > 0.0):
        for i in range(first, end):
            row = rows.offer + 2 * (i - first)
            part, most_here = x[row + 1], least(x[row], money.share[money.paying[i]] * amount)
            more = most(least(most_here - part, rest), 0.0)
            x[row + 1] = part + more
            rest = rest - more


@inner
def _less(amount: Vec, hit: Words, first: int, end: int, money: Money, rows: Rows, x: Floats) -> Vec:
    """What is paid where a fund in an event pays less than its part, and nobody steps in for the rest."""
    total = splat(0.0)
    for i in range(first, end):
        row = rows.offer + 2 * (i - first)
        part = x[row + 1]
        room = pick(hit, part * x[rows.left_fund + money.payers[money.paying[i], FUND]], part)
        x[row] = room
        x[row + 1] = room
        total += room
    lowered = pick(hit, _most_paid(amount, first, end, money, rows, x), amount)
    _split(lowered, total, first, end, money, rows, x)
    for i in range(first, end):  # to the last bit as it was where nothing is hit
        row = rows.offer + 2 * (i - first)
        x[row + 1] = pick(hit, x[row + 1], x[row])
    return lowered
