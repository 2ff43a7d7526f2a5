"""Times the stages from folder to plan: `./run bench [DIR ...]`, by default on the shipped examples.

Prints CPU seconds, which count on a busy machine too, beside the wall time of the search. `./run bench simulate` times
runs instead (bench/simulate.py), `./run bench plan` plans of growing size (bench/plan.py), `./run bench change` plans
after a change (bench/change.py), and `./run bench greedy`
compares plans with those of a planner that serves demands one by one (bench/greedy.py).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from cofactory import workbench
from cofactory.planner.arrays import build_arrays
from cofactory.planner.model import build_model
from cofactory.planner.solve import make_plan
from cofactory.programme.start import examples

LIMIT_S = 120.0
"""A search that takes longer is cut there; its gap is printed."""

HEADER = (
    f"{'programme':<20} {'columns':>9} {'rows':>9} {'whole':>7} {'load':>7} {'build':>7} {'plan':>7} {'wall':>7}  end"
)


def measure(folder: Path) -> str:
    """One line of the table: how large the model is, and what each stage takes."""
    clock = [time.process_time()]

    def lap() -> float:
        clock.append(time.process_time())
        return clock[-1] - clock[-2]

    programme = workbench.load(folder)
    load = lap()
    model = build_model(build_arrays(programme))
    build = lap()
    began = time.monotonic()
    plan = make_plan(programme, time_limit_s=LIMIT_S)
    solve, wall = lap(), time.monotonic() - began
    size = f"{len(model.lower):>9,} {len(model.row_lower):>9,} {int(model.whole.sum()):>7,}"
    return (
        f"{folder.name:<20} {size} {load:>7.2f} {build:>7.2f} {solve:>7.2f} {wall:>7.1f}  {plan.status} {plan.gap:.1e}"
    )


def main() -> None:
    """Prints the table, or that of the runs or of large plans."""
    if sys.argv[1:2] == ["simulate"]:
        from bench.simulate import main as simulate

        simulate(sys.argv[2:])
        return
    if sys.argv[1:2] == ["plan"]:
        from bench.plan import main as plan

        plan(sys.argv[2:])
        return
    if sys.argv[1:2] == ["change"]:
        from bench.change import main as change

        change(sys.argv[2:])
        return
    if sys.argv[1:2] == ["greedy"]:
        from bench.greedy import main as greedy

        greedy(sys.argv[2:])
        return
    folders = [Path(name) for name in sys.argv[1:]] or list(examples().values())
    print(HEADER)
    for folder in folders:
        print(measure(folder), flush=True)


if __name__ == "__main__":
    main()
