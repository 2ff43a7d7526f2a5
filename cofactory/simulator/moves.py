"""The flows of a plan and the places where units lie: items in countries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cofactory.base.dist import Distribution
from cofactory.programme.cells import planning, planning_periods
from cofactory.simulator.book import DELIVER, FLOW, INPUT, RELEASE, SHIP, START, records
from cofactory.simulator.order import Move, order_of_flows, without_circles

if TYPE_CHECKING:
    from cofactory.base.cell import Cell
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Line, Need, Route, Stock
    from cofactory.simulator.book import Floats, Ints, Records
    from cofactory.simulator.followed import Followed
    from cofactory.simulator.parameters import Parameters

FlowName = tuple[str, str, str]
"""What a flow is: `start`, `release`, `ship` or `deliver`, the id of its row, and the item."""


@dataclass(frozen=True)
class Moves:
    """The flows of a book: records, targets and order as there, with what each flow is."""

    names: tuple[FlowName, ...]
    flows: Records
    inputs: Records
    target: Floats
    order: Ints


class Nodes:
    """Numbers every (item, country) in which units may lie, in the order in which it is met."""

    def __init__(self) -> None:
        self.keys: dict[tuple[str, str], int] = {}

    def at(self, item: str, country: str) -> int:
        """Returns the number of the node."""
        return self.keys.setdefault((item, country), len(self.keys))


def recipe(programme: Programme, line: Line) -> tuple[tuple[str, float], ...]:
    """Returns (component, quantity per unit) of a line: its own rows where it has any, else those of its item."""
    rows = [row for row in programme.bom if row.product == line.item]
    merged: dict[str, float] = {}
    for row in [row for row in rows if row.line == line.id] or [row for row in rows if not row.line]:
        merged[row.component] = merged.get(row.component, 0.0) + planning(row.quantity)
    return tuple(merged.items())


def shipments_followed(programme: Programme, followed: Followed) -> dict[tuple[int, str], Floats]:
    """Returns the plan's shipments less those that go round in a circle within a period, which move nothing."""
    routes = programme.routes
    prompt = {
        (r, item): (routes[r].from_, routes[r].to, amount)
        for (r, item), amount in followed.shipments.items()
        if planning_periods(routes[r].lead_time) == 0
    }
    kept = without_circles(prompt)
    for (r, item), amount in kept.items():
        if (followed.shipments[r, item] > amount).any():
            followed.notes.append(f"plan_shipments: what {routes[r].id} carries of {item} in a circle moves nothing.")
    return {**followed.shipments, **kept}


