"""What eight runs leave behind: deliveries, what was short, cost, shortfall, dates; on request everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.simulator.kernel_lanes import Vec, most, pick, splat
from cofactory.simulator.kernel_tables import inner
from cofactory.simulator.script import FIRST, LAST, QUANTITY_AT

if TYPE_CHECKING:
    from cofactory.simulator.book import Floats, Ints
    from cofactory.simulator.outcomes import Out
    from cofactory.simulator.script import Script

KEPT = 1.0 - 1e-6
"""A promise is kept when this part of its quantity is delivered."""


@inner
def measure(
    first: int, lanes: int, script: Script, x: Floats, got: Floats, short: Floats, moved: Floats, running: Ints,
    keep: int, out: Out,
) -> None:  # fmt: skip
    """Writes the results of eight runs, of which `lanes` count, from run `first` of the block on."""
    rows, periods, needs, flows = script.rows, len(script.discount), len(script.needs), len(script.flows)
    total = _missed(script, x, short) + _broken(script, x, got, first, lanes, out)
    x[rows.spare] = total
    for k in range(lanes):
        out.shortfall[first + k], out.cost[first + k] = x[rows.spare, k], x[rows.spent, k]
    for n in range(needs):
        for t in range(periods):
            for k in range(lanes):
                out.delivered[first + k, n * periods + t] = got[n * periods + t, k]
                out.short[first + k, n * periods + t] = short[n * periods + t, k]
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
def _missed(script: Script, x: Floats, short: Floats) -> Vec:
    """The sum of priority times shortfall of the needs."""
    needs, periods, total = script.needs, len(script.discount), splat(0.0)
    for n in range(len(needs)):
        window = min(periods - 1, needs[n, LAST]) - max(0, needs[n, FIRST]) + 1
        asked, outstanding = x[needs[n, QUANTITY_AT]] * window, splat(0.0)
        for t in range(periods):
            outstanding = outstanding + short[n * periods + t]
        total = total + pick(asked > 0.0, script.priority[n] * outstanding / asked, 0.0)
    return total


@inner
def _broken(script: Script, x: Floats, got: Floats, first: int, lanes: int, out: Out) -> Vec:
    """The sum of priority times what was missing of each promise when it was due; fills in when it was kept."""
    periods, total, spare = len(script.discount), splat(0.0), script.rows.spare
    for m in range(len(script.promises)):
        need, due, quantity = script.promises[m, 0], script.promises[m, 1], script.promised[m, 0]
        sofar, by_due, date = splat(0.0), splat(0.0), splat(periods)
        for t in range(periods):
            sofar = sofar + got[need * periods + t]
            if t <= due:
                by_due = sofar
            date = pick((sofar >= quantity * KEPT) & (date >= periods), t, date)
        total = total + script.promised[m, 1] * most(quantity - by_due, 0.0) / quantity
        x[spare] = date
        for k in range(lanes):
            out.date[first + k, m] = int(x[spare, k])
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
