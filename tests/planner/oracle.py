"""The oracle: "Plan" of model.md as a dense, slow model that is right by looking at it.

Interpretations where the page leaves a choice (those of money are in admission.py):
- a line without an opening decision may open before the horizon; it is then older at period 0.
- a step adds capacity only from the line's opening on, but may be ordered before a gating project
  has finished (not before `opens`, nor before the opening decision).
- an optional project begins inside the horizon; a compulsory one exactly at its start, wherever that is.
- project cost outside the horizon is not counted; a duration of 0 makes it due where it begins.
- what lands after the horizon vanishes; the last period of a window: funds may still pay in `closes`,
  lines, pools and routes are shut in it.
- origin_max: each unit that a fund with an origin rule pays for is certified under it, and nothing that it may
  not pay for (another window, another rule, a unit that costs nothing); the components of the certified units
  are split by where they were made; the rule holds over the whole plan, per product.
- Q = 0: shortfall 0. No funds: money is unlimited.
"""

from dataclasses import dataclass

from tests.planner.dense import Answer, Dense, Name, Terms, negative
from tests.planner.oracle_money import add_money, add_origin, ruled_funds
from tests.planner.reading import Case, Row, known, number, ramp, whole


@dataclass(frozen=True)
class Best:
    """The two values of the lexicographic objective."""

    shortfall: float
    cost: float


