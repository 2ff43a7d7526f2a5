"""The report says which fund may pay for what, with every rule, its article as a link, and the nearest change."""

import html
import re
from pathlib import Path

import cofactory as cf
from tests.funding.pumps import BOM, ITEMS, SHOWN, made
from tests.planner.small import fund, line, need, programme


def page(folder: Path, url: str | None = None, **capacities: int) -> str:
    """The report of pumps that a SAFE loan may pay for, with motors from these countries."""
    lines = [line("pump-ua", unit_cost=100), *made("motor", **capacities), *made("valve", UA=10), *made("frame", UA=20)]
    routes = [{"id": f"{country.lower()}-ua", "from": country, "to": "UA"} for country in capacities if country != "UA"]
    own = {"fund": "budget", "rule": "made_in", "value": "home", "article": "Decree 7", "url": url}
    pumps = programme(
        items=ITEMS, bom=BOM, lines=lines, routes=routes, needs=[need()], item_facts=SHOWN,
        funds=[fund(party="fr", form="loan"), fund("state", amount=1)],
        fund_rules=[{"fund": "budget", "rule": "rules", "value": "safe-2025-1106"}, own],
    )  # fmt: skip
    target = cf.report(pumps, cf.plan(pumps), to=folder / "report.html")
    return " ".join(
        html.unescape(re.sub(r"<style>.*?</style>", "", target.read_text("utf-8"), flags=re.DOTALL)).split()
    )


def test_every_product_stands_against_every_fund(tmp_path: Path) -> None:
    shown = page(tmp_path, UA=20)

    assert '<th scope="row">Pump</th><td>yes</td><td>yes</td>' in shown


def test_the_share_of_the_plan_and_of_the_bill_of_materials_stand_beside_the_limit(tmp_path: Path) -> None:
    shown = page(tmp_path, UA=4, US=96)

    assert "component cost from outside EEA; UA: 35 % of 35 % (plan); 57.6 % of 35 % (bill of materials)" in shown
    assert (
        '<a href="https://eur-lex.europa.eu/eli/reg/2025/1106/oj/eng" rel="noopener noreferrer">Art 16(10)</a>' in shown
    )


def test_what_is_missing_names_its_table(tmp_path: Path) -> None:
    assert "subcontractors in item_facts: Pump" in page(tmp_path, UA=4, US=96)


def test_an_address_that_is_no_web_page_is_no_link(tmp_path: Path) -> None:
    shown = page(tmp_path, url="javascript:alert(1)", UA=20)

    assert "<td>Decree 7</td>" in shown
    assert "javascript:" not in shown


def test_a_programme_without_funds_has_no_such_section(tmp_path: Path) -> None:
    free = programme(lines=[line(unit_cost=1)], needs=[need()])
    target = cf.report(free, cf.plan(free), to=tmp_path / "report.html")

    assert 'id="eligible"' not in target.read_text("utf-8")
