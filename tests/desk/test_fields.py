"""What people type in a correction: numbers, sums, dates, and words of closed lists."""

from __future__ import annotations

import pytest

from cofactory.desk.fields import to_date, to_money, to_quantity
from cofactory.schema.evidence import Quantity


@pytest.mark.parametrize(
    ("typed", "low", "high", "per", "qualifier"),
    [
        ("100", 100, 100, None, None),
        ("exactly 100", 100, 100, None, "exact"),
        ("up to 100", None, 100, None, "up to"),
        ("about 2 k", 2000, 2000, None, "about"),
        ("more than 1,000", 1000, None, None, "more than"),
        ("20 to 30 a month", 20, 30, "month", None),
        ("20-30 per year", 20, 30, "year", None),
        ("1.5", 1.5, 1.5, None, None),
        ("1 to 2 M", 1e6, 2e6, None, None),
    ],
)
def test_a_quantity_is_the_interval_its_words_allow(
    typed: str, low: float | None, high: float | None, per: str | None, qualifier: str | None
) -> None:
    assert to_quantity(typed) == Quantity(typed, low, high, per, qualifier)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["none", "unknown", "-", ""])
def test_an_unknown_quantity_is_none(typed: str) -> None:
    assert to_quantity(typed) is None
    assert to_money(typed) is None


@pytest.mark.parametrize("typed", ["many", "30 to 20", "100 a fortnight", "1O", "100 pumps", "=1+1"])
def test_what_is_no_quantity_is_refused_and_shown_how(typed: str) -> None:
    with pytest.raises(ValueError, match=r"write|below"):
        to_quantity(typed)


def test_a_sum_names_its_currency() -> None:
    made = to_money("up to 2.5 bn EUR")
    assert made is not None
    assert (made.low, made.high, made.currency, made.qualifier) == (None, 2.5e9, "EUR", "up to")
    with pytest.raises(ValueError, match="no currency"):
        to_money("2 bn")
    with pytest.raises(ValueError, match="EURO"):
        to_money("2 bn EURO")


@pytest.mark.parametrize(
    ("typed", "first", "last", "precision"),
    [
        ("2026", "2026-01-01", "2026-12-31", "year"),
        ("2028-02", "2028-02-01", "2028-02-29", "month"),
        ("2026-02-09", "2026-02-09", "2026-02-09", "day"),
        ("2026..2028-06", "2026-01-01", "2028-06-30", "range"),
    ],
)
def test_a_date_covers_all_of_what_is_typed(typed: str, first: str, last: str, precision: str) -> None:
    made = to_date(typed, "target")
    assert (made.from_, made.to, made.precision, made.role) == (first, last, precision, "target")


@pytest.mark.parametrize("typed", ["soon", "2026-13", "2026-02-30", "0000", "2028..2026"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"date|calendar|after"):
        to_date(typed, "event")
