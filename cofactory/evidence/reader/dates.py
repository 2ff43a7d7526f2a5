"""Finds dates in a sentence and resolves them against the day the text was published: absolute, relative, windows and targets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from cofactory.evidence.reader import days
from cofactory.evidence.reader.numbers import number_at
from cofactory.evidence.reader.tokens import tokens_of
from cofactory.schema.evidence import DateRole, Precision

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep", "october oct",
         "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}

_M = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_Y = r"(?:19[89]\d|20\d\d)"
_N = r"(?:\d{1,3}(?:\.\d)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty|thirty|several|few)"
_U = r"(?:day|week|month|quarter|year|decade)s?"
_PART = r"(?:early|mid|late|the\s+end\s+of|end\s+of|the\s+start\s+of|the\s+beginning\s+of|the\s+middle\s+of|beginning\s+of|end|the\s+close\s+of)"
_S = r"(?:spring|summer|autumn|fall|winter)"
_W = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"


@dataclass(frozen=True, slots=True)
class Found:
    """One date in the plain text with the days it allows."""

    start: int
    end: int
    first: date | None
    last: date | None
    precision: Precision
    role: DateRole


@dataclass(frozen=True, slots=True)
class _Days:
    """An interval of days without a role."""

    first: date | None
    last: date | None
    precision: Precision


_ATOMS: tuple[tuple[str, str], ...] = (
    ("iso", rf"(?P<iso>{_Y}-\d\d-\d\d)\b"),
    ("dmy", rf"(?P<dmy>\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_M}\s*,?\s+{_Y})\b"),
    ("mdy", rf"(?P<mdy>{_M}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_Y})\b"),
    ("dm", rf"(?P<dm>\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_M})(?!\w)"),
    ("md", rf"(?P<md>{_M}\s+\d{{1,2}}(?:st|nd|rd|th)?)(?![\w,]\d)(?!\w)"),
    ("part", rf"(?P<part>{_PART}[\s-]*(?:{_M},?\s+{_Y}|{_M}(?!\w)|{_Y}\b|(?:this|next|last|the)\s+(?:year|month|decade|summer|spring|autumn|winter|week|quarter)\b|year\b))"),
    ("season", rf"(?P<season>(?:(?:this|next|last|the)\s+)?{_S}(?:\s+(?:of\s+)?{_Y})?)\b"),
    ("quarter", rf"(?P<quarter>(?:the\s+)?(?:first|second|third|fourth|1st|2nd|3rd|4th)[\s-]+(?:quarter|half)(?:\s+(?:of\s+)?(?:{_Y}|this\s+year|next\s+year|last\s+year|the\s+year))?)\b"),
    ("q", rf"(?P<q>(?:[QH][1-4]\s*(?:of\s+)?{_Y}|{_Y}[\s-]?[QH][1-4]))\b"),
    ("my", rf"(?P<my>{_M},?\s+(?:of\s+)?{_Y})\b"),
    ("lastmonth", rf"(?P<lastmonth>(?:last|this|next|this\s+past|this\s+coming)\s+{_M})(?!\w)"),
    ("weekday", rf"(?P<weekday>(?:last\s+|next\s+|this\s+)?{_W})\b"),
    ("ago", rf"(?P<ago>{_N}(?:[\s-]+and[\s-]+a[\s-]+half)?\s+{_U}\s+(?:ago|earlier))\b"),
    ("rel", r"(?P<rel>(?:earlier\s+|later\s+)?(?:last|this|next|the\s+past|the\s+previous|the\s+following|the\s+coming)\s+(?:week(?:end)?|month|quarter|year|decade))\b"),
    ("thisyear", r"(?P<thisyear>the\s+(?:full|whole|current|entire)\s+(?:year|month|week|quarter))\b"),
    ("word", r"(?P<word>yesterday|today|tomorrow|year-end|year's\s+end|the\s+weekend|the\s+turn\s+of\s+the\s+year)\b"),
    ("month", rf"(?P<month>{_M})(?![\w])"),
    ("year", rf"(?P<year>(?:(?:FY|fiscal\s+(?:year\s+)?)\s*)?{_Y})\b"),
)  # fmt: skip
_ATOM = "(?:" + "|".join(pattern for _, pattern in _ATOMS) + ")"
_PREP = (
    r"(?P<prep>between|from|by|until|till|before|no\s+later\s+than|not\s+later\s+than|since|starting(?:\s+(?:in|from|on))?|beginning(?:\s+in)?|"
    r"as\s+of|as\s+from|after|beyond|in|on|at|during|throughout|through|for|over|around|of|within|the|its|their|'s|\(|late|every|of\s+the|dated|to|already)\s+|^|(?P<open>[,(:;.-]\s*)"
)
_DATE = re.compile(rf"(?<![\w.])(?:{_PREP})?{_ATOM}(?:\s*(?P<join>to|and|-|until|through)\s*(?P<second>(?:{_M},?\s+{_Y}|{_Y}|{_M})(?![\w])))?", re.IGNORECASE)
_SPAN = re.compile(
    rf"\b(?P<how>within|in|over|during|for|across|spread\s+over)\s+(?:(?P<which>the\s+next|the\s+coming|the\s+following|the\s+past|the\s+last|the|"
    rf"next|coming|about|around|a\s+period\s+of|at\s+least|less\s+than|up\s+to|some)\s+)*"
    rf"(?:(?P<n>{_N})(?:(?:\s*-\s*|\s+to\s+|\s+or\s+)(?P<m>{_N}))?[\s-]+)?(?P<unit>{_U})\b(?P<tail>\s+ago)?",
    re.IGNORECASE,
)
_HINT = re.compile(r"\d|day|week|month|year|decade|spring|summer|autumn|fall|winter|quarter|half|today|tomorrow|weekend|" + "|".join(name for name in _MONTHS), re.IGNORECASE)


def dates_in(text: str, start: int, end: int, published: date | None) -> list[Found]:
    """The dates in `text[start:end]`, in order, none overlapping another."""
    if not _HINT.search(text, start, end):
        return []
    piece = text[start:end]
    found = [date_ for match in _SPAN.finditer(piece) if (date_ := _window(match, published))]
    taken = [(one.start, one.end) for one in found]
    at = 0
    while match := _DATE.search(piece, at):
        at = max(match.end(), match.start() + 1)
        if any(match.start() < b and a < match.end() for a, b in taken):
            continue
        one = _resolved(match, piece, published)
        if one is not None:
            found.append(one)
    found.sort(key=lambda one: one.start)
    return [Found(one.start + start, one.end + start, one.first, one.last, one.precision, one.role) for one in found]


def _resolved(match: re.Match[str], piece: str, published: date | None) -> Found | None:
    """The date of one match with what its preposition makes of it."""
    kind = next(name for name, _ in _ATOMS if match.group(name))
    prep = re.sub(r"\s+", " ", (match.group("prep") or "").lower())
    raw = match.group(kind)
    if not _plausible(kind, raw, prep, match, piece):
        return None
    if prep == "since" and kind == "month" and published and (past := _near_year(_month_in(raw), published, forward=True)):
        month = _month_in(raw)
        year = past if past == published.year and month <= published.month else past - 1
        begin = match.start("prep")
        return Found(begin, match.end(kind), date(year, month, 1), None, "month", "since")
    forward = prep in ("by", "until", "till", "before", "no later than", "not later than", "starting", "starting in", "starting from", "to")
    atom = _READERS[kind](raw, published, forward)
    if atom is None:
        return None
    begin = match.start("prep") if prep and prep not in ("(", "'s", "the", "its", "their", "already") else match.start(kind)
    if match.group("second"):
        joined = _joined(atom, match, prep, published)
        if joined:
            return Found(begin, match.end("second"), joined.first, joined.last, "range", "event" if match.group("join").lower() == "and" and prep != "between" else "window")
    first, last, role = _by_preposition(prep, atom, raw)
    return Found(begin, match.end(kind), first, last, atom.precision, role)


def _plausible(kind: str, raw: str, prep: str, match: re.Match[str], piece: str) -> bool:
    """Whether a bare year, month or season is a date here and not a name, a number or a verb."""
    after = piece[match.end(kind) : match.end(kind) + 2]
    if kind == "year":
        if after[:1] in ("-", "/") and after[1:].isalnum() and not after[1:].isdigit():
            return False
        return bool(prep or match.group("open") is not None or raw[:1] in "Ff")
    if kind == "month":
        return raw[0].isupper() and (raw.lower() not in ("may", "march") or prep in ("in", "by", "since", "from", "until", "of", "before", "after", "during"))
    if kind in ("my", "dmy", "mdy", "dm", "md", "lastmonth"):
        return any(char.isupper() for char in raw)
    if kind == "season":
        return bool(re.search(r"\d|this|next|last|the", raw)) and not raw.lower().startswith("the winter war")
    if kind == "quarter":
        return bool(re.search(r"\d{4}|year", raw)) or prep in ("in", "by", "during", "from")
    if kind == "word" and raw.lower() == "today":
        return match.start(kind) > 1
    if kind == "weekday":
        return raw[0].isupper() or raw.lower().startswith(("last", "next", "this"))
    return True


def _by_preposition(prep: str, atom: _Days, raw: str) -> tuple[date | None, date | None, DateRole]:
    """First and last day and the role that "by", "since", "until", "from" and "before" give."""
    if prep in ("by", "until", "till", "no later than", "not later than", "through", "to"):
        return None, atom.last, "target"
    if prep == "before":
        late = raw.lower().startswith(("the end", "end", "year", "the close", "the turn"))
        return None, atom.last if late else (days.plus_days(atom.first, -1) if atom.first else None), "target"
    if prep in ("since", "from", "starting", "starting in", "starting from", "starting on", "beginning", "beginning in", "as of", "as from", "already"):
        return atom.first, (atom.last if prep.startswith(("start", "begin")) else None), "since"
    if prep in ("after", "beyond"):
        return atom.last, None, "since"
    return atom.first, atom.last, "event"


def _joined(atom: _Days, match: re.Match[str], prep: str, published: date | None) -> _Days | None:
    """Two dates joined to one range: "between 2028 and 2030", "from May to July", "2026-2028"."""
    join, second = match.group("join").lower(), match.group("second")
    if join == "and" and prep != "between" and not (prep in ("in", "during") and atom.precision == "month"):
        return None
    kind = "year" if second[:1].isdigit() else "my" if re.search(r"\d", second) else "month"
    other = _READERS[kind](second, published, True)
    if kind == "month" and atom.first:
        month = _month_in(second)
        other = _month(atom.first.year + (month < atom.first.month), month)
    if other is None or other.last is None or atom.first is None or other.last < atom.first:
        return None
    return _Days(atom.first, other.last, "range")


def _window(match: re.Match[str], published: date | None) -> Found | None:
    """A stretch of time counted from the day of publication: "within 12-18 months", "over the next decade"."""
    how, which = match.group("how").lower(), (match.group("which") or "").lower().split()
    n, m, unit = match.group("n"), match.group("m"), match.group("unit").lower().rstrip("s")
    ahead = bool({"next", "coming", "following"} & set(which))
    past = bool({"past", "last"} & set(which))
    if match.group("tail") or (not n and not (ahead or past)) or (how == "for" and not (ahead or past)):
        return None
    if how in ("in", "during") and not (ahead or past) and not n:
        return None
    if published is None:
        return Found(match.start(), match.end(), None, None, "range", "window")
    low = _count(n) if n else None
    high = _count(m) if m else low
    if past:
        return Found(match.start(), match.end(), _moved(published, -(high or 1), unit), published, "range", "window")
    if high is None:
        high = {"day": 14, "week": 8, "month": 12, "quarter": 4, "year": 10, "decade": 1}[unit] if unit != "decade" else 1
    precision: Precision = "decade" if unit == "decade" else "range"
    role: DateRole = "target" if how == "within" else "window"
    return Found(match.start(), match.end(), published, _moved(published, high, unit), precision, role)


def _count(word: str) -> float | None:
    """The value of a small number in figures or words; none for "several" and "few"."""
    if word.lower() in ("a", "an"):
        return 1.0
    number = number_at(tokens_of(word, 0, len(word)), 0)
    return number.bare if number else None


def _moved(start: date, count: float, unit: str) -> date:
    """The day so many units later."""
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
    if unit in months:
        return days.plus_months(start, round(count * months[unit]))
    return days.plus_days(start, round(count * (7 if unit == "week" else 1)))


def _year(year: int) -> _Days:
    return _Days(date(year, 1, 1), date(year, 12, 31), "year")


def _month(year: int, month: int) -> _Days:
    return _Days(date(year, month, 1), days.end_of_month(year, month), "month")


def _near_year(month: int, published: date | None, *, forward: bool) -> int | None:
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


def _month_in(raw: str) -> int:
    return next(_MONTHS[word] for word in re.findall(r"[a-z]+", raw.lower()) if word in _MONTHS)


def _read_iso(raw: str, _published: date | None, _forward: bool) -> _Days | None:
    year, month, number = _numbers(raw)
    one = days.day(year, month, number)
    return _Days(one, one, "day") if one else None


def _read_full(raw: str, _published: date | None, _forward: bool) -> _Days | None:
    numbers = _numbers(raw)
    one = days.day(max(numbers), _month_in(raw), min(numbers))
    return _Days(one, one, "day") if one else None


def _read_day_month(raw: str, published: date | None, forward: bool) -> _Days | None:
    month = _month_in(raw)
    year = _near_year(month, published, forward=forward)
    one = days.day(year, month, _numbers(raw)[0]) if year else None
    return _Days(one, one, "day") if one else None


def _read_month_year(raw: str, _published: date | None, _forward: bool) -> _Days | None:
    return _month(_numbers(raw)[-1], _month_in(raw))


def _read_month(raw: str, published: date | None, forward: bool) -> _Days | None:
    month = _month_in(raw)
    year = _near_year(month, published, forward=forward)
    return _month(year, month) if year else None


def _read_last_month(raw: str, published: date | None, _forward: bool) -> _Days | None:
    if published is None:
        return None
    month, which = _month_in(raw), raw.lower().split()[0]
    year = published.year
    if which == "last" and month >= published.month:
        year -= 1
    if (which == "next" and month <= published.month) or (which == "this" and "coming" in raw.lower() and month < published.month):
        year += 1
    return _month(year, month)


def _read_year(raw: str, _published: date | None, _forward: bool) -> _Days | None:
    return _year(_numbers(raw)[-1])


def _read_quarter(raw: str, published: date | None, _forward: bool) -> _Days | None:
    low = raw.lower()
    year_in = re.search(_Y, raw)
    year = int(year_in.group()) if year_in else _relative_year(low, published)
    number = next((value for word, value in _ORDINALS.items() if word in low), 0) or int(re.search(r"[qh](\d)", low)[1])  # type: ignore[index]  # one of both stands there
    if year is None:
        return None
    size = 6 if "half" in low or re.search(r"h\d", low) else 3
    first = (number - 1) * size + 1
    if not 1 <= first <= 12:
        return None
    return _Days(date(year, first, 1), days.end_of_month(year, first + size - 1), "half" if size == 6 else "quarter")


def _relative_year(low: str, published: date | None) -> int | None:
    if published is None:
        return None
    return published.year + (1 if "next" in low else -1 if "last" in low or "previous" in low else 0)


def _read_season(raw: str, published: date | None, _forward: bool) -> _Days | None:
    low = raw.lower()
    first, last = _SEASONS[next(name for name in _SEASONS if name in low)]
    year_in = re.search(_Y, raw)
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
    return _Days(start, end, "range")


def _read_part(raw: str, published: date | None, forward: bool) -> _Days | None:
    low = raw.lower()
    rest = re.sub(rf"^{_PART}[\s-]*", "", raw, flags=re.IGNORECASE)
    inner: _Days | None
    if re.search(rf"{_M}", rest, re.IGNORECASE) and re.search(r"[A-Z]", rest):
        inner = _read_month_year(rest, published, forward) if re.search(_Y, rest) else _read_month(rest, published, forward)
    elif re.search(_Y, rest):
        inner = _read_year(rest, published, forward)
    elif re.search(_S, rest.lower()):
        inner = _read_season(rest, published, forward)
    else:
        inner = _read_relative(rest if not rest.lower().startswith("the") else "this " + rest[4:], published, forward)
    if inner is None or inner.first is None or inner.last is None:
        return None
    return _portion(low, inner.first, inner.last, inner.precision)


def _portion(low: str, first: date, last: date, precision: Precision) -> _Days:
    """The early, middle or late part of an interval; its end is its last month (of a year) or its last day."""
    if precision == "year":
        if "early" in low or "start" in low or "beginning" in low:
            return _Days(first, date(first.year, 4, 30), "range") if "early" in low else _Days(first, date(first.year, 3, 31), "range")
        if "mid" in low:
            return _Days(date(first.year, 5, 1), date(first.year, 8, 31), "range")
        if "late" in low:
            return _Days(date(first.year, 9, 1), last, "range")
        return _Days(date(last.year, 12, 1), last, "month")
    if "early" in low or "start" in low or "beginning" in low:
        return _Days(first, days.plus_days(first, 9), "range")
    if "mid" in low:
        return _Days(days.plus_days(first, 9), days.plus_days(first, 19), "range")
    if "late" in low:
        return _Days(days.plus_days(last, -10), last, "range")
    return _Days(last if precision in ("month",) else first, last, precision)


def _read_weekday(raw: str, published: date | None, _forward: bool) -> _Days | None:
    if published is None:
        return None
    low = raw.lower()
    weekday = next(number for name, number in _WEEKDAYS.items() if name in low)
    one = days.next_weekday(published, weekday) if low.startswith("next") else days.last_weekday(published, weekday)
    return _Days(one, one, "day")


def _read_ago(raw: str, published: date | None, _forward: bool) -> _Days | None:
    if published is None or "earlier" in raw.lower():
        return None
    match = re.match(rf"({_N})", raw, re.IGNORECASE)
    unit = re.search(rf"({_U})\s", raw, re.IGNORECASE)
    count = _count(match[1]) if match else None
    if count is None or unit is None:
        return None
    word = unit[1].lower().rstrip("s")
    one = _moved(published, -count - (0.5 if "half" in raw else 0), word)
    if word in ("year", "decade"):
        return _year(one.year)
    if word == "month":
        return _month(one.year, one.month)
    return _Days(one, one, "day")


def _read_relative(raw: str, published: date | None, _forward: bool) -> _Days | None:
    if published is None:
        return None
    low = raw.lower()
    step = -1 if re.search(r"last|past|previous", low) else 1 if re.search(r"next|following|coming", low) else 0
    if "weekend" in low:
        saturday = days.last_weekday(published, 5) if step <= 0 else days.next_weekday(published, 5)
        return _Days(saturday, days.plus_days(saturday, 1), "range")
    if "week" in low:
        monday = days.plus_days(days.last_weekday(published, 0), 7 * step)
        return _Days(monday, days.plus_days(monday, 6), "range")
    if "decade" in low:
        start = published.year // 10 * 10 + 10 * step
        return _Days(date(start, 1, 1), date(start + 9, 12, 31), "decade") if step == 0 else _Days(published, days.plus_months(published, 120), "decade")
    if "quarter" in low:
        month = (published.month - 1) // 3 * 3 + 1
        start_day = days.plus_months(date(published.year, month, 1), 3 * step)
        return _Days(start_day, days.end_of_month(start_day.year, start_day.month + 2), "quarter")
    if "month" in low:
        moved = days.plus_months(published.replace(day=1), step)
        return _month(moved.year, moved.month)
    return _year(published.year + step)


def _read_word(raw: str, published: date | None, _forward: bool) -> _Days | None:
    if published is None:
        return None
    low = raw.lower()
    if "year" in low:
        return _Days(date(published.year, 12, 1), date(published.year, 12, 31), "month")
    if "weekend" in low:
        return _read_relative("last weekend", published, False)
    one = days.plus_days(published, {"yesterday": -1, "today": 0, "tomorrow": 1}[low])
    return _Days(one, one, "day")


@cache
def _readers() -> dict[str, Callable[[str, date | None, bool], _Days | None]]:
    return {
        "iso": _read_iso, "dmy": _read_full, "mdy": _read_full, "dm": _read_day_month, "md": _read_day_month, "part": _read_part,
        "season": _read_season, "quarter": _read_quarter, "q": _read_quarter, "my": _read_month_year, "lastmonth": _read_last_month,
        "weekday": _read_weekday, "ago": _read_ago, "rel": _read_relative, "thisyear": _read_relative, "word": _read_word, "month": _read_month, "year": _read_year,
    }  # fmt: skip


_READERS = _readers()
