"""What the plan may choose: one block of columns per kind of choice, only where a choice can matter.

A start, shipment or release that would land after the horizon, a step that would open too late and a
project that would finish too late can serve no need and are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.columns import Block, Columns
from cofactory.planner.lanes import useful_lanes
from cofactory.planner.reach import Reach, find_reach

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.room import Room

    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]

Variables = dict[str, Block]


def build_columns(a: Arrays, room: Room | None = None) -> Columns:
    """Returns all columns of a programme, every one >= 0; with room for what other dates let matter, if asked."""
    columns, reach = Columns(), find_reach(a) if room is None else find_reach(a, room.looser)
    lanes = useful_lanes(a) if room is None else room.lanes
    _production(a, reach, columns)
    _supply(a, reach, columns, lanes)
    _demand(a, reach, columns)
    if a.money.limited:
        _money(a, columns)
        _origin(a, columns)
    return columns


def window(first: Ints, last: Ints, periods: int) -> Flags:
    """True at [entity, period] for first <= period <= last."""
    t = np.arange(periods)
    inside: Flags = (t >= np.asarray(first)[:, None]) & (t <= np.asarray(last)[:, None])
    return inside


def opening_planned(a: Arrays) -> Flags:
    """True per line that opens when the plan says: by a decision of its own or through an optional project."""
    planned: Flags = a.lines.chosen | np.append(a.projects.optional, False)[a.lines.project]
    return planned


def _production(a: Arrays, reach: Reach, columns: Columns) -> None:
    lines, periods = a.lines, a.periods
    starts = window(reach.start_first, reach.start_last, periods)
    columns.add("start", lines.ids, starts)
    used: Flags = np.any(starts, axis=1, keepdims=True)
    useful = window(lines.opens, reach.start_last - lines.step_lead, periods)
    steps = used & useful & (lines.max_steps > 0)[:, None]
    columns.add("steps", lines.ids, steps, upper=lines.max_steps[:, None].astype(float), whole=True)
    chosen = used & window(a.first_open, reach.start_last, periods) & lines.chosen[:, None]
    columns.add("open", lines.ids, chosen, upper=1.0, whole=True)
    projects = a.projects
    gates = np.isin(np.arange(len(projects.ids)), lines.project[used[:, 0]])
    adjustable = used & (opening_planned(a) | (lines.max_steps > 0))[:, None]
    columns.add("added", lines.ids, adjustable & window(lines.opens, reach.start_last, periods))
    choice = window(projects.earliest, periods - 1 - projects.duration, periods) & (projects.optional & gates)[:, None]
    columns.add("begin", projects.ids, choice, upper=1.0, whole=True)


def _supply(a: Arrays, reach: Reach, columns: Columns, lanes: Flags) -> None:
    periods, supply, network = a.periods, a.supply, a.network
    stocks = tuple(row.id for row in a.programme.stocks)
    latest = np.array([reach.last[network.stocks[s]] if s in network.stocks else -1 for s in range(len(stocks))])
    releases = window(supply.stock_from, np.minimum(latest, periods - 1) - supply.stock_lead, periods)
    columns.add("release", stocks, releases.reshape(-1, periods))
    names = tuple(
        f"{a.programme.routes[lane.route].id}/{'/'.join(map(str, network.nodes[lane.source]))}"
        for lane in network.lanes
    )
    ships = lanes[:, None] & window(reach.ship_first, reach.ship_last, periods)
    columns.add("ship", names, ships)
    held = window(reach.first, reach.last, periods)
    columns.add("hand", tuple("/".join(map(str, node)) for node in network.nodes), held)


def _demand(a: Arrays, reach: Reach, columns: Columns) -> None:
    demand, needs = a.demand, tuple(need.id for need in a.programme.needs)
    begun = np.cumsum(demand.asked, axis=1) > 0
    takes = np.where(demand.waits[:, None], begun, demand.asked > 0)
    need = np.array([n for n, _ in a.network.drops], dtype=np.int64)
    names = tuple(f"{needs[n]}/{a.network.nodes[node][2]}" for n, node in a.network.drops)
    node = np.array([node for _, node in a.network.drops], dtype=np.int64)
    there = window(reach.first[node], reach.last[node], a.periods)
    columns.add("deliver", names, takes[need].reshape(-1, a.periods) & there)
    columns.add("back", needs, begun & demand.waits[:, None])
    columns.add("miss", needs, (demand.asked > 0) & ~demand.waits[:, None])
    promised = tuple(a.programme.commitments[k].id for k in demand.promised)
    columns.add("short", needs, (demand.total > 0)[:, None])
    columns.add("gap", promised, np.ones((len(promised), 1), dtype=bool))


def _money(a: Arrays, columns: Columns) -> None:
    money, periods = a.money, a.periods
    groups = tuple(f"g{g}" for g in range(money.groups))
    columns.add("due", groups, np.ones((money.groups, periods), dtype=bool))
    names = tuple(
        f"{a.programme.funds[p.fund].id}/" + (f"g{p.group}" if p.certified_line < 0 else a.lines.ids[p.certified_line])
        for p in money.payers
    )
    first = np.array([p.first for p in money.payers], dtype=np.int64)
    last = np.array([p.last for p in money.payers], dtype=np.int64)
    columns.add("pay", names, window(first, last, periods))


def _origin(a: Arrays, columns: Columns) -> None:
    """Units certified by fund and line, and what they take of each component by where it was made."""
    pairs, start = a.network.origin.certified, columns.blocks["start"]
    paying = {(p.fund, p.certified_line): (p.first, p.last) for p in a.money.payers}
    windows = [paying.get(pair, (0, -1)) for pair in pairs]
    limits = np.array(windows, dtype=np.int64).reshape(-1, 2)
    lines = np.array([n for _, n in pairs], dtype=np.int64)
    exists = (start.index[lines] >= 0).reshape(-1, a.periods) & window(limits[:, 0], limits[:, 1], a.periods)
    funds = [fund.id for fund in a.programme.funds]
    columns.add("certify", tuple(f"{funds[f]}/{a.lines.ids[n]}" for f, n in pairs), exists)
    certify, held, names, present = columns.blocks["certify"], columns.blocks["hand"], [], []
    for u, pair, node in a.network.takes:
        use = a.network.uses[u]
        who = "none" if pair < 0 else funds[pairs[pair][0]]
        names.append(f"{a.lines.ids[use.line]}/{use.component}/{a.network.nodes[node][2]}/{who}")
        owner = start.index[use.line] if pair < 0 else certify.index[pair]
        present.append((owner >= 0) & (held.index[node] >= 0))
    columns.add("take", tuple(names), np.array(present, dtype=bool).reshape(-1, a.periods))
