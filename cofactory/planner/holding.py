"""Before a priority order nothing changes: everybody is served as in a plan without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cofactory.planner.model import Model
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

EXACT = 1e-6
"""Units by which a backlog may differ between two plans: the solver's own rounding."""


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
