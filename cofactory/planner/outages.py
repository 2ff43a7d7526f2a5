"""Lines that stand still for a while: what a plan made so may start, and how the plan remembers it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model
    from cofactory.planner.solution import Plan

Outage = tuple[str, str, str]
"""A line, and the first and last period in which it starts nothing."""


EXAMPLE = '[("line", "2027-05", "2027-07")]'


def standing_still(a: Arrays, model: Model, outages: Sequence[Outage]) -> Model:
    """Returns the model with nothing started in the outages.

    Raises LookupError when one names no line, PeriodError for what is no period, ValueError where it ends before it
    begins or begins after the horizon, TypeError for what is no list of outages. Before the horizon nothing changes.
    """
    upper, calendar = model.upper.copy(), a.programme.settings.calendar
    for outage in outages:
        if not isinstance(outage, (tuple, list)):  # one written without its list, for whom types are not checked
            message = f"Outages are lines, each with its first and last period, such as {EXAMPLE}; one is {outage!r}."
            raise TypeError(message)
        name, first, last = outage
        if name not in a.lines.ids:
            message = f"There is no line {name!r} that could stand still."
            raise LookupError(message)
        begin, end = calendar.index(first), calendar.index(last) + 1
        if end <= begin:
            message = f"The outage of {name} ends in {last}, before it begins in {first}."
            raise ValueError(message)
        if begin >= a.periods:
            message = f"The outage of {name} begins in {first}, after the last period, {calendar.labels()[-1]}."
            raise ValueError(message)
        still = model.blocks["start"].index[a.lines.ids.index(name), max(0, begin) : max(0, end)]
        upper[still[still >= 0]] = 0.0
    return replace(model, upper=upper) if outages else model


def remembering(plan: Plan, outages: Sequence[Outage]) -> Plan:
    """Returns the plan with its outages in its manifest: without them nobody could say why it is as it is."""
    if not outages:
        return plan
    return replace(plan, manifest={**plan.manifest, "outages": [list(outage) for outage in outages]})


def outages_of(plan: Plan) -> tuple[Outage, ...]:
    """Returns the outages with which a plan was made."""
    return tuple((line, first, last) for line, first, last in plan.manifest.get("outages", ()))
