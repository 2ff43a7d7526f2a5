"""What a command says on standard error about the evidence beside its answer: lines that do not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory.cli.places import quoted
from cofactory.evidence.lines import LOST
from cofactory.render.words import count, listing

if TYPE_CHECKING:
    from cofactory.base.problems import Problem
    from cofactory.cli.answers import Answer
    from cofactory.evidence.ledger import Ledger
    from cofactory.programme.record import Programme


def lost_lines(problems: Iterable[Problem], folder: Path) -> list[str]:
    """Returns a sentence for each file of the ledger with lines that do not count."""
    files = Counter(problem.file for problem in problems if problem.name in LOST)
    return [
        f"{count(many, 'line')} of {file} {'does' if many == 1 else 'do'} not count: cofactory check {quoted(folder)}"
        for file, many in sorted(files.items())
    ]


def remark_lost(answer: Answer, problems: Iterable[Problem], folder: Path) -> None:
    """Nothing; says which lines of the ledger do not count."""
    for told in lost_lines(problems, folder):
        answer.remark(told)


def remark_misquoted(answer: Answer, ledger: Ledger, folder: Path) -> None:
    """Nothing; says which claims quote words that their stored texts do not have."""
    if false := sorted(ledger.misquoted):
        many = ("quotes", "its text does", "counts") if len(false) == 1 else ("quote", "their texts do", "count")
        answer.remark(
            f"{count(len(false), 'claim')} {many[0]} words that {many[1]} not have, and {many[2]} nowhere: "
            f"{listing(false, 3)}. cofactory check {quoted(folder)}"
        )


def remark_fallen_claims(answer: Answer, programme: Programme) -> None:
    """Nothing; says which claims that this programme's cells cite have fallen, each with who made it fall."""
    from cofactory.programme.resting import fallen_cells
    from cofactory.render.claims import on_one_line

    for said in fallen_cells(programme):
        answer.remark(on_one_line(said, 1_000))


def remark_fallen_cells(answer: Answer, folder: Path) -> None:
    """Nothing; says how many cells of the programme rest on claims that have fallen, and the first of them."""
    from cofactory.programme.burden import Burdens
    from cofactory.programme.standing import FALLEN, Evidence

    evidence = Evidence(folder)
    if not any(held.status in FALLEN for held in evidence.state.claims.values()):
        return  # and the tables of every scenario need not be read
    if cells := Burdens(folder).fallen(evidence):
        verb = "cites a claim" if len(cells) == 1 else "cite claims"
        answer.remark(
            f"{count(len(cells), 'cell')} {verb} rejected, replaced, misquoted or held no more: {listing(cells, 3)}. "
            f"cofactory check {quoted(folder)}"
        )
