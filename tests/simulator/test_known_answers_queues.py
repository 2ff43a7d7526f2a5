"""Queues written as tables: customers are units, servers are lines that an event holds up in most periods.

Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory (4th ed., 2008): M/M/c in section 2.3. Hunter,
Mathematical Techniques of Applied Probability, vol. 2 (1983), and Hsu and Burke, Behavior of tandem buffers with
geometric input and Markovian output, IEEE Transactions on Communications 24 (1976): queues in discrete time.
"""

from math import factorial
from typing import Any

import numpy as np
import pytest

from cofactory.programme.record import Programme
from tests.planner.small import programme
from tests.simulator.by_hand import all_it_can, blocks_of, mean_of, place_of

ARRIVAL, SERVICE, SERVERS = 0.2, 0.1, 3
"""Customers per unit of time, and services per unit of time of one busy server."""


def held_up(target: str, works: float) -> dict[str, Any]:
    """A line that works in each period with this chance, whatever happened before."""
    return {"id": f"idle-{target}", "on": f"line:{target}", "chance": 1 - works, "duration": 1, "severity": 1}


def items(*names: str) -> list[dict[str, Any]]:
    return [{"id": name, "name": name, "kind": "service"} for name in names]


def line(name: str, item: str, country: str) -> dict[str, Any]:
    return {"id": name, "name": name, "item": item, "country": country, "capacity": 1}


def geometric_waits(a: float, p: float, periods: int) -> np.ndarray[Any, Any]:
    """Returns the mean number waiting in every period, by the transition matrix of the number present.

    In a period one customer comes with chance a, then each of the first three present is served with chance p.
    """
    most = 160
    coming = np.eye(most) * (1 - a) + np.eye(most, k=1) * a
    coming[-1, -1] = 1.0
    served = np.zeros((most, most))
    for n in range(most):
        busy = min(n, SERVERS)
        for k in range(busy + 1):
            ways = factorial(busy) / factorial(k) / factorial(busy - k)
            served[n, n - k] = ways * p**k * (1 - p) ** (busy - k)
    present, waiting = np.eye(most)[0], np.maximum(np.arange(most) - SERVERS, 0)
    path = np.zeros(periods)
    for t in range(periods):
        present = present @ coming
        path[t] = present @ waiting
        present = present @ served
    return path


def erlang_wait() -> float:
    """Returns the mean wait in the queue of M/M/c: C(c, a) / (c mu - lambda), C by Erlang."""
    load = ARRIVAL / SERVICE
    last = load**SERVERS / factorial(SERVERS) * SERVERS / (SERVERS - load)
    delayed = last / (sum(load**k / factorial(k) for k in range(SERVERS)) + last)
    return delayed / (SERVERS * SERVICE - ARRIVAL)


def queue(step: float, periods: int) -> Programme:
    """M/M/3 at periods of `step` units of time.

    Customers wait in FR. In every period one of them goes to each free server (routes of capacity 1), where he is
    served, if the line is not held up, or goes back to be there again in the next period: the time a service takes has
    no memory, so nothing is lost by going back, and the number waiting is what the queue has on hand at the end.
    """
    rooms = ["DE", "IT", "ES"]
    return programme(
        periods=periods,
        items=items("customer", "served"),
        bom=[{"product": "served", "component": "customer", "quantity": 1}],
        lines=[line("door", "customer", "FR"), *(line(f"server-{c.lower()}", "served", c) for c in rooms)],
        routes=[
            *({"id": f"to-{c.lower()}", "from": "FR", "to": c, "item": "customer", "capacity": 1} for c in rooms),
            *({"id": f"back-{c.lower()}", "from": c, "to": "FR", "item": "customer", "lead_time": 1} for c in rooms),
        ],
        risks=[held_up("door", ARRIVAL * step), *(held_up(f"server-{c.lower()}", SERVICE * step) for c in rooms)],
    )


def test_customers_before_three_servers_wait_as_erlang_says() -> None:
    """M/M/3 with lambda 0.2 and mu 0.1: 4.4444 units of time in the queue (Erlang C).

    Runs have periods, so they play the queue in discrete time. Its exact wait, from the matrix of its own Markov
    chain, goes to 4.4444 as the period shrinks (first order: two periods give the limit), and the runs keep to that
    matrix in the mean over all periods, of which the first have hardly any queue.
    """
    assert erlang_wait() == pytest.approx(4 / 0.9)
    fine, finer = (geometric_waits(ARRIVAL * h, SERVICE * h, round(2000 / h))[-1] / ARRIVAL for h in (0.5, 0.25))
    assert 2 * finer - fine == pytest.approx(4.4444, abs=0.005)

    step, periods = 0.5, 2000
    tables = queue(step, periods)
    plan = all_it_can(tables)
    at = place_of(tables, plan, ("customer", "FR"))
    waiting = np.concatenate([out.hand[:, :, at] for out in blocks_of(tables, plan, n=1024)])
    exact = geometric_waits(ARRIVAL * step, SERVICE * step, periods)
    for periods_of_it in (slice(None), slice(1000, None)):
        mean, error = mean_of(waiting[:, periods_of_it].mean(axis=1))
        assert error < 0.04 * mean
        assert mean == pytest.approx(exact[periods_of_it].mean(), abs=4.5 * error)
    assert exact[1000:].mean() / ARRIVAL == pytest.approx(fine, rel=0.001)


def test_two_lines_in_series_hold_as_many_units_as_two_queues_that_know_nothing_of_each_other() -> None:
    """Bernoulli supply with chance a, two lines in series that work with chance p: between them stand geometric
    numbers of units with ratio r = a (1 - p) / (p (1 - a)), independent of each other, mean r / (1 - r).

    What leaves the first queue is again Bernoulli with chance a (Hsu and Burke 1976, in discrete time what Burke found
    for M/M/1). Units pass in the period in which they come.
    """
    a, works = 0.3, (0.5, 0.45)
    tables = programme(
        periods=320,
        items=items("raw", "half", "done"),
        bom=[{"product": "half", "component": "raw", "quantity": 1},
             {"product": "done", "component": "half", "quantity": 1}],
        lines=[line("supply", "raw", "FR"), line("first", "half", "FR"), line("second", "done", "FR")],
        risks=[held_up("supply", a), held_up("first", works[0]), held_up("second", works[1])],
    )  # fmt: skip
    plan = all_it_can(tables)
    places = [place_of(tables, plan, (item, "FR")) for item in ("raw", "half")]
    made = place_of(tables, plan, ("start", "second", "done"))
    late = [(out.hand[:, 200:], out.flows[:, 200:, made]) for out in blocks_of(tables, plan, n=1024)]
    hand, output = (np.concatenate(parts) for parts in zip(*late, strict=True))
    ratio = [a * (1 - p) / (p * (1 - a)) for p in works]
    empty = [hand[:, :, place] == 0 for place in places]
    for found, known in (
        (hand[:, :, places[0]], ratio[0] / (1 - ratio[0])),
        (hand[:, :, places[1]], ratio[1] / (1 - ratio[1])),
        (empty[0] & empty[1], (1 - ratio[0]) * (1 - ratio[1])),
        (output, a),
    ):
        mean, error = mean_of(found.mean(axis=1))
        assert error < 0.04 * known
        assert mean == pytest.approx(known, abs=4.5 * error)
