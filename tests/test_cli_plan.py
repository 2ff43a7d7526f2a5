"""What `cofactory plan` says of a plan: how sure it is, and how its shortfall is summed up."""

from dataclasses import replace
from pathlib import Path

import pytest

from cofactory import workbench
from cofactory.cli.answers import BREAKABLE
from cofactory.cli.show import plan_text
from cofactory.planner.solution import Plan
from cofactory.programme.record import Programme
from tests.test_cli import folder_with


@pytest.fixture
def made(tmp_path: Path) -> tuple[Programme, Plan]:
    programme = workbench.load(folder_with(tmp_path / "mine"))
    return programme, workbench.plan(programme)


def said(programme: Programme, plan: Plan) -> str:
    return plan_text(programme, plan, Path("my folder")).translate(BREAKABLE)


def ended(plan: Plan, status: str, *, cost: float, asked: float) -> Plan:
    """The plan as a search would have left it that ended like this."""
    gaps = {"shortfall": 0.0, "cost": cost}
    return replace(plan, status=status, gaps=gaps, manifest={**plan.manifest, "gap_asked": asked})


def test_a_gap_missed_by_a_little_is_told_with_the_one_asked_for_and_the_remedy(made: tuple[Programme, Plan]) -> None:
    programme, plan = made
    text = said(programme, ended(plan, "gap", cost=0.000132, asked=1e-4))
    assert "at most 0.013 % above the least cost there can be, asked was 0.01 %." in text
    assert "`cofactory plan 'my folder' --gap 0.00005` searches on to a smaller gap, and takes longer." in text
    assert "at most 0.0025 % above" in said(programme, ended(plan, "gap", cost=0.000025, asked=1e-6))


def test_a_gap_that_was_reached_is_told_without_a_remedy(made: tuple[Programme, Plan]) -> None:
    programme, plan = made
    text = said(programme, ended(plan, "optimal", cost=0.00007, asked=1e-4))
    assert "at most 0.01 % above the least cost there can be." in text
    assert "--gap" not in text


def test_the_shortfall_above_is_said_to_be_a_weighted_sum(made: tuple[Programme, Plan]) -> None:
    programme, plan = made
    text = said(programme, replace(plan, shortfall=12.5))
    assert "The 12.5 above is the sum over needs and commitments, each times its priority." in text
