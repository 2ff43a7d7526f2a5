"""A made-up coalition's programme of any length: 40 items in three levels, 90 lines, 30 routes and 8 funds."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]

COUNTRIES = ("FR", "UA", "DE", "PL", "IT", "NO")
PRODUCTS, GROUPS, PARTS = 8, 14, 18
"""Items by level: what is needed, what goes into it, and what goes into that."""
ITEMS = PRODUCTS + GROUPS + PARTS
LINES = 90

SETTINGS = """\
name = "A coalition"
start = "2027-01"
periods = {months}
period = "month"
currency = "EUR"
price_year = 2027
discount_rate = 0.02

[zones]
safe = ["EU27", "NO", "UA"]
west = ["FR", "DE", "IT"]
"""


def write(folder: Path, months: int) -> Path:
    """Writes the programme as a folder of tables, the same every time, and returns the folder."""
    (folder / "programme").mkdir(parents=True, exist_ok=True)
    (folder / "programme.toml").write_text(SETTINGS.format(months=months), "utf-8")
    for name, rows in tables(months).items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with (folder / "programme" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def tables(months: int) -> Tables:
    """Returns the tables of the programme; windows and budgets grow with the horizon."""
    rng = random.Random(11)  # noqa: S311 - the same programme every time
    bom = _bom(rng)
    asked = {n: rng.randrange(20, 60) for n in range(PRODUCTS)}
    flow = _flow(bom, asked)
    lines = _lines(rng, flow, months)
    needs = _needs(asked, months)
    return {
        "parties": [{"id": c.lower(), "name": c, "kind": "state", "country": c} for c in COUNTRIES],
        "items": [
            {"id": _item(n), "name": f"Item {n}", "kind": "product" if n < PRODUCTS else "component",
             "category": f"class-{n % 2 + 1}", "value": 4 if n >= PRODUCTS + GROUPS else 20}
            for n in range(ITEMS)
        ],
        "bom": bom,
        "lines": lines,
        "pools": [{"id": f"plant-{n}", "name": f"Plant {n}", "capacity": 90} for n in range(2)],
        "stocks": [
            {"id": f"stock-{n}", "item": _item(3 * n + 1), "country": COUNTRIES[n], "quantity": 60 + 20 * n,
             "reserve": 20, "release_rate": 8, "lead_time": n % 3, "unit_cost": 1}
            for n in range(6)
        ],
        "arrivals": [
            {"item": _item(PRODUCTS + n), "country": country, "period": _month(months * n // 8), "quantity": 30}
            for n, country in enumerate(COUNTRIES)
        ],
        "routes": _routes(rng),
        "needs": needs,
        "commitments": [
            {"id": f"promise-{n}", "giver": "fr", "receiver": "ua", "item": _item(n),
             "quantity": round(asked[n] * months * 0.2), "due": _month(round(months * (0.5 + 0.04 * n))),
             "need": f"ua-{n}", "priority": 1}
            for n in range(6)
        ],
        "projects": [
            {"id": f"project-{n}", "name": f"Project {n}", "kind": "modernisation", "duration": 4 + 2 * n,
             "cost": 400 + 100 * n, "optional": "yes" if n == 2 else "no"}
            for n in range(3)
        ],
        "funds": _funds(lines, flow, months),
        "fund_rules": _rules(months),
    }  # fmt: skip


def _item(n: int) -> str:
    return f"item-{n}"


def _month(t: int) -> str:
    return f"{2027 + t // 12}-{t % 12 + 1:02d}"


def _bom(rng: random.Random) -> list[Row]:
    """Three levels: a product takes three groups, a group two or three parts; every item is used somewhere."""
    rows = []
    levels = [
        (range(PRODUCTS), range(PRODUCTS, PRODUCTS + GROUPS)),
        (range(PRODUCTS, PRODUCTS + GROUPS), range(PRODUCTS + GROUPS, ITEMS)),
    ]
    for above, below in levels:
        for k, product in enumerate(above):
            own = below[k % len(below)], below[(k + len(above)) % len(below)]
            for component in dict.fromkeys([*own, *rng.sample(below, 1 + k % 2)]):
                units = rng.choice([1, 1, 2])
                rows.append({"product": _item(product), "component": _item(component), "quantity": units})
    return rows


def _flow(bom: list[Row], asked: dict[int, int]) -> dict[int, float]:
    """Units of each item a month that serving everybody takes: two thirds of what is asked waits, a third is lost."""
    flow = {n: 1.5 * asked.get(n, 0) for n in range(ITEMS)}
    for n in range(ITEMS):  # products come before their components
        for row in bom:
            if row["product"] == _item(n):
                flow[int(row["component"].split("-")[1])] += row["quantity"] * flow[n]
    return flow


def _made(n: int) -> int:
    """What a line makes: every item has two lines, some have three."""
    return n % ITEMS


def _lines(rng: random.Random, flow: dict[int, float], months: int) -> list[Row]:
    rows = []
    for n in range(LINES):
        item = _made(n)
        level = 0 if item < PRODUCTS else 1 if item < PRODUCTS + GROUPS else 2
        size = max(2, round(flow[item] * rng.uniform(0.25, 0.45)))
        price = (30, 8, 2)[level] * rng.uniform(0.8, 1.3)
        row = {
            "id": f"line-{n}", "name": f"Line {n}", "item": _item(item), "country": COUNTRIES[(n * 5 + n // 7) % 6],
            "party": COUNTRIES[(n * 5 + n // 7) % 6].lower(), "capacity": size,
            "lead_time": (rng.randrange(1, 4), rng.randrange(3), rng.randrange(2))[level],
            "unit_cost": round(price, 1), "ramp": rng.randrange(5), "opens": "start",
            "step": max(1, round(size * 0.25)), "step_cost": round(price * size * rng.uniform(1.5, 4)),
            "step_lead_time": rng.randrange(3, 8), "step_ramp": rng.randrange(4), "max_steps": rng.randrange(2, 6),
        }  # fmt: skip
        if n % 9 == 4:
            row["opens"] = _month(months // 6)
        if n % 15 == 7:
            row["opening_cost"] = round(price * size * 2)
        if n % 30 == 11:
            row["project"] = f"project-{n // 30}"
        if n % 20 == 3:
            row["pool"] = f"plant-{n % 40 // 20}"
        rows.append(row)
    return rows


def _needs(asked: dict[int, int], months: int) -> list[Row]:
    """Needs that wait, needs that are lost, and spare parts; the first kind carries the promises."""
    rows = []
    for n in range(PRODUCTS):
        rows.append({
            "id": f"ua-{n}", "party": "ua", "country": "UA", "item": _item(n), "start": _month(months * (n % 4) // 12),
            "end": _month(months - 1), "quantity": asked[n], "priority": 1 + n % 3, "unmet": "waits",
        })  # fmt: skip
        rows.append({
            "id": f"other-{n}", "party": "fr", "country": COUNTRIES[(n + 2) % 6], "item": _item(n),
            "start": _month(months // 6), "end": _month(months - 1 - months // 12 * (n % 3)),
            "quantity": asked[n] // 2, "priority": 0.3 + 0.1 * (n % 3), "unmet": "lost",
        })  # fmt: skip
    spares = [
        {"id": f"spares-{n}", "party": "pl", "country": COUNTRIES[(n + 3) % 6], "item": _item(PRODUCTS + 2 * n),
         "start": _month(months // 4), "end": _month(months - 1), "quantity": 6 + n, "priority": 0.2,
         "unmet": "waits" if n % 2 else "lost"}
        for n in range(4)
    ]  # fmt: skip
    return rows + spares


def _routes(rng: random.Random) -> list[Row]:
    """All thirty lanes: by their distance on a line, some of them narrow, some of them by sea and slow."""
    place = {c: 2 * k + rng.random() for k, c in enumerate(("FR", "IT", "DE", "NO", "PL", "UA"))}
    rows: list[Row] = []
    for start in COUNTRIES:
        for end in COUNTRIES:
            if start != end:
                far = abs(place[start] - place[end])
                rows.append({
                    "id": f"{start}-{end}".lower(), "from": start, "to": end, "lead_time": 1 if far < 6 else 2,
                    "unit_cost": round(0.1 + 0.05 * far, 2), "capacity": 400 if len(rows) % 5 == 0 else None,
                })  # fmt: skip
    return rows


def _funds(lines: list[Row], flow: dict[int, float], months: int) -> list[Row]:
    """Eight funds that together have somewhat less than what serving everybody would cost."""
    cost = {
        item: min(row["unit_cost"] for row in lines if row["item"] == _item(item)) for item in range(ITEMS)
    }  # fmt: skip
    whole = sum(cost[n] * flow[n] for n in range(ITEMS)) * months
    shares = [
        ("common", "fr", 0.22, 0.0, 0.7, "loan", None, None), ("fr-own", "fr", 0.12, 0.0, 1.0, "own", None, 0.02),
        ("ua-own", "ua", 0.14, 0.0, 1.0, "own", None, None), ("de-own", "de", 0.12, 0.1, 1.0, "own", None, 0.03),
        ("plants", "pl", 0.10, 0.0, 0.5, "grant", 0.8, None), ("parts", "it", 0.10, 0.2, 1.0, "grant", None, None),
        ("bridge", "no", 0.08, 0.0, 1.0, "own", None, None), ("late", "de", 0.10, 0.4, 1.0, "loan", 0.5, None),
    ]  # fmt: skip
    return [
        {"id": id_, "name": f"Fund {id_}", "party": party, "amount": round(whole * share),
         "opens": _month(round(months * first)), "closes": _month(min(months - 1, round(months * last))),
         "form": form, "share_max": most, "period_limit": None if rate is None else round(whole * share * 4 / months)}
        for id_, party, share, first, last, form, most, rate in shares
    ]  # fmt: skip


def _rules(months: int) -> list[Row]:
    rules = [
        ("common", "spends_on", "production"), ("common", "category", "class-1"),
        ("common", "origin_max", "35% outside west"), ("fr-own", "country", "FR;IT"),
        ("ua-own", "country", "UA;PL"), ("de-own", "party", "de;no"),
        ("plants", "spends_on", "expansion;opening;project"), ("plants", "signed_until", _month(months // 2)),
        ("parts", "spends_on", "production;transport;stock"),
        ("parts", "not_category", "class-1"), ("late", "made_in", "safe"),
    ]  # fmt: skip
    return [{"fund": fund, "rule": rule, "value": value} for fund, rule, value in rules]
