"""The one run in which all goes to plan, and what of the plan cannot be done even then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.simulator.outcomes import new_out
from cofactory.simulator.task import new_task

if TYPE_CHECKING:
    from cofactory.simulator.arrays import Prepared
    from cofactory.simulator.outcomes import Out

EXACT = 1e-6
"""Units: a flow this close to its target has reached it."""

WORDS = {"start": "starts", "release": "releases", "ship": "shipments", "deliver": "deliveries"}
DONE = {"start": "started", "release": "released", "ship": "moved", "deliver": "delivered"}


def certain_run(prepared: Prepared) -> Out:
    """The run in which every cell is what the plan takes it to be, no event starts and every project succeeds."""
    from cofactory.simulator.compiled import follow

    book = prepared.book
    planned = book.planned.copy()
    planned[book.risks["chance_at"]] = 0.0
    planned[book.stages["success_at"]] = 1.0
    out = new_out(book, 1, keep=True)
    drawn = planned[prepared.places][None, :]
    follow(new_task(prepared.script, planned, drawn, out, first=0, seed=1, keep=True))
    return out


def unreached(prepared: Prepared) -> tuple[str, ...]:
    """Returns a sentence for every flow that falls behind its target though all goes to plan.

    A plan of this tool has none (the law of agreement); one written by a person may ask for what cannot be.
    """
    done = np.cumsum(certain_run(prepared).flows[0], axis=0)
    behind = prepared.book.target - done
    label = prepared.programme.settings.calendar.label
    sentences = []
    for f, (kind, row, item) in enumerate(prepared.flows):
        late = np.flatnonzero(behind[:, f] > EXACT * np.maximum(1.0, prepared.book.target[:, f]))
        if len(late):
            rest = max(0.0, float(behind[-1, f]))
            end = f"{_said(rest)} of them are never done" if rest > EXACT else "they are caught up later"
            first = int(late[0])
            sentences.append(
                f"plan_{WORDS[kind]}: by {label(first)} {row} cannot have {DONE[kind]} "
                f"{_said(prepared.book.target[first, f])} of {item}, only {_said(done[first, f])}; {end}."
            )
    return tuple(sentences)


def _said(quantity: float) -> str:
    """A quantity with at most two decimals: "2.33", "12", "31,486"."""
    return f"{quantity:,.2f}".rstrip("0").rstrip(".")
