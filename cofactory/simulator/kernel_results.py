"""What eight runs leave behind: deliveries, what was short, cost, shortfall, dates; on request everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.simulator.kernel_lanes import Vec, most, pick, splat
from cofactory.simulator.kernel_tables import inner
from cofactory.simulator.script import FIRST, LANES, LAST, QUANTITY_AT

if TYPE_CHECKING:
    from cofactory.simulator.book import Floats, Ints
    from cofactory.simulator.outcomes import Out
    from cofactory.simulator.script import Script

KEPT = 1.0 - 1e-6
"""A promise is kept when this part of its quantity is delivered."""


@inner
def note(t: int, first: int, lanes: int, script: Script, x: Floats, got: Floats, short: Floats, out: Out) -> None:
    """Notes what needs got in a period and have outstanding, and when promises are kept.

    Eight periods of eight runs are written at once, a cache line for a run.
    """
    rows, periods, now = script.rows, len(script.discount), t % LANES
    for n in range(len(script.needs)):
        back = x[rows.back + n]
        x[rows.missed + n] = x[rows.missed + n] + back
        got[n * LANES + now] = x[rows.got + n]
        short[n * LANES + now] = back
    for m in range(len(script.promises)):
        sofar, date = x[rows.sofar + m] + x[rows.got + script.promises[m, 0]], x[rows.date + m]
        x[rows.sofar + m] = sofar
        if t <= script.promises[m, 1]:
            x[rows.by_due + m] = sofar
        x[rows.date + m] = pick((sofar >= script.promised[m, 0] * KEPT) & (date >= periods), t, date)
    if now == LANES - 1 or t == periods - 1:
        for n in range(len(script.needs)):
            place = n * periods + t - now
            for k in range(lanes):
                for i in range(now + 1):
                    out.delivered[first + k, place + i] = got[n * LANES + i, k]
                    out.short[first + k, place + i] = short[n * LANES + i, k]


@inner
def measure(
    first: int, lanes: int, script: Script, x: Floats, moved: Floats, running: Ints, keep: int, out: Out
) -> None:
    """Writes the results of eight runs, of which `lanes` count, from run `first` of the block on."""
    rows, periods, flows = script.rows, len(script.discount), len(script.flows)
    x[rows.spare] = _missed(script, x) + _broken(script, x)
    for k in range(lanes):
        out.shortfall[first + k], out.cost[first + k] = x[rows.spare, k], x[rows.spent, k]
        for m in range(len(script.promises)):
            out.date[first + k, m] = int(x[rows.date + m, k])
    if keep:
        for k in range(lanes):
            for t in range(periods):
                for f in range(flows):
                    out.flows[first + k, t * flows + f] = moved[t * flows + f, k]
            for r in range(len(script.risks)):
                for t in range(periods):
                    out.running[first + k, r * periods + t] = running[r, t] >> k & 1
            for n in range(len(script.lines)):
                out.opened[first + k, n] = int(x[rows.opened + n, k])
            for j in range(len(script.projects)):
                out.finish[first + k, j] = int(x[rows.finish + j, k])
                out.begun[first + k, j] = int(x[rows.begun + j, k])


@inner
def _missed(script: Script, x: Floats) -> Vec:
    """The sum of priority times shortfall of the needs."""
    needs, periods, total = script.needs, len(script.discount), splat(0.0)
    for n in range(len(needs)):
        window = min(periods - 1, needs[n, LAST]) - max(0, needs[n, FIRST]) + 1
        asked = x[needs[n, QUANTITY_AT]] * window
        total = total + pick(asked > 0.0, script.priority[n] * x[script.rows.missed + n] / asked, 0.0)
    return total


@inner
def _broken(script: Script, x: Floats) -> Vec:
    """The sum of priority times what was missing of each promise when it was due."""
    total = splat(0.0)
    for m in range(len(script.promises)):
        missing = most(script.promised[m, 0] - x[script.rows.by_due + m], 0.0)
        total = total + script.promised[m, 1] * missing / script.promised[m, 0]
    return total


@inner
def record(t: int, first: int, lanes: int, script: Script, x: Floats, out: Out) -> None:
    """Writes what lies where at the end of a period, what was paid in it, and the steps ordered so far."""
    rows, lines = script.rows, len(script.lines)
    nodes, payers, costs = rows.back - rows.hand, rows.due - rows.now, rows.ratio - rows.due
    for k in range(lanes):
        for i in range(nodes):
            out.hand[first + k, t * nodes + i] = x[rows.hand + i, k]
        for e in range(payers):
            out.paid[first + k, t * payers + e] = x[rows.now + e, k]
        for c in range(costs):
            out.due[first + k, t * costs + c] = x[rows.due + c, k]
        for n in range(lines):
            out.ordered[first + k, t * lines + n] = int(x[rows.ordered + n, k])
