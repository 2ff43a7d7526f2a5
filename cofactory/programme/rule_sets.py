"""Rule sets of funds, shipped as tables: what a law lets its money pay for, article by article, in our own words."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Self

from cofactory.schema.programme import FUND_RULES, FundRule

if TYPE_CHECKING:
    from cofactory.schema.table import Row

FOLDER = Path(__file__).parent / "rules"

Read = Literal["article", "recital", "press"]


@dataclass(frozen=True, slots=True)
class SetRow:
    """One row of a set.

    `rule` is one of `fund_rules`, which the plan obeys, or one that only `eligibility` and the exports read: `papers`,
    `subcontractor_max`, `one_country_until`, limits of the fund's own row (`share_max` with its `share_bonus`,
    `advance_max`, `closes_by`), terms of a loan (`requests_per_year`, `request_share_max`, `maturity_years`,
    `grace_years`), and `told`, words for readers.
    """

    set: str
    rule: str
    value: str
    article: str
    url: str
    read: Read
    """What was read of it: the article itself, a recital, or press only; the last two are softer."""
    words: str
    note: str

    @property
    def planned(self) -> bool:
        """Whether the plan obeys it, as a row of `fund_rules`."""
        return self.rule in FUND_RULES


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A law's rules for its money: where it stands, and what of it was not read."""

    id: str
    name: str
    law: str
    url: str
    not_read: str
    rows: tuple[SetRow, ...]

    def value(self, rule: str) -> str | None:
        """The value of the first row of this rule; None where the set has none."""
        return next((row.value for row in self.rows if row.rule == rule), None)


class TakenRule(FundRule):
    """A rule that a fund has because it took a set; it stands where the row that took the set stands."""

    @classmethod
    def of(cls, taker: FundRule, row: SetRow) -> Self:
        """Returns the rule of the fund `taker` belongs to."""
        values: dict[str, Any] = {
            "fund": taker.fund, "rule": row.rule, "value": row.value, "article": row.article, "url": row.url,
            "note": row.note or None,
        }  # fmt: skip
        made = cls.trusted(values, taker.place)
        made.__pydantic_private__ = {"_place": taker.place, "_set_row": row}
        return made

    @property
    def set_row(self) -> SetRow:
        """The row of the set it was taken from."""
        row: SetRow = self.__pydantic_private__["_set_row"]  # type: ignore[index] # `of` sets it
        return row


@cache
def rule_sets() -> Mapping[str, RuleSet]:
    """Returns every shipped set by its id, in the order of the documentation."""
    return MappingProxyType({
        row["id"]: RuleSet(**row, rows=tuple(SetRow(set=row["id"], **one) for one in _rows(row["id"])))
        for row in _rows("sets")
    })  # fmt: skip


def _rows(name: str) -> list[Any]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def with_sets(rows: Iterable[Row]) -> list[Row]:
    """Returns the rows of `fund_rules` and, behind them all, the rules that a plan obeys of the sets they take.

    A rule that the fund states itself in the same words is not stated twice, one that it lifts not at all. A set that
    does not exist adds nothing.
    """
    given = [row for row in rows if isinstance(row, FundRule)]
    lifted = {(row.fund, row.value) for row in given if row.rule == "lifts"}
    stated = {(row.fund, row.rule, row.value) for row in given}
    taken: list[Row] = []
    for row in given:
        for one in rule_sets()[row.value].rows if row.rule == "rules" and row.value in rule_sets() else ():
            if (
                (row.fund, one.rule) not in lifted
                and one.planned
                and (key := (row.fund, one.rule, one.value)) not in stated
            ):
                stated.add(key)
                taken.append(TakenRule.of(row, one))
    return [*given, *taken]


def sets_of(rows: Iterable[FundRule], fund: str) -> tuple[RuleSet, ...]:
    """Returns the sets that a fund took, in the order of its rows, without the rules that it lifts."""
    own = [row for row in rows if row.fund == fund]
    taken = dict.fromkeys(row.value for row in own if row.rule == "rules")
    lifted = {row.value for row in own if row.rule == "lifts"}
    found = (rule_sets()[name] for name in taken if name in rule_sets())
    return tuple(replace(one, rows=tuple(row for row in one.rows if row.rule not in lifted)) for one in found)
