"""Files are read up to a bounded size, and written so that they are the old one or the new one, never half of it."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from cofactory.base.problems import Problem

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes. Over a million rows; a bigger file is a mistake or an attack, and is refused before it is read."""


def read_bytes(path: Path, file: str, *, largest: int = LARGEST_FILE) -> tuple[bytes | None, list[Problem]]:
    """The bytes of a regular file of bounded size, or None and the problem."""
    try:
        # Not blocking: a pipe that nobody writes to must not make the tool wait.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return None, [
                    file_problem("unreadable-file", file, "This is not a regular file.", "Put a plain file here.")
                ]
            data = stream.read(largest + 1)
    except OSError as error:
        why = f"The file cannot be read: {error.strerror or 'unknown reason'}."
        return None, [file_problem("unreadable-file", file, why, "Check its name and permissions.")]
    if len(data) > largest:
        why = f"The file has more than {largest // (1024 * 1024)} MiB."
        return None, [file_problem("file-too-large", file, why, "Split the programme, or take the bulk away.")]
    return data, []


def write_atomically(path: Path, content: Iterable[bytes]) -> None:
    """Nothing; the file is replaced as a whole, once all of it has reached the disk.

    `content` comes in pieces, so that large tables need no second copy in memory. Raises OSError.
    """
    target = path.resolve()
    draft = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as stream:
            stream.writelines(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(target.parent)


def replace_together(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Nothing; all the files stand in the folder, or what stood there before where they cannot all be written.

    They are written beside first, so that a full disk changes nothing, and then put in place in their order. Raises
    OSError.
    """
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as scratch:
        for name, content in contents.items():
            with (Path(scratch) / name).open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        for name in contents:
            (Path(scratch) / name).replace(folder / name)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Nothing; the new name has reached the disk, where the system can be asked for that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_problem(name: str, file: str, why: str, mend: str) -> Problem:
    """The problem of a whole file, with no line to point at."""
    return Problem(name, file, None, None, None, why, mend)
