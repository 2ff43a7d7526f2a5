"""The runs as a report reads them: what is likely per need and commitment, how surely, and the words for it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from cofactory.base.periods import Calendar
from cofactory.render import words
from cofactory.simulator.tables import RunTables

BANDS = (5, 25, 75, 95)
"""Percentiles that bound the range of 90 and of 50 of 100 runs."""

TOO_FEW = "too few runs to tell"

SPLIT = 0.1
"""A median whose error is a larger share of the range than this says nothing; the mean is given instead."""

SURE = 0.005
"""A probability with a smaller error than half a per cent is right as printed, in whole per cent."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One uncertain figure: its mean and percentiles; None where there are too few runs to tell."""

    mean: float
    p5: float | None
    p50: float | None
    p95: float | None
    error: float | None
    p50_error: float | None

    @property
    def likely(self) -> float:
        """The median, rounded as its error is; the mean where there are too few runs for a median."""
        return self.mean if self.p50 is None else words.steady(self.p50, self.p50_error)

    @property
    def split(self) -> bool:
        """Whether the runs fall into two camps with next to none between them: the median may be of either by luck."""
        reach = self.range
        return reach is not None and (self.p50_error or 0.0) > SPLIT * (reach[1] - reach[0])

    @property
    def range(self) -> tuple[float, float] | None:
        """What 90 of 100 runs lie between."""
        return None if self.p5 is None or self.p95 is None else (self.p5, self.p95)


@dataclass(frozen=True, slots=True)
class Fan:
    """Percentiles of one need over time, by their name in the run tables (`mean`, `p5`, ..., `p50_error`)."""

    columns: Mapping[str, tuple[float | None, ...]]

    def line(self, name: str) -> tuple[float, ...] | None:
        """One percentile over time; None where it is not known in every period."""
        known = [value for value in self.columns[name] if value is not None]
        return tuple(known) if len(known) == len(self.columns[name]) else None

    @property
    def middle(self) -> tuple[float, ...]:
        """The median over time, or the mean where there are too few runs for a median."""
        return self.line("p50") or self.line("mean") or ()

    def at(self, t: int) -> Spread:
        """The figure at the end of period t."""
        mean, *rest = (self.columns[name][t] for name in ("mean", "p5", "p50", "p95", "error", "p50_error"))
        return Spread(mean or 0.0, *rest)


@dataclass(frozen=True, slots=True)
class Kept:
    """How surely a commitment is kept, and when; a date is a period label, None where it is not in the horizon."""

    on_time: float
    on_time_error: float
    kept: float
    dates: Mapping[int, str | None]
    """By percentile: 5, 50, 95."""


@dataclass(frozen=True, slots=True)
class RiskCost:
    """What one risk adds, on average, to shortfall and cost."""

    id: str
    shortfall: float
    shortfall_error: float | None
    cost: float
    cost_error: float | None
    runs: int


