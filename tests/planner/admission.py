"""Which fund may pay which cost: the fund rules of tables.md, one plain condition after the other."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.planner.reading import Case, Row, number, words

SETS = Path(__file__).parents[2] / "cofactory" / "programme" / "rules"

# Interpretations:
# - the signature of a cost is the period in which it falls due; a project's is the period it begins.
# - production, expansion and opening have the item, country and party of their line, a stock release
#   those of its stock; a project has no item, country or party, nor has transport, even on a route
#   that is bound to one item. A cost that lacks what a rule asks for does not satisfy it.
# - an item without a category is in none of those that `not_category` shuts out.
# - `parties_min = 2 of Z`: the fund's party and the parties of the needs for the cost's item or for
#   any product it goes into; they must come from so many different countries of Z.
# - several rows of one rule on one fund are all required; inside one row any of its values will do.


@dataclass(frozen=True)
class Cost:
    """Something that costs money: `production:LINE`, `project:ID`, ... and what the rules ask of it."""

    id: str
    kind: str
    item: str | None = None
    country: str | None = None
    party: str | None = None


def costs(case: Case) -> list[Cost]:
    """Every cost that a programme can have."""
    found = []
    for line in case.rows("lines"):
        own = (line["item"], line["country"], line.get("party") or None)
        kinds = ("production", "expansion", "opening")
        found += [Cost(f"{kind}:{line['id']}", kind, *own) for kind in kinds]
    for stock in case.rows("stocks"):
        own = (stock["item"], stock["country"], stock.get("party") or None)
        found.append(Cost(f"stock:{stock['id']}", "stock", *own))
    found += [Cost(f"project:{row['id']}", "project") for row in case.rows("projects")]
    found += [Cost(f"transport:{row['id']}", "transport") for row in case.rows("routes")]
    return found


def rules_of(case: Case, fund: Row) -> list[Row]:
    """The fund's own rows, and the rows of the sets it takes, less what it lifts, of which a plan knows something."""
    own = [row for row in case.rows("fund_rules") if row["fund"] == fund["id"]]
    lifted = {rule["value"] for rule in own if rule["rule"] == "lifts"}
    taken = [row for rule in own if rule["rule"] == "rules" for row in _set(rule["value"])]
    stated = [rule for rule in own if rule["rule"] not in ("rules", "lifts")]
    return stated + [row for row in taken if row["rule"] not in lifted]


PLANNED = {"spends_on", "item", "category", "country", "party", "not_category", "origin_max", "made_in", "parties_min",
           "design_authority", "signed_from", "signed_until"}  # fmt: skip


@cache
def _set(name: str) -> list[Row]:
    with (SETS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["rule"] in PLANNED]


@dataclass(frozen=True)
class OriginLimit:
    """One origin rule of a fund: the greatest share, the zone that it is counted outside of, and of what it is one."""

    share: float
    zone: frozenset[str]
    of_contract: bool
    """True: a share of the product's price; False: of the value of all its components."""


def origin_limits(case: Case, fund: Row) -> list[OriginLimit]:
    """The fund's origin rules."""
    limits = []
    for rule in rules_of(case, fund):
        if rule["rule"] == "origin_max":
            share, zone = str(rule["value"]).split(" outside ")
            part, _, whole = share.partition(" of ")
            assert whole.strip() in ("", "contract"), rule
            limits.append(OriginLimit(number(part.strip().rstrip("%")) / 100, frozenset(case.zone(zone)), bool(whole)))
    return limits


def admits(case: Case, fund: Row, cost: Cost, due: int, signed: int) -> bool:
    """Whether the fund may pay this cost, due and signed in these periods (origin rules aside)."""
    opens, closes = case.period(fund["opens"]), case.period(fund["closes"])
    if opens is None or closes is None or not opens <= due <= closes:
        return False
    return all(_satisfies(case, fund, rule, cost, signed) for rule in rules_of(case, fund))


def _satisfies(case: Case, fund: Row, rule: Row, cost: Cost, signed: int) -> bool:
    name, value = rule["rule"], rule["value"]
    category = case.row("items", cost.item).get("category") if cost.item else None
    if name == "origin_max":
        return True
    if name == "spends_on":
        return cost.kind in words(value)
    if name == "item":
        return cost.item in words(value)
    if name == "category":
        return category in words(value)
    if name == "not_category":
        return cost.item is not None and category not in words(value)
    if name == "country":
        return any(cost.country in case.zone(word) for word in words(value))
    if name == "party":
        return cost.party in words(value)
    if name == "made_in":
        return cost.kind in ("production", "expansion", "opening") and (cost.country in case.zone(value))
    if name == "parties_min":
        least, zone = str(value).split(" of ")
        buyers = _parties(case, fund, cost) & _people_of(case, zone)
        return len({party["country"] for party in case.rows("parties") if party["id"] in buyers}) >= int(least)
    if name == "design_authority":
        asked = words(str(value).removeprefix("yes").strip().removeprefix("for "))
        if asked != [""] and category and category not in asked:
            return True
        return any(
            fact["item"] == cost.item and fact["fact"] == "design_authority" and fact["value"] == "yes"
            for fact in case.rows("item_facts")
        )
    date = case.period(value)
    assert date is not None
    return signed >= date if name == "signed_from" else signed <= date


def _parties(case: Case, fund: Row, cost: Cost) -> set[str]:
    if cost.item is None:
        return set()
    products = case.goes_into(cost.item)
    return {fund["party"]} | {n["party"] for n in case.rows("needs") if n["item"] in products}


def _people_of(case: Case, zone: str) -> set[str]:
    inside = case.zone(zone)
    return {party["id"] for party in case.rows("parties") if party["country"] in inside}
