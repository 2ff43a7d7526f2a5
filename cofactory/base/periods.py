"""Periods of a programme: weeks, months, quarters or years, counted from its start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

Grain = Literal["week", "month", "quarter", "year"]

GRAINS: tuple[Grain, ...] = get_args(Grain)

PERIODS_PER_YEAR: dict[Grain, float] = {"week": 365.2425 / 7, "month": 12.0, "quarter": 4.0, "year": 1.0}
"""A week count that is right over a Gregorian cycle of 400 years: 52.1775."""

_PATTERNS: dict[Grain, re.Pattern[str]] = {
    "week": re.compile(r"(\d{4})-W(\d{2})"),
    "month": re.compile(r"(\d{4})-(\d{2})"),
    "quarter": re.compile(r"(\d{4})-Q(\d)"),
    "year": re.compile(r"(\d{4})"),
}
_EXAMPLES: dict[Grain, str] = {"week": "2026-W07", "month": "2026-03", "quarter": "2026-Q2", "year": "2026"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class PeriodError(ValueError):
    """A text that names no period of the grain asked for: `why`, and in `mend` the right spelling."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(f"{why} {mend}")
        self.why = why
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Calendar:
    """The horizon of a programme: `periods` periods of one grain, of which `start` is number 0."""

    start: str
    periods: int
    grain: Grain

    def __post_init__(self) -> None:
        """Refuses a start that is not of the grain and a horizon without periods (PeriodError)."""
        if self.grain not in GRAINS:
            raise PeriodError(f'"{self.grain}" is no grain of time.', f"Write one of {', '.join(GRAINS)}.")
        if self.periods < 1:
            raise PeriodError("A horizon has at least one period.", "Write periods = 12, for example.")
        _ordinal(self.start, self.grain)

    def index(self, text: str) -> int:
        """The number of the period `text` names: 0 is the start; negative before it, `periods` or more after the end.

        A full date is taken only where it is the first day of a period (a spreadsheet turns 2026-03 into
        2026-03-01). Raises PeriodError for anything that is not a period of this grain.
        """
        return _ordinal(text, self.grain) - _ordinal(self.start, self.grain)

    def label(self, t: int) -> str:
        """The ISO 8601 name of period number `t`, inside the horizon or not."""
        return _label(_ordinal(self.start, self.grain) + t, self.grain)

    def labels(self) -> list[str]:
        """The names of all periods of the horizon, in order."""
        first = _ordinal(self.start, self.grain)
        return [_label(first + t, self.grain) for t in range(self.periods)]

    @property
    def periods_per_year(self) -> float:
        """How many periods of this grain a mean year has."""
        return PERIODS_PER_YEAR[self.grain]

    def index_of_date(self, text: str) -> int:
        """The number of the period that contains the day `text` (2026-01-14), or that `text` names."""
        day = _as_day(text.strip())
        if day is None:
            return self.index(text)
        return _ordinal_of_day(day, self.grain) - _ordinal(self.start, self.grain)


@lru_cache(maxsize=16_384)
def _ordinal(text: str, grain: Grain) -> int:
    """The number of the period since year 0 of the calendar, by grain."""
    match = _PATTERNS[grain].fullmatch(text.strip())
    if match is None:
        day = _as_day(text.strip())
        if day is not None and _first_day(_ordinal_of_day(day, grain), grain) == day:
            return _ordinal_of_day(day, grain)
        raise _not_of_grain(text, grain)
    year, part = int(match[1]), int(match[2]) if grain != "year" else 1
    try:
        return _ordinal_of_part(year, part, grain)
    except ValueError:
        raise _no_such_period(text, year, grain) from None


def _ordinal_of_part(year: int, part: int, grain: Grain) -> int:
    if grain == "week":
        return (date.fromisocalendar(year, part, 1).toordinal() - 1) // 7
    per_year = {"month": 12, "quarter": 4, "year": 1}[grain]
    if not (1 <= part <= per_year and year >= 1):
        raise ValueError(part)
    return year * per_year + part - 1


