"""Nothing moves beyond what its row allows and events leave, on every run of random programmes."""

from typing import Any

import numpy as np
from hypothesis import given

from cofactory.simulator.book import FAR, RELEASE, SHIP, START, Book, Floats
from cofactory.simulator.outcomes import Out
from tests.planner.programmes import many
from tests.planner.reading import Case
from tests.simulator.risky import risky_cases
from tests.simulator.test_conservation import every_run
from tests.simulator.twin import ramp

SLACK = 1 + 2e-7
"""Limits on money are read with a ten-millionth of slack."""

EXACT = 1e-9


@many
@given(risky_cases())
def test_nothing_moves_beyond_its_limits_on_any_run(case: Case) -> None:
    for run in every_run(case):
        assert_lines_start_no_more_than_they_can(*run)
        assert_pools_stocks_and_routes_hold(*run)
        assert_funds_pay_in_their_window_and_no_more_than_their_share(*run)


def left_by_events(book: Book, cells: Floats, out: Out, k: int) -> Floats:
    """Returns what events leave of lines, routes, funds and projects, [period, place]: the product over what runs."""
    left = np.ones((len(book.discount), len(book.lines) + len(book.routes) + len(book.funds) + len(book.projects)))
    for r, risk in enumerate(book.risks):
        struck = book.struck[risk["first_target"] : risk["end_target"]]
        left[np.ix_(out.running[k, r] > 0, struck)] *= 1 - cells[risk["severity_at"]]
    assert ((left >= 0) & (left <= 1)).all()
    return left


def flows_of(book: Book, out: Out, k: int, kind: int, row: int) -> Floats:
    """Returns what the flows of one row move, period by period."""
    mine = (book.flows["kind"] == kind) & (book.flows["row"] == row)
    total: Floats = out.flows[k][:, mine].sum(axis=1)
    return total


def capacity(book: Book, cells: Floats, out: Out, k: int, n: int) -> Floats:
    """Returns what a line can start in every period if no event strikes it."""
    line: Any = book.lines[n]
    opened, room = int(out.opened[k, n]), np.zeros(len(book.discount))
    ordered = np.diff(out.ordered[k, :, n], prepend=0)
    for t in range(max(0, opened), min(len(room), int(line["closes"]))):
        room[t] = cells[line["capacity_at"]] * ramp(t - opened, cells[line["ramp_at"]])
        for sent in np.flatnonzero(ordered[: t + 1]):
            age = t - sent - cells[line["step_lead_at"]]
            room[t] += ordered[sent] * line["step"] * ramp(age, cells[line["step_ramp_at"]])
    return room


def assert_lines_start_no_more_than_they_can(book: Book, cells: Floats, out: Out, k: int) -> None:
    left = left_by_events(book, cells, out, k)
    for n, line in enumerate(book.lines):
        room = capacity(book, cells, out, k, n) * left[:, n]
        assert (flows_of(book, out, k, START, n) <= room + EXACT).all()
        assert (out.ordered[k, :, n] <= book.steps[:, n]).all()
        if line["project"] >= 0 and out.finish[k, line["project"]] == FAR:
            assert out.opened[k, n] == FAR


def assert_pools_stocks_and_routes_hold(book: Book, cells: Floats, out: Out, k: int) -> None:
    months, left = np.arange(len(book.discount)), left_by_events(book, cells, out, k)
    for g, pool in enumerate(book.pools):
        drawn = [
            line["pool_use"] * flows_of(book, out, k, START, n)
            for n, line in enumerate(book.lines)
            if line["pool"] == g
        ]
        room = np.where((months >= pool["opens"]) & (months < pool["closes"]), cells[pool["at"]], 0.0)
        assert (np.sum(drawn, axis=0) <= room + EXACT).all()
    for n, stock in enumerate(book.stocks):
        released = flows_of(book, out, k, RELEASE, n)
        assert released.sum() <= max(0.0, cells[stock["at"]] - cells[stock["reserve_at"]]) + EXACT
        assert (released <= np.where(months >= stock["available"], stock["rate"], 0.0) + EXACT).all()
    for n, route in enumerate(book.routes):
        carried, able = flows_of(book, out, k, SHIP, n), left[:, len(book.lines) + n]
        window = (months >= route["opens"]) & (months < route["closes"]) & (able > 0)
        assert (carried[~window] == 0).all()
        if np.isfinite(route["capacity"]):
            assert (carried <= route["capacity"] * able + EXACT).all()


def assert_funds_pay_in_their_window_and_no_more_than_their_share(book: Book, _: Floats, out: Out, k: int) -> None:
    months = np.arange(len(book.discount))
    for c, cost in enumerate(book.costs):
        for e in range(cost["first_payer"], cost["end_payer"]):
            payer, paid = book.payers[e], out.paid[k][:, e]
            assert (paid[(months < payer["first"]) | (months > payer["last"])] == 0).all()
            assert (paid <= payer["share"] * out.due[k][:, c] * SLACK + EXACT).all()
