"""The engines that runs are timed against agree with ours: what is compared is the same work."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.simulators.cpp_runs import Cpp, compiler
from bench.simulators.engines import Case, Peer
from bench.simulators.numpy_runs import Numpy
from bench.simulators.results import Results, difference
from bench.simulators.simpy_runs import Simpy
from cofactory.planner.solve import make_plan
from cofactory.programme.folder import from_tables

SETTINGS = {
    "name": "Peers", "start": "2026-01", "periods": 18, "period": "month", "currency": "EUR", "discount_rate": 0.05,
}  # fmt: skip

TABLES: dict[str, list[dict[str, Any]]] = {
    "parties": [
        {"id": "ua", "name": "Ukraine", "kind": "state", "country": "UA"},
        {"id": "fr", "name": "France", "kind": "state", "country": "FR"},
    ],
    "items": [
        {"id": "drone", "name": "Drone", "kind": "product"},
        {"id": "motor", "name": "Motor", "kind": "component"},
    ],
    "bom": [{"product": "drone", "component": "motor", "quantity": 2}],
    "lines": [
        {"id": "old", "name": "Old", "item": "drone", "country": "UA", "capacity": 4,
         "lead_time": "oneof(0: 0.5, 2: 0.5)", "unit_cost": "uniform(8, 12)", "learning": 0.2, "step": 2,
         "step_cost": 5, "step_lead_time": 1, "step_ramp": 2, "max_steps": 2, "pool": "hall"},
        {"id": "new", "name": "New", "item": "drone", "country": "UA", "capacity": 6, "lead_time": 1, "unit_cost": 5,
         "ramp": 2, "project": "tests", "opening_cost": 20, "pool": "hall"},
        {"id": "motors", "name": "Motors", "item": "motor", "country": "FR", "capacity": "uniform(8, 24)",
         "unit_cost": 1},
    ],
    "pools": [{"id": "hall", "name": "Hall", "capacity": 9}],
    "stocks": [
        {"id": "store", "item": "motor", "country": "UA", "quantity": 30, "reserve": "uniform(0, 10)",
         "release_rate": 4, "unit_cost": 0.5},
    ],
    "arrivals": [{"item": "motor", "country": "UA", "period": "2026-03", "quantity": 5}],
    "routes": [
        {"id": "road", "from": "FR", "to": "UA", "lead_time": "uniform(0, 3)", "unit_cost": 0.1, "capacity": 14},
    ],
    "needs": [
        {"id": "first", "party": "ua", "country": "UA", "item": "drone", "start": "2026-03", "end": "2027-03",
         "quantity": "uniform(2, 6)", "priority": 2},
        {"id": "second", "party": "ua", "country": "UA", "item": "drone", "start": "2026-06", "end": "2027-06",
         "quantity": 2, "unmet": "lost"},
    ],
    "commitments": [
        {"id": "promise", "giver": "fr", "receiver": "ua", "item": "drone", "quantity": 30, "due": "2027-03",
         "need": "first"},
    ],
    "projects": [{"id": "tests", "name": "Tests", "kind": "test", "duration": 6}],
    "stages": [
        {"project": "tests", "stage": "rig", "order": 1, "duration": 3, "cost": 6, "success": 0.9},
        {"project": "tests", "stage": "field", "order": 2, "duration": "uniform(1, 4)", "cost": 4, "success": 0.8},
    ],
    "funds": [
        {"id": "grant", "name": "Grant", "party": "ua", "amount": "uniform(100, 300)", "opens": "2026-01",
         "closes": "2027-06", "form": "grant", "share_max": 0.6},
        {"id": "own", "name": "Own", "party": "ua", "amount": 900, "opens": "2026-01", "closes": "2027-06",
         "form": "own", "period_limit": 70},
    ],
    "risks": [
        {"id": "raid", "on": "country:UA", "chance": 0.1, "duration": 2, "severity": 0.6},
        {"id": "strike", "on": "route:road", "chance": "beta(2, 20)", "duration": "uniform(0, 3)", "severity": 1},
        {"id": "late", "on": "fund:grant", "chance": 0.2, "duration": 1, "severity": "uniform(0.3, 1)"},
        {"id": "delay", "on": "project:tests", "chance": 0.3, "duration": 1, "severity": 0.5},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def case() -> Case:
    programme = from_tables(SETTINGS, TABLES)
    return Case(programme, make_plan(programme), seed=5)


def test_simpy_agrees_on_every_run(case: Case) -> None:
    assert case.disagreement(Peer("SimPy", Simpy(case.prepared.book), 20, 20), 40) is None


def test_numpy_agrees_on_every_run(case: Case) -> None:
    assert case.disagreement(Peer("NumPy", Numpy(case.prepared.book), 96, 96), 200) is None


@pytest.mark.skipif(compiler() is None, reason="there is no C++ compiler here")
def test_cpp_agrees_on_every_run(case: Case, tmp_path: Path) -> None:
    peer = Peer("C++", Cpp(case.prepared.book, tmp_path, lanes=8, level="-O0"), 61, 61)
    assert case.disagreement(peer, 200) is None


def test_every_rule_of_a_run_is_at_work_in_the_comparison(case: Case) -> None:
    out = case.futures.block(0, 200, keep=True)
    assert (out.ordered[:, -1] > 0).any()
    assert len(np.unique(out.finish)) > 3
    assert len(np.unique(out.opened[:, 1])) > 3
    assert out.running.any(axis=(0, 2)).all()
    assert (out.paid > 0).any(axis=(0, 1)).sum() > 6
    assert 0 < (out.date < 18).mean() < 1


def test_a_difference_is_said_with_its_place(case: Case) -> None:
    ours = case.ours(0, 3)
    other = Results(*(array.copy() for array in ours))
    other.cost[2] *= 1.001
    assert difference(other, ours) is not None
    assert "cost[2]" in str(difference(other, ours))
    other.cost[2] = np.nan
    assert "cost[2] is nan" in str(difference(other, ours))
