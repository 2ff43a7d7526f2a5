"""Whether a number says what the claim it cites says: as many units, or as much money, as that allows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cofactory.base.dist import Distribution
from cofactory.base.periods import PERIODS_PER_YEAR
from cofactory.base.quantity import SCALES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.base.cell import Cell
    from cofactory.programme.record import Settings
    from cofactory.schema.evidence import Claim, Money, Quantity
    from cofactory.schema.table import Column

Interval = tuple[float, float]

ROUNDING = 0.005
"""Share by which a number may differ from an exact one: 8.33 for 100 a year."""

ABOUT = 0.1
"""The same for a claim that says "about", or is vague."""

COUNTED = ("units", "units per period", "pool units per period", "units per unit")
"""Units of the columns that hold a count of things, which a claim's quantity can be held against."""

PER_YEAR: dict[str, float] = {**{str(grain): times for grain, times in PERIODS_PER_YEAR.items()}, "day": 365.2425}
"""How often a rate comes in a mean year."""

_LITERAL = re.compile(r"(\d+(?:\.\d+)?)\s*(k|M|bn)?(?![\w.])")

_SPREAD = (0.05, 0.95)
"""Between these a distribution says that the number lies."""


def differs(cell: Cell, column: Column, claim: Claim, settings: Settings) -> str | None:
    """Returns why the cell is at odds with the claim, as a sentence; None where it is not, or where none can tell.

    A cell that gives an assumption beside its claim says itself how it comes from it. A number that stands in the
    cell's arithmetic counts too: `1200/12` is what a claim of 1,200 a year says, and so is 100 a month.
    """
    told = _told(column, claim)
    if cell.assumption is not None or not cell.known or told is None:
        return None
    factor = 1.0
    if column.kind == "money":
        known = _exchange(cell, claim, settings)
        if known is None:
            return None
        factor = known
    allowed = _allowed(told, column, settings, factor)
    said = [*_said(cell)]
    if allowed is None or any(_meet(one, other) for one in said for other in allowed):
        return None
    return f'The cell says {cell.text} and the claim "{told.raw}".'


def quantity_differs(cell: Cell, claims: list[Claim]) -> str | None:
    """Returns why a promised quantity is at odds with every claim about it that gives a total; None where it is not."""
    totals = [
        claim.quantity for claim in claims
        if claim.quantity is not None and claim.quantity.per is None and claim.stage not in LATER
    ]  # fmt: skip
    intervals = [_interval(told, 1.0) for told in totals]
    if cell.assumption is not None or not cell.known or cell.citations or not any(intervals):
        return None
    said = [*_said(cell)]
    if any(_meet(one, other) for one in said for other in intervals if other is not None):
        return None
    quoted = " and ".join(f'"{told.raw}"' for told in totals)
    return f"The quantity is {cell.text} and the claims say {quoted}."


LATER = frozenset({"production", "delivered", "in_service"})
"""Stages whose quantities grow toward what was promised and need not have reached it."""


def _told(column: Column, claim: Claim) -> Quantity | Money | None:
    """What of the claim speaks of such a column: its money of sums, its quantity of counts, nothing of durations."""
    if column.kind == "money":
        return claim.money
    return claim.quantity if column.kind in ("number", "whole") and column.unit in COUNTED else None


def _allowed(told: Quantity | Money, column: Column, settings: Settings, factor: float) -> list[Interval] | None:
    """The intervals in which the number may lie; None: the claim gives no number."""
    interval = _interval(told, factor)
    if interval is None:
        return None
    per = getattr(told, "per", None)
    if per is None or not column.unit.endswith("per period"):
        return [interval]
    share = PER_YEAR[per] / settings.calendar.periods_per_year
    return [interval, (interval[0] * share, interval[1] * share)]


def _interval(told: Quantity | Money, factor: float) -> Interval | None:
    if told.low is None and told.high is None:
        return None
    width = ABOUT if told.qualifier in ("about", "vague") else ROUNDING
    low = 0.0 if told.low is None else float(told.low) * factor * (1 - width)
    high = float("inf") if told.high is None else float(told.high) * factor * (1 + width)
    return low, high


def _exchange(cell: Cell, claim: Claim, settings: Settings) -> float | None:
    """Units of the cell's currency for one unit of the claim's; None where no rate is given for one of them."""
    assert claim.money is not None  # noqa: S101 - asked only of claims with money
    here = cell.currency or settings.currency
    there = claim.money.currency or here
    rates = {**settings.rates, settings.currency: 1.0}
    if here == there:
        return 1.0
    return rates[there] / rates[here] if here in rates and there in rates else None


def _said(cell: Cell) -> Iterator[Interval]:
    """What the cell says: its number or the range of its distribution, and every number in its writing."""
    value = cell.value
    if isinstance(value, Distribution):
        if value.family == "announced":
            yield value.scale * value.parameters[0], value.scale * value.parameters[0]
        else:
            yield value.quantile(_SPREAD[0]), value.quantile(_SPREAD[1])
    elif value is not None:
        yield value, value
    for found in _LITERAL.finditer(cell.text):
        number = float(found[1]) * SCALES.get(found[2], 1.0)
        yield number, number


def _meet(one: Interval, other: Interval) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
