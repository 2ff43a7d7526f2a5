"""Rules of demand: what waits, what is lost, and what was promised by a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.columns import Rows, shifted

if TYPE_CHECKING:
    from cofactory.planner.arrays import Arrays
    from cofactory.planner.variables import Variables


def backlog(a: Arrays, v: Variables) -> Rows:
    """What a waiting need has not had stays due: back[n,t] = back[n,t-1] + quantity[n,t] - deliver[n,t] >= 0."""
    back = v["back"]
    rows = Rows.over("backlog", back.ids, back.index >= 0)
    rows.put(rows.grid, back.index, 1.0).put(rows.grid, shifted(back.index, 1), -1.0)
    for d, (need, _) in enumerate(a.network.drops):
        rows.put(rows.grid[need], v["deliver"].index[d], 1.0)
    return rows.equal(a.demand.asked)


def missed(a: Arrays, v: Variables) -> Rows:
    """What a need that does not wait has not had in its period is lost.

    miss[n,t] = quantity[n,t] - deliver[n,t] >= 0.
    """
    miss = v["miss"]
    rows = Rows.over("missed", miss.ids, miss.index >= 0)
    rows.put(rows.grid, miss.index, 1.0)
    for d, (need, _) in enumerate(a.network.drops):
        rows.put(rows.grid[need], v["deliver"].index[d], 1.0)
    return rows.equal(a.demand.asked)


def shortfall(a: Arrays, v: Variables) -> Rows:
    """A need's shortfall is the share of it outstanding, times periods.

    Q[n]·short[n] = sum_t back[n,t] for a need that waits, sum_t miss[n,t] for one that does not; Q its total.
    """
    short = v["short"]
    rows = Rows.over("shortfall", short.ids, short.index >= 0)
    rows.put(rows.grid, short.index, -a.demand.total[:, None])
    return rows.put(rows.grid, v["back"].index, 1.0).put(rows.grid, v["miss"].index, 1.0).equal(0.0)


def promise(a: Arrays, v: Variables) -> Rows:
    """What is missing from a promise at its due date, as a share of it.

    quantity·gap[k] >= quantity - sum_{t<=due} deliver[need,t].
    """
    gap, t = v["gap"], np.arange(a.periods)
    rows = Rows.over("promise", gap.ids, gap.index >= 0)
    rows.put(rows.grid, gap.index, a.demand.promised_quantity[:, None])
    for d, (need, _) in enumerate(a.network.drops):
        for k in np.flatnonzero(a.demand.promised_need == need):
            by_then = np.where(t <= a.demand.promised_due[k], v["deliver"].index[d], -1)
            rows.put(rows.grid[k], by_then, 1.0)
    return rows.at_least(a.demand.promised_quantity[:, None])
