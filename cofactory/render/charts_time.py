"""The timeline: when funds may pay, when projects run, when lines open, work and grow."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cofactory.planner.solution import Plan
from cofactory.render import words
from cofactory.render.charts import LETTER
from cofactory.render.figure import Figure, Table
from cofactory.render.reading import DUST, Reading
from cofactory.render.theme import (
    TIP,
    WIDE,
    Rows,
    Spec,
    TimeScale,
    band_rows,
    paint,
    time_axis,
    time_scale,
    tone,
    values,
)

MOST = {"fund": 8, "project": 10, "line": 16}
"""Rows of each kind in the chart; the table has them all."""

COLOURS = {"fund": tone("mark"), "project": paint(2), "open": paint(0), "work": paint(0)}
GROUPS = {"fund": "Fund", "project": "Project", "line": "Line"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the timeline: the stretch it covers, the part of it at work, and what happens on the way."""

    kind: str
    name: str
    first: int
    stop: int
    work: tuple[int, int] | None
    events: tuple[tuple[int, str], ...]
    say: str


def timeline_figure(reading: Reading) -> Figure:
    """Openings, expansions and projects on one time axis, with the funds' windows above them."""
    bars = [*_funds(reading), *_projects(reading), *_lines(reading)]
    drawn = [bar for kind, most in MOST.items() for bar in _choose(bars, kind, most)]
    steps = sum(len(bar.events) for bar in bars if bar.kind == "line")
    funds, projects, lines = (sum(bar.kind == kind for bar in bars) for kind in GROUPS)
    counts = [words.count(funds, "fund"), words.count(projects, "project"), words.count(lines, "line")]
    stretch = words.span(reading.label(0), reading.label(reading.calendar.periods - 1))
    sentence = (
        f"Timeline of {words.listing(counts)} from {stretch}, "
        f"with {words.count(steps, 'opening or expansion order', 'opening or expansion orders')}."
    )
    table = Table("What begins, opens, grows and ends, and when", ("Kind", "Name", "When", "Orders on the way"),
                  tuple(_row(bar, reading) for bar in bars), head=1)  # fmt: skip
    hidden = len(bars) - len(drawn)
    return Figure(
        "timeline", "Funds, projects and lines over time", sentence, table,
        (lambda width: timeline_chart(drawn, reading, width)) if drawn else None,
        (("mark", "fund may pay"), ("s3", "project runs"), ("s1 faint", "line could work"), ("s1", "line works"),
         ("s2 dot", "opening or expansion ordered")),
        f"{words.count(hidden, 'more row', 'more rows')} in the table only." if hidden else "",
    )  # fmt: skip


def _choose(bars: Sequence[Bar], kind: str, most: int) -> list[Bar]:
    of_kind = [bar for bar in bars if bar.kind == kind]
    busiest = sorted(of_kind, key=lambda b: (-len(b.events), b.work is None))[:most]
    return sorted((bar for bar in of_kind if bar in busiest), key=lambda b: (b.first, b.stop))


def _row(bar: Bar, reading: Reading) -> tuple[str, ...]:
    events = "; ".join(f"{what}, {words.short_period(reading.label(t))}" for t, what in bar.events)
    return GROUPS[bar.kind], bar.name, bar.say, events or "none"


def _between(reading: Reading, first: int, stop: int) -> str:
    return words.short_span(reading.label(first), reading.label(max(first, stop - 1)))


def _funds(reading: Reading) -> list[Bar]:
    periods = reading.calendar.periods
    found = []
    for fund in reading.programme.funds:
        first, last = reading.planning_index(fund.opens, 0), reading.planning_index(fund.closes, periods - 1)
        found.append(
            Bar(
                "fund",
                reading.name("funds", fund.id),
                first,
                last + 1,
                None,
                (),
                f"may pay {_between(reading, first, last + 1)}",
            )
        )
    return found


def _projects(reading: Reading) -> list[Bar]:
    planned = {row["project"]: row for row in reading.plan.projects.iter_rows(named=True)}
    found = []
    for project in reading.programme.projects:
        row = planned.get(project.id)
        if row is None or row["begin"] is None:
            found.append(Bar("project", reading.name("projects", project.id), 0, 0, None, (), "does not begin"))
            continue
        first = reading.calendar.index(row["begin"])
        stop = max(first + 1, reading.calendar.index(row["finish"])) if row["finish"] else reading.calendar.periods
        found.append(
            Bar(
                "project",
                reading.name("projects", project.id),
                first,
                stop,
                (first, stop),
                (),
                f"runs {_between(reading, first, stop)}",
            )
        )
    return found


