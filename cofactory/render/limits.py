"""One row of `plan_reasons` in a reader's words: which limit, of what, when, and what more of it would change."""

from collections.abc import Mapping
from typing import Any

from cofactory.render import words
from cofactory.render.reading import Reading

Row = Mapping[str, Any]

NO_LIMIT = ("none", "not_examined", "not_tried", "no_source", "priority", "need", "priority_order")
"""Values of the column `limit` that name no limit."""

KINDS = {
    "capacity": ("capacity", "the capacity of {}"),
    "pool": ("capacity", "the shared capacity of {}"),
    "ramp": ("capacity", "the ramp-up of {}"),
    "lead_time": ("lead times", "the lead time of {}"),
    "step_lead_time": ("lead times", "the lead time of an expansion step of {}"),
    "opens": ("dates", "the opening of {}"),
    "closes": ("dates", "the closing of {}"),
    "steps": ("expansion steps", "the number of expansion steps of {}"),
    "stock": ("stock", "the size of the stock {}"),
    "release_rate": ("stock", "the release rate of the stock {}"),
    "available": ("stock", "the date from which the stock {} is available"),
    "arrival": ("stock", "the arrivals of {}"),
    "fund": ("money", "the amount of {}"),
    "fund_rate": ("money", "the spending limit of {}"),
    "fund_share": ("money", "the share of a cost that {} may pay"),
    "fund_opens": ("money", "the opening of {}"),
    "fund_closes": ("money", "the closing of {}"),
    "rule": ("fund rules", "the rule of {}"),
    "project": ("projects", "the duration of {}"),
    "project_start": ("projects", "the start of {}"),
    "route": ("routes", "the capacity of the route {}"),
}
"""Per kind of limit: the group it is told in, and the limit in words."""

TABLES = {"pool": "pools", "fund": "funds", "rule": "funds", "project": "projects", "route": "routes",
          "stock": "stocks", "release": "stocks", "available": "stocks"}  # fmt: skip
"""The table that holds the thing a limit is of, by the first word of its kind; otherwise a line, or a place by it."""

SHORTER = frozenset({"lead_time", "step_lead_time", "ramp", "project"})
"""Limits that are stretches of time: less of them helps; other times are dates, which come earlier or later."""


def group(row: Row) -> str:
    """The kind of limit that a reader knows: capacity, lead times, money and so on."""
    return KINDS.get(row["limit"], ("other limits", ""))[0]


def limit_name(reading: Reading, row: Row) -> str:
    """The line, fund, project or other thing that sets a limit, by name."""
    row_id = row["limit_id"] or ""
    if row["limit"] == "arrival" and "/" in row_id:
        item, _, country = row_id.partition("/")
        return f"{reading.name('items', item)} in {reading.country(country)}"
    if row["limit"] == "rule":
        row_id = row_id.partition(":")[0]
    first = TABLES.get(str(row["limit"]).partition("_")[0], "lines")
    for table in dict.fromkeys([first, "lines", "stocks", "routes", "pools", "funds", "projects"]):
        if (table, row_id) in reading.rows:
            return reading.name(table, row_id)
    return words.tidy(row_id or str(row["limit"]).replace("_", " "), 60)


def limit_words(reading: Reading, row: Row) -> str:
    """The limit: "the capacity of Works", "the rule of Ukrainian budget: country UA; CN"."""
    kind = str(row["limit"] or "limit")
    phrase = KINDS.get(kind, ("", f"the {words.tidy(kind.replace('_', ' '), 40)} of {{}}"))[1]
    before, after = phrase.split("{}")
    text = f"{before}{limit_name(reading, row)}{after}"
    rule = str(row["limit_id"] or "").partition(":")[2] if kind == "rule" else ""
    return f"{text}: {words.tidy(rule, 80)}" if rule else text


def when(row: Row) -> str:
    """The periods in which a limit binds: "Mar 2026 to May 2027"; empty for one that has no periods."""
    if not row["first"] or not row["last"]:
        return ""
    first, last = words.short_period(row["first"]), words.short_period(row["last"])
    return first if first == last else f"{first} to {last}"


def change(row: Row, currency: str) -> str:
    """The little more of the limit that was tried: "1 more unit per month", "1 month less", "10 M EUR more"."""
    by, unit = row["relaxed_by"], words.tidy(row["relaxed_unit"], 40)
    if row["limit"] == "rule" or by is None:
        return ""
    many = words.number(abs(by))
    if unit.startswith(currency):
        return f"{words.money(abs(by), currency)} more{unit.removeprefix(currency)}"
    if unit.startswith("per "):
        return f"{many} more {words.plural('unit', abs(by))} {unit}"
    if unit in ("unit", "step"):
        return f"{many} more {words.plural(unit, abs(by))}"
    if unit == "of a cost":
        return f"{words.share(abs(by))} more of each cost"
    way = "less" if row["limit"] in SHORTER else "later" if by > 0 else "earlier"
    return f"{many} {words.plural(unit, abs(by))} {way}"


def effect(row: Row, amount: float) -> str:
    """What loosening does, after "would": "take 12 unit-months off", "bring 4 units more by the due date"."""
    unit = str(row["gain_unit"])
    if unit == "units by the due date":
        return f"bring {words.amount(amount, 'unit')} more by the due date"
    if unit == "units":
        return f"save {words.amount(amount, 'unit')} from being lost"
    return f"take {waits(unit, amount)} off"


def without(row: Row, amount: float) -> str:
    """What there would be without the limit, after "without this limit": "it would wait 200 unit-months less"."""
    unit = str(row["gain_unit"])
    if unit == "units by the due date":
        return f"{words.amount(amount, 'unit')} more would come by the due date"
    if unit == "units":
        return f"{words.amount(amount, 'unit')} fewer would be lost"
    return f"it would wait {waits(unit, amount)} less"


def waits(unit: str, amount: float) -> str:
    """An amount of waiting: the plan's unit is a plural, one of it is not."""
    return words.amount(amount, words.tidy(unit, 40).removesuffix("s"))


def lifted(row: Row) -> float | None:
    """What the subject would gain without the limit; None where the plan does not know."""
    value = row.get("lifted")
    return float(value) if value is not None else None


def effects(row: Row, currency: str, *, lead: str = "without this limit") -> str:
    """Both gains: "without this limit it would wait 200 unit-months less; 1 more unit would take 5 unit-months off"."""
    parts = []
    whole, gain, little = lifted(row), row["gain"], change(row, currency)
    if not little and whole is None:
        whole = gain  # a rule is there or not: what little loosening gains is all that there is
    told = little and gain is not None and words.number(gain) == words.number(whole)
    if whole is not None and not told:  # where the little is as good as all of it, the little says so
        parts.append(f"{lead} {without(row, whole)}")
    if little and gain is not None:
        parts.append(f"{little} would {effect(row, gain)}")
    return "; ".join(parts)
