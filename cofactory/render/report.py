"""The whole report: one HTML file that holds everything it shows and asks no network for anything."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from cofactory.base.files import write_atomically
from cofactory.desk.standing import Overview
from cofactory.planner.solution import Plan
from cofactory.programme.record import Programme
from cofactory.render import drawing, pages, theme, why, words
from cofactory.render.answer import answer, bases_said, ranges_said
from cofactory.render.answer_likely import likely_answer, meaning
from cofactory.render.assumptions import given_numbers, tally
from cofactory.render.charts import commitments_figure, needs_figure
from cofactory.render.charts_fan import backlog_figures, received_figures
from cofactory.render.charts_made import flow_figure, made_figure
from cofactory.render.charts_money import money_figure
from cofactory.render.charts_promised import dates_figure, quantities_figure
from cofactory.render.charts_spread import risks_figure, spread_figure
from cofactory.render.charts_stages import stages_figure
from cofactory.render.charts_time import timeline_figure
from cofactory.render.compared import compared_of
from cofactory.render.eligible import eligible
from cofactory.render.evidence import evidence_of
from cofactory.render.figure import Figure
from cofactory.render.grown import grown_figure
from cofactory.render.money import Money
from cofactory.render.orders import orders_of
from cofactory.render.promises import overview_of, standings_of
from cofactory.render.reading import Reading
from cofactory.simulator.saved import strangers
from cofactory.simulator.tables import RunTables
from cofactory.study import files as comparisons
from cofactory.study.compare import Comparison

START = """
(function () {
  var specs = JSON.parse(document.getElementById("specs").textContent);
  var size = window.matchMedia("(min-width: 700px)").matches ? "wide" : "narrow";
  Object.keys(specs).forEach(function (id) {
    var place = document.querySelector('[data-chart="' + id + '"] .' + size);
    var box = document.createElement("div");
    vegaEmbed(box, specs[id][size], { actions: false, renderer: "svg", ast: true, tooltip: true }).then(function () {
      place.replaceChildren(box);
      var svg = box.querySelector("svg");
      svg.setAttribute("viewBox", "0 0 " + svg.getAttribute("width") + " " + svg.getAttribute("height"));
      svg.setAttribute("aria-hidden", "true");
    });
  });
})();
"""
"""Puts a live chart where each drawing is; where scripts are off the drawing stays."""


class StrangeRuns(ValueError):
    """Runs that are not of the plan they are to stand beside, with the reason."""


class StrangeComparison(ValueError):
    """A comparison that is not of the programme it is to stand with, with the reason."""


def write_report(
    programme: Programme, plan: Plan, runs: RunTables | None = None, *, to: Path | str, interactive: bool = False,
    comparison: Comparison | None = None,
) -> Path:  # fmt: skip
    """The path of the report, written so that the file is the old one or the new one, never half of it.

    With `runs` it speaks of what is likely too, with a `comparison` of other scenarios. Raises StrangeRuns (a
    ValueError) where the runs followed another plan, or were made from files that have changed since, and
    StrangeComparison likewise.
    """
    page = render_report(programme, plan, runs, interactive=interactive, comparison=comparison)
    target = Path(to)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, [page.encode()])
    return target


def render_report(
    programme: Programme, plan: Plan, runs: RunTables | None = None, *, interactive: bool = False,
    comparison: Comparison | None = None,
) -> str:  # fmt: skip
    """The report as one HTML page; `interactive` adds the charts' scripts and tooltips (about 1 MB)."""
    if comparison is not None and (reason := comparisons.strangers(comparison, programme)):
        raise StrangeComparison(f"This comparison cannot stand in this report: {reason}.")
    if runs is not None and (reason := strangers(runs, programme, plan)):
        raise StrangeRuns(f"These runs cannot stand in this report: {reason}.")
    reading = Reading(programme, plan, runs)
    found = overview_of(programme)
    compared = None if comparison is None else compared_of(comparison, reading.name)
    figures = {**figures_of(reading, found), **({} if compared is None else {"compared": compared.figure})}
    scripts = _scripts(figures) if interactive else ()
    page = page_templates().get_template("report.html")
    return page.render(
        title=words.tidy(programme.settings.name, 120), figures=figures, scripts=scripts, policy=_policy(scripts),
        compared=compared, style=page_style(), specs=_specs(figures) if interactive else None,
        **_sections(reading, found),
    )  # fmt: skip


