"""The chase rule: one plan followed through a block of runs (docs/runs.md says every rule in words).

Inside a period: receipts, events, projects, openings, steps, needs, flows in their order, then units beyond the planned
stock to outstanding needs. Each flow takes what it can toward its cumulative planned amount and never beyond it.
All numbers are float64. A run reads nothing but its drawn cells, its number and the seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from cofactory.simulator.book import DELIVER, FAR, RELEASE, SHIP, START
from cofactory.simulator.kernel_luck import SUCCESS, play_events, uniform
from cofactory.simulator.kernel_money import PAID, PURSE, pay

if TYPE_CHECKING:
    from cofactory.simulator.book import Book, Floats, Ints
    from cofactory.simulator.outcomes import Out

KEPT = 1.0 - 1e-6
"""A promise is kept when this part of its quantity is delivered."""

DONE = 1e-9
"""Periods: work this close to a stage's duration is all of it."""

WORK = np.dtype([(n, np.int64) for n in ("stage", "begun", "finish", "failed")] + [("worked", np.float64)])
"""Per project: its stage, first period, first period after it, whether it failed, and work done on the stage."""

SITE = np.dtype([(name, np.int64) for name in ("opened", "ordered")])
"""Per line: the period from which its ramp counts, and the steps ordered."""


@njit(cache=True, nogil=True)
def follow_runs(book: Book, places: Ints, drawn: Floats, first: int, key: int, keep: bool, out: Out) -> None:
    """Fills `out` with the runs first, first + 1, ...; `drawn` holds their cells, [run, place in `places`]."""
    planned, discount, planned_hand, flows, inputs = book.planned, book.discount, book.hand, book.flows, book.inputs
    target, order, lines, steps, pools = book.target, book.order, book.lines, book.steps, book.pools
    stocks, routes, arrivals, needs, by_priority = book.stocks, book.routes, book.arrivals, book.needs, book.by_priority
    projects, stages, risks, struck = book.projects, book.stages, book.risks, book.struck
    funds, costs, payers, payments = book.funds, book.costs, book.payers, book.payments
    periods, limited = len(discount), len(funds) > 0
    first_route, first_fund = len(lines), len(lines) + len(routes)
    first_project = first_fund + len(funds)

    p = planned.copy()
    hand, done, history = np.zeros(planned_hand.shape[1]), np.zeros(len(flows)), np.zeros((periods, len(flows)))
    lead, later = np.zeros(len(flows), np.int64), np.zeros(len(flows), np.int64)
    running, left = np.zeros((len(risks), periods), np.int64), np.ones(first_project + len(projects))
    work, sites = np.zeros(len(projects), WORK), np.zeros(len(lines), SITE)
    step_at = np.zeros((len(lines), 1 + (steps[-1].max() if len(lines) else 0)), np.int64)
    back, pool_left, carried = np.zeros(len(needs)), np.zeros(len(pools)), np.zeros(len(routes))
    paid, purses, due = np.zeros(len(payers), PAID), np.zeros(len(funds), PURSE), np.zeros(len(costs))

    for k in range(len(drawn)):
        for i in range(len(places)):
            p[places[i]] = drawn[k, i]
        hand[:] = 0.0
        done[:] = 0.0
        back[:] = 0.0
        for j in range(len(projects)):
            work[j].stage, work[j].failed, work[j].worked = 0, 0, 0.0
            work[j].begun, work[j].finish = FAR, FAR
        for n in range(len(lines)):
            sites[n].opened, sites[n].ordered = FAR, 0
        for e in range(len(payers)):
            paid[e].paid = 0.0
        for f in range(len(funds)):
            purses[f].amount, purses[f].spent, purses[f].left = p[funds[f].amount_at], 0.0, 1.0
        waiting = 0
        for f in range(len(flows)):
            lead[f] = int(p[flows[f].lead_at]) if flows[f].out >= 0 else 0
            if lead[f] > 0:
                later[waiting] = f
                waiting += 1
        run, spent, arrival = first + k, 0.0, 0
        play_events(risks, p, running, run, key)

        for t in range(periods):
            # Receipts.
            while arrival < len(arrivals) and arrivals[arrival].period == t:
                hand[arrivals[arrival].node] += p[arrivals[arrival].at]
                arrival += 1
            for i in range(waiting):
                f = later[i]
                if lead[f] <= t:
                    hand[flows[f].out] += history[t - lead[f], f]

            # Events.
            if len(risks):
                left[:] = 1.0
                for r in range(len(risks)):
                    if running[r, t]:
                        for i in range(risks[r].first_target, risks[r].end_target):
                            left[struck[i]] *= 1.0 - p[risks[r].severity_at]
            for f in range(len(funds)):
                purses[f].now, purses[f].left = 0.0, left[first_fund + f]
            if keep:
                due[:] = 0.0
                for e in range(len(payers)):
                    paid[e].now = 0.0

            # Projects; those that began before the programme did so undisturbed and paid for.
            for j in range(len(projects)):
                for when in range(min(projects[j].begin, t) if t == 0 else t, t + 1):
                    if projects[j].begin > when or work[j].failed or work[j].finish != FAR:
                        continue
                    able = left[first_project + j] if when >= 0 else 1.0
                    idle, count = True, projects[j].end_stage - projects[j].first_stage
                    while able > 0.0 and work[j].stage < count:
                        stage = stages[projects[j].first_stage + work[j].stage]
                        length, price, was = p[stage.duration_at], p[stage.price_at], planned[stage.price_at]
                        part = min(able, length - work[j].worked)
                        if length > 0.0 and able <= DONE:
                            break
                        begun = when if work[j].begun == FAR else work[j].begun
                        want = price * part / length if length > 0.0 else price
                        if when >= 0 and want > 0.0 and projects[j].cost >= 0:
                            amount, ratio = want, price / was if was > 0.0 else 1.0
                            if limited:
                                amount = pay(want, ratio, begun, t, True, costs[projects[j].cost], payers, payments,
                                             paid, funds, purses)  # fmt: skip
                                if amount <= 0.0:
                                    break
                            spent += amount * discount[t]
                            due[projects[j].cost] += amount
                        work[j].begun = begun
                        if length > 0.0:
                            work[j].worked += part
                            able -= part
                            idle = False
                            if work[j].worked < length - DONE:
                                break
                        if not uniform(run, projects[j].stream, SUCCESS + work[j].stage, 0, key) < p[stage.success_at]:
                            work[j].failed = 1
                            break
                        work[j].stage += 1
                        work[j].worked = 0.0
                        if work[j].stage == count:
                            work[j].finish = when if idle else when + 1
                        elif not idle and able <= DONE:
                            break

            # Openings, then steps.
            for n in range(len(lines)):
                if sites[n].opened != FAR or lines[n].opens > t:
                    continue
                since, j = lines[n].opens, lines[n].project
                if j >= 0:
                    if work[j].finish > t:
                        continue
                    since = max(since, work[j].finish)
                if lines[n].chosen:
                    if lines[n].planned_opening > t or lines[n].closes <= t:
                        continue
                    amount = p[lines[n].opening_at]
                    ratio, since = amount / planned[lines[n].opening_at], t
                    if limited and amount > 0.0:
                        amount = pay(amount, ratio, t, t, True, costs[lines[n].opening_cost], payers, payments, paid,
                                     funds, purses)  # fmt: skip
                        if amount <= 0.0:
                            continue
                    spent += amount * discount[t]
                    due[lines[n].opening_cost] += amount
                sites[n].opened = since
            for n in range(len(lines)):
                j = lines[n].project
                if lines[n].opens > t or (j >= 0 and work[j].failed) or (lines[n].chosen and sites[n].opened > t):
                    continue
                while sites[n].ordered < steps[t, n]:
                    amount, was = p[lines[n].step_price_at], planned[lines[n].step_price_at]
                    if amount > 0.0 and lines[n].step_cost >= 0:
                        if limited:
                            amount = pay(amount, amount / was, t, t, True, costs[lines[n].step_cost], payers, payments,
                                         paid, funds, purses)  # fmt: skip
                            if amount <= 0.0:
                                break
                        spent += amount * discount[t]
                        due[lines[n].step_cost] += amount
                    step_at[n, sites[n].ordered] = t
                    sites[n].ordered += 1

            # Needs; pools and routes are free again.
            for n in range(len(needs)):
                asked = p[needs[n].quantity_at] if needs[n].first <= t <= needs[n].last else 0.0
                back[n] = asked + (back[n] if needs[n].waits else 0.0)
            for g in range(len(pools)):
                pool_left[g] = p[pools[g].at] if pools[g].opens <= t < pools[g].closes else 0.0
            carried[:] = 0.0

            # Flows.
            for place in range(len(flows)):
                f = order[t, place]
                history[t, f] = 0.0
                want = target[t, f] - done[f]
                if want <= 0.0:
                    continue
                kind, n = flows[f].kind, flows[f].row
                if kind == START:
                    want = min(want, _capacity(lines[n], sites[n], step_at[n], p, t) * left[n])
                    if lines[n].pool >= 0 and lines[n].pool_use > 0.0:
                        want = min(want, pool_left[lines[n].pool] / lines[n].pool_use)
                elif kind == RELEASE:
                    holds = p[stocks[n].at] - p[stocks[n].reserve_at] - done[f]
                    want = min(want, stocks[n].rate, holds) if t >= stocks[n].available else 0.0
                elif kind == SHIP:
                    if not routes[n].opens <= t < routes[n].closes:
                        want = 0.0
                    elif routes[n].capacity < FAR:
                        want = min(want, routes[n].capacity * left[first_route + n] - carried[n])
                    else:
                        want *= left[first_route + n]
                else:
                    want = min(want, back[n])
                for i in range(flows[f].first_input, flows[f].end_input):
                    if want * inputs[i].quantity > hand[inputs[i].node]:
                        want = hand[inputs[i].node] / inputs[i].quantity
                if want <= 0.0:
                    continue
                if flows[f].cost >= 0:
                    price = p[flows[f].price_at]
                    if kind == START and lines[n].learning < 0.0 and done[f] > 1.0:
                        price *= done[f] ** lines[n].learning
                    amount = want * price
                    if limited and amount > 0.0:
                        ratio = price / planned[flows[f].price_at]
                        could = pay(amount, ratio, t, t, False, costs[flows[f].cost], payers, payments, paid, funds,
                                    purses)  # fmt: skip
                        if could < amount:
                            want *= could / amount
                            amount = could
                            if want <= 0.0:
                                continue
                    spent += amount * discount[t]
                    due[flows[f].cost] += amount
                history[t, f] = want
                done[f] += want
                for i in range(flows[f].first_input, flows[f].end_input):
                    hand[inputs[i].node] = max(0.0, hand[inputs[i].node] - inputs[i].quantity * want)
                if flows[f].out >= 0 and lead[f] == 0:
                    hand[flows[f].out] += want
                if kind == START and lines[n].pool >= 0:
                    pool_left[lines[n].pool] -= lines[n].pool_use * want
                elif kind == SHIP:
                    carried[n] += want
                elif kind == DELIVER:
                    back[n] = max(0.0, back[n] - want)

            # Units beyond the planned stock.
            for n in by_priority:
                node, f = needs[n].node, needs[n].flow
                more = min(back[n], hand[node] - planned_hand[t, node])
                if more > 0.0:
                    hand[node] -= more
                    back[n] -= more
                    done[f] += more
                    history[t, f] += more

            for n in range(len(needs)):
                out.delivered[k, n, t] = history[t, needs[n].flow]
                out.short[k, n, t] = back[n]
            if keep:
                out.hand[k, t, :] = hand
                out.due[k, t, :] = due
                for e in range(len(payers)):
                    out.paid[k, t, e] = paid[e].now
                for n in range(len(lines)):
                    out.ordered[k, t, n] = sites[n].ordered

        out.cost[k] = spent
        out.shortfall[k] = _shortfall(book, p, out.delivered[k], out.short[k], out.date[k])
        if keep:
            out.flows[k, :, :] = history
            out.running[k, :, :] = running
            for n in range(len(lines)):
                out.opened[k, n] = sites[n].opened
            for j in range(len(projects)):
                out.finish[k, j], out.begun[k, j] = work[j].finish, work[j].begun


