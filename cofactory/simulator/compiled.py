"""Whether this machine already holds the machine code of the kernel, or makes it at the first run."""

from __future__ import annotations

from pathlib import Path

COMPILE_S = 25
"""Seconds of one processor that it takes, about."""


def compiled() -> bool:
    """Returns whether machine code of the kernel stands on this machine that is not older than its source."""
    from cofactory.simulator.kernel import follow_runs

    source, folder = Path(__file__).with_name("kernel.py"), follow_runs.stats.cache_path
    if folder is None:
        return False
    since = source.stat().st_mtime
    return any(index.stat().st_mtime >= since for index in Path(folder).glob(f"{source.stem}.*.nbi"))
