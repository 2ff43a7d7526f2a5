"""Where components were made, as far as a fund's origin rule needs to know it.

Countries that every origin rule treats alike form one origin class, so that a plan tracks classes
and not countries: the answer is the same and the model smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.programme.cells import planning_money
from cofactory.programme.eligibility import Cost, FundTerms, fund_terms, refusals

if TYPE_CHECKING:
    from cofactory.programme.record import Programme

Recipe = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class OriginLimit:
    """One origin rule of one fund on one product: at most `share` of component value, or price, from outside a zone."""

    fund: int
    product: str
    share: float
    outside: frozenset[int]
    """Origin classes outside the zone."""
    zone: frozenset[str]
    rule: int
    """Index of the rule among the fund's rules, for reasons."""
    of_contract: bool = False
    """Whether the share is one of the product's price."""


@dataclass(frozen=True)
class Origin:
    """The origin classes, the items whose class is tracked, and which lines' units which fund may certify."""

    classes: dict[str, int]
    tracked: frozenset[str]
    certified: tuple[tuple[int, int], ...]
    """(fund, line) pairs: the fund has an origin rule and may pay this line's production."""
    limits: tuple[OriginLimit, ...]
    value: dict[str, float]
    """Estimated price of one unit by item, 1 where none is given (only ratios of one product matter then)."""

    def of(self, item: str, country: str) -> int:
        """The origin class of a unit of this item made in this country; 0 where it is not tracked."""
        return self.classes.get(country, 0) if item in self.tracked else 0


def build_origin(programme: Programme, recipes: list[Recipe]) -> Origin:
    """Returns the origin classes of a programme; trivial where no fund has an origin rule."""
    terms = fund_terms(programme)
    asking = [(f, t) for f, t in enumerate(terms) if t.origin_rules()]
    certified = tuple((f, n) for f, t in asking for n in range(len(programme.lines)) if _may_pay(programme, t, n))
    zones = [rule.zone or frozenset() for _, t in asking for _, rule in t.origin_rules()]
    classes = _classes(programme, zones)
    tracked = frozenset(component for _, n in certified for component, _ in recipes[n])
    settings = programme.settings
    return Origin(
        classes=classes,
        tracked=tracked,
        certified=certified,
        limits=tuple(_limits(programme, asking, certified, classes)),
        value={i.id: planning_money(i.value, settings) if i.value is not None else 1.0 for i in programme.items},
    )


def _may_pay(programme: Programme, terms: FundTerms, n: int) -> bool:
    line = programme.lines[n]
    cost = Cost(f"production:{line.id}", "production", line.id, line.item, line.country, line.party)
    return planning_money(line.unit_cost, programme.settings) > 0 and not refusals(programme, terms, cost)


def _classes(programme: Programme, zones: list[frozenset[str]]) -> dict[str, int]:
    """Countries by origin class: two countries share one when they lie in the same of the zones asked about."""
    countries = {row.country for table in (programme.lines, programme.stocks, programme.arrivals) for row in table}
    signature = {country: tuple(country in zone for zone in zones) for country in sorted(countries)}
    order = {key: n for n, key in enumerate(sorted(set(signature.values()), reverse=True))}
    return {country: order[key] for country, key in signature.items()}


def _limits(
    programme: Programme,
    asking: list[tuple[int, FundTerms]],
    certified: tuple[tuple[int, int], ...],
    classes: dict[str, int],
) -> list[OriginLimit]:
    limits = []
    for f, terms in asking:
        products = dict.fromkeys(programme.lines[n].item for fund, n in certified if fund == f)
        for product in products:
            for r, (_, rule) in enumerate(terms.rules):
                if rule.name != "origin_max":
                    continue
                zone = rule.zone or frozenset()
                outside = frozenset(k for country, k in classes.items() if country not in zone)
                limits.append(OriginLimit(f, product, rule.share or 0.0, outside, zone, r, rule.of_contract))
    return limits
