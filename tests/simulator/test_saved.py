"""Runs on disk: what is read back, to which plan it belongs, and what adds up over time."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from cofactory.planner.files import read_plan, write_plan
from cofactory.planner.solve import make_plan
from cofactory.simulator.arrays import prepare
from cofactory.simulator.files import write_runs
from cofactory.simulator.runs import Futures, simulate
from cofactory.simulator.saved import UnreadableRuns, fingerprint, fits, read_runs, strangers
from cofactory.simulator.summary import classes
from cofactory.simulator.tables import TABLE_NAMES
from tests.simulator.test_runs import toy


def test_runs_read_back_are_the_runs_that_were_saved(tmp_path: Path) -> None:
    programme = toy()
    plan = make_plan(programme)
    runs = simulate(programme, plan, n=200, paired=50)
    write_plan(plan, tmp_path)
    write_runs(runs, tmp_path)
    back = read_runs(tmp_path)
    assert all(getattr(back, name).equals(table) for name, table in runs.tables().items())
    assert (back.n, back.seed, back.notes) == (200, 1, runs.notes)
    assert fits(back, programme)
    assert not strangers(back, programme, read_plan(tmp_path))


def test_runs_of_another_plan_or_of_other_files_are_strangers() -> None:
    programme = toy()
    plan, other = make_plan(programme), make_plan(toy(needs=[], commitments=[]))
    runs = simulate(programme, plan, n=20)
    assert fingerprint(plan) != fingerprint(other)
    assert strangers(runs, programme, other) == "the runs followed another plan"
    later = replace(programme, files={"programme.toml": "ab"})
    assert strangers(runs, later, plan) == "the files changed since the runs were made"


BROKEN: dict[str, Callable[[Path], object]] = {
    "a table that is empty": lambda folder: (folder / "run_received.csv").write_text("", "utf-8"),
    "a number in words": lambda folder: (folder / "run_summary.csv").write_text("measure,mean\ncost,high\n", "utf-8"),
    "a manifest without the plan": lambda folder: (folder / "manifest.json").write_text(
        json.dumps({"runs": {"runs": 5, "seed": 1}}), "utf-8"
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_not_run_tables_is_refused(case: str, tmp_path: Path) -> None:
    programme = toy()
    plan = make_plan(programme)
    write_plan(plan, tmp_path)
    with pytest.raises(FileNotFoundError):
        read_runs(tmp_path)
    BROKEN[case](write_runs(simulate(programme, plan, n=20), tmp_path))
    with pytest.raises(UnreadableRuns):
        read_runs(tmp_path)


def test_units_received_so_far_are_added_up_run_by_run() -> None:
    programme = toy()
    plan = make_plan(programme)
    runs = simulate(programme, plan, n=300)
    each = Futures(prepare(programme, plan), 1).block(0, 300).delivered[:, 0, :].cumsum(axis=1)
    assert runs.received["mean"].to_numpy() == pytest.approx(each.mean(axis=0), abs=1e-4)
    assert runs.received["p50"].to_numpy() == pytest.approx(np.sort(each, axis=0)[149], abs=1e-4)
    assert runs.received["error"].to_numpy() == pytest.approx(each.std(axis=0, ddof=1) / 300**0.5, abs=1e-4)
    medians = runs.received["p50"].to_list()
    assert all(before <= after for before, after in pairwise(medians))


def test_the_classes_of_a_distribution_hold_every_run_once() -> None:
    values = np.random.default_rng(1).lognormal(size=5000)
    rows = classes("cost", values)
    assert 10 < len(rows) <= 60
    assert sum(share for *_, share, _ in rows) == pytest.approx(1)
    assert all(before[2] == after[1] for before, after in pairwise(rows))
    assert (rows[0][1], rows[-1][2]) == (values.min(), values.max())
    assert [row[:4] for row in classes("cost", np.full(7, 3.0))] == [("cost", 3.0, 3.0, 1.0)]
    assert len(classes("cost", np.array([1.0, 2.0]))) >= 1


def test_every_run_table_is_read_back() -> None:
    assert set(TABLE_NAMES) == {
        "deliveries", "received", "backlog", "commitments", "summary", "distribution", "risks",
    }  # fmt: skip
