"""What a plan takes a cell to be: its mean, in the programme's money, and whole periods rounded up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cofactory.base.quantity import conversion

if TYPE_CHECKING:
    from cofactory.base.cell import Cell
    from cofactory.programme.record import Settings

SLACK = 1e-9
"""A mean this close above a whole number is that number: sums of decimals must not cost a period."""


def planning(cell: Cell) -> float:
    """Returns the planning value of a cell: its number, or the mean of its distribution.

    Raises ValueError when the cell is unknown.
    """
    return cell.mean()


def planning_money(cell: Cell, settings: Settings) -> float:
    """Returns the planning value of a money cell in the programme's currency and price year.

    Raises ValueError when the cell is unknown, or its currency or price year has no rate; a programme that was
    loaded has neither.
    """
    return cell.mean() * money_factor(cell, settings)


def money_factor(cell: Cell, settings: Settings) -> float:
    """Returns the programme's money for one unit of the cell's money, at planning values.

    Raises CellError (a ValueError) when programme.toml lacks the exchange rate or the price index.
    """
    if cell.currency is None and cell.price_year is None:
        return 1.0
    return conversion(
        cell.currency, cell.price_year, to=settings.currency, to_year=settings.price_year,
        exchange=settings.rates, price_index=settings.indices,
    )  # fmt: skip


def planning_periods(cell: Cell) -> int:
    """Returns the planning value of a cell in whole periods, rounded up.

    Raises ValueError when the cell is unknown.
    """
    return math.ceil(cell.mean() - SLACK)
