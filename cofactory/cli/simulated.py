"""Runs for a command: how far they have come, what Ctrl-C does, and where they are kept."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory import workbench
from cofactory.cli.answers import USAGE, Answer
from cofactory.cli.progress import runs_line
from cofactory.cli.show import results_of
from cofactory.render.words import listing

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

    from cofactory.programme.record import Programme
    from cofactory.simulator.followed import PlanTables
    from cofactory.simulator.summary import Runs


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked of the runs."""

    n: int
    seed: int = 1
    threads: int | None = None
    precision: float | None = None
    paired: int = 0
    keep: bool = False
    """Every run's results are kept too."""


def new_runs(
    answer: Answer, programme: Programme, plan: PlanTables, wanted: Wanted, folder: Path, *, save: bool = True
) -> Runs:
    """The runs of a plan, saved in the folder unless told otherwise; Ctrl-C leaves the folder as it was.

    Ends the command where the precision asked for is not reached.
    """
    from cofactory.simulator.compiled import COMPILE_S, compiled
    from cofactory.simulator.summary import TooFewRuns

    if not compiled():
        answer.remark(f"Compiling the simulation once for this machine, about {COMPILE_S} s.")
    with runs_line(sys.stderr) as show, _between_blocks(show) as progress:
        try:
            runs = workbench.simulate(
                programme, plan, n=wanted.n, seed=wanted.seed, threads=wanted.threads, precision=wanted.precision,
                paired=wanted.paired, keep=results_of(folder, programme.scenario) if wanted.keep else None,
                progress=progress,
            )  # fmt: skip
        except TooFewRuns as error:
            raise answer.fail(USAGE, "precision", f"{error} Add `-n {error.needed}`.", needed=error.needed) from None
        if save:
            _save(answer, runs, programme, folder)
    return runs


def _save(answer: Answer, runs: Runs, programme: Programme, folder: Path) -> None:
    """Saves the runs; says which files of earlier runs are gone."""
    from cofactory.simulator.each import FILES

    target = results_of(folder, programme.scenario)
    old = [] if runs.kept else [name for name in FILES if (target / name).exists()]
    workbench.save_runs(runs, folder, scenario=programme.scenario)
    if old:
        answer.remark(f"Deleted {listing(old)}: they were of earlier runs. With --keep those of new runs are kept.")


@contextmanager
def _between_blocks(show: Callable[[int, int], None]) -> Iterator[Callable[[int, int], None]]:
    """Lets Ctrl-C end the runs only between two blocks of them, so that no file is left half in place."""
    from cofactory.planner.interrupt import ctrl_c

    with ExitStack() as stack:
        stop: threading.Event | None = None

        def told(done: int, total: int) -> None:
            """Passes on how many runs are done; from the first call on Ctrl-C waits for the next."""
            nonlocal stop
            if stop is None:
                stop = stack.enter_context(ctrl_c())
            if stop.is_set():
                raise KeyboardInterrupt
            show(done, total)

        yield told
