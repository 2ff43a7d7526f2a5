"""The rows that a need's deliveries rest on: everything upstream of it through the network, and what pays for that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cofactory.programme.eligibility import costs, fund_terms, refusals
from cofactory.programme.inputs import row_key

if TYPE_CHECKING:
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Fund, Line, Need
    from cofactory.schema.table import Row

Node = tuple[str, str]
"""An item in a country."""


@dataclass
class Upstream:
    """Rows by table and key, as addresses name them."""

    rows: dict[tuple[str, str], None] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Nothing; the row is among them."""
        self.rows[row.TABLE, row_key(row)] = None

    def holds(self, table: str, key: str) -> bool:
        """True when the row is among them."""
        return (table, key) in self.rows


Payers = Sequence[tuple["Fund", frozenset[tuple[str, str]]]]
"""Each fund with the rows for which no rule keeps it from paying."""


def payers_of(programme: Programme) -> Payers:
    """Returns which fund may pay for which row, found once for many questions."""
    due = costs(programme) if programme.funds else ()
    return tuple(
        (
            terms.fund,
            frozenset((TABLE_OF[cost.kind], cost.subject) for cost in due if not refusals(programme, terms, cost)),
        )
        for terms in (fund_terms(programme) if due else ())
    )


def upstream(
    programme: Programme, needs: Iterable[Need], *, runs: bool = False, payers: Payers | None = None
) -> Upstream:
    """Returns the rows that what these needs get rests on; with `runs` also the risks on them and what moves together.

    The needs themselves, what is promised through them, lines with their bills of materials, pools and projects,
    stocks, arrivals and routes on the way, and every fund that may pay for any of it. Other needs that compete for the
    same rows are not among them.
    """
    found = Upstream()
    wanted = list(needs)
    for need in wanted:
        found.add(need)
        for promise in programme.commitments:
            if promise.need == need.id:
                found.add(promise)
    _network(programme, {(need.item, need.country) for need in wanted}, found)
    _projects(programme, found)
    for fund, rows in payers_of(programme) if payers is None else payers:
        if rows & found.rows.keys():
            found.add(fund)
    if runs:
        _risks(programme, found)
    return found


def _network(programme: Programme, front: set[Node], found: Upstream) -> None:
    """Adds what can bring items to these places, step by step backwards."""
    seen: set[Node] = set()
    while front:
        seen |= front
        further: set[Node] = set()
        for line in programme.lines:
            if (line.item, line.country) in front:
                further |= _line(programme, line, found)
        for table in (programme.stocks, programme.arrivals):
            for row in table:
                if (row.item, row.country) in front:
                    found.add(row)
        for route in programme.routes:
            for item, country in front:
                if country == route.to and route.item in (None, item):
                    found.add(route)
                    further.add((item, route.from_))
        for thing in programme.items:
            if any(thing.id == node[0] for node in front):
                found.add(thing)
        front = further - seen


def _line(programme: Programme, line: Line, found: Upstream) -> set[Node]:
    """Adds a line with its bill of materials and pool; returns the nodes its components come from."""
    found.add(line)
    for pool in programme.pools:
        if pool.id == line.pool:
            found.add(pool)
    rows = [row for row in programme.bom if row.product == line.item]
    own = [row for row in rows if row.line == line.id] or [row for row in rows if not row.line]
    for row in own:
        found.add(row)
    return {(row.component, line.country) for row in own}


def _projects(programme: Programme, found: Upstream) -> None:
    """Adds the projects that lines wait for, with their stages."""
    awaited = {line.project for line in programme.lines if line.project and found.holds("lines", line.id)}
    for project in programme.projects:
        if project.id in awaited:
            found.add(project)
    for stage in programme.stages:
        if stage.project in awaited:
            found.add(stage)


TABLE_OF = {
    "production": "lines", "expansion": "lines", "opening": "lines", "project": "projects", "stock": "stocks",
    "transport": "routes",
}  # fmt: skip
"""The table of what a kind of cost is for."""


def _risks(programme: Programme, found: Upstream) -> None:
    countries = {line.country for line in programme.lines if found.holds("lines", line.id)}
    for risk in programme.risks:
        kind, _, target = risk.on.partition(":")
        if target in countries if kind == "country" else found.holds(f"{kind}s", target):
            found.add(risk)
    for pair in programme.correlations:
        ends = [tuple(name.split(".")[:2]) for name in (pair.a, pair.b)]
        if any(end in found.rows for end in ends):
            found.add(pair)
