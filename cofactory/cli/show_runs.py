"""Runs, twice: as text for people, as a document for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.cli.layout import lines, table
from cofactory.cli.show import results_of
from cofactory.render import words

if TYPE_CHECKING:
    from cofactory.programme.record import Programme
    from cofactory.simulator.summary import Runs


def runs_document(runs: Runs, folder: Path, scenario: str) -> dict[str, Any]:
    """The runs' figures as one document; amounts are programme money, shares between 0 and 1, seconds wall time."""
    figures = {row.pop("measure"): row for row in runs.summary.to_dicts()}
    return {
        "folder": str(results_of(folder, scenario)),
        "scenario": scenario,
        "runs": runs.n,
        "seed": runs.seed,
        "shortfall": figures["shortfall"],
        "cost": figures["cost"],
        "commitments": runs.commitments.rename({"commitment": "id"}).to_dicts(),
        "risks": runs.risks.rename({"risk": "id"}).to_dicts(),
        "notes": list(runs.notes),
        "seconds": dict(runs.seconds),
    }


def runs_text(programme: Programme, runs: Runs, folder: Path, *, saved: bool) -> str:
    """The runs in a few lines: how short and how dear they are, and when commitments are kept."""
    currency = programme.settings.currency
    figures = {row["measure"]: row for row in runs.summary.to_dicts()}
    cost, shortfall = figures["cost"], figures["shortfall"]
    title = f"{words.tidy(programme.settings.name)} ({words.tidy(programme.title or programme.scenario)})"
    short = f"Shortfall {words.number(shortfall['mean'])} on average (error {words.number(shortfall['error'])}), "
    short += f"from {words.number(shortfall['p5'])} to {words.number(shortfall['p95'])} in 90 of 100 futures."
    dear = f"Cost {words.money(cost['mean'], currency)} on average, "
    dear += f"from {words.money(cost['p5'], currency)} to {words.money(cost['p95'], currency)} in 90 of 100 futures."
    parts = (
        lines(title, f"{words.count(runs.n, 'run')}, seed {runs.seed}.", short, dear),
        _commitments(runs),
        lines(*(f"Cannot be followed: {note}" for note in runs.notes)),
        f"The run tables are in {results_of(folder, programme.scenario)}" if saved else "",
    )
    return "\n\n".join(part for part in parts if part)


def _commitments(runs: Runs) -> str:
    rows = [
        (
            row["commitment"],
            words.period(row["due"]),
            f"{words.share(row['on_time'])} ± {words.share(row['on_time_error'])}",
            *(words.period(row[f"date_p{p}"]) if row[f"date_p{p}"] else "not in the horizon" for p in (5, 50, 95)),
        )
        for row in runs.commitments.iter_rows(named=True)
    ]
    header = ("commitment", "due", "on time", "early (p5)", "likely (p50)", "late (p95)")
    return table(header, rows) if rows else ""
