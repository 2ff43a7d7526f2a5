"""Dates are resolved against the day of publication, with their precision and their role."""

from datetime import date

import pytest

from cofactory.evidence.reader.dates import dates_in
from tests.evidence.reader.reading import claims, only

DAY = date(2026, 2, 24)
DATES = [
    ("on February 9, 2026", "2026-02-09", "2026-02-09", "day", "event"),
    ("on 9 February 2026", "2026-02-09", "2026-02-09", "day", "event"),
    ("on Monday", "2026-02-23", "2026-02-23", "day", "event"),
    ("last November", "2025-11-01", "2025-11-30", "month", "event"),
    ("in August 2022", "2022-08-01", "2022-08-31", "month", "event"),
    ("by 2030", None, "2030-12-31", "year", "target"),
    ("by the end of June", None, "2026-06-30", "month", "target"),
    ("before the end of 2027", None, "2027-12-31", "month", "target"),
    ("since May", "2025-05-01", None, "month", "since"),
    ("between 2028 and 2030", "2028-01-01", "2030-12-31", "range", "window"),
    ("within 12-18 months", "2026-02-24", "2027-08-24", "range", "target"),
    ("over the next decade", "2026-02-24", "2036-02-24", "decade", "window"),
    ("in the second quarter of 2026", "2026-04-01", "2026-06-30", "quarter", "event"),
    ("in the first half of next year", "2027-01-01", "2027-06-30", "half", "event"),
    ("last year", "2025-01-01", "2025-12-31", "year", "event"),
    ("three years ago", "2023-01-01", "2023-12-31", "year", "event"),
    ("this autumn", "2026-09-01", "2026-11-30", "range", "event"),
    ("a year ago this month", "2025-02-01", "2025-02-28", "month", "event"),
    ("before Christmas", None, "2025-12-24", "range", "target"),
    ("since Easter", "2026-04-05", None, "day", "since"),
    ("in the final quarter of 2025", "2025-10-01", "2025-12-31", "quarter", "event"),
    ("in the six months to December", "2025-07-01", "2025-12-31", "range", "event"),
    ("in summer next year", "2027-06-01", "2027-08-31", "range", "event"),
    ("the year before last", "2024-01-01", "2024-12-31", "year", "event"),
    ("for the years 2026 and 2027", "2026-01-01", "2027-12-31", "range", "window"),
    ("no earlier than 2027", "2027-01-01", None, "year", "since"),
    ("in January and February", "2026-01-01", "2026-02-28", "range", "event"),
]


@pytest.mark.parametrize(("words", "first", "last", "precision", "role"), DATES)
def test_a_date_is_the_days_it_allows(
    words: str, first: str | None, last: str | None, precision: str, role: str
) -> None:
    (found,) = dates_in(words, 0, len(words), DAY)
    days = tuple(day.isoformat() if day else None for day in (found.first, found.last))
    assert (*days, found.precision, found.role) == (first, last, precision, role)


@pytest.mark.parametrize("words", ["the Mirage 2000 flew", "it may follow", "2,000 pieces", "they march on", "2000-5F"])
def test_what_only_looks_like_a_date_is_none(words: str) -> None:
    assert dates_in(words, 0, len(words), DAY) == []


def test_a_day_of_saying_is_an_announcement() -> None:
    claim = only("Norway will deliver six Havn 40 by 2028, Kari Nordmann said on Monday.")
    assert [one.role for one in claim.dates] == ["target"]


def test_what_is_compared_with_gives_no_date() -> None:
    claim = only("Norway will deliver six Havn 40 in 2026, more than in 2024.")
    assert [one.raw for one in claim.dates] == ["in 2026"]


def test_each_thing_has_the_date_behind_it() -> None:
    found = claims("Norway will deliver six Havn 40 by 2030 and 20 Skua by 2035.")
    assert [one.dates[0].to for one in found] == ["2030-12-31", "2035-12-31"]


def test_a_signing_takes_the_day_of_the_sentence_before() -> None:
    text = "The ministers met in Oslo on 9 February 2026. Norway and Estonia signed a letter of intent on drones."
    (claim,) = (one for one in claims(text) if one.stage == "letter_of_intent")
    assert claim.dates[0].from_ == "2026-02-09"
    assert any(span.role == "date" for span in claim.spans)


def test_without_a_day_of_publication_a_relative_date_is_not_resolved() -> None:
    assert all(
        one.from_ is None
        for claim in claims("Norway delivered six Havn 40 last year.", published=None)
        for one in claim.dates
    )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("The Havn will leave the yard from January.", "2027-01-01", None),
        ("Six Havn will be delivered before Christmas.", None, "2026-12-24"),
        ("Six Havn were delivered before Christmas.", None, "2025-12-24"),
        ("Norway agreed in January that the Havn will be built in Tallinn.", "2026-01-01", "2026-01-31"),
    ],
)
def test_a_date_without_a_year_lies_where_its_verb_says(text: str, first: str | None, last: str | None) -> None:
    (found,) = claims(text)[0].dates
    assert (found.from_, found.to) == (first, last)
