"""The standard normal distribution over arrays, without a library that takes longer to import than a plan to follow.

The quantile function is algorithm AS 241, PPND16 (Wichura 1988, Applied Statistics 37(3)): 1 part in 10^16.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_MIDDLE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
_NEAR = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
     0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)  # fmt: skip
_FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
     0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
     0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
)  # fmt: skip
"""Numerator and denominator of the rational functions, the highest power first."""


def scores(p: ArrayLike) -> Floats:
    """Returns the values that a standard normal stays at or below with probability p, 0 < p < 1; the shape is p's."""
    shares_of = np.asarray(p, dtype=np.float64)
    q = shares_of - 0.5
    found: Floats = np.asarray(q * _ratio(_MIDDLE, 0.180625 - q * q))
    outer = np.abs(q) > 0.425
    if outer.any():
        found[outer] = _tail(shares_of[outer])
    return found


def _tail(p: Floats) -> Floats:
    r = np.sqrt(-np.log(np.minimum(p, 1.0 - p)))
    size = np.where(r <= 5.0, _ratio(_NEAR, r - 1.6), _ratio(_FAR, r - 5.0))
    signed: Floats = np.copysign(size, p - 0.5)
    return signed


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: Floats) -> Any:
    above, below = (_polynomial(row, x) for row in coefficients)
    above /= below
    return above


def _polynomial(coefficients: tuple[float, ...], x: Floats) -> Any:
    total = coefficients[0] * x
    total += coefficients[1]
    for coefficient in coefficients[2:]:
        total *= x
        total += coefficient
    return total


def shares(scores: ArrayLike) -> Floats:
    """Returns the probability that a standard normal stays at or below each score; for short arrays, one by one."""
    flat = [0.5 * math.erfc(-score * math.sqrt(0.5)) for score in np.asarray(scores, dtype=np.float64).ravel()]
    return np.array(flat).reshape(np.shape(scores))
