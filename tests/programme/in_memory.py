"""The problems of a programme that a test writes down as tables."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import Any

from cofactory.base.problems import Problem, ProblemsFound
from cofactory.programme.folder import from_tables

SETTINGS = {"name": "Pumps", "start": "2026-01", "periods": 12, "period": "month", "currency": "EUR"}

Rows = Sequence[Mapping[str, Any]]


def problems(*settings: Mapping[str, Any], **tables: Rows) -> tuple[Problem, ...]:
    """Every problem of these tables, warnings too."""
    try:
        return from_tables(dict(ChainMap(*map(dict, settings), SETTINGS)), tables).problems
    except ProblemsFound as found:
        return found.problems


def names(*settings: Mapping[str, Any], **tables: Rows) -> list[str]:
    """The names of the problems, one for each, sorted."""
    return sorted(problem.name for problem in problems(*settings, **tables))


def one(*settings: Mapping[str, Any], **tables: Rows) -> Problem:
    """The only problem of these tables."""
    found = problems(*settings, **tables)
    assert len(found) == 1, [(problem.name, problem.why) for problem in found]
    return found[0]


def items(*ids: str, **columns: Any) -> Rows:
    return [{"id": name, "name": name.title(), "kind": "product", **columns} for name in ids]


def line(name: str, item: str, country: str, **columns: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "item": item, "country": country, "capacity": 10, **columns}


def need(item: str, country: str, **columns: Any) -> dict[str, Any]:
    row = {"id": f"need-{item}", "party": "ua", "country": country, "item": item}
    return {**row, "start": "2026-03", "end": "2026-12", "quantity": 5, **columns}


PARTIES: Rows = [
    {"id": "fr", "name": "France", "kind": "state", "country": "FR"},
    {"id": "ua", "name": "Ukraine", "kind": "state", "country": "UA"},
]
