"""One cost of one product against one fund: every rule in turn, those of the plan and those that papers must show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.funding.finding import OWN, Finding, Outcome
from cofactory.funding.missing import Missing
from cofactory.funding.origin import judge_origin, judge_subcontractors
from cofactory.funding.papers import judge_papers
from cofactory.programme.eligibility import refusals
from cofactory.programme.rule_sets import SetRow, TakenRule, sets_of

if TYPE_CHECKING:
    from cofactory.funding.shares import Origins
    from cofactory.programme.eligibility import Cost, FundTerms
    from cofactory.programme.record import Programme
    from cofactory.programme.rule_values import Rule
    from cofactory.schema.programme import FundRule

HERE = "nothing of this is against it"
NEW = {"expansion": "an expansion of a line", "opening": "the opening of a line"}
"""What a fund that pays plant would need inside its zone, where the lines there have no such cost."""


@dataclass(frozen=True)
class Case:
    """A programme, one of its funds, and one cost that the fund is to pay."""

    programme: Programme
    terms: FundTerms
    cost: Cost
    origins: Origins
    due: frozenset[str]
    """Every cost of the same item, so that only lines are named on which something of this kind falls due."""

    @property
    def category(self) -> str | None:
        """The category of the cost's item."""
        item = self.terms.known.items.get(self.cost.item or "")
        return None if item is None else item.category


def judge(case: Case) -> tuple[Finding, ...]:
    """Returns a finding for every rule of the fund in the order of its rows, then of its sets, then for its window."""
    against = {id(one.rule): one.why for one in refusals(case.programme, case.terms, case.cost)}
    found = [_judge_row(case, row, rule, against.get(id(row), "")) for row, rule in case.terms.rules]
    found += _judge_sets(case)
    return (*(one for one in found if one is not None), _judge_window(case))


def _judge_row(case: Case, row: FundRule, rule: Rule, why: str) -> Finding | None:
    """A rule that the plan obeys; None for one that does not look at this cost."""
    made = finder(row)
    match rule.name:
        case "rules":
            return None
        case "lifts":
            return made("met", f"{row.value} of its law is not asked: this row lifts it")
        case "origin_max":
            return judge_origin(case.origins, case.terms.fund.id, case.cost, rule, made)
        case "signed_from" | "signed_until":
            return _judge_signing(case, rule, made)
    if not why:
        return made("met", _met(case, rule))
    if lacking := _lacking(case, rule):
        return made("unknown", why, missing=lacking)
    change = _change(case, rule)
    return made("failed", why, change=change or _only(case, rule), hopeless=not change)


def finder(row: FundRule | SetRow) -> Callable[..., Finding]:
    """Returns what makes a finding of a rule: it needs the outcome and what is said."""
    taken = row.set_row if isinstance(row, TakenRule) else row if isinstance(row, SetRow) else None
    source, read, words = (taken.set, taken.read, taken.words) if taken is not None else (OWN, "", "")

    def made(outcome: Outcome, said: str, **more: object) -> Finding:
        """The finding of this rule."""
        given = (row.rule, row.value, row.article, row.url, source, read)
        return Finding(*given, outcome, said, words=words, **more)  # type: ignore[arg-type] # fields of a finding

    return made


def _lacking(case: Case, rule: Rule) -> tuple[Missing, ...]:
    """The fact without which nobody can say whether the rule is met."""
    item = case.cost.item or ""
    if rule.name in ("category", "not_category") and item in case.terms.known.items and not case.category:
        return (Missing("items", item, "category"),)
    if rule.name == "design_authority" and item and (item, "design_authority") not in case.terms.known.facts:
        return (Missing("item_facts", item, "design_authority", "yes"),)
    return ()


def _met(case: Case, rule: Rule) -> str:
    match rule.name:
        case "category" | "not_category":
            return f"its category is {case.category}"
        case "made_in":
            return f"the final line stands in {case.cost.country}"
        case "country" | "party" | "item":
            return f"its {rule.name} is {getattr(case.cost, rule.name)}"
        case "spends_on":
            return f"it is {case.cost.kind}"
        case "parties_min":
            return f"bought by {', '.join(_buyers(case, rule))}"
        case "design_authority":
            asked = not rule.categories or case.category in rule.categories
            return "the design authority is held" if asked else f"not asked of category {case.category}"
    return HERE


