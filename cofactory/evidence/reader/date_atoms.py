"""Reads one written date as the days it allows: a day, a month, a quarter, a season, last week, three years ago."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cofactory.evidence.reader import days
from cofactory.evidence.reader.calendar_words import COUNT, UNIT
from cofactory.evidence.reader.numbers import number_at
from cofactory.evidence.reader.tokens import tokens_of
from cofactory.schema.evidence import Precision

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun",
         "july jul", "august aug", "september sept sep", "october oct",
         "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip


_WEEKDAYS = {
    name: number
    for number, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}


@dataclass(frozen=True, slots=True)
class Days:
    """An interval of days without a role."""

    first: date | None
    last: date | None
    precision: Precision


def count_of(word: str) -> float | None:
    """The value of a small number in figures or words; none for "several" and "few"."""
    if word.lower() in ("a", "an"):
        return 1.0
    number = number_at(tokens_of(word, 0, len(word)), 0)
    return number.bare if number else None


def moved(start: date, count: float, unit: str) -> date:
    """The day so many units later."""
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
    if unit in months:
        return days.plus_months(start, round(count * months[unit]))
    return days.plus_days(start, round(count * {"week": 7, "fortnight": 14}.get(unit, 1)))


def year_of(year: int) -> Days:
    """The days of a year."""
    return Days(date(year, 1, 1), date(year, 12, 31), "year")


def month_of(year: int, month: int) -> Days:
    """The days of a month."""
    return Days(date(year, month, 1), days.end_of_month(year, month), "month")


def near_year(month: int, published: date | None, *, forward: bool) -> int | None:
    """The year a bare month means: the nearest one, looking forward after "by" and its like."""
    if published is None:
        return None
    if forward:
        return published.year if month >= published.month else published.year + 1
    ahead = (month - published.month) % 12
    if month == published.month:
        return published.year
    years = published.year if month > published.month else published.year + 1
    return years if ahead <= 3 else years - 1


def _numbers(raw: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", raw)]


def month_in(raw: str) -> int:
    """The number of the month that a written date names."""
    return next(MONTHS[word] for word in re.findall(r"[a-z]+", raw.lower()) if word in MONTHS)


def _read_iso(raw: str, _published: date | None, _forward: bool) -> Days | None:
    year, month, number = _numbers(raw)
    one = days.day(year, month, number)
    return Days(one, one, "day") if one else None


def _read_full(raw: str, _published: date | None, _forward: bool) -> Days | None:
    numbers = _numbers(raw)
    one = days.day(max(numbers), month_in(raw), min(numbers))
    return Days(one, one, "day") if one else None


def _read_day_month(raw: str, published: date | None, forward: bool) -> Days | None:
    month = month_in(raw)
    year = near_year(month, published, forward=forward)
    one = days.day(year, month, _numbers(raw)[0]) if year else None
    return Days(one, one, "day") if one else None


def read_month_year(raw: str, _published: date | None, _forward: bool) -> Days | None:
    """The days of a month with its year."""
    return month_of(_numbers(raw)[-1], month_in(raw))


def read_month(raw: str, published: date | None, forward: bool) -> Days | None:
    """The days of a month without a year: the nearest one."""
    month = month_in(raw)
    year = near_year(month, published, forward=forward)
    return month_of(year, month) if year else None


def _read_last_month(raw: str, published: date | None, _forward: bool) -> Days | None:
    if published is None:
        return None
    month, which = month_in(raw), raw.lower().split()[0]
    year = published.year
    if which == "last" and month >= published.month:
        year -= 1
    if (which == "next" and month <= published.month) or (
        which == "this" and "coming" in raw.lower() and month < published.month
    ):
        year += 1
    return month_of(year, month)


def read_year(raw: str, _published: date | None, _forward: bool) -> Days | None:
    """The days of a year written in figures."""
    return year_of(_numbers(raw)[-1])


def _read_short(raw: str, _published: date | None, _forward: bool) -> Days | None:
    return year_of(2000 + int(raw[1:]))


def _read_weekday(raw: str, published: date | None, _forward: bool) -> Days | None:
    if published is None:
        return None
    low = raw.lower()
    weekday = next(number for name, number in _WEEKDAYS.items() if name in low)
    one = days.next_weekday(published, weekday) if low.startswith("next") else days.last_weekday(published, weekday)
    return Days(one, one, "day")


def _read_ago(raw: str, published: date | None, _forward: bool) -> Days | None:
    if published is None or "earlier" in raw.lower():
        return None
    match = re.match(rf"({COUNT})", raw, re.IGNORECASE)
    unit = re.search(rf"({UNIT})\s", raw, re.IGNORECASE)
    count = count_of(match[1]) if match else None
    if count is None or unit is None:
        return None
    word = unit[1].lower().rstrip("s")
    one = moved(published, -count - (0.5 if "half" in raw else 0), word)
    if word in ("year", "decade"):
        return year_of(one.year)
    if word == "month":
        return month_of(one.year, one.month)
    return Days(one, one, "day")


def read_relative(raw: str, published: date | None, _forward: bool) -> Days | None:
    """The days of last week, this year, the coming decade."""
    if published is None:
        return None
    low = raw.lower()
    step = -1 if re.search(r"last|past|previous", low) else 1 if re.search(r"next|following|coming", low) else 0
    if "weekend" in low:
        saturday = days.last_weekday(published, 5) if step <= 0 else days.next_weekday(published, 5)
        return Days(saturday, days.plus_days(saturday, 1), "range")
    if "week" in low:
        monday = days.plus_days(days.last_weekday(published, 0), 7 * step)
        return Days(monday, days.plus_days(monday, 6), "range")
    if "decade" in low:
        start = published.year // 10 * 10 + 10 * step
        return (
            Days(date(start, 1, 1), date(start + 9, 12, 31), "decade")
            if step == 0
            else Days(published, days.plus_months(published, 120), "decade")
        )
    if "quarter" in low:
        month = (published.month - 1) // 3 * 3 + 1
        start_day = days.plus_months(date(published.year, month, 1), 3 * step)
        return Days(start_day, days.end_of_month(start_day.year, start_day.month + 2), "quarter")
    if "month" in low:
        moved = days.plus_months(published.replace(day=1), step)
        return month_of(moved.year, moved.month)
    return year_of(published.year + step)


def _read_word(raw: str, published: date | None, _forward: bool) -> Days | None:
    if published is None:
        return None
    low = " ".join(raw.lower().split())
    if "year" in low:
        return Days(date(published.year, 12, 1), date(published.year, 12, 31), "month")
    if "weekend" in low:
        return read_relative("last weekend", published, False)
    one = days.plus_days(published, {"yesterday": -1, "tomorrow": 1, "overnight": -1, "last night": -1}.get(low, 0))
    return Days(one, one, "day")


READERS: dict[str, Callable[[str, date | None, bool], Days | None]] = {
    "iso": _read_iso, "dmy": _read_full, "mdy": _read_full, "dm": _read_day_month, "md": _read_day_month,
    "my": read_month_year, "lastmonth": _read_last_month, "weekday": _read_weekday, "ago": _read_ago,
    "rel": read_relative, "short": _read_short, "thisyear": read_relative,
    "word": _read_word, "month": read_month, "year": read_year,
}  # fmt: skip
"""How each sort of written date is read."""
