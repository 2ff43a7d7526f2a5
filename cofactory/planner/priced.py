"""What a change of dates or rules can gain at most, from the prices of a solve at hand: the change is not solved.

Any prices prove a bound (see `nearby`). Those of the solve at hand are carried over row by row; where the change made
new rows, or moved a choice to another period, they are mended first: a unit on hand is worth at least what it is worth
in the next period or in any use of it. What is then still worth more than it costs is limited by the rows of its own
line, pool, stock or route, and these are solved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.nearby import proven

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.model import Model
    from cofactory.planner.part import Part

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

FLOWS = ("balance", "components", "falls_due", "paid")
"""Rows in which something comes in and goes out; their prices are those of what flows."""
LIMITS = (
    "capacity", "expansion", "gate", "opens_once", "opens_after_project", "steps_limit", "steps_after_opening",
    "begins_once", "pool", "stock_total", "release_rate", "route_capacity", "certified_once",
)  # fmt: skip
"""Rows that limit one line, pool, project, stock or route."""
LIMITED = ("start", "steps", "added", "open", "begin", "release")
"""Choices that such rows limit: worth more than it costs, more of them is no error of the prices."""
SETTLING, MENDING = 4, 80
"""Rounds in which the prices of new rows settle, and in which all are mended at most."""
NOISE = 1e-9
"""A reduced cost, beside the largest of the objective (1), that is none."""
MOST = 1e5
"""Units that may flow where prices leave a solver's tolerance."""


@dataclass(frozen=True)
class Priced:
    """A part that was solved, and the price of each of its rows."""

    part: Part
    duals: Floats


def least(part: Part, objective: Floats, at_hand: Priced) -> float:
    """Returns a bound that no answer of the part goes below, from the prices of another part of the same programme.

    `objective` weighs the part's own columns. Minus infinity where these prices prove nothing.
    """
    prices, known = _carried(part, at_hand)
    flows = _Flows(part)
    prices = flows.mended(prices, known, objective)
    return proven(part.model, objective, prices, near=_near(part, objective, prices, known), most=MOST)


def _carried(part: Part, at_hand: Priced) -> tuple[Floats, Flags]:
    """The prices of another part's rows for the rows of this one, and which rows that one has too."""
    whole = np.zeros(len(part.whole.row_upper))
    known = np.zeros(len(whole), dtype=bool)
    before = np.full(len(at_hand.part.whole.row_upper), np.nan)
    before[at_hand.part.rows] = at_hand.duals
    families = {rows.name: (rows, first) for rows, first in at_hand.part.whole.rules}
    for rows, first in part.whole.rules:
        if rows.name not in families:
            continue
        old, old_first = families[rows.name]
        place = {name: n for n, name in enumerate(old.subjects)}
        source = np.array([place.get(name, -1) for name in rows.subjects], dtype=np.int64)
        grid = np.where(source[:, None] >= 0, old.grid[source], -1) if len(old.subjects) else np.full_like(rows.grid, -1)
        there = (rows.grid >= 0) & (grid >= 0)
        price = before[old_first + grid[there]]
        here = first + rows.grid[there]
        known[here] = ~np.isnan(price)
        whole[here] = np.nan_to_num(price)
    return whole[part.rows], known[part.rows]


