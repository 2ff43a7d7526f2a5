"""Runs on disk beside the plan they follow, and plan tables that somebody wrote by hand."""

from __future__ import annotations

import json
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import polars as pl

from cofactory.base.files import replace_together
from cofactory.schema.results import TABLES
from cofactory.simulator.summary import frame_types

if TYPE_CHECKING:
    from cofactory.programme.record import Programme
    from cofactory.simulator.followed import PlanTables
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


class NoPlanTables(ValueError):
    """A folder of plan tables that cannot be read, with the reason in one sentence."""


def write_runs(runs: Runs, folder: Path | str, scenario: str = "base") -> Path:
    """Returns the folder `results/SCENARIO`, which now also holds the run tables; the manifest tells how.

    All of them are replaced, or none where the disk is full. Raises OSError.
    """
    target = Path(folder) / "results" / scenario
    target.mkdir(parents=True, exist_ok=True)
    path = target / MANIFEST
    manifest = json.loads(path.read_text("utf-8")) if path.exists() else {}
    text = json.dumps({**manifest, "runs": run_manifest(runs)}, indent=2, allow_nan=False)
    tables = {f"run_{name}.csv": table.write_csv().encode() for name, table in runs.tables().items()}
    replace_together(target, {**tables, MANIFEST: f"{text}\n".encode()})
    return target


def run_manifest(runs: Runs) -> dict[str, Any]:
    """Returns how the runs were made: enough to say why two results differ."""
    return {
        "runs": runs.n,
        "seed": runs.seed,
        "plan": runs.plan,
        "files": dict(sorted(runs.files.items())),
        "tool": {"cofactory": _version("cofactory"), "python": platform.python_version()},
        "libraries": {name: _version(name) for name in LIBRARIES},
        "seconds": {name: round(seconds, 6) for name, seconds in runs.seconds.items()},
        "notes": list(runs.notes),
    }


def read_tables(folder: Path | str, programme: Programme) -> PlanTables:
    """Returns the plan tables of a folder, whoever wrote them; a table that is missing has no rows.

    Raises NoPlanTables when there is no plan table at all, or one lacks a column or holds something else.
    """
    found, source = {}, Path(folder)
    for name, columns in FOLLOWED.items():
        path, types = source / f"plan_{name}.csv", frame_types(f"plan_{name}")
        wanted = {column: types[column] for column in columns}
        found[name] = _read(path, wanted) if path.exists() else pl.DataFrame(schema=wanted)
    names = ", ".join(f"plan_{name}.csv" for name in FOLLOWED)
    if not any((source / f"plan_{name}.csv").exists() for name in FOLLOWED):
        raise NoPlanTables(f"{source} holds no plan of {programme.settings.name}: none of {names} is there.")
    if strange := sorted(path.name for path in source.glob("plan_*.csv") if path.stem not in TABLES):
        raise NoPlanTables(f"{source / strange[0]} is no table of a plan; a run reads {names}.")
    return SimpleNamespace(**found)


def _read(path: Path, types: dict[str, Any]) -> pl.DataFrame:
    """One table: the columns that a run needs, whatever else stands in it; `#` starts a line that is not read."""
    try:
        text = pl.read_csv(path, infer_schema=False, comment_prefix="#")
    except pl.exceptions.PolarsError as error:
        reason = str(error).partition("\n")[0]
        raise NoPlanTables(f"{path} cannot be read as a plan table: {reason}.") from error
    text = text.rename({name: name.strip() for name in text.columns})
    if lacking := [name for name in types if name not in text.columns]:
        raise NoPlanTables(f"{path} lacks the column {lacking[0]}; its first line names {', '.join(text.columns)}.")
    text = text.select(pl.col(name).str.strip_chars().replace("", None) for name in types)
    table = text.select(pl.col(name).cast(kind, strict=False) for name, kind in types.items())
    for name, kind in types.items():
        wrong = text[name].filter(table[name].is_null() & text[name].is_not_null())
        if len(wrong):
            what = "whole number" if kind.is_integer() else "number"
            raise NoPlanTables(f"{path} cannot be followed: {name} is {wrong[0]}, which is no {what}.")
    return table


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"
