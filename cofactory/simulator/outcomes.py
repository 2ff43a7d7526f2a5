"""The arrays a block of runs writes into: what is measured, and on request everything that happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cofactory.simulator.book import Floats, Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.simulator.book import Book

    Dates = NDArray[np.int16]


class Out(NamedTuple):
    """Results of a block of runs; the arrays from `flows` on are empty unless everything is kept."""

    delivered: Floats
    """[run, need, period]."""
    short: Floats
    """Backlog, or missed units of a need that does not wait, [run, need, period]."""
    cost: Floats
    shortfall: Floats
    date: Ints
    """The first period by whose end a promise is kept, the number of periods for never, [run, promise]."""
    flows: Floats
    """[run, period, flow]."""
    hand: Floats
    """[run, period, node]."""
    paid: Floats
    """[run, period, payer]."""
    due: Floats
    """[run, period, cost]."""
    opened: Ints
    ordered: Ints
    """Steps ordered so far, [run, period, line]."""
    finish: Ints
    begun: Ints
    running: Ints
    """[run, risk, period]."""


def new_out(book: Book, runs: int, *, keep: bool) -> Out:
    """Returns room for the results of so many runs; with `keep`, for every flow, payment and event of theirs too.

    What is in `delivered` and `short` before the kernel has filled them means nothing.
    """
    periods, kept = len(book.discount), runs if keep else 0
    # All of it is written. One piece of memory: freed as two, it would go back to the system after every block.
    both = np.empty((2, runs, len(book.needs), periods))

    def numbers(*shape: int) -> Floats:
        """Zeros for amounts."""
        return np.zeros(shape)

    def whole(*shape: int) -> Ints:
        """Zeros for counts and periods."""
        return np.zeros(shape, dtype=np.int64)

    return Out(
        delivered=both[0],
        short=both[1],
        cost=numbers(runs),
        shortfall=numbers(runs),
        date=whole(runs, len(book.promises)),
        flows=numbers(kept, periods, len(book.flows)),
        hand=numbers(kept, periods, book.hand.shape[1]),
        paid=numbers(kept, periods, len(book.payers)),
        due=numbers(kept, periods, len(book.costs)),
        opened=whole(kept, len(book.lines)),
        ordered=whole(kept, periods, len(book.lines)),
        finish=whole(kept, len(book.projects)),
        begun=whole(kept, len(book.projects)),
        running=whole(kept, len(book.risks), periods),
    )


@dataclass(frozen=True)
class Collected:
    """What is kept of every run, and of a sample of them the deliveries and what was short."""

    cost: Floats
    shortfall: Floats
    date: Dates
    """The first period by whose end a promise is kept, the number of periods for never, [run, promise]."""
    delivered: NDArray[np.float32]
    """[need and period, run of the sample]; the means below are over all runs."""
    short: NDArray[np.float32]
    sums: Floats
    """Sum and sum of squares of deliveries, then of what was short, [4, need and period]."""
