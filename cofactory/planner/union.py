"""Two models in one layout, so that what was found for one is a start for the other, whatever choices come or go.

A choice that a programme does not have is a column fixed at 0, a condition that it does not have is a row without
bounds: each model keeps its answers, and prices and bases of one can be read as those of the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from cofactory.planner.carried import places
from cofactory.planner.columns import Block, Rows
from cofactory.planner.model import Model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.schema.programme import Need

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Laid = tuple[Arrays, Model]


@dataclass(frozen=True)
class Part:
    """One programme in a layout: its arrays and model there, and where its own columns and rows stand."""

    arrays: Arrays
    model: Model
    columns: Ints
    rows: Ints


def together(old: Laid, new: Laid) -> tuple[Part, Part] | None:
    """Returns both programmes in one layout; None where each has something (a line, a lane, a fund) that the other
    lacks, or where money or time is counted otherwise.
    """
    if old[0].money.unit != new[0].money.unit or old[0].periods != new[0].periods or not _same_leads(old[0], new[0]):
        return None
    wider = _spread(old, new)
    if wider is not None:
        return _part(wider, old, new), _part(wider, new, old)
    wider = _spread(new, old)
    return None if wider is None else (_part(wider, old, new), _part(wider, new, old))


@dataclass(frozen=True)
class _Layout:
    """Blocks and families of rows in which two programmes have their place; those of one have them all by name."""

    arrays: Arrays
    blocks: dict[str, Block]
    rules: tuple[tuple[Rows, int], ...]
    size: tuple[int, int]
    """Rows and columns."""


def _spread(whole: Laid, part: Laid) -> _Layout | None:
    """The layout of the first, with room for what the second has at other times; None where it has other things."""
    blocks, rules, size, first = {}, [], 0, 0
    for name, block in whole[1].blocks.items():
        index = _there(name, whole[0], (block.ids, block.index), part)
        if index is None:
            return None
        blocks[name] = Block(name, block.ids, np.where(index, np.cumsum(index).reshape(index.shape) - 1 + size, -1))
        size += int(index.sum())
    for rows, _ in whole[1].rules:
        grid = _there(rows.name, whole[0], (rows.subjects, rows.grid), part)
        if grid is None:
            return None
        rules.append((Rows.over(rows.name, rows.subjects, grid), first))
        first += int(grid.sum())
    return _Layout(whole[0], blocks, tuple(rules), (first + 1, size)) if _covers(whole[1], part[1]) else None


def _there(name: str, a: Arrays, own: tuple[Sequence[str], Ints], part: Laid) -> Flags | None:
    """Where something of this name stands in either of two models; None where the second has other things of it."""
    found, other = own[1] >= 0, _of(part[1], name)
    if other is None:
        return found
    place, used = places(name, (a, own[0]), (part[0], other[0])), np.any(other[1] >= 0, axis=1)
    if np.any(place[used] < 0) or len(np.unique(place[used])) < int(used.sum()) or not _alike(found, other[1], used):
        return None
    found[place[used]] |= other[1][used] >= 0
    return found


def _alike(found: Flags, index: Ints, used: Flags) -> bool:
    """Whether both are laid out over the same periods, as far as there is anything."""
    return not used.any() or found.shape[1] == index.shape[1]


def _of(model: Model, name: str) -> tuple[Sequence[str], Ints] | None:
    """Names and index of a block, or names and grid of a family of rows; None where the model has none."""
    if name in model.blocks:
        return model.blocks[name].ids, model.blocks[name].index
    return next(((rows.subjects, rows.grid) for rows, _ in model.rules if rows.name == name), None)


def _covers(whole: Model, part: Model) -> bool:
    """Whether every kind of column and row of the second is in the first."""
    families = {rows.name for rows, _ in whole.rules}
    return part.blocks.keys() <= whole.blocks.keys() and {rows.name for rows, _ in part.rules} <= families


def _part(layout: _Layout, own: Laid, other: Laid) -> Part:
    """A programme in a layout that it shares with another one, whose numbers stand where it has none."""
    mine, theirs = _standing(layout, own), _standing(layout, other)
    (a, model), (columns, rows) = own, mine
    filled = _filled(layout.size[1], (theirs[0], other[1]), (columns, model))
    lower, upper = np.zeros(layout.size[1]), np.zeros(layout.size[1])
    lower[columns], upper[columns] = model.lower, model.upper
    row_lower, row_upper = np.full(layout.size[0], -np.inf), np.full(layout.size[0], np.inf)
    row_lower[rows], row_upper[rows] = model.row_lower, model.row_upper
    row_scale = np.ones(layout.size[0])
    row_scale[theirs[1]], row_scale[rows] = other[1].row_scale, model.row_scale
    whole = np.zeros(layout.size[1], dtype=bool)
    whole[theirs[0]], whole[columns] = other[1].whole, model.whole
    wide = Model(
        lower=lower, upper=upper, whole=whole, matrix=_matrix(layout.size, (mine, model), (theirs, other[1])),
        row_lower=row_lower, row_upper=row_upper, blocks=layout.blocks, rules=layout.rules,
        shortfall=filled("shortfall"), cost=filled("cost"), fixed_cost=model.fixed_cost,
        row_scale=row_scale, column_scale=filled("column_scale"), detours=np.sort(columns[model.detours]),
    )  # fmt: skip
    return Part(_arrays(layout, a), wide, columns, rows)


def _filled(size: int, *parts: tuple[Ints, Model]) -> Callable[[str], Floats]:
    """Gives one number per column: of the last model that has the column."""

    def of(name: str) -> Floats:
        """The numbers of this name."""
        found = np.ones(size) if name == "column_scale" else np.zeros(size)
        for columns, model in parts:
            found[columns] = getattr(model, name)
        return found

    return of


def _standing(layout: _Layout, own: Laid) -> tuple[Ints, Ints]:
    """Where the columns and rows of a programme stand in a layout."""
    a, model = own
    columns, rows = np.zeros(len(model.lower), dtype=np.int64), np.zeros(len(model.row_lower), dtype=np.int64)
    for name, block in model.blocks.items():
        there = block.index >= 0
        if there.any():
            wide = layout.blocks[name]
            place = places(name, (layout.arrays, wide.ids), (a, block.ids))
            columns[block.index[there]] = wide.index[place][there]
    found = {family.name: (family, first) for family, first in layout.rules}
    for family, first in model.rules:
        there = family.grid >= 0
        if there.any():
            wider, begin = found[family.name]
            place = places(family.name, (layout.arrays, wider.subjects), (a, family.subjects))
            rows[first + family.grid[there]] = begin + wider.grid[place][there]
    rows[model.held_row] = layout.size[0] - 1
    return columns, rows


def _matrix(
    size: tuple[int, int], own: tuple[tuple[Ints, Ints], Model], other: tuple[tuple[Ints, Ints], Model]
) -> csc_array:
    """The entries of a model among those of both: the other's count where a row or a column is not its own, else 0."""
    (mine, values), (theirs, others) = _entries(size, *own), _entries(size, *other)
    keys = np.union1d(mine, theirs)
    column, row = np.divmod(keys, size[0])
    has_column, has_row = np.zeros(size[1], dtype=bool), np.zeros(size[0], dtype=bool)
    has_column[own[0][0]] = has_row[own[0][1]] = True
    data, at = np.zeros(len(keys)), np.searchsorted(keys, theirs)
    data[at] = np.where(has_column[column[at]] & has_row[row[at]], 0.0, others)
    data[np.searchsorted(keys, mine)] = values
    begins = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=size[1]))])
    return csc_array((data, row, begins), shape=size)


