"""What a search took and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cofactory.planner.highs import Outcome


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
        """`optimal` when both objectives reached the gap asked for, else why the search ended."""
        endings = {self.first.ending, self.second.ending}
        for cut in ("interrupted", "time", "failed"):
            if cut in endings:
                return cut
        return "optimal"
