"""One programme as one sparse model: columns, rows and both objectives, ready for a solver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array

from cofactory.planner.lanes import direct_lanes
from cofactory.planner.objective import COST, SHORTFALL, total
from cofactory.planner.rules import FINANCIAL, PHYSICAL
from cofactory.planner.scaling import equilibrate
from cofactory.planner.variables import build_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csc_array

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.columns import Block, Rows
    from cofactory.planner.room import Room
    from cofactory.planner.rules import Rule

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """minimise shortfall·x, then cost·x, subject to row_lower <= matrix·x <= row_upper and column bounds.

    The last row holds the shortfall: free while the first objective is minimised, then bounded by its best value.
    """

    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    matrix: csc_array
    row_lower: Floats
    row_upper: Floats
    blocks: dict[str, Block]
    rules: tuple[tuple[Rows, int], ...]
    """Each family of rows with the number of its first row."""
    shortfall: Floats
    cost: Floats
    fixed_cost: float
    row_scale: Floats
    column_scale: Floats
    """What the solver multiplies rows and columns by (see `scaling`)."""
    detours: NDArray[np.int64]
    """Columns of transport that does not go straight from a source to a use: a search may bring them in by price."""

    @property
    def held_row(self) -> int:
        """The row that holds the shortfall."""
        return len(self.row_upper) - 1

    def rows(self, name: str) -> tuple[Rows, int]:
        """Returns a family of rows and the number of its first row; KeyError when the model has none of it."""
        for rows, first in self.rules:
            if rows.name == name:
                return rows, first
        raise KeyError(name)


def build_model(a: Arrays, *, only: tuple[Rule, ...] | None = None, room: Room | None = None) -> Model:
    """Returns the model of a programme; `only` leaves all rules out but these (for showing one rule at a time); `room`
    is for columns that matter with other dates.
    """
    columns = build_columns(a, room)
    v, size = columns.blocks, columns.size
    rules = (*PHYSICAL, *FINANCIAL) if a.money.limited else PHYSICAL
    families = [rule(a, v) for rule in rules if only is None or rule in only]
    shortfall, _ = total(a, v, size, SHORTFALL)
    cost, fixed = total(a, v, size, COST)
    first, placed = 0, []
    for rows in families:
        placed.append((rows, first))
        first += len(rows.lower)
    weighted = np.flatnonzero(shortfall)
    row = [part + start for rows, start in placed for part in rows.entry_row] + [np.full(len(weighted), first)]
    column = [part for rows, _ in placed for part in rows.entry_column] + [weighted]
    value = [part for rows, _ in placed for part in rows.entry_value] + [shortfall[weighted]]
    matrix = coo_array(
        (np.concatenate(value), (np.concatenate(row), np.concatenate(column))), shape=(first + 1, size)
    ).tocsc()
    matrix.sum_duplicates()
    whole = np.concatenate(columns.whole)
    row_scale, column_scale = equilibrate(matrix, _money_columns(v, size))
    return Model(
        lower=np.concatenate(columns.lower),
        upper=np.concatenate(columns.upper),
        whole=whole,
        matrix=matrix,
        row_lower=np.concatenate([*(rows.lower for rows, _ in placed), [-np.inf]]),
        row_upper=np.concatenate([*(rows.upper for rows, _ in placed), [np.inf]]),
        blocks=v,
        rules=tuple(placed),
        shortfall=shortfall,
        cost=cost,
        fixed_cost=fixed,
        row_scale=row_scale,
        column_scale=column_scale,
        detours=_detours(a, v),
    )


def _detours(a: Arrays, v: dict[str, Block]) -> NDArray[np.int64]:
    ship = v["ship"].index[~direct_lanes(a)]
    columns: NDArray[np.int64] = ship[ship >= 0]
    return columns


def _money_columns(v: dict[str, Block], size: int) -> NDArray[np.bool_]:
    """The columns that may be scaled: money ranges over nine powers of ten, units keep their size and exactness."""
    money = np.zeros(size, dtype=bool)
    for name in ("due", "pay"):
        if name in v:
            money[v[name].index[v[name].index >= 0]] = True
    return money
