"""What is told of two scenarios is proven, and one programme is never told to differ from itself."""

from itertools import permutations

import pytest
from hypothesis import given, settings

from cofactory.planner.no_plan import NoPlan
from cofactory.planner.solution import Plan
from cofactory.planner.solve import make_plan
from cofactory.planner.warm import Replanner
from cofactory.programme.folder import from_tables
from cofactory.study.told import Bounded, bounded, cost_told, need_told, shortfall_told
from tests.planner.programmes import cases, many
from tests.planner.reading import Case

INFINITE = float("inf")


def best(shortfall: float, cost: float) -> Bounded:
    """A plan that is proven to be the best."""
    return Bounded(shortfall, shortfall, cost, cost)


def test_shortfalls_differ_where_their_intervals_are_apart() -> None:
    first = Bounded(shortfall=10, least=9, cost=1, cheapest=1)
    assert shortfall_told(first, Bounded(12, 11, 1, 1)) == "more"
    assert shortfall_told(first, Bounded(8, 7, 1, 1)) == "less"
    assert shortfall_told(first, Bounded(12, 9.9, 1, 1)) == "within the gap"
    assert shortfall_told(first, Bounded(12, -INFINITE, 1, 1)) == "within the gap"


def test_two_best_plans_with_the_same_figures_are_the_same() -> None:
    assert shortfall_told(best(2, 100), best(2, 100)) == "same"
    assert cost_told(best(2, 100), best(2, 100)) == "same"
    assert shortfall_told(best(0, 100), best(0, 100)) == "same"


def test_the_cost_of_two_least_shortfalls_is_told_whichever_is_larger() -> None:
    assert cost_told(best(2, 100), best(3, 80)) == "less"
    assert cost_told(best(3, 80), best(2, 100)) == "more"
    assert cost_told(best(2, 100), Bounded(3, 3, 110, 99)) == "within the gap"


def test_a_plan_that_costs_less_because_it_leaves_more_open_is_not_told_to_be_cheaper() -> None:
    first = Bounded(shortfall=100.0, least=99.6, cost=1000, cheapest=999)
    assert cost_told(first, Bounded(100.9, 100.0, 900, 899)) == "within the gap"
    assert cost_told(first, Bounded(99.9, 99.0, 900, 899)) == "less"  # and leaves no more
    assert cost_told(first, Bounded(100.9, 100.0, 1100, 1099)) == "more"  # and leaves no less


def test_searches_that_come_as_near_to_the_least_shortfall_are_told_apart_by_cost() -> None:
    first = Bounded(101, 100, 1000, 990, searched=True)
    far = Bounded(505, 500, 400, 390, searched=True)
    assert cost_told(first, far) == "less"
    assert cost_told(first, Bounded(505, 500, 400, 390)) == "within the gap"  # it went on from another programme
    assert cost_told(first, Bounded(520, 500, 400, 390, searched=True)) == "within the gap"  # it left more open


def test_sums_weighed_otherwise_are_not_held_against_each_other() -> None:
    first, other = Bounded(100, 90, 1000, 1000), Bounded(50, 40, 900, 900)
    assert cost_told(first, other) == "less"
    assert cost_told(first, other, weighed_alike=False) == "within the gap"


def test_a_need_differs_where_its_change_weighs_more_than_the_gaps_leave_open() -> None:
    assert need_told(0.5, weight=2, left_open=0.9) == "more"
    assert need_told(-0.5, weight=2, left_open=0.9) == "less"
    assert need_told(0.5, weight=2, left_open=1.0) == "within the gap"
    assert need_told(0.5, weight=0, left_open=0.0) == "within the gap"
    assert need_told(1e-9, weight=2, left_open=0.0) == "same"
    assert need_told(5, weight=2, left_open=INFINITE) == "within the gap"


@settings(many, max_examples=25)
@given(case=cases())
def test_one_programme_planned_in_several_ways_is_never_told_to_differ(case: Case) -> None:
    try:
        plans = list(_planned(case))
    except NoPlan:
        return
    for one, other in permutations(plans, 2):
        assert shortfall_told(one, other) in {"same", "within the gap"}
        assert cost_told(one, other) in {"same", "within the gap"}


def _planned(case: Case) -> list[Bounded]:
    """The programme planned to several gaps, from the start and from where the search before ended."""
    programme = from_tables(case.settings, case.tables)
    found: list[tuple[Plan, bool]] = []
    for gap in (0.3, 0.02):
        planner = Replanner(gap=gap)
        found += [(make_plan(programme, gap=gap), True), (planner.plan(programme), True)]
        found.append((planner.plan(programme), not planner.warm))
    return [bounded(plan, from_start=fresh) for plan, fresh in found]


@pytest.mark.parametrize("least", [0.0, -INFINITE])
def test_a_search_that_was_cut_off_proves_only_what_it_found(least: float) -> None:
    cut_off = Bounded(50, least, 10, -INFINITE)
    assert shortfall_told(cut_off, best(60, 1)) == "more"
    assert shortfall_told(best(2, 100), cut_off) == "within the gap"
    assert cost_told(best(2, 5), cut_off) == "within the gap"
