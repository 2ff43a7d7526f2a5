"""Where the tool keeps what it can make again: in the user's own cache, which no programme's folder can bring along."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def own_cache() -> Path:
    """Returns the tool's folder in the user's cache; it need not exist. Raises RuntimeError for a user without a home.

    `XDG_CACHE_HOME` is followed where it is a whole path, as its specification asks.
    """
    if sys.platform == "win32":  # pragma: no cover - one system or the other
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "cofactory"
    named = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(named) if Path(named).is_absolute() else Path.home() / ".cache") / "cofactory"
