"""Times planning at the scale of a coalition: `./run bench plan [MONTHS ...] [gap=0.01] [raw=60]`.

For every horizon a programme of 40 items in three levels, 90 lines, 30 routes and 8 funds is written as a folder, read,
laid out and planned, each in a process of its own. Beside it stands the raw model, handed to HiGHS in the same run
under a time limit: every item in every country on every route in every month, and one payment per fund, cost and month.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np

from bench.coalition import write
from cofactory import workbench
from cofactory.planner import arrays, money, network, variables
from cofactory.planner.arrays import build_arrays
from cofactory.planner.highs import Solver
from cofactory.planner.model import build_model
from cofactory.planner.reach import Reach
from cofactory.planner.solve import make_plan

if TYPE_CHECKING:
    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model
    from cofactory.programme.record import Programme

SIZES = (12, 24, 48, 120)
GAPS = {120: 0.02}
"""Relative gap asked for by horizon; 0.01 elsewhere."""
RAW_S = 60.0
"""Seconds that HiGHS gets for the raw model: what it has not done then is out of reach."""
HEADER = (
    f"{'months':>6} {'model':<12} {'columns':>9} {'rows':>9} {'read':>6} {'build':>6} {'solve':>7} {'wall':>7} "
    f"{'MB':>6} {'gap short':>9} {'gap cost':>9}  end"
)


def main(words: list[str]) -> None:
    """Prints one line per horizon and model."""
    if words[:1] == ["one"]:
        print(json.dumps(_one(Path(words[1]), words[2], float(words[3]))))
        return
    options = dict(word.split("=") for word in words if "=" in word)
    sizes = [int(word) for word in words if "=" not in word] or list(SIZES)
    print(HEADER)
    with tempfile.TemporaryDirectory() as place:
        for months in sizes:
            folder = write(Path(place) / str(months), months)
            gap = float(options.get("gap", GAPS.get(months, 0.01)))
            print(_line(months, "cofactory", _apart(folder, "ours", gap)), flush=True)
            limit = float(options.get("raw", RAW_S))
            if limit > 0:
                print(_line(months, "raw", _apart(folder, "raw", limit)), flush=True)
                print(_line(months, "raw, relaxed", _apart(folder, "relaxed", limit)), flush=True)


def _apart(folder: Path, what: str, number: float) -> dict[str, Any]:
    """One measurement in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "bench.plan", "one", str(folder), what, str(number)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own module
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _one(folder: Path, what: str, number: float) -> dict[str, Any]:
    clock = time.process_time()
    programme = workbench.load(folder)
    read = time.process_time() - clock
    found = _ours(programme, number) if what == "ours" else _raw(programme, number, relaxed=what == "relaxed")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found | {"read": read, "memory": peak}


def _ours(programme: Programme, gap: float) -> dict[str, Any]:
    clock = time.process_time()
    model = build_model(build_arrays(programme))
    build = time.process_time() - clock
    clock, wall = time.process_time(), time.monotonic()
    plan = make_plan(programme, gap=gap)
    return _size(model) | {
        "build": build, "solve": time.process_time() - clock - build, "wall": time.monotonic() - wall,
        "short": plan.gaps["shortfall"], "cost": plan.gaps["cost"], "end": plan.status,
    }  # fmt: skip


def _raw(programme: Programme, limit_s: float, *, relaxed: bool) -> dict[str, Any]:
    """The first objective alone: what HiGHS does not get done here, it does not get done for both."""
    clock = time.process_time()
    model = raw_model(programme)
    build = time.process_time() - clock
    clock, wall = time.process_time(), time.monotonic()
    outcome = Solver(model, relaxed=relaxed).minimise(model.shortfall, gap=1e-2, seconds=limit_s)
    return _size(model) | {
        "build": build, "solve": time.process_time() - clock, "wall": time.monotonic() - wall,
        "short": outcome.gap if np.isfinite(outcome.gap) else None, "cost": None, "end": outcome.ending,
    }  # fmt: skip


def raw_model(programme: Programme) -> Model:
    """Returns the model of a programme with every reduction switched off."""
    with (
        patch.object(network, "_reachable", _every_node),
        patch.object(network, "_useful", lambda *found: found[-1]),
        patch.object(money, "_group_key", lambda cost, *_: (cost.id,)),
        patch.object(variables, "find_reach", _every_period),
        patch.object(variables, "useful_lanes", lambda a: np.ones(len(a.network.lanes), dtype=bool)),
    ):
        return build_model(arrays.build_arrays(programme))


def _every_node(programme: Programme, recipes: object, origin: Any) -> set[network.Node]:
    del recipes
    countries = {row.country for row in programme.parties}
    kinds = {item.id: {origin.of(item.id, country) for country in countries} for item in programme.items}
    return {(item, country, kind) for item, found in kinds.items() for country in countries for kind in found}


def _every_period(a: Arrays) -> Reach:
    nodes, (route, _, _) = len(a.network.nodes), a.network.lane_ends
    last = a.periods - 1
    return Reach(
        first=np.zeros(nodes, dtype=np.int64),
        last=np.full(nodes, last),
        start_first=a.first_open,
        start_last=np.minimum(a.lines.closes - 1, last),
        ship_first=a.supply.route_opens[route],
        ship_last=np.minimum(a.supply.route_closes[route] - 1, last),
    )


def _size(model: Model) -> dict[str, Any]:
    return {"columns": len(model.lower), "rows": len(model.row_lower)}


def _line(months: int, name: str, found: dict[str, Any]) -> str:
    gaps = [f"{found[key]:>9.2%}" if found[key] is not None else f"{'-':>9}" for key in ("short", "cost")]
    return (
        f"{months:>6} {name:<12} {found['columns']:>9,} {found['rows']:>9,} "
        f"{found['read']:>6.1f} {found['build']:>6.1f} "
        f"{found['solve']:>7.1f} {found['wall']:>7.1f} {found['memory']:>6.0f} {' '.join(gaps)}  {found['end']}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
