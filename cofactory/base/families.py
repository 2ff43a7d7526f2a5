"""The written forms of distributions: a family and its parameters become a checked Distribution."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from statistics import NormalDist

from cofactory.base.dist import Distribution
from cofactory.base.quantity import SCALES, CellError, evaluate, finite, spell

CLASSES = ("guidance", "run_rate")
"""The reference classes of announcements."""

FORMS: Mapping[str, str] = {
    "normal": "normal(100, 15), normal(-5 to 10) or normal(p10=80, p90=120)",
    "lognormal": "lognormal(100, 15), lognormal(100 to 160) or lognormal(p10=100, p90=160)",
    "uniform": "uniform(2, 5)",
    "tri": "tri(80, 100, 140): minimum, mode, maximum",
    "pert": "pert(80, 100, 140): minimum, mode, maximum",
    "beta": "beta(8, 2)",
    "oneof": "oneof(12: 0.7, 18: 0.3)",
    "announced": f"announced(100, run_rate); classes are {', '.join(CLASSES)}",
}
"""Every family with the spellings it has; shown when one of them is used wrongly."""

_SCALED = re.compile(r"(.*[\d.)])\s*(k|M|bn)\s*", re.DOTALL)
_QUANTILE = re.compile(r"[pP](\d+(?:\.\d+)?)\s*=(.*)", re.DOTALL)


def build(family: str, arguments: Sequence[str]) -> Distribution:
    """The distribution that `family(arguments)` means. Raises CellError for each way it can be wrong."""
    if family not in FORMS:
        raise _unknown_family(family)
    if family == "oneof":
        return _one_of(arguments)
    if family == "announced":
        return _announced(arguments)
    if any("=" in argument for argument in arguments):
        return _from_quantiles(family, arguments)
    if len(arguments) == 1 and re.search(r"\bto\b", arguments[0]):
        low, _, high = re.split(r"\b(to)\b", arguments[0], maxsplit=1)
        return interval(number(low), number(high), family)
    count = 3 if family in {"tri", "pert"} else 2
    if len(arguments) != count:
        raise _wrong_parameters(family, f"{family} takes {count} numbers here, not {len(arguments)}.")
    return _PARAMETRIC[family](family, [number(argument) for argument in arguments])


def number(text: str) -> float:
    """The value of one argument: a number, arithmetic, or either with a scale suffix (`2 M`)."""
    match = _SCALED.fullmatch(text)
    if match is None:
        return evaluate(text)
    return scaled_number(match[1], match[2])


def scaled_number(text: str, scale: str) -> float:
    """The number times its scale suffix; refused where it is not clear what the suffix belongs to."""
    bare = text.strip()
    value = evaluate(bare)
    if re.search(r"[\d.)]\s*[-+*/]", bare) and not _in_parentheses(bare):
        why = f"It is not clear whether {scale} belongs to the last number or to the result."
        raise CellError("ambiguous-scale", why, f"Write ({bare}) {scale}.")
    return finite(value * SCALES[scale])


def _in_parentheses(text: str) -> bool:
    """Whether the first parenthesis of the text is closed by its last character."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return at == len(text) - 1 and at > 0
    return False


def interval(low: float, high: float, family: str = "lognormal", *, tail: float = 0.05) -> Distribution:
    """The normal or lognormal with `tail` below `low` and `tail` above `high`."""
    if family not in {"normal", "lognormal"}:
        raise _wrong_parameters(family, f"{family} cannot be given by an interval.")
    return _through(family, [(tail, low), (1 - tail, high)], f"{family}({spell(low)} to {spell(high)})")


def _through(family: str, points: list[tuple[float, float]], written: str) -> Distribution:
    """The normal or lognormal through two quantiles: sd = (x2 - x1)/(z2 - z1), mean = x1 - z1 sd."""
    (p_low, low), (p_high, high) = sorted(points)
    if low == high and p_low != p_high:
        raise CellError(
            "empty-interval", "Both ends of the interval are the same.", f"Write {spell(low)}, if it is exact."
        )
    if low > high:
        raise CellError(
            "interval-order", "The interval runs from high to low.", f"Write {spell(high)} to {spell(low)}."
        )
    if family == "lognormal" and low <= 0:
        raise CellError(
            "interval-not-positive",
            "A lognormal lies above 0, so both ends of the interval must.",
            f"Write normal({spell(low)} to {spell(high)}), or ends above 0.",
        )
    x_low, x_high = (math.log(low), math.log(high)) if family == "lognormal" else (low, high)
    z_low, z_high = _z(p_low), _z(p_high)
    sd = (x_high - x_low) / (z_high - z_low)
    return _checked(Distribution(family, (x_low - z_low * sd, sd), written=written))


_z = lru_cache(maxsize=1_000)(NormalDist().inv_cdf)
"""The quantile of the standard normal; nearly every interval asks for the same two."""


