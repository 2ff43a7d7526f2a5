"""A changed programme planned again from where the last search stood gives what a fresh search gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cofactory.planner.solve import make_plan
from cofactory.planner.warm import Replanner
from tests.planner.small import fund, line, need, programme

if TYPE_CHECKING:
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
