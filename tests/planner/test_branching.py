"""Few large steps are planned to the gap again and again: where prices end above it, by branching."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given

from cofactory.planner import solve
from cofactory.planner.arrays import build_arrays
from cofactory.planner.large import LargeSearch
from cofactory.planner.model import build_model
from cofactory.planner.outages import standing_still
from cofactory.planner.solve import NoPlan, make_plan
from cofactory.planner.warm import Replanner, narrower
from cofactory.programme.folder import from_tables
from tests.planner.oracle import Oracle
from tests.planner.programmes import cases, many
from tests.planner.small import fund, line, need, programme
from tests.planner.test_changing import changed

if TYPE_CHECKING:
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme
    from tests.planner.reading import Case

GAP = 0.01
CLOSE = 1e-5


def lumpy(quantity: float = 11, **cells: Any) -> Programme:
    """Two lines with one large step each, and money for one of them: what rounding finds is far from the best."""
    return programme(
        periods=8,
        lines=[
            line(capacity=1, unit_cost=1, step=7, step_cost=90, max_steps=1) | cells,
            line("other", capacity=1, unit_cost=2, step=4, step_cost=60, max_steps=2),
            line("third", capacity=1, unit_cost=2, step=3, step_cost=35, max_steps=2),
        ],
        needs=[need(quantity=quantity, end="2026-08")],
        funds=[fund(amount=260, closes="2026-08")],
    )


def above(case: Programme) -> bool:
    """Whether prices and rounding alone end above the gap."""
    arrays = build_arrays(case)
    model = build_model(arrays)
    _, first, second = LargeSearch(arrays, model, gap=GAP, limit_s=None, progress=None, stop=threading.Event()).run()
    return max(first.gap, second.gap) > GAP


def test_few_large_steps_are_planned_to_the_gap_by_branching() -> None:
    assert above(lumpy())
    planner = Replanner(gap=GAP)
    for case in (lumpy(), lumpy(12), lumpy(10), lumpy(capacity=2), lumpy(step_cost=70)):
        plan, best = planner.plan(case), make_plan(case, gap=1e-9)
        assert plan.status == "optimal"
        assert plan.gap <= GAP
        assert plan.shortfall == pytest.approx(best.shortfall, rel=GAP, abs=CLOSE)
        assert plan.bounds["shortfall"] <= best.shortfall + CLOSE


def test_a_model_too_large_to_branch_in_says_that_the_gap_was_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "LARGE", 0)
    plan = Replanner(gap=GAP).plan(lumpy())
    assert plan.status == "gap"
    assert plan.bounds["shortfall"] <= make_plan(lumpy(), gap=1e-6).shortfall + CLOSE


@pytest.mark.parametrize("gap", [GAP, 1e-4])
@many
@given(case=cases())
def test_the_gap_is_reached_whenever_a_plan_from_the_start_reaches_it(case: Case, gap: float) -> None:
    planner, seed = Replanner(gap=gap), len(str(case.tables))
    for other in (case, changed(case, seed), changed(case, seed + 1)):
        tables = from_tables(other.settings, other.tables)
        try:
            fresh = make_plan(tables, gap=gap)
        except NoPlan:
            with pytest.raises(NoPlan):
                planner.plan(tables)
            continue
        check(Oracle(other), planner.plan(tables), fresh)


def check(oracle: Oracle, plan: Plan, fresh: Plan) -> None:
    """Fails where a plan is worse than one from the start may be, or claims what is not so."""
    best = oracle.best()
    assert best is not None
    assert (plan.status, plan.gap <= 0.01) == ("optimal", True) or fresh.status != "optimal"
    assert plan.bounds["shortfall"] <= best.shortfall + CLOSE <= plan.shortfall + 2 * CLOSE
    cheapest = oracle.least_cost(plan.shortfall + 1e-7)
    assert cheapest is not None
    assert plan.bounds["cost"] <= cheapest.value + 1e-3 * max(1.0, abs(cheapest.value))


def test_what_is_proven_of_a_programme_holds_while_it_only_gets_narrower() -> None:
    arrays = build_arrays(lumpy())
    model = build_model(arrays)
    still = standing_still(arrays, model, [("plant", "2026-03", "2026-04")])
    assert narrower(model, model)
    assert narrower(model, still)
    assert not narrower(still, model)
    assert not narrower(model, build_model(build_arrays(lumpy(12))))
    assert not narrower(model, build_model(build_arrays(lumpy(opens="2026-02"))))
    planner = Replanner(gap=GAP)
    before = planner.plan(lumpy())
    during = planner.plan(lumpy(), outages=[("plant", "2026-03", "2026-04")])
    assert during.bounds["shortfall"] >= before.bounds["shortfall"]
    assert during.status == "optimal"


def test_nothing_costs_nothing_and_that_is_proven() -> None:
    plan = make_plan(replace(lumpy(), lines=(), needs=lumpy().needs), gap=GAP)
    assert plan.cost == pytest.approx(0.0)
    assert plan.status == "optimal"
    assert plan.gaps["cost"] < np.inf