class Oracle:
    """The whole model of one programme; rows are added rule by rule, in the order of the page."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.T = case.horizon
        self.model = Dense()
        self.countries = sorted({str(row[column]) for table, column in PLACES for row in case.rows(table)})
        self.tracked = bool(ruled_funds(self))
        self.makers = self.countries if self.tracked else ["anywhere"]
        self.spent: dict[str, dict[int, list[tuple[float, Name, int]]]] = {}
        self.begins: dict[str, list[tuple[int, Name]]] = {}
        self.short: Terms = []
        add_projects(self)
        for line in case.rows("lines"):
            add_line(self, line)
        for pool in case.rows("pools"):
            add_pool(self, pool)
        for stock in case.rows("stocks"):
            add_stock(self, stock)
        for route in case.rows("routes"):
            add_route(self, route)
        for need in case.rows("needs"):
            add_need(self, need)
        add_balance(self)
        for commitment in case.rows("commitments"):
            add_commitment(self, commitment)
        if case.rows("funds"):
            add_money(self)
        if self.tracked:
            add_origin(self)

    def made(self, country: str) -> str:
        """The made-in mark of what is made, or lies, in this country."""
        return country if self.tracked else "anywhere"

    def spend(self, cost: str, t: int, amount: float, name: Name, signed: int | None = None) -> None:
        """Notes that `amount·variable` of a cost falls due in period t."""
        due = self.spent.setdefault(cost, {}).setdefault(t, [])
        due.append((amount, name, t if signed is None else signed))

    def cost_terms(self) -> Terms:
        return [
            (amount * self.case.discount(t), name)
            for periods in self.spent.values()
            for t, terms in periods.items()
            for amount, name, _ in terms
        ]

    def least_shortfall(self) -> Answer | None:
        """The least weighted shortfall; none when there is no plan at all."""
        return self.model.least(self.short)

    def least_cost(self, shortfall: float) -> Answer | None:
        """The least discounted cost among the plans with at most this weighted shortfall."""
        held = [(self.short, float("-inf"), shortfall)] if self.short else []
        return self.model.least(self.cost_terms(), held)

    def least_shortfall_with(self, chosen: list[tuple[Terms, float, float]]) -> Answer | None:
        """The least weighted shortfall when these rows hold too; none when the rules refuse such a plan."""
        return self.model.least(self.short, chosen)

    def best(self) -> Best | None:
        first = self.least_shortfall()
        if first is None:
            return None
        second = self.least_cost(first.value + 1e-9)
        second = second or self.least_cost(first.value + 1e-7)
        assert second is not None
        return Best(first.value, second.value)


PLACES = [
    ("lines", "country"),
    ("stocks", "country"),
    ("arrivals", "country"),
    ("routes", "from"),
    ("routes", "to"),
    ("needs", "country"),
]


def stages_of(case: Case, project: Row) -> list[tuple[int, float]]:
    """Duration and cost of every stage, in order; a project without stages is one stage."""
    rows = [row for row in case.rows("stages") if row["project"] == project["id"]]
    rows = sorted(rows, key=lambda row: number(row["order"])) or [project]
    return [(whole(row["duration"]), case.money(row.get("cost"))) for row in rows]


def project_duration(case: Case, project: Row) -> int:
    return sum(duration for duration, _ in stages_of(case, project))


def project_dues(case: Case, project: Row, begin: int) -> dict[int, float]:
    """What falls due in each period of the horizon when the project begins then."""
    due: dict[int, float] = {}
    at = begin
    for duration, cost in stages_of(case, project):
        for t in range(at, at + max(1, duration)):
            if t in case.horizon:
                due[t] = due.get(t, 0.0) + cost / max(1, duration)
        at += duration
    return due


def add_projects(o: Oracle) -> None:
    """A project begins at its start; an optional one begins once, not before it, or never."""
    for project in o.case.rows("projects"):
        start = o.case.period(project.get("start")) or 0
        optional = project.get("optional") == "yes"
        begins = [t for t in o.T if t >= start] if optional else [start]
        terms: Terms = []
        for b in begins:
            name = o.model.variable(("begin", project["id"], b), 1, whole=True)
            terms.append((1.0, name))
            o.begins.setdefault(project["id"], []).append((b, name))
            for t, amount in project_dues(o.case, project, b).items():
                o.spend(f"project:{project['id']}", t, amount, name, signed=b)
        o.model.row(terms, 0 if optional else 1, 1)


def add_line(o: Oracle, line: Row) -> None:
    """start[l,t] <= capacity·R(t-o; ramp) + Σ step·steps[l,τ]·R(t-τ-lead; step_ramp), t in [o, closes)."""
    case, id_ = o.case, line["id"]
    opened = add_opening(o, line)
    first = case.period(line.get("opens")) or 0
    closes = case.period(line.get("closes"))
    decided = case.money(line.get("opening_cost")) > 0
    most = whole(line.get("max_steps"))
    ordered: Terms = []
    for t in o.T:
        steps = o.model.variable(("steps", id_, t), most if t >= first else 0, whole=True)
        ordered.append((1.0, steps))
        o.spend(f"expansion:{id_}", t, case.money(line.get("step_cost")), steps)
        if decided:
            o.model.at_most([(1.0, steps)] + [(-most, n) for s, n in opened if s <= t], 0)
    o.model.at_most(ordered, most)
    capacity, length = number(line["capacity"]), whole(line.get("ramp"))
    step, wait, step_length = (
        number(line.get("step")),
        whole(line.get("step_lead_time")),
        whole(line.get("step_ramp")),
    )
    for t in o.T:
        start = o.model.variable(("start", id_, t))
        o.spend(f"production:{id_}", t, case.money(line.get("unit_cost")), start)
        if closes is not None and t >= closes:
            o.model.equal([(1, start)], 0)
            continue
        base = [(-capacity * ramp(t - s, length), name) for s, name in opened]
        grown = [(-step * ramp(t - s - wait, step_length), ("steps", id_, s)) for s in o.T]
        o.model.at_most([(1.0, start), *base, *grown], 0)
        big = capacity + step * most
        o.model.at_most([(1.0, start)] + [(-big, name) for s, name in opened if s <= t], 0)


def add_opening(o: Oracle, line: Row) -> list[tuple[int, Name]]:
    """The periods in which the line can open, each with the variable that is 1 when it opens there."""
    case, id_ = o.case, line["id"]
    first = case.period(line.get("opens")) or 0
    finishes: dict[int, Terms] = {}
    if line.get("project"):
        project = case.row("projects", line["project"])
        for begin, name in o.begins.get(project["id"], []):
            finish = begin + project_duration(case, project)
            finishes.setdefault(max(first, finish), []).append((1.0, name))
    opened = []
    if case.money(line.get("opening_cost")) > 0:
        for t in o.T:
            if t >= first:
                name = o.model.variable(("open", id_, t), 1, whole=True)
                o.spend(f"opening:{id_}", t, case.money(line["opening_cost"]), name)
                opened.append((t, name))
                if line.get("project"):
                    done = [term for s, terms in finishes.items() if s <= t for term in terms]
                    o.model.at_most([(1.0, name), *negative(done)], 0)
        o.model.at_most([(1.0, name) for _, name in opened], 1)
        return opened
    if not line.get("project"):
        name = o.model.variable(("opened", id_, first), 1)
        o.model.equal([(1.0, name)], 1)
        return [(first, name)]
    for s, terms in finishes.items():
        name = o.model.variable(("opened", id_, s), 1)
        o.model.equal([(1.0, name), *negative(terms)], 0)
        opened.append((s, name))
    return opened


def inside(case: Case, row: Row, t: int) -> bool:
    """Whether t lies in the row's window [opens, closes)."""
    opens, closes = case.period(row.get("opens")), case.period(row.get("closes"))
    return (opens is None or t >= opens) and (closes is None or t < closes)


