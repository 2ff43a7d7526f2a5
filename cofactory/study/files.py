"""A comparison on disk: its tables beside the plan of its first scenario, with a manifest of its own.

The plan's manifest is the plan's: a folder that has one holds a plan, and a new plan writes a new one. A comparison
rests on no plan that is saved, so it has neither to fall with one nor to look like one.
"""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from cofactory.base.files import read_bytes, replace_together
from cofactory.programme.scenarios import BASE, is_scenario_name
from cofactory.schema.frames import frame_types
from cofactory.study.compare import Comparison

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cofactory.programme.record import Programme

MANIFEST = "study_manifest.json"
NAMES = ("scenarios", "needs", "commitments")


class UnreadableComparison(Exception):
    """Tables of a comparison that are not what this version wrote, with the reason."""


def write_comparison(found: Comparison, folder: Path | str) -> Path:
    """Returns the folder `results/FIRST` that now holds the comparison; what else stands there is left alone.

    All its files are new or, where they cannot all be written, what stood there before. Raises OSError.
    """
    target = Path(folder) / "results" / found.first
    target.mkdir(parents=True, exist_ok=True)
    tables = {f"study_{name}.csv": table.write_csv().encode() for name, table in found.tables().items()}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in tables.items()}
    text = json.dumps({**found.manifest, "tables": hashes}, indent=2, allow_nan=False)
    replace_together(target, {**tables, MANIFEST: f"{text}\n".encode()})
    return target


def read_comparison(folder: Path | str, first: str = BASE) -> Comparison:
    """Returns the comparison saved in a programme folder that has this scenario first.

    Raises FileNotFoundError when none was, UnreadableComparison when its files were not written together.
    """
    source = Path(folder) / "results" / first
    text = (source / MANIFEST).read_text("utf-8", errors="replace")
    try:
        manifest = json.loads(text)
        tables: dict[str, Any] = {name: _table(source, name, manifest["tables"]) for name in NAMES}
        found = Comparison(**tables, manifest=manifest)
        fits = found.first == first and set(found.scenarios["scenario"]) == set(manifest["scenarios"])
        dict(manifest["tool"])
        fits = fits and all(_finite(table) for table in tables.values())
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, pl.exceptions.PolarsError) as error:
        message = f"the comparison in {source} cannot be read: {error}"
        raise UnreadableComparison(message) from error
    if not fits:
        message = f"the comparison in {source} is not one of {first}"
        raise UnreadableComparison(message)
    return found


def _table(source: Path, name: str, hashes: Mapping[str, str]) -> pl.DataFrame:
    file = f"study_{name}.csv"
    data, problems = read_bytes(source / file, file)
    if data is None or problems or hashlib.sha256(data).hexdigest() != hashes[file]:
        message = f"{file} is not what was written"
        raise ValueError(message)
    return pl.read_csv(BytesIO(data), schema=frame_types(f"study_{name}"))


def _finite(table: pl.DataFrame) -> bool:
    numbers = [column for column in table.iter_columns() if column.dtype.is_float()]
    return all(column.drop_nulls().is_finite().all() for column in numbers)


def strangers(found: Comparison, programme: Programme) -> str:
    """Returns why a comparison is not of these files, as a clause; empty where it is.

    `programme` is the first scenario as it stands now; of the others the files that differ are read again.
    """
    if found.first != programme.scenario or programme.altered:
        return f"it has {found.first} first, as it stands in the files"
    ours: dict[str, str | None] = dict(programme.files)
    for name, told in found.manifest["scenarios"].items():
        expected = {key: value for key, value in ours.items() if not key.startswith("scenarios/")}
        if name != BASE:
            expected[f"scenarios/{name}.toml"] = _hash_of(programme, name)
        if dict(told["files"]) != expected:
            return f"the files of the scenario {name} changed since it was made"
    return ""


def _hash_of(programme: Programme, scenario: str) -> str | None:
    """The sha256 of a scenario's file as it stands now; None where there is none."""
    file = f"scenarios/{scenario}.toml"
    if file in programme.files:
        return programme.files[file]
    if programme.folder is None or not is_scenario_name(scenario):
        return None
    data, _ = read_bytes(programme.folder / file, file)
    return None if data is None else hashlib.sha256(data).hexdigest()
