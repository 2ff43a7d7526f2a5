"""The search itself: no plan, time limits, interrupts, gaps, what is written, and the solver's own regressions."""

from __future__ import annotations

import _thread
import json
import threading
from importlib.metadata import version
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cofactory.planner.files import read_plan, write_plan
from cofactory.planner.search import Progress
from cofactory.planner.solve import NoPlan, make_plan
from tests.planner.small import fund, line, need, programme

STUDY = {"id": "study", "name": "Study", "kind": "joint_development", "duration": 3, "cost": 30}


def test_a_compulsory_project_that_no_fund_may_pay_is_explained_by_month_fund_and_rule() -> None:
    tables = programme(
        lines=[line()],
        needs=[need()],
        projects=[STUDY],
        funds=[fund("late", opens="2026-03"), fund("edip")],
        fund_rules=[{"fund": "edip", "rule": "spends_on", "value": "expansion", "article": "Art 3(3)"}],
    )
    with pytest.raises(NoPlan) as caught:
        make_plan(tables)
    (piece,) = caught.value.unpaid
    assert (piece.project, piece.first, piece.last) == ("study", "2026-01", "2026-02")
    assert piece.amount == pytest.approx(20)
    text = caught.value.explanation
    assert "fund late: it pays from 2026-03 to 2026-06 only" in text
    assert "fund edip: its rule spends_on (Art 3(3)) shuts the project out: it spends on expansion only" in text


def test_a_compulsory_project_dearer_than_its_fund_is_explained_by_the_amount() -> None:
    tables = programme(lines=[line()], needs=[need()], projects=[STUDY], funds=[fund(amount=25)])
    with pytest.raises(NoPlan) as caught:
        make_plan(tables)
    (piece,) = caught.value.unpaid
    assert (piece.first, piece.last) == ("2026-01", "2026-03")  # no single month is to blame
    assert piece.amount == pytest.approx(5)
    assert "it may pay, but it has 25 in all" in caught.value.explanation


def test_an_optional_project_that_nobody_can_pay_is_simply_not_begun() -> None:
    tables = programme(
        lines=[line(project="study")], needs=[need()], projects=[STUDY | {"optional": "yes"}], funds=[fund(amount=25)]
    )
    plan = make_plan(tables)
    assert plan.projects.is_empty()
    assert plan.starts.is_empty()


def test_no_time_at_all_still_leaves_a_plan_that_says_it_is_not_proven() -> None:
    plan = make_plan(
        programme(lines=[line(step=5, step_cost=1, max_steps=2)], needs=[need(quantity=20)]), time_limit_s=0.0
    )
    assert plan.status == "time"
    assert plan.gap > 0
    assert plan.needs["shortfall"].sum() == pytest.approx(plan.shortfall)


def test_ctrl_c_keeps_the_best_plan_found() -> None:
    def interrupt(progress: Progress) -> None:
        if progress.stage == "cost" and not pressed.is_set():
            pressed.set()
            _thread.interrupt_main()

    pressed = threading.Event()
    tables = programme(
        periods=48,
        lines=[
            line(n, capacity=1, step=3, step_cost=7 + k, max_steps=3, unit_cost=1 + k) for k, n in enumerate("abcdef")
        ],
        needs=[need(quantity=30, end="2029-12")],
    )
    plan = make_plan(tables, gap=0.0, progress=interrupt)
    assert pressed.is_set()
    assert plan.status in {"interrupted", "optimal"}
    assert plan.deliveries["quantity"].sum() > 0


def test_progress_names_the_stage_and_the_time_left() -> None:
    seen: list[Progress] = []
    make_plan(programme(lines=[line()], needs=[need()]), time_limit_s=60, progress=seen.append)
    assert [p.stage for p in seen] == ["shortfall", "exact", "exact"]
    assert all(p.left_s is not None and 0 < p.left_s <= 60 for p in seen)


def test_a_plan_comes_back_from_disk_as_it_was_written(tmp_path: Path) -> None:
    tables = programme(
        lines=[line(unit_cost=5, step=5, step_cost=9, max_steps=1)], needs=[need(quantity=12)], funds=[fund()]
    )
    plan = make_plan(tables)
    folder = write_plan(plan, tmp_path)
    again = read_plan(tmp_path)
    for name, table in plan.tables().items():
        assert_frame_equal(table, again.tables()[name])
    assert_frame_equal(plan.needs, again.needs)
    assert (again.shortfall, again.cost, again.gaps) == (plan.shortfall, plan.cost, plan.gaps)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["solver"]["version"] == version("highspy")
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == ["base"]


def test_a_second_plan_replaces_the_first_and_leaves_what_is_not_a_plan(tmp_path: Path) -> None:
    write_plan(make_plan(programme(lines=[line()], needs=[need()])), tmp_path)
    (tmp_path / "results" / "base" / "report.html").write_text("a report")
    write_plan(make_plan(programme(lines=[line(capacity=5)], needs=[need()])), tmp_path)
    assert (tmp_path / "results" / "base" / "report.html").exists()
    assert read_plan(tmp_path).starts["quantity"].max() == pytest.approx(5)


def test_every_payment_adds_up_to_its_cost() -> None:
    tables = programme(
        lines=[line(unit_cost=5), line("other", unit_cost=7)],
        needs=[need(quantity=15)],
        funds=[fund("one", amount=200), fund("two", share_max=0.4)],
    )
    plan = make_plan(tables)
    due = plan.starts.with_columns(
        pl.concat_str(pl.lit("production:"), "line").alias("cost"),
        (pl.col("quantity") * pl.col("line").replace_strict({"plant": 5.0, "other": 7.0})).alias("due"),
    )
    paid = plan.payments.group_by("cost", "period").agg(pl.col("amount").sum())
    both = due.join(paid, on=["cost", "period"])
    assert len(both) == len(due)
    assert both["due"].to_list() == pytest.approx(both["amount"].to_list())


def test_the_solver_is_new_enough_to_be_trusted_with_whole_numbers() -> None:
    # HiGHS 1.14.0 has returned wrong answers of whole-number models.
    assert tuple(int(part) for part in version("highspy").split(".")[:3]) >= (1, 15, 1)
