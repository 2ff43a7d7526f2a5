"""What a need's part would have if money, or one fund's rules, were no matter: a bound on what any rule costs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array

from cofactory.planner.beside import columns_beside, moved_bounds
from cofactory.planner.rules import FINANCIAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.beside import Beside
    from cofactory.planner.part import Part

    Ints = NDArray[np.int64]


def without_money(part: Part) -> Beside:
    """Returns the columns that let every row of money hold anything: nothing has to be paid."""
    wanted = np.zeros(len(part.whole.row_upper), dtype=bool)
    names = {rule.__name__ for rule in FINANCIAL}
    for family, first in part.whole.rules:
        wanted[first : first + len(family.lower)] = family.name in names
    rows = np.flatnonzero(wanted[part.rows])
    looser = moved_bounds(part, np.concatenate([rows, rows]), np.full(2 * len(rows), np.inf))
    looser.matrix.data[len(rows) :] = 1.0
    return looser


def without_rules(a: Arrays, part: Part, fund: int) -> Beside:
    """Returns the columns with which a fund pays any cost while it is open, whatever its rules, and certifies nothing.

    They keep to its amount and to what it may spend per period; a share of a cost it may exceed.
    """
    place = np.full(len(part.whole.row_upper) + 1, -1)
    place[part.rows] = np.arange(len(part.rows))
    families = {one.name: np.where(one.grid >= 0, first + one.grid, -1) for one, first in part.whole.rules}
    terms = a.money.terms[fund]
    window = np.arange(max(0, terms.first), min(a.periods, terms.last + 1))
    paid = place[families["paid"]][:, window]
    rate = np.broadcast_to(place[families["fund_period_limit"]][fund, window], paid.shape)
    amount = np.broadcast_to(place[families["fund_amount"]][fund], paid.shape)
    here = paid >= 0
    rows = np.stack([paid[here], rate[here], amount[here]])
    column = np.broadcast_to(np.arange(rows.shape[1]), rows.shape)
    known = rows >= 0
    matrix = coo_array((np.ones(int(known.sum())), (rows[known], column[known])), shape=(len(part.rows), rows.shape[1]))
    return columns_beside(matrix.tocsc(), np.full(rows.shape[1], np.inf))
