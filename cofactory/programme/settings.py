"""Reads programme.toml: every key strictly, every problem at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cofactory.base.cell import Cell, parse_cell
from cofactory.base.periods import GRAINS, Calendar, PeriodError
from cofactory.base.quantity import CellError, check_currency
from cofactory.programme.record import Settings
from cofactory.programme.toml_text import as_text
from cofactory.programme.zones import read_zones
from cofactory.schema.suggest import did_you_mean

if TYPE_CHECKING:
    from cofactory.base.problems import Problem
    from cofactory.programme.toml_text import TomlText

REQUIRED = ("name", "start", "periods", "period", "currency")
KEYS = (*REQUIRED, "price_year", "discount_rate", "exchange", "price_index", "zones")
"""Every key of programme.toml."""

MOST_PERIODS = 5_200
"""A century of weeks: more is a slip of the pen, and would only fill the memory."""

YEARS = range(1900, 2201)
"""Price years that can be meant."""


def read_settings(source: TomlText) -> tuple[Settings | None, list[Problem]]:
    """Returns the settings, or None when something in them is wrong, with every problem of the file."""
    problems = [*_unknown_keys(source), *_missing_keys(source)]
    name = _read_name(source, problems)
    calendar = read_calendar(source, problems)
    currency = _read_currency(source, problems)
    price_year = _read_price_year(source, calendar, problems)
    discount_rate = _read_rate(source, problems)
    exchange = _read_exchange(source, currency, problems)
    index = _read_price_index(source, price_year, problems)
    zones, zone_problems = read_zones(source)
    problems += zone_problems
    if problems or not calendar:
        return None, problems
    return Settings(
        name=name, calendar=calendar, currency=currency, price_year=price_year, discount_rate=discount_rate,
        exchange=exchange, price_index=index, zones=zones,
    ), problems  # fmt: skip


def read_calendar(source: TomlText, problems: list[Problem]) -> Calendar | None:
    """Returns the horizon; None, with problems added, when start, periods or period are wrong or missing."""
    data = source.data
    if not {"start", "periods", "period"} <= data.keys():
        return None
    grain, periods, start = data["period"], data["periods"], data["start"]
    bad = len(problems)
    if grain not in GRAINS:
        problems.append(source.problem(
            "bad-choice", ("period",), value=grain, why="`period` says how long one period is.",
            mend=did_you_mean(str(grain), GRAINS, otherwise="Choose one."),
        ))  # fmt: skip
    if not isinstance(periods, int) or isinstance(periods, bool) or not 1 <= periods <= MOST_PERIODS:
        problems.append(source.problem(
            "bad-setting", ("periods",), value=periods,
            why=f"`periods` is the number of periods: a whole number from 1 to {MOST_PERIODS}.",
            mend="Write how many periods the plan covers, such as `periods = 96`.",
        ))  # fmt: skip
    if len(problems) > bad:
        return None
    try:
        return Calendar(as_text(start) or "", periods, grain)
    except PeriodError as error:
        problems.append(source.problem("bad-period", ("start",), value=start, why=error.why, mend=error.mend))
    return None


def read_cell(source: TomlText, path: tuple[str, ...], problems: list[Problem]) -> Cell | None:
    """Returns the numeric cell at a key, above 0 and known; None, with a problem added, otherwise."""
    value: Any = source.data
    for part in path:
        value = value[part]
    text = None if isinstance(value, bool | list) else as_text(value)
    if text is None:
        problems.append(source.problem(
            "bad-number", path, value=value, why="A number is wanted here.",
            mend='Write a number, or a text such as "0.86 [assume: why]".',
        ))  # fmt: skip
        return None
    try:
        cell = parse_cell(text)
    except CellError as error:
        problems.append(source.problem(error.name, path, value=value, why=error.why, mend=error.mend))
        return None
    return cell if _is_positive(source, path, cell, problems) else None


def _is_positive(source: TomlText, path: tuple[str, ...], cell: Cell, problems: list[Problem]) -> bool:
    if not cell.known:
        problems.append(source.problem(
            "unknown-not-allowed", path, value=cell.text, why="No money can be converted with an unknown number.",
            mend='Write an estimate and why: "0.86 [assume: mid-2026 average]".',
        ))  # fmt: skip
    elif cell.currency:
        problems.append(source.problem(
            "currency-not-allowed", path, value=cell.text, why="This is a plain number, not an amount of money.",
            mend=f"Leave out `{cell.currency}`.",
        ))  # fmt: skip
    elif cell.mean() <= 0:
        problems.append(source.problem(
            "below-minimum", path, value=cell.text, why="It must be above 0.", mend="Write a number above 0.",
        ))  # fmt: skip
    else:
        return True
    return False


def _unknown_keys(source: TomlText) -> list[Problem]:
    return [
        source.problem(
            "unknown-setting", (key,), value=None, why=f"programme.toml has no key `{key}`.",
            mend=did_you_mean(key, KEYS, otherwise="Remove it."),
        )
        for key in source.data if key not in KEYS
    ]  # fmt: skip


def _missing_keys(source: TomlText) -> list[Problem]:
    return [
        source.problem(
            "missing-setting", (key,), value=None, why=f"programme.toml does not say `{key}`.",
            mend=f"Add a line such as `{example}`.",
        )
        for key, example in zip(REQUIRED, _EXAMPLES, strict=True) if key not in source.data
    ]  # fmt: skip


_EXAMPLES = ('name = "Joint production"', 'start = "2026-03"', "periods = 96", 'period = "month"', 'currency = "EUR"')


def _read_name(source: TomlText, problems: list[Problem]) -> str:
    name = source.data.get("name", "-")
    if isinstance(name, str) and name.strip():
        return name
    problems.append(source.problem(
        "bad-setting", ("name",), value=name, why="`name` is the title readers see.", mend="Write a name in quotes.",
    ))  # fmt: skip
    return ""


def _read_currency(source: TomlText, problems: list[Problem]) -> str:
    value = source.data.get("currency", "EUR")
    return str(value) if _is_currency(source, ("currency",), value, problems) else ""


def _is_currency(source: TomlText, path: tuple[str, ...], code: object, problems: list[Problem]) -> bool:
    try:
        check_currency(str(code))
    except CellError as error:
        problems.append(source.problem(error.name, path, value=code, why=error.why, mend=error.mend))
        return False
    return True


def _read_price_year(source: TomlText, calendar: Calendar | None, problems: list[Problem]) -> int:
    """Returns the year whose prices count; blank: the year the programme starts in."""
    if "price_year" not in source.data:
        return int(calendar.start[:4]) if calendar else 0
    value = source.data["price_year"]
    if isinstance(value, int) and value in YEARS:
        return value
    problems.append(source.problem(
        "bad-setting", ("price_year",), value=value, why="`price_year` is the year whose prices the tables are in.",
        mend="Write a year, such as `price_year = 2026`.",
    ))  # fmt: skip
    return 0


def _read_rate(source: TomlText, problems: list[Problem]) -> float:
    value = source.data.get("discount_rate", 0.0)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1:
        return float(value)
    problems.append(source.problem(
        "bad-setting", ("discount_rate",), value=value,
        why="`discount_rate` is a share per year: at least 0, below 1.", mend="Write 3 % as `discount_rate = 0.03`.",
    ))  # fmt: skip
    return 0.0


def _table(source: TomlText, key: str, example: str, problems: list[Problem]) -> Mapping[str, Any]:
    value = source.data.get(key, {})
    if isinstance(value, Mapping):
        return {str(name): part for name, part in value.items()}
    problems.append(source.problem(
        "bad-setting", (key,), value=value, why=f"`{key}` is a table of its own.",
        mend=f"Write `[{key}]` on a line and below it lines such as `{example}`.",
    ))  # fmt: skip
    return {}


def _read_exchange(source: TomlText, currency: str, problems: list[Problem]) -> Mapping[str, Cell]:
    rates: dict[str, Cell] = {}
    for code in _table(source, "exchange", "USD = 0.86", problems):
        path = ("exchange", code)
        if code == currency:
            problems.append(source.problem(
                "bad-setting", path, value=None, why=f"`{code}` is the programme's own currency.", mend="Remove it.",
            ))  # fmt: skip
        elif _is_currency(source, path, code, problems) and (cell := read_cell(source, path, problems)) is not None:
            rates[code] = cell
    return rates


def _read_price_index(source: TomlText, price_year: int, problems: list[Problem]) -> Mapping[int, Cell]:
    index: dict[int, Cell] = {}
    for year in _table(source, "price_index", "2024 = 1.04", problems):
        path = ("price_index", year)
        if not year.isdecimal() or int(year) not in YEARS or int(year) == price_year:
            what = "the price year itself" if year == str(price_year) else "not a year"
            problems.append(source.problem(
                "bad-setting", path, value=None, why=f"`{year}` is {what}.",
                mend="Write another year and what one unit of its money is worth in the price year: `2024 = 1.04`.",
            ))  # fmt: skip
        elif (cell := read_cell(source, path, problems)) is not None:
            index[int(year)] = cell
    return index
