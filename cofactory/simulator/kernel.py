"""The chase rule: one plan followed through a block of runs (docs/runs.md says every rule in words).

Inside a period: receipts, events, projects, openings, steps, needs, flows in their order, then units beyond the planned
stock to outstanding needs. Each flow takes what it can toward its cumulative planned amount and never beyond it.
All numbers are float64. Eight runs go side by side, in lanes that never look at each other: what is skipped because no
lane wants it would have changed nothing. A run reads nothing but its drawn cells, its number and the seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numba.core import types

from cofactory.simulator.book import FAR
from cofactory.simulator.kernel_flows import act, hand_out
from cofactory.simulator.kernel_lanes import counted, mask_of, most, pick, splat
from cofactory.simulator.kernel_luck import play_events
from cofactory.simulator.kernel_results import measure, note, record
from cofactory.simulator.kernel_sites import capacities, open_lines, order_steps, work_on_projects
from cofactory.simulator.kernel_tables import inner, reader
from cofactory.simulator.script import (
    COST,
    FIRST,
    LANES,
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
from cofactory.simulator.task import Task

if TYPE_CHECKING:
    from cofactory.simulator.book import Floats, Ints
    from cofactory.simulator.script import Script

_task_at = reader(Task)


def object_code() -> tuple[str, bytes]:
    """Returns the name of the compiled kernel and the object code it stands in; takes a quarter of a minute.

    The function takes the address of the words of a task (`compiled.words_of`).
    """
    arguments = (types.int64,)
    follow_runs.compile(arguments)
    compiled = follow_runs.overloads[arguments]
    _, _, (code, _) = compiled.library.serialize_using_object_code()
    return compiled.fndesc.llvm_func_name, code


@inner
def follow_runs(address: int) -> None:
    """Follows the plan of the task that is told at an address through its runs."""
    task = _task_at(address)
    script, planned, drawn, desk, out = task.script, task.planned, task.drawn, task.desk, task.out
    first, key, keep = task.first, task.key, task.keep
    periods, rows, receivers = len(script.discount), script.rows, len(script.receivers)
    x, lead, coming, running, moved = desk.x, desk.lead, desk.coming, desk.running, desk.moved
    for i in range(len(planned)):
        x[i] = planned[i]
    for k in range(0, len(drawn), LANES):
        lanes, runs = min(LANES, len(drawn) - k), counted(first + k)
        _draw(drawn, k, lanes, script, x)
        slots = _begin(script, planned, x, lead)
        _clear(coming, 0, slots * receivers)
        _clear(moved, 0, len(moved))
        for j in range(len(script.projects)):
            desk.over[j] = 0
        for n in range(len(script.lines)):
            desk.fixed[n], desk.settled[n] = 0, 0
        play_events(script, x, running, runs, key)
        now = arrival = 0
        for t in range(periods):
            while arrival < len(script.arrivals) and script.arrivals[arrival, 0] == t:
                row, place = rows.hand + script.arrivals[arrival, 1], script.arrivals[arrival, 2]
                x[row] = x[row] + x[place]
                arrival += 1
            for i in range(receivers):
                slot, row = now * receivers + i, script.receivers[i]
                x[row] = x[row] + coming[slot]
                coming[slot] = 0.0
            struck = _strike(t, script, x, running)
            _renew(t, script, x, keep)
            work_on_projects(t, struck, script, planned, x, runs, key, desk.over)
            open_lines(t, struck, script, planned, x, desk.fixed)
            order_steps(t, struck, script, planned, x)
            capacities(t, script, x, desk.settled)
            act(t, struck, script, planned, x, coming, lead, now, slots, moved, keep)
            hand_out(t, script, x, moved, keep)
            note(t, k, lanes, script, x, desk.got, desk.short, out)
            if keep:
                record(t, k, lanes, script, x, out)
            now = now + 1 if now + 1 < slots else 0
        measure(k, lanes, script, x, moved, running, keep, out)


@inner
def _draw(drawn: Floats, first: int, lanes: int, script: Script, x: Floats) -> None:
    """Puts the drawn cells of eight runs into their rows; where there are fewer, the last stands in for the others."""
    for k in range(LANES):
        run = first + min(k, lanes - 1)
        for i in range(len(script.places)):
            x[script.places[i], k] = drawn[run, i]


@inner
def _begin(script: Script, planned: Floats, x: Floats, lead: Ints) -> int:
    """Sets the state before the first period; returns one more than the longest lead time."""
    rows, flows, money = script.rows, script.flows, script.money
    _clear(x, rows.hand, rows.end)
    for row in range(rows.left, rows.done):
        x[row] = 1.0
    for row in range(rows.opened, rows.ordered):
        x[row] = FAR
    for m in range(len(script.promises)):
        x[rows.date + m] = len(script.discount)
    for row in range(rows.step, rows.stage):
        x[row] = FAR
    for row in range(rows.begun, rows.failed):
        x[row] = FAR
    for n in range(len(script.stocks)):
        x[rows.hold + n] = most(x[script.stocks[n, 0]] - x[script.stocks[n, 1]], 0.0)
    for f in range(len(money.amounts)):
        x[rows.purse + f] = x[money.amounts[f]] * SLACK
    for r in range(len(script.risks)):
        for k in range(LANES):
            x[rows.lasts + r, k] = int(x[script.risks[r, LASTS_AT], k])
    periods, slots = len(script.discount), 1
    for f in range(len(flows)):
        if flows[f, COST] >= 0:
            price, was = x[flows[f, PRICE]], planned[flows[f, PRICE]]
            x[rows.ratio + 2 * f] = price / was
            x[rows.ratio + 2 * f + 1] = pick(price > 0.0, was / price, 0.0)
        if flows[f, OUT] >= 0:
            lead[f, LANES] = 1
            for k in range(LANES):
                lead[f, k] = min(periods, int(x[flows[f, LEAD], k]))
                if lead[f, k] != lead[f, 0]:
                    lead[f, LANES] = 0
                slots = max(slots, lead[f, k] + 1)
    return slots


@inner
def _strike(t: int, script: Script, x: Floats, running: Ints) -> bool:
    """Works out what events leave of what they strike; returns whether they strike a fund."""
    rows, funds = script.rows, False
    for i in range(len(script.struck)):
        x[script.struck[i]] = 1.0
    for r in range(len(script.risks)):
        bits = running[r, t]
        if bits:
            left = pick(mask_of(bits), 1.0 - x[script.risks[r, SEVERITY_AT]], 1.0)
            for i in range(script.risks[r, TARGET], script.risks[r, TARGET_END]):
                x[script.struck[i]] = x[script.struck[i]] * left
                funds |= rows.left_fund <= script.struck[i] < rows.left_project
    return funds


@inner
def _renew(t: int, script: Script, x: Floats, keep: int) -> None:
    """Needs ask for the quantity of the period; pools, routes, releases and the limits of funds are free again."""
    rows, needs, pools = script.rows, script.needs, script.pools
    for n in range(len(needs)):
        back = x[rows.back + n] if needs[n, WAITS] else splat(0.0)
        if needs[n, FIRST] <= t <= needs[n, LAST]:
            back = back + x[needs[n, QUANTITY_AT]]
        x[rows.back + n] = back
        x[rows.got + n] = 0.0
    for g in range(len(pools)):
        x[rows.pool + g] = x[pools[g, 0]] if pools[g, 1] <= t < pools[g, 2] else splat(0.0)
    for n in range(len(script.rates)):
        x[rows.rate + n] = script.rates[n]
    for i in range(len(script.routes)):
        n = script.routes[i]
        x[rows.room + n] = script.carries[i] * x[rows.left_route + n]
    for f in range(len(script.money.limits)):
        x[rows.monthly + f] = script.money.limits[f]
    if keep:
        _clear(x, rows.now, rows.ratio)


@inner
def _clear(table: Floats, first: int, end: int) -> None:
    for row in range(first, end):
        table[row] = 0.0
