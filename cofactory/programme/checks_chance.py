"""What is uncertain: risks and what they strike, correlations, and the stages of a project."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from cofactory.base.dist import TIED, Distribution
from cofactory.programme.complain import about, listed, warn
from cofactory.programme.paths import amount, delay
from cofactory.schema.programme import TABLES
from cofactory.schema.table import value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cofactory.base.cell import Cell
    from cofactory.base.problems import Problem
    from cofactory.programme.record import Programme
    from cofactory.schema.table import Row

OFF = 0.005
"""Rank correlation: further off than this is not what was asked for."""


def check_risk_targets(programme: Programme) -> list[Problem]:
    """Warnings for risks on a country without lines: they strike nothing."""
    countries = {line.country for line in programme.lines}
    problems = []
    for risk in programme.risks:
        kind, _, target = risk.on.partition(":")
        if kind == "country" and target not in countries:
            why = f"There is no line in {target}: the risk strikes nothing."
            mend = "Write a country that has lines, or delete the risk."
            problems.append(warn(risk, "on", "risk-strikes-nothing", why, mend=mend))
    return problems


def check_correlated_cells(programme: Programme) -> list[Problem]:
    """Problems of correlations between a cell and itself, and warnings for correlations of certain cells."""
    rows: dict[str, dict[str, Row]] = {
        name: {row.id: row for row in getattr(programme, name)}
        for name, row in TABLES.items()
        if "id" in row.model_fields
    }
    problems = []
    for row in programme.correlations:
        if row.a == row.b:
            why, mend = f"{row.a} is correlated with itself.", "Name another cell, or delete the row."
            problems.append(about(row, "b", "correlation-with-itself", why, mend=mend))
            continue
        for column in ("a", "b"):
            table, identity, name = value_of(row, column).split(".")
            cell = value_of(rows[table][identity], name)
            if cell is None or not cell.uncertain:
                said = "blank" if cell is None else cell.text
                why = f"{value_of(row, column)} is {said}: what is certain cannot move with anything."
                mend = f"Write a distribution in {name} of {identity}, or delete the correlation."
                problems.append(warn(row, column, "correlation-of-certain-cell", why, mend=mend))
    return problems


def check_correlation_matrix(programme: Programme) -> list[Problem]:
    """Problems of correlations that cannot all hold together."""
    rho = {(row.a, row.b): amount(row.rho) for row in programme.correlations if row.a != row.b}
    problems = []
    for group in _groups(rho):
        shrink = _shrink(group, rho)
        if shrink < 1.0:
            row = next(row for row in programme.correlations if row.a in group)
            why = f"The correlations of {listed(group)} cannot all hold: no numbers move together like that."
            mend = f"Bring them nearer to 0 (all of them times {shrink:.2f} would do), or add the pairs left out."
            problems.append(about(row, "rho", "impossible-correlations", why, mend=mend))
    return problems


def check_reachable_correlations(programme: Programme) -> list[Problem]:
    """Warnings for correlations that two cells cannot have because many of their draws are the very same number."""
    problems = []
    for row in programme.correlations:
        cells = [_cell(programme, name) for name in (row.a, row.b)]
        kinds = [cell.value for cell in cells if cell is not None and isinstance(cell.value, Distribution)]
        if row.a == row.b or len(kinds) < 2:
            continue
        rho = amount(row.rho)
        nearest = _nearest(rho, *kinds)
        if abs(nearest - rho) > OFF:
            why = f"{row.a} and {row.b} cannot move so closely together: {nearest:.2f} is the nearest they can have."
            mend = f"Write {nearest:.2f}, or distributions without values that many draws share; runs take the nearest."
            problems.append(warn(row, "rho", "correlation-out-of-reach", why, mend=mend))
    return problems


def _nearest(rho: float, a: Distribution, b: Distribution) -> float:
    """The rank correlation nearest to `rho` that they can have.

    Beside a distribution without ties the limit is sqrt(1 - sum of cubed shares), the spread that middle ranks keep.
    """
    if a.family in TIED and b.family in TIED:
        from cofactory.programme.coupling import nearest_correlation  # longer to import than all checks take

        return nearest_correlation(rho, a, b)
    limit = math.sqrt(1 - sum(share**3 for share in (*a.ties(), *b.ties())))
    return min(max(rho, -limit), limit)


def _cell(programme: Programme, name: str) -> Cell | None:
    table, identity, column = name.split(".")
    row = next(row for row in getattr(programme, table) if row.id == identity)
    found: Cell | None = value_of(row, column)
    return found


def _groups(pairs: Mapping[tuple[str, str], float]) -> list[list[str]]:
    """The cells that hang together by correlations, each group sorted."""
    group_of: dict[str, list[str]] = {}
    for a, b in pairs:
        left, right = group_of.setdefault(a, [a]), group_of.setdefault(b, [b])
        if left is not right:
            left.extend(right)
            group_of.update(dict.fromkeys(right, left))
    return [sorted(group) for group in {id(group): group for group in group_of.values()}.values()]


def _shrink(group: list[str], rho: Mapping[tuple[str, str], float]) -> float:
    """The largest factor, to two decimals and at most 1, by which these correlations become possible.

    A correlation matrix is possible when no eigenvalue is negative; scaling the off-diagonal part by x moves
    the least eigenvalue from 1 to 1 + x (least - 1). A single pair always is: its least is 1 - |rho|.
    """
    if len(group) == 2:
        return 1.0  # and the import below, longer than all the rest of a check, is saved
    import numpy as np

    index = {name: n for n, name in enumerate(group)}
    matrix = np.eye(len(group))
    for (a, b), value in rho.items():
        if a in index:
            matrix[index[a], index[b]] = matrix[index[b], index[a]] = value
    least = float(np.linalg.eigvalsh(matrix)[0])
    if least >= -1e-9:
        return 1.0
    return int(100 / (1 - least)) / 100


def check_stage_order(programme: Programme) -> list[Problem]:
    """Problems of stages of one project that have the same place in the order."""
    seen: dict[tuple[str, float], str] = {}
    problems = []
    for row in programme.stages:
        key = (row.project, amount(row.order))
        if key in seen:
            taken = {place for project, place in seen if project == row.project}
            why = f"Stage {seen[key]} of project {row.project} has the order {row.order.text} already."
            mend = f"Give each stage its own place: {max(taken) + 1:g} is free."
            problems.append(about(row, "order", "stage-order-twice", why, mend=mend))
        seen.setdefault(key, row.stage)
    return problems


def check_stages_against_projects(programme: Programme) -> list[Problem]:
    """Warnings for projects that say otherwise than their stages, which count instead."""
    stages = defaultdict(list)
    for stage in programme.stages:
        stages[stage.project].append(stage)
    problems = []
    for project in programme.projects:
        if not (own := stages.get(project.id)):
            continue
        duration, staged = delay(project.duration), sum(delay(stage.duration) for stage in own)
        if duration != staged:
            why = f"Project {project.id} takes {duration} periods here, {staged} by its stages; the stages count."
            mend = f"Write {staged} in duration, or mend the stages."
            problems.append(warn(project, "duration", "stages-count-instead", why, mend=mend))
        for column, cell, usual in (("cost", project.cost, 0.0), ("success", project.success, 1.0)):
            if amount(cell, usual) != usual:
                why = f"Project {project.id} has stages, so its own {column} is not used."
                mend = f"Write {column} in stages, and clear it here."
                problems.append(warn(project, column, "stages-count-instead", why, mend=mend))
    return problems
