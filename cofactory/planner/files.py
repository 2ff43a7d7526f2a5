"""A plan on disk: its tables and manifest in `results/SCENARIO/`."""

from __future__ import annotations

import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from cofactory.planner.completion import UnreadablePlan
from cofactory.planner.solution import TABLE_NAMES, Plan
from cofactory.schema.frames import frame_types

MANIFEST = "manifest.json"


def write_plan(plan: Plan, folder: Path | str) -> Path:
    """Returns the folder `results/SCENARIO` that now holds the plan; what else stands there is left alone.

    All files are written beside first, so that a full disk changes nothing, and then put in place one by one; the
    manifest goes first and comes last: without it a folder holds no plan.
    """
    results = Path(folder) / "results"
    target = results / plan.scenario
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=target) as scratch:
        fresh = Path(scratch)
        for name, table in plan.tables().items():
            _write(fresh / f"plan_{name}.csv", table.write_csv())
        _write(fresh / MANIFEST, json.dumps(_summary(plan), indent=2, allow_nan=False) + "\n")
        (target / MANIFEST).unlink(missing_ok=True)
        for name in plan.tables():
            (fresh / f"plan_{name}.csv").replace(target / f"plan_{name}.csv")
        (fresh / MANIFEST).replace(target / MANIFEST)
    return target


def read_plan(folder: Path | str, scenario: str = "base") -> Plan:
    """Returns the plan saved in a programme folder.

    Raises FileNotFoundError when none was, UnreadablePlan when its files are not what this version writes.
    """
    source = Path(folder) / "results" / scenario
    text = (source / MANIFEST).read_text("utf-8", errors="replace")
    try:
        return _plan(source, scenario, json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, OSError, pl.exceptions.PolarsError) as error:
        message = f"the plan in {source} cannot be read: {error}"
        raise UnreadablePlan(message) from error


def _plan(source: Path, scenario: str, manifest: dict[str, Any]) -> Plan:
    tables: dict[str, Any] = {
        name: pl.read_csv(source / f"plan_{name}.csv", schema=frame_types(f"plan_{name}")) for name in TABLE_NAMES
    }
    figures = manifest["figures"]
    return Plan(
        **tables,
        needs=needs_of(tables["deliveries"]),
        shortfall=float(figures["shortfall"]),
        cost=float(figures["cost"]),
        gaps={name: _number(gap) for name, gap in manifest["gaps"].items()},
        bounds={name: _number(bound, -math.inf) for name, bound in figures["bounds"].items()},
        seconds=manifest["seconds"],
        status=manifest["status"],
        scenario=scenario,
        manifest={name: value for name, value in manifest.items() if name != "figures"},
    )


def needs_of(deliveries: pl.DataFrame) -> pl.DataFrame:
    """Returns per need what was asked and delivered, and its shortfall (share outstanding, times periods)."""
    totals = deliveries.group_by("need", maintain_order=True).agg(
        pl.col("asked").sum(),
        pl.col("quantity").sum().alias("delivered"),
        (pl.col("backlog") + pl.col("missed")).sum().alias("outstanding"),
    )
    share = pl.when(pl.col("asked") > 0).then(pl.col("outstanding") / pl.col("asked")).otherwise(0.0)
    return totals.select(pl.col("need").alias("id"), "asked", "delivered", share.alias("shortfall"))


def _summary(plan: Plan) -> dict[str, Any]:
    bounds = {name: bound if math.isfinite(bound) else None for name, bound in plan.bounds.items()}
    gaps = {name: gap if math.isfinite(gap) else None for name, gap in plan.gaps.items()}
    figures = {"shortfall": plan.shortfall, "cost": plan.cost, "bounds": bounds}
    return {**plan.manifest, "gaps": gaps, "figures": figures}


def _number(value: float | None, missing: float = math.inf) -> float:
    return missing if value is None else value


def _write(path: Path, text: str) -> None:
    """Writes a file and waits until it is on the disk, so that the rename that follows shows whole files only."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
