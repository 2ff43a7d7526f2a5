"""Every rule of the planner against its golden two-period model, which HiGHS must be able to read."""

from __future__ import annotations

import os
from pathlib import Path

import highspy
import pytest

from cofactory.planner.arrays import build_arrays
from cofactory.planner.lp_text import lp_text
from cofactory.planner.model import build_model
from cofactory.planner.objective import TERMS
from cofactory.planner.rules import RULES
from cofactory.programme.folder import from_tables
from tests.planner.rule_programmes import PROGRAMMES, SETTINGS

GOLDEN = Path(__file__).parents[1] / "golden" / "rules"
BY_NAME = {rule.__name__: rule for rule in RULES}


def test_every_rule_has_a_golden_model_and_no_golden_model_is_left_over() -> None:
    assert sorted(BY_NAME) == sorted(PROGRAMMES) == sorted(path.stem for path in GOLDEN.glob("*.lp"))


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_rule_says_in_its_rows_what_it_always_said(name: str, tmp_path: Path) -> None:
    programme = from_tables(SETTINGS, PROGRAMMES[name])
    text = lp_text(build_model(build_arrays(programme), only=(BY_NAME[name],)))
    golden = GOLDEN / f"{name}.lp"
    if os.environ.get("COFACTORY_WRITE_GOLDEN"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")
    assert f" {name}." in text, "the programme of this rule does not make it say anything"

    path = tmp_path / "model.lp"
    path.write_text(text, "utf-8")
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    assert highs.getNumRow() == text.split("bounds")[0].count(f" {name}.")


@pytest.mark.parametrize("function", [*RULES, *TERMS], ids=lambda function: function.__name__)
def test_every_rule_and_term_prints_its_formula(function: object) -> None:
    text = function.__doc__ or ""
    assert any(sign in text for sign in ("=", "sum"))
