"""A claim corrected by a person: fields as they are typed, made the claim's own; its quotes stay what they are."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from typing import Any, get_args

from msgspec import structs

from cofactory.base.quantity import CellError, check_currency
from cofactory.desk.asked import one_of
from cofactory.programme.names import Names
from cofactory.schema.evidence import (
    CANCELLED,
    MONEY_STAGES,
    STAGES,
    Certainty,
    Claim,
    Date,
    DateRole,
    Kind,
    Money,
    Per,
    Precision,
    Qualifier,
    Quantity,
)  # fmt: skip

ROLES: tuple[DateRole, ...] = get_args(DateRole)
NONE = ("", "none", "unknown", "-")
"""What people type for: the text does not say."""

FIELDS = (
    "giver", "receiver", "item", "item_text", "kind", "stage", "certainty", "denied", "attributed_to", "quantity",
    "unit", "money", *ROLES, "dates", "note",
)  # fmt: skip
"""What a correction may change; `target=2026-12` and the like change the dates of that role, `dates=none` drops all."""

_NUMBER = r"(?P<{0}>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<{0}_scale>k|M|bn)?"
_AMOUNT = re.compile(
    rf"(?:(?P<qualifier>exactly|exact|about|up to|at least|at most|more than|less than)\s+)?{_NUMBER.format('low')}"
    rf"(?:\s*(?:to|-|–|\.\.)\s*{_NUMBER.format('high')})?(?P<rest>.*)"
)
_PER = re.compile(rf"(?:a|an|per|/)\s*(?P<per>{'|'.join(get_args(Per))})")
_DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
_SCALES = {None: 1, "k": 1_000, "M": 1_000_000, "bn": 1_000_000_000}


def corrected(claim: Claim, fields: Mapping[str, str], names: Names, by: str) -> Claim:
    """Returns the claim with these fields changed, under its new id to be, told by the person.

    Values are typed as people write them: `quantity` "up to 100", "20 to 30 a month", "none"; `money` "2 bn EUR"; a
    date "2026", "2026-02", "2026-02-09" or two of them with ".." between. Raises LookupError or ValueError, which say
    what is wrong and how it is written.
    """
    changes: dict[str, Any] = {}
    dates = list(claim.dates)
    for name, text in fields.items():
        one_of(name, FIELDS, what="field")
        if name in ROLES or name == "dates":
            dates = _with_date(dates, name, text)
        else:
            changes[name] = _READERS[name](text, names)
    made = structs.replace(claim, id="", dates=tuple(dates), extractor=by, recorded="", **changes)
    if made.stage in MONEY_STAGES and made.kind != "financing":
        raise ValueError(f"Only a claim of kind financing is {made.stage}, not one of kind {made.kind}.")
    return made


def to_quantity(text: str) -> Quantity | None:
    """Returns a quantity as people type it, none where the text does not say. ValueError says how it is written."""
    if text.strip().lower() in NONE:
        return None
    low, high, qualifier, rest = _amount(text, "100, up to 100, 20 to 30 a month, about 2 k, or none")
    per = _PER.fullmatch(rest) if rest else None
    if rest and per is None:
        raise ValueError(f"{rest!r} after the number is not understood: write a rate as `20 a month`, a total bare.")
    return Quantity(text, low, high, per["per"] if per else None, qualifier)  # type: ignore[arg-type] # one of Per


def to_money(text: str) -> Money | None:
    """Returns a sum as people type it, none where the text does not say. ValueError says how it is written."""
    if text.strip().lower() in NONE:
        return None
    low, high, qualifier, rest = _amount(text, "2 bn EUR, up to 500 M EUR, or none")
    if not rest:
        raise ValueError(f"{text!r} names no currency: write it as `2 bn EUR`.")
    try:
        currency = check_currency(rest)
    except CellError as error:
        raise ValueError(str(error)) from error
    return Money(text, low, high, currency, qualifier)


def to_date(text: str, role: DateRole) -> Date:
    """Returns a date as people type it. ValueError says how it is written."""
    first, between, last = text.partition("..")
    start, end = _days(first.strip()), _days(last.strip() or first.strip())
    precision: Precision = "range" if between else _PRECISION[first.strip().count("-")]
    return Date(text, start[0], end[1], precision, role)


_PRECISION: tuple[Precision, ...] = ("year", "month", "day")


def _amount(text: str, how: str) -> tuple[float | None, float | None, Qualifier | None, str]:
    """The interval, the qualifier and what stands behind the number."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not understood: write it as {how}.")
    low = _scaled(found["low"], found["low_scale"] or (found["high_scale"] if found["high"] else None))
    high = _scaled(found["high"], found["high_scale"]) if found["high"] else low
    if low > high:
        raise ValueError(f"{text!r} ends below where it begins.")
    qualifier = found["qualifier"]
    rest = found["rest"].strip()
    if qualifier in ("up to", "at most", "less than"):
        return None, high, qualifier, rest  # type: ignore[return-value] # one of Qualifier
    if qualifier in ("at least", "more than"):
        return low, None, qualifier, rest  # type: ignore[return-value]
    return low, high, "about" if qualifier == "about" else "exact" if qualifier else None, rest


