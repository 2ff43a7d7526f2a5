"""Luck by counting: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, SC '11), and the events of risks.

The counter is (run, stream, index, block of four periods), the key is the seed: no generator has a state, so no draw
depends on which were made before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cofactory.simulator.kernel_lanes import Vec, Words, anywhere, bits_of, numbers, pick, splat, splat_words
from cofactory.simulator.kernel_tables import inner
from cofactory.simulator.script import CHANCE_AT, RISK_FIRST, RISK_LAST

if TYPE_CHECKING:
    from cofactory.simulator.book import Floats, Ints
    from cofactory.simulator.script import Script

_MULTIPLY_0 = np.uint64(0xD2511F53)
_MULTIPLY_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)
_SCALE = 2.0**-32

EVENT, SUCCESS = 0, 1
"""Indices of a stream: whether an event starts in a period; whether stage n of a project succeeds is SUCCESS + n."""


@inner
def philox(c0: Any, c1: Any, c2: Any, c3: Any, key: int) -> tuple[Any, Any, Any, Any]:
    """Returns four independent 32-bit words for a counter and a key; counters are words, one or one a lane."""
    x0, x1, x2, x3 = c0 & _LOW, c1 & _LOW, c2 & _LOW, c3 & _LOW
    k0, k1 = np.uint64(key) & _LOW, np.uint64(key) >> _WORD
    for _ in range(10):
        a, b = _MULTIPLY_0 * x0, _MULTIPLY_1 * x2
        x0, x1, x2, x3 = (b >> _WORD) ^ x1 ^ k0, b & _LOW, (a >> _WORD) ^ x3 ^ k1, a & _LOW
        k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    return x0, x1, x2, x3


@inner
def uniform(runs: Words, stream: int, index: int, key: int) -> Vec:
    """Returns a number above 0 and below 1 for each run."""
    x0, _, _, _ = philox(runs, splat_words(stream), splat_words(index), splat_words(0), key)
    return (numbers(x0) + 0.5) * _SCALE


@inner
def play_events(script: Script, x: Floats, running: Ints, runs: Words, key: int) -> None:
    """Marks the runs in which an event of each risk is running, a bit a lane, [risk, period]."""
    periods, spare = len(script.discount), script.rows.spare
    for r in range(len(script.risks)):
        chance, lasts = x[script.risks[r, CHANCE_AT]], x[script.rows.lasts + r]
        if not anywhere(chance > 0.0):
            for t in range(periods):
                running[r, t] = 0
            continue
        stream = splat_words(script.streams[r])
        left = splat(0.0)
        for block in range((periods + 3) // 4):
            x0, x1, x2, x3 = philox(runs, stream, splat_words(EVENT), splat_words(block), key)
            x[spare] = (numbers(x0) + 0.5) * _SCALE
            x[spare + 1] = (numbers(x1) + 0.5) * _SCALE
            x[spare + 2] = (numbers(x2) + 0.5) * _SCALE
            x[spare + 3] = (numbers(x3) + 0.5) * _SCALE
            for t in range(4 * block, min(periods, 4 * block + 4)):
                if script.risks[r, RISK_FIRST] <= t <= script.risks[r, RISK_LAST]:
                    begins = (left <= 0.0) & (x[spare + (t & 3)] < chance)
                    left = pick(begins, lasts, left)
                running[r, t] = bits_of(left > 0.0)
                left = left - 1.0
