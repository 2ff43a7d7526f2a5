"""What priority orders do, in words: who comes first, who waits longer for it, and what would make up for that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from cofactory.planner.solution import Plan
from cofactory.programme.record import Programme
from cofactory.render import words
from cofactory.render.figure import Table
from cofactory.render.limits import NO_LIMIT

WORTH_SAYING = 1e-3
"""Units, or units times periods, below which a need fares as it did."""
NOTHING_TO_WIN = (
    "its line serves it first anyway, the order comes too late, or something else holds it back (`explain` says what)."
)
COLUMNS = (
    "Need",
    "Asked",
    "Had without",
    "Had with",
    "Behind by up to",
    "Later by up to",
    "All there without",
    "All there with",
)


@dataclass(frozen=True, slots=True)
class Orders:
    """What the report and the command say of the priority orders of a plan."""

    given: tuple[str, ...]
    """One sentence per order."""
    effects: tuple[str, ...]
    """One sentence per need that fares otherwise, those that wait longest first."""
    table: Table
    alike: int
    """Needs that fare as without the orders."""
    obeyed: bool
    """False where the search ended before a plan that obeys them was found."""


def orders_of(programme: Programme, plan: Plan, name: Callable[[str, str], str]) -> Orders | None:
    """Returns what the priority orders of a programme do in its plan; None where there are none.

    `name` says what a row of a table is called: `name("needs", id)`.
    """
    if not programme.priority_orders:
        return None
    grain = programme.settings.calendar.grain
    rows = sorted(plan.displaced.iter_rows(named=True), key=lambda row: -row["longer"])
    moved = [row for row in rows if _fares_otherwise(row)]
    given = tuple(
        f"{name('needs', one.need)} comes first on {name('lines', one.line)} from {words.period(one.from_)}"
        f"{f' ({words.tidy(one.article, 40)})' if one.article else ''}."
        for one in programme.priority_orders
    )
    effects = [said for row in rows if (said := _effect(row, name("needs", row["need"]), plan, grain))]
    ordered = {one.need for one in programme.priority_orders}
    idle = [row["need"] for row in rows if row["need"] in ordered and not _fares_otherwise(row)]
    effects += [f"{name('needs', need)} has nothing of the order: {NOTHING_TO_WIN}" for need in idle]
    table = Table("Needs that fare otherwise than without the orders", COLUMNS, tuple(
        (name("needs", row["need"]), words.whole(row["asked"]), words.part(row["delivered_without"], row["asked"]),
         words.part(row["delivered"], row["asked"]), _behind(row),
         words.count(row["later"], grain) if row["later"] else "–", _when(row["done_without"]), _when(row["done"]))
        for row in moved
    ), frozenset({1, 2, 3, 4, 5}))  # fmt: skip
    return Orders(given, tuple(effects), table, len(rows) - len(moved) - len(idle), obeyed=bool(rows))


def _fares_otherwise(row: Mapping[str, Any]) -> bool:
    return bool(abs(row["longer"]) > WORTH_SAYING or abs(row["unserved"]) > WORTH_SAYING)


def _behind(row: Mapping[str, Any]) -> str:
    """Units and the period in which there are most."""
    if row["behind"] <= WORTH_SAYING:
        return "0"
    return f"{words.number(row['behind'])} ({words.short_period(row['behind_in'])})"


def _when(label: str | None) -> str:
    return words.short_period(label) if label else "–"


def _effect(row: Mapping[str, Any], name: str, plan: Plan, grain: str) -> str:
    """How a need fares with the orders, in a sentence; empty where nothing changes."""
    if not _fares_otherwise(row):
        return ""
    waits = words.amount(abs(row["longer"]), f"unit-{grain}")
    if row["longer"] < 0:
        moved = row["done"] and row["done"] != row["done_without"]
        sooner = f", and has all it asks for in {words.period(row['done'])}{_instead(row)}" if moved else ""
        return f"{name} waits {waits} less{sooner}."
    parts = [f"waits {waits} longer"]
    if row["behind"] > WORTH_SAYING:
        parts.append(f"is up to {words.amount(row['behind'], 'unit')} behind ({words.period(row['behind_in'])})")
    if row["later"]:
        parts.append(f"gets some of them {words.count(row['later'], grain)} later")
    if row["unserved"] > WORTH_SAYING:
        parts.append(f"lacks {words.number(row['unserved'])} more at the end")
    elif row["done"] and row["done"] != row["done_without"]:
        parts.append(f"has all it asks for in {words.period(row['done'])}{_instead(row)}")
    return f"{name} {words.listing(parts, 6)}. {_compensation(row['need'], plan)}"


def _instead(row: Mapping[str, Any]) -> str:
    return f" instead of {words.period(row['done_without'])}" if row["done_without"] else ""


def _compensation(need: str, plan: Plan) -> str:
    """What would do most to make up for it: the best reason of `plan_reasons` for this need."""
    found = plan.reasons.filter((pl.col("kind") == "need") & (pl.col("subject") == need)).sort("rank")
    limits = [row for row in found.iter_rows(named=True) if row["limit"] not in NO_LIMIT]
    if limits:
        return f"What would help it most: {words.tidy(limits[0]['sentence'], 400)}"
    if found.is_empty() or found["limit"].to_list() == ["not_examined"]:
        return "What would make up for it was not looked into."
    return "No single limit that was tried would make up for it."
