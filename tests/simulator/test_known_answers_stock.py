"""Stocks that meet an uncertain demand: the newsvendor, and how a stock goes down.

The newsvendor with holding cost 0.18, shortage cost 0.70 and demand N(50, 8) is example 4.3 of Snyder and Shen,
Fundamentals of Supply Chain Theory (2nd ed., 2019): stock 56.60396, cost 1.997605. The loss function E max(X - s, 0) of
a normal demand is their appendix C. Sobol points of one cell are even: errors are far below those of independent runs.
"""

from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
import pytest

from cofactory import workbench
from cofactory.base.reference import fitted
from cofactory.simulator.summary import Runs
from tests.planner.small import need, programme
from tests.simulator.by_hand import all_it_can

HOLDING, SHORTAGE, MEAN, SD = 0.18, 0.70, 50.0, 8.0
BEST, LEAST = 56.60396, 1.997605
RUNS = 2**13


def depot(quantity: float, **cells: Any) -> dict[str, Any]:
    return {"id": "depot", "item": "pump", "country": "UA", "quantity": quantity} | cells


def loss(mean: float, sd: float, stock: float) -> float:
    """Returns E max(X - stock, 0) of a normal X."""
    z = (stock - mean) / sd
    return sd * (NormalDist().pdf(z) - z * (1 - NormalDist().cdf(z)))


def total(table: pl.DataFrame, column: str = "mean") -> np.ndarray[Any, Any]:
    """Returns the sum over the needs, period by period."""
    return table.group_by("period", maintain_order=True).agg(pl.col(column).sum())[column].to_numpy()


def newsvendor(stock: float, unmet: str = "lost") -> float:
    """Returns the mean cost of what is left over and what is short after one month."""
    asked = need(end="2026-01", quantity=f"normal({MEAN}, {SD})", unmet=unmet)
    tables = programme(periods=1, stocks=[depot(stock)], needs=[asked])
    runs = workbench.simulate(tables, all_it_can(tables), n=RUNS)
    return float(HOLDING * (stock - total(runs.deliveries)[0]) + SHORTAGE * total(runs.backlog)[0])


@pytest.mark.parametrize("unmet", ["lost", "waits"])
def test_the_newsvendors_stock_costs_what_the_textbook_says(unmet: str) -> None:
    assert newsvendor(BEST, unmet) == pytest.approx(LEAST, abs=5e-4)


@pytest.mark.parametrize("stock", [40.0, 50.0, 55.5, 57.5, 65.0, 80.0])
def test_any_other_stock_costs_more_by_as_much_as_the_loss_function_says(stock: float) -> None:
    more = newsvendor(stock) - newsvendor(BEST)
    known = HOLDING * (stock - MEAN) + (HOLDING + SHORTAGE) * loss(MEAN, SD, stock) - LEAST
    assert more == pytest.approx(known, abs=5e-4)
    assert more > 0


def test_a_years_uncertain_months_draw_a_stock_down_by_the_loss_function() -> None:
    """After t months of N(10, 3) each, X_t ~ N(10 t, 3 sqrt(t)) was asked for and E min(95, X_t) delivered of a stock
    of 120 that keeps 25: 95 - E max(95 - X_t, 0) by the month; what is asked for beyond waits.
    """
    months = [f"2026-{t:02}" for t in range(1, 13)]
    needs = [need(f"asked-{m}", start=m, end=m, quantity="normal(10, 3)") for m in months]
    tables = programme(periods=12, stocks=[depot(120, reserve=25)], needs=needs)
    runs = workbench.simulate(tables, all_it_can(tables), n=RUNS)
    asked = [(10.0 * t, 3 * t**0.5) for t in range(1, 13)]
    waiting = np.array([loss(mean, sd, 95) for mean, sd in asked])
    delivered = np.array([mean for mean, _ in asked]) - waiting
    error = 10 / RUNS**0.5  # of a sum of twelve months, of standard deviation 3 sqrt(12)
    assert np.abs(np.cumsum(total(runs.deliveries)) - delivered).max() < 4.5 * error
    assert np.abs(total(runs.backlog) - waiting).max() < 4.5 * error
    assert total(runs.deliveries).sum() + total(runs.backlog)[-1] == pytest.approx(120, abs=0.01)


def spread_out(law: Callable[..., Any], *intervals: tuple[float, float]) -> Any:
    """Returns the mean of a function of independent uniform numbers, by the midpoint rule."""
    middles = [low + (high - low) * (np.arange(400) + 0.5) / 400 for low, high in intervals]
    return law(*np.meshgrid(*middles)).mean()


def test_a_rate_and_an_uncertain_reserve_bound_what_leaves_a_stock() -> None:
    """Of a stock of 60 that keeps B ~ U(5, 25) and releases at most 8 a month, a need of D ~ U(4, 14) a month has got
    min(D t, 8 t, 60 - B) by the end of month t.
    """
    asked = need(end="2026-10", quantity="uniform(4, 14)")
    tables = programme(periods=10, stocks=[depot(60, reserve="uniform(5, 25)", release_rate=8)], needs=[asked])
    runs = workbench.simulate(tables, all_it_can(tables), n=RUNS)
    known = [
        spread_out(lambda d, b, t=t: np.minimum(np.minimum(d, 8) * t, 60 - b), (4, 14), (5, 25)) for t in range(1, 11)
    ]
    got = np.cumsum(total(runs.deliveries))
    assert got == pytest.approx(known, abs=0.02)
    assert total(runs.backlog) == pytest.approx(9 * np.arange(1, 11) - known, abs=0.02)


def test_a_plan_for_the_mean_gets_less_than_the_mean_out_of_a_stock() -> None:
    """A plan for 10 a month releases 10 a month, and a run does not raise its targets: of D ~ U(5, 15) a month
    E min(D, 10) = 8.75 are delivered and E max(D - 10, 0) = 1.25 more are short with every month.
    """
    tables = programme(stocks=[depot(100)], needs=[need(quantity="uniform(5, 15)")])
    runs = workbench.simulate(tables, workbench.plan(tables), n=RUNS)
    assert total(runs.deliveries) == pytest.approx([8.75] * 6, abs=0.005)
    assert total(runs.backlog) == pytest.approx(1.25 * np.arange(1, 7), abs=0.01)


def announced_output(label: str) -> Runs:
    line = {"id": "plant", "name": "P", "item": "pump", "country": "UA", "capacity": f"announced(1200/12, {label})"}
    tables = programme(periods=1, lines=[line], needs=[need(end="2026-01", quantity=100_000)])
    return workbench.simulate(tables, all_it_can(tables), n=2**14)


@pytest.mark.parametrize("label", ["run_rate", "guidance"])
def test_an_announced_rate_is_delivered_as_its_reference_class_says(label: str) -> None:
    """A line announced at 100 a month makes in the mean, and at every percentile, 100 times the ratio of its class."""
    ratio = fitted(label)
    row = announced_output(label).deliveries.row(0, named=True)
    assert row["mean"] == pytest.approx(100 * ratio.mean(), rel=2e-3)
    for percent in (5, 25, 50, 75, 95):
        assert row[f"p{percent}"] == pytest.approx(100 * ratio.quantile(percent / 100), rel=5e-3, abs=1e-9)
