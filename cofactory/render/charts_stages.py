"""The stages of promises over time: one bar per promise, darker the more it has become."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from cofactory.base.files import write_atomically
from cofactory.desk.standing import Overview
from cofactory.evidence.status import Standing
from cofactory.render.claims import stage_in_words
from cofactory.render.drawing import VL_VERSION
from cofactory.render.figure import Figure, Table
from cofactory.render.figure import shown as only_first
from cofactory.render.standings import stage_so_far
from cofactory.render.theme import TIP, WIDE, Rows, Spec, band_rows, paint, tone, values, whole
from cofactory.render.words import count, tidy, wrapped
from cofactory.schema.evidence import CANCELLED, STAGES

GROUPS = (
    ("talk", ("mentioned", "discussed", "requested"), 0.22),
    ("paper", ("intended", "letter_of_intent", "declaration"), 0.45),
    ("contract", ("contract",), 0.68),
    ("made", ("production",), 0.84),
    ("delivered", ("delivered", "in_service"), 1.0),
)
"""Stages that share a shade, and how much of the colour they have: an eye tells five apart, not ten."""

NAMES = {
    "talk": "talk", "paper": "intent on paper", "contract": "contract", "made": "production",
    "delivered": "delivered", CANCELLED: "cancelled",
}  # fmt: skip

MARGIN = 0.04
"""Of the stretch of time, what is left free after the last event, so that it can be seen."""

MOST = 40
"""Promises that are drawn; the table behind the chart has them all."""

LETTER = 7.2
"""Pixels of a bold letter of 12 pixels, on average."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The time a promise spent at a stage: days as ISO dates."""

    row: int
    stage: str
    first: str
    stop: str
    claim: str


def stages_figure(found: Overview) -> Figure:
    """The stages of every promise that has one, with the table of every step and the claim behind it."""
    shown = [standing for standing in found.status.standings if standing.steps]
    names = {row.id: tidy(f"{row.id}", 60) for row in found.names.commitments}
    steps = sum(len(standing.steps) for standing in shown)
    sentence = f"{count(len(shown), 'promise')} with {count(steps, 'step')} from stage to stage, by accepted claims."
    rows = tuple(
        (names[s.promise.id], stage_in_words(step.stage), step.day, step.claim) for s in shown for step in s.steps
    )
    table = Table("What each promise became, when, and the claim that says so", ("Promise", "Stage", "Since", "Claim"),
                  rows, head=0, once=True)  # fmt: skip
    until = end_of_time(found)
    key = tuple((f"stage-{name}", NAMES[name]) for name, _, _ in GROUPS)
    if any(step.stage == CANCELLED for standing in shown for step in standing.steps):
        key = (*key, (f"stage-{CANCELLED}", NAMES[CANCELLED]))
    drawn = shown[:MOST]
    promised = {row.id: row for row in found.names.commitments}
    told = {s.promise.id: stage_so_far(s, promised[s.promise.id]) for s in drawn}
    draw = (lambda width: stages_chart(drawn, until, width, told=told)) if drawn else None
    return Figure("stages", "What promises became", sentence, table, draw, key, only_first(shown, MOST, "promises"))


def end_of_time(found: Overview) -> str:
    """Returns the day up to which the chart says something: the one asked for, else the last that anything tells of."""
    asked = found.as_of or found.published or found.known
    if asked:
        return f"{asked}-12-31"[:10] if len(asked) == 4 else f"{asked}-28"[:10]
    documents = [document.published for document in found.ledger.documents.values() if document.published]
    days = [step.day for standing in found.status.standings for step in standing.steps]
    return max([*documents, *days], default=date.min.isoformat())


