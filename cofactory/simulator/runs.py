"""A plan followed through many runs: blocks of them on threads, the same bit for bit however many threads there are."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from cofactory.programme.coupling import rank_correlations
from cofactory.programme.draws import Sampler
from cofactory.simulator.arrays import Prepared, prepare
from cofactory.simulator.certain import unreached
from cofactory.simulator.outcomes import Collected, new_out
from cofactory.simulator.saved import fingerprint
from cofactory.simulator.task import new_task
from cofactory.simulator.summary import Runs, summarise

if TYPE_CHECKING:
    from cofactory.programme.record import Programme
    from cofactory.simulator.book import Floats
    from cofactory.simulator.followed import PlanTables
    from cofactory.simulator.outcomes import Out

BLOCK = 256
"""Runs drawn and followed at once: a tenth of a second of work, and a few megabytes."""

SAMPLE = 16_384
"""Percentiles per need and period come from this many runs at most; every other figure from all of them."""

SAMPLE_BYTES = 400_000_000
"""The most memory that sample may take."""

Progress = Callable[[int, int], None]


class Futures:
    """The possible futures of one prepared plan under one seed."""

    def __init__(self, prepared: Prepared, seed: int) -> None:
        if not 0 <= seed < 2**63:
            raise ValueError("A seed is a whole number from 0 to 2**63 - 1.")
        self.prepared, self.seed = prepared, seed
        self._sampler = Sampler(prepared.inputs, rank_correlations(prepared.programme), seed=seed)

    def block(self, first: int, count: int, *, keep: bool = False, without: int | None = None) -> Out:
        """Returns the runs first, first + 1, ...; `without`: the row of a risk of which no event ever starts."""
        from cofactory.simulator.compiled import follow

        book, places = self.prepared.book, self.prepared.places
        planned, drawn = book.planned, self._sampler.values(first, count)
        if without is not None:
            chance = int(book.risks[without]["chance_at"])
            planned = planned.copy()
            planned[chance] = 0.0
            drawn = np.where(places == chance, 0.0, drawn)
        out = new_out(book, count, keep=keep)
        follow(new_task(self.prepared.script, planned, drawn, out, first=first, seed=self.seed, keep=keep))
        return out

    def collect(self, n: int, threads: int, progress: Progress | None = None) -> Collected:
        """Returns what is kept of the runs 0 to n - 1."""
        book = self.prepared.book
        periods, needs = len(book.discount), len(book.needs)
        sample = min(n, SAMPLE, max(1, SAMPLE_BYTES // (8 * periods * max(1, needs))))
        kept = Collected(
            cost=np.empty(n),
            shortfall=np.empty(n),
            date=np.empty((n, len(book.promises)), dtype=np.int64),
            delivered=np.empty((needs * periods, sample), dtype=np.float32),
            short=np.empty((needs * periods, sample), dtype=np.float32),
            sums=np.zeros((4, needs * periods)),
        )
        blocks = [(first, min(BLOCK, n - first)) for first in range(0, n, BLOCK)]
        with ThreadPoolExecutor(threads) as pool:
            done = 0
            for start in range(0, len(blocks), 4 * threads):  # a few blocks at a time, added up in their order
                for sums in pool.map(lambda b: self._keep(kept, *b), blocks[start : start + 4 * threads]):
                    kept.sums[:] += sums
                done = min(n, (start + 4 * threads) * BLOCK)
                if progress is not None:
                    progress(done, n)
        return kept

    def _keep(self, kept: Collected, first: int, count: int) -> Floats:
        out = self.block(first, count)
        end = first + count
        kept.cost[first:end], kept.shortfall[first:end], kept.date[first:end] = out.cost, out.shortfall, out.date
        delivered, short = out.delivered.reshape(count, -1), out.short.reshape(count, -1)
        inside = max(0, min(end, kept.delivered.shape[1]) - first)
        if inside:
            kept.delivered[:, first : first + inside] = delivered[:inside].T
            kept.short[:, first : first + inside] = short[:inside].T
        squares = (np.einsum("ij,ij->j", delivered, delivered), np.einsum("ij,ij->j", short, short))
        return np.array([delivered.sum(axis=0), squares[0], short.sum(axis=0), squares[1]])

    def without(self, risk: int, n: int, threads: int) -> tuple[Floats, Floats]:
        """Returns cost and shortfall of the runs 0 to n - 1 in which no event of one risk ever starts."""
        blocks = [(first, min(BLOCK, n - first)) for first in range(0, n, BLOCK)]
        with ThreadPoolExecutor(threads) as pool:
            outs = list(pool.map(lambda b: self._figures(risk, *b), blocks))
        return np.concatenate([cost for cost, _ in outs]), np.concatenate([short for _, short in outs])

    def _figures(self, risk: int, first: int, count: int) -> tuple[Floats, Floats]:
        out = self.block(first, count, without=risk)
        return out.cost, out.shortfall


def simulate(
    programme: Programme,
    plan: PlanTables,
    *,
    n: int = 10_000,
    seed: int = 1,
    threads: int | None = None,
    precision: float | None = None,
    paired: int = 0,
    progress: Progress | None = None,
) -> Runs:
    """Returns the run tables of a plan, whoever wrote it, over n runs.

    `precision`: the largest standard error allowed, relative for mean cost and shortfall, absolute for probabilities
    of being on time; raises TooFewRuns where it is not reached. `paired`: for what each risk costs, how many of the
    runs are played again without it.
    """
    if n < 1:
        raise ValueError("At least one run is needed.")
    clock = perf_counter()
    prepared = prepare(programme, plan)
    prepared = replace(prepared, notes=(*prepared.notes, *unreached(prepared)))
    futures = Futures(prepared, seed)
    count = threads or len(os.sched_getaffinity(0))
    ready = perf_counter()
    kept = futures.collect(n, count, progress)
    followed = perf_counter()
    again = min(n, paired)
    alone = {risk.id: futures.without(r, again, count) for r, risk in enumerate(programme.risks)} if again else {}
    seconds = {"read": ready - clock, "runs": followed - ready, "paired": perf_counter() - followed}
    runs = summarise(prepared, kept, alone, seed=seed, seconds=seconds, precision=precision)
    return replace(runs, plan=fingerprint(plan), files=dict(programme.files))
