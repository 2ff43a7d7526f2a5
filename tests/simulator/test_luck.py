"""Luck by counting gives the numbers of the paper, and events the chances they were given."""

from typing import Any, NamedTuple

import numba
import numpy as np
import pytest

from cofactory.simulator.compiled import words_of
from cofactory.simulator.kernel_lanes import counted, numbers, splat_words
from cofactory.simulator.kernel_luck import philox, uniform
from cofactory.simulator.kernel_tables import reader
from cofactory.simulator.script import LANES
from cofactory.simulator.task import Lanes
from tests.simulator import twin

ONES = 0xFFFFFFFF


class Found(NamedTuple):
    """Rows to be filled."""

    rows: Lanes


njit: Any = numba.njit
found_at = reader(Found)


def told_of(found: Any) -> Any:
    """The words in which the kernel is told of these rows."""
    return np.array(list(words_of(Found(found))), dtype=np.int64)


@njit
def one_by_one(c0: int, c1: int, c2: int, c3: int, key: int) -> Any:
    return philox(c0, c1, c2, c3, key)


@njit
def in_lanes(address: int, first: int, key: int) -> None:
    """Fills in the four words of eight runs for a stream, an index and a block, [word, run]."""
    table = found_at(address).rows
    words = philox(counted(first), splat_words(77), splat_words(2), splat_words(5), key)
    for k in range(4):
        table[k] = numbers(words[k])


@njit
def draw_uniforms(address: int) -> None:
    """Fills in one number for each run, in blocks of eight."""
    table = found_at(address).rows
    for k in range(len(table)):
        table[k] = uniform(counted(LANES * k), 5, 1, 3)


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
    one: Any = [np.uint64(word) for word in counter]
    assert tuple(int(word) for word in one_by_one(*one, unsigned)) == words
    assert tuple(twin.philox(list(counter), key)) == words


def test_every_lane_draws_the_words_of_its_own_run() -> None:
    """Runs beyond 2**32 have the luck of those 2**32 before them; the twin counts in Python's whole numbers."""
    for first, key in ((0, 3), (2**32 - 3, 2**63 - 1)):
        found = np.zeros((4, LANES))
        words = told_of(found)
        in_lanes(words.ctypes.data, first, key)
        for k in range(LANES):
            assert found[:, k].tolist() == twin.philox([(first + k) % 2**32, 77, 2, 5], key)


def test_uniform_numbers_are_uniform() -> None:
    blocks = np.zeros((500, LANES))
    words = told_of(blocks)
    draw_uniforms(words.ctypes.data)
    drawn = blocks.ravel()
    assert abs(drawn.mean() - 0.5) < 0.02
    assert abs(drawn.var() - 1 / 12) < 0.005
    assert 0 < drawn.min() < drawn.max() < 1
    assert len(set(drawn.tolist())) == len(drawn)
