"""Every row has luck of its own: what else stands in the tables, or what the plan does, does not change it."""

from typing import Any

import numpy as np
from hypothesis import given, note
from hypothesis import strategies as st

from cofactory.programme.coupling import rank_correlations
from cofactory.programme.draws import draw
from cofactory.programme.folder import from_tables
from cofactory.programme.inputs import uncertain_inputs
from cofactory.programme.record import Programme
from cofactory.simulator.arrays import prepare
from cofactory.simulator.runs import Futures, simulate
from tests.planner.programmes import many
from tests.planner.reading import Case
from tests.planner.small import line, need, programme
from tests.simulator.by_hand import all_it_can
from tests.simulator.risky import risky_cases

RUNS, SEED = 8, 6

LOOSE = {"arrivals", "commitments", "fund_facts", "fund_rules", "item_facts", "risks", "stocks"}
"""Tables whose rows no other row asks for."""


def events_of(futures: Futures, **how: Any) -> dict[str, Any]:
    """Returns the periods in which events of each risk run, by its id."""
    running = futures.block(0, RUNS, keep=True, **how).running
    return {risk.id: running[:, r] for r, risk in enumerate(futures.prepared.programme.risks)}


def futures_of(tables: Programme) -> Futures:
    return Futures(prepare(tables, all_it_can(tables)), SEED)


def cells_of(tables: Programme) -> dict[str, Any]:
    inputs = uncertain_inputs(tables)
    drawn = draw(inputs, rank_correlations(tables), seed=SEED, first=0, count=RUNS)
    return {entry.name: drawn[:, k] for k, entry in enumerate(inputs)}


@many
@given(risky_cases())
def test_switching_a_risk_off_takes_its_events_away_and_no_others(case: Case) -> None:
    futures = futures_of(from_tables(case.settings, case.tables))
    met = events_of(futures)
    for r, name in enumerate(met):
        without = events_of(futures, without=[r])
        assert not without[name].any()
        assert all(np.array_equal(without[other], met[other]) for other in met if other != name)


@many
@given(risky_cases(), st.randoms(use_true_random=False))
def test_leaving_rows_out_changes_the_luck_of_no_other_row(case: Case, rng: Any) -> None:
    """Cells keep their draws and risks their events, though the tables that are left are read from below."""
    note(f"{case.settings}\n{case.tables}")
    tables = from_tables(case.settings, case.tables)
    fewer = {
        name: [row for row in reversed(rows) if name not in LOOSE or rng.random() < 0.6]
        for name, rows in case.tables.items()
    }
    other = from_tables(case.settings, fewer)
    before, after = cells_of(tables), cells_of(other)
    assert set(after) <= set(before)
    assert all(np.array_equal(after[name], before[name]) for name in after)
    events, still = events_of(futures_of(tables)), events_of(futures_of(other))
    assert all(np.array_equal(still[name], events[name]) for name in still)


def chancy(*, risky: bool = True, **cells: Any) -> Programme:
    """A line with an uncertain capacity, struck by fire, whose units go by a road that is sometimes closed."""
    return programme(
        periods=24,
        lines=[line(country="FR", capacity="6 to 16", unit_cost="tri(1, 2, 6)") | cells],
        routes=[{"id": "road", "from": "FR", "to": "UA", "capacity": 12}],
        needs=[need(end="2027-12", quantity="uniform(6, 12)")],
        risks=[
            {"id": "fire", "on": "line:plant", "chance": 0.06, "duration": 3, "severity": 0.7},
            {"id": "flood", "on": "route:road", "chance": 0.1, "duration": 2, "severity": 1},
        ] if risky else [],
    )  # fmt: skip


def test_an_event_only_lowers_what_a_chain_has_delivered_so_far() -> None:
    """Along one chain: run by run, and by the end of every month, no risk that is switched off would have helped."""
    tables = chancy()
    futures = Futures(prepare(tables, all_it_can(tables)), SEED)
    full = futures.block(0, 256)
    for r in range(len(tables.risks)):
        without = futures.block(0, 256, without=[r])
        more = np.cumsum(without.delivered - full.delivered, axis=2)
        assert more.min() > -1e-9
        assert more.max() > 1
        assert (without.shortfall <= full.shortfall + 1e-12).all()


def test_all_risks_together_are_the_runs_of_tables_without_risks() -> None:
    tables, calm = chancy(), chancy(risky=False)
    runs = simulate(tables, all_it_can(tables), n=256, paired=256)
    left = simulate(calm, all_it_can(calm), n=256)
    together = runs.risks.rows(named=True)[-1]
    assert [row["risk"] for row in runs.risks.rows(named=True)].index(None) == len(tables.risks)
    assert abs(together["shortfall"] - (runs.shortfall - left.shortfall).mean()) < 1e-12
    assert abs(together["cost"] - (runs.cost - left.cost).mean()) < 1e-9
    one = simulate(tables, all_it_can(tables), n=8, paired=0)
    assert one.risks.is_empty()


def test_two_plans_differ_by_far_less_from_run_to_run_than_either() -> None:
    """A plan that starts a month later, on the same runs: their difference has less than a twentieth of the variance
    that it would have between runs that meet luck of their own.
    """
    tables = chancy()
    now = all_it_can(tables)
    later = all_it_can(tables, starts=[{"line": "plant", "period": "2026-02", "quantity": 1e6}])
    a, b, apart = (simulate(tables, plan, n=2048, seed=seed) for plan, seed in ((now, 1), (later, 1), (later, 2)))
    paired, alone = (b.shortfall - a.shortfall), (apart.shortfall - a.shortfall)
    assert paired.var() < alone.var() / 20
    assert abs(paired.mean() - alone.mean()) < 4.5 * alone.std() / 2048**0.5


def test_two_scenarios_differ_by_far_less_from_run_to_run_than_either() -> None:
    """A line of half again the capacity, on the same runs: every other cell and every risk meets the same luck."""
    base, other = chancy(), chancy(capacity="9 to 24")
    a, b, apart = (
        simulate(tables, all_it_can(tables), n=2048, seed=seed) for tables, seed in ((base, 1), (other, 1), (other, 2))
    )
    assert (b.cost - a.cost).var() < (apart.cost - a.cost).var() / 10
