"""The comparison of lead times as one HTML page that can be attached to a request, and as text."""

from pathlib import Path
from typing import Any

from cofactory.base.files import write_atomically
from cofactory.funding.lead_times import MILESTONES, SIDES, Delivery, LeadTimes, Reached, Side
from cofactory.programme.record import Programme
from cofactory.render import theme, words
from cofactory.render.figure import Figure, Table
from cofactory.render.theme import Spec, paint, time_axis, time_scale, values

BASIS = (
    "Lead time runs from the order to its completion by the makers (Art 2(15) of Regulation (EU) 2025/2643).",
    "Each side was planned by itself; before the order no source makes or releases anything of the product.",
    "Compliant: only sources that a fund may pay, with components as its origin rules ask, over the whole order.",
    "Non-compliant: only what the rules shut out. All sources: both, with components from anywhere.",
    "Other needs keep their place on the lines, components and pools that they share with the product.",
    "No lack of money holds anything back.",
    "What papers must show (who owns and manages a maker) is not asked here; the verb eligibility lists it.",
    "Art 13(5) of Regulation (EU) 2026/467 also asks for urgency and for a supplier who commits to the date.",
)
"""What a reader must know of how the figures came about."""


def basis(programme: Programme) -> tuple[str, ...]:
    """Returns what a reader must know of how the figures came about, and whether a priority order is part of it."""
    law = "Art 13(5) compares with what compliant sources could do even under a priority order"
    if not programme.priority_orders:
        return (*BASIS, f"{law}; none is written in priority_orders.")
    lines = words.listing(list(dict.fromkeys(one.line for one in programme.priority_orders)), 6)
    return (*BASIS, f"{law}; those on {lines} are obeyed, each on the sides that have its line.")


def write_lead_times(programme: Programme, found: LeadTimes, to: Path | str) -> Path:
    """Returns the file that now holds the page."""
    target = Path(to)
    write_atomically(target, [render_lead_times(programme, found).encode()])
    return target


def render_lead_times(programme: Programme, found: LeadTimes) -> str:
    """Returns the comparison as one page that needs nothing else."""
    from cofactory.render.report import page_style, page_templates, policy_without_scripts

    names = {item.id: item.name for item in programme.items}
    return page_templates().get_template("lead_times.html").render(
        title=f"Lead times of {words.tidy(names.get(found.item, found.item), 80)}",
        programme=words.tidy(programme.settings.name, 120), policy=policy_without_scripts(), style=page_style(),
        scenario=words.tidy(programme.title or programme.scenario, 120), sentences=sentences(programme, found),
        figure_=chart(programme, found), table=reached_table(programme, found), sources=source_table(found),
        basis=basis(programme), funds=", ".join(found.funds), runs=found.runs,
    )  # fmt: skip


def sentences(programme: Programme, found: LeadTimes) -> tuple[str, ...]:
    """Returns the answer: the lead time of the whole order from each side, and which is earlier by how much."""
    placed = words.period(programme.settings.calendar.label(found.ordered))
    said = [f"The order is placed at the beginning of {placed}."]
    asked = found.asked
    for side in SIDES:
        if side not in found.completed:
            said.append(f"The tables hold no {side} source.")
            continue
        lead = found.lead_time(side, asked)
        units = words.whole(asked)
        grain = programme.settings.calendar.grain
        done = found.completed[side][-1]
        short = f"only {words.part(done, asked)} of {units} are completed inside the horizon"
        name = side if side == "all sources" else f"{side} sources"
        said.append(f"Lead time from {name}: "
                    f"{short if lead is None else f'{words.count(lead, grain)} for {units}'}.")  # fmt: skip
    return (*said, *_difference(programme, found, asked))


def _difference(programme: Programme, found: LeadTimes, asked: float) -> list[str]:
    """By how much other sources complete the order, or most of it that both do, before or after compliant ones."""
    said = []
    for side in SIDES[1:]:
        for share in sorted(MILESTONES, reverse=True):
            ours, theirs = (found.lead_time(one, share * asked) for one in ("compliant", side))
            if ours is None or theirs is None:
                continue
            gap = words.count(abs(ours - theirs), programme.settings.calendar.grain)
            when = "at the same time as" if ours == theirs else f"{gap} {'before' if theirs < ours else 'after'}"
            name = "All sources together" if side == "all sources" else "Non-compliant sources alone"
            what = "the order" if share == 1 else f"{words.share(share)} of the order, the most that both reach,"
            said.append(f"{name} complete {what} {when} compliant ones.")
            break
    return said


