"""Rules of supply: the balance of every item in every country, stocks, routes, and components by origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.columns import Rows, shifted

if TYPE_CHECKING:
    from cofactory.planner.arrays import Arrays
    from cofactory.planner.variables import Variables


def balance(a: Arrays, v: Variables) -> Rows:
    """What is on hand is what was, plus what comes in, less what goes out, per item, country and origin class.

    hand[t] = hand[t-1] + arrivals + sum start[l, t-lead_time] + sum release[s, t-lead_time] + sum ship in (sent
    lead_time ago) - sum bom·start[l,t] - sum ship out - sum deliver, with hand[-1] = 0 and hand >= 0.
    """
    network, hand = a.network, v["hand"]
    rows = Rows.over("balance", hand.ids, hand.index >= 0)
    grid = rows.grid
    rows.put(grid, hand.index, 1.0).put(grid, shifted(hand.index, 1), -1.0)
    for n, node in network.lines.items():
        rows.put(grid[node], shifted(v["start"].index[n], int(a.lines.lead[n])), -1.0)
    for s, node in network.stocks.items():
        rows.put(grid[node], shifted(v["release"].index[s], int(a.supply.stock_lead[s])), -1.0)
    for e, lane in enumerate(network.lanes):
        rows.put(grid[lane.target], shifted(v["ship"].index[e], int(a.supply.route_lead[lane.route])), -1.0)
        rows.put(grid[lane.source], v["ship"].index[e], 1.0)
    for d, (_, node) in enumerate(network.drops):
        rows.put(grid[node], v["deliver"].index[d], 1.0)
    tracked = "take" in v
    for use in network.uses:
        if not (use.tracked and tracked):
            rows.put(grid[use.nodes[0]], v["start"].index[use.line], use.quantity)
    if tracked:
        for e, (_, _, node) in enumerate(a.network.takes):
            rows.put(grid[node], v["take"].index[e], 1.0)
    arrivals = np.zeros(grid.shape)
    for node, period, quantity in network.arrivals:
        if 0 <= period < a.periods:
            arrivals[node, period] += quantity
    return rows.equal(arrivals)


def stock_total(a: Arrays, v: Variables) -> Rows:
    """A stock releases no more than it holds above its reserve: sum_t release[s,t] <= quantity - reserve."""
    release = v["release"]
    rows = Rows.over("stock_total", release.ids, np.any(release.index >= 0, axis=1, keepdims=True))
    return rows.put(rows.grid, release.index, 1.0).at_most(np.maximum(a.supply.stock_total, 0.0)[:, None])


def release_rate(a: Arrays, v: Variables) -> Rows:
    """A stock releases no more per period than its rate: release[s,t] <= release_rate."""
    release = v["release"]
    limited = np.isfinite(a.supply.stock_rate)[:, None]
    rows = Rows.over("release_rate", release.ids, (release.index >= 0) & limited)
    return rows.put(rows.grid, release.index, 1.0).at_most(a.supply.stock_rate[:, None])


def route_capacity(a: Arrays, v: Variables) -> Rows:
    """A route carries no more per period than it can, all items together: sum_i ship[r,i,t] <= capacity."""
    ship, routes = v["ship"], a.programme.routes
    of_route = np.array([lane.route for lane in a.network.lanes], dtype=np.int64)
    busy = [(ship.index[of_route == r] >= 0).any(axis=0) for r in range(len(routes))]
    exists = np.array(busy, dtype=bool).reshape(-1, a.periods) & np.isfinite(a.supply.route_capacity)[:, None]
    rows = Rows.over("route_capacity", tuple(route.id for route in routes), exists)
    rows.put(rows.grid[of_route], ship.index, 1.0)
    return rows.at_most(a.supply.route_capacity[:, None])


def components(a: Arrays, v: Variables) -> Rows:
    """Every unit takes its components, whatever their origin: what is certified, and what is not.

    sum_m take[l,c,f,m,t] = bom·certify[f,l,t] for each fund f that certifies units of l, and
    sum_m take[l,c,none,m,t] = bom·(start[l,t] - sum_f certify[f,l,t]).
    """
    entities, pairs = a.network.takes, a.network.origin.certified
    keys = list(dict.fromkeys((u, pair) for u, pair, _ in entities))
    start, certify, take = v["start"], v["certify"], v["take"]
    owner = np.array(
        [start.index[a.network.uses[u].line] if pair < 0 else certify.index[pair] for u, pair in keys], dtype=np.int64
    ).reshape(-1, a.periods)
    names = tuple(
        f"{a.lines.ids[a.network.uses[u].line]}/{a.network.uses[u].component}/"
        f"{'none' if pair < 0 else a.programme.funds[pairs[pair][0]].id}"
        for u, pair in keys
    )
    rows = Rows.over("components", names, owner >= 0)
    position = {key: k for k, key in enumerate(keys)}
    for e, (u, pair, _) in enumerate(entities):
        rows.put(rows.grid[position[u, pair]], take.index[e], 1.0)
    for k, (u, pair) in enumerate(keys):
        use = a.network.uses[u]
        rows.put(rows.grid[k], owner[k], -use.quantity)
        if pair < 0:
            for p, (_, line) in enumerate(pairs):
                if line == use.line:
                    rows.put(rows.grid[k], certify.index[p], use.quantity)
    return rows.equal(0.0)
