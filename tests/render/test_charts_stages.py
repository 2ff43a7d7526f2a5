"""The chart of stages: a bar for each promise, its pieces between steps, and the same told in a table."""

from __future__ import annotations

from pathlib import Path

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
            ("2026-02-09", "2026-06-03", "contract"), ("2026-06-03", "2026-06-04", "delivered"),
        ]  # fmt: skip
    assert [row[1:3] for row in figure.table.rows] == [("contract", "2026-02-09"), ("delivered", "2026-06-03")]
    assert figure.sentence.startswith("1 promise with 2 steps")
    assert end_of_time(found) == "2026-06-04"


def test_without_a_stage_there_is_nothing_to_draw(tmp_path: Path) -> None:
    figure = stages_figure(cf.status(folder_with(tmp_path / "pumps")))
    assert (figure.draw, figure.table.rows) == (None, ())
