"""A SQLite copy of the ledger that opens quickly; the JSON lines stay the truth, and it is made anew when stale.

It lies in the user's own cache: a copy that came with somebody's folder could say anything.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints
from urllib.parse import quote

from msgspec import DecodeError
from msgspec.msgpack import decode, encode

from cofactory.base.collector import collector_held
from cofactory.base.own_cache import own_cache
from cofactory.evidence.grounds import texts_stamp
from cofactory.evidence.ledger import Ledger, from_bytes, held_against_texts, read_files, read_ledger
from cofactory.evidence.places import EVIDENCE, FILES
from cofactory.schema.evidence import Claim, Decision, Document, to_claim, to_line

NAME = "ledger-4.sqlite"
"""The number changes when the tables below do, so that an old copy is never read as a new one."""

WHOSE = "folder.txt"
"""Lies beside a copy and says of which folder it is."""

WORTH_IT = 1 << 20
"""Bytes of JSON lines and texts below which they are read faster than it would pay to keep a copy."""

TAIL = 1 << 16
"""Bytes at the end of a file whose hash is kept, with its size and time, to see that it changed."""

Stamp = tuple[int, int, int, bytes]
"""Size, times of the change of content and of the file in nanoseconds, hash of the tail.

Anybody who packs a folder may set the first time, nobody the second.
"""

TEXTS = "documents"
"""The stamp of all stored texts together: the quotes were held against them."""

_TABLES = """
create table parts (name text primary key, content blob) without rowid;
create table claims (id text primary key, line blob) without rowid;
"""


class _Parts(NamedTuple):
    """All but the claims themselves, each in one piece: read at once, that is quicker than rows."""

    stamps: dict[str, Stamp]
    documents: list[Document]
    decisions: list[Decision]
    claims: list[str]
    told: list[str]
    retold: dict[str, tuple[str, ...]]
    sources: list[str]
    source: list[int]
    """Claims by id: when each was first told, and at which place of `sources` its document stands."""
    misquoted: list[str]


def open_ledger(folder: Path | str, *, worth_it: int = WORTH_IT) -> Ledger:
    """Returns the ledger in a programme's folder, from the copy in the user's cache, which is made anew when stale.

    Claims come from the disk one by one as they are asked for. A small ledger, one with problems, and one on a disk
    that cannot be written are read from their lines. Safe with any number of processes at once.
    """
    folder = Path(folder)
    stamps, path = _stamps(folder), copy_of(folder)
    if stamps is None or path is None or sum(stamp[0] for stamp in stamps.values()) < worth_it:
        return read_ledger(folder)
    found = _opened(path, stamps)
    if found is not None:
        return found
    files, problems = read_files(folder)
    ledger = held_against_texts(folder, from_bytes(files, problems))
    now = _stamps_of(folder, files)
    if now is None or now[TEXTS] != stamps[TEXTS] or ledger.problems:
        return ledger
    with suppress(OSError, sqlite3.Error):  # a disk that is full or may not be written: there is no copy, that is all
        _clear(path.parents[1])
        _make(path, ledger, now, folder)
    return ledger


def copy_of(folder: Path | str) -> Path | None:
    """Returns where the copy of a folder's ledger lies, if there is one; None for a user without a home."""
    try:
        whole = str(Path(folder).resolve())
        return own_cache() / "ledgers" / hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:24] / NAME
    except (OSError, RuntimeError):
        return None


def _stamps(folder: Path) -> dict[str, Stamp] | None:
    """The size, times and hash of the end of each file, and those of all texts; None when one cannot be read."""
    found: dict[str, Stamp] = {}
    try:
        for name in FILES:
            found[name] = _stamp(folder / EVIDENCE / name)
        size, told = texts_stamp(folder)
    except OSError:
        return None
    return found | {TEXTS: (size, 0, 0, told)}


def _stamp(path: Path) -> Stamp:
    try:
        with path.open("rb") as stream:
            about = os.fstat(stream.fileno())
            stream.seek(max(0, about.st_size - TAIL))
            return about.st_size, about.st_mtime_ns, about.st_ctime_ns, _hash(stream.read(TAIL))
    except FileNotFoundError:
        return 0, 0, 0, _hash(b"")


