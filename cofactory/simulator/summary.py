"""Runs as tables: means, percentiles and probabilities, each with its Monte Carlo error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cofactory.schema.results import TABLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.simulator.arrays import Prepared
    from cofactory.simulator.book import Floats, Ints
    from cofactory.simulator.outcomes import Collected


FAN = (5, 25, 50, 75, 95)
"""Percentiles of deliveries and backlog."""

RANGE = (5, 50, 95)
"""Percentiles of cost, shortfall and dates."""

BINS_MOST = 60
"""Classes of a distribution: finer than a chart can show."""


class TooFewRuns(Exception):
    """The precision asked for is not reached; the tables as they are and the number of runs that would do."""

    def __init__(self, runs: Runs, needed: int, worst: str) -> None:
        super().__init__(f"{runs.n} runs do not reach this precision for {worst}; about {needed} would.")
        self.runs = runs
        self.needed = needed


@dataclass(frozen=True)
class Runs:
    """The run tables (polars frames, columns as in `schema.results`) and the figures of every run."""

    deliveries: pl.DataFrame
    received: pl.DataFrame
    backlog: pl.DataFrame
    commitments: pl.DataFrame
    summary: pl.DataFrame
    distribution: pl.DataFrame
    risks: pl.DataFrame
    n: int
    seed: int
    cost: Floats
    """Discounted cost of every run, in programme money."""
    shortfall: Floats
    """Sum of priority times shortfall of every run."""
    date: Ints
    """The first period by whose end a commitment is kept, the number of periods for never, [run, commitment]."""
    seconds: Mapping[str, float]
    notes: tuple[str, ...]
    """What in the plan could not be followed, one sentence each."""
    plan: str = ""
    """The fingerprint of the plan tables that were followed (`simulator.saved`)."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The hash of every input file."""

    def tables(self) -> dict[str, pl.DataFrame]:
        """Returns the run tables by the name they have on disk, without the `run_`."""
        return {name: getattr(self, name) for name in TABLE_NAMES}


TABLE_NAMES = ("deliveries", "received", "backlog", "commitments", "summary", "distribution", "risks")
"""The run tables, in the order of the documentation; on disk `run_NAME.csv`."""


