"""Where the simplex stands, put into another model: columns and rows that come in, or hold nothing any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def with_last_row_free(basis: Any) -> Any:
    """Returns a basis for the model with its last row free of bounds: out of the basis, it stands at nothing."""
    other = highspy.HighsBasis()
    rows = list(basis.row_status)
    if rows[-1] != highspy.HighsBasisStatus.kBasic:
        rows[-1] = highspy.HighsBasisStatus.kZero
    other.col_status, other.row_status, other.valid = basis.col_status, rows, True
    return other


def in_larger(basis: Any, columns: NDArray[np.int64], rows: NDArray[np.int64], size: tuple[int, int]) -> Any:
    """Returns a basis for a model of so many rows and columns from that of one whose columns and rows stand there:
    every further column is at its lower bound, every further row is slack.
    """
    of_columns = np.full(size[1], highspy.HighsBasisStatus.kLower, dtype=object)
    of_rows = np.full(size[0], highspy.HighsBasisStatus.kBasic, dtype=object)
    of_columns[columns], of_rows[rows] = list(basis.col_status), list(basis.row_status)
    larger = highspy.HighsBasis()
    larger.col_status, larger.row_status = of_columns.tolist(), of_rows.tolist()
    larger.valid = True
    return larger


def of_size(basis: Any, size: tuple[int, int]) -> Any:
    """Returns a basis for so many rows and columns, the first ones; further ones are slack and at their lower bounds,
    and were so where they are left out.
    """
    other = highspy.HighsBasis()
    other.col_status = _first(list(basis.col_status), size[1], highspy.HighsBasisStatus.kLower)
    other.row_status = _first(list(basis.row_status), size[0], highspy.HighsBasisStatus.kBasic)
    other.valid = True
    return other


def _first(states: list[Any], size: int, further: Any) -> list[Any]:
    return [*states[:size], *[further] * (size - len(states))]
