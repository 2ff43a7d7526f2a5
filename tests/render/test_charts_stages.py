"""The chart of stages: a bar for each promise, its pieces between steps, and the same told in a table."""

from __future__ import annotations

from pathlib import Path

import pytest

import cofactory as cf
from cofactory.render.charts_stages import end_of_time, stages_figure
from cofactory.render.theme import NARROW
from tests.desk.folders import CONTRACT, DELIVERY, folder_with
from tests.desk.test_standing import accepted


def test_every_step_is_a_piece_of_the_bar_and_a_row_of_the_table(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    accepted(folder, CONTRACT, "2026-02-10")
    accepted(folder, DELIVERY, "2026-06-04")
    found = cf.status(folder)
    figure = stages_figure(found)
    assert figure.draw is not None
    for width in (800, NARROW):
        pieces = figure.draw(width)["layer"][2]["data"]["values"]
        assert [(p["first"], p["stop"], p["group"]) for p in pieces] == [
            ("2026-02-09", "2026-06-03", "contract"), ("2026-06-03", "2026-06-04", "made"),
        ]  # fmt: skip
    stages = [("contract", "2026-02-09"), ("delivered (40 pumps of 100)", "2026-06-03")]
    assert [row[1:3] for row in figure.table.rows] == stages
    assert figure.sentence.startswith("1 promise with 2 steps")
    assert end_of_time(found) == "2026-06-04"


def test_without_a_stage_there_is_nothing_to_draw(tmp_path: Path) -> None:
    figure = stages_figure(cf.status(folder_with(tmp_path / "pumps")))
    assert (figure.draw, figure.table.rows) == (None, ())


@pytest.mark.parametrize(("delivery", "group"), [
    (DELIVERY, "made"), (DELIVERY.replace("40 Delta", "100 Delta"), "delivered"),
    (DELIVERY.replace("40 Delta", "120 Delta"), "delivered"),
])  # fmt: skip
def test_only_what_may_be_delivered_in_whole_has_the_darkest_shade(tmp_path: Path, delivery: str, group: str) -> None:
    folder = folder_with(tmp_path / "pumps")
    accepted(folder, delivery, "2026-06-04")
    draw = stages_figure(cf.status(folder)).draw
    assert draw is not None
    (piece,) = draw(800)["layer"][2]["data"]["values"]
    assert (piece["group"], piece["share"]) == (group, {"made": 0.84, "delivered": 1.0}[group])


def test_a_month_is_told_as_a_month(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    accepted(folder, CONTRACT.replace("On 9 February 2026", "In January 2026"), "2026-02-10")
    figure = stages_figure(cf.status(folder))
    assert [row[2] for row in figure.table.rows] == ["2026-01"]
    assert figure.draw is not None
    (row,) = figure.draw(800)["layer"][2]["data"]["values"]
    assert "contract since 2026-01 (" in row["tip"]
