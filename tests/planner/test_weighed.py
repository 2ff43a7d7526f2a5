"""The solvers that stand where a search ended: limits, steps, walls, whole numbers and detours, each on its own."""

from __future__ import annotations

import threading
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cofactory.planner import changing, weighed
from cofactory.planner.arrays import build_arrays
from cofactory.planner.highs import Solver
from cofactory.planner.large import LargeSearch
from cofactory.planner.model import build_model
from cofactory.planner.nearby import proven
from cofactory.planner.patched import patched
from cofactory.planner.pricing import paying_detours, prices_everywhere, rows_at_ends
from cofactory.planner.rounding import up, where_moved
from cofactory.planner.union import together
from cofactory.planner.weighed import Limit, Weighed
from cofactory.programme.folder import from_tables
from tests.planner.programmes import cases, many
from tests.planner.small import fund, line, narrow_routes, need, programme

if TYPE_CHECKING:
    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model
    from cofactory.programme.record import Programme
    from tests.planner.reading import Case

MOST = 1e4


def two_needs(quantity: float = 20) -> Programme:
    """One plant, two needs, and money for less than both."""
    return programme(
        periods=6,
        lines=[line(capacity=4, unit_cost=2)],
        needs=[need(quantity=quantity, end="2026-06"), need("other", quantity=8, end="2026-06")],
        funds=[fund(amount=40, closes="2026-06")],
    )


def standing(tables: Programme) -> tuple[Weighed, Arrays, Model]:
    """A solver that stands at the relaxed answer of these tables."""
    arrays = build_arrays(tables)
    model, stop = build_model(arrays), threading.Event()
    search = LargeSearch(arrays, model, gap=1e-3, limit_s=None, progress=None, stop=stop)
    search.run({})
    solver = Weighed(arrays, model, search.stages["cost"], stop)
    assert solver.settle(model.cost + 100 * model.shortfall).ending == "optimal"
    return solver, arrays, model


@pytest.mark.parametrize("quantity", [10, 30, 60])
def test_a_limit_on_the_shortfall_holds_after_another_quantity_too(quantity: float) -> None:
    solver, arrays, model = standing(two_needs())
    least = float(model.shortfall @ solver.solve(1e-6 * model.cost + model.shortfall, None).found())
    kept = solver.solve(model.cost, None, Limit(model.shortfall, least * 1.05)).found()
    assert model.shortfall @ kept == pytest.approx(least * 1.05)
    arrays, other = patched(arrays, model, two_needs(quantity))
    assert solver.change(arrays, other)
    least = float(other.shortfall @ solver.solve(1e-6 * other.cost + other.shortfall, None).found())
    kept = solver.solve(other.cost, None, Limit(other.shortfall, least * 1.05)).found()
    assert other.shortfall @ kept == pytest.approx(least * 1.05)


def test_a_limit_that_nobody_keeps_is_refuted_by_prices_that_bound_the_shortfall() -> None:
    solver, _, model = standing(two_needs())
    least = float(model.shortfall @ solver.solve(1e-6 * model.cost + model.shortfall, None).found())
    prices = solver.refuting(model.cost, Limit(model.shortfall, least * 0.9), None)
    assert prices is not None
    assert least * 0.9 <= proven(model, model.shortfall, prices, most=MOST) <= least * (1 + 1e-6)
    assert solver.refuting(model.cost, Limit(model.shortfall, least * 1.1), None) is None


def test_a_solver_that_may_take_no_step_says_so() -> None:
    model = build_model(build_arrays(two_needs()))
    solver = Solver(model, relaxed=True, interior=False)
    assert solver.minimise(model.shortfall).ending == "optimal"
    assert solver.minimise(-model.shortfall, steps=0).ending == "steps"


def test_what_goes_astray_begins_again_and_is_solved_all_the_same() -> None:
    solver, _, model = standing(two_needs())
    solver._most_steps = 0
    found = solver.solve(1e-6 * model.cost + model.shortfall, None)
    assert found.ending == "optimal"


def test_a_first_look_mends_a_small_programme_and_keeps_to_the_time_it_has() -> None:
    solver, _, model = standing(two_needs())
    other = model.cost
    solver.mends(other, 0.0)
    assert solver._solver.broken() > 0
    assert solver.mends(other, 60.0)
    assert solver._solver.broken() == 0


def test_a_solve_that_begins_after_its_time_is_over_has_none_left_and_not_all_of_it() -> None:
    _, _, model = standing(two_needs())
    solver = Solver(model, relaxed=True)
    solver.minimise(model.shortfall)
    solver.minimise(model.cost, seconds=-60.0)
    limit = float(solver._highs.getOptionValue("time_limit")[1])
    assert limit <= solver._highs.getRunTime()


