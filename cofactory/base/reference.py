"""Reference classes: how far announced output was reached, fitted from how earlier announcements turned out.

The ratio achieved / announced is 0 when a line does not produce at its date, and that happens: no family of positive
numbers can say so. The fit is therefore in two parts (Cragg 1971, Econometrica 39(5); Duan, Manning, Morris and
Newhouse 1983, Journal of Business & Economic Statistics 1(2)): a share q of zeros, and above zero a lognormal, because
ratios multiply.

Rows of one programme are not independent, so every programme weighs one, shared among its rows. With three or four
programmes per class nothing can be said from a class alone, and with two classes the spread between them cannot be
estimated either; so each class is drawn toward all programmes by a prior worth one programme, the unit-information
prior (Kass and Wasserman 1995, Journal of the American Statistical Association 90(431)):

    q = (sum of shares of zero + q_all) / (n + 1)        m = (sum of log means + m_all) / (n_positive + 1)

The variance about the class means is pooled over both classes, and that of a new programme is larger by
1 + 1/(n_positive + 1), because m is estimated too.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from statistics import NormalDist, fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CLASSES = ("guidance", "run_rate")
"""`guidance`: a yearly or cumulative figure by whoever delivers. `run_rate`: a rate or a new line by a date."""

PRIOR_PROGRAMMES = 1.0
"""How many programmes the pooled class is worth in each class: the weakest prior that still is one."""

_GRID = 4_000
"""Points of the quantile function in a score; more change no digit that is printed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One announcement and what became of it; `ratio` is None where it is not known."""

    id: str
    programme: str
    label: str
    item: str
    due: str
    ratio: float | None
    scored: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """The distribution of achieved / announced for a new programme: 0 with probability `zero`, else lognormal."""

    zero: float
    mu: float
    sigma: float

    def mean(self) -> float:
        """The expected ratio: (1 - q) exp(m + s^2/2)."""
        return (1 - self.zero) * math.exp(self.mu + self.sigma**2 / 2)

    def sd(self) -> float:
        """The standard deviation of the ratio."""
        second = (1 - self.zero) * math.exp(2 * self.mu + 2 * self.sigma**2)
        return math.sqrt(second - self.mean() ** 2)

    def quantile(self, p: float) -> float:
        """The quantile at one probability inside (0, 1): 0 up to the share of zeros."""
        if p <= self.zero:
            return 0.0
        return math.exp(self.mu + self.sigma * NormalDist().inv_cdf((p - self.zero) / (1 - self.zero)))

    def quantiles(self, p: Floats) -> Floats:
        """The quantiles at probabilities inside (0, 1): 0 up to the share of zeros."""
        import numpy as np

        from cofactory.base.normal import scores

        above = np.clip((p - self.zero) / (1 - self.zero), 1e-300, 1.0 - 2.0**-53)
        result: Floats = np.where(p <= self.zero, 0.0, np.exp(self.mu + self.sigma * scores(above)))
        return result

    def crps(self, ratio: float) -> float:
        """The continuous ranked probability score of this forecast if `ratio` happens; lower is better.

        E|X - y| - E|X - X'|/2 (Gneiting and Raftery 2007, JASA 102(477)), by the midpoint rule on quantiles.
        """
        import numpy as np

        p = (np.arange(_GRID) + 0.5) / _GRID
        x = self.quantiles(p)
        return float(np.mean(np.abs(x - ratio)) - np.mean((2 * p - 1) * x))


@dataclass(frozen=True, slots=True)
class Score:
    """How well a class forecasts programmes it has not seen, against taking announcements at face value."""

    label: str
    programmes: int
    pairs: int
    crps: float
    face_value: float


@lru_cache(maxsize=1)
def history() -> tuple[Pair, ...]:
    """All announcements that ship with the tool, scored or not, each with the reason."""
    text = files("cofactory.base").joinpath("data/ramp_pairs.csv").read_text(encoding="utf-8")
    return tuple(_pair(row) for row in csv.DictReader(text.splitlines()))


def _pair(row: Mapping[str, str]) -> Pair:
    ratio = None
    if row["achieved_low"]:
        # Where two sources disagree, the geometric middle of what they say.
        low, high = float(row["achieved_low"]), float(row["achieved_high"])
        ratio = (low if low == high else math.sqrt(low * high)) / float(row["announced"])
    scored = row["scored"] == "yes"
    return Pair(row["id"], row["programme"], row["class"], row["item"], row["due"], ratio, scored, row["reason"])


@lru_cache(maxsize=8)
def fitted(label: str) -> Ratio:
    """The ratio distribution of a reference class, from all scored pairs. KeyError if there is no such class."""
    return fit(history(), label)


def fit(pairs: Iterable[Pair], label: str) -> Ratio:
    """The ratio distribution of a class from these pairs; see the top of this file. KeyError for an unknown class."""
    if label not in CLASSES:
        raise KeyError(label)
    groups = by_programme(pairs)
    ratios = {name: [group for (klass, _), group in groups.items() if klass == name] for name in CLASSES}
    zeros = {name: [fmean(ratio == 0 for ratio in group) for group in found] for name, found in ratios.items()}
    logs = {name: [logged for group in found if (logged := _logs(group))] for name, found in ratios.items()}
    zero = _drawn(zeros[label], [share for found in zeros.values() for share in found])
    means = {name: [fmean(group) for group in found] for name, found in logs.items()}
    mu = _drawn(means[label], [mean for found in means.values() for mean in found])
    inflation = 1 + 1 / (len(logs[label]) + PRIOR_PROGRAMMES)
    return Ratio(zero, mu, math.sqrt(_pooled_variance(logs, means) * inflation))


def by_programme(pairs: Iterable[Pair]) -> dict[tuple[str, str], list[float]]:
    """The scored ratios by class and programme."""
    groups: dict[tuple[str, str], list[float]] = {}
    for pair in pairs:
        if pair.scored and pair.ratio is not None:
            groups.setdefault((pair.label, pair.programme), []).append(pair.ratio)
    return groups


def _logs(ratios: Sequence[float]) -> list[float]:
    return [math.log(ratio) for ratio in ratios if ratio > 0]


def _drawn(own: Sequence[float], pooled: Sequence[float]) -> float:
    """The mean of a class with the mean of all programmes counted in as PRIOR_PROGRAMMES more."""
    return (math.fsum(own) + PRIOR_PROGRAMMES * fmean(pooled)) / (len(own) + PRIOR_PROGRAMMES)


def _pooled_variance(logs: Mapping[str, list[list[float]]], means: Mapping[str, list[float]]) -> float:
    """The variance of a log ratio about the mean of its class, every programme weighing one."""
    total, freedom = 0.0, 0
    for name, groups in logs.items():
        if len(groups) > 1:
            centre = fmean(means[name])
            total += math.fsum(fmean((x - centre) ** 2 for x in group) for group in groups)
            freedom += len(groups) - 1
    return total / freedom


def scores(pairs: Sequence[Pair] | None = None) -> tuple[Score, ...]:
    """The leave-one-programme-out score of each class, on the shipped history unless pairs are given.

    A programme is left out of both classes at once. At face value the forecast is the number 1, whose score is the
    absolute error. Rows are averaged within their programme, programmes within their class.
    """
    known = tuple(history() if pairs is None else pairs)
    found = []
    for label in CLASSES:
        groups = {programme: ratios for (klass, programme), ratios in by_programme(known).items() if klass == label}
        fits = {name: fit([pair for pair in known if pair.programme != name], label) for name in groups}
        crps = fmean(fmean(fits[name].crps(ratio) for ratio in ratios) for name, ratios in groups.items())
        face_value = fmean(fmean(abs(ratio - 1) for ratio in ratios) for ratios in groups.values())
        found.append(Score(label, len(groups), sum(map(len, groups.values())), crps, face_value))
    return tuple(found)


def table() -> str:
    """The fit and the score of each class as a Markdown table, as docs/reference-classes.md prints it."""
    import numpy as np

    lines = [
        "| class | programmes | pairs | zero | mean | p5 | p50 | p95 | CRPS, programme left out | CRPS at face value |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for score in scores():
        ratio = fitted(score.label)
        low, middle, high = ratio.quantiles(np.array([0.05, 0.5, 0.95]))
        numbers = (ratio.zero, ratio.mean(), low, middle, high, score.crps, score.face_value)
        shown = " | ".join(f"{number:.2f}" for number in numbers[:5]) + f" | {score.crps:.3f} | {score.face_value:.3f}"
        lines.append(f"| {score.label} | {score.programmes} | {score.pairs} | {shown} |")
    return "\n".join(lines)
