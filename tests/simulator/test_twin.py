"""The kernel and its plain-Python twin agree on every run of random programmes with uncertainty and events."""

from typing import Any

from hypothesis import given, note

from cofactory.simulator.arrays import Prepared, prepare
from cofactory.simulator.outcomes import Out
from tests.planner.programmes import many
from tests.planner.reading import Case
from tests.planner.small import fund, line, need, programme
from tests.simulator.by_hand import all_it_can
from tests.simulator.risky import planned, risky_cases, runs_of
from tests.simulator.twin import Twin

SEED, RUNS, EXACT = 11, 3, 1e-9


@many
@given(risky_cases())
def test_the_twin_agrees_on_every_run(case: Case) -> None:
    note(f"{case.settings}\n{case.tables}")
    found = planned(case)
    if found is None or any("circle" in sentence for sentence in found[0].notes):
        return
    assert_the_twin_agrees(*found, RUNS)


def assert_the_twin_agrees(prepared: Prepared, plan: Any, runs: int) -> Out:
    """Returns the runs of the kernel, on all of which the twin has the same flows, backlogs, steps and cost."""
    out, drawn = runs_of(prepared, runs, SEED)
    order = [[prepared.flows[f] for f in places] for places in prepared.book.order]
    as_planned = {name: float(prepared.book.planned[place]) for name, place in prepared.parameters.items()}
    for k in range(runs):
        cells = as_planned | {entry.name: float(drawn[k, i]) for i, entry in enumerate(prepared.inputs)}
        twin = Twin(prepared.programme, plan, order, cells, as_planned, k, SEED).go()
        for f, name in enumerate(prepared.flows):
            for t in range(len(order)):
                assert abs(out.flows[k, t, f] - twin.flows.get((name, t), 0.0)) < EXACT, (k, name, t)
        for n, asked in enumerate(prepared.programme.needs):
            for t in range(len(order)):
                assert abs(out.short[k, n, t] - twin.short[asked.id, t]) < EXACT
        for n, row in enumerate(prepared.programme.lines):
            for t in range(len(order)):
                assert out.ordered[k, t, n] == sum(when <= t for when in twin.steps[row.id]), (k, row.id, t)
        assert abs(out.cost[k] - twin.cost) < EXACT * max(1.0, twin.cost)
    return out


def test_the_twin_agrees_where_steps_are_late_and_a_line_catches_up() -> None:
    """The fund that pays for steps is often struck and small at first, so that steps come late and several at once."""
    tables = programme(
        periods=16,
        lines=[
            line(country="FR", capacity="1 to 3", unit_cost=1, step="2", step_cost="tri(8, 10, 16)", max_steps=4,
                 step_lead_time="uniform(0, 2)", step_ramp="uniform(0, 3)", ramp=2),
        ],
        needs=[need(country="FR", end="2027-04", quantity="uniform(4, 8)")],
        funds=[fund(amount=400, closes="2027-04", period_limit=34)],
        risks=[
            {"id": "freeze", "on": "fund:budget", "chance": 0.4, "duration": "uniform(0, 3)", "severity": 1},
            {"id": "fire", "on": "line:plant", "chance": 0.2, "duration": 1, "severity": "uniform(0.3, 1)"},
        ],
    )  # fmt: skip
    steps = [{"line": "plant", "period": f"2026-{month:02}", "steps": n} for month, n in ((1, 1), (3, 2), (6, 1))]
    starts = [{"line": "plant", "period": f"2026-{month:02}", "quantity": 9.0} for month in range(1, 11)]
    plan = all_it_can(tables, steps=steps, starts=starts)
    prepared = prepare(tables, plan)
    out = assert_the_twin_agrees(prepared, plan, 24)
    late = out.ordered[:, :, 0] < prepared.book.steps[:, 0]
    several = (out.ordered[:, 1:, 0] - out.ordered[:, :-1, 0]).max(axis=1) > 2
    assert late.any(axis=1).mean() > 0.5
    assert late[:, -1].mean() < 0.5
    assert several.any()
    assert (out.flows[:, 10:, 0].sum(axis=1) > 0).mean() > 0.8  # all of it was planned before
