"""What the kernel reads of a programme and its plan: arrays of records, no strings.

Every cell of which a run needs the value has a place in `planned`; fields named `..._at` hold such places (-1: none),
the others whole numbers, or plain numbers that no cell makes uncertain. What events strike has a place in one array,
`left`: lines, then routes, funds and projects.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Records = NDArray[np.void]

FAR = 10**9
"""A period later than any horizon."""

START, RELEASE, SHIP, DELIVER = 0, 1, 2, 3
"""Kinds of flows, in the order of their tables."""


def _record(whole: str, numbers: str = "") -> np.dtype[np.void]:
    """Small fields: a period's work should stay in the nearest cache; `stream` alone needs 32 bits without a sign."""
    fields: list[Any] = [(name, np.int64 if name == "stream" else np.int32) for name in whole.split()]
    return np.dtype(fields + [(name, np.float64) for name in numbers.split()])


FLOW = _record("kind row out lead_at price_at cost first_input end_input")
"""`out`: the node it fills, -1 for a delivery. `cost`: the cost it owes, -1 where it is free."""

INPUT = _record("node", "quantity")
LINE = _record(
    "capacity_at ramp_at opens closes project chosen planned_opening opening_at opening_cost step_price_at step_cost "
    "step_lead_at step_ramp_at pool",
    "step pool_use learning",
)
"""`planned_opening`: FAR where the plan opens it never. `learning`: log2(1 - learning), exponent of units started."""

POOL = _record("at opens closes")
STOCK = _record("at reserve_at available", "rate")
ROUTE = _record("opens closes", "capacity")
ARRIVAL = _record("period node at")
NEED = _record("quantity_at first last waits node flow", "priority")
PROMISE = _record("need due", "quantity priority")
PROJECT = _record("begin cost stream first_stage end_stage")
"""`begin`: planned first period, FAR for one that the plan leaves out; may lie before the programme."""

STAGE = _record("duration_at price_at success_at")
RISK = _record("stream chance_at duration_at severity_at first last first_target end_target")
FUND = _record("amount_at", "period_limit")
COST = _record("first_payer end_payer")
PAYER = _record("fund first last signed_first signed_last capped", "share")
"""A project must begin between `signed_first` and `signed_last`. `capped`: never pays more than the plan has it pay."""


class Book(NamedTuple):
    """A programme and the plan that its runs follow."""

    planned: Floats
    """What the plan takes every cell to be."""
    discount: Floats
    hand: Floats
    """Planned units on hand at the end of a period, [period, node]."""
    flows: Records
    inputs: Records
    target: Floats
    """Cumulative planned amount, [period, flow]."""
    order: Ints
    """The flow that acts at a place of the period, [period, place]."""
    lines: Records
    steps: Ints
    """Cumulative planned steps, [period, line]."""
    pools: Records
    stocks: Records
    routes: Records
    arrivals: Records
    """By period."""
    needs: Records
    by_priority: Ints
    """Needs by falling priority, then in table order."""
    promises: Records
    projects: Records
    stages: Records
    risks: Records
    struck: Ints
    """What risks strike: places in `left`."""
    funds: Records
    costs: Records
    payers: Records
    payments: Floats
    """Cumulative planned payments, [period, payer], at planned prices."""


def records(kind: np.dtype[np.void], rows: list[tuple[Any, ...]]) -> Records:
    """Returns rows (fields in the order of the record) as an array of records."""
    return np.array(rows, dtype=kind)
