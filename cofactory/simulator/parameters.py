"""The places of cells in the kernel's one long array of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cofactory.programme.inputs import cell_name, planned
from cofactory.schema.table import column, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cofactory.programme.record import Settings
    from cofactory.schema.table import Row
    from cofactory.simulator.book import Floats, Ints


class Parameters:
    """Hands out one place per cell, in the order in which cells are asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.names: dict[str, int] = {}
        self._values: list[float] = []

    def at(self, row: Row, name: str, default: float = 0.0) -> int:
        """Returns the place of a cell; a blank one holds the default."""
        key = cell_name(row, name)
        if key not in self.names:
            cell = value_of(row, name)
            known = cell is not None and cell.known
            self.names[key] = len(self._values)
            self._values.append(planned(column(type(row), name), cell, self._settings) if known else default)
        return self.names[key]

    def each(self, rows: Iterable[Row], name: str, default: float = 0.0) -> Ints:
        """Returns the places of one column."""
        return np.array([self.at(row, name, default) for row in rows], dtype=np.int64)

    def value(self, place: int) -> float:
        """Returns what the plan takes the cell at a place to be."""
        return self._values[place]

    def values(self) -> Floats:
        """Returns the planned values of all places."""
        return np.array(self._values, dtype=np.float64)
