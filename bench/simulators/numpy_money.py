"""Who pays what, for a block of runs at once: arrays [payer, run] (docs/runs.md, "Money")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.simulators.plain import SLACK, WHOLE, rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.simulator.book import Book

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Open:
    """The payers of one cost that may pay in one period, in order."""

    payers: Ints
    funds: Ints
    share: list[float]
    shares: Floats
    """The same as a column."""
    capped: list[bool]
    signed_first: Floats
    signed_last: Floats


class Purses:
    """The funds of a block of runs."""

    def __init__(self, book: Book) -> None:
        self.payments = book.payments
        self.limit = book.funds["period_limit"][:, None] * SLACK
        self.amount_at = book.funds["amount_at"]
        self._payers = rows(book.payers)
        self._costs = rows(book.costs)
        self._open: dict[tuple[int, int], Open] = {}

    def reset(self, cells: Floats) -> None:
        """Fills the funds anew for runs with these cells, [place, run]."""
        runs = cells.shape[1]
        self.amount = cells[self.amount_at] * SLACK
        self.spent, self.now, self.left = (
            np.zeros_like(self.amount),
            np.zeros_like(self.amount),
            np.ones_like(self.amount),
        )
        self.paid = np.zeros((len(self._payers), runs))

    def begin(self, left: Floats) -> None:
        """Begins a period; `left`: what events leave of the payments of each fund, [fund, run]."""
        self.now[:] = 0.0
        self.left[:] = left

    def open(self, cost: int, t: int) -> Open:
        """Returns who may pay a cost in a period."""
        if (cost, t) not in self._open:
            span = range(self._costs[cost].first_payer, self._costs[cost].end_payer)
            found = [e for e in span if self._payers[e].first <= t <= self._payers[e].last]
            own = [self._payers[e] for e in found]
            self._open[cost, t] = Open(
                payers=np.array(found, dtype=np.int64),
                funds=np.array([e.fund for e in own], dtype=np.int64),
                share=[e.share for e in own],
                shares=np.array([e.share for e in own])[:, None],
                capped=[bool(e.capped) for e in own],
                signed_first=np.array([e.signed_first for e in own])[:, None],
                signed_last=np.array([e.signed_last for e in own])[:, None],
            )
        return self._open[cost, t]

    def pay(
        self, cost: int, want: Floats, ratio: Floats, t: int, *, whole: bool, begun: Floats | None = None
    ) -> Floats:  # fmt: skip
        """Returns how much of each run's amount is paid in period t; with `whole`, all of it or nothing."""
        o = self.open(cost, t)
        if not len(o.payers):
            return np.zeros_like(want)
        room = np.minimum(self.amount[o.funds] - self.spent[o.funds], self.limit[o.funds] - self.now[o.funds])
        np.maximum(room, 0.0, out=room)
        behind = self.payments[t, o.payers][:, None] - self.paid[o.payers]
        np.maximum(behind, 0.0, out=behind)
        behind *= ratio
        if begun is not None:
            signs = (o.signed_first <= begun) & (begun <= o.signed_last)
            room *= signs
            behind *= signs
        for e, capped in enumerate(o.capped):
            if capped:
                np.minimum(room[e], behind[e], out=room[e])
        amount = greatest(want, room, o.shares)
        if whole:
            amount = np.where(amount >= want * WHOLE, amount, 0.0)
        part = split(amount, room, behind, o.share)
        if (self.left[o.funds] < 1.0).any():
            amount, part = self._with_events(amount, part, o, whole=whole)
        self.spent[o.funds] += part  # a fund pays a cost once, so no row comes twice
        self.now[o.funds] += part
        self.paid[o.payers] += part / ratio
        return amount

    def _with_events(self, amount: Floats, part: Floats, o: Open, *, whole: bool) -> tuple[Floats, Floats]:
        left = self.left[o.funds]
        hit = ((part > 0.0) & (left < 1.0)).any(axis=0)
        if not hit.any():
            return amount, part
        if whole:
            return np.where(hit, 0.0, amount), np.where(hit, 0.0, part)
        room = part * left
        able = np.where(hit, greatest(amount, room, o.shares), amount)
        return able, np.where(hit, split(able, room, room, o.share), part)


def greatest(want: Floats, room: Floats, shares: Floats) -> Floats:
    """Returns the greatest x <= want with sum over payers of min(room, share x) >= x: Newton's steps from the right."""
    x = want
    for _ in range(len(room) + 1):
        bound = room < shares * x
        if not bound.any():
            full: Floats = np.zeros_like(x)
            rest = np.broadcast_to(shares.sum(), x.shape)
        else:
            full = (room * bound).sum(axis=0)
            rest = (shares * ~bound).sum(axis=0)
        good = (full + rest * x >= x) | (rest >= 1.0)
        if good.all():
            break
        x = np.where(good, x, full / (1.0 - np.where(good, 0.0, rest)))
    return x


def split(amount: Floats, room: Floats, behind: Floats, share: list[float]) -> Floats:
    """Returns who pays the amount: each in proportion to what it is behind, then those with room, in order."""
    total = behind.sum(axis=0)
    over = total > amount
    scale = np.where(over, amount / np.where(over, total, 1.0), 1.0)
    part, rest = np.empty_like(room), amount.copy()
    for e, own in enumerate(share):
        np.minimum(behind[e] * scale, room[e], out=part[e])
        np.minimum(part[e], rest if own >= 1.0 else np.minimum(amount * own, rest), out=part[e])
        rest -= part[e]
    for e, own in enumerate(share):
        if not (rest > 0.0).any():
            break
        more = np.minimum(np.minimum(room[e], amount * own) - part[e], rest)
        np.maximum(more, 0.0, out=more)
        part[e] += more
        rest -= more
    return part
