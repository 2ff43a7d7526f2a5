"""The run tables and what tells how they were made, whether just made or read back from a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

TABLE_NAMES = ("deliveries", "received", "backlog", "commitments", "summary", "distribution", "risks")
"""The run tables, in the order of the documentation; on disk `run_NAME.csv`."""


@dataclass(frozen=True, kw_only=True)
class RunTables:
    """The run tables (polars frames, columns as in `schema.results`), how many runs, and what they followed."""

    deliveries: pl.DataFrame
    received: pl.DataFrame
    backlog: pl.DataFrame
    commitments: pl.DataFrame
    summary: pl.DataFrame
    distribution: pl.DataFrame
    risks: pl.DataFrame
    n: int
    seed: int
    notes: tuple[str, ...]
    """What in the plan could not be followed, one sentence each."""
    plan: str
    """The fingerprint of the plan tables that were followed (`simulator.saved`)."""
    files: Mapping[str, str]
    """The hash of every input file."""

    def tables(self) -> dict[str, pl.DataFrame]:
        """Returns the run tables by the name they have on disk, without the `run_`."""
        return {name: getattr(self, name) for name in TABLE_NAMES}
