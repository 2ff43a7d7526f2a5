"""Where units are made, by country over time, and how they move from country to country."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cofactory.base.periods import Calendar
from cofactory.render import words
from cofactory.render.charts import LETTER, SMALL_LETTER, TITLE_MORE
from cofactory.render.figure import Figure, Table, shown
from cofactory.render.importance import foremost
from cofactory.render.reading import DUST, Reading, add_up
from cofactory.render.theme import (
    SERIES,
    TIP,
    WIDE,
    Rows,
    Spec,
    amounts,
    band_rows,
    paint,
    pane_width,
    panes,
    time_axis,
    time_scale,
    values,
)  # fmt: skip

ITEMS_MOST = 9
"""Small multiples of one chart: three rows of three."""

FLOWS_MOST = 16
"""Rows of the flow chart."""

NARROW_PANE = 230
"""Pixels below which a pane has room for three labels of time only."""

BUCKETS_MOST = 26
"""Bars of one pane: above that the periods are added up to years."""


def buckets(calendar: Calendar) -> list[tuple[int, int]]:
    """The stretches [first, stop) whose output is added up into one bar: periods, or years of a long horizon."""
    if calendar.periods <= BUCKETS_MOST:
        return [(t, t + 1) for t in range(calendar.periods)]
    starts = [0] + [t for t in range(1, calendar.periods) if calendar.label(t)[:4] != calendar.label(t - 1)[:4]]
    if len(starts) > BUCKETS_MOST:
        starts = starts[:: -(-len(starts) // BUCKETS_MOST)]
    return list(zip(starts, [*starts[1:], calendar.periods], strict=True))


def bucket_label(calendar: Calendar, first: int, stop: int) -> str:
    """A stretch in words: the period, or the year."""
    label, last = calendar.label(first), calendar.label(stop - 1)
    if stop == first + 1:
        return words.period(label)
    return label[:4] if label[:4] == last[:4] else f"{label[:4]} to {last[:4]}"


@dataclass(frozen=True)
class Output:
    """Units started, per line and stretch, and per item, country and stretch, in drawing order.

    Items come in the order of the needs, as in "Deliveries"; then what no need asks for, products before components.
    """

    by_line: Mapping[tuple[str, int], float]
    by_item: Mapping[str, Mapping[tuple[str, int], float]]
    items: tuple[str, ...]
    countries: tuple[str, ...]


def output(reading: Reading) -> Output:
    """What the plan starts, added up over the stretches of the horizon."""
    place = {t: n for n, (first, stop) in enumerate(buckets(reading.calendar)) for t in range(first, stop)}
    by_line = add_up(
        ((row["line"], place[reading.calendar.index(row["period"])]), row["quantity"])
        for row in reading.plan.starts.iter_rows(named=True)
        if row["quantity"] > DUST
    )
    by_item: dict[str, dict[tuple[str, int], float]] = defaultdict(lambda: defaultdict(float))
    for (line, bucket), quantity in by_line.items():
        row = reading.rows["lines", line]
        by_item[row.item][row.country, bucket] += quantity
    wanted = [reading.rows["needs", s.id].item for s in foremost(reading)]

    def rank(item: str) -> tuple[int, bool, str]:
        """Sorts an item by the need that asks for it."""
        place = wanted.index(item) if item in wanted else len(wanted)
        return place, reading.rows["items", item].kind != "product", reading.name("items", item)

    items = sorted(by_item, key=rank)
    wholes = {item: sum(cells.values()) for item, cells in by_item.items()}
    shares = add_up((c, q / wholes[i]) for i, cells in by_item.items() for (c, _), q in cells.items())
    return Output(by_line, by_item, tuple(items), tuple(shares))


def made_figure(reading: Reading) -> Figure:
    """Units started per item, by the country of the line, over time."""
    made = output(reading)
    places = [
        f"{reading.name('items', item)} in {words.listing(sorted({reading.country(c) for c, _ in cells}), 3)}"
        for item, cells in ((item, made.by_item[item]) for item in made.items)
    ]
    many = words.count(len(made.items), "item")
    sentence = f"Bars of units started, {many} by country of the line: {words.listing(places)}."
    columns = ("Item", "Line", "Country", "When", "Units started")
    key = [(f"s{_series(n) + 1}", reading.country(c)) for n, c in enumerate(made.countries[: len(SERIES) - 1])]
    if len(made.countries) >= len(SERIES):
        key.append((f"s{len(SERIES)}", "other countries"))
    return Figure(
        "made", "Units started, by item and country", sentence if made.items else "No line starts any unit.",
        Table("Units started per line", columns, _made_rows(reading, made), frozenset({4}), head=1),
        (lambda width: made_chart(reading, made, width)) if made.items else None,
        tuple(key), shown(made.items, ITEMS_MOST, "items"),
    )  # fmt: skip


def _series(position: int) -> int:
    return min(position, len(SERIES) - 1)


def _made_rows(reading: Reading, made: Output) -> tuple[tuple[str, ...], ...]:
    stretches = buckets(reading.calendar)
    rows = []
    for (line, bucket), quantity in sorted(made.by_line.items()):
        row = reading.rows["lines", line]
        when = bucket_label(reading.calendar, *stretches[bucket])
        names = (reading.name("items", row.item), reading.name("lines", line), reading.country(row.country))
        rows.append((*names, when, words.number(quantity)))
    return tuple(rows)


def made_chart(reading: Reading, made: Output, width: int) -> Spec:
    """One pane of stacked bars per item; a colour is a country, the same in every pane."""
    items = made.items[:ITEMS_MOST]
    across = 1 if width < WIDE else min(3, len(items))
    pane = pane_width(width, across)
    series = {country: _series(n) for n, country in enumerate(made.countries)}
    parts = []
    for item in items:
        cells = add_up(((series[country], bucket), q) for (country, bucket), q in made.by_item[item].items())
        say = f"{words.amount(sum(cells.values()), reading.unit(item))} {_per(reading.calendar)}"
        name = words.wrapped(reading.name("items", item), int((pane + TITLE_MORE) / LETTER))
        title = {"text": name, "subtitle": words.tidy(say, int((pane + TITLE_MORE) / SMALL_LETTER))}
        parts.append(_made_pane(reading, title, cells, pane))
    return panes(parts, across, 84)


def _per(calendar: Calendar) -> str:
    widest = max(stop - first for first, stop in buckets(calendar))
    if widest == 1:
        return f"in all, bars per {calendar.grain}"
    return "in all, bars per year" if widest <= calendar.periods_per_year + 1 else "in all"


def _made_pane(reading: Reading, title: Spec, cells: Mapping[tuple[int, int], float], width: int) -> Spec:
    stretches = buckets(reading.calendar)
    rows, reached = [], defaultdict[int, float](float)
    for (series, bucket), quantity in sorted(cells.items()):
        (first, stop), low = stretches[bucket], reached[bucket]
        inset = 0.08 * (stop - first)
        reached[bucket] = low + quantity
        when = bucket_label(reading.calendar, first, stop)
        rows.append({"t": first + inset, "stop": stop - inset, "low": round(low, 3), "series": series,
                     "high": round(reached[bucket], 3), "tip": f"{when}: {words.number(quantity)}"})  # fmt: skip
    used = list(range(len(SERIES)))
    scale = time_scale(reading.calendar, 0, reading.calendar.periods - 1, 3 if width < NARROW_PANE else 5)
    return {
        "title": title, "width": width, "height": 100, "data": values(rows), "mark": {"type": "rect"},
        "encoding": {
            "x": time_axis(scale, grid=False), "x2": {"field": "stop"},
            "y": {"field": "low", **amounts(max(reached.values()))},
            "y2": {"field": "high"}, **TIP,
            "color": {"field": "series", "type": "nominal", "legend": None,
                      "scale": {"domain": used, "range": [paint(n) for n in used]}},
        },
    }  # fmt: skip


def flow_figure(reading: Reading) -> Figure:
    """What moves from country to country, one row per way and item, stronger where more moves."""
    flows: dict[tuple[str, str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row in reading.plan.shipments.iter_rows(named=True):
        route = reading.rows["routes", row["route"]]
        if row["quantity"] > DUST:
            flows[route.from_, route.to, row["item"]][reading.calendar.index(row["period"])] += row["quantity"]
    strips = [
        Strip(
            f"{reading.country(start)} → {reading.country(end)}: {reading.name('items', item)}", reading.unit(item), q
        )
        for (start, end, item), q in sorted(flows.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    ]
    rows = tuple(
        (strip.name, strip.total, words.short_span(reading.label(min(strip.units)), reading.label(max(strip.units))))
        for strip in strips
    )
    sentence = "Nothing moves from one country to another in this plan."
    if strips:
        many = words.count(len(strips), "flow")
        sentence = f"{many} between countries; the largest: {strips[0].name}, {strips[0].total}."
    return Figure(
        "flows", "Units moved between countries", sentence,
        Table("Units dispatched per way and item", ("Way and item", "Units", "When"), rows, frozenset({1})),
        (lambda width: flow_chart(reading, strips[:FLOWS_MOST], width)) if strips else None,
        (("s3", "units dispatched; the stronger the colour the more, within each row"),),
        shown(strips, FLOWS_MOST, "flows"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Strip:
    """What moves one way: units of one item per period."""

    name: str
    unit: str
    units: Mapping[int, float]

    @property
    def total(self) -> str:
        """All of it, in words."""
        return words.amount(sum(self.units.values()), self.unit)


def flow_chart(reading: Reading, strips: Sequence[Strip], width: int) -> Spec:
    """A strip per flow: a cell per stretch of time, its shade the share of the row's busiest stretch."""
    stretches = buckets(reading.calendar)
    look, rows, heads = Rows(width), [], []
    for place, strip in enumerate(strips):
        sums = [sum(strip.units.get(t, 0.0) for t in range(first, stop)) for first, stop in stretches]
        name = words.tidy(strip.name, look.room(LETTER, strip.total))
        heads.append({"row": place, "name": name, "say": strip.total})
        rows += [
            {"row": place, "t": first, "stop": stop, "shade": round(0.15 + 0.85 * total / max(sums), 3),
             "tip": f"{strip.name}: {words.amount(total, strip.unit)}, {bucket_label(reading.calendar, first, stop)}"}
            for (first, stop), total in zip(stretches, sums, strict=True) if total > 0
        ]  # fmt: skip
    scale = time_scale(reading.calendar, 0, reading.calendar.periods - 1, 9 if width >= WIDE else 4)
    shade = {"field": "shade", "type": "quantitative", "legend": None, "scale": None}
    y = band_rows(len(strips))
    return {
        "width": width - 12, "height": {"step": look.step(36)}, "data": values(heads),
        "layer": [
            {"data": values(rows), "mark": {**look.bar, "color": paint(2)},
             "encoding": {"x": time_axis(scale), "x2": {"field": "stop"}, "y": y, "opacity": shade, **TIP}},
            *look.words(y),
        ],
    }  # fmt: skip
