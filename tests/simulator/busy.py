"""Random programmes whose plans do much: chains within a period, routes in circles, steps, stages, several funds.

They begin as the planner's random programmes, of which nearly half have a plan that delivers nothing; then what stands
in the way is taken away, and what is seldom used is put where a need asks for it.
"""

import random
from typing import Any

from hypothesis import strategies as st

from tests.planner.programmes import Hand, programme
from tests.planner.reading import Case

MONEY = 5000


def busy_cases() -> st.SearchStrategy[Case]:
    """Programmes of 5-7 periods whose needs can mostly be served, as settings and tables."""
    return st.integers(0, 2**32).map(busy)


def busy(seed: int) -> Case:
    """The busy programme of this seed."""
    rng = random.Random(seed)  # noqa: S311 - a test programme is no secret
    case = programme(seed)
    case.settings["periods"] = max(case.settings["periods"], rng.randint(5, 7))
    hand = Hand(rng, case)
    country = case.rows("lines")[0]["country"]
    reachable_needs(hand, country)
    open_lines(hand)
    enough_money(hand)
    if hand.chance(6):
        chain(hand, country)
    if hand.chance(5):
        circle(hand)
    if hand.chance(6):
        growth(hand)
    if hand.chance(5):
        gate(hand)
    return Case(case.settings, {name: rows for name, rows in case.tables.items() if rows})


def reachable_needs(h: Hand, country: str) -> None:
    """Needs stand where the first line is, most of them from early on, and count."""
    for row in h.rows("needs"):
        row["priority"] = h.maybe(6, [2, 0.5])
        row["end"] = h.case.label(h.last)
        if h.chance(7):
            row |= {"country": country, "item": h.rows("lines")[0]["item"]}
        if h.chance(5):
            row["start"] = h.period(0, 2)
    for row in h.rows("commitments"):  # a promise is of what its need asks for
        named = row["need"] and next(need for need in h.rows("needs") if need["id"] == row["need"])
        row["item"] = named["item"] if named else row["item"]


def open_lines(h: Hand) -> None:
    """Lines, pools and routes are open for most of the horizon; some lines learn."""
    for row in h.rows("lines"):
        row["learning"] = h.maybe(2, [0.2])
    for row in [*h.rows("lines"), *h.rows("pools"), *h.rows("routes")]:
        row["closes"] = h.maybe(2, [h.case.label(h.last)])
        row["opens"] = h.maybe(2, [h.case.label(t) for t in (-1, 1)])


def enough_money(h: Hand) -> None:
    """Funds that may all pay for much, some of them only with others: fewer rules, more money."""
    for row in h.rows("funds"):
        row |= {"amount": h.pick([MONEY, MONEY, 60]), "opens": h.case.label(0), "closes": h.case.label(h.last)}
        row["period_limit"] = h.maybe(3, [MONEY, 40])
    if len(h.ids("funds")) > 1 and h.chance(5):
        for row in h.rows("funds"):
            row["share_max"] = h.pick([0.5, 0.6])
    if h.chance(7):
        h.case.tables["fund_rules"] = []


def chain(h: Hand, country: str) -> None:
    """A component made, or taken from a stock, and used in the same period, beside the first line."""
    product = h.rows("lines")[0]
    product |= {"capacity": 4, "lead_time": h.maybe(5, [0, 1]), "project": None, "opening_cost": None}
    cells: dict[str, Any] = {"country": country, "capacity": h.uncertain([4, 9]), "lead_time": h.maybe(5, [0])}
    h.rows("items").append({"id": "core", "name": "Core", "kind": "component", "value": 1})
    h.rows("lines").append({"id": "cores", "name": "Cores", "item": "core", "unit_cost": 1} | cells)
    if h.chance(3):
        h.rows("stocks").append({"id": "spare-cores", "item": "core", "country": country, "quantity": h.pick([3, 9])})
    h.rows("bom").append(
        {"product": product["item"], "line": product["id"], "component": "core", "quantity": h.pick([1, 2])}
    )


def circle(h: Hand) -> None:
    """One item that goes one way in one period and back, or round, in another, without losing time."""
    places = [row["country"] for row in h.rows("parties")][: h.pick([2, 3])]
    places = list(dict.fromkeys(places))
    h.rows("items").append({"id": "crate", "name": "Crate", "kind": "product"})
    for number, (source, target) in enumerate(zip(places, places[1:] + places[:1], strict=True)):
        ends = {"from": source, "to": target, "item": "crate"}
        h.rows("routes").append({"id": f"round-{number}", "lead_time": 0, "unit_cost": h.pick([0, 1])} | ends)
        label = h.case.label(number)
        quantity = h.number(2, 6)
        h.rows("arrivals").append({"item": "crate", "country": source, "period": label, "quantity": quantity})
        asked = {"item": "crate", "country": target, "start": label, "end": label, "quantity": h.number(1, quantity)}
        h.rows("needs").append({"id": f"crates-{number}", "party": h.ids("parties")[0], "unmet": "lost"} | asked)


def growth(h: Hand) -> None:
    """Lines that start small and can be expanded, several times."""
    for row in h.rows("lines")[:2]:
        row |= {
            "capacity": h.pick([0, 1]), "step": h.pick([1, 2]), "step_cost": h.money([1, 4]), "max_steps": 3,
            "step_lead_time": h.maybe(6, [0, 1, "uniform(0, 1)"]), "step_ramp": h.maybe(6, [1, 2]),
            "opening_cost": h.maybe(4, [2, 6]),
        }  # fmt: skip


def gate(h: Hand) -> None:
    """A line that waits for a project, optional or not, in stages or not."""
    row = {"id": "gate", "name": "Gate", "kind": "enabler", "duration": 1, "cost": 3, "success": h.pick([1, 0.5])}
    h.rows("projects").append(row | {"optional": h.maybe(5, ["yes"]), "start": h.maybe(3, [h.case.label(0)])})
    if h.chance(6):
        stages = [
            {"project": "gate", "stage": f"s{k}", "order": k + 1, "duration": k, "cost": h.pick([0, 2])} for k in (0, 1)
        ]
        h.rows("stages").extend(stages)
    h.rows("lines")[0]["project"] = "gate"
