"""The figures of a plan and of its runs by their addresses: what each says, and which numbers it rests on."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from typing import TYPE_CHECKING, Any

from cofactory.base.files import read_bytes
from cofactory.programme.numbers import SETTINGS, Number, numbers_of
from cofactory.programme.resting import MANIFEST
from cofactory.programme.upstream import Payers, Upstream, payers_of, upstream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Need

PLAN_ONLY = ("starts",)
WHOLE = ("shortfall", "cost")
PARTS = ("deliveries", "commitments", *PLAN_ONLY)

SHARED = frozenset({"lines", "pools", "stocks", "routes", "arrivals"})
"""Tables whose rows serve several needs, which then compete for them."""

KEYS = {"deliveries": "need", "commitments": "commitment", "starts": "line"}
"""The column by which a result table names its rows."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a result: `plan.deliveries.jets.2027-03` is one of the plan, of the deliveries to jets."""

    of: str
    part: str
    row: str | None = None
    period: str | None = None

    @property
    def address(self) -> str:
        """The figure's address."""
        return ".".join(word for word in (self.of, self.part, self.row, self.period) if word)


class Results:
    """The figures that a programme's plan and runs can have, and the numbers that each rests on."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._behind: dict[Figure, dict[str, Number]] = {}

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every number of the programme."""
        return numbers_of(self.programme)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure there can be, without its periods."""
        programme = self.programme
        rows = {
            "deliveries": [need.id for need in programme.needs],
            "commitments": [promise.id for promise in programme.commitments if promise.need],
            "starts": [line.id for line in programme.lines],
        }
        found = []
        for of in ("plan", "run"):
            found += [Figure(of, part) for part in WHOLE]
            parts = [part for part in PARTS if of == "plan" or part not in PLAN_ONLY]
            found += [Figure(of, part, row) for part in parts for row in rows[part]]
        return tuple(found)

    def figure(self, address: str) -> Figure | None:
        """Returns the figure of this address, or None: there is none."""
        words = address.split(".")
        if not 2 <= len(words) <= 4 or Figure(*words[:3]) not in self.figures:
            return None
        made = Figure(*words)
        if made.period is None:
            return made
        labels = self.programme.settings.calendar.labels()
        return made if made.part != "commitments" and made.period in labels else None

    def behind(self, figure: Figure) -> tuple[Number, ...]:
        """Returns the numbers that the figure rests on, in the order of the tables.

        Those of every row upstream of the needs it is about, with the exchange rates and price indices in which they
        are written; a cost rests on every project too, and a figure of runs on risks and correlations.
        """
        bare = Figure(figure.of, figure.part, figure.row)
        if bare not in self._behind:
            rows = self._rows(bare)
            numbers = [number for number in self.numbers if rows.holds(number.table, number.row)]
            used = self._settings(numbers)
            self._behind[bare] = {
                number.address: number for number in self.numbers
                if rows.holds(number.table, number.row) or number.address in used
            }  # fmt: skip
        return tuple(self._behind[bare].values())

    def moved_by(self, number: Number) -> tuple[Figure, ...]:
        """Returns the figures that rest on a number."""
        for figure in self.figures:
            self.behind(figure)
        return tuple(figure for figure in self.figures if number.address in self._behind[figure])

    def rivals(self, figure: Figure) -> tuple[str, ...]:
        """Returns the needs that compete with those of the figure for what they draw on; the plan weighs them."""
        needs = self._needs(figure)
        if len(needs) != 1:
            return ()
        ours = {key for key in self._upstream[needs[0].id].rows if key[0] in SHARED}
        others = (other for other in self.programme.needs if other.id != needs[0].id)
        return tuple(other.id for other in others if ours & self._upstream[other.id].rows.keys())

    @cached_property
    def _payers(self) -> Payers:
        return payers_of(self.programme)

    @cached_property
    def _upstream(self) -> dict[str, Upstream]:
        """What is upstream of each need."""
        programme = self.programme
        return {need.id: upstream(programme, [need], payers=self._payers) for need in programme.needs}

    def _rows(self, figure: Figure) -> Upstream:
        rows = upstream(self.programme, self._needs(figure), runs=figure.of == "run", payers=self._payers)
        if figure.part == "cost":
            for row in (*self.programme.projects, *self.programme.stages):
                rows.add(row)
        return rows

    def _needs(self, figure: Figure) -> list[Need]:
        needs = list(self.programme.needs)
        if figure.part == "deliveries":
            return [need for need in needs if need.id == figure.row]
        if figure.part == "commitments":
            through = {promise.need for promise in self.programme.commitments if promise.id == figure.row}
            return [need for need in needs if need.id in through]
        if figure.part == "starts":
            return [need for need in needs if self._upstream[need.id].holds("lines", str(figure.row))]
        return needs

    def _settings(self, numbers: list[Number]) -> set[str]:
        """The addresses of the rates and indices that these numbers are converted with."""
        cells = [number.cell for number in numbers if number.cell is not None]
        rates = {f"{SETTINGS}.exchange.{cell.currency}" for cell in cells if cell.currency}
        return rates | {f"{SETTINGS}.price_index.{cell.price_year}" for cell in cells if cell.price_year}


def values_of(figure: Figure, folder: Path | None, scenario: str) -> dict[str, Any] | None:
    """Returns what the saved result says of the figure, by the names of its columns; None where none is saved."""
    if folder is None:
        return None
    place = folder / "results" / scenario
    if figure.part in WHOLE:
        return _whole(figure, place)
    rows = [row for row in _rows(place / f"{figure.of}_{figure.part}.csv") if row.get(KEYS[figure.part]) == figure.row]
    if figure.period is not None:
        rows = [row for row in rows if row.get("period") == figure.period]
    if len(rows) == 1:
        return {name: _number(value) for name, value in rows[0].items() if name != KEYS[figure.part]}
    summed = [name for name in ("asked", "quantity") if rows and name in rows[0]]
    return {str(name): sum(_sum(row.get(name)) for row in rows) for name in summed} or None


def is_outdated(programme: Programme) -> bool:
    """Returns whether the plan saved in the programme's folder was made from other tables than those that stand there.

    False where none is saved, or its manifest names no files.
    """
    if programme.folder is None:
        return False
    path = programme.folder / "results" / programme.scenario / MANIFEST
    data, _ = read_bytes(path, MANIFEST) if path.is_file() else (None, [])
    try:
        files = json.loads(data or b"")["files"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return bool(files != dict(programme.files))


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


def _sum(text: str | None) -> float:
    value = _number(text)
    return value if isinstance(value, float) else 0.0


def _number(text: str | None) -> float | str | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return text
