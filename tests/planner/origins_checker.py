"""Whether the components of a finished plan can have been made where the origin rules of its funds ask.

The tables of a plan do not say which component went into which unit. They hold an origin rule where origins can be
given to their very flows so that it is held: that is a linear programme of its own, solved here by scipy.
"""

from collections.abc import Hashable, Iterator
from typing import Any

from scipy.optimize import linprog
from scipy.sparse import coo_array

from tests.planner.admission import OriginLimit, origin_limits
from tests.planner.finished import Finished
from tests.planner.reading import Case, Row, number, whole

NEAR = 1e-6
"""As a share of what is compared: the flows in the tables keep the solver's last digits."""

LOST = 1e-5
"""Units: flows too small to be shown are in no table, and may be missing where units lie."""

Terms = list[tuple[float, Hashable]]
Moves = dict[tuple[str, tuple[bool, ...], int], list[tuple[float, Hashable | None]]]
"""By country, origin and period: what is added, as a number or (with a sign) as a variable."""


class Rows:
    """A linear programme by names: rows of terms, and bounds of their sums."""

    def __init__(self) -> None:
        self.place: dict[Hashable, int] = {}
        self.lower: dict[Hashable, float] = {}
        self.equal: list[tuple[Terms, float]] = []
        self.most: list[tuple[Terms, float]] = []
        self.cost: dict[Hashable, float] = {}

    def least(self) -> dict[Hashable, float] | None:
        """The values at the least cost, none where the rows contradict each other."""
        for terms, _ in [*self.equal, *self.most]:
            for _, name in terms:
                self.place.setdefault(name, len(self.place))
        bounds = [(self.lower.get(name, 0.0), None) for name in self.place]
        cost = [self.cost.get(name, 0.0) for name in self.place]
        sums = [self._matrix(rows) for rows in (self.most, self.equal)]
        bound = [[value for _, value in rows] for rows in (self.most, self.equal)]
        answer: Any = linprog(cost, sums[0], bound[0] or None, sums[1], bound[1] or None, bounds)
        return dict(zip(self.place, answer.x, strict=True)) if answer.status == 0 else None

    def _matrix(self, rows: list[tuple[Terms, float]]) -> Any:
        cells = [(value, n, self.place[name]) for n, (terms, _) in enumerate(rows) for value, name in terms]
        if not cells:
            return None
        values, at, column = zip(*cells, strict=True)
        return coo_array((values, (at, column)), shape=(len(rows), len(self.place))).tocsr()


def origin_faults(case: Case, done: Finished) -> list[str]:
    """Every fund and product whose origin rule cannot be held by the flows of the plan, in words."""
    certified = dict(_certified(case, done))
    found = [
        f"origin: funds pay for {units:.6f} units of {line} in {t}, {done.starts.get((line, t), 0.0):.6f} start"
        for (line, t), units in _units(certified).items()
        if units > done.starts.get((line, t), 0.0) * (1 + NEAR) + NEAR
    ]
    if not certified:
        return found
    rows = Rows()
    for item in sorted({part for (_, line, _) in certified for part in case.bill(case.row("lines", line))}):
        _flows(case, done, rows, item, certified)
    limits = _limits(case, rows, certified)
    answer = rows.least()
    if answer is None:
        return [*found, "origin: no origins fit the flows"]
    return found + [
        f"origin: {name} has {answer[excess]:.6f} too much from outside, of {value:.6f}"
        for name, excess, value in limits
        if answer.get(excess, 0.0) > NEAR * max(1.0, value) + LOST
    ]


def _certified(case: Case, done: Finished) -> Iterator[tuple[tuple[str, str, int], float]]:
    """Units that a fund with an origin rule pays for: fund, line, period."""
    for (id_, cost, t), amount in done.payments.items():
        kind, _, line = cost.partition(":")
        fund = next((row for row in case.rows("funds") if row["id"] == id_), None)
        if kind == "production" and fund is not None and origin_limits(case, fund):
            most = number(fund.get("share_max"), 1.0) * case.money(case.row("lines", line).get("unit_cost"))
            yield (id_, line, t), amount / most


def _units(certified: dict[tuple[str, str, int], float]) -> dict[tuple[str, int], float]:
    sums: dict[tuple[str, int], float] = {}
    for (_, line, t), units in certified.items():
        sums[line, t] = sums.get((line, t), 0.0) + units
    return sums


def kind_of(case: Case, country: str) -> tuple[bool, ...]:
    """Inside which zones of the origin rules a country lies: all that such a rule can tell of it."""
    zones = [limit.zone for fund in case.rows("funds") for limit in origin_limits(case, fund)]
    return tuple(country in zone for zone in zones)


def _kinds(case: Case) -> list[tuple[bool, ...]]:
    tables = ("lines", "stocks", "arrivals")
    return sorted({kind_of(case, row["country"]) for table in tables for row in case.rows(table)})


