"""The report in a real browser: no request, no error, no sideways scroll, all of it reachable by keyboard."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cofactory.render.report import write_report
from tests.render.conftest import make_plan, make_programme, make_runs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = (390, 820, 1280)

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"NO BROWSER TESTS: {CHROMIUM} is not installed")

PROMISE = {"giver": "fr", "receiver": "ua", "item": "jet"}
COSTS = {"production:works": 5e6, "expansion:works": 1e6, "project:transfer": 2e6, "transport:road": 1e4}
MONTHS = [f"{year}-{month:02d}" for year in (2026, 2027, 2028) for month in range(1, 13)]


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """The address of a report in which every section has something to show; each of its kinds is written once."""
    programme = make_programme(
        {
            "parties": [
                {"id": "fr", "name": "France", "kind": "state", "country": "FR"},
                {"id": "ua", "name": "Ukraine", "kind": "state", "country": "UA"},
            ],
            "items": [{"id": "jet", "name": "Jet with a rather long name that has to be cut", "kind": "product"}],
            "lines": [
                {"id": "works", "name": "Works", "item": "jet", "country": "FR", "capacity": "1 to 3 [c-1]", "step": 1,
                 "step_cost": "1 M", "max_steps": 2},
                {"id": "plant", "name": "Plant", "item": "jet", "country": "UA", "capacity": "1 [assume: half of it]",
                 "project": "transfer"},
            ],
            "routes": [{"id": "road", "from": "FR", "to": "UA"}],
            "needs": [{"id": "jets", "party": "ua", "country": "UA", "item": "jet", "start": "2026-01",
                       "end": "2028-06", "quantity": "2"}],
            "commitments": [
                PROMISE | {"id": "deal", "quantity": "10", "due": "2026-04", "need": "jets"},
                PROMISE | {"id": "vague", "quantity": "unknown", "due": "unknown"},
            ],
            "funds": [{"id": "loan", "name": "Loan", "party": "fr", "amount": "1 bn", "opens": "2026-01",
                       "closes": "2028-12", "form": "loan"}],
            "projects": [{"id": "transfer", "name": "Transfer", "kind": "joint_development", "duration": "6",
                          "cost": "2 M"}],
            "risks": [{"id": "r", "on": "line:works", "chance": "0.1", "duration": "2", "severity": "0.5"}],
        },
        periods=36,
    )  # fmt: skip
    back = [2.0 * min(t + 1, 30) - min(1.6 * t, 60.0) for t in range(36)]
    plan = make_plan(
        programme,
        {
            "deliveries": [
                {"need": "jets", "period": label, "asked": 2.0 * (t < 30), "quantity": 1.6, "backlog": back[t],
                 "missed": 0.0}
                for t, label in enumerate(MONTHS)
            ],
            "needs": [{"id": "jets", "asked": 60.0, "delivered": 57.6, "shortfall": 3.0}],
            "commitments": [{"commitment": "deal", "need": "jets", "quantity": 10.0, "due": "2026-04",
                             "delivered_by_due": 6.4, "gap": 3.6}],
            "starts": [{"line": line, "period": label, "quantity": 1.0, "capacity": 2.0}
                       for label in MONTHS[6:] for line in ("works", "plant")],
            "steps": [{"line": "works", "period": "2026-05", "steps": 1, "cost": 1e6}],
            "projects": [{"project": "transfer", "begin": "2026-01", "finish": "2026-07", "cost": 2e6}],
            "shipments": [{"route": "road", "item": "jet", "period": label, "quantity": 1.0} for label in MONTHS[6:]],
            "payments": [{"fund": "loan", "cost": cost, "period": "2026-01", "amount": amount}
                         for cost, amount in COSTS.items()],
            "reasons": [{"subject": "jets", "kind": "need", "rank": 1, "limit": "capacity", "limit_id": "works",
                         "gain": 5.0, "gain_unit": "unit-months", "together": False,
                         "sentence": "The capacity of line works binds."}],
        },
        cost=8e6,
    )  # fmt: skip

    folder = tmp_path_factory.mktemp("report")

    cost = {"risk": "r", "shortfall": 0.5, "shortfall_error": 0.02, "cost": -2e6, "cost_error": 3e5, "runs": 100}
    runs = make_runs(programme, plan, {"risks": [cost]})

    @cache
    def write(*, interactive: bool = False, likely: bool = False) -> str:
        name = f"{'live' if interactive else 'report'}{'-likely' if likely else ''}.html"
        return write_report(
            programme, plan, runs if likely else None, to=folder / name, interactive=interactive
        ).as_uri()

    return write


def opened(browser: "Browser", address: str, **options: Any) -> "Page":
    """The page, with a list `faults` of every request that is not the file itself and every word on the console."""
    page = browser.new_context(**options).new_page()
    faults: list[str] = []
    page.on(
        "request", lambda asked: faults.append(f"request {asked.url[:200]}") if not _own(asked.url, address) else None
    )
    page.on("console", lambda said: faults.append(f"{said.type}: {said.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.goto(address)
    page.faults = faults  # type: ignore[attr-defined]
    return page


def _own(url: str, address: str) -> bool:
    return url == address or url.startswith(("data:", "blob:null"))


@pytest.mark.parametrize("likely", [False, True])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_three_widths_and_asks_for_nothing(
    browser: "Browser", report: Callable[..., str], scheme: str, likely: bool
) -> None:
    address = report(likely=likely)
    for width in WIDTHS:
        page = opened(browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALLEST_LETTER) >= 9.5
        assert page.faults == []  # type: ignore[attr-defined]
        page.context.close()


SMALLEST_LETTER = """() => Math.min(...[...document.querySelectorAll('svg text')]
    .filter(t => t.getBoundingClientRect().width)
    .map(t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getBoundingClientRect().width
        / t.ownerSVGElement.viewBox.baseVal.width))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("interactive", [False, True])
