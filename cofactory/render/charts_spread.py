"""How cost and shortfall are spread over the runs, and which risk adds most to them."""

from collections.abc import Sequence
from typing import Any

from cofactory.render import words
from cofactory.render.charts import LETTER, SMALL_LETTER, TITLE_MORE
from cofactory.render.figure import Figure, Table
from cofactory.render.likely import Likely, RiskCost, Spread, money_range, with_range
from cofactory.render.reading import Reading
from cofactory.render.theme import (
    DELIVERED,
    MISSING,
    PLANNED,
    TIP,
    WIDE,
    Rows,
    Spec,
    band_rows,
    pane_width,
    panes,
    round_ticks,
    tone,
    values,
)  # fmt: skip

RISKS_MOST = 16
"""Rows of the chart of risks; the table has them all."""


def spread_figure(reading: Reading, likely: Likely) -> Figure:
    """The distributions of cost and shortfall over the runs, the plan's own figures beside them."""
    cost, short = likely.measures["cost"], likely.measures["shortfall"]
    sentence = (
        f"Histograms of {words.count(likely.n, 'run')}: {cost_said(reading, cost)}; likely shortfall "
        f"{with_range(short)}, planned {words.number(reading.plan.shortfall)}."
    )
    rows = tuple(
        (name, *(say(value) for value in (planned, spread.mean)), _known(spread.error, say),
         *(_known(value, say) for value in (spread.p5, spread.p50, spread.p95)), _known(spread.p50_error, say))
        for name, say, planned, spread in (
            ("Cost", lambda value: words.money(value, reading.currency), reading.plan.cost, cost),
            ("Shortfall", words.number, reading.plan.shortfall, short))
    )  # fmt: skip
    columns = (
        "Measure",
        "Planned",
        "Mean",
        "Error of the mean",
        "5 %",
        "Likely (median)",
        "95 %",
        "Error of the median",
    )
    return Figure(
        "spread", "Cost and shortfall over the runs", sentence,
        Table("Cost and shortfall: planned, and over the runs", columns, rows, frozenset(range(1, 8))),
        lambda width: spread_chart(reading, likely, width),
        (("s1", "90 of 100 futures lie here"), ("s1 faint", "the other 10"), ("ink dash", "planned"),
         ("s2 line", "likely (median)")),
        "The height is the share of futures with about that cost or shortfall; every class is in run_distribution.csv.",
    )  # fmt: skip


def cost_said(reading: Reading, cost: Spread) -> str:
    """The likely cost, its range and what the plan counts with, in words."""
    likely, span = words.money(cost.likely, reading.currency), money_range(cost, reading.currency)
    planned = words.money(reading.plan.cost, reading.currency)
    return f"likely cost {likely}{f' ({span})' if span else ''}, planned {planned}"


def _known(value: float | None, say: Any) -> str:
    return "too few runs" if value is None else str(say(value))


def spread_chart(reading: Reading, likely: Likely, width: int) -> Spec:
    """Two panes of bars, cost and shortfall."""
    across = 1 if width < WIDE else 2
    pane = pane_width(width, across)
    cost, short = likely.measures["cost"], likely.measures["shortfall"]
    span = money_range(cost, reading.currency)
    said = [
        ("cost", "Cost", f"likely {words.money(cost.likely, reading.currency)}{f' ({span})' if span else ''}",
         f"planned {words.money(reading.plan.cost, reading.currency)}", reading.plan.cost),
        ("shortfall", "Shortfall", f"likely {with_range(short)}", f"planned {words.number(reading.plan.shortfall)}",
         reading.plan.shortfall),
    ]  # fmt: skip
    parts = []
    for measure, title, say, plan, planned in said:
        lines = [words.tidy(line, int((pane + TITLE_MORE) / SMALL_LETTER)) for line in (say, plan)]
        head = {"text": title, "subtitle": lines}
        parts.append(_histogram(head, likely.classes(measure), likely.measures[measure], planned, pane))
    return panes(parts, across, 98)


