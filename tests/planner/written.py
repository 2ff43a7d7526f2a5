"""A finished plan as it stands on disk: nothing but `plan_*.csv`, in the shape in which the identities read it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars

WORDS = ("line", "period", "project", "begin", "finish", "stock", "route", "item", "need", "commitment", "due",
         "fund", "cost", "subject", "kind", "limit", "limit_id", "first", "last", "relaxed_unit", "gain_unit",
         "sentence", "component", "made_in")  # fmt: skip
"""Columns that are words in every table that has them, except `cost` where it is an amount."""


def written(folder: Path) -> Any:
    """The tables of the plan in this folder by their name without `plan_`; reasons say nothing of money."""
    return SimpleNamespace(
        **{
            path.stem.removeprefix("plan_"): _table(path)
            for path in folder.glob("plan_*.csv")
            if path.stem != "plan_reasons"
        }
    )


def _table(path: Path) -> polars.DataFrame:
    header = path.read_text("utf-8").partition("\n")[0].split(",")
    words = {name for name in header if name in WORDS and (name != "cost" or path.stem == "plan_payments")}
    return polars.read_csv(path, schema={name: polars.String if name in words else polars.Float64 for name in header})
