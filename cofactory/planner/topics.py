"""Which item each row and column of a model is about, so that what lies near a change can be told from the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

NONE = -1
"""What is about no item: money, projects, and what several items share."""


def item_of_columns(a: Arrays, model: Model) -> Ints:
    """Returns per column the number of its item in the table of items, `NONE` where it has none."""
    owners, found = _owners(a), np.full(len(model.lower), NONE)
    for name, block in model.blocks.items():
        if name in owners:
            there = block.index >= 0
            found[block.index[there]] = np.broadcast_to(owners[name][:, None], block.index.shape)[there]
    return found


def item_of_rows(a: Arrays, model: Model) -> Ints:
    """Returns per row the number of its item in the table of items, `NONE` where it has none."""
    owners, found = _owners(a), np.full(len(model.row_lower), NONE)
    for rows, first in model.rules:
        owner = owners.get(ROWS_OF.get(rows.name, ""))
        if owner is not None:
            found[first : first + len(rows.lower)] = owner[rows.subject]
    return found


def near_rows(a: Arrays, before: Model, after: Model, reach: int) -> Flags:
    """Returns True per row about an item that changed, or one so many levels from it along the bills of materials."""
    own = [model.matrix.indices != model.held_row for model in (before, after)]  # what has no weight is not in that row
    entries = before.matrix.data[own[0]] != after.matrix.data[own[1]]
    column = np.repeat(np.arange(after.matrix.shape[1]), np.diff(after.matrix.indptr))[own[1]]
    columns = (before.lower != after.lower) | (before.upper != after.upper) | (before.cost != after.cost)
    columns[column[entries]] = True
    rows = (before.row_lower != after.row_lower) | (before.row_upper != after.row_upper)
    of_rows = item_of_rows(a, after)
    items = np.zeros(len(a.programme.items) + 1, dtype=bool)
    items[of_rows[rows]] = items[item_of_columns(a, after)[columns]] = True
    items[NONE] = False
    for _ in range(reach):
        items = beside(a, items)
    found: Flags = items[of_rows]
    return found


def beside(a: Arrays, items: Flags) -> Flags:
    """Returns the items (flags, and one more for none) with those one level up or down the bills of materials."""
    grown, place = items.copy(), _place(a)
    for use in a.network.uses:
        product, component = place[a.programme.lines[use.line].item], place[use.component]
        if items[product] or items[component]:
            grown[[product, component]] = True
    return grown


ROWS_OF = {
    "capacity": "start", "expansion": "start", "gate": "start", "certified_once": "start", "opens_once": "start",
    "opens_after_project": "start", "steps_limit": "start", "steps_after_opening": "start", "balance": "hand",
    "stock_total": "release", "release_rate": "release", "backlog": "back", "missed": "back", "shortfall": "back",
    "promise": "gap", "components": "components",
}  # fmt: skip
"""Families of rows that are about what a block of columns is about, row by row."""


def _place(a: Arrays) -> dict[str, int]:
    return {item.id: n for n, item in enumerate(a.programme.items)}


def _owners(a: Arrays) -> Mapping[str, Ints]:
    """Block -> per entity the item it is about."""
    place, network, programme = _place(a), a.network, a.programme
    lines = [place[row.item] for row in programme.lines]
    nodes = [place[node[0]] for node in network.nodes]
    needs = [place[row.item] for row in programme.needs]
    of_lines = dict.fromkeys(("start", "steps", "open", "added"), lines)
    of_needs = dict.fromkeys(("back", "miss", "short"), needs)
    found = of_lines | of_needs | {
        "release": [place[row.item] for row in programme.stocks],
        "ship": [nodes[lane.source] for lane in network.lanes],
        "hand": nodes,
        "deliver": [needs[n] for n, _ in network.drops],
        "gap": [needs[n] for n in a.demand.promised_need],
        "certify": [lines[n] for _, n in network.origin.certified],
        "take": [lines[network.uses[u].line] for u, _, _ in a.network.takes],
    }  # fmt: skip
    owners = dict.fromkeys((u, pair) for u, pair, _ in a.network.takes)
    found["components"] = [lines[network.uses[u].line] for u, _ in owners]
    return {name: np.array(items, dtype=np.int64) for name, items in found.items()}
