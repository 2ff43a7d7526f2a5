"""The two tests of origin: the share of components from outside a zone, and the largest single one in the contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cofactory.funding.finding import Figure
from cofactory.funding.missing import Missing
from cofactory.funding.nearest import NOTHING, Move, moves
from cofactory.programme.rule_values import Rule, split_values

if TYPE_CHECKING:
    from cofactory.funding.finding import Finding
    from cofactory.funding.shares import Nominal, Origins
    from cofactory.programme.eligibility import Cost
    from cofactory.programme.rule_sets import SetRow

TOLD = 5e-4
"""Shares that differ by less are written alike."""
PLAN = 1e-6
"""A plan's share may be above its limit by the solver's tolerance."""


def judge_origin(origins: Origins, fund: str, cost: Cost, rule: Rule, made: Callable[..., Finding]) -> Finding | None:
    """Returns the share from outside in the plan and by the bill of materials against the rule's limit.

    The plan's share decides where the fund pays for the product in it, else that of the bill of materials. None for a
    cost that is not production: origin rules look at products.
    """
    if cost.kind != "production" or cost.item is None:
        return None
    limit, whole = rule.share or 0.0, _whole(rule)
    nominal = origins.nominal(origins.lines[cost.subject], rule)
    planned = origins.planned(fund, cost.item, rule)
    figures = [] if planned is None else [Figure("plan", planned, limit, whole)]
    if isinstance(nominal, tuple):
        return made("unknown", "the share from outside cannot be computed", missing=nominal, figures=tuple(figures))
    figures.append(Figure("bill of materials", nominal.share, limit, whole))
    if abs(nominal.deep - nominal.share) > TOLD:
        figures.append(Figure("bill of materials, all levels", nominal.deep, limit, whole))
    reached = nominal.share if planned is None else planned
    said = "; ".join(f"{share(one.reached)} of {share(one.limit)} ({one.of})" for one in figures)
    said = f"{whole} from outside {rule.zone_name}: {said}"
    if reached <= limit + (NOTHING if planned is None else PLAN):
        return made("met", said, figures=tuple(figures))
    return made("failed", said, figures=tuple(figures), change=nearest_change(nominal, limit, rule))


def _whole(rule: Rule) -> str:
    return "contract value" if rule.of_contract else "component cost"


def share(value: float) -> str:
    """The share in words: `28.4 %`, `35 %`."""
    return f"{round(100 * value, 1):g} %"


def nearest_change(nominal: Nominal, limit: float, rule: Rule) -> str:
    """Returns how many points are too many, and which components from where bring the share to the limit."""
    found = moves(nominal, limit)
    points = f"{round(100 * (nominal.share - limit), 1):g} points too many"
    if not found:
        return f"too much in the plan: by the bill of materials it would be {share(nominal.share)}"
    reached = nominal.share - sum(move.weight for move in found)
    ways = " and ".join(_way(move, rule) for move in found)
    whole = " with all of it" if found[-1].least < 1 - NOTHING else ""
    return f"{points}: source {ways}; {share(reached)} then{whole}"


def _way(move: Move, rule: Rule) -> str:
    part = "" if move.least > 1 - NOTHING else f" (at least {share(move.least)} of it)"
    to = " or ".join(move.to) if move.to else f"a new source in {rule.zone_name}"
    return f"{move.component}{part} from {to} instead of {' or '.join(move.away_from)}"


_SUBCONTRACTORS = re.compile(r"(\d+)% of contract from (\d+)% outside (.+)")


def judge_subcontractors(
    origins: Origins, cost: Cost, row: SetRow, facts: Mapping[tuple[str, str], str], made: Callable[..., Finding]
) -> Finding | None:
    """Returns the largest component from outside against the two limits on one subcontractor, in contract value.

    Below the lower one no supplier of a component can be meant. From there on papers must show the exception.
    """
    match = _SUBCONTRACTORS.fullmatch(row.value)
    if match is None or cost.kind != "production" or cost.item is None:
        return None
    most, least = int(match[1]) / 100, int(match[2]) / 100
    settings = origins.programme.settings
    zone = frozenset[str]().union(*(settings.zone(name) for name in split_values(match[3])))
    rule = Rule("origin_max", share=most, zone=zone, zone_name=match[3], of_contract=True)
    said = facts.get((cost.item, "subcontractors"), "").strip().lower()
    paper = Missing("item_facts", cost.item, "subcontractors", "yes")
    nominal = origins.nominal(origins.lines[cost.subject], rule)
    if isinstance(nominal, tuple):
        if said:
            return made("met" if said == "yes" else "failed", f"item_facts says subcontractors = {said}")
        return made("unknown", "the largest part of the contract from outside is not known", missing=(*nominal, paper))
    parts = [replace(part, outside=1.0) for part in nominal.parts if part.outside > 0]
    largest = max(parts, key=nominal.weight, default=None)
    if largest is None:
        return made("met", f"no component comes from outside {match[3]}")
    reached = nominal.weight(largest)
    figures = (Figure("largest component", reached, least if reached < least else most, "contract value"),)
    told = f"{largest.component} is {share(reached)} of contract value"
    if reached < least - NOTHING:
        return made("met", f"{told}, below the {share(least)} at which one subcontractor counts", figures=figures)
    if said:
        good = said == "yes"
        return made("met" if good else "failed", f"{told}; item_facts says subcontractors = {said}", figures=figures,
                    change="" if good else f"source {largest.component} inside, or {row.words}")  # fmt: skip
    above = ", and above what the exception allows" if reached > most else ""
    return made("unknown", f"{told}{above}: to be shown: {row.words}", missing=(paper,), figures=figures)
