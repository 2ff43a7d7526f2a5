"""What the runs of a plan make of the tables: not wrong, but worth knowing before somebody relies on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.programme.complain import about, listed
from cofactory.programme.inputs import MEAN_COUNTS
from cofactory.schema.table import value_of

if TYPE_CHECKING:
    from cofactory.base.problems import Problem
    from cofactory.programme.record import Programme


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
            mend = (
                "Nothing need be changed. Where the spread matters, put it into a cell that is drawn, such as a cost."
            )
            found.append(about(rows[0], column, "only-the-mean-counts", why, mend=mend, severity="remark"))
    return found