def figures_of(reading: Reading, found: Overview | None = None) -> Mapping[str, Figure]:
    """Every figure of the report by its id; those of promises and needs show what is likely where there are runs.

    `found`: where the promises stand by their evidence, if there is any.
    """
    rest = (timeline_figure, made_figure, flow_figure, money_figure)
    figures: list[Figure] = [make(reading) for make in rest]
    if reading.likely is None:
        figures += [commitments_figure(reading), needs_figure(reading)]
    else:
        ours = (quantities_figure, dates_figure, spread_figure, grown_figure, risks_figure)
        figures += [make(reading, reading.likely) for make in ours]
        figures += [*received_figures(reading, reading.likely), *backlog_figures(reading, reading.likely)]
    if found is not None:
        figures.append(stages_figure(found))
    return {figure.id: figure for figure in figures}


def _sections(reading: Reading, found: Overview | None) -> dict[str, Any]:
    programme, calendar = reading.programme, reading.calendar
    given = given_numbers(programme)
    short, others = why.shortages(reading)
    counts = tally(given)
    likely = reading.likely
    standings = standings_of(found)
    return {
        "sentences": answer(reading, given) if likely is None else likely_answer(reading, likely, given),
        "likely": likely, "meaning": meaning(likely) if likely is not None else "",
        "horizon": words.span(calendar.label(0), calendar.label(calendar.periods - 1)),
        "grain": calendar.grain,
        "scenario": words.tidy(programme.title or programme.scenario, 120),
        "unproved": pages.STATUS.get(reading.plan.status, "") if reading.plan.status in ("time", "interrupted") else "",
        "short": short, "short_others": others, "unexplained": why.unexplained(reading),
        "fractions": pages.fractions(reading, given), "open_promises": pages.open_promises(reading),
        "unexamined": why.unexamined(reading),
        "risks": pages.risk_sentences(reading), "money": Money(reading), "eligible": eligible(reading),
        "orders": orders_of(programme, reading.plan, reading.name),
        "standings": standings, "evident": evidence_of(programme, standings.told_of, {one.anchor for one in given}),
        "announced": pages.announced(given), "bases": pages.bases(given), "counts": counts, "given": len(given),
        "bases_said": bases_said(counts), "ranges_said": ranges_said(counts),
        "warnings": [(p.place, words.tidy(f"{p.why} {p.mend}", 300)) for p in programme.problems],
        "origin": pages.origin_table(reading), "hashes": pages.hash_table(reading),
    }  # fmt: skip


@cache
def page_templates() -> Environment:
    """The templates of every page, with their filters; what users wrote is escaped."""
    environment = Environment(
        loader=PackageLoader("cofactory.render", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(many=words.count, several=words.several)
    return environment


def page_style() -> Markup:
    """The page's CSS, our own text only."""
    text = resources.files("cofactory.render").joinpath("templates/report.css").read_text("utf-8")
    return Markup(theme.css_variables() + text)  # noqa: S704


def _specs(figures: Mapping[str, Figure]) -> Markup:
    """The charts' specifications as JSON that cannot end its script element."""
    specs = {
        name: {size: theme.whole(spec) for size, spec in figure.specs.items()}
        for name, figure in figures.items()
        if figure.draw
    }
    return Markup(drawing.json_for_script(specs))  # noqa: S704


def _scripts(figures: Mapping[str, Figure]) -> tuple[Markup, ...]:
    return (Markup(drawing.vega_bundle()), Markup(START)) if any(f.draw for f in figures.values()) else ()  # noqa: S704


def policy_without_scripts() -> str:
    """The content security policy of a page that has no script at all."""
    return _policy(())


def _policy(scripts: tuple[Markup, ...]) -> str:
    """The content security policy: no network at all, and only the scripts whose hash is named."""
    hashes = [base64.b64encode(hashlib.sha256(str(s).encode()).digest()).decode() for s in scripts]
    allowed = " ".join(f"'sha256-{one}'" for one in hashes) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "form-action 'none'; base-uri 'none'"
    )
