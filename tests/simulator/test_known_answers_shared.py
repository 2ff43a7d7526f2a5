"""Two flows of one route or pool: who comes first takes what it can, the other what is left in the period."""

from tests.planner.small import line, need, programme
from tests.simulator.by_hand import all_it_can, blocks_of, place_of


def test_items_share_the_capacity_of_the_road_they_are_sent_on() -> None:
    """A road for 10 units a month carries the 16 pumps first, then the 100 motors: 10, then 6 and 4, then motors."""
    kinds = [{"id": name, "name": name, "kind": "product"} for name in ("pump", "motor")]
    heaps = [
        {"item": "pump", "country": "FR", "period": "2026-01", "quantity": 16},
        {"item": "motor", "country": "FR", "period": "2026-01", "quantity": 100},
    ]
    tables = programme(items=kinds, arrivals=heaps, routes=[{"id": "road", "from": "FR", "to": "UA", "capacity": 10}],
                       needs=[need(priority=2), need("spares", item="motor", quantity=1)])  # fmt: skip
    sent = [{"route": "road", "item": name, "period": "2026-01", "quantity": 1e6} for name in ("motor", "pump")]
    plan = all_it_can(tables, shipments=sent)
    (out,) = blocks_of(tables, plan, n=1)
    carried = [out.flows[0, :4, place_of(tables, plan, ("ship", "road", name))].tolist() for name in ("pump", "motor")]
    assert carried == [[10, 6, 0, 0], [0, 4, 10, 10]]


def test_lines_share_a_pool_by_what_a_unit_takes_of_it() -> None:
    """Of a hall of 12 the first line takes 2 for each of its 4 units, the second the 4 that are left."""
    lines = [line("first", capacity=4, pool="hall", pool_use=2), line("second", capacity=9, pool="hall")]
    tables = programme(lines=lines, pools=[{"id": "hall", "name": "Hall", "capacity": 12}])
    (out,) = blocks_of(tables, all_it_can(tables), n=1)
    assert (out.flows[0] == [4, 4]).all()
