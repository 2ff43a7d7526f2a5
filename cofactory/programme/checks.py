"""Every check of a programme's tables against each other, all problems at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cofactory.base.problems import errors
from cofactory.programme.beyond_law import check_beyond_law
from cofactory.programme.checks_chance import (
    check_correlated_cells,
    check_correlation_matrix,
    check_reachable_correlations,
    check_risk_targets,
    check_stage_order,
    check_stages_against_projects,
)
from cofactory.programme.checks_making import (
    check_bom_cycles,
    check_bom_lines,
    check_idle_lines,
    check_lines_needed,
    check_places,
    check_pool_use,
    check_routes,
    check_steps,
    check_stocks,
)
from cofactory.programme.checks_money import (
    check_idle_funds,
    check_lifts,
    check_loans,
    check_origin_values,
    check_rule_names,
    check_rule_values,
    check_signing,
)
from cofactory.programme.checks_needs import check_commitments, check_orders, check_promised_amounts, check_supply
from cofactory.programme.checks_payments import check_payments
from cofactory.programme.checks_runs import check_mean_counts, check_means_of_settings
from cofactory.programme.checks_time import check_horizon, check_never_in_horizon, check_windows
from cofactory.programme.taken_terms import check_terms

if TYPE_CHECKING:
    from cofactory.base.problems import Problem
    from cofactory.programme.record import Programme

ROW_BY_ROW: tuple[Callable[[Programme], list[Problem]], ...] = (
    check_horizon,
    check_windows,
    check_never_in_horizon,
    check_places,
    check_routes,
    check_bom_lines,
    check_bom_cycles,
    check_steps,
    check_idle_lines,
    check_pool_use,
    check_stocks,
    check_commitments,
    check_orders,
    check_rule_values,
    check_rule_names,
    check_signing,
    check_idle_funds,
    check_lifts,
    check_loans,
    check_beyond_law,
    check_risk_targets,
    check_correlated_cells,
    check_correlation_matrix,
    check_reachable_correlations,
    check_stage_order,
    check_stages_against_projects,
)
"""Checks that stand for themselves, in the order of the tables."""

WHOLE: tuple[Callable[[Programme], list[Problem]], ...] = (
    check_lines_needed,
    check_supply,
    check_promised_amounts,
    check_origin_values,
    check_payments,
)
"""Checks that follow chains through the whole programme; an error elsewhere would only echo in them."""


REMARKS: tuple[Callable[[Programme], list[Problem]], ...] = (
    check_mean_counts,
    check_means_of_settings,
    check_terms,
)
"""What is no problem and yet worth knowing."""


def check_all(programme: Programme) -> list[Problem]:
    """Returns every problem of the tables against each other; an empty list for a programme without any."""
    problems = [problem for check in ROW_BY_ROW for problem in check(programme)]
    if not errors(problems):
        problems += [problem for check in WHOLE for problem in check(programme)]
    return problems


def remarks(programme: Programme) -> list[Problem]:
    """Returns what is worth knowing about the tables though nothing is wrong with it."""
    return [remark for check in REMARKS for remark in check(programme)]
