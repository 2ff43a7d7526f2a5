"""How soon one unit of an item can be in a country, over lines, components, stocks, arrivals and routes.

Quantities and money are left aside: this is what could happen if everything else waited, so a
need that fails here fails in every plan. It is the shortest path of a graph in which a line
waits for the last of its components (Knuth, "A generalization of Dijkstra's algorithm", 1977).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from cofactory.programme.cells import planning, planning_periods

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cofactory.base.cell import Cell
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import BomRow, Line, Project

Spot = tuple[str, str]
"""An item in a country."""

NEVER = 10**9
"""A period after every horizon: a window without an end closes here."""


@dataclass(frozen=True, slots=True)
class Supply:
    """The earliest period in which one unit can be at a spot, and the last thing that brought it there."""

    period: int
    by: str
    """What brings it, in words: `line aster-ua, which starts in 2027-01`."""
    after: Spot | None = None
    """The spot that this waited for, where it is not a first source."""


class Lane(NamedTuple):
    """A route with its window and its time on the way as periods."""

    to: str
    item: str | None
    opens: int
    closes: int
    delay: int
    by: str


@dataclass(frozen=True)
class Chains:
    """A programme's lines and routes, indexed by what they take and give."""

    recipes: Mapping[str, tuple[BomRow, ...]]
    """Line id -> the bill of materials that holds for it."""
    lines_of: Mapping[str, tuple[Line, ...]]
    """Item -> the lines that make it."""
    opening: Mapping[str, int]
    """Line id -> the first period in which it can start a unit; NEVER if there is none."""
    closing: Mapping[str, int]
    """Line id -> the first period in which it cannot start a unit any more."""
    reached: Mapping[Spot, Supply]
    places: Mapping[str, tuple[str, ...]]
    """Item -> the countries in which there can be any, in alphabetical order."""


def recipes(programme: Programme) -> dict[str, tuple[BomRow, ...]]:
    """Returns each line's bill of materials: its own rows where it has any, else the rows of its item."""
    of_line: dict[tuple[str, str | None], list[BomRow]] = defaultdict(list)
    for row in programme.bom:
        of_line[row.product, row.line].append(row)
    return {
        line.id: tuple(of_line.get((line.item, line.id)) or of_line.get((line.item, None)) or ())
        for line in programme.lines
    }


