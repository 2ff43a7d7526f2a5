"""Quantities and sums are intervals; names, dates and performance figures are none."""

import pytest

from cofactory.evidence.reader.money import sum_at
from cofactory.evidence.reader.numbers import number_at
from cofactory.evidence.reader.tokens import tokens_of
from tests.evidence.reader.reading import claims, only

INTERVALS = [
    ("six Havn 40", (6, 6, None, "exact")),
    ("about 100 Havn 40", (100, 100, None, "about")),
    ("up to 100 Havn 40", (None, 100, None, "up to")),
    ("as many as 20 Havn 40", (None, 20, None, "up to")),
    ("more than 1,000 Havn 40", (1000, None, None, "more than")),
    ("at least 12 Havn 40", (12, None, None, "at least")),
    ("twelve to 20 Havn 40", (12, 20, None, "exact")),
    ("between 6 and 8 Havn 40", (6, 8, None, "exact")),
    ("two dozen Havn 40", (24, 24, None, "exact")),
    ("1.5 million Havn 40", (1500000, 1500000, None, "exact")),
    ("dozens of Havn 40", (24, 100, None, "vague")),
    ("a record volume of Havn 40", (None, None, None, "vague")),
    ("20 Havn 40 a month", (20, 20, "month", "exact")),
    ("300 new Havn 40 per year", (300, 300, "year", "exact")),
]


@pytest.mark.parametrize(("words", "interval"), INTERVALS)
def test_a_quantity_is_an_interval_with_its_qualifier(words: str, interval: tuple[object, ...]) -> None:
    quantity = only(f"Norway will supply {words} to Estonia.").quantity
    assert quantity is not None
    assert (quantity.low, quantity.high, quantity.per, quantity.qualifier) == interval


@pytest.mark.parametrize(
    "sentence",
    [
        "Norway supplied the Havn 40 to Estonia.",
        "Norway supplied the R/2 radar with a range of 70 km.",
        "Norway supplied the 250 kg Skua.",
        "Norway supplied 155-mm Skua to Estonia.",
        "In 2024 Norway supplied the Skua.",
    ],
)
def test_names_with_numbers_and_performance_figures_are_no_quantities(sentence: str) -> None:
    assert all(claim.quantity is None for claim in claims(sentence))


def test_over_is_no_qualifier_after_handed() -> None:
    quantity = only("Norway handed over 30 Skua drones.").quantity
    assert quantity is not None
    assert (quantity.low, quantity.high) == (30, 30)


def test_the_part_counts_and_not_the_whole() -> None:
    quantity = only("Fjord Yard had delivered 611 of the 700 Havn ferries.").quantity
    assert quantity is not None
    assert quantity.low == 611


SUMS = [
    ("€2 billion", (2e9, 2e9, "EUR")),
    ("about $6.5 billion", (6.5e9, 6.5e9, "USD")),
    ("EUR 500 million", (5e8, 5e8, "EUR")),
    ("1.2 billion euros", (1.2e9, 1.2e9, "EUR")),
    ("$20m", (2e7, 2e7, "USD")),
    ("£3bn", (3e9, 3e9, "GBP")),
    ("tens of billions of euros", (2e10, 1e11, "EUR")),
    ("100 million Swedish", None),
]


@pytest.mark.parametrize(("words", "wanted"), SUMS)
def test_a_sum_is_an_interval_in_a_currency(words: str, wanted: tuple[float, float, str] | None) -> None:
    tokens = tokens_of(words, 0, len(words))
    found = next((one for at in range(len(tokens)) if (one := sum_at(tokens, at))), None)
    assert (found and (found.number.low, found.number.high, found.currency)) == wanted


def test_a_number_of_any_length_is_read_in_time() -> None:
    text = "9" * 5000
    assert number_at(tokens_of(text, 0, len(text)), 0) is not None


def test_the_up_of_up_to_belongs_to_the_number() -> None:
    claim = only("Estonia may order up to 50 more Havn 40 from Norway next year.")
    assert claim.quantity is not None
    assert (claim.kind, claim.certainty, claim.quantity.high) == ("procurement", "speculative", 50)
