"""A trace as a tree for people: each step under the one it comes from, quotes in their paragraphs and marked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cofactory.cli.layout import WIDTH
from cofactory.programme.trace_quotes import QUOTED
from cofactory.render.claims import on_one_line, seen
from cofactory.render.words import money, number

if TYPE_CHECKING:
    from cofactory.programme.trace_quotes import Step

BEGIN, END = "\x01", "\x02"
"""Stand for the ends of a quote while lines are broken; no text that was made safe holds them."""

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
STEP = "   "
NARROWEST = 40

LONGEST = 4_000
"""Characters of one quote or its paragraph that are printed."""


def text(step: Step, *, coloured: bool) -> str:
    """Returns the tree; `coloured`: quotes are bold too. Whatever came from outside cannot steer the terminal."""
    told: set[str] = set()
    lines = "\n".join(_lines(step, 0, told))
    return lines.replace(BEGIN, f"{BOLD}«" if coloured else "«").replace(END, f"»{PLAIN}" if coloured else "»")


def _lines(step: Step, depth: int, told: set[str]) -> Iterator[str]:
    """The step and what is below it. A claim or document that was told above is only named again."""
    yield from _wrapped(_said(step), depth, hanging=True)
    again = step.kind in ("claim", "document") and step.id in told
    if again and (step.leads_to or step.kind == "document"):
        if step.leads_to:
            yield from _wrapped("(told above)", depth + 1)
        return
    told.add(step.id)
    for line in _more(step):
        yield from _wrapped(line, depth + 1)
    moved = [below for below in step.leads_to if below.kind == "result" and not below.facts]
    for below in step.leads_to:
        if below.kind != "result" or below.facts:
            yield from _lines(below, depth + 1, told)
    if moved:
        yield from _wrapped(f"moves {', '.join(_shortly(moved))}", depth + 1, hanging=True)


def _shortly(figures: Sequence[Step]) -> Iterator[str]:
    """The addresses of figures, those of one table in one: "plan.starts (works, seals)"."""
    tables: dict[str, list[str]] = {}
    for step in figures:
        of, part, *row = on_one_line(step.id).split(".")
        tables.setdefault(f"{of}.{part}", []).extend(row)
    for table, rows in tables.items():
        yield f"{table} ({', '.join(rows)})" if len(rows) > 1 else ".".join([table, *rows])


def _said(step: Step) -> str:
    """The step in one line: its address, unless what is said names it already."""
    if step.kind == "quote":
        return f"quote ({step.facts['role']}): {_quote(step)}"
    if step.kind == "result" and step.facts.get("values"):
        return f"{on_one_line(step.id)}: {_values(step)}"
    said = on_one_line(step.said, 1_000)
    return said if step.kind in NAMED or said == step.id else f"{on_one_line(step.id)}: {said}"


COLUMNS = {
    "p5": "5 % of runs up to", "p25": "25 % of runs up to", "p50": "median", "p75": "75 % of runs up to",
    "p95": "95 % of runs up to", "error": "standard error of the mean", "p50_error": "that of the median",
    "on_time": "chance to be on time", "on_time_error": "its standard error", "kept": "chance to be kept",
    "kept_error": "its standard error", "gap": "missing when due", "date_p50": "median date",
}  # fmt: skip
"""Columns of results that are no words by themselves."""


def _values(step: Step) -> str:
    """What a result says, in words and with the currency of money; changes with their sign and beside what."""
    currency, sums = step.facts.get("currency"), step.facts.get("money", ())
    told = []
    for name, value in step.facts["values"].items():
        if value in (None, ""):
            continue
        said = on_one_line(str(value), 80)
        if isinstance(value, int | float):
            said = money(value, currency) if currency and name in sums else number(value)
            said = f"+{said}" if name.endswith("change") and value > 0 else said
        if name.endswith("told"):  # as "shortfall_told" is
            said = f"beside {on_one_line(step.facts.get('beside') or 'the first', 40)}: {said}"
            told.append(f"{name.removesuffix('told').removesuffix('_')} {said}".lstrip())
            continue
        told.append(f"{COLUMNS.get(name, on_one_line(name, 40).replace('_', ' '))} {said}")
    return ", ".join(told)


NAMED = ("scenario", "plan", "comparison", "report")
"""Steps whose words name what they are."""


def _quote(step: Step) -> str:
    """The quote in its paragraph, on one line as far as the terminal breaks none."""
    facts = step.facts
    before, exact, after = (seen(str(facts[name])[:LONGEST]) for name in ("before", "exact", "after"))
    return " ".join(f"{before}{BEGIN}{exact}{END}{after}".split())


def _more(step: Step) -> Iterator[str]:
    """What else is to be said of a step, one line each."""
    facts = step.facts
    if step.kind == "result":
        if facts.get("outdated"):
            noun, again = ("comparison", "Compare") if step.id.startswith("study.") else ("plan", "Plan")
            yield f"! The files changed since the {noun} was made: this is what it said before. {again} anew."
        for said in facts.get("fallen", ()):
            yield f"! {on_one_line(said, 1_000)}"
        if rivals := facts.get("competes_with"):
            yield f"It competes for what it draws on with: {', '.join(rivals)}; their numbers count through that."
    sourced = step.kind != "cell" or facts["citations"] or facts["assumption"]
    if not sourced and facts["written"] and facts["value"] is not None:
        yield "no source"
    if step.kind == "claim" and facts["alike"]:
        yield f"they begin so: {', '.join(facts['alike'])}"
    if step.kind == "quote" and (lacks := QUOTED[facts["text"]]):
        yield f"({lacks})"
    if step.kind == "document" and facts.get("title") is not None:
        where = [on_one_line(facts[name]) for name in ("url", "file") if facts[name]]
        yield f"at {', '.join(where)}"
    if step.kind == "decision" and facts.get("counts"):
        yield "this is the one that counts"


def _wrapped(line: str, depth: int, *, hanging: bool = False) -> Iterator[str]:
    indent = STEP * depth
    width = max(WIDTH, len(indent) + NARROWEST)
    further = indent + ("  " if hanging else "")
    yield from textwrap.wrap(
        line, width, initial_indent=indent, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
    )