def add_pool(o: Oracle, pool: Row) -> None:
    """Σ pool_use·start[l,t] <= capacity of the pool, and 0 outside its window."""
    for t in o.T:
        terms: Terms = [
            (number(line.get("pool_use"), 1.0), ("start", line["id"], t))
            for line in o.case.rows("lines")
            if line.get("pool") == pool["id"]
        ]
        if terms:
            o.model.at_most(terms, number(pool["capacity"]) if inside(o.case, pool, t) else 0)


def add_stock(o: Oracle, stock: Row) -> None:
    """Σ release <= quantity - reserve; per period <= release_rate; not before `available`."""
    available = o.case.period(stock.get("available")) or 0
    rate = number(stock.get("release_rate"), float("inf"))
    releases: Terms = []
    for t in o.T:
        name = o.model.variable(("release", stock["id"], t), rate if t >= available else 0)
        o.spend(f"stock:{stock['id']}", t, o.case.money(stock.get("unit_cost")), name)
        releases.append((1.0, name))
    o.model.at_most(releases, number(stock["quantity"]) - number(stock.get("reserve")))


def carried(case: Case, route: Row) -> list[str]:
    return [route["item"]] if route.get("item") else [item["id"] for item in case.rows("items")]


def add_route(o: Oracle, route: Row) -> None:
    """Σ over all items it carries <= capacity, and 0 outside its window; cost at dispatch."""
    capacity = number(route.get("capacity"), float("inf"))
    for t in o.T:
        load: Terms = []
        for item in carried(o.case, route):
            for m in o.makers:
                name = o.model.variable(("ship", route["id"], item, m, t))
                load.append((1.0, name))
                o.spend(f"transport:{route['id']}", t, o.case.money(route.get("unit_cost")), name)
        o.model.at_most(load, capacity if inside(o.case, route, t) else 0)


def demand(case: Case, need: Row, t: int) -> float:
    first, last = case.period(need["start"]), case.period(need["end"])
    assert first is not None
    assert last is not None
    return number(need["quantity"]) if first <= t <= last else 0.0


def delivered(o: Oracle, need: str, t: int) -> Terms:
    return [(1.0, ("deliver", need, m, t)) for m in o.makers]


