"""Levels without a verb of making, lines opened, words that point back: claims of what was named, never too high."""

import pytest

from tests.evidence.reader.reading import claims, only

BUILDS = "Fjord Yard builds three Havn ferries a month. "


@pytest.mark.parametrize(
    ("text", "stage", "low"),
    [
        ("Fjord Yard builds Havn ferries. Output is now three a month.", "production", 3),
        ("Fjord Yard builds Havn ferries. It wants to get to five next year.", "intended", 5),
        (BUILDS + "By 2028 it will be at five a month.", "intended", 5),
    ],
)
def test_a_level_belongs_to_what_is_being_made(text: str, stage: str, low: int) -> None:
    claim = claims(text)[-1]
    assert (claim.item, claim.kind, claim.stage) == ("ferry", "serial_production", stage)
    assert claim.quantity is not None
    assert claim.quantity.low == low


def test_to_double_a_level_is_meant_and_has_no_number() -> None:
    claim = claims(BUILDS + "It aims to double that by 2028.")[-1]
    assert (claim.kind, claim.stage, claim.quantity) == ("serial_production", "intended", None)


def test_a_line_that_was_opened_makes_and_a_show_that_was_opened_does_not() -> None:
    assert only("Fjord Yard opened a second line for Havn ferries in May 2025.").stage == "production"
    assert not claims("The minister opened the Havn show in Oslo.")


def test_to_open_the_way_is_no_purchase() -> None:
    assert only("The declaration opens the way to the purchase of 100 Havn 40.").stage == "intended"


def test_both_are_two_and_the_rest_has_no_number() -> None:
    both = claims("Norway will deliver two Havn 40 in 2027; both will be built in Oslo.")[-1]
    assert both.quantity is not None
    assert both.quantity.low == 2
    rest = claims("Norway ordered 40 Havn. The rest will follow by 2028.")[-1]
    assert (rest.item, rest.stage, rest.quantity) == ("ferry", "intended", None)


def test_more_is_more_of_what_was_named() -> None:
    claim = claims("Norway has delivered two Havn 40. Tallinn has asked for more.")[-1]
    assert (claim.item, claim.stage) == ("ferry", "requested")


def test_talks_without_a_thing_are_about_the_one_named_before() -> None:
    claim = claims("Norway ordered the Havn in May 2025. Talks on a second contract continue.")[-1]
    assert (claim.item, claim.stage) == ("ferry", "discussed")
    assert "inferred" in (claim.note or "")


def test_a_production_that_resumed_is_told_by_its_which_clause() -> None:
    assert only("Production of the Havn, which resumed in 2025, is slow.").stage == "production"


def test_a_number_held_against_another_is_none_of_its_own() -> None:
    claim = only("Norway delivered two Havn instead of four in May 2025.")
    assert claim.quantity is not None
    assert claim.quantity.low == 2


def test_would_over_a_noun_doubts_it() -> None:
    claim = only("Production of 100 Havn would take ten years.")
    assert (claim.stage, claim.certainty) == (None, "hedged")


def test_a_plan_that_was_dropped_is_off() -> None:
    assert only("The plan to buy Havn ferries was dropped.").stage == "cancelled"


def test_up_to_belongs_to_its_number() -> None:
    claim = only("Norway may buy up to 50 more Havn 40.")
    assert claim.quantity is not None
    assert (claim.quantity.low, claim.quantity.high, claim.certainty) == (None, 50, "speculative")


def test_millions_and_compounds_are_told_from_metres_and_counts() -> None:
    millions, compound = only("Norway has ordered 30m Havn 40."), only("Norway will deliver six five-deck Havn 40.")
    assert millions.quantity is not None
    assert compound.quantity is not None
    assert (millions.quantity.low, compound.quantity.low) == (3e7, 6)


def test_a_wish_is_told_as_a_wish() -> None:
    assert only("Estonia would like to buy eight R/2.").stage == "intended"
