"""Nothing comes from nowhere: units, money and events, on every run of random programmes."""

import numpy as np
from hypothesis import given, note

from cofactory.simulator.book import FAR, Floats
from tests.planner.programmes import many
from tests.planner.reading import Case
from tests.simulator.risky import planned, risky_cases, runs_of

RUNS, EXACT = 4, 1e-9


@many
@given(risky_cases())
def test_units_money_and_events_conserve_on_every_run(case: Case) -> None:
    note(f"{case.settings}\n{case.tables}")
    found = planned(case)
    if found is None:
        return
    prepared, _ = found
    book = prepared.book
    out, drawn = runs_of(prepared, RUNS, 7)
    for k in range(RUNS):
        cells = book.planned.copy()
        cells[prepared.places] = drawn[k]
        flows = out.flows[k]
        assert (flows >= 0).all()
        assert (out.hand[k] >= 0).all()

        # Made, released, shipped in and arrived = delivered, used, shipped out, on hand and on the way.
        balance = np.zeros_like(out.hand[k])
        for arrival in book.arrivals:
            balance[arrival["period"] :, arrival["node"]] += cells[arrival["at"]]
        for f, flow in enumerate(book.flows):
            so_far = np.cumsum(flows[:, f])
            for used in book.inputs[flow["first_input"] : flow["end_input"]]:
                balance[:, used["node"]] -= used["quantity"] * so_far
            if flow["out"] >= 0:
                lead = int(cells[flow["lead_at"]])
                balance[lead:, flow["out"]] += so_far[: max(0, len(so_far) - lead)]
        assert np.abs(balance - out.hand[k]).max() < EXACT

        # Beyond its target no flow goes but a delivery of surplus units.
        beyond = np.cumsum(flows, axis=0) - book.target
        assert (beyond[:, book.flows["out"] >= 0] < EXACT).all()

        # What falls due is paid, once, and no fund pays more than it has.
        assert abs((out.due[k].sum(axis=1) * book.discount).sum() - out.cost[k]) < EXACT * max(1.0, out.cost[k])
        if len(book.funds):
            for c, cost in enumerate(book.costs):
                paid = out.paid[k][:, cost["first_payer"] : cost["end_payer"]].sum(axis=1)
                assert np.abs(paid - out.due[k][:, c]).max() < EXACT * max(1.0, paid.max())
            for f, fund in enumerate(book.funds):
                spent = out.paid[k][:, book.payers["fund"] == f].sum(axis=1)
                assert spent.sum() <= cells[fund["amount_at"]] * (1 + 2e-7)
                assert (spent <= fund["period_limit"] * (1 + 2e-7)).all()
        assert_due_is_the_work_done(book, cells, flows, out.due[k])

        # Needs: what was asked is delivered, outstanding or lost.
        for n, need in enumerate(book.needs):
            asked = np.zeros(len(flows))
            asked[max(0, need["first"]) : need["last"] + 1] = cells[need["quantity_at"]]
            got = out.delivered[k, n]
            if need["waits"]:
                assert np.abs(np.cumsum(asked - got) - out.short[k, n]).max() < EXACT
            else:
                assert np.abs(asked - got - out.short[k, n]).max() < EXACT

        # Events: each runs its whole duration, or to the horizon's end.
        for r, risk in enumerate(book.risks):
            lasts = int(cells[risk["duration_at"]])
            ends = np.flatnonzero(np.diff(np.append(out.running[k, r], 0)) == -1)
            starts = np.flatnonzero(np.diff(np.insert(out.running[k, r], 0, 0)) == 1)
            for begin, end in zip(starts, ends, strict=True):
                assert (end - begin + 1) % max(1, lasts) == 0 or end == len(flows) - 1
        for n, line in enumerate(book.lines):
            if line["project"] >= 0 and out.opened[k, n] < FAR:
                assert out.opened[k, n] >= out.finish[k, line["project"]]


def assert_due_is_the_work_done(book: object, cells: Floats, flows: Floats, due: Floats) -> None:
    """Production, release and transport cost their price; learning apart, to the unit."""
    for c in range(due.shape[1]):
        mine = [f for f, flow in enumerate(book.flows) if flow["cost"] == c]  # type: ignore[attr-defined]
        if mine:
            price = sum(flows[:, f] * cells[book.flows[f]["price_at"]] for f in mine)  # type: ignore[attr-defined]
            assert (due[:, c] <= price + EXACT * np.maximum(1.0, price)).all()
