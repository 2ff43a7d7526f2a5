"""A plan and its reasons, twice: as text for people, as a document for programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.cli.layout import lines, table
from cofactory.render import words
from cofactory.schema.suggest import did_you_mean

if TYPE_CHECKING:
    import polars

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

ENDINGS = {
    "time": "The time limit ended the search: this is the best plan found so far.",
    "interrupted": "The search was interrupted: this is the best plan found so far.",
    "failed": "The solver gave up before the gap was reached: this is the best plan found so far.",
}
"""How a search ended that did not reach the gap it was asked for."""


PROVEN = 1e-9
"""A smaller relative gap is the solver's own rounding."""


def plan_document(plan: Plan, folder: Path) -> dict[str, Any]:
    """The plan's figures as one document; amounts are programme money, quantities units, seconds wall time."""
    commitments = plan.commitments.rename({"commitment": "id"})
    return {
        "folder": str(results_of(folder, plan.scenario)),
        "scenario": plan.scenario,
        "status": plan.status,
        "shortfall": plan.shortfall,
        "cost": plan.cost,
        "gap": plan.gap,
        "gaps": dict(plan.gaps),
        "bounds": dict(plan.bounds),
        "seconds": dict(plan.seconds),
        "needs": plan.needs.select("id", "asked", "delivered", "shortfall").to_dicts(),
        "commitments": commitments.select("id", "need", "quantity", "due", "delivered_by_due", "gap").to_dicts(),
    }


def plan_text(programme: Programme, plan: Plan, folder: Path) -> str:
    """The plan in a few lines: how short, how dear, how surely; then each need and commitment."""
    currency = programme.settings.currency
    title = f"{words.tidy(programme.settings.name)} ({words.tidy(programme.title or programme.scenario)})"
    figures = f"Shortfall {words.number(plan.shortfall)}, cost {words.money(plan.cost, currency)}."
    parts = (
        lines(title, figures, f"{ENDINGS.get(plan.status, '')} {_surely(plan)}".strip()),
        _needs(plan),
        _commitments(plan),
        f"The plan's tables are in {results_of(folder, plan.scenario)}",
    )
    return "\n\n".join(part for part in parts if part)


def results_of(folder: Path, scenario: str) -> Path:
    """Where the results of a scenario stand in a programme folder."""
    return folder / "results" / scenario


def reasons_document(subject: str, reasons: polars.DataFrame) -> dict[str, Any]:
    """The reasons why the subject is short, the one that would help most first."""
    return {"id": subject, "reasons": reasons.to_dicts()}


def reasons_text(plan: Plan, reasons: polars.DataFrame, subject: str) -> str:
    """The reasons as sentences, or that there is nothing to explain."""
    if reasons.is_empty():
        return f"{subject} is not short: the plan delivers it in full and on time."
    short = plan.needs.filter(plan.needs["id"] == subject)
    head = f"{subject} is short."
    if not short.is_empty():
        asked, delivered = short["asked"][0], short["delivered"][0]
        late = ", some of them late" if delivered > asked * (1 - 1e-6) else ""
        head = f"{subject} is short: {words.number(delivered)} of {words.number(asked)} units are delivered{late}."
    numbered = [f"{rank}. {sentence}" for rank, sentence in zip(reasons["rank"], reasons["sentence"], strict=True)]
    return lines(head, "What stands in the way, what would help most first:", "\n".join(numbered))


def no_such_subject(subject: str, known: Sequence[str]) -> str:
    """The message for an id that is neither a need nor a commitment, with the nearest that is."""
    hint = did_you_mean(subject, known, otherwise="`cofactory plan` shows them all.")
    return f"There is no need or commitment {subject!r}. {hint}"


def _needs(plan: Plan) -> str:
    rows = [
        (row["id"], words.number(row["asked"]), words.number(row["delivered"]), words.number(row["shortfall"]))
        for row in plan.needs.iter_rows(named=True)
    ]
    return table(("need", "asked", "delivered", "shortfall"), rows) if rows else ""


def _commitments(plan: Plan) -> str:
    rows = [
        (
            row["commitment"],
            words.number(row["quantity"]),
            words.period(row["due"]),
            words.number(row["delivered_by_due"]),
        )
        for row in plan.commitments.iter_rows(named=True)
        if row["delivered_by_due"] is not None
    ]
    return table(("commitment", "promised", "due", "delivered by then"), rows) if rows else ""


def _surely(plan: Plan) -> str:
    """How far the plan can be from the best one, in words."""
    took = f"Found in {words.seconds(sum(plan.seconds.values()))}"
    if not math.isfinite(plan.gap):
        return f"{took}; how far from the best it is, is not known."
    if plan.gap < PROVEN:
        return f"{took} and proven to be the best."
    return f"{took}; at most {max(100 * plan.gap, 0.01):.2f} % from the best there can be."
