"""Programmes written as tables inside a test: parties and countries are there, the rest the test says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cofactory.programme.folder import from_tables

if TYPE_CHECKING:
    from cofactory.programme.record import Programme

PARTIES: list[dict[str, Any]] = [
    {"id": "fr", "name": "France", "kind": "state", "country": "FR"},
    {"id": "ua", "name": "Ukraine", "kind": "state", "country": "UA"},
]


def programme(periods: int = 6, settings: dict[str, Any] | None = None, **tables: list[dict[str, Any]]) -> Programme:
    """Returns a monthly programme from 2026-01 with the parties fr and ua and the tables given."""
    base = {
        "name": "Small", "start": "2026-01", "periods": periods, "period": "month", "currency": "EUR",
        "price_year": 2026, "zones": {"home": ["FR", "UA"]},
    }  # fmt: skip
    items: list[dict[str, Any]] = [{"id": "pump", "name": "Pump", "kind": "product", "value": 10}]
    return from_tables(base | (settings or {}), {"parties": PARTIES, "items": items} | tables)


def line(name: str = "plant", **cells: Any) -> dict[str, Any]:
    """Returns a line that makes 10 pumps a month in Ukraine, or what `cells` say."""
    return {"id": name, "name": name, "item": "pump", "country": "UA", "capacity": 10} | cells


def need(name: str = "demand", **cells: Any) -> dict[str, Any]:
    """Returns Ukraine's need of 10 pumps in each of the first months to 2026-06, or what `cells` say."""
    return {
        "id": name, "party": "ua", "country": "UA", "item": "pump", "start": "2026-01", "end": "2026-06",
        "quantity": 10,
    } | cells  # fmt: skip


def fund(name: str = "budget", **cells: Any) -> dict[str, Any]:
    """Returns a fund with plenty of money for the first half of 2026, or what `cells` say."""
    return {
        "id": name, "name": name, "party": "ua", "amount": 1_000_000, "opens": "2026-01", "closes": "2026-06",
        "form": "own",
    } | cells  # fmt: skip


def narrow_routes() -> Programme:
    """Returns a plant in Poland and a need in Ukraine, with a narrow route between them and a way round by Germany."""
    return programme(
        lines=[line(country="PL")],
        needs=[need()],
        routes=[
            {"id": "pl-ua", "from": "PL", "to": "UA", "capacity": 4},
            {"id": "pl-de", "from": "PL", "to": "DE", "capacity": 3},
            {"id": "de-ua", "from": "DE", "to": "UA"},
        ],
    )
