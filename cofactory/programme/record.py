"""The records every later stage reads: the settings of a programme, and its tables of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cofactory.schema.countries import BUILT_IN_ZONES, country_names

if TYPE_CHECKING:
    from pathlib import Path

    from cofactory.base.cell import Cell
    from cofactory.base.periods import Calendar
    from cofactory.base.problems import Problem
    from cofactory.base.raw import Place
    from cofactory.programme.standing import Standing
    from cofactory.schema.programme import (
        Arrival,
        BomRow,
        Commitment,
        Correlation,
        Fund,
        FundFact,
        FundRule,
        Item,
        ItemFact,
        Line,
        Need,
        Party,
        Pool,
        PriorityOrder,
        Project,
        Risk,
        Route,
        Stage,
        Stock,
    )  # fmt: skip


class UnknownZone(LookupError):
    """A name that is neither a zone of the programme, nor a built-in zone, nor a country."""


@dataclass(frozen=True)
class Settings:
    """What programme.toml says: the horizon, the money of account, and the named sets of countries."""

    name: str
    calendar: Calendar
    currency: str
    price_year: int
    discount_rate: float
    """Per year; applies to cost only."""
    exchange: Mapping[str, Cell]
    """Units of the programme's currency for one unit of the other."""
    price_index: Mapping[int, Cell]
    """What one unit of money of that year is worth in money of the price year."""
    zones: Mapping[str, frozenset[str]]
    """The programme's own zones as country codes; the built-in ones are found by `zone`."""

    @cached_property
    def rates(self) -> Mapping[str, float]:
        """The planning value of every exchange rate."""
        return {code: rate.mean() for code, rate in self.exchange.items()}

    @cached_property
    def indices(self) -> Mapping[int, float]:
        """The planning value of every price index."""
        return {year: factor.mean() for year, factor in self.price_index.items()}

    def zone(self, name: str) -> frozenset[str]:
        """Returns the country codes of an own zone, a built-in zone or a single country.

        Raises UnknownZone (a LookupError) for any other name.
        """
        if name in self.zones:
            return self.zones[name]
        if name in BUILT_IN_ZONES:
            return BUILT_IN_ZONES[name]
        if name in country_names():
            return frozenset({name})
        raise UnknownZone(name)


@dataclass(frozen=True)
class Programme:
    """One programme under one scenario: settings and tables whose rows all conform."""

    settings: Settings
    parties: tuple[Party, ...] = ()
    items: tuple[Item, ...] = ()
    bom: tuple[BomRow, ...] = ()
    lines: tuple[Line, ...] = ()
    pools: tuple[Pool, ...] = ()
    stocks: tuple[Stock, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    routes: tuple[Route, ...] = ()
    needs: tuple[Need, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    funds: tuple[Fund, ...] = ()
    fund_rules: tuple[FundRule, ...] = ()
    item_facts: tuple[ItemFact, ...] = ()
    fund_facts: tuple[FundFact, ...] = ()
    projects: tuple[Project, ...] = ()
    stages: tuple[Stage, ...] = ()
    risks: tuple[Risk, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    priority_orders: tuple[PriorityOrder, ...] = ()
    folder: Path | None = None
    scenario: str = "base"
    title: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    """Every file that was read, by its name in the folder, with its sha256."""
    altered: Mapping[str, str] = field(default_factory=dict)
    """Cells that stand otherwise in memory than in the files, by address."""
    elsewhere: Mapping[str, Place] = field(default_factory=dict)
    """Where a cell is written, by its address, if that is not where its row stands: settings, and what is patched."""
    cited: Mapping[str, Standing] = field(default_factory=dict)
    """Where every claim stands that a cell cites, by its id as it is written; empty without a folder to look in."""
    problems: tuple[Problem, ...] = ()
    """The warnings that remained; there are no errors in a programme."""
