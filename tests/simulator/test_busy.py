"""The random programmes of the laws use every feature: every column is written, and plans make use of what it says."""

from collections import Counter
from typing import Any

from cofactory.planner.solve import NoPlan, make_plan
from cofactory.programme.folder import from_tables
from cofactory.schema.programme import TABLES
from cofactory.schema.table import columns
from cofactory.simulator.arrays import Prepared, prepare
from cofactory.simulator.book import DELIVER, RELEASE, SHIP, START
from tests.planner.programmes import programme
from tests.planner.reading import Case
from tests.simulator.busy import busy

WORDS = {"aliases", "article", "claims", "definition", "note", "unit", "url"}
"""Columns that no plan and no run reads."""

ELSEWHERE = {"correlations", "fund_facts", "priority_orders", "risks"}
"""Tables with tests of their own: `risky.py` writes risks; the copula and priority orders are tried by hand."""


def written(case: Case) -> set[str]:
    return {
        f"{table}.{name}"
        for table, rows in case.tables.items()
        for row in rows
        for name, value in row.items()
        if value not in (None, "")
    }


TOLD = {
    f"funds.{name}"
    for name in ("advance", "requests_per_year", "grace_years", "maturity_years", "interest", "repayment")
}
"""Columns of which only reports and exports speak."""


def test_every_column_that_a_plan_reads_is_written_by_some_random_programme() -> None:
    found: Counter[str] = Counter()
    for seed in range(150):
        found.update(written(programme(seed)))
        found.update(written(busy(seed)))
    asked = {
        f"{table}.{column.name}"
        for table, row in TABLES.items()
        if table not in ELSEWHERE
        for column in columns(row)
        if column.name not in WORDS
    }
    assert asked - set(found) <= TOLD
    assert min(found[name] for name in asked - TOLD) >= 5


def used(prepared: Prepared, plan: Any, case: Case) -> set[str]:
    """What a plan does, in words."""
    book = prepared.book
    moved = [f for f in range(len(book.flows)) if book.target[-1, f] > 0]
    takes = {
        f: {i["node"] for i in book.inputs[book.flows[f]["first_input"] : book.flows[f]["end_input"]]} for f in moved
    }
    found = {
        f"within a period {book.flows[f]['kind']} to {book.flows[g]['kind']}"
        for f in moved
        for g in moved
        if book.flows[f]["out"] in takes[g] and book.planned[book.flows[f]["lead_at"]] == 0
    }
    starts = set(plan.starts["line"])
    for line in case.rows("lines"):
        if line["id"] in starts:
            found |= {f"a line with {name}" for name in ("pool", "project", "ramp", "opening_cost") if line.get(name)}
            found |= (
                {"a line behind stages"}
                if line.get("project") in {s["project"] for s in case.rows("stages")}
                else set()
            )
        if line["id"] in set(plan.steps["line"]):
            found |= {
                f"a step with {name}" for name in ("step_ramp", "step_lead_time", "opening_cost") if line.get(name)
            }
    found |= {"several steps"} if plan.steps["steps"].sum() > 1 else set()
    found |= {"several funds"} if plan.payments.filter(plan.payments["fund"] != "")["fund"].n_unique() > 1 else set()
    found |= {"a circle in another order"} if (book.order != book.order[0]).any() else set()
    found |= (
        {"an optional project"}
        if {p["id"] for p in case.rows("projects") if p.get("optional") == "yes"} & set(plan.projects["project"])
        else set()
    )
    found |= {"an arrival delivered"} if len(book.arrivals) and plan.deliveries["quantity"].sum() > 0 else set()
    return found


def test_plans_of_busy_programmes_use_every_feature() -> None:
    counts: Counter[str] = Counter()
    planned = 0
    for seed in range(60):
        case = busy(seed)
        tables = from_tables(case.settings, case.tables)
        try:
            plan = make_plan(tables)
        except NoPlan:
            continue
        planned += 1
        counts.update(used(prepare(tables, plan), plan, case))
    pairs = [(START, START), (START, SHIP), (START, DELIVER), (RELEASE, START), (RELEASE, SHIP), (RELEASE, DELIVER),
             (SHIP, START), (SHIP, SHIP), (SHIP, DELIVER)]  # fmt: skip
    asked = [
        *(f"within a period {a} to {b}" for a, b in pairs),
        *(f"a line with {name}" for name in ("pool", "project", "ramp", "opening_cost")),
        *(f"a step with {name}" for name in ("step_ramp", "step_lead_time", "opening_cost")),
        "a line behind stages", "several steps", "several funds", "a circle in another order", "an optional project",
        "an arrival delivered",
    ]  # fmt: skip
    assert planned > 45
    assert [name for name in asked if not counts[name]] == []
