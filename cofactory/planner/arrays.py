"""A programme's tables as index sets and coefficient arrays: what the rules multiply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.money import MoneyArrays, build_money
from cofactory.planner.network import Network, build_network
from cofactory.planner.projects import ProjectArrays, project_arrays
from cofactory.programme.cells import planning, planning_money, planning_periods

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.base.cell import Cell
    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

FAR = 10**9
"""A period later than any horizon: a window without an end closes here."""


@dataclass(frozen=True)
class LineArrays:
    """One entry per line, in table order; periods as integers from the programme's start, which may be negative."""

    ids: tuple[str, ...]
    capacity: Floats
    lead: Ints
    unit_cost: Floats
    ramp: Ints
    opens: Ints
    closes: Ints
    opening_cost: Floats
    project: Ints
    """Index of the gating project, -1 without."""
    step: Floats
    step_cost: Floats
    step_lead: Ints
    step_ramp: Ints
    max_steps: Ints
    pool: Ints
    pool_use: Floats

    @property
    def chosen(self) -> NDArray[np.bool_]:
        """True where the plan decides whether and when the line opens."""
        return self.opening_cost > 0


@dataclass(frozen=True)
class SupplyArrays:
    """Stocks, pools and routes: limits and windows, in table order."""

    stock_total: Floats
    """Quantity less reserve; below 0 where the reserve is larger, and then nothing can be released."""
    stock_rate: Floats
    stock_from: Ints
    stock_lead: Ints
    stock_cost: Floats
    pool_capacity: Floats
    pool_opens: Ints
    pool_closes: Ints
    route_capacity: Floats
    route_lead: Ints
    route_cost: Floats
    route_opens: Ints
    route_closes: Ints


@dataclass(frozen=True)
class DemandArrays:
    """Needs as asked[need, period] and the commitments that bind a need by a date."""

    asked: Floats
    total: Floats
    waits: NDArray[np.bool_]
    priority: Floats
    promised: tuple[int, ...]
    """Rows of the commitments table that a plan can keep: need, quantity and due date known."""
    promised_need: Ints
    promised_quantity: Floats
    promised_due: Ints
    promised_priority: Floats


@dataclass(frozen=True)
class Arrays:
    """Everything the rules need of one programme, with planning values in place of distributions."""

    programme: Programme
    periods: int
    lines: LineArrays
    projects: ProjectArrays
    supply: SupplyArrays
    demand: DemandArrays
    network: Network
    money: MoneyArrays
    first_open: Ints
    """Per line: the period it opens (fixed), or the first in which it may (chosen, or gated by an optional project)."""
    discount: Floats
    """Factor on a cost by period: (1 + rate) ** -(t / periods per year)."""


def ramp_share(age: Ints, ramp: int) -> Floats:
    """The share of full rate at an age: R(a; r) = min(1, (a+1)/(r+1)) for a >= 0, else 0."""
    return np.where(age < 0, 0.0, np.minimum(1.0, (age + 1.0) / (ramp + 1.0)))


def build_arrays(programme: Programme) -> Arrays:
    """Returns the arrays of a checked programme."""
    settings = programme.settings
    periods = settings.calendar.periods
    projects = project_arrays(programme)
    lines = _lines(programme)
    supply, network = _supply(programme), build_network(programme)
    amounts = [*lines.unit_cost, *lines.step_cost, *lines.opening_cost, *supply.stock_cost, *supply.route_cost]
    t = np.arange(periods)
    discount = (1.0 + settings.discount_rate) ** -(t / settings.calendar.periods_per_year)
    return Arrays(
        programme=programme,
        periods=periods,
        lines=lines,
        projects=projects,
        supply=supply,
        demand=demand_arrays(programme),
        network=network,
        money=build_money(programme, network.origin, [*amounts, *(p.sum() for p in projects.profile)]),
        first_open=first_openings(lines, projects),
        discount=discount,
    )


def first_openings(lines: LineArrays, projects: ProjectArrays) -> Ints:
    """Returns per line the first period not before `opens` in which its project, if any, can have finished."""
    finish = np.append(projects.earliest + projects.duration, -FAR)  # the last entry serves lines without a project
    opens: Ints = np.maximum(lines.opens, finish[lines.project])
    return np.where(lines.chosen, np.maximum(opens, 0), opens)


def _number(cell: Cell | None, default: float = 0.0) -> float:
    return default if cell is None else planning(cell)


def period_of(programme: Programme, label: str | None, default: int) -> int:
    """The number of a period; `start` is the programme's first."""
    if label == "start":
        return 0
    return default if label is None else programme.settings.calendar.index(label)


