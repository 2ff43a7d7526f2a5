"""What is kept of many runs: little per run, the same whatever the threads, errors of the sample that was used."""

import tracemalloc
from functools import partial
from typing import Any

import numpy as np
import pytest

from cofactory.planner.solve import make_plan
from cofactory.simulator import collect as room
from cofactory.simulator.arrays import Prepared, prepare
from cofactory.simulator.collect import blocks_of, collect, in_order
from cofactory.simulator.outcomes import Out, new_out
from cofactory.simulator.runs import Futures, simulate
from tests.simulator.test_runs import toy


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    programme = toy()
    return prepare(programme, make_plan(programme))


def nothing(book: Any, first: int, count: int) -> Out:
    """A block of runs in which nothing happens, as large as a real one."""
    del first
    out = new_out(book, count, keep=False)
    out.delivered[:], out.short[:] = 0.0, 0.0
    return out


def peak(book: Any, n: int) -> int:
    """Bytes in use at most while n runs are collected."""
    tracemalloc.start()
    collect(partial(nothing, book), book, n, 2)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def test_memory_grows_by_eighteen_bytes_a_run_and_no_more(prepared: Prepared) -> None:
    """Cost, shortfall, and two bytes for the one commitment; the sample does not grow beyond its most."""
    few, many = peak(prepared.book, 20_000), peak(prepared.book, 220_000)
    assert (many - few) / 200_000 == pytest.approx(18, abs=1)


def test_blocks_and_sample_get_smaller_where_there_is_more_to_hold(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert room.block_size(prepared.book) == room.BLOCK
    assert room.sample_size(prepared.book) == room.SAMPLE
    monkeypatch.setattr(room, "BLOCK_BYTES", 16 * 12 * 100)
    monkeypatch.setattr(room, "SAMPLE_BYTES", 8 * 12 * 1000)
    assert room.block_size(prepared.book) == 64
    assert room.sample_size(prepared.book) == 512


def test_never_more_than_a_few_blocks_are_under_way() -> None:
    begun: list[int] = []
    found = in_order(begun.append, range(100), 3)
    for _ in range(10):
        next(found)
    assert len(begun) <= 10 + 2 * 3
    assert [*blocks_of(10, 4)] == [(0, 4), (4, 4), (8, 2)]


def test_percentiles_say_the_error_of_the_sample_they_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    programme = toy()
    plan = make_plan(programme)
    monkeypatch.setattr(room, "SAMPLE", 256)
    small, alone = simulate(programme, plan, n=2048), simulate(programme, plan, n=256)
    columns = [f"p{p}{tail}" for p in (5, 25, 50, 75, 95) for tail in ("", "_error")]
    assert small.deliveries.select(columns).equals(alone.deliveries.select(columns))
    errors = [runs.deliveries["error"].to_numpy().sum() for runs in (small, alone)]
    assert errors[0] < 0.5 * errors[1]


def test_progress_counts_the_runs_that_are_played_again(prepared: Prepared) -> None:
    told: list[tuple[int, int]] = []
    programme = prepared.programme
    simulate(programme, make_plan(programme), n=600, paired=300, progress=lambda *at: told.append(at))
    assert told[0] == (0, 900)
    assert told[-1] == (900, 900)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_block_is_cut_anywhere_without_a_difference(prepared: Prepared) -> None:
    futures = Futures(prepared, 5)
    whole = futures.block(0, 64)
    parts = [futures.block(first, 16) for first in range(0, 64, 16)]
    assert np.concatenate([part.delivered for part in parts]).tobytes() == whole.delivered.tobytes()
