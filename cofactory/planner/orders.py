"""Priority orders: what an outstanding unit weighs from the date of an order on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.programme.cells import planning

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]

FIRST = 10.0
"""Times the heaviest unit of anybody else: enough to come first, and others are still planned exactly."""


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
