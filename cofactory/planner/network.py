"""Where an item can be and matter: nodes (item, country, origin class), and the flows between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.origin import Origin, build_origin

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.programme.record import Programme

    Ints = NDArray[np.int64]

Node = tuple[str, str, int]
"""An item in a country, made in an origin class (0 where no fund rule asks for the origin)."""


@dataclass(frozen=True)
class Lane:
    """One item of one origin class on one route."""

    route: int
    source: int
    target: int


@dataclass(frozen=True)
class Use:
    """What one started unit of a line takes of one component: `quantity` from the nodes that hold it."""

    line: int
    component: str
    quantity: float
    nodes: tuple[int, ...]
    tracked: bool


@dataclass(frozen=True)
class Network:
    """Index sets of the balance; anything that cannot reach a need, or cannot be reached, is left out."""

    nodes: tuple[Node, ...]
    lines: dict[int, int]
    """Line -> the node its finished units arrive at; a line that is absent can never serve a need."""
    stocks: dict[int, int]
    arrivals: tuple[tuple[int, int, float], ...]
    """(node, period, quantity)."""
    lanes: tuple[Lane, ...]
    drops: tuple[tuple[int, int], ...]
    """(need, node): where a need takes its units from."""
    uses: tuple[Use, ...]
    origin: Origin

    @cached_property
    def lane_ends(self) -> tuple[Ints, Ints, Ints]:
        """Route, source and target of every lane, as arrays."""
        ends = np.array([(lane.route, lane.source, lane.target) for lane in self.lanes], dtype=np.int64)
        route, source, target = ends.reshape(-1, 3).T
        return route, source, target

    @cached_property
    def uses_of(self) -> dict[int, tuple[Use, ...]]:
        """What each line takes."""
        return {n: tuple(use for use in self.uses if use.line == n) for n in self.lines}

    @cached_property
    def lanes_of(self) -> dict[int, list[int]]:
        """The lanes of each route that has any."""
        found: dict[int, list[int]] = {}
        for e, lane in enumerate(self.lanes):
            found.setdefault(lane.route, []).append(e)
        return found

    @cached_property
    def takes(self) -> tuple[tuple[int, int, int], ...]:
        """The entities of the `take` block: (use, certified pair or -1, node) for every use of a tracked component."""
        found: list[tuple[int, int, int]] = []
        for u, use in enumerate(self.uses):
            if use.tracked:
                owners = [-1, *(p for p, (_, n) in enumerate(self.origin.certified) if n == use.line)]
                found += [(u, pair, node) for pair in owners for node in use.nodes]
        return tuple(found)

    @cached_property
    def counted(self) -> frozenset[int]:
        """Lines whose units may count in a fund's origin share, whether or not they arrive in time."""
        return frozenset(n for _, n in self.origin.certified)


def bill_of_materials(programme: Programme, line: int) -> tuple[tuple[str, float], ...]:
    """Returns (component, quantity per unit) of a line: its own rows where there are any, else those of its item."""
    from cofactory.programme.cells import planning

    row = programme.lines[line]
    rows = [b for b in programme.bom if b.product == row.item]
    own = [b for b in rows if b.line == row.id]
    chosen = own or [b for b in rows if not b.line]
    merged: dict[str, float] = {}
    for b in chosen:
        merged[b.component] = merged.get(b.component, 0.0) + planning(b.quantity)
    return tuple(merged.items())


