"""The flow diagram's layout conserves every amount and lets nothing overlap."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cofactory.render.sankey import Layout, Link, lay_out

FUNDS, KINDS, THINGS = ("f1", "f2", "f3"), ("k1", "k2"), ("t1", "t2", "t3", "t4")
AMOUNTS = st.floats(0, 1e9, allow_nan=False)
PAYMENTS = st.lists(
    st.tuples(st.sampled_from(FUNDS), st.sampled_from(KINDS), st.sampled_from(THINGS), AMOUNTS), max_size=25
)


def links_of(payments: list[tuple[str, str, str, float]]) -> list[Link]:
    return [Link(f, k, a) for f, k, _, a in payments] + [Link(k, t, a) for _, k, t, a in payments]


def close(a: float, b: float, layout: Layout) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9 * (layout.height or 1))


@given(PAYMENTS)
def test_bands_carry_exactly_what_the_links_say(payments: list[tuple[str, str, str, float]]) -> None:
    layout = lay_out([FUNDS, KINDS, THINGS], links_of(payments))
    whole = sum(a for *_, a in payments)
    assert close(sum(b.width for b in layout.bands), 2 * whole, layout)
    for node in layout.nodes:
        out = sum(b.width for b in layout.bands if b.link.source == node.name)
        into = sum(b.width for b in layout.bands if b.link.target == node.name)
        assert close(max(out, into), node.amount, layout)
        assert close(node.bottom - node.top, node.amount, layout)
        if 0 < node.column < 2:
            assert close(out, into, layout)


@given(PAYMENTS, st.floats(0, 0.2))
def test_nodes_and_bands_stay_inside_and_apart(payments: list[tuple[str, str, str, float]], least: float) -> None:
    layout = lay_out([FUNDS, KINDS, THINGS], links_of(payments), least=least)
    slack = 1e-9 * (layout.height or 1)
    for column in range(3):
        nodes = sorted((n for n in layout.nodes if n.column == column), key=lambda n: n.top)
        assert all(n.top >= -slack and n.bottom <= layout.height + slack for n in nodes)
        for above, below in pairwise(nodes):
            assert below.top >= above.bottom - slack
            middles = (below.top + below.bottom - above.top - above.bottom) / 2
            assert middles >= least * layout.whole - slack
    for name in [n.name for n in layout.nodes]:
        for edges in (
            [(b.source_top, b.width) for b in layout.bands if b.link.source == name],
            [(b.target_top, b.width) for b in layout.bands if b.link.target == name],
        ):
            edges.sort()
            for (top, width), (following, _) in pairwise(edges):
                assert following >= top + width - slack


def test_nothing_to_pay_is_an_empty_drawing() -> None:
    layout = lay_out([FUNDS, KINDS], [Link("f1", "k1", 0.0)])
    assert layout == Layout((), (), 0.0, 0.0)


def test_two_links_with_the_same_ends_are_one_band() -> None:
    layout = lay_out([FUNDS, KINDS], [Link("f1", "k1", 2.0), Link("f1", "k1", 3.0)])
    assert [band.width for band in layout.bands] == [5.0]


def test_bands_do_not_cross_where_the_order_can_avoid_it() -> None:
    layout = lay_out([("f1", "f2"), ("k2", "k1")], [Link("f1", "k1", 1.0), Link("f2", "k2", 1.0)])
    top = {node.name: node.top for node in layout.nodes}
    assert (top["f1"] < top["f2"]) == (top["k1"] < top["k2"])
