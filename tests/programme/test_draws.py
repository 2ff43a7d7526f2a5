"""Draws keep their distributions, their tails and their rank correlations, and belong to a name."""

import numpy as np
import pytest

from cofactory.base.cell import parse_cell
from cofactory.base.dist import Distribution
from cofactory.programme.draws import Sampler, draw, points
from cofactory.programme.inputs import Input

INFINITE = float("inf")
FAMILIES = ["100 to 160", "normal(100, 15)", "lognormal(100, 50)", "tri(80, 100, 140)", "pert(80, 100, 140)",
            "uniform(2, 5)", "beta(8, 2)", "oneof(12: 0.7, 18: 0.3)", "announced(100, guidance)",
            "announced(100, run_rate)"]  # fmt: skip


def uncertain(name: str, text: str, *, whole: bool = False) -> Input:
    value = parse_cell(text).value
    assert isinstance(value, Distribution)
    return Input(name, value, 1.0, whole, -INFINITE, INFINITE)


@pytest.mark.parametrize("text", FAMILIES)
def test_every_family_keeps_its_moments_and_tails(text: str) -> None:
    entry = uncertain("lines.a.capacity", text)
    drawn = draw([entry], {}, seed=3, first=0, count=1 << 16)[:, 0]
    d = entry.distribution
    assert drawn.mean() == pytest.approx(d.mean(), rel=0.001)
    assert drawn.std() == pytest.approx(d.sd(), rel=0.005)
    for p in (0.05, 0.95, 0.999):
        assert np.quantile(drawn, p) == pytest.approx(d.quantile(p), rel=0.003, abs=1e-9)


@pytest.mark.parametrize("rho", [-0.8, -0.3, 0.2, 0.6, 0.9])
@pytest.mark.parametrize(("a", "b"), [("100 to 160", "normal(5, 1)"), ("beta(2, 3)", "tri(0, 1, 2)"),
                                      ("oneof(1: 0.2, 2: 0.3, 3: 0.5)", "100 to 160")])  # fmt: skip
def test_rank_correlations_are_what_was_asked_for(a: str, b: str, rho: float) -> None:
    from scipy.stats import spearmanr

    if "oneof" in a and abs(rho) > 0.85:
        pytest.skip("three values cannot move so closely with a continuous one")
    inputs = [uncertain("lines.a.capacity", a), uncertain("lines.b.capacity", b)]
    drawn = draw(inputs, {(inputs[0].name, inputs[1].name): rho}, seed=3, first=0, count=20_000)
    assert spearmanr(drawn[:, 0], drawn[:, 1])[0] == pytest.approx(rho, abs=0.01)


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
