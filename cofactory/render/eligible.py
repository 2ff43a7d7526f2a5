"""What the report says of who may pay for what: a table of all, what would change it, every rule with its figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.funding.missing import wanted
from cofactory.funding.verdicts import judge_all
from cofactory.programme.rule_sets import rule_sets
from cofactory.render import words
from cofactory.render.evidence import web_address
from cofactory.render.figure import Table

if TYPE_CHECKING:
    from cofactory.funding.finding import Eligibility, Finding, Outcome, Status, Verdict
    from cofactory.render.reading import Reading

MARKS: dict[Status, str] = {"eligible": "yes", "not eligible": "no", "cannot tell": "?"}
OUTCOMES: dict[Outcome, str] = {"met": "met", "failed": "not met", "unknown": "cannot tell"}

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule as a row of the page: what it asks, where that is written, and what was found."""

    outcome: str
    asks: str
    where: str
    url: str | None
    found: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Against:
    """One product against one fund, rule by rule."""

    fund: str
    status: str
    change: str
    rules: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class OfItem:
    """One product: the funds that could pay for it, and in a sentence each those that never could."""

    name: str
    funds: tuple[Against, ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Eligible:
    """The whole section."""

    table: Table
    changes: tuple[str, ...]
    missing: tuple[str, ...]
    beyond: tuple[str, ...]
    shares: tuple[str, ...]
    """What share of a cost each grant may pay, and why."""
    free: str
    items: tuple[OfItem, ...]
    unread: tuple[str, ...]
    """What of each law was not read."""


def eligible(reading: Reading) -> Eligible | None:
    """Returns the section; None where the programme has no funds, or nothing that costs anything."""
    found = judge_all(reading.programme, reading.plan.origins)
    if not reading.programme.funds or not found.verdicts:
        return None
    return Eligible(
        _table(reading, found), _changes(reading, found), _missing(reading, found), _beyond(reading, found),
        _shares(reading, found),
        ", ".join(reading.name("items", item) for item in found.free),
        tuple(_item(reading, found, item) for item in found.items), _unread(reading),
    )  # fmt: skip


def _table(reading: Reading, found: Eligibility) -> Table:
    funds = [fund.id for fund in reading.programme.funds]
    rows = [
        (reading.name("items", item), *(MARKS[found.of(item, fund).status] for fund in funds)) for item in found.items
    ]
    columns = ("Product or part", *(words.tidy(fund, 40) for fund in funds))
    return Table("yes: eligible. no: a rule is not met. ?: cannot tell, a fact is missing.", columns, tuple(rows))


def _changes(reading: Reading, found: Eligibility) -> tuple[str, ...]:
    by_change: dict[tuple[str, str], list[str]] = {}
    for one in found.verdicts:
        if one.mend and not one.hopeless:
            by_change.setdefault((one.item, one.mend), []).append(words.tidy(one.fund, 40))
    return tuple(
        words.tidy(f"{reading.name('items', item)}, {', '.join(funds)}: {change}.", LONGEST)
        for (item, change), funds in by_change.items()
    )


def _missing(reading: Reading, found: Eligibility) -> tuple[str, ...]:
    """Per fact, where to give it and for which rows."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in found.verdicts:
        for missing in one.missing if not one.hopeless else ():
            named = rows.setdefault((missing.table, missing.column), [])
            if (name := reading.name("items", missing.row)) not in named:
                named.append(name)
    return tuple(f"{column} in {table}: {words.listing(names, 12)}" for (table, column), names in rows.items())


def _beyond(reading: Reading, found: Eligibility) -> tuple[str, ...]:
    return tuple(
        words.tidy(f"{reading.name('funds', fund)}: {one.said} ({one.article}: {one.words}).", LONGEST)
        for fund, findings in found.funds.items() for one in findings
        if one.outcome != "met" and one.rule != "share_max"
    )  # fmt: skip


def _shares(reading: Reading, found: Eligibility) -> tuple[str, ...]:
    return tuple(
        words.tidy(f"{reading.name('funds', fund)}: {one.said} ({one.article}).{_to_do(one)}", 2 * LONGEST)
        for fund, findings in found.funds.items() for one in findings if one.rule == "share_max"
    )  # fmt: skip


def _to_do(one: Finding) -> str:
    do = one.change or wanted(one.missing)
    return f" {do[:1].upper()}{do[1:]}." if do else ""


def _item(reading: Reading, found: Eligibility, item: str) -> OfItem:
    verdicts = [one for one in found.verdicts if one.item == item]
    never = [
        f"{reading.name('funds', one.fund)}: {words.tidy(one.change, 200)}." for one in verdicts if one.hopeless
    ]  # fmt: skip
    return OfItem(
        reading.name("items", item), tuple(_against(reading, one) for one in verdicts if not one.hopeless), tuple(never)
    )


def _against(reading: Reading, one: Verdict) -> Against:
    change = f"{one.change[:1].upper()}{one.change[1:]}." if one.change else ""
    rules = tuple(_asked(finding) for finding in one.findings)
    return Against(reading.name("funds", one.fund), one.status, words.tidy(change, LONGEST), rules)


def _asked(one: Finding) -> Asked:
    asks = one.words or f"{one.rule.replace('_', ' ')}: {one.value}"
    softer = f", {one.read} only: softer than an article" if one.read in ("recital", "press") else ""
    where = f"{one.article or 'the programme'}{softer}"
    url = one.url if one.article and web_address(one.url) else None
    found = words.tidy(one.said.removeprefix(f"to be shown: {one.words}") or "to be shown by papers", LONGEST)
    return Asked(
        OUTCOMES[one.outcome], words.tidy(asks, LONGEST), words.tidy(where, 120), url, found, one.outcome == "failed"
    )


def _unread(reading: Reading) -> tuple[str, ...]:
    taken = dict.fromkeys(row.value for row in reading.programme.fund_rules if row.rule == "rules")
    return tuple(f"{rule_sets()[name].law}: {rule_sets()[name].not_read}" for name in taken if name in rule_sets())