@njit(cache=True, nogil=True)
def _capacity(line: Any, site: Any, step_at: Ints, p: Floats, t: int) -> float:
    """capacity·R(t-o; ramp) + sum step·R(t-τ-step_lead_time; step_ramp); 0 unless the line is open."""
    if site.opened > t or line.closes <= t:
        return 0.0
    total: float = p[line.capacity_at]
    if t - site.opened < p[line.ramp_at]:
        total *= (t - site.opened + 1.0) / (p[line.ramp_at] + 1.0)
    for k in range(site.ordered):
        age = t - step_at[k] - p[line.step_lead_at]
        if age >= p[line.step_ramp_at]:
            total += line.step
        elif age >= 0.0:
            total += line.step * (age + 1.0) / (p[line.step_ramp_at] + 1.0)
    return total


@njit(cache=True, nogil=True)
def _shortfall(book: Book, p: Floats, delivered: Floats, short: Floats, date: Ints) -> float:
    """The shortfall of a run, sum of priority times shortfall; fills in when its promises were kept."""
    needs, promises = book.needs, book.promises
    periods, total = short.shape[1], 0.0
    for n in range(len(needs)):
        window = min(periods - 1, needs[n].last) - max(0, needs[n].first) + 1
        asked = p[needs[n].quantity_at] * window
        if asked > 0.0:
            outstanding = 0.0
            for t in range(periods):
                outstanding += short[n, t]
            total += needs[n].priority * outstanding / asked
    for m in range(len(promises)):
        got, by_due, quantity = 0.0, 0.0, promises[m].quantity
        date[m] = periods
        for t in range(periods):
            got += delivered[promises[m].need, t]
            if t <= promises[m].due:
                by_due = got
            if date[m] == periods and got >= quantity * KEPT:
                date[m] = t
        total += promises[m].priority * max(0.0, quantity - by_due) / quantity
    return total
