"""The one look of every chart: colours that colour-blind readers can tell apart, in light and in dark."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cofactory.base.periods import Calendar
from cofactory.render.words import short_period

Spec = dict[str, Any]
"""A Vega-Lite specification as a plain dict."""

SERIES = (
    ("#0067a5", "#58b1ee"),
    ("#c04a00", "#ff9a4d"),
    ("#00785a", "#2fc79a"),
    ("#a0427f", "#ee9fd0"),
    ("#7d6200", "#e3c93c"),
    ("#5b4bb3", "#b3a6ff"),
    ("#3f6b78", "#8fc6d6"),
    ("#6b6b6b", "#a8a8a8"),
)
"""(light, dark) per series: Okabe and Ito's hues, darkened or lightened until each has 3:1 against its background."""

PAPER = {
    "ink": ("#1b1f24", "#e8eaed"),
    "soft": ("#555d66", "#aab2bb"),
    "rule": ("#d7dce1", "#3a424b"),
    "paper": ("#ffffff", "#14181c"),
    "panel": ("#f4f6f8", "#1d2329"),
    "mark": ("#8a939d", "#7e8894"),
    "warn": ("#a33000", "#ffab70"),
    "link": ("#00528a", "#7cc4ff"),
}
"""(light, dark) of everything that is not a series; `ink`, `soft`, `warn` and `link` have 4.5:1 as text."""

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
WIDE = 800
NARROW = 340
"""Drawing widths in CSS pixels: the text column of a desk screen or A4 page, and of a 390-pixel telephone."""


def paint(index: int) -> str:
    """The colour of series `index` as a CSS variable with the light colour to fall back on."""
    place = index % len(SERIES)
    return f"var(--s{place + 1}, {SERIES[place][0]})"


def tone(name: str) -> str:
    """A named colour that is not a series (`ink`, `soft`, `rule`, `paper`, `mark`, `warn`) as a CSS variable."""
    return f"var(--{name}, {PAPER[name][0]})"


ASKED = tone("mark")
DELIVERED = paint(0)
MISSING = paint(1)
PLANNED = tone("ink")
"""The plan where a chart shows what is likely; what is likely is then drawn in the colour of deliveries."""


def css_variables() -> str:
    """The palette as CSS: light by default and in print, dark where the reader prefers it."""
    names = {**PAPER, **{f"s{place}": pair for place, pair in enumerate(SERIES, start=1)}}
    light = "".join(f"--{name}:{pair[0]};" for name, pair in names.items())
    dark = "".join(f"--{name}:{pair[1]};" for name, pair in names.items())
    return f":root{{color-scheme:light dark;{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def config() -> Spec:
    """The Vega-Lite configuration that every chart shares."""
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": tone("soft"), "titleColor": tone("soft"), "titleFontWeight": "normal", "labelFontSize": 11,
            "titleFontSize": 11, "gridColor": tone("rule"), "domainColor": tone("mark"), "tickColor": tone("mark"),
            "titlePadding": 6,
        },
        "text": {"color": tone("ink"), "fontSize": 12},
        "title": {"color": tone("ink"), "subtitleColor": tone("soft"), "fontSize": 12, "subtitleFontSize": 11,
                  "anchor": "start", "fontWeight": "bold", "offset": 6},
        "concat": {"spacing": 18},
    }  # fmt: skip


def whole(spec: Mapping[str, Any]) -> Spec:
    """The specification with schema and shared look, ready to draw."""
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **spec, "config": config()}


@dataclass(frozen=True, slots=True)
class TimeScale:
    """The stretch of periods that a chart shows and the periods that get a label."""

    first: int
    last: int
    ticks: tuple[tuple[int, str], ...]


