"""A folder to start from: empty tables with their headers, or a copy of a shipped example."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cofactory.evidence.places import begin
from cofactory.schema.programme import TABLES
from cofactory.schema.table import columns

SETTINGS = """\
name = "My programme"
start = "{year}-01"      # the first period
periods = 60
period = "month"         # week, month, quarter or year
currency = "EUR"         # every money cell is in this currency unless it says "12 M USD"
price_year = {year}
discount_rate = 0.0      # per year, applies to cost only

# [exchange]             # units of the currency above for one unit of the other
# USD = "0.86 [assume: say where the rate is from]"

# [zones]                # named sets of countries for fund rules; EU27, EEA, EFTA are built in
# nordic = ["DK", "FI", "IS", "NO", "SE"]
"""


class UnknownExample(LookupError):
    """No example of that name is shipped; the message lists those that are."""


def examples() -> dict[str, Path]:
    """The shipped examples by name: in the package when it is installed, beside it in a clone."""
    package = Path(__file__).parent.parent
    for home in (package / "examples", package.parent / "examples"):
        if home.is_dir():
            return {path.parent.name: path.parent for path in sorted(home.glob("*/programme.toml"))}
    return {}


def start_folder(folder: Path | str, *, like: str | None = None) -> Path:
    """The new programme folder, empty or a copy of the example `like`; it appears whole or not at all.

    Raises FileExistsError when something stands there already (an empty folder may), UnknownExample for a
    name that no example has.
    """
    target = Path(folder)
    source = None if like is None else _example(like)
    if target.is_symlink() or (target.exists() and not (target.is_dir() and not any(target.iterdir()))):
        raise FileExistsError(errno.EEXIST, "something stands there already; nothing was written", str(target))
    # built beside its place and renamed, so that an interrupted start leaves no half of a folder
    with _beside(target) as beside:
        built = Path(beside) / "folder"
        if source is None:
            _write_empty(built)
        else:
            shutil.copytree(source, built, ignore=shutil.ignore_patterns("results", ".*"))
        begin(built)  # the place of the ledger, and what tells git how to merge it
        os.replace(built, target)  # noqa: PTH105 - onto an empty folder, too
    return target


def _beside(target: Path) -> tempfile.TemporaryDirectory[str]:
    parent = target.absolute().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(dir=parent, prefix=f".{target.name}-")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error  # the user never asked for the folder beside


def _example(name: str) -> Path:
    known = examples()
    if name not in known:
        raise UnknownExample(f"There is no example {name!r}; the examples are: {', '.join(known) or 'none'}.")
    return known[name]


def _write_empty(folder: Path) -> None:
    tables = folder / "programme"
    tables.mkdir(parents=True)
    (folder / "programme.toml").write_text(SETTINGS.format(year=datetime.now(tz=UTC).year), "utf-8")
    for name, row in TABLES.items():
        header = ",".join(column.name for column in columns(row))
        (tables / f"{name}.csv").write_text(header + "\n", "utf-8")
