"""What the kernel is handed for a block of runs: what to follow, what was drawn, room to work."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from cofactory.simulator.book import Floats, Ints
from cofactory.simulator.outcomes import Out
from cofactory.simulator.script import LANES, Script

Lanes = Annotated[Floats, "lanes"]
"""[row, lane]: the kernel takes a row as a whole."""


class Desk(NamedTuple):
    """What the kernel works on: about a megabyte, made anew for every block of runs."""

    x: Lanes
    """The rows of a run (`script.Rows`)."""
    coming: Lanes
    """Units on their way, [period and receiver, lane]; periods go round."""
    got: Lanes
    """What needs got in the last eight periods, [need and period, lane]."""
    short: Lanes
    """What they had outstanding."""
    moved: Lanes
    """If kept, what flows moved, [period and flow, lane]."""
    lead: Ints
    """Lead time by flow and lane, and in a last column whether it is the same in all lanes."""
    running: Ints
    """The lanes in which an event runs, a bit each, [risk, period]."""
    over: Ints
    """Projects that are over in every lane."""
    fixed: Ints
    """Lines that are open in every lane."""
    settled: Ints
    """Lines of which the capacity no longer changes in any lane."""


class Task(NamedTuple):
    """A block of runs to be followed."""

    script: Script
    planned: Floats
    """What the plan takes every cell to be."""
    drawn: Floats
    """[run, drawn cell]."""
    first: int
    """The number of the first run."""
    key: int
    """The seed."""
    keep: int
    """1 where everything that happens is kept."""
    desk: Annotated[Desk, "written"]
    out: Annotated[Out, "written"]


def new_task(script: Script, planned: Floats, drawn: Floats, out: Out, *, first: int, seed: int, keep: bool) -> Task:
    """Returns all that the kernel needs to fill `out` with the runs first, first + 1, ..."""
    periods, needs, flows = len(script.discount), len(script.needs), len(script.flows)
    desk = Desk(
        x=np.zeros((script.rows.end, LANES)),
        coming=np.zeros(((periods + 1) * len(script.receivers), LANES)),
        got=np.zeros((needs * LANES, LANES)),
        short=np.zeros((needs * LANES, LANES)),
        moved=np.zeros((flows * periods if keep else 0, LANES)),
        lead=np.zeros((flows, LANES + 1), dtype=np.int64),
        running=np.zeros((len(script.risks), periods), dtype=np.int64),
        over=np.zeros(len(script.projects), dtype=np.int64),
        fixed=np.zeros(len(script.lines), dtype=np.int64),
        settled=np.zeros(len(script.lines), dtype=np.int64),
    )
    return Task(script, planned, np.ascontiguousarray(drawn), first, seed, int(keep), desk, out)
