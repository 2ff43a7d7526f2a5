"""What is told with words that no table holds is proposed at a low stage, and what describes or doubts is not."""

import pytest

from tests.evidence.reader.reading import claims, only

BEFORE = "Norway ordered the Havn 40 from Fjord Yard in 2025. "


@pytest.mark.parametrize(
    ("text", "item", "stage"),
    [
        ("Tallinn gobbled up six Havn 40 in January.", "ferry", None),
        ("Norway will earwig 12 Skua drones in 2027.", "drone", "intended"),
    ],
)
def test_a_counted_thing_with_an_unknown_verb_is_proposed_low(text: str, item: str, stage: str | None) -> None:
    claim = only(text)
    assert (claim.item, claim.stage, claim.certainty) == (item, stage, "asserted")
    assert claim.note is not None
    assert "the stage is left to you" in claim.note


@pytest.mark.parametrize(
    "text",
    [
        "The Havn 40 has a range of 300 km and weighed 40 tonnes in 2025.",
        "In 2025 the Skua drone flew 200 sorties.",
        "A Skua drone costs EUR 3,000.",
        "Norway has not gobbled up six Havn 40.",
        "Norway could gobble up six Havn 40 in 2027.",
        "Norway would have gobbled up six Havn 40.",
        "Did Norway gobble up six Havn 40 in 2025?",
    ],
)
def test_descriptions_prices_denials_and_speculation_are_not_proposed(text: str) -> None:
    assert [claim for claim in claims(text) if claim.certainty == "asserted" and not claim.denied] == []


def test_a_sum_without_a_verb_of_money_is_proposed_without_a_stage() -> None:
    claim = only("The venture has access to EUR 30 million.")
    assert (claim.kind, claim.stage) == ("financing", None)


def test_it_points_back_to_the_thing_before() -> None:
    claim = claims(BEFORE + "It will pop up in Tallinn in May 2027.")[-1]
    assert (claim.item, claim.stage) == ("ferry", "intended")


def test_shares_of_a_counted_order_go_on_with_it() -> None:
    found = claims("Twelve Havn 40 have been ordered: seven for Estonia and five for Norway.")
    told = {(claim.receiver, claim.quantity.low if claim.quantity else None) for claim in found}
    assert told >= {("est", 7.0), ("north", 5.0)}
    assert {claim.stage for claim in found} == {"contract"}
