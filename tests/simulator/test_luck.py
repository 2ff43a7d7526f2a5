"""Luck by counting gives the numbers of the paper, and events the chances they were given."""

from typing import Any

import numpy as np
import pytest

from cofactory.simulator.kernel_luck import philox, uniform
from tests.simulator import twin

ONES = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0, 0, 0), 0, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES, ONES, ONES, ONES), 0xFFFFFFFFFFFFFFFF, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            0x299F31D0A4093822,
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_known_answers_of_its_authors(
    counter: tuple[int, int, int, int], key: int, words: tuple[int, ...]
) -> None:
    """The vectors of Random123, file kat_vectors."""
    unsigned: Any = np.uint64(key)
    assert tuple(int(word) for word in philox(*counter, unsigned)) == words
    assert tuple(twin.philox(list(counter), key)) == words


def test_uniform_numbers_are_uniform() -> None:
    drawn = np.array([uniform(run, 5, 1, t, 3) for run in range(500) for t in range(8)])
    assert abs(drawn.mean() - 0.5) < 0.02
    assert abs(drawn.var() - 1 / 12) < 0.005
    assert 0 < drawn.min() < drawn.max() < 1
    assert len(set(drawn.tolist())) == len(drawn)
