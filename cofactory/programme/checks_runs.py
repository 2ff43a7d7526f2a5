"""What the runs of a plan make of the tables: not wrong, but worth knowing before somebody relies on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.base.problems import Problem
from cofactory.programme.complain import about, listed
from cofactory.programme.inputs import MEAN_COUNTS
from cofactory.schema.table import value_of

if TYPE_CHECKING:
    from cofactory.programme.record import Programme


MEND = "Nothing need be changed. Where the spread matters, put it into a cell that is drawn, such as a cost."


def check_mean_counts(programme: Programme) -> list[Problem]:
    """Remarks, one a column, for distributions that no run draws: only their means count."""
    found = []
    for cell in sorted(MEAN_COUNTS):
        table, column = cell.split(".")
        rows = [row for row in getattr(programme, table) if (held := value_of(row, column)) and held.uncertain]
        if rows:
            why = (
                f"Of a {column} only the mean counts, in plans and in runs: "
                f"{listed([row.id for row in rows])} will not vary from run to run."
            )
            found.append(about(rows[0], column, "only-the-mean-counts", why, mend=MEND, severity="remark"))
    return found


def check_means_of_settings(programme: Programme) -> list[Problem]:
    """Remarks for exchange rates and price indices that are distributions: money is converted at their means."""
    settings = programme.settings
    cells = {f"exchange.{currency}": cell for currency, cell in settings.exchange.items()}
    cells |= {f"price_index.{year}": cell for year, cell in settings.price_index.items()}
    return [
        Problem(
            name="only-the-mean-counts", file="programme.toml", row=None, column=key, value=cell.text,
            why="Money is converted at the mean, in plans and in runs: this will not vary from run to run.",
            mend=MEND, severity="remark",
        )
        for key, cell in cells.items() if cell.uncertain
    ]  # fmt: skip
