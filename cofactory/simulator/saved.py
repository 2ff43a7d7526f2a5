"""Run tables read back from a programme's folder, and whether they belong to a plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from cofactory.schema.frames import frame_types
from cofactory.simulator.files import FOLLOWED
from cofactory.simulator.tables import TABLE_NAMES, RunTables

if TYPE_CHECKING:
    from cofactory.programme.record import Programme
    from cofactory.simulator.followed import PlanTables


@dataclass(frozen=True, kw_only=True)
class SavedRuns(RunTables):
    """The run tables of a folder, and from its manifest what tells how they were made."""

    tool: str
    """The version of cofactory that made them."""


class UnreadableRuns(Exception):
    """Run tables that are not what this version writes, with the reason."""


def fingerprint(plan: PlanTables) -> str:
    """Returns the sha256 of everything in a plan that a run follows; it is the same before and after saving."""
    made = hashlib.sha256()
    for name, columns in FOLLOWED.items():
        types = frame_types(f"plan_{name}")
        table: pl.DataFrame = getattr(plan, name)
        made.update(table.select(pl.col(column).cast(types[column]) for column in columns).write_csv().encode())
    return made.hexdigest()


def strangers(runs: RunTables, programme: Programme, plan: PlanTables) -> str:
    """Returns why these runs are not of this plan and these files, as a clause; empty where they are."""
    if runs.files != dict(programme.files):
        return "the files changed since the runs were made"
    return "" if runs.plan == fingerprint(plan) else "the runs followed another plan"


def read_runs(folder: Path | str, scenario: str = "base") -> SavedRuns:
    """Returns the run tables saved in a programme folder.

    Raises FileNotFoundError when none were, UnreadableRuns when they are not what this version writes.
    """
    source = Path(folder) / "results" / scenario
    try:
        return _saved(source, _told(source))
    except FileNotFoundError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, OSError, pl.exceptions.PolarsError) as error:
        message = f"the runs in {source} cannot be read: {error}"
        raise UnreadableRuns(message) from error


def _told(source: Path) -> Mapping[str, Any]:
    """What the manifest says about the runs."""
    manifest: dict[str, Any] = json.loads((source / "manifest.json").read_text("utf-8", errors="replace"))
    if manifest.get("runs") is None:
        message = f"{source} holds no runs"
        raise FileNotFoundError(message)
    told: Mapping[str, Any] = manifest["runs"]
    return told


def _saved(source: Path, told: Mapping[str, Any]) -> SavedRuns:
    tables: dict[str, Any] = {
        name: pl.read_csv(source / f"run_{name}.csv", schema=frame_types(f"run_{name}")) for name in TABLE_NAMES
    }
    return SavedRuns(
        **tables, n=int(told["runs"]), seed=int(told["seed"]), notes=tuple(map(str, told["notes"])),
        plan=str(told["plan"]), files=dict(told["files"]), tool=str(told["tool"]["cofactory"]),
    )  # fmt: skip


def fits(runs: SavedRuns, programme: Programme) -> bool:
    """True when the tables speak of this programme's rows and periods only, each once, in finite numbers."""
    labels = programme.settings.calendar.labels()
    keys = [(need.id, label) for need in programme.needs for label in labels]
    fans = all(
        list(table.select("need", "period").iter_rows()) == keys
        for table in (runs.deliveries, runs.received, runs.backlog)
    )
    known = {None, *labels}
    dates = all(known.issuperset(runs.commitments[f"date_p{p}"]) for p in (5, 50, 95))
    promises = {row.id for row in programme.commitments}.issuperset(runs.commitments["commitment"])
    risks = {None, *(row.id for row in programme.risks)}.issuperset(runs.risks["risk"])
    measures = list(runs.summary["measure"]) == ["cost", "shortfall"]
    spread = set(runs.distribution["measure"]) == {"cost", "shortfall"}
    return runs.n > 0 and fans and dates and promises and risks and measures and spread and _finite(runs)


def _finite(runs: SavedRuns) -> bool:
    """True when every number is one, and none is missing but percentiles and errors that few runs cannot tell."""
    tables = [getattr(runs, name) for name in TABLE_NAMES]
    told = ("mean", "on_time", "kept", "share", "low", "high", "shortfall", "cost", "runs")
    return all(
        column.drop_nulls().is_finite().all() and not (column.name in told and column.null_count())
        for table in tables
        for column in table.iter_columns()
        if column.dtype.is_numeric()
    )
