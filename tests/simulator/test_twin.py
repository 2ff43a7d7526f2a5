"""The kernel and its plain-Python twin agree on every run of random programmes with uncertainty and events."""

from typing import Any

import numpy as np
from hypothesis import given, note
from hypothesis import strategies as st

from cofactory.planner.solve import NoPlan, make_plan
from cofactory.programme.coupling import rank_correlations
from cofactory.programme.draws import draw
from cofactory.programme.folder import from_tables
from cofactory.simulator.arrays import Prepared, prepare
from cofactory.simulator.kernel import follow_runs
from cofactory.simulator.outcomes import Out, new_out
from tests.planner.programmes import cases, many
from tests.planner.reading import Case
from tests.simulator.twin import Twin

SEED, RUNS = 11, 3


@st.composite
def risky_cases(draw: Any) -> Case:
    """A random programme with risks on everything, uncertain success and learning."""
    case = draw(cases())
    targets = [f"line:{row['id']}" for row in case.rows("lines")] + [f"country:{c}" for c in ("FR", "UA")]
    for table in ("routes", "funds", "projects"):
        targets += [f"{table[:-1]}:{row['id']}" for row in case.rows(table)]
    lines = {row["country"] for row in case.rows("lines")}
    targets = [on for on in targets if not on.startswith("country:") or on[8:] in lines]
    risks = []
    for number in range(draw(st.integers(1, 4))):
        risks.append({
            "id": f"risk-{number}", "on": draw(st.sampled_from(targets)),
            "chance": draw(st.sampled_from([0.3, "beta(2, 3)", 0.9])),
            "duration": draw(st.sampled_from([1, 2, "uniform(0, 3)"])),
            "severity": draw(st.sampled_from([1, 0.5, "uniform(0.2, 0.9)"])),
        })  # fmt: skip
    case.tables["risks"] = risks
    for row in case.tables.get("projects", []):
        row["success"] = draw(st.sampled_from([1, 0.6, "beta(3, 1)"]))
    for row in case.tables.get("lines", []):
        row["learning"] = draw(st.sampled_from([0, 0, 0.2]))
    return case


def runs_of(prepared: Prepared, count: int, seed: int) -> tuple[Out, np.ndarray[Any, Any]]:
    asked = rank_correlations(prepared.programme)
    drawn = draw(prepared.inputs, asked, seed=seed, first=0, count=count)
    out = new_out(prepared.book, count, keep=True)
    follow_runs(prepared.book, prepared.places, drawn, 0, np.uint64(seed), True, out)
    return out, drawn


@many
@given(risky_cases())
def test_the_twin_agrees_on_every_run(case: Case) -> None:
    note(f"{case.settings}\n{case.tables}")
    programme = from_tables(case.settings, case.tables)
    try:
        plan = make_plan(programme)
    except NoPlan:
        return
    prepared = prepare(programme, plan)
    if any("circle" in sentence for sentence in prepared.notes):
        return
    out, drawn = runs_of(prepared, RUNS, SEED)
    order = [[prepared.flows[f] for f in places] for places in prepared.book.order]
    planned = {name: float(prepared.book.planned[place]) for name, place in prepared.parameters.items()}
    for k in range(RUNS):
        cells = planned | {entry.name: float(drawn[k, i]) for i, entry in enumerate(prepared.inputs)}
        twin = Twin(programme, plan, order, cells, planned, k, SEED).go()
        for f, name in enumerate(prepared.flows):
            for t in range(prepared.book.hand.shape[0]):
                assert abs(out.flows[k, t, f] - twin.flows.get((name, t), 0.0)) < 1e-9, (k, name, t)
        for n, need in enumerate(programme.needs):
            for t in range(prepared.book.hand.shape[0]):
                assert abs(out.short[k, n, t] - twin.short[need.id, t]) < 1e-9
        assert abs(out.cost[k] - twin.cost) < 1e-9 * max(1.0, twin.cost)
