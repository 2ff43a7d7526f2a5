"""Plain numbers out of raw tables: a small reading of its own, so that the proof shares no code with the tool."""

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

PERIODS_PER_YEAR = {"year": 1.0, "quarter": 4.0, "month": 12.0, "week": 52.1775}
BUILT_IN_ZONES = {
    "EU27": {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    },
    "EFTA": {"CH", "IS", "LI", "NO"},
}
BUILT_IN_ZONES["EEA"] = BUILT_IN_ZONES["EU27"] | {"IS", "LI", "NO"}
Z95 = 1.6448536269514722
"""The 95 % point of the standard normal: `a to b` is the middle 90 % of a lognormal."""


@dataclass(frozen=True)
class Case:
    """One programme as its author types it: the settings and the rows of every table."""

    settings: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]

    def rows(self, table: str) -> Sequence[Row]:
        return self.tables.get(table, [])

    def row(self, table: str, id_: str) -> Row:
        return next(row for row in self.rows(table) if row["id"] == id_)

    @property
    def horizon(self) -> range:
        return range(int(self.settings["periods"]))

    def period(self, label: object) -> int | None:
        """The index of a period label or a day, 0 at the programme's start; none for a blank."""
        if label is None or label == "":
            return None
        grain = self.settings["period"]
        return _ordinal(str(label), grain) - _ordinal(str(self.settings["start"]), grain)

    def label(self, t: int) -> str:
        grain = self.settings["period"]
        return _label(_ordinal(str(self.settings["start"]), grain) + t, grain)

    def money(self, cell: object) -> float:
        """The mean of a money cell in the programme's currency; a blank is 0."""
        text = str(cell) if cell is not None else ""
        for currency, rate in self.settings.get("exchange", {}).items():
            if f" {currency}" in text:
                return number(text.replace(f" {currency}", "")) * number(rate)
        return number(cell)

    def zone(self, name: str) -> set[str]:
        """The countries of a zone, or of several, separated by `;`; zones may hold zones; other names are countries."""
        if ";" in name:
            return {c for part in name.split(";") for c in self.zone(part)}
        name = name.strip()
        if name in BUILT_IN_ZONES:
            return set(BUILT_IN_ZONES[name])
        if name in self.settings.get("zones", {}):
            return {c for part in self.settings["zones"][name] for c in self.zone(part)}
        return {name}

    def discount(self, t: int) -> float:
        """What one unit of money spent in period t weighs in the objective."""
        years = t / PERIODS_PER_YEAR[self.settings["period"]]
        return float((1.0 + self.settings.get("discount_rate", 0.0)) ** -years)

    def bill(self, line: Row) -> dict[str, float]:
        """Component -> quantity per unit on this line: its own rows if it has any, else the item's."""
        rows = [row for row in self.rows("bom") if row["product"] == line["item"]]
        own = [row for row in rows if row.get("line") == line["id"]]
        general = [row for row in rows if not row.get("line")]
        bill: dict[str, float] = {}
        for row in own or general:
            bill[row["component"]] = bill.get(row["component"], 0.0) + number(row["quantity"])
        return bill

    def goes_into(self, item: str) -> set[str]:
        """The item itself and every product above it through the bills of materials."""
        found = {item}
        while True:
            above = {row["product"] for row in self.rows("bom") if row["component"] in found}
            if above <= found:
                return found
            found |= above


def known(cell: object) -> bool:
    return cell is not None and str(cell).split("[")[0].strip() not in ("", "unknown")


def number(cell: object, default: float = 0.0) -> float:
    """The planning value of a cell, its mean; a blank gives the default."""
    if not known(cell):
        return default
    if isinstance(cell, int | float):
        return float(cell)
    text = str(cell).split("[")[0].strip()
    if match := re.fullmatch(r"(.+) to (.+)", text):
        low, high = math.log(float(match[1])), math.log(float(match[2]))
        sigma = (high - low) / 2 / Z95
        return math.exp((low + high) / 2 + sigma**2 / 2)
    if match := re.fullmatch(r"(\w+)\((.*)\)", text):
        return _mean(match[1], match[2])
    return float(text)


def _mean(family: str, inside: str) -> float:
    if family == "oneof":
        pairs = [part.split(":") for part in inside.split(",")]
        return sum(float(value) * float(chance) for value, chance in pairs)
    a = [float(part) for part in inside.split(",")]
    means = {
        "uniform": lambda: (a[0] + a[1]) / 2,
        "tri": lambda: (a[0] + a[1] + a[2]) / 3,
        "pert": lambda: (a[0] + 4 * a[1] + a[2]) / 6,
        "normal": lambda: a[0],
        "lognormal": lambda: a[0],
        "beta": lambda: a[0] / (a[0] + a[1]),
    }
    return means[family]()


def whole(cell: object, default: int = 0) -> int:
    """A count of periods: the mean, rounded up."""
    return math.ceil(number(cell, default) - 1e-9)


def words(cell: object) -> list[str]:
    return [part.strip() for part in str(cell).split(";")]


def ramp(age: int, length: int) -> float:
    """R(a; r) = min(1, (a+1)/(r+1)) for age a >= 0, else 0."""
    return min(1.0, (age + 1) / (length + 1)) if age >= 0 else 0.0


def _ordinal(label: str, grain: str) -> int:
    """A running number of the period that a label names, or that contains a day."""
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", label):
        day = datetime.date(int(match[1]), int(match[2]), int(match[3]))
        if grain == "week":
            return (day.toordinal() - 1) // 7
        label = {
            "month": f"{day.year}-{day.month:02}",
            "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
            "year": f"{day.year}",
        }[grain]
    if grain == "week":
        year, week = label.split("-W")
        return (datetime.date.fromisocalendar(int(year), int(week), 1).toordinal() - 1) // 7
    if grain == "month":
        return int(label[:4]) * 12 + int(label[5:7]) - 1
    if grain == "quarter":
        return int(label[:4]) * 4 + int(label[6]) - 1
    return int(label)


def _label(ordinal: int, grain: str) -> str:
    if grain == "week":
        year, week, _ = datetime.date.fromordinal(ordinal * 7 + 1).isocalendar()
        return f"{year}-W{week:02}"
    if grain == "month":
        return f"{ordinal // 12}-{ordinal % 12 + 1:02}"
    if grain == "quarter":
        return f"{ordinal // 4}-Q{ordinal % 4 + 1}"
    return f"{ordinal}"
