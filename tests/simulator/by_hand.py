"""Plans written by hand for known answers: every flow they name moves all it can, as soon as it can."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cofactory.schema.frames import frame_types
from cofactory.simulator.arrays import prepare
from cofactory.simulator.runs import Futures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cofactory.programme.record import Programme
    from cofactory.simulator.outcomes import Out

NO_END = 1e6
"""Units planned for the first period: more than can ever move, so that a run always takes what there is."""

TABLES = {
    "starts": "line", "releases": "stock", "shipments": "route", "deliveries": "need", "openings": "line",
    "projects": "project", "steps": "line", "payments": "fund",
}  # fmt: skip


def all_it_can(programme: Programme, *left_out: str, **rows: Sequence[dict[str, Any]]) -> SimpleNamespace:
    """Returns the plan in which every line, stock, route and need but those left out moves all it can.

    `rows` gives a table of the plan otherwise: dictionaries with its columns.
    """
    first = programme.settings.calendar.label(0)
    item = next(iter(programme.items)).id
    moved: dict[str, Any] = {
        "starts": programme.lines, "releases": programme.stocks, "shipments": programme.routes,
        "deliveries": programme.needs,
    }  # fmt: skip
    plan = {}
    for table, key in TABLES.items():
        usual = [
            {key: row.id, "item": getattr(row, "item", None) or item, "period": first, "quantity": NO_END}
            for row in moved.get(table, ())
            if row.id not in left_out
        ]
        plan[table] = frame(table, rows.get(table, usual))
    return SimpleNamespace(**plan)


def frame(table: str, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Returns rows of a plan table as its frame; a cell that is not given is blank."""
    types = frame_types(f"plan_{table}")
    return pl.DataFrame([{name: row.get(name) for name in types} for row in rows], schema=types)


def blocks_of(programme: Programme, plan: Any, *, n: int, seed: int = 1, size: int = 128) -> Iterator[Out]:
    """Yields everything that happened in the runs 0 to n - 1, some runs at a time."""
    futures = Futures(prepare(programme, plan), seed)
    for first in range(0, n, size):
        yield futures.block(first, min(size, n - first), keep=True)


def place_of(programme: Programme, plan: Any, name: tuple[str, ...]) -> int:
    """Returns the column of a flow (kind, row, item) or of a node (item, country) in what `blocks_of` yields."""
    prepared = prepare(programme, plan)
    return (prepared.flows if len(name) == 3 else prepared.nodes).index(name)


def mean_of(sample: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    """Returns the mean over the runs, the first axis, and its standard error if they were independent."""
    return sample.mean(axis=0), sample.std(axis=0, ddof=1) / np.sqrt(len(sample))
