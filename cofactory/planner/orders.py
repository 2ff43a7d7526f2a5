"""Priority orders: what an outstanding unit weighs from the date of an order on, and what stays as it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.programme.cells import planning

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.model import Model
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]

FIRST = 10.0
"""Times the heaviest unit of anybody else: enough to come first, and others are still planned exactly."""

EXACT = 1e-6
"""Units by which a backlog may differ between two plans: the solver's own rounding."""


def order_weights(programme: Programme, total: Floats) -> Floats:
    """Returns per need and period what one more outstanding unit weighs because of priority orders; `total` is Q."""
    calendar = programme.settings.calendar
    weights = np.zeros((len(programme.needs), calendar.periods))
    if not programme.priority_orders:
        return weights
    place = {need.id: n for n, need in enumerate(programme.needs)}
    ordered = {order.need for order in programme.priority_orders}
    others = [
        planning(need.priority) / total[n]
        for n, need in enumerate(programme.needs)
        if need.id not in ordered and total[n] > 0
    ]
    others += [
        planning(promise.priority) / planning(promise.quantity)
        for promise in programme.commitments
        if promise.need not in ordered and promise.quantity.known and planning(promise.quantity) > 0
    ]
    heaviest = max(others, default=0.0)
    for order in programme.priority_orders:
        weights[place[order.need], max(0, calendar.index(order.from_)) :] = FIRST * heaviest
    return weights


def hold_until_ordered(programme: Programme, model: Model, before: Plan) -> None:
    """Nothing; bounds the model so that before the first order everybody fares as in the plan `before`.

    A plan sees all periods at once: it would serve an ordered need before its date, or keep units back for it. So no
    ordered need has had more by then, and no other need is ever shorter.
    """
    calendar = programme.settings.calendar
    ordered = {order.need: calendar.index(order.from_) for order in programme.priority_orders}
    first = min(ordered.values())
    place = {need.id: n for n, need in enumerate(programme.needs)}
    for row in before.deliveries.iter_rows(named=True):
        t, n = calendar.index(row["period"]), place[row["need"]]
        for name, short in (("back", row["backlog"]), ("miss", row["missed"])):
            column = model.blocks[name].index[n, t]
            if column < 0:
                continue
            if row["need"] in ordered and t < ordered[row["need"]]:
                model.lower[column] = max(0.0, short - EXACT)
            elif row["need"] not in ordered and t < first:
                model.upper[column] = short + EXACT
