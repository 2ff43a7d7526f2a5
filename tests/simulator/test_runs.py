"""The law of numbers: same seed, same runs, whatever their number, the threads, the plan or the scenario."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from cofactory.planner.files import write_plan
from cofactory.planner.solve import make_plan
from cofactory.programme.folder import from_tables
from cofactory.programme.record import Programme
from cofactory.simulator.arrays import prepare
from cofactory.simulator.files import write_runs
from cofactory.simulator.runs import Futures, simulate
from cofactory.simulator.summary import TooFewRuns
from cofactory.simulator.written import read_tables

SETTINGS = {"name": "Toy", "start": "2026-01", "periods": 12, "period": "month", "currency": "EUR", "price_year": 2026}


def tables(**more: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """One line with an uncertain capacity and lead time that serves one need, struck by one risk."""
    return {
        "parties": [
            {"id": "fr", "name": "France", "kind": "state", "country": "FR"},
            {"id": "ua", "name": "Ukraine", "kind": "state", "country": "UA"},
        ],
        "items": [{"id": "kit", "name": "Kit", "kind": "product"}],
        "lines": [
            {"id": "works", "name": "Works", "item": "kit", "country": "FR", "capacity": "8 to 14",
             "lead_time": "uniform(0.5, 2)", "unit_cost": "tri(1, 2, 6)"}
        ],
        "needs": [
            {"id": "ask", "party": "ua", "country": "FR", "item": "kit", "start": "2026-03", "end": "2026-12",
             "quantity": 9}
        ],
        "commitments": [
            {"id": "word", "giver": "fr", "receiver": "ua", "item": "kit", "quantity": 60, "due": "2026-11",
             "need": "ask"}
        ],
        "risks": [{"id": "fire", "on": "line:works", "chance": 0.05, "duration": 2, "severity": 0.8}],
        **more,
    }  # fmt: skip


def toy(**more: list[dict[str, Any]]) -> Programme:
    return from_tables(SETTINGS, {name: rows for name, rows in tables(**more).items() if rows})


def test_any_number_of_threads_gives_the_same_bits() -> None:
    programme = toy()
    plan = make_plan(programme)
    one, three = (simulate(programme, plan, n=1000, seed=5, threads=threads) for threads in (1, 3))
    assert one.cost.tobytes() == three.cost.tobytes()
    assert one.shortfall.tobytes() == three.shortfall.tobytes()
    assert all(table.equals(three.tables()[name]) for name, table in one.tables().items())


def test_a_run_is_the_same_whatever_the_number_of_runs() -> None:
    programme = toy()
    plan = make_plan(programme)
    few, many = (simulate(programme, plan, n=n, seed=5) for n in (10, 1000))
    assert few.cost.tobytes() == many.cost[:10].tobytes()
    assert few.date.tobytes() == many.date[:10].tobytes()
    futures = Futures(prepare(programme, plan), 5)
    late = futures.block(700, 3)
    assert late.cost.tobytes() == many.cost[700:703].tobytes()


def test_another_seed_gives_other_runs() -> None:
    programme = toy()
    plan = make_plan(programme)
    assert not np.array_equal(
        simulate(programme, plan, n=50, seed=1).cost, simulate(programme, plan, n=50, seed=2).cost
    )


def test_two_scenarios_meet_the_same_luck_in_the_rows_they_share() -> None:
    spare = {"id": "annex", "name": "Annex", "item": "kit", "country": "FR", "capacity": "1 to 2"}
    flood = {"id": "flood", "on": "line:annex", "chance": 0.2, "duration": 1, "severity": 1}
    base, other = toy(), toy(lines=[spare, *tables()["lines"]], risks=[flood, *tables()["risks"]])
    blocks = []
    for programme in (base, other):
        prepared = prepare(programme, make_plan(programme))
        futures = Futures(prepared, 9)
        drawn = futures._sampler.values(0, 40)
        columns = [k for k, entry in enumerate(prepared.inputs) if entry.name.startswith("lines.works.")]
        fire = [risk.id for risk in programme.risks].index("fire")
        blocks.append((drawn[:, columns], futures.block(0, 40, keep=True).running[:, fire]))
    assert np.array_equal(blocks[0][0], blocks[1][0])
    assert np.array_equal(blocks[0][1], blocks[1][1])


def test_a_programme_without_uncertainty_has_one_future() -> None:
    certain = {"capacity": 10, "lead_time": 1, "unit_cost": 2}
    programme = toy(lines=[tables()["lines"][0] | certain], risks=[])
    plan = make_plan(programme)
    runs = simulate(programme, plan, n=20)
    assert np.ptp(runs.cost) == 0
    assert runs.cost[0] == pytest.approx(plan.cost)
    assert runs.shortfall[0] == pytest.approx(plan.shortfall, abs=1e-6)
    assert runs.summary["error"].to_list() == pytest.approx([0.0, 0.0], abs=1e-9)


def test_availability_under_outages_is_its_closed_form() -> None:
    """A risk that starts with chance c while none runs and lasts d periods runs a share c d / (1 + c (d - 1)) of the
    time in the long run: up periods last 1/c on average and an event follows at once with chance c.

    Renewal: a cycle is a geometric wait of mean 1/c - 1 idle periods before an event of d periods.
    """
    programme = from_tables(SETTINGS | {"periods": 400}, tables(risks=[
        {"id": "fire", "on": "line:works", "chance": 0.1, "duration": 3, "severity": 1}]))  # fmt: skip
    prepared = prepare(programme, make_plan(programme))
    running = Futures(prepared, 3).block(0, 200, keep=True).running[:, 0, 50:]
    assert running.mean() == pytest.approx(3 / (3 + 1 / 0.1 - 1), abs=0.005)


def test_what_a_risk_costs_is_read_from_pairs_of_runs() -> None:
    programme = toy()
    runs = simulate(programme, make_plan(programme), n=400, paired=400)
    row = runs.risks.row(0, named=True)
    assert row["risk"] == "fire"
    assert row["runs"] == 400
    assert row["shortfall"] > 3 * row["shortfall_error"] > 0


def test_a_precision_that_is_not_reached_is_refused_with_the_number_of_runs_needed() -> None:
    programme = toy()
    plan = make_plan(programme)
    with pytest.raises(TooFewRuns) as refused:
        simulate(programme, plan, n=100, precision=0.01)
    assert refused.value.needed > 100
    assert refused.value.runs.n == 100
    said = r"100 runs do not reach this precision: the .* is ± [.\d]+ (%|points), asked 1\. About [,\d]+ would\."
    assert re.fullmatch(said, str(refused.value))
    simulate(programme, plan, n=refused.value.needed * 2, precision=0.01)


def test_a_plan_written_by_a_person_is_followed_and_what_cannot_be_is_said() -> None:
    from types import SimpleNamespace

    programme = toy()
    plan = make_plan(programme)
    starts = pl.DataFrame({
        "line": ["works", "nowhere", "works", "works"],
        "period": ["2026-02", "2026-02", "2031-01", "2026-03"],
        "quantity": [5.0, 1.0, 1.0, -2.0],
    })  # fmt: skip
    by_hand = SimpleNamespace(**{**plan.tables(), "starts": starts})
    prepared = prepare(programme, by_hand)
    assert prepared.notes == (
        "plan_starts: there is no line nowhere.",
        "plan_starts: 2031-01 lies outside the horizon.",
        "plan_starts: works in 2026-03 is -2; nothing less than 0 can be done.",
    )
    assert Futures(prepared, 1).block(0, 1, keep=True).flows.sum(axis=1)[0, 0] == pytest.approx(5.0)


def test_what_a_plan_asks_beyond_capacity_is_said() -> None:
    from types import SimpleNamespace

    programme = toy(lines=[tables()["lines"][0] | {"capacity": 10, "lead_time": 0}])
    plan = make_plan(programme)
    starts = pl.DataFrame({"line": ["works"] * 2, "period": ["2026-02", "2026-03"], "quantity": [12.0, 3.0]})
    runs = simulate(programme, SimpleNamespace(**{**plan.tables(), "starts": starts}), n=2)
    assert (
        runs.notes[0]
        == "plan_starts: by 2026-02 works cannot have started 12 of kit, only 10; they are caught up later."
    )


def test_a_correlation_that_cannot_be_is_said() -> None:
    line = tables()["lines"][0] | {"lead_time": "oneof(1: 0.7, 2: 0.3)"}
    pair = {"a": "lines.works.capacity", "b": "lines.works.lead_time", "rho": 0.9}
    programme = toy(lines=[line], correlations=[pair])
    runs = simulate(programme, make_plan(programme), n=2)
    said = (
        "correlations: lines.works.capacity and lines.works.lead_time cannot have 0.9; the nearest they can is taken, "
    )
    assert runs.notes == (f"{said}0.79.",)


def test_run_tables_are_written_beside_the_plan_and_its_manifest_says_how(tmp_path: Path) -> None:
    programme = toy()
    plan = make_plan(programme)
    folder = write_plan(plan, tmp_path)
    runs = simulate(programme, plan, n=30, seed=8, paired=10)
    assert write_runs(runs, tmp_path) == folder
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["runs"]["seed"] == 8
    assert manifest["status"] == "optimal"
    assert pl.read_csv(folder / "run_deliveries.csv").height == 12
    again = simulate(programme, read_tables(folder, programme), n=30, seed=8)
    assert np.array_equal(again.cost, runs.cost)
