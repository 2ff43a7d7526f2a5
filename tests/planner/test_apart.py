"""How far programmes are apart is counted in cells that a plan depends on."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cofactory.planner.apart import cells_apart, shares_apart
from cofactory.programme.record import Programme
from tests.planner.small import fund, line, need, programme


def pumps(quantity: float = 14, **cells: Any) -> Programme:
    """Two lines, a need, a route and a fund with a rule."""
    return programme(
        lines=[line(unit_cost=2) | cells, line("works", country="FR")],
        needs=[need(quantity=quantity)],
        routes=[{"id": "fr-ua", "from": "FR", "to": "UA", "unit_cost": 1}],
        funds=[fund(amount=400)],
        fund_rules=[{"fund": "budget", "rule": "spends_on", "value": "production"}],
    )


def test_the_same_cells_are_not_apart() -> None:
    assert cells_apart(pumps(), pumps()) == 0


def test_what_no_plan_depends_on_and_another_source_are_no_difference() -> None:
    assert cells_apart(pumps(), pumps(note="the same for a plan")) == 0
    assert cells_apart(pumps(), pumps(capacity="10 [assume: another source]")) == 0


def test_each_number_and_date_that_differs_counts_once() -> None:
    assert cells_apart(pumps(), pumps(quantity=16)) == 1
    assert cells_apart(pumps(), pumps(quantity=16, unit_cost=3, opens="2026-03")) == 3


def test_a_row_that_one_of_both_has_counts_with_all_that_is_written_in_it() -> None:
    bare = replace(pumps(), routes=())
    assert cells_apart(pumps(), bare) == cells_apart(bare, pumps()) == 4
    assert cells_apart(pumps(), replace(pumps(), fund_rules=())) == 3


def test_another_order_of_rows_is_no_difference_and_another_horizon_is_one() -> None:
    one = pumps()
    assert cells_apart(one, replace(one, lines=one.lines[::-1])) == 0
    longer = replace(one, settings=replace(one.settings, price_year=2030))
    assert cells_apart(one, longer) == 1


def test_numbers_are_apart_by_the_share_they_differ_by() -> None:
    assert shares_apart(np.array([4.0, 10.0, np.inf]), np.array([4.0, 9.0, np.inf])) == pytest.approx(0.1)
    assert shares_apart(np.array([0.0, -2.0]), np.array([5.0, 2.0])) == pytest.approx(3.0)
    assert shares_apart(np.array([np.inf]), np.array([7.0])) == 1.0
