"""Money is converted by rates that are there, or refused with the line to add."""

from __future__ import annotations

import pytest

from cofactory.base.quantity import CURRENCIES, CellError, check_currency, convert, evaluate, spell


def to_programme(amount: float, currency: str | None, year: int | None) -> float:
    return convert(amount, currency, year, to="EUR", to_year=2026, exchange={"USD": 0.8}, price_index={2024: 1.05})


def test_money_of_the_programme_stays_as_it_is() -> None:
    assert to_programme(12, None, None) == 12
    assert to_programme(12, "EUR", 2026) == 12


def test_the_rate_and_the_index_are_both_applied() -> None:
    assert to_programme(100, "USD", None) == pytest.approx(80)
    assert to_programme(100, "EUR", 2024) == pytest.approx(105)
    assert to_programme(100, "USD", 2024) == pytest.approx(84)


@pytest.mark.parametrize(
    ("currency", "year", "name", "line"),
    [("UAH", None, "missing-exchange-rate", "UAH ="), (None, 2020, "missing-price-index", "2020 =")],
)
def test_money_without_a_rate_is_refused(currency: str | None, year: int | None, name: str, line: str) -> None:
    with pytest.raises(CellError) as caught:
        to_programme(1, currency, year)
    assert caught.value.name == name
    assert line in caught.value.mend


def test_currencies_are_those_of_the_standard() -> None:
    assert {"EUR", "USD", "UAH", "GBP", "JPY", "XOF"} <= CURRENCIES
    assert all(len(code) == 3 for code in CURRENCIES)
    assert check_currency("EUR") == "EUR"
    with pytest.raises(CellError, match="EUR"):
        check_currency("eur")


@pytest.mark.parametrize(("number", "text"), [(120.0, "120"), (0.35, "0.35"), (-2.0, "-2"), (1e20, "1e+20")])
def test_a_number_is_spelled_shortly(number: float, text: str) -> None:
    assert spell(number) == text
    assert float(text) == number


def test_arithmetic_binds_as_in_school() -> None:
    assert evaluate("2 + 3 * 4 - 6 / 2 / 3") == 13
    assert evaluate("-(2 + 3) * -2") == 10
