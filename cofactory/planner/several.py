"""Where no single limit helps by one unit: the smallest set that helps together, and dates that must move further."""

from __future__ import annotations

from dataclasses import replace
from time import thread_time
from typing import TYPE_CHECKING

from cofactory.planner.candidates import Candidate, worth
from cofactory.planner.remedies import Remedies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cofactory.planner.chain import Limit
    from cofactory.planner.probe import Base, Probe


def together(probe: Probe, base: Base, pool: Sequence[Candidate]) -> tuple[list[Candidate], float]:
    """Returns a set of limits that help together, of which none can be left out, and what they gain; empty if all of
    them help nothing.
    """

    def gain(kept: Sequence[Candidate]) -> float:
        """What these gain together."""
        return probe.gain(base, [(c.limit, c.limit.by) for c in kept]) or 0.0

    if len(pool) < 2 or gain(pool) <= worth(base):
        return [], 0.0
    kept = _needed(list(pool), lambda rest: gain(rest) > worth(base))
    return kept, gain(kept)


def _needed(kept: list[Candidate], helps: Callable[[list[Candidate]], bool]) -> list[Candidate]:
    """Those of which none can be left out: halves are left out first, then quarters, then single ones."""
    size = len(kept) // 2
    while size:
        for start in reversed(range(0, len(kept), size)):
            rest = kept[:start] + kept[start + size :]
            if rest and helps(rest):
                kept = rest
        size //= 2
    return kept


def further(probe: Probe, base: Base, dates: Sequence[Limit], end: float) -> list[tuple[Limit, float]]:
    """Returns dates and durations that help only when they move by several periods, the first of 2, 4, 8 ... that does,
    with their gains; what is not found when this thread has used its processor until `end` is left out.
    """
    found: list[tuple[Limit, float]] = []
    left = [limit for limit in dates if limit.by and limit.lift is None and limit.row_family is None]
    periods = 2
    while left and periods <= 2 * probe.arrays.periods and thread_time() < end:
        wider = probe.with_room(periods)
        its = wider.base(base.subject)
        if its is None:
            break
        moved = [replace(limit, by=limit.by * periods) for limit in left]
        gains = Remedies(wider, its, moved, worth(base), end - thread_time()).run().gains
        helping = {n: gain for n, gain in gains.items() if gain > worth(base)}
        found += [(moved[n], gain) for n, gain in sorted(helping.items(), key=lambda pair: -pair[1])]
        left = [limit for n, limit in enumerate(left) if n not in helping]
        periods *= 2
    return found
