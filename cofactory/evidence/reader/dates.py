"""Finds dates in a sentence and resolves them against the day of publication: absolute, relative, windows, targets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cofactory.evidence.reader import days
from cofactory.evidence.reader.date_atoms import Days, count_of, month_in, month_of, moved, near_year
from cofactory.evidence.reader.date_parts import ALL_READERS
from cofactory.evidence.reader.date_patterns import ATOMS, BEFORE_A_SEASON, DATE, HINT, SPAN, SPREAD
from cofactory.schema.evidence import DateRole, Precision


@dataclass(frozen=True, slots=True)
class Found:
    """One date in the plain text with the days it allows."""

    start: int
    end: int
    first: date | None
    last: date | None
    precision: Precision
    role: DateRole


def dates_in(text: str, start: int, end: int, published: date | None) -> list[Found]:
    """The dates in `text[start:end]`, in order, none overlapping another."""
    if not HINT.search(text, start, end):
        return []
    piece = text[start:end]
    found = [date_ for match in SPAN.finditer(piece) if (date_ := _window(match, published))]
    taken = [(one.start, one.end) for one in found]
    at = 0
    while match := DATE.search(piece, at):
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
    kind = next(name for name, _ in ATOMS if match.group(name))
    prep = re.sub(r"\s+", " ", (match.group("prep") or "").lower())
    raw = match.group(kind)
    if not _plausible(kind, raw, prep, match, piece):
        return None
    if (
        prep == "since"
        and kind == "month"
        and published
        and (past := near_year(month_in(raw), published, forward=True))
    ):
        month = month_in(raw)
        year = past if past == published.year and month <= published.month else past - 1
        begin = match.start("prep")
        return Found(begin, match.end(kind), date(year, month, 1), None, "month", "since")
    forward = prep in (
        "by",
        "until",
        "till",
        "before",
        "ahead of",
        "prior to",
        "in advance of",
        "no later than",
        "not later than",
        "starting",
        "starting in",
        "starting from",
        "to",
    )
    atom = ALL_READERS[kind](raw, published, forward)
    if atom is None:
        return None
    begin = (
        match.start("prep") if prep and prep not in ("(", "'s", "the", "its", "their", "already") else match.start(kind)
    )
    if match.group("second"):
        joined = _joined(atom, match, prep, published)
        if joined:
            return Found(
                begin,
                match.end("second"),
                joined.first,
                joined.last,
                "range",
                _role_joined(match, prep),
            )
    first, last, role = _by_preposition(prep, atom, raw)
    if prep in ("as of", "as from") and published and atom.last and atom.first and atom.first <= published:
        first, last, role = atom.first, atom.last, "event"
    return Found(begin, match.end(kind), first, last, atom.precision, role)


def _role_joined(match: re.Match[str], prep: str) -> DateRole:
    """The role of two dates joined to one: an event where "and" only names both, else a window."""
    apart = match.group("join").lower() == "and" and prep not in SPREAD
    return "event" if apart and not prep.endswith(("the years", "the period")) else "window"


_OF_A_YEAR = re.compile(
    r"\s+(?:(?:full-year|annual|total|planned)\s+)?(?:production|output|deliver|guidance|target|plan|procurement|order)"
)
"""What a year at the head of a line dates: "2026 production guidance"."""


def _plausible(kind: str, raw: str, prep: str, match: re.Match[str], piece: str) -> bool:
    """Whether a bare year, month or season is a date here and not a name, a number or a verb."""
    after = piece[match.end(kind) : match.end(kind) + 2]
    if kind == "year":
        if after[:1] in ("-", "/") and after[1:].isalnum() and not after[1:].isdigit():
            return False
        headed = match.start(kind) == 0 and bool(_OF_A_YEAR.match(piece, match.end(kind)))
        return bool(prep or headed or match.group("open") is not None or raw[:1] in "Ff")
    if kind == "month":
        return raw[0].isupper() and (
            raw.lower() not in ("may", "march")
            or prep in ("in", "by", "since", "from", "until", "of", "before", "after", "during")
        )
    if kind in ("my", "dmy", "mdy", "dm", "md", "lastmonth"):
        return any(char.isupper() for char in raw)
    if kind == "season":
        return bool(re.search(r"\d|this|next|last|the", raw) or prep in BEFORE_A_SEASON) and not raw.lower().startswith(
            "the winter war"
        )
    if kind == "q":
        return len(raw) > 2 or prep in BEFORE_A_SEASON
    if kind == "quarter":
        return bool(re.search(r"\d{4}|year", raw)) or prep in (
            "in",
            "by",
            "during",
            "from",
            "for",
            "until",
            "since",
            "before",
            "at",
        )
    if kind == "word" and raw.lower() == "today":
        return match.start(kind) > 1
    if kind == "weekday":
        return raw[0].isupper() or raw.lower().startswith(("last", "next", "this"))
    return True


def _by_preposition(prep: str, atom: Days, raw: str) -> tuple[date | None, date | None, DateRole]:
    """First and last day and the role that "by", "since", "until", "from" and "before" give."""
    if prep in ("by", "until", "till", "no later than", "not later than", "through", "to"):
        half = (
            raw.lower().startswith(("mid", "the middle"))
            and atom.first
            and atom.first.month == 5
            and atom.first.day == 1
        )
        return None, (date(atom.first.year, 6, 30) if half and atom.first else atom.last), "target"
    if prep in ("before", "ahead of", "prior to", "in advance of"):
        low = raw.lower()
        late = low.startswith(("the end", "end", "year", "the year", "the close", "the turn"))
        if low.startswith(("christmas", "easter", "new year")):
            return None, atom.first, "target"
        return None, atom.last if late else (days.plus_days(atom.first, -1) if atom.first else None), "target"
    if prep in (
        "since",
        "from",
        "starting",
        "starting in",
        "starting from",
        "starting on",
        "beginning",
        "beginning in",
        "as of",
        "as from",
        "already",
        "not before",
        "no earlier than",
        "not earlier than",
        "no sooner than",
        "not sooner than",
    ):
        return atom.first, (atom.last if prep.startswith(("start", "begin")) else None), "since"
    if prep in ("after", "beyond"):
        return atom.last, None, "since"
    return atom.first, atom.last, "event"


def _joined(atom: Days, match: re.Match[str], prep: str, published: date | None) -> Days | None:
    """Two dates joined to one range: "between 2028 and 2030", "from May to July", "2026-2028"."""
    join, second = match.group("join").lower(), match.group("second")
    if (
        join == "and"
        and prep not in SPREAD
        and not prep.endswith(("the years", "the period"))
        and not (
            prep in ("in", "during", "for")
            and (atom.precision == "month" or (kind_of(second) == "year" and atom.precision == "year"))
        )
    ):
        return None
    second = re.sub(r"^(?:the\s+)?end\s+of\s+", "", second, flags=re.IGNORECASE)
    kind = "year" if second[:1].isdigit() else "my" if re.search(r"\d", second) else "month"
    if kind == "year" and len(second) == 2:
        second = raw_century(atom) + second
    if re.match(r"\d{1,2}\s", second):
        kind = "dmy" if re.search(r"\d{4}", second) else "dm"
    other = ALL_READERS[kind](second, published, True)
    if kind == "month" and atom.first:
        month = month_in(second)
        other = month_of(atom.first.year + (month < atom.first.month), month)
    if other is None or other.last is None or atom.first is None or other.last < atom.first:
        return None
    return Days(atom.first, other.last, "range")


def kind_of(second: str) -> str:
    """Whether the second of two joined dates is a bare year, a month with its year, or a month."""
    return "year" if second[:1].isdigit() and " " not in second else "my" if re.search(r"\d", second) else "month"


def raw_century(atom: Days) -> str:
    """The first two figures of a year, for "2023-25"."""
    return str(atom.first.year)[:2] if atom.first else "20"


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
    low = count_of(n) if n else None
    high = count_of(m) if m else low
    if past:
        return Found(match.start(), match.end(), moved(published, -(high or 1), unit), published, "range", "window")
    if high is None:
        high = (
            {"day": 14, "week": 8, "month": 12, "quarter": 4, "year": 10, "decade": 1}[unit] if unit != "decade" else 1
        )
    precision: Precision = "decade" if unit == "decade" else "range"
    role: DateRole = "target" if how == "within" else "window"
    return Found(match.start(), match.end(), published, moved(published, high, unit), precision, role)
