"""Builders for the tests of this folder: rows written as tables become a programme, frames become a plan."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
import pytest

from cofactory.base.cell import Cell, parse_cell
from cofactory.base.periods import Calendar
from cofactory.planner.solution import Plan
from cofactory.programme.record import Programme, Settings
from cofactory.schema.programme import TABLES
from cofactory.schema.results import TABLES as RESULTS
from cofactory.schema.table import Row, columns

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
TYPES = {"text": pl.String, "number": pl.Float64, "whole": pl.Int64}


def make_programme(tables: Tables, **settings: Any) -> Programme:
    """The programme of the tables; cells are text or numbers as a user would write them."""
    grain = settings.get("period", "month")
    start = settings.get("start", "2026-01")
    calendar = Calendar(start, settings.get("periods", 12), grain)
    exchange = {code: parse_cell(str(rate)) for code, rate in settings.get("exchange", {}).items()}
    said = Settings(settings.get("name", "Toy"), calendar, "EUR", 2026, settings.get("rate", 0.0), exchange, {}, {})
    rows = {name: tuple(_row(TABLES[name], cells, start) for cells in given) for name, given in tables.items()}
    return Programme(settings=said, files=settings.get("files", {}), **rows)


def _row(kind: type[Row], cells: Mapping[str, Any], start: str) -> Row:
    values: dict[str, Any] = {}
    for column in columns(kind):
        if column.name in cells:
            value = cells[column.name]
            values[column.name] = parse_cell(str(value)) if column.numeric and not isinstance(value, Cell) else value
        elif column.kind == "period" and column.default == "start":
            values[column.name] = start
    return kind(**values)


def make_plan(programme: Programme, tables: Tables | None = None, **scalars: Any) -> Plan:
    """The plan of the given tables; the ones left out are empty, needs get a row each."""
    given = dict(tables or {})
    frames = {}
    for name in (
        "starts",
        "steps",
        "openings",
        "projects",
        "releases",
        "shipments",
        "deliveries",
        "commitments",
        "payments",
        "reasons",
    ):
        types = {column.name: TYPES[column.type] for column in RESULTS[f"plan_{name}"].columns}
        types |= {"together": pl.Boolean} if name == "reasons" else {}
        rows = [{column: row.get(column) for column in types} for row in given.get(name, [])]
        frames[name] = pl.DataFrame(rows, schema=types)
    needs = given.get("needs") or [
        {"id": n.id, "asked": 0.0, "delivered": 0.0, "shortfall": 0.0} for n in programme.needs
    ]
    types = {"id": pl.String, "asked": pl.Float64, "delivered": pl.Float64, "shortfall": pl.Float64}
    values: dict[str, Any] = {
        "shortfall": 0.0, "cost": 0.0,
        "gaps": {"shortfall": 0.0, "cost": 0.0}, "bounds": {"shortfall": 0.0, "cost": 0.0},
        "seconds": {"read": 0.1, "build": 0.2, "solve": 3.4}, "status": "optimal", "scenario": "base",
        "manifest": {"tool": "cofactory 0.1.0", "solver": "HiGHS 1.15.1", "seed": 1},
    } | scalars  # fmt: skip
    return Plan(**frames, needs=pl.DataFrame(needs, schema=types), **values)


@pytest.fixture
def programme_of() -> Callable[..., Programme]:
    return make_programme


@pytest.fixture
def plan_of() -> Callable[..., Plan]:
    return make_plan
