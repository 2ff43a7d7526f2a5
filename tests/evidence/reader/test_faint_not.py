"""Kinds of clause that tell of nobody's deed give no claim, and a shared word is the thing named before."""

import pytest

from cofactory.evidence.reader.gazetteer import Gazetteer, Name
from cofactory.evidence.reader.reader import read_text
from tests.evidence.reader.reading import NAMES, PUBLISHED, RECORDED, claims

BEFORE = "Norway ordered the Havn 40 from Fjord Yard in 2025. "


@pytest.mark.parametrize(
    "text",
    [
        "Norway relies on its factory in Estonia.",
        "Everything turns on the new plant in Estonia.",
        "From contract to delivery takes three years, according to Fjord Yard.",
        "Three years ago this was a contract in a budget.",
        "Norway dismissed a report that Estonia was considering production.",
        "Fjord Yard was guarded about deliveries to Estonia.",
        "It is recalled that on 9 May in Tallinn production",
        "This brief sets deliveries to Estonia against the contract.",
        "The move follows last month's letter of intent in Tallinn.",
        "Under the letter of intent, three working groups have met.",
        "Its head has made clear in Tallinn that more is wanted.",
        "Where the market used to be held in May, Norway sings.",
    ],
)
def test_what_tells_of_nobodys_deed_is_not_proposed(text: str) -> None:
    assert claims(text) == ()


def test_workshops_that_were_hit_have_reached_no_level() -> None:
    assert len(claims(BEFORE + "The workshops have been hit twice this year.")) == 1


def test_people_are_no_things_that_somebody_has() -> None:
    assert len(claims(BEFORE + "The yard has 45 people.")) == 1


def test_a_word_that_several_items_share_is_the_one_named_before() -> None:
    hunter = Name("hunter", "item", "Terne drone", ("hunters", "Terne"), None, "drone")
    text = "The hunters from Fjord Yard were shown in May. Sixty drones were delivered to Estonia in July."
    found = read_text(
        text, Gazetteer((*NAMES, hunter)), published=PUBLISHED, document="d-000000000000", recorded=RECORDED
    )
    assert [claim.item for claim in found.claims if claim.stage == "delivered"] == ["hunter"]


@pytest.mark.parametrize(
    ("text", "item", "kind", "stage"),
    [
        ("Production started in May 2025, but a strike halted the line.", "ferry", "serial_production", "production"),
        ("A further contract, for the army's own needs, is being negotiated.", "ferry", "procurement", "discussed"),
        ("A second Havn filling line went into operation in January.", "ferry", "serial_production", "production"),
        ("Norway has paid 35 percent of the price, 280 million euros.", None, "financing", "disbursed"),
        ("The Skua drone has been integrated on Norwegian ships since March 2024.", "drone", "transfer", "in_service"),
        ("It ordered six Havn 40 in May, to be handed over to Estonia in 2027.", "ferry", "transfer", "intended"),
    ],
)
def test_a_claim_of_its_own_is_found(text: str, item: str | None, kind: str, stage: str) -> None:
    found = claims(BEFORE + text)
    if item is None:
        assert (kind, stage) in {(claim.kind, claim.stage) for claim in found}
    else:
        assert (item, kind, stage) in {(claim.item, claim.kind, claim.stage) for claim in found[1:]}
