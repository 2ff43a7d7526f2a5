"""A model as .lp text with readable names: for people who want to see a rule, for solvers that read the format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cofactory.planner.model import Model

UNNAMED = re.compile(r"[^A-Za-z0-9_.]")
"""Characters that the format would read as something else (a minus, a bracket)."""


def lp_text(model: Model) -> str:
    """Returns the model in the CPLEX LP format: every rule's rows, then bounds and whole numbers.

    Columns that no row uses are left out; the row that holds the shortfall is left out too.
    """
    columns = _column_names(model)
    matrix = model.matrix.tocsr()
    lines = ["minimize", " obj:", "subject to"]
    used: set[int] = set()
    for row, name in _row_names(model):
        entries = range(matrix.indptr[row], matrix.indptr[row + 1])
        used |= {int(matrix.indices[e]) for e in entries}
        terms = " ".join(f"{matrix.data[e]:+.10g} {columns[matrix.indices[e]]}" for e in entries)
        lines += [f" {name}{suffix}: {terms} {sense} {bound:.10g}" for suffix, sense, bound in _senses(model, row)]
    lines.append("bounds")
    for column in sorted(used):
        upper = model.upper[column]
        lines.append(f" 0 <= {columns[column]}" + (f" <= {upper:.10g}" if np.isfinite(upper) else ""))
    whole = [columns[c] for c in sorted(used) if model.whole[c]]
    if whole:
        lines += ["general", *(f" {name}" for name in whole)]
    return "\n".join([*lines, "end", ""])


def _senses(model: Model, row: int) -> Iterator[tuple[str, str, float]]:
    low, high = float(model.row_lower[row]), float(model.row_upper[row])
    if low == high:
        yield "", "=", low
        return
    if np.isfinite(high):
        yield "", "<=", high
    if np.isfinite(low):
        yield "_low" if np.isfinite(high) else "", ">=", low


def _column_names(model: Model) -> NDArray[np.str_]:
    names = np.full(len(model.lower), "", dtype=object)
    for block in model.blocks.values():
        for entity, period in zip(*np.nonzero(block.index >= 0), strict=True):
            spanning = block.index.shape[1] == 1
            names[block.index[entity, period]] = _name(block.name, block.ids[entity], -1 if spanning else int(period))
    return names.astype(str)


def _row_names(model: Model) -> Iterator[tuple[int, str]]:
    for rows, first in model.rules:
        for n, (subject, period) in enumerate(zip(rows.subject, rows.period, strict=True)):
            yield first + n, _name(rows.name, rows.subjects[subject], int(period))


def _name(family: str, subject: str, period: int) -> str:
    parts = [family, subject] + ([str(period)] if period >= 0 else [])
    return UNNAMED.sub("_", ".".join(parts))