@dataclass(frozen=True)
class Likely:
    """The run tables of a plan, by need, commitment, measure and risk."""

    runs: RunTables
    calendar: Calendar

    @property
    def n(self) -> int:
        """How many runs there are."""
        return self.runs.n

    @cached_property
    def received(self) -> Mapping[str, Fan]:
        """Units received so far, by need."""
        return _fans(self.runs.received)

    @cached_property
    def backlog(self) -> Mapping[str, Fan]:
        """Units that wait or are lost, by need."""
        return _fans(self.runs.backlog)

    @cached_property
    def promises(self) -> Mapping[str, Kept]:
        """Commitments with a known quantity and date, by id."""
        return {
            row["commitment"]: Kept(
                row["on_time"], row["on_time_error"], row["kept"], {p: row[f"date_p{p}"] for p in (5, 50, 95)}
            )
            for row in self.runs.commitments.iter_rows(named=True)
        }

    @cached_property
    def measures(self) -> Mapping[str, Spread]:
        """Cost and shortfall of the whole programme."""
        return {row["measure"]: _spread(row) for row in self.runs.summary.iter_rows(named=True)}

    @cached_property
    def risks(self) -> tuple[RiskCost, ...]:
        """What each risk adds, the most shortfall first; empty where no runs were played twice."""
        found = (RiskCost(*row) for row in self.runs.risks.drop_nulls("risk").iter_rows())
        return tuple(sorted(found, key=lambda one: -one.shortfall))

    @cached_property
    def all_risks(self) -> RiskCost | None:
        """What all risks together add; what is left comes from ranges, failed projects and the plan. None: untried."""
        return next((RiskCost("", *row[1:]) for row in self.runs.risks.iter_rows() if row[0] is None), None)

    @property
    def certain(self) -> bool:
        """Whether all runs cost the same and are equally short."""
        return self.n > 1 and all(len(self.classes(measure)) == 1 for measure in self.measures)

    @property
    def alike(self) -> str:
        """What is said of runs that are all the same; it claims nothing of runs that were not made."""
        many = words.count(self.n, "run")
        return f"All {many} go alike: no range and no risk in the tables makes one differ from another."

    def classes(self, measure: str) -> list[tuple[float, float, float, float]]:
        """The distribution of cost or shortfall: low, high, share of the runs, its error."""
        return self.runs.distribution.filter(pl.col("measure") == measure).drop("measure").rows()

    def date(self, kept: Kept, percent: int, *, short: bool = False) -> str:
        """When a commitment is kept in so many per cent of the runs, in words."""
        say = words.short_period if short else words.period
        label = kept.dates[percent]
        if label:
            return say(label)
        if kept.kept < percent / 100:
            return f"not{words.SPACE}by{words.SPACE}{say(self.calendar.label(self.calendar.periods - 1))}"
        return TOO_FEW

    def dates(self, kept: Kept, *, short: bool = False) -> str:
        """The range of dates of 90 of 100 runs, in words; one date where all are the same."""
        first, last = self.date(kept, 5, short=short), self.date(kept, 95, short=short)
        if TOO_FEW in {first, last}:
            return "too few runs for a range"
        return first if first == last else f"{first} to {last}"

    def in_runs(self, kept: Kept) -> str:
        """How often a commitment is on time, in words that claim no more than the runs can tell."""
        count = round(kept.on_time * self.n)
        if count in (0, self.n):
            return f"on time in {'none' if count == 0 else 'all'} of {words.count(self.n, 'run')}"
        return f"on time in {chance(kept.on_time, kept.on_time_error)} of the runs"


def chance(share: float, error: float | None) -> str:
    """A probability in whole per cent, with its error where that is more than rounding: "68 %", "80 ± 18 %"."""
    if error is None or error < SURE:
        return words.share(share)
    return f"{100 * share:.0f} ± {100 * error:.0f}{words.SPACE}%"


def exact_chance(share: float, error: float) -> str:
    """A probability with its error always beside it: "68.1 ± 0.5 %", "0 ± 0.01 %"."""
    points = 100 * error
    digits = 0 if points >= 1 else 1 if points >= 0.1 else 2
    likely = f"{100 * share:.0f}" if share in (0.0, 1.0) else f"{100 * share:.{digits}f}"
    return f"{likely} ± {points:.{digits}f}{words.SPACE}%"


def with_range(spread: Spread) -> str:
    """A likely figure and its range: "6.2 (3.9 to 9)"; the figure alone where all runs agree or are too few.

    Where the runs fall into two camps, or most of them come to nothing, the median says little: the mean stands
    beside it, and where the median itself may be luck its error too: "0, mean 130 (0 to 302)".
    """
    likely = words.number(spread.likely)
    reach, error = spread.range, spread.p50_error or 0.0
    if spread.split:
        likely = f"{likely} ± {words.number(words.steady(error, error))}"
    if reach is not None and (spread.split or (likely == "0" and words.number(reach[1]) != "0")):
        likely += f", mean {words.number(words.steady(spread.mean, spread.error))}"
    if spread.range is None:
        return likely
    said = words.interval(*spread.range)
    return likely if said == f"{likely} to {likely}" else f"{likely} ({said})"


def money_range(spread: Spread, currency: str) -> str:
    """The range of an amount of money: "8.31 bn to 10.7 bn EUR"; empty where it is none or not known."""
    if spread.range is None:
        return ""
    low, high = (words.money(value, currency) for value in spread.range)
    return "" if low == high else f"{low.removesuffix(f'{words.SPACE}{currency}')} to {high}"


def _spread(row: Mapping[str, Any]) -> Spread:
    return Spread(*(row[name] for name in ("mean", "p5", "p50", "p95", "error", "p50_error")))


def _fans(table: pl.DataFrame) -> dict[str, Fan]:
    values = [name for name in table.columns if name not in {"need", "period"}]
    parts = table.partition_by("need", maintain_order=True)
    return {part["need"][0]: Fan({name: tuple(part[name]) for name in values}) for part in parts}


def largest_error(errors: Iterable[float | None]) -> float:
    """The largest error that is known, 0 where none is."""
    return max((error for error in errors if error is not None and math.isfinite(error)), default=0.0)
