"""Whether two numbers that sources give as intervals can be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cofactory.schema.evidence import Money, Quantity


def meet(a: Quantity | Money, b: Quantity | Money) -> bool:
    """Returns whether two intervals have a number in common; "about" and "vague" leave a tenth to either side."""
    (al, ah), (bl, bh) = _reach(a), _reach(b)
    return al <= bh and bl <= ah


def shrinks(first: Quantity | Money | None, last: Quantity | Money | None) -> bool:
    """Returns whether the second amount is surely less than the first."""
    return first is not None and last is not None and _reach(last)[1] < _reach(first)[0]


def _reach(amount: Quantity | Money) -> tuple[float, float]:
    wide = 0.1 if amount.qualifier in ("about", "vague") else 0.0
    low = float("-inf") if amount.low is None else amount.low * (1 - wide)
    high = float("inf") if amount.high is None else amount.high * (1 + wide)
    return low, high
