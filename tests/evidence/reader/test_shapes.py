"""Sentence shapes of newspapers, notices, calls and minutes: one sentence each for a way of saying it."""

import pytest

from tests.evidence.reader.reading import claims, only

SAID = [
    ("Norway supplied Estonia with 150 of the Skua.", "delivered", 150),
    ("Five Havn 40 are now in Estonia.", "delivered", 5),
    ("Six Havn 40 reached the Estonian navy in January.", None, 6),
    ("Norway's Havn 40 reached Estonia in January.", "delivered", None),
    ("Second tranche of Skua: at least 30 drones, shipped in January.", "delivered", 30),
    ("Number delivered to date: 40 Skua.", "delivered", 40),
    ("A hall near Tallinn bolts together 500 Skua a month.", "production", 500),
    ("Fjord Yard is turning out 40 Skua a month.", "production", 40),
    ("Fjord Yard now makes about 40 Skua a month.", "production", 40),
    ("Half of the Skua, he added, are meant for Estonia.", "intended", None),
    ("Oslo's package includes 40 Skua.", "intended", 40),
    ("Norway announced a new batch of Skua.", "intended", None),
    ("The ministers welcomed the signature, on 9 February, of a contract for six Havn 40.", "contract", 6),
    ("Signing of the contract for six Havn 40 is planned for June.", "intended", 6),
    ("The contract, signed on Tuesday, covers six Havn 40.", "contract", 6),
    ("A shift will be taken on in January, doubling Skua output to 40 a month.", "intended", 40),
    ("The purchase covers 40 Skua.", "intended", 40),
    ("The supplier delivers six Havn 40 within 36 months.", "intended", 6),
    ("Six Havn 40 are furnished by the authority.", "intended", 6),
    ("Estonia is getting 40 Skua from Norway.", "intended", 40),
    ("The 40 Skua pledged in May have arrived.", "delivered", 40),
    ("Norway issued a tender for six Havn 40.", "requested", 6),
    ("A report mentions 40 Skua for Estonia.", "mentioned", 40),
]


@pytest.mark.parametrize(("sentence", "stage", "number"), [row for row in SAID if row[1]])
def test_a_way_of_saying_it_is_read(sentence: str, stage: str, number: float | None) -> None:
    claim = only(sentence)
    assert (claim.stage, claim.certainty) == (stage, "asserted")
    assert (claim.quantity.low if claim.quantity else None) == number


DOUBTED = [
    "Pending financing, Estonia ordered 100 Havn 40.",
    "Scenario B: licence. Norway grants Estonia the rights and 400 Skua a month are built.",
    "Suppose that Norway delivered 40 Skua.",
    "In our model, Norway builds 400 Skua a month.",
    "There are reports that Norway will deliver 40 Skua.",
    "The six Havn 40 will be modernised, so it is heard, in Tallinn.",
    "Estonia may order six Havn 40, with deliveries starting in 2028.",
    "The two have yet to agree where the Skua would be built.",
    "The yard has room to build six Havn 40 a year.",
    "We would expect a first contract for 12 Havn 40, financed by Norway.",
]


@pytest.mark.parametrize("sentence", DOUBTED)
def test_what_only_may_be_so_is_not_asserted(sentence: str) -> None:
    for claim in claims(sentence):
        assert (claim.stage, claim.certainty == "asserted") == (None, False)


NOTHING = [
    "The Havn 40 weighs around 900 tons.",
    "10:50 The loan was discussed.",
    "The Skua line was designed for 300 drones a year.",
    "Norway delivered two Skua. It employs 140.",
]


@pytest.mark.parametrize("sentence", NOTHING)
def test_what_describes_a_thing_or_a_firm_is_no_claim_of_a_number(sentence: str) -> None:
    assert not any(claim.quantity and claim.quantity.low in (900, 10, 50, 300, 140) for claim in claims(sentence))


def test_a_clause_with_which_tells_of_the_thing_before_it() -> None:
    ordered, due = claims("Estonia ordered six Havn 40, which will be delivered in 2028.")
    assert (ordered.stage, due.stage, due.dates[0].to) == ("contract", "intended", "2028-12-31")


def test_a_part_told_with_of_which_keeps_its_own_stage_and_number() -> None:
    sent, arrived = claims("Norway will deliver 40 Skua to Estonia, 10 of which arrived in January.")
    assert (sent.stage, arrived.stage) == ("intended", "delivered")
    assert arrived.quantity is not None
    assert arrived.quantity.low == 10


def test_the_first_of_what_was_ordered_is_a_part_of_it() -> None:
    claim = claims("Estonia ordered six Havn 40. It will receive the first of these in 2028.")[-1]
    assert (claim.item, claim.stage, claim.quantity) == ("ferry", "intended", None)


def test_what_was_bought_behind_a_comma_is_bought() -> None:
    told = claims("The order is large: 54 Havn 40, bought from Fjord Yard in July 2024.")
    assert ("contract", "2024-07-01") in {(claim.stage, claim.dates[0].from_) for claim in told if claim.dates}


def test_a_place_of_making_is_no_thing_that_is_made() -> None:
    assert {claim.item for claim in claims("Six Havn 40 were assembled in Tallinn.")} == {"ferry"}


def test_payments_told_as_a_noun_have_their_stage() -> None:
    claim = only("Payments to date amount to EUR 59 million.")
    assert (claim.kind, claim.stage) == ("financing", "disbursed")
    assert only("Norway has provided 3 million euros to Estonia.").stage == "allocated"
    assert only("Norway will provide 3 million euros to Estonia.").stage == "pledged"


def test_what_is_made_is_for_nobody_unless_it_is_said() -> None:
    text = "Norway delivered six Havn 40 to Estonia. Norway builds two Havn 40 a month."
    assert claims(text)[-1].receiver is None


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("in '25", "2025-01-01", "2025-12-31"),
        ("for 2023-25", "2023-01-01", "2025-12-31"),
        ("during the years 2023 to 2025", "2023-01-01", "2025-12-31"),
        ("across 2024 and 2025", "2024-01-01", "2025-12-31"),
        ("last night", "2026-02-23", "2026-02-23"),
    ],
)
def test_ways_of_writing_a_date(phrase: str, first: str, last: str) -> None:
    (date,) = only(f"Norway delivered six Havn 40 {phrase}.").dates
    assert (date.from_, date.to) == (first, last)


def test_a_month_is_ahead_or_behind_as_its_verb_says() -> None:
    (ahead,) = only("Six Havn 40 will be delivered in January.").dates
    (back,) = only("Six Havn 40 were ordered in May.").dates
    assert (ahead.to, back.from_) == ("2027-01-31", "2025-05-01")