def _flows(case: Case, done: Finished, rows: Rows, item: str, certified: dict[tuple[str, str, int], float]) -> None:
    """Every flow of one component, split by where it was made; of each origin no more goes than has come."""
    kinds = _kinds(case)
    moves: Moves = {}

    def split(name: tuple[Hashable, ...], quantity: float, stops: list[tuple[str, int, float]]) -> None:
        rows.equal.append(([(1.0, (*name, kind)) for kind in kinds], quantity))
        for country, t, sign in stops:
            for kind in kinds:
                moves.setdefault((country, kind, t), []).append((sign, (*name, kind)))

    for country, made, t, quantity in _sources(case, done, item):
        moves.setdefault((country, kind_of(case, made), t), []).append((quantity, None))
    for (id_, moved, t), quantity in done.shipments.items():
        if moved == item:
            route = case.row("routes", id_)
            stops = [(route["from"], t, -1.0), (route["to"], t + whole(route.get("lead_time")), 1.0)]
            split(("ship", id_, item, t), quantity, stops)
    for (id_, t), quantity in done.delivered.items():
        need = case.row("needs", id_)
        if need["item"] == item and quantity > 0:
            split(("deliver", id_, t), quantity, [(need["country"], t, -1.0)])
    for (id_, t), quantity in done.starts.items():
        each = case.bill(case.row("lines", id_)).get(item, 0.0)
        if each > 0:
            split(("use", id_, item, t), each * quantity, [(case.row("lines", id_)["country"], t, -1.0)])
            _takes(rows, kinds, (id_, item, t), each, certified)
    _balances(case, rows, item, moves)


def _sources(case: Case, done: Finished, item: str) -> Iterator[tuple[str, str, int, float]]:
    """What comes from lines, stocks and arrivals: where it lies, where it was made, when, how many."""
    for (id_, t), quantity in done.starts.items():
        line = case.row("lines", id_)
        if line["item"] == item:
            yield line["country"], line["country"], t + whole(line.get("lead_time")), quantity
    for (id_, t), quantity in done.releases.items():
        stock = case.row("stocks", id_)
        if stock["item"] == item:
            yield stock["country"], stock["country"], t + whole(stock.get("lead_time")), quantity
    for row in case.rows("arrivals"):
        if row["item"] == item:
            yield row["country"], row["country"], case.period(row["period"]) or 0, number(row["quantity"])


def _takes(
    rows: Rows, kinds: list[tuple[bool, ...]], use: tuple[str, str, int], each: float,
    certified: dict[tuple[str, str, int], float],
) -> None:  # fmt: skip
    """Of what a line uses, the part that goes into the units of each fund."""
    line, item, t = use
    paying = {fund: units for (fund, other, when), units in certified.items() if (other, when) == (line, t)}
    for fund, units in paying.items():
        taken: Terms = [(1.0, ("take", fund, *use, kind)) for kind in kinds]
        rows.most.append((taken, each * units + LOST))
        rows.most.append(([(-1.0, name) for _, name in taken], -each * units + LOST))
    if paying:
        for kind in kinds:
            terms: Terms = [(1.0, ("take", fund, *use, kind)) for fund in paying]
            rows.most.append(([*terms, (-1.0, ("use", line, item, t, kind))], 0.0))


def _balances(case: Case, rows: Rows, item: str, moves: Moves) -> None:
    for country, kind in sorted({key[:2] for key in moves}):
        before: Hashable | None = None
        for t in case.horizon:
            hand = ("hand", item, country, kind, t)
            rows.lower[hand] = -LOST
            here = moves.get((country, kind, t), [])
            terms: Terms = [(1.0, hand), *[(-sign, name) for sign, name in here if name is not None]]
            terms += [(-1.0, before)] if before is not None else []
            rows.equal.append((terms, sum(quantity for quantity, name in here if name is None)))
            before = hand


def _limits(
    case: Case, rows: Rows, certified: dict[tuple[str, str, int], float]
) -> list[tuple[str, Hashable, float]]:  # fmt: skip
    """One row per fund, product and origin rule; what is above the share is an excess, and excess is what is least."""
    found: list[tuple[str, Hashable, float]] = []
    for fund in case.rows("funds"):
        for n, limit in enumerate(origin_limits(case, fund)):
            for product in case.rows("items"):
                terms, whole_value, fixed = _weights(case, certified, fund, product["id"], limit)
                if whole_value > 0:
                    excess = ("excess", fund["id"], product["id"], n)
                    rows.cost[excess] = 1.0 / whole_value
                    rows.most.append(([*terms, (-1.0, excess)], -fixed))
                    found.append((f"{fund['id']}, {product['id']}, rule {n}", excess, whole_value))
    return found


def _value(case: Case, item: str) -> float:
    row = case.row("items", item)
    return case.money(row.get("value")) if row.get("value") is not None else 1.0


def _weights(
    case: Case, certified: dict[tuple[str, str, int], float], fund: Row, product: str, limit: OriginLimit
) -> tuple[Terms, float, float]:  # fmt: skip
    """Each component of a fund's units of one product with its value, above or below the share; and all their value.

    Where the share is one of the contract, a component outside counts with its value, and the price of the units stands
    in place of the value of their components.
    """
    zone, share = limit.zone, 0.0 if limit.of_contract else limit.share
    terms: Terms = []
    whole_value = fixed = 0.0
    for (id_, line_id, t), units in certified.items():
        line = case.row("lines", line_id)
        if id_ != fund["id"] or line["item"] != product:
            continue
        bill = case.bill(line)
        price = _value(case, product) * units
        if limit.of_contract:
            fixed -= price * limit.share
            whole_value += price
        if not bill:
            fixed += price * ((line["country"] not in zone) - share)
            whole_value += 0.0 if limit.of_contract else price
        for part, each in bill.items():
            whole_value += 0.0 if limit.of_contract else _value(case, part) * each * units
            terms += [
                (_value(case, part) * (outside - share), ("take", id_, line_id, part, t, kind))
                for kind, outside in _outside(case, zone)
            ]
    return terms, whole_value, fixed


def _outside(case: Case, zone: frozenset[str]) -> Iterator[tuple[tuple[bool, ...], bool]]:
    """Every origin that components can have, and whether it lies outside the zone."""
    countries = {row["country"] for table in ("lines", "stocks", "arrivals") for row in case.rows(table)}
    kinds = {kind_of(case, country): country not in zone for country in sorted(countries)}
    yield from kinds.items()
