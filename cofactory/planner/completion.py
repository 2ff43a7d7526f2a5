"""A plan that is known by its tables only, as an answer of the model again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.part import part_of

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model
    from cofactory.planner.solution import Plan

    Floats = NDArray[np.float64]

WIGGLE = 1e-6
"""How far a flow may stray from its table: tables are written with all their digits, solvers feasible to 1e-7."""


class UnreadablePlan(ValueError):
    """A saved plan that cannot be read, or whose tables do not fit the programme."""


def complete(a: Arrays, model: Model, plan: Plan) -> Floats:
    """Returns an answer of the model with the plan's starts, steps, openings, projects, releases and shortfalls.

    Everything else (origins, payments, units on hand) follows from these. Raises UnreadablePlan when the tables do
    not fit the programme: then they were edited, or are the plan of another one.
    """
    from cofactory.planner.highs import Solver  # reading a plan needs no solver

    lower, upper = model.lower.copy(), model.upper.copy()
    for name, table, key, column in (
        ("start", plan.starts, "line", "quantity"),
        ("steps", plan.steps, "line", "steps"),
        ("open", plan.openings, "line", None),
        ("begin", plan.projects, "project", None),
        ("release", plan.releases, "stock", "quantity"),
    ):
        block = model.blocks[name]
        value = in_periods(a, block.ids, table, key, column)
        there = block.index >= 0
        loose = 0.0 if column in {"steps", None} else WIGGLE
        wiggle = loose * np.maximum(1.0, value)
        lower[block.index[there]] = np.maximum(value - wiggle, 0.0)[there]
        upper[block.index[there]] = (value + wiggle)[there]
    unused = _unused(a, model, plan)
    lower[unused] = upper[unused] = 0.0
    if not plan.displaced.is_empty():  # with priority orders the least shortfall would deliver to others
        _wait_as_planned(a, model, plan, upper)
    part = part_of(replace(model, lower=lower, upper=upper), lower < upper, lower)
    outcome = Solver(part.model, relaxed=True, interior=False).minimise(part.model.shortfall)
    if outcome.answer is None:
        message = "the plan's tables do not fit this programme: plan again"
        raise UnreadablePlan(message)
    return part.answer(outcome.answer)


def _wait_as_planned(a: Arrays, model: Model, plan: Plan, upper: Floats) -> None:
    """Bounds the columns of waiting: nobody waits for, or loses, more than in the plan."""
    for name, column in (("back", "backlog"), ("miss", "missed")):
        block = model.blocks[name]
        index, there = block.index, block.index >= 0
        short = in_periods(a, block.ids, plan.deliveries, "need", column)[there]
        upper[index[there]] = short + WIGGLE * np.maximum(1.0, short)


def _unused(a: Arrays, model: Model, plan: Plan) -> NDArray[np.int64]:
    """Columns of transport of which the table of shipments knows nothing."""
    ship, network = model.blocks["ship"], a.network
    routes = [a.programme.routes[lane.route].id for lane in network.lanes]
    items = [network.nodes[lane.source][0] for lane in network.lanes]
    calendar, place = a.programme.settings.calendar, defaultdict(list)
    for e, key in enumerate(zip(routes, items, strict=True)):
        place[key].append(e)
    used = np.zeros(ship.index.shape, dtype=bool)
    table = plan.shipments
    for route, item, label in zip(table["route"], table["item"], table["period"], strict=True):
        t = calendar.index(label)
        if 0 <= t < a.periods:
            used[place[route, item], t] = True
    columns: NDArray[np.int64] = ship.index[(ship.index >= 0) & ~used]
    return columns


def in_periods(a: Arrays, ids: tuple[str, ...], table: pl.DataFrame, key: str, column: str | None) -> Floats:
    """Returns a plan table as value[entity, period]; 1 where a decision falls."""
    calendar, place = a.programme.settings.calendar, {name: n for n, name in enumerate(ids)}
    period = "begin" if key == "project" else "period"
    grid = np.zeros((len(ids), a.periods))
    values = table[column] if column else [1.0] * len(table)
    for name, label, value in zip(table[key], table[period], values, strict=True):
        t = calendar.index(label)
        if name in place and 0 <= t < a.periods:
            grid[place[name], t] += float(value)
    return grid
