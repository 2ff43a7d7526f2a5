"""Numbers, money, periods and names as the words a report prints, never more precise than they are."""

import math
import re
import unicodedata
from collections.abc import Sequence
from textwrap import wrap

UNKNOWN = "unknown"
SPACE = "\u00a0"
"""A space that does not break: it keeps a number and its unit on one line."""

MINUS = "\u2212"

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SCALES = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
"""The same suffixes that a cell may use, so that a printed amount can be typed back."""

SMALLEST = 0.0005
"""Below this a quantity is solver dust or too small to print; it shows as <0.001."""

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u061c\ufeff\ufff9-\ufffb]")
"""Zero-width and bidirectional control characters: a name could use them to show other text than it holds."""

COMBINING_MOST = 3
"""More marks stacked on one letter than any living script needs would run over the lines around it."""


def tidy(text: str | None, limit: int = 80) -> str:
    """A user's text on one line: no control characters, no more than `limit` characters."""
    kept: list[str] = []
    stacked = 0
    for letter in INVISIBLE.sub("", (text or "")[: limit * 20]):
        kind = unicodedata.category(letter)
        stacked = stacked + 1 if kind in ("Mn", "Me") else 0
        if kind in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif kind not in ("Cs", "Cn", "Co", "Cf") and stacked <= COMBINING_MOST:
            kept.append(letter)
    line = " ".join("".join(kept).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def number(value: float | None) -> str:
    """A number as text: whole above a hundred, about three figures below; None is "unknown"."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    size = abs(value)
    if size < 1e-9:
        return "0"
    if size < SMALLEST:
        return "<0.001" if value > 0 else f">{MINUS}0.001"
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{size:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if value > 0 else MINUS + text


def whole(value: float | None) -> str:
    """A quantity that was asked for or promised: below a thousand with the decimal it has, 137.5 and not 138."""
    if value is None or not 100 <= value < 1000 or abs(round(value, 1) - value) > 1e-6:
        return number(value)
    return f"{value:.1f}".removesuffix(".0")


def part(value: float | None, of: float | None) -> str:
    """What there is of such a quantity; it never looks like the whole when it is not: 99.97 of 100 is "99.97"."""
    if value is None or of is None or not math.isfinite(value):
        return number(value)
    if abs(value - of) <= 1e-6 * of:
        return whole(of)
    text = number(value)
    if value > of or text not in {number(of), whole(of)}:
        return text
    finer = (f"{value:,.{decimals}f}" for decimals in range(1, 9))
    return next((written for written in finer if float(written.replace(",", "")) < of), text)


def steady(value: float, error: float | None) -> float:
    """The value rounded to the first figure of its error: 371.4 with an error of 42 is 370."""
    if not error or not math.isfinite(error) or not math.isfinite(value):
        return value
    return round(value, -math.floor(math.log10(error)))


def money(value: float | None, currency: str) -> str:
    """An amount of money as text: "12.3 M EUR", three figures, the currency always named."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    for scale, suffix in SCALES:
        if abs(value) >= scale * 0.9995:
            scaled = value / scale
            figures = 0 if abs(scaled) >= 99.95 else 1 if abs(scaled) >= 9.995 else 2
            text = f"{abs(scaled):,.{figures}f}"
            text = text.rstrip("0").rstrip(".") if "." in text else text
            return f"{MINUS if value < 0 else ''}{text}{SPACE}{suffix}{SPACE}{currency}"
    return f"{number(value)}{SPACE}{currency}"


def amount(value: float | None, unit: str) -> str:
    """A quantity with its unit: "12 units", "1 unit", "unknown"."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    text = number(value)
    return f"{text}{SPACE}{plural(unit, value)}"


INVARIANT = ("aircraft", "rotorcraft", "spacecraft", "watercraft")
"""Units in this field whose plural takes no s."""


def plural(unit: str, value: float) -> str:
    """The unit as it stands after `value`: plain words take an s, symbols such as kg and MWh stay as they are."""
    plain = re.fullmatch("[a-z][a-z -]+[a-rt-z]", unit) and unit not in INVARIANT
    return f"{unit}s" if plain and number(value) != "1" else unit


def share(part: float | None, whole: float | None = 1.0) -> str:
    """A part of a whole in per cent: whole figures, and never 0 or 100 when it is not quite."""
    if part is None or whole is None or not math.isfinite(part) or not whole:
        return UNKNOWN
    percent = 100 * part / whole
    if 0 < percent < 1:
        return f"<1{SPACE}%" if percent > 1e-6 else f"0{SPACE}%"
    if 99 < percent < 100 - 1e-2:
        return f">99{SPACE}%"
    return f"{percent:,.0f}{SPACE}%"


def interval(low: float, high: float) -> str:
    """A range as text: "100 to 160"."""
    return f"{number(low)} to {number(high)}"


def count(many: int, noun: str, plural_noun: str = "") -> str:
    """A count with its noun: "1 commitment", "no commitments", "12 commitments"."""
    nouns = plural_noun or f"{noun}s"
    return f"{'no' if many == 0 else f'{many:,}'} {noun if many == 1 else nouns}"


def several(many: int, one_does: str, more_do: str) -> str:
    """A count with its verb: "none cites a claim", "1 cites a claim", "12 cite a claim"."""
    return f"{'none' if many == 0 else f'{many:,}'} {more_do if many > 1 else one_does}"


def listing(parts: Sequence[str], most: int = 4, others: str = "more") -> str:
    """A list in words: "a, b and c"; what is over `most` is counted as so many `others`, not dropped silently."""
    shown = list(parts) if len(parts) <= most else [*parts[: most - 1], f"{len(parts) - most + 1} {others}"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def wrapped(text: str, room: int, most: int = 2) -> list[str]:
    """The text in at most `most` lines of `room` letters; what does not fit is cut and ends in an ellipsis."""
    return wrap(text, max(room, 4), max_lines=most, placeholder="…") or [""]


def period(label: str | None) -> str:
    """A period label in words: "March 2026", "Q2 2026", "week 7 of 2026", "2026"; blank is "unknown"."""
    if not label:
        return UNKNOWN
    if found := re.fullmatch(r"(-?\d{4,})-W(\d\d)", label):
        return f"week {int(found[2])} of {found[1]}"
    if found := re.fullmatch(r"(-?\d{4,})-Q(\d)", label):
        return f"Q{found[2]} {found[1]}"
    if (found := re.fullmatch(r"(-?\d{4,})-(\d\d)", label)) and 1 <= int(found[2]) <= 12:
        return f"{MONTHS[int(found[2]) - 1]} {found[1]}"
    return label


def short_period(label: str) -> str:
    """A period label for an axis or a cell, never broken: "Mar 2026", "Q2 2026", "W07 2026", "2026"."""
    if found := re.fullmatch(r"(\d{4,})-(W\d\d)", label):
        return f"{found[2]}{SPACE}{found[1]}"
    if (found := re.fullmatch(r"(\d{4,})-(\d\d)", label)) and 1 <= int(found[2]) <= 12:
        return f"{MONTHS[int(found[2]) - 1][:3]}{SPACE}{found[1]}"
    return period(label).replace(" ", SPACE)


def span(first: str, last: str) -> str:
    """Two period labels as a stretch of time: "March 2026 to May 2027", or the one period."""
    return period(first) if first == last else f"{period(first)} to {period(last)}"


def short_span(first: str, last: str) -> str:
    """Two period labels as a stretch of time for a chart: "Mar 2026 – May 2027", or the one period."""
    return short_period(first) if first == last else f"{short_period(first)} – {short_period(last)}"


def seconds(value: float | None) -> str:
    """A time in words: "0.4 s", "75 s", "12 min"."""
    if value is None:
        return UNKNOWN
    return f"{number(round(value, 1))}{SPACE}s" if value < 120 else f"{number(value / 60)}{SPACE}min"