class _Flows:
    """The rows in which something flows, and which of them each column takes from."""

    def __init__(self, part: Part) -> None:
        self._matrix = part.model.matrix
        model, whole = part.model, part.whole
        row = self._matrix.indices
        column = np.repeat(np.arange(self._matrix.shape[1]), np.diff(self._matrix.indptr))
        entries = (self._matrix.data > 0) & of_families(part, FLOWS)[row]
        first = np.flatnonzero(entries)[::-1]  # where a column takes from two rows, the first is the one
        self._row, self._entry = np.full(len(model.lower), -1), np.ones(len(model.lower))
        self._row[column[first]], self._entry[column[first]] = row[first], self._matrix.data[first]
        limited = np.zeros(len(whole.lower), dtype=bool)
        for name in LIMITED:
            index = whole.blocks[name].index
            limited[index[index >= 0]] = True
        self._free = (self._row >= 0) & np.isinf(model.upper) & ~limited[part.columns]
        self._kept = _kept(part)

    def mended(self, prices: Floats, known: Flags, objective: Floats) -> Floats:
        """The prices, such that no flow earns more than it costs: new rows settle first, then all are lowered."""
        prices = prices.copy()
        fresh = self._free & ~known[self._row]
        for n in range(SETTLING + MENDING):
            spare = objective - self._matrix.T @ prices
            moved = self._free & (spare < -NOISE)
            if n >= SETTLING and not moved.any():
                break
            settling = fresh if n < SETTLING else np.zeros_like(fresh)
            least_spare = np.full(len(prices), np.inf)
            chosen = moved | settling
            np.minimum.at(least_spare, self._row[chosen], (spare / self._entry)[chosen])
            changed = np.isfinite(least_spare)
            prices[changed] += least_spare[changed]
            for now, later in self._kept:
                prices[now] = np.minimum(prices[now], prices[later])
        return prices


def _kept(part: Part) -> list[tuple[Ints, Ints]]:
    """Rows of what is on hand with those of the next period, the last period first: what is kept is worth no less."""
    whole = part.whole
    place, columns = np.full(len(whole.row_upper), -1), np.zeros(len(whole.lower) + 1, dtype=bool)
    place[part.rows], columns[part.columns] = np.arange(len(part.rows)), True
    rows, first = whole.rows("balance")
    grid = np.where(rows.grid >= 0, place[first + np.maximum(rows.grid, 0)], -1)
    free = columns[whole.blocks["hand"].index]  # -1 is the last entry, which is no column
    both = (grid[:, :-1] >= 0) & (grid[:, 1:] >= 0) & free[:, :-1]
    return [(grid[both[:, t], t], grid[both[:, t], t + 1]) for t in reversed(range(both.shape[1]))]


def _near(part: Part, objective: Floats, prices: Floats, known: Flags) -> Flags:
    """The rows to be solved: all that limit a line, pool, stock or route of which more would earn more than it costs."""
    matrix, subject = part.model.matrix, _subject(part)
    column = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    limits = subject >= 0
    near = np.zeros(len(limits), dtype=bool)
    earning = limits & ~known
    while True:
        hit = np.zeros(subject.max(initial=0) + 1, dtype=bool)
        hit[subject[earning]] = True
        wider = near | (limits & hit[subject])
        if np.array_equal(wider, near) and near.any():
            return near
        near = wider
        spare = objective - matrix.T @ np.where(near, 0.0, prices)
        bad = (spare < -NOISE)[column] & limits[matrix.indices]
        earning = np.zeros(len(limits), dtype=bool)
        earning[matrix.indices[bad]] = True
        if not (earning & ~near).any():
            return near


def of_families(part: Part, names: tuple[str, ...]) -> Flags:
    """Returns which rows of a part belong to these families."""
    found = np.zeros(len(part.whole.row_upper), dtype=bool)
    for rows, first in part.whole.rules:
        if rows.name in names:
            found[first : first + len(rows.lower)] = True
    return found[part.rows]


def _subject(part: Part) -> Ints:
    """Per row that limits a line, pool, stock or route: a number for whose it is; -1 for all other rows."""
    whole: Model = part.whole
    found, numbers = np.full(len(whole.row_upper), -1), dict[str, int]()
    for rows, first in whole.rules:
        if rows.name in LIMITS and len(rows.lower):
            number = np.array([numbers.setdefault(name, len(numbers)) for name in rows.subjects], dtype=np.int64)
            found[first : first + len(rows.lower)] = number[rows.subject]
    return found[part.rows]
