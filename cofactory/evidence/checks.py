"""Every check of a programme's evidence: broken lines, quotes that are not there, decisions about nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cofactory.base.problems import Problem
from cofactory.evidence.cache import in_memory, open_ledger
from cofactory.evidence.ledger import Ledger
from cofactory.evidence.places import DOCUMENTS, EVIDENCE, FILES, evidence_file, is_inside
from cofactory.evidence.quotes import check_quotes
from cofactory.evidence.state import replay
from cofactory.evidence.stored import is_bare, stored_text
from cofactory.schema.evidence import Decision, Document, document_id

_DOCUMENTS, _CLAIMS, _DECISIONS = map(evidence_file, FILES)
_ID = re.compile(rb'"id"\s*:\s*"([cdx]-[0-9a-z]+)"')

MOST = 5
"""Claims of one document that are named; of more, their number is said."""

Found = Iterator[tuple[str, Problem]]
"""Problems, each with the id of the record in which it is; its line is looked up only then."""


def check_evidence(folder: Path | str, ledger: Ledger | None = None) -> list[Problem]:
    """Returns every problem of the evidence in a programme's folder; an empty list where there is no evidence."""
    folder = Path(folder)
    ledger = in_memory(open_ledger(folder) if ledger is None else ledger)
    found = [*_texts(folder, ledger), *_sources(ledger), *_decisions(ledger), *_clashes(ledger)]
    return [*ledger.problems, *_with_lines(folder, found)]


def _texts(folder: Path, ledger: Ledger) -> Found:
    """Stored texts that are no longer those that were read, and quotes that are not in their text."""
    texts: dict[str, str] = {}
    resting = _resting(ledger)
    for key, document in ledger.documents.items():
        text, problem = _text(folder, document, resting.get(key, ()))
        if problem is not None:
            yield key, problem
        elif text is not None:
            texts[key] = text
    for key, claim in ledger.claims.items():
        for problem in check_quotes(claim, texts.get(claim.document), _CLAIMS):
            yield key, problem


def _resting(ledger: Ledger) -> dict[str, list[str]]:
    """The claims of each document."""
    found: dict[str, list[str]] = {}
    for claim, source in ledger.sources.items():
        found.setdefault(source, []).append(claim)
    return found


def _text(folder: Path, document: Document, claims: Sequence[str]) -> tuple[str | None, Problem | None]:
    """The text of a document, None where it is not kept; or what is wrong with it."""
    key, file = document.id, document.file
    if file is not None and (not is_bare(file) or not is_inside(folder, folder / DOCUMENTS / file)):
        why = f"The text of a document lies in {DOCUMENTS}/ itself, under a plain name; nothing else is opened."
        mend = f"Put the text at {DOCUMENTS}/{key}.txt, and take the line back from git's history."
        return None, Problem("document-outside-folder", _DOCUMENTS, None, "file", file, why, mend)
    name = file or f"{key}.txt"
    text = stored_text(folder, name)
    if text is not None and document_id(text) == key:
        return text, None
    lost = text is None and not (folder / DOCUMENTS / name).exists()
    if lost and file is None:  # only its hash was to be kept
        return None, None
    return None, (_gone if lost else _changed)(f"{DOCUMENTS}/{name}", document, claims)


def _gone(place: str, document: Document, claims: Sequence[str]) -> Problem:
    why = f"The text of {_titled(document)} should lie in {place}, and is not there; {_unread(claims, 'read')}."
    return Problem("document-missing", _DOCUMENTS, None, "file", document.file, why, _AGAIN, severity="warning")


def _changed(place: str, document: Document, claims: Sequence[str]) -> Problem:
    why = f"The text of {_titled(document)} in {place} is not the one that was read: it was changed since. "
    why += f"{_unread(claims, 'held against it').capitalize()}."
    mend = f"{_AGAIN} A new version of it is a document of its own."
    return Problem("document-changed", _DOCUMENTS, None, "id", document.id, why, mend)


