"""The records of a book as plain Python rows, and luck by counting for whole arrays of runs at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.simulator.book import Records

    Floats = NDArray[np.float64]
    Words = NDArray[np.uint64]

FAR = 10**9
SLACK, WHOLE, KEPT, DONE = 1.0 + 1e-7, 1.0 - 1e-6, 1.0 - 1e-6, 1e-9
"""docs/runs.md, "The law of agreement": how exactly limits on money, decisions, promises and work are met."""

_LOW, _WORD = np.uint64(0xFFFFFFFF), np.uint64(32)


def rows(table: Records) -> list[SimpleNamespace]:
    """Returns records as objects with Python numbers, which loops read faster than records of NumPy."""
    names = table.dtype.names or ()
    return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in table.tolist()]


def uniforms(runs: Words, stream: Words | np.uint64, index: int, blocks: Words | np.uint64, seed: int) -> Floats:
    """Returns numbers above 0 and below 1 of Philox4x32-10, four along a new last axis; the arguments broadcast."""
    x0, x1, x3 = np.broadcast_arrays(runs & _LOW, stream, blocks)
    x2 = np.full(x0.shape, index, dtype=np.uint64)
    k0, k1 = seed & 0xFFFFFFFF, seed >> 32
    for _ in range(10):
        a, b = np.uint64(0xD2511F53) * x0, np.uint64(0xCD9E8D57) * x2
        x0, x1 = (b >> _WORD) ^ x1 ^ np.uint64(k0), b & _LOW
        x2, x3 = (a >> _WORD) ^ x3 ^ np.uint64(k1), a & _LOW
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return (np.stack([x0, x1, x2, x3], axis=-1).astype(np.float64) + 0.5) * 2.0**-32
