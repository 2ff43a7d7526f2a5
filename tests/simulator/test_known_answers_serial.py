"""Three stages in series that order what was asked of them: the answer of Clark and Scarf, reached by runs.

Clark and Scarf, Optimal policies for a multi-echelon inventory problem, Management Science 6(4), 1960, in the form of
Chen and Zheng, Lower bounds for multi-echelon stochastic inventory systems, Management Science 40(11), 1994. The
instance, with its levels 25.70, 34.93, 44.17 and its cost of 227.15, is the example on the first page of stockpyl
(L. V. Snyder, https://github.com/LarrySnyder/stockpyl).
"""

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from cofactory.programme.record import Programme
from tests.planner.small import need, programme
from tests.simulator.by_hand import all_it_can, blocks_of, mean_of, place_of

Floats = np.ndarray[Any, Any]

MEAN, SD, BACKLOG = 10.0, 2.0, 40.0
LEAD = {1: 2, 2: 1, 3: 1}
"""Periods from the stage above (of stage 3: from a supply without end); stage 1 serves the need."""
ECHELON = {1: 1.0, 2: 3.0, 3: 4.0}
"""Cost of holding a unit for a period anywhere from this stage on."""
HOLDING = {1: 8.0, 2: 7.0, 3: 4.0}
"""Cost of a unit that lies at a stage or is on its way from there: sums of the above."""
PERIODS, SETTLED = 8, 4
"""After the sum of lead times the backlog of a period depends on the demands of that span alone: it is stationary."""


def cost_of(given: dict[int, float] | None = None) -> tuple[dict[int, float], float]:
    """Returns echelon base-stock levels (the best, unless given) and their cost per period, by the recursion of Clark
    and Scarf.

    C_j(y) = E[h_j x + C_{j-1}(min(x, S_{j-1}))] with x = y - demand over lead time j, and the best S_j its least point;
    below stage 1 stands (p + h_1 + h_2 + h_3) times the backlog. Expectations are sums over slices of the normal.
    """
    score = np.linspace(-6, 6, 601)
    weight = np.exp(-score * score / 2)
    weight /= weight.sum()
    grid = np.linspace(-80, 120, 4001)
    below = (BACKLOG + sum(ECHELON.values())) * np.maximum(-grid, 0)
    levels: dict[int, float] = {}
    for stage, lead in LEAD.items():
        at = ECHELON[stage] * grid + below
        demand = MEAN * lead + SD * np.sqrt(lead) * score
        cost = np.interp(grid[:, None] - demand, grid, at) @ weight
        middle = np.abs(grid) < 60  # beyond, the grid ends too near
        levels[stage] = given[stage] if given else float(grid[middle][cost[middle].argmin()])
        below = np.interp(np.minimum(grid, levels[stage]), grid, cost)
    return levels, float(np.interp(levels[3], grid, cost))


def series(levels: dict[int, float]) -> Programme:
    """Three stages that each ask the one above for what the need asked in the period.

    Flows of a run go toward planned amounts, never after what happens; so what a stage may send for is an item too: the
    orders of a stage in a period are a stock of slips, of as many as the need asks in that period (rank correlation
    1), and a unit sets out with a slip. Every stage begins with its level less that of the stage below.
    """
    item = {1: "shelf", 2: "middle", 3: "far", 4: "supply"}
    asked = f"normal({MEAN}, {SD})"
    months = [f"2026-{t + 1:02}" for t in range(PERIODS)]
    own = {stage: level - levels.get(stage - 1, 0.0) for stage, level in levels.items()} | {4: 1000.0}
    slips = [
        {"id": f"slips-{stage}-{t}", "item": f"slip-{stage}", "country": "UA", "quantity": asked, "available": month}
        for stage in levels
        for t, month in enumerate(months)
    ]
    cells = [
        [f"needs.asked-{t}.quantity", *(f"stocks.slips-{stage}-{t}.quantity" for stage in levels)]
        for t in range(PERIODS)
    ]
    return programme(
        periods=PERIODS,
        items=[
            {"id": name, "name": name, "kind": "component"} for name in (*item.values(), *(f"slip-{s}" for s in levels))
        ],
        bom=[
            {"product": item[stage], "component": component, "quantity": 1}
            for stage in levels
            for component in (item[stage + 1], f"slip-{stage}")
        ],
        lines=[
            {
                "id": f"to-{stage}",
                "name": "To",
                "item": item[stage],
                "country": "UA",
                "capacity": 1000,
                "lead_time": LEAD[stage],
            }
            for stage in levels
        ],
        arrivals=[
            {"item": item[stage], "country": "UA", "period": "2026-01", "quantity": quantity}
            for stage, quantity in own.items()
        ],
        stocks=slips,
        needs=[
            need(f"asked-{t}", item="shelf", start=month, end=month, quantity=asked) for t, month in enumerate(months)
        ],
        correlations=[{"a": a, "b": b, "rho": 1} for group in cells for a, b in combinations(group, 2)],
    )


def costs(levels: dict[int, float], n: int) -> Floats:
    """Returns the cost per period of every run, once the first stock has passed through all stages."""
    tables = series(levels)
    plan = all_it_can(tables)
    hand = {s: place_of(tables, plan, (name, "UA")) for s, name in ((1, "shelf"), (2, "middle"), (3, "far"))}
    sent = {s: place_of(tables, plan, ("start", f"to-{s}", name)) for s, name in ((1, "shelf"), (2, "middle"))}
    found = []
    for out in blocks_of(tables, plan, n=n, size=1024):
        cost = BACKLOG * out.short.sum(axis=1)
        for stage, rate in HOLDING.items():
            cost += rate * out.hand[:, :, hand[stage]]
        for stage, flow in sent.items():  # a unit on its way costs what it cost where it came from
            cost[:, SETTLED:] += HOLDING[stage + 1] * sum(
                out.flows[:, SETTLED - age : PERIODS - age, flow] for age in range(LEAD[stage])
            )
        found.append(cost[:, SETTLED:].mean(axis=1))
    return np.concatenate(found)


def test_three_stages_cost_what_clark_and_scarf_say() -> None:
    """The published figures come from coarser slices: finer ones give 227.12."""
    levels, least = cost_of()
    assert list(levels.values()) == pytest.approx([25.70, 34.93, 44.17], abs=0.1)
    assert least == pytest.approx(227.15, abs=0.05)
    mean, error = mean_of(costs(levels, 16_384))
    assert error < 0.3
    assert mean == pytest.approx(least, abs=4.5 * error)


@pytest.mark.parametrize("stage", LEAD)
def test_other_levels_cost_as_much_more_as_the_recursion_says(stage: int) -> None:
    """Read as differences between pairs of runs that meet the same demands."""
    levels, least = cost_of()
    best = costs(levels, 4096)
    for more in (-2.0, 3.0):
        other = levels | {stage: levels[stage] + more}
        mean, error = mean_of(costs(other, 4096) - best)
        assert mean > 3 * error > 0
        assert mean == pytest.approx(cost_of(other)[1] - least, abs=4.5 * error)
