"""Which flow acts first: priority, then what feeds before what is fed; circles move nothing."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cofactory.simulator.order import Move, _strong, order_of_flows, ranks, without_circles

ONE = np.array([1.0])


def start(row: int, out: int, *inputs: int) -> Move:
    return Move((0, row), out, inputs, ONE, True, True, -1.0)


def deliver(row: int, node: int, priority: float) -> Move:
    return Move((3, row), -1, (node,), ONE, False, False, priority)


def test_a_flow_has_the_highest_priority_that_its_units_reach() -> None:
    moves = [start(0, 1, 0), start(1, 2, 0), deliver(0, 1, 5.0), deliver(1, 2, 1.0), start(2, 0)]
    assert ranks(moves) == [5.0, 1.0, 5.0, 1.0, 5.0]


def test_priority_comes_first_and_what_feeds_before_what_is_fed() -> None:
    moves = [start(0, 2, 0), start(1, 1, 0), deliver(0, 2, 1.0), deliver(1, 1, 5.0), start(2, 0)]
    assert order_of_flows(moves, 1)[0].tolist() == [4, 1, 3, 0, 2]


def test_in_a_circle_the_period_says_who_goes_first() -> None:
    there = Move((2, 0), 1, (0,), np.array([3.0, 0.0]), True, True, -1.0)
    back = Move((2, 1), 0, (1,), np.array([0.0, 2.0]), True, True, -1.0)
    onward = Move((2, 2), 2, (1,), np.array([3.0, 0.0]), True, True, -1.0)
    order = order_of_flows([there, back, onward, deliver(0, 2, 1.0)], 2)
    assert order[0].tolist() == [0, 1, 2, 3]
    assert order[1].tolist() == [1, 0, 2, 3]


def test_shipments_that_only_go_round_are_left_out() -> None:
    ships = {
        (0, "kit"): ("FR", "UA", np.array([5.0, 1.0])),
        (1, "kit"): ("UA", "IN", np.array([2.0, 1.0])),
        (2, "kit"): ("IN", "FR", np.array([2.0, 0.0])),
        (2, "part"): ("IN", "FR", np.array([4.0, 0.0])),
    }
    kept = without_circles(ships)
    assert {key: amount.tolist() for key, amount in kept.items()} == {
        (0, "kit"): [3.0, 1.0], (1, "kit"): [0.0, 1.0], (2, "kit"): [0.0, 0.0], (2, "part"): [4.0, 0.0],
    }  # fmt: skip


@given(st.lists(st.lists(st.integers(0, 7), max_size=3), max_size=8))
def test_circles_are_what_a_library_finds(wanted: list[list[int]]) -> None:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    feeds = [[w for w in targets if w < len(wanted)] for targets in wanted]
    matrix = np.array([[w in targets for w in range(len(feeds))] for targets in feeds], dtype=float)
    found = _strong(feeds)
    known: Any = connected_components(csr_array(matrix), connection="strong")[1] if feeds else []
    pairs = [(i, j) for i in range(len(feeds)) for j in range(i)]
    assert all((found[i] == found[j]) == (known[i] == known[j]) for i, j in pairs)
