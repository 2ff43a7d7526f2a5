"""Random small programmes that use every feature of the tables, and a smaller one that still fails.

Each is made from one drawn number: programmes drawn piece by piece come out too much alike to prove anything.
"""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from cofactory.base.problems import ProblemsFound
from tests.planner.reading import Case

STARTS = {"month": "2026-11", "quarter": "2026-Q3", "year": "2026", "week": "2026-W51"}
COUNTRIES = ["FR", "UA", "IN"]
LEADS = [0, 1, "uniform(0, 1)", 2, "oneof(1: 0.5, 2: 0.5)"]
RAMPS = [0, 1, 2, "uniform(1, 2)", 3]
ZONES = {"safe": ["FR", "UA"], "near": ["EU27"], "far": ["IN", "near"]}

EXAMPLES = int(os.environ.get("COFACTORY_EXAMPLES", "60"))
"""How many programmes are tried; asked for by name, they are new ones each time."""

many = settings(
    max_examples=EXAMPLES,
    derandomize="COFACTORY_EXAMPLES" not in os.environ,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    print_blob=False,
)


@dataclass
class Hand:
    """Writes one programme, choosing at random."""

    rng: random.Random
    case: Case

    def pick(self, choices: Sequence[Any]) -> Any:
        return self.rng.choice(list(choices))

    def number(self, low: int, high: int) -> int:
        return self.rng.randint(low, high)

    def chance(self, tenths: int) -> bool:
        """True in about so many draws of ten."""
        return self.number(1, 10) <= tenths

    def maybe(self, tenths: int, choices: Sequence[Any]) -> Any:
        """One of the choices, or a blank."""
        return self.pick(choices) if self.chance(tenths) else None

    def uncertain(self, choices: Sequence[float]) -> Any:
        """A number, or now and then a distribution around it."""
        value = self.pick(choices)
        shapes = [
            value,
            value,
            value,
            f"{value} [assume: a guess]",
            f"uniform({value}, {value + 2})",
            f"tri({value}, {value + 1}, {value + 3})",
            f"oneof({value}: 0.25, {value + 1}: 0.75)",
            f"normal({value + 1}, {(value + 1) / 10})",
            f"pert({value}, {value + 1}, {value + 4})",
            f"{value + 1} to {value + 2}",
        ]
        return self.pick(shapes)

    def money(self, choices: Sequence[float]) -> Any:
        value = self.uncertain(choices)
        dollars = isinstance(value, int | float) and self.chance(1)
        return f"{value} USD" if dollars else value

    def period(self, low: int, high: int) -> str:
        return self.case.label(self.number(low, high))

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.case.tables.setdefault(table, [])

    def ids(self, table: str) -> list[str]:
        return [row["id"] for row in self.rows(table)]

    @property
    def last(self) -> int:
        return int(self.case.settings["periods"]) - 1


def cases() -> st.SearchStrategy[Case]:
    """Programmes of 2-3 countries, 1-4 items and 3-6 periods, as settings and tables."""
    return st.integers(0, 2**32).map(programme)


def programme(seed: int) -> Case:
    """The random programme of this seed."""
    rng = random.Random(seed)  # noqa: S311 - a test programme is no secret
    grain = rng.choice(list(STARTS))
    about = {
        "name": f"Toy {seed}",
        "start": STARTS[grain],
        "periods": rng.randint(3, 6),
        "period": grain,
        "currency": "EUR",
        "price_year": 2026,
        "discount_rate": rng.choice([0.0, 0.05, 0.3]),
        "exchange": {"USD": "0.8 [assume: about]"},
        "zones": ZONES,
    }
    hand = Hand(rng, Case(about, {}))
    places = COUNTRIES[: hand.number(2, 3)]
    parties(hand, places)
    items(hand)
    projects(hand)
    pools(hand)
    lines(hand, places)
    bills(hand)
    stocks(hand, places)
    arrivals(hand, places)
    routes(hand, places)
    needs(hand, places)
    commitments(hand)
    funds(hand)
    fund_rules(hand)
    return Case(about, {name: rows for name, rows in hand.case.tables.items() if rows})


