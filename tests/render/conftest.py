"""Builders for the tests of this folder: tables written in a test become a programme and a plan."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from cofactory.planner.frames import frame_types
from cofactory.planner.solution import TABLE_NAMES, Plan
from cofactory.programme.memory import from_tables
from cofactory.programme.record import Programme

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
