"""Projects, openings of lines and expansion steps: what happens in its planned period or as soon after as it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cofactory.simulator.book import FAR
from cofactory.simulator.kernel_lanes import Vec, Words, anywhere, least, most, pick, splat, unless
from cofactory.simulator.kernel_luck import SUCCESS, uniform
from cofactory.simulator.kernel_money import pay
from cofactory.simulator.kernel_tables import inner
from cofactory.simulator.script import (
    BEGIN,
    CAPACITY_AT,
    CHOSEN,
    CLOSES,
    DURATION_AT,
    LANES,
    OPENING_AT,
    OPENING_COST,
    OPENS,
    PLANNED_OPENING,
    PROJECT,
    PROJECT_COST,
    RAMP_AT,
    STAGE,
    STAGE_END,
    STAGE_PRICE_AT,
    STEP_COST,
    STEP_LEAD_AT,
    STEP_PRICE_AT,
    STEP_RAMP_AT,
    STEP_ROW,
    SUCCESS_AT,
)

if TYPE_CHECKING:
    from cofactory.simulator.book import Floats, Ints
    from cofactory.simulator.script import Script

DONE = 1e-9
"""Periods: work this close to a stage's duration is all of it."""


@inner
def pay_whole(
    due: Vec, price: Vec, was: float, begun: Vec, cost: int, t: int, struck: bool, script: Script, x: Floats
) -> Vec:
    """Returns the part of a due amount that is paid, all or nothing; it counts as spent.

    `price` is the drawn price of what is paid, `was` the planned one.
    """
    rows, amount = script.rows, due
    if len(script.money.amounts):
        ratio = splat(1.0) if was <= 0.0 else price / was
        inverse = pick(ratio > 0.0, 1.0 / ratio, 0.0)
        amount = pay(due, ratio, inverse, begun, cost, t, True, struck, script.money, rows, x)
    x[rows.spent] = x[rows.spent] + amount * script.discount[t]
    x[rows.due + cost] = x[rows.due + cost] + amount
    return amount


@inner
def work(
    j: int, when: int, t: int, struck: bool, script: Script, planned: Floats, x: Floats, runs: Words, key: int
) -> bool:
    """Moves a project on by a period; returns whether it goes on in any run. Before period 0 nothing disturbs or costs.

    A project that began before the programme has all those periods behind it by the end of period 0.
    """
    rows, first, end = script.rows, script.projects[j, STAGE], script.projects[j, STAGE_END]
    cost, stream = script.projects[j, PROJECT_COST], script.streams[len(script.risks) + j]
    stage, worked, begun = x[rows.stage + j], x[rows.worked + j], x[rows.begun + j]
    finish, failed = x[rows.finish + j], x[rows.failed + j]
    going = (failed <= 0.0) & (finish >= FAR)
    if not anywhere(going):
        return False
    able = x[rows.left_project + j] if when >= 0 else splat(1.0)
    idle = splat(1.0)
    for s in range(first, end):
        here = going & (stage == s - first) & (able > 0.0)
        if not anywhere(here):
            continue
        elsewhere = unless(going, here)
        length, price = x[script.stages[s, DURATION_AT]], x[script.stages[s, STAGE_PRICE_AT]]
        timed = length > 0.0
        here = unless(here, timed & (able <= DONE))
        part = pick(timed, least(able, length - worked), 0.0)
        due = pick(here, pick(timed, price * part / length, price), 0.0)
        if when >= 0 and cost >= 0 and anywhere(due > 0.0):
            since = pick(begun >= FAR, when, begun)
            was = planned[script.stages[s, STAGE_PRICE_AT]]
            amount = pay_whole(due, price, was, since, cost, t, struck, script, x)
            here = unless(here, (due > 0.0) & (amount <= 0.0))
        begun = pick(here & (begun >= FAR), when, begun)
        worked, able = pick(here, worked + part, worked), pick(here, able - part, able)
        idle = pick(here & timed, 0.0, idle)
        here = unless(here, timed & (worked < length - DONE))
        if anywhere(here):
            lost = unless(here, uniform(runs, stream, SUCCESS + s - first, key) < x[script.stages[s, SUCCESS_AT]])
            failed, here = pick(lost, 1.0, failed), unless(here, lost)
            stage, worked = pick(here, stage + 1.0, stage), pick(here, 0.0, worked)
            if s == end - 1:
                finish = pick(here, pick(idle > 0.0, when, when + 1), finish)
            here = unless(here, (idle <= 0.0) & (able <= DONE))
        going = elsewhere | here
    x[rows.stage + j] = stage
    x[rows.worked + j] = worked
    x[rows.begun + j] = begun
    x[rows.finish + j] = finish
    x[rows.failed + j] = failed
    return True


