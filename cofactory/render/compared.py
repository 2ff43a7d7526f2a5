"""Scenarios side by side, in words and as a chart: what is proven of their differences, and what is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cofactory.render import words
from cofactory.render.charts_compared import NEEDS_MOST, SCENARIOS_MOST, compared_chart
from cofactory.render.figure import Figure, Table
from cofactory.render.figure import shown as chart_shown

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
    said = [
        f"Each is planned to a gap of {gap}. A change beside {found.first} is told where it is proven.",
        "Proven is that there is one; how large, these two plans say, and others as good may be less apart.",
    ]
    if "within the gap" in told:
        said.append("Within the gap: what is left open of the shortfall, or its price, may be all of it.")
    if "other weights" in {SAID.get(one, "") for one in told}:
        said.append("Other weights: priorities differ, so the two sums of shortfalls measure different things.")
    if found.needs["told"].drop_nulls().is_in(DIFFERENT).any():
        said.append("A need differs where its change weighs more than both gaps leave open.")
        said.append("Plans as good may still share out otherwise between needs of like weight.")
    return tuple(said)


def _small(found: Comparison) -> str:
    return f"{100 * found.manifest['gap_asked']:g}{words.SPACE}%"


def doubt(row: Row, needs: Sequence[Row]) -> str:
    """That needs differ in plans whose sums do not, where it is so."""
    if row["shortfall_told"] not in {"same", "within the gap"} or not any(one["told"] in DIFFERENT for one in needs):
        return ""
    return "Their sum is not proven to differ: plans as good may serve others instead."


@dataclass(frozen=True, slots=True)
class Compared:
    """What the report says of a comparison."""

    first: str
    said: tuple[str, ...]
    scenarios: Table
    figure: Figure
    promises: Table


def compared_of(found: Comparison, name: Callable[[str, str], str]) -> Compared:
    """Returns the section of a comparison; `name` says what a row of a table is called: `name("needs", id)`."""
    rows, titles = found.scenarios.to_dicts(), {id_: words.tidy(title) for id_, title in found.titles.items()}
    columns = ("Scenario", "Shortfall", "Change", f"Cost, {found.manifest['currency']}", "Change of cost")
    table = Table(
        f"Shortfall and cost of each scenario, beside {titles[found.first]}", columns,
        tuple((titles[row["scenario"]], *cells(row)[1:]) for row in rows), frozenset({1, 2, 3, 4}),
    )  # fmt: skip
    unplanned = tuple(f"{titles[row['scenario']]}: {words.tidy(row['why'], 400)}" for row in rows if row["why"])
    doubts = tuple(
        f"{titles[row['scenario']]}: {said}"
        for row in rows if (said := doubt(row, found.needs.filter(scenario=row["scenario"]).to_dicts()))
    )  # fmt: skip
    notes = (*meanings(found), *doubts, *unplanned)
    return Compared(titles[found.first], notes, table, _figure(found, titles, name), _promises(found, titles, name))


def _figure(found: Comparison, titles: Mapping[str, str], name: Callable[[str, str], str]) -> Figure:
    """The shortfall of each need that differs somewhere, in each scenario."""
    by_need = _by(found.needs.to_dicts(), "need")
    planned = list(found.needs["scenario"].unique(maintain_order=True))
    different = sorted(
        (need for need, rows in by_need.items() if any(row["told"] in DIFFERENT for row in rows.values())),
        key=lambda need: -_spread(by_need[need]),
    )
    alike = len(by_need) - len(different)
    sentence = (
        f"{words.several(len(different), 'need is', 'needs are')} served otherwise than in {titles[found.first]} in at "
        f"least one scenario; {words.several(alike, 'is', 'are')} not, or only within the gap."
    )
    table = Table(
        "Needs that differ, in the first scenario and where they do; shortfall: share outstanding, times periods",
        ("Need", "Scenario", "Asked", "Delivered", "Shortfall", "Change"),
        tuple(
            (name("needs", need), titles[one], *_served(by_need[need][one]))
            for need in different for one in planned if one in by_need[need] and _differs(by_need[need][one])
        ), frozenset({2, 3, 4, 5}), once=True,
    )  # fmt: skip
    shown = [one for one in planned if one != found.first][:SCENARIOS_MOST]
    drawn = [(name("needs", need), by_need[need]) for need in different]
    key = (("ink dot", titles[found.first]), *((f"s{n} round", titles[one]) for n, one in enumerate(shown, start=1)))
    note = "A scenario without a mark serves the need as the first does, or within the gap."
    if len(planned) > SCENARIOS_MOST + 1:
        note += f" The chart shows {SCENARIOS_MOST} scenarios beside the first; the table has all."
    note += f" {chart_shown(different, NEEDS_MOST, 'needs')}" if len(different) > NEEDS_MOST else ""
    return Figure(
        "compared", "Shortfall per need and scenario", sentence, table,
        (lambda width: compared_chart(drawn, (found.first, *shown), found.manifest["grain"], width)) if drawn else None,
        key, note,
    )  # fmt: skip


def _promises(found: Comparison, titles: Mapping[str, str], name: Callable[[str, str], str]) -> Table:
    """What of each commitment that differs somewhere is delivered by its due date, in each scenario."""
    planned = list(found.commitments["scenario"].unique(maintain_order=True))
    rows = []
    for id_, told in _by(found.commitments.to_dicts(), "commitment").items():
        if any(row["told"] in DIFFERENT for row in told.values()):
            due = next((row["due"] for row in told.values() if row["due"]), "")
            cells_ = [
                "–" if one not in told else words.part(told[one]["delivered_by_due"], told[one]["quantity"])
                for one in planned
            ]
            rows.append((name("commitments", id_), words.short_period(due), *cells_))
    return Table(
        "Commitments that differ: units delivered by the due date",
        ("Commitment", "Due", *(titles[one] for one in planned)), tuple(rows), frozenset(range(2, len(planned) + 2)),
    )  # fmt: skip


def _by(rows: Sequence[Row], key: str) -> dict[str, dict[str, Row]]:
    """The rows of each need or commitment by scenario."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(row[key], {})[row["scenario"]] = row
    return found


def _spread(rows: Mapping[str, Row]) -> float:
    """By how much the shortfall of a need differs at most."""
    return max((abs(row["shortfall_change"] or 0.0) for row in rows.values()), default=0.0)


def _differs(row: Row) -> bool:
    """Whether a row is the first scenario's, or differs from it."""
    return row["told"] is None or row["told"] in DIFFERENT


def _served(row: Row) -> tuple[str, ...]:
    """What a need asks and gets in one scenario, and the change of its shortfall."""
    if row["told"] == "gone":
        return "–", "–", "–", "not asked"
    figures = (words.whole(row["asked"]), words.part(row["delivered"], row["asked"]), words.number(row["shortfall"]))
    return (*figures, "new" if row["told"] == "new" else signed(row["shortfall_change"]))
