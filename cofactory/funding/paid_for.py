"""What each fund pays for in a plan: products, on which lines, how many, when, and who else pays."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cofactory.funding.disbursing import CENTS
from cofactory.programme.eligibility import Cost, costs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme


@dataclass(slots=True)
class Activity:
    """One cost that a fund pays a part of, over the whole plan."""

    fund: str
    cost: Cost
    amount: float = 0.0
    others: float = 0.0
    """What others pay of the same cost in the same periods."""
    units: float = 0.0
    """Of production: the units that this payment stands for."""
    periods: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class PaidFor:
    """The payments of a plan by fund and product."""

    programme: Programme
    plan: Plan

    @cached_property
    def _costs(self) -> Mapping[str, Cost]:
        return {cost.id: cost for cost in costs(self.programme)}

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """Every fund and cost of which it pays something, in the order of the tables."""
        calendar = self.programme.settings.calendar
        due: dict[tuple[str, str], float] = defaultdict(float)
        rows = [row for row in self.plan.payments.iter_rows(named=True) if row["amount"] > 0]
        for row in rows:
            due[row["cost"], row["period"]] += row["amount"]
        started = {(row["line"], row["period"]): row["quantity"] for row in self.plan.starts.iter_rows(named=True)}
        found: dict[tuple[str, str], Activity] = {}
        for row in rows:
            fund, cost, whole = row["fund"] or "", self._costs[row["cost"]], due[row["cost"], row["period"]]
            one = found.setdefault((fund, cost.id), Activity(fund, cost))
            one.amount += row["amount"]
            one.others += whole - row["amount"]
            if cost.kind == "production":
                one.units += started.get((cost.subject, row["period"]), 0.0) * row["amount"] / whole
            one.periods.append(calendar.index(row["period"]))
        funds = {fund.id: n for n, fund in enumerate(self.programme.funds)}
        order = {id_: n for n, id_ in enumerate(self._costs)}
        return tuple(found[key] for key in sorted(found, key=lambda key: (funds.get(key[0], -1), order[key[1]])))

    def products(self, fund: str) -> dict[str, list[Activity]]:
        """What a fund pays per item; costs without an item (projects, transport) are left out."""
        found: dict[str, list[Activity]] = defaultdict(list)
        for one in self.activities:
            if one.fund == fund and one.cost.item is not None:
                found[one.cost.item].append(one)
        return found

    def without_product(self, fund: str) -> float:
        """What a fund pays for projects and transport, in programme money."""
        return round(sum(one.amount for one in self.activities if one.fund == fund and one.cost.item is None), CENTS)