def summarise(
    prepared: Prepared, kept: Collected, alone: Mapping[str, tuple[Floats, Floats]], *,
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
    return (mean, *points[0], error, *errors[0])


def mean_and_error(values: Floats) -> tuple[float, float | None]:
    """Returns the mean and its standard error, which one run alone does not have."""
    n = len(values)
    return float(values.mean()), float(values.std(ddof=1)) / math.sqrt(n) if n > 1 else None


def percentiles(rows: NDArray[Any], at: tuple[int, ...]) -> tuple[list[list[float | None]], list[list[float | None]]]:
    """Returns percentiles of every row and their errors; neither where there are too few runs to tell the error.

    The error is half the distance between the order statistics sqrt(n p (1-p)) ranks to either side, which is the
    binomial standard deviation of the rank.
    """
    n = rows.shape[1]
    ranks = [_ranks(n, p / 100) for p in at]
    needed = sorted({k for triple in ranks for k in triple if 0 <= k < n})
    ordered = np.partition(rows, needed, axis=1) if needed else rows
    points = [[float(row[middle]) if low >= 0 and high < n else None for low, middle, high in ranks] for row in ordered]
    errors = [
        [(float(row[high]) - float(row[low])) / 2 if low >= 0 and high < n else None for low, _, high in ranks]
        for row in ordered
    ]
    return points, errors


def _ranks(n: int, p: float) -> tuple[int, int, int]:
    reach = math.sqrt(n * p * (1 - p))
    middle = math.ceil(n * p) - 1
    return math.floor(n * p - reach) - 1, middle, math.ceil(n * p + reach) - 1


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
    return _frame(table, _fan_rows(_keys(prepared), sample, mean, error, n))


def _received(prepared: Prepared, kept: Collected) -> pl.DataFrame:
    """Deliveries added up run by run, one need after the other; percentiles of sums are no sums of percentiles."""
    keys, n = _keys(prepared), len(kept.cost)
    periods = prepared.programme.settings.calendar.periods
    rows: list[tuple[Any, ...]] = []
    for first in range(0, len(keys), periods):
        mine = slice(first, first + periods)
        so_far = np.cumsum(kept.delivered[mine], axis=0, dtype=np.float32)
        error = so_far.std(axis=1, dtype=np.float64) / math.sqrt(max(1, n - 1))
        rows += _fan_rows(keys[mine], so_far, np.cumsum(kept.sums[0, mine]) / n, error, n)
    return _frame("run_received", rows)


def _keys(prepared: Prepared) -> list[tuple[str, str]]:
    labels = prepared.programme.settings.calendar.labels()
    return [(need.id, label) for need in prepared.programme.needs for label in labels]


def _fan_rows(
    keys: list[tuple[str, str]], sample: NDArray[np.float32], mean: Floats, error: Floats, n: int
) -> list[tuple[Any, ...]]:
    constant = sample.min(axis=1) == sample.max(axis=1) if len(sample) else np.zeros(0, dtype=bool)
    found: list[Any] = [([float(row[0])] * len(FAN), [0.0] * len(FAN)) for row in sample]
    moving = np.flatnonzero(~constant)
    points, errors = percentiles(sample[moving], FAN) if len(moving) else ([], [])
    for k, row, wide in zip(moving, points, errors, strict=True):
        found[k] = (row, wide)
    single = n == 1
    return [
        (*key, float(mean[k]), *found[k][0], None if single else float(error[k]), *found[k][1])
        for k, key in enumerate(keys)
    ]


def _commitments(prepared: Prepared, date: Ints) -> pl.DataFrame:
    calendar, n = prepared.programme.settings.calendar, len(date)
    rows: list[tuple[Any, ...]] = []
    for m, k in enumerate(prepared.promises):
        row = prepared.programme.commitments[k]
        due = min(int(prepared.book.promises[m]["due"]), calendar.periods - 1)
        dates = date[:, m]
        points, errors = percentiles(dates[None, :].astype(np.float64), RANGE)
        labels = [None if p is None or p >= calendar.periods else calendar.label(int(p)) for p in points[0]]
        on_time = share_and_error(int((dates <= due).sum()), n)
        kept = share_and_error(int((dates < calendar.periods).sum()), n)
        wide = [None if label is None else error for label, error in zip(labels, errors[0], strict=True)]
        rows.append((row.id, row.need, row.due, *on_time, *kept, *labels, *wide))
    return _frame("run_commitments", rows)


def _risks(kept: Collected, alone: Mapping[str, tuple[Floats, Floats]]) -> pl.DataFrame:
    """What each risk costs: the same runs with it less those without it."""
    rows: list[tuple[Any, ...]] = []
    for risk, (cost, shortfall) in alone.items():
        n = len(cost)
        more = [(kept.shortfall[:n] - shortfall), (kept.cost[:n] - cost)]
        figures = [x for extra in more for x in mean_and_error(extra)]
        rows.append((risk, *figures, n))
    rows.sort(key=lambda row: -row[1])
    return _frame("run_risks", rows)


def _frame(table: str, rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=frame_types(table), orient="row")


def frame_types(table: str) -> dict[str, type[pl.DataType]]:
    """Returns the polars type of each column of a result table, in order."""
    types = {"text": pl.String, "number": pl.Float64, "whole": pl.Int64, "flag": pl.Boolean}
    return {column.name: types[column.type] for column in TABLES[table].columns}


def _refuse(runs: Runs, precision: float) -> None:
    found = [(name, error / abs(mean) if mean else 0.0) for name, mean, error in
             runs.summary.select("measure", "mean", "error").fill_null(math.inf).iter_rows()]  # fmt: skip
    found += [(name, error) for name, error in runs.commitments.select("commitment", "on_time_error").iter_rows()]
    worst, error = max(found, key=lambda pair: pair[1])
    if error > precision:
        needed = runs.n * 4 if math.isinf(error) else math.ceil(runs.n * (error / precision) ** 2)
        raise TooFewRuns(runs, needed, worst)
