"""Which fund may pay which cost, and the rule that shuts it out where it may not (pure)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cofactory.programme.cells import planning, planning_money
from cofactory.programme.rule_values import Rule, parse_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cofactory.base.cell import Cell
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Fund, FundRule, Item


@dataclass(frozen=True, slots=True)
class Cost:
    """Something that falls due: what kind, for which row, and what fund rules may ask of it."""

    id: str
    """`production:LINE`, `expansion:LINE`, `opening:LINE`, `project:ID`, `stock:ID` or `transport:ROUTE`."""
    kind: str
    subject: str
    item: str | None = None
    country: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a fund may not pay a cost: the rule's row and one clause saying what it asks and what it meets."""

    fund: str
    rule: FundRule | None
    why: str


class Known:
    """What rules ask of a programme beyond the cost itself: its items, their facts and who buys them, by item."""

    def __init__(self, programme: Programme) -> None:
        self.items: Mapping[str, Item] = {item.id: item for item in programme.items}
        self.facts: dict[tuple[str, str], str] = {}
        for fact in programme.item_facts:
            self.facts.setdefault((fact.item, fact.fact), fact.value)
        self._products: dict[str, list[str]] = defaultdict(list)
        for row in programme.bom:
            self._products[row.component].append(row.product)
        self._needing: dict[str, set[str]] = defaultdict(set)
        for need in programme.needs:
            self._needing[need.item].add(need.party)
        self._buyers: dict[str, frozenset[str]] = {}

    def buyers(self, item: str) -> frozenset[str]:
        """Returns the parties that need the item, or any product that it goes into."""
        if item not in self._buyers:
            served, waiting = {item}, [item]
            while waiting:
                new = set(self._products.get(waiting.pop(), ())) - served
                served |= new
                waiting.extend(new)
            self._buyers[item] = frozenset().union(*(self._needing.get(one, ()) for one in served))
        return self._buyers[item]


@dataclass(frozen=True, slots=True)
class FundTerms:
    """A fund with its rules read: the window in which it may pay and sign, and its limits."""

    fund: Fund
    rules: tuple[tuple[FundRule, Rule], ...]
    first: int
    last: int
    signed_first: int
    signed_last: int
    known: Known = field(repr=False, compare=False)

    def origin_rules(self) -> tuple[tuple[FundRule, Rule], ...]:
        """The rules on the share of components made outside a zone."""
        return tuple((row, rule) for row, rule in self.rules if rule.name == "origin_max")


def fund_terms(programme: Programme) -> tuple[FundTerms, ...]:
    """Returns every fund with its rules read, in table order; periods count from the programme's start."""
    calendar = programme.settings.calendar
    known = Known(programme)
    rules_of: dict[str, list[tuple[FundRule, Rule]]] = defaultdict(list)
    for row in programme.fund_rules:
        rules_of[row.fund].append((row, parse_rule(row, programme.settings)))
    terms = []
    for fund in programme.funds:
        rules = tuple(rules_of.get(fund.id, ()))
        starts = [r.period for _, r in rules if r.name == "signed_from" and r.period is not None]
        ends = [r.period for _, r in rules if r.name == "signed_until" and r.period is not None]
        first, last = calendar.index(fund.opens), calendar.index(fund.closes)
        signed_first, signed_last = max(starts, default=-(10**9)), min(ends, default=10**9)
        terms.append(FundTerms(fund, rules, first, last, signed_first, signed_last, known))
    return tuple(terms)


def costs(programme: Programme) -> tuple[Cost, ...]:
    """Returns every cost that can fall due with an amount above 0, in the order of the tables."""
    return tuple(_costs(programme))


