"""Programme and plan tables to flat arrays: what the kernel reads, and what its numbers stand for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cofactory.programme.cells import planning
from cofactory.programme.inputs import uncertain_inputs
from cofactory.simulator.book import (
    ARRIVAL,
    FAR,
    LINE,
    NEED,
    POOL,
    PROMISE,
    ROUTE,
    STOCK,
    Book,
    records,
)
from cofactory.simulator.chances import build_projects, build_risks
from cofactory.simulator.followed import Followed, PlanTables, follow
from cofactory.simulator.moves import Nodes, build_flows, planned_hand
from cofactory.simulator.parameters import Parameters
from cofactory.simulator.purses import build_purses, cost_index
from cofactory.simulator.script import Script, script_of

if TYPE_CHECKING:
    from cofactory.base.periods import Calendar
    from cofactory.programme.inputs import Input
    from cofactory.programme.record import Programme
    from cofactory.simulator.book import Ints, Records
    from cofactory.simulator.moves import FlowName, Moves


@dataclass(frozen=True)
class Prepared:
    """A programme and a plan, ready to be run: the book, and the names of what its rows are."""

    programme: Programme
    book: Book
    flows: tuple[FlowName, ...]
    nodes: tuple[tuple[str, str], ...]
    promises: tuple[int, ...]
    """Rows of the commitments that a run can measure: need, quantity and due date known."""
    inputs: tuple[Input, ...]
    """The uncertain cells that these runs depend on."""
    places: Ints
    """The place of each input among the planned values."""
    script: Script
    """The book as the kernel reads it."""
    parameters: dict[str, int]
    """The place of every cell that a run reads, by its name."""
    notes: tuple[str, ...]
    """What in the plan cannot be followed."""


def prepare(programme: Programme, plan: PlanTables) -> Prepared:
    """Returns the arrays of a checked programme and the plan that runs of it follow."""
    followed = follow(programme, plan)
    parameters, nodes, cost = Parameters(programme.settings), Nodes(), cost_index(programme)
    moves = build_flows(programme, followed, parameters, cost=cost, nodes=nodes)
    calendar = programme.settings.calendar
    needs, by_priority = _needs(programme, parameters, nodes, moves)
    promises = promised(programme)
    projects, stages = build_projects(programme, followed, parameters, cost)
    risks, struck = build_risks(programme, parameters)
    purses = build_purses(programme, followed, parameters)
    lines = _lines(programme, followed, parameters, cost)
    pools, stocks, routes = _supply(programme, parameters)
    arrivals = _arrivals(programme, parameters, nodes)
    planned = parameters.values()
    years = np.arange(calendar.periods) / calendar.periods_per_year
    book = Book(
        planned=planned,
        discount=(1.0 + programme.settings.discount_rate) ** -years,
        hand=planned_hand(moves, arrivals, planned, len(nodes.keys)),
        flows=moves.flows,
        inputs=moves.inputs,
        target=moves.target,
        order=moves.order,
        lines=lines,
        steps=np.round(np.cumsum(followed.steps, axis=1)).astype(np.int64).T.copy(),
        pools=pools,
        stocks=stocks,
        routes=routes,
        arrivals=arrivals,
        needs=needs,
        by_priority=by_priority,
        promises=_promises(programme, promises),
        projects=projects,
        stages=stages,
        risks=risks,
        struck=struck,
        funds=purses.funds,
        costs=purses.costs,
        payers=purses.payers,
        payments=purses.payments,
    )
    inputs = tuple(i for i in uncertain_inputs(programme) if i.name in parameters.names)
    places = np.array([parameters.names[i.name] for i in inputs], dtype=np.int64)
    return Prepared(
        programme=programme,
        book=book,
        flows=moves.names,
        nodes=tuple(nodes.keys),
        promises=promises,
        inputs=inputs,
        places=places,
        script=script_of(book, places),
        parameters=parameters.names,
        notes=tuple(dict.fromkeys(followed.notes)),
    )


def _when(calendar: Calendar, label: str | None, blank: int) -> int:
    return blank if label is None else calendar.index(label)


def _lines(programme: Programme, followed: Followed, parameters: Parameters, cost: dict[str, int]) -> Records:
    calendar, at = programme.settings.calendar, parameters.at
    project = {row.id: n for n, row in enumerate(programme.projects)}
    pool = {row.id: n for n, row in enumerate(programme.pools)}
    rows = [
        (
            at(row, "capacity"), at(row, "ramp"),
            _when(calendar, row.opens, 0), _when(calendar, row.closes, FAR),
            project[row.project] if row.project else -1,
            row.opening_cost.mean() > 0, followed.openings.get(n, FAR),
            at(row, "opening_cost"), cost.get(f"opening:{row.id}", -1),
            at(row, "step_cost"), cost.get(f"expansion:{row.id}", -1),
            at(row, "step_lead_time"), at(row, "step_ramp"),
            pool[row.pool] if row.pool else -1,
            planning(row.step) if row.step else 0.0, planning(row.pool_use),
            math.log2(max(1e-9, 1.0 - planning(row.learning))),
        )
        for n, row in enumerate(programme.lines)
    ]  # fmt: skip
    return records(LINE, list(rows))


def _supply(programme: Programme, parameters: Parameters) -> tuple[Records, Records, Records]:
    """Pools, stocks and routes."""
    calendar, at = programme.settings.calendar, parameters.at
    pools = [
        (at(row, "capacity"), _when(calendar, row.opens, 0), _when(calendar, row.closes, FAR))
        for row in programme.pools
    ]
    stocks = [
        (at(row, "quantity"), at(row, "reserve"), _when(calendar, row.available, 0),
         planning(row.release_rate) if row.release_rate else np.inf)
        for row in programme.stocks
    ]  # fmt: skip
    routes = [
        (_when(calendar, row.opens, 0), _when(calendar, row.closes, FAR),
         planning(row.capacity) if row.capacity else np.inf)
        for row in programme.routes
    ]  # fmt: skip
    return records(POOL, list(pools)), records(STOCK, list(stocks)), records(ROUTE, list(routes))


def _arrivals(programme: Programme, parameters: Parameters, nodes: Nodes) -> Records:
    calendar = programme.settings.calendar
    rows = sorted(
        (calendar.index(row.period), nodes.at(row.item, row.country), parameters.at(row, "quantity"))
        for row in programme.arrivals
        if 0 <= calendar.index(row.period) < calendar.periods
    )
    return records(ARRIVAL, list(rows))


def _needs(programme: Programme, parameters: Parameters, nodes: Nodes, moves: Moves) -> tuple[Records, Ints]:
    calendar, needs = programme.settings.calendar, programme.needs
    flow = {name[1]: f for f, name in enumerate(moves.names) if name[0] == "deliver"}
    priority = np.array([planning(need.priority) for need in needs], dtype=np.float64)
    rows = [
        (parameters.at(need, "quantity"), calendar.index(need.start), calendar.index(need.end), need.unmet == "waits",
         nodes.at(need.item, need.country), flow[need.id], planning(need.priority))
        for need in needs
    ]  # fmt: skip
    return records(NEED, list(rows)), np.argsort(-priority, kind="stable").astype(np.int64)


def promised(programme: Programme) -> tuple[int, ...]:
    """Returns the rows of the commitments that a run can measure: need, quantity and due date known."""
    return tuple(
        k
        for k, row in enumerate(programme.commitments)
        if row.need and row.quantity.known and row.due not in (None, "unknown") and planning(row.quantity) > 0
    )


def _promises(programme: Programme, kept: tuple[int, ...]) -> Records:
    row_of = {need.id: n for n, need in enumerate(programme.needs)}
    rows = [programme.commitments[k] for k in kept]
    index = programme.settings.calendar.index
    return records(PROMISE, [
        (row_of[row.need or ""], index(row.due or ""), planning(row.quantity), planning(row.priority)) for row in rows
    ])  # fmt: skip
