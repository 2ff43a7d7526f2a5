"""A plan that somebody made: what can be followed is followed, everything else is said, nothing breaks."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest

from cofactory.programme.record import Programme
from cofactory.schema.frames import frame_types
from cofactory.simulator.arrays import prepare
from cofactory.simulator.files import FOLLOWED
from cofactory.simulator.followed import Followed, PlanTables, follow
from cofactory.simulator.runs import simulate
from cofactory.simulator.written import read_tables
from tests.simulator.test_runs import tables, toy

PROJECTS = [
    {"id": "hall", "name": "Hall", "kind": "enabler", "start": "2026-03", "duration": 2, "optional": "yes"},
    {"id": "road", "name": "Road", "kind": "enabler", "start": "2026-02", "duration": 1},
]


def growing(**more: list[dict[str, Any]]) -> Programme:
    """The toy, whose line may be expanded twice."""
    return toy(lines=[tables()["lines"][0] | {"step": 1, "step_cost": 3, "max_steps": 2}], **more)


def followed(folder: Path, programme: Programme, **written: str) -> Followed:
    """What is followed of plan tables with these contents."""
    for name, text in written.items():
        (folder / f"plan_{name}.csv").write_text(text, "utf-8")
    return follow(programme, read_tables(folder, programme))


def frames(**made: list[tuple[Any, ...]]) -> PlanTables:
    """Plan tables made in Python, which nobody checked."""
    return SimpleNamespace(**{
        name: pl.DataFrame(
            made.get(name, []), schema={c: frame_types(f"plan_{name}")[c] for c in columns}, orient="row"
        )
        for name, columns in FOLLOWED.items()
    })  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("works", "2026-03", np.inf), "works in 2026-03 is inf, which is no amount."),
        (("works", "2026-03", np.nan), "works in 2026-03 is nan, which is no amount."),
        (("works", "2026-03", None), "works in 2026-03 is blank, which is no amount."),
        (("works", "2026-03", -1.0), "works in 2026-03 is -1; nothing less than 0 can be done."),
        ((None, "2026-03", 1.0), "there is no line without a name."),
        (
            ("works", None, 1.0),
            'a blank is no period of this programme: "" is not a month: this programme counts in months.',
        ),
        (("works", "2027-03", 1.0), "2027-03 lies outside the horizon."),
    ],
)
def test_a_row_that_cannot_be_followed_is_said_and_the_others_are_followed(row: tuple[Any, ...], said: str) -> None:
    programme, plan = toy(), frames(starts=[("works", "2026-02", 5.0), row])
    found = follow(programme, plan)
    assert found.notes == [f"plan_starts: {said}"]
    assert found.starts.sum() == 5
    assert np.isfinite(simulate(programme, plan, n=2).shortfall).all()


def test_no_more_steps_are_ordered_than_a_line_allows(tmp_path: Path) -> None:
    steps = "line,period,steps\nworks,2026-02,1\nworks,2026-04,1000000000\n"
    found = followed(tmp_path, growing(), steps=steps)
    assert found.notes == ["plan_steps: works allows 2 steps; the last 999,999,999 are left out."]
    assert found.steps[0].tolist() == [0, 1, 0, 1] + [0] * 8
    assert followed(tmp_path, toy(), steps=steps).steps.sum() == 0  # a line without steps


def test_a_project_begins_no_earlier_than_its_start_whatever_a_plan_says(tmp_path: Path) -> None:
    begins = "project,begin\nhall,2026-01\nroad,2026-05\n"
    found = followed(tmp_path, toy(projects=PROJECTS), projects=begins)
    assert found.begins == {0: 2, 1: 1}
    assert found.notes == [
        "plan_projects: hall cannot begin in 2026-01; it begins at its start, 2026-03.",
        "plan_projects: road cannot begin in 2026-05; it begins at its start, 2026-02.",
    ]


def test_a_project_of_no_period_is_said_and_not_begun() -> None:
    begins = [("hall", "soon"), ("hall", "2050-01"), ("road", None), ("none", "2026-02")]
    found = follow(toy(projects=PROJECTS), frames(projects=begins))
    assert found.begins == {1: 1}
    ends = (
        "counts in months.",
        "2050-01 lies outside the horizon.",
        "there is no project none.",
    )
    assert [note.endswith(end) for note, end in zip(found.notes, ends, strict=True)] == [True] * 3


def test_a_plan_of_our_own_has_nothing_that_cannot_be_followed(tmp_path: Path) -> None:
    from cofactory.planner.files import write_plan
    from cofactory.planner.solve import make_plan

    programme = growing(projects=PROJECTS)
    folder = write_plan(make_plan(programme), tmp_path)
    assert prepare(programme, read_tables(folder, programme)).notes == ()
