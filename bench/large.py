"""A made-up programme of 12 products, 40 items, 60 lines, 8 gated projects and 120 months, and its plan."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from cofactory import workbench
from cofactory.planner.solve import make_plan
from cofactory.programme.eligibility import costs
from cofactory.schema.frames import frame_types
from cofactory.simulator.arrays import prepare
from cofactory.simulator.certain import certain_run

if TYPE_CHECKING:
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

Rows = list[dict[str, Any]]

COUNTRIES = ("FR", "UA", "DE", "PL", "IT", "NO")
PRODUCTS, ITEMS, LINES, PROJECTS, PERIODS = 12, 40, 60, 8, 120


def large_plan(limit_s: float) -> Plan:
    """Returns a plan of the made-up programme in seconds: not the best one, but one that uses every rule.

    Flows come from the planner, which sees neither funds nor whole decisions and so has a linear problem; openings and
    steps are set by hand, and payments are what a run without luck pays.
    """
    settings, tables = large_tables()
    decisions = {"opening_cost", "max_steps", "step", "step_cost", "step_lead_time", "step_ramp"}
    lines = [{k: v for k, v in row.items() if k not in decisions} for row in tables["lines"]]
    flows = make_plan(
        workbench.from_tables(settings, {**tables, "lines": lines, "funds": []}), gap=0.02, time_limit_s=limit_s
    )
    programme = workbench.from_tables(settings, tables)
    openings = [(row["id"], row["opens"], row["opening_cost"]) for row in tables["lines"] if "opening_cost" in row]
    steps = [
        (row["id"], f"20{28 + k}-0{1 + k}", 1, row["step_cost"])
        for row in tables["lines"]
        for k in range(row.get("max_steps", 0))
    ]
    plan = replace(
        flows,
        scenario="base",
        openings=pl.DataFrame(openings, schema=frame_types("plan_openings"), orient="row"),
        steps=pl.DataFrame(steps, schema=frame_types("plan_steps"), orient="row"),
    )
    return replace(plan, payments=_payments(programme, plan))


def _payments(programme: Programme, plan: Plan) -> pl.DataFrame:
    prepared = prepare(programme, plan)
    paid = certain_run(prepared).paid[0]
    calendar, funds = programme.settings.calendar, programme.funds
    rows = [
        (funds[int(prepared.book.payers[e]["fund"])].id, cost.id, calendar.label(t), float(paid[t, e]))
        for cost, span in zip(costs(programme), prepared.book.costs, strict=True)
        for e in range(int(span["first_payer"]), int(span["end_payer"]))
        for t in range(calendar.periods)
        if paid[t, e] > 0.0
    ]
    return pl.DataFrame(rows, schema=frame_types("plan_payments"), orient="row")


def large_tables() -> tuple[Mapping[str, Any], Mapping[str, Sequence[Mapping[str, Any]]]]:
    """Returns the settings and tables of the made-up programme, the same every time."""
    rng = random.Random(7)  # noqa: S311 - the same programme every time
    settings = {
        "name": "Twelve products", "start": "2027-01", "periods": PERIODS, "period": "month", "currency": "EUR",
        "discount_rate": 0.03,
    }  # fmt: skip
    lines, bom = _lines(rng), _bom(rng)
    needs = _needs(rng)
    tables = {
        "parties": [{"id": c.lower(), "name": c, "kind": "state", "country": c} for c in COUNTRIES],
        "items": [
            {"id": f"item-{n}", "name": f"Item {n}", "kind": "product" if n < PRODUCTS else "component"}
            for n in range(ITEMS)
        ],
        "bom": bom,
        "lines": lines,
        "pools": [{"id": f"pool-{n}", "name": f"Pool {n}", "capacity": 60} for n in range(2)],
        "stocks": [
            {"id": f"stock-{n}", "item": f"item-{12 + 5 * n}", "country": lines[24 + 5 * n]["country"], "quantity": 80,
             "reserve": "uniform(10, 30)" if n < 2 else 20, "release_rate": 6, "unit_cost": 1}
            for n in range(4)
        ],
        "routes": _routes(lines, bom, needs),
        "needs": needs,
        "commitments": [
            {"id": f"promise-{n}", "giver": "fr", "receiver": "ua", "item": needs[n]["item"], "quantity": 150 + 10 * n,
             "due": "2031-06", "need": needs[n]["id"], "priority": 0.1}
            for n in range(6)
        ],
        "projects": [
            {"id": f"project-{n}", "name": f"Project {n}", "kind": "joint_development",
             "duration": f"uniform({6 + n}, {14 + 2 * n})", "cost": 40 + 5 * n, "success": "uniform(0.7, 1)"}
            for n in range(PROJECTS)
        ],
        "funds": _funds(),
        "risks": [
            {"id": f"risk-{n}", "on": f"line:line-{n}", "chance": 0.015, "duration": 2 + n % 4,
             "severity": round(0.4 + 0.1 * (n % 6), 1)}
            for n in range(LINES)
        ],
    }  # fmt: skip
    return settings, tables


def _item_of(n: int) -> int:
    """What a line makes: two lines for each product, the others for the components in turn."""
    return n % PRODUCTS if n < 2 * PRODUCTS else PRODUCTS + (n - 2 * PRODUCTS) % (ITEMS - PRODUCTS)


def _lines(rng: random.Random) -> Rows:
    rows = Rows()
    for n in range(LINES):
        product = n < 2 * PRODUCTS
        size = rng.randrange(6, 12) if product else rng.randrange(14, 30)
        row: dict[str, Any] = {
            "id": f"line-{n}", "name": f"Line {n}", "item": f"item-{_item_of(n)}",
            "country": COUNTRIES[(n * 5 + n // 7) % 6],
            "capacity": f"uniform({size * 0.7:.1f}, {size * 1.3:.1f})" if n % 3 == 0 else size,
            "lead_time": rng.randrange(1, 6) if product else rng.randrange(4), "ramp": n % 5,
            "unit_cost": f"uniform({size}, {size * 2})" if n % 10 == 1 else size * 1.5,
            "learning": 0.1 if n % 4 == 0 else 0,
        }  # fmt: skip
        if n % 12 == 2:
            row["lead_time"] = "oneof(2: 0.5, 3: 0.3, 5: 0.2)"
        if n < 12 and n % 3 != 2:
            row["project"] = f"project-{n * 2 // 3}"
        elif n % 10 == 8:
            row |= {"opening_cost": 60, "opens": "2028-01"}
        if n % 8 == 5:
            row |= {"step": 3, "step_cost": 30, "step_lead_time": 6, "step_ramp": 2, "max_steps": 3}
        if n % 15 == 4:
            row["pool"] = f"pool-{n // 15 % 2}"
        rows.append(row)
    return rows


def _bom(rng: random.Random) -> Rows:
    components = list(range(PRODUCTS, ITEMS))
    rng.shuffle(components)
    chosen = {n: components[2 * n : 2 * n + 2] + rng.sample(components[24:], 1) for n in range(PRODUCTS)}
    return [
        {"product": f"item-{n}", "component": f"item-{c}", "quantity": 1 + k % 2}
        for n, own in chosen.items()
        for k, c in enumerate(own)
    ]


def _needs(rng: random.Random) -> Rows:
    rows = Rows()
    for n in range(18):
        amount = rng.randrange(3, 8)
        rows.append({
            "id": f"need-{n}", "party": "ua" if n < PRODUCTS else "fr", "country": "UA" if n < PRODUCTS else "FR",
            "item": f"item-{n % PRODUCTS}", "start": f"20{28 + n % 4}-0{1 + n % 9}", "end": f"20{34 + n % 3}-06",
            "quantity": f"uniform({amount * 0.8:.1f}, {amount * 1.4:.1f})" if n % 3 == 0 else amount,
            "priority": 1 + n % 3, "unmet": "lost" if n == 17 else "waits",
        })  # fmt: skip
    return rows


def _routes(lines: Rows, bom: Rows, needs: Rows) -> Rows:
    """From where a component is made to where it is used, and from where a product is made to where it is needed."""
    made: dict[str, list[str]] = {}
    for line in lines:
        made.setdefault(line["item"], []).append(line["country"])
    ends = [
        (row["component"], start, end)
        for row in bom
        for start in made[row["component"]]
        for end in made[row["product"]]
    ]
    ends += [(need["item"], start, need["country"]) for need in needs for start in made[need["item"]]]
    return [
        {"id": f"{item}-{start}-{end}".lower(), "from": start, "to": end, "item": item,
         "lead_time": (len(item) + n) % 3, "unit_cost": 0.2, "capacity": 40 if n % 6 == 0 else None}
        for n, (item, start, end) in enumerate(dict.fromkeys(e for e in ends if e[1] != e[2]))
    ]  # fmt: skip


def _funds() -> Rows:
    rows = [
        ("grant", "fr", "uniform(100000, 200000)", "2027-01", "2031-12", "grant", 0.6, None),
        ("loan", "de", "uniform(150000, 250000)", "2028-01", "2036-12", "loan", 0.6, None),
        ("own", "ua", "uniform(300000, 500000)", "2027-01", "2036-12", "own", None, 6000),
        ("late", "pl", "uniform(50000, 150000)", "2029-01", "2036-12", "own", None, None),
    ]
    names = ("id", "party", "amount", "opens", "closes", "form", "share_max", "period_limit")
    return [{**dict(zip(names, row, strict=True)), "name": f"Fund {row[0]}"} for row in rows]
