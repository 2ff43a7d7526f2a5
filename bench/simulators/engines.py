"""The engines side by side: each follows the same book with the same drawn cells and the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bench.simulators.cpp_runs import Cpp, compiler
from bench.simulators.numpy_runs import Numpy
from bench.simulators.results import Results, difference
from bench.simulators.simpy_runs import Simpy
from cofactory.programme.coupling import rank_correlations
from cofactory.programme.draws import Sampler
from cofactory.simulator.arrays import Prepared, prepare
from cofactory.simulator.runs import Futures

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LANES = 8
"""Runs that the C++ follows side by side: one AVX-512 register of float64, or two of AVX2."""


class Follows(Protocol):
    """What follows runs whose cells are drawn already."""

    def follow(self, places: Ints, drawn: Floats, first: int, seed: int) -> Results:
        """Returns the runs first, first + 1, ... with these drawn cells, [run, place]."""


@dataclass(frozen=True)
class Peer:
    """One engine other than ours."""

    name: str
    follows: Follows
    block: int
    """Runs handed over at once."""
    timed: int
    """Runs in one timing."""


class Case:
    """One programme and plan, ready for every engine."""

    def __init__(self, programme: Programme, plan: Plan, seed: int) -> None:
        self.programme, self.plan, self.seed = programme, plan, seed
        self.prepared: Prepared = prepare(programme, plan)
        self.futures = Futures(self.prepared, seed)
        self._sampler = Sampler(self.prepared.inputs, rank_correlations(programme), seed=seed)

    def draw(self, first: int, count: int) -> Floats:
        """Returns the drawn cells, [run, place]: the same for every engine."""
        return self._sampler.values(first, count)

    def ours(self, first: int, count: int) -> Results:
        """Returns the runs of our own kernel, which draws the cells itself."""
        out = self.futures.block(first, count)
        return Results(
            delivered=out.delivered,
            short=out.short,
            cost=out.cost,
            shortfall=out.shortfall,
            date=out.date.astype(np.float64),
        )

    def peers(self, folder: Path) -> list[Peer]:
        """Returns the engines that this machine can run; `folder` keeps what is compiled."""
        book = self.prepared.book
        found = [
            Peer("SimPy processes", Simpy(book), 4, 4),
            Peer("NumPy, 1,024 runs a block", Numpy(book), 1024, 1024),
        ]
        if compiler() is not None:
            found += [
                Peer("C++, one run at a time", Cpp(book, folder, 1), 256, 1024),
                Peer(f"C++, {LANES} runs at a time", Cpp(book, folder, LANES), 256, 2048),
            ]
        return found

    def disagreement(self, peer: Peer, count: int) -> str | None:
        """Returns where a peer differs from our kernel in the runs 0 to count - 1; none where it does not."""
        for first in range(0, count, peer.block):
            size = min(peer.block, count - first)
            found = peer.follows.follow(self.prepared.places, self.draw(first, size), first, self.seed)
            if (words := difference(found, self.ours(first, size))) is not None:
                return f"{peer.name} differs from cofactory in the block of runs from {first}: {words}"
        return None