def time_scale(calendar: Calendar, first: int, last: int, most: int) -> TimeScale:
    """The scale for periods `first` to `last` with at most about `most` labels: years where the stretch is long."""
    labels = [(t, calendar.label(t)) for t in range(first, last + 1)]
    starts = [
        (t, label[:4])
        for (t, label), (_, before) in zip(labels[1:], labels[:-1], strict=True)
        if label[:4] != before[:4]
    ]
    if len(starts) >= 2 and len(labels) > most:
        step = -(-len(starts) // most)
        return TimeScale(first, last, tuple(starts[::step]))
    step = -(-len(labels) // most)
    return TimeScale(first, last, tuple((t, short_period(label)) for t, label in labels[::step]))


def time_axis(scale: TimeScale, **options: Any) -> Spec:
    """The x encoding of periods: a period t covers t to t+1, its label stands at its start."""
    words = ",".join(f"'{t}':'{label}'" for t, label in scale.ticks)
    return {
        "field": "t", "type": "quantitative", "title": None,
        "scale": {"domain": [scale.first, scale.last + 1], "nice": False, "zero": False},
        "axis": {"values": [t for t, _ in scale.ticks], "labelExpr": f"{{{words}}}[datum.value]", "labelAlign": "left",
                 "labelOffset": 0, "labelBound": False, "labelFlush": False, "labelOverlap": True, "gridDash": [2, 2],
                 **options},
    }  # fmt: skip


BAR: Spec = {"type": "bar", "height": 10, "yOffset": 8}
"""The bar of a row, below the row's words."""


@dataclass(frozen=True, slots=True)
class Rows:
    """How charts with one row per thing are laid out: words above a bar, in one line or, on a narrow page, in two."""

    width: int

    @property
    def stacked(self) -> bool:
        """Whether what there is to say stands below the name instead of beside it."""
        return self.width < WIDE

    def step(self, wide: int) -> int:
        """The height of a row, which is `wide` where its words have one line."""
        return wide + 18 if self.stacked else wide

    @property
    def bar(self) -> Spec:
        """The bar below the words."""
        return {**BAR, "yOffset": self.below}

    @property
    def below(self) -> int:
        """Pixels from the middle of a row to the middle of its bar."""
        return 13 if self.stacked else 8

    def room(self, letter: float, say: str) -> int:
        """Letters that a name may have beside what is said, or above it."""
        return int((self.width - 12) / letter) - (0 if self.stacked else int(0.9 * len(say)) + 3)

    def words(self, y: Spec) -> list[Spec]:
        """The words above each bar: its `name` at the left edge and what there is to `say` at the right or below."""
        soft = {"type": "text", "color": tone("soft")}
        left, right = {"value": 0}, {"value": self.width - 12}
        name, say = (0.15, 0.42) if self.stacked else (0.3, 0.3)
        return [
            {"mark": {"type": "text", "align": "left", "fontWeight": "bold"},
             "encoding": {"x": left, "y": {**y, "bandPosition": name}, "text": {"field": "name"}}},
            {"mark": {**soft, "align": "left" if self.stacked else "right"},
             "encoding": {"x": left if self.stacked else right, "y": {**y, "bandPosition": say},
                          "text": {"field": "say"}}},
        ]  # fmt: skip


def band_rows(many: int) -> Spec:
    """The y encoding of charts with one row per thing: words above, a bar below."""
    return {"field": "row", "type": "ordinal", "axis": None, "scale": {"padding": 0, "domain": list(range(many))}}


PANE_APART = 62
"""Pixels between two panes: the axis labels of the right one, and some air."""


TIP: Spec = {"tooltip": {"field": "tip", "type": "nominal"}}
"""The encoding of what a mark says when the reader points at it; drawn charts are images and leave it out."""


def pane_width(width: int, across: int) -> int:
    """The width of each of `across` panes beside each other in a drawing of this width."""
    return (width - 50 - PANE_APART * (across - 1)) // across


def panes(parts: Sequence[Spec], across: int, apart: int) -> Spec:
    """Panes in rows of `across`, `apart` pixels between rows, aligned on their axes, each with its scale of amounts."""
    return {"columns": across, "concat": list(parts), "bounds": "flush", "resolve": {"scale": {"y": "independent"}},
            "spacing": {"row": apart, "column": PANE_APART}}  # fmt: skip


def round_ticks(highest: float) -> list[float]:
    """Three or four round numbers from 0 up to at most `highest`, for the labels of a small axis."""
    if highest <= 0:
        return [0.0]
    scale = 10.0 ** math.floor(math.log10(highest / 3))
    step = next(step for step in (scale, 2 * scale, 5 * scale, 10 * scale) if highest / step < 5)
    return [n * step for n in range(int(highest / step * (1 + 1e-9)) + 1)]


def amounts(highest: float) -> Spec:
    """The y scale and axis of a small pane: round labels with the suffixes that cells use, and air under the title."""
    millions = "datum.value >= 1e6 ? format(datum.value / 1e6, ',~r') + ' M'"
    thousands = "datum.value >= 1e4 ? format(datum.value / 1e3, ',~r') + ' k'"
    return {
        "type": "quantitative", "title": None, "scale": {"domain": [0, 1.08 * highest or 1], "nice": False},
        "axis": {"values": round_ticks(highest), "minExtent": 40, "maxExtent": 40, "domain": False, "ticks": False,
                 "labelExpr": f"{millions} : {thousands} : format(datum.value, ',~r')"},
    }  # fmt: skip


def values(rows: Sequence[Mapping[str, Any]]) -> Spec:
    """Inline data."""
    return {"values": [dict(row) for row in rows]}
