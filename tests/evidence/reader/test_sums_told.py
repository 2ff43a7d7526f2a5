"""Sums without a verb of money take the lowest stage that their words allow, and prices and sales take none."""

import pytest

from tests.evidence.reader.reading import claims, only


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Their joint budget amounts to EUR 20 million.", "allocated"),
        ("Total investment has risen to EUR 300 million.", "intended"),
        ("The EUR 20 million that Norway promised has not come.", "pledged"),
        ("France was provisionally assigned EUR 16 billion.", "pledged"),
    ],
)
def test_a_sum_is_told_by_the_noun_or_clause_it_stands_with(text: str, stage: str) -> None:
    claim = only(text)
    assert (claim.kind, claim.stage) == ("financing", stage)


@pytest.mark.parametrize(
    "text",
    [
        "The yard's revenue rose to EUR 20 million.",
        "A Havn 40 costs EUR 20 million.",
        "The bill has grown to EUR 2 billion.",
        "Norway could invest EUR 20 million.",
    ],
)
def test_prices_sales_and_doubts_give_no_stage(text: str) -> None:
    assert all(claim.stage is None for claim in claims(text))


def test_a_share_of_a_sum_is_paid_and_a_bare_million_is_in_the_currency_told_before() -> None:
    share = claims("Norway agreed in May 2025 to lend Estonia EUR 30 million. A third of this has been paid out.")[-1]
    assert (share.kind, share.stage) == ("financing", "disbursed")
    bare = claims("Norway lent Estonia EUR 30 million. Some 12 million of that has been spent.")[-1]
    assert bare.money is not None
    assert (bare.money.low, bare.money.currency) == (12e6, "EUR")


def test_a_loan_agreement_is_money_and_a_licence_is_making() -> None:
    assert only("Estonia signed its loan agreement in January 2026.").stage == "contracted"
    licence = only("The licence agreement was signed in Oslo in January 2026.")
    assert (licence.kind, licence.stage) == ("serial_production", "contract")


def test_a_budget_that_provides_a_sum_delivers_nothing() -> None:
    assert only("The 2026 budget provides EUR 300 million for Havn ferries.").kind == "financing"
