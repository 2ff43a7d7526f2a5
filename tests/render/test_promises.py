"""The report tells where each promise stands, with links to the quotes, and what contradicts itself."""

import json
from pathlib import Path

import cofactory as cf
from cofactory.evidence.conflicts import Conflict, Side
from cofactory.programme.names import read_names
from cofactory.render.charts_stages import stages_figure
from cofactory.render.promises import overview_of, standings_of
from cofactory.render.report import render_report
from cofactory.render.standings import about_in_words, at_odds
from cofactory.render.theme import WIDE
from cofactory.schema.evidence import Quantity
from tests.programme.cited import a_folder, claim, decision, document, promise, write_ledger
from tests.render.conftest import Page

PROMISES = (
    "id,giver,receiver,item,quantity,due,need,definition\n"
    "pumps,fr,ua,pump,100 [assume: as told],2026-12,water,arrived\n"
    "desks,fr,ua,desk,unknown,unknown,office,received\n"
)
OTHER = "No more than 80 pumps were promised, another paper says.\n"


def contradicted(folder: Path) -> Path:
    """A folder in which two texts give two numbers for one promise, and both were accepted."""
    first = promise()
    second = claim("80 pumps", OTHER, stage="declaration", quantity=Quantity(raw="80 pumps", low=80, high=80))
    accepts = [decision("accept", one, day=day, commitment="pumps") for one, day in ((first, 4), (second, 5))]
    made = a_folder(folder, first, second, *accepts, commitments=PROMISES)
    write_ledger(made, document(OTHER, title="Fewer", publisher="=HYPERLINK(x)", published="2026-01-31"))
    return made


def rendered(folder: Path) -> Page:
    programme = cf.load(folder)
    return Page(render_report(programme, cf.plan(programme)))


def test_a_promise_shows_its_stage_and_amounts_with_links_to_their_quotes(tmp_path: Path) -> None:
    page = rendered(contradicted(tmp_path))
    assert "declaration since 2026-01-30" in page.text
    assert "counted when it has arrived" in page.text
    links = {str(attributes["href"]) for tag, attributes in page.elements if tag == "a"}
    assert f"#claim-{promise().id}" in links
    assert {link[1:] for link in links if link.startswith("#claim-")} <= set(page.ids)
    assert "What promises became" in page.text


def test_contradictions_stand_side_by_side_with_their_origins(tmp_path: Path) -> None:
    page = rendered(contradicted(tmp_path))
    assert "1 contradiction, side by side" in page.text
    assert "The quantities cannot both be right." in page.text
    assert "contradicted" in page.text
    found = standings_of(overview_of(cf.load(tmp_path)))
    assert [[side[:2] for side in one.sides] for one in found.conflicts] == [[("100 pumps", "1"), ("80 pumps", "1")]]


def test_a_promise_of_which_no_claim_speaks_says_so(tmp_path: Path) -> None:
    _, desks = standings_of(overview_of(cf.load(contradicted(tmp_path)))).promises
    assert (desks.stage.words, desks.since) == ("none", "")
    assert {amount.words for amount in desks.amounts} == {"not said"}


def test_a_folder_without_evidence_has_no_such_section(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, commitments=PROMISES)
    for path in (folder / "evidence").iterdir():
        path.unlink()
    assert overview_of(cf.load(folder)) is None
    assert "standings" not in rendered(folder).ids


def test_only_numbers_that_contradict_are_doubted() -> None:
    sides = (Side("7", ("c-1",), 1), Side("8", ("c-2",), 1))
    assert at_odds([Conflict("quantities", "pumps", sides)]) == {"c-1", "c-2"}
    assert at_odds([Conflict("papers", "pumps", sides)]) == frozenset()


def test_a_delivery_of_some_is_not_shown_as_a_delivery_of_all(tmp_path: Path) -> None:
    some = claim("100 pumps", stage="delivered", quantity=Quantity(raw="30 pumps", low=30, high=30))
    folder = a_folder(tmp_path, some, decision("accept", some, commitment="pumps"), commitments=PROMISES)
    found = overview_of(cf.load(folder))
    assert found is not None
    pumps, _ = standings_of(found).promises
    assert pumps.stage.words == "delivered (30 of 100)"
    draw = stages_figure(found).draw
    assert draw is not None
    assert "delivered (30 of 100), 2026-01-30" in json.dumps(draw(WIDE))


def test_a_contradiction_of_no_promise_is_named_by_people_and_thing(tmp_path: Path) -> None:
    names = read_names(contradicted(tmp_path))
    assert about_in_words("fr>ua:pump", names) == "France > Ukraine: Pump"
    assert about_in_words(">ua:pump", names) == "? > Ukraine: Pump"
    assert about_in_words("pumps", names) == "pumps"
