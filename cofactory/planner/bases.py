"""Where the simplex stands, put into another model: columns and rows that come in, or hold nothing any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def with_last_row_free(basis: Any) -> Any:
    """Returns a basis for the model with its last row free of bounds: out of the basis, it stands at nothing."""
    rows = list(basis.row_status)
    if rows[-1] != highspy.HighsBasisStatus.kBasic:
        rows[-1] = highspy.HighsBasisStatus.kZero
    return _basis(basis.col_status, rows)


def in_larger(basis: Any, columns: NDArray[np.int64], rows: NDArray[np.int64], size: tuple[int, int]) -> Any:
    """Returns a basis for a model of so many rows and columns from that of one whose columns and rows stand there:
    every further column is at its lower bound, every further row is slack. What comes after those is left out.
    """
    of_columns = np.full(size[1], highspy.HighsBasisStatus.kLower, dtype=object)
    of_rows = np.full(size[0], highspy.HighsBasisStatus.kBasic, dtype=object)
    of_columns[columns], of_rows[rows] = basis.col_status[: len(columns)], basis.row_status[: len(rows)]
    return _basis(of_columns.tolist(), of_rows.tolist())


def with_further(basis: Any, columns: int, rows: int) -> Any:
    """Returns a basis for a model with so many more columns, at their lower bounds, and rows, which are slack."""
    lower, slack = [highspy.HighsBasisStatus.kLower] * columns, [highspy.HighsBasisStatus.kBasic] * rows
    return _basis([*basis.col_status, *lower], [*basis.row_status, *slack])


def _basis(columns: list[Any], rows: list[Any]) -> Any:
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status, basis.valid = columns, rows, True
    return basis