def stages_chart(
    standings: Sequence[Standing], until: str, width: int = WIDE, *, told: Mapping[str, str] | None = None
) -> Spec:
    """The chart: time to the right, a row per promise, its bar darker with every stage; cancelled in a warning tone.

    `told`: what to say of the stage of a promise, by its id, in place of the stage alone.
    """
    look = Rows(width)
    pieces = [piece for row, standing in enumerate(standings) for piece in _pieces(row, standing, until)]
    first = min(piece.first for piece in pieces)
    last = (date.fromisoformat(max(until, *(p.stop for p in pieces))) + _margin(first, until)).isoformat()
    words = told or {}
    say = [f"{words.get(s.promise.id) or stage_in_words(s.stage)}, {s.since}" for s in standings]
    rows = [
        {"row": row, "name": wrapped(s.promise.id, look.room(LETTER, said), most=1)[0], "say": said}
        for row, (s, said) in enumerate(zip(standings, say, strict=True))
    ]
    y = band_rows(len(standings))
    x = {
        "field": "first", "type": "temporal", "title": None,
        "scale": {"domain": [first, last], "nice": False, "type": "utc"},
        "axis": {"format": "%b %Y", "tickCount": 3 if look.stacked else 6, "labelAlign": "left", "gridDash": [2, 2],
                 "labelOverlap": True, "labelBound": True},
    }  # fmt: skip
    shares = {name: share for name, _, share in GROUPS}
    drawn = [
        {"row": p.row, "first": p.first, "stop": p.stop, "group": _group(p.stage),
         "share": shares.get(_group(p.stage), 1.0),
         "tip": f"{standings[p.row].promise.id}: {stage_in_words(p.stage)} since {p.first} ({p.claim})"}
        for p in pieces
    ]  # fmt: skip
    shade = {"field": "share", "type": "quantitative", "scale": None, "legend": None}
    colour = {"condition": {"test": f"datum.group == '{CANCELLED}'", "value": tone("warn")}, "value": paint(0)}
    return {
        "width": look.width - 12,
        "height": {"step": look.step(34)},
        "data": values(rows),
        "layer": [
            *look.words(y),
            {"data": values(drawn), "mark": {**look.bar, "height": 10},
             "encoding": {"x": x, "x2": {"field": "stop"}, "y": y, "opacity": shade, "color": colour, **TIP}},
            {"data": values(drawn), "mark": {"type": "tick", "orient": "vertical", "height": 16, "thickness": 2,
                                             "color": tone("ink"), "yOffset": look.below},
             "encoding": {"x": x, "y": {**y, "bandPosition": 0.5}}},
        ],
    }  # fmt: skip


def write_stages(found: Overview, file: Path) -> bool:
    """True once the chart is in the file, an SVG or, by its ending, a PNG; False where no promise has a stage."""
    import vl_convert

    figure = stages_figure(found)
    if figure.draw is None:
        return False
    spec = _with_key(figure.draw(WIDE), figure)
    text = re.sub(r"var\(--[\w-]+, (#[0-9a-f]{6})\)", r"\1", json.dumps(whole(spec)))
    if file.suffix.lower() == ".png":
        drawn = vl_convert.vegalite_to_png(text, vl_version=VL_VERSION, scale=2)
    else:
        drawn = vl_convert.vegalite_to_svg(text, vl_version=VL_VERSION).encode("utf-8")
    write_atomically(file, [drawn])
    return True


def _with_key(spec: Spec, figure: Figure) -> Spec:
    """The chart on paper of its own, with its title, what it shows, and what the shades mean."""
    shades = [{"key": NAMES[name], "share": share, "place": place} for place, (name, _, share) in enumerate(GROUPS)]
    step = {"field": "place", "type": "ordinal", "axis": None}
    legend = {
        "width": 560, "height": 14, "data": values(shades),
        "layer": [
            {"mark": {"type": "rect", "color": paint(0), "width": 14, "height": 10, "xOffset": -44},
             "encoding": {"x": step, "y": {"value": 7},
                          "opacity": {"field": "share", "type": "quantitative", "scale": None}}},
            {"mark": {"type": "text", "align": "left", "baseline": "middle", "dx": -32, "fontSize": 11,
                      "color": tone("soft")},
             "encoding": {"x": step, "y": {"value": 7}, "text": {"field": "key"}}},
        ],
    }  # fmt: skip
    title = {"text": figure.title, "subtitle": figure.sentence, "offset": 10}
    said = "; ".join(f"{row[0]}: {row[1]} since {row[2]}" for row in figure.table.rows)
    return {
        "title": title, "description": f"{figure.sentence} {said}", "background": tone("paper"), "padding": 14,
        "vconcat": [legend, spec],
        "resolve": {"scale": {"x": "independent", "y": "independent", "opacity": "independent"}},
    }  # fmt: skip


def _pieces(row: int, standing: Standing, until: str) -> list[Piece]:
    """The stretches of time between one step and the next; the last one lasts until the end."""
    stops = [*(step.day for step in standing.steps[1:]), max(until, standing.steps[-1].day)]
    return [
        Piece(row, step.stage, step.day, stop, step.claim) for step, stop in zip(standing.steps, stops, strict=True)
    ]


def _group(stage: str) -> str:
    return next((name for name, stages, _ in GROUPS if stage in stages), CANCELLED)


def _margin(first: str, until: str) -> timedelta:
    stretch = abs((date.fromisoformat(until) - date.fromisoformat(first)).days)
    return timedelta(days=max(20, round(MARGIN * stretch)))


assert {stage for _, stages, _ in GROUPS for stage in stages} == set(STAGES)  # noqa: S101 - every stage has a shade
