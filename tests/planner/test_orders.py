"""Priority orders: a need that comes first from a date on, and what that does to others, worked out by hand."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from cofactory.planner import solve
from cofactory.planner.probe import Probe
from cofactory.planner.sentences import beyond
from cofactory.planner.solve import make_plan
from tests.planner.small import fund, line, need, programme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

ORDER = {"need": "urgent", "line": "plant", "from": "2026-03"}


def two_customers(*orders: dict[str, Any]) -> Programme:
    """A line of ten pumps a month; since January the queue waits for forty of them and the urgent need for thirty."""
    needs = [
        need("queue", quantity=40, end="2026-01", priority=5),
        need("urgent", quantity=30, end="2026-01", priority=1),
    ]
    return programme(periods=8, lines=[line(capacity=10)], needs=needs, priority_orders=list(orders))


def got(case: Programme, name: str) -> list[float]:
    return [float(units) for units in make_plan(case).deliveries.filter(need=name)["quantity"]]


def test_without_an_order_the_heavier_need_comes_first() -> None:
    assert got(two_customers(), "queue") == pytest.approx([10, 10, 10, 10, 0, 0, 0, 0])
    assert got(two_customers(), "urgent") == pytest.approx([0, 0, 0, 0, 10, 10, 10, 0])


def test_from_its_date_an_order_comes_before_all_others() -> None:
    exact: dict[str, Any] = {"abs": 1e-5}  # two plans agree to a millionth of a unit
    # January and February go on as before, then the urgent need has three months, then the queue its last two.
    assert got(two_customers(ORDER), "urgent") == pytest.approx([0, 0, 10, 10, 10, 0, 0, 0], **exact)
    assert got(two_customers(ORDER), "queue") == pytest.approx([10, 10, 0, 0, 0, 10, 10, 0], **exact)


def test_the_shortfall_shown_is_the_ordinary_one_and_proven_among_plans_that_obey() -> None:
    plan = make_plan(two_customers(ORDER))
    # Queue 30+20+20+20+20+10+0 = 120 of 40, five times; urgent 30+30+20+10 = 90 of 30.
    assert plan.shortfall == pytest.approx(5 * 120 / 40 + 90 / 30)
    assert plan.bounds["shortfall"] == pytest.approx(plan.shortfall)


def test_what_an_order_does_to_others_is_told() -> None:
    queue, urgent = make_plan(two_customers(ORDER)).displaced.iter_rows(named=True)
    assert (queue["ordered"], urgent["ordered"]) == (False, True)
    # 40 units by April without the order; with it 20 by then, 30 in June and 40 in July.
    assert (queue["behind"], queue["behind_in"]) == (pytest.approx(20), "2026-04")
    assert (queue["done_without"], queue["done"], queue["later"]) == ("2026-04", "2026-07", 3)
    assert queue["unserved"] == 0
    assert queue["longer"] == pytest.approx(10 + 20 + 20 + 10, abs=1e-4)
    assert urgent["longer"] == pytest.approx(90 - 150, abs=1e-4)
    assert (urgent["behind"], urgent["behind_in"], urgent["later"]) == (0, None, 0)


def test_a_plan_without_orders_displaces_nobody() -> None:
    assert make_plan(two_customers()).displaced.is_empty()


FROM_START = ORDER | {"from": "2026-01"}
EXACT: dict[str, Any] = {"abs": 1e-4}


def test_only_the_ordered_line_serves_the_need_first() -> None:
    needs = [
        need("queue", quantity=40, end="2026-01", priority=5),
        need("urgent", quantity=30, end="2026-01", priority=1),
    ]
    lines = [line(capacity=10), line("other", capacity=10)]
    plain = programme(periods=6, lines=lines, needs=needs)
    assert got(plain, "queue") == pytest.approx([20, 20, 0, 0, 0, 0])
    assert got(plain, "urgent") == pytest.approx([0, 0, 20, 10, 0, 0])
    case = programme(periods=6, lines=lines, needs=needs, priority_orders=[FROM_START])
    # The plant is the urgent need's for three months; the other line goes on serving the heavier queue.
    assert got(case, "urgent") == pytest.approx([10, 10, 10, 0, 0, 0], **EXACT)
    assert got(case, "queue") == pytest.approx([10, 10, 10, 10, 0, 0], **EXACT)


def test_what_the_need_had_without_the_order_from_elsewhere_it_keeps() -> None:
    needs = [
        need("queue", quantity=40, end="2026-01", priority=5, country="FR", party="fr"),
        need("urgent", quantity=40, end="2026-01", priority=1),
    ]
    own = {"id": "depot", "item": "pump", "country": "UA", "quantity": 60, "release_rate": 5}  # nothing leads from UA
    case = programme(
        periods=6,
        lines=[line(capacity=10, country="FR")],
        stocks=[own],
        routes=[{"id": "fr-ua", "from": "FR", "to": "UA"}],
        needs=needs,
        priority_orders=[FROM_START],
    )
    assert got(case, "urgent") == pytest.approx([15, 15, 10, 0, 0, 0], **EXACT)
    assert got(case, "queue") == pytest.approx([0, 0, 5, 10, 10, 10], **EXACT)


URGENT = {"end": "2026-01", "priority": 1}
QUEUE = {"end": "2026-01", "priority": 5}
MOTOR = {"id": "motor", "name": "Motor", "kind": "component", "value": 1}
PUMP = {"id": "pump", "name": "Pump", "kind": "product", "value": 10}


def test_an_ordered_line_keeps_its_components_and_takes_nobody_elses() -> None:
    # Motors for ten pumps a month. Without the order all go to the cheap plant, which serves the queue. The order turns
    # the plant's pumps over; that the motors would serve the queue on the dear line is no way round it.
    case = programme(
        periods=6,
        items=[PUMP, MOTOR],
        bom=[{"product": "pump", "component": "motor", "quantity": 1}],
        arrivals=[{"item": "motor", "country": "UA", "period": f"2026-0{n}", "quantity": 10} for n in range(1, 7)],
        lines=[line(capacity=10), line("other", capacity=10, unit_cost=3)],
        needs=[need("queue", quantity=40, **QUEUE), need("urgent", quantity=20, **URGENT)],
        priority_orders=[FROM_START],
    )
    assert got(case, "urgent") == pytest.approx([10, 10, 0, 0, 0, 0], **EXACT)
    assert got(case, "queue") == pytest.approx([0, 0, 10, 10, 10, 10], **EXACT)


def test_an_order_redirects_what_is_paid_for_and_brings_no_money() -> None:
    case = programme(
        periods=6,
        lines=[line(capacity=10, unit_cost=2), line("other", capacity=10, unit_cost=1)],
        needs=[need("queue", quantity=60, **QUEUE), need("urgent", quantity=40, **URGENT)],
        funds=[fund(amount=1000, period_limit=20)],
        priority_orders=[FROM_START],
    )
    # 20 a month pay for ten units of the other line and five of the plant: those five are the urgent need's.
    assert got(case, "urgent") == pytest.approx([5, 5, 5, 5, 5, 5], **EXACT)
    assert got(case, "queue") == pytest.approx([10, 10, 10, 10, 10, 10], **EXACT)


def test_an_order_on_a_line_of_components_follows_them_into_the_product() -> None:
    motors = {"item": "motor", "country": "UA"}
    case = programme(
        periods=6,
        items=[PUMP, MOTOR],
        bom=[{"product": "pump", "component": "motor", "quantity": 2}],
        lines=[
            line(capacity=20),
            {"id": "motors-a", "name": "A", "capacity": 12, "lead_time": 1, **motors},
            {"id": "motors-b", "name": "B", "capacity": 8, "lead_time": 1, **motors},
        ],
        needs=[need("queue", quantity=30, **QUEUE), need("urgent", quantity=12, **URGENT)],
        priority_orders=[{"need": "urgent", "line": "motors-a", "from": "2026-01"}],
    )
    # From February on motors for six pumps from A and for four from B.
    assert got(case, "urgent") == pytest.approx([0, 6, 6, 0, 0, 0], **EXACT)
    assert got(case, "queue") == pytest.approx([0, 4, 4, 10, 10, 2], **EXACT)


def test_two_orders_on_one_line_share_it_by_the_ordinary_priorities() -> None:
    case = programme(
        periods=6,
        lines=[line(capacity=10)],
        needs=[
            need("queue", quantity=20, end="2026-01", priority=50),
            need("first", quantity=10, end="2026-01", priority=2),
            need("second", quantity=10, end="2026-01", priority=1),
        ],
        priority_orders=[{"need": name, "line": "plant", "from": "2026-01"} for name in ("second", "first")],
    )
    assert got(case, "first") == pytest.approx([10, 0, 0, 0, 0, 0], **EXACT)
    assert got(case, "second") == pytest.approx([0, 10, 0, 0, 0, 0], **EXACT)
    assert got(case, "queue") == pytest.approx([0, 0, 10, 10, 0, 0], **EXACT)


def test_a_need_without_priority_is_served_first_by_its_line_alone() -> None:
    case = programme(
        periods=6,
        lines=[line(capacity=10), line("other", capacity=10)],
        needs=[need("queue", quantity=40, **QUEUE), need("urgent", quantity=20, end="2026-01", priority=0)],
        priority_orders=[FROM_START],
    )
    assert got(case, "urgent") == pytest.approx([10, 10, 0, 0, 0, 0], **EXACT)
    assert got(case, "queue") == pytest.approx([10, 10, 20, 0, 0, 0], **EXACT)


def test_a_need_that_loses_what_is_late_is_served_first_in_its_own_periods() -> None:
    urgent = need("urgent", quantity=8, start="2026-02", end="2026-03", unmet="lost", priority=1)
    case = programme(
        periods=6,
        lines=[line(capacity=10, closes="2026-06")],
        needs=[need("queue", quantity=60, **QUEUE), urgent],
        priority_orders=[FROM_START],
    )
    assert got(case, "urgent") == pytest.approx([0, 8, 8, 0, 0, 0], **EXACT)
    assert sum(got(case, "queue")) == pytest.approx(50 - 16, **EXACT)


def test_an_order_on_a_line_that_cannot_reach_its_need_changes_nothing() -> None:
    tables: dict[str, Any] = {
        "lines": [line(capacity=10, country="FR"), line("other", capacity=5)],
        "needs": [need("queue", quantity=40, country="FR", party="fr", **QUEUE), need("urgent", quantity=20, **URGENT)],
    }
    case = programme(periods=6, priority_orders=[FROM_START], **tables)
    assert got(case, "urgent") == pytest.approx(got(programme(periods=6, **tables), "urgent"))


def test_a_step_that_only_the_displaced_need_is_worth_is_still_ordered() -> None:
    case = programme(
        periods=8,
        lines=[line(capacity=10, step=10, step_cost=1, step_lead_time=2, max_steps=1)],
        needs=[need("queue", quantity=40, **QUEUE), need("urgent", quantity=20, **URGENT)],
        priority_orders=[FROM_START],
    )
    plan = make_plan(case)
    assert plan.steps.height == 1
    assert got(case, "urgent")[:3] == pytest.approx([10, 10, 0], **EXACT)
    assert got(case, "queue")[:4] == pytest.approx([0, 0, 20, 20], **EXACT)


def test_without_time_the_plan_without_orders_is_kept_and_says_that_time_ended() -> None:
    plan = make_plan(two_customers(ORDER), time_limit_s=0)
    assert plan.status == "time"
    assert plan.displaced.is_empty()


def test_an_order_never_leaves_its_own_need_worse_off() -> None:
    # The ordered plant is far away; without the order its pumps go to the heavier queue next door, and those of the
    # near line to the urgent need. The order must not send the near line's pumps to the queue instead.
    case = programme(
        periods=8,
        lines=[line(capacity=10, country="FR"), line("near", capacity=10)],
        routes=[
            {"id": "fr-ua", "from": "FR", "to": "UA", "lead_time": 3, "unit_cost": 1},
            {"id": "ua-fr", "from": "UA", "to": "FR", "unit_cost": 1},
        ],
        needs=[
            need("queue", quantity=10, end="2026-08", country="FR", party="fr", priority=50),
            need("urgent", quantity=40, **URGENT),
        ],
        priority_orders=[FROM_START],
    )
    assert got(case, "urgent")[:4] == pytest.approx([10, 10, 10, 10], **EXACT)


def test_a_need_held_back_until_its_order_is_not_told_that_the_search_was_cut_off() -> None:
    # Ten pumps a month for two needs: the queue alone wants the first month's, and the order stands from March on.
    case = two_customers(ORDER)
    plan = make_plan(case)
    late = plan.deliveries.filter(need="urgent")["quantity"].to_list()[:2]
    probe = Probe(case, plan)
    subject = next(s for s in probe.subjects if s.id == "urgent")
    sentence = beyond(probe.arrays, "need", subject.id, 1.0, 0, weightless=False)[-1]
    assert late == pytest.approx([0, 0], **EXACT)
    assert "the plan keeps to priority orders" in str(sentence)


def test_one_interrupt_ends_both_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def first_only() -> Iterator[threading.Event]:
        stop = threading.Event()
        asked.append(stop)
        if len(asked) == 1:
            stop.set()
        yield stop

    asked: list[threading.Event] = []
    monkeypatch.setattr(solve, "ctrl_c", first_only)
    plan = make_plan(two_customers(ORDER))
    assert (plan.status, len(asked)) == ("interrupted", 1)


def test_a_plan_held_to_one_that_was_cut_off_is_not_called_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(case: Programme, *_: Any) -> Plan:
        plan = make_plan(replace(case, priority_orders=()))
        return replace(plan, status="time", bounds={"shortfall": 1.5, "cost": -np.inf})

    monkeypatch.setattr(solve, "_before_orders", lambda case, *_: cut_off(case) if case.priority_orders else None)
    plan = make_plan(two_customers(ORDER))
    assert (plan.status, plan.manifest["status"]) == ("time", "time")
    assert plan.bounds == {"shortfall": 1.5, "cost": -np.inf}
    assert plan.gaps["shortfall"] > 0.5


def test_time_spent_on_both_plans_is_told_as_time_of_solving() -> None:
    seconds = make_plan(two_customers(ORDER)).seconds
    assert seconds["read"] + seconds["build"] < seconds["solve"]