def reached_table(programme: Programme, found: LeadTimes) -> Table:
    """Returns when each side has delivered a quarter, half, three quarters and all of each need."""
    label = programme.settings.calendar.label

    def when(t: int | None) -> str:
        """The period in words."""
        return "beyond the horizon" if t is None else words.short_period(label(t))

    def row(one: Delivery, at: Reached) -> tuple[str, ...]:
        """One line of the table."""
        start = (one.need, one.side, words.share(at.share), words.whole(at.quantity), when(at.planned))
        return (*start, when(at.likely), when(at.nearly_sure)) if found.runs else start

    columns: tuple[str, ...] = ("Need", "Sources", "Share", "Units", "Planned by the end of")
    columns += ("In half of the runs", "In 95 of 100 runs") if found.runs else ()
    rows = tuple(row(one, at) for one in found.deliveries for at in one.reached)
    return Table("When each side has delivered how many", columns, rows, frozenset({2, 3}), once=True)


def source_table(found: LeadTimes) -> Table:
    """Returns every source with its side and what is against it."""
    rows = tuple(
        (
            one.id,
            one.table,
            one.country,
            one.side,
            words.tidy(one.why_not or one.doubts or "no rule shuts it out", 400),
        )
        for one in found.sources
    )
    return Table(
        "The sources, and what the rules say against them", ("Source", "Table", "Country", "Side", "Why"), rows
    )


def chart(programme: Programme, found: LeadTimes) -> Figure:
    """Returns the units delivered so far by each side, all needs of the item together."""
    totals = {
        side: [sum(parts) for parts in zip(*(d.delivered for d in found.deliveries if d.side == side), strict=True)]
        for side in SIDES if side in found.completed
    }  # fmt: skip
    key = tuple((f"s{1 + SIDES.index(side)}", side) for side in totals)
    sentence = "Units delivered so far: " + "; ".join(
        f"{side} {words.number(line[-1])}" for side, line in totals.items()
    )
    empty = Table("", (), ())
    return Figure("lead-times", "Units delivered so far", f"{sentence} by the end.", empty,
                  (lambda width: _lines(programme, totals, width)), key)  # fmt: skip


DASHES: dict[Side, list[int]] = {"compliant": [1, 0], "non-compliant": [6, 4], "all sources": [2, 3]}
"""Lines differ in their dashes too: some readers cannot tell the colours."""


def _lines(programme: Programme, totals: dict[Side, list[float]], width: int) -> Spec:
    calendar = programme.settings.calendar
    most = max((line[-1] for line in totals.values()), default=0.0)
    done = [next((t for t, units in enumerate(line) if units >= line[-1] * (1 - 1e-6)), 0) for line in totals.values()]
    last = min(calendar.periods - 1, max(done, default=0) + 3)
    scale = time_scale(calendar, 0, last, 4 if width < theme.WIDE else 9)
    points: list[dict[str, Any]] = [
        {"t": t + 1, "units": units, "side": side}
        for side, line in totals.items() for t, units in enumerate([0.0, *line][: last + 2], start=-1)
    ]  # fmt: skip
    colours = {"domain": list(totals), "range": [paint(SIDES.index(side)) for side in totals]}
    return {
        "width": width - 60, "height": 240, "data": values(points),
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.5},
        "encoding": {
            "x": time_axis(scale),
            "y": {"field": "units", "type": "quantitative", "title": None, "scale": {"domain": [0, most or 1]}},
            "color": {"field": "side", "type": "nominal", "legend": None, "scale": colours},
            "strokeDash": {"field": "side", "type": "nominal", "legend": None,
                           "scale": {"domain": list(totals), "range": [DASHES[side] for side in totals]}},
        },
    }  # fmt: skip
