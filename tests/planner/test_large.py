"""The search for large programmes, cut off: what it had is kept, and what is not proven is not claimed."""

import _thread
import threading

import pytest

from cofactory.planner import solve
from cofactory.planner.search import Progress
from cofactory.planner.solve import make_plan
from cofactory.programme.record import Programme
from tests.planner.small import fund, line, need, programme


@pytest.fixture(autouse=True)
def _every_programme_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "LARGE", 0)


def tables(amount: float = 2000) -> Programme:
    lines = [line(n, capacity=1, step=3, step_cost=37 + k, max_steps=3, unit_cost=1 + k) for k, n in enumerate("abcd")]
    return programme(periods=24, lines=lines, needs=[need(quantity=20, end="2027-12")], funds=[fund(amount=amount)])


@pytest.mark.parametrize("amount", [2000, 120])
def test_ctrl_c_after_the_first_objective_keeps_its_flows_as_far_as_money_lasts(amount: float) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.stage == "cost" and not pressed.is_set():
            pressed.set()
            _thread.interrupt_main()

    pressed = threading.Event()
    plan = make_plan(tables(amount), gap=0.01, progress=interrupt)
    best = make_plan(tables(amount), gap=1e-6)
    assert pressed.is_set()
    assert plan.status == "interrupted"
    assert plan.deliveries["quantity"].sum() > 0
    assert plan.bounds["shortfall"] <= best.shortfall * (1 + 1e-6)
    assert plan.payments["amount"].sum() <= amount * (1 + 1e-6)


def test_no_time_at_all_still_leaves_a_plan_that_says_it_is_not_proven() -> None:
    plan = make_plan(tables(), time_limit_s=0.0)
    assert plan.status == "time"
    assert plan.gap > 0
