"""The limits along a need's supply chain, each with the smallest change that would loosen it.

A limit is loosened in the arrays, not in the model: the re-solve then answers for everything that follows from it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cofactory.planner.arrays import first_openings
from cofactory.planner.chain import Chain, Limit, changed, one_unit
from cofactory.planner.limits_money import fund_limits, rule_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cofactory.planner.arrays import Arrays, LineArrays, SupplyArrays

    Loosen = Callable[[Arrays, float], Arrays]

LIFTED = 1000.0
"""A limit this many times the demand is none."""


def limits(a: Arrays, chain: Chain) -> list[Limit]:
    """Returns every limit along a chain that could bind, in the order of the chain."""
    found = [limit for n in chain.lines for limit in _line_limits(a, n)]
    found += [limit for p in chain.pools for limit in _pool_limits(a, p)]
    found += [limit for s in chain.stocks for limit in _stock_limits(a, s)]
    found += [limit for r in chain.routes for limit in _route_limits(a, r)]
    found += [limit for j in chain.projects for limit in _project_limits(a, j)]
    found += _arrival_limits(a, chain)
    found += [limit for f in range(len(a.programme.funds)) for limit in fund_limits(a, f)]
    return [*found, *rule_limits(a, chain)]


def all_dates(a: Arrays) -> list[Limit]:
    """Returns every date and duration of lines, pools, stocks, routes and projects, on whatever chain."""
    found = [limit for n in range(len(a.lines.ids)) for limit in _line_limits(a, n)]
    found += [limit for p in range(len(a.programme.pools)) for limit in _pool_limits(a, p)]
    found += [limit for s in range(len(a.programme.stocks)) for limit in _stock_limits(a, s)]
    found += [limit for r in range(len(a.programme.routes)) for limit in _route_limits(a, r)]
    found += [limit for j in range(len(a.projects.ids)) for limit in _project_limits(a, j)]
    return [limit for limit in found if limit.row_family is None]


def _gone(a: Arrays, loosen: Loosen, size: float) -> Callable[[Arrays], Arrays]:
    """The limit loosened by so much that it binds nothing any more."""
    enough = LIFTED * (size + float(a.demand.total.sum()) + 1.0)
    return lambda x: loosen(x, enough)


def _lines(change: Callable[[LineArrays, float], LineArrays]) -> Loosen:
    """Loosens the line arrays and lets the dates that follow from them follow."""

    def loosen(a: Arrays, by: float) -> Arrays:
        """The arrays with other lines."""
        lines = change(a.lines, by)
        return replace(a, lines=lines, first_open=first_openings(lines, a.projects))

    return loosen


def _supply(change: Callable[[SupplyArrays, float], SupplyArrays]) -> Loosen:
    return lambda a, by: replace(a, supply=change(a.supply, by))


def _line_limits(a: Arrays, n: int) -> Iterator[Limit]:
    lines, name = a.lines, a.lines.ids[n]
    grain = a.programme.settings.calendar.grain
    size = float(lines.capacity[n])

    def date(kind: str, by: float, change: Callable[[LineArrays, float], LineArrays]) -> Limit:
        """A date or duration of this line."""
        return Limit(kind, "lines", name, by, grain, _lines(change))

    more = _lines(lambda x, by: replace(x, capacity=changed(x.capacity, n, by)))
    yield Limit("capacity", "lines", name, one_unit(size), f"per {grain}", more, _gone(a, more, size), "capacity", n)
    if lines.step[n] > 0:
        steps = _lines(lambda x, by: replace(x, max_steps=changed(x.max_steps, n, by)))
        yield Limit("steps", "lines", name, 1, "step", steps, None, "steps_limit", n)
        if lines.step_lead[n] > 0:
            yield date("step_lead_time", -1, lambda x, by: replace(x, step_lead=changed(x.step_lead, n, by, 0)))
    if lines.lead[n] > 0:
        yield date("lead_time", -1, lambda x, by: replace(x, lead=changed(x.lead, n, by, 0)))
    if lines.ramp[n] > 0:
        yield date("ramp", -1, lambda x, by: replace(x, ramp=changed(x.ramp, n, by, 0)))
    if lines.opens[n] > 0:
        yield date("opens", -1, lambda x, by: replace(x, opens=changed(x.opens, n, by)))
    if lines.closes[n] < a.periods:
        yield date("closes", 1, lambda x, by: replace(x, closes=changed(x.closes, n, by)))


def _pool_limits(a: Arrays, p: int) -> Iterator[Limit]:
    row, grain, supply = a.programme.pools[p], a.programme.settings.calendar.grain, a.supply
    size = float(supply.pool_capacity[p])
    more = _supply(lambda x, by: replace(x, pool_capacity=changed(x.pool_capacity, p, by)))
    yield Limit("pool", "pools", row.id, one_unit(size), f"per {grain}", more, _gone(a, more, size), "pool", p)
    if supply.pool_opens[p] > 0:
        earlier = _supply(lambda x, by: replace(x, pool_opens=changed(x.pool_opens, p, by)))
        yield Limit("opens", "pools", row.id, -1, grain, earlier)
    if supply.pool_closes[p] < a.periods:
        longer = _supply(lambda x, by: replace(x, pool_closes=changed(x.pool_closes, p, by)))
        yield Limit("closes", "pools", row.id, 1, grain, longer)


def _stock_limits(a: Arrays, s: int) -> Iterator[Limit]:
    row, grain, supply = a.programme.stocks[s], a.programme.settings.calendar.grain, a.supply
    size = max(0.0, float(supply.stock_total[s]))
    grow = _supply(lambda x, by: replace(x, stock_total=changed(x.stock_total, s, by)))
    yield Limit("stock", "stocks", row.id, one_unit(size), "unit", grow, _gone(a, grow, size), "stock_total", s)
    rate = float(supply.stock_rate[s])
    if np.isfinite(rate):
        faster = _supply(lambda x, by: replace(x, stock_rate=changed(x.stock_rate, s, by)))
        lift = _gone(a, faster, rate)
        yield Limit("release_rate", "stocks", row.id, one_unit(rate), f"per {grain}", faster, lift, "release_rate", s)
    if supply.stock_lead[s] > 0:
        sooner = _supply(lambda x, by: replace(x, stock_lead=changed(x.stock_lead, s, by, 0)))
        yield Limit("lead_time", "stocks", row.id, -1, grain, sooner)
    if supply.stock_from[s] > 0:
        earlier = _supply(lambda x, by: replace(x, stock_from=changed(x.stock_from, s, by)))
        yield Limit("available", "stocks", row.id, -1, grain, earlier)


def _route_limits(a: Arrays, r: int) -> Iterator[Limit]:
    row, grain, supply = a.programme.routes[r], a.programme.settings.calendar.grain, a.supply
    size = float(supply.route_capacity[r])
    if np.isfinite(size):
        wider = _supply(lambda x, by: replace(x, route_capacity=changed(x.route_capacity, r, by)))
        lift = _gone(a, wider, size)
        yield Limit("route", "routes", row.id, one_unit(size), f"per {grain}", wider, lift, "route_capacity", r)
    if supply.route_lead[r] > 0:
        sooner = _supply(lambda x, by: replace(x, route_lead=changed(x.route_lead, r, by, 0)))
        yield Limit("lead_time", "routes", row.id, -1, grain, sooner)
    if supply.route_opens[r] > 0:
        earlier = _supply(lambda x, by: replace(x, route_opens=changed(x.route_opens, r, by)))
        yield Limit("opens", "routes", row.id, -1, grain, earlier)
    if supply.route_closes[r] < a.periods:
        longer = _supply(lambda x, by: replace(x, route_closes=changed(x.route_closes, r, by)))
        yield Limit("closes", "routes", row.id, 1, grain, longer)


def _arrival_limits(a: Arrays, chain: Chain) -> Iterator[Limit]:
    """One more unit with the first arrival of an item, where arrivals feed the chain."""
    nodes = dict.fromkeys(node for node, period, _ in a.network.arrivals if node in chain.nodes and period < a.periods)
    for node in nodes:
        item, country, _ = a.network.nodes[node]
        yield Limit("arrival", "arrivals", f"{item}/{country}", 1, "unit", _arriving(item, country))


def _arriving(item: str, country: str) -> Loosen:
    """More with the first arrival of an item in a country: a rule lifted at the same time numbers nodes anew."""

    def loosen(a: Arrays, by: float) -> Arrays:
        """The arrays with another first arrival."""
        arrivals = list(a.network.arrivals)
        here = {n for n, node in enumerate(a.network.nodes) if node[:2] == (item, country)}
        first = min(((period, k) for k, (where, period, _) in enumerate(arrivals) if where in here), default=None)
        if first is None:
            return a
        where, period, quantity = arrivals[first[1]]
        arrivals[first[1]] = (where, period, quantity + by)
        return replace(a, network=replace(a.network, arrivals=tuple(arrivals)))

    return loosen


def _project_limits(a: Arrays, j: int) -> Iterator[Limit]:
    name, grain = a.projects.ids[j], a.programme.settings.calendar.grain
    if a.projects.duration[j] > 0:
        yield Limit("project", "projects", name, -1, grain, lambda x, by: _shorter(x, j, by))
    if a.projects.earliest[j] > 0:
        yield Limit("project_start", "projects", name, -1, grain, lambda x, by: _sooner(x, j, by))


def _shorter(a: Arrays, j: int, by: float) -> Arrays:
    """The project takes fewer periods, at the same total cost."""
    duration = changed(a.projects.duration, j, by, 0)
    profile = list(a.projects.profile)
    whole = profile[j]
    kept = whole[: max(1, int(duration[j]))].copy()
    if kept.sum() > 0:
        kept *= whole.sum() / kept.sum()
    else:
        kept[-1] = whole.sum()
    profile[j] = kept
    projects = replace(a.projects, duration=duration, profile=tuple(profile))
    return replace(a, projects=projects, first_open=first_openings(a.lines, projects))


def _sooner(a: Arrays, j: int, by: float) -> Arrays:
    projects = replace(a.projects, earliest=changed(a.projects.earliest, j, by, 0))
    return replace(a, projects=projects, first_open=first_openings(a.lines, projects))