def _histogram(
    title: Spec, classes: Sequence[tuple[float, float, float, float]], spread: Spread, planned: float, width: int
) -> Spec:
    low, high = min(classes[0][0], planned), max(classes[-1][1], planned)
    room = 0.03 * (high - low) or 0.5 * abs(high) or 1.0
    scale = {"domain": [max(0.0, low - room) if low >= 0 else low - room, high + room], "nice": False, "zero": False}
    inside = spread.range or (low, high)
    rows = [
        {"low": a, "high": b, "share": round(share, 6), "inside": inside[0] <= (a + b) / 2 <= inside[1],
         "tip": f"{_figure(a)} to {_figure(b)}: {words.share(share)} of the runs"}
        for a, b, share, _ in ((a, max(b, a + room / 3), share, error) for a, b, share, error in classes)
    ]  # fmt: skip
    first, last = scale["domain"][0], scale["domain"][1]  # type: ignore[index]
    ticks = (
        [tick for tick in round_ticks(last) if first <= tick <= last] if first <= 0.4 * last else _ticks(first, last)
    )
    x = {"field": "low", "type": "quantitative", "title": None, "scale": scale,
         "axis": {"values": ticks, "labelExpr": LABEL, "grid": False}}  # fmt: skip
    y = {"field": "share", "type": "quantitative", "title": None, "axis": None,
         "scale": {"domain": [0, 1.08 * max(share for _, _, share, _ in classes)], "nice": False}}  # fmt: skip
    faint = {"condition": {"test": "datum.inside", "value": 1}, "value": 0.35}
    middle = spread.mean if spread.p50 is None else spread.p50
    return {
        "title": title, "width": width, "height": 120, "data": values(rows),
        "layer": [
            {"mark": {"type": "rect", "color": DELIVERED, "stroke": tone("paper"), "strokeWidth": 0.5},
             "encoding": {"x": x, "x2": {"field": "high"}, "y": y, "y2": {"datum": 0}, "opacity": faint, **TIP}},
            {"data": values([{"low": middle}]), "mark": {"type": "rule", "color": MISSING, "strokeWidth": 2},
             "encoding": {"x": x}},
            {"data": values([{"low": planned}]),
             "mark": {"type": "rule", "color": PLANNED, "strokeWidth": 1.5, "strokeDash": [5, 3]},
             "encoding": {"x": x}},
        ],
    }  # fmt: skip


LABEL = (
    "datum.value >= 1e9 ? format(datum.value / 1e9, ',~r') + ' bn' : "
    "datum.value >= 1e6 ? format(datum.value / 1e6, ',~r') + ' M' : "
    "datum.value >= 1e4 ? format(datum.value / 1e3, ',~r') + ' k' : format(datum.value, ',~r')"
)
"""The suffixes that cells use."""


