"""Scales for the money in a model, so that a cost of half a euro and one of two billion stand in one arithmetic.

A solver drops coefficients below 1e-9 and answers to absolute tolerances. Geometric scaling (each row and column
divided by the geometric mean of its smallest and largest entry, in turns; Curtis and Reid 1972 describe the aim)
brings the entries of money near 1 first. Units are left as they are: a row without money is only ever scaled up, so
that flows stay exact to the solver's tolerance. Scales are powers of two: nothing is rounded.
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


def equilibrate(matrix: csc_array, money: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Returns (row, column) scales: entries row[i]·matrix[i,j]·column[j] are near 1; columns without money keep 1."""
    rows, columns = np.zeros(matrix.shape[0]), np.zeros(matrix.shape[1])  # base-2 logarithms
    size = np.log2(np.abs(np.where(matrix.data == 0, 1.0, matrix.data)))
    row = matrix.indices
    column = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    of_units = np.ones(matrix.shape[0], dtype=bool)
    of_units[row[money[column]]] = False
    for _ in range(PASSES):
        rows = -_middle(size + columns[column], row, matrix.shape[0])
        rows[of_units] = np.maximum(rows[of_units], 0.0)
        columns = -_middle(size + rows[row], column, matrix.shape[1])
        columns[~money] = 0.0
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
