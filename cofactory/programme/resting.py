"""Which claims a result rests on, kept in its manifest, and what is said of it once one of them has fallen."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.base.files import read_bytes
from cofactory.base.problems import Problem
from cofactory.programme.complain import listed
from cofactory.programme.numbers import numbers_of
from cofactory.programme.standing import FALLEN, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cofactory.programme.record import Programme
    from cofactory.programme.standing import Standing

MANIFEST = "manifest.json"
STUDY_MANIFEST = "study_manifest.json"
REPORT = "report.html"
LARGEST_MANIFEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Resting:
    """One claim that a result on disk rests on: through which cells, and where it stood when the result was made."""

    scenario: str
    claim: str
    cells: tuple[str, ...]
    then: str
    reported: bool = False
    """Whether a report lies beside the plan."""
    comparison: bool = False
    """Whether the result is a comparison, saved with the scenario that it has first, and no plan."""

    @property
    def manifest(self) -> str:
        """The file that says so, by its place in the folder."""
        return f"results/{self.scenario}/{STUDY_MANIFEST if self.comparison else MANIFEST}"


def evidence_manifest(programme: Programme) -> dict[str, Any]:
    """Returns the claims that a result of the programme rests on, where each stands, its cells, and a hash of that.

    Two results with one hash rest on the same claims, standing where they stood.
    """
    cells: dict[str, list[str]] = defaultdict(list)
    standings: dict[str, Standing] = {}
    for number in numbers_of(programme) if programme.cited else ():
        for written in number.citations:
            standing = programme.cited.get(written)
            if standing is not None:
                standings[standing.key] = standing
                cells[standing.key].append(number.address)
    claims = {key: {"status": standings[key].status, "cells": cells[key]} for key in sorted(standings)}
    stood = json.dumps({key: one["status"] for key, one in claims.items()}, sort_keys=True).encode()
    return {"sha256": hashlib.sha256(stood).hexdigest(), "claims": claims}


def evidence_of_all(programmes: Iterable[Programme]) -> dict[str, Any]:
    """Returns the same for a result of several programmes: each claim with its cells in any of them."""
    claims: dict[str, Any] = {}
    for programme in programmes:
        for key, one in evidence_manifest(programme)["claims"].items():
            cells = [*claims.get(key, {}).get("cells", ()), *one["cells"]]
            claims[key] = {"status": one["status"], "cells": list(dict.fromkeys(cells))}
    return {"claims": dict(sorted(claims.items()))}


def results_resting(folder: Path) -> tuple[Resting, ...]:
    """Returns every claim that a plan or a comparison in the folder's results rests on, by scenario, plans first.

    Manifests that are none are left out. A result made before manifests said so rests on nothing that could be told.
    """
    found: list[Resting] = []
    for name in (MANIFEST, STUDY_MANIFEST):
        for path in sorted((folder / "results").glob(f"*/{name}")):
            compared = name == STUDY_MANIFEST
            reported = not compared and (path.parent / REPORT).is_file()
            for claim, (cells, then) in sorted(_claims(path).items()):
                found.append(Resting(path.parent.name, claim, cells, then, reported, compared))
    return tuple(found)


def _claims(path: Path) -> dict[str, tuple[tuple[str, ...], str]]:
    """The claims in a manifest, each with its cells and its status; a manifest is a file anybody may have changed."""
    data, problems = read_bytes(path, path.name, largest=LARGEST_MANIFEST)
    if data is None or problems:
        return {}
    try:
        claims = json.loads(data)["evidence"]["claims"]
        return {str(key): (tuple(map(str, one["cells"])), str(one["status"])) for key, one in claims.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def fallen_cells(programme: Programme) -> tuple[str, ...]:
    """Returns one sentence per claim that the programme's cells cite and that has fallen."""
    manifest = evidence_manifest(programme)["claims"]
    standings = {standing.key: standing for standing in programme.cited.values()}
    return tuple(
        f"{sentence('The plan', standings[key], tuple(one['cells']))} Plan anew."
        for key, one in manifest.items() if standings[key].status in FALLEN
    )  # fmt: skip


def fallen_results(folder: Path, evidence: Evidence | None = None) -> tuple[tuple[Resting, str], ...]:
    """Returns the results on disk that rest on a fallen claim, each with a sentence that says so."""
    evidence = Evidence(folder) if evidence is None else evidence
    found = []
    for resting in results_resting(folder):
        standing = evidence.standing(resting.claim)
        if standing.status in FALLEN:
            said = sentence(_what(resting), standing, resting.cells, verb="rest" if resting.reported else "rests")
            found.append((resting, f"{said} Compare anew." if resting.comparison else f"{said} Plan anew."))
    return tuple(found)


def _what(resting: Resting) -> str:
    """What rests on the claim, at the beginning of a sentence."""
    noun = "comparison" if resting.comparison else "plan"
    return f"The {noun} {'and the report ' if resting.reported else ''}in results/{resting.scenario}"


def sentence(what: str, standing: Standing, cells: tuple[str, ...], *, verb: str = "rests") -> str:
    """Returns that something rests on a claim that has fallen, when and by whom it was, and through which cells."""
    through = listed(list(cells)) if cells else "none that is left"
    noun = "cell" if len(cells) == 1 else "cells"
    return f"{what} {verb} on the claim {standing.key}, which {standing.decided}: {noun} {through}."


def check_results(folder: Path) -> list[Problem]:
    """Returns a warning for each result on disk that rests on a fallen claim."""
    problems = []
    for resting, said in fallen_results(folder):
        verb = "make the plan anew: `cofactory run DIR`"
        if resting.comparison:
            verb = "make the comparison anew: `cofactory compare DIR`"
        mend = f"Mend these cells if they still cite it, and {verb}."
        why = said.removesuffix(" Compare anew.").removesuffix(" Plan anew.")
        file = resting.manifest
        problems.append(Problem("result-on-fallen-claim", file, None, "evidence", resting.claim, why, mend, "warning"))
    return problems
