"""How a plan was made: versions, hashes of the inputs, timings, gaps; enough to say why two results differ."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Any

from cofactory.base.installed import version_of
from cofactory.programme.resting import evidence_manifest

if TYPE_CHECKING:
    from cofactory.planner.effort import Effort
    from cofactory.programme.record import Programme

LIBRARIES = ("highspy", "numpy", "scipy", "polars", "pydantic")
"""What can change a figure of a plan."""


def plan_manifest(programme: Programme, effort: Effort) -> dict[str, Any]:
    """Returns the manifest of a plan as plain JSON values."""
    altered = {"cells": dict(programme.altered)} if programme.altered else {}
    return altered | {
        "programme": programme.settings.name,
        "scenario": programme.scenario,
        "title": programme.title,
        "tool": {"cofactory": version_of("cofactory"), "python": platform.python_version()},
        "solver": {"name": "HiGHS", "version": version_of("highspy"), "columns": effort.columns, "rows": effort.rows},
        "libraries": {name: version_of(name) for name in LIBRARIES},
        "seed": None,  # a plan draws nothing
        "status": effort.status,
        "gap_asked": effort.gap_asked,
        "gaps": {"shortfall": effort.first.gap, "cost": effort.second.gap},
        "seconds": {name: round(seconds, 6) for name, seconds in effort.seconds.items()},
        "files": dict(sorted(programme.files.items())),
        "evidence": evidence_manifest(programme),
    }