def smaller(case: Case, fails: Callable[[Case], object]) -> Case:
    """A programme with fewer rows and cells that still fails (a smaller one that `fails` cannot judge is left)."""
    tried = True
    while tried:
        tried = False
        for table, number, column in _pieces(case):
            less = Case(case.settings, {name: [dict(row) for row in rows] for name, rows in case.tables.items()})
            if number >= len(less.rows(table)):
                continue
            if column is None:
                del less.tables[table][number]
            elif less.tables[table][number].pop(column, None) is None:
                continue
            try:
                if fails(less):
                    case, tried = less, True
            except (ProblemsFound, LookupError):
                continue
    return case


def _pieces(case: Case) -> list[tuple[str, int, str | None]]:
    """Every row, last first, then every cell."""
    rows = [(table, number) for table, rows in case.tables.items() for number in reversed(range(len(rows)))]
    cells = [(table, number, column) for table, number in rows for column in case.tables[table][number]]
    return [*[(table, number, None) for table, number in rows], *cells]


def parties(h: Hand, places: list[str]) -> None:
    for country in places:
        id_ = country.lower()
        h.rows("parties").append({"id": id_, "name": id_, "kind": "state", "country": country})
    if h.chance(5):
        row = {"id": "works", "name": "Works", "kind": "company", "country": h.pick(places)}
        h.rows("parties").append(row)


SETS = sorted(path.stem for path in (Path(__file__).parents[2] / "cofactory/programme/rules").glob("*-*.csv"))
"""The shipped rule sets."""


def items(h: Hand) -> None:
    """Products and components; in three of ten programmes in the categories that rule sets know."""
    categories = ["safe-1", "safe-2", "safe-1"] if h.chance(3) else ["one", "two"]
    for number in range(h.number(1, 4)):
        row = {
            "id": f"item-{number}",
            "name": f"Item {number}",
            "kind": "product" if number == 0 else "component",
            "value": h.uncertain([1, 2, 5]),
            "category": h.maybe(9 if "safe-1" in categories else 6, categories),
        }
        h.rows("items").append(row)
        if h.chance(5):
            fact = {"item": row["id"], "fact": "design_authority", "value": h.pick(["yes", "no"])}
            h.rows("item_facts").append(fact)


def projects(h: Hand) -> None:
    for number in range(h.pick([0, 0, 1, 1, 2])):
        id_ = f"project-{number}"
        optional = h.chance(7)
        row = {
            "id": id_,
            "name": id_,
            "kind": "modernisation",
            "start": h.maybe(6, [h.case.label(t) for t in h.case.horizon]),
            "duration": h.pick([0, 1, 2, "uniform(1, 2)"]),
            "cost": h.money([0, 1, 4]),
            "optional": "yes" if optional else h.pick([None, "no"]),
        }
        h.rows("projects").append(row)
        if h.chance(3):
            for order in range(h.number(1, 2)):
                stage = {
                    "project": id_,
                    "stage": f"stage-{order}",
                    "order": 2 - order,
                    "duration": h.pick([1, 0, 2]),
                    "cost": h.money([0, 3]),
                    "success": 0.5,
                }
                h.rows("stages").append(stage)


def pools(h: Hand) -> None:
    if h.chance(5):
        row = {
            "id": "hall",
            "name": "Hall",
            "capacity": h.uncertain([2, 4]),
            "opens": h.maybe(3, [h.case.label(t) for t in (1, 2)]),
            "closes": h.maybe(3, [h.case.label(t) for t in (3, h.last + 1)]),
        }
        h.rows("pools").append(row)


