"""Draws of a programme's uncertain cells: one seed, correlations kept, the same run for the same number and name.

Inputs come from a scrambled Sobol sequence. Its direction numbers are those of polynomials of a degree above 32,
which are free to choose (Sobol 1967): they are taken from a hash of the seed and the cell's name, so that a cell draws
the same numbers in every scenario that has it. Scrambling is nested and uniform (Owen 1995) by the hash of Laine and
Karras in the form of Burley 2020, Journal of Computer Graphics Techniques 9(4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import shake_128
from typing import TYPE_CHECKING, Any

import numpy as np

from cofactory.base.normal import scores, shares
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

REACH = 6.5
"""Standard deviations: as far as a score is followed; the most extreme point lies at 6.3."""

KNOTS = np.linspace(-REACH, REACH, 417)
"""Normal scores at which a distribution is tabulated: even in the score, so ever finer in probability in the tails."""

KNOT_SHARES = shares(KNOTS)
"""The probability of a draw below each of them."""

STRETCH = 256
"""Runs whose points differ in their lowest bits only: those are worked out once."""


class Sampler:
    """Draws the same inputs again and again: tables, couplings and direction numbers are made once."""

    def __init__(
        self, inputs: Sequence[Input], rank_correlations: Mapping[tuple[str, str], float], *, seed: int
    ) -> None:
        self.inputs = tuple(inputs)
        self._couplings = tuple(couplings(inputs, rank_correlations))
        self._points = Points([entry.name for entry in inputs], seed)
        self._low = np.array([entry.low for entry in inputs])
        self._high = np.array([entry.high for entry in inputs])
        self._whole = np.flatnonzero([entry.whole for entry in inputs])
        tables = [table_of(entry.distribution) for entry in inputs]
        self._uneven = {
            k: (knots, table * entry.factor)
            for k, (entry, (knots, table)) in enumerate(zip(inputs, tables, strict=True))
            if len(knots) != len(KNOTS)
        }
        blank = np.zeros(len(KNOTS))
        even = [
            blank if k in self._uneven else table * entry.factor
            for k, (entry, (_, table)) in enumerate(zip(inputs, tables, strict=True))
        ]
        self._table = np.array(even).T.reshape(len(KNOTS), len(inputs))
        self._rise = np.diff(self._table, axis=0)

    def values(self, first: int, count: int) -> Floats:
        """Returns values of the inputs in the runs first, first + 1, ..., [run, input]."""
        drawn = scores(self._points.of(first, count))
        for columns, factor in self._couplings:
            _couple(drawn, columns, factor)
        values = self._looked_up(drawn)
        for k, (knots, table) in self._uneven.items():
            values[:, k] = np.interp(drawn[:, k], knots, table)
        np.maximum(values, self._low, out=values)
        np.minimum(values, self._high, out=values)
        if len(self._whole):
            values[:, self._whole] = np.ceil(values[:, self._whole] - SLACK)
        return values

    def _looked_up(self, drawn: Floats) -> Floats:
        """The straight line between the knots to either side; they are even, so that nothing is searched for."""
        place = (np.clip(drawn, -REACH, REACH) + REACH) * ((len(KNOTS) - 1) / (2 * REACH))
        knot = np.minimum(place.astype(np.intp), len(KNOTS) - 2)
        place -= knot
        knot *= len(self.inputs)
        knot += np.arange(len(self.inputs))
        place *= self._rise.ravel().take(knot)
        place += self._table.ravel().take(knot)
        found: Floats = place
        return found


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
    return Points(names, seed).of(first, count)


def directions(names: Sequence[str], seed: int) -> tuple[Words, Words]:
    """Returns the direction numbers, [bit, name]: odd, the j-th below 2^j, shifted up; and the scrambling keys."""
    digests = [shake_128(f"{seed}/{name}".encode()).digest(4 * (BITS + 1)) for name in names]
    words = np.frombuffer(b"".join(digests), dtype="<u4").reshape(-1, BITS + 1).T.astype(np.uint64)
    j = np.arange(1, BITS + 1, dtype=np.uint64)[:, None]
    odd = words[:BITS] % (np.uint64(1) << j) | np.uint64(1)
    return (odd << (np.uint64(BITS) - j)).astype(np.uint32), words[BITS].astype(np.uint32)


class Points:
    """Scrambled Sobol points of named dimensions, bits turned round until the last step: scrambling needs them so."""

    def __init__(self, names: Sequence[str], seed: int) -> None:
        direction, self._keys = directions(names, seed)
        self._turned = _reversed(direction)
        self._lowest = self._bits(np.arange(STRETCH), 0)

    def of(self, first: int, count: int) -> Floats:
        """Returns the points of the runs first, first + 1, ..., [run, name]."""
        end = first + count
        starts = range(first - first % STRETCH, end, STRETCH)
        above = self._bits(np.array([start // STRETCH for start in starts], dtype=np.int64), STRETCH.bit_length() - 1)
        found = np.empty((count, len(self._keys)), dtype=np.uint32)
        for start, high in zip(starts, above, strict=True):
            low, up = max(first, start), min(end, start + STRETCH)
            found[low - first : up - first] = self._lowest[low - start : up - start] ^ high
        return (_scrambled(found, self._keys).astype(np.float64) + 0.5) / 2.0**BITS

    def _bits(self, numbers: NDArray[Any], shift: int) -> Words:
        """The direction numbers from `shift` on of every bit that is set, added up, [number, name]."""
        found = np.zeros((len(numbers), len(self._keys)), dtype=np.uint32)
        for j in range(int(numbers.max(initial=0)).bit_length()):
            found ^= ((numbers >> j) & 1).astype(np.uint32)[:, None] * self._turned[shift + j]
        return found


def _scrambled(turned: Words, keys: Words) -> Words:
    """Every bit flipped by a hash of the bits above it and the key; takes bits turned round, returns them right."""
    x = turned + keys
    for multiplier in (0x6C50B47C, 0xB82F1E52, 0xC7AFE638, 0x8D22F6E6):
        x ^= x * np.uint32(multiplier)
    return _reversed(x)


def _reversed(x: Words) -> Words:
    """The words with their 32 bits turned round."""
    for shift, mask in ((1, 0x55555555), (2, 0x33333333), (4, 0x0F0F0F0F)):
        s, m = np.uint32(shift), np.uint32(mask)
        x = ((x >> s) & m) | ((x & m) << s)
    return x.byteswap()


def table_of(distribution: Distribution) -> tuple[Floats, Floats]:
    """Returns normal scores and the quantiles there; between them a draw lies on a straight line.

    Where the distribution has a mass on one value, two scores stand close together at its end: a step, not a slope.
    """
    knots = KNOTS
    if distribution.family == "oneof":
        chances = np.cumsum([chance for _, chance in sorted(_pairs(distribution))])[:-1]
        knots = _with_steps(knots, chances)
    table: Floats = distribution.quantiles(KNOT_SHARES if knots is KNOTS else shares(knots))
    if distribution.family != "oneof" and table[0] == table[1]:
        edge = _end_of_mass(distribution, float(table[0]))
        # What is not the mass has a tail of its own there.
        beyond = scores(np.clip(edge + (1 - edge) * KNOT_SHARES, EDGE, 1 - EDGE))
        knots = _with_steps(np.union1d(knots, beyond), np.array([edge]))
        table = distribution.quantiles(shares(knots))
    return knots, table


def _pairs(distribution: Distribution) -> list[tuple[float, float]]:
    values = distribution.parameters
    return list(zip(values[::2], values[1::2], strict=True))


def _with_steps(knots: Floats, probabilities: Floats) -> Floats:
    inside = probabilities[(probabilities > EDGE) & (probabilities < 1 - EDGE)]
    return np.unique(np.concatenate([knots, scores(inside - EDGE), scores(inside + EDGE)]))


def _end_of_mass(distribution: Distribution, value: float) -> float:
    """The probability up to which a draw is the least value."""
    low, high = 0.0, 1.0
    while high - low > EDGE / 4:
        middle = (low + high) / 2
        low, high = (middle, high) if distribution.quantile(middle) <= value else (low, middle)
    return low
