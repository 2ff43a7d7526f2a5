"""Where the components were made of what funds with origin rules pay for: the certificate behind each share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cofactory.schema.frames import frame_types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays

    Floats = NDArray[np.float64]

NOTHING = 1e-7
"""A flow below this is solver noise."""


def origins_table(a: Arrays, v: Mapping[str, Floats]) -> pl.DataFrame:
    """Returns fund, line, component, the countries it is made in, period, units and value (programme money).

    Of countries that no origin rule tells apart a plan knows only that it is one of them.
    """
    rows = [*_components(a, v), *_whole_units(a, v)] if a.money.limited else []
    return pl.DataFrame(rows, schema=frame_types("plan_origins"), orient="row")


def _components(a: Arrays, v: Mapping[str, Floats]) -> Iterator[tuple[Any, ...]]:
    pairs, made = a.network.origin.certified, _made_in(a)
    for e, (u, pair, node) in enumerate(a.network.takes):
        if pair >= 0:
            use = a.network.uses[u]
            made_in = "; ".join(made.get((use.component, a.network.nodes[node][2]), ()))
            yield from _rows(a, pairs[pair], use.component, made_in, v["take"][e])


def _whole_units(a: Arrays, v: Mapping[str, Floats]) -> Iterator[tuple[Any, ...]]:
    with_parts = {use.line for use in a.network.uses}
    for p, (fund, n) in enumerate(a.network.origin.certified):
        if n not in with_parts:
            line = a.programme.lines[n]
            yield from _rows(a, (fund, n), line.item, line.country, v["certify"][p])


def _rows(a: Arrays, pair: tuple[int, int], component: str, made_in: str, flow: Floats) -> Iterator[tuple[Any, ...]]:
    fund, line = a.programme.funds[pair[0]].id, a.programme.lines[pair[1]].id
    value = a.network.origin.value.get(component, 1.0)
    for t in np.flatnonzero(flow > NOTHING):
        quantity = float(flow[t])
        yield fund, line, component, made_in, a.programme.settings.calendar.label(int(t)), quantity, quantity * value


def _made_in(a: Arrays) -> dict[tuple[str, int], tuple[str, ...]]:
    """The countries in which units of an item come into being, by item and origin class."""
    found: dict[tuple[str, int], set[str]] = {}
    tables = (a.programme.lines, a.programme.stocks, a.programme.arrivals)
    for row in (row for table in tables for row in table):
        found.setdefault((row.item, a.network.origin.of(row.item, row.country)), set()).add(row.country)
    return {key: tuple(sorted(countries)) for key, countries in found.items()}
