"""Every finished plan keeps the identities; and the checker of identities sees a plan that breaks one."""

from pprint import pformat
from types import SimpleNamespace
from typing import Any

import polars
import pytest
from hypothesis import given

from cofactory.planner.solve import NoPlan, make_plan
from cofactory.programme.folder import from_tables
from tests.planner.identities import faults
from tests.planner.programmes import cases, many, smaller
from tests.planner.reading import Case


@many
@given(cases())
def test_every_plan_keeps_the_identities(case: Case) -> None:
    complaint = broken(case)
    if complaint:
        least = smaller(case, broken)
        pytest.fail(f"{complaint}\n{broken(least)} for\n{least.settings}\n{pformat(least.tables, width=150)}")


def broken(case: Case) -> list[str]:
    """The identities that the planner's plan of this programme breaks."""
    try:
        return faults(case, make_plan(from_tables(case.settings, case.tables)))
    except NoPlan:
        return []


def honest() -> tuple[Case, dict[str, list[dict[str, Any]]]]:
    """A small programme and, worked out by hand, the tables of a right plan for it."""
    settings = {"start": "2026", "periods": 3, "period": "year", "discount_rate": 0.25}
    works = {"id": "works", "item": "kit", "country": "FR", "capacity": 4, "lead_time": 1, "unit_cost": 2}
    works |= {"ramp": 1, "project": "tests", "pool": "hall"}
    works |= {"step": 2, "step_cost": 5, "step_lead_time": 1, "max_steps": 1}
    shop = {"id": "shop", "item": "part", "country": "UA", "capacity": 9, "opening_cost": 8, "max_steps": 2}
    tables: dict[str, list[dict[str, Any]]] = {
        "items": [{"id": "kit"}, {"id": "part"}],
        "bom": [{"product": "kit", "component": "part", "quantity": 1}],
        "projects": [{"id": "tests", "duration": 0, "cost": 6, "start": "2026"}],
        "pools": [{"id": "hall", "capacity": 6}],
        "lines": [works, shop],
        "stocks": [{"id": "depot", "item": "part", "country": "UA", "quantity": 5, "reserve": 1, "release_rate": 3}],
        "routes": [{"id": "road", "from": "UA", "to": "FR", "unit_cost": 1, "capacity": 9, "opens": "2026"}],
        "needs": [{"id": "ask", "country": "FR", "item": "kit", "start": "2026", "end": "2028", "quantity": 4}],
        "commitments": [{"id": "word", "need": "ask", "quantity": 4, "due": "2027", "priority": 1}],
        "funds": [
            {"id": "pot", "amount": 60, "opens": "2026", "closes": "2027", "period_limit": 40, "share_max": 0.5},
            {"id": "own", "amount": 60, "opens": "2026", "closes": "2028"},
        ],
    }
    owed = [("production:works", "2026", 4.0), ("production:works", "2027", 12.0), ("transport:road", "2026", 2.0)]
    owed += [("transport:road", "2027", 6.0), ("project:tests", "2026", 6.0), ("opening:shop", "2027", 8.0)]
    owed += [("expansion:works", "2026", 5.0)]
    plan: dict[str, list[dict[str, Any]]] = {
        "starts": [
            {"line": "works", "period": "2026", "quantity": 2.0, "capacity": 2.0},
            {"line": "works", "period": "2027", "quantity": 6.0, "capacity": 6.0},
            {"line": "works", "period": "2028", "quantity": 0.0, "capacity": 6.0},
            {"line": "shop", "period": "2027", "quantity": 4.0, "capacity": 9.0},
        ],
        "steps": [{"line": "works", "period": "2026", "steps": 1, "cost": 5.0}],
        "openings": [{"line": "shop", "period": "2027", "cost": 8.0}],
        "projects": [{"project": "tests", "begin": "2026", "finish": "2026", "cost": 6.0}],
        "releases": [
            {"stock": "depot", "period": "2026", "quantity": 2.0},
            {"stock": "depot", "period": "2027", "quantity": 2.0},
        ],
        "shipments": [
            {"route": "road", "item": "part", "period": "2026", "quantity": 2.0},
            {"route": "road", "item": "part", "period": "2027", "quantity": 6.0},
        ],
        "deliveries": [
            {"need": "ask", "period": "2026", "asked": 4.0, "quantity": 0.0, "backlog": 4.0, "missed": 0.0},
            {"need": "ask", "period": "2027", "asked": 4.0, "quantity": 2.0, "backlog": 6.0, "missed": 0.0},
            {"need": "ask", "period": "2028", "asked": 4.0, "quantity": 6.0, "backlog": 4.0, "missed": 0.0},
        ],
        "needs": [{"id": "ask", "asked": 12.0, "delivered": 8.0, "shortfall": 14 / 12}],
        "commitments": [{"commitment": "word", "delivered_by_due": 2.0, "gap": 2.0}],
        "payments": [
            {"fund": fund, "cost": cost, "period": period, "amount": amount / 2}
            for cost, period, amount in owed
            for fund in ("pot", "own")
        ],
    }
    return Case(settings, tables), plan


