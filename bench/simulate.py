"""Times the runs of cofactory beside SimPy, NumPy and C++: `./run bench simulate [demo] [large]`.

All engines follow the same programme and plan with the same drawn cells, the same luck and the whole of docs/runs.md;
first they must agree on every run they are tried on. Every figure is processor time, the median of several turns taken
one after the other, so that what else the machine does falls on all alike.

What counts: the cells are drawn once for all, outside the times (a line of its own says what that takes); our kernel
draws them itself, so that time is taken off again. The luck of events and projects counts for everyone: NumPy and C++
make the numbers of Philox themselves, SimPy takes them from NumPy, which is in its favour.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.programmes import demo, kept, large
from bench.simulators.cpp_runs import compiler
from bench.simulators.engines import Case, Peer
from cofactory import workbench

SEED = 1

TURNS = 5
"""Times each engine is timed, all of them in turn."""

BLOCK, OURS = 256, 2048
"""Runs that our kernel follows at once, and in one timing."""

AGREE = {"SimPy": 24}
"""Runs on which a slow engine is compared with ours; every other on the next number."""

AGREE_OTHERS = 2048

TOTAL = 10_000

FIRST = """\
import sys
from cofactory import workbench
from cofactory.programme.start import examples
programme = workbench.load(examples()["france-ukraine"])
runs = workbench.simulate(programme, workbench.read_plan(sys.argv[1]), n=256, threads=1)
print(runs.summary)
"""
"""What a first result takes: start Python, import, read programme and plan, follow 256 runs, sum up."""


def main(words: list[str]) -> None:
    """Prints the tables of the programmes named, both without a name."""
    makers = {"demo": demo, "large": large}
    if unknown := set(words) - set(makers):
        sys.exit(f"There is no programme {', '.join(sorted(unknown))}; there are {', '.join(makers)}.")
    if compiler() is None:
        print("There is no C++ compiler here (g++, clang++ or $CXX): C++ is left out.")
    for name in words or list(makers):
        case = Case(*makers[name](), SEED)
        compare(case)
        if name == "demo":
            whole(case)


def compare(case: Case) -> None:
    """Prints the table of one programme; ends the program where engines disagree."""
    book = case.prepared.book
    print(
        f"\n{case.programme.settings.name}: {len(book.lines)} lines, {len(book.needs)} needs, {len(book.flows)} flows, "
        f"{len(book.discount)} periods, {len(case.prepared.places)} uncertain cells, {len(book.risks)} risks, "
        f"{len(book.projects)} projects, {len(book.funds)} funds"
    )
    peers = case.peers(kept())
    agree(case, peers)
    times = timed(case, peers)
    ours, simpy, numpy = times["cofactory"], times["SimPy processes"], times["NumPy, 1,024 runs a block"]
    cpp = min((t for name, t in times.items() if name.startswith("C++")), default=None)
    print(f"\n{'us of processor per run':<28}{'':>12}{'times SimPy':>14}{'times NumPy':>14}{'share of C++':>14}")
    for name, own in times.items():
        share = f"{cpp / own:>14.1%}" if cpp else f"{'-':>14}"
        print(f"{name:<28}{own:>12,.1f}{simpy / own:>14,.1f}{numpy / own:>14,.2f}{share}")
    print(f"{'drawing the cells':<28}{drawing(case):>12,.1f}   the same for all, not in the lines above")
    threads(case, ours)


def agree(case: Case, peers: list[Peer]) -> None:
    """Says on how many runs the engines agree; ends the program where they do not."""
    for peer in peers:
        count = next((n for name, n in AGREE.items() if peer.name.startswith(name)), AGREE_OTHERS)
        if (words := case.disagreement(peer, count)) is not None:
            sys.exit(words)
        print(f"agrees with cofactory on {count:,} of {count:,} runs: {peer.name}", flush=True)


def timed(case: Case, peers: list[Peer]) -> dict[str, float]:
    """Returns microseconds of processor per run of every engine, without the drawing of cells."""
    jobs: dict[str, Callable[[], float]] = {peer.name: _job(case, peer) for peer in peers}
    jobs["cofactory"] = lambda: _own(case) - drawing(case)
    found: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(TURNS):
        for name, job in jobs.items():
            found[name].append(job())
    return {name: statistics.median(turns) for name, turns in found.items()}


def _job(case: Case, peer: Peer) -> Callable[[], float]:
    drawn = [(first, case.draw(first, peer.block)) for first in range(0, peer.timed, peer.block)]

    def turn() -> float:
        began = time.process_time()
        for first, cells in drawn:
            peer.follows.follow(case.prepared.places, cells, first, SEED)
        return (time.process_time() - began) / peer.timed * 1e6

    return turn


def _own(case: Case) -> float:
    began = time.process_time()
    for first in range(0, OURS, BLOCK):
        case.futures.block(first, BLOCK)
    return (time.process_time() - began) / OURS * 1e6


def drawing(case: Case) -> float:
    """Returns microseconds of processor per run that drawing the cells takes."""
    began = time.process_time()
    for first in range(0, OURS, BLOCK):
        case.draw(first, BLOCK)
    return (time.process_time() - began) / OURS * 1e6


def threads(case: Case, ours: float) -> None:
    """Prints what two threads do beside one: processor time, and wall time as far as the machine is free."""
    alone, both = zip(*[(_threaded(case, 1), _threaded(case, 2)) for _ in range(TURNS)], strict=True)
    cpu = [statistics.median(cpu for cpu, _ in turns) for turns in (alone, both)]
    wall = [min(wall for _, wall in turns) for turns in (alone, both)]
    print(
        f"two threads: {cpu[1]:.1f} us of processor per run against {cpu[0]:.1f} with one (drawing included), "
        f"efficiency {cpu[0] / cpu[1]:.0%}; wall, best of {TURNS}: {wall[0] / wall[1]:.2f} times as fast"
    )
    print(f"one core: {1e6 / ours:,.0f} runs per second")


def _threaded(case: Case, count: int) -> tuple[float, float]:
    began, clock = time.process_time(), time.perf_counter()
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda first: len(case.futures.block(first, BLOCK).cost), range(0, 2 * OURS, BLOCK)))
    runs = 2 * OURS
    return (time.process_time() - began) / runs * 1e6, (time.perf_counter() - clock) / runs * 1e6


def whole(case: Case) -> None:
    """Prints what a user waits for: 10,000 runs, and the first result of a fresh process."""
    began, clock = time.process_time(), time.perf_counter()
    workbench.simulate(case.programme, case.plan, n=TOTAL, seed=SEED)
    cpu, wall = time.process_time() - began, time.perf_counter() - clock
    print(f"{TOTAL:,} runs with every table: {cpu:.2f} s of processor, {wall:.2f} s wall")
    folder = workbench.save(case.plan, kept() / "first").parent.parent
    _first(folder)  # warms what Python and the compiler keep
    spent = [_first(folder) for _ in range(TURNS)]
    cpu, wall = (statistics.median(turn[k] for turn in spent) for k in (0, 1))
    print(f"first result of a fresh process, 256 runs, imports included: {cpu:.2f} s of processor, {wall:.2f} s wall")


def _first(folder: Path) -> tuple[float, float]:
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    words = [sys.executable, "-c", FIRST, str(folder)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own Python
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - clock
