"""Scales for rows and columns, so that a need of a billion units and one of two weigh alike in the solver's arithmetic.

A solver drops coefficients below 1e-9 and answers to absolute tolerances. Geometric scaling (each row and column
divided by the geometric mean of its smallest and largest entry, in turns; Curtis and Reid 1972 describe the aim)
brings every entry near 1 first. Scales are powers of two, so that nothing is rounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csc_array

    Floats = NDArray[np.float64]

PASSES = 4
"""Turns of rows and columns; more change little."""


def equilibrate(matrix: csc_array, whole: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Returns (row, column) scales: entries row[i]·matrix[i,j]·column[j] are near 1; whole-number columns keep 1."""
    rows, columns = np.zeros(matrix.shape[0]), np.zeros(matrix.shape[1])  # base-2 logarithms
    size = np.log2(np.abs(np.where(matrix.data == 0, 1.0, matrix.data)))
    row = matrix.indices
    column = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    for _ in range(PASSES):
        rows = -_middle(size + columns[column], row, matrix.shape[0])
        columns = -_middle(size + rows[row], column, matrix.shape[1])
        columns[whole] = 0.0
    return np.exp2(np.round(rows)), np.exp2(np.round(columns))


def _middle(size: Floats, owner: NDArray[np.int32] | NDArray[np.int64], count: int) -> Floats:
    """The mean of the smallest and largest entry (of logarithms) of each owner; 0 where it has none."""
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, owner, size)
    np.maximum.at(high, owner, size)
    none = np.isinf(low)
    low[none] = high[none] = 0.0
    middle: Floats = (low + high) / 2
    return middle


def lift(objective: Floats) -> float:
    """Returns the power of two that brings an objective's coefficients near 1; 1 where it has none."""
    there = np.abs(objective[objective != 0])
    if not len(there):
        return 1.0
    middle = (np.log2(there.min()) + np.log2(there.max())) / 2
    return float(np.exp2(-np.round(middle)))
