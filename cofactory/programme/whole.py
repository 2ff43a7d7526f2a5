"""Everything that can be wrong in a programme's folder: its tables, its evidence, and the results that lie there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory.base.problems import in_order
from cofactory.programme.folder import examine
from cofactory.programme.resting import check_results
from cofactory.programme.scenarios import BASE

if TYPE_CHECKING:
    from cofactory.base.problems import Problem
    from cofactory.programme.assemble import Examination


def examine_folder(folder: Path | str, *, scenario: str = BASE) -> Examination:
    """Returns what `examine` returns, with the problems of the evidence and of results on disk among the others.

    Planning needs neither: a number is a number, whatever became of its source. So only `check` asks for them.
    """
    folder = Path(folder)
    found = examine(folder, scenario=scenario)
    more = [*_evidence(folder), *check_results(folder)]
    return replace(found, problems=tuple(in_order([*found.problems, *more]))) if more else found


def _evidence(folder: Path) -> list[Problem]:
    from cofactory.evidence.places import EVIDENCE

    if not (folder / EVIDENCE).is_dir():
        return []
    from cofactory.evidence.checks import check_evidence

    return check_evidence(folder)