@inner
def work_on_projects(
    t: int, struck: bool, script: Script, planned: Floats, x: Floats, runs: Words, key: int, over: Ints
) -> None:
    """Moves every project on; `over` marks those that are over in every run."""
    for j in range(len(script.projects)):
        begin = script.projects[j, BEGIN]
        if begin > t or over[j]:
            continue
        for when in range(min(begin, t) if t == 0 else t, t + 1):
            if not work(j, when, t, struck, script, planned, x, runs, key):
                over[j] = 1


@inner
def open_lines(t: int, struck: bool, script: Script, planned: Floats, x: Floats, fixed: Ints) -> None:
    """Opens the lines that can; `fixed` marks those that are open in every run."""
    rows, lines = script.rows, script.lines
    for n in range(len(lines)):
        if fixed[n] or lines[n, OPENS] > t:
            continue
        if lines[n, CHOSEN] and (lines[n, PLANNED_OPENING] > t or lines[n, CLOSES] <= t):
            continue
        opened, since = x[rows.opened + n], splat(lines[n, OPENS])
        ready = opened >= FAR
        if lines[n, PROJECT] >= 0:
            finish = x[rows.finish + lines[n, PROJECT]]
            ready, since = ready & (finish <= t), most(since, finish)
        if not anywhere(ready):
            continue
        if lines[n, CHOSEN]:
            since, price = splat(t), x[lines[n, OPENING_AT]]
            due = pick(ready, price, 0.0)
            if anywhere(due > 0.0):
                was = planned[lines[n, OPENING_AT]]
                amount = pay_whole(due, price, was, since, lines[n, OPENING_COST], t, struck, script, x)
                ready = unless(ready, (due > 0.0) & (amount <= 0.0))
        opened = pick(ready, since, opened)
        x[rows.opened + n] = opened
        fixed[n] = not anywhere(opened >= FAR)


@inner
def order_steps(t: int, struck: bool, script: Script, planned: Floats, x: Floats) -> None:
    """Orders the steps whose period has come, one by one, where they can be paid."""
    rows, lines, spare = script.rows, script.lines, script.rows.spare
    for n in range(len(lines)):
        wanted = script.steps[t, n]
        if wanted == 0 or lines[n, OPENS] > t:
            continue
        ordered = x[rows.ordered + n]
        here = ordered < wanted
        if not anywhere(here):
            continue
        if lines[n, PROJECT] >= 0:
            here = here & (x[rows.failed + lines[n, PROJECT]] <= 0.0)
        if lines[n, CHOSEN]:
            here = here & (x[rows.opened + n] <= t)
        while anywhere(here):
            price = x[lines[n, STEP_PRICE_AT]]
            due = pick(here, price, 0.0)
            if lines[n, STEP_COST] >= 0 and anywhere(due > 0.0):
                was = planned[lines[n, STEP_PRICE_AT]]
                amount = pay_whole(due, price, was, splat(t), lines[n, STEP_COST], t, struck, script, x)
                here = unless(here, (due > 0.0) & (amount <= 0.0))
            x[spare] = pick(here, ordered, -1.0)
            for k in range(LANES):
                if x[spare, k] >= 0.0:
                    x[lines[n, STEP_ROW] + int(x[spare, k]), k] = t
            ordered = pick(here, ordered + 1.0, ordered)
            here = here & (ordered < wanted)
        x[rows.ordered + n] = ordered


@inner
def capacities(t: int, script: Script, x: Floats, settled: Ints) -> None:
    """Works out what every line can start; `settled` marks those whose capacity no longer changes, events apart."""
    rows, lines = script.rows, script.lines
    for i in range(len(script.makers)):
        n = script.makers[i]
        if not settled[n] and lines[n, OPENS] <= t:
            settled[n] = _capacity(n, t, script, x)
        x[rows.able + n] = x[rows.base + n] * x[rows.left + n]


@inner
def _capacity(n: int, t: int, script: Script, x: Floats) -> bool:
    """capacity·R(t-o; ramp) + sum step·R(t-τ-step_lead_time; step_ramp), 0 unless the line is open."""
    rows, lines = script.rows, script.lines
    age, ramp = t - x[rows.opened + n], x[lines[n, RAMP_AT]]
    closed, growing = age < 0.0, age < ramp
    total = x[lines[n, CAPACITY_AT]]
    if anywhere(growing):
        total = pick(growing, total * ((age + 1.0) / (ramp + 1.0)), total)
    settled = not anywhere(growing)
    for k in range(script.steps[len(script.discount) - 1, n]):
        age, ramp = t - x[lines[n, STEP_ROW] + k] - x[lines[n, STEP_LEAD_AT]], x[lines[n, STEP_RAMP_AT]]
        share, growing = pick(age >= 0.0, 1.0, 0.0), age < ramp
        if anywhere(growing):
            share = pick((age >= 0.0) & growing, (age + 1.0) / (ramp + 1.0), share)
            settled = False
        total += script.step_size[n] * share
    x[rows.base + n] = pick(closed, 0.0, total)
    return settled