def needed_items(programme: Programme, recipe: Mapping[str, tuple[BomRow, ...]]) -> set[str]:
    """Returns the items that a need or commitment asks for, with the components of all lines that make them."""
    components: dict[str, set[str]] = defaultdict(set)
    for line in programme.lines:
        components[line.item].update(row.component for row in recipe[line.id])
    found = {need.item for need in programme.needs} | {promise.item for promise in programme.commitments}
    waiting = list(found)
    while waiting:
        new = components[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return found


def chains(programme: Programme) -> Chains:
    """Returns the programme's lines and routes by item and country, with the earliest supply of every spot."""
    recipe = recipes(programme)
    opening, closing = _line_windows(programme)
    makers: dict[str, list[Line]] = defaultdict(list)
    for line in programme.lines:
        makers[line.item].append(line)
    reached = _earliest(programme, recipe, opening, closing)
    places: dict[str, list[str]] = defaultdict(list)
    for item, country in sorted(reached):
        places[item].append(country)
    return Chains(
        recipe, {item: tuple(rows) for item, rows in makers.items()}, opening, closing, reached,
        {item: tuple(countries) for item, countries in places.items()},
    )  # fmt: skip


def amount(cell: Cell | None, default: float = 0.0) -> float:
    """Returns a cell's planning value; the default where it is blank or unknown."""
    return planning(cell) if cell is not None and cell.known else default


def delay(cell: Cell | None) -> int:
    """Returns a cell's whole periods, rounded up; 0 where it is blank or unknown."""
    return planning_periods(cell) if cell is not None and cell.known else 0


def period_of(programme: Programme, label: str | None, default: int) -> int:
    """Returns the period that a label names, counted from the programme's start; the default where it is blank."""
    return default if label is None else programme.settings.calendar.index(label)


def project_finishes(programme: Programme) -> dict[str, int]:
    """Returns the earliest period in which each project has finished: its start, and its stages one after another."""
    stages: dict[str, int] = defaultdict(int)
    staged = {stage.project for stage in programme.stages}
    for stage in programme.stages:
        stages[stage.project] += delay(stage.duration)

    def length(project: Project) -> int:
        """Periods from begin to finish, stages added up."""
        return stages[project.id] if project.id in staged else delay(project.duration)

    return {row.id: max(0, period_of(programme, row.start, 0)) + length(row) for row in programme.projects}


def _line_windows(programme: Programme) -> tuple[dict[str, int], dict[str, int]]:
    finishes = project_finishes(programme)
    pools = {pool.id: pool for pool in programme.pools}
    opening, closing = {}, {}
    for line in programme.lines:
        first = max(0, period_of(programme, line.opens, 0), finishes.get(line.project or "", 0))
        last = period_of(programme, line.closes, NEVER)
        able = amount(line.capacity) > 0
        if not able and amount(line.max_steps) > 0 and amount(line.step) > 0:
            first, able = first + delay(line.step_lead_time), True
        pool = pools.get(line.pool or "")
        if pool is not None and amount(line.pool_use, 1.0) > 0:
            first = max(first, period_of(programme, pool.opens, 0))
            last = min(last, period_of(programme, pool.closes, NEVER))
            able = able and amount(pool.capacity) > 0
        opening[line.id] = first if able and first < last else NEVER
        closing[line.id] = last
    return opening, closing


def _sources(programme: Programme) -> Iterable[tuple[Spot, Supply]]:
    """Returns what is there without any line: scheduled arrivals, and stocks that may be drawn on."""
    for row in programme.arrivals:
        if amount(row.quantity) > 0:
            yield (row.item, row.country), Supply(period_of(programme, row.period, 0), "an arrival")
    for stock in programme.stocks:
        free = amount(stock.quantity) - amount(stock.reserve)
        if free > 0 and amount(stock.release_rate, 1.0) > 0:
            period = max(0, period_of(programme, stock.available, 0)) + delay(stock.lead_time)
            yield (stock.item, stock.country), Supply(period, f"stock {stock.id}")


def _lanes(programme: Programme) -> dict[str, list[Lane]]:
    lanes: dict[str, list[Lane]] = defaultdict(list)
    for route in programme.routes:
        window = max(0, period_of(programme, route.opens, 0)), period_of(programme, route.closes, NEVER)
        lanes[route.from_].append(Lane(route.to, route.item, *window, delay(route.lead_time), f"route {route.id}"))
    return lanes


class Frontier:
    """The offers still to be looked at, earliest first; of one spot, only those that beat all before them."""

    def __init__(self) -> None:
        self.queue: list[tuple[int, int, Spot, str, Spot | None]] = []
        self.best: dict[str, dict[str, int]] = defaultdict(dict)
        """Item -> country -> the earliest period offered."""
        self.spots = 0

    def offer(self, spot: Spot, period: int, by: str, after: Spot | None = None) -> None:
        """Takes an offer if it is earlier than every other for this spot."""
        item, country = spot
        if period < self.best[item].get(country, NEVER):
            self.spots += country not in self.best[item]
            self.best[item][country] = period
            heappush(self.queue, (period, self.spots, spot, by, after))

    def carry(self, spot: Spot, ready: int, lanes: Iterable[Lane]) -> None:
        """Offers what lies at a spot wherever its lanes lead; most of a large programme's time goes by here."""
        thing, _ = spot
        best = self.best[thing]
        for to, item, opens, closes, delayed, by in lanes:
            begin = max(opens, ready)
            if begin + delayed < best.get(to, NEVER) and begin < closes and item in (None, thing):
                self.offer((thing, to), begin + delayed, by, spot)

    def settle(self) -> Iterator[tuple[Spot, Supply]]:
        """Yields each spot once, with its earliest supply, in the order of time; offers may come in between."""
        while self.queue:
            period, _, spot, by, after = heappop(self.queue)
            if period == self.best[spot[0]][spot[1]]:  # nothing earlier can follow: no way takes less than no time
                yield spot, Supply(period, by, after)


def _earliest(
    programme: Programme,
    recipe: Mapping[str, tuple[BomRow, ...]],
    opening: Mapping[str, int],
    closing: Mapping[str, int],
) -> dict[Spot, Supply]:
    """Returns the earliest supply of every spot that has one."""
    frontier = Frontier()
    lanes, finishes, label = _lanes(programme), project_finishes(programme), programme.settings.calendar.label
    users: dict[Spot, list[Line]] = defaultdict(list)
    missing: dict[str, int] = {}

    def run(line: Line, ready: int, after: Spot | None) -> None:
        """Notes when a line that has its inputs from `ready` on can first deliver."""
        begin = max(ready, opening[line.id])
        if begin < min(closing[line.id], NEVER):
            waited = f" after project {line.project}" if line.project and begin == finishes[line.project] else ""
            by = f"line {line.id}, which starts in {label(begin)}{waited}"
            frontier.offer((line.item, line.country), begin + delay(line.lead_time), by, after)

    for spot, supply in _sources(programme):
        frontier.offer(spot, supply.period, supply.by)
    for line in programme.lines:
        components = {row.component for row in recipe[line.id]}
        missing[line.id] = len(components)
        for component in components:
            users[component, line.country].append(line)
        if not components:
            run(line, 0, None)
    reached: dict[Spot, Supply] = {}
    for spot, supply in frontier.settle():
        reached[spot] = supply
        for line in users.get(spot, ()):
            missing[line.id] -= 1
            if not missing[line.id]:
                run(line, supply.period, spot)
        frontier.carry(spot, supply.period, lanes.get(spot[1], ()))
    return reached
