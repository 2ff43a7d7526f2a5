"""Distributions: what an uncertain cell holds, with its mean, standard deviation, quantiles and support."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from cofactory.base.quantity import SCALES, spell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

Parameters = tuple[float, ...]

PERT_WEIGHT = 4.0
"""Weight of the mode in a PERT distribution; Malcolm, Roseboom, Clark and Fazar 1959, Operations Research 7(5)."""

TIED = frozenset({"oneof", "announced"})
"""Families of which many draws are the very same value: listed ones, or announcements that come to nothing."""

_OUTSIDE = "A quantile is asked at a probability above 0 and below 1."


@dataclass(frozen=True, slots=True)
class Distribution:
    """One uncertain number: `scale` times a draw from a family with these parameters.

    Parameters by family: normal (mean, sd); lognormal (mu, sigma of the logarithm); uniform (low, high);
    tri and pert (min, mode, max); beta (a, b); oneof (value, probability, value, probability, ...);
    announced (the announced number), with the reference class in `label`.
    """

    family: str
    parameters: Parameters
    scale: float = 1.0
    label: str = ""
    written: str = field(default="", compare=False)

    def mean(self) -> float:
        """The expected value."""
        return self.scale * _family(self).mean(self.parameters)

    def sd(self) -> float:
        """The standard deviation."""
        return self.scale * _family(self).sd(self.parameters)

    def quantile(self, p: float) -> float:
        """The value that a draw stays at or below with probability `p`, 0 < p < 1 (else ValueError)."""
        single = _family(self).quantile
        if single is None:
            return float(self.quantiles([p])[0])
        if not 0 < p < 1:
            raise ValueError(_OUTSIDE)
        return self.scale * single(self.parameters, p)

    def quantiles(self, p: ArrayLike) -> Floats:
        """The quantiles at an array of probabilities, each inside (0, 1) (else ValueError)."""
        import numpy as np

        probabilities = np.asarray(p, dtype=np.float64)
        if not bool(np.all((probabilities > 0) & (probabilities < 1))):
            raise ValueError(_OUTSIDE)
        result: Floats = self.scale * _family(self).quantiles(self.parameters, probabilities)
        return result

    def ties(self) -> tuple[float, ...]:
        """The shares of draws that are the very same value, one for each such value; none for most families."""
        if self.family == "announced":
            from cofactory.base.reference import fitted

            return (fitted(self.label).zero,)
        if self.family != "oneof":
            return ()
        shares: dict[float, float] = {}
        for value, chance in zip(self.parameters[::2], self.parameters[1::2], strict=True):
            shares[value] = shares.get(value, 0.0) + chance
        return tuple(shares[value] for value in sorted(shares) if shares[value] > 0)

    @property
    def lower(self) -> float:
        """The lower end of the support; may be minus infinity."""
        return self.scale * _family(self).support(self.parameters)[0]

    @property
    def upper(self) -> float:
        """The upper end of the support; may be infinity."""
        return self.scale * _family(self).support(self.parameters)[1]

    def scaled(self, factor: float) -> Distribution:
        """The distribution of `factor` (> 0) times this number: another currency, another unit."""
        if not factor > 0:
            raise ValueError("A distribution is scaled by a factor above 0.")
        return Distribution(self.family, self.parameters, self.scale * factor, self.label, self.written)

    def __str__(self) -> str:
        """The distribution as it is written in a cell; a scale that has no suffix is told as a factor."""
        suffix = next((name for name, scale in SCALES.items() if scale == self.scale), None)
        if self.scale == 1.0:
            return self._bare()
        return f"{self._bare()} {suffix}" if suffix else f"{spell(self.scale)} * ({self._bare()})"

    def _bare(self) -> str:
        if self.written:
            return self.written
        shown = [spell(parameter) for parameter in self.parameters]
        if self.family == "oneof":
            shown = [f"{value}: {chance}" for value, chance in zip(shown[::2], shown[1::2], strict=True)]
        if self.family == "lognormal":
            shown = [spell(_lognormal_mean(self.parameters)), spell(_lognormal_sd(self.parameters))]
        return f"{self.family}({', '.join([*shown, *([self.label] if self.label else [])])})"


@dataclass(frozen=True, slots=True)
class Family:
    """The formulas of one family, each a function of the parameters alone."""

    mean: Callable[[Parameters], float]
    sd: Callable[[Parameters], float]
    quantiles: Callable[[Parameters, Any], Any]
    support: Callable[[Parameters], tuple[float, float]]
    quantile: Callable[[Parameters, float], float] | None = None
    """One quantile without the arrays, whose import takes longer than reading a small programme."""


def _family(distribution: Distribution) -> Family:
    if distribution.family == "announced":
        return _announced(distribution.label)
    return FAMILIES[distribution.family]


def _lognormal_mean(v: Parameters) -> float:
    return math.exp(v[0] + v[1] ** 2 / 2)


def _lognormal_sd(v: Parameters) -> float:
    return _lognormal_mean(v) * math.sqrt(math.expm1(v[1] ** 2))


def _normal_quantile(v: Parameters, p: float) -> float:
    return v[0] + v[1] * NormalDist().inv_cdf(p)


def _lognormal_quantile(v: Parameters, p: float) -> float:
    return math.exp(_normal_quantile(v, p))


def _normal_quantiles(v: Parameters, p: Floats) -> Any:
    from cofactory.base.normal import scores

    return v[0] + v[1] * scores(p)


def _lognormal_quantiles(v: Parameters, p: Floats) -> Any:
    from numpy import exp

    return exp(_normal_quantiles(v, p))


def _uniform_quantiles(v: Parameters, p: Floats) -> Any:
    return v[0] + (v[1] - v[0]) * p


def _tri_sd(v: Parameters) -> float:
    low, mode, high = v
    width, rise = high - low, mode - low
    return math.sqrt((width * width - width * rise + rise * rise) / 18)


def _tri_quantiles(v: Parameters, p: Floats) -> Any:
    from numpy import sqrt, where

    low, mode, high = v
    rise = (mode - low) / (high - low)
    left = low + sqrt(p * (high - low) * (mode - low))
    right = high - sqrt((1 - p) * (high - low) * (high - mode))
    return where(p <= rise, left, right)


def _pert_shape(v: Parameters) -> tuple[float, float]:
    """The two beta parameters of a PERT: 1 + 4 (mode-min)/(max-min) and 1 + 4 (max-mode)/(max-min)."""
    low, mode, high = v
    return 1 + PERT_WEIGHT * (mode - low) / (high - low), 1 + PERT_WEIGHT * (high - mode) / (high - low)


def _pert_mean(v: Parameters) -> float:
    return (v[0] + PERT_WEIGHT * v[1] + v[2]) / (PERT_WEIGHT + 2)


def _pert_sd(v: Parameters) -> float:
    return (v[2] - v[0]) * _beta_sd(_pert_shape(v))


def _pert_quantiles(v: Parameters, p: Floats) -> Any:
    return v[0] + (v[2] - v[0]) * _beta_quantiles(_pert_shape(v), p)


def _beta_sd(v: Parameters) -> float:
    a, b = v
    return math.sqrt(a * b / (a + b + 1)) / (a + b)


def _beta_quantiles(v: Parameters, p: Floats) -> Any:
    from scipy.special import betaincinv

    return betaincinv(v[0], v[1], p)


def _oneof_mean(v: Parameters) -> float:
    return math.fsum(value * chance for value, chance in zip(v[::2], v[1::2], strict=True))


def _oneof_sd(v: Parameters) -> float:
    mean = _oneof_mean(v)
    return math.sqrt(math.fsum(chance * (value - mean) ** 2 for value, chance in zip(v[::2], v[1::2], strict=True)))


def _oneof_quantiles(v: Parameters, p: Floats) -> Any:
    import numpy as np

    pairs = sorted(zip(v[::2], v[1::2], strict=True))
    values = np.array([value for value, _ in pairs])
    up_to = np.cumsum([chance for _, chance in pairs])
    # A hair of tolerance, so that the 0.7-quantile of 0.7 : 0.3 is the first value whatever the rounding.
    return values[np.minimum(np.searchsorted(up_to, p - 1e-12), len(values) - 1)]


def _oneof_support(v: Parameters) -> tuple[float, float]:
    possible = [value for value, chance in zip(v[::2], v[1::2], strict=True) if chance > 0]
    return min(possible), max(possible)


def _announced(label: str) -> Family:
    """An announced number times the ratio that such announcements reached; the history is read on first use."""
    from cofactory.base.reference import fitted

    ratio = fitted(label)
    return Family(
        mean=lambda v: v[0] * ratio.mean(),
        sd=lambda v: v[0] * ratio.sd(),
        quantiles=lambda v, p: v[0] * ratio.quantiles(p),
        support=lambda _: (0.0, math.inf),
        quantile=lambda v, p: v[0] * ratio.quantile(p),
    )


FAMILIES: Mapping[str, Family] = {
    "normal": Family(
        lambda v: v[0], lambda v: v[1], _normal_quantiles, lambda _: (-math.inf, math.inf), _normal_quantile
    ),
    "lognormal": Family(
        _lognormal_mean, _lognormal_sd, _lognormal_quantiles, lambda _: (0.0, math.inf), _lognormal_quantile
    ),
    "uniform": Family(
        lambda v: (v[0] + v[1]) / 2, lambda v: (v[1] - v[0]) / math.sqrt(12), _uniform_quantiles, lambda v: (v[0], v[1])
    ),
    "tri": Family(lambda v: sum(v) / 3, _tri_sd, _tri_quantiles, lambda v: (v[0], v[2])),
    "pert": Family(_pert_mean, _pert_sd, _pert_quantiles, lambda v: (v[0], v[2])),
    "beta": Family(lambda v: v[0] / (v[0] + v[1]), _beta_sd, _beta_quantiles, lambda _: (0.0, 1.0)),
    "oneof": Family(_oneof_mean, _oneof_sd, _oneof_quantiles, _oneof_support),
}
