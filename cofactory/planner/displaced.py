"""What priority orders do to everybody: a plan beside the one that is made without them, need by need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cofactory.schema.frames import frame_types

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]

SAME = 1e-4
"""Units that nobody calls a difference: two plans agree to a millionth of a unit in every period."""


def displaced(programme: Programme, without: Plan, plan: Plan) -> pl.DataFrame:
    """Returns per need how it fares in a plan with priority orders and in the one `without` them (`plan_displaced`)."""
    ordered = {order.need for order in programme.priority_orders}
    waits = {need.id: need.unmet == "waits" for need in programme.needs}
    label = programme.settings.calendar.label
    rows = []
    for need in programme.needs:
        asked, had, short = _sums(plan, need.id)
        _, had_before, short_before = _sums(without, need.id)
        behind = had_before - had
        worst = int(np.argmax(behind)) if behind.max(initial=0.0) > SAME else None
        done = [_done(asked, got) if waits[need.id] else None for got in (had_before, had)]
        rows.append({
            "need": need.id, "ordered": need.id in ordered, "asked": float(asked[-1]),
            "delivered_without": float(had_before[-1]), "delivered": float(had[-1]),
            "behind": 0.0 if worst is None else float(behind[worst]),
            "behind_in": None if worst is None else label(worst),
            "unserved": _clean(had_before[-1] - had[-1]),
            "longer": _clean((short - short_before).sum()),
            "later": _later(had_before, had),
            "done_without": None if done[0] is None else label(done[0]),
            "done": None if done[1] is None else label(done[1]),
        })  # fmt: skip
    return pl.DataFrame(rows, schema=frame_types("plan_displaced"), orient="row")


def _sums(plan: Plan, need: str) -> tuple[Floats, Floats, Floats]:
    """Asked and delivered so far, and what is outstanding in each period."""
    rows: Any = plan.deliveries.filter(pl.col("need") == need)
    outstanding = (rows["backlog"] + rows["missed"]).to_numpy()
    return np.cumsum(rows["asked"].to_numpy()), np.cumsum(rows["quantity"].to_numpy()), outstanding


def _clean(value: float) -> float:
    return 0.0 if abs(value) <= SAME else float(value)


def _done(asked: Floats, had: Floats) -> int | None:
    """The period by whose end all that a need asks for is there; None: not inside the horizon."""
    if asked[-1] <= 0 or had[-1] < asked[-1] - SAME:
        return None
    return int(np.argmax(had >= asked[-1] - SAME))


def _later(before: Floats, now: Floats) -> int:
    """By how many periods a unit that both plans deliver comes later at most: where the curves are farthest apart."""
    steps = np.flatnonzero(np.diff(before, prepend=0.0) > SAME)
    reached = np.searchsorted(now + SAME, np.minimum(before[steps], now[-1]))
    there = before[steps] <= now[-1] + SAME
    return int(max(0, (reached - steps)[there].max(initial=0)))
