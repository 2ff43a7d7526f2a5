"""Who pays what, one amount at a time, in plain Python (docs/runs.md, "Money")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.simulators.plain import SLACK, WHOLE, rows

if TYPE_CHECKING:
    from types import SimpleNamespace

    from cofactory.simulator.book import Book


class Treasury:
    """The funds of one run."""

    def __init__(self, book: Book) -> None:
        self.payments = book.payments.tolist()
        self.limit = [row.period_limit * SLACK for row in rows(book.funds)]
        self.amount_at = [row.amount_at for row in rows(book.funds)]
        self._payers = list(enumerate(rows(book.payers)))
        self._costs = rows(book.costs)

    def reset(self, cells: list[float]) -> None:
        """Fills the funds anew."""
        self.amount = [cells[place] * SLACK for place in self.amount_at]
        self.spent = [0.0] * len(self.amount)
        self.now = [0.0] * len(self.amount)
        self.left = [1.0] * len(self.amount)
        self.paid = [0.0] * len(self._payers)

    def pay(self, cost: int, want: float, ratio: float, t: int, *, whole: bool, begun: int | None = None) -> float:
        """Returns how much of an amount is paid in period t; with `whole`, all of it or nothing."""
        row, signed = self._costs[cost], t if begun is None else begun
        able = [
            (e, o)
            for e, o in self._payers[row.first_payer : row.end_payer]
            if o.first <= t <= o.last and o.signed_first <= signed <= o.signed_last
        ]
        share = [o.share for _, o in able]
        room, behind = [], []
        for e, o in able:
            late = max(0.0, self.payments[t][e] - self.paid[e]) * ratio
            own = max(0.0, min(self.amount[o.fund] - self.spent[o.fund], self.limit[o.fund] - self.now[o.fund]))
            room.append(min(own, late) if o.capped else own)
            behind.append(late)
        amount = greatest(want, room, share)
        if whole and amount < want * WHOLE:
            return 0.0
        part = split(amount, room, behind, share)
        if any(x > 0.0 and self.left[o.fund] < 1.0 for x, (_, o) in zip(part, able, strict=True)):
            if whole:
                return 0.0
            room = [x * self.left[o.fund] for x, (_, o) in zip(part, able, strict=True)]
            amount = greatest(amount, room, share)
            part = split(amount, room, room, share)
        self._note(able, part, ratio)
        return amount

    def _note(self, able: list[tuple[int, SimpleNamespace]], part: list[float], ratio: float) -> None:
        for x, (e, o) in zip(part, able, strict=True):
            self.spent[o.fund] += x
            self.now[o.fund] += x
            self.paid[e] += x / ratio


def greatest(want: float, room: list[float], share: list[float]) -> float:
    """Returns the greatest x <= want with sum over payers of min(room, share x) >= x: Newton's steps from the right."""
    x = want
    for _ in range(len(room) + 1):
        full, shares = 0.0, 0.0
        for own, part in zip(room, share, strict=True):
            if own < part * x:
                full += own
            else:
                shares += part
        if full + shares * x >= x or shares >= 1.0:
            return x
        x = full / (1.0 - shares)
    return x


def split(amount: float, room: list[float], behind: list[float], share: list[float]) -> list[float]:
    """Returns who pays the amount: each in proportion to what it is behind, then those with room, in order."""
    total, rest, part = sum(behind), amount, []
    scale = amount / total if total > amount else 1.0
    for own, late, most in zip(room, behind, share, strict=True):
        part.append(min(late * scale, own, most * amount, rest))
        rest -= part[-1]
    for e in range(len(part)):
        if rest <= 0.0:
            break
        more = max(0.0, min(min(room[e], share[e] * amount) - part[e], rest))
        part[e] += more
        rest -= more
    return part
