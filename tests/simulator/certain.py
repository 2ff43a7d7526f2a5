"""Runs in which nothing is uncertain and nothing fails."""

import numpy as np

from cofactory.simulator.arrays import Prepared
from cofactory.simulator.kernel import follow_runs
from cofactory.simulator.outcomes import Out, new_out


def certain_run(prepared: Prepared) -> Out:
    """The one run in which every cell is what the plan takes it to be, no event starts and every project succeeds."""
    book = prepared.book
    planned = book.planned.copy()
    planned[book.risks["chance_at"]] = 0.0
    planned[book.stages["success_at"]] = 1.0
    out = new_out(book, 1, keep=True)
    none = prepared.places[:0]
    follow_runs(book._replace(planned=planned), none, np.zeros((1, 0)), 0, 1, True, out)
    return out
