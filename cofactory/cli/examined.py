"""What `check` found, twice: as text for people, as a document for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.base.problems import as_json, errors, show
from cofactory.cli.layout import lines, table
from cofactory.render.words import count, number

if TYPE_CHECKING:
    from cofactory.programme.assemble import Examination
    from cofactory.programme.sources import Uncited

MOST = 1_000
"""Problems printed at once: more than anybody reads in one go; the document has them all."""


def document(found: Examination, folder: Path, scenario: str, *, uncited: bool) -> dict[str, Any]:
    """Every problem, and per table the rows and what its numbers rest on; each uncited number when asked for."""
    told: dict[str, Any] = {
        "folder": str(folder),
        "scenario": scenario,
        "ok": not found.problems,
        "can_plan": found.programme is not None,
        "problems": as_json(found.problems),
        "remarks": as_json(found.remarks),
        "rows": dict(found.rows),
        "sources": {name: sources._asdict() for name, sources in found.sources.items()},
        "uncited": {name: len(numbers) for name, numbers in found.uncited.items()},
    }
    if uncited:
        told["uncited_numbers"] = [one._asdict() for numbers in found.uncited.values() for one in numbers]
    return told


def text(found: Examination, folder: Path, *, uncited: bool) -> str:
    """The problems, the uncited numbers when asked for, what the tables hold, and the sum in one line."""
    parts = [show(told, limit=MOST) for told in (found.problems, found.remarks) if told]
    if uncited and found.uncited:
        parts.append(_uncited(found))
    parts += [_tables(found), _sum(found, folder, uncited=uncited)]
    return "\n\n".join(part for part in parts if part)


def _uncited(found: Examination) -> str:
    listed = [f"{_place(one)} {one.column} = {one.value}" for numbers in found.uncited.values() for one in numbers]
    return lines("Numbers without a source:", *listed)


def _place(one: Uncited) -> str:
    """Where a number stands; in a workbook the sheet says it, which is named as the table is."""
    return f"{one.table}!{one.row}:{one.row}" if one.file.endswith(".xlsx") else f"{one.file}:{one.row}"


def _tables(found: Examination) -> str:
    rows = [
        (name, number(found.rows[name]) if name in found.rows else "", *(number(value) for value in sources))
        for name, sources in found.sources.items()
        if found.rows.get(name, 1)  # what programme.toml says has no rows
    ]
    return table(("table", "rows", "numbers", "cited", "assumed", "uncited"), rows) if rows else ""


def _sum(found: Examination, folder: Path, *, uncited: bool) -> str:
    wrong = len(errors(found.problems))
    doubtful = len(found.problems) - wrong
    if wrong:
        plans = (
            "Nothing can be planned yet." if found.programme is None else "The evidence is broken; plans can be made."
        )
        said = f"{folder}: {count(wrong, 'error')} and {count(doubtful, 'warning')}. {plans}"
    elif doubtful:
        which = "the warning says" if doubtful == 1 else "each warning says"
        said = f"{folder}: {count(doubtful, 'warning')}. Planning can be tried; {which} what it does to the answer."
    else:
        said = f"{folder}: no problems."
    bare = sum(len(numbers) for numbers in found.uncited.values())
    if bare and not uncited:
        said += f" {count(bare, 'number')} without a source: --uncited lists {'it' if bare == 1 else 'them'}."
    return said
