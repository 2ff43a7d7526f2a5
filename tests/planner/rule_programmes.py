"""For every rule of the planner one programme of two periods, as small as shows the rule."""

from __future__ import annotations

from typing import Any

Tables = dict[str, list[dict[str, Any]]]

SETTINGS: dict[str, Any] = {
    "name": "Two periods",
    "start": "2026-01",
    "periods": 2,
    "period": "month",
    "currency": "EUR",
    "price_year": 2026,
    "zones": {"home": ["FR"]},
}


def pumps(**tables: list[dict[str, Any]]) -> Tables:
    """Returns a programme in which France needs pumps; every table given replaces the one here."""
    base: Tables = {
        "parties": [{"id": "fr", "name": "France", "kind": "state", "country": "FR"}],
        "items": [{"id": "pump", "name": "Pump", "kind": "product", "value": 9}],
        "needs": [_need()],
    }
    return base | tables


def _need(**cells: Any) -> dict[str, Any]:
    return {
        "id": "demand", "party": "fr", "country": "FR", "item": "pump", "start": "2026-01", "end": "2026-02",
        "quantity": 4,
    } | cells  # fmt: skip


def _line(**cells: Any) -> dict[str, Any]:
    return {"id": "plant", "name": "Plant", "item": "pump", "country": "FR", "capacity": 6} | cells


def _fund(**cells: Any) -> dict[str, Any]:
    return {
        "id": "own", "name": "Own", "party": "fr", "amount": 50, "opens": "2026-01", "closes": "2026-02", "form": "own",
    } | cells  # fmt: skip


def _project(**cells: Any) -> dict[str, Any]:
    return {"id": "study", "name": "Study", "kind": "joint_development", "duration": 1} | cells


_STOCK = {"id": "depot", "item": "pump", "country": "FR", "quantity": 5, "reserve": 2, "release_rate": 1}
_MOTORS: Tables = {
    "items": [
        {"id": "pump", "name": "Pump", "kind": "product", "value": 9},
        {"id": "motor", "name": "Motor", "kind": "component", "value": 2},
    ],
    "bom": [{"product": "pump", "component": "motor", "quantity": 2}],
    "stocks": [
        {"id": "motors-fr", "item": "motor", "country": "FR", "quantity": 9},
        {"id": "motors-us", "item": "motor", "country": "US", "quantity": 9},
    ],
    "routes": [{"id": "us-fr", "from": "US", "to": "FR"}],
}
_ORIGIN: Tables = _MOTORS | {
    "lines": [_line(unit_cost=3)],
    "funds": [_fund()],
    "fund_rules": [{"fund": "own", "rule": "origin_max", "value": "35% outside home"}],
}

PROGRAMMES: dict[str, Tables] = {
    "capacity": pumps(lines=[_line(ramp=1, step=2, step_cost=5, max_steps=1)]),
    "expansion": pumps(lines=[_line(ramp=1, step=2, step_cost=5, step_ramp=1, max_steps=1, opening_cost=7)]),
    "gate": pumps(
        lines=[_line(project="study", step=2, step_cost=5, max_steps=1)], projects=[_project(optional="yes")]
    ),
    "opens_once": pumps(lines=[_line(opening_cost=7)]),
    "opens_after_project": pumps(
        lines=[_line(opening_cost=7, project="study")], projects=[_project(optional="yes")]
    ),
    "steps_limit": pumps(lines=[_line(step=2, step_cost=5, max_steps=3)]),
    "steps_after_opening": pumps(lines=[_line(opening_cost=7, step=2, step_cost=5, max_steps=3)]),
    "begins_once": pumps(lines=[_line(project="study")], projects=[_project(optional="yes", duration=0)]),
    "pool": pumps(
        lines=[_line(pool="hall", pool_use=2), _line(id="shop", pool="hall")],
        pools=[{"id": "hall", "name": "Hall", "capacity": 8, "opens": "2026-02"}],
    ),
    "balance": pumps(
        lines=[_line(lead_time=1)],
        stocks=[{"id": "depot", "item": "pump", "country": "PL", "quantity": 5}],
        arrivals=[{"item": "pump", "country": "PL", "period": "2026-02", "quantity": 3}],
        routes=[{"id": "pl-fr", "from": "PL", "to": "FR", "lead_time": 1}],
    ),
    "stock_total": pumps(stocks=[_STOCK]),
    "release_rate": pumps(stocks=[_STOCK]),
    "route_capacity": pumps(
        stocks=[{"id": "depot", "item": "pump", "country": "PL", "quantity": 5}],
        routes=[{"id": "pl-fr", "from": "PL", "to": "FR", "capacity": 2}],
    ),
    "backlog": pumps(stocks=[_STOCK]),
    "missed": pumps(stocks=[_STOCK], needs=[_need(unmet="lost")]),
    "shortfall": pumps(stocks=[_STOCK], needs=[_need(), _need(id="other", unmet="lost")]),
    "promise": pumps(
        stocks=[_STOCK],
        parties=[
            {"id": "fr", "name": "France", "kind": "state", "country": "FR"},
            {"id": "pl", "name": "Poland", "kind": "state", "country": "PL"},
        ],
        commitments=[
            {"id": "word", "giver": "pl", "receiver": "fr", "item": "pump", "quantity": 6, "due": "2026-02",
             "need": "demand"},
        ],
    ),
    "falls_due": pumps(
        lines=[_line(unit_cost=3, step=2, step_cost=5, max_steps=1)], projects=[_project(cost=8)], funds=[_fund()]
    ),
    "paid": pumps(lines=[_line(unit_cost=3)], funds=[_fund(), _fund(id="late", opens="2026-02", amount=20)]),
    "share": pumps(lines=[_line(unit_cost=3)], funds=[_fund(), _fund(id="half", share_max=0.5)]),
    "fund_amount": pumps(lines=[_line(unit_cost=3)], funds=[_fund()]),
    "fund_period_limit": pumps(lines=[_line(unit_cost=3)], funds=[_fund(period_limit=15)]),
    "signed_projects": pumps(
        lines=[_line(project="study", unit_cost=3)],
        projects=[_project(optional="yes", duration=0, cost=8)],
        funds=[_fund()],
        fund_rules=[{"fund": "own", "rule": "signed_from", "value": "2026-02"}],
    ),
    "certified_once": pumps(**_ORIGIN),
    "certified_payment": pumps(**_ORIGIN),
    "components": pumps(**_ORIGIN),
    "origin_limit": pumps(**_ORIGIN),
}  # fmt: skip
"""Rule -> tables."""
