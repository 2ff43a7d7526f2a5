"""Plans joint production between countries, every number traced to its source.

The names below are the whole public interface. Each is fetched from its room the first time it is
used, so that `import cofactory` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
    from cofactory.base.problems import Problem, ProblemsFound
    from cofactory.planner.no_plan import NoPlan
    from cofactory.planner.search import Progress
    from cofactory.planner.solution import Plan
    from cofactory.programme.assemble import Examination
    from cofactory.programme.record import Programme
    from cofactory.render.report import write_report as report
    from cofactory.simulator.summary import Runs, TooFewRuns
    from cofactory.workbench import (
        check,
        compare,
        decide,
        eligibility,
        explain,
        from_tables,
        load,
        new,
        plan,
        read,
        read_plan,
        replanner,
        review,
        save,
        save_runs,
        simulate,
        status,
        trace,
        with_cells,
    )

_ROOMS = {
    "check": "cofactory.workbench",
    "compare": "cofactory.workbench",
    "decide": "cofactory.workbench",
    "eligibility": "cofactory.workbench",
    "explain": "cofactory.workbench",
    "from_tables": "cofactory.workbench",
    "load": "cofactory.workbench",
    "new": "cofactory.workbench",
    "plan": "cofactory.workbench",
    "read": "cofactory.workbench",
    "read_plan": "cofactory.workbench",
    "replanner": "cofactory.workbench",
    "review": "cofactory.workbench",
    "save": "cofactory.workbench",
    "save_runs": "cofactory.workbench",
    "simulate": "cofactory.workbench",
    "status": "cofactory.workbench",
    "trace": "cofactory.workbench",
    "with_cells": "cofactory.workbench",
    "report": "cofactory.render.report:write_report",
    "Examination": "cofactory.programme.assemble",
    "NoPlan": "cofactory.planner.no_plan",
    "Plan": "cofactory.planner.solution",
    "Problem": "cofactory.base.problems",
    "ProblemsFound": "cofactory.base.problems",
    "Programme": "cofactory.programme.record",
    "Progress": "cofactory.planner.search",
    "Runs": "cofactory.simulator.summary",
    "TooFewRuns": "cofactory.simulator.summary",
}
"""Where each public name lives; after a colon, the name it has there."""

__all__ = [  # noqa: RUF022 - the order in which they are used
    "new",
    "load",
    "from_tables",
    "check",
    "read",
    "decide",
    "review",
    "status",
    "trace",
    "plan",
    "with_cells",
    "replanner",
    "compare",
    "explain",
    "eligibility",
    "simulate",
    "report",
    "save",
    "save_runs",
    "read_plan",
    "Examination",
    "NoPlan",
    "Plan",
    "Problem",
    "ProblemsFound",
    "Programme",
    "Progress",
    "Runs",
    "TooFewRuns",
]


def __getattr__(name: str) -> object:
    """The public name, fetched from its room (PEP 562); AttributeError for any other name."""
    if name == "__version__":
        return import_module("importlib.metadata").version("cofactory")
    if name not in _ROOMS:
        raise AttributeError(f"module 'cofactory' has no attribute {name!r}")
    room, _, known_as = _ROOMS[name].partition(":")
    value = getattr(import_module(room), known_as or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, for completion."""
    return sorted([*__all__, "__version__"])
