"""Numbers that cannot both be right are found: quantities, rates told as totals, sums; what can be, is left alone."""

from __future__ import annotations

import pytest

from cofactory.evidence.intervals import meet, shrinks
from cofactory.schema.evidence import Claim, Money, Quantity
from tests.evidence.odds import conflicts, exactly, kinds, late, money, on, one, two, up_to

YEAR_24, YEAR_25 = on("2024-01-01", "2024-12-31"), on("2025-01-01", "2025-12-31")


def by(day: str) -> object:
    """A target on a day."""
    return on(day, role="target")


QUANTITIES_AT_ODDS = {
    "two contracts": (one("contract", quantity=exactly(7)), two("contract", quantity=exactly(8))),
    "two promises": (one("declaration", quantity=exactly(100)), two("intended", quantity=exactly(120))),
    "two rates": (one("intended", quantity=exactly(20, "month")), two("intended", quantity=exactly(50, "month"))),
    "one unit in two words": (
        one("contract", quantity=exactly(7), unit="jets"),
        two("contract", quantity=exactly(8), unit="aircraft"),
    ),
    "fewer delivered later": (one("delivered", quantity=exactly(6)), two("delivered", quantity=exactly(3))),
    "one year's output told twice": (
        one("production", quantity=exactly(28), dates=(YEAR_24,)),
        two("production", quantity=exactly(25), dates=(YEAR_24,)),
    ),
    "fewer by a later day": (
        one("declaration", quantity=exactly(100), dates=(by("2028-12-31"),)),
        two("declaration", quantity=exactly(24), dates=(by("2035-12-31"),)),
    ),
    "other numbers by one day": (
        one("declaration", quantity=exactly(100), dates=(by("2028-12-31"),)),
        two("declaration", quantity=exactly(24), dates=(by("2028-12-31"),)),
    ),
}

QUANTITIES_THAT_CAN_BE = {
    "up to a hundred, and a hundred": (
        one("declaration", quantity=up_to(100)),
        two("declaration", quantity=exactly(100)),
    ),
    "about a hundred, and ninety-two": (
        one("declaration", quantity=Quantity("about 100", 100, 100, None, "about")),
        two("declaration", quantity=exactly(92)),
    ),
    "promised more than contracted": (one("declaration", quantity=exactly(100)), two("contract", quantity=exactly(24))),
    "more delivered later": (one("delivered", quantity=exactly(3)), two("delivered", quantity=exactly(6))),
    "systems and their missiles": (
        one("declaration", quantity=exactly(8), unit="systems"),
        two("declaration", quantity=exactly(100), unit="missiles"),
    ),
    "a lot and the whole": (
        one("declaration", quantity=exactly(100), dates=(by("2035-12-31"),)),
        two("declaration", quantity=exactly(24), dates=(by("2028-12-31"),)),
    ),
    "the output of two years": (
        one("production", quantity=exactly(28), dates=(YEAR_24,)),
        two("production", quantity=exactly(25), dates=(YEAR_25,)),
    ),
    "two deliveries": (
        one("delivered", quantity=exactly(10), dates=(on("2025-11-01"),)),
        late("delivered", quantity=exactly(3), dates=(on("2025-12-01"),)),
    ),
    "not so many": (one("contract", quantity=exactly(7)), two("letter_of_intent", quantity=exactly(8), denied=True)),
    "no number": (one("contract", quantity=exactly(7)), two("contract", quantity=Quantity("a record volume"))),
    "speculation": (
        one("contract", quantity=exactly(7), certainty="speculative"),
        two("contract", quantity=exactly(8)),
    ),
}


