"""Pumps that a test pays for: one product of three components, one fund, and what was found."""

from typing import Any

from cofactory.funding.finding import Eligibility, Finding, Verdict
from cofactory.funding.verdicts import judge_all
from tests.planner.small import fund, line, need, programme

ITEMS = [
    {"id": "pump", "name": "Pump", "kind": "product", "value": 200, "category": "safe-1"},
    {"id": "motor", "name": "Motor", "kind": "component", "value": 60},
    {"id": "valve", "name": "Valve", "kind": "component", "value": 20},
    {"id": "frame", "name": "Frame", "kind": "component", "value": 10},
]
BOM = [
    {"product": "pump", "component": "motor", "quantity": 1},
    {"product": "pump", "component": "valve", "quantity": 1},
    {"product": "pump", "component": "frame", "quantity": 2},
]
"""One pump holds components worth 60 + 20 + 2 x 10 = 100."""

SHOWN = [
    {"item": "pump", "fact": "hostile_component", "value": "no"},
    {"item": "pump", "fact": "maker_countries", "value": "FR; NO"},
    {"item": "pump", "fact": "subcontractor_countries", "value": "none"},
]


def made(component: str, **capacities: int) -> list[dict[str, Any]]:
    """Lines of a component: `made("motor", FR=30, US=70)`."""
    return [
        line(f"{component}-{country.lower()}", item=component, country=country, capacity=capacity)
        for country, capacity in capacities.items()
    ]


def pumps(*rules: tuple[str, str], motor: dict[str, int], **tables: Any) -> Eligibility:
    """Pumps assembled in France, paid by one fund with these rules; valves and frames come from France."""
    lines = [
        line("pump-fr", country="FR", unit_cost=100, party="fr"), *made("motor", **motor), *made("valve", FR=10),
        *made("frame", FR=10),
    ]  # fmt: skip
    given: dict[str, Any] = {
        "items": ITEMS, "bom": BOM, "lines": lines, "needs": [need()], "funds": [fund(party="fr", form="loan")],
        "fund_rules": [{"fund": "budget", "rule": rule, "value": value} for rule, value in rules],
    }  # fmt: skip
    return judge_all(programme(**(given | tables)))


def verdict(found: Eligibility) -> Verdict:
    return found.of("pump", "budget")


def finding(found: Eligibility, rule: str) -> Finding:
    return next(one for one in verdict(found).findings if one.rule == rule)
