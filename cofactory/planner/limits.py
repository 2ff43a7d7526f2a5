"""The limits along a need's supply chain, each with the smallest change that would loosen it.

A limit is loosened in the arrays, not in the model: the re-solve then answers for everything that follows from it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.arrays import first_openings
from cofactory.planner.chain import Chain, Limit, changed
from cofactory.planner.limits_money import fund_limits, rule_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cofactory.planner.arrays import Arrays, LineArrays, SupplyArrays


def limits(a: Arrays, chain: Chain) -> list[Limit]:
    """Returns every limit along a chain that could bind, in the order of the chain."""
    found = [limit for n in chain.lines for limit in _line_limits(a, n)]
    found += [limit for p in chain.pools for limit in _pool_limits(a, p)]
    found += [limit for s in chain.stocks for limit in _stock_limits(a, s)]
    found += [limit for r in chain.routes for limit in _route_limits(a, r)]
    found += [limit for j in chain.projects for limit in _project_limits(a, j)]
    found += [limit for f in range(len(a.programme.funds)) for limit in fund_limits(a, f)]
    return [*found, *rule_limits(a, chain)]


def _lines(change: Callable[[LineArrays], LineArrays]) -> Callable[[Arrays], Arrays]:
    """Loosens the line arrays and lets the dates that follow from them follow."""

    def loosen(a: Arrays) -> Arrays:
        lines = change(a.lines)
        return replace(a, lines=lines, first_open=first_openings(lines, a.projects))

    return loosen


def _supply(change: Callable[[SupplyArrays], SupplyArrays]) -> Callable[[Arrays], Arrays]:
    return lambda a: replace(a, supply=change(a.supply))


def _line_limits(a: Arrays, n: int) -> Iterator[Limit]:
    lines, name = a.lines, a.lines.ids[n]
    unit = f"per {a.programme.settings.calendar.grain}"
    grain = a.programme.settings.calendar.grain

    def line(kind: str, by: float, unit: str, change: Callable[[LineArrays], LineArrays], family: str | None) -> Limit:
        return Limit(kind, "lines", name, by, unit, _lines(change), family, n if family else -1)

    yield line("capacity", 1, unit, lambda x: replace(x, capacity=changed(x.capacity, n, 1)), "capacity")
    if lines.step[n] > 0:
        yield line("steps", 1, "step", lambda x: replace(x, max_steps=changed(x.max_steps, n, 1)), "steps_limit")
        if lines.step_lead[n] > 0:
            yield line("step_lead_time", -1, grain, lambda x: replace(x, step_lead=changed(x.step_lead, n, -1)), None)
    if lines.lead[n] > 0:
        yield line("lead_time", -1, grain, lambda x: replace(x, lead=changed(x.lead, n, -1)), None)
    if lines.ramp[n] > 0:
        yield line("ramp", -1, grain, lambda x: replace(x, ramp=changed(x.ramp, n, -1)), None)
    if lines.opens[n] > 0:
        yield line("opens", -1, grain, lambda x: replace(x, opens=changed(x.opens, n, -1)), None)
    if lines.closes[n] < a.periods:
        yield line("closes", 1, grain, lambda x: replace(x, closes=changed(x.closes, n, 1)), None)


def _pool_limits(a: Arrays, p: int) -> Iterator[Limit]:
    row, calendar = a.programme.pools[p], a.programme.settings.calendar
    loosen = _supply(lambda x: replace(x, pool_capacity=changed(x.pool_capacity, p, 1)))
    yield Limit("pool", "pools", row.id, 1, f"per {calendar.grain}", loosen, "pool", p)


def _stock_limits(a: Arrays, s: int) -> Iterator[Limit]:
    row, calendar, supply = a.programme.stocks[s], a.programme.settings.calendar, a.supply
    grow = _supply(lambda x: replace(x, stock_total=changed(x.stock_total, s, 1)))
    yield Limit("stock", "stocks", row.id, 1, "unit", grow, "stock_total", s)
    if np.isfinite(supply.stock_rate[s]):
        faster = _supply(lambda x: replace(x, stock_rate=changed(x.stock_rate, s, 1)))
        yield Limit("release_rate", "stocks", row.id, 1, f"per {calendar.grain}", faster, "release_rate", s)
    if supply.stock_lead[s] > 0:
        sooner = _supply(lambda x: replace(x, stock_lead=changed(x.stock_lead, s, -1)))
        yield Limit("lead_time", "stocks", row.id, -1, calendar.grain, sooner)
    if supply.stock_from[s] > 0:
        earlier = _supply(lambda x: replace(x, stock_from=changed(x.stock_from, s, -1)))
        yield Limit("available", "stocks", row.id, -1, calendar.grain, earlier)


def _route_limits(a: Arrays, r: int) -> Iterator[Limit]:
    row, calendar, supply = a.programme.routes[r], a.programme.settings.calendar, a.supply
    if np.isfinite(supply.route_capacity[r]):
        wider = _supply(lambda x: replace(x, route_capacity=changed(x.route_capacity, r, 1)))
        yield Limit("route", "routes", row.id, 1, f"per {calendar.grain}", wider, "route_capacity", r)
    if supply.route_lead[r] > 0:
        sooner = _supply(lambda x: replace(x, route_lead=changed(x.route_lead, r, -1)))
        yield Limit("lead_time", "routes", row.id, -1, calendar.grain, sooner)
    if supply.route_opens[r] > 0:
        earlier = _supply(lambda x: replace(x, route_opens=changed(x.route_opens, r, -1)))
        yield Limit("opens", "routes", row.id, -1, calendar.grain, earlier)
    if supply.route_closes[r] < a.periods:
        longer = _supply(lambda x: replace(x, route_closes=changed(x.route_closes, r, 1)))
        yield Limit("closes", "routes", row.id, 1, calendar.grain, longer)


def _project_limits(a: Arrays, j: int) -> Iterator[Limit]:
    name, grain = a.projects.ids[j], a.programme.settings.calendar.grain
    if a.projects.duration[j] > 0:
        yield Limit("project", "projects", name, -1, grain, lambda x: _shorter(x, j))
    if a.projects.earliest[j] > 0:
        yield Limit("project_start", "projects", name, -1, grain, lambda x: _sooner(x, j))


def _shorter(a: Arrays, j: int) -> Arrays:
    """The project takes one period less, at the same total cost."""
    profile = list(a.projects.profile)
    whole = profile[j]
    kept = whole[: max(1, len(whole) - 1)].copy()
    if kept.sum() > 0:
        kept *= whole.sum() / kept.sum()
    else:
        kept[-1] = whole.sum()
    profile[j] = kept
    projects = replace(a.projects, duration=changed(a.projects.duration, j, -1), profile=tuple(profile))
    return replace(a, projects=projects, first_open=first_openings(a.lines, projects))


def _sooner(a: Arrays, j: int) -> Arrays:
    projects = replace(a.projects, earliest=changed(a.projects.earliest, j, -1))
    return replace(a, projects=projects, first_open=first_openings(a.lines, projects))
