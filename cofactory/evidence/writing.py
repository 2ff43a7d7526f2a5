"""Appends records to the ledger: all or nothing, on the disk before anybody is told, and no half line ever stays."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import DecodeError, structs

from cofactory.base.files import sync_folder
from cofactory.base.problems import Problem, ProblemsFound
from cofactory.evidence.lines import is_cut_off
from cofactory.evidence.places import EVIDENCE, FILES, begin, cannot_write, evidence_file, held, is_inside, outside
from cofactory.evidence.quotes import check_quotes
from cofactory.evidence.stored import stored_text
from cofactory.schema.evidence import (
    AnyRecord,
    Claim,
    Decision,
    Document,
    identified,
    to_claim,
    to_decision,
    to_document,
    to_line,
)

TAIL = 1 << 20
"""Bytes. Longer than any line that is written here, so the last line's beginning is in it."""

LONGEST_LINE = TAIL // 2
"""Bytes of one record."""


def stamp(*after: str) -> str:
    """Returns now as records write it, in UTC; never at or before any of the moments in `after`.

    Raises ProblemsFound where no moment comes after one of them, or one is no moment.
    """
    now, last = datetime.now(UTC), max(after, default="")
    if last:
        try:
            now = max(now, datetime.fromisoformat(last) + timedelta(microseconds=1))
        except (ValueError, OverflowError):  # a 31st of February, or the end of the year 9999
            why = "A record says it was recorded then, so that nothing can be recorded after it."
            mend = "Take the record's line back from git's history, or delete it."
            raise ProblemsFound([Problem("moment-out-of-reach", EVIDENCE, None, "recorded", last, why, mend)]) from None
    return now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def append(
    folder: Path | str, records: Iterable[AnyRecord], *, texts: Mapping[str, str] | None = None
) -> tuple[AnyRecord, ...]:
    """Returns the records as they were written, once they are on the disk; nothing at all is written otherwise.

    A record without `recorded` gets the moment of this writing, one for all of them and later than all that was
    written before; claims and decisions get their ids. `texts`: documents by id whose text is not stored. Raises
    ProblemsFound: a quote that is not in its text, a record that is none, a disk that is full.
    """
    folder, records = Path(folder), list(records)
    place = begin(folder)
    with held(place, writing=True):
        try:
            tails = [_Tail.of(folder, place / name) for name in FILES]
            now = stamp(*(tail.moment for tail in tails), *_moments(place, records))
            written = [_completed(record, now) for record in records]
            _refuse(folder, written, texts or {})
            _write(tails, [b"".join(to_line(r) for r in written if isinstance(r, kind)) for kind in _KINDS])
        except OSError as error:  # already its tail could not be read
            name = Path(error.filename or FILES[0]).name
            raise ProblemsFound([cannot_write(evidence_file(name), error)]) from error
    return tuple(written)


_KINDS = (Document, Claim, Decision)
_RECORDED = re.compile(rb'"recorded"\s*:\s*"([0-9T:.-]{26}Z)"')


def _moments(place: Path, records: list[AnyRecord]) -> tuple[str, ...]:
    """The latest moment in the files, where a decision is written: it must come after all it could speak of.

    The last line need not be the latest: git joins two branches in any order, and clocks differ.
    """
    if not any(isinstance(record, Decision) and not record.recorded for record in records):
        return ()
    paths = [place / name for name in FILES[1:] if (place / name).exists()]
    return tuple(max(found).decode("ascii") for path in paths if (found := _RECORDED.findall(path.read_bytes())))


def _completed(record: AnyRecord, now: str) -> AnyRecord:
    return identified(record if record.recorded else structs.replace(record, recorded=now))


def _refuse(folder: Path, records: list[AnyRecord], texts: Mapping[str, str]) -> None:
    """Nothing, or ProblemsFound with everything that forbids to write these records."""
    problems: list[Problem] = []
    known: dict[str, str | None] = dict(texts)
    for record in records:
        name = evidence_file(FILES[_KINDS.index(type(record))])
        said = _not_a_record(record)
        if said is not None:
            why = f"This is not a record: {said.removesuffix('.')}."
            problems.append(Problem("bad-record", name, None, None, record.id, why, "Mend it and write it again."))
        elif isinstance(record, Claim):
            if record.document not in known:
                known[record.document] = stored_text(folder, f"{record.document}.txt")
            problems += check_quotes(record, known[record.document], name)
    if problems:
        raise ProblemsFound(problems)


def _not_a_record(record: AnyRecord) -> str | None:
    """Why the record, written as a line, would not read back as it is; None when it would."""
    if not record.id:
        return "a document takes its id from its text: document_id(text)"
    try:
        line = to_line(record)
        if _read(line, type(record)) != record:
            return "it would not read back as it is"
    except (DecodeError, TypeError, UnicodeEncodeError, OverflowError) as error:
        return str(error)
    return f"it has {len(line)} bytes, more than {LONGEST_LINE}" if len(line) > LONGEST_LINE else None


def _read(line: bytes, kind: type[AnyRecord]) -> AnyRecord:
    if kind is Document:
        return to_document(line)
    return to_claim(line) if kind is Claim else to_decision(line)


class _Tail:
    """The end of a file of the ledger: how long it is, how long its whole lines are, and when the last was recorded."""

    def __init__(self, path: Path, before: int, size: int, rest: bytes, moment: str) -> None:
        self.path, self.before, self.size, self.rest, self.moment = path, before, size, rest, moment

    @classmethod
    def of(cls, folder: Path, path: Path) -> _Tail:
        """The tail of a file, which need not exist. ProblemsFound when it is a link out of the folder."""
        if not is_inside(folder, path):
            raise ProblemsFound([outside(evidence_file(path.name))])
        if not path.exists():
            return cls(path, 0, 0, b"", "")
        with path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - TAIL))
            tail = stream.read()
        whole, _, rest = tail.rpartition(b"\n")
        last = _record_in(rest or whole.rpartition(b"\n")[2])
        moment = "" if last is None else last.recorded
        if rest and (last is not None or len(rest) == TAIL or not is_cut_off(rest)):
            return cls(path, size, size, b"\n", moment)  # an editor took the end of line away: a record, or a problem
        return cls(path, size, size - len(rest), b"", moment)


def _record_in(line: bytes) -> AnyRecord | None:
    for kind in _KINDS:
        try:
            return _read(line, kind)
        except (DecodeError, UnicodeDecodeError):
            continue
    return None


def _write(tails: list[_Tail], lines: list[bytes]) -> None:
    """Nothing; every file has its lines, or ProblemsFound is raised and every file is as it was before.

    Where a disk refuses even that, the problem says so.
    """
    done: list[_Tail] = []
    try:
        for tail, text in zip(tails, lines, strict=True):
            if text:
                done.append(tail)
                _write_one(tail, tail.rest + text)
    except BaseException as error:
        left = [evidence_file(tail.path.name) for tail in done if not _restore(tail)]
        if not isinstance(error, OSError):
            raise
        raise ProblemsFound([cannot_write(evidence_file(done[-1].path.name), error, left)]) from error


def _write_one(tail: _Tail, text: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    handle = os.open(tail.path, flags, 0o666)
    try:
        os.ftruncate(handle, tail.size)  # takes away a line that was cut off, and nothing else
        view = memoryview(text)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    if tail.size == 0:
        sync_folder(tail.path.parent)


def _restore(tail: _Tail) -> bool:
    """True once the file ends again where its whole lines ended; False where the disk refuses even that."""
    try:
        if tail.path.exists() and tail.path.stat().st_size != tail.before:
            os.truncate(tail.path, tail.size)
    except OSError:
        return False
    return True
