"""The arrays a block of runs writes into: what is measured, and on request everything that happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cofactory.simulator.script import LANES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.simulator.book import Book, Floats, Ints
    from cofactory.simulator.script import Script


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
    """Returns room for the results of so many runs; with `keep`, for every flow, payment and event of theirs too."""
    periods, kept = len(book.discount), runs if keep else 0

    def numbers(*shape: int) -> Floats:
        """Zeros for amounts."""
        return np.zeros(shape)

    def whole(*shape: int) -> Ints:
        """Zeros for counts and periods."""
        return np.zeros(shape, dtype=np.int64)

    return Out(
        delivered=numbers(runs, len(book.needs), periods),
        short=numbers(runs, len(book.needs), periods),
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


class Desk(NamedTuple):
    """What the kernel works on: about a megabyte, made anew for every block of runs."""

    x: Floats
    """The rows of a run, [row, lane] (`script.Rows`)."""
    coming: Floats
    """Units on their way, [period and receiver, lane]; periods go round."""
    got: Floats
    """What needs got, [need and period, lane]."""
    short: Floats
    moved: Floats
    """If kept, what flows moved, [period and flow, lane]."""
    lead: Ints
    """Lead time by flow and lane, and in a last column whether it is the same in all lanes."""
    running: Ints
    """The lanes in which an event runs, a bit each, [risk, period]."""
    over: Ints
    """Projects that are over in every lane."""
    fixed: Ints
    """Lines that are open in every lane."""
    settled: Ints
    """Lines of which the capacity no longer changes in any lane."""


def new_desk(script: Script, *, keep: bool) -> Desk:
    """Returns room for the kernel to work in."""
    periods, needs, flows = len(script.discount), len(script.needs), len(script.flows)
    return Desk(
        x=np.zeros((script.rows.end, LANES)),
        coming=np.zeros(((periods + 1) * len(script.receivers), LANES)),
        got=np.zeros((needs * periods, LANES)),
        short=np.zeros((needs * periods, LANES)),
        moved=np.zeros((flows * periods if keep else 0, LANES)),
        lead=np.zeros((flows, LANES + 1), dtype=np.int64),
        running=np.zeros((len(script.risks), periods), dtype=np.int64),
        over=np.zeros(len(script.projects), dtype=np.int64),
        fixed=np.zeros(len(script.lines), dtype=np.int64),
        settled=np.zeros(len(script.lines), dtype=np.int64),
    )


@dataclass(frozen=True)
class Collected:
    """What is kept of every run, and of a sample of them the deliveries and what was short."""

    cost: Floats
    shortfall: Floats
    date: Ints
    """The first period by whose end a promise is kept, the number of periods for never, [run, promise]."""
    delivered: NDArray[np.float32]
    """[need and period, run of the sample]; the means below are over all runs."""
    short: NDArray[np.float32]
    sums: Floats
    """Sum and sum of squares of deliveries, then of what was short, [4, need and period]."""
