"""Arrays and a model after a change of demand, of capacities or of amounts: only the rows of those are made anew."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.arrays import build_arrays, demand_arrays
from cofactory.planner.model import build_model
from cofactory.planner.objective import SHORTFALL, total
from cofactory.planner.rules_money import fund_amount
from cofactory.planner.rules_production import capacity
from cofactory.planner.variables import opening_planned
from cofactory.programme.cells import planning, planning_money
from cofactory.programme.eligibility import fund_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cofactory.planner.arrays import Arrays, DemandArrays
    from cofactory.planner.model import Model
    from cofactory.programme.record import Programme
    from cofactory.schema.table import Row

TOLD_ONLY = (
    "folder",
    "scenario",
    "title",
    "files",
    "altered",
    "elsewhere",
    "cited",
    "problems",
    "risks",
    "correlations",
)
"""What a programme says of itself, and what only runs and forms read: no plan depends on it."""


def patched(before: Arrays, model: Model, programme: Programme) -> tuple[Arrays, Model]:
    """Returns arrays and model of a programme, from those of another one where only such numbers differ."""
    names = [field.name for field in fields(programme) if field.name not in TOLD_ONLY]
    differing = {name for name in names if not _same(before.programme, programme, name)}
    if differing <= {"needs", "commitments"} and _same_needs(before, programme):
        demand = demand_arrays(programme)
        if _same_pattern(before.demand, demand):
            arrays = replace(before, programme=programme, demand=demand)
            return arrays, _with_demand(arrays, model)
    limited = _with_limits(before, programme, differing)
    if limited is not None:
        return limited, _limited(limited, model)
    arrays = build_arrays(programme)
    return arrays, build_model(arrays)


def _with_limits(before: Arrays, programme: Programme, differing: set[str]) -> Arrays | None:
    """The arrays with other capacities of lines or amounts of funds; None where anything else differs too."""
    if not differing or not differing <= {"lines", "funds"}:
        return None
    lines = _only_other(before.programme.lines, programme.lines, "capacity")
    funds = _only_other(before.programme.funds, programme.funds, "amount")
    if lines is None or funds is None:
        return None
    adding = opening_planned(before) | (before.lines.project >= 0)  # there capacity stands in the matrix too
    if adding[lines].any():
        return None
    capacities, amount = before.lines.capacity.copy(), before.money.amount.copy()
    capacities[lines] = [planning(programme.lines[n].capacity) for n in lines]
    amount[funds] = [planning_money(programme.funds[n].amount, programme.settings) for n in funds]
    money = replace(before.money, amount=amount, terms=fund_terms(programme)) if funds else before.money
    return replace(before, programme=programme, lines=replace(before.lines, capacity=capacities), money=money)


def _only_other(old: Sequence[Row], new: Sequence[Row], name: str) -> list[int] | None:
    """Which rows have another value of one column; None where they differ in anything else."""
    if len(old) != len(new):
        return None
    other = [n for n, (one, two) in enumerate(zip(old, new, strict=True)) if one is not two and one != two]
    same = all(old[n] == new[n].model_copy(update={name: getattr(old[n], name)}) for n in other)
    return other if same else None


def _limited(a: Arrays, model: Model) -> Model:
    """The model with capacities and amounts as in the arrays."""
    upper, rules = model.row_upper.copy(), [capacity, fund_amount] if a.money.limited else [capacity]
    for rule in rules:
        rows, first = model.rows(rule.__name__)
        upper[first : first + len(rows.upper)] = rule(a, model.blocks).upper
    return replace(model, row_upper=upper)


def _same(one: Programme, other: Programme, name: str) -> bool:
    return getattr(one, name) is getattr(other, name) or bool(getattr(one, name) == getattr(other, name))


def _same_needs(before: Arrays, programme: Programme) -> bool:
    """Whether the needs are those from before but for numbers: places decide what is laid out, parties who may pay."""
    old, new = before.programme.needs, programme.needs
    places = [[(need.id, need.party, need.item, need.country) for need in needs] for needs in (old, new)]
    return places[0] == places[1]


def _same_pattern(old: DemandArrays, new: DemandArrays) -> bool:
    """Whether the same columns, rows and entries exist: something is asked in the same periods, the same is promised,
    and the same has weight, without which it is not in the row that holds the shortfall.
    """
    return (
        np.array_equal(old.asked > 0, new.asked > 0)
        and np.array_equal(old.priority > 0, new.priority > 0)
        and np.array_equal(old.promised_priority > 0, new.promised_priority > 0)
        and np.array_equal(old.waits, new.waits)
        and old.promised == new.promised
        and np.array_equal(old.promised_need, new.promised_need)
        and np.array_equal(old.promised_due, new.promised_due)
    )


def _with_demand(a: Arrays, model: Model) -> Model:
    """The model with what is asked, promised and how urgent as in the arrays."""
    v, demand, data = model.blocks, a.demand, model.matrix.data.copy()
    lower, upper = model.row_lower.copy(), model.row_upper.copy()
    for name in ("backlog", "missed"):
        rows, first = model.rows(name)
        there = rows.grid >= 0
        lower[first + rows.grid[there]] = upper[first + rows.grid[there]] = demand.asked[there]
    rows, first = model.rows("promise")
    lower[first : first + len(rows.lower)] = demand.promised_quantity
    shortfall, _ = total(a, v, len(model.lower), SHORTFALL)
    units = {"short": -demand.total, "gap": demand.promised_quantity}
    for name, size in units.items():
        for n, column in enumerate(v[name].index[:, 0]):
            if column >= 0:
                part = slice(model.matrix.indptr[column], model.matrix.indptr[column + 1])
                data[part] = np.where(model.matrix.indices[part] == model.held_row, shortfall[column], size[n])
    matrix = model.matrix.copy()
    matrix.data = data
    return replace(model, matrix=matrix, row_lower=lower, row_upper=upper, shortfall=shortfall)
