"""A changed cell planned from where the last search stood: as good as planned from the start, and proven so."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given

from cofactory.base.problems import ProblemsFound
from cofactory.planner import changing, warm
from cofactory.planner.arrays import build_arrays
from cofactory.planner.changing import Changing
from cofactory.planner.in_units import units_to_gain
from cofactory.planner.model import build_model
from cofactory.planner.patched import patched
from cofactory.planner.solve import NoPlan, make_plan
from cofactory.planner.warm import Replanner
from cofactory.programme.altered import with_cells
from cofactory.programme.folder import from_tables
from tests.planner.oracle import Oracle
from tests.planner.programmes import cases, many
from tests.planner.small import fund, line, need, programme

if TYPE_CHECKING:
    from cofactory.programme.record import Programme
    from tests.planner.reading import Case

GAP = 0.05
CLOSE = 1e-5
PLACES = (("needs", "quantity"), ("needs", "quantity"), ("needs", "priority"), ("commitments", "quantity"),
          ("lines", "capacity"), ("lines", "unit_cost"), ("funds", "amount"), ("stocks", "quantity"))  # fmt: skip

MANY = ("quantity", "capacity", "amount", "step", "rate", "period_limit")
"""Columns of units per period, and of money."""


def changed(case: Case, seed: int) -> Case:
    """The programme with a plain number or three changed: of a need most often, else of a promise, a line, a fund."""
    rng = random.Random(seed)  # noqa: S311 - the same change every time
    for _ in range(rng.choice([1, 1, 3])):
        case = changed_once(case, rng)
    return case


def changed_once(case: Case, rng: random.Random) -> Case:
    """The programme with one plain number changed."""
    table, column = rng.choice(PLACES)
    rows = [dict(row) for row in case.tables.get(table, ())]
    known = [row for row in rows if isinstance(row.get(column), int | float)]
    if known:
        row = rng.choice(known)
        row[column] *= rng.choice([0.5, 0.9, 1.1, 2.0])
    return replace(case, tables={**case.tables, table: rows})


@many
@given(cases())
def test_a_changed_number_is_planned_as_well_as_from_the_start(case: Case) -> None:
    planner = Replanner(gap=GAP)
    try:
        planner.plan(from_tables(case.settings, case.tables))
    except NoPlan:
        return
    other = changed(case, len(str(case.tables)))
    oracle = Oracle(other)
    answer = oracle.best()
    try:
        plan = planner.plan(from_tables(other.settings, other.tables))
    except NoPlan:
        assert answer is None
        return
    assert answer is not None
    assert plan.bounds["shortfall"] <= answer.shortfall + CLOSE
    assert plan.shortfall >= answer.shortfall - CLOSE
    cheapest = oracle.least_cost(plan.shortfall + 1e-7)
    assert cheapest is not None
    assert plan.bounds["cost"] <= cheapest.value + 1e-3 * max(1.0, abs(cheapest.value))
    assert plan.cost >= cheapest.value - 1e-3 * max(1.0, abs(plan.cost))
    if planner.warm and plan.status == "optimal":
        assert plan.shortfall <= answer.shortfall / (1 - GAP) + CLOSE
        assert plan.cost <= cheapest.value + 2 * GAP * abs(plan.cost) + CLOSE


def in_millions(case: Case) -> Case:
    """The programme with a million times as many of everything, and as much money."""
    tables = {
        name: [
            {
                key: value * 1e6 if key in MANY and isinstance(value, int | float) else value
                for key, value in row.items()
            }
            for row in rows
        ]
        for name, rows in case.tables.items()
    }
    return replace(case, tables=tables)


@many
@given(cases())
def test_no_bound_is_wrong_where_quantities_go_into_the_millions(case: Case) -> None:
    planner = Replanner(gap=GAP)
    for one in (case, changed(case, len(str(case.tables)))):
        large = in_millions(one)
        tables = from_tables(large.settings, large.tables)
        try:
            best = make_plan(tables, gap=1e-9)
        except NoPlan:
            return
        plan = planner.plan(tables)
        assert plan.bounds["shortfall"] <= best.shortfall + CLOSE * max(1.0, best.shortfall)


@many
@given(cases())
def test_arrays_and_model_patched_are_those_built_anew(case: Case) -> None:
    before = build_arrays(from_tables(case.settings, case.tables))
    other = changed(case, len(str(case.tables)))
    after = from_tables(other.settings, other.tables)
    _, quick = patched(before, build_model(before), after)
    fresh = build_model(build_arrays(after))
    assert np.array_equal(quick.matrix.toarray(), fresh.matrix.toarray())
    for name in ("lower", "upper", "row_lower", "row_upper", "shortfall", "cost", "whole"):
        assert np.array_equal(getattr(quick, name), getattr(fresh, name)), name


@pytest.mark.parametrize(
    "cells",
    [
        {"lines.abroad.capacity": 9},
        {"lines.engines.capacity": 0},
        {"funds.budget.amount": 450},
        {"needs.other.quantity": 7},
    ],
)
def test_a_limit_or_a_quantity_is_put_into_the_model_that_is_there(cells: dict[str, float]) -> None:
    before, after = build_arrays(chain()), with_cells(chain(), cells)
    model = build_model(before)
    arrays, quick = patched(before, model, after)
    fresh = build_model(build_arrays(after))
    assert quick.blocks is model.blocks
    assert arrays.programme is after
    assert np.array_equal(quick.matrix.toarray(), fresh.matrix.toarray())
    assert np.array_equal(quick.row_upper, fresh.row_upper)
    assert np.array_equal(quick.row_lower, fresh.row_lower)


def chain(quantity: float = 20, **cells: Any) -> Programme:
    """Two plants that want engines from one works; nobody has enough, and money is short."""
    return programme(
        periods=12,
        items=[
            {"id": "pump", "name": "Pump", "kind": "product", "value": 10},
            {"id": "engine", "name": "Engine", "kind": "component", "value": 4},
        ],
        bom=[{"product": "pump", "component": "engine", "quantity": 1}],
        lines=[
            line(unit_cost=2, ramp=3) | cells,
            line("abroad", country="FR", unit_cost=3, capacity=6),
            line("engines", item="engine", country="FR", capacity=14, unit_cost=1),
        ],
        needs=[need(quantity=quantity, end="2026-12"), need("other", country="FR", quantity=5, end="2026-12")],
        routes=[{"id": "fr-ua", "from": "FR", "to": "UA", "unit_cost": 1, "lead_time": 1}],
        funds=[fund(amount=600, closes="2026-12")],
    )


@pytest.mark.parametrize("quantity", [16, 18, 19.5])
def test_another_quantity_needs_no_search_and_keeps_the_gap(quantity: float, monkeypatch: pytest.MonkeyPatch) -> None:
    planner = Replanner(gap=0.01)
    planner.plan(chain())
    fresh = Replanner(gap=1e-6).plan(chain(quantity))
    monkeypatch.setattr(warm, "LargeSearch", None)
    plan = planner.plan(chain(quantity))
    assert planner.warm
    assert plan.gap <= 0.01
    assert plan.shortfall == pytest.approx(fresh.shortfall, rel=0.02)
    assert plan.bounds["shortfall"] <= fresh.shortfall * (1 + 1e-6)


@pytest.mark.parametrize("factors", [(0.9, 1.05), (1.02, 0.9), (1.05, 1.02)])
def test_several_quantities_at_once_need_no_search_either(
    factors: tuple[float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = {"needs.demand.quantity": 20 * factors[0], "needs.other.quantity": 5 * factors[1]}
    planner = Replanner(gap=0.01)
    planner.plan(chain())
    fresh = Replanner(gap=1e-6).plan(with_cells(chain(), cells))
    monkeypatch.setattr(warm, "LargeSearch", None)
    plan = planner.plan(with_cells(chain(), cells))
    assert planner.warm
    assert plan.gap <= 0.01
    assert plan.bounds["shortfall"] <= fresh.shortfall * (1 + 1e-6)
    assert plan.shortfall == pytest.approx(fresh.shortfall, rel=0.01)


@pytest.mark.parametrize("quantity", [16, 19.5, 20.5, 30])
def test_what_nobody_can_keep_bounds_the_shortfall(quantity: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "REACHES", ())
    planner = Replanner(gap=0.01)
    planner.plan(chain())
    plan = planner.plan(chain(quantity))
    fresh = Replanner(gap=1e-6).plan(chain(quantity))
    assert plan.gap <= 0.01
    assert plan.bounds["shortfall"] <= fresh.shortfall * (1 + 1e-6)
    if quantity < 20:
        assert planner.warm
        assert plan.bounds["shortfall"] >= plan.shortfall * 0.99


@pytest.mark.parametrize("quantity", [20.5, 22, 24])
def test_where_avoiding_shortfall_becomes_dearer_it_is_limited(
    quantity: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner = Replanner(gap=0.01)
    planner.plan(chain())
    fresh = Replanner(gap=1e-6).plan(chain(quantity))
    monkeypatch.setattr(warm, "LargeSearch", None)
    plan = planner.plan(chain(quantity))
    assert planner.warm
    assert plan.gap <= 0.01
    assert plan.shortfall == pytest.approx(fresh.shortfall, rel=0.011)
    assert plan.bounds["shortfall"] <= fresh.shortfall * (1 + 1e-6)
    assert plan.bounds["cost"] <= plan.cost


@pytest.mark.parametrize("quantity", [20.5, 30])
def test_where_the_old_prices_prove_too_little_the_gap_is_kept_all_the_same(quantity: float) -> None:
    planner = Replanner(gap=0.01)
    planner.plan(chain())
    plan = planner.plan(chain(quantity))
    assert plan.gap <= 0.01
    assert plan.shortfall == pytest.approx(Replanner(gap=1e-6).plan(chain(quantity)).shortfall, rel=0.02)


@pytest.mark.parametrize("small", [0, warm.SMALL])
@pytest.mark.parametrize("weight", [1, 3])
def test_a_need_that_gains_weight_is_served_and_one_that_loses_it_is_not(
    weight: float, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "SMALL", small)
    light = with_cells(chain(), {"needs.other.priority": 0})
    heavy = with_cells(chain(), {"needs.other.priority": weight})
    planner = Replanner(gap=0.01)
    for case in (light, heavy, light):
        planner.plan(case)
    for case in (heavy, light):
        fresh = Replanner(gap=1e-6).plan(case)
        plan = planner.plan(case)
        assert plan.status == "optimal"
        assert plan.shortfall == pytest.approx(fresh.shortfall, rel=0.011)
        assert plan.bounds["shortfall"] <= fresh.shortfall * (1 + 1e-6)


@pytest.mark.parametrize("small", [0, warm.SMALL])
def test_choices_may_come_and_go_between_plans(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "SMALL", small)
    all_of_it, planner = chain(), Replanner(gap=0.01)
    fewer = [
        replace(all_of_it, needs=all_of_it.needs[:1]),
        replace(all_of_it, lines=all_of_it.lines[:1]),
        replace(all_of_it, funds=()),
        replace(all_of_it, needs=(), commitments=()),
        with_cells(all_of_it, {"needs.demand.quantity": 0, "needs.other.quantity": 0}),
    ]
    for case in [case for other in fewer for case in (all_of_it, other)]:
        plan = planner.plan(case)
        assert plan.status == "optimal"
        assert plan.needs["id"].to_list() == [row.id for row in case.needs]
        assert plan.shortfall == pytest.approx(Replanner(gap=1e-6).plan(case).shortfall, rel=0.011)


def test_other_cells_in_memory_are_read_as_in_their_table() -> None:
    other = with_cells(chain(), {"needs.demand.quantity": "40 / 2 + 2", "lines.plant.opens": "2026-03"})
    assert other.needs[0].quantity.mean() == pytest.approx(22)
    assert other.lines[0].opens == "2026-03"
    for wrong in ("needs.demand.quantty", "needs.demnd.quantity", "nedes.demand.quantity", "needs", "needs.demand.id"):
        with pytest.raises(LookupError):
            with_cells(chain(), {wrong: 1})
    with pytest.raises(ValueError, match=r"number"):
        with_cells(chain(), {"needs.demand.quantity": "many"})


def test_the_gap_in_units_is_spent_where_a_unit_weighs_least() -> None:
    shortfall, weight, total = np.array([2.0, 1.0, 0.0]), np.array([1.0, 1.0, 9.0]), np.array([100.0, 10.0, 5.0])
    assert units_to_gain(shortfall, weight, total, 0.5) == pytest.approx(50)
    assert units_to_gain(shortfall, weight, total, 2.5) == pytest.approx(205)
    assert units_to_gain(shortfall, weight, total, 9.0) == pytest.approx(210)
    assert units_to_gain(shortfall, weight, total, 0.0) == pytest.approx(0)


def test_a_plan_tells_how_many_units_a_better_one_could_spare() -> None:
    plan = Replanner(gap=0.01).plan(chain())
    units = plan.manifest["units"]
    assert units["outstanding"] == pytest.approx(
        sum(float(plan.deliveries[name].sum()) for name in ("backlog", "missed"))
    )
    assert 0 < units["gap"] <= units["outstanding"]
    assert make_plan(chain(), gap=1e-9).manifest["units"]["gap"] == pytest.approx(0, abs=1e-3)


def test_what_cannot_be_proven_is_searched_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "SMALL", 0)
    monkeypatch.setattr(Changing, "plan", lambda *_: None)
    planner = Replanner(gap=0.01)
    planner.plan(chain())
    plan = planner.plan(chain(22))
    assert not planner.warm
    assert plan.status == "optimal"


def test_cells_that_no_longer_agree_are_refused_as_a_folder_with_them_would_be() -> None:
    with pytest.raises(ProblemsFound, match="before it has begun"):
        with_cells(chain(), {"needs.demand.start": "2026-04", "needs.demand.end": "2026-02"})
    with pytest.raises(ValueError, match="the table items has no row `tank`"):
        with_cells(chain(), {"needs.demand.item": "tank"})


def test_an_outage_that_is_none_is_refused() -> None:
    planner, outage = Replanner(gap=0.01), ("plant", "2036-01", "2036-02")
    with pytest.raises(ValueError, match="begins in 2036-01, after the last period"):
        planner.plan(chain(), outages=[outage])
    with pytest.raises(TypeError, match="Outages are lines, each with its first and last period"):
        planner.plan(chain(), outages=outage)  # type: ignore[arg-type]


@pytest.mark.parametrize("gap", [-0.1, 1.0, 5.0])
def test_a_gap_that_is_no_share_is_refused(gap: float) -> None:
    with pytest.raises(ValueError, match="from 0 to below 1"):
        Replanner(gap=gap)