def _buyers(case: Case, rule: Rule) -> list[str]:
    buyers = {case.terms.fund.party} | (case.terms.known.buyers(case.cost.item) if case.cost.item else frozenset())
    zone = rule.zone or frozenset()
    return sorted(party.id for party in case.programme.parties if party.id in buyers and party.country in zone)


def _change(case: Case, rule: Rule) -> str:
    """What would have to be otherwise for the rule to be met; blank where it takes another product or fund."""
    cost, zone = case.cost, rule.zone or frozenset()
    lines = [line for line in case.programme.lines if line.item == cost.item and f"{cost.kind}:{line.id}" in case.due]
    match rule.name:
        case "made_in":
            there = [line.id for line in lines if line.country in zone]
            more = f"{NEW.get(cost.kind, 'a line')} of {cost.item} in {rule.zone_name}"
            return f"make it on {', '.join(there)}" if there else more
        case "parties_min":
            return _more_parties(case, rule)
        case "country" | "party":
            there = [line.id for line in lines if getattr(line, rule.name) in rule.choices]
            return f"make it on {', '.join(there)}" if there else ""
        case "design_authority":
            return f"obtain the design authority, and say so in item_facts: {cost.item}, design_authority, yes"
    return ""


def _only(case: Case, rule: Rule) -> str:
    """What the rule lets in instead."""
    choices = ", ".join(sorted(rule.choices))
    match rule.name:
        case "spends_on":
            kinds = {one.partition(":")[0] for one in case.due}
            none = "" if kinds & rule.choices else f", and {case.cost.item} has no cost of that kind"
            return f"it pays {choices} only{none}"
        case "not_category":
            return f"it pays nothing of category {choices}"
    return f"only for {rule.name} {choices}"


def _more_parties(case: Case, rule: Rule) -> str:
    buyers = _buyers(case, rule)
    have = {party.country for party in case.programme.parties if party.id in buyers}
    more = (rule.count or 0) - len(have)
    states = [p for p in case.programme.parties if p.country in (rule.zone or ()) and p.kind == "state"]
    others = [party.id for party in states if party.country not in have]
    who = f" ({', '.join(others[:4])})" if others else ""
    alone = "".join(
        f"; one state alone could sign until {day} ({row.article})"
        for found in sets_of(case.programme.fund_rules, case.terms.fund.id)
        for row in found.rows
        if row.rule == "one_country_until" and (rule.count or 0) > 1 and (day := row.value)
    )
    return f"{more} more {'country' if more == 1 else 'countries'} of {rule.zone_name} must need it{who}{alone}"


def _judge_signing(case: Case, rule: Rule, made: Callable[..., Finding]) -> Finding:
    calendar, terms = case.programme.settings.calendar, case.terms
    first, last = max(terms.first, 0), min(terms.last, calendar.periods - 1)
    day = rule.period or 0
    if rule.name == "signed_from":
        return made("met", "the fund pays after that day") if day <= last else made(
            "failed", f"the fund pays until {terms.fund.closes} only", change="a fund that closes later")  # fmt: skip
    if day >= first:
        return made("met", "the fund pays before that day")
    return made("failed", f"that day has passed when the fund first pays, in {calendar.label(first)}",
                change="a contract signed before that day passed")  # fmt: skip


def _judge_window(case: Case) -> Finding:
    """The fund's own window against the horizon."""
    calendar, fund = case.programme.settings.calendar, case.terms.fund
    made = Finding("window", f"{fund.opens} to {fund.closes}", None, None, OWN, "", "met", "it pays in these periods")
    if case.terms.last < 0 or case.terms.first >= calendar.periods:
        said = f"the programme runs from {calendar.label(0)} to {calendar.label(calendar.periods - 1)}"
        return Finding(made.rule, made.value, None, None, OWN, "", "failed", said, change="another window of the fund")
    return made


def _judge_sets(case: Case) -> Iterator[Finding | None]:
    """What the fund's sets ask beyond what a plan can obey."""
    for found in sets_of(case.programme.fund_rules, case.terms.fund.id):
        for row in found.rows:
            if row.rule == "papers":
                yield judge_papers(case.terms.known.facts, case.cost.item, row, case.programme.settings, finder(row))
            elif row.rule == "subcontractor_max":
                facts = case.terms.known.facts
                yield judge_subcontractors(case.origins, case.cost, row, facts, finder(row))