def _ordinal_of_day(day: date, grain: Grain) -> int:
    if grain == "week":
        return (day.toordinal() - 1) // 7
    part = {"month": day.month, "quarter": (day.month + 2) // 3, "year": 1}[grain]
    return _ordinal_of_part(day.year, part, grain)


def _first_day(ordinal: int, grain: Grain) -> date:
    if grain == "week":
        return date.fromordinal(ordinal * 7 + 1)
    per_year = {"month": 12, "quarter": 4, "year": 1}[grain]
    year, part = divmod(ordinal, per_year)
    return date(year, part * (12 // per_year) + 1, 1)


@lru_cache(maxsize=16_384)
def _label(ordinal: int, grain: Grain) -> str:
    try:
        day = _first_day(ordinal, grain)
    except (ValueError, OverflowError):
        raise PeriodError("The period lies outside the years 1 to 9999.", "Use fewer periods.") from None
    if grain == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if grain == "month":
        return f"{day.year:04d}-{day.month:02d}"
    return f"{day.year:04d}" if grain == "year" else f"{day.year:04d}-Q{(day.month + 2) // 3}"


def _as_day(text: str) -> date | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _not_of_grain(text: str, grain: Grain) -> PeriodError:
    day = _as_day(text.strip()) or _guess_day(text.strip())
    why = f'"{text}" is not a {grain}: this programme counts in {grain}s.'
    if day is None:
        return PeriodError(why, f"Write a {grain} like {_EXAMPLES[grain]}.")
    return PeriodError(why, f"Write {_label(_ordinal_of_day(day, grain), grain)}, if that is the {grain} you mean.")


def _no_such_period(text: str, year: int, grain: Grain) -> PeriodError:
    last = {"month": "12", "quarter": "4", "year": "9999"}.get(grain)
    if grain == "week":
        last = str(date(min(max(year, 1), 9999), 12, 28).isocalendar().week)
    return PeriodError(
        f'"{text}" does not exist: the {grain}s of {year:04d} run from 1 to {last}.',
        f"Write a {grain} like {_EXAMPLES[grain]}.",
    )


def _guess_day(text: str) -> date | None:
    """The first day that a period in another spelling or of another grain may mean; only ever used in advice."""
    lowered = text.lower()
    forms = (
        (r"(?P<y>\d{4})(?:[-/. ]?(?P<m>\d{1,2}))?(?:[-/.]\d{1,2})?(?:[t ].*)?", lowered),
        (r"(?:\d{1,2}[-/.])?(?P<m>\d{1,2})[-/.](?P<y>\d{4})", lowered),
        (r"(?P<y>\d{4})[- ]?q(?P<q>[1-4])|q(?P<q2>[1-4])[- /]?(?P<y2>\d{4})", lowered),
        (r"(?P<y>\d{4})[- ]?w(?P<w>\d{1,2})", lowered),
        (rf"(?P<n>{'|'.join(_MONTHS)})[a-z]*[-. ]*(?P<y>\d{{4}}|\d\d)", lowered),
    )
    for pattern, source in forms:
        match = re.fullmatch(pattern, source)
        if match is not None:
            return _day_of(match.groupdict())
    return None


def _day_of(parts: dict[str, str | None]) -> date | None:
    year = int(parts.get("y") or parts.get("y2") or "0")
    year += 2000 if year < 100 else 0  # a spreadsheet turns 2026-03 into Mar-26
    quarter, week, name = parts.get("q") or parts.get("q2"), parts.get("w"), parts.get("n")
    try:
        if week:
            return date.fromisocalendar(year, int(week), 1)
        if quarter:
            return date(year, 3 * int(quarter) - 2, 1)
        return date(year, _MONTHS.index(name) + 1 if name else int(parts.get("m") or "1"), 1)
    except ValueError:
        return None