@pytest.mark.parametrize("claims", QUANTITIES_AT_ODDS.values(), ids=QUANTITIES_AT_ODDS)
def test_quantities_that_cannot_both_be_right(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == {"quantities"}


@pytest.mark.parametrize("claims", QUANTITIES_THAT_CAN_BE.values(), ids=QUANTITIES_THAT_CAN_BE)
def test_quantities_that_can_both_be_right(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == set()


RATES_AT_ODDS = {
    "a rate and a total": (one("intended", quantity=exactly(2000, "month")), two("intended", quantity=exactly(2000))),
    "of two stages of a promise": (
        one("intended", quantity=exactly(2000, "month")),
        two("declaration", quantity=exactly(2000)),
    ),
    "up to so many a month": (one("intended", quantity=up_to(2000, "month")), two("intended", quantity=exactly(2000))),
    "a month and a year": (
        one("intended", quantity=exactly(2000, "month")),
        two("intended", quantity=exactly(2000, "year")),
    ),
}

RATES_THAT_CAN_BE = {
    "a year's worth": (one("intended", quantity=exactly(2000, "month")), two("intended", quantity=exactly(24000))),
    "one a month promised, one delivered": (
        one("declaration", quantity=exactly(1, "month")),
        two("delivered", quantity=exactly(1)),
    ),
    "other units": (
        one("intended", quantity=exactly(8, "month"), unit="missiles"),
        two("intended", quantity=exactly(8), unit="systems"),
    ),
    "not so many a month": (
        one("intended", quantity=exactly(2000, "month"), denied=True, kind="transfer"),
        two("intended", quantity=exactly(2000)),
    ),
    "no number": (
        one("intended", quantity=Quantity("a lot")), two("intended", quantity=Quantity("lots a day", per="day")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("claims", RATES_AT_ODDS.values(), ids=RATES_AT_ODDS)
def test_a_rate_that_another_tells_as_a_total(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == {"rate-or-total"}


@pytest.mark.parametrize("claims", RATES_THAT_CAN_BE.values(), ids=RATES_THAT_CAN_BE)
def test_a_rate_and_a_total_that_can_both_be_right(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == set()


def test_a_rate_is_told_with_its_period() -> None:
    (found,) = conflicts(*RATES_AT_ODDS["a rate and a total"])
    assert {side.says for side in found.sides} == {"2000 per month", "2000 in all"}


UP_TO_EUR, UP_TO_USD = (Money(f"up to 2bn {code}", None, 2e9, code, "up to") for code in ("EUR", "USD"))

CURRENCIES_AT_ODDS = {
    "one figure": (one("pledged", money=money(2e9)), two("pledged", money=money(2e9, "USD"))),
    "up to one figure": (one("pledged", money=UP_TO_EUR), two("pledged", money=UP_TO_USD)),
    "up to a figure, and the figure": (one("pledged", money=UP_TO_EUR), two("pledged", money=money(2e9, "USD"))),
}

CURRENCIES_THAT_CAN_BE = {
    "converted": (one("pledged", money=money(2e9)), two("pledged", money=money(2.3e9, "USD"))),
    "of two states": (one("pledged", money=money(2e9)), two("disbursed", money=money(2e9, "USD"))),
    "not in dollars": (one("pledged", money=money(2e9)), two("pledged", money=money(2e9, "USD"), denied=True)),
    "a currency not said": (
        one("pledged", money=money(2e9)),
        two("pledged", money=Money("2bn", 2e9, 2e9)),
    ),
}


@pytest.mark.parametrize("claims", CURRENCIES_AT_ODDS.values(), ids=CURRENCIES_AT_ODDS)
def test_one_figure_in_two_currencies(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == {"currencies"}


@pytest.mark.parametrize("claims", CURRENCIES_THAT_CAN_BE.values(), ids=CURRENCIES_THAT_CAN_BE)
def test_sums_in_two_currencies_that_can_both_be_right(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == set()


SUMS_AT_ODDS = {
    "two prices of a contract": (one("contract", money=money(5e8)), two("contract", money=money(6.74e8))),
    "two allocations": (one("allocated", money=money(2e9)), two("allocated", money=money(3e9))),
    "less paid later": (one("disbursed", money=money(2e9)), late("disbursed", money=money(1e9))),
}

SUMS_THAT_CAN_BE = {
    "more paid later": (one("disbursed", money=money(1e9)), late("disbursed", money=money(2e9))),
    "two tranches": (
        one("disbursed", money=money(2e9), dates=(on("2025-11-01"),)),
        late("disbursed", money=money(1e9), dates=(on("2025-12-01"),)),
    ),
    "two allocations of two days": (
        one("allocated", money=money(2e9), dates=(on("2025-11-01"),)),
        late("allocated", money=money(3e9), dates=(on("2025-12-01"),)),
    ),
    "asked for and mentioned": (one("requested", money=money(1.2e11)), two("mentioned", money=money(6e10))),
    "both asked for": (one("requested", money=money(1.2e11)), two("requested", money=money(6e10))),
    "of no stage": (one(None, money=money(2e9)), two(None, money=money(3e9))),
    "not so much": (one("allocated", money=money(2e9)), two("allocated", money=money(3e9), denied=True)),
    "pledged and allocated": (one("pledged", money=money(2e9)), two("allocated", money=money(3e9))),
}


@pytest.mark.parametrize("claims", SUMS_AT_ODDS.values(), ids=SUMS_AT_ODDS)
def test_sums_that_cannot_both_be_right(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == {"money"}


@pytest.mark.parametrize("claims", SUMS_THAT_CAN_BE.values(), ids=SUMS_THAT_CAN_BE)
def test_sums_that_can_both_be_right(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == set()


ABOUT = Quantity("about 100", 100, 100, None, "about")


@pytest.mark.parametrize(("number", "together"), [(89, False), (90, True), (110, True), (111, False)])
def test_about_leaves_a_tenth_to_either_side(number: float, together: bool) -> None:
    assert meet(ABOUT, exactly(number)) is together
    assert meet(exactly(number), ABOUT) is together


def test_about_shrinks_only_beyond_its_tenth() -> None:
    assert not shrinks(ABOUT, exactly(91))
    assert shrinks(ABOUT, exactly(89))
    assert not shrinks(None, ABOUT)
