"""Runs as tables: means, percentiles and probabilities, each with its Monte Carlo error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cofactory.schema.frames import frame_types
from cofactory.simulator.percentiles import FAN, RANGE, fan, percentiles
from cofactory.simulator.tables import RunTables

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from cofactory.simulator.arrays import Prepared
    from cofactory.simulator.book import Floats
    from cofactory.simulator.outcomes import Collected, Dates


BINS_MOST = 60
"""Classes of a distribution: finer than a chart can show."""


class TooFewRuns(Exception):
    """The precision asked for is not reached; the tables as they are and the number of runs that would do."""

    def __init__(self, runs: Runs, needed: int, reached: str) -> None:
        many = "1 run does" if runs.n == 1 else f"{runs.n:,} runs do"
        super().__init__(f"{many} not reach this precision: {reached}. About {needed:,} would.")
        self.runs = runs
        self.needed = needed


@dataclass(frozen=True, kw_only=True)
class Runs(RunTables):
    """The run tables, and the figures of every run."""

    plan: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    cost: Floats
    """Discounted cost of every run, in programme money."""
    shortfall: Floats
    """Sum of priority times shortfall of every run."""
    date: Dates
    """The first period by whose end a commitment is kept, the number of periods for never, [run, commitment]."""
    seconds: Mapping[str, float]
    kept: Path | None = None
    """The folder that holds the results of each of these runs, if somebody asked for them (`simulator.each`)."""


def summarise(
    prepared: Prepared, kept: Collected, alone: Mapping[str | None, tuple[Floats, Floats]], *,
    seed: int, seconds: Mapping[str, float], precision: float | None,
) -> Runs:  # fmt: skip
    """Returns the tables of the runs. Raises TooFewRuns when a precision was asked for and is not reached."""
    runs = Runs(
        deliveries=_fan(prepared, "run_deliveries", kept.delivered, kept.sums[:2], len(kept.cost)),
        received=_received(prepared, kept),
        backlog=_fan(prepared, "run_backlog", kept.short, kept.sums[2:], len(kept.cost)),
        commitments=_commitments(prepared, kept.date),
        summary=_frame("run_summary", [("cost", *spread(kept.cost)), ("shortfall", *spread(kept.shortfall))]),
        distribution=_frame("run_distribution", [*classes("cost", kept.cost), *classes("shortfall", kept.shortfall)]),
        risks=_risks(kept, alone),
        n=len(kept.cost),
        seed=seed,
        cost=kept.cost,
        shortfall=kept.shortfall,
        date=kept.date,
        seconds=dict(seconds),
        notes=prepared.notes,
    )
    if precision is not None:
        _refuse(runs, precision)
    return runs


def spread(values: Floats) -> tuple[float | None, ...]:
    """Returns mean, p5, p50, p95, then the errors of the four."""
    mean, error = mean_and_error(values)
    points, errors = percentiles(values[None, :], RANGE)
    return (mean, *_known(points[0]), error, *_known(errors[0]))


def mean_and_error(values: Floats) -> tuple[float, float | None]:
    """Returns the mean and its standard error, which one run alone does not have."""
    n = len(values)
    return float(values.mean()), float(values.std(ddof=1)) / math.sqrt(n) if n > 1 else None


def share_and_error(count: int, n: int) -> tuple[float, float]:
    """Returns a probability and its standard error, never 0: that of (count + 1) / (n + 2)."""
    near = (count + 1) / (n + 2)
    return count / n, math.sqrt(near * (1 - near) / n)


def classes(measure: str, values: Floats) -> list[tuple[str, float, float, float, float]]:
    """Returns the distribution as rows (measure, low, high, share, error): classes of equal width from least to most.

    Their width is that of Freedman and Diaconis (1981), two interquartile ranges over the cube root of the number.
    """
    n, (low, high) = len(values), (float(values.min()), float(values.max()))
    if high - low <= 1e-9 * max(1.0, abs(high)):
        return [(measure, low, high, *share_and_error(n, n))]
    quarter, three_quarters = np.quantile(values, (0.25, 0.75))
    width = 2 * (three_quarters - quarter) / n ** (1 / 3)
    many = BINS_MOST if width * BINS_MOST <= high - low else math.ceil((high - low) / width)
    counts, edges = np.histogram(values, bins=many, range=(low, high))
    pairs = zip(edges[:-1], edges[1:], counts, strict=True)
    return [(measure, float(a), float(b), *share_and_error(int(count), n)) for a, b, count in pairs]


def _fan(prepared: Prepared, table: str, sample: NDArray[np.float32], sums: Floats, n: int) -> pl.DataFrame:
    mean = sums[0] / n
    error = np.sqrt(np.maximum(sums[1] / n - mean * mean, 0.0) / max(1, n - 1))
    return _fan_frame(prepared, table, mean, error if n > 1 else error * np.nan, fan(sample))


def _received(prepared: Prepared, kept: Collected) -> pl.DataFrame:
    """Deliveries added up run by run, one need after the other; percentiles of sums are no sums of percentiles."""
    n, periods = len(kept.cost), prepared.programme.settings.calendar.periods
    mean, error = np.empty(len(kept.delivered)), np.empty(len(kept.delivered))
    points, errors = np.empty((len(mean), len(FAN))), np.empty((len(mean), len(FAN)))
    for first in range(0, len(mean), periods):
        mine = slice(first, first + periods)
        so_far = kept.delivered[mine].copy()
        for t in range(1, periods):  # row by row: a cumulative sum down the columns takes ten times as long
            so_far[t] += so_far[t - 1]
        mean[mine] = np.cumsum(kept.sums[0, mine]) / n
        error[mine] = so_far.std(axis=1, dtype=np.float64) / math.sqrt(n - 1) if n > 1 else np.nan
        points[mine], errors[mine] = fan(so_far)
    return _fan_frame(prepared, "run_received", mean, error, (points, errors))


def _fan_frame(
    prepared: Prepared, table: str, mean: Floats, error: Floats, percentile: tuple[Floats, Floats]
) -> pl.DataFrame:
    """One row per need and period; NaN stands for what cannot be told, and becomes blank."""
    labels, needs = prepared.programme.settings.calendar.labels(), [need.id for need in prepared.programme.needs]
    points, errors = percentile
    keys = [need for need in needs for _ in labels], [*labels] * len(needs)
    types = frame_types(table)
    columns = dict(zip(types, (*keys, mean, *points.T, error, *errors.T), strict=True))
    return pl.DataFrame(columns, schema=types).fill_nan(None)


def _commitments(prepared: Prepared, date: Dates) -> pl.DataFrame:
    calendar, n = prepared.programme.settings.calendar, len(date)
    rows: list[tuple[Any, ...]] = []
    for m, k in enumerate(prepared.promises):
        row = prepared.programme.commitments[k]
        due = min(int(prepared.book.promises[m]["due"]), calendar.periods - 1)
        dates = date[:, m]
        points, errors = percentiles(dates[None, :], RANGE)
        labels = [None if p is None or p >= calendar.periods else calendar.label(int(p)) for p in _known(points[0])]
        on_time = share_and_error(int((dates <= due).sum()), n)
        kept = share_and_error(int((dates < calendar.periods).sum()), n)
        wide = [None if label is None else error for label, error in zip(labels, _known(errors[0]), strict=True)]
        rows.append((row.id, row.need, row.due, *on_time, *kept, *labels, *wide))
    return _frame("run_commitments", rows)


def _known(values: Floats) -> list[float | None]:
    """The numbers, and None for what cannot be told."""
    return [None if math.isnan(value) else float(value) for value in values]


def _risks(kept: Collected, alone: Mapping[str | None, tuple[Floats, Floats]]) -> pl.DataFrame:
    """What each risk costs: the same runs with it less those without it; all together stand last."""
    rows: list[tuple[Any, ...]] = []
    for risk, (cost, shortfall) in alone.items():
        n = len(cost)
        more = [(kept.shortfall[:n] - shortfall), (kept.cost[:n] - cost)]
        figures = [x for extra in more for x in mean_and_error(extra)]
        rows.append((risk, *figures, n))
    rows.sort(key=lambda row: (row[0] is None, -row[1]))
    return _frame("run_risks", rows)


def _frame(table: str, rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=frame_types(table), orient="row")


def _refuse(runs: Runs, precision: float) -> None:
    found = [(f"the mean {name}", error / abs(mean) if mean else 0.0, " %") for name, mean, error in
             runs.summary.select("measure", "mean", "error").fill_null(math.inf).iter_rows()]  # fmt: skip
    found += [
        (f"the chance that {name} is on time", error, " points")
        for name, error in runs.commitments.select("commitment", "on_time_error").iter_rows()
    ]
    worst, error, unit = max(found, key=lambda one: one[1])
    if error > precision:
        needed = runs.n * 4 if math.isinf(error) else _rounded_up(runs.n * (error / precision) ** 2)
        reached = "has no error that could be told" if math.isinf(error) else f"is ± {100 * error:.2g}{unit}"
        raise TooFewRuns(runs, needed, f"{worst} {reached}, asked {100 * precision:.2g}")


def _rounded_up(runs: float) -> int:
    """So many runs or a few more: a number of three figures that can be typed."""
    step: int = 10 ** max(0, math.floor(math.log10(runs)) - 2)
    return math.ceil(runs / step) * step
