"""The plan that stands in a programme's folder, and whether it can be used instead of planning anew."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.base.installed import version_of
from cofactory.base.periods import PeriodError
from cofactory.cli.show import ENDINGS

if TYPE_CHECKING:
    import polars

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

UNREADABLE = "The saved plan cannot be read: planning anew."

PERIOD_COLUMNS = {"projects": ("begin", "finish")}
"""Columns with a period, where it is not the one called `period`."""


def saved_plan(programme: Programme, folder: Path, remark: Callable[[str], None]) -> Plan | None:
    """The plan in the folder if it is this programme's and this tool's, else None; either way it is said why.

    A plan whose search ended before it was proven best is used, and that is said too.
    """
    from cofactory import workbench
    from cofactory.planner.completion import UnreadablePlan

    try:
        saved = workbench.read_plan(folder, scenario=programme.scenario)
    except FileNotFoundError:
        remark("No plan stands in the folder yet: planning first.")
        return None
    except UnreadablePlan:
        remark(UNREADABLE)
        return None
    if reason := _outdated(saved, programme):
        remark(reason)
        return None
    if ending := ENDINGS.get(saved.status):
        remark(f"About the saved plan: {ending[0].lower()}{ending[1:]}")
    return saved


def _outdated(saved: Plan, programme: Programme) -> str:
    """Why this plan cannot be used, as a sentence; empty when it can."""
    if saved.manifest.get("files") != dict(programme.files):
        return "The files changed since the plan was made: planning anew."
    if saved.manifest.get("cells") or saved.manifest.get("outages"):
        return "The saved plan was made with other cells than stand in the files, or with outages: planning anew."
    tool = saved.manifest.get("tool")
    made_by = tool.get("cofactory") if isinstance(tool, Mapping) else None
    if made_by != tool_version():
        return f"The saved plan was made by cofactory {made_by or 'of an unknown version'}: planning anew."
    return "" if _fits(saved, programme) else UNREADABLE


def tool_version() -> str:
    """The version of cofactory that is running, as a manifest says it."""
    return version_of("cofactory")


def _fits(saved: Plan, programme: Programme) -> bool:
    """True when the figures are figures and the tables speak of this programme's rows and periods only."""
    status: Any = saved.status  # a manifest may say anything
    seconds: Any = saved.seconds
    told = isinstance(status, str) and isinstance(seconds, Mapping) and saved.gaps
    if not told or not math.isfinite(saved.shortfall) or not math.isfinite(saved.cost):
        return False
    if not all(isinstance(value, int | float) for value in (*saved.gaps.values(), *saved.seconds.values())):
        return False
    tables = saved.tables().items()
    return all(_table_fits(name, table, programme) for name, table in tables) and _whole(saved, programme)


def _table_fits(name: str, table: polars.DataFrame, programme: Programme) -> bool:
    """True when every id is one of the programme, every period a period, and every flow a finite number."""
    known: dict[str, set[Any]] = {
        "line": {row.id for row in programme.lines},
        "stock": {row.id for row in programme.stocks},
        "route": {row.id for row in programme.routes},
        "item": {row.id for row in programme.items},
        "project": {row.id for row in programme.projects},
        "commitment": {row.id for row in programme.commitments},
        "need": {None, *(row.id for row in programme.needs)},
        "fund": {None, *(row.id for row in programme.funds)},
        "kind": {"need", "commitment"},
        "subject": {row.id for row in programme.needs} | {row.id for row in programme.commitments},
    }
    for column in table.columns:
        if column in known and not known[column].issuperset(table[column].unique()):
            return False
        if table[column].dtype.is_float() and not table[column].drop_nulls().is_finite().all():
            return False
    if name not in {"commitments", "reasons"} and any(
        table[column].null_count() for column in table.columns if table[column].dtype.is_numeric()
    ):
        return False
    return all(
        _is_period(label, programme)
        for column in PERIOD_COLUMNS.get(name, ("period",))
        if column in table.columns
        for label in table[column].unique()
    )


def _is_period(label: str | None, programme: Programme) -> bool:
    try:
        return label is not None and programme.settings.calendar.index(label) >= 0
    except PeriodError:
        return False


def _whole(saved: Plan, programme: Programme) -> bool:
    """True when every need has each of its periods once and every commitment its one row."""
    needs, periods = len(programme.needs), programme.settings.calendar.periods
    served = saved.deliveries.select("need", "period").unique().height
    promises = [row.id for row in programme.commitments]
    return served == saved.deliveries.height == needs * periods and list(saved.commitments["commitment"]) == promises
