"""Announcements are corrected by their history, and the page states the numbers that the code gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cofactory.base import families, reference
from cofactory.base.cell import parse_cell
from cofactory.base.reference import Pair, Ratio, fit, fitted, history, scores

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference-classes.md"


def pair(programme: str, label: str, ratio: float, *, scored: bool = True) -> Pair:
    return Pair("p", programme, label, "", "", ratio, scored, "")


def test_the_fit_is_the_one_worked_by_hand() -> None:
    known = [
        pair("a", "run_rate", 0.0),
        pair("a", "run_rate", 1.0),
        pair("b", "run_rate", 1.0),
        pair("c", "guidance", np.e),
        pair("d", "guidance", np.e**3),
        pair("e", "guidance", 9.0, scored=False),
    ]
    # shares of zero: 1/2, 0 | 0, 0, all 1/8; log means: 0, 0 | 1, 3, all 1
    found = fit(known, "run_rate")
    assert found.zero == pytest.approx((0.5 + 0 + 0.125) / 3)
    assert found.mu == pytest.approx((0 + 0 + 1) / 3)
    # squares about the class means: 0, 0 | 1, 1; two degrees of freedom; two programmes and the prior
    assert found.sigma**2 == pytest.approx(2 / 2 * (1 + 1 / 3))


def test_rows_of_one_programme_count_once() -> None:
    once = [pair("a", "run_rate", 0.5), pair("b", "run_rate", 1.0), pair("c", "guidance", 1.0)]
    assert fit([*once, *[once[0]] * 50], "run_rate").mean() == pytest.approx(fit(once, "run_rate").mean())


def test_an_announcement_is_scaled_by_its_class() -> None:
    value = parse_cell("announced(1200/12, run_rate)").value
    assert not isinstance(value, float)
    assert value is not None
    ratio = fitted("run_rate")
    assert value.mean() == pytest.approx(100 * ratio.mean())
    assert value.quantile(ratio.zero / 2) == 0
    assert value.quantile(0.9) == pytest.approx(100 * float(ratio.quantiles(np.array([0.9]))[0]))
    assert value.lower == 0


def test_run_rates_are_missed_and_guidance_is_met() -> None:
    assert fitted("run_rate").mean() < 0.75
    assert 0.85 < fitted("guidance").mean() < 1.1


def test_the_mean_and_spread_are_those_of_the_quantile_function() -> None:
    for label in reference.CLASSES:
        ratio = fitted(label)
        x = ratio.quantiles((np.arange(400_000) + 0.5) / 400_000)
        assert float(x.mean()) == pytest.approx(ratio.mean(), rel=1e-4)
        assert float(x.std()) == pytest.approx(ratio.sd(), rel=1e-3)


def test_the_score_of_a_sure_forecast_is_its_error() -> None:
    assert Ratio(0.0, 0.0, 1e-9).crps(1.5) == pytest.approx(0.5, abs=1e-6)


def test_each_class_beats_face_value_on_programmes_it_has_not_seen() -> None:
    for score in scores():
        assert score.crps < score.face_value


def test_only_what_ended_and_can_be_compared_is_scored() -> None:
    for found in history():
        assert found.scored is (found.reason == "")
        assert found.reason in {"", "interim", "undated", "unknown", "not like for like"}
        if found.scored:
            assert found.ratio is not None
    assert {found.label for found in history()} == set(reference.CLASSES) == set(families.CLASSES)


def test_an_unknown_class_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        fitted("hope")


def test_the_page_states_the_numbers_that_the_code_gives() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert reference.table() in page
    for text, known in variants().items():
        means = ", ".join(f"{label} {fit(known, label).mean():.2f}" for label in reference.CLASSES)
        assert f"{text}: {means}" in page


def variants() -> dict[str, list[Pair]]:
    known = history()
    return {
        "With the two pairs that are not like for like": [
            replace(found, scored=True) if found.reason == "not like for like" else found for found in known
        ],
        "Without the pair whose date is our reading": [found for found in known if found.programme != "octopus"],
        "Without the pair whose result is disputed": [found for found in known if found.programme != "ua-fpv"],
    }
