"""Lines behind projects: on time with the product of the chances, ready on the convolution of the durations."""

from math import comb
from typing import Any

import numpy as np
import pytest

from cofactory import workbench
from cofactory.programme.record import Programme
from tests.planner.small import line, need, programme
from tests.simulator.by_hand import all_it_can

Floats = np.ndarray[Any, Any]

PERIODS, RUNS = 30, 4096


def gated(*stages: tuple[Any, float], **more: Any) -> Programme:
    """A line that may start once a project of these stages (duration, chance of success; each costs 60) has finished,
    and a promise of ten units by 2026-12.
    """
    rows = [
        {
            "project": "contract",
            "stage": f"stage-{k}",
            "order": k + 1,
            "duration": months,
            "success": chance,
            "cost": 60,
        }
        for k, (months, chance) in enumerate(stages)
    ]
    project = {"id": "contract", "name": "Contract", "kind": "enabler", "duration": 6}
    promise = {
        "id": "word", "giver": "fr", "receiver": "ua", "item": "pump", "quantity": 10, "due": "2026-12",
        "need": "demand",
    }  # fmt: skip
    return programme(
        periods=PERIODS, projects=[project], stages=rows, lines=[line(project="contract")],
        needs=[need(end="2026-01")], commitments=[promise], **more,
    )  # fmt: skip


def standstill(chance: float, duration: int, severity: float = 1.0) -> dict[str, Any]:
    return {
        "id": "dispute", "on": "project:contract", "chance": chance, "duration": duration, "severity": severity,
    }  # fmt: skip


def dates(tables: Programme) -> tuple[Floats, dict[str, Any]]:
    """Returns the share of runs that keep the promise in each month (the last: never), and its row of the tables."""
    runs = workbench.simulate(tables, all_it_can(tables), n=RUNS)
    return np.bincount(runs.date[:, 0], minlength=PERIODS + 1) / RUNS, runs.commitments.row(0, named=True)


def assert_shares(found: Floats, known: Floats) -> None:
    """Every share is the known one, within 4.5 standard errors, and what cannot happen never does."""
    assert (found[known == 0] == 0).all()
    assert (np.abs(found - known) <= 4.5 * np.sqrt(known * (1 - known) / RUNS) + 1e-12).all()


def test_a_line_behind_stages_is_on_time_with_the_product_of_their_chances() -> None:
    found, row = dates(gated((2, 0.9), (3, 0.7), (1, 0.8)))
    known = 0.9 * 0.7 * 0.8
    assert row["on_time"] == row["kept"]
    assert abs(row["on_time"] - known) < 4.5 * row["on_time_error"]
    assert found[6] == row["on_time"]
    assert found[PERIODS] == pytest.approx(1 - row["on_time"])


def test_uncertain_stages_are_ready_on_the_convolution_of_their_durations() -> None:
    """Each duration is drawn by itself, each success with its chance: dates are the convolution times the product."""
    first, second = np.zeros(PERIODS + 1), np.zeros(PERIODS + 1)
    first[[2, 3, 6]] = 0.5, 0.3, 0.2
    second[[1, 8]] = 0.6, 0.4
    found, row = dates(gated(("oneof(2: 0.5, 3: 0.3, 6: 0.2)", 0.9), ("oneof(1: 0.6, 8: 0.4)", 0.8)))
    known = 0.9 * 0.8 * np.convolve(first, second)[: PERIODS + 1]
    known[PERIODS] = 1 - known.sum()
    assert_shares(found, known)
    assert abs(row["on_time"] - known[:12].sum()) < 4.5 * row["on_time_error"]


def test_a_project_that_stands_still_in_events_is_ready_on_the_negative_binomial() -> None:
    """Six months of work, each month lost with chance 0.3 (events of one month): the month in which the sixth is worked
    is negative binomial.
    """
    found, _ = dates(gated((6, 1.0), risks=[standstill(0.3, 1)]))
    known = np.zeros(PERIODS + 1)
    for t in range(6, PERIODS):  # worked through months 0 to t - 1, of which the last is the sixth worked
        known[t] = comb(t - 1, 5) * 0.7**6 * 0.3 ** (t - 6)
    known[PERIODS] = 1 - known.sum()
    assert_shares(found, known)


def test_half_an_event_on_a_project_does_half_the_work_for_half_the_cost() -> None:
    """In an event for good of severity 0.5, six months of work take twelve, and cost what they would have cost."""
    tables = gated((6, 1.0), risks=[standstill(1.0, 30, 0.5)])
    found, _ = dates(tables)
    assert found[12] == 1.0
    runs = workbench.simulate(tables, all_it_can(tables), n=10)
    assert runs.cost.tolist() == pytest.approx([60.0] * 10)


def test_one_uncertain_duration_is_rounded_up_in_the_runs() -> None:
    """U(1, 4) months are 2, 3 or 4 whole ones, a third each."""
    found, _ = dates(gated(("uniform(1, 4)", 1.0)))
    assert found[2:5] == pytest.approx([1 / 3] * 3, abs=0.002)
