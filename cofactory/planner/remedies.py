"""Which of many dates, durations and rules help a subject, and which helps most: none missed, few solved afresh.

All limits of one kind are laid out at once; what each of them adds (see `beside`) is told apart by whose columns they
are. Where none of these earns anything at the prices of the subject's best, the limit is proven to gain nothing. The
others are solved for real, from that best on. What is left when time is up is solved together: no one gains more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import thread_time
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.owners import legs, owners, places
from cofactory.planner.payable import without_money, without_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from cofactory.planner.beside import Beside
    from cofactory.planner.chain import Limit
    from cofactory.planner.probe import Base, Probe

APART = ("project", "project_start", "fund_share", "arrival")
"""Kinds of which each is laid out by itself: what changes is not one line's, stock's, route's or fund's alone."""
LESS = ("project", "fund_share")
"""Kinds that may gain less than what they add does: a shorter project falls due sooner, a larger share must be paid."""
MONEY = ("funds", "fund_rules")
EARNS = 1e-9
"""A column earns where a unit of it gains the subject more units than this: less is the solver's tolerance."""


@dataclass(frozen=True)
class Try:
    """A limit that may help, what it adds, and what that seems to gain."""

    limit: int
    more: Beside | None
    promise: tuple[float, float]


@dataclass
class Remedies:
    """The search for the limits that help: what each one tried gains, and what the others gain at most."""

    probe: Probe
    base: Base
    limits: Sequence[Limit]
    worth: float
    seconds: float
    """Of this thread's processor, after which no further limit is solved."""
    progress: Callable[[int, int], None] | None = None
    gains: dict[int, float] = field(default_factory=dict)
    """What each limit gains that was solved for real, by its number."""
    most: float = 0.0
    """What a limit that was not tried gains at most; 0 where all others are proven to gain nothing."""
    left: int = 0
    """How many limits were neither tried nor proven to gain nothing."""

    def run(self) -> Remedies:
        """Returns itself, with all that help found, or as many as there is time for, the most promising first."""
        end = thread_time() + self.seconds
        ready = sorted(self._ready(), key=lambda one: one.promise, reverse=True)
        for n, one in enumerate(ready):
            if thread_time() >= end:
                self._leave(ready[n:])
                break
            if self.progress is not None:
                self.progress(n, len(ready))
            self.gains[one.limit] = self._gain(one)
        return self

    def _gain(self, one: Try) -> float:
        """What a limit gains for real; 0, and one more left, where that is not found in time."""
        limit = self.limits[one.limit]
        gain = None if one.more is None else self.probe.gain_with(self.base, one.more)
        exact = one.more is not None and one.more.exact and limit.kind not in LESS
        if gain is not None and (exact or gain <= self.worth):
            return gain
        afresh = self.probe.gain_afresh(self.base, [(limit, limit.by)])
        if afresh is None:
            self.left, self.most = self.left + 1, max(self.most, self.base.value if gain is None else gain)
        return afresh or 0.0

    def _leave(self, rest: Sequence[Try]) -> None:
        """What is left gains no more than all of it together."""
        limits, most = [self.limits[one.limit] for one in rest], self.base.value
        if self.probe.relaxed and all(limit.rule is None for limit in limits):
            more = self.probe.beside(self.base, [(limit, limit.by) for limit in limits])
            most = most if more is None else min(most, self._at_most(more))
        self.left, self.most = self.left + len(rest), max(self.most, most)

    def _ready(self) -> list[Try]:
        """The limits that may help."""
        if not self.probe.relaxed:
            return [Try(n, None, (0.0, 0.0)) for n in range(len(self.limits))]
        found: list[Try] = []
        by_money = self._at_most(without_money(self.base.part)) if self.probe.arrays.money.limited else 0.0
        for members in self._by_kind():
            first = self.limits[members[0]]
            if first.rule is not None and by_money > self.worth:
                found += self._rules(first.rule.fund, members)
            elif first.table not in MONEY or by_money > self.worth:
                found += self._side_by_side(members) if len(members) > 1 else self._apart(members)
        return found

    def _at_most(self, more: Beside) -> float:
        """What limits gain at most that add no more than this."""
        gain = self.probe.gain_with(self.base, more)
        return self.base.value if gain is None else gain

    def _rules(self, fund: str, members: Sequence[int]) -> list[Try]:
        """The rules of a fund, where it could do more without any: a rule changes names and is laid out afresh."""
        a = self.probe.arrays
        bound = self._at_most(without_rules(a, self.base.part, places(a, "funds")[fund]))
        return [Try(n, None, (bound, bound)) for n in members] if bound > self.worth else []

    def _side_by_side(self, members: Sequence[int]) -> list[Try]:
        """Limits of one kind: laid out at once and told apart; each by itself where that cannot be."""
        limits = [self.limits[n] for n in members]
        more = self.probe.beside(self.base, [(limit, limit.by) for limit in limits])
        owner = None if more is None else owners(self.probe.arrays, limits[0].table, more)
        if more is None or owner is None or not more.exact:
            return [one for n in members for one in self._apart([n])]
        a, table, found = self.probe.arrays, limits[0].table, []
        place, earnings = places(a, table), self._earnings(more)
        for n, limit in zip(members, limits, strict=True):
            own = owner == place[limit.id]
            if table == "routes" and more.closed.any():
                own |= legs(a, place[limit.id], more)
            if (earnings[own] > EARNS).any():
                found.append(Try(n, more.only(own), _promise(more, earnings, own)))
        return found

    def _apart(self, members: Sequence[int]) -> list[Try]:
        """Limits each laid out by itself, where they earn anything."""
        found = []
        for n in members:
            more = self.probe.beside(self.base, [(self.limits[n], self.limits[n].by)])
            earnings = np.zeros(0) if more is None else self._earnings(more)
            if more is None:
                found.append(Try(n, None, (np.inf, np.inf)))
            elif (earnings > EARNS).any():
                found.append(Try(n, more, _promise(more, earnings, earnings > EARNS)))
        return found

    def _earnings(self, more: Beside) -> NDArray[np.float64]:
        """What a unit of each column gains, in units of the subject."""
        duals = np.zeros(0) if self.base.duals is None else self.base.duals
        return more.earnings(duals) * max(1.0, self.base.subject.units)

    def _by_kind(self) -> list[list[int]]:
        """The numbers of the limits, those of one kind side by side where their columns can be told apart."""
        optional = {row.id for row in self.probe.arrays.programme.projects if row.optional == "yes"}
        gated = {row.id for row in self.probe.arrays.programme.lines if row.project in optional}
        groups: dict[tuple[str, ...], list[int]] = {}
        for n, limit in enumerate(self.limits):
            if limit.rule is not None:
                groups.setdefault((limit.table, limit.rule.fund), []).append(n)
                continue
            alone = limit.kind in APART or (limit.table == "lines" and limit.id in gated)
            groups.setdefault((str(n),) if alone else (limit.table, limit.kind), []).append(n)
        return list(groups.values())


def _promise(more: Beside, earnings: NDArray[np.float64], own: NDArray[np.bool_]) -> tuple[float, float]:
    """What some columns earn with what flows now, and, where that is alike, in all."""
    earned = earnings[own].clip(0)
    return float(earned @ more.planned[own]), float(earned.sum())
