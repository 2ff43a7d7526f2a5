"""Needs that no chain of lines, stocks and routes can serve, or not in time; commitments that fit no need."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cofactory.programme.complain import about, listed, warn
from cofactory.programme.paths import NEVER, amount, chains

if TYPE_CHECKING:
    from cofactory.base.problems import Problem
    from cofactory.programme.paths import Chains, Spot
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Commitment, Line, Need

WIGGLE = 1e-6
"""A promise of 100 is kept by a need that asks for 100/81 in each of 81 periods."""


def check_orders(programme: Programme) -> list[Problem]:
    """Problems of priority orders on lines that make nothing for the need they are to serve."""
    needs = {need.id: need for need in programme.needs}
    lines = {line.id: line for line in programme.lines}
    problems = []
    for order in programme.priority_orders:
        need, line = needs[order.need], lines[order.line]
        goes_in = {need.item}
        while grown := {row.component for row in programme.bom if row.product in goes_in} - goes_in:
            goes_in |= grown
        if line.item not in goes_in:
            why = f"Line {line.id} makes {line.item}, which is not {need.item} and goes into none."
            fitting = listed([one.id for one in programme.lines if one.item in goes_in] or ["none yet"])
            mend = f"Name a line that serves need {need.id}: {fitting}."
            problems.append(about(order, "line", "order-on-another-line", why, mend=mend))
    return problems


def check_supply(programme: Programme) -> list[Problem]:
    """Warnings for needs that nothing can supply, and for needs that the quickest chain misses."""
    found = chains(programme)
    problems = []
    for need in programme.needs:
        supply = found.reached.get((need.item, need.country))
        if supply is None:
            why, mend = missing(found, (need.item, need.country))
            problems.append(warn(need, "item", "need-out-of-reach", f"Nothing can supply it: {why}.", mend=f"{mend}."))
        elif supply.period > min(programme.settings.calendar.index(need.end), programme.settings.calendar.periods - 1):
            problems.append(_too_late(programme, found, need))
    return problems


def _too_late(programme: Programme, found: Chains, need: Need) -> Problem:
    calendar = programme.settings.calendar
    spot: Spot | None = (need.item, need.country)
    steps: list[str] = []
    while spot is not None:
        supply = found.reached[spot]
        steps.append(f"{spot[0]} in {spot[1]} {calendar.label(supply.period)} ({supply.by})")
        spot = supply.after
    first = calendar.label(found.reached[need.item, need.country].period)
    way = ", ".join(reversed(steps))
    why = f"The first {need.item} can be in {need.country} in {first}, the need ends in {need.end}. The way: {way}."
    mend = f"End the need in {first} or later, or shorten the way: open earlier, or take less time."
    return warn(need, "end", "need-too-early", why, mend=mend)


def missing(found: Chains, spot: Spot, seen: frozenset[Spot] = frozenset()) -> tuple[str, str]:
    """Returns why an item cannot be in a country, following the chain to what is missing, and what would mend it."""
    item, country = spot
    elsewhere = found.places.get(item)
    if elsewhere:
        where = listed(list(elsewhere))
        return (
            f"there is {item} in {where}, but no route carries it to {country}",
            f"Add a route from {elsewhere[0]} to {country}, or a line or stock of {item} in {country}",
        )
    lines = [line for line in found.lines_of.get(item, ()) if line.country == country] or found.lines_of.get(item, ())
    if not lines:
        return f"nothing makes {item}, and no stock or arrival holds any", f"Add a line, stock or arrival of {item}"
    line = lines[0]
    others = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    if found.opening[line.id] >= NEVER:
        return (
            f"line {line.id}{others}, which makes {item}, never has any capacity while it is open",
            f"Mend the capacity of line {line.id}, its window (opens, closes), its project or its pool",
        )
    return _missing_component(found, line, spot, seen)


def _missing_component(found: Chains, line: Line, spot: Spot, seen: frozenset[Spot]) -> tuple[str, str]:
    for row in found.recipes[line.id]:
        need = (row.component, line.country)
        if need not in found.reached and need not in seen:
            why, mend = missing(found, need, seen | {spot})
            return f"line {line.id} lacks its component {row.component} in {line.country}, because {why}", mend
    return (
        f"line {line.id} is shut (closes) before its components can be in {line.country}",
        f"Close line {line.id} later, or bring its components sooner",
    )


def check_commitments(programme: Programme) -> list[Problem]:
    """Problems of commitments to oneself, and of those whose need asks for another item or is of another party."""
    needs = {need.id: need for need in programme.needs}
    asked: dict[str, list[str]] = defaultdict(list)
    for need in programme.needs:
        asked[need.item].append(need.id)
    problems = []
    for row in programme.commitments:
        if row.giver == row.receiver:
            why = f"{row.giver} gives and receives: nobody promises to oneself."
            mend = "Write the other party in giver or in receiver."
            problems.append(about(row, "receiver", "commitment-to-oneself", why, mend=mend))
        if row.need in needs:
            problems.extend(_against_need(row, needs[row.need], asked.get(row.item, [])))
    return problems


def check_promised_amounts(programme: Programme) -> list[Problem]:
    """Warnings for commitments of more than their need asks for by the due date, which no plan can keep.

    A need takes no unit before it asks for it, so by the due date it has had at most what it asked for until then.
    """
    needs, calendar = {need.id: need for need in programme.needs}, programme.settings.calendar
    problems = []
    for row in programme.commitments:
        if row.need is None or row.due is None or not row.quantity.known:
            continue
        need, promised = needs[row.need], amount(row.quantity)
        first, due = calendar.index(need.start), min(calendar.index(row.due), calendar.index(need.end))
        asked = amount(need.quantity) * max(0, due - first + 1)
        if promised > asked + WIGGLE * promised:
            why = (
                f"Until {row.due} need {need.id} asks for {asked:.6g} units and takes no more: {row.id} cannot be kept."
            )
            mend = f"Promise at most {asked:.6g} by then, or let need {need.id} ask for more, or from an earlier start."
            problems.append(warn(row, "quantity", "commitment-above-need", why, mend=mend))
    return problems


def _against_need(row: Commitment, need: Need, fitting: list[str]) -> list[Problem]:
    if need.item != row.item:
        offer = f"Name a need for {row.item} ({listed(fitting)})" if fitting else f"Add a need for {row.item}"
        why = f"It promises {row.item}, but need {need.id} asks for {need.item}."
        mend = f"{offer}, or leave need blank to track the promise only."
        return [about(row, "need", "commitment-of-another-item", why, mend=mend)]
    if need.party != row.receiver:
        why = f"It is promised to {row.receiver}, but need {need.id} belongs to {need.party}, who gets the deliveries."
        mend = f"Name a need of {row.receiver}, or make {need.party} the receiver."
        return [warn(row, "need", "commitment-to-another-party", why, mend=mend)]
    return []
