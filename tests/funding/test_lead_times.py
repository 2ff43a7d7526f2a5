"""Compliant against non-compliant sources of one product, worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cofactory.funding.lead_times import NothingToCompare, compare_lead_times
from tests.planner.small import fund, line, need, programme

if TYPE_CHECKING:
    from cofactory.funding.lead_times import LeadTimes, Side
    from cofactory.programme.record import Programme

MADE_HERE = {"fund": "loan", "rule": "made_in", "value": "home", "article": "Art 13(4)(e)"}


def pumps(**more: Any) -> Programme:
    """Twelve pumps in January: home makes two a month and takes a month, abroad six a month and takes two."""
    tables: dict[str, Any] = {
        "lines": [
            line("home", country="UA", capacity=2, lead_time=1, unit_cost=5),
            line("abroad", country="US", capacity=6, lead_time=2, unit_cost=5),
        ],
        "routes": [{"id": "ship", "from": "US", "to": "UA"}],
        "needs": [need(quantity=12, end="2026-01")],
        "funds": [fund("loan")],
        "fund_rules": [MADE_HERE],
    }
    return programme(periods=12, **(tables | more))


def test_each_side_is_planned_with_its_own_sources_only() -> None:
    found = compare_lead_times(pumps(), "pump", funds=["loan"])
    assert [(one.id, one.side) for one in found.sources] == [("home", "compliant"), ("abroad", "non-compliant")]
    assert "Art 13(4)(e)" in found.sources[1].why_not
    home, abroad, both = found.deliveries
    # Home: 2 by February, 4 by March, ... 12 by July. Abroad: 6 by March, 12 by April.
    assert home.delivered[:7] == pytest.approx([0, 2, 4, 6, 8, 10, 12])
    assert abroad.delivered[:4] == pytest.approx([0, 0, 6, 12])
    # Together: 2 by February, 10 by March, 12 by April.
    assert both.delivered[:4] == pytest.approx([0, 2, 10, 12])
    assert [one.planned for one in home.reached] == [2, 3, 5, 6]
    assert [one.planned for one in abroad.reached] == [2, 2, 3, 3]


def test_lead_time_runs_from_the_order_to_the_completion() -> None:
    found = compare_lead_times(pumps(), "pump", funds=["loan"])
    assert (found.lead_time("compliant", 12), found.lead_time("non-compliant", 12)) == (7, 4)
    assert found.lead_time("compliant", 100) is None


def test_nothing_is_made_before_the_order_and_the_lead_time_counts_from_it() -> None:
    stock = {"id": "depot", "item": "pump", "country": "UA", "quantity": 1, "unit_cost": 5}
    ramped = line("abroad", country="US", capacity=6, lead_time=2, unit_cost=5, ramp=2)
    home = line("home", country="UA", capacity=2, lead_time=1, unit_cost=5)
    found = compare_lead_times(pumps(lines=[home, ramped], stocks=[stock]), "pump", funds=["loan"], ordered="2026-03")
    compliant, abroad, _ = found.deliveries
    # The depot's one in March, two a month from April on. Abroad the line has been open since January: at full rate.
    assert compliant.delivered[:6] == pytest.approx([0, 0, 1, 3, 5, 7])
    assert abroad.delivered[:6] == pytest.approx([0, 0, 0, 0, 6, 12])
    assert (found.lead_time("compliant", 7), found.lead_time("non-compliant", 12)) == (4, 4)


def test_what_a_need_lost_before_the_order_is_not_asked_for() -> None:
    losing = need(quantity=2, end="2026-06", unmet="lost")
    found = compare_lead_times(pumps(needs=[losing]), "pump", funds=["loan"], ordered="2026-03")
    assert found.deliveries[0].asked == pytest.approx(8)
    with pytest.raises(NothingToCompare, match="from 2026-09 on"):
        compare_lead_times(pumps(needs=[losing]), "pump", funds=["loan"], ordered="2026-09")


@pytest.mark.parametrize(
    ("ordered", "said"),
    [("2025-12", "2026-01 to 2026-12"), ("2027-01", "outside the programme"), ("March", "The order's period 'March'")],
)
def test_an_order_outside_the_programme_is_refused(ordered: str, said: str) -> None:
    with pytest.raises(NothingToCompare, match=said):
        compare_lead_times(pumps(), "pump", funds=["loan"], ordered=ordered)


def test_what_sort_of_cost_a_fund_pays_is_not_asked() -> None:
    grant = {"fund": "loan", "rule": "spends_on", "value": "opening"}
    found = compare_lead_times(pumps(fund_rules=[MADE_HERE, grant]), "pump", funds=["loan"])
    assert [one.side for one in found.sources] == ["compliant", "non-compliant"]


def test_money_does_not_hold_a_source_back() -> None:
    found = compare_lead_times(pumps(funds=[fund("loan", amount=1)]), "pump", funds=["loan"])
    assert found.deliveries[1].delivered[3] == pytest.approx(12)


def test_others_on_the_same_components_keep_their_place_in_the_queue() -> None:
    items = [
        {"id": "pump", "name": "Pump", "kind": "product"},
        {"id": "boat", "name": "Boat", "kind": "product"},
        {"id": "tent", "name": "Tent", "kind": "product"},
        {"id": "motor", "name": "Motor", "kind": "component"},
    ]
    lines = [
        line("home", capacity=20, unit_cost=5),
        line("wharf", item="boat", capacity=20),
        line("motors", item="motor", capacity=2),
        line("tents", item="tent"),
    ]
    needs = [
        need(quantity=4, end="2026-01"),
        need("boats", item="boat", quantity=4, end="2026-01", priority=9),
        need("tents", item="tent", quantity=4, end="2026-01"),
    ]
    bom = [{"product": product, "component": "motor", "quantity": 1} for product in ("pump", "boat")]
    found = compare_lead_times(pumps(items=items, lines=lines, needs=needs, bom=bom), "pump", funds=["loan"])
    assert [one.delivered[:4] for one in found.deliveries] == 2 * [pytest.approx((0, 0, 2, 4))]


def test_a_priority_order_is_obeyed_on_the_sides_that_have_its_line() -> None:
    needs = [need("queue", quantity=4, end="2026-01", priority=9), need("urgent", quantity=4, end="2026-01")]
    order = {"need": "urgent", "line": "home", "from": "2026-01", "article": "Art 19"}
    plain, ordered = (
        compare_lead_times(pumps(needs=needs, priority_orders=orders), "pump", funds=["loan"])
        for orders in ([], [order])
    )

    def urgent(found: LeadTimes, side: Side) -> tuple[float, ...]:
        """What the ordered need has had so far."""
        return next(one.delivered[:6] for one in found.deliveries if (one.side, one.need) == (side, "urgent"))

    # Home makes two a month from February on: the queue's four first, or with the order those of the urgent need.
    assert urgent(plain, "compliant") == pytest.approx((0, 0, 0, 2, 4, 4))
    assert urgent(ordered, "compliant") == pytest.approx((0, 2, 4, 4, 4, 4))
    assert urgent(ordered, "non-compliant") == pytest.approx(urgent(plain, "non-compliant"))


def test_the_compliant_side_takes_components_as_the_origin_rule_asks() -> None:
    items = [
        {"id": "pump", "name": "Pump", "kind": "product"},
        {"id": "motor", "name": "Motor", "kind": "component", "value": 5},
    ]
    lines = [
        line("home", capacity=20, unit_cost=5),
        line("motors", item="motor", capacity=1),
        line("motors-abroad", item="motor", country="US", capacity=9),
    ]
    more = {
        "items": items, "lines": lines, "bom": [{"product": "pump", "component": "motor", "quantity": 1}],
        "fund_rules": [{"fund": "loan", "rule": "origin_max", "value": "50% outside home"}],
        "needs": [need(quantity=8, end="2026-01")],
    }  # fmt: skip
    compliant, everything = compare_lead_times(pumps(**more), "pump", funds=["loan"]).deliveries
    # Four of the eight motors may come from abroad; home makes the others, one a month.
    assert compliant.delivered[:4] == pytest.approx([5, 6, 7, 8])
    assert everything.delivered[0] == pytest.approx(8)


def test_runs_say_when_it_is_likely_and_when_nearly_sure() -> None:
    late = line("abroad", country="US", capacity=6, lead_time="oneof(2: 0.5, 4: 0.5)", unit_cost=5)
    found = compare_lead_times(pumps(lines=[late]), "pump", funds=["loan"], runs=200)
    abroad, _ = found.deliveries
    whole = abroad.reached[-1]
    assert whole.planned is not None
    assert whole.nearly_sure is not None
    assert whole.nearly_sure == 5


def test_what_cannot_be_compared_is_said() -> None:
    with pytest.raises(NothingToCompare, match=r"No need asks for 'pimp'\. Did you mean `pump`"):
        compare_lead_times(pumps(), "pimp", funds=["loan"])
    with pytest.raises(NothingToCompare, match="no fund 'lone'"):
        compare_lead_times(pumps(), "pump", funds=["lone"])
    with pytest.raises(NothingToCompare, match="No fund has the rules ukraine-loan-2026-467"):
        compare_lead_times(pumps(), "pump")
