"""A model's columns and rows as named blocks of arrays, gathered once and handed over in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Block:
    """One family of columns: index[entity, period] into the model's columns, -1 where there is none."""

    name: str
    ids: tuple[str, ...]
    index: Ints

    def read(self, answer: Floats) -> Floats:
        """The values of this block in a solution, 0 where there is no column; same shape as `index`."""
        values: Floats = np.where(self.index >= 0, answer[np.maximum(self.index, 0)] if len(answer) else 0.0, 0.0)
        return values


@dataclass
class Columns:
    """Columns while a model is being laid out."""

    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    whole: list[Flags] = field(default_factory=list)
    blocks: dict[str, Block] = field(default_factory=dict)
    size: int = 0

    def add(
        self, name: str, ids: tuple[str, ...], exists: Flags, *, upper: Floats | float = np.inf, whole: bool = False
    ) -> Block:
        """Lays out one column for every True of `exists[entity, period]`, from 0 to `upper`."""
        count = int(exists.sum())
        index = np.full(exists.shape, -1, dtype=np.int64)
        index[exists] = np.arange(self.size, self.size + count)
        self.size += count
        self.lower.append(np.zeros(count))
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=float), exists.shape)[exists])
        self.whole.append(np.full(count, whole))
        block = Block(name, ids, index)
        self.blocks[name] = block
        return block


@dataclass
class Rows:
    """One family of constraints: lower <= sum(value * column) <= upper, each row about one subject and period."""

    name: str
    subjects: tuple[str, ...]
    subject: Ints
    """Per row: index into `subjects`."""
    period: Ints
    """Per row: the period, -1 where the row spans the horizon."""
    lower: Floats
    upper: Floats
    grid: Ints
    """row index[entity, period], -1 where there is no row."""
    entry_row: list[Ints] = field(default_factory=list)
    entry_column: list[Ints] = field(default_factory=list)
    entry_value: list[Floats] = field(default_factory=list)

    @staticmethod
    def over(name: str, subjects: tuple[str, ...], exists: Flags) -> Rows:
        """One equality `= 0` per True of `exists[entity, period]`; callers then set bounds."""
        count = int(exists.sum())
        grid = np.full(exists.shape, -1, dtype=np.int64)
        grid[exists] = np.arange(count)
        subject, period = np.nonzero(exists)
        if exists.shape[1] == 1:
            period = np.full(count, -1)
        return Rows(name, subjects, subject, period, np.zeros(count), np.zeros(count), grid)

    def at_most(self, limit: Floats | float) -> Rows:
        """Every row becomes `<= limit`; limit[entity, period] or one number."""
        self.lower[:] = -np.inf
        self.upper[:] = self._spread(limit)
        return self

    def at_least(self, limit: Floats | float) -> Rows:
        """Every row becomes `>= limit`."""
        self.lower[:] = self._spread(limit)
        self.upper[:] = np.inf
        return self

    def equal(self, value: Floats | float) -> Rows:
        """Every row becomes `= value`."""
        self.lower[:] = self.upper[:] = self._spread(value)
        return self

    def put(self, row: Ints, column: Ints, value: Floats | float) -> Rows:
        """Adds entries; arrays of one shape, those with a negative row or column are left out."""
        if row.shape != column.shape:
            row, column = np.broadcast_arrays(row, column)
        keep = (row >= 0) & (column >= 0)
        self.entry_row.append(row[keep])
        self.entry_column.append(column[keep])
        if isinstance(value, np.ndarray) and value.ndim:
            self.entry_value.append(np.broadcast_to(value.astype(float, copy=False), row.shape)[keep])
        else:
            self.entry_value.append(np.full(len(self.entry_row[-1]), float(value)))
        return self

    def _spread(self, limit: Floats | float) -> Floats:
        if np.ndim(limit) == 0:
            return np.broadcast_to(np.asarray(limit, dtype=float), self.lower.shape)
        full = np.broadcast_to(np.asarray(limit, dtype=float), self.grid.shape)
        spread: Floats = full[self.grid >= 0]
        return spread


def shifted(index: Ints, lag: int) -> Ints:
    """The index array `lag` periods earlier at every period: out[..., t] = index[..., t - lag], -1 outside."""
    if lag == 0:
        return index
    moved = np.full_like(index, -1)
    if lag < index.shape[-1]:
        moved[..., lag:] = index[..., :-lag]
    return moved
