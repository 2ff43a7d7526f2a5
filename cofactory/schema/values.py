"""Reads the text of one cell by its column's declaration: the value, or why not and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from cofactory.base.cell import parse_cell
from cofactory.base.dist import Distribution
from cofactory.base.periods import PeriodError
from cofactory.base.quantity import CellError, spell
from cofactory.schema.countries import codes_by_three_letters, country_names
from cofactory.schema.suggest import did_you_mean, nearest

if TYPE_CHECKING:
    from cofactory.base.cell import Cell
    from cofactory.base.periods import Calendar
    from cofactory.schema.table import Column

RARE = 0.001
"""A distribution may cross a limit of its column in at most this share of draws; beyond it the shape is wrong."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)\s*%\s*(?:\[.*)?")
_TARGET = re.compile(r"(line|country|route|fund|project):(\S+)")
_CELL_NAME = re.compile(r"[a-z_]+\.[a-z0-9-]+\.[a-z_]+")


@dataclass(frozen=True)
class Terms:
    """What the meaning of a cell depends on: the programme's periods and money. None: not known, not asked."""

    calendar: Calendar | None = None
    money_factor: Callable[[Cell], float] | None = None
    """The programme's money for one unit of a cell's money; raises CellError when there is no rate for it."""


def read_value(column: Column, text: str, terms: Terms, *, decimal_comma: bool = False) -> Any:
    """Returns the value of a cell: a `Cell`, a text, a tuple of words, or None for a blank without a default.

    Raises CellError with the name of the problem, one sentence why and one how to mend it. Without a calendar,
    the text of a period is taken as it is.
    """
    return reader_of(column, terms, decimal_comma=decimal_comma)(text)


def reader_of(column: Column, terms: Terms, *, decimal_comma: bool = False) -> Callable[[str], Any]:
    """Returns what reads the texts of one column, as `read_value` does, prepared once for all of them."""
    meaning = _meaning(column, terms, decimal_comma=decimal_comma)

    def read(text: str) -> Any:
        """The value of one cell of this column."""
        text = text.strip()
        if not text:
            return _blank(column, terms.calendar)
        return text if meaning is None else meaning(text)

    return read


def _meaning(column: Column, terms: Terms, *, decimal_comma: bool) -> Callable[[str], Any] | None:
    """What a text of the column means that is not blank; None where it means itself."""
    if column.numeric:
        return partial(_numeric, column, terms=terms, decimal_comma=decimal_comma)
    if column.kind == "period":
        return partial(_period, column, calendar=terms.calendar)
    reader = _READERS.get(column.kind)
    return None if reader is None else partial(reader, column)


def _blank(column: Column, calendar: Calendar | None) -> Any:
    if column.required:
        also = ", or `unknown`" if column.unknown else ""
        meaning = column.help[0].lower() + column.help[1:]
        raise CellError("missing-value", f"`{column.name}` must be given.", f"Write it here{also}: {meaning}")
    if column.kind == "period" and column.default == "start":
        return calendar.start if calendar else column.default
    return column.value_when_blank()


def _numeric(column: Column, text: str, terms: Terms, *, decimal_comma: bool) -> Cell:
    if column.kind == "share" and (percent := _PERCENT.fullmatch(text)) and not 0 <= float(percent[1]) <= 100:
        side = "below 0" if percent[1].startswith("-") else "over 100"
        raise CellError("not-a-share", f"`{column.name}` is a share from 0 to 1; {percent[1]} % is {side} %.",
                        "Write 35 % as 0.35.")  # fmt: skip
    cell = parse_cell(text, decimal_comma=decimal_comma)
    if cell.value is None:
        if not column.unknown:
            raise CellError("unknown-not-allowed", f"`{column.name}` cannot be unknown: no plan could use it.",
                            "Write an estimate and why: `100 to 160 [assume: why]`.")  # fmt: skip
        return cell
    if isinstance(cell.value, Distribution) and not column.uncertain:
        raise CellError("not-a-distribution-column", f"`{column.name}` is one number, not a distribution.",
                        f"Write one number, such as {spell(round(cell.mean(), 6))}, the mean.")  # fmt: skip
    if column.kind != "money" and (cell.currency or cell.price_year):
        raise CellError("currency-not-allowed", f"`{column.name}` is not money (its unit: {column.unit}).",
                        "Leave the currency and price year out.")  # fmt: skip
    if column.kind == "money" and terms.money_factor is not None:
        terms.money_factor(cell)
    _check_limits(column, cell)
    if column.kind == "whole" and cell.mean() != int(cell.mean()):
        raise CellError("not-whole", f"`{column.name}` is a whole number.", f"Write {int(cell.mean())} or "
                        f"{int(cell.mean()) + 1}.")  # fmt: skip
    return cell


