"""Nothing comes from nowhere: units, money and events, on every run of random programmes."""

from typing import Any

import numpy as np
from hypothesis import given, note

from cofactory.simulator.arrays import Prepared
from cofactory.simulator.book import FAR, Book, Floats
from cofactory.simulator.outcomes import Out
from tests.planner.programmes import many
from tests.planner.reading import Case
from tests.simulator.risky import planned, risky_cases, runs_of

RUNS, EXACT = 4, 1e-9


def every_run(case: Case) -> list[tuple[Book, Floats, Out, int]]:
    """The book, the drawn cells, the results and the number of every run; none where there is no plan."""
    note(f"{case.settings}\n{case.tables}")
    found = planned(case)
    if found is None:
        return []
    prepared: Prepared = found[0]
    out, drawn = runs_of(prepared, RUNS, 7)
    runs = []
    for k in range(RUNS):
        cells = prepared.book.planned.copy()
        cells[prepared.places] = drawn[k]
        runs.append((prepared.book, cells, out, k))
    return runs


@many
@given(risky_cases())
def test_units_money_and_events_conserve_on_every_run(case: Case) -> None:
    for run in every_run(case):
        assert_units_are_delivered_used_on_hand_or_on_the_way(*run)
        assert_what_is_asked_is_delivered_outstanding_or_lost(*run)
        assert_what_falls_due_is_paid_and_no_fund_pays_more_than_it_has(*run)
        assert_events_last_as_long_as_drawn_and_lines_wait_for_their_projects(*run)


def assert_units_are_delivered_used_on_hand_or_on_the_way(book: Book, cells: Floats, out: Out, k: int) -> None:
    assert (out.flows[k] >= 0).all()
    assert (out.hand[k] >= 0).all()
    balance = np.zeros_like(out.hand[k])
    for arrival in book.arrivals:
        balance[arrival["period"] :, arrival["node"]] += cells[arrival["at"]]
    for f, flow in enumerate(book.flows):
        so_far = np.cumsum(out.flows[k][:, f])
        for used in book.inputs[flow["first_input"] : flow["end_input"]]:
            balance[:, used["node"]] -= used["quantity"] * so_far
        if flow["out"] >= 0:
            lead = int(cells[flow["lead_at"]])
            balance[lead:, flow["out"]] += so_far[: max(0, len(so_far) - lead)]
    assert np.abs(balance - out.hand[k]).max() < EXACT
    beyond = np.cumsum(out.flows[k], axis=0) - book.target  # only surplus units may go beyond
    assert (beyond[:, book.flows["out"] >= 0] < EXACT).all()


def assert_what_is_asked_is_delivered_outstanding_or_lost(book: Book, cells: Floats, out: Out, k: int) -> None:
    for n, need in enumerate(book.needs):
        asked = np.zeros(out.short.shape[2])
        asked[max(0, need["first"]) : need["last"] + 1] = cells[need["quantity_at"]]
        missing = asked - out.delivered[k, n]
        left = np.cumsum(missing) if need["waits"] else missing
        assert np.abs(left - out.short[k, n]).max() < EXACT


def assert_what_falls_due_is_paid_and_no_fund_pays_more_than_it_has(
    book: Book, cells: Floats, out: Out, k: int
) -> None:
    due = out.due[k]
    assert abs((due.sum(axis=1) * book.discount).sum() - out.cost[k]) < EXACT * max(1.0, out.cost[k])
    for c in range(due.shape[1]):
        assert_due_is_for_work_done(book, cells, out.flows[k], due[:, c], c)
    if len(book.funds):
        for c, cost in enumerate(book.costs):
            paid = out.paid[k][:, cost["first_payer"] : cost["end_payer"]].sum(axis=1)
            assert np.abs(paid - due[:, c]).max() < EXACT * max(1.0, paid.max())
    for f, fund in enumerate(book.funds):
        spent = out.paid[k][:, book.payers["fund"] == f].sum(axis=1)
        assert spent.sum() <= cells[fund["amount_at"]] * (1 + 2e-7)
        assert (spent <= fund["period_limit"] * (1 + 2e-7)).all()


def assert_due_is_for_work_done(book: Book, cells: Floats, flows: Floats, due: Floats, cost: int) -> None:
    """Production, release and transport cost their drawn price by the unit, less what was learnt."""
    mine = [(f, flow["price_at"]) for f, flow in enumerate(book.flows) if flow["cost"] == cost]
    if mine:
        full: Any = np.sum([flows[:, f] * cells[at] for f, at in mine], axis=0)
        assert (due <= full + EXACT * np.maximum(1.0, full)).all()
        assert (due >= full * 0.1).all()


def assert_events_last_as_long_as_drawn_and_lines_wait_for_their_projects(
    book: Book, cells: Floats, out: Out, k: int
) -> None:
    for r, risk in enumerate(book.risks):
        lasts = int(cells[risk["duration_at"]])
        running = out.running[k, r]
        ends = np.flatnonzero(np.diff(np.append(running, 0)) == -1)
        starts = np.flatnonzero(np.diff(np.insert(running, 0, 0)) == 1)
        for begin, end in zip(starts, ends, strict=True):
            assert (end - begin + 1) % max(1, lasts) == 0 or end == len(running) - 1
    for n, line in enumerate(book.lines):
        if line["project"] >= 0 and out.opened[k, n] < FAR:
            assert out.opened[k, n] >= out.finish[k, line["project"]]