def lines(h: Hand, places: list[str]) -> None:
    for number in range(h.number(1, 4)):
        item = h.pick(h.ids("items")) if h.chance(3) else h.ids("items")[number % len(h.ids("items"))]
        row = {
            "id": f"line-{number}",
            "name": f"Line {number}",
            "item": item,
            "country": h.pick(places),
            "party": h.maybe(5, h.ids("parties")),
            "capacity": h.uncertain([4, 2, 9, 3, 0]),
            "lead_time": h.maybe(7, LEADS),
            "unit_cost": h.money([0, 1, 1, 2, 3]),
            "ramp": h.maybe(4, RAMPS),
            "opens": h.maybe(3, [h.case.label(t) for t in (1, 2, -1)]),
            "closes": h.maybe(2, [h.case.label(t) for t in (h.last + 1, 3)]),
            "opening_cost": h.money([2, 6]) if h.chance(3) else None,
            "project": h.maybe(4, h.ids("projects")) if h.ids("projects") else None,
        }
        if h.chance(4):
            row |= {
                "step": h.pick([2, 0.5, 5]),
                "step_cost": h.money([0, 1, 4]),
                "step_lead_time": h.maybe(6, LEADS),
                "step_ramp": h.maybe(4, RAMPS),
                "max_steps": h.pick([1, 2]),
            }
        if h.ids("pools") and h.chance(6):
            row |= {"pool": "hall", "pool_use": h.maybe(6, [1, 0.5, 2])}
        h.rows("lines").append(row)


def bills(h: Hand) -> None:
    """Components always stand later in the list than their product, so there is no cycle."""
    names = h.ids("items")
    depth = dict.fromkeys(names, 0)
    for number, product in enumerate(names):
        for component in names[number + 1 :]:
            if h.chance(4) and depth[product] < 2:
                depth[component] = max(depth[component], depth[product] + 1)
                quantity = h.pick([1, 2, 0.5])
                h.rows("bom").append({"product": product, "component": component, "quantity": quantity})
    for line in h.rows("lines"):
        parts = names[names.index(line["item"]) + 1 :]
        if parts and depth[line["item"]] < 2 and h.chance(2):
            row = {"product": line["item"], "line": line["id"]}
            h.rows("bom").append(row | {"component": h.pick(parts), "quantity": h.pick([1, 3])})


def stocks(h: Hand, places: list[str]) -> None:
    for number in range(h.number(0, 2)):
        quantity = h.pick([6, 20])
        row = {
            "id": f"stock-{number}",
            "item": h.pick(h.ids("items")[1:] * 2 + h.ids("items")),
            "country": h.pick(places),
            "party": h.maybe(5, h.ids("parties")),
            "quantity": quantity,
            "reserve": h.maybe(4, [1, "uniform(1, 4)"]),
            "available": h.maybe(3, [h.case.label(t) for t in (1, 2, -1)]),
            "release_rate": h.maybe(4, [3, 1]),
            "lead_time": h.maybe(4, LEADS),
            "unit_cost": h.money([0, 1, 2]) if h.chance(6) else None,
        }
        h.rows("stocks").append(row)


def arrivals(h: Hand, places: list[str]) -> None:
    for _ in range(h.number(0, 2)):
        row = {
            "item": h.pick(h.ids("items")[1:] * 2 + h.ids("items")),
            "country": h.pick(places),
            "period": h.period(0, h.last),
            "quantity": h.uncertain([4, 1, 9]),
        }
        places_taken = [(other["item"], other["country"], other["period"]) for other in h.rows("arrivals")]
        if (row["item"], row["country"], row["period"]) not in places_taken:
            h.rows("arrivals").append(row)


def routes(h: Hand, places: list[str]) -> None:
    pairs = [(a, b) for a in places for b in places if a != b]
    for number, (a, b) in enumerate(pairs):
        if h.chance(6):
            row = {
                "id": f"route-{number}",
                "from": a,
                "to": b,
                "item": h.maybe(2, h.ids("items")),
                "lead_time": h.maybe(5, LEADS),
                "unit_cost": h.money([0, 1]) if h.chance(5) else None,
                "capacity": h.maybe(4, [3, 6]),
                "opens": h.maybe(2, [h.case.label(t) for t in (1, 2)]),
                "closes": h.maybe(2, [h.case.label(t) for t in (3, h.last + 1)]),
            }
            h.rows("routes").append(row)