def _entries(size: tuple[int, int], standing: tuple[Ints, Ints], model: Model) -> tuple[Ints, Floats]:
    """Where the entries of a model stand in a layout, each as one number, and their values."""
    columns, rows = standing
    column = np.repeat(columns, np.diff(model.matrix.indptr))
    return column * size[0] + rows[model.matrix.indices], model.matrix.data


def _arrays(layout: _Layout, a: Arrays) -> Arrays:
    """The arrays of the layout with what a programme asks for and promises, where it does."""
    if a is layout.arrays:
        return a
    there, here = layout.arrays.demand, a.demand
    asked, total, quantity = there.asked.copy(), there.total.copy(), there.promised_quantity.copy()
    place = places("short", (layout.arrays, layout.blocks["short"].ids), (a, _ids(a.programme.needs)))
    known = place >= 0
    asked[place[known]], total[place[known]] = here.asked[known], here.total[known]
    waits = there.waits.copy()
    waits[place[known]] = here.waits[known]
    promised = tuple(a.programme.commitments[k].id for k in here.promised)
    place = places("gap", (layout.arrays, layout.blocks["gap"].ids), (a, promised))
    quantity[place[place >= 0]] = here.promised_quantity[place >= 0]
    return replace(
        layout.arrays, demand=replace(there, asked=asked, total=total, waits=waits, promised_quantity=quantity)
    )


def _ids(rows: Sequence[Need]) -> tuple[str, ...]:
    return tuple(row.id for row in rows)


def _same_leads(old: Arrays, new: Arrays) -> bool:
    """Whether transport takes as long in both, where both have it: prices are carried along it."""
    lead = {row.id: int(took) for row, took in zip(old.programme.routes, old.supply.route_lead, strict=True)}
    return all(
        lead.get(row.id, int(took)) == int(took)
        for row, took in zip(new.programme.routes, new.supply.route_lead, strict=True)
    )
