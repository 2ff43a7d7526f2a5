"""Which columns may change when one need is asked about; all others stay as planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.chain import supply_chain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model
    from cofactory.planner.network import Network

    Flags = NDArray[np.bool_]

MONEY = ("due", "pay", "certify", "take")
"""Who pays what, and certifies which units by their components, may always change: money has no chain."""


def chain_and_money(a: Arrays, model: Model, need: int) -> Flags:
    """Returns the columns along the supply chain of a need, and those of money."""
    chain, network = supply_chain(a, need), a.network
    on_chain = np.array([n in chain.lines for n in range(len(a.lines.ids))], dtype=bool)
    opened = np.isin(a.lines.project, chain.projects) & (a.lines.project >= 0)  # what a project opens follows from it
    drops = np.array([node in chain.nodes for _, node in network.drops], dtype=bool)
    served = np.isin(np.arange(len(a.programme.needs)), [n for n, node in network.drops if node in chain.nodes])
    entities: dict[str, Flags] = {
        "start": on_chain,
        "steps": on_chain,
        "added": on_chain | opened,
        "open": on_chain,
        "begin": np.isin(np.arange(len(a.projects.ids)), chain.projects),
        "release": np.isin(np.arange(len(a.programme.stocks)), chain.stocks),
        "ship": np.array([lane.target in chain.nodes for lane in network.lanes], dtype=bool),
        "hand": np.isin(np.arange(len(network.nodes)), list(chain.nodes)),
        "deliver": drops,
        "back": served,
        "miss": served,
        "short": served,
        "gap": np.ones(len(model.blocks["gap"].ids), dtype=bool),
    }
    free = np.zeros(len(model.lower), dtype=bool)
    for name, block in model.blocks.items():
        rows = np.ones(len(block.ids), dtype=bool) if name in MONEY else entities[name]
        index = block.index[rows]
        free[index[index >= 0]] = True
    return free


def renamed_flows(before: Arrays, after: Arrays, model: Model) -> Flags:
    """Returns the columns of items whose origins are told apart otherwise than in the plan.

    Without a fund rule, what was one place may be several, or the other way round: what the plan says of them by name
    cannot be held, so they follow from what is made and used.
    """
    free = np.zeros(len(model.lower), dtype=bool)
    network, plan = after.network, before.network
    if network is plan or (network.nodes == plan.nodes and network.origin.certified == plan.origin.certified):
        return free
    items = _items(network, plan)
    where = [node[0] in items for node in network.nodes]
    flows = {
        "hand": where,
        "ship": [where[lane.source] for lane in network.lanes],
        "deliver": [where[node] for _, node in network.drops],
        "take": [True] * len(network.takes),
        "certify": [True] * len(network.origin.certified),
    }
    for name, chosen in flows.items():
        if name in model.blocks:
            index = model.blocks[name].index[np.array(chosen, dtype=bool)]
            free[index[index >= 0]] = True
    return free


def quicker_ways(before: Arrays, after: Arrays, model: Model) -> Flags:
    """Returns the columns of transport on routes that are quicker, or open longer, than in the plan, and of the legs
    before and after: what was a detour may be the best way now.
    """
    old, new, network = before.supply, after.supply, after.network
    better = (new.route_lead < old.route_lead) | (new.route_opens < old.route_opens)
    better |= new.route_closes > old.route_closes
    route, source, target = network.lane_ends
    there = better[route]
    legs = there | np.isin(target, source[there]) | np.isin(source, target[there])
    free = np.zeros(len(model.lower), dtype=bool)
    index = model.blocks["ship"].index[legs]
    free[index[index >= 0]] = True
    return free


def _items(network: Network, plan: Network) -> set[str]:
    """The items whose places differ."""
    return {node[0] for node in set(network.nodes) ^ set(plan.nodes)}
