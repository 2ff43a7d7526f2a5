"""A part of a model says what the whole says with its other columns held, and gives answers and prices of the whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cofactory import workbench
from cofactory.planner import probe
from cofactory.planner.arrays import build_arrays
from cofactory.planner.explain import explain
from cofactory.planner.highs import Solver
from cofactory.planner.model import Model, build_model
from cofactory.planner.part import part_of
from cofactory.planner.solve import make_plan
from cofactory.programme.folder import from_tables
from tests.planner.programmes import cases, many
from tests.planner.reading import Case
from tests.planner.small import line, need, programme


def held(model: Model, free: np.ndarray, values: np.ndarray) -> float:
    """The least shortfall with the other columns held in the whole model."""
    low, high = np.where(free, model.lower, values), np.where(free, model.upper, values)
    return Solver(replace(model, lower=low, upper=high), relaxed=True).minimise(model.shortfall).value


@many
@given(case=cases(), seed=st.integers(0, 9))
def test_the_part_has_the_least_value_of_the_whole_with_the_rest_held(case: Case, seed: int) -> None:
    model = build_model(build_arrays(from_tables(case.settings, case.tables)))
    found = Solver(model, relaxed=True).minimise(model.shortfall).answer
    if found is None:
        return
    values = np.clip(found, model.lower, model.upper)
    free = np.random.default_rng(seed).random(len(values)) < 0.5
    part = part_of(model, free, values)
    outcome = Solver(part.model, relaxed=True).minimise(part.model.shortfall)
    answer = part.answer(outcome.found())
    assert np.array_equal(answer[~free], values[~free])
    assert float(model.shortfall @ answer) == pytest.approx(held(model, free, values), abs=1e-6, rel=1e-6)
    use = model.matrix @ answer
    slack = 1e-5 * np.maximum(1.0, np.abs(use))
    assert np.all(use <= model.row_upper + slack)
    assert np.all(use >= model.row_lower - slack)


def test_rows_that_no_free_column_touches_are_not_in_the_part() -> None:
    model = build_model(build_arrays(programme(lines=[line(capacity=8)], needs=[need()])))
    free = np.zeros(len(model.lower), dtype=bool)
    free[model.blocks["short"].index[0, 0]] = True
    part = part_of(model, free, np.zeros(len(free)))
    touched = np.flatnonzero(model.matrix[:, free].toarray().ravel())
    assert set(part.rows) < set(range(len(model.row_upper)))
    assert set(part.rows) <= set(touched)
    numbers, here = part.open_rows(np.arange(len(model.row_upper)))
    assert np.array_equal(np.flatnonzero(here), part.rows)
    assert np.array_equal(numbers, np.arange(len(part.rows)))


def test_a_large_programme_gets_the_reasons_of_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = workbench.load(workbench.new(tmp_path / "two", like="two-countries"))
    plan = make_plan(tables)
    monkeypatch.setattr(probe, "WHOLE_UP_TO", 0)
    subject = str(plan.needs.sort("shortfall", descending=True)["id"][0])
    small = explain(tables, plan, subject)
    monkeypatch.setattr(probe, "LARGE", 0)
    large = explain(tables, plan, subject)
    assert len(small) > 0
    assert large.select("limit", "limit_id").rows() == small.select("limit", "limit_id").rows()
    assert large["gain"].to_list() == pytest.approx(small["gain"].to_list(), rel=1e-4)
    assert large["lifted"].fill_null(-1).to_list() == pytest.approx(small["lifted"].fill_null(-1).to_list(), rel=1e-4)


def test_what_lifting_a_limit_gains_is_left_open_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = programme(lines=[line(capacity=8)], needs=[need()])
    plan = make_plan(tables)
    assert explain(tables, plan, "demand")["lifted"][0] is not None
    monkeypatch.setattr("cofactory.planner.explain.LIFT_S", float("-inf"))
    first = explain(tables, plan, "demand").row(0, named=True)
    assert (first["limit"], first["gain"], first["lifted"]) == ("capacity", pytest.approx(21), None)
