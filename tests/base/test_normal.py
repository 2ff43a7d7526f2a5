"""The normal distribution over arrays agrees with the libraries' own, far into both tails."""

from statistics import NormalDist

import numpy as np
import pytest

from cofactory.base.normal import scores, shares


def test_scores_agree_with_the_standard_library_in_the_middle_and_in_the_tails() -> None:
    probabilities = np.concatenate([np.linspace(0.001, 0.999, 999), 10.0 ** -np.arange(4.0, 300.0, 7.0)])
    exact = [NormalDist().inv_cdf(p) for p in probabilities]
    assert scores(probabilities) == pytest.approx(exact, rel=1e-15, abs=1e-15)
    assert scores(1 - 1e-12) == pytest.approx(-NormalDist().inv_cdf(1e-12), rel=1e-5)


def test_a_score_is_the_same_alone_and_in_company() -> None:
    probabilities = np.random.default_rng(1).random((37, 11))
    together = scores(probabilities)
    assert all(scores(probabilities[:, k : k + 1])[:, 0].tobytes() == together[:, k].tobytes() for k in range(11))
    assert float(scores(probabilities[3, 4])) == together[3, 4]


def test_shares_and_scores_undo_each_other() -> None:
    at = np.linspace(-6, 6, 25).reshape(5, 5)
    assert scores(shares(at)) == pytest.approx(at, rel=1e-7, abs=1e-15)
    assert shares([-40.0, 0.0, 9.0]) == pytest.approx([0.0, 0.5, 1.0])
