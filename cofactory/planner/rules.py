"""Every rule of the plan, in the order in which the mathematics is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.planner import rules_demand, rules_money, rules_origin, rules_production, rules_supply

if TYPE_CHECKING:
    from collections.abc import Callable

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.columns import Rows
    from cofactory.planner.variables import Variables

    Rule = Callable[[Arrays, Variables], Rows]

PHYSICAL: tuple[Rule, ...] = (
    rules_production.capacity,
    rules_production.expansion,
    rules_production.gate,
    rules_production.opens_once,
    rules_production.opens_after_project,
    rules_production.steps_limit,
    rules_production.steps_after_opening,
    rules_production.begins_once,
    rules_production.pool,
    rules_supply.balance,
    rules_supply.stock_total,
    rules_supply.release_rate,
    rules_supply.route_capacity,
    rules_demand.backlog,
    rules_demand.missed,
    rules_demand.shortfall,
    rules_demand.promise,
)
"""Rules of every programme."""

FINANCIAL: tuple[Rule, ...] = (
    rules_money.falls_due,
    rules_money.paid,
    rules_money.share,
    rules_money.fund_amount,
    rules_money.fund_period_limit,
    rules_money.signed_projects,
    rules_money.certified_once,
    rules_money.certified_payment,
    rules_supply.components,
    rules_origin.origin_limit,
)
"""Rules of a programme that has funds; without funds money is unlimited."""

RULES: tuple[Rule, ...] = (*PHYSICAL, *FINANCIAL)