def _stamps_of(folder: Path, files: Mapping[str, bytes]) -> dict[str, Stamp] | None:
    """The stamps of the very bytes that were read; None when a file changed meanwhile."""
    now = _stamps(folder)
    if now is None or any(now[name][::3] != (len(data), _hash(data[-TAIL:])) for name, data in files.items()):
        return None
    return now


def _clear(place: Path) -> None:
    """Nothing; the copies of folders that are no more are gone. Raises OSError."""
    for copy in place.iterdir() if place.is_dir() else ():
        whose = copy / WHOSE
        if whose.is_file() and not Path(whose.read_text("utf-8", "replace")).is_dir():
            shutil.rmtree(copy, ignore_errors=True)


def _hash(tail: bytes) -> bytes:
    return hashlib.sha256(tail).digest()


def _make(path: Path, ledger: Ledger, stamps: Mapping[str, Stamp], folder: Path) -> None:
    """Nothing; the copy lies there whole, in place of an older one. Raises OSError or sqlite3.Error."""
    path.parents[1].mkdir(mode=0o700, parents=True, exist_ok=True)  # for its owner alone, as the folder itself may be
    path.parent.mkdir(exist_ok=True)
    (path.parent / WHOSE).write_text(str(folder.resolve()), "utf-8")
    claims = sorted(ledger.tellings)
    places = {source: place for place, source in enumerate(dict.fromkeys(ledger.sources.values()))}
    parts = _Parts(
        dict(stamps),
        [*ledger.documents.values()],
        [*ledger.decisions.values()],
        claims,
        [ledger.tellings[key] for key in claims],
        dict(ledger.retold),
        [*places],
        [places[ledger.sources[key]] for key in claims],
        sorted(ledger.misquoted),
    )._asdict()
    draft = path.with_name(f"{NAME}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as base:
            base.executescript("pragma journal_mode = off; pragma synchronous = off;" + _TABLES + "begin;")
            base.executemany("insert into parts values (?, ?)", ((name, encode(part)) for name, part in parts.items()))
            rows = ((key, to_line(ledger.claims[key])) for key in sorted(ledger.claims))
            base.executemany("insert into claims values (?, ?)", rows)
            base.execute("commit")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@collector_held()
def _opened(path: Path, stamps: Mapping[str, Stamp]) -> Ledger | None:
    """The ledger in the copy, or None: there is none, it is stale, or it is broken."""
    if not path.is_file():
        return None
    try:
        base = _connect(path)
        if _part(base, "stamps") != stamps:
            base.close()
            return None
        parts = _Parts(*(_part(base, name) for name in _Parts._fields))
        sources = dict(zip(parts.claims, map(parts.sources.__getitem__, parts.source), strict=True))
        tellings = dict(zip(parts.claims, parts.told, strict=True))
    except (sqlite3.Error, DecodeError, TypeError, IndexError, ValueError):
        return None
    return Ledger(
        {document.id: document for document in parts.documents},
        _Claims(base, sources),
        {decision.id: decision for decision in parts.decisions},
        tellings,
        parts.retold,
        sources,
        misquoted=frozenset(parts.misquoted),
    )


def _part(base: sqlite3.Connection, name: str) -> Any:
    (content,) = base.execute("select content from parts where name = ?", (name,)).fetchone()
    return decode(content, type=get_type_hints(_Parts)[name])


def _connect(path: Path) -> sqlite3.Connection:
    """A connection to a file that is never written again, only replaced: no locks, and what was opened stays."""
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, check_same_thread=False)


class _Claims(Mapping[str, Claim]):
    """The claims by id, each read from the copy when it is asked for."""

    def __init__(self, base: sqlite3.Connection, keys: Mapping[str, str]) -> None:
        self._base, self._keys = base, keys

    def __getitem__(self, key: str) -> Claim:
        if key not in self._keys:
            raise KeyError(key)
        (line,) = self._base.execute("select line from claims where id = ?", (key,)).fetchone()
        return to_claim(line)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __del__(self) -> None:
        self._base.close()


def in_memory(ledger: Ledger) -> Ledger:
    """Returns the same ledger with every claim read: for those who go through all of them."""
    if not isinstance(ledger.claims, _Claims):
        return ledger
    rows = ledger.claims._base.execute("select id, line from claims")  # noqa: SLF001 - its own, of this file
    return replace(ledger, claims={key: to_claim(line) for key, line in rows})
