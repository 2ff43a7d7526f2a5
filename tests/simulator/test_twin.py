"""The kernel and its plain-Python twin agree on every run of random programmes with uncertainty and events."""

from hypothesis import given, note

from tests.planner.programmes import many
from tests.planner.reading import Case
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
    prepared, plan = found
    out, drawn = runs_of(prepared, RUNS, SEED)
    order = [[prepared.flows[f] for f in places] for places in prepared.book.order]
    as_planned = {name: float(prepared.book.planned[place]) for name, place in prepared.parameters.items()}
    for k in range(RUNS):
        cells = as_planned | {entry.name: float(drawn[k, i]) for i, entry in enumerate(prepared.inputs)}
        twin = Twin(prepared.programme, plan, order, cells, as_planned, k, SEED).go()
        for f, name in enumerate(prepared.flows):
            for t in range(len(order)):
                assert abs(out.flows[k, t, f] - twin.flows.get((name, t), 0.0)) < EXACT, (k, name, t)
        for n, need in enumerate(prepared.programme.needs):
            for t in range(len(order)):
                assert abs(out.short[k, n, t] - twin.short[need.id, t]) < EXACT
        assert abs(out.cost[k] - twin.cost) < EXACT * max(1.0, twin.cost)
