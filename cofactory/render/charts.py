"""Charts of promises and needs: what was promised or asked beside what the plan delivers."""

from collections.abc import Sequence
from itertools import accumulate

from cofactory.base.periods import Calendar
from cofactory.render import words
from cofactory.render.figure import Figure, Table, shown
from cofactory.render.reading import Promise, Reading, Service
from cofactory.render.theme import (
    ASKED,
    DELIVERED,
    MISSING,
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

PROMISES_MOST = 24
"""Bars of one chart; a page of A4 holds no more."""

NEEDS_MOST = 12
"""Small multiples of one chart: four rows of three."""

LETTER, SMALL_LETTER = 6.4, 5.3
"""Mean width of a letter in bold 12 and in plain 11 pixels, to cut words before they run into their neighbours."""

TITLE_MORE = 40
"""Pixels by which a pane's title is wider than its axis: it starts above the axis labels."""


def commitments_figure(reading: Reading) -> Figure:
    """Promised against planned by the due date, one bar per commitment that has both numbers."""
    promises = sorted(reading.promises, key=lambda p: (p.planned is None, p.due or "9999", p.name))
    drawn = [p for p in promises if p.planned is not None and p.quantity]
    short = [p for p in drawn if p.state == "short"]
    sentence = (
        f"Bars of {words.count(len(drawn), 'commitment')} with a known quantity and date: "
        f"{len(drawn) - len(short)} met by the due date, {len(short)} short."
    )
    if short:
        worst = max(short, key=lambda p: (p.gap or 0) / (p.quantity or 1))
        sentence += f" The widest gap: {worst.name}, {words.number(worst.planned)} of {words.number(worst.quantity)}."
    rows = tuple(_promise_row(p) for p in promises if p.state in ("met", "short"))
    table = Table(
        "Commitments with a known quantity and date: promised, due, and planned by then",
        ("Commitment", "State", "Gap", "Promised", "Due", "Planned by then", "Counts when"), rows, frozenset({2, 3, 5}),
    )  # fmt: skip
    return Figure(
        "commitments", "Promised and planned, per commitment", sentence, table,
        (lambda width: promises_chart(drawn[:PROMISES_MOST], width)) if drawn else None,
        (("s1", "planned by the due date"), ("s2", "missing then")),
        shown(drawn, PROMISES_MOST, "commitments"),
    )  # fmt: skip


def _promise_row(promise: Promise) -> tuple[str, ...]:
    return (
        promise.name,
        promise.state,
        words.number(promise.gap),
        words.amount(promise.quantity, promise.unit),
        words.short_period(promise.due or ""),
        words.number(promise.planned),
        promise.definition.replace("_", " "),
    )


def promises_chart(promises: Sequence[Promise], width: int) -> Spec:
    """A bar per commitment on a scale of per cent of the promise, with the numbers written above it."""
    look = Rows(width)
    rows = [
        {
            "row": place,
            "planned": min(1.0, (p.planned or 0) / (p.quantity or 1)),
            "name": words.tidy(p.name, look.room(LETTER, _kept(p))),
            "say": _kept(p),
            "short": p.state == "short",
            "tip": f"{p.name}: {words.number(p.planned)} of {words.number(p.quantity)} by {words.period(p.due)}",
        }
        for place, p in enumerate(promises)
    ]
    x = {"type": "quantitative", "scale": {"domain": [0, 1], "nice": False},
         "title": "share of the promise planned by its due date",
         "axis": {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1], "labelFlush": True}}  # fmt: skip
    y = band_rows(len(rows))
    planned = {**x, "field": "planned"}
    return {
        "width": width - 12,
        "height": {"step": look.step(38)},
        "data": values(rows),
        "layer": [
            {"mark": {**look.bar, "color": MISSING}, "transform": [{"filter": "datum.short"}],
             "encoding": {"x": planned, "x2": {"datum": 1}, "y": y, **TIP}},
            {"mark": {**look.bar, "color": DELIVERED}, "encoding": {"x": planned, "y": y, **TIP}},
            *look.words(y),
        ],
    }  # fmt: skip


def _kept(promise: Promise) -> str:
    """What of a promise is planned by when, short enough to stand beside its name."""
    due = words.short_period(promise.due or "")
    return f"{words.number(promise.planned)} of {words.number(promise.quantity)} by {due}"


def needs_figure(reading: Reading) -> Figure:
    """Cumulative asked against delivered per need; the area between is what is outstanding."""
    services = sorted(reading.services, key=lambda s: (-s.priority * s.shortfall, -s.priority, s.name))
    late = [s for s in services if s.late]
    many = words.count(min(len(services), NEEDS_MOST), "need")
    lateness = "Nothing is ever late."
    if late:
        lateness = f"{len(late)} of {len(services)} ever run late; most behind is {late[0].name}."
    sentence = f"Small charts of {many}: units asked and delivered, added up over time. {lateness}"
    table = Table(
        "Asked and delivered so far, and outstanding, at the end of each stretch",
        ("Need", "Until the end of", "Asked so far", "Delivered so far", "Outstanding"),
        tuple(row for s in services for row in _service_rows(s, reading.calendar)), frozenset({2, 3, 4}),
        once=True,
    )  # fmt: skip
    return Figure(
        "needs", "Asked, delivered and outstanding, per need", sentence, table,
        (lambda width: needs_chart(services[:NEEDS_MOST], reading.calendar, width)) if services else None,
        (("mark", "asked, added up"), ("s1", "delivered, added up"), ("s2", "outstanding: waiting or lost")),
        shown(services, NEEDS_MOST, "needs"),
    )  # fmt: skip


