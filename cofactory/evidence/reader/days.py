"""Calendar arithmetic on days: ends of months, years and quarters, months added, and the last or next weekday."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def day(year: int, month: int, number: int) -> date | None:
    """The day, or none when the calendar has no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def end_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def plus_months(start: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    number = start.year * 12 + start.month - 1 + months
    year, month = min(max(number // 12, 1), 9999), number % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def plus_days(start: date, days: int) -> date:
    """The day so many days later."""
    return start + timedelta(days=days)


def last_weekday(start: date, weekday: int) -> date:
    """The latest such weekday that is not after the day (Monday is 0)."""
    return start - timedelta(days=(start.weekday() - weekday) % 7)


def next_weekday(start: date, weekday: int) -> date:
    """The first such weekday after the day."""
    return start + timedelta(days=(weekday - start.weekday() - 1) % 7 + 1)


def easter(year: int) -> date:
    """The day of Easter in a year, by the anonymous Gregorian rule (Nature, 20 April 1876)."""
    century, rest = divmod(year, 100)
    shift = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - shift - rest % 4) % 7
    late = (year % 19 + 11 * shift + 22 * week) // 451
    month, day_before = divmod(shift + week - 7 * late + 114, 31)
    return date(year, month, day_before + 1)
