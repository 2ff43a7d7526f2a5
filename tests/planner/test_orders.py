"""Priority orders: a need that comes first from a date on, and what that does to others, worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cofactory.planner.displaced import displaced
from cofactory.planner.solve import make_plan
from tests.planner.small import line, need, programme

if TYPE_CHECKING:
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


def test_the_shortfall_shown_does_not_hold_the_orders_weight() -> None:
    plan = make_plan(two_customers(ORDER))
    # Queue 30+20+20+20+20+10+0 = 120 of 40, five times; urgent 30+30+20+10 = 90 of 30.
    assert plan.shortfall == pytest.approx(5 * 120 / 40 + 90 / 30)
    assert plan.bounds["shortfall"] == float("-inf")


def test_what_an_order_does_to_others_is_told() -> None:
    case = two_customers(ORDER)
    queue, urgent = displaced(case, make_plan(case))
    assert (queue.ordered, urgent.ordered) == (False, True)
    assert (queue.shortfall_without, queue.shortfall) == pytest.approx((60 / 40, 120 / 40))
    assert (urgent.shortfall_without, urgent.shortfall) == pytest.approx((150 / 30, 90 / 30))
