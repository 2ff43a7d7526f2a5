"""What a priority order changes and what it leaves: the bounds that a plan with orders keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cofactory.planner.dedicated import serve_first
from cofactory.planner.orders import claims

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.dedicated import Served
    from cofactory.planner.model import Model
    from cofactory.planner.orders import Claim
    from cofactory.planner.outcome import Ending, Outcome
    from cofactory.planner.solution import Plan

EXACT = 1e-6
"""Units by which a backlog may differ between two plans: the solver's own rounding."""


def obey_orders(
    a: Arrays, model: Model, before: Plan, *, stop: threading.Event | None = None, seconds: float | None = None
) -> bool:
    """Returns whether the model is now bounded so that a plan of it obeys the priority orders; False: time ended.

    `before` is the plan without orders.
    """
    found = claims(a)
    if not found:
        return True
    hold_until_ordered(a, model, before, found)
    served = serve_first(a, model, before, found, stop=stop, seconds=seconds)
    if served is not None:
        hold_served(model, served)
    return served is not None


def unobeyed(before: Plan, stop: threading.Event, *, limited: bool) -> Plan:
    """Returns the plan without orders as what is left of a search that ended before it could obey them."""
    status = "interrupted" if stop.is_set() else "time" if limited else "failed"
    return replace(before, status=status, manifest={**before.manifest, "status": status})


def as_proven(before: Plan, first: Outcome, second: Outcome) -> tuple[Outcome, Outcome]:
    """Returns how both objectives of a plan with orders ended, as far as the plan without them was searched to its end.

    One that was cut off holds others to what another search would not: of the plan that is held to it, nothing more is
    proven than that no plan at all has less shortfall than the bound from before.
    """
    if before.status not in {"time", "failed"}:
        return first, second
    cut: Ending = "time" if before.status == "time" else "failed"
    least = min(first.bound, before.bounds["shortfall"])
    return replace(first, ending=cut, bound=least), replace(second, ending=cut, bound=float("-inf"))


def hold_until_ordered(a: Arrays, model: Model, before: Plan, found: Sequence[Claim]) -> None:
    """Nothing; bounds the model so that before the first order everybody fares as in the plan `before`.

    A plan sees all periods at once: it would serve an ordered need before its date, or keep units back for it. So no
    ordered need has had more by then, and no other need is ever shorter.
    """
    calendar = a.programme.settings.calendar
    ordered = {claim.need: claim.first for claim in found}
    first = min(ordered.values())
    place = {need.id: n for n, need in enumerate(a.programme.needs)}
    for row in before.deliveries.iter_rows(named=True):
        t, n = calendar.index(row["period"]), place[row["need"]]
        for name, short in (("back", row["backlog"]), ("miss", row["missed"])):
            column = model.blocks[name].index[n, t]
            if column < 0:
                continue
            if n in ordered and t < ordered[n]:
                model.lower[column] = max(0.0, short - EXACT)
            elif n not in ordered and t < first:
                model.upper[column] = short + EXACT


def hold_served(model: Model, served: Sequence[Served]) -> None:
    """Nothing; bounds the model so that from its date on an ordering need waits for no more than its lines leave it."""
    for one in served:
        for name in ("back", "miss"):
            index = model.blocks[name].index[one.claim.need]
            for t in range(one.claim.first, len(index)):
                if index[t] >= 0:
                    most = one.outstanding[t] + EXACT
                    model.upper[index[t]] = max(model.lower[index[t]], most)
