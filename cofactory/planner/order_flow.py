"""The orders' own flow: which of a plan's starts, shipments and deliveries are units that a priority order claims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import coo_array

from cofactory.planner.columns import Columns, Rows, shifted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model
    from cofactory.planner.orders import Claim

    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Flow:
    """One family of the orders' columns: whose it is, and of which column of the model each is a part."""

    index: Ints
    keys: tuple[tuple[int, ...], ...]
    """Per entity: the claim, and what it is about."""
    part_of: tuple[int, ...]
    """Per entity: the entity of the model's block that it is a part of."""


def with_claims(a: Arrays, model: Model, found: Sequence[Claim]) -> Model:
    """Returns the model with the orders' own flow beside it; its own columns and rows keep their numbers."""
    v, network = model.blocks, a.network
    columns = Columns(size=len(model.lower))

    def flow(name: str, whole: str, keys: list[tuple[int, ...]], last: Callable[[tuple[int, ...]], Flags]) -> Flow:
        """A column wherever the whole has one and `last` holds."""
        part_of = tuple(key[1] for key in keys)
        there = [(v[whole].index[e] >= 0) & last(key) for e, key in zip(part_of, keys, strict=True)]
        exists = np.array(there, dtype=bool).reshape(-1, a.periods)
        block = columns.add(name, tuple("/".join(map(str, key)) for key in keys), exists)
        return Flow(block.index, tuple(keys), part_of)

    def anytime(_: tuple[int, ...]) -> Flags:
        """Every period."""
        return np.ones(a.periods, dtype=bool)

    each = list(enumerate(found))
    starts = flow("order_start", "start", [(k, n) for k, c in each for n in sorted({*c.lines, *c.makers})],
                  lambda key: _when(a, found[key[0]], key[1]))  # fmt: skip
    ships = flow("order_ship", "ship", [(k, e) for k, c in each for e, lane in enumerate(network.lanes)
                                        if lane.source in c.nodes and lane.target in c.nodes], anytime)  # fmt: skip
    drops = flow("order_deliver", "deliver", [(k, d) for k, c in each for d, (n, node) in enumerate(network.drops)
                                              if n == c.need and node in c.nodes], anytime)  # fmt: skip
    hands = flow("order_hand", "hand", [(k, node) for k, c in each for node in sorted(c.nodes)], anytime)
    used = flow("order_take", "hand", [(k, node, u) for k, c in each for u, use in enumerate(network.uses)
                                       if use.line in c.makers for node in use.nodes if node in c.nodes],
                lambda key: v["start"].index[network.uses[key[2]].line] >= 0)  # fmt: skip
    flows = {"start": starts, "ship": ships, "deliver": drops, "hand": hands, "take": used}
    rows = [
        _dedicated(a, model, found, starts),
        *(_within(model, name, flows[name]) for name in ("ship", "deliver", "hand")),
        *_inside(a, model, found, flows),
        _balance(a, flows),
    ]
    return _extended(model, columns, rows)


def _when(a: Arrays, claim: Claim, line: int) -> Flags:
    """The periods in which a line's starts can be the order's: those of the order, or all where its output goes in."""
    return (np.arange(a.periods) >= claim.lines.get(line, a.periods)) | (line in claim.makers)


def _dedicated(a: Arrays, model: Model, found: Sequence[Claim], starts: Flow) -> Rows:
    """From its date every unit that an ordered line starts is for an order: sum_k order_start[k,l,t] = start[l,t]."""
    start = model.blocks["start"]
    first = np.full(len(start.ids), a.periods)
    for claim in found:
        for line, period in claim.lines.items():
            first[line] = min(first[line], period)
    has = np.isin(np.arange(len(start.ids)), starts.part_of)[:, None]
    rows = Rows.over("order_first", start.ids, (start.index >= 0) & has)
    rows.put(rows.grid, start.index, -1.0).put(rows.grid[list(starts.part_of)], starts.index, 1.0).at_most(0.0)
    rows.lower[:] = np.where(rows.period >= first[rows.subject], 0.0, -np.inf)
    return rows


def _within(model: Model, name: str, flow: Flow) -> Rows:
    """What is the orders' of a flow is part of it: sum_k order[k,e,t] <= flow[e,t]."""
    whole = model.blocks[name]
    has = np.isin(np.arange(len(whole.ids)), flow.part_of)[:, None]
    rows = Rows.over(f"order_{name}", whole.ids, (whole.index >= 0) & has)
    rows.put(rows.grid, whole.index, -1.0)
    return rows.put(rows.grid[list(flow.part_of)], flow.index, 1.0).at_most(0.0)


