"""Funds and their rules: rules that say nothing or name nothing, and funds without money."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from operator import itemgetter
from typing import TYPE_CHECKING

from cofactory.programme.complain import about, listed, warn
from cofactory.programme.eligibility import Cost, fund_terms, refusals
from cofactory.programme.paths import NEVER, amount, recipes
from cofactory.programme.rule_sets import TakenRule, rule_sets
from cofactory.programme.rule_values import RuleError, parse_rule, split_values, suggestion

if TYPE_CHECKING:
    from cofactory.base.problems import Problem
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import FundRule


def check_rule_values(programme: Programme) -> list[Problem]:
    """Problems of fund rules whose value does not say what the rule asks."""
    problems = []
    for row in programme.fund_rules:
        try:
            parse_rule(row, programme.settings)
        except RuleError as error:
            problems.append(about(row, "value", error.name, error.why, mend=error.mend))
    return problems


def check_rule_names(programme: Programme) -> list[Problem]:
    """Problems of fund rules that name an item or party that is in no table; warnings for a category no item has."""
    known = {
        "item": {row.id for row in programme.items},
        "party": {row.id for row in programme.parties},
        "category": {row.category for row in programme.items if row.category},
    }
    problems = []
    for row in programme.fund_rules:
        kind = row.rule.removeprefix("not_")
        words = split_values(row.value) if kind in known else ()
        if isinstance(row, TakenRule) and known.get(kind, set()) & set(words):
            continue  # a set names every category of its law; a programme need not have them all
        problems += [_unknown_name(row, kind, word, known[kind]) for word in words if word not in known[kind]]
    return problems


def check_lifts(programme: Programme) -> list[Problem]:
    """Warnings for rows that lift a rule which no set of their fund has."""
    problems = []
    for row in programme.fund_rules:
        if row.rule != "lifts":
            continue
        taken = [one.value for one in programme.fund_rules if one.fund == row.fund and one.rule == "rules"]
        names = {one.rule for name in taken if name in rule_sets() for one in rule_sets()[name].rows} - {"told"}
        if row.value not in names:
            sets = f"in {listed(taken)}" if taken else "because the fund takes no set"
            why = f"There is no rule {row.value} to lift for fund {row.fund}, {sets}."
            mend = (
                f"Write one of {listed(sorted(names), most=20)}."
                if names
                else "Take a set with `rules`, or delete the row."
            )
            problems.append(warn(row, "value", "lifts-nothing", why, mend=mend))
    return problems


def _unknown_name(row: FundRule, kind: str, word: str, known: set[str]) -> Problem:
    guess = suggestion(word, known)
    if kind == "category":
        effect = "it shuts nothing out" if row.rule == "not_category" else "it lets nothing in"
        have = f"The categories are {listed(sorted(known))}." if known else "No item has a category yet."
        why = f'No item has the category "{word}": {effect}.'
        mend = f"{guess}{have} Write one of these, or give the items their category."
        return warn(row, "value", "rule-of-unused-category", why, mend=mend)
    table = {"item": "items", "party": "parties"}[kind]
    why = f'There is no {kind} called "{word}" in {table}.'
    mend = f"{guess}Write an id of {table}; several are separated by `;`."
    return about(row, "value", "rule-of-unknown-row", why, mend=mend)


def check_signing(programme: Programme) -> list[Problem]:
    """Problems of funds whose contracts must be signed after the last day on which they may be."""
    days: dict[str, dict[str, list[tuple[int, FundRule]]]]
    days = {"signed_from": defaultdict(list), "signed_until": defaultdict(list)}
    for row in programme.fund_rules:
        if row.rule in days:
            with suppress(RuleError):  # a date that cannot be read is a problem of its own
                days[row.rule][row.fund].append((parse_rule(row, programme.settings).period or 0, row))
    problems = []
    for fund, ends in days["signed_until"].items():
        begin, first = max(days["signed_from"][fund], default=(-NEVER, None), key=itemgetter(0))
        for end, last in ends:
            if first is not None and begin > end:
                why = f"Fund {fund} takes contracts signed from {first.value} and until {last.value}: no day is both."
                mend = f"Write a date after {first.value}, or exchange the two."
                problems.append(about(last, "value", "backward-signing", why, mend=mend))
    return problems


def check_idle_funds(programme: Programme) -> list[Problem]:
    """Warnings for funds with no money to spend: an amount, share or limit of 0."""
    problems = []
    for fund in programme.funds:
        limits = {"amount": fund.amount, "share_max": fund.share_max, "period_limit": fund.period_limit}
        for column, cell in limits.items():
            if cell is not None and cell.known and amount(cell) == 0:
                why = f"With {column} 0, fund {fund.id} can pay nothing."
                blank = ", leave it blank for no limit," if column == "period_limit" else ""
                mend = f"Write what it may spend in {column}{blank} or delete the fund."
                problems.append(warn(fund, column, "fund-without-money", why, mend=mend))
    return problems


def check_loans(programme: Programme) -> list[Problem]:
    """Problems of loans that would be repaid before their principal falls due for the first time."""
    problems = []
    for fund in programme.funds:
        grace, maturity = fund.grace_years, fund.maturity_years
        if grace is None or maturity is None or not (grace.known and maturity.known):
            continue
        if amount(grace) >= amount(maturity):
            why = f"Fund {fund.id} is repaid {maturity.text} years after it is drawn, and rests for {grace.text}."
            mend = "Write a maturity_years that is longer than grace_years."
            problems.append(about(fund, "maturity_years", "maturity-inside-grace", why, mend=mend))
    return problems


def check_origin_values(programme: Programme) -> list[Problem]:
    """Problems of origin rules on products of which a component has no value: their share cannot be computed."""
    terms = [fund for fund in fund_terms(programme) if fund.origin_rules()] if programme.fund_rules else []
    recipe = recipes(programme) if terms else {}
    valued = {item.id for item in programme.items if item.value is not None and item.value.known}
    problems = []
    for fund in terms:
        unvalued: dict[str, set[str]] = {}
        of_contract = any(rule.of_contract for _, rule in fund.origin_rules())
        for line in programme.lines:
            parts = {row.component for row in recipe[line.id]}
            parts = (parts | {line.item} if parts and of_contract else parts) - valued
            cost = Cost(f"production:{line.id}", "production", line.id, line.item, line.country, line.party)
            if parts and not refusals(programme, fund, cost):
                unvalued.setdefault(line.item, set()).update(parts)
        for row, _ in fund.origin_rules() if unvalued else ():
            products, lacking = listed(sorted(unvalued)), listed(sorted(set().union(*unvalued.values())))
            why = f"The share of {products} made outside the zone cannot be computed: no value of {lacking}."
            mend = f"Write the price of one unit of {lacking} in value of items."
            problems.append(about(row, "value", "origin-share-without-values", why, mend=mend))
    return problems
