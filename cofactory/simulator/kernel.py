"""The chase rule: one plan followed through a block of runs (docs/runs.md says every rule in words).

Inside a period: receipts, events, projects, openings, steps, needs, flows in their order, then units beyond the planned
stock to outstanding needs. Each flow takes what it can toward its cumulative planned amount and never beyond it.
All numbers are float64. Eight runs go side by side, in lanes that never look at each other: what is skipped because no
lane wants it would have changed nothing. A run reads nothing but its drawn cells, its number and the seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from cofactory.simulator.book import FAR
from cofactory.simulator.kernel_flows import act, hand_out
from cofactory.simulator.kernel_lanes import LANES, counted, load, mask_of, most, pick, splat, store
from cofactory.simulator.kernel_luck import play_events
from cofactory.simulator.kernel_results import measure, record
from cofactory.simulator.kernel_sites import capacities, open_lines, order_steps, work_on_projects
from cofactory.simulator.script import (
    COST,
    FIRST,
    LAST,
    LASTS_AT,
    LEAD,
    OUT,
    PRICE,
    QUANTITY_AT,
    SEVERITY_AT,
    SLACK,
    TARGET,
    TARGET_END,
    WAITS,
)

if TYPE_CHECKING:
    from cofactory.simulator.book import Floats, Ints
    from cofactory.simulator.outcomes import Out
    from cofactory.simulator.script import Script


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def follow_runs(script: Script, planned: Floats, drawn: Floats, first: int, key: int, keep: bool, out: Out) -> None:
    """Fills `out` with the runs first, first + 1, ...; `drawn` holds their cells, [run, drawn cell]."""
    periods, needs, flows = len(script.discount), len(script.needs), len(script.flows)
    rows, receivers = script.rows, len(script.receivers)
    x = np.zeros((rows.end, LANES))
    for i in range(len(planned)):
        store(x, i, splat(planned[i]))
    lead = np.zeros((flows, LANES + 1), np.int64)
    coming = np.zeros(((periods + 1) * receivers, LANES))
    running = np.zeros((len(script.risks), periods), np.int64)
    got, short = np.zeros((needs * periods, LANES)), np.zeros((needs * periods, LANES))
    moved = np.zeros((flows * periods if keep else 0, LANES))
    over, fixed = np.zeros(len(script.projects), np.int64), np.zeros(len(script.lines), np.int64)
    settled = np.zeros(len(script.lines), np.int64)

    for k in range(0, len(drawn), LANES):
        lanes, runs = min(LANES, len(drawn) - k), counted(first + k)
        _draw(drawn, k, lanes, script, x)
        slots = _begin(script, planned, x, lead)
        coming[: slots * receivers] = 0.0
        moved[:] = 0.0
        over[:], fixed[:], settled[:] = 0, 0, 0
        play_events(script, x, running, runs, key)
        now = arrival = 0
        for t in range(periods):
            while arrival < len(script.arrivals) and script.arrivals[arrival, 0] == t:
                row, place = rows.hand + script.arrivals[arrival, 1], script.arrivals[arrival, 2]
                store(x, row, load(x, row) + load(x, place))
                arrival += 1
            for i in range(receivers):
                slot, row = now * receivers + i, script.receivers[i]
                store(x, row, load(x, row) + load(coming, slot))
                store(coming, slot, splat(0.0))
            struck = _strike(t, script, x, running)
            _renew(t, script, x, got, keep)
            work_on_projects(t, struck, script, planned, x, runs, key, over)
            open_lines(t, struck, script, planned, x, fixed)
            order_steps(t, struck, script, planned, x)
            capacities(t, script, x, settled)
            act(t, struck, script, planned, x, coming, lead, now, slots, got, moved, keep)
            hand_out(t, script, x, got, moved, keep)
            for n in range(needs):
                store(short, n * periods + t, load(x, rows.back + n))
            if keep:
                record(t, k, lanes, script, x, out)
            now = now + 1 if now + 1 < slots else 0
        measure(k, lanes, script, x, got, short, moved, running, keep, out)


@njit(nogil=True)  # type: ignore[untyped-decorator]
def _draw(drawn: Floats, first: int, lanes: int, script: Script, x: Floats) -> None:
    """Puts the drawn cells of eight runs into their rows; where there are fewer, the last stands in for the others."""
    for k in range(LANES):
        run = first + min(k, lanes - 1)
        for i in range(len(script.places)):
            x[script.places[i], k] = drawn[run, i]


@njit(nogil=True)  # type: ignore[untyped-decorator]
def _begin(script: Script, planned: Floats, x: Floats, lead: Ints) -> int:
    """Sets the state before the first period; returns one more than the longest lead time."""
    rows, flows, money = script.rows, script.flows, script.money
    x[rows.hand :] = 0.0
    x[rows.left : rows.done] = 1.0
    x[rows.opened : rows.ordered] = FAR
    x[rows.begun : rows.failed] = FAR
    for n in range(len(script.stocks)):
        store(x, rows.hold + n, most(load(x, script.stocks[n, 0]) - load(x, script.stocks[n, 1]), 0.0))
    for f in range(len(money.amounts)):
        store(x, rows.purse + f, load(x, money.amounts[f]) * SLACK)
    for r in range(len(script.risks)):
        for k in range(LANES):
            x[rows.lasts + r, k] = int(x[script.risks[r, LASTS_AT], k])
    periods, slots = len(script.discount), 1
    for f in range(len(flows)):
        if flows[f, COST] >= 0:
            price, was = load(x, flows[f, PRICE]), planned[flows[f, PRICE]]
            store(x, rows.ratio + 2 * f, price / was)
            store(x, rows.ratio + 2 * f + 1, pick(price > 0.0, was / price, 0.0))
        if flows[f, OUT] >= 0:
            lead[f, LANES] = 1
            for k in range(LANES):
                lead[f, k] = min(periods, int(x[flows[f, LEAD], k]))
                if lead[f, k] != lead[f, 0]:
                    lead[f, LANES] = 0
                slots = max(slots, lead[f, k] + 1)
    return slots


@njit(nogil=True)  # type: ignore[untyped-decorator]
def _strike(t: int, script: Script, x: Floats, running: Ints) -> bool:
    """Works out what events leave of what they strike; returns whether they strike a fund."""
    rows, funds = script.rows, False
    for i in range(len(script.struck)):
        store(x, script.struck[i], splat(1.0))
    for r in range(len(script.risks)):
        if running[r, t]:
            left = pick(mask_of(running[r, t]), 1.0 - load(x, script.risks[r, SEVERITY_AT]), 1.0)
            for i in range(script.risks[r, TARGET], script.risks[r, TARGET_END]):
                store(x, script.struck[i], load(x, script.struck[i]) * left)
                funds |= rows.left_fund <= script.struck[i] < rows.left_project
    return funds


@njit(nogil=True)  # type: ignore[untyped-decorator]
def _renew(t: int, script: Script, x: Floats, got: Floats, keep: bool) -> None:
    """Needs ask for the quantity of the period; pools, routes, releases and the limits of funds are free again."""
    rows, needs, pools, periods = script.rows, script.needs, script.pools, len(script.discount)
    for n in range(len(needs)):
        back = load(x, rows.back + n) if needs[n, WAITS] else splat(0.0)
        if needs[n, FIRST] <= t <= needs[n, LAST]:
            back = back + load(x, needs[n, QUANTITY_AT])
        store(x, rows.back + n, back)
        store(got, n * periods + t, splat(0.0))
    for g in range(len(pools)):
        store(x, rows.pool + g, load(x, pools[g, 0]) if pools[g, 1] <= t < pools[g, 2] else splat(0.0))
    for n in range(len(script.rates)):
        store(x, rows.rate + n, splat(script.rates[n]))
    for i in range(len(script.routes)):
        n = script.routes[i]
        store(x, rows.room + n, script.carries[i] * load(x, rows.left_route + n))
    for f in range(len(script.money.limits)):
        store(x, rows.monthly + f, splat(script.money.limits[f]))
    if keep:
        x[rows.now : rows.ratio] = 0.0

