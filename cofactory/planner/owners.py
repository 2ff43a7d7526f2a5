"""Whose a column is: the line, stock, route, pool or fund whose dates or bounds bring it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.beside import Beside

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


def places(a: Arrays, table: str) -> dict[str, int]:
    """Returns the number of each row of a table by its name."""
    names = {
        "lines": a.lines.ids,
        "stocks": tuple(row.id for row in a.programme.stocks),
        "routes": tuple(row.id for row in a.programme.routes),
        "pools": tuple(row.id for row in a.programme.pools),
        "funds": tuple(row.id for row in a.programme.funds),
    }
    return {name: n for n, name in enumerate(names[table])}


def owners(a: Arrays, table: str, more: Beside) -> Ints | None:
    """Returns per column the number of the row of the table whose it is, -1 for what was only closed before; None where
    some column is nobody's alone.
    """
    found = np.full(len(more.family), -1)
    for name, rows in _rows(a, table).items():
        here = ~more.closed & (more.family == name)
        found[here] = np.asarray(rows, dtype=np.int64)[more.entity[here]]
    return None if (found[~more.closed] < 0).any() else found


def legs(a: Arrays, route: int, more: Beside) -> Flags:
    """Returns the closed columns that go to where a route begins, from where it ends, or along it."""
    of, source, target = a.network.lane_ends
    there = of == route
    lane = there | np.isin(target, source[there]) | np.isin(source, target[there])
    found: Flags = more.closed & lane[more.entity]
    return found


def _rows(a: Arrays, table: str) -> dict[str, Sequence[int] | Ints]:
    """By block, and by family of rows, the row of the table that each entity belongs to."""
    network, pairs = a.network, a.network.origin.certified
    lines, stocks = range(len(a.lines.ids)), range(len(a.programme.stocks))
    if table == "lines":
        own = ("start", "steps", "open", "added", "capacity", "expansion", "gate", "opens_once", "opens_after_project")
        of_lines: dict[str, Sequence[int] | Ints] = dict.fromkeys((*own, "steps_limit", "steps_after_opening"), lines)
        taken = [network.uses[u].line for u, _, _ in network.takes]
        return {**of_lines, "certified_once": lines, "certify": [n for _, n in pairs], "take": taken}
    if table == "stocks":
        return dict.fromkeys(("release", "stock_total", "release_rate"), stocks)
    if table == "routes":
        return {"ship": network.lane_ends[0], "route_capacity": range(len(a.programme.routes))}
    if table == "pools":
        return {"pool": range(len(a.programme.pools))}
    payers, funds = [p.fund for p in a.money.payers], range(len(a.programme.funds))
    taken = [-1 if pair < 0 else pairs[pair][0] for _, pair, _ in network.takes]
    return {
        "pay": payers, "share": payers, "certified_payment": payers, "signed_projects": payers, "fund_amount": funds,
        "fund_period_limit": funds, "certify": [f for f, _ in pairs], "take": taken,
    }  # fmt: skip