def test_axe_finds_no_violation(browser: "Browser", report: Callable[..., str], scheme: str, interactive: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    page = opened(
        browser,
        report(interactive=interactive, likely=True),
        viewport={"width": 820, "height": 900},
        color_scheme=scheme,
        bypass_csp=True,
    )
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    if interactive:
        page.wait_for_function(LIVE)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


LIVE = "document.querySelectorAll('.chart .wide div svg').length === document.querySelectorAll('.chart').length"


def test_the_interactive_page_keeps_its_charts_without_a_network_or_eval(
    browser: "Browser", report: Callable[..., str]
) -> None:
    page = opened(browser, report(interactive=True, likely=True), viewport={"width": 1280, "height": 900}, offline=True)
    page.wait_for_function(LIVE)
    assert page.faults == []  # type: ignore[attr-defined]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.evaluate(SHORT_OF_MARGIN) < 2


SHORT_OF_MARGIN = """() => Math.max(...[...document.querySelectorAll('.chart .wide svg')]
    .map(s => s.closest('.chart').getBoundingClientRect().right - s.getBoundingClientRect().right))"""


SIDEWAYS = """() => [...document.querySelectorAll('.scroll')].filter(s => s.scrollWidth > s.clientWidth + 1)
    .map(s => s.getAttribute('aria-label'))"""


def test_a_telephone_shows_what_the_desk_does(browser: "Browser", report: Callable[..., str]) -> None:
    page = opened(browser, report(), viewport={"width": 390, "height": 900})
    money, time = (page.locator(f"#figure-{name} .narrow").text_content() or "" for name in ("money", "timeline"))
    assert "Jet with a rather" in money
    assert "production" in money
    assert "works Jul" in time
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate(SIDEWAYS) == []


def test_a_telephone_shows_what_is_likely_with_its_range(browser: "Browser", report: Callable[..., str]) -> None:
    page = opened(browser, report(likely=True), viewport={"width": 390, "height": 900})
    dates, needs = (page.locator(f"#figure-{name} .narrow").text_content() or "" for name in ("dates", "received"))
    assert "25 ± 1 % on time; likely Aug 2026" in dates.replace("\u00a0", " ")
    assert "likely 46.1 (28.8 to 57.6) of 60" in needs
    assert page.locator("#risks .narrow svg").is_visible()


@pytest.mark.parametrize(("likely", "charts"), [(False, 6), (True, 10)])
def test_headings_ids_and_names_are_in_order(
    browser: "Browser", report: Callable[..., str], likely: bool, charts: int
) -> None:
    page = opened(browser, report(likely=likely), viewport={"width": 1280, "height": 900})
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    for role in ("banner", "navigation", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1
    assert page.get_by_role("img").count() == charts
    assert all(page.get_by_role("img").nth(n).get_attribute("aria-label") for n in range(charts))
    targets = page.evaluate(
        "[...document.querySelectorAll('nav a')].every(a => document.querySelector(a.getAttribute('href')))"
    )
    assert targets is True


def test_the_keyboard_reaches_everything_in_reading_order(browser: "Browser", report: Callable[..., str]) -> None:
    page = opened(browser, report(likely=True), viewport={"width": 820, "height": 900})
    tops, seen = [], []
    for _ in range(80):
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUSED)
        if told is None:
            break
        seen.append(told["what"])
        tops.append(told["top"])
        assert told["outline"], f"{told['what']} shows no focus"
    assert seen[0] == "A:Skip to the answer"
    assert sum(what.startswith("SUMMARY:") for what in seen) >= 6
    assert any(what.startswith("INPUT") for what in seen)
    assert tops[1:] == sorted(tops[1:])


FOCUSED = """() => { const e = document.activeElement; if (!e || e === document.body) return null;
    return {what: e.tagName + ':' + (e.textContent || e.id).trim().slice(0, 40),
            top: Math.round((e.getBoundingClientRect().top + scrollY) / 40),
            outline: getComputedStyle(e).outlineStyle !== 'none'}; }"""


def test_the_filter_shows_only_numbers_without_a_source(browser: "Browser", report: Callable[..., str]) -> None:
    page = opened(browser, report(), viewport={"width": 820, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.get_by_label("without source").check()
    visible = page.evaluate(
        "[...document.querySelectorAll('.numbers tbody tr')].filter(r => r.offsetParent).map(r => r.className)"
    )
    assert visible
    assert all("uncited" in name for name in visible)


def test_print_shows_the_annex_and_no_controls(browser: "Browser", report: Callable[..., str]) -> None:
    page = opened(browser, report(likely=True), viewport={"width": 820, "height": 900}, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.locator("fieldset").is_hidden()
    assert page.locator(".numbers").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert len(page.pdf(prefer_css_page_size=True)) > 10_000
