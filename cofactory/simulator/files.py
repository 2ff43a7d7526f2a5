"""Runs on disk beside the plan they follow."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.base.files import replace_together
from cofactory.base.installed import version_of
from cofactory.simulator.each import FILES as EACH

if TYPE_CHECKING:
    from cofactory.simulator.summary import Runs

FOLLOWED = {
    "starts": ("line", "period", "quantity"),
    "steps": ("line", "period", "steps"),
    "openings": ("line", "period"),
    "projects": ("project", "begin"),
    "releases": ("stock", "period", "quantity"),
    "shipments": ("route", "item", "period", "quantity"),
    "deliveries": ("need", "period", "quantity"),
    "payments": ("fund", "cost", "period", "amount"),
}
"""The plan tables that a run reads, and their columns; a table that is missing has no rows."""

MANIFEST = "manifest.json"

LIBRARIES = ("numba", "numpy", "scipy", "polars")
"""What can change a figure of a run."""


def write_runs(runs: Runs, folder: Path | str, scenario: str = "base") -> Path:
    """Returns the folder `results/SCENARIO`, which now also holds the run tables; the manifest tells how.

    All of them are replaced, or none where the disk is full; every run's results that are of earlier runs are deleted.
    Raises OSError.
    """
    target = Path(folder) / "results" / scenario
    target.mkdir(parents=True, exist_ok=True)
    path = target / MANIFEST
    manifest = json.loads(path.read_text("utf-8")) if path.exists() else {}
    text = json.dumps({**manifest, "runs": run_manifest(runs)}, indent=2, allow_nan=False)
    tables = {f"run_{name}.csv": table.write_csv().encode() for name, table in runs.tables().items()}
    replace_together(target, {**tables, MANIFEST: f"{text}\n".encode()})
    if runs.kept is None or runs.kept.resolve() != target.resolve():
        for name in EACH:
            (target / name).unlink(missing_ok=True)
    return target


def run_manifest(runs: Runs) -> dict[str, Any]:
    """Returns how the runs were made: enough to say why two results differ."""
    return {
        "runs": runs.n,
        "seed": runs.seed,
        "plan": runs.plan,
        "files": dict(sorted(runs.files.items())),
        "tool": {"cofactory": version_of("cofactory"), "python": platform.python_version()},
        "libraries": {name: version_of(name) for name in LIBRARIES},
        "seconds": {name: round(seconds, 6) for name, seconds in runs.seconds.items()},
        "notes": list(runs.notes),
    }
