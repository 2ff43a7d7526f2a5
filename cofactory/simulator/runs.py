"""A plan followed through many runs: blocks of them on threads, the same bit for bit however many threads there are."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from cofactory.base.collector import collector_held
from cofactory.programme.coupling import rank_correlations, unreachable
from cofactory.programme.draws import Sampler
from cofactory.simulator.arrays import Prepared, prepare
from cofactory.simulator.certain import unreached
from cofactory.simulator.collect import block_size, blocks_of, collect, in_order
from cofactory.simulator.each import every_run
from cofactory.simulator.outcomes import new_out
from cofactory.simulator.saved import fingerprint
from cofactory.simulator.summary import Runs, summarise
from cofactory.simulator.task import new_task

if TYPE_CHECKING:
    from collections.abc import Collection

    from cofactory.programme.record import Programme
    from cofactory.simulator.book import Floats
    from cofactory.simulator.collect import Progress
    from cofactory.simulator.followed import PlanTables
    from cofactory.simulator.outcomes import Out


class Futures:
    """The possible futures of one prepared plan under one seed."""

    def __init__(self, prepared: Prepared, seed: int) -> None:
        if not 0 <= seed < 2**63:
            raise ValueError("A seed is a whole number from 0 to 2**63 - 1.")
        self.prepared, self.seed = prepared, seed
        self._sampler = Sampler(prepared.inputs, rank_correlations(prepared.programme), seed=seed)

    def block(self, first: int, count: int, *, keep: bool = False, without: Collection[int] = ()) -> Out:
        """Returns the runs first, first + 1, ...; `without`: rows of risks of which no event ever starts."""
        from cofactory.simulator.compiled import follow

        book, places = self.prepared.book, self.prepared.places
        planned, drawn = book.planned, self._sampler.values(first, count)
        if without:
            chances = book.risks[list(without)]["chance_at"]
            planned = planned.copy()
            planned[chances] = 0.0
            drawn = np.where(np.isin(places, chances), 0.0, drawn)
        out = new_out(book, count, keep=keep)
        follow(new_task(self.prepared.script, planned, drawn, out, first=first, seed=self.seed, keep=keep))
        return out

    def without(
        self, risks: Collection[int], n: int, threads: int, progress: Progress | None = None
    ) -> tuple[Floats, Floats]:
        """Returns cost and shortfall of the runs 0 to n - 1 in which no event of some risks ever starts."""
        cost, shortfall, done = np.empty(n), np.empty(n), 0

        def run(block: tuple[int, int]) -> tuple[int, Floats, Floats]:
            """One block: how many runs, and their figures."""
            out = self.block(*block, without=risks)
            return block[1], out.cost, out.shortfall

        for count, paid, short in in_order(run, blocks_of(n, block_size(self.prepared.book)), threads):
            cost[done : done + count], shortfall[done : done + count] = paid, short
            done += count
            if progress is not None:
                progress(done, n)
        return cost, shortfall


def _uncorrelated(prepared: Prepared) -> tuple[str, ...]:
    """A sentence for every correlation that the drawn cells cannot have."""
    asked = rank_correlations(prepared.programme)
    return tuple(
        f"correlations: {a} and {b} cannot have {asked[a, b]:g}; the nearest they can is taken, {nearest:.2f}."
        for a, b, nearest in unreachable(prepared.inputs, asked)
    )


def _switched_off(programme: Programme) -> dict[str | None, Collection[int]]:
    """The rows of the risks that are switched off together: each alone, by its id, and all of several, by None."""
    alone: dict[str | None, Collection[int]] = {risk.id: (r,) for r, risk in enumerate(programme.risks)}
    return alone | {None: range(len(alone))} if len(alone) > 1 else alone


def simulate(
    programme: Programme,
    plan: PlanTables,
    *,
    n: int = 10_000,
    seed: int = 1,
    threads: int | None = None,
    precision: float | None = None,
    paired: int = 0,
    keep: Path | str | None = None,
    progress: Progress | None = None,
) -> Runs:
    """Returns the run tables of a plan, whoever wrote it, over n runs.

    `precision`: the largest standard error allowed, relative for mean cost and shortfall, absolute for probabilities
    of being on time; raises TooFewRuns where it is not reached. `paired`: for what each risk costs, how many of the
    runs are played again without it, and without all of them where there are several. `keep`: a folder for the
    results of every run (`simulator.each`); OSError where they cannot be written. `progress` is told how many runs are
    done, and of how many; what it raises ends the work.
    """
    if n < 1:
        raise ValueError("At least one run is needed.")
    if precision is not None and not precision > 0:
        raise ValueError("A precision is a number above 0.")
    clock = perf_counter()
    with collector_held():  # loading the kernel makes many objects that all stay
        prepared = prepare(programme, plan)
        prepared = replace(prepared, notes=(*prepared.notes, *unreached(prepared), *_uncorrelated(prepared)))
        futures = Futures(prepared, seed)
    count, again, told = threads or len(os.sched_getaffinity(0)), min(n, max(0, paired)), fingerprint(plan)
    about = {"seed": str(seed), "plan": told, "scenario": programme.scenario}
    off = _switched_off(programme) if again else {}
    total, ready = n + again * len(off), perf_counter()

    def tell(before: int) -> Progress | None:
        """Passes on how far everything is, of which one part has begun with so many runs done."""
        return None if progress is None else lambda done, _: progress(before + done, total)

    if progress is not None:
        progress(0, total)
    with every_run(keep, prepared, about) as each:
        kept = collect(futures.block, prepared.book, n, count, progress=tell(0), each=each)
        followed = perf_counter()
        alone = {
            name: futures.without(rows, again, count, tell(n + turn * again))
            for turn, (name, rows) in enumerate(off.items())
        }
        seconds = {"read": ready - clock, "runs": followed - ready, "paired": perf_counter() - followed}
        runs = summarise(prepared, kept, alone, seed=seed, seconds=seconds, precision=precision)
        if each is not None:
            each.finish(kept)
    return replace(runs, plan=told, files=dict(programme.files), kept=None if keep is None else Path(keep))
