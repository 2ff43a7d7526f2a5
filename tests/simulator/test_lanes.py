"""Runs go eight side by side and never look at each other; their operators do what those of NumPy do."""

from typing import Any, NamedTuple

import numba
import numpy as np
import pytest
from hypothesis import given, note

from cofactory.programme.coupling import rank_correlations
from cofactory.programme.draws import draw
from cofactory.simulator import compiled
from cofactory.simulator.arrays import Prepared
from cofactory.simulator.kernel_lanes import anywhere, bits_of, least, mask_of, most, pick, splat, unless
from cofactory.simulator.kernel_tables import reader
from cofactory.simulator.outcomes import Out, new_out
from cofactory.simulator.script import LANES
from cofactory.simulator.task import Lanes, new_task
from tests.planner.programmes import many
from tests.planner.reading import Case
from tests.simulator.risky import planned, risky_cases

SEED = 23


def block(prepared: Prepared, first: int, count: int) -> Out:
    """So many runs from one on, with everything that happened in them."""
    drawn = draw(prepared.inputs, rank_correlations(prepared.programme), seed=SEED, first=first, count=count)
    out = new_out(prepared.book, count, keep=True)
    compiled.follow(new_task(prepared.script, prepared.book.planned, drawn, out, first=first, seed=SEED, keep=True))
    return out


@many
@given(risky_cases())
def test_a_run_is_the_same_to_the_last_bit_whichever_runs_stand_beside_it(case: Case) -> None:
    note(f"{case.settings}\n{case.tables}")
    found = planned(case)
    if found is None:
        return
    together = block(found[0], 0, LANES + 3)
    for first, count in ((0, 1), (2, 5), (LANES - 1, 2), (LANES + 2, 1)):
        apart = block(found[0], first, count)
        for name, alone, beside in zip(Out._fields, apart, together, strict=True):
            assert np.array_equal(alone, beside[first : first + count]), (name, first)


class Sheet(NamedTuple):
    """Two rows to read and some to fill."""

    rows: Lanes


sheet_at = reader(Sheet)
njit: Any = numba.njit


@njit
def calculate(address: int) -> Any:
    x = sheet_at(address).rows
    a, b = x[0], x[1]
    x[2], x[3], x[4], x[5] = a + b, a - 2, 3.0 * b, a / b
    x[6], x[7] = least(a, b), most(a, b)
    x[8] = pick((a < b) & (b > 1.0), a, b)
    x[9] = pick(unless(a >= b, mask_of(1)), splat(1.0), 0)
    x[10, 3] = x[0, 4] + len(x)
    return bits_of((a == b) | (a != a)), anywhere(a > 100.0), anywhere(a <= b)  # noqa: PLR0124


def test_operators_do_in_every_lane_what_those_of_numpy_do() -> None:
    x = np.zeros((11, LANES))
    a, b = np.arange(8.0), np.array([0.5, 1.0, -2.0, 8.0, 4.0, 1.5, 7.0, np.inf])
    x[0], x[1] = a, b
    words = np.array(list(compiled.words_of(Sheet(x))), dtype=np.int64)
    equal, large, less = calculate(words.ctypes.data)
    assert (equal, large, less) == (0b00010010, False, True)
    wanted = [a + b, a - 2, 3 * b, a / b, np.minimum(a, b), np.maximum(a, b), np.where((a < b) & (b > 1), a, b),
              np.where((a >= b) & (np.arange(8) > 0), 1.0, 0.0)]  # fmt: skip
    assert np.array_equal(x[2:10], wanted)
    assert x[10].tolist() == [0, 0, 0, 15, 0, 0, 0, 0]


def test_arrays_that_are_not_in_order_of_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="row by row"):
        list(compiled.words_of(Sheet(np.zeros((LANES, 4)).T)))
