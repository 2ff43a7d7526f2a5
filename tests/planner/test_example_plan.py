"""The worked example planned in full: its tables keep every identity."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cofactory.base.cell import Cell
from cofactory.planner.files import write_plan
from cofactory.planner.solve import make_plan
from cofactory.programme.cells import planning, planning_money
from cofactory.programme.folder import load_programme
from cofactory.schema.programme import TABLES
from cofactory.schema.table import columns, value_of
from tests.planner.identities import faults
from tests.planner.payments_checker import payment_faults
from tests.planner.reading import Case
from tests.planner.written import written

if TYPE_CHECKING:
    from cofactory.programme.record import Programme

FOLDER = Path(__file__).parents[2] / "examples" / "france-ukraine"
GAP = 1e-3


def case_of(programme: Programme) -> Case:
    """Returns the programme as plain rows, every number its planning value in programme money."""
    settings = programme.settings
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, row_type in TABLES.items():
        tables[name] = [
            {column.name: _plain(programme, column.kind, value_of(row, column.name)) for column in columns(row_type)}
            for row in getattr(programme, name)
        ]
    described = {
        "start": settings.calendar.start,
        "periods": settings.calendar.periods,
        "period": settings.calendar.grain,
        "discount_rate": settings.discount_rate,
        "zones": {zone: sorted(countries) for zone, countries in settings.zones.items()},
    }
    for table, column in (("lines", "opens"), ("stocks", "available"), ("projects", "start")):
        for row in tables[table]:
            if row[column] == "start":
                row[column] = settings.calendar.start
    return Case(described, tables)


def _plain(programme: Programme, kind: str, value: object) -> object:
    if isinstance(value, Cell):
        if not value.known:
            return "unknown"
        return planning_money(value, programme.settings) if kind == "money" else planning(value)
    return "; ".join(value) if isinstance(value, tuple) else value


def test_the_worked_example_keeps_every_identity_and_pays_to_the_cent(tmp_path: Path) -> None:
    programme = load_programme(FOLDER)
    plan = make_plan(programme, gap=GAP)
    assert plan.gap <= GAP
    assert faults(case_of(programme), plan) == []
    assert payment_faults(case_of(programme), written(write_plan(plan, tmp_path))) == []
    rafale = plan.needs.filter(id="ua-rafale").row(0, named=True)
    assert rafale["delivered"] == pytest.approx(12, abs=2)  # of 100: the money of its own is not there
