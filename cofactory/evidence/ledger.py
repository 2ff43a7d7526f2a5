"""The ledger of a programme: every document, claim and decision that its JSON lines hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from cofactory.base.collector import collector_held
from cofactory.base.files import read_bytes
from cofactory.base.problems import Problem
from cofactory.evidence.grounds import misquoted
from cofactory.evidence.lines import read_claims, read_decisions, read_documents
from cofactory.evidence.places import EVIDENCE, FILES, evidence_file, held, is_inside, outside
from cofactory.evidence.writing import append, stamp
from cofactory.schema.evidence import Claim, Decision, Document

__all__ = ["Ledger", "append", "from_bytes", "held_against_texts", "read_files", "read_ledger", "stamp"]


@dataclass(frozen=True)
class Ledger:
    """Every record by its id; what counts of it at a date says `state.replay`.

    `tellings`: when each claim was first recorded; `retold`: all moments, ascending, of claims recorded more than once;
    `sources`: each claim's document; `misquoted`: claims with a quote that their stored text does not have there.
    """

    documents: Mapping[str, Document]
    claims: Mapping[str, Claim]
    decisions: Mapping[str, Decision]
    tellings: Mapping[str, str]
    retold: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    misquoted: frozenset[str] = frozenset()

    @cached_property
    def put_in_place_of(self) -> Mapping[str, str]:
        """The claim about another document that each claim was put in the place of by a correction."""
        pairs = [(one.result[0], one.claims[0]) for one in self.decisions.values() if one.verdict == "correct"]
        return {
            later: earlier
            for later, earlier in sorted(pairs, reverse=True)
            if later in self.sources and self.sources[later] != self.sources.get(earlier, self.sources[later])
        }


def read_ledger(folder: Path | str) -> Ledger:
    """Returns the ledger in a programme's folder; empty where there is none. What is broken is among its problems."""
    files, problems = read_files(Path(folder))
    return held_against_texts(folder, from_bytes(files, problems))


def held_against_texts(folder: Path | str, ledger: Ledger) -> Ledger:
    """Returns the ledger with the claims named that the texts stored in the folder contradict."""
    found = misquoted(folder, ledger.documents, ledger.claims)
    return replace(ledger, misquoted=found) if found else ledger


def read_files(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Returns the bytes of the three files, as they were at one moment; a file that is not there is empty."""
    found: dict[str, bytes] = dict.fromkeys(FILES, b"")
    problems: list[Problem] = []
    place = folder / EVIDENCE
    if not place.is_dir():
        return found, problems
    with held(place, writing=False):
        for name in FILES:
            shown = evidence_file(name)
            if not is_inside(folder, place / name):
                problems.append(outside(shown))
            elif (place / name).exists():
                data, complaints = read_bytes(place / name, shown)
                problems += complaints
                found[name] = data or b""
    return found, problems


@collector_held()
def from_bytes(files: Mapping[str, bytes], problems: list[Problem] | None = None) -> Ledger:
    """Returns the ledger that the bytes of the three files hold. The order of lines decides nothing but row numbers."""
    documents = read_documents(files.get(FILES[0], b""), evidence_file(FILES[0]))
    claims = read_claims(files.get(FILES[1], b""), evidence_file(FILES[1]))
    decisions = read_decisions(files.get(FILES[2], b""), evidence_file(FILES[2]))
    return Ledger(
        documents.records,
        claims.records,
        decisions.records,
        claims.tellings,
        claims.retold,
        {key: claim.document for key, claim in claims.records.items()},
        (*(problems or ()), *documents.problems, *claims.problems, *decisions.problems),
    )
