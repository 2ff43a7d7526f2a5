"""The chart of scenarios side by side: a row per need, a mark per scenario at its shortfall."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from cofactory.render import words
from cofactory.render.charts import LETTER
from cofactory.render.theme import SERIES, TIP, Rows, Spec, band_rows, paint, tone, values

SCENARIOS_MOST = len(SERIES)
"""Scenarios beside the first that have a colour of their own."""
NEEDS_MOST = 16
"""Rows of the chart; the table has every need that differs."""

Row = Mapping[str, Any]


def compared_chart(
    needs: Sequence[tuple[str, Mapping[str, Row]]], scenarios: Sequence[str], grain: str, width: int
) -> Spec:
    """A row per need: where the first scenario's shortfall stands, and where the others' do."""
    look, drawn = Rows(width), needs[:NEEDS_MOST]
    marks = [mark for place, (name, rows) in enumerate(drawn) for mark in _marks(place, name, rows, scenarios)]
    lines = [_line(place, name, rows, scenarios, look) for place, (name, rows) in enumerate(drawn)]
    most = max((mark["short"] for mark in marks), default=1.0) or 1.0
    x = {"type": "quantitative", "scale": {"type": "sqrt", "domain": [0, 1.03 * most], "nice": False},
         "title": f"shortfall: the share outstanding, times {grain}s (square-root scale)",
         "axis": {"values": _ticks(most), "labelFlush": True}}  # fmt: skip
    y = band_rows(len(drawn))
    at = {"x": {**x, "field": "short"}, "y": y, **TIP}
    colour = {"field": "paint", "type": "nominal", "scale": None}
    point = {"type": "point", "filled": True, "opacity": 1, "yOffset": look.below}
    return {
        "width": width - 12,
        "height": {"step": look.step(42)},
        "data": values(marks),
        "layer": [
            {"data": values(lines), "mark": {"type": "rule", "color": tone("rule"), "strokeWidth": 4,
                                             "yOffset": look.below},
             "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y}},
            {"transform": [{"filter": "!datum.first"}], "mark": {**point, "size": 90, "stroke": tone("paper")},
             "encoding": {**at, "color": colour}},
            {"transform": [{"filter": "datum.first"}],
             "mark": {**point, "shape": "diamond", "size": 80, "color": tone("ink")}, "encoding": at},
            *({"data": values(lines), **part} for part in look.words(y)),
        ],
    }  # fmt: skip


def _marks(place: int, name: str, rows: Mapping[str, Row], scenarios: Sequence[str]) -> list[dict[str, Any]]:
    """A mark for the first scenario, and for each in which the need fares otherwise."""
    return [
        {"row": place, "short": short, "first": one == scenarios[0], "paint": paint(max(0, scenarios.index(one) - 1)),
         "tip": f"{name}, {one}: {words.number(short)}"}
        for one, short in _shown(rows, scenarios).items()
    ]  # fmt: skip


def _shown(rows: Mapping[str, Row], scenarios: Sequence[str]) -> dict[str, float]:
    """The shortfall in the first scenario, and in those where it is told to be another."""
    return {
        one: rows[one]["shortfall"] for one in scenarios
        if one in rows and rows[one]["shortfall"] is not None and rows[one]["told"] in (None, "less", "more", "new")
    }  # fmt: skip


def _line(place: int, name: str, rows: Mapping[str, Row], scenarios: Sequence[str], look: Rows) -> dict[str, Any]:
    """The row's words, and from where to where its marks lie."""
    found = _shown(rows, scenarios)
    low, high = min(found.values(), default=0.0), max(found.values(), default=0.0)
    own = found.get(scenarios[0])
    start = f"{words.number(own)} in {scenarios[0]}" if own is not None else f"not asked in {scenarios[0]}"
    say = f"{start}, {words.interval(low, high)} in all" if high > low else start
    return {"row": place, "name": words.tidy(name, look.room(LETTER, say)), "say": say, "low": low, "high": high}


def _ticks(most: float) -> list[float]:
    """Round numbers up to the largest, evenly apart on the scale of square roots."""
    step = math.sqrt(most) / 4
    rounded = (_round((n * step) ** 2) for n in range(5))
    return [tick for tick in dict.fromkeys(rounded) if tick <= 1.03 * most]


def _round(value: float) -> float:
    """The number to one figure: 5.3 is 5."""
    return 0.0 if value <= 0 else round(value, -math.floor(math.log10(value)))
