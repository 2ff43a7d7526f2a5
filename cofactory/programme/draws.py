"""Draws of a programme's uncertain cells: one seed, correlations kept, the same run for the same number and name.

Inputs come from a scrambled Sobol sequence. Its direction numbers are those of polynomials of a degree above 32,
which are free to choose (Sobol 1967): they are taken from a hash of the seed and the cell's name, so that a cell draws
the same numbers in every scenario that has it. Scrambling is nested and uniform (Owen 1995) by the hash of Laine and
Karras in the form of Burley 2020, Journal of Computer Graphics Techniques 9(4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import shake_128
from typing import TYPE_CHECKING

import numpy as np

from cofactory.programme.cells import SLACK
from cofactory.programme.coupling import couplings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.base.dist import Distribution
    from cofactory.programme.inputs import Input

    Floats = NDArray[np.float64]
    Words = NDArray[np.uint32]

BITS = 32
"""Bits of a point: 4 billion runs, and draws as far out as 1 in 8 billion."""

EDGE = 1e-10
"""Probability: how close to a step of a distribution its table follows it."""

KNOTS = np.linspace(-6.5, 6.5, 209)
"""Normal scores at which a distribution is tabulated: even in the score, so ever finer in probability in the tails."""


class Sampler:
    """Draws the same inputs again and again: tables, couplings and direction numbers are made once."""

    def __init__(
        self, inputs: Sequence[Input], rank_correlations: Mapping[tuple[str, str], float], *, seed: int
    ) -> None:
        self.inputs = tuple(inputs)
        self._couplings = tuple(couplings(inputs, rank_correlations))
        self._tables = [table_of(entry.distribution) for entry in inputs]
        self._directions = directions([entry.name for entry in inputs], seed)

    def values(self, first: int, count: int) -> Floats:
        """Returns values of the inputs in the runs first, first + 1, ..., [run, input]."""
        from scipy.special import ndtri

        scores: Floats = ndtri(_points(*self._directions, first, count))
        for columns, factor in self._couplings:
            _couple(scores, columns, factor)
        values = np.empty_like(scores)
        for k, (entry, (knots, table)) in enumerate(zip(self.inputs, self._tables, strict=True)):
            column = np.clip(np.interp(scores[:, k], knots, table) * entry.factor, entry.low, entry.high)
            values[:, k] = np.ceil(column - SLACK) if entry.whole else column
        return values


def _couple(scores: Floats, columns: list[int], factor: Floats) -> None:
    """Makes columns move together, sum by sum: a matrix product may round a run otherwise in a block of other size."""
    for i in reversed(range(len(columns))):
        total = scores[:, columns[i]] * factor[i, i]
        for j in range(i):
            total += scores[:, columns[j]] * factor[i, j]
        scores[:, columns[i]] = total


def draw(
    inputs: Sequence[Input], rank_correlations: Mapping[tuple[str, str], float], *, seed: int, first: int, count: int
) -> Floats:
    """Returns values of the inputs in the runs first, first + 1, ..., [run, input]."""
    return Sampler(inputs, rank_correlations, seed=seed).values(first, count)


def points(names: Sequence[str], *, seed: int, first: int, count: int) -> Floats:
    """Returns scrambled Sobol points inside (0, 1), [run, name]."""
    return _points(*directions(names, seed), first, count)


def directions(names: Sequence[str], seed: int) -> tuple[Words, Words]:
    """Returns the direction numbers, [bit, name]: odd, the j-th below 2^j, shifted up; and the scrambling keys."""
    digests = [shake_128(f"{seed}/{name}".encode()).digest(4 * (BITS + 1)) for name in names]
    words = np.frombuffer(b"".join(digests), dtype="<u4").reshape(-1, BITS + 1).T.astype(np.uint64)
    j = np.arange(1, BITS + 1, dtype=np.uint64)[:, None]
    odd = words[:BITS] % (np.uint64(1) << j) | np.uint64(1)
    return (odd << (np.uint64(BITS) - j)).astype(np.uint32), words[BITS].astype(np.uint32)


def _points(direction: Words, keys: Words, first: int, count: int) -> Floats:
    runs = np.arange(first, first + count, dtype=np.uint64)[:, None]
    found = np.zeros((count, len(keys)), dtype=np.uint32)
    for j in range(int(first + count - 1).bit_length() if count else 0):
        chosen = ((runs >> np.uint64(j)) & np.uint64(1)).astype(np.uint32)
        found ^= chosen * direction[j]
    return (_scrambled(found, keys).astype(np.float64) + 0.5) / 2.0**BITS


def _scrambled(x: Words, keys: Words) -> Words:
    """Every bit flipped by a hash of the bits above it and the key."""
    x = _reversed(x) + keys
    for multiplier in (0x6C50B47C, 0xB82F1E52, 0xC7AFE638, 0x8D22F6E6):
        x = x ^ x * np.uint32(multiplier)
    return _reversed(x)


def _reversed(x: Words) -> Words:
    for shift, mask in ((1, 0x55555555), (2, 0x33333333), (4, 0x0F0F0F0F), (8, 0x00FF00FF)):
        s, m = np.uint32(shift), np.uint32(mask)
        x = ((x >> s) & m) | ((x & m) << s)
    return (x >> np.uint32(16)) | (x << np.uint32(16))


def table_of(distribution: Distribution) -> tuple[Floats, Floats]:
    """Returns normal scores and the quantiles there; between them a draw lies on a straight line.

    Where the distribution has a mass on one value, two scores stand close together at its end: a step, not a slope.
    """
    from scipy.special import ndtr, ndtri

    knots = KNOTS
    if distribution.family == "oneof":
        chances = np.cumsum([chance for _, chance in sorted(_pairs(distribution))])[:-1]
        knots = _with_steps(knots, chances)
    table: Floats = distribution.quantiles(ndtr(knots))
    if distribution.family != "oneof" and table[0] == table[1]:
        edge = _end_of_mass(distribution, float(table[0]))
        beyond = ndtri(np.clip(edge + (1 - edge) * ndtr(KNOTS), EDGE, 1 - EDGE))  # the rest has a tail of its own there
        knots = _with_steps(np.union1d(knots, beyond), np.array([edge]))
        table = distribution.quantiles(ndtr(knots))
    return knots, table


def _pairs(distribution: Distribution) -> list[tuple[float, float]]:
    values = distribution.parameters
    return list(zip(values[::2], values[1::2], strict=True))


def _with_steps(knots: Floats, probabilities: Floats) -> Floats:
    from scipy.special import ndtri

    inside = probabilities[(probabilities > EDGE) & (probabilities < 1 - EDGE)]
    return np.unique(np.concatenate([knots, ndtri(inside - EDGE), ndtri(inside + EDGE)]))


def _end_of_mass(distribution: Distribution, value: float) -> float:
    """The probability up to which a draw is the least value."""
    low, high = 0.0, 1.0
    while high - low > EDGE / 4:
        middle = (low + high) / 2
        low, high = (middle, high) if distribution.quantile(middle) <= value else (low, middle)
    return low