def _lines(programme: Programme) -> LineArrays:
    settings, rows = programme.settings, programme.lines
    project_index = {row.id: n for n, row in enumerate(programme.projects)}
    pool_index = {row.id: n for n, row in enumerate(programme.pools)}

    def money(cell: Cell | None) -> float:
        """Programme money, 0 where nothing is written."""
        return 0.0 if cell is None else planning_money(cell, settings)

    def whole(cell: Cell | None) -> int:
        """Whole periods, 0 where nothing is written."""
        return 0 if cell is None else planning_periods(cell)

    return LineArrays(
        ids=tuple(row.id for row in rows),
        capacity=np.array([_number(row.capacity) for row in rows], dtype=float),
        lead=np.array([whole(row.lead_time) for row in rows], dtype=np.int64),
        unit_cost=np.array([money(row.unit_cost) for row in rows], dtype=float),
        ramp=np.array([whole(row.ramp) for row in rows], dtype=np.int64),
        opens=np.array([period_of(programme, row.opens, 0) for row in rows], dtype=np.int64),
        closes=np.array([period_of(programme, row.closes, FAR) for row in rows], dtype=np.int64),
        opening_cost=np.array([money(row.opening_cost) for row in rows], dtype=float),
        project=np.array([project_index[row.project] if row.project else -1 for row in rows], dtype=np.int64),
        step=np.array([_number(row.step) for row in rows], dtype=float),
        step_cost=np.array([money(row.step_cost) for row in rows], dtype=float),
        step_lead=np.array([whole(row.step_lead_time) for row in rows], dtype=np.int64),
        step_ramp=np.array([whole(row.step_ramp) for row in rows], dtype=np.int64),
        max_steps=np.array([round(_number(row.max_steps)) if row.step else 0 for row in rows], dtype=np.int64),
        pool=np.array([pool_index[row.pool] if row.pool else -1 for row in rows], dtype=np.int64),
        pool_use=np.array([_number(row.pool_use, 1.0) for row in rows], dtype=float),
    )


def _supply(programme: Programme) -> SupplyArrays:
    settings = programme.settings
    stocks, pools, routes = programme.stocks, programme.pools, programme.routes
    inf = float("inf")
    return SupplyArrays(
        stock_total=np.array([planning(s.quantity) - _number(s.reserve) for s in stocks], dtype=float),
        stock_rate=np.array([_number(s.release_rate, inf) for s in stocks], dtype=float),
        stock_from=np.array([period_of(programme, s.available, 0) for s in stocks], dtype=np.int64),
        stock_lead=np.array([planning_periods(s.lead_time) for s in stocks], dtype=np.int64),
        stock_cost=np.array([planning_money(s.unit_cost, settings) for s in stocks], dtype=float),
        pool_capacity=np.array([planning(p.capacity) for p in pools], dtype=float),
        pool_opens=np.array([period_of(programme, p.opens, 0) for p in pools], dtype=np.int64),
        pool_closes=np.array([period_of(programme, p.closes, FAR) for p in pools], dtype=np.int64),
        route_capacity=np.array([_number(r.capacity, inf) for r in routes], dtype=float),
        route_lead=np.array([planning_periods(r.lead_time) for r in routes], dtype=np.int64),
        route_cost=np.array([planning_money(r.unit_cost, settings) for r in routes], dtype=float),
        route_opens=np.array([period_of(programme, r.opens, 0) for r in routes], dtype=np.int64),
        route_closes=np.array([period_of(programme, r.closes, FAR) for r in routes], dtype=np.int64),
    )


def demand_arrays(programme: Programme) -> DemandArrays:
    """Returns what is asked and promised, by when, and how urgent it is."""
    periods = programme.settings.calendar.periods
    asked = np.zeros((len(programme.needs), periods))
    for n, need in enumerate(programme.needs):
        first, last = period_of(programme, need.start, 0), period_of(programme, need.end, periods - 1)
        asked[n, max(0, first) : min(periods, last + 1)] = planning(need.quantity)
    need_index = {need.id: n for n, need in enumerate(programme.needs)}
    kept = [
        (k, row, period_of(programme, row.due, 0))
        for k, row in enumerate(programme.commitments)
        if row.need and row.quantity.known and row.due not in (None, "unknown") and planning(row.quantity) > 0
    ]
    return DemandArrays(
        asked=asked,
        total=asked.sum(axis=1),
        waits=np.array([need.unmet == "waits" for need in programme.needs], dtype=bool),
        priority=np.array([_number(need.priority, 1.0) for need in programme.needs], dtype=float),
        promised=tuple(k for k, _, _ in kept),
        promised_need=np.array([need_index[row.need or ""] for _, row, _ in kept], dtype=np.int64),
        promised_quantity=np.array([planning(row.quantity) for _, row, _ in kept], dtype=float),
        promised_due=np.array([due for _, _, due in kept], dtype=np.int64),
        promised_priority=np.array([_number(row.priority) for _, row, _ in kept], dtype=float),
    )
