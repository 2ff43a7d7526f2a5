"""The runs that stand in a programme's folder, and whether a report may speak of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory.cli.places import named, quoted
from cofactory.cli.saved import tool_version
from cofactory.cli.show import results_of

if TYPE_CHECKING:
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme
    from cofactory.simulator.saved import SavedRuns


def saved_runs(programme: Programme, plan: Plan, folder: Path, remark: Callable[[str], None]) -> SavedRuns | None:
    """The runs in the folder if they are of this plan, these files and this tool, else None; then it is said why."""
    from cofactory.simulator.saved import UnreadableRuns, fits, read_runs, strangers

    again = f"`cofactory simulate {quoted(folder)}{named(programme.scenario)}` makes them anew"
    try:
        saved = read_runs(folder, programme.scenario)
    except FileNotFoundError:
        if (results_of(folder, programme.scenario) / "run_summary.csv").exists():  # a new plan has its own manifest
            remark(f"The saved runs are left out: they followed an earlier plan; {again}.")
            return None
        more = f"`cofactory simulate {quoted(folder)}{named(programme.scenario)}` adds what is likely"
        remark(f"No runs stand in the folder, so the report speaks of the plan only; {more}.")
        return None
    except UnreadableRuns:
        remark(f"The saved runs cannot be read and are left out; {again}.")
        return None
    if reason := strangers(saved, programme, plan):
        remark(f"The saved runs are left out: {reason}; {again}.")
        return None
    if saved.tool != tool_version():
        remark(f"The saved runs were made by cofactory {saved.tool} and are left out; {again}.")
        return None
    if not fits(saved, programme):
        remark(f"The saved runs cannot be read and are left out; {again}.")
        return None
    return saved
