"""By how much a due date moved: only where the days told cannot be one, of one kind of date and of one quantity."""

from __future__ import annotations

from typing import Any

import pytest

from cofactory.evidence.dues import Due, Slip, dues_of
from cofactory.schema.evidence import Claim, Date, DateRole, Quantity
from tests.evidence.ledgers import claim, document, ledger_of

FIRST = document("The first tells it.", "2025-11-17")
SAME_DAY = document("Another of that day.", "2025-11-17")
LATER = document("The second tells it.", "2026-02-01")
LAST = document("The third tells it.", "2026-06-01")
Days = tuple[str | None, str | None]


def told(source: Any, days: Days, role: DateRole = "target", **said: Any) -> Claim:
    """A claim of when it is due."""
    date = Date(f"{days[0]} to {days[1]}", days[0], days[1], "range", role)
    return claim(source, "The ", stage="intended", dates=(date,), **said)


def moved(*claims: Claim, as_of: str | None = None) -> tuple[tuple[Due, ...], Slip | None]:
    """The dues of these claims and how they moved."""
    return dues_of(claims, ledger_of(FIRST, SAME_DAY, LATER, LAST, *claims), as_of)


def days_moved(first: Days, last: Days) -> int | None:
    """By how many days a due date moved that was told twice."""
    slip = moved(told(FIRST, first), told(LATER, last))[1]
    return None if slip is None else slip.days


YEAR_26, YEAR_27 = ("2026-01-01", "2026-12-31"), ("2027-01-01", "2027-12-31")


@pytest.mark.parametrize(("first", "last", "days"), [
    (YEAR_26, YEAR_27, 365),
    (YEAR_27, YEAR_26, -365),
    ((None, "2035-12-31"), (None, "2037-12-31"), 731),
    (("2025-11-17", "2028-11-17"), ("2026-02-01", "2029-02-01"), 76),
    ((None, "2026-12-31"), ("2027-06-01", "2027-06-30"), 181),
    (("2027-01-01", None), ("2030-01-01", None), 1096),
])  # fmt: skip
def test_days_that_cannot_be_one_moved_from_like_end_to_like_end(first: Days, last: Days, days: int) -> None:
    assert days_moved(first, last) == days


@pytest.mark.parametrize(("first", "last"), [
    (YEAR_26, ("2026-04-01", "2026-06-30")),
    ((None, "2026-12-31"), ("2026-04-01", "2026-06-30")),
    (("2026-07-01", "2027-06-30"), YEAR_27),
    (("2027-01-01", None), ("2028-01-01", "2028-12-31")),
    ((None, "2026-12-31"), ("2028-01-01", None)),
])  # fmt: skip
def test_days_that_say_it_more_exactly_or_have_no_like_ends_are_no_slip(first: Days, last: Days) -> None:
    assert days_moved(first, last) is None


def test_a_window_of_years_and_a_target_for_the_first_lot_are_two_things() -> None:
    assert moved(told(FIRST, ("2025-11-17", "2035-11-17"), "window"), told(LATER, (None, "2028-12-31")))[1] is None
    assert moved(told(FIRST, YEAR_26, "window"), told(LATER, YEAR_27))[1] is None


def test_the_last_of_a_hundred_and_of_the_first_lot_are_two_things() -> None:
    all_of_them = told(FIRST, (None, "2035-12-31"), quantity=Quantity("100", 100, 100))
    lot = told(LATER, (None, "2028-12-31"), quantity=Quantity("24", 24, 24))
    assert moved(all_of_them, lot)[1] is None


def test_what_is_counted_in_other_units_or_as_a_rate_is_another_thing() -> None:
    first = told(FIRST, YEAR_26, quantity=Quantity("10", 10, 10), unit="systems")
    assert moved(first, told(LATER, YEAR_27, quantity=Quantity("10", 10, 10), unit="missiles"))[1] is None
    assert moved(first, told(LATER, YEAR_27, quantity=Quantity("10 a year", 10, 10, "year"), unit="systems"))[1] is None


def test_a_loan_is_due_on_its_own_day() -> None:
    assert moved(told(FIRST, YEAR_26), told(LATER, YEAR_27, kind="financing"))[1] is None


def test_two_papers_of_one_day_contradict_and_one_paper_tells_a_slip() -> None:
    assert moved(told(FIRST, YEAR_26), told(SAME_DAY, YEAR_27))[1] is None
    slip = moved(told(FIRST, YEAR_26), told(FIRST, YEAR_27))[1]
    assert slip is not None
    assert slip.days == 365


def test_there_and_back_again_is_no_slip_but_all_of_it_is_told() -> None:
    dues, slip = moved(told(FIRST, YEAR_26), told(LATER, YEAR_27), told(LAST, YEAR_26, note="back"))
    assert [due.first for due in dues] == ["2026-01-01", "2027-01-01", "2026-01-01"]
    assert slip is None


def test_the_slip_is_of_what_was_spoken_of_last() -> None:
    aircraft, moved_on = told(FIRST, YEAR_26), told(LAST, YEAR_27)
    window = told(LATER, ("2026-01-01", "2035-12-31"), "window")
    slip = moved(aircraft, window, moved_on)[1]
    assert slip is not None
    assert (slip.first.claim, slip.last.claim, slip.days) == (aircraft.id, moved_on.id, 365)


def test_a_due_date_told_after_the_day_asked_for_was_not_told_yet() -> None:
    dues, slip = moved(told(FIRST, YEAR_26), told(LATER, YEAR_27), as_of="2026-01")
    assert [due.told for due in dues] == ["2025-11-17"]
    assert slip is None
    assert len(moved(told(FIRST, YEAR_26), told(LATER, YEAR_27), as_of="2026-02")[0]) == 2
