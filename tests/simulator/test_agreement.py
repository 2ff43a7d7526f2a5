"""The law of agreement: where nothing is uncertain and nothing fails, a run equals the plan, flow by flow."""

from typing import Any

import numpy as np
from hypothesis import given, note

from cofactory.planner.solve import NoPlan, make_plan
from cofactory.programme.folder import from_tables
from cofactory.simulator.arrays import prepare
from cofactory.simulator.certain import certain_run, unreached
from tests.planner.programmes import cases, many
from tests.planner.reading import Case
from tests.simulator.busy import busy_cases

EXACT = 1e-6


def planned_flows(plan: Any, name: tuple[str, str, str], labels: list[str]) -> np.ndarray[Any, Any]:
    """What the plan's tables say of one flow, period by period."""
    kind, row, item = name
    table, key = {"start": ("starts", "line"), "release": ("releases", "stock"), "ship": ("shipments", "route"),
                  "deliver": ("deliveries", "need")}[kind]  # fmt: skip
    total = np.zeros(len(labels))
    for entry in getattr(plan, table).to_dicts():
        if entry[key] == row and entry.get("item", item) == item:
            total[labels.index(entry["period"])] += entry["quantity"]
    return total


@many
@given(cases())
def test_a_run_without_luck_equals_the_plan(case: Case) -> None:
    assert_agreement(case)


@many
@given(busy_cases())
def test_a_run_without_luck_equals_a_plan_that_does_much(case: Case) -> None:
    assert_agreement(case)


def assert_agreement(case: Case) -> None:
    """The run in which all goes to plan has the plan's flows, backlogs, cost, shortfall and project dates."""
    note(f"{case.settings}\n{case.tables}")
    programme = from_tables(case.settings, case.tables)
    try:
        plan = make_plan(programme)
    except NoPlan:
        return
    prepared = prepare(programme, plan)
    assert not unreached(prepared)
    out = certain_run(prepared)
    labels = programme.settings.calendar.labels()
    circles = any("circle" in sentence for sentence in prepared.notes)
    for f, name in enumerate(prepared.flows):
        if name[0] != "ship" or not circles:
            assert np.abs(out.flows[0, :, f] - planned_flows(plan, name, labels)).max() < EXACT, name
    for n, need in enumerate(programme.needs):
        rows = plan.deliveries.filter(plan.deliveries["need"] == need.id)
        short = rows["backlog"] + rows["missed"]
        assert np.abs(out.short[0, n] - short.to_numpy()).max() < EXACT
    slack = EXACT * max(1.0, plan.cost)
    assert out.cost[0] < plan.cost + slack
    if not any(line.learning.mean() for line in programme.lines):  # a plan does not know what a run learns
        assert out.cost[0] > plan.cost - slack
    assert abs(out.shortfall[0] - plan.shortfall) < EXACT * 10
    finishes = {row["project"]: row["finish"] for row in plan.projects.to_dicts()}
    for j, project in enumerate(programme.projects):
        if project.id in finishes and (t := programme.settings.calendar.index(finishes[project.id])) < len(labels):
            assert out.finish[0, j] == t
