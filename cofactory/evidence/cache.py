"""A SQLite copy of the ledger that opens quickly; the JSON lines stay the truth, and it is made anew when stale."""

from __future__ import annotations

import hashlib
import os
import secrets
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
from cofactory.evidence.ledger import Ledger, from_bytes, read_files, read_ledger
from cofactory.evidence.places import EVIDENCE, FILES, is_inside
from cofactory.schema.evidence import Claim, Decision, Document, to_claim, to_line

CACHE = ".cache"
NAME = "ledger-3.sqlite"
"""The number changes when the tables below do, so that an old copy is never read as a new one."""

WORTH_IT = 1 << 20
"""Bytes of JSON lines below which they are read faster than it would pay to keep a copy."""

TAIL = 1 << 16
"""Bytes at the end of a file whose hash is kept, with its size and time, to see that it changed."""

Stamp = tuple[int, int, bytes]
"""Size, time of change in nanoseconds, hash of the tail."""

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


def open_ledger(folder: Path | str, *, worth_it: int = WORTH_IT) -> Ledger:
    """Returns the ledger in a programme's folder, from the copy in evidence/.cache, which is made anew when stale.

    Claims come from the disk one by one as they are asked for. A small ledger, one with problems, and one on a disk
    that cannot be written are read from their lines. Safe with any number of processes at once.
    """
    folder = Path(folder)
    place = folder / EVIDENCE
    stamps = _stamps(place)
    if stamps is None or sum(size for size, _, _ in stamps.values()) < worth_it or not is_inside(folder, place / CACHE):
        return read_ledger(folder)
    path = place / CACHE / NAME
    found = _opened(path, stamps)
    if found is not None:
        return found
    files, problems = read_files(folder)
    ledger = from_bytes(files, problems)
    stamps = _stamps_of(place, files)
    if stamps is None or ledger.problems:
        return ledger
    with suppress(OSError, sqlite3.Error):  # a disk that is full or may not be written: there is no copy, that is all
        _make(path, ledger, stamps)
    return ledger


def _stamps(place: Path) -> dict[str, Stamp] | None:
    """The size, time and hash of the end of each file; None when one cannot be read."""
    found = {}
    for name in FILES:
        try:
            with (place / name).open("rb") as stream:
                about = os.fstat(stream.fileno())
                stream.seek(max(0, about.st_size - TAIL))
                found[name] = (about.st_size, about.st_mtime_ns, _hash(stream.read(TAIL)))
        except FileNotFoundError:
            found[name] = (0, 0, _hash(b""))
        except OSError:
            return None
    return found


def _stamps_of(place: Path, files: Mapping[str, bytes]) -> dict[str, Stamp] | None:
    """The stamps of the very bytes that were read; None when a file changed meanwhile."""
    now = _stamps(place)
    if now is None or any(now[name][::2] != (len(data), _hash(data[-TAIL:])) for name, data in files.items()):
        return None
    return now


def _hash(tail: bytes) -> bytes:
    return hashlib.sha256(tail).digest()


def _make(path: Path, ledger: Ledger, stamps: Mapping[str, Stamp]) -> None:
    """Nothing; the copy lies there whole, in place of an older one. Raises OSError or sqlite3.Error."""
    path.parent.mkdir(exist_ok=True)
    ignore = path.parent / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", "utf-8")
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