def _inside(a: Arrays, model: Model, found: Sequence[Claim], flows: dict[str, Flow]) -> list[Rows]:
    """A unit is the order's as soon as one of its components is, and takes no more of each than goes into it."""
    starts, used, uses = flows["start"], flows["take"], a.network.uses
    place = {key: e for e, key in enumerate(starts.keys)}
    recipes = sorted({(key[0], key[2]) for key in used.keys})
    names = tuple(f"{k}/{u}" for k, u in recipes)
    owner = np.array([place[k, uses[u].line] for k, u in recipes], dtype=np.int64)
    most = Rows.over("order_recipe", names, (starts.index[owner] >= 0).reshape(-1, a.periods))
    most.put(most.grid, starts.index[owner], -np.array([uses[u].quantity for _, u in recipes])[:, None])
    labels = tuple("/".join(map(str, key)) for key in starts.keys)
    before = [np.arange(a.periods) < found[k].lines.get(n, a.periods) for k, n in starts.keys]
    made = Rows.over("order_made_of", labels, (starts.index >= 0) & np.array(before, dtype=bool).reshape(-1, a.periods))
    made.put(made.grid, starts.index, 1.0)
    for e, (k, _, u) in enumerate(used.keys):
        recipe = recipes.index((k, u))
        most.put(most.grid[recipe], used.index[e], 1.0)
        made.put(made.grid[owner[recipe]], used.index[e], -1.0 / uses[u].quantity)
    return [most.at_most(0.0), made.at_most(0.0), *_tracked(a, model, used)]


def _tracked(a: Arrays, model: Model, used: Flow) -> list[Rows]:
    """Where a fund's rule tells origins apart, the order's components are among those that the line takes there."""
    take = model.blocks.get("take")
    if take is None:
        return []
    places = sorted({(key[2], key[1]) for key in used.keys if a.network.uses[key[2]].tracked})
    row_of = {place: n for n, place in enumerate(places)}
    names = tuple(f"{u}/{node}" for u, node in places)
    rows = Rows.over("order_tracked", names, np.ones((len(places), a.periods), dtype=bool))
    for e, (_, node, u) in enumerate(used.keys):
        if (u, node) in row_of:
            rows.put(rows.grid[row_of[u, node]], used.index[e], 1.0)
    for e, (u, _, node) in enumerate(a.network.takes):
        if (u, node) in row_of:
            rows.put(rows.grid[row_of[u, node]], take.index[e], -1.0)
    return [rows.at_most(0.0)]


def _balance(a: Arrays, flows: dict[str, Flow]) -> Rows:
    """What is the order's on hand is what was, plus what its lines make and what comes, less what goes."""
    hands, network = flows["hand"], a.network
    place = {key: e for e, key in enumerate(hands.keys)}
    rows = Rows.over("order_balance", tuple(f"{k}/{node}" for k, node in hands.keys), hands.index >= 0)
    rows.put(rows.grid, hands.index, 1.0).put(rows.grid, shifted(hands.index, 1), -1.0)
    for e, (k, n) in enumerate(flows["start"].keys):
        made = shifted(flows["start"].index[e], int(a.lines.lead[n]))
        rows.put(rows.grid[place[k, network.lines[n]]], made, -1.0)
    for e, (k, number) in enumerate(flows["ship"].keys):
        lane = network.lanes[number]
        arrived = shifted(flows["ship"].index[e], int(a.supply.route_lead[lane.route]))
        rows.put(rows.grid[place[k, lane.target]], arrived, -1.0)
        rows.put(rows.grid[place[k, lane.source]], flows["ship"].index[e], 1.0)
    for e, (k, d) in enumerate(flows["deliver"].keys):
        rows.put(rows.grid[place[k, network.drops[d][1]]], flows["deliver"].index[e], 1.0)
    for e, (k, node, _) in enumerate(flows["take"].keys):
        rows.put(rows.grid[place[k, node]], flows["take"].index[e], 1.0)
    return rows.equal(0.0)


def _extended(model: Model, columns: Columns, families: Sequence[Rows]) -> Model:
    """The model with more columns and rows; its own keep their numbers."""
    more = columns.size - len(model.lower)
    offset = np.cumsum([0, *(len(rows.lower) for rows in families)])
    own = model.matrix.tocoo()
    parts: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = [(own.row, own.col, own.data)]
    for rows, first in zip(families, offset + own.shape[0], strict=False):
        entries = zip(rows.entry_row, rows.entry_column, rows.entry_value, strict=True)
        parts += [(row + first, column, value) for row, column, value in entries]
    row, column, value = (np.concatenate([part[n] for part in parts]) for n in range(3))
    matrix = coo_array((value, (row, column)), shape=(own.shape[0] + int(offset[-1]), columns.size)).tocsc()
    matrix.sum_duplicates()
    return replace(
        model,
        lower=np.concatenate([model.lower, *columns.lower]),
        upper=np.concatenate([model.upper, *columns.upper]),
        whole=np.append(model.whole, np.zeros(more, dtype=bool)),
        matrix=matrix,
        row_lower=np.concatenate([model.row_lower, *(rows.lower for rows in families)]),
        row_upper=np.concatenate([model.row_upper, *(rows.upper for rows in families)]),
        row_scale=np.append(model.row_scale, np.ones(int(offset[-1]))),
        column_scale=np.append(model.column_scale, np.ones(more)),
    )
