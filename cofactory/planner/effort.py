"""What a search took and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cofactory.planner.outcome import Outcome


SAME = 1e-5
"""A gap this small is the tolerance to which the first objective is held while the second is solved."""


@dataclass(frozen=True)
class Effort:
    """What the search took and how near to proven best it came."""

    seconds: Mapping[str, float]
    columns: int
    rows: int
    first: Outcome
    second: Outcome
    gap_asked: float

    @property
    def status(self) -> str:
        """`optimal` when both objectives reached the gap asked for; `gap` when not; or why the search was cut off."""
        endings = {self.first.ending, self.second.ending}
        for cut in ("interrupted", "time", "failed"):
            if cut in endings:
                return cut
        reached = max(self.first.gap, self.second.gap) <= max(self.gap_asked, SAME)
        return "optimal" if reached else "gap"
