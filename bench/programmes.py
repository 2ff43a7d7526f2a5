"""The programmes that runs are timed on, with their plans: the worked example and a larger made-up one."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bench.large import large_plan, large_tables
from cofactory import workbench
from cofactory.planner.solve import make_plan
from cofactory.programme.start import examples

if TYPE_CHECKING:
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

LIMIT_S = 45.0
"""What the search for a plan may take: what is timed is following it, and a plan that is not the best does as well."""

GAP = 0.02


def demo() -> tuple[Programme, Plan]:
    """Returns the worked example and a plan of it."""
    folder = examples()["france-ukraine"]
    tables = sorted([folder / "programme.toml", *(folder / "programme").glob("*.csv")])
    text = "".join(path.read_text("utf-8") for path in tables)
    programme = workbench.load(folder)
    return programme, _kept(programme, text, lambda: make_plan(programme, gap=GAP, time_limit_s=LIMIT_S))


def large() -> tuple[Programme, Plan]:
    """Returns the made-up programme and a plan of it."""
    settings, tables = large_tables()
    programme = workbench.from_tables(settings, tables)
    return programme, _kept(programme, json.dumps([settings, tables]), lambda: large_plan(LIMIT_S))


def _kept(programme: Programme, text: str, make: Callable[[], Plan]) -> Plan:
    """The plan kept in the folder for temporary files since a programme of this text was planned last."""
    name = hashlib.sha256(f"{text}{GAP}{LIMIT_S}".encode()).hexdigest()[:16]
    folder = kept() / f"plan-{name}"
    try:
        return workbench.read_plan(folder)
    except FileNotFoundError:
        print(f"Planning {programme.settings.name} (kept for the next time) ...", flush=True)
        workbench.save(make(), folder)
        return workbench.read_plan(folder)


def kept() -> Path:
    """Returns our own folder for what the next start may find again: plans and compiled peers."""
    folder = Path(tempfile.gettempdir()) / f"cofactory-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else.")
    return folder
