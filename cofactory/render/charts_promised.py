"""Charts of promises under uncertainty: how much by the due date, and when in full; promised, planned and likely."""

from collections.abc import Sequence
from dataclasses import dataclass

from cofactory.render import words
from cofactory.render.charts import LETTER, PROMISES_MOST
from cofactory.render.figure import Figure, Table, shown
from cofactory.render.likely import Kept, Likely, Spread, chance, exact_chance, with_range
from cofactory.render.reading import Promise, Reading
from cofactory.render.theme import (
    ASKED,
    DELIVERED,
    PLANNED,
    TIP,
    WIDE,
    Rows,
    Spec,
    band_rows,
    time_axis,
    time_scale,
    tone,
    values,
)  # fmt: skip

KEY = (("s1 faint", "90 of 100 futures"), ("s1 round", "likely (median)"), ("ink dot", "planned"))


@dataclass(frozen=True, slots=True)
class Outlook:
    """A commitment that can be judged, what is planned and what is likely of it."""

    promise: Promise
    kept: Kept
    by_due: Spread
    half: tuple[float, float] | None
    """Units by the due date that 50 of 100 runs lie between."""


def outlooks(reading: Reading, likely: Likely) -> list[Outlook]:
    """Every commitment that the runs speak of, in order of its due date."""
    found = []
    for p in sorted(reading.promises, key=lambda p: (p.due or "9999", p.name)):
        kept = likely.promises.get(p.id)
        if kept is None or p.state not in ("met", "short") or p.need is None:
            continue
        due = reading.calendar.index(p.due or "")  # inside the horizon: `check` refuses any other
        fan = likely.received[p.need]
        low, high = fan.columns["p25"][due], fan.columns["p75"][due]
        found.append(Outlook(p, kept, fan.at(due), None if low is None or high is None else (low, high)))
    return found


def quantities_figure(reading: Reading, likely: Likely) -> Figure:
    """Promised against planned against likely by the due date, a row per commitment; its table has the dates too."""
    found = outlooks(reading, likely)
    sure = sum(one.kept.on_time >= 0.5 for one in found)
    sentence = (
        f"Rows of {words.count(len(found), 'commitment')} with a known quantity and date: "
        f"{sum(one.promise.state == 'met' for one in found)} kept on time in the plan, "
        f"{sure} on time in at least half of {words.count(likely.n, 'run')}."
    )
    columns = ("Commitment", "Promised", "Planned by then", "Likely by then", "On time", "Planned in full",
               "Likely in full")  # fmt: skip
    table = Table(
        "Commitments with a known quantity and date: promised, planned and likely, in brackets 90 of 100 futures",
        columns, tuple(_row(one, likely) for one in found), frozenset({2, 3, 4}),
    )  # fmt: skip
    drawn = [one for one in found if one.promise.quantity]
    return Figure(
        "commitments", "Promised, planned and likely by the due date, per commitment", sentence, table,
        (lambda width: quantities_chart(drawn[:PROMISES_MOST], width)) if drawn else None,
        (*KEY[:1], ("s1 half", "50 of 100"), *KEY[1:]), shown(drawn, PROMISES_MOST, "commitments"),
    )  # fmt: skip


def _row(one: Outlook, likely: Likely) -> tuple[str, ...]:
    p, kept = one.promise, one.kept
    return (
        p.name,
        f"{words.amount(p.quantity, p.unit)} by{words.SPACE}{words.short_period(p.due or '')}",
        words.number(p.planned),
        with_range(one.by_due),
        exact_chance(kept.on_time, kept.on_time_error),
        planned_in_full(p, likely),
        in_full(kept, likely),
    )


def in_full(kept: Kept, likely: Likely) -> str:
    """When all of a promise has likely come, with the range: "Nov 2033 (May 2032 to not by Feb 2036)"."""
    middle, span = likely.date(kept, 50, short=True), likely.dates(kept, short=True)
    return middle if span == middle else f"{middle} ({span})"


def planned_in_full(promise: Promise, likely: Likely) -> str:
    """The period by whose end the plan has delivered all of a promise, in words."""
    end = words.short_period(likely.calendar.label(likely.calendar.periods - 1))
    return words.short_period(promise.date) if promise.date else f"not{words.SPACE}by{words.SPACE}{end}"


def quantities_chart(found: Sequence[Outlook], width: int) -> Spec:
    """A row per commitment on a scale of per cent of the promise: bands of what is likely, a point for the plan."""
    look = Rows(width)
    rows = [_quantity(place, one, look) for place, one in enumerate(found)]
    x = {"type": "quantitative", "scale": {"domain": [0, 1], "nice": False},
         "title": "share of the promise, by its due date",
         "axis": {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1], "labelFlush": True}}  # fmt: skip
    y = band_rows(len(rows))
    return {
        "width": width - 12,
        "height": {"step": look.step(42)},
        "data": values(rows),
        "layer": [
            *(_band(look, {**x, "field": f"p{low}"}, f"p{high}", y, opacity)
              for low, high, opacity in ((5, 95, 0.25), (25, 75, 0.45))),
            *_marks(look, {**x, "field": "likely"}, {**x, "field": "planned"}, y),
            *look.words(y),
        ],
    }  # fmt: skip


def _quantity(place: int, one: Outlook, look: Rows) -> Spec:
    p, most = one.promise, one.promise.quantity or 1.0
    say = f"likely {with_range(one.by_due)}, planned {words.number(p.planned)} of {words.number(most)}"
    say += f" by {words.short_period(p.due or '')}"
    low, high = one.by_due.range or (None, None)
    marks = {"p5": low, "p95": high, "p25": one.half and one.half[0], "p75": one.half and one.half[1],
             "likely": one.by_due.likely, "planned": p.planned}  # fmt: skip
    shares = {name: min(1.0, value / most) for name, value in marks.items() if value is not None}
    return {"row": place, "name": words.tidy(p.name, look.room(LETTER, say)), "say": say, "tip": f"{p.name}: {say}",
            **shares}  # fmt: skip


