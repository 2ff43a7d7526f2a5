"""Periods count right over year ends, and a wrong spelling is answered with the right one."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cofactory.base.periods import GRAINS, Calendar, Grain, PeriodError

STARTS: dict[Grain, str] = {"week": "2026-W07", "month": "2026-03", "quarter": "2026-Q2", "year": "2026"}


def calendar(grain: Grain, periods: int = 12) -> Calendar:
    return Calendar(STARTS[grain], periods, grain)


@given(st.sampled_from(GRAINS), st.integers(-2000, 2000))
def test_the_label_of_a_period_names_that_period(grain: Grain, t: int) -> None:
    found = calendar(grain)
    assert found.index(found.label(t)) == t


@given(st.sampled_from(GRAINS), st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_a_day_lies_in_one_period_and_the_next_begins_where_it_ends(grain: Grain, day: date) -> None:
    found = calendar(grain)
    today, tomorrow = found.index_of_date(day.isoformat()), found.index_of_date((day + timedelta(days=1)).isoformat())
    assert tomorrow - today in {0, 1}


def test_a_year_may_have_53_weeks() -> None:
    assert Calendar("2026-W52", 3, "week").labels() == ["2026-W52", "2026-W53", "2027-W01"]
    assert Calendar("2025-W52", 2, "week").labels() == ["2025-W52", "2026-W01"]
    assert Calendar("2026-W01", 60, "week").index_of_date("2027-01-03") == 52
    with pytest.raises(PeriodError, match="1 to 52"):
        calendar("week").index("2025-W53")


def test_quarters_and_years_roll_over() -> None:
    assert Calendar("2026-Q3", 3, "quarter").labels() == ["2026-Q3", "2026-Q4", "2027-Q1"]
    assert calendar("year").index("2030") == 4
    assert calendar("month").index("2025-12") == -3
    assert calendar("quarter").index_of_date("2026-01-14") == -1


def test_a_year_has_so_many_periods() -> None:
    assert [round(calendar(grain).periods_per_year, 4) for grain in GRAINS] == [52.1775, 12, 4, 1]


def test_the_first_day_of_a_period_names_it_for_spreadsheets_write_it_so() -> None:
    assert calendar("month").index("2026-03-01") == 0
    assert calendar("week").index("2026-02-09") == 0
    with pytest.raises(PeriodError):
        calendar("month").index("2026-03-15")


@pytest.mark.parametrize(
    ("grain", "text", "offered"),
    [
        ("month", "2026", "2026-01"),
        ("month", "2026-Q2", "2026-04"),
        ("month", "2026-3", "2026-03"),
        ("month", "2026/03", "2026-03"),
        ("month", "03/2026", "2026-03"),
        ("month", "31.12.2026", "2026-12"),
        ("month", "March 2026", "2026-03"),
        ("month", "Mar-26", "2026-03"),
        ("month", "2026-W07", "2026-02"),
        ("month", "2026-03-15", "2026-03"),
        ("quarter", "2026-05", "2026-Q2"),
        ("quarter", "Q3 2026", "2026-Q3"),
        ("year", "2026-05", "2026"),
        ("week", "2026-02-11", "2026-W07"),
        ("week", "2026W7", "2026-W07"),
        ("month", "soon", "2026-03"),
        ("month", "2026-13", "2026-03"),
        ("quarter", "2026-Q5", "2026-Q2"),
    ],
)
def test_another_spelling_is_refused_with_the_right_one(grain: Grain, text: str, offered: str) -> None:
    with pytest.raises(PeriodError) as caught:
        calendar(grain).index(text)
    assert offered in caught.value.mend
    assert text in caught.value.why


@given(st.sampled_from(GRAINS), st.text(max_size=12))
def test_any_text_is_a_period_or_a_period_error(grain: Grain, text: str) -> None:
    with contextlib.suppress(PeriodError):
        assert calendar(grain).label(calendar(grain).index(text))


@pytest.mark.parametrize(
    ("start", "periods", "grain"), [("2026", 12, "month"), ("2026-03", 0, "month"), ("2026-03-01", 3, "day")]
)
def test_a_horizon_needs_a_start_of_its_grain_and_a_period(start: str, periods: int, grain: Grain) -> None:
    with pytest.raises(PeriodError):
        Calendar(start, periods, grain)


def test_a_label_beyond_the_calendar_is_an_error() -> None:
    with pytest.raises(PeriodError):
        calendar("month").label(10**7)
