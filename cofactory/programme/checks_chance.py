"""What is uncertain: risks and what they strike, correlations, and the stages of a project."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cofactory.base.cell import Cell
from cofactory.programme.complain import about, listed, warn
from cofactory.programme.paths import amount, delay
from cofactory.programme.rule_values import suggestion
from cofactory.schema.programme import TABLES
from cofactory.schema.table import NUMERIC, columns, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cofactory.base.problems import Problem
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Correlation, Risk
    from cofactory.schema.table import Row

STRUCK = {"line": "lines", "country": "lines", "route": "routes", "fund": "funds", "project": "projects"}
"""What a risk can be on, and the table in which it is found."""


def check_risk_targets(programme: Programme) -> list[Problem]:
    """Problems of risks on something that no table has, and warnings for risks on a country without lines."""
    known = {
        "line": {row.id for row in programme.lines},
        "country": {row.country for row in programme.lines},
        "route": {row.id for row in programme.routes},
        "fund": {row.id for row in programme.funds},
        "project": {row.id for row in programme.projects},
    }
    found = (_target(risk, known) for risk in programme.risks)
    return [problem for problem in found if problem is not None]


def _target(risk: Risk, known: Mapping[str, set[str]]) -> Problem | None:
    kind, _, target = risk.on.partition(":")
    if target in known[kind]:
        return None
    if kind == "country":
        why = f"There is no line in {target}: the risk strikes nothing."
        return warn(risk, "on", "risk-strikes-nothing", why, mend="Write a country that has lines, or delete the risk.")
    why = f'There is no {kind} called "{target}" in {STRUCK[kind]}.'
    guess = suggestion(target, known[kind])
    return about(risk, "on", "unknown-risk-target", why, mend=f"{guess}Write {kind}: and an id of {STRUCK[kind]}.")


def check_correlated_cells(programme: Programme) -> list[Problem]:
    """Problems of correlations between cells that do not exist, that are certain, or between a cell and itself."""
    rows = {
        name: {row.id: row for row in getattr(programme, name)}
        for name, row in TABLES.items()
        if "id" in row.model_fields
    }
    problems = []
    for row in programme.correlations:
        for column in ("a", "b"):
            problem = _cell_problem(row, column, rows)
            problems += [problem] if problem else []
        if row.a == row.b:
            why, mend = f"{row.a} is correlated with itself.", "Name another cell, or delete the row."
            problems.append(about(row, "b", "correlation-with-itself", why, mend=mend))
    return problems


def _cell_problem(row: Correlation, column: str, rows: Mapping[str, Mapping[str, Row]]) -> Problem | None:
    name = str(value_of(row, column))
    table, identity, cell_column = name.split(".")
    form = "Write table.id.column, such as lines.aster-fr.capacity."
    if table not in rows:
        why = f'There is no table "{table}" whose rows have an id.'
        return about(row, column, "unknown-cell", why, mend=f"{suggestion(table, rows)}{form}")
    if identity not in rows[table]:
        why = f'There is no "{identity}" in {table}.'
        return about(row, column, "unknown-cell", why, mend=f"{suggestion(identity, rows[table])}{form}")
    numeric = [declared.name for declared in columns(TABLES[table]) if declared.kind in NUMERIC]
    if cell_column not in numeric:
        why = f'"{cell_column}" is no column of numbers in {table}.'
        mend = f"{suggestion(cell_column, numeric)}Its numbers are {listed(numeric, 20)}."
        return about(row, column, "unknown-cell", why, mend=mend)
    cell = value_of(rows[table][identity], cell_column)
    if isinstance(cell, Cell) and cell.uncertain:
        return None
    said = cell.text if isinstance(cell, Cell) and cell.text else "blank"
    why = f"{name} is {said}: a certain value cannot move with another."
    mend = f"Write a distribution in {cell_column}, such as 80 to 120, or delete the correlation."
    return warn(row, column, "correlation-of-certain-cell", why, mend=mend)


def check_correlation_matrix(programme: Programme) -> list[Problem]:
    """Problems of pairs correlated twice, and of correlations that cannot all hold together."""
    rho: dict[tuple[str, str], float] = {}
    problems = []
    for row in programme.correlations:
        pair = (min(row.a, row.b), max(row.a, row.b))
        if pair in rho:
            why = f"{row.a} and {row.b} are correlated in an earlier row already ({rho[pair]:g})."
            problems.append(about(row, None, "correlated-twice", why, mend="Keep one of the two rows."))
        elif row.a != row.b:
            rho[pair] = amount(row.rho)
    for group in _groups(rho):
        shrink = _shrink(group, rho)
        if shrink < 1.0:
            row = next(row for row in programme.correlations if row.a in group)
            why = f"The correlations of {listed(group)} cannot all hold: no numbers move together like that."
            mend = f"Bring them nearer to 0 (all of them times {shrink:.2f} would do), or add the pairs left out."
            problems.append(about(row, "rho", "impossible-correlations", why, mend=mend))
    return problems


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
    the least eigenvalue from 1 to 1 + x (least - 1).
    """
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
