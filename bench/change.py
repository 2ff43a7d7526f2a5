"""Times planning again after a change: `./run bench change [MONTHS ...] [gap=0.01]`.

The programme of `./run bench plan` is planned once, then with one need's quantity changed, with a line, a need or a
window that is gone or later (and back), or with lines standing still for three months, each from where the first
search stood. Seconds are by the clock until the plan is there, with laying out and reading, as two solvers are at work
beside each other: run it on a machine that does nothing else. `ready` is when the next change can set out, `cpu` the
processor's time until then; what goes on from nothing says `afresh`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.coalition import write
from cofactory import workbench
from cofactory.base.cell import plain
from cofactory.planner.warm import Replanner
from cofactory.programme.altered import with_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.programme.record import Programme

SIZES = (24, 48)
NEEDS = ("ua-0", "ua-1", "ua-3", "ua-5", "other-2", "other-5", "spares-1")
FACTORS = (1.1, 0.9, 1.01)
OUTAGES = (("line-3",), ("line-10",), ("line-30",), ("line-3", "line-30", "line-50"))
GONE, NO_NEED = ("line-3", "line-30", "line-50"), "ua-3"
LATER = {"lines.line-10.opens": "2027-10", "funds.de-own.opens": "2028-01"}
STILL = ("2027-05", "2027-07")
HEADER = (
    f"{'months':>6}  {'change':<40} {'seconds':>8} {'share':>7} {'ready':>7} {'cpu':>7} "
    f"{'gap short':>9} {'gap cost':>9}  how"
)


def main(words: list[str]) -> None:
    """Prints one line per horizon and change."""
    if words[:1] == ["one"]:
        _one(Path(words[1]), float(words[2]), few=words[3] == "few")
        return
    options = dict(word.split("=") for word in words if "=" in word)
    print(HEADER)
    with tempfile.TemporaryDirectory() as place:
        for months in [int(word) for word in words if "=" not in word] or SIZES:
            folder = write(Path(place) / str(months), months)
            few = "few" if months > max(SIZES) else "all"
            command = [sys.executable, "-m", "bench.change", "one", str(folder), options.get("gap", "0.01"), few]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
                for line in process.stdout or ():
                    print(_line(months, json.loads(line)), flush=True)


def _one(folder: Path, gap: float, *, few: bool) -> None:
    programme, planner = workbench.load(folder), Replanner(gap=gap)
    whole = _measure(planner, programme, (), ("none: from the start", None))
    for name in NEEDS[::2] if few else NEEDS:
        for factor in FACTORS[:1] if few else FACTORS:
            changed = _scaled(programme, name, factor)
            _measure(planner, changed, (), (f"need {name} times {factor}", whole))
    for name, changed in _others(programme):
        _measure(planner, changed, (), (name, whole))
        _measure(planner, programme, (), (f"back from {name}", whole))
    for lines in OUTAGES[:2] if few else OUTAGES:
        _measure(planner, programme, lines, (f"still: {', '.join(lines)}", whole))


def _others(programme: Programme) -> Iterator[tuple[str, Programme]]:
    """Programmes with fewer choices, or choices at other times."""
    for name in GONE:
        lines = tuple(row for row in programme.lines if row.id != name)
        yield f"{name} gone", replace(programme, lines=lines)
    needs = tuple(row for row in programme.needs if row.id != NO_NEED)
    promises = tuple(row for row in programme.commitments if row.need != NO_NEED)
    yield f"need {NO_NEED} gone", replace(programme, needs=needs, commitments=promises)
    for cell, period in LATER.items():
        yield f"{cell} {period}", with_cells(programme, {cell: period})


Times = tuple[float, float]
"""Seconds by the clock, and of the processor."""


def _measure(planner: Replanner, programme: Programme, lines: tuple[str, ...], case: tuple[str, Times | None]) -> Times:
    """Prints how long a plan took, beside a search, and returns it."""
    clock, cpu = time.perf_counter(), time.process_time()
    plan = planner.plan(programme, outages=[(line, *STILL) for line in lines])
    took = time.perf_counter() - clock
    planner.wait()
    ready, cpu = time.perf_counter() - clock, time.process_time() - cpu
    whole = case[1] or (took, cpu)
    shares = {"share": took / whole[0], "ready": ready / whole[0], "cpu": cpu / whole[1]}
    print(json.dumps({"change": case[0], "seconds": took, **shares, **plan.gaps, "warm": planner.warm}), flush=True)
    return took, cpu


def _scaled(programme: Programme, name: str, factor: float) -> Programme:
    needs = tuple(
        row.model_copy(update={"quantity": plain(row.quantity.mean() * factor)}) if row.id == name else row
        for row in programme.needs
    )
    return replace(programme, needs=needs)


def _line(months: int, found: dict[str, Any]) -> str:
    shares = " ".join(f"{found[name]:>7.1%}" for name in ("share", "ready", "cpu"))
    return (
        f"{months:>6}  {found['change']:<40} {found['seconds']:>8.2f} {shares} "
        f"{found['shortfall']:>9.2%} {found['cost']:>9.2%}  {'further' if found['warm'] else 'afresh'}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