def _costs(programme: Programme) -> Iterator[Cost]:
    settings = programme.settings

    def dear(cell: Cell | None) -> bool:
        """Whether a cell says more than nothing."""
        return cell is not None and planning_money(cell, settings) > 0

    for line in programme.lines:
        place = (line.id, line.item, line.country, line.party)
        if dear(line.unit_cost):
            yield Cost(f"production:{line.id}", "production", *place)
        if dear(line.step_cost) and line.step is not None and planning(line.max_steps) > 0:
            yield Cost(f"expansion:{line.id}", "expansion", *place)
        if dear(line.opening_cost):
            yield Cost(f"opening:{line.id}", "opening", *place)
    stages: dict[str, list[Cell | None]] = defaultdict(list)
    for stage in programme.stages:
        stages[stage.project].append(stage.cost)
    for project in programme.projects:
        if any(dear(cell) for cell in stages.get(project.id, [project.cost])):
            yield Cost(f"project:{project.id}", "project", project.id)
    for stock in programme.stocks:
        if dear(stock.unit_cost):
            yield Cost(f"stock:{stock.id}", "stock", stock.id, stock.item, stock.country, stock.party)
    for route in programme.routes:
        if dear(route.unit_cost):
            yield Cost(f"transport:{route.id}", "transport", route.id)


def refusals(programme: Programme, terms: FundTerms, cost: Cost) -> tuple[Refusal, ...]:
    """Returns the rules of a fund that a cost fails, windows and origin shares apart; empty when it may be paid.

    A cost that lacks what a rule asks for (a project has no item, transport no party) fails it. Origin shares
    are a matter of the whole plan, dates one of the period in which the cost falls due.
    """
    found = []
    for row, rule in terms.rules:
        why = _fails(programme, terms, rule, cost)
        if why:
            found.append(Refusal(terms.fund.id, row, why))
    return tuple(found)


def _fails(programme: Programme, terms: FundTerms, rule: Rule, cost: Cost) -> str:
    item = terms.known.items.get(cost.item or "")
    category = item.category if item is not None else None
    zone = rule.zone or frozenset()
    match rule.name:
        case "spends_on":
            return "" if cost.kind in rule.choices else f"it spends on {_wanted(rule)} only"
        case "item" | "country" | "party":
            value = getattr(cost, rule.name)
            asked = f"its {rule.name} must be one of"
            return "" if value in rule.choices else f"{asked} {_wanted(rule)}, not {value or 'blank'}"
        case "category":
            asked = "the category must be one of"
            return "" if category in rule.choices else f"{asked} {_wanted(rule)}, not {category or 'blank'}"
        case "not_category":
            refused = item is None or category in rule.choices
            return f"the category may not be one of {_wanted(rule)}" if refused else ""
        case "made_in":
            asked = f"the final line must stand in {rule.zone_name}"
            if cost.kind not in {"production", "expansion", "opening"}:
                return f"{asked}, and {cost.kind} has none"
            return "" if cost.country in zone else f"{asked}, not in {cost.country}"
        case "parties_min":
            return _too_few_parties(programme, terms, rule, cost)
        case "design_authority":
            return _no_design_authority(terms, rule, item)
    return ""  # origin shares and dates are decided in the plan


def _no_design_authority(terms: FundTerms, rule: Rule, item: Item | None) -> str:
    """An item without a category is asked too: what it is in is not known."""
    if item is not None and item.category and rule.categories and item.category not in rule.categories:
        return ""
    said = item is not None and terms.known.facts.get((item.id, "design_authority")) == "yes"
    return "" if said else "nothing in item_facts says that the design authority is held"


def _wanted(rule: Rule) -> str:
    return ", ".join(sorted(rule.choices))


def _too_few_parties(programme: Programme, terms: FundTerms, rule: Rule, cost: Cost) -> str:
    """The fund's own party and the parties that need the item, or any product it goes into, buy it in common.

    Their countries are counted: a ministry and an agency of one state are one, as the laws ask for states.
    """
    buyers = {terms.fund.party} | terms.known.buyers(cost.item) if cost.item is not None else set()
    zone = rule.zone or frozenset()
    inside = sorted({p.country for p in programme.parties if p.id in buyers and p.country in zone})
    if len(inside) >= (rule.count or 0):
        return ""
    asked = "1 country" if rule.count == 1 else f"{rule.count} countries"
    return f"parties of at least {asked} of {rule.zone_name} must buy it: {', '.join(inside) or 'none'} so far"
