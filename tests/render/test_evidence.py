"""The report's evidence: from a number to its claim, the quote in its paragraph, the document and the decision."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cofactory as cf
from cofactory.evidence.ledger import read_ledger
from cofactory.programme.numbers import numbers_of
from cofactory.render.evidence import number_anchor, web_address
from cofactory.render.report import render_report
from cofactory.schema.evidence import Quantity, document_id
from tests.programme.cited import a_folder, claim, decision, document, promise, rate, write_ledger
from tests.render.conftest import Page, make_plan
from tests.render.test_browser import CHROMIUM, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "france-ukraine"
LINES = "id,name,item,country,capacity\nworks,Works,pump,FR,50 [{}]\nseals,Seals,seal,FR,200\ndesks,Desks,desk,UA,9\n"


def rendered(folder: Path) -> str:
    """The report of the folder's plan."""
    programme = cf.load(folder)
    return render_report(programme, cf.plan(programme))


def targets(page: Page) -> list[str]:
    return [str(attributes["href"]) for tag, attributes in page.elements if tag == "a"]


def test_a_number_links_to_its_claim_with_quote_document_and_decision(tmp_path: Path) -> None:
    six = rate()
    source = document(url="https://paper.example/works?page=1&part=2")
    folder = a_folder(tmp_path, source, six, decision("accept", six, why="two papers"), lines=LINES.format(six.id[:7]))
    (folder / "evidence" / "documents.jsonl").write_bytes(b"")
    write_ledger(folder, source)
    page = Page(rendered(folder))
    assert f"#claim-{six.id}" in targets(page)
    assert f"claim-{six.id}" in page.ids
    assert f"cited: {six.id}" in page.text
    assert "The works will make 600 pumps a year. It is to deliver 100 pumps by December" in page.text
    assert "Document: The works grow, A paper, 2026-01-30" in page.text
    assert "accept by ann on 2026-02-03: two papers" in page.text
    assert "Cited by lines.works.capacity." in page.text
    links = [
        attributes for tag, attributes in page.elements if tag == "a" and not str(attributes["href"]).startswith("#")
    ]
    assert [(one["href"], one["rel"]) for one in links] == [
        ("https://paper.example/works?page=1&part=2", "noreferrer noopener external")
    ]


def test_a_rejected_claim_is_marked_at_its_number_and_above_the_answer(tmp_path: Path) -> None:
    six = rate()
    folder = a_folder(tmp_path, six, decision("reject", six, by="olena"), lines=LINES.format(six.id))
    page = Page(rendered(folder))
    assert f"no source: {six.id} rejected on 2026-02-03 by olena" in page.text
    assert f"The plan rests on the claim {six.id}, which was rejected on 2026-02-03 by olena" in page.text
    assert "none cites a claim" in page.text
    assert after(page, "answer", "ol") == [f"#claim-{six.id}"]
    lands(page)


def test_a_claim_is_headed_by_names_and_says_what_it_is(tmp_path: Path) -> None:
    six = rate()
    page = Page(rendered(a_folder(tmp_path, six, decision("accept", six), lines=LINES.format(six.id))))
    assert f"France > Ukraine: Pump {six.id}" in page.text
    assert "intended, serial production, asserted; quantity 600 a year. It was accepted on" in page.text


def test_only_cited_claims_and_what_replaced_them_are_in_the_file(tmp_path: Path) -> None:
    six, heir, other = rate(), rate("600 pumps a year", 610), promise()
    folder = a_folder(
        tmp_path, six, heir, other, decision("merge", six, heir, result=(heir.id,)), lines=LINES.format(six.id)
    )
    page = Page(rendered(folder))
    assert [name for name in page.ids if name.startswith("claim-") and not name.endswith("-title")] == sorted(
        [f"claim-{six.id}", f"claim-{heir.id}"]
    )
    assert other.id not in page.text


def lands(page: Page) -> None:
    """Every link within the page leads to an element of it, and no two elements share an id."""
    inner = [there.removeprefix("#") for there in targets(page) if there.startswith("#")]
    assert sorted(set(inner) - set(page.ids)) == []
    assert len(page.ids) == len(set(page.ids))


def after(page: Page, anchor: str, until: str) -> list[str]:
    """The links between the element of this id and the next of that name."""
    tags = [(tag, attributes.get("id"), attributes.get("href")) for tag, attributes in page.elements]
    begin = next(at for at, (_, name, _) in enumerate(tags) if name == anchor)
    rest = tags[begin + 1 :]
    end = next((at for at, (tag, _, _) in enumerate(rest) if tag == until), len(rest))
    return [str(there) for tag, _, there in rest[:end] if tag == "a"]


def test_every_link_of_the_report_of_the_example_lands() -> None:
    programme = cf.load(EXAMPLE)
    page = Page(render_report(programme, make_plan(programme)))
    shown = {name.removeprefix("claim-") for name in page.ids if name.startswith("claim-c-") and name[-6:] != "-title"}

    lands(page)
    for number in numbers_of(programme):
        for written in number.citations:
            claim = programme.cited[written].key
            row = number_anchor(f"{number.table}.{number.row}.{number.column.replace('claims', 'quantity')}")
            assert f"#claim-{claim}" in after(page, row, "tr")
            assert f"#{row}" in after(page, f"claim-{claim}", "article")
    ledger = read_ledger(EXAMPLE)
    for claim in shown:
        assert f"#document-{ledger.sources[claim]}" in after(page, f"claim-{claim}", "article")
        assert f"#claim-{claim}" in after(page, f"document-{ledger.sources[claim]}", "li")
    for decided in ledger.decisions.values():
        for claim in shown & {*decided.claims, *decided.result}:
            assert f"#decision-{decided.id}" in after(page, f"claim-{claim}", "article")
            assert f"#claim-{claim}" in after(page, f"decision-{decided.id}", "li")


