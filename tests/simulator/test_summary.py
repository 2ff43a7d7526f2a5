"""Every published figure carries its Monte Carlo error, and the error is right."""

import numpy as np
import pytest

from cofactory.simulator.percentiles import fan, percentiles
from cofactory.simulator.summary import mean_and_error, share_and_error


def test_percentiles_and_their_errors_cover_the_truth() -> None:
    """Over 400 samples of 1000 exponential numbers, the error is the spread of the percentile, within a fifth."""
    rows = np.random.default_rng(1).exponential(size=(400, 1000))
    points, errors = percentiles(rows, (5, 50, 95))
    for k, p in enumerate((0.05, 0.5, 0.95)):
        found, claimed = points[:, k], errors[:, k]
        assert abs(found.mean() + np.log(1 - p)) < 0.03
        assert 0.8 < claimed.mean() / found.std() < 1.25


def test_too_few_runs_have_no_error_rather_than_a_wrong_one() -> None:
    points, errors = percentiles(np.arange(8.0)[None, :], (5, 50))
    assert np.array_equal(points[0], [np.nan, 3.0], equal_nan=True)
    assert np.isnan(errors[0, 0])
    assert mean_and_error(np.array([2.0])) == (2.0, None)


def test_a_share_is_never_certain() -> None:
    assert share_and_error(100, 100)[0] == 1.0
    assert share_and_error(100, 100)[1] > 0
    assert share_and_error(250, 1000) == pytest.approx((0.25, (0.25 * 0.75 / 1000) ** 0.5), rel=0.01)


def test_few_runs_that_agree_tell_no_more_than_few_that_differ() -> None:
    for n in (1, 5, 20, 58, 4096):
        agreed, differing = np.zeros((1, n)), np.arange(float(n))[None, :]
        points, errors = fan(np.concatenate([agreed, differing]))
        assert np.array_equal(np.isnan(points[0]), np.isnan(points[1]))
        assert np.array_equal(np.isnan(errors[0]), np.isnan(points[0]))
    assert points[0].tolist() == errors[0].tolist() == [0.0] * 5
