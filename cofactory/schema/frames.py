"""Result tables as polars frames, with the columns that `schema.results` declares."""

from __future__ import annotations

import polars as pl

from cofactory.schema.results import TABLES

TYPES: dict[str, type[pl.DataType]] = {"text": pl.String, "number": pl.Float64, "whole": pl.Int64, "flag": pl.Boolean}


def frame_types(table: str) -> dict[str, type[pl.DataType]]:
    """Returns the polars type of each column of a result table, in order."""
    return {column.name: TYPES[column.type] for column in TABLES[table].columns}
