"""What every engine hands back, and where two of them differ."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EXACT = 1e-6
"""Relative: how far two engines may lie apart in a number; below 1, absolute."""


class Results(NamedTuple):
    """A block of runs. An array may have its runs on two axes, [block, lane, ...]; `flat` makes them one."""

    delivered: Floats
    """[run, need, period]."""
    short: Floats
    """[run, need, period]."""
    cost: Floats
    shortfall: Floats
    date: Floats
    """[run, promise]."""

    def flat(self) -> Results:
        """Returns the same with one axis of runs everywhere, without the padding of a last block."""
        count = len(self.cost)
        rows = {"delivered": (self.delivered, 2), "short": (self.short, 2), "date": (self.date, 1)}
        return self._replace(**{name: _flat(array, kept)[:count] for name, (array, kept) in rows.items()})


def _flat(array: Floats, kept: int) -> Floats:
    """All axes but the last `kept` made one."""
    before, after = array.shape[:-kept], array.shape[-kept:]
    return array.reshape(math.prod(before), *after)


def difference(found: Results, expected: Results) -> str | None:
    """Returns a sentence about the largest difference beyond what is allowed, none where there is none."""
    for name, mine, right in zip(Results._fields, found.flat(), expected.flat(), strict=True):
        if mine.shape != right.shape:
            return f"{name} has the shape {mine.shape} and not {right.shape}."
        gap = np.abs(mine - right) / np.maximum(1.0, np.abs(right))
        if gap.size and not gap.max() <= EXACT:  # a NaN is a difference too
            place = tuple(int(k) for k in np.unravel_index(int(np.argmax(gap)), gap.shape))
            return f"{name}{list(place)} is {mine[place]:.9g} and not {right[place]:.9g}."
    return None
