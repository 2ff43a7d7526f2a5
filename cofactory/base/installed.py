"""Which version of a package is installed."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def version_of(package: str) -> str:
    """Returns the installed version of a package; `unknown` where it was never installed, only unpacked."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