def _from_quantiles(family: str, arguments: Sequence[str]) -> Distribution:
    if family not in {"normal", "lognormal"}:
        raise _wrong_parameters(family, f"{family} cannot be given by quantiles.")
    matches = [_QUANTILE.fullmatch(argument.strip()) for argument in arguments]
    found = [(float(m[1]), number(m[2])) for m in matches if m is not None]
    if len(found) != 2 or len(arguments) != 2 or found[0][0] == found[1][0]:
        raise _wrong_parameters(family, "Two different quantiles are needed.")
    if not all(0 < percent < 100 for percent, _ in found):
        raise CellError("bad-quantile", "A quantile lies above p0 and below p100.", f"Write {FORMS[family]}.")
    written = ", ".join(f"p{spell(percent)}={spell(value)}" for percent, value in found)
    low, high = sorted(found)
    if low[1] > high[1]:
        mend = f"Write {family}(p{spell(low[0])}={spell(high[1])}, p{spell(high[0])}={spell(low[1])})."
        raise CellError("interval-order", "The higher quantile has the lower value.", mend)
    return _through(family, [(percent / 100, value) for percent, value in found], f"{family}({written})")


def _moments(family: str, values: list[float]) -> Distribution:
    mean, sd = values
    written = f"{family}({spell(mean)}, {spell(sd)})"
    if sd <= 0:
        raise CellError(
            "spread-not-positive", "The standard deviation must be above 0.", f"Write {spell(mean)}, if it is exact."
        )
    if family == "normal":
        return _checked(Distribution(family, (mean, sd), written=written))
    if mean <= 0:
        raise CellError(
            "mean-not-positive",
            "The mean of a lognormal must be above 0.",
            f"Write normal({spell(mean)}, {spell(sd)}).",
        )
    variance = math.log1p((sd / mean) ** 2)
    if variance == 0:
        raise CellError(
            "spread-not-positive", "The standard deviation is too small beside the mean.", f"Write {spell(mean)}."
        )
    return _checked(Distribution(family, (math.log(mean) - variance / 2, math.sqrt(variance)), written=written))


def _uniform(family: str, values: list[float]) -> Distribution:
    low, high = values
    if low >= high:
        mend = f"Write {spell(low)}." if low == high else f"Write uniform({spell(high)}, {spell(low)})."
        raise CellError("parameter-order", "The lower end must lie below the upper one.", mend)
    return _checked(Distribution(family, (low, high)))


def _three_points(family: str, values: list[float]) -> Distribution:
    low, mode, high = values
    if not low <= mode <= high or low == high:
        ordered = ", ".join(spell(value) for value in sorted(values))
        mend = f"Write {family}({ordered})." if low != high or mode != low else f"Write {spell(low)}."
        raise CellError("parameter-order", f"{family} takes minimum, mode and maximum in this order.", mend)
    return _checked(Distribution(family, (low, mode, high)))


def _beta(family: str, values: list[float]) -> Distribution:
    if min(values) <= 0:
        raise CellError(
            "parameter-not-positive", "Both parameters of a beta must be above 0.", f"Write {FORMS[family]}."
        )
    return _checked(Distribution(family, (values[0], values[1])))


_PARAMETRIC: Mapping[str, Callable[[str, list[float]], Distribution]] = {
    "normal": _moments,
    "lognormal": _moments,
    "uniform": _uniform,
    "tri": _three_points,
    "pert": _three_points,
    "beta": _beta,
}


def _one_of(arguments: Sequence[str]) -> Distribution:
    pairs = [argument.split(":") for argument in arguments]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise _wrong_parameters("oneof", "Each value of oneof needs its probability.")
    parameters = [number(part) for pair in pairs for part in pair]
    chances = parameters[1::2]
    if min(chances) < 0 or max(chances) > 1:
        raise CellError("bad-probability", "A probability lies between 0 and 1.", f"Write {FORMS['oneof']}.")
    total = math.fsum(chances)
    if abs(total - 1) > 1e-9:
        raise CellError(
            "probabilities-sum",
            f"The probabilities sum to {spell(round(total, 10))}, not to 1.",
            "Change them so that they sum to 1.",
        )
    return _checked(Distribution("oneof", tuple(parameters)))


def _announced(arguments: Sequence[str]) -> Distribution:
    if len(arguments) != 2:
        raise _wrong_parameters("announced", "announced takes a number and a reference class.")
    target, label = number(arguments[0]), arguments[1].strip().replace("-", "_")
    if label not in CLASSES:
        raise CellError("unknown-class", f'"{label}" is no reference class.', f"Write {' or '.join(CLASSES)}.")
    if target <= 0:
        raise CellError("parameter-not-positive", "An announced number must be above 0.", "Write the number announced.")
    return Distribution("announced", (target,), label=label)


def _checked(distribution: Distribution) -> Distribution:
    """The distribution itself, if its mean and standard deviation are numbers; a wide lognormal has none."""
    try:
        moments = (distribution.mean(), distribution.sd())
    except OverflowError:
        moments = (math.inf, math.inf)
    for moment in moments:
        finite(moment)
    return distribution


def _wrong_parameters(family: str, why: str) -> CellError:
    return CellError("wrong-parameters", why, f"Write {FORMS[family]}.")


def _unknown_family(family: str) -> CellError:
    from difflib import get_close_matches

    synonyms = {"triangular": "tri", "triangle": "tri", "gaussian": "normal", "norm": "normal", "discrete": "oneof"}
    near = get_close_matches(family.lower(), FORMS, n=1, cutoff=0.6)
    meant = synonyms.get(family.lower()) or (near[0] if near else None)
    mend = f"Did you mean {FORMS[meant]}?" if meant else f"Families are {', '.join(FORMS)}."
    return CellError("unknown-family", f'"{family}" is not a family of distributions.', mend)
