"""Which fund may pay for what, as text: one table of all, or one item rule by rule."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory.cli.layout import WIDTH, table
from cofactory.cli.places import quoted
from cofactory.funding.missing import wanted
from cofactory.render.claims import on_one_line
from cofactory.schema.suggest import did_you_mean

if TYPE_CHECKING:
    from cofactory.funding.finding import Eligibility, Finding, Outcome, Status, Verdict
    from cofactory.programme.record import Programme

MARKS: dict[Status, str] = {"eligible": "yes", "not eligible": "no", "cannot tell": "?"}
OUTCOMES: dict[Outcome, str] = {"met": "met", "failed": "NOT", "unknown": "?"}

CHANGES = "The nearest change that would meet the rules that are not met (facts that are missing come next):"
LONGEST = 600


def no_such(kind: str, asked: str, known: Sequence[str]) -> str:
    """The message for an item or fund that is not there, with the nearest that is."""
    hint = did_you_mean(asked, known, otherwise="`cofactory eligibility DIR` lists them all.")
    return f"There is no {kind} called {asked!r}. {hint}"


def text(found: Eligibility, programme: Programme, folder: Path, *, whole: bool) -> str:
    """Returns the table of all with what would change it, or every verdict rule by rule; `whole`: the former."""
    if not programme.funds:
        return "The programme has no funds: money is unlimited, and everything may be bought."
    parts = [_table(found), _changes(found), _facts(found)] if whole else [_verdict(one) for one in found.verdicts]
    parts.append(_funds(found))
    if whole and found.free:
        parts.append(
            _wrapped(f"Nothing to pay here (their lines and stocks have no cost): {', '.join(found.free)}.", 0)
        )
    if whole:
        parts.append(f"`cofactory eligibility {quoted(folder)} ITEM` goes through the rules of one item.")
    else:
        parts.append(_links(found))
    return "\n\n".join(part for part in parts if part)


def _table(found: Eligibility) -> str:
    """Items down, funds across: by number, since their names would not fit."""
    funds = list(dict.fromkeys(one.fund for one in found.verdicts))
    if not funds:
        return "Nothing in the tables costs anything."
    rows = [(item, *(MARKS[found.of(item, fund).status] for fund in funds)) for item in found.items]
    legend = "  ".join(f"{number} {fund}" for number, fund in enumerate(funds, start=1))
    marks = "yes: eligible. no: a rule is not met. ?: cannot tell, a fact is missing."
    return "\n".join([_wrapped(legend, 0), "", table(("item", *map(str, range(1, len(funds) + 1))), rows), "", marks])


def _changes(found: Eligibility) -> str:
    """What would make products eligible; what takes another product or fund is left out."""
    by_change: dict[tuple[str, str], list[str]] = {}
    for one in found.verdicts:
        if one.mend and not one.hopeless:
            by_change.setdefault((one.item, one.mend), []).append(one.fund)
    lines = [_wrapped(f"{item}, {', '.join(funds)}: {change}", 2) for (item, change), funds in by_change.items()]
    return "\n".join([CHANGES, *lines]) if lines else ""


def _facts(found: Eligibility) -> str:
    """The facts without which nobody can tell, by fund and table; items that lack the same ones together."""
    order = list(dict.fromkeys(one.fund for one in found.verdicts))
    by_facts: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for one in found.verdicts:
        for table_name in dict.fromkeys(missing.table for missing in one.missing) if not one.hopeless else ():
            facts = [missing for missing in one.missing if missing.table == table_name]
            for row in dict.fromkeys(missing.row for missing in facts):
                names = tuple(missing.column for missing in facts if missing.row == row)
                by_facts.setdefault((one.fund, table_name, names), []).append(row)
    lines = [
        _wrapped(f"{fund}: in {table_name} {', '.join(names)}, for {', '.join(rows)}", 2)
        for (fund, table_name, names), rows in sorted(by_facts.items(), key=lambda one: order.index(one[0][0]))
    ]
    return "\n".join(["What is missing, and in which table to give it:", *lines]) if lines else ""


def _verdict(one: Verdict) -> str:
    lines = [f"{one.item}, {one.fund}: {one.status} ({one.cost})"]
    lines += [line for finding in one.findings for line in _finding(finding)]
    if one.change:
        lines.append(_wrapped(f"-> {one.change}", 2))
    return "\n".join(lines)


def _finding(one: Finding) -> Iterator[str]:
    where = ", ".join(part for part in (one.article, one.source, softness(one.read)) if part)
    yield _wrapped(f"{OUTCOMES[one.outcome]:<4} {one.rule} {one.value} ({where})", 2, further=7)
    yield _wrapped(one.said, 7)


def softness(read: str) -> str:
    """What is said of a rule of which no article was read."""
    return f"{read} only: softer than an article" if read in ("recital", "press") else ""


def _funds(found: Eligibility) -> str:
    """The funds' own rows, where they go beyond their law or nobody can tell; and what share a grant may pay."""
    judged = [(fund, one) for fund, findings in found.funds.items() for one in findings]
    shares = [_own_row(fund, one) for fund, one in judged if one.rule == "share_max"]
    lines = [_own_row(fund, one) for fund, one in judged if one.outcome != "met" and one.rule != "share_max"]
    parts = [["Funds beyond their law:", *lines] if lines else [], ["Co-financing:", *shares] if shares else []]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _own_row(fund: str, one: Finding) -> str:
    do = one.change or wanted(one.missing)
    said = f"{fund}, {one.rule} {one.value} ({one.article}): {one.said}.{f' -> {do}' if do else ''}"
    return _wrapped(said, 2)


def _links(found: Eligibility) -> str:
    """The address of every text a rule was taken from, once."""
    by_url: dict[str, list[str]] = {}
    for one in (finding for verdict in found.verdicts for finding in verdict.findings):
        if one.url and one.article and one.article not in by_url.setdefault(one.url, []):
            by_url[one.url].append(one.article)
    return "\n".join(f"{url}\n{_wrapped(', '.join(articles), 2)}" for url, articles in by_url.items())


def _wrapped(said: str, indent: int, further: int | None = None) -> str:
    after = " " * (indent + 2 if further is None else further)
    return "\n".join(
        textwrap.wrap(on_one_line(said, LONGEST) if "\n" in said else said[:LONGEST], WIDTH,
                      initial_indent=" " * indent, subsequent_indent=after, break_long_words=False,
                      break_on_hyphens=False)
    )  # fmt: skip
