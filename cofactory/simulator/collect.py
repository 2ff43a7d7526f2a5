"""What is kept of many runs while they happen: blocks on a few threads, added up in their order."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from cofactory.simulator.outcomes import Collected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cofactory.simulator.book import Book, Floats
    from cofactory.simulator.each import Each
    from cofactory.simulator.outcomes import Out

    Progress = Callable[[int, int], None]
    """Is told how many runs are done, and of how many; what it raises ends the work."""

Item = TypeVar("Item")
Found = TypeVar("Found")

BLOCK = 256
"""Runs followed at once at most, in which their points of the Sobol sequence are worked out together."""

BLOCK_BYTES = 12_000_000
"""The most that the deliveries and backlogs of one block may take; every thread holds one block."""

SAMPLE = 4096
"""Percentiles per need and period come from the first runs, this many at most; all else from all runs.

The first runs are a whole net of the Sobol sequence, a power of two.
"""

SAMPLE_BYTES = 250_000_000
"""The most memory that sample may take; with more needs and periods it has fewer runs, still a power of two."""


def block_size(book: Book) -> int:
    """Returns how many runs are followed at once: a power of two, and the same for any number of threads."""
    return _power_of_two(BLOCK, 8, BLOCK_BYTES // (16 * _series(book)))


def sample_size(book: Book) -> int:
    """Returns from how many runs percentiles per need and period come at most."""
    return _power_of_two(SAMPLE, 64, SAMPLE_BYTES // (8 * _series(book)))


def _series(book: Book) -> int:
    return max(1, len(book.needs) * len(book.discount))


def _power_of_two(most: int, least: int, fits: int) -> int:
    return min(most, max(least, 1 << (max(1, fits).bit_length() - 1)))


def blocks_of(n: int, size: int) -> Iterator[tuple[int, int]]:
    """Yields the first run of every block and how many there are in it."""
    for first in range(0, n, size):
        yield first, min(size, n - first)


def in_order(work: Callable[[Item], Found], items: Iterable[Item], threads: int) -> Iterator[Found]:
    """Yields what `work` makes of every item, in order; never more than two items a thread are under way."""
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Any] = deque()
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > 2 * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def collect(
    follow: Callable[[int, int], Out],
    book: Book,
    n: int,
    threads: int,
    *,
    progress: Progress | None = None,
    each: Each | None = None,
) -> Collected:
    """Returns what is kept of the runs 0 to n - 1; `follow` makes a block of them, `each` is given all of them."""
    kept = _room(book, n)

    def run(block: tuple[int, int]) -> tuple[int, Floats, Any]:
        """One block: how many runs, what they add to the sums, and what is to be written of them."""
        out = follow(*block)
        return block[1], _keep(kept, block[0], out), None if each is None else each.rows(block[0], out)

    done = 0
    for count, sums, rows in in_order(run, blocks_of(n, block_size(book)), threads):
        kept.sums[:] += sums
        if each is not None:
            each.add(rows)
        done += count
        if progress is not None:
            progress(done, n)
    return kept


def _room(book: Book, n: int) -> Collected:
    periods, needs, sample = len(book.discount), len(book.needs), min(n, sample_size(book))
    return Collected(
        cost=np.empty(n),
        shortfall=np.empty(n),
        date=np.empty((len(book.promises), n), dtype=np.int16).T,  # a column is read at a time
        delivered=np.empty((needs * periods, sample), dtype=np.float32),
        short=np.empty((needs * periods, sample), dtype=np.float32),
        sums=np.zeros((4, needs * periods)),
    )


def _keep(kept: Collected, first: int, out: Out) -> Floats:
    """Keeps the figures of a block; returns sums and sums of squares of its deliveries and of what was short."""
    count = len(out.cost)
    end = first + count
    kept.cost[first:end], kept.shortfall[first:end], kept.date[first:end] = out.cost, out.shortfall, out.date
    delivered, short = out.delivered.reshape(count, -1), out.short.reshape(count, -1)
    inside = max(0, min(end, kept.delivered.shape[1]) - first)
    if inside:
        kept.delivered[:, first : first + inside] = delivered[:inside].T
        kept.short[:, first : first + inside] = short[:inside].T
    squares = (np.einsum("ij,ij->j", delivered, delivered), np.einsum("ij,ij->j", short, short))
    return np.array([delivered.sum(axis=0), squares[0], short.sum(axis=0), squares[1]])
