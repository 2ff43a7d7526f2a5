"""Runs, twice: as text for people, as a document for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.cli.layout import lines, table
from cofactory.cli.show import results_of
from cofactory.render import words
from cofactory.render.likely import Kept, Likely, exact_chance, money_range, with_range

if TYPE_CHECKING:
    from cofactory.programme.record import Programme
    from cofactory.simulator.summary import Runs

BEYOND, TOO_FEW = "beyond", "too few"
"""A date that is not in the horizon, and one that so few runs cannot tell."""

NO_ERROR = "(too few runs for an error)"
"""What stands behind a figure of one run."""

UNTOLD = 0.2
"""An error of a probability that says nothing of it any more: three runs or fewer."""

LEAST = 0.00005
"""Errors below this are 0.00 % when written."""

RISKS_MOST = 12
"""Risks printed; the table of the runs has them all."""


def runs_document(runs: Runs, folder: Path, scenario: str, *, kept: Sequence[str] = ()) -> dict[str, Any]:
    """The runs' figures as one document; amounts are programme money, shares between 0 and 1, seconds wall time.

    `kept`: names of the files of every run.
    """
    figures = {row.pop("measure"): row for row in runs.summary.to_dicts()}
    return {
        "folder": str(results_of(folder, scenario)),
        "scenario": scenario,
        "runs": runs.n,
        "seed": runs.seed,
        "shortfall": figures["shortfall"],
        "cost": figures["cost"],
        "commitments": runs.commitments.rename({"commitment": "id"}).to_dicts(),
        "risks": runs.risks.drop_nulls("risk").rename({"risk": "id"}).to_dicts(),
        "all_risks": next(
            (row for row in runs.risks.drop("risk").filter(runs.risks["risk"].is_null()).to_dicts()), None
        ),
        "notes": list(runs.notes),
        "kept": [str(results_of(folder, scenario) / name) for name in kept],
        "seconds": dict(runs.seconds),
    }


def runs_text(programme: Programme, runs: Runs, folder: Path, *, saved: bool) -> str:
    """The runs in a few lines: how short and how dear it may be, when commitments are kept, what each risk adds."""
    title = f"{words.tidy(programme.settings.name)} ({words.tidy(programme.title or programme.scenario)})"
    end = f"The run tables are in {results_of(folder, programme.scenario)}" if saved else ""
    return "\n\n".join(part for part in (f"{title}\n{likely_text(programme, runs)}", end) if part)


def likely_text(programme: Programme, runs: Runs) -> str:
    """The same without title and place."""
    likely = Likely(runs, programme.settings.calendar)
    parts = (
        lines(*(f"Cannot be followed: {note}" for note in runs.notes)),
        lines(f"{words.count(runs.n, 'run')}, seed {runs.seed}.", *_figures(programme, likely)),
        _commitments(likely),
        _risks(programme, likely),
        likely.alike if likely.certain else "",
    )
    return "\n\n".join(part for part in parts if part)


def _figures(programme: Programme, likely: Likely) -> tuple[str, str]:
    currency = programme.settings.currency
    cost, short = likely.measures["cost"], likely.measures["shortfall"]
    few = "; too few runs for a range" if short.range is None and not likely.certain else ""
    span = money_range(cost, currency)
    return (
        f"Shortfall likely {_ranged(with_range(short))}, mean {_mean(short.mean, short.error)}{few}.",
        f"Cost likely {words.money(cost.likely, currency)}{f' ({span} in 90 of 100 futures)' if span else ''}.",
    )


def _ranged(text: str) -> str:
    return f"{text[:-1]} in 90 of 100 futures)" if text.endswith(")") else text


def _commitments(likely: Likely) -> str:
    rows = [
        (
            row["commitment"],
            words.short_period(row["due"]),
            _chance(row["on_time"], row["on_time_error"]),
            *(_date(likely, likely.promises[row["commitment"]], p) for p in (5, 50, 95)),
        )
        for row in likely.runs.commitments.iter_rows(named=True)
    ]
    if not rows:
        return ""
    said = {cell for row in rows for cell in row[3:]}
    end = words.period(likely.calendar.label(likely.calendar.periods - 1))
    notes = (
        f"{BEYOND}: not by {end}, the end of the horizon." if BEYOND in said else "",
        f"{TOO_FEW}: {words.count(likely.n, 'run')} cannot tell." if TOO_FEW in said else "",
    )
    header = ("commitment", "due", "on time", "early (5 %)", "likely (50 %)", "late (95 %)")
    return "\n\n".join(part for part in (table(header, rows), lines(*notes)) if part)


def _date(likely: Likely, kept: Kept, percent: int) -> str:
    if kept.dates[percent]:
        return likely.date(kept, percent, short=True)
    return BEYOND if kept.kept < percent / 100 else TOO_FEW


def _risks(programme: Programme, likely: Likely) -> str:
    """What each risk adds, the dearest first; nothing where no runs were played twice."""
    currency = programme.settings.currency
    shown = [*likely.risks[:RISKS_MOST], *([likely.all_risks] if likely.all_risks else [])]
    rows = [
        (one.id or "all together", _mean(one.shortfall, one.shortfall_error),
         _money(one.cost, one.cost_error, currency))
        for one in shown
    ]  # fmt: skip
    if not rows:
        return ""
    more = max(0, len(likely.risks) - RISKS_MOST)
    many = f"{words.count(likely.risks[0].runs, 'run')} played again without it"
    tail = f" {words.count(more, 'more risk')} in run_risks.csv." if more else ""
    header = ("risk", "adds to shortfall", "adds to cost")
    return f"{table(header, rows)}\n\nWhat a risk adds is a mean over {many}.{tail}"


def _chance(share: float, error: float) -> str:
    """A probability and its error, where the runs can tell one."""
    if error > UNTOLD:
        return TOO_FEW
    if error < LEAST:
        return f"{exact_chance(share, 0.0).partition(' ±')[0]} ± <0.01{words.SPACE}%"
    return exact_chance(share, error)


def _mean(value: float, error: float | None) -> str:
    text = words.number(words.steady(value, error))
    if error is None:
        return f"{text} {NO_ERROR}"
    return f"{text} ± {words.number(words.steady(error, error))}" if error else text


def _money(value: float, error: float | None, currency: str) -> str:
    """An amount and its error, as the report has them: "12.3 M EUR ± 0.4 M"."""
    text = words.money(round(words.steady(value, error)), currency)
    if error is None:
        return f"{text} {NO_ERROR}"
    return f"{text} ± {words.money(words.steady(error, error), '').strip(words.SPACE)}" if error else text