def test_a_cell_whose_row_has_a_key_of_two_columns_is_linked_both_ways(tmp_path: Path) -> None:
    six = rate()
    bom = f"product,component,quantity\npump,seal,2 [{six.id}]\n"
    page = Page(rendered(a_folder(tmp_path, six, decision("accept", six), bom=bom)))
    assert after(page, "number-bom.pump/seal.quantity", "tr") == [f"#claim-{six.id}"]
    assert "#number-bom.pump/seal.quantity" in after(page, f"claim-{six.id}", "article")
    lands(page)


def test_a_claim_leads_on_to_what_replaced_it_and_back(tmp_path: Path) -> None:
    six, heir = rate(), rate("600 pumps a year", 610)
    corrected = decision("correct", six, result=(heir.id,))
    page = Page(rendered(a_folder(tmp_path, six, heir, corrected, lines=LINES.format(six.id))))
    assert f"#claim-{heir.id}" in after(page, f"claim-{six.id}", "article")
    assert f"#claim-{six.id}" in after(page, f"claim-{heir.id}", "article")
    assert after(page, f"decision-{corrected.id}", "li") == [f"#claim-{six.id}", f"#claim-{heir.id}"]
    lands(page)


def test_a_claim_that_very_many_cells_cite_leads_to_all_of_them(tmp_path: Path) -> None:
    six = rate()
    rows = "".join(f"works-{n},Works,pump,FR,50 [{six.id}]\n" for n in range(40))
    page = Page(rendered(a_folder(tmp_path, six, lines=f"id,name,item,country,capacity\n{rows}")))
    back = [there for there in after(page, f"claim-{six.id}", "article") if there.startswith("#number-")]
    assert back == [f"#number-lines.works-{n}.capacity" for n in range(40)]
    assert "and by 28 more numbers" in page.text
    lands(page)


def test_a_report_without_a_ledger_has_no_evidence(tmp_path: Path) -> None:
    page = Page(rendered(a_folder(tmp_path)))
    assert "evidence" not in page.ids


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://paper.example/a?b=1", True),
        ("http://paper.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("https://ann:word@paper.example", False),
        ("https:///nowhere", False),
        ("https://paper.example/\u202egpj", False),
        ('https://paper.example/"onclick="x', False),
        ("https://[::1", False),
        (None, False),
    ],
)
def test_only_plain_web_addresses_become_links(address: str | None, good: bool) -> None:
    assert web_address(address) is good


HOSTILE = (
    "<script>window.stolen = 1</script><img src=x onerror='window.stolen = 2'> The works</p></section> will "
    "make 600 pumps a year \u202eesrever\u202c and zero\u200bwidth {{ 7*7 }} </mark></blockquote>"
    "<a href='javascript:window.stolen=3'>here</a> <style>body{display:none}</style> \x00 end.\n"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report whose article, title, address, decider and reason all try to get out of their place."""
    quote = "</p></section> will make 600 pumps a year \u202eesrever\u202c and zero\u200bwidth {{ 7*7 }} </mark>"
    told = claim(quote, HOSTILE, quantity=Quantity(raw="<b>600</b>", low=600, high=600, per="year"))
    title = "</h3><script>window.stolen = 4</script>\u202eeltit"
    source = document(HOSTILE, title=title, publisher="<svg onload=window.stolen=5>", url="javascript:window.stolen=6")
    decided = decision(
        "accept", told, by='ann"><script>window.stolen=7</script>', why="<img src=x onerror=window.stolen=8>"
    )
    folder = a_folder(
        tmp_path_factory.mktemp("hostile"), told, decided, text=HOSTILE, lines=LINES.format(told.id)
    )  # fmt: skip
    (folder / "evidence" / "documents.jsonl").write_bytes(b"")
    write_ledger(folder, source)
    assert source.id == document_id(HOSTILE)
    path = folder / "report.html"
    path.write_text(rendered(folder), "utf-8")
    return path


@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"NO BROWSER TESTS: {CHROMIUM} is not installed")
def test_a_hostile_article_can_do_nothing_in_a_browser(hostile: Path, browser: "Browser") -> None:
    page = opened(browser, hostile.as_uri(), viewport={"width": 820, "height": 900})
    assert page.evaluate("window.stolen") is None
    assert page.evaluate("[...document.querySelectorAll('script,img,iframe,object')].length") == 0
    assert page.evaluate("document.querySelectorAll('style').length") == 1
    assert page.evaluate("[...document.links].filter(a => !a.hash).length") == 0
    assert page.locator("#evidence blockquote mark").count() == 1
    shown = page.locator("#evidence blockquote").inner_text()
    assert "⟨U+202E⟩esrever⟨U+202C⟩ and zero⟨U+200B⟩width {{ 7*7 }} </mark>" in shown
    assert "<script>window.stolen = 1</script>" in shown
    assert page.evaluate("document.body.innerText").count("\u202e") == 0
    assert page.locator("footer").is_visible()
    assert page.faults == []  # type: ignore[attr-defined]
    page.context.close()


@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"NO BROWSER TESTS: {CHROMIUM} is not installed")
def test_the_link_of_a_number_leads_to_its_claim(hostile: Path, browser: "Browser") -> None:
    page = opened(browser, hostile.as_uri(), viewport={"width": 390, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.locator("#numbers a[href^='#claim-']").first.click()
    assert page.locator("article.claim:target").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()


@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"NO BROWSER TESTS: {CHROMIUM} is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_the_evidence(hostile: Path, browser: "Browser", scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    page = opened(
        browser, hostile.as_uri(), viewport={"width": 820, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.context.close()
