"""Where evidence lies in a programme's folder, how it begins there, and who may write at a moment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cofactory.base.files import file_problem
from cofactory.base.problems import Problem, ProblemsFound

EVIDENCE = "evidence"
DOCUMENTS = "documents"
FILES = ("documents.jsonl", "claims.jsonl", "decisions.jsonl")
"""In the order in which they are written: nothing is ever decided about a claim that is not there yet."""

ATTRIBUTES = ".gitattributes"
TOLD_GIT = ("evidence/*.jsonl -text merge=union", "documents/*.txt -text")
"""What tells git to keep the lines of both sides, whose order means nothing, and to change no ends of lines: the id of
a text is the hash of its every character."""


def evidence_file(name: str) -> str:
    """The name under which problems and people speak of a file of the ledger."""
    return f"{EVIDENCE}/{name}"


def begin(folder: Path) -> Path:
    """Returns the folder of the ledger, made if need be, with git told how to merge it.

    Raises ProblemsFound when it is a link that leads out of the programme's folder, or cannot be made.
    """
    place = folder / EVIDENCE
    attributes = folder / ATTRIBUTES
    links_out = [path.name for path in (place, attributes) if not is_inside(folder, path)]
    if links_out:
        raise ProblemsFound([outside(name) for name in links_out])
    try:
        place.mkdir(exist_ok=True)
        written = attributes.read_text("utf-8", "replace") if attributes.exists() else ""
        missing = [line for line in TOLD_GIT if line not in written.splitlines()]
        if missing:
            with attributes.open("a", encoding="utf-8", newline="\n") as stream:
                stream.write("\n".join([*([""] if written and not written.endswith("\n") else []), *missing, ""]))
    except OSError as error:
        raise ProblemsFound([cannot_write(EVIDENCE, error)]) from error
    return place


def is_inside(folder: Path, path: Path) -> bool:
    """True for what lies in the folder once links have been followed."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links; a NUL character in the name
        return False


def outside(file: str) -> Problem:
    """The problem of a link, or of a name, that leads out of the folder."""
    why = "This leads out of the programme's folder, and is not followed."
    return file_problem("evidence-outside-folder", file, why, "Put the file itself there, under its own name.")


def cannot_write(file: str, error: OSError, left: Sequence[str] = ()) -> Problem:
    """The problem of a disk that is full, of a folder that may not be written, and the like.

    `left`: files in which something of it stays, since not even that could be taken back.
    """
    stays = f"What was written of it stays in {' and '.join(left)}: `cofactory check DIR` says what counts."
    why = f"It cannot be written: {error.strerror or 'unknown reason'}. {stays if left else 'Nothing was changed.'}"
    return file_problem("cannot-write", file, why, "Make room, or check its permissions, and do it again.")


@contextmanager
def held(place: Path, *, writing: bool) -> Iterator[None]:
    """Holds the ledger's folder while it is written (by one at a time) or read (by any number, while none writes)."""
    handle = _opened(place)
    try:
        if handle is not None:
            _lock(handle, writing=writing)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _opened(place: Path) -> int | None:
    try:
        return os.open(place, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return None


def _lock(handle: int, *, writing: bool) -> None:
    """Nothing; Windows and some network disks have no such locks: there a writer still appends in one write."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX if writing else fcntl.LOCK_SH)
    except (ImportError, OSError):
        return
