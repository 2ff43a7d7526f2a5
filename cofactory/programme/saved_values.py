"""What saved results say of a figure: the values of its row, or of its rows together."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any

from cofactory.base.files import read_bytes
from cofactory.programme.resting import MANIFEST, STUDY_MANIFEST
from cofactory.programme.scenarios import BASE
from cofactory.schema.results import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cofactory.programme.figures import Figure, Part
    from cofactory.programme.record import Programme

SUMMED = ("asked", "quantity", "steps", "cost", "amount", "value", "mean")
"""Columns that several periods, or several rows of a period, add up in."""


def values_of(figure: Figure, folder: Path | None, scenario: str) -> dict[str, Any] | None:
    """Returns what the saved result says of the figure, by the names of its columns; None where none is saved.

    Several rows are one: added up, or what the last period says. Empty where the result is saved and has no such row.
    """
    if folder is None:
        return None
    place = folder / "results" / (compared_beside(folder, scenario) if figure.of == "study" else scenario)
    part = figure.kind
    if part is None:
        return _compared(figure, place, scenario) if figure.of == "study" else _whole(figure, place)
    path = place / f"{part.table}.csv"
    if not path.is_file():
        return None
    rows = [row for row in _rows(path) if row.get(part.key) == figure.row]
    if figure.of == "study":
        rows = [row for row in rows if row.pop("scenario", "") == scenario]
    if figure.period is not None:
        rows = [row for row in rows if row.get("period") == figure.period]
    elif part.together == "last":
        rows = rows[-1:]
    if len(rows) == 1:
        return {name: _number(value) for name, value in rows[0].items() if name != part.key}
    return _together(rows, part)


def money_in(figure: Figure) -> tuple[str, ...]:
    """Returns the names of the values that are programme money."""
    if figure.kind is not None:
        return tuple(column.name for column in TABLES[figure.kind.table].columns if column.unit == "money")
    if figure.part != "cost":
        return ()
    if figure.of == "study":
        return tuple(column.name for column in TABLES["study_scenarios"].columns if column.unit == "money")
    summary = TABLES["run_summary"].columns
    return ("cost", *(column.name for column in summary if column.type == "number"))


def compared_beside(folder: Path, scenario: str) -> str:
    """Returns the scenario that stands first in the saved comparison which has this one: itself, the base, another.

    The scenario's own name where none has it.
    """
    places = [place.parent.name for place in sorted((folder / "results").glob(f"*/{STUDY_MANIFEST}"))]
    has = [
        name for name in places if scenario in _told(folder / "results" / name / STUDY_MANIFEST).get("scenarios", ())
    ]
    return next((name for name in (scenario, BASE, *has) if name in has), scenario)


def _compared(figure: Figure, place: Path, scenario: str) -> dict[str, Any] | None:
    """A total of a scenario, with its bound, and beside the first's."""
    found = [row for row in _rows(place / "study_scenarios.csv") if row.get("scenario") == scenario]
    if not found:
        return None
    return {name: _number(value) for name, value in found[0].items() if name.startswith(figure.part)}


def _together(rows: Sequence[dict[str, str]], part: Part) -> dict[str, Any]:
    """The sums over several rows; units of different things are told one by one."""
    numeric = [column for column in TABLES[part.table].columns if column.type in ("number", "whole")]
    columns = {column.name: column.unit for column in numeric if column.name in SUMMED}
    things: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        things.setdefault(row.get(part.apart, "") if part.apart else "", []).append(row)
    found: dict[str, Any] = {}
    for name, unit in columns.items():
        if len(things) > 1 and unit != "money":
            found |= {f"{name} of {thing}": _sums(name, some) for thing, some in things.items()}
        elif rows:
            found[name] = _sums(name, rows)
    return found


def is_outdated(programme: Programme, *, compared: bool = False) -> bool:
    """Returns whether the plan saved in the programme's folder was made from other tables than those that stand there.

    `compared`: the comparison that has its scenario. False where none is saved, or its manifest names no files.
    """
    folder, scenario = programme.folder, programme.scenario
    if folder is None:
        return False
    told = _told(folder / "results" / scenario / MANIFEST)
    if compared:
        first = compared_beside(folder, scenario)
        told = _told(folder / "results" / first / STUDY_MANIFEST).get("scenarios", {}).get(scenario, {})
    tried = told.get("cells") or told.get("outages")
    return bool("files" in told and (tried or told["files"] != dict(programme.files)))


def _told(path: Path) -> dict[str, Any]:
    """A manifest, empty where there is none that can be read; it is a file that anybody may have changed."""
    data, _ = read_bytes(path, path.name) if path.is_file() else (None, [])
    try:
        told = json.loads(data or b"")
    except (ValueError, RecursionError):
        return {}
    scenarios = told.get("scenarios", {}) if isinstance(told, dict) else None
    fits = isinstance(scenarios, dict) and all(isinstance(one, dict) for one in scenarios.values())
    return told if fits else {}


def _whole(figure: Figure, place: Path) -> dict[str, Any] | None:
    if figure.of == "run":
        found = [row for row in _rows(place / "run_summary.csv") if row.get("measure") == figure.part]
        return {name: _number(value) for name, value in found[0].items() if name != "measure"} if found else None
    data, _ = read_bytes(place / MANIFEST, MANIFEST) if (place / MANIFEST).is_file() else (None, [])
    try:
        return {figure.part: float(json.loads(data or b"")["figures"][figure.part])}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.is_file():
        data, _ = read_bytes(path, path.name)
        yield from csv.DictReader(StringIO((data or b"").decode("utf-8", "replace")))


def _sums(name: str, rows: Sequence[dict[str, str]]) -> float:
    values = (_number(row.get(name)) for row in rows)
    return sum((value for value in values if isinstance(value, float)), 0.0)


def _number(text: str | None) -> float | str | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return text
