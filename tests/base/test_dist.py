"""Known answers for each family: by hand, or by the formula of its definition."""

from __future__ import annotations

import math

import pytest

from cofactory.base.cell import parse_cell
from cofactory.base.dist import Distribution

Z95 = 1.6448536269514722


def dist(text: str) -> Distribution:
    value = parse_cell(text).value
    assert isinstance(value, Distribution)
    return value


@pytest.mark.parametrize(
    ("text", "mean", "sd", "p5", "p95"),
    [
        ("normal(100, 15)", 100, 15, 100 - 15 * Z95, 100 + 15 * Z95),
        ("normal(-5 to 10)", 2.5, 7.5 / Z95, -5, 10),
        ("uniform(2, 5)", 3.5, 3 / math.sqrt(12), 2.15, 4.85),
        # F = (x-80)^2 / (60*20) up to the mode, 1 - (140-x)^2 / (60*40) above it
        ("tri(80, 100, 140)", 320 / 3, math.sqrt(2800 / 18), 80 + math.sqrt(60), 140 - math.sqrt(120)),
        # beta(1, 1) is uniform; beta(2, 1) has F = x^2
        ("beta(1, 1)", 0.5, math.sqrt(1 / 12), 0.05, 0.95),
        ("beta(2, 1)", 2 / 3, math.sqrt(1 / 18), math.sqrt(0.05), math.sqrt(0.95)),
        ("beta(8, 2)", 0.8, math.sqrt(16 / 1100), 0.570864, 0.958977),
        # mode at the minimum: 0 + 6 * beta(1, 5), F = 1 - (1-x)^5
        ("pert(0, 0, 6)", 1, 6 * math.sqrt(5 / 252), 6 * (1 - 0.95**0.2), 6 * (1 - 0.05**0.2)),
        ("oneof(12: 0.7, 18: 0.3)", 13.8, 6 * math.sqrt(0.21), 12, 18),
        ("lognormal(100, 15)", 100, 15, 77.376879, 126.393714),
        ("lognormal(100, 15) k", 1e5, 15e3, 77376.879, 126393.714),
    ],
)
def test_a_family_has_its_known_mean_spread_and_quantiles(
    text: str, mean: float, sd: float, p5: float, p95: float
) -> None:
    found = dist(text)
    assert found.mean() == pytest.approx(mean)
    assert found.sd() == pytest.approx(sd)
    assert found.quantile(0.05) == pytest.approx(p5, rel=1e-6)
    assert found.quantile(0.95) == pytest.approx(p95, rel=1e-6)


def test_an_interval_is_the_5th_to_95th_percentile_of_a_lognormal() -> None:
    found = dist("100 to 160")
    sigma = math.log(1.6) / (2 * Z95)
    assert found.quantile(0.05) == pytest.approx(100)
    assert found.quantile(0.95) == pytest.approx(160)
    assert found.quantile(0.5) == pytest.approx(math.sqrt(16_000))
    assert found.mean() == pytest.approx(math.sqrt(16_000) * math.exp(sigma**2 / 2))


def test_quantiles_given_are_quantiles_kept() -> None:
    found = dist("lognormal(p10=100, p75=160)")
    assert found.quantile(0.10) == pytest.approx(100)
    assert found.quantile(0.75) == pytest.approx(160)


@pytest.mark.parametrize(
    "text",
    ["normal(3, 2)", "2 to 9", "uniform(1, 4)", "tri(1, 2, 9)", "pert(1, 2, 9)", "beta(3, 5)", "oneof(1: 0.5, 4: 0.5)"],
)
def test_the_mean_and_spread_are_those_of_the_quantile_function(text: str) -> None:
    import numpy as np

    found = dist(text)
    x = found.quantiles((np.arange(200_000) + 0.5) / 200_000)
    assert found.mean() == pytest.approx(float(x.mean()), rel=1e-4)
    assert found.sd() == pytest.approx(float(x.std()), rel=2e-3)
    assert found.lower <= float(x.min())
    assert float(x.max()) <= found.upper


@pytest.mark.parametrize("text", ["normal(3, 2)", "2 to 9 k", "announced(100, run_rate)", "announced(9, guidance)"])
def test_one_quantile_is_the_same_alone_and_among_many(text: str) -> None:
    found = dist(text)
    for p in (0.001, 0.05, 0.3, 0.5, 0.999):
        assert found.quantile(p) == pytest.approx(float(found.quantiles([p])[0]), rel=1e-12)


@pytest.mark.parametrize("p", [0, 1, -0.1, math.nan])
def test_one_quantile_of_a_normal_is_asked_inside_0_and_1(p: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        dist("normal(1, 2)").quantile(p)


def test_a_scaled_distribution_is_in_another_unit() -> None:
    found = dist("beta(8, 2)").scaled(0.5)
    assert found.mean() == pytest.approx(0.4)
    assert found.upper == 0.5
    assert str(found) == "0.5 * (beta(8, 2))"
    assert str(dist("beta(8, 2)").scaled(1e6)) == "beta(8, 2) M"
    with pytest.raises(ValueError, match="above 0"):
        found.scaled(0)


@pytest.mark.parametrize("p", [0, 1, -0.1, 1.1, math.nan])
def test_a_quantile_is_asked_inside_0_and_1(p: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        dist("uniform(1, 2)").quantile(p)


def test_a_distribution_made_in_python_prints_what_reads_back() -> None:
    for made in (
        Distribution("normal", (3.0, 2.0)),
        Distribution("oneof", (12.0, 0.7, 18.0, 0.3)),
        Distribution("announced", (100.0,), label="run_rate"),
    ):
        assert parse_cell(str(made)).value == made
    assert dist(str(Distribution("lognormal", (1.0, 0.5)))).mean() == pytest.approx(math.exp(1.125))
