"""Room in a model for what could matter if a date were looser: then one date or all of them have the same columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.planner.lanes import useful_lanes
from cofactory.planner.limits import all_dates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays


@dataclass(frozen=True)
class Room:
    """Which dates and lanes a model is laid out for."""

    looser: Arrays
    """The programme with every date and duration one period looser: units reach each place no sooner than here."""
    lanes: NDArray[np.bool_]
    """Lanes that matter with some of the dates looser."""


def room_for(a: Arrays, periods: int = 1) -> Room:
    """Returns the room that a programme needs for any of its dates and durations to be so many periods looser."""
    looser = a
    for limit in all_dates(a):
        looser = limit.applied(looser, limit.by * periods)
    return Room(looser, useful_lanes(a, looser))
