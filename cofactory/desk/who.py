"""Who decides: as said, else as git knows them, else as the system does."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import unicodedata
from pathlib import Path

LONGEST = 200
"""Characters of a name."""


def who(folder: Path | str, said: str | None = None) -> str:
    """Returns the name of whoever decides: `said`, else git's user.name, else the system's user.

    Raises ValueError when nobody can be named.
    """
    found = said if said is not None else _git_user(Path(folder)) or _system_user()
    seen = " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in found).split())
    if not seen:
        raise ValueError("Say who decides, with --by NAME: neither git nor the system knows.")
    return seen[:LONGEST]


def _git_user(folder: Path) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - git itself, asked for one setting
            [git, "-C", str(folder), "config", "--get", "user.name"],
            capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user id without a name, as in containers
        return ""