def needs(h: Hand, places: list[str]) -> None:
    for number in range(h.number(1, 3)):
        first = h.number(0, h.last)
        near = [h.rows("lines")[0]["country"]] if h.chance(6) else places
        row = {
            "id": f"need-{number}",
            "party": h.pick(h.ids("parties")),
            "country": h.pick(near),
            "item": h.ids("items")[0] if number == 0 else h.pick(h.ids("items")),
            "start": h.case.label(first),
            "end": h.period(first, h.last),
            "quantity": h.uncertain([3, 2, 6]),
            "priority": h.maybe(6, [2, 0.5, 0]),
            "unmet": h.maybe(5, ["lost", "waits"]),
        }
        h.rows("needs").append(row)


def commitments(h: Hand) -> None:
    for number in range(h.number(0, 2)):
        need = h.pick(h.rows("needs"))
        bound = h.chance(8)
        row = {
            "id": f"promise-{number}",
            "giver": h.pick([id_ for id_ in h.ids("parties") if id_ != need["party"]]),
            "receiver": need["party"],
            "item": need["item"],
            "quantity": h.pick([4, 10, "unknown"]),
            "due": h.pick([h.case.label(t) for t in (h.last, 1, 0 if bound else 99)] + ["unknown"]),
            "need": need["id"] if bound else None,
            "priority": h.maybe(7, [1, 3]),
        }
        h.rows("commitments").append(row)


def funds(h: Hand) -> None:
    for number in range(h.pick([2, 0, 1, 2, 3])):
        row = {
            "id": f"fund-{number}",
            "name": f"Fund {number}",
            "party": h.pick(h.ids("parties")),
            "amount": h.money([60, 20, 200]),
            "opens": h.period(-1, 1),
            "closes": h.period(max(1, h.last - 1), h.last + 1),
            "form": h.pick(["grant", "loan", "own"]),
            "share_max": h.maybe(3, [0.5, 0.8]),
            "period_limit": h.maybe(3, [5, 20]),
        }
        h.rows("funds").append(row)


def fund_rules(h: Hand) -> None:
    choices = {
        "spends_on": ["production;stock;transport", "production", "expansion; opening;project"],
        "item": [";".join(h.ids("items")), h.ids("items")[0]],
        "category": ["one;two", "one"],
        "not_category": ["two", "three"],
        "country": ["safe", "FR;UA", "EU27; IN", "UA"],
        "party": [";".join(h.ids("parties")), h.ids("parties")[0]],
        "origin_max": [
            "35% outside safe",
            "0% outside safe",
            "50% outside near",
            "20% outside FR",
            "35% of contract outside safe",
            "10% of contract outside FR",
        ],
        "made_in": ["safe", "far", "FR"],
        "parties_min": ["1 of safe", "2 of safe", "2 of far"],
        "design_authority": ["yes"],
        "signed_from": [h.case.label(t) for t in (0, 1)] + ["2026-12-20"],
        "signed_until": [h.case.label(t) for t in (h.last, 1)] + ["2027-01-10"],
    }
    lawful = any(str(row["category"]).startswith("safe") for row in h.rows("items"))
    for fund in h.ids("funds"):
        if h.chance(8 if lawful else 1):
            common = ["safe-2025-1106", "ukraine-loan-2026-467"]
            h.rows("fund_rules").append({"fund": fund, "rule": "rules", "value": h.pick([*common, *common, *SETS])})
            if h.chance(3):
                lifted = h.pick(["origin_max", "made_in", "parties_min", "category", "signed_from"])
                h.rows("fund_rules").append({"fund": fund, "rule": "lifts", "value": lifted})
        names = ["origin_max"] if h.chance(4) else []
        names += [h.pick(list(choices)) for _ in range(h.pick([0, 0, 1, 1, 2]))]
        for name in names:
            row = {"fund": fund, "rule": name, "value": h.pick(choices[name])}
            if row not in h.rows("fund_rules"):
                h.rows("fund_rules").append(row)