STRETCHES = 8
"""Rows per need in the table of numbers; every period is in plan_deliveries.csv."""


def _service_rows(service: Service, calendar: Calendar) -> list[tuple[str, ...]]:
    asked, delivered = list(accumulate(service.asked)), list(accumulate(service.delivered))
    ends = stretch_ends(calendar, STRETCHES)
    return [
        (service.name, words.short_period(calendar.label(t)), words.number(asked[t]), words.number(delivered[t]),
         words.number(_outstanding(service, t)))
        for t in ends
    ]  # fmt: skip


def _outstanding(service: Service, t: int) -> float:
    return service.backlog[t] if service.waits else sum(service.backlog[: t + 1])


def stretch_ends(calendar: Calendar, most: int) -> list[int]:
    """The last periods of at most `most` stretches of the horizon: ends of years where there are enough, else even."""
    last = calendar.periods - 1
    if last < most:
        return list(range(last + 1))
    years = [t for t in range(last) if calendar.label(t)[:4] != calendar.label(t + 1)[:4]]
    ends = years if len(years) > 2 else list(range(last))
    step = -(-len(ends) // (most - 1))
    return [*ends[step - 1 :: step], last]


def needs_chart(services: Sequence[Service], calendar: Calendar, width: int) -> Spec:
    """One pane per need: units asked as a grey line, delivered as a blue one, outstanding between."""
    across = 1 if width < WIDE else min(3, len(services))
    return panes([_need_pane(s, calendar, pane_width(width, across)) for s in services], across, 98)


def _need_pane(service: Service, calendar: Calendar, width: int) -> Spec:
    asked, delivered = list(accumulate(service.asked)), list(accumulate(service.delivered))
    rows = [{"t": 0, "asked": 0.0, "delivered": 0.0}] + [
        {"t": t + 1, "asked": round(asked[t], 3), "delivered": round(delivered[t], 3)} for t in range(calendar.periods)
    ]
    say = [f"{words.number(service.total_delivered)} of {words.amount(service.total_asked, service.unit)}", ""]
    if service.late:
        peak = max(range(calendar.periods), key=lambda t: _outstanding(service, t))
        most = f"{words.number(_outstanding(service, peak))} {'waiting' if service.waits else 'lost'}"
        say[1] = f"{most}, {words.short_period(calendar.label(peak))}"
    title = words.wrapped(service.name, int((width + TITLE_MORE) / LETTER))
    subtitle = [words.tidy(line, int((width + TITLE_MORE) / SMALL_LETTER)) or " " for line in say]
    x = time_axis(time_scale(calendar, 0, calendar.periods - 1, 3 if width < 230 else 5), grid=False)
    y = amounts(max(*asked, *delivered))
    return {
        "title": {"text": title, "subtitle": subtitle},
        "width": width,
        "height": 110,
        "data": values(rows),
        "layer": [
            {"mark": {"type": "area", "color": MISSING, "opacity": 0.45},
             "encoding": {"x": x, "y": {**y, "field": "delivered"}, "y2": {"field": "asked"}}},
            {"mark": {"type": "line", "color": ASKED, "strokeWidth": 1.5},
             "encoding": {"x": x, "y": {**y, "field": "asked"}}},
            {"mark": {"type": "line", "color": paint(0), "strokeWidth": 2.25},
             "encoding": {"x": x, "y": {**y, "field": "delivered"}}},
            _spoken(service, calendar, x),
        ],
    }  # fmt: skip


def _spoken(service: Service, calendar: Calendar, x: Spec) -> Spec:
    """An unseen column per stretch that says its numbers when the reader points at it."""
    ends = stretch_ends(calendar, 2 * STRETCHES)
    rows = []
    for before, t in zip([-1, *ends], ends, strict=False):
        asked, delivered = sum(service.asked[: t + 1]), sum(service.delivered[: t + 1])
        numbers = f"asked {words.number(asked)}, delivered {words.number(delivered)}"
        tip = f"by the end of {words.period(calendar.label(t))}: {numbers}"
        rows.append(
            {"t": before + 1, "stop": t + 1, "tip": f"{tip}, outstanding {words.number(_outstanding(service, t))}"}
        )
    mark = {"type": "rect", "opacity": 0}
    return {"data": values(rows), "mark": mark, "encoding": {"x": x, "x2": {"field": "stop"}, **TIP}}
