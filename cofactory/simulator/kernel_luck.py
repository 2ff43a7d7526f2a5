"""Luck by counting: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, SC '11), and the events of risks.

The counter is (run, stream, index, block of four periods), the key is the seed: no generator has a state, so no draw
depends on which were made before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from cofactory.simulator.book import Floats, Ints, Records

_MULTIPLY_0 = np.uint64(0xD2511F53)
_MULTIPLY_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)
_SCALE = 2.0**-32

EVENT, SUCCESS = 0, 1
"""Indices of a stream: whether an event starts in a period; whether stage n of a project succeeds is SUCCESS + n."""


@njit(cache=True, nogil=True)
def philox(c0: int, c1: int, c2: int, c3: int, key: int) -> tuple[Any, Any, Any, Any]:
    """Returns four independent 32-bit words for a counter and a key."""
    x0, x1, x2, x3 = np.uint64(c0) & _LOW, np.uint64(c1) & _LOW, np.uint64(c2) & _LOW, np.uint64(c3) & _LOW
    k0, k1 = np.uint64(key) & _LOW, np.uint64(key) >> _WORD
    for _ in range(10):
        a, b = _MULTIPLY_0 * x0, _MULTIPLY_1 * x2
        x0, x1, x2, x3 = (b >> _WORD) ^ x1 ^ k0, b & _LOW, (a >> _WORD) ^ x3 ^ k1, a & _LOW
        k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    return x0, x1, x2, x3


@njit(cache=True, nogil=True)
def uniform(run: int, stream: int, index: int, period: int, key: int) -> float:
    """Returns a number above 0 and below 1."""
    x0, x1, x2, x3 = philox(run, stream, index, period >> 2, key)
    lane = period & 3
    word = x0 if lane == 0 else x1 if lane == 1 else x2 if lane == 2 else x3
    return (float(word) + 0.5) * _SCALE


@njit(cache=True, nogil=True)
def play_events(risks: Records, p: Floats, running: Ints, run: int, key: int) -> None:
    """Marks the periods in which an event of each risk runs, [risk, period]."""
    words = np.zeros(4, np.uint64)
    for r in range(len(risks)):
        chance, lasts = p[risks[r].chance_at], int(p[risks[r].duration_at])
        left, block = 0, -1
        for t in range(running.shape[1]):
            if left == 0 and chance > 0 and risks[r].first <= t <= risks[r].last:
                if t >> 2 != block:
                    block = t >> 2
                    words[0], words[1], words[2], words[3] = philox(run, risks[r].stream, EVENT, block, key)
                if (float(words[t & 3]) + 0.5) * _SCALE < chance:
                    left = lasts
            running[r, t] = 1 if left > 0 else 0
            if left > 0:
                left -= 1
