"""What a clause only recalls gives no stage, and what it then tells does: deliveries carried out, orders called off."""

import pytest

from tests.evidence.reader.reading import claims, only


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("The Havn deliveries programmed for 2024 were carried out in full.", "delivered"),
        ("Only 40 of the 60 Havn planned were delivered.", "delivered"),
        ("The 40 Havn that the ministry undertook to supply in 2024 were handed over in May 2025.", "delivered"),
        ("Two of the Havn promised in 2022 proved unfit and were withdrawn.", "cancelled"),
        ("Estonia is close to a contract for four Havn.", "discussed"),
        ("A draft contract for 16 Havn has been handed to Estonia.", "discussed"),
        ("Havn production guidance was raised from 12 to 14.", "intended"),
    ],
)
def test_the_main_verb_tells_the_stage(text: str, stage: str) -> None:
    assert claims(text)[0].stage == stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("A first payment of 30 million euros was due in January.", "intended"),
        ("The first tranche, of 30 million euros, was paid on 5 May 2025.", "disbursed"),
        ("Some 30 million euros had been covered by orders.", "contracted"),
        ("Norway has put 30 million euros into the yard since 2022.", "allocated"),
        ("Norway, which had pledged 30 million euros, withdrew its contribution.", "cancelled"),
    ],
)
def test_money_has_the_stage_that_it_has_come_to(text: str, stage: str) -> None:
    assert only(text).stage == stage


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("The Havn deliveries were carried out in full: 57 boats out of 60.", 57),
        ("Norway delivered 40 Havn instead of the 60 planned.", 40),
        ("Norway ordered nine hundred and eighteen Havn.", 918),
        ("Norway ordered two thousand four hundred and six Havn.", 2406),
        ("Norway ordered 20 Block 3 Havn.", 20),
    ],
)
def test_the_number_is_that_of_the_thing(text: str, low: int) -> None:
    claim = claims(text)[0]
    assert claim.quantity is not None
    assert claim.quantity.low == low


def test_a_contract_awarded_to_a_company_is_given_by_it() -> None:
    assert only("A contract was awarded to Fjord Yard for 40 Havn in May 2025.").giver == "yard"
