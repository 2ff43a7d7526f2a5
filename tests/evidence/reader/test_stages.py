"""The stage is what the sentence says outright and never more."""

import pytest

from tests.evidence.reader.reading import claims, only

TOLD = [
    ("Norway delivered six Havn 40 to Estonia in January.", "delivered"),
    ("Six Havn 40 were handed over to Estonia in January.", "delivered"),
    ("The first Havn 40 arrived in Tallinn on Monday.", "delivered"),
    ("Norway will deliver six Havn 40 to Estonia.", "intended"),
    ("Norway to deliver six Havn 40 to Estonia", "intended"),
    ("Six Havn 40 are to be delivered to Estonia.", "intended"),
    ("Norway agreed to supply six Havn 40 to Estonia.", "intended"),
    ("Estonia plans to buy six Havn 40.", "intended"),
    ("Estonia asked Norway for six Havn 40.", "requested"),
    ("Estonia has requested six more Havn 40 from Norway.", "requested"),
    ("The ministers discussed the delivery of six Havn 40.", "discussed"),
    ("Norway and Estonia are in talks on the sale of six Havn 40.", "discussed"),
    ("The talks addressed urgent needs, including the supply of Skua drones.", "discussed"),
    ("Norway and Estonia signed a letter of intent on six Havn 40.", "letter_of_intent"),
    ("A declaration of intent for up to 40 Skua was signed in Oslo.", "declaration"),
    ("Estonia signed a contract for six Havn 40 with Fjord Yard.", "contract"),
    ("Estonia ordered six Havn 40 from Fjord Yard.", "contract"),
    ("Fjord Yard has begun production of the Havn 40.", "production"),
    ("Fjord Yard produces two Havn 40 a month.", "production"),
    ("The Havn 40 entered service in Estonia last year.", "in_service"),
    ("Estonia has operated the R/2 radar since 2022.", "in_service"),
    ("Estonia cancelled its order for six Havn 40.", "cancelled"),
]


@pytest.mark.parametrize(("sentence", "stage"), TOLD)
def test_a_stage_is_what_the_sentence_says(sentence: str, stage: str) -> None:
    (claim, *_) = claims(sentence)
    assert (claim.stage, claim.certainty) == (stage, "asserted")


DENIED = [
    "The contract for six Havn 40 has yet to be signed.",
    "No contract for the Havn 40 has been signed.",
    "Norway has not delivered six Havn 40.",
    "Estonia did not order six Havn 40.",
    "No licence for the Skua had been requested by anybody.",
    "Not a single contract for the Havn 40 has been signed.",
    "Neither the Havn 40 nor the Skua has been delivered.",
    "Norway ruled out delivering the Havn 40.",
]


@pytest.mark.parametrize("sentence", DENIED)
def test_what_is_denied_has_no_stage(sentence: str) -> None:
    assert all(claim.stage is None for claim in claims(sentence))


DOUBTED = [
    "Norway may deliver six Havn 40 to Estonia.",
    "Norway could deliver six Havn 40 to Estonia next year.",
    "Norway is expected to deliver six Havn 40 to Estonia.",
    "Norway hopes to deliver six Havn 40 to Estonia.",
    "Norway would deliver six Havn 40 to Estonia.",
    "If the loan is paid, Norway will deliver six Havn 40 to Estonia.",
    "Norway will deliver six Havn 40 to Estonia if the loan is paid.",
    "Will Norway deliver six Havn 40 to Estonia?",
    "Possibly, Norway will deliver six Havn 40 to Estonia.",
    "By producing the Havn 40 in Tallinn, the two could save time.",
    "It is understood that Norway will deliver six Havn 40.",
    "Experts believe that Norway will deliver six Havn 40.",
    "The six Havn 40 would be built in Oslo, should the loan be paid.",
    "Were Norway to deliver six Havn 40, the price would fall.",
    "Before six Havn 40 are delivered, crews must be trained.",
    "Only after a contract for six Havn 40 is signed will work begin.",
    "The ministry declined to confirm that Norway had delivered six Havn 40.",
    "Reports that Norway delivered six Havn 40 are false.",
    "The contract would cover six Havn 40.",
    "Estonia can build six Havn 40 a year.",
]


@pytest.mark.parametrize("sentence", DOUBTED)
def test_what_is_hedged_is_never_asserted_and_never_staged(sentence: str) -> None:
    for claim in claims(sentence):
        assert claim.certainty != "asserted"
        assert claim.stage is None


def test_would_after_a_verb_of_saying_is_the_future_as_it_was_told() -> None:
    claim = only("Kari Nordmann said that Norway would deliver six Havn 40 to Estonia.")
    assert (claim.stage, claim.certainty, claim.attributed_to) == ("intended", "asserted", "Kari Nordmann")


def test_a_finalised_agreement_is_not_a_contract() -> None:
    text = "Norway and Estonia signed a letter of intent on drones. The agreement, finalized in Oslo, is a first."
    assert {claim.stage for claim in claims(text)} == {"letter_of_intent"}


def test_a_paper_that_is_denied_lends_no_stage() -> None:
    text = "Not a single contract has been signed. It covers 40 Skua."
    assert all(claim.stage != "contract" for claim in claims(text))


def test_a_paper_in_preparation_is_only_discussed() -> None:
    assert only("An order for six Havn 40 is being prepared.").stage == "discussed"


def test_what_is_announced_is_meant_and_not_done() -> None:
    assert only("In June 2025 Norway announced the transfer of six Havn 40 to Estonia.").stage == "intended"


def test_a_noun_alone_is_only_a_mention() -> None:
    assert only("The transfer of the Havn 40 was a matter of weeks.").stage == "mentioned"


def test_what_a_paper_lists_has_the_stage_of_the_paper() -> None:
    text = "Norway and Estonia signed a memorandum of understanding on Monday. It covers 40 Skua."
    assert [claim.stage for claim in claims(text)] == ["letter_of_intent", "letter_of_intent"]


def test_what_is_proposed_to_be_done_is_only_asked_for() -> None:
    claim = only("Estonia has proposed that Norway modernise the Skua.")
    assert (claim.item, claim.kind, claim.stage) == ("drone-better", "modernisation", "requested")


def test_a_later_date_keeps_a_present_tense_from_being_done() -> None:
    assert only("Deliveries of the Havn 40 begin in 2029.").stage == "intended"
