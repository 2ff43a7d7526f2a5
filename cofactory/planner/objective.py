"""What the plan minimises: first the weighted shortfall, then, with that held, the discounted cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.spending import spending

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.variables import Variables

    Floats = NDArray[np.float64]
    Term = Callable[[Arrays, Variables, int], tuple[Floats, float]]


def need_weights(a: Arrays) -> Floats:
    """Returns 1/Q per need, 0 where a need asks for nothing: what one outstanding unit adds to its shortfall."""
    return np.divide(1.0, a.demand.total, out=np.zeros_like(a.demand.total), where=a.demand.total > 0)


def needs_short(a: Arrays, v: Variables, size: int) -> tuple[Floats, float]:
    """Shortfall of needs: sum_n priority[n]·short[n]."""
    return _spread(v["short"].index, a.demand.priority[:, None], size), 0.0


def promises_short(a: Arrays, v: Variables, size: int) -> tuple[Floats, float]:
    """Shortfall of commitments: sum_k priority[k]·gap[k], the gap as a share of the quantity promised."""
    return _spread(v["gap"].index, a.demand.promised_priority[:, None], size), 0.0


def production_cost(a: Arrays, v: Variables, size: int) -> tuple[Floats, float]:
    """Own cost of the units started: sum_{l,t} unit_cost[l]·start[l,t]·discount[t]."""
    return _costs(a, v, size, "production")


def expansion_cost(a: Arrays, v: Variables, size: int) -> tuple[Floats, float]:
    """Cost of the expansion steps ordered: sum_{l,t} step_cost[l]·steps[l,t]·discount[t]."""
    return _costs(a, v, size, "expansion")


def opening_cost(a: Arrays, v: Variables, size: int) -> tuple[Floats, float]:
    """Cost of the lines opened: sum_{l,t} opening_cost[l]·open[l,t]·discount[t]."""
    return _costs(a, v, size, "opening")


def project_cost(a: Arrays, v: Variables, size: int) -> tuple[Floats, float]:
    """Cost of projects, spread evenly over their duration: sum_{j,t} cost[j,t]·discount[t]."""
    return _costs(a, v, size, "project")


def stock_cost(a: Arrays, v: Variables, size: int) -> tuple[Floats, float]:
    """Cost of the units released from stock: sum_{s,t} unit_cost[s]·release[s,t]·discount[t]."""
    return _costs(a, v, size, "stock")


def transport_cost(a: Arrays, v: Variables, size: int) -> tuple[Floats, float]:
    """Cost of transport: sum_{r,i,t} unit_cost[r]·ship[r,i,t]·discount[t]."""
    return _costs(a, v, size, "transport")


SHORTFALL: tuple[Term, ...] = (needs_short, promises_short)
COST: tuple[Term, ...] = (production_cost, expansion_cost, opening_cost, project_cost, stock_cost, transport_cost)
TERMS: tuple[Term, ...] = (*SHORTFALL, *COST)
"""Every term of the objective, in the order in which the mathematics is printed."""


def total(a: Arrays, v: Variables, size: int, terms: tuple[Term, ...]) -> tuple[Floats, float]:
    """Returns the sum of some terms: a coefficient per column, and what is due whatever is chosen."""
    parts = [term(a, v, size) for term in terms]
    return np.sum([part for part, _ in parts], axis=0), sum(constant for _, constant in parts)


def _spread(index: NDArray[np.int64], weight: Floats, size: int) -> Floats:
    coefficient = np.zeros(size)
    there = index >= 0
    coefficient[index[there]] = np.broadcast_to(weight, index.shape)[there]
    return coefficient


def _costs(a: Arrays, v: Variables, size: int, kind: str) -> tuple[Floats, float]:
    coefficient, constant = np.zeros(size), 0.0
    for cost in a.money.costs:
        if cost.kind == kind:
            bill = spending(a, v, cost)
            np.add.at(coefficient, bill.column, bill.value * a.discount[bill.period])
            constant += float(bill.fixed @ a.discount)
    return coefficient, constant
