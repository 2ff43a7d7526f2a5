"""Proof of how good a plan still is after a change, from the prices of the last search.

A price on every row says what one more unit of its bound is worth. With any prices at all, the least value of the
objective plus the priced rows is a proven bound (Lagrange); with the prices of the last search it is nearly tight
where nothing changed. So only the rows near a change are kept as rows, and the small model that they make is solved.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.highs import Solver
from cofactory.planner.products import dot

if TYPE_CHECKING:
    import threading

    from numpy.typing import NDArray

    from cofactory.planner.model import Model

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

NOISE = 1e-12
"""Beside the largest, coefficients this small are what is left of a difference of equals."""
TOLERANCE = 1e-7
"""Beside the largest, a reduced cost this far below 0 is the solver's tolerance: it is charged for what may flow."""

MANY = 2e6
"""Flows from which prices per unit come near the solver's tolerance: they are then made so much finer."""


def proven(
    model: Model, objective: Floats, prices: Floats, *, near: Flags | None = None, most: float = 0.0,
    stop: threading.Event | None = None, seconds: float | None = None,
) -> float:  # fmt: skip
    """Returns a bound that no answer of the relaxed model goes below: rows not `near` are priced, the others solved.

    `most` is what may flow in a column without a bound. Minus infinity where these prices prove nothing, or nothing
    before it is stopped or so many seconds are over.
    """
    priced = np.where(np.isinf(model.row_lower), np.minimum(prices, 0.0), prices)
    priced = np.where(np.isinf(model.row_upper), np.maximum(priced, 0.0), priced)
    if near is not None:
        priced[near] = 0.0
    reduced = objective - model.matrix.T @ priced
    touched = np.zeros(len(reduced), dtype=bool) if near is None else _touched(model, near)
    small = TOLERANCE * max(1.0, float(np.abs(reduced).max(initial=0.0)))
    high = np.where(~touched & (reduced < 0), reduced, 0.0)
    upper = np.where(np.isinf(model.upper) & (high > -small), most, model.upper)
    bound = _times(np.maximum(priced, 0.0), model.row_lower) + _times(np.minimum(priced, 0.0), model.row_upper)
    bound += _times(np.where(~touched & (reduced > 0), reduced, 0.0), model.lower) + _times(high, upper)
    if not np.isfinite(bound):
        return -np.inf
    return (
        bound + _least(model, reduced, near, touched, finer=max(1.0, most / MANY), stop=stop, seconds=seconds)
        if near is not None and touched.any()
        else bound
    )


def _least(
    model: Model, reduced: Floats, near: Flags, touched: Flags, *, finer: float, stop: threading.Event | None,
    seconds: float | None,
) -> float:  # fmt: skip
    """The least that the rows near a change and the columns in them come to; minus infinity where that has no end, or
    none in time.
    """
    rows, columns = np.flatnonzero(near), np.flatnonzero(touched)
    part = replace(
        model,
        lower=model.lower[columns],
        upper=model.upper[columns],
        whole=model.whole[columns],
        matrix=model.matrix[:, columns].tocsr()[rows].tocsc(),
        row_lower=model.row_lower[rows],
        row_upper=model.row_upper[rows],
        row_scale=model.row_scale[rows],
        column_scale=model.column_scale[columns],
    )
    weights = reduced[columns]
    weights[np.abs(weights) < NOISE * np.abs(weights).max(initial=0.0)] = 0.0
    outcome = Solver(part, relaxed=True, stop=stop).minimise(weights, seconds=seconds, finer=finer)
    return outcome.value if outcome.ending == "optimal" else -np.inf


def _touched(model: Model, near: Flags) -> Flags:
    """Columns with an entry in one of these rows."""
    column = np.repeat(np.arange(model.matrix.shape[1]), np.diff(model.matrix.indptr))
    found = np.zeros(model.matrix.shape[1], dtype=bool)
    found[column[near[model.matrix.indices]]] = True
    return found


def _times(weight: Floats, bound: Floats) -> float:
    """The sum of products, where nothing times infinity is nothing."""
    there = weight != 0
    return dot(weight[there], bound[there])
