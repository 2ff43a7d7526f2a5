"""What a fund's own row asks beyond what its law allows: advance, share of a cost, requests, maturity, last payment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.base.periods import PeriodError
from cofactory.programme.complain import warn
from cofactory.programme.paths import amount
from cofactory.programme.rule_sets import sets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cofactory.base.problems import Problem
    from cofactory.programme.record import Programme
    from cofactory.programme.rule_sets import SetRow
    from cofactory.schema.programme import Fund, FundRule

COLUMNS = {"advance_max": "advance", "share_max": "share_max", "requests_per_year": "requests_per_year",
           "maturity_years": "maturity_years"}  # fmt: skip
"""Rows of a set that bound a column of `funds`. Grace is none of them: no article bounds it."""

OF_LOANS = frozenset({"advance_max", "maturity_years"})
NEAR = 1e-9

_NUMBERS = re.compile(r"([\d.]+)(%?)")


@dataclass(frozen=True, slots=True)
class Beyond:
    """One column of a fund that asks for more than a row of its set allows."""

    column: str
    row: SetRow
    most: str
    """What the law allows, in words that name what can be written into the column."""


def beyond_law(programme: Programme, fund: Fund) -> tuple[Beyond, ...]:
    """Returns every column of a fund that is beyond its law, in the order of its sets.

    A share is compared with the highest that the law knows: whether its conditions are met is another question.
    """
    return tuple(_beyond(programme, fund))


def _beyond(programme: Programme, fund: Fund) -> Iterator[Beyond]:
    for row in _rows(programme.fund_rules, fund):
        if row.rule == "closes_by" and _closes_after(programme, fund, row.value):
            yield Beyond("closes", row, f"a period up to {row.value}")
        elif row.rule in COLUMNS and not (row.rule in OF_LOANS and fund.form != "loan"):
            column, most = COLUMNS[row.rule], _NUMBERS.findall(row.value)[-1]
            cell = getattr(fund, column)
            limit = float(most[0]) / (100 if most[1] else 1)
            if cell is not None and cell.known and amount(cell) > limit + NEAR:
                yield Beyond(column, row, f"{limit:g} or less")


def _rows(rules: Iterable[FundRule], fund: Fund) -> Iterator[SetRow]:
    for found in sets_of(rules, fund.id):
        yield from found.rows


def _closes_after(programme: Programme, fund: Fund, day: str) -> bool:
    calendar = programme.settings.calendar
    try:
        return calendar.index(fund.closes) > calendar.index_of_date(day)
    except PeriodError:  # a calendar may not reach that far
        return False


def check_beyond_law(programme: Programme) -> list[Problem]:
    """Warnings for funds that say more of themselves than their law allows; the plan takes their word."""
    problems = []
    for fund in programme.funds:
        for one in beyond_law(programme, fund):
            why = f"{one.row.set} allows less for {fund.id}: {one.row.words} ({one.row.article})."
            lifting = f"`{fund.id},lifts,{one.row.rule}`"
            mend = f"Write {one.most} in {one.column}, or lift the rule in fund_rules: {lifting}."
            problems.append(warn(fund, one.column, "fund-beyond-its-law", why, mend=mend))
    return problems
