"""Whole numbers near a relaxed answer: running totals of steps, openings and projects, rounded, then tightened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model

    Floats = NDArray[np.float64]

ROUND = 1e-6
"""A whole number this far above the one below is that one: solvers answer 2.0000001."""
LATER = (0.3, 0.5, 0.7, 1.0)
"""How much of a unit a running total may stay below the relaxed one: each line's next try."""
WHOLE = ("steps", "open", "begin")
"""The blocks of whole numbers."""
MOVED = 0.3
"""Running totals of relaxed answers this near to each other ask for the same whole numbers (with 0.02 and with 1 more
had to be tried).
"""


@dataclass(frozen=True)
class Rounded:
    """One way of rounding: per block and entity, by how much the running total may lag behind the relaxed one."""

    lag: dict[str, Floats]

    def values(self, model: Model, answer: Floats) -> Floats:
        """Returns the whole-number columns of the model, in the order in which they stand."""
        guess = np.zeros(len(answer))
        for name in WHOLE:
            block = model.blocks[name]
            total = np.cumsum(block.read(answer), axis=1)
            rounded = np.ceil(np.maximum(total - self.lag[name][:, None], 0.0) - ROUND)
            there = block.index >= 0
            guess[block.index[there]] = np.diff(rounded, axis=1, prepend=0.0)[there]
        return guess[model.whole]


def up(model: Model, lag: float = 0.0) -> Rounded:
    """Returns the rounding in which all running totals are rounded up, or lag alike before they are."""
    return Rounded({name: np.full(len(model.blocks[name].ids), lag) for name in WHOLE})


def where_moved(model: Model, whole: Floats, before: Floats, after: Floats) -> Floats:
    """Returns whole numbers that are those of a plan where two relaxed answers, its own and another, are the same, and
    the other one rounded up where running totals moved.
    """
    values, rounded, stood = (np.zeros(len(after)) for _ in range(3))
    values[model.whole], rounded[model.whole] = whole, up(model).values(model, after)
    stood[model.whole] = before
    for name in WHOLE:
        block = model.blocks[name]
        totals = np.cumsum(block.read(after) - block.read(stood), axis=1)
        moved = np.abs(totals).max(axis=1, initial=0.0) > MOVED
        there = block.index[moved]
        values[there[there >= 0]] = rounded[there[there >= 0]]
    return values[model.whole]


def thriftier(a: Arrays, model: Model, answer: Floats, rounded: Rounded) -> Iterator[Rounded]:
    """Gives roundings in which one entity lags one notch more, what would save most first."""
    saving: list[tuple[float, str, int, float]] = []
    price = {"steps": a.lines.step_cost, "open": a.lines.opening_cost}
    price["begin"] = np.array([profile.sum() for profile in a.projects.profile], dtype=float)
    for name in WHOLE:
        total = model.blocks[name].read(answer).sum(axis=1)
        for n in np.flatnonzero(total > ROUND).tolist():
            whole = np.ceil(total[n] - rounded.lag[name][n] - ROUND)
            further = [lag for lag in LATER if lag > rounded.lag[name][n]]
            fewer = [lag for lag in further if np.ceil(total[n] - lag - ROUND) < whole]
            if fewer:
                saving.append((float(price[name][n]), name, n, fewer[0]))
            if further:
                saving.append((float(price[name][n]) / LATE, name, n, further[0]))
    for _, name, n, lag in sorted(saving, key=lambda entry: -entry[0]):
        lags = {key: values.copy() for key, values in rounded.lag.items()}
        lags[name][n] = lag
        yield Rounded(lags)


LATE = 100.0
"""An order given later saves about so small a share of what an order not given saves."""
