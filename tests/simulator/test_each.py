"""Every run's results on request: whole files or none, and they add up to the run tables."""

import errno
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from cofactory.planner.solve import make_plan
from cofactory.simulator import each
from cofactory.simulator.runs import simulate
from cofactory.simulator.summary import TooFewRuns
from tests.simulator.test_runs import toy


def test_every_run_is_written_and_adds_up_to_the_tables(tmp_path: Path) -> None:
    programme = toy()
    runs = simulate(programme, make_plan(programme), n=1000, seed=3, keep=tmp_path / "every")
    summary, commitments, deliveries = (pl.read_parquet(tmp_path / "every" / name) for name in each.FILES)
    assert summary["run"].to_list() == list(range(1000))
    assert np.array_equal(summary["cost"], runs.cost)
    assert np.array_equal(summary["shortfall"], runs.shortfall)
    assert commitments.columns == ["run", "commitment", "date"]
    assert commitments["date"].is_null().mean() == pytest.approx(1 - runs.commitments["kept"][0])
    assert deliveries["run"].is_sorted()
    means = deliveries.group_by("need", "period", maintain_order=True).agg(pl.col("quantity", "backlog").mean())
    assert means["period"].to_list() == runs.deliveries["period"].to_list()
    assert means["quantity"].to_list() == pytest.approx(runs.deliveries["mean"].to_list(), rel=1e-5)
    assert means["backlog"].to_list() == pytest.approx(runs.backlog["mean"].to_list(), rel=1e-5)
    assert pl.read_parquet_metadata(tmp_path / "every" / each.FILES[0])["seed"] == "3"
    assert not list((tmp_path / "every").glob(".new-*"))


def test_threads_change_no_byte_of_what_is_kept(tmp_path: Path) -> None:
    programme = toy()
    plan = make_plan(programme)
    for threads in (1, 3):
        simulate(programme, plan, n=700, threads=threads, keep=tmp_path / str(threads))
    for name in each.FILES:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "3" / name).read_bytes()


def test_a_programme_without_commitments_keeps_its_runs_too(tmp_path: Path) -> None:
    programme = toy(commitments=[])
    simulate(programme, make_plan(programme), n=5, keep=tmp_path)
    assert pl.read_parquet(tmp_path / each.FILES[1]).is_empty()
    assert pl.read_parquet(tmp_path / each.FILES[0]).height == 5


def test_nothing_is_left_of_runs_that_were_interrupted(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    programme = toy()
    with pytest.raises(KeyboardInterrupt):
        simulate(programme, make_plan(programme), n=1000, keep=tmp_path, progress=stop)
    assert not list(tmp_path.iterdir())


def test_runs_that_are_refused_are_not_kept(tmp_path: Path) -> None:
    programme = toy()
    with pytest.raises(TooFewRuns):
        simulate(programme, make_plan(programme), n=100, precision=1e-6, keep=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_files_that_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    programme = toy()
    plan = make_plan(programme)
    simulate(programme, plan, n=10, keep=tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)
    with pytest.raises(OSError, match="No space left"):
        simulate(programme, plan, n=2000, seed=9, keep=tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_writer_that_fails_says_so_to_who_hands_it_rows() -> None:
    def lost(_: object) -> None:
        raise OSError(errno.EIO, "lost")

    stream = each.Stream(lost)
    with pytest.raises(OSError, match="lost"):
        stream.end()