_AGAIN = "Take the file back from git's history, or take the same article in again: `cofactory read DIR ARTICLE`."


def _titled(document: Document) -> str:
    told = [" ".join(document.title.split())[:80], document.publisher, document.published]
    return f"{document.id} ({', '.join(word for word in told if word)})"


def _unread(claims: Sequence[str], how: str) -> str:
    """Which claims rest on a text that is not at hand."""
    if not claims:
        return "no claim rests on it"
    shown = ", ".join(sorted(claims)[:MOST]) + (f" and {len(claims) - MOST} more" if len(claims) > MOST else "")
    of = "the quotes of the claim that rests on it" if len(claims) == 1 else f"the quotes of {len(claims)} claims"
    return f"{of} cannot be {how}: {shown}"


def _sources(ledger: Ledger) -> Found:
    """Claims whose document the ledger does not have."""
    mend = "Merge the branch that has the document's line, or read the document again."
    for claim, source in ledger.sources.items():
        if source not in ledger.documents:
            why = f"The claim {claim} rests on a document that is not in {_DOCUMENTS}."
            yield claim, Problem("claim-of-unknown-document", _CLAIMS, None, "document", source, why, mend)


def _decisions(ledger: Ledger) -> Found:
    """Decisions about a claim or decision that is not there, or was not there yet."""
    for key, decision in ledger.decisions.items():
        for column, targets in (("claims", decision.claims), ("result", decision.result)):
            for target in targets:
                recorded = _recorded(ledger, target)
                if recorded is None:
                    why = f"{key} speaks of a record that the ledger does not have."
                    mend = "Merge the branch that has its line, or retract the decision."
                    yield key, Problem("decision-of-unknown-record", _DECISIONS, None, column, target, why, mend)
                elif recorded > decision.recorded:
                    yield key, _too_early(decision, column, target, recorded)


def _recorded(ledger: Ledger, target: str) -> str | None:
    if target in ledger.tellings:
        return ledger.tellings[target]
    decision = ledger.decisions.get(target)
    return None if decision is None else decision.recorded


def _too_early(decision: Decision, column: str, target: str, recorded: str) -> Problem:
    why = f"{decision.id} was recorded at {decision.recorded}, before what it speaks of, recorded at {recorded}."
    if decision.verdict == "retract":
        why += " A retraction takes back only what was decided before it."
    mend = "Set the clock of the machine right, and decide again."
    return Problem("decision-too-early", _DECISIONS, None, column, target, why, mend, severity="warning")


def _clashes(ledger: Ledger) -> Found:
    """Claims about which decisions contradict each other: the last counts, and a person should know."""
    for clash in replay(ledger).clashes:
        said = " and ".join(clash.decisions)
        why = f"{said} contradict each other about it; {clash.counted} counts, as the last."
        mend = "Retract the decisions that do not hold."
        problem = Problem("decisions-clash", _DECISIONS, None, "claims", clash.claim, why, mend, severity="warning")
        yield clash.decisions[-1], problem


def _with_lines(folder: Path, found: list[tuple[str, Problem]]) -> list[Problem]:
    """The problems with the row and the line of their records."""
    lines = {file: _lines(folder, file) for file in {problem.file for _, problem in found}}
    placed = []
    for key, problem in found:
        row, line = lines[problem.file].get(key, (None, None))
        placed.append(replace(problem, row=row, excerpt=line))
    return placed


def _lines(folder: Path, file: str) -> dict[str, tuple[int, str]]:
    """The first line of each record in a file of the ledger, by id."""
    path = folder / file
    if not path.is_file() or not is_inside(folder / EVIDENCE, path):
        return {}
    lines: dict[str, tuple[int, str]] = {}
    for row, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        key = _ID.search(line)
        if key is not None:
            lines.setdefault(key[1].decode("ascii"), (row, line[:4000].decode("utf-8", "replace")))
    return lines
