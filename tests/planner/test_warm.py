"""A changed programme planned again from where the last search stood gives what a fresh search gives."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from cofactory.planner import warm
from cofactory.planner.explain import explain
from cofactory.planner.highs import Solver
from cofactory.planner.outcome import Outcome
from cofactory.planner.solve import make_plan
from cofactory.planner.warm import Replanner
from tests.planner.small import fund, line, need, programme
from tests.planner.test_changing import chain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.programme.record import Programme

GAP = 1e-6


def tables(quantity: float = 14, **cells: Any) -> Programme:
    return programme(
        periods=8,
        lines=[line(unit_cost=2, step=3, step_cost=20, max_steps=2) | cells, line("works", country="FR", unit_cost=3)],
        needs=[need(quantity=quantity), need("other", country="FR", quantity=5, unmet="lost")],
        routes=[{"id": "fr-ua", "from": "FR", "to": "UA", "unit_cost": 1}],
        funds=[fund(amount=400)],
    )


@pytest.mark.parametrize(
    "changed", [tables(quantity=16), tables(quantity=9), tables(capacity=6), tables(unit_cost=2.5), tables(step_cost=5)]
)
def test_a_changed_number_is_planned_again_from_where_the_search_stood(changed: Programme) -> None:
    planner = Replanner(gap=GAP)
    planner.plan(tables())
    again = planner.plan(changed)
    assert planner.warm
    fresh = Replanner(gap=GAP).plan(changed)
    assert again.shortfall == pytest.approx(fresh.shortfall, rel=1e-5, abs=1e-7)
    assert again.cost == pytest.approx(fresh.cost, rel=1e-3)
    assert again.bounds["shortfall"] == pytest.approx(make_plan(changed, gap=1e-9).shortfall, rel=1e-4, abs=1e-6)


def test_a_changed_date_starts_afresh() -> None:
    planner = Replanner(gap=GAP)
    planner.plan(tables())
    planner.plan(tables(opens="2026-03"))
    assert not planner.warm


def test_a_line_starts_nothing_in_an_outage_and_everything_again_after_it_is_called_off() -> None:
    planner = Replanner(gap=GAP)
    before = planner.plan(tables())
    during = planner.plan(tables(), outages=[("plant", "2026-02", "2026-03")])
    assert planner.warm
    stood = during.starts.filter(
        (during.starts["line"] == "plant") & during.starts["period"].is_in(["2026-02", "2026-03"])
    )
    assert stood.is_empty()
    assert during.shortfall > before.shortfall
    after = planner.plan(tables())
    assert after.shortfall == pytest.approx(before.shortfall)
    assert after.cost == pytest.approx(before.cost, rel=1e-3)


def test_an_outage_of_a_line_that_is_not_there_is_refused() -> None:
    with pytest.raises(LookupError):
        Replanner().plan(tables(), outages=[("nowhere", "2026-02", "2026-03")])


def test_an_outage_before_the_programme_changes_nothing_and_one_that_ends_before_it_begins_is_refused() -> None:
    planner = Replanner(gap=GAP)
    before = planner.plan(tables())
    again = planner.plan(tables(), outages=(row for row in [("plant", "2025-02", "2025-11")]))
    assert again.shortfall == pytest.approx(before.shortfall)
    with pytest.raises(ValueError, match=r"before it begins"):
        planner.plan(tables(), outages=[("plant", "2026-03", "2026-02")])


STILL = [("plant", "2026-03", "2026-04")]


def test_a_plan_tells_its_outages_and_is_explained_with_them() -> None:
    planner = Replanner(gap=GAP)
    plan = planner.plan(tables(), outages=STILL)
    assert plan.manifest["outages"] == [["plant", "2026-03", "2026-04"]]
    assert "outages" not in planner.plan(tables()).manifest
    # Were the plant thought to run, the need could be served better as things are.
    assert "priority" not in explain(tables(), plan, "demand")["limit"].to_list()


def test_an_outage_beside_a_priority_order_keeps_both() -> None:
    needs = [need("queue", quantity=40, end="2026-01", priority=5), need("urgent", quantity=30, end="2026-01")]
    order = {"need": "urgent", "line": "plant", "from": "2026-03"}
    case = programme(periods=9, lines=[line()], needs=needs, priority_orders=[order])
    plan = Replanner(gap=GAP).plan(case, outages=STILL)
    got = [float(units) for units in plan.deliveries.filter(need="urgent")["quantity"]]
    assert got == pytest.approx([0, 0, 0, 0, 10, 10, 10, 0, 0], abs=1e-5)
    assert not plan.displaced.is_empty()
    assert plan.manifest["outages"]


@pytest.mark.parametrize("outages", [[], STILL])
def test_a_plan_that_is_stopped_at_once_keeps_what_it_can_of_the_one_before(
    outages: list[tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def at_once() -> Iterator[threading.Event]:
        stop = threading.Event()
        stop.set()
        yield stop

    planner, changed = Replanner(gap=GAP), tables(quantity=15)
    before = planner.plan(tables())
    best = Replanner(gap=GAP).plan(changed, outages=outages)
    monkeypatch.setattr(warm, "ctrl_c", at_once)
    nothing, plan = Replanner(gap=GAP).plan(changed, outages=outages), planner.plan(changed, outages=outages)
    assert plan.status == "interrupted"
    assert plan.starts["quantity"].sum() > before.starts["quantity"].sum() / 2
    assert best.shortfall - 1e-6 <= plan.shortfall < nothing.shortfall / 2
    assert plan.bounds["shortfall"] <= best.shortfall + 1e-6
    assert plan.bounds["cost"] == -np.inf
    monkeypatch.undo()
    assert planner.plan(changed, outages=outages).shortfall == pytest.approx(best.shortfall, abs=1e-6)


@pytest.mark.parametrize("answers", range(8))
def test_a_plan_that_was_stopped_midway_goes_on_from_the_same_place_the_next_time(
    answers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def midway() -> Iterator[threading.Event]:
        left.append(answers)
        yield event

    def counted(solver: Solver, *given: Any, **named: Any) -> Outcome:
        if left and left[0] == 0:
            event.set()
        left[:] = [left[0] - 1] if left else []
        return minimise(solver, *given, **named)

    left: list[int] = []
    event, minimise = threading.Event(), Solver.minimise
    planner = Replanner(gap=0.01)
    planner.plan(chain())
    monkeypatch.setattr(Solver, "minimise", counted)
    monkeypatch.setattr(warm, "ctrl_c", midway)
    planner.plan(chain(18))
    monkeypatch.undo()
    assert planner.plan(chain(19)).gap <= 0.01
    assert planner.warm


@pytest.mark.parametrize("small", [0, warm.SMALL])
@pytest.mark.parametrize("cut", range(1, 10))
def test_a_plan_that_a_time_limit_cut_off_leaves_the_state_before_to_go_on_from(
    cut: int, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(solver: Solver, *given: Any, **named: Any) -> Outcome:
        left[0] -= 1
        return minimise(solver, *given, **named | ({} if left[0] > 0 else {"seconds": 0.0}))

    left, minimise = [cut], Solver.minimise
    monkeypatch.setattr(warm, "SMALL", small)
    planner = Replanner(gap=0.01)
    planner.plan(chain())
    monkeypatch.setattr(Solver, "minimise", late)
    assert planner.plan(chain(60), time_limit_s=60.0).status == "time"
    monkeypatch.setattr(Solver, "minimise", minimise)
    monkeypatch.setattr(warm, "LargeSearch", None)
    assert planner.plan(chain(19)).gap <= 0.01
    assert planner.warm


def test_both_plans_that_a_priority_order_takes_go_on_from_the_last_ones() -> None:
    planner, orders = Replanner(gap=1e-4), [{"need": "urgent", "line": "plant", "from": "2026-03"}]
    for queue, urgent in ((40, 30), (44, 30), (44, 27), (40, 30)):
        needs = [
            need("queue", quantity=queue, end="2026-01", priority=5),
            need("urgent", quantity=urgent, end="2026-01"),
        ]
        case = programme(periods=12, lines=[line(unit_cost=1)], needs=needs, priority_orders=orders, funds=[fund()])
        fresh, plan = make_plan(case, gap=1e-9), planner.plan(case)
        assert plan.status == "optimal"
        for name in ("queue", "urgent"):
            got, best = (one.deliveries.filter(need=name)["quantity"].to_list() for one in (plan, fresh))
            assert got == pytest.approx(best, abs=0.02)
        assert plan.displaced.columns == fresh.displaced.columns
        assert not plan.displaced.is_empty()
    assert planner.warm


def test_orders_come_and_go_between_plans() -> None:
    needs = [need("queue", quantity=40, end="2026-01", priority=5), need("urgent", quantity=30, end="2026-01")]
    with_order = programme(
        periods=9,
        lines=[line()],
        needs=needs,
        priority_orders=[{"need": "urgent", "line": "plant", "from": "2026-03"}],
    )
    plain, planner = replace(with_order, priority_orders=()), Replanner(gap=GAP)
    for case in (plain, with_order, plain, with_order):
        plan, fresh = planner.plan(case), make_plan(case, gap=1e-9)
        assert plan.displaced.is_empty() == fresh.displaced.is_empty()
        assert plan.shortfall == pytest.approx(fresh.shortfall, rel=1e-4)
