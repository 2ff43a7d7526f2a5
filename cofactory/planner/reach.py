"""When an item can be somewhere and still matter there: what lies outside these windows is left out of the model.

Only dates, lead times and who can make, carry and use what count here, never amounts: a limit that is loosened later
leaves the windows as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays

    Ints = NDArray[np.int64]

NEVER = 10**9
"""A period after every horizon: what is first there then is never there."""


@dataclass(frozen=True)
class Reach:
    """First and last period in which something matters, per node, line and lane; never where first > last."""

    first: Ints
    """Per node: the first period in which a unit can be there."""
    last: Ints
    """Per node: the last period in which a unit there can still serve a need, or count in an origin share."""
    start_first: Ints
    start_last: Ints
    ship_first: Ints
    ship_last: Ints


def find_reach(a: Arrays, looser: Arrays | None = None) -> Reach:
    """Returns the windows of nodes, lines and lanes; those of nodes as in `looser`, the programme with other dates."""
    first, last = _first(looser or a), _last(looser or a)
    start_first, start_last = np.full(len(a.lines.ids), NEVER), np.full(len(a.lines.ids), -1)
    for n in a.network.lines:
        start_first[n], start_last[n] = _earliest_start(a, first, n), _latest_start(a, last, n)
    route, source, target = a.network.lane_ends
    lead = a.supply.route_lead[route]
    return Reach(
        first=first,
        last=last,
        start_first=start_first,
        start_last=start_last,
        ship_first=np.maximum(first[source], a.supply.route_opens[route]),
        ship_last=np.minimum(np.minimum(last[target], a.periods - 1) - lead, a.supply.route_closes[route] - 1),
    )


def _first(a: Arrays) -> Ints:
    """The first period in which each node can hold anything: grown from stocks and arrivals until none is earlier."""
    network, supply = a.network, a.supply
    first = np.full(len(network.nodes), NEVER)
    route, source, target = network.lane_ends
    for s, node in network.stocks.items():
        first[node] = min(first[node], max(0, int(supply.stock_from[s])) + int(supply.stock_lead[s]))
    for node, period, _ in network.arrivals:
        if period >= 0:
            first[node] = min(first[node], period)
    while True:
        before = first.copy()
        for n, node in network.lines.items():
            begin = _earliest_start(a, first, n)
            if begin < min(int(a.lines.closes[n]), a.periods):
                first[node] = min(first[node], begin + int(a.lines.lead[n]))
        leaves = np.maximum(first[source], supply.route_opens[route])
        runs = leaves < np.minimum(supply.route_closes[route], a.periods)
        np.minimum.at(first, target[runs], (leaves + supply.route_lead[route])[runs])
        if np.array_equal(first, before):
            return first


def _last(a: Arrays) -> Ints:
    """The last period in which a unit at each node still matters: grown back from the needs until nothing is later."""
    network, supply, demand = a.network, a.supply, a.demand
    last = np.full(len(network.nodes), -1)
    route, source, target = network.lane_ends
    for n, node in network.drops:
        asked = np.flatnonzero(demand.asked[n] > 0)
        if len(asked):
            last[node] = max(last[node], a.periods - 1 if demand.waits[n] else int(asked[-1]))
    while True:
        before = last.copy()
        for use in network.uses:
            latest = _latest_start(a, last, use.line)
            for node in use.nodes:
                last[node] = max(last[node], latest)
        leaves = np.minimum(last[target] - supply.route_lead[route], supply.route_closes[route] - 1)
        np.maximum.at(last, source, leaves)
        if np.array_equal(last, before):
            return last


def _earliest_start(a: Arrays, first: Ints, n: int) -> int:
    """When a line is open and can have all its components."""
    ready = [int(first[list(use.nodes)].min()) for use in a.network.uses_of.get(n, ())]
    return max([0, int(a.first_open[n]), *ready])


def _latest_start(a: Arrays, last: Ints, n: int) -> int:
    """The last start that still arrives in time, or, where units count in an origin share, that counts."""
    closes = min(int(a.lines.closes[n]), a.periods) - 1
    if n in a.network.counted:
        return closes
    return min(closes, int(last[a.network.lines[n]]) - int(a.lines.lead[n]))
