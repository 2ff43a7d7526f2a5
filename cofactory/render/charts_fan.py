"""Fan charts: what each need has likely received and what is likely outstanding, over time, beside the plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate

from cofactory.base.periods import Calendar
from cofactory.render import words
from cofactory.render.charts import LETTER, SMALL_LETTER, STRETCHES, TITLE_MORE, stretch_ends
from cofactory.render.figure import Figure, Table, shown
from cofactory.render.importance import foremost
from cofactory.render.likely import BANDS, Fan, Likely, with_range
from cofactory.render.reading import DUST, Reading, Service
from cofactory.render.theme import (
    ASKED,
    DELIVERED,
    PLANNED,
    TIP,
    WIDE,
    Spec,
    amounts,
    pane_width,
    panes,
    time_axis,
    time_scale,
    values,
)  # fmt: skip

PANES_MOST = 12
"""Panes of one drawing: four rows of three fill a page of A4; the others follow in drawings of their own."""

PAGES_MOST = 4
"""Drawings of one kind; what is over is in the table only."""

POINTS_MOST = 60
"""Points of a line: a pane has two hundred pixels."""

NARROW_PANE = 230
"""Pixels below which a pane has room for three labels of time only."""

DRAWN = (
    "Some needs are ranges themselves: the plan is asked their mean, every run draws its own, so that what has come "
    "and what is outstanding need not add up to the figure asked."
)
"""Said once under each kind of chart where runs ask for other amounts than the plan does."""

KEY = (("s1 faint", "90 of 100 futures"), ("s1 half", "50 of 100"), ("s1", "likely (median)"), ("ink dash", "planned"))


@dataclass(frozen=True, slots=True)
class Pane:
    """One need in a fan chart: what there is to say above it, its fan and the lines of plan and need."""

    service: Service
    say: tuple[str, ...]
    fan: Fan
    planned: tuple[float, ...]
    asked: tuple[float, ...]
    """Units asked so far; empty where a pane does not show them."""
    title: str


def received_figures(reading: Reading, likely: Likely) -> tuple[Figure, ...]:
    """Units received so far per need: as planned, likely, and in 50 and 90 of 100 futures, beside what is asked."""
    drawn = []
    for s in foremost(reading):
        fan = likely.received[s.id]
        planned, asked = tuple(accumulate(s.delivered)), tuple(accumulate(s.asked))
        end = fan.at(len(planned) - 1)
        drawn.append(Pane(s, _received(s, with_range(end)), fan, planned, asked, s.name))
    less = [p for p in drawn if p.fan.middle[-1] < p.planned[-1] * 0.99 - DUST]
    sentence = (
        f"Small charts of {words.count(len(drawn), 'need')}: units received over time, planned and likely. By the end "
        f"{len(less)} likely {'has' if len(less) == 1 else 'have'} at least 1 % less than planned."
    )
    table = Table(
        "Units received so far, at the end of each stretch",
        ("Need", "Until the end of", "Asked", "Planned", "Likely (median)", "Error of it", "50 of 100", "90 of 100"),
        tuple(row for p in drawn for row in _rows(p, reading.calendar)), frozenset({2, 3, 4, 5, 6, 7}), once=True,
    )  # fmt: skip
    key = (("mark", "asked"), *KEY)
    whole = Figure("received", "Deliveries so far, planned and likely, per need", sentence, table, None, key)
    return _paged(whole, drawn, reading.calendar)


def backlog_figures(reading: Reading, likely: Likely) -> tuple[Figure, ...]:
    """Units that wait or are lost per need: as planned, likely, and in 50 and 90 of 100 futures."""
    drawn, calm = [], 0
    for s in foremost(reading):
        fan = likely.backlog[s.id]
        most = max(max(fan.line("p95") or fan.middle, default=0.0), *s.backlog, 0.0)
        if most <= DUST * max(1.0, s.total_asked):
            calm += 1
            continue
        peak = max(range(reading.calendar.periods), key=fan.middle.__getitem__)
        worst = f"likely peak {with_range(fan.at(peak))}, {words.short_period(reading.label(peak))}"
        end = f"at the end {with_range(fan.at(reading.calendar.periods - 1))}, planned {words.number(s.backlog[-1])}"
        say = (worst if fan.middle[peak] > DUST else "likely never any", end)
        say, title = (say, s.name) if s.waits else (_lost(s, fan), f"{s.name}, lost per {reading.calendar.grain}")
        drawn.append(Pane(s, say, fan, s.backlog, (), title))
    sentence = f"Small charts of {words.count(len(drawn), 'need')}: units outstanding over time, planned and likely."
    sentence += f" {words.count(calm, 'more need')} {'is' if calm == 1 else 'are'} hardly ever behind." if calm else ""
    table = Table(
        "Units waiting, or lost in the period, at the end of each stretch",
        ("Need", "At the end of", "Planned", "Likely (median)", "Error of it", "50 of 100", "90 of 100"),
        tuple(row for p in drawn for row in _rows(p, reading.calendar)), frozenset({2, 3, 4, 5, 6}), once=True,
    )  # fmt: skip
    whole = Figure("backlog", "Outstanding, planned and likely, per need", sentence, table, None, KEY)
    return _paged(whole, drawn, reading.calendar)


def _paged(whole: Figure, drawn: Sequence[Pane], calendar: Calendar) -> tuple[Figure, ...]:
    """One figure per page of panes; the table of them all stands behind the first."""
    if not drawn:
        return (whole,)
    pages = [drawn[first : first + PANES_MOST] for first in range(0, len(drawn), PANES_MOST)]
    rest = replace(whole.table, rows=())
    note = shown(drawn, PAGES_MOST * PANES_MOST, "needs").replace("The chart shows", "The charts show")
    note = f"{note} {DRAWN}".strip() if any(p.service.asked_range for p in drawn) else note
    found = []
    for number, some in enumerate(pages[:PAGES_MOST]):
        names = words.listing([p.service.name for p in some], PANES_MOST)
        page = replace(whole, draw=partial(fan_chart, some, calendar), note="" if number else note)
        if number:
            page = replace(page, id=f"{whole.id}-{number + 1}", table=rest, sentence=f"{whole.sentence} Here: {names}.",
                           title=f"{whole.title.partition(',')[0]}: {words.count(len(some), 'more need')}")  # fmt: skip
        found.append(page)
    return tuple(found)


def _rows(pane: Pane, calendar: Calendar) -> list[tuple[str, ...]]:
    rows = []
    for t in stretch_ends(calendar, STRETCHES):
        asked = (_asked(pane.service, pane.asked[t]),) if pane.asked else ()
        spread, columns = pane.fan.at(t), pane.fan.columns
        half = _between(columns["p25"][t], columns["p75"][t])
        most = _between(columns["p5"][t], columns["p95"][t])
        rows.append(
            (pane.service.name, words.short_period(calendar.label(t)), *asked, words.number(pane.planned[t]),
             words.number(spread.likely), _error(spread.p50_error), half, most)
        )  # fmt: skip
    return rows


def _received(service: Service, likely: str) -> tuple[str, ...]:
    """What likely comes of what is asked, and what is planned."""
    asked, planned = service.total_asked, f"planned {words.number(service.total_delivered)}"
    if service.asked_range:
        return f"likely {likely}", f"of {_asked(service, asked)} asked", planned
    unit = f"{words.plural(service.unit, asked)}; " if asked else ""
    return f"likely {likely} of {words.number(asked)}", f"{unit}{planned}"


def _asked(service: Service, asked: float) -> str:
    """What is asked, with its range where runs draw it."""
    if service.asked_range is None or not asked:
        return words.number(asked)
    return f"{words.number(asked)} ({words.interval(*(asked * share for share in service.asked_range))})"


def _lost(service: Service, fan: Fan) -> tuple[str, str]:
    """What a need that does not wait loses over the whole horizon; the sum of medians would be no median."""
    return (
        f"lost in all: mean {words.number(sum(fan.line('mean') or ()))}",
        f"planned {words.number(sum(service.backlog))} of {words.number(service.total_asked)} asked",
    )


def _between(low: float | None, high: float | None) -> str:
    return "too few runs" if low is None or high is None else words.interval(low, high)


def _error(error: float | None) -> str:
    return "too few runs" if error is None else f"± {words.number(error)}"


def fan_chart(drawn: Sequence[Pane], calendar: Calendar, width: int) -> Spec:
    """One pane per need: bands of 90 and 50 of 100 futures, the median, and the plan as a dashed line."""
    across = 1 if width < WIDE else min(3, len(drawn))
    return panes([_pane(p, calendar, pane_width(width, across)) for p in drawn], across, 98)


def _pane(pane: Pane, calendar: Calendar, width: int) -> Spec:
    title = words.wrapped(pane.title, int((width + TITLE_MORE) / LETTER))
    subtitle = [words.tidy(line, int((width + TITLE_MORE) / SMALL_LETTER)) for line in pane.say]
    x = time_axis(time_scale(calendar, 0, calendar.periods - 1, 3 if width < NARROW_PANE else 5), grid=False)
    bands = {p: pane.fan.line(f"p{p}") for p in BANDS}
    highest = max(*pane.planned, *pane.asked, *pane.fan.middle, *(bands[95] or ()))
    y = amounts(highest)
    lines = {"middle": pane.fan.middle, "planned": pane.planned, "asked": pane.asked} | {
        f"p{p}": line for p, line in bands.items() if line
    }
    layers = [_band(x, y, low, high, opacity) for low, high, opacity in ((5, 95, 0.22), (25, 75, 0.4))
              if bands[low] and bands[high]]  # fmt: skip
    layers += [_line(x, y, "asked", color=ASKED, strokeWidth=1.25)] if pane.asked else []
    layers += [
        _line(x, y, "middle", color=DELIVERED, strokeWidth=2.25),
        _line(x, y, "planned", color=PLANNED, strokeWidth=1.5, strokeDash=[5, 3]),
        _spoken(pane, calendar, x),
    ]
    rows = _points(lines, calendar, summed=bool(pane.asked))
    return {"title": {"text": title, "subtitle": subtitle}, "width": width, "height": 110, "data": values(rows),
            "layer": layers}  # fmt: skip


def _points(lines: dict[str, tuple[float, ...]], calendar: Calendar, *, summed: bool) -> list[Spec]:
    """The lines at the ends of at most so many periods as a pane can show; sums begin at 0."""
    step = -(-calendar.periods // POINTS_MOST)
    shown = {name: line for name, line in lines.items() if line}
    start: list[Spec] = [{"t": 0} | dict.fromkeys(shown, 0.0)] if summed else []
    ends = range((calendar.periods - 1) % step, calendar.periods, step)
    return start + [{"t": t + 1} | {name: round(line[t], 3) for name, line in shown.items()} for t in ends]


def _band(x: Spec, y: Spec, low: int, high: int, opacity: float) -> Spec:
    return {"mark": {"type": "area", "color": DELIVERED, "opacity": opacity},
            "encoding": {"x": x, "y": {**y, "field": f"p{low}"}, "y2": {"field": f"p{high}"}}}  # fmt: skip


def _line(x: Spec, y: Spec, name: str, **look: object) -> Spec:
    return {"mark": {"type": "line", **look}, "encoding": {"x": x, "y": {**y, "field": name}}}


def _spoken(pane: Pane, calendar: Calendar, x: Spec) -> Spec:
    """An unseen column per stretch that says its numbers when the reader points at it."""
    ends = stretch_ends(calendar, 2 * STRETCHES)
    rows = []
    for before, t in zip([-1, *ends], ends, strict=False):
        tip = f"end of {words.period(calendar.label(t))}: likely {with_range(pane.fan.at(t))}"
        rows.append({"t": before + 1, "stop": t + 1, "tip": f"{tip}, planned {words.number(pane.planned[t])}"})
    mark = {"type": "rect", "opacity": 0}
    return {"data": values(rows), "mark": mark, "encoding": {"x": x, "x2": {"field": "stop"}, **TIP}}
