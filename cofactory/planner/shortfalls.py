"""One free row per need: its shortfall, ready to be bounded when another need is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.columns import Rows
from cofactory.planner.objective import need_weights

if TYPE_CHECKING:
    from cofactory.planner.arrays import Arrays
    from cofactory.planner.variables import Variables


def shortfall_of(a: Arrays, v: Variables) -> Rows:
    """Returns the rows shortfall[n] = sum_t back[n,t]/Q[n], or sum_t miss[n,t]/Q[n], without bounds."""
    back, miss = v["back"], v["miss"]
    rows = Rows.over("shortfall_of", back.ids, np.ones((len(back.ids), 1), dtype=bool))
    weight = need_weights(a)[:, None]
    rows.put(rows.grid, back.index, weight).put(rows.grid, miss.index, weight)
    rows.lower[:], rows.upper[:] = -np.inf, np.inf
    return rows