class _Builder:
    """Collects flows one by one, then turns them into arrays."""

    def __init__(self, programme: Programme, parameters: Parameters, cost: dict[str, int], nodes: Nodes) -> None:
        self.programme, self.parameters, self.cost, self.nodes = programme, parameters, cost, nodes
        self.names: list[FlowName] = []
        self.moves: list[Move] = []
        self.rows: list[tuple[int, int, int, int, int]] = []
        """Kind, row, place of lead time, place of price, cost."""
        self.inputs: list[list[tuple[int, float]]] = []

    def start(self, n: int, row: Line, amount: Floats) -> None:
        """Adds the starts of a line."""
        inputs = [(self.nodes.at(item, row.country), quantity) for item, quantity in recipe(self.programme, row)]
        self.names.append(("start", row.id, row.item))
        out = self.nodes.at(row.item, row.country)
        self._add(START, n, row, amount=amount, inputs=inputs, out=out, cost=f"production:{row.id}")

    def release(self, n: int, row: Stock, amount: Floats) -> None:
        """Adds the releases of a stock."""
        self.names.append(("release", row.id, row.item))
        out = self.nodes.at(row.item, row.country)
        self._add(RELEASE, n, row, amount=amount, inputs=[], out=out, cost=f"stock:{row.id}")

    def ship(self, n: int, row: Route, item: str, amount: Floats) -> None:
        """Adds the shipments of an item on a route."""
        source, target = self.nodes.at(item, row.from_), self.nodes.at(item, row.to)
        self.names.append(("ship", row.id, item))
        self._add(SHIP, n, row, amount=amount, inputs=[(source, 1.0)], out=target, cost=f"transport:{row.id}")

    def deliver(self, n: int, row: Need, amount: Floats) -> None:
        """Adds the deliveries to a need."""
        node = self.nodes.at(row.item, row.country)
        self.names.append(("deliver", row.id, row.item))
        self.rows.append((DELIVER, n, -1, -1, -1))
        self.inputs.append([(node, 1.0)])
        self.moves.append(Move((DELIVER, n), -1, (node,), amount, False, False, planning(row.priority)))

    def _add(
        self, kind: int, n: int, row: Line | Stock | Route, *, amount: Floats, inputs: list[tuple[int, float]],
        out: int, cost: str,
    ) -> None:  # fmt: skip
        place = self.parameters.at(row, "lead_time")
        self.rows.append((kind, n, place, self.parameters.at(row, "unit_cost"), self.cost.get(cost, -1)))
        self.inputs.append(inputs)
        sources = tuple(node for node, _ in inputs)
        prompt = _least_periods(row.lead_time) == 0
        self.moves.append(Move((kind, n), out, sources, amount, prompt, self.parameters.value(place) == 0, -1.0))

    def flows(self, periods: int) -> Moves:
        """Returns all moves as flat arrays."""
        rows, inputs = list[tuple[int, ...]](), list[tuple[int, float]]()
        for move, (kind, row, *places), own in zip(self.moves, self.rows, self.inputs, strict=True):
            rows.append((kind, row, move.out, *places, len(inputs), len(inputs) + len(own)))
            inputs += own
        amounts = np.array([m.amount for m in self.moves]).reshape(-1, periods)
        return Moves(
            names=tuple(self.names),
            flows=records(FLOW, list(rows)),
            inputs=records(INPUT, list(inputs)),
            target=np.cumsum(amounts, axis=1).T.copy(),
            order=order_of_flows(self.moves, periods),
        )


def _least_periods(cell: Cell) -> int:
    """The least whole number of periods that a draw of the cell can be."""
    value = cell.value
    return int(max(0.0, np.ceil(value.lower - 1e-9))) if isinstance(value, Distribution) else planning_periods(cell)


def build_flows(
    programme: Programme, followed: Followed, parameters: Parameters, *, cost: dict[str, int], nodes: Nodes
) -> Moves:  # fmt: skip
    """Returns the flows that the plan has, and a delivery for every need, with what each is."""
    builder = _Builder(programme, parameters, cost, nodes)
    for n, line in enumerate(programme.lines):
        if followed.starts[n].any():
            builder.start(n, line, followed.starts[n])
    for n, stock in enumerate(programme.stocks):
        if followed.releases[n].any():
            builder.release(n, stock, followed.releases[n])
    for (r, item), amount in shipments_followed(programme, followed).items():
        builder.ship(r, programme.routes[r], item, amount)
    for n, need in enumerate(programme.needs):
        builder.deliver(n, need, followed.deliveries[n])
    return builder.flows(programme.settings.calendar.periods)


def planned_hand(moves: Moves, arrivals: Records, planned: Floats, nodes: int) -> Floats:
    """Returns the units on hand at the end of every period if all goes to plan, [period, node]; at least 0."""
    periods = len(moves.target)
    change = np.zeros((periods, nodes))
    for arrival in arrivals:
        change[arrival["period"], arrival["node"]] += planned[arrival["at"]]
    for f, flow in enumerate(moves.flows):
        amount = np.diff(moves.target[:, f], prepend=0.0)
        for used in moves.inputs[flow["first_input"] : flow["end_input"]]:
            change[:, used["node"]] -= used["quantity"] * amount
        if flow["out"] >= 0:
            lead = int(planned[flow["lead_at"]])
            change[lead:, flow["out"]] += amount[: max(0, periods - lead)]
    return np.maximum(np.cumsum(change, axis=0), 0.0)