def dates_figure(reading: Reading, likely: Likely) -> Figure:
    """When each commitment is kept in full: due, planned, and the dates of 90 of 100 runs."""
    found = outlooks(reading, likely)
    sentence = "; ".join(
        f"{one.promise.name}: due {words.short_period(one.promise.due or '')}, {likely.in_runs(one.kept)}, "
        f"likely {likely.date(one.kept, 50)}"
        for one in found[:4]
    )
    more = f"; and {words.count(len(found) - 4, 'more commitment')}" if len(found) > 4 else ""
    rows = tuple(
        (one.promise.name, words.short_period(one.promise.due or ""), planned_in_full(one.promise, likely),
         *(likely.date(one.kept, p, short=True) for p in (5, 50, 95)),
         exact_chance(one.kept.on_time, one.kept.on_time_error), words.share(one.kept.kept),
         one.promise.definition.replace("_", " "))
        for one in found
    )  # fmt: skip
    columns = ("Commitment", "Due", "Planned", "Early (5 %)", "Likely (50 %)", "Late (95 %)", "On time", "Ever kept",
               "Counts when")  # fmt: skip
    return Figure(
        "dates", "When each commitment is kept in full", f"Dates of commitments. {sentence}{more}.",
        Table("When commitments are kept in full, and how surely by the due date", columns, rows, frozenset({6, 7})),
        (lambda width: dates_chart(found[:PROMISES_MOST], reading, likely, width)) if found else None,
        (("mark tick", "due"), *KEY), shown(found, PROMISES_MOST, "commitments"),
    )  # fmt: skip


def dates_chart(found: Sequence[Outlook], reading: Reading, likely: Likely, width: int) -> Spec:
    """A row per commitment on the time axis; what is not in the horizon runs to its end and is said in words."""
    look = Rows(width)
    last = reading.calendar.periods - 1
    rows = [_dated(place, one, reading, likely, look) for place, one in enumerate(found)]
    x = time_axis(time_scale(reading.calendar, 0, last, 9 if width >= WIDE else 4))
    y = band_rows(len(rows))
    due = {"type": "rule", "color": ASKED, "strokeWidth": 3, "yOffset": look.below - 7, "y2Offset": look.below + 7}
    return {
        "width": width - 12,
        "height": {"step": look.step(42)},
        "data": values(rows),
        "layer": [
            _band(look, {**x, "field": "p5"}, "p95", y, 0.3),
            {"mark": due, "encoding": {"x": {**x, "field": "due"}, "y": {**y, "bandPosition": 0.5},
                                       "y2": {"field": "row", "bandPosition": 0.5}}},
            *_marks(look, {**x, "field": "likely"}, {**x, "field": "planned"}, y),
            *look.words(y),
        ],
    }  # fmt: skip


def _dated(place: int, one: Outlook, reading: Reading, likely: Likely, look: Rows) -> Spec:
    p, kept = one.promise, one.kept
    end = reading.calendar.periods

    def at(label: str | None) -> float | None:
        """The end of a period on the axis: units promised by a period count to its end."""
        return None if label is None else min(reading.calendar.index(label) + 1, end)

    middle = likely.date(kept, 50, short=True)
    say = f"{chance(kept.on_time, kept.on_time_error)} on time; likely {middle}"
    first, last = at(kept.dates[5]), at(kept.dates[95])
    if first is not None and last is None and kept.kept < 0.95:
        last = end  # later than the horizon: the bar runs to its end, the words say so
    marks = {"due": at(p.due), "planned": at(p.date), "likely": at(kept.dates[50]), "p5": first, "p95": last}
    known = {name: value for name, value in marks.items() if value is not None}
    spoken = (
        say if look.stacked else f"{chance(kept.on_time, kept.on_time_error)} on time; likely {in_full(kept, likely)}"
    )
    return {"row": place, "name": words.tidy(p.name, look.room(LETTER, spoken)), "say": spoken,
            "tip": f"{p.name}: {say}, 90 of 100: {likely.dates(kept)}", **known}  # fmt: skip


def _band(look: Rows, low: Spec, high: str, y: Spec, opacity: float) -> Spec:
    """The stretch from one percentile to another, where both are known."""
    return {
        "transform": [{"filter": f"isValid(datum.{low['field']}) && isValid(datum.{high})"}],
        "mark": {**look.bar, "color": DELIVERED, "opacity": opacity},
        "encoding": {"x": low, "x2": {"field": high}, "y": y, **TIP},
    }


def _marks(look: Rows, likely: Spec, planned: Spec, y: Spec) -> list[Spec]:
    """The median as a stroke across the band, the plan as a diamond on it."""
    middle = {**y, "bandPosition": 0.5}
    paper = {"stroke": tone("paper"), "strokeWidth": 1}
    return [
        {"transform": [{"filter": f"isValid(datum.{likely['field']})"}],
         "mark": {"type": "point", "shape": "circle", "filled": True, "size": 130, "color": DELIVERED, "opacity": 1,
                  "yOffset": look.below, **paper}, "encoding": {"x": likely, "y": middle, **TIP}},
        {"transform": [{"filter": f"isValid(datum.{planned['field']})"}],
         "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 45, "color": PLANNED, "opacity": 1,
                  "yOffset": look.below, **paper}, "encoding": {"x": planned, "y": middle, **TIP}},
    ]  # fmt: skip