def _ticks(first: float, last: float) -> list[float]:
    """Three or four round numbers from the first to the last."""
    steps = round_ticks(last - first)
    step = steps[1] if len(steps) > 1 else last - first
    start = -(-first // step) * step
    return [start + n * step for n in range(6) if start + n * step <= last]


def _figure(value: float) -> str:
    return words.money(value, "").strip(words.SPACE)


def risks_figure(reading: Reading, likely: Likely) -> Figure:
    """What each risk adds to shortfall and cost: the same runs with it and without it."""
    risks = likely.risks
    names, plain = risk_names(reading), risk_targets(reading)
    sentence = "No runs were played without a risk."
    if risks:
        worst = risks[0]
        sentence = (
            f"Bars of {words.count(len(risks), 'risk')}: the most shortfall comes from {names[worst.id]}, "
            f"{_more(worst.shortfall, worst.shortfall_error)} on average."
        )
    rows = tuple(
        (_capital(plain[one.id]), words.tidy(one.id, 40), _more(one.shortfall, one.shortfall_error),
         _money(one, reading), f"{one.runs:,}")
        for one in risks
    )  # fmt: skip
    if (every := likely.all_risks) is not None:
        added = _more(every.shortfall, every.shortfall_error)
        sentence += f" All risks together add {added}; what is left comes from ranges, failed projects and the plan."
        rows += (("All risks together", "", added, _money(every, reading), f"{every.runs:,}"),)
    return Figure(
        "risks", "What each risk adds, on average", sentence,
        Table("What each risk adds to shortfall and cost: runs with it less the same runs without it",
              ("Risk", "Id", "Shortfall", "Cost", "Runs played twice"), rows, frozenset({2, 3, 4})),
        (lambda width: risks_chart(reading, risks[:RISKS_MOST], width)) if risks else None,
        (("s2", "shortfall added"), ("ink line", "its error, twice to either side")),
        "A cost below 0: what is not made is not paid for." if any(one.cost < 0 for one in risks) else "",
    )  # fmt: skip


def risk_names(reading: Reading) -> dict[str, str]:
    """Each risk by what it strikes; by its id as well where one thing has several."""
    struck = risk_targets(reading)
    seen = list(struck.values())
    return {key: name if seen.count(name) == 1 else f"{name} ({words.tidy(key, 30)})" for key, name in struck.items()}


def risk_targets(reading: Reading) -> dict[str, str]:
    """What each risk strikes, in words."""
    struck = {}
    for risk in reading.programme.risks:
        kind, _, row_id = risk.on.partition(":")
        everywhere = f"all lines in {reading.country(row_id)}"
        struck[risk.id] = everywhere if kind == "country" else f"the {kind} {reading.name(f'{kind}s', row_id)}"
    return struck


def _capital(name: str) -> str:
    """A risk's name as the head of a row: "Line Works"."""
    text = name.removeprefix("the ")
    return text[:1].upper() + text[1:]


def _more(value: float, error: float | None) -> str:
    steady = words.number(words.steady(value, error))
    return steady if error is None else f"{steady} ± {words.number(words.steady(error, error))}"


def _money(one: RiskCost, reading: Reading) -> str:
    value = words.money(round(words.steady(one.cost, one.cost_error)), reading.currency)
    error = (
        ""
        if one.cost_error is None
        else f" ± {words.money(words.steady(one.cost_error, one.cost_error), '').strip(words.SPACE)}"
    )
    return f"{value}{error}"


def risks_chart(reading: Reading, risks: Sequence[RiskCost], width: int) -> Spec:
    """A row per risk: a bar for the shortfall it adds, a line for twice its error."""
    look, names = Rows(width), risk_targets(reading)
    rows = []
    for place, one in enumerate(risks):
        name, row_id = _capital(names[one.id]), words.tidy(one.id, 40)
        say = f"shortfall {_more(one.shortfall, one.shortfall_error)}; cost {_money(one, reading)}"
        twice = 2 * (one.shortfall_error or 0.0)
        rows.append(
            {"row": place, "say": say,
             "name": f"{words.tidy(name, max(8, look.room(LETTER, say) - len(row_id) - 3))} · {row_id}",
             "more": one.shortfall, "low": one.shortfall - twice, "high": one.shortfall + twice,
             "tip": f"{name}: {say}"}
        )  # fmt: skip
    reach = [2 * (one.shortfall_error or 0.0) for one in risks]
    lowest = min([0.0, *(one.shortfall - twice for one, twice in zip(risks, reach, strict=True))])
    highest = max([1e-9, *(one.shortfall + twice for one, twice in zip(risks, reach, strict=True))])
    x = {"type": "quantitative", "scale": {"domain": [lowest, highest], "nice": False},
         "title": "shortfall added, on average",
         "axis": {"values": round_ticks(highest), "labelFlush": True}}  # fmt: skip
    y = band_rows(len(rows))
    middle = {**y, "bandPosition": 0.5}
    return {
        "width": width - 12,
        "height": {"step": look.step(38)},
        "data": values(rows),
        "layer": [
            {"mark": {**look.bar, "color": MISSING},
             "encoding": {"x": {**x, "field": "more"}, "x2": {"datum": 0}, "y": y, **TIP}},
            {"mark": {"type": "rule", "color": tone("ink"), "strokeWidth": 1.5, "yOffset": look.below},
             "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": middle}},
            *look.words(y),
        ],
    }  # fmt: skip
