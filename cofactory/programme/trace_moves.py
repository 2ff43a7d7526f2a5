"""From a claim to all it moves: the cells that cite it, commitments, and the plans and reports that rest on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.programme.resting import REPORT, results_resting
from cofactory.programme.results import Results
from cofactory.programme.trace_quotes import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cofactory.programme.numbers import Number
    from cofactory.programme.record import Programme
    from cofactory.programme.standing import Evidence


@dataclass(frozen=True)
class Moved:
    """What can be moved: the figures of a programme under each of its scenarios, and the folder with saved results."""

    evidence: Evidence
    scenarios: Mapping[str, Results]
    folder: Path | None

    def by(self, claim: str) -> tuple[Step, ...]:
        """Returns what a claim moves: scenarios with the cells that cite it, commitments, and the results on disk."""
        return (*self._scenarios(claim), *self._results(claim))

    def _scenarios(self, claim: str) -> Iterator[Step]:
        """One step for all scenarios in which it moves the same."""
        alike: dict[str, tuple[list[str], tuple[Step, ...]]] = {}
        for name, results in self.scenarios.items():
            below = (*self._cells(results, claim), *self._commitments(results.programme, claim))
            if below:
                told = json.dumps([step.to_json() for step in below])
                alike.setdefault(told, ([], below))[0].append(name)
        for names, below in alike.values():
            yield Step("scenario", names[0], f"scenario {' and '.join(names)}", {"scenarios": names}, below)

    def _cells(self, results: Results, claim: str) -> Iterator[Step]:
        for number in results.numbers:
            if any(self.evidence.standing(written).claim == claim for written in number.citations):
                yield cell_step(number, tuple(_figures(results, number)))

    def _commitments(self, programme: Programme, claim: str) -> Iterator[Step]:
        """Commitments that name the claim in their row, or of which its decision says that it speaks."""
        for promise in programme.commitments:
            if claim in claims_of(self.evidence, promise.id, promise.claims):
                said = f"{promise.giver} to {promise.receiver}, {promise.item}, {promise.quantity.text}"
                due = f", due {promise.due}" if promise.due else ""
                yield Step("commitment", f"commitments.{promise.id}", said + due)

    def _results(self, claim: str) -> Iterator[Step]:
        for resting in results_resting(self.folder) if self.folder is not None else ():
            if resting.claim != claim:
                continue
            place = f"results/{resting.scenario}"
            facts = {"scenario": resting.scenario, "cells": list(resting.cells), "status_then": resting.then}
            if resting.comparison:
                said = f"the comparison in {place}, through {', '.join(resting.cells)}"
                yield Step("comparison", resting.manifest, said, facts)
                continue
            yield Step("plan", place, f"the plan in {place}, through {', '.join(resting.cells)}", facts)
            if resting.reported:
                yield Step("report", f"{place}/{REPORT}", f"the report {place}/{REPORT}", facts)


def claims_of(evidence: Evidence, commitment: str, written: Sequence[str]) -> tuple[str, ...]:
    """Returns the claims about a commitment: those its row names, then those accepted as speaking of it."""
    named = [evidence.standing(one) for one in written]
    spoken = [
        claim for claim, held in evidence.state.claims.items()
        if held.status == "accepted" and held.commitment == commitment
    ]  # fmt: skip
    return tuple(dict.fromkeys([*(one.claim for one in named if one.claim is not None), *spoken]))


def cell_step(number: Number, below: tuple[Step, ...] = ()) -> Step:
    """Returns the step of one cell: where it is written, what it says and what it rests on."""
    cell = number.cell
    text = str(cell) if cell is not None else "; ".join(number.citations)
    facts = {
        "file": number.file, "row": number.line, "place": number.place, "text": text,
        "value": cell.mean() if cell is not None and cell.known else None, "unit": number.unit,
        "currency": cell and cell.currency, "uncertain": cell is not None and cell.uncertain,
        "assumption": cell and cell.assumption, "citations": list(number.citations), "written": number.written,
    }  # fmt: skip
    said = f"{number.place}: {text}" if number.written else f"{text}, the default: nobody wrote it"
    return Step("cell", number.address, said, facts, below)


def _figures(results: Results, number: Number) -> Iterator[Step]:
    """The figures that rest on a cell."""
    for figure in results.moved_by(number):
        yield Step("result", figure.address, figure.address)
