"""What a plan takes a cell to be."""

import pytest

from cofactory.base.cell import CellError, parse_cell, plain
from cofactory.base.periods import Calendar
from cofactory.programme.cells import planning, planning_money, planning_periods
from cofactory.programme.record import Settings, UnknownZone

SETTINGS = Settings(
    name="Toy",
    calendar=Calendar("2026-01", 12, "month"),
    currency="EUR",
    price_year=2026,
    discount_rate=0.0,
    exchange={"USD": parse_cell("uniform(0.8, 1.0)")},
    price_index={2024: plain(1.1)},
    zones={"safe": frozenset({"FR", "UA"})},
)


def test_the_planning_value_is_the_mean() -> None:
    assert planning(parse_cell("tri(80, 100, 150)")) == pytest.approx(110)
    assert planning(plain(7)) == 7


def test_an_unknown_cell_has_no_planning_value() -> None:
    with pytest.raises(ValueError, match="unknown"):
        planning(parse_cell("unknown"))


def test_periods_are_rounded_up_but_not_for_a_rounding_error() -> None:
    assert planning_periods(parse_cell("2.1")) == 3
    assert planning_periods(parse_cell("uniform(2, 5)")) == 4
    assert planning_periods(plain(0.1 + 0.2 + 2.7)) == 3
    assert planning_periods(plain(3 + 1e-12)) == 3


def test_money_is_brought_to_the_programme_s_currency_and_price_year() -> None:
    assert planning_money(parse_cell("12 M EUR"), SETTINGS) == 12e6
    assert planning_money(parse_cell("10 USD"), SETTINGS) == pytest.approx(9)
    assert planning_money(parse_cell("10 USD 2024"), SETTINGS) == pytest.approx(9.9)
    assert planning_money(parse_cell("10 EUR 2026"), SETTINGS) == 10


def test_money_without_a_rate_is_refused() -> None:
    with pytest.raises(CellError, match="SEK"):
        planning_money(parse_cell("10 SEK"), SETTINGS)
    with pytest.raises(CellError, match="2020"):
        planning_money(parse_cell("10 EUR 2020"), SETTINGS)


def test_a_zone_is_an_own_one_a_built_in_one_or_a_single_country() -> None:
    assert SETTINGS.zone("safe") == {"FR", "UA"}
    assert SETTINGS.zone("EFTA") == {"CH", "IS", "LI", "NO"}
    assert SETTINGS.zone("UA") == {"UA"}
    with pytest.raises(UnknownZone):
        SETTINGS.zone("EU28")
