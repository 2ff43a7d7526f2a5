"""Builders for the tests of this folder: tables written in a test become a programme and a plan."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from cofactory.planner.solution import TABLE_NAMES, Plan
from cofactory.programme.memory import from_tables
from cofactory.programme.record import Programme
from cofactory.schema.frames import frame_types
from cofactory.simulator.saved import SavedRuns, fingerprint
from cofactory.simulator.tables import TABLE_NAMES as RUN_TABLES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def make_programme(tables: Tables, **settings: Any) -> Programme:
    """The programme of the tables, twelve months from January 2026 unless the settings say otherwise."""
    usual = {"name": "Toy", "start": "2026-01", "periods": 12, "period": "month", "currency": "EUR"}
    return from_tables(usual | settings, tables)


def make_plan(programme: Programme, tables: Tables | None = None, **scalars: Any) -> Plan:
    """The plan of the given tables; those left out are empty, and nothing is short unless `needs` says so."""
    given = dict(tables or {})
    frames: dict[str, Any] = {}
    for name in TABLE_NAMES:
        types = frame_types(f"plan_{name}")
        rows = [{column: row.get(column) for column in types} for row in given.get(name, [])]
        frames[name] = pl.DataFrame(rows, schema=types)
    quiet = [{"id": need.id, "asked": 0.0, "delivered": 0.0, "shortfall": 0.0} for need in programme.needs]
    types = {"id": pl.String, "asked": pl.Float64, "delivered": pl.Float64, "shortfall": pl.Float64}
    values: dict[str, Any] = {
        "shortfall": 0.0, "cost": 0.0, "gaps": {"shortfall": 0.0, "cost": 0.0},
        "bounds": {"shortfall": 0.0, "cost": 0.0}, "seconds": {"read": 0.1, "build": 0.2, "solve": 3.4},
        "status": "optimal", "scenario": "base",
        "manifest": {"tool": {"cofactory": "0.1.0"}, "solver": {"name": "HiGHS", "version": "1.15.1"}, "seed": None},
    } | scalars  # fmt: skip
    return Plan(**frames, needs=pl.DataFrame(given.get("needs", quiet), schema=types), **values)


SHARES = {"mean": 0.8, "p5": 0.5, "p25": 0.7, "p50": 0.8, "p75": 0.9, "p95": 1.0}
"""What the runs deliver of each planned amount, by percentile."""


def make_runs(programme: Programme, plan: Plan, tables: Tables | None = None, **scalars: Any) -> SavedRuns:
    """The runs of the given tables; those left out deliver four fifths of the plan and keep commitments at times."""
    given = dict(tables or {})
    usual = {
        "received": _fan(plan, "quantity", summed=True), "deliveries": _fan(plan, "quantity"),
        "backlog": _fan(plan, "backlog"), "summary": [measure("cost", plan.cost), measure("shortfall", plan.shortfall)],
        "commitments": [kept(row["commitment"], row["due"]) for row in plan.commitments.iter_rows(named=True)],
        "distribution": [
            {"measure": name, "low": low, "high": low + 1.0, "share": share, "error": 0.01}
            for name in ("cost", "shortfall") for low, share in ((0.0, 0.25), (1.0, 0.5), (2.0, 0.25))
        ],
    }  # fmt: skip
    frames: dict[str, Any] = {}
    for name in RUN_TABLES:
        types = frame_types(f"run_{name}")
        rows = [{column: row.get(column) for column in types} for row in given.get(name, usual.get(name, []))]
        frames[name] = pl.DataFrame(rows, schema=types)
    values: dict[str, Any] = {
        "n": 1000, "seed": 1, "notes": (), "plan": fingerprint(plan), "files": dict(programme.files), "tool": "0.1.0",
    } | scalars  # fmt: skip
    return SavedRuns(**frames, **values)


def _fan(plan: Plan, column: str, *, summed: bool = False) -> list[dict[str, Any]]:
    rows = []
    for part in plan.deliveries.partition_by("need", maintain_order=True):
        amounts = part[column].cum_sum() if summed else part[column]
        for need, period, amount in zip(part["need"], part["period"], amounts, strict=True):
            errors = {f"{name}_error": 0.01 for name in SHARES if name != "mean"}
            fan = {name: share * amount for name, share in SHARES.items()}
            rows.append({"need": need, "period": period, **fan, **errors, "error": 0.01})
    return rows


def measure(name: str, planned: float) -> dict[str, Any]:
    """A row of the summary: a tenth more than planned, within a fifth of it to either side."""
    figures = {"mean": 1.1 * planned, "p5": 0.9 * planned, "p50": 1.1 * planned, "p95": 1.3 * planned}
    return {"measure": name, **figures, "error": 0.001 * planned, "p50_error": 0.001 * planned}


def kept(commitment: str, due: str, **changes: Any) -> dict[str, Any]:
    """A row of the commitments: on time in a quarter of the runs, not by the end of the horizon in a fifth."""
    return {
        "commitment": commitment, "due": due, "on_time": 0.25, "on_time_error": 0.014, "kept": 0.8,
        "kept_error": 0.013, "date_p5": "2026-04", "date_p50": "2026-08", "date_p95": None,
    } | changes  # fmt: skip


class Page(HTMLParser):
    """What a test asks of a page: its text, headings, ids, element names, attributes of each element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")
        if tag in ("td", "th", "li", "p", "h1", "h2", "h3", "summary", "caption", "label"):
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All the text a reader sees, spaces made plain."""
        return " ".join("".join(self.words).replace("\u00a0", " ").split())

    @property
    def levels(self) -> list[int]:
        """The levels of the headings in order."""
        return [int(tag[1]) for tag, _ in self.elements if tag in ("h1", "h2", "h3", "h4", "h5", "h6")]

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]

    def count(self, tag: str) -> int:
        """How many elements of a name there are."""
        return sum(name == tag for name, _ in self.elements)


@pytest.fixture
def programme_of() -> Callable[..., Programme]:
    return make_programme


@pytest.fixture
def plan_of() -> Callable[..., Plan]:
    return make_plan


@pytest.fixture
def runs_of() -> Callable[..., SavedRuns]:
    return make_runs


@pytest.fixture
def page_of() -> Callable[[str], Page]:
    return Page


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One browser for every test of a page: a second one cannot run beside it."""
    from playwright.sync_api import sync_playwright

    from tests.render.test_browser import CHROMIUM, FLAGS

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()
