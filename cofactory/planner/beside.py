"""What looser limits add to a part of a model: columns beside its own, so that its best answer stays an answer.

A line with a shorter lead time is the line as it was with a second way to start units; a row with a higher bound is the
row with a column that takes off it. The basis at hand stays feasible, and the primal simplex goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csc_array, hstack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cofactory.planner.columns import Block, Rows
    from cofactory.planner.model import Model
    from cofactory.planner.part import Part

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

MUCH = 1e6
"""Units by which a bound is moved at most, for judging what that may gain."""
SAME = 1e-9
"""Entries and bounds that differ by less are the same."""


@dataclass(frozen=True)
class Beside:
    """Columns that go beside those of a part, and rows that only they touch."""

    matrix: csc_array
    """Its rows are the part's, then the new ones."""
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    row_scale: Floats
    """Of the new rows."""
    family: NDArray[np.str_]
    """Per column: the block it belongs to, or the family of rows whose bound it moves."""
    entity: Ints
    """Per column: its entity there."""
    planned: Floats
    """Per column: what flows in the column that it is another way for, or by how much it moves a bound."""
    closed: Flags
    """Columns that the part keeps closed, though nothing changed in them."""
    exact: bool
    """Whether an answer of the part with these columns is one of the looser model; otherwise that is worse."""

    def only(self, chosen: Flags) -> Beside:
        """Returns some of the columns, with the new rows that they touch."""
        here = len(self.row_lower)
        first = self.matrix.shape[0] - here
        matrix = self.matrix[:, np.flatnonzero(chosen)]
        touched = np.zeros(here, dtype=bool)
        touched[matrix.indices[matrix.indices >= first] - first] = True
        kept = np.concatenate([np.arange(first), first + np.flatnonzero(touched)])
        return Beside(
            matrix.tocsr()[kept].tocsc(), self.upper[chosen],
            self.row_lower[touched], self.row_upper[touched], self.row_scale[touched],
            self.family[chosen], self.entity[chosen], self.planned[chosen], self.closed[chosen], self.exact,
        )  # fmt: skip

    def earnings(self, duals: Floats) -> Floats:
        """Returns what one unit of each column gains at the prices of the part's rows; below 0 where it would cost."""
        prices = np.zeros(self.matrix.shape[0])
        prices[: len(duals)] = duals
        return np.asarray(self.matrix.T @ prices)


def columns_beside(matrix: csc_array, upper: Floats) -> Beside:
    """Returns columns with entries in rows of the part alone."""
    count, none = len(upper), np.zeros(0)
    return Beside(
        matrix, upper, none, none, none, np.full(count, ""), np.zeros(count, dtype=np.int64),
        upper, np.zeros(count, dtype=bool), exact=True,
    )  # fmt: skip


def moved_bounds(part: Part, rows: Ints, more: Floats) -> Beside:
    """Returns the columns that let rows of the part go so much above their upper bounds."""
    count = len(rows)
    matrix = coo_array((np.full(count, -1.0), (rows, np.arange(count))), shape=(len(part.rows), count))
    return columns_beside(matrix.tocsc(), more)


def beside(part: Part, answer: Floats, before: Model, after: Model, free: Flags) -> Beside | None:
    """Returns what a model with looser limits has that the part does not; None where what they name differs.

    `answer` is the part's best, `before` the model of the part with its own bounds, and `free` are the columns of
    `after` that may move.
    """
    columns, rows = _columns_before(before.blocks, after), _rows_before(before.rules, after)
    if columns is None or rows is None:
        return None
    return _Difference(part, before, after, columns, rows).found(free, np.append(answer, 0.0))


