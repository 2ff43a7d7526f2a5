"""Rank correlations of drawn cells: a Gaussian copula whose own correlation is chosen so that the rank one is right."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from cofactory.base.dist import TIED
from cofactory.base.normal import scores, shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.base.dist import Distribution
    from cofactory.programme.inputs import Input
    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]

MOST = 0.999999
"""Normal scores are never made to move together entirely: the copula would have no density."""

CELLS = 4000
"""Slices of the normal score in which the rank correlation of cells with ties is added up: errors below 0.001."""

FINE = 64
"""Steps for the part of a distribution that has no ties: errors below 0.001 as well."""

CLOSE = 1e-6
"""Rank correlation: found when it is this close."""

NEAR = 0.005
"""Rank correlation: further off than this is not what was asked for."""


def rank_correlations(programme: Programme) -> dict[tuple[str, str], float]:
    """Returns the rank correlations that a programme asks for, by the names of the two cells."""
    return {(row.a, row.b): row.rho.mean() for row in programme.correlations}


def couplings(inputs: Sequence[Input], asked: Mapping[tuple[str, str], float]) -> Iterator[tuple[list[int], Floats]]:
    """Yields, for every group of cells that hang together, their places and the factor L with L L' their correlation.

    Where the correlations of the scores cannot all hold together, the nearest that can are taken (negative eigenvalues
    cut off, the diagonal set to 1 again).
    """
    place = {entry.name: k for k, entry in enumerate(inputs)}
    pairs = {(place[a], place[b]): rho for (a, b), rho in asked.items() if a in place and b in place and a != b}
    for group in _groups(pairs):
        group.sort(key=lambda k: inputs[k].name)
        matrix = np.eye(len(group))
        for (a, b), rho in pairs.items():
            if a in group:
                i, j = group.index(a), group.index(b)
                matrix[i, j] = matrix[j, i] = score_correlation(rho, inputs[a].distribution, inputs[b].distribution)
        yield group, _factor(matrix)


def _groups(pairs: Mapping[tuple[int, int], float]) -> list[list[int]]:
    group_of: dict[int, list[int]] = {}
    for a, b in pairs:
        left, right = group_of.setdefault(a, [a]), group_of.setdefault(b, [b])
        if left is not right:
            left.extend(right)
            group_of.update(dict.fromkeys(right, left))
    return list({id(group): group for group in group_of.values()}.values())


def _factor(matrix: Floats) -> Floats:
    """A lower triangle L with L L' = matrix, or the nearest correlation matrix where there is none."""
    values, vectors = np.linalg.eigh(matrix)
    if values[0] < 1e-10:
        matrix = (vectors * np.maximum(values, 1e-10)) @ vectors.T
        spread = np.sqrt(np.diag(matrix))
        matrix = matrix / spread[:, None] / spread[None, :]
    return np.linalg.cholesky(matrix).astype(np.float64)


def unreachable(inputs: Sequence[Input], asked: Mapping[tuple[str, str], float]) -> Iterator[tuple[str, str, float]]:
    """Yields the pairs of cells that cannot have the rank correlation asked for, and the nearest they can have."""
    cell = {entry.name: entry.distribution for entry in inputs}
    for (a, b), rho in asked.items():
        if a in cell and b in cell and a != b:
            nearest = nearest_correlation(rho, cell[a], cell[b])
            if abs(nearest - rho) > NEAR:
                yield a, b, nearest


def nearest_correlation(rho: float, a: Distribution, b: Distribution) -> float:
    """Returns the rank correlation nearest to `rho` that two cells can have: values shared by many runs limit it."""
    if not _tied(a) and not _tied(b):
        return rho
    return min(max(rho, rank_correlation(-MOST, a, b)), rank_correlation(MOST, a, b))


def score_correlation(rho: float, a: Distribution, b: Distribution) -> float:
    """Returns the correlation of normal scores that gives two cells the rank correlation `rho`.

    For continuous cells 2 sin(π rho / 6) (Pearson 1907). Where many runs share a value it is found step by step; one
    that the cells cannot reach gives the nearest they can.
    """
    if not _tied(a) and not _tied(b):
        return max(-MOST, min(MOST, 2 * math.sin(math.pi * rho / 6)))
    low, high = (-MOST, rank_correlation(-MOST, a, b) - rho), (MOST, rank_correlation(MOST, a, b) - rho)
    if low[1] >= 0:
        return low[0]
    if high[1] <= 0:
        return high[0]
    while True:  # a straight line between the ends, the half-way point whenever that leaves one end where it was
        for share in (low[1] / (low[1] - high[1]), 0.5):
            middle = low[0] + share * (high[0] - low[0])
            off = rank_correlation(middle, a, b) - rho
            if abs(off) < CLOSE or high[0] - low[0] < CLOSE:
                return middle
            low, high = ((middle, off), high) if off < 0 else (low, (middle, off))


def rank_correlation(r: float, a: Distribution, b: Distribution) -> float:
    """Returns the rank correlation of two cells (ties at their middle rank) whose normal scores have correlation r."""
    if _tied(b) and not _tied(a):
        a, b = b, a
    p = (np.arange(CELLS) + 0.5) / CELLS
    score = scores(p)
    rank_a, sd_a = _ranks(a, p)
    if _tied(b):
        ends, heights, sd_b = _steps(b)
        below = _below((np.concatenate([[-np.inf], ends, [np.inf]])[:, None] - r * score) / math.sqrt(1 - r * r))
        expected = heights @ np.diff(below, axis=0)
    else:
        expected, sd_b = _below(r * score / math.sqrt(2 - r * r)), math.sqrt(1 / 12)
    return float(np.mean((rank_a - 0.5) * (expected - 0.5)) / (sd_a * sd_b))


def _below(score: Floats) -> Floats:
    """The probability of a normal score below each of these, on a straight line between close knots: errors 1e-7."""
    return np.interp(score, *_table())


@cache
def _table() -> tuple[Floats, Floats]:
    knots = np.linspace(-8.0, 8.0, 8001)
    return knots, shares(knots)


def _tied(d: Distribution) -> bool:
    return d.family in TIED


def _ranks(d: Distribution, p: Floats) -> tuple[Floats, float]:
    """The middle rank at every probability, and the standard deviation of ranks."""
    if d.family == "announced":
        (nothing,) = d.ties()
        return np.where(p <= nothing, nothing / 2, p), math.sqrt((1 - nothing**3) / 12)
    ends, heights, sd = _steps(d)
    return heights[np.searchsorted(shares(ends), p)], sd


def _steps(d: Distribution) -> tuple[Floats, Floats, float]:
    """The scores at which its value changes, the middle rank of each value, and the standard deviation of ranks.

    The part of an announcement that has no ties is cut into steps.
    """
    share = np.array(d.ties())
    if d.family == "announced":
        share = np.append(share, np.full(FINE, (1 - share[0]) / FINE))
    up_to = np.cumsum(share)
    heights = up_to - share / 2
    sd = math.sqrt(float(share @ (heights - 0.5) ** 2))
    return scores(up_to[:-1]), heights, max(sd, 1e-300)