def test_a_need_that_asks_for_nothing_is_a_share_of_one_unit() -> None:
    _, arrays, model = standing(two_needs())
    nothing = replace(
        arrays, demand=replace(arrays.demand, asked=arrays.demand.asked * 0, total=arrays.demand.total * 0)
    )
    _, units, most = weighed.measured(nothing, model)
    assert np.all(units == 1)
    assert np.all(most == 1)


@many
@given(cases(), st.lists(st.floats(0.2, 5), min_size=1, max_size=4), st.floats(0.01, 100))
def test_a_cost_charged_to_a_copy_counts_as_if_the_column_cost_so_much(
    case: Case, factors: list[float], price: float
) -> None:
    arrays = build_arrays(from_tables(case.settings, case.tables))
    model = build_model(arrays)
    short, _, most = weighed.measured(arrays, model)
    before, after = model.cost + price * model.shortfall, model.cost + price * model.shortfall
    after[short] *= np.resize(factors, len(short))
    solver = Solver(model, relaxed=True, interior=False)
    solver.add_copies(short)
    if solver.minimise(before).answer is None:
        return
    solver.charge((after - before)[short], most)
    found = solver.minimise(before)
    assert found.ending == "optimal"
    best = Solver(model, relaxed=True, interior=False).minimise(after).value
    assert float(after @ found.found()) == pytest.approx(best, rel=1e-6, abs=1e-6)
    bound = proven(changing._capped(arrays, model), after, solver.row_duals(), most=MOST)
    assert bound == pytest.approx(best, rel=1e-5, abs=1e-5)


def test_a_solver_made_ready_stands_where_it_settled_and_finds_what_it_would_have_found() -> None:
    ready, arrays, model = standing(two_needs())
    other, _, _ = standing(two_needs())
    for quantity in (60, 30):
        arrays, model = patched(arrays, model, two_needs(quantity))
        objective = model.cost + 100 * model.shortfall
        for solver in (ready, other):
            assert solver.change(arrays, model)
            assert solver.solve(objective, None).ending == "optimal"
        ready._solver.steps = weighed.FEW + 1
        ready.make_ready()
        assert ready._solver.steps <= 1
    arrays, model = patched(arrays, model, two_needs(45))
    objective = model.cost + 100 * model.shortfall
    values = []
    for solver in (ready, other):
        assert solver.change(arrays, model)
        values.append(solver.solve(objective, None).value)
    assert values[0] == pytest.approx(values[1])


def settled(tables: Programme) -> tuple[changing.Changing, Arrays, Model]:
    """Where a search of these tables ended, ready for a change."""
    arrays = build_arrays(tables)
    model, stop = build_model(arrays), threading.Event()
    search = LargeSearch(arrays, model, gap=0.01, limit_s=None, progress=None, stop=stop)
    answer, *_ = search.run({})
    found = changing.Changing(arrays, model, answer, search.stages, gap=0.01, stop=stop)
    assert found.ready
    return found, arrays, model


def test_what_went_ahead_ends_when_the_plan_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    again, arrays, model = settled(two_needs())
    ended: list[bool] = []

    def endless(*_: object) -> None:
        """Goes on until its solver is told to end."""
        until = monotonic() + 30
        solver = again._planned._solver
        while solver._stop is not None and not solver._stop.is_set() and monotonic() < until:
            pass
        ended.append(monotonic() < until)

    monkeypatch.setattr(again._trials, "go_ahead", endless)
    monkeypatch.setattr(again, "_proof", lambda *_: None)
    stop = threading.Event()
    assert again.plan(arrays, model, 60.0, stop) is None
    assert ended == [True]
    assert not stop.is_set()
    monkeypatch.undo()
    found = again.plan(arrays, model, 60.0, stop)
    assert found is not None
    assert found[1].gap <= 0.01


def test_flows_found_ahead_count_no_more_when_further_ways_come_in() -> None:
    again, _, model = settled(two_needs())
    again._trials.go_ahead(model, model.cost + model.shortfall, 60.0)
    assert again._trials._ahead
    again._let_in(model.detours[:0], model)
    assert not again._trials._ahead


