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
        for group in _by_kind(self.limits):
            self._judge(group)
        self._all_at_once()
        while self.open and self.solved < self.tries:
            group = max(self.open, key=lambda one: one.most)
            self.open.remove(group)
            self._examine(group)
            if self.progress is not None:
                self.progress(len(self.limits) - self.left, len(self.limits))
        return self

    def _judge(self, group: Group) -> Part:
        """The group's part of the model; the group stays open where it may gain something."""
        part = self.probe.loosened(self.base, [(self.limits[n], self.limits[n].by) for n in group.members])
        for priced in self.prices[group.judged :]:
            if group.most > self.worth:
                group.most = min(group.most, self.probe.at_most(self.base, part, priced))
        group.judged = len(self.prices)
        if group.most > self.worth:
            self.open.append(group)
        return part

    def _all_at_once(self) -> None:
        """All that is open solved as one: where that gains nothing, nothing of it does; else its prices are sharp."""
        members = [g for g in self.open if not _alone(self.limits[g.members[0]])]
        one = tuple(n for group in members for n in group.members)
        if len(one) < 2:
            return
        whole = Group(one)
        gain = self._solve(whole, self.probe.loosened(self.base, [(self.limits[n], self.limits[n].by) for n in one]))
        for group in members:
            group.most = min(group.most, gain)
        self.open = [group for group in self.open if group.most > self.worth]

    def _examine(self, group: Group) -> None:
        """One more step with the most promising group: judged by new prices, solved, or halved."""
        part = None
        if group.judged < len(self.prices) or len(group.members) == 1:
            part = self._judge(group)
            if group not in self.open or group.most < self.most:
                return
            self.open.remove(group)
        if len(group.members) == 1 and part is not None:
            self.gains[group.members[0]] = self._solve(group, part)
            return
        half = len(group.members) // 2
        for members in (group.members[:half], group.members[half:]):
            self._judge(Group(members, group.most))

    def _solve(self, group: Group, part: Part) -> float:
        """What a group gains for real; its prices judge the others from now on."""
        gain, priced = self.probe.solved(self.base, part)
        self.solved += 1
        if priced is not None:
            self.prices.append(priced)
        group.most = min(group.most, gain)
        return gain


def _alone(limit: Limit) -> bool:
    return limit.kind in ALONE


def _by_kind(limits: Sequence[Limit]) -> list[Group]:
    """Limits of one kind as one group, but for those that are judged alone."""
    groups: dict[tuple[str, str, int], list[int]] = {}
    for n, limit in enumerate(limits):
        groups.setdefault((limit.table, limit.kind, n if _alone(limit) else -1), []).append(n)
    return [Group(tuple(members)) for members in groups.values()]
