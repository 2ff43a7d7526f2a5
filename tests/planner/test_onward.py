"""Programmes whose choices come and go are planned from one search, as well as from the start."""

from __future__ import annotations

import random
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given

from cofactory.planner import warm
from cofactory.planner.arrays import build_arrays
from cofactory.planner.highs import Solver
from cofactory.planner.large import LargeSearch
from cofactory.planner.model import build_model
from cofactory.planner.outcome import Outcome
from cofactory.planner.solve import NoPlan, make_plan
from cofactory.planner.union import together
from cofactory.planner.warm import Replanner
from cofactory.programme.altered import with_cells
from cofactory.programme.folder import from_tables
from tests.planner.programmes import cases, many
from tests.planner.test_changing import chain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model
    from cofactory.programme.record import Programme
    from tests.planner.reading import Case

GAP = 0.02
CLOSE = 1e-5
TABLES = ("lines", "lines", "needs", "funds", "routes", "stocks")


def without(case: Programme, table: str, name: str) -> Programme:
    """The programme without one row, and without what belongs to it."""
    rows = {table: tuple(row for row in getattr(case, table) if row.id != name)}
    if table == "needs":
        rows["commitments"] = tuple(row for row in case.commitments if row.need != name)
    if table == "funds":
        rows["fund_rules"] = tuple(row for row in case.fund_rules if row.fund != name)
    if table in ("needs", "lines"):
        column = {"needs": "need", "lines": "line"}[table]
        rows["priority_orders"] = tuple(row for row in case.priority_orders if getattr(row, column) != name)
    return replace(case, **rows)  # type: ignore[arg-type]


def fewer(case: Programme, seed: int) -> Programme:
    """The programme without one of its rows, drawn at random."""
    rng = random.Random(seed)  # noqa: S311 - the same row every time
    table = rng.choice([name for name in TABLES if getattr(case, name)])
    return without(case, table, rng.choice(getattr(case, table)).id)


def laid(case: Programme) -> tuple[Arrays, Model]:
    arrays = build_arrays(case)
    return arrays, build_model(arrays)


@many
@given(cases())
def test_a_programme_laid_out_beside_another_one_has_the_same_best_plan(case: Case) -> None:
    whole = from_tables(case.settings, case.tables)
    both = laid(whole), laid(fewer(whole, len(str(case.tables))))
    found = together(*both)
    if found is None:
        return
    for own, part in zip(both, found, strict=True):
        alone = Solver(own[1]).minimise(own[1].shortfall, gap=1e-9)
        beside = Solver(part.model).minimise(part.model.shortfall, gap=1e-9)
        assert beside.ending == alone.ending
        if alone.answer is not None and beside.answer is not None:
            assert beside.value == pytest.approx(alone.value, abs=1e-6)
            answer = beside.answer[part.columns]
            assert np.all(own[1].matrix @ answer <= own[1].row_upper + CLOSE)
            assert np.all(own[1].matrix @ answer >= own[1].row_lower - CLOSE)
            assert own[1].shortfall @ answer == pytest.approx(beside.value, abs=1e-6)


@many
@given(cases())
def test_what_is_there_no_more_and_what_is_there_again_is_planned_as_well_as_from_the_start(case: Case) -> None:
    whole, planner = from_tables(case.settings, case.tables), Replanner(gap=GAP)
    seed = len(str(case.tables))
    some = fewer(whole, seed)
    for other in (whole, some, fewer(some, seed + 1), whole, some):
        plain = replace(other, priority_orders=())
        try:
            best = make_plan(plain, gap=1e-9)
        except NoPlan:
            with pytest.raises(NoPlan):
                planner.plan(plain)
            continue
        plan = planner.plan(plain)
        assert plan.status == "optimal"
        assert plan.bounds["shortfall"] <= best.shortfall + CLOSE
        assert best.shortfall - CLOSE <= plan.shortfall <= best.shortfall / (1 - GAP) + CLOSE
        assert plan.needs["id"].to_list() == [row.id for row in other.needs]