def _check_limits(column: Column, cell: Cell) -> None:
    low, high = _reach(column, cell)
    if column.kind == "share" and (low < 0 or high > 1):
        raise CellError("not-a-share", f"`{column.name}` is a share from 0 to 1.{_how_far(cell)}",
                        "Write 35 % as 0.35; for a distribution between 0 and 1, beta(8, 2).")  # fmt: skip
    if column.above is not None and low <= column.above:
        raise CellError("below-minimum", f"`{column.name}` must be above {spell(column.above)}.",
                        f"Write a number above {spell(column.above)}.")  # fmt: skip
    if column.low is not None and low < column.low:
        name = "negative-number" if column.low == 0 else "below-minimum"
        mend = f"Write a number of at least {spell(column.low)}"
        mend += "; for a distribution that stays above 0, lognormal, tri or pert." if cell.uncertain else "."
        raise CellError(name, f"`{column.name}` cannot be below {spell(column.low)}.{_how_far(cell)}", mend)
    if column.high is not None and high > column.high:
        raise CellError("above-maximum", f"`{column.name}` cannot be above {spell(column.high)}."
                        f"{_how_far(cell)}", f"Write a number of at most {spell(column.high)}.")  # fmt: skip


def _reach(column: Column, cell: Cell) -> tuple[float, float]:
    """The least and the greatest value of the cell; where those cross a limit, in all but rare draws."""
    drawn = cell.value
    if not isinstance(drawn, Distribution):
        return cell.mean(), cell.mean()
    # Quantiles cost a heavy import; most distributions cannot leave the limits at all.
    low = drawn.lower if column.low is None or drawn.lower >= column.low else drawn.quantile(RARE)
    high = drawn.upper if column.high is None or drawn.upper <= column.high else drawn.quantile(1 - RARE)
    return low, high


def _how_far(cell: Cell) -> str:
    if not isinstance(cell.value, Distribution):
        return ""
    return f" This one reaches from {cell.value.quantile(RARE):.4g} to {cell.value.quantile(1 - RARE):.4g}."


def _period(column: Column, text: str, calendar: Calendar | None) -> str | None:
    if text == "unknown" and column.unknown:
        return None
    if calendar is None or text == "start" == column.default:
        return calendar.start if calendar else text
    try:
        return calendar.label(calendar.index(text))
    except PeriodError as error:
        raise CellError("bad-period", error.why, error.mend) from None


def _id(column: Column, text: str) -> str:
    if _ID.fullmatch(text):
        return text
    meant = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or f"{column.name}-1"
    raise CellError("bad-id", "An id is made of lower-case letters, digits and single hyphens between them.",
                    f"Write `{meant}`.")  # fmt: skip


def _words(_column: Column, text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(";") if (word := part.strip()))


def _country(_column: Column, text: str) -> str:
    names = country_names()
    if text in names:
        return text
    raise CellError("bad-country", f"`{text}` is not a country code.", _which_country(text, names))


def _which_country(text: str, names: Any) -> str:
    if text.upper() in names:
        return f"Write `{text.upper()}`."
    if code := codes_by_three_letters().get(text.upper()):
        return f"Did you mean `{code}` ({names[code]})?"
    codes = {name: code for code, name in names.items()} | _OTHER_NAMES
    if near := nearest(text, codes):
        return f"Did you mean `{codes[near]}` ({names[codes[near]]})?"
    return "Write an ISO 3166-1 code of two capital letters such as `FR`, `EU` for the Union, `XX` for not said."


_OTHER_NAMES = {"UK": "GB", "Britain": "GB", "USA": "US", "Czechia": "CZ", "Türkiye": "TR",
                "Holland": "NL"}  # fmt: skip
"""What people write for a country besides its name in the list."""


def _choice(column: Column, text: str) -> str:
    if text in column.choices:
        return text
    raise CellError("bad-choice", f"`{column.name}` cannot be `{text}`.",
                    did_you_mean(text, column.choices, otherwise="Choose one."))  # fmt: skip


def _target(column: Column, text: str) -> str:
    found = _TARGET.fullmatch(text)
    if not found:
        raise CellError("bad-target", f"`{text}` does not say what the risk is on.",
                        "Write `line:ID`, `country:CC`, `route:ID`, `fund:ID` or `project:ID`.")  # fmt: skip
    if found[1] == "country":
        _country(column, found[2])
    return text


def _cell_name(_column: Column, text: str) -> str:
    if _CELL_NAME.fullmatch(text):
        return text
    raise CellError("bad-cell-name", f"`{text}` is not the name of a cell.",
                    "Write table, id and column: `lines.aster-fr.capacity`.")  # fmt: skip


_READERS: dict[str, Callable[[Column, str], Any]] = {
    "id": _id, "words": _words, "country": _country, "choice": _choice, "target": _target, "cell": _cell_name,
}  # fmt: skip
