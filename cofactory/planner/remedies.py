"""Which of many limits help a subject, and which helps most, with few re-solves and none missed.

What loosening several limits together gains is never less than what one of them does. So a group is loosened as one,
and what it gains at most is known from prices (see `priced`): most groups gain nothing and are done with. The others
are halved, the most promising first, until single limits are left; these are solved again for real. Each re-solve gives
new prices, by which the rest is judged more sharply.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cofactory.planner.chain import Limit
    from cofactory.planner.part import Part
    from cofactory.planner.priced import Priced
    from cofactory.planner.probe import Base, Probe

ALONE = ("project", "project_start")
"""What may gain less together with others: a cost that falls due sooner can take money from the others."""
APART = (*ALONE, "rule")
"""What is not in the set of all: without rules that tell origins apart everything has other names, and much is free."""


OFTEN = ("lead_time", "ramp")
"""Kinds that often help: one group each."""
FEW, SETS = 3, 4
"""So few limits are judged one by one, more are halved; and by so many sets of prices, the latest."""
COSTLY = 40_000
"""Columns of a part from which a re-solve takes seconds, laying it out tenths of one."""


@dataclass(eq=False)
class Group:
    """Limits that are loosened together, and what each of them gains at most."""

    members: tuple[int, ...]
    most: float = np.inf
    judged: int = 0
    """How many sets of prices have judged it."""


@dataclass
class Remedies:
    """The search for the limits that help: what each one tried gains, and what the others gain at most."""

    probe: Probe
    base: Base
    limits: Sequence[Limit]
    worth: float
    tries: int
    """Re-solves at most."""
    progress: Callable[[int, int], None] | None = None
    gains: dict[int, float] = field(default_factory=dict)
    """What each limit gains that was solved again for real, by its number."""
    prices: list[Priced] = field(default_factory=list)
    open: list[Group] = field(default_factory=list)
    solved: int = 0

    @property
    def most(self) -> float:
        """What a limit that was not tried gains at most; 0 where all others are proven to gain nothing."""
        return max((group.most for group in self.open), default=0.0)

    @property
    def left(self) -> int:
        """How many limits were neither tried nor proven to gain nothing."""
        return sum(len(group.members) for group in self.open)

    def run(self) -> Remedies:
        """Returns itself, with all that help found, or as many as there are re-solves for."""
        if self.base.priced is not None:
            self.prices.append(self.base.priced)
        together = self._all_at_once()
        for members in _by_kind(self.limits):
            most = min(self.base.value, np.inf if self.limits[members[0]].kind in APART else together)
            if most > self.worth and self._costly():
                self._judge(Group(members, most))
            elif most > self.worth:
                self._settle(Group(members, most))
        while self.solved < self.tries and (ready := [one for one in self.open if self._ready(one)]):
            group = max(ready, key=lambda one: one.most)
            self.open.remove(group)
            self._examine(group)
            if self.progress is not None:
                self.progress(len(self.limits) - self.left, len(self.limits))
        return self

    def _judge(self, group: Group) -> Part:
        """The group's part of the model; the group stays open where it may gain something."""
        part = self._part(group)
        for priced in self.prices[max(group.judged, len(self.prices) - SETS) :]:
            if group.most > self.worth:
                group.most = min(group.most, self.probe.at_most(self.base, part, priced))
        group.judged = len(self.prices)
        if group.most > self.worth:
            self.open.append(group)
        return part

    def _settle(self, group: Group) -> None:
        """A group judged, and where it may gain something solved for real."""
        part = self._judge(group)
        if group not in self.open or self.solved >= self.tries:
            return
        gain = self._solve(group, part)
        if len(group.members) == 1:
            self.gains[group.members[0]] = gain
        if len(group.members) == 1 or gain <= self.worth:
            self.open.remove(group)

    def _part(self, group: Group) -> Part:
        return self.probe.loosened(self.base, [(self.limits[n], self.limits[n].by) for n in group.members])

    def _all_at_once(self) -> float:
        """What all of them gain together: where that is nothing, none of them gains anything."""
        members = [n for n, limit in enumerate(self.limits) if limit.kind not in APART]
        if len(members) < 2:
            return float(np.inf)
        whole, known = Group(tuple(members)), len(self.prices)
        gain = self._solve(whole, self._part(whole))
        return gain if self.base.priced is None or len(self.prices) > known else np.inf  # without an answer: no proof

    def _examine(self, group: Group) -> None:
        """One more step with the most promising group: halved, or, where it is one limit, solved again for real."""
        if self._costly() and (len(group.members) == 1 or group.judged < len(self.prices)):
            part = self._judge(group)
            if group not in self.open or group.most < max(one.most for one in self.open if self._ready(one)):
                return
            self.open.remove(group)
            if len(group.members) == 1:
                self.gains[group.members[0]] = self._solve(group, part)
                return
        size = (len(group.members) + 1) // 2 if len(group.members) > FEW else 1
        for start in range(0, len(group.members), size):
            smaller = Group(group.members[start : start + size], group.most)
            if self._costly():
                self._judge(smaller)
            else:
                self._settle(smaller)

    def _ready(self, group: Group) -> bool:
        """Whether a group is looked into further: rules are not where that takes half a minute each."""
        return not self._costly() or self.limits[group.members[0]].kind != "rule"

    def _costly(self) -> bool:
        """Whether a re-solve takes longer than laying the model out again does."""
        return len(self.base.part.columns) >= COSTLY

    def _solve(self, group: Group, part: Part) -> float:
        """What a group gains for real; its prices judge the others from now on."""
        gain, priced = self.probe.solved(self.base, part)
        self.solved += 1
        if priced is not None:
            self.prices.append(priced)
        group.most = min(group.most, gain)
        return gain


def _by_kind(limits: Sequence[Limit]) -> list[tuple[int, ...]]:
    """The numbers of limits in groups: each kind that often helps, all other kinds side by side, some each alone."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for n, limit in sorted(enumerate(limits), key=lambda pair: (pair[1].table, pair[1].kind)):
        often, alone = limit.kind in (*OFTEN, "rule"), limit.kind in ALONE
        groups.setdefault((limit.table, limit.kind) if often else (str(n),) if alone else (), []).append(n)
    return [tuple(members) for members in groups.values()]
