"""What is left out of a model loses nothing: every reduction is solved with and without, on any small programme."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from cofactory.planner import lanes, money, solve, variables
from cofactory.planner.arrays import Arrays, build_arrays
from cofactory.planner.model import build_model
from cofactory.planner.reach import Reach, find_reach
from cofactory.planner.solve import NoPlan, make_plan
from cofactory.programme.folder import from_tables
from cofactory.programme.record import Programme
from tests.planner.oracle import Oracle
from tests.planner.programmes import cases, many
from tests.planner.reading import Case
from tests.planner.small import line, narrow_routes, need, programme

CLOSE = 1e-5


def best(programme: Programme) -> tuple[float, float] | None:
    """Shortfall and cost of the best plan; none where nothing can be paid."""
    try:
        plan = make_plan(programme, gap=1e-9)
    except NoPlan:
        return None
    return plan.shortfall, plan.cost


def agree(one: tuple[float, float] | None, other: tuple[float, float] | None) -> None:
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one[0] == pytest.approx(other[0], abs=CLOSE, rel=CLOSE)
        assert one[1] == pytest.approx(other[1], abs=1e-3, rel=1e-4)


def everywhere(a: Arrays) -> Reach:
    """Windows that leave nothing out but what never begins or never ends inside the horizon."""
    found = find_reach(a)
    made = np.isin(np.arange(len(a.lines.ids)), list(a.network.lines))
    late = np.where(np.isin(np.arange(len(a.lines.ids)), list(a.network.counted)), 0, a.lines.lead)
    route, _, _ = a.network.lane_ends
    return replace(
        found,
        first=np.zeros_like(found.first),
        last=np.full_like(found.last, a.periods - 1),
        start_first=a.first_open,
        start_last=np.where(made, np.minimum(np.minimum(a.lines.closes, a.periods) - 1, a.periods - 1 - late), -1),
        ship_first=a.supply.route_opens[route],
        ship_last=np.minimum(a.periods - 1 - a.supply.route_lead[route], a.supply.route_closes[route] - 1),
    )


@many
@given(cases())
def test_what_comes_too_early_or_too_late_is_not_missed(case: Case) -> None:
    tables = from_tables(case.settings, case.tables)
    with pytest.MonkeyPatch.context() as patch:
        reduced = best(tables)
        patch.setattr(variables, "find_reach", everywhere)
        agree(reduced, best(tables))


@many
@given(cases())
def test_lanes_that_something_replaces_are_not_missed(case: Case) -> None:
    tables = from_tables(case.settings, case.tables)
    with pytest.MonkeyPatch.context() as patch:
        reduced = best(tables)
        patch.setattr(variables, "useful_lanes", lambda a: np.ones(len(a.network.lanes), dtype=bool))
        agree(reduced, best(tables))


@many
@given(cases())
def test_costs_share_a_group_without_loss(case: Case) -> None:
    tables = from_tables(case.settings, case.tables)
    with pytest.MonkeyPatch.context() as patch:
        reduced = best(tables)
        patch.setattr(money, "_group_key", lambda cost, *_: (cost.id,))
        agree(reduced, best(tables))


@many
@given(cases())
def test_the_search_at_scale_keeps_its_gap_and_its_bounds_are_true(case: Case) -> None:
    oracle = Oracle(case)
    answer = oracle.best()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solve, "LARGE", 0)
        try:
            plan = make_plan(from_tables(case.settings, case.tables), gap=0.01)
        except NoPlan:
            assert answer is None
            return
    assert answer is not None
    assert plan.bounds["shortfall"] <= answer.shortfall + CLOSE
    assert plan.shortfall >= answer.shortfall - CLOSE
    cheapest = oracle.least_cost(plan.shortfall + 1e-7)  # a hair more shortfall may save thousands of hairs of cost
    assert cheapest is not None
    assert plan.bounds["cost"] <= cheapest.value + 1e-3 * max(1.0, abs(cheapest.value))
    assert plan.cost >= cheapest.value - 1e-3 * max(1.0, abs(plan.cost))


def network(**cells: Any) -> Arrays:
    """Pumps made in Poland and needed in Ukraine; a unit could go through Germany."""
    routes = [
        {"id": "pl-ua", "from": "PL", "to": "UA", "unit_cost": 1} | cells,
        {"id": "pl-de", "from": "PL", "to": "DE", "unit_cost": 1},
        {"id": "de-ua", "from": "DE", "to": "UA", "unit_cost": 1},
    ]
    return build_arrays(programme(lines=[line(country="PL")], needs=[need()], routes=routes))


def test_a_detour_that_gains_nothing_is_left_out() -> None:
    assert lanes.useful_lanes(network()).tolist() == [True, False, False]


@pytest.mark.parametrize("worse", [{"capacity": 3}, {"unit_cost": 2}, {"lead_time": 2}, {"opens": "2026-02"}])
def test_a_detour_round_a_narrow_dear_slow_or_late_route_stays(worse: dict[str, Any]) -> None:
    assert lanes.useful_lanes(network(**worse)).all()


def test_a_detour_comes_in_when_its_price_asks_for_it() -> None:
    tables = narrow_routes()
    arrays = build_arrays(tables)
    model = build_model(arrays)
    assert len(model.detours) > 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solve, "LARGE", 0)
        plan = make_plan(tables, gap=1e-6)
    assert plan.shortfall == pytest.approx(make_plan(tables, gap=1e-9).shortfall, rel=1e-5)
    assert plan.shipments.filter(plan.shipments["route"] == "pl-de")["quantity"].sum() > 0
