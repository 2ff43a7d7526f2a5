"""Plans of several scenarios as rows: each scenario, need and commitment beside the first scenario's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl

from cofactory.programme.cells import planning
from cofactory.schema.frames import frame_types
from cofactory.study.told import bounded, cost_told, need_told, shortfall_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme
    from cofactory.study.planned import Planned

Rows = list[dict[str, Any]]


def scenario_rows(found: Sequence[Planned]) -> pl.DataFrame:
    """Returns the table `study_scenarios`: a row per scenario, the first named first."""
    return _frame("study_scenarios", [_scenario(found[0], one) for one in found])


def need_rows(found: Sequence[Planned]) -> pl.DataFrame:
    """Returns the table `study_needs`: per scenario with a plan, the needs it has and those that only the first has."""
    return _frame("study_needs", (row for one in found if one.plan for row in _needs(found[0], one, one.plan)))


def commitment_rows(found: Sequence[Planned]) -> pl.DataFrame:
    """Returns the table `study_commitments`, likewise."""
    return _frame("study_commitments", (row for one in found if one.plan for row in _promises(found[0], one, one.plan)))


def _frame(name: str, rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    types = frame_types(name)
    return pl.DataFrame([{column: row.get(column) for column in types} for row in rows], schema=types)


def _scenario(first: Planned, one: Planned) -> dict[str, Any]:
    plan, base = one.plan, None if one is first else first.plan
    row: dict[str, Any] = {
        "scenario": one.programme.scenario,
        "seconds": round(one.seconds, 3),
        "search": one.search,
        "status": "no plan" if plan is None else plan.status,
        "why": one.why or None,
    }
    if plan is None:
        return row
    for name, value in (("shortfall", plan.shortfall), ("cost", plan.cost)):
        row |= {name: value, f"{name}_bound": _finite(plan.bounds[name]), f"{name}_gap": _finite(plan.gaps[name])}
    if base is None:
        return row
    row |= {"shortfall_change": plan.shortfall - base.shortfall, "cost_change": plan.cost - base.cost}
    if one.search == "same":
        return row | {"shortfall_told": "same", "cost_told": "same"}
    alike = _weighed_alike(first.programme, one.programme)
    ours, theirs = (bounded(made, from_start=which.search == "start") for made, which in ((plan, one), (base, first)))
    told = shortfall_told(theirs, ours) if alike else "weighed otherwise"
    return row | {"shortfall_told": told, "cost_told": cost_told(theirs, ours, weighed_alike=alike)}


def _needs(first: Planned, one: Planned, plan: Plan) -> Rows:
    base = {} if first.plan is None or one is first else _by("id", first.plan.needs)
    weights, left_open = _weights(first.programme, one.programme), _left_open(first, one)
    rows: Rows = []
    for need in plan.needs.iter_rows(named=True):
        row = {"scenario": one.programme.scenario, "need": need["id"], **need}
        if beside := base.get(need["id"]):
            change = need["shortfall"] - beside["shortfall"]
            told = need_told(change, weights[need["id"]], left_open)
            moved = need["delivered"] - beside["delivered"]
            row |= {"delivered_change": moved, "shortfall_change": change, "told": told}
        elif base:
            row["told"] = "new"
        rows.append(row)
    there = set(plan.needs["id"])
    rows += [{"scenario": one.programme.scenario, "need": name, "told": "gone"} for name in base if name not in there]
    return rows


def _promises(first: Planned, one: Planned, plan: Plan) -> Rows:
    base = {} if first.plan is None or one is first else _by("commitment", first.plan.commitments)
    left_open, asked = _left_open(first, one), dict(plan.needs.select("id", "asked").iter_rows())
    weights = _weights(first.programme, one.programme)
    rows: Rows = []
    for promise in plan.commitments.iter_rows(named=True):
        row = {"scenario": one.programme.scenario, **promise}
        beside = base.get(promise["commitment"])
        if base and beside is None:
            row["told"] = "new"
        elif beside and None not in (promise["delivered_by_due"], beside["delivered_by_due"]):
            moved = promise["delivered_by_due"] - beside["delivered_by_due"]
            # a unit that is not there by the due date is outstanding for a period at least, and may be missed
            weight = _share(weights.get(promise["need"]), asked.get(promise["need"]))
            weight += _share(weights.get(f"promise:{promise['commitment']}"), promise["quantity"])
            row |= {"change": moved, "told": need_told(moved, weight, left_open)}
        rows.append(row)
    there, name = set(plan.commitments["commitment"]), one.programme.scenario
    rows += [{"scenario": name, "commitment": id_, "told": "gone"} for id_ in base if id_ not in there]
    return rows


def _by(key: str, table: pl.DataFrame) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in table.iter_rows(named=True)}


def _share(weight: float | None, units: float | None) -> float:
    """What one unit of so many weighs."""
    return weight / units if weight and units else 0.0


def _weights(*programmes: Programme) -> dict[str, float]:
    """What each need, and each `promise:ID`, counts in the sum of shortfalls, the least of these programmes."""
    found: dict[str, float] = {}
    for programme in programmes:
        for name, weight in _own_weights(programme).items():
            found[name] = min(weight, found.get(name, weight))
    return found


def _own_weights(programme: Programme) -> dict[str, float]:
    weights = {need.id: planning(need.priority) for need in programme.needs}
    return weights | {f"promise:{one.id}": planning(one.priority) for one in programme.commitments}


def _weighed_alike(first: Programme, other: Programme) -> bool:
    """Whether all that both ask or promise counts the same in both sums."""
    ours, theirs = _own_weights(first), _own_weights(other)
    return all(ours[name] == theirs[name] for name in ours.keys() & theirs.keys())


def _left_open(first: Planned, one: Planned) -> float:
    """By how much both weighted shortfalls together could be less."""
    if first.plan is None or one.plan is None or one.search == "same":
        return 0.0
    return sum(max(0.0, plan.shortfall - plan.bounds["shortfall"]) for plan in (first.plan, one.plan))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
