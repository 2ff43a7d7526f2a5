"""What is let go, bidden, denied or yet to be added has no stage that it has not reached; dates of the act."""

import pytest

from tests.evidence.reader.reading import claims

LET_GO = [
    "The idea of producing Skua drones in Oslo, which was floated by a deputy in the spring, has been dropped.",
    "The plan to buy six Havn 40, which Estonia put forward in May, was ditched.",
]


@pytest.mark.parametrize("sentence", LET_GO)
def test_a_notion_that_is_let_go_is_cancelled(sentence: str) -> None:
    assert [claim.stage for claim in claims(sentence)] == ["cancelled"]


LOW = [
    ('"Show me the contract for the Havn 40 and I will show you the yard," he told analysts.', {None}),
    ('"Give us an order for six Havn 40 and we will build them," she said.', {None}),
    ("To these will be added the Skua drones ordered within the joint procurement.", {"intended"}),
    ("With them will come the six Havn 40 ordered last year.", {"intended"}),
    ("The price asked by Norway for both Havn 40 is under negotiation.", {"discussed"}),
    ("An official spoke, denying a report that Norway would give up one of its ten Havn 40.", {None}),
    ("The letter of intent that Kari Nordmann and Mart Tamm signed is not a contract.", {"letter_of_intent"}),
]


@pytest.mark.parametrize(("sentence", "stages"), LOW)
def test_no_stage_above_what_is_said(sentence: str, stages: set[str | None]) -> None:
    assert {claim.stage for claim in claims(sentence)} <= stages


def test_frozen_assets_call_nothing_off() -> None:
    (claim,) = claims("The order is financed with 195 million euros from the proceeds of frozen Russian assets.")
    assert (claim.kind, claim.stage) == ("financing", "allocated")


def test_what_comes_next_does_not_move_the_present() -> None:
    first, *rest = claims("Norway delivers 80 Skua drones a month to Estonia, and 1,500 more will come from 2027.")
    assert first.stage == "delivered"
    assert all(claim.stage == "intended" for claim in rest)


@pytest.mark.parametrize(
    ("sentence", "raw"),
    [
        ("Estonia thanked Norway for the new batch of Skua drones that arrived last week.", "last week"),
        ("Havn 40 will cost 900 million euros and is to be delivered in 2029, Kari Nordmann said.", "in 2029"),
    ],
)
def test_a_date_goes_with_the_clause_of_the_act(sentence: str, raw: str) -> None:
    assert any([date.raw for date in claim.dates] == [raw] for claim in claims(sentence))


@pytest.mark.parametrize(
    ("sentence", "stage"),
    [
        ("Fjord Yard completed nine Havn 40 last year.", "production"),
        ("Sixty Skua drones were completed in January.", "production"),
        ("Estonia has completed tests of six Havn 40.", None),
        ("Norway has completed the delivery of six Havn 40.", "delivered"),
    ],
)
def test_pieces_that_are_completed_are_made(sentence: str, stage: str | None) -> None:
    assert [claim.stage for claim in claims(sentence)] == [stage]


NOTHING_PAID = ["Estonia received no loan last year.", "Norway paid Estonia none of the 40 million euros."]


@pytest.mark.parametrize("sentence", NOTHING_PAID)
def test_a_payment_of_which_there_was_none_is_denied_without_a_stage(sentence: str) -> None:
    assert {(claim.stage, claim.denied) for claim in claims(sentence)} <= {(None, True)}
    assert any(claim.kind == "financing" for claim in claims(sentence))


def test_what_is_needed_for_a_purpose_is_not_asked_for() -> None:
    told = claims("The six Havn 40 are needed to link the islands.")
    assert "requested" not in {claim.stage for claim in told}
