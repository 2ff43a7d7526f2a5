"""The line that shows how far long work has come: stage, gap reached, time gone and time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from cofactory.base.problems import visible

if TYPE_CHECKING:
    from cofactory.planner.search import Progress

EVERY_S = 0.1
"""Ten times a second is as often as an eye follows."""

WIDEST = 100
"""Characters of a line that is rewritten: a longer one would wrap, and only its last part be rewritten."""

STAGES = {
    "building": "building the model",
    "shortfall": "1 of 2, least shortfall",
    "cost": "2 of 2, least cost",
    "exact": "last digits",
}


@contextmanager
def progress_line(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    """A function that rewrites one line of a terminal; into a file it writes one line per stage instead."""
    with _rewritten(stream) as write:
        # "reasons 2 of 21" is the stage "reasons"
        yield lambda progress: write(in_words(progress), progress.stage.partition(" ")[0], progress.seconds)


@contextmanager
def scenarios_line(stream: TextIO) -> Iterator[Callable[[str, int, int, Progress], None]]:
    """A function like that of `progress_line` for several plans: it says which scenario, and of how many."""
    with _rewritten(stream) as write:

        def show(scenario: str, number: int, of: int, progress: Progress) -> None:
            """Prints where the planning of a scenario stands."""
            line = f"scenario {number} of {of}, {visible(scenario)}: {in_words(progress)}"
            write(line, (scenario, progress.stage), progress.seconds)

        yield show


@contextmanager
def _rewritten(stream: TextIO) -> Iterator[Callable[[str, object, float], None]]:
    """A function that writes a line, at what stage and after how many seconds that is, not more often than eyes can
    read: a terminal's line is rewritten and cleared at the end, a file gets one per stage.
    """
    live = stream.isatty()
    shown_at, shown = 0.0, object()

    def write(line: str, stage: object, seconds: float) -> None:
        """Writes the line unless the same stage was shown just now."""
        nonlocal shown_at, shown
        if stage == shown and (not live or seconds - shown_at < EVERY_S):
            return
        shown_at, shown = seconds, stage
        stream.write(f"\r\x1b[K{line[:WIDEST]}" if live else f"{line}\n")
        stream.flush()

    try:
        yield write
    finally:
        if live:
            stream.write("\r\x1b[K")
            stream.flush()


def in_words(progress: Progress) -> str:
    """The line itself: `planning (1 of 2, least shortfall): gap 0.30 %, 12 s, 48 s left`."""
    parts = [] if progress.gap is None or progress.gap > 1 else [f"gap {100 * progress.gap:.2f} %"]
    parts.append(f"{progress.seconds:.0f} s")
    if progress.left_s is not None:
        parts.append(f"{progress.left_s:.0f} s left")
    return f"planning ({STAGES.get(progress.stage, progress.stage)}): {', '.join(parts)}"


@contextmanager
def files_line(many: int) -> Iterator[Callable[[float, int, str], None]]:
    """A function that says on standard error which of several files is being read, and how much of a long one."""
    live = sys.stderr.isatty()
    began, shown_at = monotonic(), -EVERY_S
    step = max(1, many // 10)

    def show(done: float, of: int, name: str) -> None:
        """Prints how many files are read and how long the others will take, not more often than eyes can read."""
        nonlocal shown_at
        gone = monotonic() - began
        if (live and gone - shown_at < EVERY_S) or (not live and done % step) or (many < 2 and not done):
            return
        shown_at = gone
        left = f", {gone / done * (of - done):.0f} s left" if done else ""
        line = f"{files_in_words(done, of, visible(name))}{left}"
        sys.stderr.write(f"\r\x1b[K{line[:100]}" if live else f"{line}\n")
        sys.stderr.flush()

    try:
        yield show
    finally:
        if live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def files_in_words(done: float, of: int, name: str) -> str:
    """The line without its time: `reading 3 of 7: long.txt, 40 %`."""
    share = f", {100 * (done % 1):.0f} %" if done % 1 else ""
    return f"reading {int(done) + 1} of {of}: {name}{share}" if of > 1 else f"reading {name}{share}"


def interrupted_reading(done: int, of: int) -> str:
    """What Ctrl-C leaves of several files that are read: each is in the ledger with all its claims, or not at all."""
    if not done:
        return "Interrupted; the folder is as it was."
    many = "what was read is" if done == of else f"the first {done} of {of} files are"
    return f"Interrupted; {many} in the ledger. Read them all again to go on: nothing is added twice."


@contextmanager
def runs_line(stream: TextIO) -> Iterator[Callable[[int, int], None]]:
    """A function that rewrites one line of a terminal with the runs done, of how many; a file gets nothing."""
    live = stream.isatty()
    began = shown_at = monotonic()

    def show(done: int, total: int) -> None:
        """Prints how many runs are done and when all will be, not more often than eyes can read."""
        nonlocal began, shown_at
        now = monotonic()
        began = began if done else now  # reading and compiling say nothing about the time left
        if live and now - shown_at >= EVERY_S:
            shown_at = now
            stream.write(f"\r\x1b[K{runs_in_words(done, total, now - began)}")
            stream.flush()

    try:
        yield show
    finally:
        if live:
            stream.write("\r\x1b[K")
            stream.flush()


def runs_in_words(done: int, total: int, seconds: float) -> str:
    """The line itself: `simulating: 2,560 of 10,000 runs, 3 s, 9 s left`."""
    left = f", {seconds * (total - done) / done:.0f} s left" if done else ""
    return f"simulating: {done:,} of {total:,} runs, {seconds:.0f} s{left}"