class _Difference:
    """A part, the whole model it is of, and the same model with looser limits."""

    def __init__(self, part: Part, before: Model, after: Model, columns: Ints, rows: Ints) -> None:
        self._part, self._before, self._after = part, before, after
        self._column, self._row = columns, rows
        place = np.full(len(before.row_upper) + 1, -1)
        place[part.rows] = np.arange(len(part.rows))
        self._place = place[rows]
        """Per row of `after`: its number in the part, -1 where it has none."""
        inside = np.zeros(len(before.lower) + 1, dtype=bool)
        inside[part.columns] = True
        self._inside = inside[columns]
        self._bounded = np.isfinite(after.row_lower) | np.isfinite(after.row_upper)

    def found(self, free: Flags, answer: Floats) -> Beside:
        """The columns that are new, changed, wider or closed in the part, and those for rows with other bounds.

        The last entry of `answer` is for columns that have no counterpart.
        """
        known = free & (self._column >= 0)
        changed = self._changed(known)
        wider = known & self._inside & ~changed
        wider[wider] = self._after.upper[wider] > self._before.upper[self._column[wider]] + SAME
        loose, shut = np.flatnonzero((free & ~known) | changed | wider), np.flatnonzero(known & ~self._inside)
        chosen = np.concatenate([loose, shut])
        closed = np.arange(len(chosen)) >= len(loose)
        upper = np.concatenate([self._after.upper[loose], self._before.upper[self._column[shut]]])
        again = np.flatnonzero(wider[loose])
        upper[again] -= self._before.upper[self._column[loose[again]]]
        matrix, fresh = self._placed(hstack([self._after.matrix[:, loose], self._as_before(shut)], format="csc"))
        moved, more, exact = self._moved()
        signs = coo_array(
            (-np.sign(more), (self._place[moved], np.arange(len(moved)))), shape=(matrix.shape[0], len(moved))
        )
        family, entity = _named(self._after, chosen, moved)
        used = np.append(self._part.used, 0.0)[self._row[fresh]]
        return Beside(
            matrix=hstack([matrix, signs], format="csc"),
            upper=np.concatenate([upper, np.abs(more)]),
            row_lower=self._after.row_lower[fresh] - used,
            row_upper=self._after.row_upper[fresh] - used,
            row_scale=self._after.row_scale[fresh],
            family=family,
            entity=entity,
            planned=np.concatenate([answer[self._column[chosen]], np.minimum(np.abs(more), MUCH)]),
            closed=np.concatenate([closed, np.zeros(len(moved), dtype=bool)]),
            exact=exact,
        )

    def _changed(self, known: Flags) -> Flags:
        """Which of the columns that the part has too have other entries now."""
        index = np.flatnonzero(known)
        after, old = self._after.matrix[:, index], self._before.matrix[:, self._column[index]]
        size = old.shape[0] + after.shape[0]
        row = np.where(self._row >= 0, self._row, old.shape[0] + np.arange(after.shape[0]))[after.indices]
        row = np.where(self._bounded[after.indices], row, size)
        bounded = np.isfinite(self._before.row_lower) | np.isfinite(self._before.row_upper)
        old_row = np.where(bounded[old.indices], old.indices, size)
        apart = csc_array((after.data, row, after.indptr), shape=(size + 1, len(index)))
        apart = (apart - csc_array((old.data, old_row, old.indptr), shape=(size + 1, len(index)))).tocoo()
        found = np.zeros(len(known), dtype=bool)
        found[index[apart.col[(np.abs(apart.data) > SAME) & (apart.row < size)]]] = True
        return found

    def _as_before(self, columns: Ints) -> coo_array:
        """Columns with the entries that they had, in the rows of `after`."""
        place = np.full(len(self._before.row_upper), -1)
        place[self._row[self._row >= 0]] = np.flatnonzero(self._row >= 0)
        old = self._before.matrix[:, self._column[columns]].tocoo()
        there = place[old.row] >= 0
        shape = (self._after.matrix.shape[0], len(columns))
        return coo_array((old.data[there], (place[old.row[there]], old.col[there])), shape=shape)

    def _placed(self, matrix: csc_array) -> tuple[csc_array, Ints]:
        """Columns of `after` with their rows numbered as in the part, new rows after those; and which rows are new."""
        entries = matrix.tocoo()
        here = self._bounded[entries.row]
        row, column, value = entries.row[here], entries.col[here], entries.data[here]
        fresh = np.unique(row[self._place[row] < 0]).astype(np.int64)
        place = self._place.copy()
        place[fresh] = len(self._part.rows) + np.arange(len(fresh))
        size = len(self._part.rows) + len(fresh)
        return coo_array((value, (place[row], column)), shape=(size, matrix.shape[1])).tocsc(), fresh

    def _moved(self) -> tuple[Ints, Floats, bool]:
        """Rows of the part with looser bounds, by how much (below 0: the lower one), and whether none became tighter.

        A balance with more arrivals counts as looser: what arrives and is not used lies on hand.
        """
        index = np.flatnonzero(self._place >= 0)
        old = self._row[index]
        low, high = self._before.row_lower[old], self._before.row_upper[old]
        lower, upper = self._after.row_lower[index], self._after.row_upper[index]
        equal = low == high
        higher, deeper = upper > high + SAME, lower < low - SAME
        tighter = (upper < high - SAME) | (lower > low + SAME)
        arrives = equal & higher & _of_family(self._after, "balance")[index]
        exact = not bool((tighter & ~arrives).any())
        chosen = np.flatnonzero(higher | deeper)
        more = np.zeros(len(index))
        more[deeper] = lower[deeper] - low[deeper]
        more[higher] = upper[higher] - high[higher]
        return index[chosen], more[chosen], exact


def _columns_before(blocks: dict[str, Block], after: Model) -> Ints | None:
    """Per column of a model the one of the same name in another, -1 where there is none; None where names differ."""
    found = np.full(len(after.lower), -1)
    for name, block in after.blocks.items():
        old = blocks.get(name)
        if old is None or old.ids != block.ids:
            return None
        both = (block.index >= 0) & (old.index >= 0)
        found[block.index[both]] = old.index[both]
    return found


def _rows_before(rules: Sequence[tuple[Rows, int]], after: Model) -> Ints | None:
    """Per row of a model the one of the same name in another, -1 where there is none; None where names differ."""
    found = np.full(len(after.row_upper), -1)
    families = {rows.name: (rows, first) for rows, first in rules}
    for rows, first in after.rules:
        if rows.name not in families or families[rows.name][0].subjects != rows.subjects:
            return None
        old, old_first = families[rows.name]
        both = (rows.grid >= 0) & (old.grid >= 0)
        found[first + rows.grid[both]] = old_first + old.grid[both]
    return found


def _of_family(model: Model, name: str) -> Flags:
    found = np.zeros(len(model.row_upper), dtype=bool)
    for rows, first in model.rules:
        if rows.name == name:
            found[first : first + len(rows.lower)] = True
    return found


def _named(model: Model, columns: Ints, rows: Ints) -> tuple[NDArray[np.str_], Ints]:
    """The block, or family of rows, and the entity of columns and of rows."""
    name = np.full(len(model.lower), "", dtype="<U24")
    entity = np.full(len(model.lower), -1)
    for block in model.blocks.values():
        there = block.index >= 0
        name[block.index[there]] = block.name
        entity[block.index[there]] = np.nonzero(there)[0]
    family = np.full(len(model.row_upper), "", dtype="<U24")
    subject = np.full(len(model.row_upper), -1)
    for rule, first in model.rules:
        family[first : first + len(rule.lower)] = rule.name
        subject[first : first + len(rule.lower)] = rule.subject
    return np.concatenate([name[columns], family[rows]]), np.concatenate([entity[columns], subject[rows]])
