"""Rules of production and expansion: what a line may start, when it opens, when capacity is added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.arrays import ramp_share
from cofactory.planner.columns import Rows, shifted
from cofactory.planner.variables import opening_planned, window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.variables import Variables

    Ints = NDArray[np.int64]


def capacity(a: Arrays, v: Variables) -> Rows:
    """A line starts no more than it has open and ramped up.

    start[l,t] <= capacity·R(t-o; ramp) + added[l,t] for t in [o, closes), where o is the period in which the line
    opens; where the plan decides that, by `open` or the end of an optional project, its capacity is part of what is
    added.
    R(a; r) = min(1, (a+1)/(r+1)) for age a >= 0, else 0.
    """
    lines, start, t = a.lines, v["start"], np.arange(a.periods)
    rows = Rows.over("capacity", start.ids, start.index >= 0)
    rows.put(rows.grid, start.index, 1.0).put(rows.grid, v["added"].index, -1.0)
    limit = np.zeros(start.index.shape)
    for n in np.flatnonzero((start.index >= 0).any(axis=1) & ~opening_planned(a)):
        limit[n] = lines.capacity[n] * ramp_share(t - a.first_open[n], int(lines.ramp[n]))
    return rows.at_most(limit)


def expansion(a: Arrays, v: Variables) -> Rows:
    """Capacity that the plan adds comes up step by step and stays: each period adds the next part of every ramp.

    added[l,t] = sum_τ step·steps[l,τ]·R(t-τ-step_lead_time; step_ramp) + capacity·sum_o open[l,o]·R(t-o; ramp), written
    as added[l,t] - added[l,t-1] = what the step from R(a-1) to R(a) brings of each; an optional project's begin[j,τ]
    opens its line at max(opens, τ + duration).
    """
    lines, grown, t = a.lines, v["added"], np.arange(a.periods)
    rows = Rows.over("expansion", grown.ids, grown.index >= 0)
    rows.put(rows.grid, grown.index, 1.0).put(rows.grid, shifted(grown.index, 1), -1.0)
    for n in np.flatnonzero((grown.index >= 0).any(axis=1)):
        row, project = rows.grid[n], int(lines.project[n])
        if lines.chosen[n]:
            _grow(rows, row, v["open"].index[n], (lines.capacity[n], t, int(lines.ramp[n])))
        elif opening_planned(a)[n]:
            opened = np.maximum(lines.opens[n], t + a.projects.duration[project])
            _grow(rows, row, v["begin"].index[project], (lines.capacity[n], opened, int(lines.ramp[n])))
        if lines.max_steps[n] > 0:
            _grow(rows, row, v["steps"].index[n], (lines.step[n], t + lines.step_lead[n], int(lines.step_ramp[n])))
    return rows.equal(0.0)


def _grow(rows: Rows, row: Ints, choice: Ints, ramp: tuple[float, Ints, int]) -> None:
    """What each choice adds in each period: `size` in equal parts over the ramp from the period it takes effect."""
    size, effect, length = ramp
    chosen = np.flatnonzero(choice >= 0)
    for age in range(length + 1):
        period = effect[chosen] + age
        inside = period < len(row)
        rows.put(row[period[inside]], choice[chosen[inside]], -size / (length + 1))


def gate(a: Arrays, v: Variables) -> Rows:
    """A line whose optional project has not finished starts nothing, whatever steps were ordered.

    start[l,t] <= (capacity + step·max_steps)·sum_τ begin[j,τ] over τ with max(opens, τ + duration) <= t.
    """
    lines, start, t = a.lines, v["start"], np.arange(a.periods)
    optional = np.append(a.projects.optional, False)[lines.project]
    gated = optional & ~lines.chosen & (lines.max_steps > 0)
    rows = Rows.over("gate", start.ids, (start.index >= 0) & gated[:, None])
    rows.put(rows.grid, start.index, 1.0)
    for n in np.flatnonzero(gated):
        project = int(lines.project[n])
        finished = t[None, :] + a.projects.duration[project] <= t[:, None]
        most = lines.capacity[n] + lines.step[n] * lines.max_steps[n]
        rows.put(np.where(finished, rows.grid[n][:, None], -1), v["begin"].index[project][None, :], -most)
    return rows.at_most(0.0)


def opens_once(a: Arrays, v: Variables) -> Rows:
    """A line whose opening is a choice opens once or never: sum_t open[l,t] <= 1."""
    del a
    return _total("opens_once", v, "open").at_most(1.0)


def opens_after_project(a: Arrays, v: Variables) -> Rows:
    """A line whose opening is a choice does not open before its optional project has finished.

    open[l,t] <= sum_τ begin[j,τ] over τ + duration <= t.
    """
    lines, opening, t = a.lines, v["open"], np.arange(a.periods)
    optional = np.append(a.projects.optional, False)[lines.project]
    rows = Rows.over("opens_after_project", opening.ids, (opening.index >= 0) & optional[:, None])
    rows.put(rows.grid, opening.index, 1.0)
    for n in np.flatnonzero((rows.grid >= 0).any(axis=1)):
        project = int(lines.project[n])
        finished = t[None, :] + a.projects.duration[project] <= t[:, None]
        rows.put(np.where(finished, rows.grid[n][:, None], -1), v["begin"].index[project][None, :], -1.0)
    return rows.at_most(0.0)


def steps_limit(a: Arrays, v: Variables) -> Rows:
    """A line orders no more expansion steps than it may: sum_t steps[l,t] <= max_steps."""
    rows = _total("steps_limit", v, "steps")
    return rows.at_most(a.lines.max_steps[:, None].astype(float))


def steps_after_opening(a: Arrays, v: Variables) -> Rows:
    """No step is ordered before the period in which an opening decision opens the line.

    steps[l,t] <= max_steps·sum_{τ<=t} open[l,τ].
    """
    lines, steps, t = a.lines, v["steps"], np.arange(a.periods)
    rows = Rows.over("steps_after_opening", steps.ids, (steps.index >= 0) & lines.chosen[:, None])
    rows.put(rows.grid, steps.index, 1.0)
    for n in np.flatnonzero((rows.grid >= 0).any(axis=1)):
        earlier = t[None, :] <= t[:, None]
        most = -float(lines.max_steps[n])
        rows.put(np.where(earlier, rows.grid[n][:, None], -1), v["open"].index[n][None, :], most)
    return rows.at_most(0.0)


def begins_once(a: Arrays, v: Variables) -> Rows:
    """An optional project begins once or never: sum_t begin[j,t] <= 1."""
    del a
    return _total("begins_once", v, "begin").at_most(1.0)


def pool(a: Arrays, v: Variables) -> Rows:
    """Lines of one pool share its capacity, and start nothing outside its window.

    sum_l pool_use·start[l,t] <= capacity of the pool, 0 before `opens` and from `closes` on.
    """
    start = v["start"]
    pools = a.programme.pools
    members = [np.flatnonzero(a.lines.pool == p) for p in range(len(pools))]
    busy = np.array([(start.index[m] >= 0).any(axis=0) for m in members], dtype=bool).reshape(len(pools), a.periods)
    rows = Rows.over("pool", tuple(p.id for p in pools), busy)
    for p, lines in enumerate(members):
        for n in lines:
            rows.put(rows.grid[p], start.index[n], float(a.lines.pool_use[n]))
    inside = window(a.supply.pool_opens, a.supply.pool_closes - 1, a.periods)
    return rows.at_most(np.where(inside, a.supply.pool_capacity[:, None], 0.0))


def _total(name: str, v: Variables, block: str) -> Rows:
    """One row per entity of a block that has columns, summing them over the horizon."""
    columns = v[block]
    rows = Rows.over(name, columns.ids, np.any(columns.index >= 0, axis=1, keepdims=True))
    return rows.put(rows.grid, columns.index, 1.0)
