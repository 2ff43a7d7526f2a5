"""What a fund says nothing of and its law does: advance, requests per year, grace and maturity, taken from its set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.base.cell import plain
from cofactory.programme.complain import about, listed
from cofactory.programme.paths import amount
from cofactory.programme.rule_sets import sets_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cofactory.base.problems import Problem
    from cofactory.programme.record import Programme
    from cofactory.programme.rule_sets import SetRow
    from cofactory.schema.programme import Fund, FundRule

TERMS = {"advance": "advance_max", "requests_per_year": "requests_per_year", "grace_years": "grace_years",
         "maturity_years": "maturity_years", "interest": "interest"}  # fmt: skip
"""Columns of `funds`, and the rows of a set that say the same: the most that the law allows."""

OF_LOANS = frozenset({"advance", "grace_years", "maturity_years", "interest"})
"""Terms that only a loan takes over."""


@dataclass(frozen=True, slots=True)
class TakenTerm:
    """One term of a fund that stands in its set and not in its own row."""

    column: str
    value: float
    row: SetRow

    @property
    def said(self) -> str:
        """The term in words, with where it is written: `grace_years 10 (Recital 28: recital only)`."""
        value = self.row.value.replace("%", " %")
        softer = "" if self.row.read == "article" else f": {self.row.read} only"
        return f"{self.column} {value} ({self.row.article}{softer})"


def taken_terms(rules: Iterable[FundRule], fund: Fund) -> tuple[TakenTerm, ...]:
    """Returns the terms that a fund takes over from its sets, in the order of its columns.

    A maturity that its own grace reaches is not taken, nor a grace that its own maturity does not outlast.
    """
    rows = [row for found in sets_of(rules, fund.id) for row in found.rows]
    taken: dict[str, TakenTerm] = {}
    for column, rule in TERMS.items():
        row = next((row for row in rows if row.rule == rule), None)
        if row is None or getattr(fund, column) is not None or (column in OF_LOANS and fund.form != "loan"):
            continue
        taken[column] = TakenTerm(column, _number(row.value), row)
    grace, maturity = (_years(fund, taken, column) for column in ("grace_years", "maturity_years"))
    if grace is not None and maturity is not None and grace >= maturity:
        taken.pop("maturity_years", None)
        taken.pop("grace_years", None)
    return tuple(taken.values())


def with_terms(programme: Programme, fund: Fund) -> Fund:
    """Returns the fund with the terms it takes over from its sets written into it."""
    taken = taken_terms(programme.fund_rules, fund)
    return fund.model_copy(update={one.column: plain(one.value) for one in taken}) if taken else fund


def terms_said(programme: Programme, fund: Fund) -> str:
    """Returns which terms a fund takes from which set, in a sentence; blank where it takes none."""
    taken = taken_terms(programme.fund_rules, fund)
    if not taken:
        return ""
    sets = listed(list(dict.fromkeys(one.row.set for one in taken)))
    return f"What {fund.id} does not say is taken from {sets}: {listed([one.said for one in taken])}."


def repaid_when(programme: Programme, fund: Fund) -> str:
    """Returns what a loan's set says of its repayment in words, where no date is set; blank where it says nothing."""
    rows = (row for found in sets_of(programme.fund_rules, fund.id) for row in found.rows)
    row = next((row for row in rows if (row.rule, row.value) == ("told", "repayment")), None)
    return "" if row is None else f"{row.words} ({row.article})"


def check_terms(programme: Programme) -> list[Problem]:
    """Remarks for funds of which terms stand in their set alone."""
    mend = "Nothing need be changed. Write what was agreed where it is something else; 0 for no advance and no grace."
    return [
        about(fund, None, "terms-from-the-law", f"{said} The most that the law allows.", mend=mend, severity="remark")
        for fund in programme.funds
        if (said := terms_said(programme, fund))
    ]


def _number(text: str) -> float:
    found = re.fullmatch(r"([\d.]+)(%?)", text)
    if found is None:
        message = f"a term of a rule set is no number: {text}"
        raise ValueError(message)
    return float(found[1]) / (100 if found[2] else 1)


def _years(fund: Fund, taken: dict[str, TakenTerm], column: str) -> float | None:
    cell = getattr(fund, column)
    if cell is not None:
        return amount(cell) if cell.known else None
    return taken[column].value if column in taken else None