def judged(case: Case, plan: dict[str, list[dict[str, Any]]], **scalars: float) -> list[str]:
    frames = {name: polars.DataFrame(rows, infer_schema_length=None, strict=False) for name, rows in plan.items()}
    values = {"shortfall": 14 / 12 + 0.5, "cost": 4 + 2 + 6 + 5 + (12 + 6 + 8) * 0.8} | scalars
    return faults(case, SimpleNamespace(**frames, **values))


def test_a_right_plan_has_no_faults() -> None:
    assert judged(*honest()) == []


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "words"),
    [
        ("starts", 0, "quantity", 2.5, "capacity: works starts 2.5"),
        ("starts", 0, "quantity", -1.0, "starts ('works', 0) is -1.0"),
        ("starts", 1, "quantity", 6.1, "pool: hall gives 6.1"),
        ("starts", 1, "capacity", 7.0, "capacity: works shows 7.0"),
        ("starts", 3, "quantity", 3.0, "balance: part in UA"),
        ("starts", 3, "period", "2026", "capacity: shop starts 4.0 of 0.0"),
        ("steps", 0, "steps", 2, "steps: works orders {0: 2}"),
        ("steps", 0, "steps", 0.5, "not whole"),
        ("steps", 0, "cost", 4.0, "steps: works costs 4.0"),
        ("steps", 0, "line", "shop", "steps: shop orders in 0, before 1"),
        ("openings", 0, "line", "works", "opening: works has no opening decision"),
        ("openings", 0, "cost", 7.0, "opening: shop costs 7.0"),
        ("openings", 0, "period", "2029", "opening: shop opens in 3"),
        ("projects", 0, "begin", "2027", "project: tests begins in 1, not in 0"),
        ("projects", 0, "finish", "2027", "project: tests finishes in 2027"),
        ("releases", 0, "quantity", 3.0, "stock: depot releases {0: 3.0"),
        ("releases", 1, "quantity", 3.5, "too fast"),
        ("shipments", 0, "quantity", 9.5, "route: road carries 9.5"),
        ("deliveries", 1, "quantity", 3.0, "balance: kit in FR is -1.0"),
        ("deliveries", 0, "asked", 3.0, "need: ask shows"),
        ("deliveries", 2, "backlog", 3.0, "need: ask shows"),
        ("needs", 0, "delivered", 9.0, "need: ask sums up as"),
        ("projects", 0, "cost", 5.0, "project: tests costs 5.0 for 6.0"),
        ("commitments", 0, "gap", 1.0, "commitment: word shows"),
        ("commitments", 0, "delivered_by_due", 3.0, "commitment: word shows"),
        ("payments", 0, "amount", 1.0, "payments: 3.0 for production:works in 0"),
        ("payments", 0, "amount", 3.0, "more than its share"),
        ("payments", 0, "period", "2028", "payments: pot may not pay production:works in 2"),
    ],
)
def test_a_spoiled_cell_is_noticed(table: str, row: int, column: str, value: Any, words: str) -> None:
    case, plan = honest()
    plan[table][row][column] = value
    assert words in "\n".join(judged(case, plan))


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "words"),
    [
        ("funds", 0, "amount", 10, "pays {0: 8.5, 1: 13.0, 2: 0}, more than it has"),
        ("funds", 0, "period_limit", 12, "more than its limit"),
        ("stocks", 0, "available", "2027", "too early"),
        ("routes", 0, "item", "kit", "route: road carries part"),
        ("routes", 0, "opens", "2027", "route: road carries 2.0 of 0.0 in 0"),
        ("pools", 0, "closes", "2027", "pool: hall gives 6.0 in 1"),
        ("lines", 0, "closes", "2027", "capacity: works starts 6.0 of 0.0 in 1"),
        ("lines", 0, "lead_time", 2, "balance: kit in FR is -2.0 at the end of 1"),
        ("lines", 1, "opens", "2028", "opening: shop opens in 1"),
        ("needs", 0, "quantity", 1, "need: ask gets"),
    ],
)
def test_a_plan_for_another_programme_is_noticed(table: str, row: int, column: str, value: Any, words: str) -> None:
    case, plan = honest()
    case.tables[table][row][column] = value
    assert words in "\n".join(judged(case, plan))


def test_a_wrong_total_is_noticed() -> None:
    case, plan = honest()
    assert "cost: 30" in "\n".join(judged(case, plan, cost=30))
    assert "shortfall: 1 shown" in "\n".join(judged(case, plan, shortfall=1))


def test_a_payment_against_a_rule_is_noticed() -> None:
    case, plan = honest()
    case.tables["fund_rules"] = [{"fund": "own", "rule": "spends_on", "value": "production;opening;project;expansion"}]
    assert judged(case, plan) == [
        "payments: own may not pay transport:road in 0",
        "payments: own may not pay transport:road in 1",
    ]
