"""The origin rule of a fund: how much of a product's component value may come from outside a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.columns import Rows

if TYPE_CHECKING:
    from cofactory.planner.arrays import Arrays
    from cofactory.planner.origin import OriginLimit
    from cofactory.planner.variables import Variables


def origin_limit(a: Arrays, v: Variables) -> Rows:
    """Over the whole plan, of the units of one product that a fund pays for, the value of components made outside
    the zone is at most a share of the value of all their components.

    sum value·take[l,c,f,m,t] over m outside - share · sum value·take[l,c,f,m,t] over all m <= 0; a product without a
    bill of materials counts as one component made where its line is (Art 16(10) of Regulation (EU) 2025/1106,
    Art 13(4)(g) of 2026/467, Art 10(3) and 27(3) of 2025/2643). A share of the contract has the price of the
    product in place of the value of all its components.
    """
    origin = a.network.origin
    names = tuple(f"{a.programme.funds[limit.fund].id}/{limit.product}/{limit.rule}" for limit in origin.limits)
    rows = Rows.over("origin_limit", names, np.ones((len(names), 1), dtype=bool))
    for k, limit in enumerate(origin.limits):
        _components(a, v, limit, rows, int(rows.grid[k, 0]))
        _whole_units(a, v, limit, rows, int(rows.grid[k, 0]))
    return rows.at_most(0.0)


def _components(a: Arrays, v: Variables, limit: OriginLimit, rows: Rows, row: int) -> None:
    """Lines with a bill of materials: each component weighs its value, outside or inside the zone."""
    origin, pairs = a.network.origin, a.network.origin.certified
    for e, (u, pair, node) in enumerate(a.network.takes):
        if pair < 0 or pairs[pair][0] != limit.fund:
            continue
        use = a.network.uses[u]
        if a.programme.lines[use.line].item != limit.product:
            continue
        outside = a.network.nodes[node][2] in limit.outside
        share = 0.0 if limit.of_contract else limit.share
        weight = origin.value.get(use.component, 1.0) * (float(outside) - share)
        rows.put(np.full(a.periods, row), v["take"].index[e], weight)


def _whole_units(a: Arrays, v: Variables, limit: OriginLimit, rows: Rows, row: int) -> None:
    """The unit as one component made in the line's country, where the line has no bill of materials; where it has one,
    its price, if the share is one of the contract.
    """
    origin = a.network.origin
    with_parts = {use.line for use in a.network.uses}
    for p, (fund, n) in enumerate(origin.certified):
        line = a.programme.lines[n]
        if fund != limit.fund or line.item != limit.product or (n in with_parts and not limit.of_contract):
            continue
        outside = line.country not in limit.zone and n not in with_parts
        weight = origin.value.get(line.item, 1.0) * (float(outside) - limit.share)
        rows.put(np.full(a.periods, row), v["certify"].index[p], weight)
