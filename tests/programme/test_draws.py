"""Draws keep their distributions, their tails and their rank correlations, and belong to a name."""

import numpy as np
import pytest

from cofactory.base.cell import parse_cell
from cofactory.base.dist import Distribution
from cofactory.base.normal import scores
from cofactory.programme.coupling import nearest_correlation, unreachable
from cofactory.programme.draws import Sampler, draw, points, table_of
from cofactory.programme.inputs import Input

INFINITE = float("inf")
FAMILIES = ["100 to 160", "normal(100, 15)", "lognormal(100, 50)", "tri(80, 100, 140)", "pert(80, 100, 140)",
            "uniform(2, 5)", "beta(8, 2)", "oneof(12: 0.7, 18: 0.3)", "announced(100, guidance)",
            "announced(100, run_rate)"]  # fmt: skip


def uncertain(name: str, text: str, *, whole: bool = False) -> Input:
    value = parse_cell(text).value
    assert isinstance(value, Distribution)
    return Input(name, value, 1.0, whole, -INFINITE, INFINITE)


WIDE = ["normal(p10=80, p90=120)", "lognormal(p10=80, p90=300)", "lognormal(1 to 1000)", "beta(0.5, 0.5)",
        "beta(1, 30)", "tri(0, 0, 1)", "tri(80, 140, 140)", "pert(0, 1, 10)", "2 to 3 k"]  # fmt: skip
"""The same families at their most lopsided, and the spellings by quantiles."""


@pytest.mark.parametrize("text", FAMILIES)
def test_every_family_keeps_its_moments_and_tails(text: str) -> None:
    entry = uncertain("lines.a.capacity", text)
    drawn = draw([entry], {}, seed=3, first=0, count=1 << 16)[:, 0]
    d = entry.distribution
    assert drawn.mean() == pytest.approx(d.mean(), rel=0.001)
    assert drawn.std() == pytest.approx(d.sd(), rel=0.005)
    for p in (0.05, 0.95, 0.999):
        assert np.quantile(drawn, p) == pytest.approx(d.quantile(p), rel=0.003, abs=1e-9)


@pytest.mark.parametrize("text", [*FAMILIES, *WIDE])
def test_tabulated_quantiles_are_within_a_thousandth(text: str) -> None:
    """Between one draw in ten thousand to either side: relative to the value, or to the spread where that is more."""
    d = uncertain("lines.a.capacity", text).distribution
    tail = 10.0 ** -np.linspace(4, 0.31, 2000)
    p = np.concatenate([tail, 1 - tail])
    exact, found = d.quantiles(p), np.interp(scores(p), *table_of(d))
    assert np.all(np.abs(found - exact) <= 0.001 * np.maximum(np.abs(exact), d.sd()))


PAIRS = [("100 to 160", "normal(5, 1)"), ("beta(2, 3)", "tri(0, 1, 2)"), ("pert(1, 2, 9)", "lognormal(5, 9)"),
         ("oneof(1: 0.2, 2: 0.3, 3: 0.5)", "100 to 160"), ("uniform(0, 1)", "announced(100, run_rate)"),
         ("announced(9, run_rate)", "announced(100, guidance)"),
         ("oneof(12: 0.7, 18: 0.3)", "announced(100, run_rate)")]  # fmt: skip


@pytest.mark.parametrize("rho", [-0.8, -0.3, 0.2, 0.6, 0.9])
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_rank_correlations_are_what_was_asked_for_or_the_nearest_there_is(a: str, b: str, rho: float) -> None:
    from scipy.stats import spearmanr

    inputs = [uncertain("lines.a.capacity", a), uncertain("lines.b.capacity", b)]
    asked = {(inputs[0].name, inputs[1].name): rho}
    drawn = draw(inputs, asked, seed=3, first=0, count=4096)
    nearest = nearest_correlation(rho, inputs[0].distribution, inputs[1].distribution)
    assert spearmanr(drawn[:, 0], drawn[:, 1])[0] == pytest.approx(nearest, abs=0.01)
    assert (nearest == rho) == (not list(unreachable(inputs, asked)))
    assert nearest == rho or "oneof" in a or "announced" in a + b


def test_values_that_many_draws_share_limit_how_closely_cells_move() -> None:
    """Two equal cells of 0.7 and 0.3: opposed, the 0.3 of both lie apart, which is a correlation of -0.3/0.7."""
    two, smooth = (uncertain("lines.a.lead_time", text).distribution for text in ("oneof(1: 0.7, 2: 0.3)", "1 to 2"))
    assert nearest_correlation(-0.9, two, two) == pytest.approx(-3 / 7, abs=0.002)
    assert nearest_correlation(0.9, two, smooth) == pytest.approx(np.sqrt(1 - 0.7**3 - 0.3**3), abs=0.002)
    assert nearest_correlation(0.9, smooth, smooth) == 0.9


def test_uncorrelated_cells_are_so() -> None:
    drawn = points([f"lines.a-{k}.capacity" for k in range(12)], seed=2, first=0, count=1 << 14)
    assert np.abs(np.corrcoef(drawn.T) - np.eye(12)).max() < 0.03


def test_every_block_of_a_power_of_two_is_spread_evenly() -> None:
    drawn = points(["lines.a.capacity"], seed=2, first=256, count=256)[:, 0]
    assert np.array_equal(np.sort(np.floor(drawn * 256)), np.arange(256))


def test_a_cell_draws_the_same_beside_others_and_in_any_block() -> None:
    inputs = [uncertain(f"lines.{name}.capacity", "100 to 160") for name in "abc"]
    pairs = {(inputs[0].name, inputs[2].name): 0.5}
    together = Sampler(inputs, pairs, seed=4).values(0, 1000)
    assert np.array_equal(together[:, 1], draw(inputs[1:2], {}, seed=4, first=0, count=1000)[:, 0])
    assert np.array_equal(together[613:620], Sampler(inputs, pairs, seed=4).values(613, 7))


def test_whole_periods_are_rounded_up_and_limits_hold() -> None:
    drawn = draw([uncertain("lines.a.lead_time", "uniform(0.5, 2)", whole=True)], {}, seed=1, first=0, count=300)
    assert set(drawn[:, 0]) == {1.0, 2.0}
    spread = Input("lines.a.capacity", parse_cell("normal(1, 1)").value, 1.0, False, 0.0, INFINITE)  # type: ignore[arg-type]
    assert draw([spread], {}, seed=1, first=0, count=300).min() == 0.0


def test_sums_converge_faster_than_chance() -> None:
    """At 4096 points the error of a sum of twenty cells is below a hundredth of plain Monte Carlo's."""
    names = [f"lines.a-{k}.capacity" for k in range(20)]
    found = [points(names, seed=seed, first=0, count=4096).sum(axis=1).mean() for seed in range(8)]
    assert np.std(found) < 0.01 * np.sqrt(20 / 12 / 4096)
