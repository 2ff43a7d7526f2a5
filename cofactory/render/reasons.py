"""What a plan knows about what is short: by how much, and its reasons as people read them, each sentence once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cofactory.render import words

if TYPE_CHECKING:
    from cofactory.planner.solution import Plan

Kind = Literal["need", "commitment"]

SHORT = 1e-6
"""A smaller share missing is the solver's rounding; the planner explains what is above it."""

NOTES = {
    "none": "No limit that was tried helps, neither by itself nor together with the others.",
    "not_examined": "Its limits were not tried before the time ended.",
}
"""Rows of `plan_reasons` that name no limit, and what they say where the row itself has no sentence."""

CALLED = {"fund": "amount", "fund_rate": "spending limit", "stock": "size", "route": "capacity", "pool": "capacity",
          "project": "duration", "project_start": "start", "arrival": "arrivals"}  # fmt: skip
"""What kinds of limit are called before "of" and an id, where their own names would not read."""

PLAIN = ("no_source", "need", "priority", "priority_order")
"""Limits that are none of supply: their sentence says all, and the row names only the need or commitment itself."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A need or commitment and what the plan does for it; None where the plan cannot know."""

    kind: Kind
    id: str
    asked: float | None
    """Units asked for over the horizon, or promised."""
    delivered: float | None
    """Units delivered over the horizon, or by the due date."""
    shortfall: float | None
    """Of a need: the share outstanding, summed over the periods."""
    gap: float | None
    """Of a commitment: units promised and not delivered by its due date."""

    @property
    def short(self) -> bool | None:
        """Whether anything is late or missing; None for a commitment that nobody can judge."""
        if self.kind == "need":
            return (self.shortfall or 0.0) > SHORT
        return None if self.gap is None else self.gap > SHORT * max(1.0, self.asked or 0.0)


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of the plan and the rows that share it: several only where limits help together."""

    sentence: str
    rows: tuple[Mapping[str, Any], ...]

    @property
    def together(self) -> bool:
        """True where the limits help only with each other."""
        return any(row["together"] for row in self.rows)


def standings(plan: Plan) -> tuple[Standing, ...]:
    """Every need, then every commitment of the plan, in table order."""
    needs = [
        Standing("need", row["id"], row["asked"], row["delivered"], row["shortfall"], None)
        for row in plan.needs.iter_rows(named=True)
    ]
    promises = [
        Standing("commitment", row["commitment"], row["quantity"], row["delivered_by_due"], None, row["gap"])
        for row in plan.commitments.iter_rows(named=True)
    ]
    return (*needs, *promises)


def told(rows: Iterable[Mapping[str, Any]]) -> tuple[Told, ...]:
    """The sentences of one subject in the order of their rank; what names no limit is left to `notes`."""
    by_sentence: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in sorted((row for row in rows if row["limit"] not in NOTES), key=lambda row: row["rank"] or 0):
        by_sentence[row["sentence"] or ""].append(row)
    return tuple(Told(sentence, tuple(same)) for sentence, same in by_sentence.items())


def notes(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """What the plan says about one subject without naming a limit."""
    found = (row for row in rows if row["limit"] in NOTES)
    return tuple(dict.fromkeys(row["sentence"] or NOTES[row["limit"]] for row in found))


def not_examined(plan: Plan) -> tuple[tuple[Kind, str], ...]:
    """Kind and id of what is short and was not looked into: time ended, or the search was interrupted."""
    rows = list(plan.reasons.iter_rows(named=True))
    left = {(row["kind"], row["subject"]) for row in rows if row["limit"] == "not_examined"}
    seen = {(row["kind"], row["subject"]) for row in rows}
    stopped = plan.status == "interrupted"
    return tuple(
        (one.kind, one.id)
        for one in standings(plan)
        if (one.kind, one.id) in left or (stopped and one.short and (one.kind, one.id) not in seen)
    )


def binds(row: Mapping[str, Any]) -> str:
    """A limit and the time in which it binds: "capacity of motor-nl, January 2026 to July 2026"."""
    limit = words.tidy(CALLED.get(row["limit"], str(row["limit"] or "limit").replace("_", " ")), 40)
    of = f" of {words.tidy(row['limit_id'], 80)}" if row["limit_id"] else ""
    return f"{limit}{of}{when(row)}"


def when(row: Mapping[str, Any]) -> str:
    """The periods in which a limit binds, after a comma; empty where it has none."""
    return f", {words.span(row['first'], row['last'])}" if row["first"] and row["last"] else ""