def _lines(reading: Reading) -> list[Bar]:
    plan, index, periods = reading.plan, reading.calendar.index, reading.calendar.periods
    opened = {row["line"]: index(row["period"]) for row in plan.openings.iter_rows(named=True)}
    finished = {row["project"]: index(row["finish"]) for row in plan.projects.iter_rows(named=True) if row["finish"]}
    events: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line, t in opened.items():
        events[line].append((t, "opening"))
    for row in plan.steps.iter_rows(named=True):
        if row["steps"] > DUST:
            events[row["line"]].append((index(row["period"]), words.count(round(row["steps"]), "step")))
    working: dict[str, list[int]] = defaultdict(list)
    for row in plan.starts.iter_rows(named=True):
        if row["quantity"] > DUST:
            working[row["line"]].append(index(row["period"]))
    found = []
    for line in reading.programme.lines:
        name, country = reading.name("lines", line.id), reading.country(line.country)
        name = name if country in name else f"{name}, {country}"
        decided = line.opening_cost.known and line.opening_cost.mean() > 0
        waits = [reading.planning_index(line.opens, 0), finished.get(line.project or "", 0), opened.get(line.id, 0)]
        never = (decided and line.id not in opened) or (line.project is not None and line.project not in finished)
        first, stop = max(waits), reading.planning_index(line.closes, periods)
        if never or first >= stop:
            found.append(Bar("line", name, 0, 0, None, (), "never opens"))
            continue
        at = sorted(working[line.id])
        work = (at[0], at[-1] + 1) if at else None
        say = (f"works {_between(reading, *work)}" if work else "open but not used") + _growth(plan, line.id)
        found.append(Bar("line", name, first, stop, work, tuple(sorted(events[line.id])), say))
    return found


def _growth(plan: Plan, line: str) -> str:
    """How many expansion steps the plan orders for a line, as a remark."""
    steps = sum(round(row["steps"]) for row in plan.steps.iter_rows(named=True) if row["line"] == line)
    return f", +{words.count(steps, 'step')}" if steps else ""


def timeline_chart(bars: Sequence[Bar], reading: Reading, width: int) -> Spec:
    """A row per fund, project and line: its window, the part of it at work, and a point per order."""
    scale = time_scale(reading.calendar, 0, reading.calendar.periods - 1, 9 if width >= WIDE else 4)
    look = Rows(width)
    rows, points = [], []
    for place, bar in enumerate(bars):
        common = {
            "row": place,
            "name": words.tidy(bar.name, look.room(LETTER, bar.say)),
            "say": bar.say,
            "t": scale.first,
            "tip": f"{bar.name}: {bar.say}",
        }
        first, stop = max(bar.first, scale.first), min(bar.stop, scale.last + 1)
        kind = "open" if bar.kind == "line" else bar.kind
        rows.append({**common, "first": first, "stop": max(first, stop), "colour": kind})
        if bar.kind == "line" and bar.work:
            rows.append({**common, "first": bar.work[0], "stop": bar.work[1], "colour": "work", "name": "", "say": ""})
        points += [
            {"row": place, "t": t + 0.5, "tip": f"{bar.name}: {what}, {words.period(reading.label(t))}"}
            for t, what in bar.events
        ]
    return _bands(rows, points, scale, look, len(bars))


def _bands(rows: list[Spec], points: list[Spec], scale: TimeScale, look: Rows, many: int) -> Spec:
    x = time_axis(scale)
    y = band_rows(many)
    first, stop = {**x, "field": "first"}, {"field": "stop"}
    colour = {"field": "colour", "type": "nominal", "legend": None,
              "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())}}  # fmt: skip
    faint = {"condition": {"test": "datum.colour == 'open'", "value": 0.3}, "value": 1}
    return {
        "width": look.width - 12,
        "height": {"step": look.step(34)},
        "data": values(rows),
        "layer": [
            {"mark": {**look.bar, "height": 9},
             "encoding": {"x": first, "x2": stop, "y": y, "color": colour, "opacity": faint, **TIP}},
            *look.words(y),
            {"data": values(points),
             "mark": {"type": "point", "filled": True, "shape": "diamond", "size": 70, "color": paint(1), "opacity": 1,
                      "stroke": tone("paper"), "strokeWidth": 1, "yOffset": look.below},
             "encoding": {"x": x, "y": {**y, "bandPosition": 0.5}, **TIP}},
        ],
    }  # fmt: skip
