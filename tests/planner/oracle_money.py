"""The oracle's money: who pays what, and the origin rule, as rows of the dense model."""

from typing import TYPE_CHECKING

from tests.planner.admission import Cost, admits, costs, origin_limits
from tests.planner.dense import Name, Terms, times
from tests.planner.reading import Row, known, number

if TYPE_CHECKING:
    from tests.planner.oracle import Oracle


def ruled_funds(o: "Oracle") -> list[Row]:
    """The funds that have an origin rule."""
    return [fund for fund in o.case.rows("funds") if origin_limits(o.case, fund)]


def add_money(o: "Oracle") -> None:
    """Σ_f pay = cost, over the funds whose window, share_max and rules admit it; amounts and limits."""
    case = o.case
    paid: dict[tuple[str, int], Terms] = {}
    for cost in costs(case):
        for t, terms in o.spent.get(cost.id, {}).items():
            pays: Terms = []
            for fund in case.rows("funds"):
                name = o.model.variable(("pay", fund["id"], cost.id, t))
                pays.append((1.0, name))
                paid.setdefault((fund["id"], t), []).append((1.0, name))
                admitted = [
                    (-amount * number(fund.get("share_max"), 1.0), variable)
                    for amount, variable, signed in terms
                    if admits(case, fund, cost, t, signed)
                ]
                o.model.at_most([(1.0, name), *admitted], 0)
            o.model.equal([*pays, *[(-amount, variable) for amount, variable, _ in terms]], 0)
    for fund in case.rows("funds"):
        total = [term for t in o.T for term in paid.get((fund["id"], t), [])]
        o.model.at_most(total, case.money(fund["amount"]))
        if known(fund.get("period_limit")):
            for t in o.T:
                o.model.at_most(paid.get((fund["id"], t), []), case.money(fund["period_limit"]))


def add_origin(o: "Oracle") -> None:
    """Over the certified units of a fund and product: value made outside <= share of all their value."""
    case = o.case
    ruled = ruled_funds(o)
    for line in case.rows("lines"):
        for t in o.T:
            for fund in ruled:
                add_certificate(o, fund, line, t)
            certified = [(1.0, ("cert", fund["id"], line["id"], t)) for fund in ruled]
            o.model.at_most([*certified, (-1.0, ("start", line["id"], t))], 0)
            for component in case.bill(line):
                for m in o.makers:
                    parts = [(1.0, ("part", f["id"], line["id"], component, m, t)) for f in ruled]
                    o.model.at_most([*parts, (-1.0, ("use", line["id"], component, m, t))], 0)
    for fund in ruled:
        for limit in origin_limits(case, fund):
            for product in case.rows("items"):
                value, outside = component_values(o, fund, product["id"], limit.zone)
                if limit.of_contract:
                    value = prices(o, fund, product)
                o.model.at_most([*outside, *times(-limit.share, value)], 0)


def add_certificate(o: "Oracle", fund: Row, line: Row, t: int) -> None:
    """What the fund pays of the line's production says how many of its units it pays for, at its full share.

    Only what the fund may pay for can be certified: nothing where its window or rules refuse it, nothing that is free.
    """
    unit_cost = o.case.money(line.get("unit_cost"))
    own = (line["item"], line["country"], line.get("party") or None)
    cost = Cost(f"production:{line['id']}", "production", *own)
    share = number(fund.get("share_max"), 1.0)
    payable = share * unit_cost > 0 and admits(o.case, fund, cost, t, t)
    certified = o.model.variable(("cert", fund["id"], line["id"], t), float("inf") if payable else 0)
    for component, quantity in o.case.bill(line).items():
        parts = [(1.0, o.model.variable(("part", fund["id"], line["id"], component, m, t))) for m in o.makers]
        o.model.equal([*parts, (-quantity, certified)], 0)
    pay = ("pay", fund["id"], cost.id, t)
    o.model.equal([(1.0, pay), (-share * unit_cost, certified)], 0)


def prices(o: "Oracle", fund: Row, product: Row) -> Terms:
    """The price of the certified units of a product."""
    price = o.case.money(product.get("value")) if product.get("value") is not None else 1.0
    return [
        (price, ("cert", fund["id"], line["id"], t))
        for line in o.case.rows("lines")
        if line["item"] == product["id"]
        for t in o.T
    ]


def component_values(o: "Oracle", fund: Row, product: str, zone: frozenset[str]) -> tuple[Terms, Terms]:
    """The value of all components of the certified units, and of those made outside the zone."""
    case = o.case
    worth = {item["id"]: case.money(item.get("value")) for item in case.rows("items")}
    value: Terms = []
    outside: Terms = []
    for line in case.rows("lines"):
        if line["item"] != product:
            continue
        for t in o.T:
            bill = case.bill(line)
            if not bill:
                term: tuple[float, Name] = (worth[product], ("cert", fund["id"], line["id"], t))
                value.append(term)
                outside += [term] if line["country"] not in zone else []
            for component in bill:
                for m in o.makers:
                    term = (worth[component], ("part", fund["id"], line["id"], component, m, t))
                    value.append(term)
                    outside += [term] if m not in zone else []
    return value, outside
