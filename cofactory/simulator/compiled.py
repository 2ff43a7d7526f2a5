"""Whether this machine already holds the machine code of the kernel, or makes it at the first run."""

from __future__ import annotations

from pathlib import Path

COMPILE_S = 25
"""Seconds of one processor that it takes, about."""


def compiled() -> bool:
    """Returns whether machine code of the kernel stands on this machine that is not older than its source."""
    from cofactory.simulator import kernel

    source = Path(__file__).with_name("kernel.py")
    since = source.stat().st_mtime
    folders = {made.stats.cache_path for made in vars(kernel).values() if hasattr(made, "stats")}
    indexes = [index for folder in folders if folder for index in Path(folder).glob(f"{source.stem}.*.nbi")]
    return any(index.stat().st_mtime >= since for index in indexes)
