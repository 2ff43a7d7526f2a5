"""Percentiles of samples and their Monte Carlo errors, a few rows at a time so that nothing large is copied."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.simulator.book import Floats

FAN = (5, 25, 50, 75, 95)
"""Percentiles of deliveries and backlog."""

RANGE = (5, 50, 95)
"""Percentiles of cost, shortfall and dates."""

AT_ONCE = 256
"""Rows sorted at once: a few megabytes."""


def percentiles(rows: NDArray[Any], at: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Returns percentiles of every row and their errors, [row, percentile]; NaN where there are too few to tell.

    The error is half the distance between the order statistics sqrt(n p (1-p)) ranks to either side, which is the
    binomial standard deviation of the rank.
    """
    points, errors = np.full((len(rows), len(at)), np.nan), np.full((len(rows), len(at)), np.nan)
    n = rows.shape[1]
    told = [(k, *ranks) for k, p in enumerate(at) if _told(n, ranks := _ranks(n, p / 100))]
    if told:
        place, low, middle, high = (list(column) for column in zip(*told, strict=True))
        for first in range(0, len(rows), AT_ONCE):
            ordered = np.sort(rows[first : first + AT_ONCE], axis=1)
            points[first : first + AT_ONCE, place] = ordered[:, middle]
            width = ordered[:, high].astype(np.float64) - ordered[:, low]
            errors[first : first + AT_ONCE, place] = width / 2
    return points, errors


def fan(rows: NDArray[Any]) -> tuple[Floats, Floats]:
    """Returns the percentiles of `FAN` and their errors as `percentiles` does; where all runs agree, what they say.

    Too few runs may agree by luck, so they tell no more than where they differ.
    """
    least = rows.min(axis=1, initial=np.inf)
    agreed = least == rows.max(axis=1, initial=-np.inf)
    points = np.repeat(least.astype(np.float64)[:, None], len(FAN), axis=1)
    errors = np.zeros(points.shape)
    untold = [k for k, p in enumerate(FAN) if not _told(rows.shape[1], _ranks(rows.shape[1], p / 100))]
    points[:, untold], errors[:, untold] = np.nan, np.nan
    moving = np.flatnonzero(~agreed)
    for first in range(0, len(moving), AT_ONCE):
        some = moving[first : first + AT_ONCE]
        points[some], errors[some] = percentiles(rows[some], FAN)
    return points, errors


def _ranks(n: int, p: float) -> tuple[int, int, int]:
    reach = math.sqrt(n * p * (1 - p))
    middle = math.ceil(n * p) - 1
    return math.floor(n * p - reach) - 1, middle, math.ceil(n * p + reach) - 1


def _told(n: int, ranks: tuple[int, int, int]) -> bool:
    """Whether n numbers have such ranks."""
    return ranks[0] >= 0 and ranks[2] < n
