"""Scenarios side by side, in words and as a chart: what is proven of their differences, and what is not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cofactory.render import words

if TYPE_CHECKING:
    from cofactory.study.compare import Comparison

Row = Mapping[str, Any]

DIFFERENT = ("less", "more", "new", "gone")
"""What is said of a need or commitment that fares otherwise."""

DUST = 1e-6
"""A change below this is the solver's rounding."""

SAID = {"same": "same", "within the gap": "within the gap", "weighed otherwise": "other weights"}


def signed(value: float | None) -> str:
    """A change with its sign: "+1.2"."""
    if value is None:
        return ""
    text = words.number(0.0 if abs(value) < DUST else value)
    return f"+{text}" if value >= DUST else text


def signed_money(value: float | None) -> str:
    """A change of money with its sign, without the currency: "+1.2 M"."""
    if value is None:
        return ""
    text = words.money(value, "").strip(words.SPACE)
    return f"+{text}" if value > 0 else text


def cells(row: Row) -> tuple[str, str, str, str, str]:
    """A scenario's name, shortfall and cost, each with what is proven of its change."""
    if row["status"] == "no plan":
        return row["scenario"], "no plan", "", "", ""
    return (
        row["scenario"],
        words.number(row["shortfall"]),
        SAID.get(row["shortfall_told"], signed(row["shortfall_change"])),
        words.money(row["cost"], "").strip(words.SPACE),
        SAID.get(row["cost_told"], signed_money(row["cost_change"])),
    )


def meanings(found: Comparison) -> tuple[str, ...]:
    """What the columns mean, as far as they hold anything."""
    rows = found.scenarios.to_dicts()
    if rows[0]["status"] == "no plan":
        return (f"{found.first} has no plan: there is nothing to set the others beside.",)
    told = {row[name] for row in rows for name in ("shortfall_told", "cost_told")}
    gap = words.share(found.manifest["gap_asked"]) if found.manifest["gap_asked"] >= 0.01 else _small(found)
    said = [f"Each is planned to a gap of {gap}. A change beside {found.first} is told where it is proven."]
    if "within the gap" in told:
        said.append("Within the gap: what the searches leave open, of shortfall or of its price, may be all of the difference.")
    if "other weights" in {SAID.get(one, "") for one in told}:
        said.append("Other weights: priorities differ, so the two sums of shortfalls measure different things.")
    return tuple(said)


def _small(found: Comparison) -> str:
    return f"{100 * found.manifest['gap_asked']:g}{words.SPACE}%"


def doubt(row: Row, needs: Sequence[Row]) -> str:
    """That needs differ in plans whose sums do not, where it is so."""
    if row["shortfall_told"] not in {"same", "within the gap"} or not any(one["told"] in DIFFERENT for one in needs):
        return ""
    return "Their sum is not proven to differ: plans as good may serve others instead."
