"""Lines, bills of materials, pools and stocks that do not fit each other."""

from __future__ import annotations

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from cofactory.programme.complain import about, listed, warn, where
from cofactory.programme.paths import amount, needed_items, recipes

if TYPE_CHECKING:
    from cofactory.base.problems import Problem
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Arrival, BomRow, Line, Need, Stock
    from cofactory.schema.table import Row

NOT_A_PLACE = {"EU": "the Union as a party", "XX": "a country that was not said"}
"""Codes that a party may have and a thing that lies or moves somewhere should not."""


def check_bom_cycles(programme: Programme) -> list[Problem]:
    """Problems of items that take themselves to make, directly or through their components."""
    rows: dict[tuple[str, str], BomRow] = {}
    graph: dict[str, set[str]] = {}
    for row in _rows_in_use(programme):
        rows.setdefault((row.product, row.component), row)
        graph.setdefault(row.product, set()).add(row.component)
    problems = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            ring = list(reversed(error.args[1]))
            row = rows[ring[0], ring[1]]
            why = f"Making {row.product} takes {row.product}: {' takes '.join(ring)}."
            mend = f"Delete this row or another of the circle: {_places(rows, ring)}."
            problems.append(about(row, "component", "bom-cycle", why, mend=mend))
            graph[row.product].remove(row.component)
        else:
            return problems


def _rows_in_use(programme: Programme) -> list[BomRow]:
    """The rows that hold for some line, and the item-level rows of items that no line makes yet."""
    made = {line.item for line in programme.lines}
    unmade = [row for row in programme.bom if row.product not in made]
    in_use = (row for recipe in recipes(programme).values() for row in recipe)
    return list({id(row): row for row in (*in_use, *unmade)}.values())


def _places(rows: dict[tuple[str, str], BomRow], ring: list[str]) -> str:
    return listed([f"{a} takes {b} ({where(rows[a, b])})" for a, b in pairwise(ring)])


def check_bom_lines(programme: Programme) -> list[Problem]:
    """Problems of bill-of-materials rows for a line that makes another item."""
    lines = {line.id: line for line in programme.lines}
    lines_of: dict[str, list[str]] = defaultdict(list)
    for other in programme.lines:
        lines_of[other.item].append(other.id)
    problems = []
    for row in programme.bom:
        line = lines.get(row.line or "")
        if line is not None and line.item != row.product:
            makers = lines_of.get(row.product)
            choice = f"one of its lines ({listed(makers)})" if makers else f"the product {line.item}"
            why = f"Line {line.id} makes {line.item}, not {row.product}."
            mend = f"Write {choice}, or leave line blank for every line that makes {row.product}."
            problems.append(about(row, "line", "bom-line-of-another-item", why, mend=mend))
    return problems


def check_lines_needed(programme: Programme) -> list[Problem]:
    """Warnings for lines whose item nobody needs, directly or as a component."""
    needed = needed_items(programme, recipes(programme))
    return [
        warn(
            line,
            "item",
            "line-for-nothing",
            f"Nobody needs {line.item}, directly or as a component of something needed: line {line.id} will never run.",
            mend=f"Add a need for {line.item} or for a product that takes it, or delete the line.",
        )
        for line in programme.lines
        if line.item not in needed
    ]


def check_steps(programme: Programme) -> list[Problem]:
    """Problems of expansion steps that lack their size or cost, and warnings for steps that can never be ordered."""
    problems = []
    for line in programme.lines:
        most = amount(line.max_steps)
        if most > 0 and line.step is None:
            why = f"Line {line.id} may be expanded {most:g} times, but not by how much."
            mend = "Write in step how many units per period one step adds, or max_steps = 0."
            problems.append(about(line, "max_steps", "step-without-size", why, mend=mend))
        elif most > 0 and line.step_cost is None:
            why = f"One expansion step of line {line.id} has no cost, so the plan would take all of them."
            mend = "Write step_cost; if a step is truly free, write 0 with the reason: 0 [assume: why]."
            problems.append(about(line, "step_cost", "step-without-cost", why, mend=mend))
        elif most == 0 and line.step is not None:
            why = f"Line {line.id} has an expansion step, but max_steps is 0: it can never be ordered."
            mend = "Write in max_steps how many steps may be ordered, or clear step."
            problems.append(warn(line, "step", "step-never-ordered", why, mend=mend))
    return problems


def check_idle_lines(programme: Programme) -> list[Problem]:
    """Warnings for lines that can never start a unit: no capacity and no expansion."""
    return [
        warn(
            line,
            "capacity",
            "line-without-capacity",
            f"Line {line.id} has capacity 0 and no expansion step: it can never run.",
            mend="Write its capacity, or step, step_cost and max_steps, or delete the line.",
        )
        for line in programme.lines
        if line.capacity.known and amount(line.capacity) == 0 and not (amount(line.max_steps) and amount(line.step))
    ]


def check_pool_use(programme: Programme) -> list[Problem]:
    """Warnings for a use of a shared capacity that is not named."""
    return [
        warn(
            line,
            "pool_use",
            "pool-use-without-pool",
            f"Line {line.id} takes {line.pool_use.text} of a shared capacity, but names no pool.",
            mend="Name the pool in pool, or clear pool_use.",
        )
        for line in programme.lines
        if line.pool is None and amount(line.pool_use, 1.0) != 1
    ]


def check_stocks(programme: Programme) -> list[Problem]:
    """Warnings for stocks of which nothing can ever be released."""
    problems = []
    for stock in programme.stocks:
        quantity, reserve = amount(stock.quantity), amount(stock.reserve)
        if reserve > quantity:
            why = f"The reserve ({reserve:g}) is more than the stock itself ({quantity:g}): nothing can be released."
            mend = f"Write a reserve of at most {quantity:g}, or a larger quantity."
            problems.append(warn(stock, "reserve", "reserve-above-quantity", why, mend=mend))
        if stock.release_rate is not None and amount(stock.release_rate) == 0:
            why = f"A release rate of 0 means that nothing of stock {stock.id} can ever be released."
            mend = "Write how many units per period can be released, or leave it blank for no limit."
            problems.append(warn(stock, "release_rate", "zero-release-rate", why, mend=mend))
    return problems


def check_places(programme: Programme) -> list[Problem]:
    """Warnings for lines, stocks, arrivals, needs and routes in `EU` or `XX`, which are no country."""
    homes: tuple[Line | Stock | Arrival | Need, ...]
    homes = (*programme.lines, *programme.stocks, *programme.arrivals, *programme.needs)
    places: list[tuple[Row, str, str]] = [(row, "country", row.country) for row in homes]
    for route in programme.routes:
        places += [(route, "from", route.from_), (route, "to", route.to)]
    problems = []
    for row, column, code in places:
        if code in NOT_A_PLACE:
            why = f"{code} stands for {NOT_A_PLACE[code]}: no route joins it to a member country, and no zone holds it."
            mend = "Write the country's two-letter code; split the row if there are several."
            problems.append(warn(row, column, "not-a-place", why, mend=mend))
    return problems


def check_routes(programme: Programme) -> list[Problem]:
    """Warnings for routes that end where they begin."""
    return [
        warn(
            route,
            "to",
            "route-to-itself",
            f"Route {route.id} goes from {route.from_} to {route.to}; inside one country nothing needs a route.",
            mend="Write the country it really ends in, or delete the route.",
        )
        for route in programme.routes
        if route.from_ == route.to
    ]