def add_need(o: Oracle, need: Row) -> None:
    """waits: back[t] = back[t-1] + quantity - deliver >= 0; lost: miss[t] = quantity - deliver >= 0."""
    id_, waits = need["id"], need.get("unmet", "waits") != "lost"
    asked = sum(demand(o.case, need, t) for t in o.T)
    weight = number(need.get("priority"), 1.0)
    for t in o.T:
        for m in o.makers:
            o.model.variable(("deliver", id_, m, t))
        short = o.model.variable(("short", id_, t))
        before = [(-1.0, ("short", id_, t - 1))] if waits and t > 0 else []
        terms = [(1.0, short), *before, *delivered(o, id_, t)]
        o.model.equal(terms, demand(o.case, need, t))
        if asked > 0:
            o.short.append((weight / asked, short))


def add_balance(o: Oracle) -> None:
    """hand[t] = hand[t-1] + what comes - what goes >= 0, per item, country and made-in country."""
    for line in o.case.rows("lines"):
        for component, quantity in o.case.bill(line).items():
            for t in o.T:
                used = [(1.0, o.model.variable(("use", line["id"], component, m, t))) for m in o.makers]
                o.model.equal([*used, (-quantity, ("start", line["id"], t))], 0)
    for item in o.case.rows("items"):
        for c in o.countries:
            for m in o.makers:
                for t in o.T:
                    hand = o.model.variable(("hand", item["id"], c, m, t))
                    before = [(-1.0, ("hand", item["id"], c, m, t - 1))] if t > 0 else []
                    flows = [*came(o, item["id"], c, m, t), *negative(went(o, item["id"], c, m, t))]
                    arrived = sum(
                        number(row["quantity"])
                        for row in o.case.rows("arrivals")
                        if row["item"] == item["id"] and row["country"] == c
                        if o.made(c) == m and o.case.period(row["period"]) == t
                    )
                    o.model.equal([(1.0, hand), *before, *negative(flows)], arrived)


def came(o: Oracle, item: str, c: str, m: str, t: int) -> Terms:
    """What lands in country c in period t, made in m, by name (arrivals aside)."""
    terms: Terms = []
    for line in o.case.rows("lines"):
        sent = t - whole(line.get("lead_time"))
        if line["item"] == item and line["country"] == c and o.made(c) == m and sent >= 0:
            terms.append((1.0, ("start", line["id"], sent)))
    for stock in o.case.rows("stocks"):
        sent = t - whole(stock.get("lead_time"))
        if stock["item"] == item and stock["country"] == c and o.made(c) == m and sent >= 0:
            terms.append((1.0, ("release", stock["id"], sent)))
    for route in o.case.rows("routes"):
        sent = t - whole(route.get("lead_time"))
        if route["to"] == c and item in carried(o.case, route) and sent >= 0:
            terms.append((1.0, ("ship", route["id"], item, m, sent)))
    return terms


def went(o: Oracle, item: str, c: str, m: str, t: int) -> Terms:
    """What leaves the hand in country c in period t, made in m, by name."""
    terms: Terms = []
    for line in o.case.rows("lines"):
        if line["country"] == c and item in o.case.bill(line):
            terms.append((1.0, ("use", line["id"], item, m, t)))
    for route in o.case.rows("routes"):
        if route["from"] == c and item in carried(o.case, route):
            terms.append((1.0, ("ship", route["id"], item, m, t)))
    for need in o.case.rows("needs"):
        if need["country"] == c and need["item"] == item:
            terms.append((1.0, ("deliver", need["id"], m, t)))
    return terms


def add_commitment(o: Oracle, commitment: Row) -> None:
    """Requires gap = max(0, quantity - Σ_{t<=due} deliver), shortfall gap/quantity; tracked only otherwise."""
    quantity, due = number(commitment["quantity"]), o.case.period(due_date(commitment))
    if not commitment.get("need") or due is None or quantity <= 0:
        return
    gap = o.model.variable(("gap", commitment["id"]))
    got = [term for t in o.T if t <= due for term in delivered(o, commitment["need"], t)]
    o.model.row([(1.0, gap), *got], quantity, float("inf"))
    o.short.append((number(commitment.get("priority")) / quantity, gap))


def due_date(commitment: Row) -> object:
    return commitment["due"] if known(commitment["due"]) else None
