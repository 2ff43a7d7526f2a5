"""One file of the ledger -> its records, and a problem with its line for everything that is no record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic

from msgspec import DecodeError, json, structs

from cofactory.base.problems import Problem, Severity
from cofactory.schema.evidence import (
    Claim,
    Decision,
    Document,
    R,
    claim_id,
    decision_id,
    to_claim,
    to_decision,
    to_document,
    to_line,
)

MARKS = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")
"""How git marks two sides that it did not know how to merge."""

LOST = ("torn-record", "broken-record", "edited-record", "same-id-by-chance")
"""Problems of the ledger that take a line out of what counts."""


@dataclass
class Lines(Generic[R]):
    """The records of one file by id, when each was first recorded, all moments of those told again; the problems."""

    file: str
    records: dict[str, R] = field(default_factory=dict)
    tellings: dict[str, str] = field(default_factory=dict)
    retold: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_documents(data: bytes, file: str) -> Lines[Document]:
    """The documents; of two records of one text the earlier counts, and different words about it are a warning."""
    return _read(data, Lines(file), to_document, _no_complaint)


def read_claims(data: bytes, file: str) -> Lines[Claim]:
    """The claims; one that was found twice is one claim, recorded at two moments."""
    return _read(data, Lines(file), to_claim, lambda claim: _edited(claim.id, claim_id(claim)))


def read_decisions(data: bytes, file: str) -> Lines[Decision]:
    """The decisions; two of one id are one decision."""
    return _read(data, Lines(file), to_decision, lambda decision: _edited(decision.id, decision_id(decision)))


def is_cut_off(line: bytes) -> bool:
    """Returns whether this is the beginning of a record: what a process leaves that was ended while it wrote.

    A record of a newer version, or one that somebody broke, is a whole line, and stays where it is as a problem.
    """
    for digit in (b"", b"0"):  # a number may be cut off after its point
        try:
            json.decode(line + digit)
        except UnicodeDecodeError:
            return False
        except DecodeError as error:
            if "truncated" in str(error):
                return True
        else:
            return False
    return False


def _no_complaint(_: Document) -> None:
    return None


def _edited(written: str, asked: str) -> tuple[str, str] | None:
    if written == asked:
        return None
    why = (
        f"The record was changed after it was written: its id is {written or 'missing'}, its content asks for {asked}."
    )
    return why, "Take the line back from git's history; to change a claim, decide `correct`."


def _read(
    data: bytes, lines: Lines[R], decode: Callable[[bytes], R], complaint: Callable[[R], tuple[str, str] | None]
) -> Lines[R]:
    pieces = data.split(b"\n")
    seen: set[bytes] = set()
    for row, piece in enumerate(pieces, start=1):
        line = piece.rstrip(b"\r")
        if not line.strip() or line in seen:
            continue
        seen.add(line)
        try:
            record = decode(line.removeprefix(b"\xef\xbb\xbf") if row == 1 else line)
        except (DecodeError, UnicodeDecodeError) as error:
            lines.problems.append(
                _broken(lines.file, row, line, str(error), torn=row == len(pieces) and is_cut_off(line))
            )
            continue
        edited = complaint(record)
        if edited is not None:
            lines.problems.append(_problem("edited-record", (lines.file, row, line), *edited, value=record.id))
        elif not (record.recorded and record.id):
            said = "it has no `id`" if record.recorded else "it has no `recorded`"
            lines.problems.append(_broken(lines.file, row, line, said, torn=False))
        else:
            _add(lines, record, row, line)
    return lines


def _add(lines: Lines[R], record: R, row: int, line: bytes) -> None:
    """Nothing; of two tellings of one id the earlier is kept, whatever the order of the lines."""
    known = lines.records.get(record.id)
    if known is None:
        lines.records[record.id] = record
        lines.tellings[record.id] = record.recorded
        return
    if _content(known) != _content(record):
        why = "Two records have this id by chance, and say different things; only the one recorded earlier counts."
        mend = "Record the other again with a word more or less in one of its quotes."
        lines.problems.append(_problem("same-id-by-chance", (lines.file, row, line), why, mend, value=record.id))
        if (known.recorded, to_line(known)) <= (record.recorded, to_line(record)):
            return
        lines.records[record.id], lines.tellings[record.id] = record, record.recorded
        lines.retold.pop(record.id, None)
        return
    first, second = sorted((known, record), key=lambda telling: (telling.recorded, to_line(telling)))
    lines.records[record.id] = first
    moments = {*lines.retold.get(record.id, ()), first.recorded, second.recorded}
    lines.tellings[record.id] = first.recorded
    if len(moments) > 1:
        lines.retold[record.id] = tuple(sorted(moments))
    if isinstance(first, Document) and (said := _differences(first, second)):
        why = f"The same text was recorded twice, with different {said}; the earlier record counts."
        mend = "Note whose text it was first; a copy of it elsewhere is the same origin."
        at = (lines.file, row, line)
        lines.problems.append(_problem("document-told-twice", at, why, mend, value=record.id, severity="warning"))


def _content(record: Document | Claim | Decision) -> object:
    """What two records of one id have in common unless chance gave it to both."""
    if isinstance(record, Claim):
        return structs.replace(record, extractor="", recorded="", note=None)
    return record if isinstance(record, Decision) else record.id


def _differences(one: Document, other: object) -> str:
    names = ("title", "publisher", "published", "url", "language", "syndicated_from", "translation_of")
    return " and ".join(name for name in names if getattr(one, name) != getattr(other, name, None))


def _broken(file: str, row: int, line: bytes, said: str, *, torn: bool) -> Problem:
    if line.startswith(MARKS):
        why = "Git could not merge the two sides here; both of them count, and this line does not."
        mend = "Delete the lines of marks; `evidence/*.jsonl merge=union` in .gitattributes spares you that."
    elif torn:
        why = "The last line was cut off while it was written: it was never confirmed to anybody, and does not count."
        mend = "Do what was being done again; the next record that is written takes the rest of the line away."
        return _problem("torn-record", (file, row, line), why, mend, severity="warning")
    else:
        why = f"This line is not a record: {said.removesuffix('.')}. It does not count; the others do."
        mend = "Take the line back from git's history, or delete it."
    return _problem("broken-record", (file, row, line), why, mend)


def _problem(
    name: str,
    at: tuple[str, int, bytes],
    why: str,
    mend: str,
    *,
    value: str | None = None,
    severity: Severity = "error",
) -> Problem:
    file, row, line = at
    excerpt = line[:4000].decode("utf-8", "replace")
    return Problem(name, file, row, None, value, why, mend, severity=severity, excerpt=excerpt)
