"""Flows: each takes what it can toward its cumulative planned amount, in eight runs at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.simulator.kernel_lanes import Vec, anywhere, least, most, pick
from cofactory.simulator.kernel_money import pay
from cofactory.simulator.kernel_tables import inline, inner
from cofactory.simulator.script import (
    CAPACITY,
    COST,
    FLOW,
    LANES,
    LEARNS,
    LOSS,
    NEED,
    NODE,
    OUT,
    PRICE,
    SLOT,
    TAKE,
    TAKE_END,
)

if TYPE_CHECKING:
    from cofactory.simulator.book import Floats, Ints
    from cofactory.simulator.script import Script


@inline
def act(
    t: int, struck: bool, script: Script, planned: Floats, x: Floats, coming: Floats, lead: Ints, now: int, slots: int,
    moved: Floats, keep: int,
) -> None:  # fmt: skip
    """Lets the flows of a period act in their order.

    `coming`: units on their way, [slot and receiver, lane]; `now` is the slot of this period, `slots` how many
    go round.
    `lead`: lead time by flow and lane, and in a last column whether it is the same in all lanes. `moved`: if
    kept, what flows moved, [period and flow, lane].
    """
    rows, flows, takes, per_unit = script.rows, script.flows, script.takes, script.per_unit
    receivers, limited = len(script.receivers), len(script.money.amounts) > 0
    spent = x[rows.spent]
    for i in range(script.acts_end[t - 1] if t else 0, script.acts_end[t]):
        f, goal = script.acts[i], script.goals[i]
        done = x[rows.done + f]
        if not anywhere(done < goal):
            continue
        full = most(goal - done, 0.0)
        want = full
        if flows[f, CAPACITY] >= 0:
            want = least(want, x[flows[f, CAPACITY]])
        elif flows[f, LOSS] >= 0:
            want = want * x[flows[f, LOSS]]
        for j in range(flows[f, TAKE], flows[f, TAKE_END]):
            there = x[takes[j]]
            if per_unit[j] == 1.0:
                want = least(want, there)
            else:
                over = want * per_unit[j] > there
                if anywhere(over):
                    want = pick(over, there / per_unit[j], want)
        if not anywhere(want > 0.0):
            continue
        cost = flows[f, COST]
        if cost >= 0:
            price, ratio, inverse = x[flows[f, PRICE]], x[rows.ratio + 2 * f], x[rows.ratio + 2 * f + 1]
            if flows[f, LEARNS]:
                price = learnt(price, done, script.learning[f], rows.spare, x)
                ratio = price / planned[flows[f, PRICE]]
                inverse = pick(ratio > 0.0, 1.0 / ratio, 0.0)
            amount = want * price
            if limited:
                could = pay(amount, ratio, inverse, ratio, cost, t, False, struck, script.money, rows, x)
                less = could < amount
                if anywhere(less):
                    want = pick(less, want * (could / amount), want)
                    amount = could
            spent = spent + amount * script.discount[t]
            if keep:
                x[rows.due + cost] = x[rows.due + cost] + amount
        x[rows.done + f] = pick(want < full, done + want, most(done, goal))
        for j in range(flows[f, TAKE], flows[f, TAKE_END]):
            x[takes[j]] = most(x[takes[j]] - want * per_unit[j], 0.0)
        out = flows[f, OUT]
        if out >= 0:
            if not lead[f, LANES]:
                send(want, f, lead, now, slots, receivers, script, x, coming)
            elif lead[f, 0] == 0:
                x[out] = x[out] + want
            else:
                slot = now + lead[f, 0]
                slot = (slot if slot < slots else slot - slots) * receivers + flows[f, SLOT]
                coming[slot] = coming[slot] + want
        elif flows[f, NEED] >= 0:
            x[rows.got + flows[f, NEED]] = want
        if keep:
            moved[t * len(flows) + f] = want
    x[rows.spent] = spent


@inner
def send(
    want: Vec, f: int, lead: Ints, now: int, slots: int, receivers: int, script: Script, x: Floats, coming: Floats
) -> None:
    """Sends units on their way where lead times differ from lane to lane."""
    spare, out, place = script.rows.spare, script.flows[f, OUT], script.flows[f, SLOT]
    x[spare] = want
    for k in range(LANES):
        slot = now + lead[f, k]
        if slot >= slots:
            slot -= slots
        if lead[f, k] == 0:
            x[out, k] += x[spare, k]
        else:
            coming[slot * receivers + place, k] += x[spare, k]


@inner
def learnt(price: Vec, done: Vec, exponent: float, spare: int, x: Floats) -> Vec:
    """The price of the next unit after so many."""
    x[spare] = most(done, 1.0)
    for k in range(LANES):
        x[spare, k] = x[spare, k] ** exponent
    return price * x[spare]


@inner
def hand_out(t: int, script: Script, x: Floats, moved: Floats, keep: int) -> None:
    """Units on hand beyond the planned stock go to outstanding needs, by priority."""
    rows, needs = script.rows, script.needs
    for i in range(len(script.by_priority)):
        n = script.by_priority[i]
        back, hand = x[rows.back + n], x[rows.hand + needs[n, NODE]]
        more = least(back, hand - script.planned_hand[t, n])
        if not anywhere(more > 0.0):
            continue
        more, f = most(more, 0.0), needs[n, FLOW]
        x[rows.hand + needs[n, NODE]] = hand - more
        x[rows.back + n] = back - more
        x[rows.done + f] = x[rows.done + f] + more
        x[rows.got + n] = x[rows.got + n] + more
        if keep:
            moved[t * len(script.flows) + f] = moved[t * len(script.flows) + f] + more
