"""Rules of production and expansion: what a line may start, when it opens, when capacity is added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.arrays import ramp_share
from cofactory.planner.columns import Rows
from cofactory.planner.variables import window

if TYPE_CHECKING:
    from cofactory.planner.arrays import Arrays
    from cofactory.planner.variables import Variables


def capacity(a: Arrays, v: Variables) -> Rows:
    """A line starts no more than it has open and ramped up.

    start[l,t] <= capacity·R(t-o; ramp) + sum_τ step·steps[l,τ]·R(t-τ-step_lead_time; step_ramp) for t in [o, closes),
    where o is the period in which the line opens: fixed, chosen by `open`, or the end of an optional project.
    R(a; r) = min(1, (a+1)/(r+1)) for age a >= 0, else 0.
    """
    lines, start, t = a.lines, v["start"], np.arange(a.periods)
    rows = Rows.over("capacity", start.ids, start.index >= 0)
    limit = np.zeros(start.index.shape)
    rows.put(rows.grid, start.index, 1.0)
    for n in np.flatnonzero((start.index >= 0).any(axis=1)):
        row = rows.grid[n][:, None]
        project = int(lines.project[n])
        if lines.chosen[n]:
            share = ramp_share(t[:, None] - t[None, :], int(lines.ramp[n]))
            rows.put(np.where(share > 0, row, -1), v["open"].index[n][None, :], -lines.capacity[n] * share)
        elif project >= 0 and a.projects.optional[project]:
            opened = np.maximum(lines.opens[n], t + a.projects.duration[project])
            share = ramp_share(t[:, None] - opened[None, :], int(lines.ramp[n]))
            rows.put(np.where(share > 0, row, -1), v["begin"].index[project][None, :], -lines.capacity[n] * share)
        else:
            limit[n] = lines.capacity[n] * ramp_share(t - a.first_open[n], int(lines.ramp[n]))
        if lines.max_steps[n] > 0:
            age = t[:, None] - t[None, :] - lines.step_lead[n]
            share = ramp_share(age, int(lines.step_ramp[n]))
            rows.put(np.where(share > 0, row, -1), v["steps"].index[n][None, :], -lines.step[n] * share)
    return rows.at_most(limit)


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
