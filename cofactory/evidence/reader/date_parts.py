"""Reads dates that are parts or stretches of others: mid-2028, the second half, the first nine months, 3-4 May."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from cofactory.evidence.reader import days
from cofactory.evidence.reader.calendar_words import COUNT, MONTH, PART, SEASON, YEAR
from cofactory.evidence.reader.date_atoms import (
    READERS,
    Days,
    count_of,
    month_in,
    month_of,
    near_year,
    read_month,
    read_month_year,
    read_relative,
    read_year,
)  # fmt: skip
from cofactory.schema.evidence import Precision

_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}


def _read_quarter(raw: str, published: date | None, _forward: bool) -> Days | None:
    """The days of a quarter or half."""
    low = raw.lower()
    year_in = re.search(YEAR, raw)
    year = int(year_in.group()) if year_in else _relative_year(low, published)
    number = next((value for word, value in _ORDINALS.items() if word in low), 0) or int(re.search(r"[qh](\d)", low)[1])  # type: ignore[index]  # one of both stands there
    if year is None:
        return None
    size = 6 if "half" in low or re.search(r"h\d", low) else 3
    first = (number - 1) * size + 1
    if not 1 <= first <= 12:
        return None
    return Days(date(year, first, 1), days.end_of_month(year, first + size - 1), "half" if size == 6 else "quarter")


def _relative_year(low: str, published: date | None) -> int | None:
    """The year of "next year", "last year" or "the year"."""
    if published is None:
        return None
    return published.year + (1 if "next" in low else -1 if "last" in low or "previous" in low else 0)


def _read_season(raw: str, published: date | None, _forward: bool) -> Days | None:
    """The days of a season, of this year where no other is named."""
    low = raw.lower()
    first, last = _SEASONS[next(name for name in _SEASONS if name in low)]
    year_in = re.search(YEAR, raw)
    year = int(year_in.group()) if year_in else None
    if year is None:
        if published is None:
            return None
        year = published.year
        if "last" in low and first > published.month - 1:
            year -= 1
        if "next" in low and first <= published.month:
            year += 1
    start, end = date(year, first, 1), days.end_of_month(year + (last > 12), (last - 1) % 12 + 1)
    return Days(start, end, "range")


def _read_part(raw: str, published: date | None, forward: bool) -> Days | None:
    """The days of "early 2027", "the end of May" and "late last year"."""
    low = raw.lower()
    rest = re.sub(rf"^{PART}[\s-]*", "", raw, flags=re.IGNORECASE)
    inner: Days | None
    if re.search(rf"{MONTH}", rest, re.IGNORECASE) and re.search(r"[A-Z]", rest):
        inner = (
            read_month_year(rest, published, forward) if re.search(YEAR, rest) else read_month(rest, published, forward)
        )
    elif re.search(YEAR, rest):
        inner = read_year(rest, published, forward)
    elif re.search(SEASON, rest.lower()):
        inner = _read_season(rest, published, forward)
    else:
        inner = read_relative(rest if not rest.lower().startswith("the") else "this " + rest[4:], published, forward)
    if inner is None or inner.first is None or inner.last is None:
        return None
    if re.search(SEASON, rest.lower()):
        return inner
    return _portion(low, inner.first, inner.last, inner.precision)


def _portion(low: str, first: date, last: date, precision: Precision) -> Days:
    """The early, middle or late part of an interval; its end is its last month (of a year) or its last day."""
    if precision == "year":
        if "early" in low or "start" in low or "beginning" in low:
            return (
                Days(first, date(first.year, 4, 30), "range")
                if "early" in low
                else Days(first, date(first.year, 3, 31), "range")
            )
        if "mid" in low:
            return Days(date(first.year, 5, 1), date(first.year, 8, 31), "range")
        if "late" in low:
            return Days(date(first.year, 9, 1), last, "range")
        return Days(date(last.year, 12, 1), last, "month")
    if "early" in low or "start" in low or "beginning" in low:
        return Days(first, days.plus_days(first, 9), "range")
    if "mid" in low:
        return Days(days.plus_days(first, 9), days.plus_days(first, 19), "range")
    if "late" in low:
        return Days(days.plus_days(last, -10), last, "range")
    return Days(last if precision == "month" else first, last, precision)


def _read_months(raw: str, published: date | None, _forward: bool) -> Days | None:
    """The days of "the first nine months of 2025" or "the last three months of the year"."""
    low = raw.lower()
    match = re.search(rf"(first|last|final)\s+({COUNT})\s+months", low)
    year_in = re.search(YEAR, raw)
    year = int(year_in.group()) if year_in else _relative_year(low.split("months")[1], published)
    count = count_of(match[2]) if match else None
    if match is None or count is None or year is None or not 1 <= count <= 12:
        return None
    first = 1 if match[1] == "first" else 13 - int(count)
    if published and "of" not in low and date(year, int(count), 28) > published:
        year -= 1
    return Days(date(year, first, 1), days.end_of_month(year, first + int(count) - 1), "range")


def _read_half_year(_raw: str, published: date | None, _forward: bool) -> Days | None:
    """The days of "the half-year": the latest one that is over."""
    if published is None:
        return None
    year, first = (published.year, 1) if published.month > 6 else (published.year - 1, 7)
    return Days(date(year, first, 1), days.end_of_month(year, first + 5), "half")


def _read_two_days(raw: str, published: date | None, forward: bool) -> Days | None:
    """The days of "3-4 May" and "12 and 13 May 2026"."""
    numbers = [int(found) for found in re.findall(r"\d+", raw)]
    month = month_in(raw)
    year = numbers[2] if len(numbers) > 2 else near_year(month, published, forward=forward)
    first, last = (days.day(year, month, number) for number in numbers[:2]) if year else (None, None)
    return Days(first, last, "range") if first and last and first <= last else None


def _read_two_years(_raw: str, published: date | None, _forward: bool) -> Days | None:
    """The days of "this year and next"."""
    if published is None:
        return None
    return Days(date(published.year, 1, 1), date(published.year + 1, 12, 31), "range")


def _read_month_of(raw: str, published: date | None, _forward: bool) -> Days | None:
    """The days of "November last year" and "12 March this year"."""
    year = _relative_year(raw.lower(), published)
    if year is None:
        return None
    stem = re.sub(r"\s+(?:of\s+)?(?:last|this|next)\s+year$", "", raw, flags=re.IGNORECASE)
    return READERS["dmy" if re.search(r"\d", stem) else "my"](f"{stem} {year}", published, False)


def _read_short_year(raw: str, published: date | None, _forward: bool) -> Days | None:
    """The days of "Feb '25"."""
    return READERS["my"](re.sub(r"'(\d\d)$", r"20\1", raw), published, False)


def _read_figures(raw: str, _published: date | None, _forward: bool) -> Days | None:
    """The day of "12.11.2025" and "12/11/2025", the day before the month as in Europe."""
    number, month, year = (int(found) for found in re.findall(r"\d+", raw))
    one = days.day(year, month, number)
    return Days(one, one, "day") if one else None


def _read_feast(raw: str, published: date | None, _forward: bool) -> Days | None:
    """The day of Christmas, Easter or New Year: of the year told, else the one nearest to the day of publication."""
    year_in = re.search(YEAR, raw)
    if year_in:
        return _feast_of(int(year_in.group()), raw.lower())
    if published is None:
        return None
    feasts = [_feast_of(published.year + step, raw.lower()) for step in (-1, 0, 1)]
    return min(feasts, key=lambda one: abs((one.first - published).days) if one.first else 999)


def _feast_of(year: int, low: str) -> Days:
    """The days of a feast in one year; New Year's Eve is the last day of it."""
    if "christmas" in low:
        return Days(date(year, 12, 24), date(year, 12, 25), "range")
    one = days.easter(year) if "easter" in low else date(year, 12, 31)
    return Days(one, one, "day")


