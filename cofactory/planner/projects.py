"""Projects as durations and cost profiles: when they finish and what falls due in which period after they begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cofactory.programme.cells import planning_money, planning_periods

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Project


@dataclass(frozen=True)
class ProjectArrays:
    """One entry per project, in table order."""

    ids: tuple[str, ...]
    earliest: NDArray[np.int64]
    """A compulsory project begins here; an optional one not before."""
    duration: NDArray[np.int64]
    optional: NDArray[np.bool_]
    profile: tuple[NDArray[np.float64], ...]
    """Cost falling due by age (periods since the project began), in programme money."""


def project_arrays(programme: Programme) -> ProjectArrays:
    """Returns durations and cost profiles; a project's stages, in their order, replace its own duration and cost."""
    calendar = programme.settings.calendar
    profiles = tuple(_profile(programme, project) for project in programme.projects)
    return ProjectArrays(
        ids=tuple(project.id for project in programme.projects),
        earliest=np.array(
            [0 if p.start == "start" else calendar.index(p.start) for p in programme.projects], dtype=np.int64
        ),
        duration=np.array([duration for duration, _ in profiles], dtype=np.int64),
        optional=np.array([p.optional == "yes" for p in programme.projects], dtype=bool),
        profile=tuple(profile for _, profile in profiles),
    )


def _profile(programme: Programme, project: Project) -> tuple[int, NDArray[np.float64]]:
    settings = programme.settings
    stages = sorted((s for s in programme.stages if s.project == project.id), key=lambda s: s.order.mean())
    parts = [(s.duration, s.cost) for s in stages] or [(project.duration, project.cost)]
    lengths = [planning_periods(duration) for duration, _ in parts]
    profile = np.zeros(sum(lengths) + 1)
    age = 0
    for length, (_, cost) in zip(lengths, parts, strict=True):
        amount = planning_money(cost, settings) if cost is not None else 0.0
        if length:
            profile[age : age + length] += amount / length
        else:  # what takes no time falls due at once
            profile[age] += amount
        age += length
    return sum(lengths), profile
