"""Which lanes can matter: those from where an item comes from to where it is used, and detours that gain something.

A unit that only passes through a country could have gone there directly. Where the direct route is as quick, as cheap,
open as long, has no capacity and may be paid by the same funds, every such passage can be left out: by replacing one
passage after the other, any transport becomes one without them that costs no more and arrives no later.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays, SupplyArrays

    Flags = NDArray[np.bool_]


def useful_lanes(a: Arrays, looser: Arrays | None = None) -> Flags:
    """True per lane that is the first or last leg of a transport that nothing replaces, whichever of the routes are as
    quick and open as in `looser`, the programme with other dates.
    """
    lanes, (route, source, target) = a.network.lanes, a.network.lane_ends
    legs = (looser or a).supply
    kept = _unmatched(a, legs)
    leaving: dict[int, list[int]] = defaultdict(list)
    direct: dict[tuple[int, int], list[int]] = defaultdict(list)
    for e in np.flatnonzero(kept):
        leaving[int(source[e])].append(int(e))
        direct[int(source[e]), int(target[e])].append(int(route[e]))
    replaces = _replaces(a, legs)
    enters, leaves = _consumed(a)[target], _supplied(a)[source]
    for e in np.flatnonzero(kept):
        start, via = lanes[e].source, lanes[e].target
        for further in leaving[via]:
            end = lanes[further].target
            if end == start or (enters[e] and leaves[further]):
                continue
            if not replaces[direct[start, end], route[e], route[further]].any():
                enters[e] = leaves[further] = True
    useful: Flags = kept & enters & leaves
    return useful


def direct_lanes(a: Arrays) -> Flags:
    """True per lane from where something is made or lies to where it is used: most plans use no other."""
    _, source, target = a.network.lane_ends
    direct: Flags = _supplied(a)[source] & _consumed(a)[target]
    return direct


def transit_nodes(a: Arrays) -> Flags:
    """Nodes that units only pass through."""
    transit: Flags = ~_supplied(a) & ~_consumed(a)
    return transit


def _supplied(a: Arrays) -> Flags:
    """Nodes that are filled by something else than transport."""
    found = np.zeros(len(a.network.nodes), dtype=bool)
    sources = (a.network.lines.values(), a.network.stocks.values(), (node for node, _, _ in a.network.arrivals))
    for nodes in sources:
        found[list(nodes)] = True
    return found


def _consumed(a: Arrays) -> Flags:
    """Nodes from which a line or a need takes."""
    found = np.zeros(len(a.network.nodes), dtype=bool)
    found[[node for use in a.network.uses for node in use.nodes]] = True
    found[[node for _, node in a.network.drops]] = True
    return found


def _unmatched(a: Arrays, others: SupplyArrays) -> Flags:
    """False per lane beside which another one with the same ends is never worse."""
    route, source, target = a.network.lane_ends
    better = _covers(a, others) & _no_dearer(a) & (a.supply.route_lead[:, None] <= others.route_lead[None, :])
    kept = np.ones(len(route), dtype=bool)
    beside: dict[tuple[int, int], list[int]] = defaultdict(list)
    for e, ends in enumerate(zip(source.tolist(), target.tolist(), strict=True)):
        for other in beside[ends]:
            if not kept[other]:
                continue
            if better[route[other], route[e]]:
                kept[e] = False
                break
            kept[other] = not better[route[e], route[other]]
        beside[ends].append(e)
    return kept


def _covers(a: Arrays, others: SupplyArrays) -> Flags:
    """[direct, other]: the direct route has no capacity, is open whenever the other is, and the same funds may pay."""
    supply, group = a.supply, _group(a)
    free = np.isinf(supply.route_capacity)[:, None]
    opens = supply.route_opens[:, None] <= np.maximum(others.route_opens, 0)[None, :]
    closes = supply.route_closes[:, None] >= np.minimum(others.route_closes, a.periods)[None, :]
    payable = (group[:, None] == group[None, :]) | (supply.route_cost == 0)[:, None]
    found: Flags = free & opens & closes & payable
    return found


def _no_dearer(a: Arrays) -> Flags:
    """[direct, other]: a unit on the direct route costs no more."""
    cost = a.supply.route_cost
    found: Flags = cost[:, None] <= cost[None, :]
    return found


def _replaces(a: Arrays, legs: SupplyArrays) -> Flags:
    """[direct, first, second]: the direct route makes going by the first and then the second pointless.

    Either it starts with the first leg, costs no more than that and arrives no later; or it starts with the second,
    the unit waiting where it was, costs no more than that and takes no longer.
    """
    lead, leg, covered = a.supply.route_lead, legs.route_lead, _covers(a, legs) & _no_dearer(a)
    at_once = covered[:, :, None] & (lead[:, None, None] <= leg[None, :, None] + leg[None, None, :])
    later = covered & (lead[:, None] <= leg[None, :])
    found: Flags = at_once | later[:, None, :]
    return found


def _group(a: Arrays) -> NDArray[np.int64]:
    """Per route the group of costs that its transport belongs to: routes of one group may be paid by the same funds."""
    group = np.full(len(a.programme.routes), -1)
    place = {route.id: n for n, route in enumerate(a.programme.routes)}
    for cost, of in zip(a.money.costs, a.money.group_of, strict=True):
        if cost.kind == "transport":
            group[place[cost.subject]] = of
    return group
