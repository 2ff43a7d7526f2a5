"""Rank correlations of drawn cells: a Gaussian copula whose own correlation is chosen so that the rank one is right."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.base.dist import Distribution
    from cofactory.programme.inputs import Input
    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]

MOST = 0.999999
"""Normal scores are never made to move together entirely: the copula would have no density."""

CELLS = 4000
"""Slices of the normal score in which the rank correlation of discrete cells is added up: errors below 0.001."""


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


def score_correlation(rho: float, a: Distribution, b: Distribution) -> float:
    """Returns the correlation of normal scores that gives two cells the rank correlation `rho`.

    For continuous cells 2 sin(π rho / 6) (Pearson 1907). For discrete ones it is found by halving; one
    that they cannot reach gives the nearest they can.
    """
    if a.family != "oneof" and b.family != "oneof":
        return max(-MOST, min(MOST, 2 * math.sin(math.pi * rho / 6)))
    low, high = -MOST, MOST
    for _ in range(40):
        middle = (low + high) / 2
        if rank_correlation(middle, a, b) < rho:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def rank_correlation(r: float, a: Distribution, b: Distribution) -> float:
    """Returns the rank correlation of two cells (ties at their middle rank) whose normal scores have correlation r."""
    from scipy.special import ndtr, ndtri

    p = (np.arange(CELLS) + 0.5) / CELLS
    score = ndtri(p)
    rank_a, sd_a = _ranks(a, p)
    ends, heights, sd_b = _steps(b)
    if len(ends):
        below = ndtr((np.concatenate([[-np.inf], ends, [np.inf]])[:, None] - r * score) / math.sqrt(1 - r * r))
        expected = heights @ np.diff(below, axis=0)
    else:
        expected = ndtr(r * score / math.sqrt(2 - r * r))
    return float(np.mean((rank_a - 0.5) * (expected - 0.5)) / (sd_a * sd_b))


def _ranks(d: Distribution, p: Floats) -> tuple[Floats, float]:
    """The middle rank at every probability, and the standard deviation of ranks."""
    from scipy.special import ndtr

    ends, heights, sd = _steps(d)
    if not len(ends):
        return p, sd
    return heights[np.searchsorted(ndtr(ends), p)], sd


def _steps(d: Distribution) -> tuple[Floats, Floats, float]:
    """Of a discrete cell the scores at which its value changes, the middle rank of each value, and their spread."""
    from scipy.special import ndtri

    if d.family != "oneof":
        return np.zeros(0), np.zeros(0), math.sqrt(1 / 12)
    chances: dict[float, float] = {}
    for value, chance in zip(d.parameters[::2], d.parameters[1::2], strict=True):
        chances[value] = chances.get(value, 0.0) + chance
    shares = np.array([chances[value] for value in sorted(chances) if chances[value] > 0])
    up_to = np.cumsum(shares)
    heights = up_to - shares / 2
    sd = math.sqrt(float(shares @ (heights - 0.5) ** 2))
    return ndtri(up_to[:-1]), heights, max(sd, 1e-300)
