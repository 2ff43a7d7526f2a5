"""What an ordered line can do for the need it is ordered to serve, with everybody else left as without the order.

The model of the plan, and in it the order's own flow: from its date every unit that the line starts is the need's, on
its way through transport and other lines until it is delivered. What others start, release and decide stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cofactory.planner.completion import in_periods
from cofactory.planner.highs import Solver
from cofactory.planner.order_flow import with_claims

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model
    from cofactory.planner.orders import Claim
    from cofactory.planner.solution import Plan

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

TIES = 1e-3
"""An ordering need weighs so much less, as a share, on every other line: what is equal otherwise goes to the others."""
LITTLE = 1e-3
"""What an ordering need without priority weighs, as a share of the lightest: enough to want what its line makes."""
ROUND = 1e-6
"""Units by which others may start more than planned without the order: the solver's own rounding."""


@dataclass(frozen=True)
class Served:
    """An ordering need and what is outstanding of it, period by period, when its lines serve it first."""

    claim: Claim
    outstanding: Floats


def serve_first(
    a: Arrays,
    model: Model,
    before: Plan,
    found: Sequence[Claim],
    *,
    stop: threading.Event | None = None,
    seconds: float | None = None,
) -> tuple[Served, ...] | None:
    """Returns what is outstanding of each ordering need when its lines serve it first; None where time ended before.

    `before` is the plan without orders, `model` holds what is kept of it until the orders' dates.
    """
    extended = with_claims(a, model, found)
    solver = Solver(extended, relaxed=True, stop=stop)
    _keep_others(a, model, before, found, solver)
    objective = np.zeros(len(extended.lower))
    objective[: len(model.lower)] = _weighed(a, model, found)
    kept, most = _outstanding(a, model, before, found)
    solver.bound_columns(kept, model.lower[kept], np.maximum(most + ROUND, model.lower[kept]))
    outcome = solver.minimise(objective, seconds=seconds)
    if outcome.ending == "infeasible":  # orders of several needs can be in each other's way
        solver.bound_columns(kept, model.lower[kept], model.upper[kept])
        outcome = solver.minimise(objective, seconds=seconds)
    if outcome.answer is None or outcome.ending != "optimal":
        return None
    short = model.blocks["back"].read(outcome.answer) + model.blocks["miss"].read(outcome.answer)
    return tuple(Served(claim, short[claim.need]) for claim in found)


def _outstanding(a: Arrays, model: Model, before: Plan, found: Sequence[Claim]) -> tuple[Ints, Floats]:
    """What is outstanding of the ordering needs from their dates on without the orders: columns, and how much."""
    columns, most = [], []
    for claim in found:
        rows = before.deliveries.filter(pl.col("need") == a.programme.needs[claim.need].id)
        for name, short in (("back", rows["backlog"]), ("miss", rows["missed"])):
            index = model.blocks[name].index[claim.need, claim.first :]
            columns.append(index[index >= 0])
            most.append(short.to_numpy()[claim.first :][index >= 0])
    return np.concatenate(columns), np.concatenate(most)


def _keep_others(a: Arrays, model: Model, before: Plan, found: Sequence[Claim], solver: Solver) -> None:
    """Whole numbers as before; lines without the orders' output, and stocks, start and release no more than before."""
    v = model.blocks
    for name, table, key, column in (
        ("steps", before.steps, "line", "steps"),
        ("open", before.openings, "line", None),
        ("begin", before.projects, "project", None),
    ):
        index, value = v[name].index, np.round(in_periods(a, v[name].ids, table, key, column))
        there = index >= 0
        solver.bound_columns(index[there], value[there], value[there])
    free = {line for claim in found for line in (*claim.lines, *claim.makers)}
    others = np.array([n not in free for n in range(len(a.lines.ids))], dtype=bool)[:, None]
    for name, table, key, held in (
        ("start", before.starts, "line", others),
        ("release", before.releases, "stock", np.ones((len(v["release"].ids), 1), dtype=bool)),
    ):
        index, most = v[name].index, in_periods(a, v[name].ids, table, key, "quantity") + ROUND
        there = (index >= 0) & held
        solver.bound_columns(index[there], np.zeros(int(there.sum())), most[there])


def _weighed(a: Arrays, model: Model, found: Sequence[Claim]) -> Floats:
    """The shortfall in which an ordering need wants what its lines make, and wins no tie elsewhere."""
    objective = model.shortfall.copy()
    short = model.blocks["short"].index[:, 0]
    heavy = a.demand.priority[a.demand.priority > 0]
    for claim in found:
        weight = float(a.demand.priority[claim.need]) * (1 - TIES)
        objective[short[claim.need]] = weight or LITTLE * float(heavy.min(initial=1.0))
    return objective
