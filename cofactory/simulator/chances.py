"""Projects and risks as arrays, and the numbers of the streams of luck they draw from."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from cofactory.simulator.book import FAR, PROJECT, RISK, STAGE, records

if TYPE_CHECKING:
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Project, Stage
    from cofactory.simulator.book import Ints, Records
    from cofactory.simulator.followed import Followed
    from cofactory.simulator.parameters import Parameters


def stream_of(name: str) -> int:
    """Returns the number (32 bits) of the stream of luck that belongs to a name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "little")


def stages_of(programme: Programme, project: Project) -> list[Project] | list[Stage]:
    """Returns the stages of a project in their order, or, where it has none, the project as its only stage."""
    own = sorted((s for s in programme.stages if s.project == project.id), key=lambda s: s.order.mean())
    return own or [project]


def build_projects(
    programme: Programme, followed: Followed, parameters: Parameters, cost: dict[str, int]
) -> tuple[Records, Records]:
    """Returns the projects, with the period in which the plan begins them, and their stages."""
    projects, stages = list[tuple[int, ...]](), list[tuple[int, ...]]()
    for n, project in enumerate(programme.projects):
        own = stages_of(programme, project)
        begin, stream = followed.begins.get(n, FAR), stream_of(f"projects.{project.id}")
        projects.append((begin, cost.get(f"project:{project.id}", -1), stream, len(stages), len(stages) + len(own)))
        stages += [
            (parameters.at(s, "duration"), parameters.at(s, "cost"), parameters.at(s, "success", 1.0)) for s in own
        ]
    return records(PROJECT, list(projects)), records(STAGE, list(stages))


def build_risks(programme: Programme, parameters: Parameters) -> tuple[Records, Ints]:
    """Returns the risks, and the places in `left` of what they strike."""
    calendar = programme.settings.calendar
    rows, struck = list[tuple[int, ...]](), list[int]()
    for risk in programme.risks:
        targets = _targets(programme, risk.on)
        rows.append((
            stream_of(f"risks.{risk.id}"),
            *(parameters.at(risk, name) for name in ("chance", "duration", "severity")),
            0 if risk.start is None else calendar.index(risk.start),
            FAR if risk.end is None else calendar.index(risk.end),
            len(struck),
            len(struck) + len(targets),
        ))  # fmt: skip
        struck += targets
    return records(RISK, list(rows)), np.array(struck, dtype=np.int64)


def _targets(programme: Programme, on: str) -> list[int]:
    kind, _, name = on.partition(":")
    if kind == "country":
        return [n for n, line in enumerate(programme.lines) if line.country == name]
    before = 0
    for table in ("line", "route", "fund", "project"):
        rows = getattr(programme, f"{table}s")
        if table == kind:
            return [before + n for n, row in enumerate(rows) if row.id == name]
        before += len(rows)
    return []