ALL = chain()
OTHERS = {
    "a line that is not there": without(ALL, "lines", "abroad"),
    "a need that is not there": without(ALL, "needs", "other"),
    "a line that opens later": with_cells(ALL, {"lines.abroad.opens": "2026-03"}),
    "a fund that opens later": with_cells(ALL, {"funds.budget.opens": "2026-02"}),
    "a fund that closes earlier": with_cells(ALL, {"funds.budget.closes": "2026-11"}),
}


@pytest.mark.parametrize("name", OTHERS)
def test_choices_that_come_and_go_need_no_search(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case, planner = OTHERS[name], Replanner(gap=GAP)
    planner.plan(ALL)
    best = [make_plan(other, gap=1e-9) for other in (case, ALL)]
    monkeypatch.setattr(LargeSearch, "run", None)
    for other, known in zip((case, ALL), best, strict=True):
        plan = planner.plan(other)
        assert planner.warm
        assert plan.gap <= GAP
        assert plan.shortfall == pytest.approx(known.shortfall, rel=GAP)
        assert plan.bounds["shortfall"] <= known.shortfall + CLOSE


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_need_that_came_to_ask_for_nothing_and_asks_again_is_planned_as_well_as_from_the_start() -> None:
    planner = Replanner(gap=GAP)
    for quantity in ("7", "0", "7", "3", "0"):
        case = with_cells(ALL, {"needs.other.quantity": quantity})
        plan, best = planner.plan(case), make_plan(case, gap=1e-9)
        assert plan.gap <= GAP
        assert plan.bounds["shortfall"] <= best.shortfall + CLOSE
        assert plan.shortfall == pytest.approx(best.shortfall, rel=GAP)


def test_programmes_that_each_have_what_the_other_lacks_are_searched_apart() -> None:
    one, other = laid(without(ALL, "lines", "abroad")), laid(without(ALL, "needs", "other"))
    assert together(one, other) is None
    planner = Replanner(gap=GAP)
    for case in (without(ALL, "lines", "abroad"), without(ALL, "needs", "other")):
        assert planner.plan(case).status == "optimal"
    assert not planner.warm


def test_a_programme_and_another_one_in_turn_are_each_gone_on_from_their_own_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = without(ALL, "lines", "abroad"), without(ALL, "needs", "other")
    planner = Replanner(gap=GAP)
    best = [planner.plan(case).shortfall for case in (one, other)]
    monkeypatch.setattr(LargeSearch, "run", None)
    for case, known in zip((one, other, one, other), best * 2, strict=True):
        assert planner.plan(case).shortfall == pytest.approx(known, rel=GAP)
        assert planner.warm


@pytest.mark.parametrize("answers", range(0, 10, 2))
def test_a_scenario_that_was_stopped_midway_leaves_what_others_go_on_from(
    answers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def midway() -> Iterator[threading.Event]:
        yield event

    def counted(solver: Solver, *given: Any, **named: Any) -> Outcome:
        left[0] -= 1
        if left[0] < 0:
            event.set()
        return minimise(solver, *given, **named)

    left, event, minimise = [answers], threading.Event(), Solver.minimise
    planner, later = Replanner(gap=GAP), with_cells(ALL, {"lines.plant.opens": "2026-02"})
    planner.plan(without(ALL, "lines", "abroad"))
    monkeypatch.setattr(Solver, "minimise", counted)
    monkeypatch.setattr(warm, "ctrl_c", midway)
    planner.plan(ALL)
    monkeypatch.undo()
    for case in (ALL, without(ALL, "lines", "abroad"), later):
        plan, best = planner.plan(case), make_plan(case, gap=1e-9)
        assert plan.gap <= GAP
        assert plan.bounds["shortfall"] <= best.shortfall + CLOSE
        assert plan.shortfall == pytest.approx(best.shortfall, rel=GAP)
