"""Events against chances worked out by themselves: what is up when.

An event that lasts d periods and starts with chance c while none runs is an alternating renewal process in discrete
time (Ross, Stochastic Processes, 2nd ed., 1996, section 3.4): up for 1/c - 1 periods in the mean, then down for d, so
that in the long run a share d / (d + 1/c - 1) is down. All begin up, and what the first periods see is in its Markov
chain.
"""

from typing import Any

import numpy as np
import pytest

from cofactory.programme.record import Programme
from tests.planner.small import fund, line, programme
from tests.simulator.by_hand import all_it_can, blocks_of, mean_of, place_of

Floats = np.ndarray[Any, Any]

PERIODS, RUNS = 30, 4096


def share_down(chance: float, duration: int, periods: int = PERIODS) -> Floats:
    """Returns the probability that an event runs, period by period, by the chain of the periods that it still has."""
    left = np.eye(duration + 1)[0]
    down = np.zeros(periods)
    for t in range(periods):
        idle = left[0]
        left = np.append(left[1:], 0.0)  # what runs has a period less; nothing ends in 0 but by counting down
        left[0] += idle
        started = chance * left[0]
        left[0] -= started
        left[duration] += started
        down[t] = 1 - left[0]
    return down


def risk(target: str, chance: Any = 0.15, duration: Any = 3, severity: Any = 1, name: str = "event") -> dict[str, Any]:
    return {"id": name, "on": target, "chance": chance, "duration": duration, "severity": severity}


def made_by_a_line(*risks: dict[str, Any]) -> tuple[Programme, tuple[str, ...]]:
    return programme(periods=PERIODS, lines=[line()], risks=list(risks)), ("start", "plant", "pump")


def carried_by_a_route(*risks: dict[str, Any], **cells: Any) -> tuple[Programme, tuple[str, ...]]:
    route = {"id": "road", "from": "FR", "to": "UA", "capacity": 10}
    heap = {"item": "pump", "country": "FR", "period": "2026-01", "quantity": 10_000}
    return programme(periods=PERIODS, routes=[route | cells], arrivals=[heap], risks=list(risks)), (
        "ship",
        "road",
        "pump",
    )


def paid_by_a_fund(*risks: dict[str, Any]) -> tuple[Programme, tuple[str, ...]]:
    money = fund(amount=1e9, closes="2028-12")
    tables = programme(periods=PERIODS, lines=[line(unit_cost=7)], funds=[money], risks=list(risks))
    return tables, ("start", "plant", "pump")


def moved(tables: Programme, name: tuple[str, ...]) -> Floats:
    """Returns what one flow moves, [run, period]."""
    plan = all_it_can(tables)
    at = place_of(tables, plan, name)
    return np.concatenate([out.flows[:, :, at] for out in blocks_of(tables, plan, n=RUNS, size=1024)])


def assert_mean_path(found: Floats, known: Floats) -> None:
    """Every period's mean is the known one, within 5 standard errors: of thirty periods one is far out more often."""
    mean, error = mean_of(found)
    assert (error < 0.12).all()
    assert (np.abs(mean - known) <= 5 * error + 1e-9).all()


def test_the_chain_of_an_event_goes_to_its_long_run_share() -> None:
    for chance, duration in ((0.15, 3), (0.4, 1), (0.02, 12), (1.0, 2)):
        far = share_down(chance, duration, 2000)[-100:].mean()
        assert far == pytest.approx(duration / (duration + 1 / chance - 1))


@pytest.mark.parametrize(
    ("tables", "name"),
    [
        made_by_a_line(risk("line:plant", severity=0.8)),
        made_by_a_line(risk("country:UA", severity=0.8)),
        carried_by_a_route(risk("route:road", severity=0.8)),
        paid_by_a_fund(risk("fund:budget", severity=0.8)),
    ],
    ids=["line", "country", "route", "fund"],
)
def test_what_is_struck_moves_what_the_chain_of_its_events_leaves(tables: Programme, name: tuple[str, ...]) -> None:
    """10 units a month, of which an event leaves a fifth: 10 (1 - 0.8 P(event runs in the month))."""
    assert_mean_path(moved(tables, name), 10 * (1 - 0.8 * share_down(0.15, 3)))


def test_two_events_at_once_leave_the_product_of_what_each_leaves() -> None:
    tables, name = made_by_a_line(risk("line:plant", severity=0.8), risk("country:UA", 0.3, 2, 0.5, name="strike"))
    known = 10 * (1 - 0.8 * share_down(0.15, 3)) * (1 - 0.5 * share_down(0.3, 2))
    assert_mean_path(moved(tables, name), known)


def test_an_uncertain_chance_and_duration_leave_the_mean_over_their_draws() -> None:
    """Drawn once per run: the mean of the chains, not the chain of the means. A duration of 0 is no event."""
    tables, name = made_by_a_line(risk("line:plant", "uniform(0.1, 0.5)", "oneof(0: 0.25, 1: 0.25, 4: 0.5)"))
    chances = 0.1 + 0.4 * (np.arange(200) + 0.5) / 200
    of_chain = [0.25 * share_down(c, 1) + 0.5 * share_down(c, 4) for c in chances]
    assert_mean_path(moved(tables, name), 10 * (1 - np.mean(of_chain, axis=0)))


def test_events_start_only_in_their_window_and_go_on_beyond_it() -> None:
    """With chance 1 and 3 months, an event that may start in March and April runs from March to May."""
    tables, name = made_by_a_line(risk("line:plant", 1.0) | {"start": "2026-03", "end": "2026-04"})
    assert (moved(tables, name)[:, :7] == [10, 10, 0, 0, 0, 10, 10]).all()


def test_a_route_without_a_capacity_carries_part_of_what_it_was_asked_to() -> None:
    """Asked for 10 a month in an event for good of severity 0.5, it carries half of those and of what lies behind:
    10 (1 - 2^-t) in month t, counted from 1.
    """
    tables, _ = carried_by_a_route(risk("route:road", 1.0, PERIODS, 0.5), capacity=None)
    labels = tables.settings.calendar.labels()
    asked = [{"route": "road", "item": "pump", "period": label, "quantity": 10.0} for label in labels]
    (out,) = blocks_of(tables, all_it_can(tables, shipments=asked), n=1)
    assert out.flows[0, :, 0].tolist() == pytest.approx([10 * (1 - 0.5**t) for t in range(1, PERIODS + 1)])