def build_network(programme: Programme) -> Network:
    """Returns the nodes between a source and a need, and the flows between them."""
    recipes = [bill_of_materials(programme, n) for n in range(len(programme.lines))]
    origin = build_origin(programme, recipes)
    reached = _reachable(programme, recipes, origin)
    useful = _useful(programme, recipes, origin, reached)
    nodes = tuple(sorted(useful))
    index = {node: n for n, node in enumerate(nodes)}
    lines = {
        n: index[key]
        for n, row in enumerate(programme.lines)
        if (key := (row.item, row.country, origin.of(row.item, row.country))) in index
        and all(_held(index, component, row.country) for component, _ in recipes[n])
    }
    return Network(
        nodes=nodes,
        lines=lines,
        stocks={
            n: index[key]
            for n, row in enumerate(programme.stocks)
            if (key := (row.item, row.country, origin.of(row.item, row.country))) in index
        },
        arrivals=_arrivals(programme, origin, index),
        lanes=tuple(_lanes(programme, index)),
        drops=tuple(
            (n, index[node])
            for n, need in enumerate(programme.needs)
            for node in nodes
            if node[:2] == (need.item, need.country)
        ),
        uses=tuple(
            Use(
                n, component, quantity, _held(index, component, programme.lines[n].country), component in origin.tracked
            )
            for n in lines
            for component, quantity in recipes[n]
        ),
        origin=origin,
    )


def _held(index: dict[Node, int], item: str, country: str) -> tuple[int, ...]:
    return tuple(n for node, n in index.items() if node[:2] == (item, country))


def _arrivals(programme: Programme, origin: Origin, index: dict[Node, int]) -> tuple[tuple[int, int, float], ...]:
    from cofactory.programme.cells import planning

    calendar = programme.settings.calendar
    found = []
    for row in programme.arrivals:
        node = index.get((row.item, row.country, origin.of(row.item, row.country)))
        if node is not None:
            found.append((node, calendar.index(row.period), planning(row.quantity)))
    return tuple(found)


def _lanes(programme: Programme, index: dict[Node, int]) -> list[Lane]:
    lanes = []
    for r, route in enumerate(programme.routes):
        for (item, country, kind), source in index.items():
            target = index.get((item, route.to, kind))
            if country == route.from_ and target is not None and target != source and route.item in (None, item):
                lanes.append(Lane(r, source, target))
    return lanes


def _reachable(programme: Programme, recipes: list[tuple[tuple[str, float], ...]], origin: Origin) -> set[Node]:
    """Nodes that some stock, arrival or line with all its components at hand can fill, over any routes."""
    found: set[Node] = set()
    places = [(s.item, s.country) for s in programme.stocks] + [(r.item, r.country) for r in programme.arrivals]
    for item, country in places:
        found.add((item, country, origin.of(item, country)))
    while True:
        held = {node[:2] for node in found}
        grown = set(found)
        for n, line in enumerate(programme.lines):
            if all((component, line.country) in held for component, _ in recipes[n]):
                grown.add((line.item, line.country, origin.of(line.item, line.country)))
        for route in programme.routes:
            for item, country, kind in found:
                if country == route.from_ and route.item in (None, item):
                    grown.add((item, route.to, kind))
        if grown == found:
            return found
        found = grown


def _certified(programme: Programme, origin: Origin) -> set[Node]:
    """Where lines deliver whose units count in a fund's origin share, whether or not a need takes them."""
    lines = [programme.lines[n] for _, n in origin.certified]
    return {(line.item, line.country, origin.of(line.item, line.country)) for line in lines}


def _useful(
    programme: Programme, recipes: list[tuple[tuple[str, float], ...]], origin: Origin, reached: set[Node]
) -> set[Node]:
    """Those of the reached nodes from which a need can be served, or where units count in an origin share."""
    wanted = {(need.item, need.country) for need in programme.needs}
    useful = {node for node in reached if node[:2] in wanted} | (_certified(programme, origin) & reached)
    while True:
        grown = set(useful)
        pairs = {node[:2] for node in reached}
        for n, line in enumerate(programme.lines):
            output = (line.item, line.country, origin.of(line.item, line.country))
            runs = all((component, line.country) in pairs for component, _ in recipes[n])
            if output in useful and runs:
                inputs = {(component, line.country) for component, _ in recipes[n]}
                grown |= {node for node in reached if node[:2] in inputs}
        for route in programme.routes:
            for item, country, kind in reached:
                if country == route.from_ and route.item in (None, item) and (item, route.to, kind) in useful:
                    grown.add((item, country, kind))
        if grown == useful:
            return useful
        useful = grown
