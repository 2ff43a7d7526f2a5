"""A part of a model: some columns free, the others at fixed values, and only the rows that this leaves open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.model import Model

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """A smaller model and its place in the whole one; columns and rows are asked for by their number in the whole."""

    whole: Model
    model: Model
    """The free columns alone; what the fixed ones use is off the bounds of its rows. Blocks, rules: the whole's."""
    values: Floats
    """Every column of the whole; those that are free are replaced by an answer."""
    columns: Ints
    rows: Ints
    used: Floats
    """What the fixed columns contribute to every row of the whole."""

    def answer(self, found: Floats) -> Floats:
        """Returns an answer of the part as one of the whole."""
        answer = self.values.copy()
        answer[self.columns] = found
        return answer

    def prices(self, duals: Floats) -> Floats:
        """Returns prices of the part's rows as prices of all rows, 0 where a row was not open."""
        prices = np.zeros(len(self.whole.row_upper))
        prices[self.rows] = duals
        return prices

    def open_rows(self, rows: Ints) -> tuple[Ints, Flags]:
        """Returns the numbers that rows of the whole have here, and which of those asked for are here at all."""
        place = np.full(len(self.whole.row_upper), -1, dtype=np.int64)
        place[self.rows] = np.arange(len(self.rows))
        here = place[rows] >= 0
        return place[rows[here]], here


def part_of(model: Model, free: Flags, values: Floats) -> Part:
    """Returns the part in which the free columns move and all others have these values.

    Rows without a free column, and rows that bound nothing, are left out: nothing in the part can change them.
    """
    columns = np.flatnonzero(free)
    fixed = np.where(free, 0.0, values)
    used = np.asarray(model.matrix @ fixed)
    matrix = model.matrix[:, columns]
    touched = np.zeros(matrix.shape[0], dtype=bool)
    touched[matrix.indices] = True
    bounded = np.isfinite(model.row_lower) | np.isfinite(model.row_upper)
    rows = np.flatnonzero(touched & bounded)
    small = replace(
        model,
        lower=model.lower[columns],
        upper=model.upper[columns],
        whole=model.whole[columns],
        matrix=matrix.tocsr()[rows].tocsc(),
        row_lower=model.row_lower[rows] - used[rows],
        row_upper=model.row_upper[rows] - used[rows],
        shortfall=model.shortfall[columns],
        cost=model.cost[columns],
        row_scale=model.row_scale[rows],
        column_scale=model.column_scale[columns],
    )
    return Part(model, small, values, columns, rows, used)
