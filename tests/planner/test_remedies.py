"""The search for what helps: as complete as trying every limit one by one, honest where it is cut short, and quick."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cofactory.planner import explain as explaining
from cofactory.planner import probe as probing
from cofactory.planner.candidates import SHORT, candidates
from cofactory.planner.explain import explain
from cofactory.planner.limits import limits
from cofactory.planner.no_plan import NoPlan
from cofactory.planner.probe import Base, Probe
from cofactory.planner.remedies import LESS, Remedies
from cofactory.planner.sentences import not_tried
from cofactory.planner.solve import make_plan
from cofactory.programme.folder import from_tables
from tests.planner.programmes import cases, many
from tests.planner.small import line, need, programme

if TYPE_CHECKING:
    from cofactory.planner.chain import Limit
    from cofactory.programme.record import Programme
    from tests.planner.reading import Case

WORTH = 1e-5


def bases(tables: Programme) -> list[tuple[Probe, Base, list[Limit]]]:
    """Everything short in the plan of a programme, as a large one is explained, with its dates, durations and rules."""
    whole, probing.WHOLE_UP_TO = probing.WHOLE_UP_TO, 0
    try:
        probe = Probe(tables, make_plan(tables, gap=1e-6))
    except NoPlan:
        return []
    finally:
        probing.WHOLE_UP_TO = whole
    found = [probe.base(subject) for subject in probe.subjects if subject.shortfall > SHORT]
    return [
        (probe, base, [one for one in limits(probe.arrays, base.chain) if one.row_family is None])
        for base in found
        if base is not None and base.chain.nodes
    ]


def one_by_one(probe: Probe, base: Base, dates: list[Limit]) -> list[float]:
    """What each limit gains when every one is solved again."""
    return [probe.gain_afresh(base, [(one, one.by)]) or 0.0 for one in dates]


def many_parts(count: int) -> Programme:
    """Pumps of many parts: all have a stock to begin with and a lead time; the last has none and a long one."""
    parts = [f"part-{n}" for n in range(count)]
    late = parts[-1]
    return programme(
        items=[{"id": "pump", "name": "Pump", "kind": "product"}]
        + [{"id": part, "name": part, "kind": "component"} for part in parts],
        bom=[{"product": "pump", "component": part, "quantity": 1} for part in parts],
        lines=[line()] + [line(f"of-{p}", item=p, lead_time=3 if p == late else 1, capacity=20) for p in parts],
        stocks=[{"id": f"some-{p}", "item": p, "country": "UA", "quantity": 100} for p in parts if p != late],
        needs=[need()],
    )


@many
@given(case=cases())
def test_what_helps_is_what_helps_when_every_limit_is_tried(case: Case) -> None:
    for probe, base, dates in bases(from_tables(case.settings, case.tables)):
        search = Remedies(probe, base, dates, WORTH, seconds=60.0).run()
        gains = one_by_one(probe, base, dates)
        expected = {n: gain for n, gain in enumerate(gains) if gain > 2 * WORTH}
        assert {n for n, gain in search.gains.items() if gain > 2 * WORTH} == set(expected)
        assert {n: search.gains[n] for n in expected} == pytest.approx(expected, abs=1e-6, rel=1e-5)
        assert search.most == 0


@many
@given(case=cases())
def test_without_the_detours_that_the_plan_leaves_none_is_missed_either(case: Case) -> None:
    large, probing.LARGE = probing.LARGE, 0
    try:
        found = bases(from_tables(case.settings, case.tables))
    finally:
        probing.LARGE = large
    for probe, base, dates in found:
        search = Remedies(probe, base, dates, WORTH, seconds=60.0).run()
        gains = one_by_one(probe, base, dates)
        assert max(search.gains.values(), default=0.0) >= max(gains, default=0.0) - 2 * WORTH


@many
@given(case=cases())
def test_amounts_by_a_unit_or_without_limit_gain_what_the_model_laid_out_anew_gains(case: Case) -> None:
    for probe, base, _ in bases(from_tables(case.settings, case.tables)):
        for one in candidates(probe, base)[0]:
            for by in (one.limit.by, float("inf")):
                expected = probe.gain_afresh(base, [(one.limit, by)])
                assert probe.gain(base, [(one.limit, by)]) == pytest.approx(expected, abs=1e-6, rel=1e-5)
            assert one.price >= (probe.gain(base, [(one.limit, one.limit.by)]) or 0.0) - WORTH


@many
@given(case=cases())
def test_dates_moved_together_gain_what_the_model_laid_out_anew_gains(case: Case) -> None:
    for probe, base, dates in bases(from_tables(case.settings, case.tables)):
        moved = [(one, one.by) for one in dates if one.rule is None and one.kind not in LESS]
        assert probe.gain(base, moved) == pytest.approx(probe.gain_afresh(base, moved), abs=1e-6, rel=1e-5)


@many
@given(case=cases(), seconds=st.sampled_from([0.0, 0.002, 0.01]))
def test_a_search_cut_short_says_what_the_others_gain_at_most(case: Case, seconds: float) -> None:
    for probe, base, dates in bases(from_tables(case.settings, case.tables)):
        search = Remedies(probe, base, dates, WORTH, seconds=seconds).run()
        best = max(one_by_one(probe, base, dates), default=0.0)
        assert max([search.most, *search.gains.values()]) >= best - 2 * WORTH


def test_the_one_date_that_helps_is_found_among_many_and_nothing_is_laid_out_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (probe, base, dates), *_ = bases(many_parts(12))
    gains = one_by_one(probe, base, dates)
    monkeypatch.setattr(Probe, "gain_afresh", lambda *_: pytest.fail("laid out anew"))
    search = Remedies(probe, base, dates, WORTH, seconds=60.0).run()
    best = max(range(len(gains)), key=lambda n: gains[n])
    assert (dates[best].kind, dates[best].id) == ("lead_time", "of-part-11")
    assert max(search.gains, key=lambda n: search.gains[n]) == best
    assert search.gains[best] == pytest.approx(gains[best], rel=1e-6)
    assert len(dates) == 12


def test_where_not_all_is_tried_the_reasons_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "WHOLE_UP_TO", 0)
    no_time = replace(explaining.ALONE, seconds=0.0)
    monkeypatch.setattr(explaining, "ALONE", no_time)
    tables = many_parts(3)
    last = explain(tables, make_plan(tables), "demand").row(-1, named=True)
    assert last["limit"] == "not_tried"
    assert last["gain"] is None
    assert "1 limit was not tried one by one: loosening it gains at most " in last["sentence"]
    assert "by itself" not in last["sentence"], "this is what explains it by itself"


def test_a_plan_that_does_not_try_all_says_how_to_try_more() -> None:
    (probe, _, _), *_ = bases(many_parts(3))
    arrays = probe.arrays
    whole, some = (not_tried(arrays, "need", "demand", (2, 41, most), alone=False)[-1] for most in (None, 12.0))
    assert whole == (
        "41 limits were not tried one by one: loosening any one of them might still help. "
        "Explain demand by itself to try more."
    )
    assert "loosening any one of them gains at most 12 unit-months. Explain demand" in str(some)
    assert "1 limit was" in str(not_tried(arrays, "need", "demand", (2, 1, 12.0), alone=True)[-1])


def test_a_lead_time_that_must_shrink_by_several_months_says_by_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "WHOLE_UP_TO", 0)
    tables = programme(lines=[line(lead_time=9)], needs=[need()])
    first = explain(tables, make_plan(tables), "demand").row(0, named=True)
    assert (first["limit"], first["relaxed_by"]) == ("lead_time", -4.0)


def test_the_capacity_of_a_line_whose_opening_is_planned_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "WHOLE_UP_TO", 0)
    tables = programme(lines=[line(capacity=8, opening_cost=5)], needs=[need()])
    first = explain(tables, make_plan(tables), "demand").row(0, named=True)
    assert (first["limit"], first["gain"]) == ("capacity", pytest.approx(21))


def test_a_quicker_route_helps_though_others_use_it_too() -> None:
    tables = programme(
        items=[
            {"id": "pump", "name": "Pump", "kind": "product"},
            {"id": "bolt", "name": "Bolt", "kind": "product"},
        ],
        lines=[line(country="FR"), line("bolts", item="bolt", country="FR", capacity=5)],
        routes=[{"id": "fr-ua", "from": "FR", "to": "UA", "lead_time": 2}],
        needs=[need(unmet="lost"), need("bolts-needed", item="bolt", unmet="lost")],
    )
    first = explain(tables, make_plan(tables), "demand").row(0, named=True)
    assert (first["limit"], first["limit_id"]) == ("lead_time", "fr-ua")
    assert first["gain"] == pytest.approx(10)


@pytest.mark.parametrize(("units", "each"), [(1e5, 10), (1e6, 1), (1e7, 1000)])
def test_what_helps_a_need_of_many_units_and_small_parts_is_found_all_the_same(units: float, each: float) -> None:
    tables = programme(
        items=[
            {"id": "pump", "name": "Pump", "kind": "product"},
            {"id": "powder", "name": "Powder", "kind": "component"},
        ],
        bom=[{"product": "pump", "component": "powder", "quantity": each}],
        lines=[
            line(capacity=10 * units),
            line("mill", item="powder", lead_time=3, capacity=10 * units * each),
        ],
        needs=[need(quantity=10 * units)],
    )
    ((probe, base, dates),) = bases(tables)
    search = Remedies(probe, base, dates, WORTH, seconds=60.0).run()
    assert [one.kind for one in dates] == ["lead_time"]
    assert search.gains == {0: pytest.approx(2 / 3)}
