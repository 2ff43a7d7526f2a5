"""What one cost amounts to, period by period, in terms of the plan's choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.columns import Block
    from cofactory.planner.variables import Variables
    from cofactory.programme.eligibility import Cost

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Bill:
    """In period `period` falls due `value` (programme money) per unit of `column`, and `fixed` whatever is chosen."""

    period: Ints
    column: Ints
    value: Floats
    ordered: Ints
    """The period in which it was ordered; a project's cost falls due after that."""
    fixed: Floats
    """Per period of the horizon."""


def spending(a: Arrays, v: Variables, cost: Cost) -> Bill:
    """Returns the bill of a cost: production at start, step and opening when ordered, project cost evenly over its
    duration, stock at release, transport at dispatch.
    """
    n = _row(a, cost)
    match cost.kind:
        case "production":
            return _simple(a, v["start"], [n], float(a.lines.unit_cost[n]))
        case "expansion":
            return _simple(a, v["steps"], [n], float(a.lines.step_cost[n]))
        case "opening":
            return _simple(a, v["open"], [n], float(a.lines.opening_cost[n]))
        case "stock":
            return _simple(a, v["release"], [n], float(a.supply.stock_cost[n]))
        case "transport":
            return _simple(a, v["ship"], a.network.lanes_of.get(n, []), float(a.supply.route_cost[n]))
        case _:
            return _project(a, v["begin"], n)


def _row(a: Arrays, cost: Cost) -> int:
    match cost.kind:
        case "project":
            return a.projects.ids.index(cost.subject)
        case "stock":
            return next(n for n, row in enumerate(a.programme.stocks) if row.id == cost.subject)
        case "transport":
            return next(n for n, row in enumerate(a.programme.routes) if row.id == cost.subject)
        case _:
            return a.lines.ids.index(cost.subject)


def _simple(a: Arrays, block: Block, entities: list[int], price: float) -> Bill:
    index = block.index[entities].reshape(-1, a.periods)
    period = np.broadcast_to(np.arange(a.periods), index.shape)
    there = index >= 0
    return Bill(period[there], index[there], np.full(int(there.sum()), price), period[there], np.zeros(a.periods))


def _project(a: Arrays, begin: Block, n: int) -> Bill:
    profile, fixed = a.projects.profile[n], np.zeros(a.periods)
    if not a.projects.optional[n]:
        first = int(a.projects.earliest[n])
        for later, amount in enumerate(profile):
            if 0 <= first + later < a.periods:
                fixed[first + later] += amount
        none = np.zeros(0, dtype=np.int64)
        return Bill(none, none, np.zeros(0), none, fixed)
    begun, age = np.meshgrid(np.flatnonzero(begin.index[n] >= 0), np.arange(len(profile)), indexing="ij")
    inside = (begun + age < a.periods) & (profile[age] != 0)
    return Bill((begun + age)[inside], begin.index[n][begun[inside]], profile[age[inside]], begun[inside], fixed)
