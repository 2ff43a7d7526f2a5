"""Countries and the built-in sets of them: ISO 3166-1 alpha-2 codes, `EU` for the Union, `XX` for "not said"."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

EXTRA_CODES: Mapping[str, str] = MappingProxyType({"EU": "European Union", "XX": "not said"})
"""Codes beyond the standard: the Union acts as a party, and a source may not say the country."""

EU27 = frozenset(
    ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
     "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"]
)  # fmt: skip
"""The member states of the European Union since 1 February 2020."""

BUILT_IN_ZONES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "EU27": EU27,
        "EEA": EU27 | {"IS", "LI", "NO"},
        "EFTA": frozenset({"CH", "IS", "LI", "NO"}),
    }
)
"""Zones that fund rules may name without declaring them."""


@cache
def country_names() -> Mapping[str, str]:
    """Every code that a country column accepts, with its English name."""
    return MappingProxyType({row["code"]: row["name"] for row in _countries()} | dict(EXTRA_CODES))


@cache
def codes_by_three_letters() -> Mapping[str, str]:
    """The two-letter code of every three-letter one: people write both, and only one is accepted."""
    return MappingProxyType({row["three_letters"]: row["code"] for row in _countries()})


def _countries() -> list[dict[str, str]]:
    with (Path(__file__).parent / "countries.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