def _read_this_time(raw: str, published: date | None, _forward: bool) -> Days | None:
    """The month or week of "a year ago this month" and "this time last year"."""
    if published is None:
        return None
    low = raw.lower()
    match = re.search(rf"({COUNT})\s+years?\s+ago", low)
    count = 1.0 if match is None else count_of(match[1])
    if count is None:
        return None
    then = days.plus_months(published, -round(12 * count))
    if "week" in low:
        monday = days.last_weekday(then, 0)
        return Days(monday, days.plus_days(monday, 6), "range")
    return month_of(then.year, then.month)


def _read_before_last(raw: str, published: date | None, _forward: bool) -> Days | None:
    """The days of "the year before last" and "the month after next"."""
    if published is None:
        return None
    low = raw.lower()
    step = -2 if "before" in low else 2
    if "year" in low:
        return read_year(str(published.year + step), published, False)
    if "month" in low:
        then = days.plus_months(published.replace(day=1), step)
        return month_of(then.year, then.month)
    monday = days.plus_days(days.last_weekday(published, 0), 7 * step)
    return Days(monday, days.plus_days(monday, 6), "range")


def _read_months_to(raw: str, published: date | None, _forward: bool) -> Days | None:
    """The days of "the six months to June" and "the year to the end of March 2026": the latest that are over."""
    low = raw.lower()
    stretch, end_in = low.split(" to ", 1)
    sizes = {"quarter": 3.0, "half-year": 6.0, "year": 12.0}
    size = next((months for word, months in sizes.items() if stretch.endswith(word)), None)
    size = size or count_of(re.sub(r"^the\s+|\s+months$", "", stretch))
    month = month_in(end_in)
    year_in = re.search(YEAR, end_in)
    if size is None or (year_in is None and published is None):
        return None
    year = int(year_in.group()) if year_in else published.year - (month > published.month) if published else 0
    end = days.end_of_month(year, month)
    return Days(days.plus_months(date(year, month, 1), 1 - round(size)), end, "range")


def _read_last_part(raw: str, published: date | None, forward: bool) -> Days | None:
    """The days of "the final quarter of 2025", "the latter half of next year" and "the opening quarter of 2027"."""
    low = raw.lower()
    number = "first" if "opening" in low else "fourth" if "quarter" in low else "second"
    return _read_quarter(re.sub(r"\b(?:final|last|closing|latter|opening)\b", number, low, count=1), published, forward)


def _read_season_of(raw: str, published: date | None, forward: bool) -> Days | None:
    """The days of "summer next year"."""
    year = _relative_year(raw.lower(), published)
    return None if year is None else _read_season(f"{raw.split(maxsplit=1)[0]} {year}", published, forward)


_PARTS: dict[str, Callable[[str, date | None, bool], Days | None]] = {
    "part": _read_part, "season": _read_season, "quarter": _read_quarter, "q": _read_quarter, "months": _read_months,
    "sofar": _read_months, "halfyear": _read_half_year, "twodays": _read_two_days, "twoyears": _read_two_years,
    "monthof": _read_month_of,
    "thistime": _read_this_time,
    "beforelast": _read_before_last, "monthsto": _read_months_to, "lastpart": _read_last_part,
    "seasonof": _read_season_of, "figures": _read_figures, "feast": _read_feast, "mshort": _read_short_year,
}  # fmt: skip
ALL_READERS = READERS | _PARTS
"""How each sort of written date is read, parts and stretches included."""