def _scaled(number: str, scale: str | None) -> float:
    value = float(number.replace(",", "")) * _SCALES[scale]
    return int(value) if value.is_integer() else value


def _days(text: str) -> tuple[str, str]:
    """The first and the last day of a year, a month or a day."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a date: write 2026, 2026-02, 2026-02-09, or two of them as 2026..2028.")
    year, month, day = (int(found[part]) if found[part] else None for part in ("year", "month", "day"))
    if not year or not 1 <= (month or 1) <= 12 or not 1 <= (day or 1) <= monthrange(year, month or 1)[1]:
        raise ValueError(f"{text!r} is not in the calendar.")
    last = day or monthrange(year, month or 12)[1]
    return f"{year:04}-{month or 1:02}-{day or 1:02}", f"{year:04}-{month or 12:02}-{last:02}"


def _with_date(dates: list[Date], role: str, text: str) -> list[Date]:
    """The dates with those of this role replaced, or without any."""
    if role == "dates":
        if text.lower() not in NONE:
            raise ValueError(f"`dates` can only be none; write a date by its role: {', '.join(ROLES)}.")
        return []
    kept = [date for date in dates if date.role != role]
    return kept if text.lower() in NONE else [*kept, to_date(text, one_of(role, ROLES, what="role"))]  # type: ignore[arg-type]


def _party(text: str, names: Names) -> str | None:
    return None if text in NONE else one_of(text, [party.id for party in names.parties], what="party")


def _item(text: str, names: Names) -> str | None:
    known = [name.id for name in names.gazetteer.names if name.kind in ("item", "project")]
    return None if text in NONE else one_of(text, known, what="item")


def _free(text: str, names: Names) -> str | None:
    del names
    return None if text.lower() in NONE else text


def _choice(words: tuple[str, ...], what: str, *, required: bool) -> Callable[[str, Names], str | None]:
    def read(text: str, names: Names) -> str | None:
        """One of the words, or none where that may be."""
        del names
        if text.lower() in NONE and not required:
            return None
        return one_of(text.replace(" ", "_"), words, what=what)

    return read


def _denied(text: str, names: Names) -> bool:
    del names
    return one_of(text.lower(), ("yes", "no"), what="answer to `denied`") == "yes"


_READERS: dict[str, Callable[[str, Names], Any]] = {
    "giver": _party,
    "receiver": _party,
    "item": _item,
    "item_text": _free,
    "kind": _choice(get_args(Kind), "kind", required=True),
    "stage": _choice((*STAGES, CANCELLED, *MONEY_STAGES), "stage", required=False),
    "certainty": _choice(get_args(Certainty), "certainty", required=True),
    "denied": _denied,
    "attributed_to": _free,
    "quantity": lambda text, _: to_quantity(text),
    "unit": _free,
    "money": lambda text, _: to_money(text),
    "note": _free,
}
