"""The share of a product that comes from outside a zone: from its bill of materials, and from a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.funding.missing import Missing
from cofactory.programme.cells import planning_money
from cofactory.programme.paths import amount, recipes

if TYPE_CHECKING:
    import polars

    from cofactory.programme.record import Programme
    from cofactory.programme.rule_values import Rule
    from cofactory.schema.programme import Arrival, Line, Stock


@dataclass(frozen=True, slots=True)
class Part:
    """One component of one unit of a product: what it is worth, and how much of it comes from outside the zone."""

    component: str
    value: float
    """Of what one unit of the product takes, in programme money."""
    outside: float
    """Share of it from outside, 0 to 1: its lines weighed by capacity; its stocks by quantity where it has no line."""
    deep: float
    """The same with what its own components are made of, level by level."""
    inside_from: tuple[str, ...]
    """Countries of the zone in which the programme has a line or stock of it."""
    outside_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nominal:
    """What a line's bill of materials says of origins, before any plan."""

    parts: tuple[Part, ...]
    total: float
    """What the share is of: the value of all components, or the price of the product."""

    @property
    def share(self) -> float:
        """The share from outside when every component comes from its sources as they stand."""
        return sum(part.value * part.outside for part in self.parts) / self.total

    @property
    def deep(self) -> float:
        """The same through all levels: of each component what its own parts do not hold counts where it is made."""
        return sum(part.value * part.deep for part in self.parts) / self.total

    @property
    def least(self) -> float:
        """The share when each component that can come from inside does."""
        return sum(part.value * part.outside for part in self.parts if not part.inside_from) / self.total

    def weight(self, part: Part) -> float:
        """What a component from outside adds to the share."""
        return part.value * part.outside / self.total


class Origins:
    """Where every item comes from, and what it is worth: what both shares are computed of."""

    def __init__(self, programme: Programme, made: polars.DataFrame | None = None) -> None:
        """Keeps what is asked again and again; `made` is the table `plan_origins` of a plan."""
        self.programme = programme
        self.recipes = recipes(programme)
        self.lines: Mapping[str, Line] = {line.id: line for line in programme.lines}
        settings = programme.settings
        self.values = {
            item.id: planning_money(item.value, settings)
            for item in programme.items
            if item.value is not None and item.value.known
        }
        self._sources = _sources(programme)
        self._made = [] if made is None else made.rows(named=True)

    def countries(self, item: str) -> Mapping[str, float]:
        """Returns the countries an item comes from, each with its share of what can come; empty where none does."""
        return self._sources.get(item, {})

    def nominal(self, line: Line, rule: Rule) -> Nominal | tuple[Missing, ...]:
        """Returns the shares of a line's product outside the rule's zone, or what is missing to compute them."""
        zone = rule.zone or frozenset()
        rows = self.recipes[line.id]
        if not rows:
            value = self.values.get(line.item, 1.0)
            others = {one.country for one in self.lines.values() if one.item == line.item} & zone
            outside = float(line.country not in zone)
            return Nominal(
                (Part(line.item, value, outside, outside, tuple(sorted(others)), (line.country,)),), value or 1.0
            )
        lacking = [Missing("items", row.component, "value") for row in rows if not self.values.get(row.component)]
        lacking += [Missing("lines", row.component, "item") for row in rows if not self.countries(row.component)]
        if rule.of_contract and not self.values.get(line.item):
            lacking.append(Missing("items", line.item, "value"))
        if lacking:
            return tuple(lacking)
        parts = tuple(self._part(row.component, amount(row.quantity), zone) for row in rows)
        whole = self.values[line.item] if rule.of_contract else sum(part.value for part in parts)
        return Nominal(parts, whole)

    def _part(self, component: str, quantity: float, zone: frozenset[str]) -> Part:
        sources = self.countries(component)
        inside = tuple(country for country in sources if country in zone)
        outside = tuple(country for country in sources if country not in zone)
        share = sum(sources[country] for country in outside)
        deep = self._deep(component, zone)
        return Part(component, quantity * self.values[component], share, deep, inside, outside)

    def _deep(self, item: str, zone: frozenset[str]) -> float:
        """The share of an item's value from outside, through the bills of materials of the lines that make it.

        A line adds what its item is worth above its components; where those have no value, all of it.
        """
        lines = [line for line in self.lines.values() if line.item == item]
        whole = sum(amount(line.capacity) for line in lines)
        if not lines or not whole:
            return sum(share for country, share in self.countries(item).items() if country not in zone)
        return sum(amount(line.capacity) / whole * self._deep_on(line, zone) for line in lines)

    def _deep_on(self, line: Line, zone: frozenset[str]) -> float:
        """The same of what one line makes."""
        here, own = float(line.country not in zone), self.values.get(line.item, 0.0)
        rows = [row for row in self.recipes[line.id] if self.values.get(row.component)]
        parts = [(amount(row.quantity) * self.values[row.component], row.component) for row in rows]
        inside = sum(value for value, _ in parts)
        added = max(0.0, own - inside)
        if not inside + added:
            return here
        return (sum(value * self._deep(item, zone) for value, item in parts) + added * here) / (inside + added)

    def planned(self, fund: str, item: str, rule: Rule) -> float | None:
        """Returns the share from outside of what a fund pays of a product in the plan; None where it pays none."""
        zone = rule.zone or frozenset()
        rows = [row for row in self._made if row["fund"] == fund and self.lines[row["line"]].item == item]
        outside = sum(row["value"] for row in rows if row["made_in"].split("; ")[0] not in zone)
        whole = self._contracts(rows, item) if rule.of_contract else sum(row["value"] for row in rows)
        return outside / whole if whole > 0 else None

    def _contracts(self, rows: list[dict[str, object]], item: str) -> float:
        """The price of the units paid for: the first component of each line's bill of materials counts them."""
        units = 0.0
        for row in rows:
            recipe = self.recipes[str(row["line"])]
            per_unit = amount(recipe[0].quantity) if recipe else 1.0
            if not recipe or recipe[0].component == row["component"]:
                units += float(str(row["quantity"])) / per_unit
        return units * self.values.get(item, 0.0)


def _sources(programme: Programme) -> dict[str, dict[str, float]]:
    """Every item's countries with their shares, in the order of the tables."""
    made: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in programme.lines:
        made[line.item][line.country] += amount(line.capacity)
    held: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    lying: tuple[Stock | Arrival, ...] = (*programme.stocks, *programme.arrivals)
    for row in lying:
        held[row.item][row.country] += amount(row.quantity)
    return {item: _as_shares(found) for item, found in (held | made).items()}


def _as_shares(found: Mapping[str, float]) -> dict[str, float]:
    whole = sum(found.values())
    return {country: (size / whole if whole else 1 / len(found)) for country, size in found.items()}
