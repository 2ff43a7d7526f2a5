"""Which detours would pay: transport left out of a linear model, judged by the prices its answer gives.

The answer of the smaller model is that of the whole one as soon as no column left out has a negative reduced cost.
Where units only pass through, the smaller model has no price; there a unit is worth what it is worth further on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.lanes import transit_nodes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

NOTHING = 1e-7
"""A reduced cost this small, beside the largest price of a unit, is the solver's tolerance."""


def paying_detours(a: Arrays, model: Model, objective: Floats, duals: Floats) -> Ints:
    """Returns the columns of `model.detours` that may lower an objective whose row prices are these; none: proven."""
    ship, (route, source, target) = model.blocks["ship"].index, a.network.lane_ends
    dispatch, worth = _worth_everywhere(a, model, objective, duals)
    transit, arrives = transit_nodes(a), _later(worth, target, a.supply.route_lead[route])
    reduced = dispatch + worth[source] - arrives
    small = NOTHING * max(1e-6, float(np.abs(worth).max(initial=0.0)))
    pays = reduced < -small
    through = np.zeros(len(worth), dtype=bool)
    through[target[pays.any(axis=1)]] = True
    onward = (transit & _reached(through & transit, source, target, transit))[source][:, None] & (reduced <= small)
    columns = ship[(pays | onward) & (ship >= 0)]
    found: Ints = np.intersect1d(columns, model.detours) if pays.any() else np.zeros(0, dtype=np.int64)
    return found


def prices_everywhere(a: Arrays, model: Model, objective: Floats, duals: Floats) -> Floats:
    """Returns the row prices with one at every place that units only pass through: what they are worth further on.

    Where no detour pays, these are prices of the whole model and not only of the smaller one.
    """
    rows, first = model.rows("balance")
    _, worth = _worth_everywhere(a, model, objective, duals)
    there = transit_nodes(a)[:, None] & (rows.grid >= 0)
    found = duals.copy()
    found[first + rows.grid[there]] = -worth[there]
    return found


def rows_at_ends(a: Arrays, model: Model, columns: Ints) -> Flags:
    """Returns True per balance of a place from which, or to which, one of these columns of transport leads, and per
    limit of what may go by route and period with one of them in it.
    """
    rows, first = model.rows("balance")
    _, source, target = a.network.lane_ends
    lanes = np.isin(model.blocks["ship"].index, columns).any(axis=1)
    grid = rows.grid[np.union1d(source[lanes], target[lanes])]
    found = np.zeros(len(model.row_lower), dtype=bool)
    found[first + grid[grid >= 0]] = True
    limits, first = model.rows("route_capacity")
    part = model.matrix[:, columns].tocsr()[first : first + len(limits.lower)]
    found[first + np.flatnonzero(np.diff(part.indptr))] = True
    return found


def _worth_everywhere(a: Arrays, model: Model, objective: Floats, duals: Floats) -> tuple[Floats, Floats]:
    """What each lane costs a unit besides the unit (infinite where it cannot leave), and what a unit is worth at each
    node and period, both in the objective.
    """
    ship, (route, source, target) = model.blocks["ship"].index, a.network.lane_ends
    lead = a.supply.route_lead[route]
    own = _own_price(model, objective, duals)
    dispatch = np.append(own, np.inf)[ship]
    worth = _worth(model, duals)
    transit = transit_nodes(a)
    worth[transit] = 0.0
    while True:
        passed = np.zeros_like(worth)
        np.maximum.at(passed, source, _later(worth, target, lead) - dispatch)
        passed = np.maximum.accumulate(passed[:, ::-1], axis=1)[:, ::-1]  # a unit may wait
        passed[~transit] = worth[~transit]
        if np.allclose(passed, worth, rtol=0.0, atol=0.0):
            return dispatch, worth
        worth = passed


def _own_price(model: Model, objective: Floats, duals: Floats) -> Floats:
    """What each column costs in all rows but the balances."""
    rows, first = model.rows("balance")
    others = duals.copy()
    others[first : first + len(rows.lower)] = 0.0
    price: Floats = objective - model.matrix.T @ others
    return price


def _worth(model: Model, duals: Floats) -> Floats:
    """What one more unit at each node and period would lower the objective by."""
    rows, first = model.rows("balance")
    worth: Floats = np.where(rows.grid >= 0, -duals[first + np.maximum(rows.grid, 0)], 0.0)
    return worth


def _later(worth: Floats, target: Ints, lead: Ints) -> Floats:
    """What a unit sent at each period is worth where it arrives."""
    periods = worth.shape[1]
    arrival = np.arange(periods)[None, :] + lead[:, None]
    return np.where(arrival < periods, worth[target[:, None], np.minimum(arrival, periods - 1)], 0.0)


def _reached(found: Flags, source: Ints, target: Ints, transit: Flags) -> Flags:
    """The transit nodes that can be passed after these."""
    while True:
        grown = found.copy()
        grown[target[found[source]]] = True
        grown &= transit
        if np.array_equal(grown, found):
            return found
        found = grown
