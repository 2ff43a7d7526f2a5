"""The planner's answer is the oracle's: on any small programme both objectives agree, and so does "no plan"."""

import pytest
from hypothesis import event, given, note

from cofactory.planner.solve import NoPlan, make_plan
from cofactory.programme.folder import from_tables
from tests.planner.dense import Terms
from tests.planner.finished import Finished
from tests.planner.identities import shortfall
from tests.planner.oracle import Oracle
from tests.planner.programmes import cases, many
from tests.planner.reading import Case

CLOSE = 1e-6
"""Both are asked for the optimum itself; what is left is the solvers' tolerance."""

SEEN = 1e-5
"""Result tables leave out amounts below this order: a plan is read back no more exactly."""


@many
@given(cases())
def test_shortfall_and_cost_are_the_oracles(case: Case) -> None:
    note(f"{case.settings}\n{case.tables}")
    oracle = Oracle(case)
    best = oracle.best()
    programme = from_tables(case.settings, case.tables)
    if best is None:
        event("no plan")
        with pytest.raises(NoPlan):
            make_plan(programme)
        return
    plan = make_plan(programme, gap=1e-9)
    done = Finished(case, plan)
    reached = shortfall(case, done)
    assert plan.shortfall == pytest.approx(best.shortfall, rel=CLOSE, abs=CLOSE)
    assert reached == pytest.approx(best.shortfall, rel=CLOSE, abs=CLOSE)
    # a plan that is short by a hair more may cost less: it is held to what that shortfall must cost
    excused = oracle.least_cost(max(reached, best.shortfall) + 10 * CLOSE)
    assert excused is not None
    assert plan.cost <= best.cost + 1e-4 * max(1.0, best.cost)
    assert plan.cost >= excused.value - 1e-4 * max(1.0, excused.value)
    assert oracle.least_shortfall_with(chosen(oracle, done)) is not None


@many
@given(cases())
def test_the_usual_gap_is_kept(case: Case) -> None:
    oracle = Oracle(case)
    best = oracle.best()
    if best is None:
        return
    plan = make_plan(from_tables(case.settings, case.tables))
    assert plan.shortfall <= best.shortfall * (1 + 1e-4) + CLOSE
    assert plan.cost <= best.cost * (1 + 1e-4) + 1e-4


def chosen(oracle: Oracle, done: Finished) -> list[tuple[Terms, float, float]]:
    """Rows that hold every variable of the oracle at what the plan chose, whatever the made-in countries."""
    values: dict[tuple[object, ...], float] = {}
    for kind, amounts in (("start", done.starts), ("steps", done.steps), ("release", done.releases)):
        values |= {(kind, *key): amount for key, amount in amounts.items()}
    values |= {("open", line, t): 1.0 for line, t in done.openings.items()}
    values |= {("begin", project, t): 1.0 for project, t in done.begins.items()}
    values |= {("deliver", *key): amount for key, amount in done.delivered.items()}
    values |= {("ship", *key): amount for key, amount in done.shipments.items()}
    if oracle.case.rows("funds"):
        values |= {("pay", *key): amount for key, amount in done.payments.items()}
    sums: dict[tuple[object, ...], Terms] = {}
    for name in oracle.model.place:
        assert isinstance(name, tuple)
        kind = name[0]
        if kind in ("deliver", "ship"):
            name_without_maker = (*name[:-2], name[-1])
            sums.setdefault(name_without_maker, []).append((1.0, name))
        elif kind in ("start", "steps", "release", "open", "begin", "pay"):
            sums[name] = [(1.0, name)]
    assert all(key in sums for key, value in values.items() if value > SEEN)
    rows = []
    for key, terms in sums.items():
        value = values.get(key, 0.0)
        slack = 0.0 if key[0] in ("steps", "open", "begin") else SEEN * max(1.0, value)
        rows.append((terms, value - slack, value + slack))
    return rows