def test_whole_numbers_stay_where_nothing_moved_and_are_rounded_up_where_it_did() -> None:
    tables = programme(
        periods=4,
        lines=[
            line(capacity=0, step=2, step_cost=1, max_steps=9),
            line("next", capacity=0, step=2, step_cost=1, max_steps=9),
        ],
        needs=[need(quantity=20, end="2026-04")],
    )
    model = build_model(build_arrays(tables))
    steps = model.blocks["steps"].index
    before, after = np.zeros(len(model.lower)), np.zeros(len(model.lower))
    before[steps[:, 0]] = [1.4, 1.4]
    after[steps[:, 0]] = [1.5, 2.6]
    plan = np.zeros(len(model.lower))
    plan[steps[:, 0]] = [3.0, 3.0]
    whole = where_moved(model, plan[model.whole], before[model.whole], after)
    values = np.zeros(len(model.lower))
    values[model.whole] = whole
    assert values[steps[0]].sum() == 3
    assert values[steps[1]].sum() == 3
    after[steps[1, 0]] = 3.6
    values[model.whole] = where_moved(model, plan[model.whole], before[model.whole], after)
    assert values[steps[1]].sum() == 4
    assert np.array_equal(
        where_moved(model, plan[model.whole], after[model.whole] - 1, after), up(model).values(model, after)
    )


def without_detours(tables: Programme) -> tuple[float, float, int]:
    """A bound by prices of the model without its detours, the best with all of them, and how many of them would pay."""
    arrays = build_arrays(tables)
    model = build_model(arrays)
    solver = Solver(model, relaxed=True, interior=False)
    best = solver.minimise(model.shortfall)
    solver.zero(model.detours)
    outcome = solver.minimise(model.shortfall)
    if outcome.answer is None:
        return -np.inf, best.value, 0
    duals = solver.row_duals()
    pays = paying_detours(arrays, model, model.shortfall, duals)
    near = rows_at_ends(arrays, model, pays) if len(pays) else None
    prices = prices_everywhere(arrays, model, model.shortfall, duals)
    capped = changing._capped(arrays, model)
    return proven(capped, model.shortfall, prices, near=near, most=MOST), best.value, len(pays)


def test_detours_left_out_are_judged_as_if_they_were_in() -> None:
    bound, best, pays = without_detours(narrow_routes())
    assert pays > 0
    assert bound == pytest.approx(best, rel=1e-6)


@many
@given(cases())
def test_a_bound_without_detours_is_never_above_what_is_possible_with_them(case: Case) -> None:
    bound, best, _ = without_detours(from_tables(case.settings, case.tables))
    assert bound <= best + 1e-6 * max(1.0, abs(best))


def test_whole_numbers_from_before_order_nothing_of_a_line_that_is_gone() -> None:
    works = line("works", capacity=0, unit_cost=1, step=40, step_cost=5, max_steps=1)
    tables = programme(
        lines=[line(capacity=8, unit_cost=2), works],
        needs=[need(), need("far", country="FR")],
        funds=[fund(amount=1000)],
    )
    both = [(arrays, build_model(arrays)) for arrays in map(build_arrays, (tables, gone(tables)))]
    parts = together(*both)
    assert parts is not None
    whole, less = parts
    stop = threading.Event()
    search = LargeSearch(whole.arrays, whole.model, gap=0.01, limit_s=None, progress=None, stop=stop)
    answer, *_ = search.run({})
    again = changing.Changing(whole.arrays, whole.model, answer, search.stages, gap=0.01, stop=stop)
    assert again.ready
    assert again._trials._before.any()
    again.plan(less.arrays, less.model, 60.0, stop)
    again._trials.forget()
    found = again._trials.flows(less.model, again._trials._before, less.model.cost + less.model.shortfall, 60.0)
    assert found is not None
    used = less.model.matrix @ found
    assert np.all(used <= less.model.row_upper + 1e-6)
    assert np.all(used >= less.model.row_lower - 1e-6)


def gone(tables: Programme) -> Programme:
    """The programme without its last line."""
    return replace(tables, lines=tables.lines[:-1])


def test_detours_that_are_in_and_still_seem_to_pay_are_let_in_once(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = [("pl-ua", "PL", "UA"), ("pl-de", "PL", "DE"), ("de-ua", "DE", "UA")]
    arrays = build_arrays(
        programme(
            lines=[line(country="PL")],
            needs=[need()],
            routes=[{"id": name, "from": a, "to": b, "capacity": 4} for name, a, b in routes],
        )
    )
    model, asked = build_model(arrays), []

    def always(*_: object) -> object:
        """Says of all detours that they would pay, as prices below the solver's tolerance may."""
        asked.append(1)
        assert len(asked) < 10
        return model.detours

    monkeypatch.setattr("cofactory.planner.large.paying_detours", always)
    search = LargeSearch(arrays, model, gap=1e-3, limit_s=None, progress=None, stop=threading.Event())
    assert search.run({})[1].ending == "optimal"
    assert len(model.detours)
