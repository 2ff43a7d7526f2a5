"""A book in the form the kernel reads fastest: plain tables of whole numbers, and lists of what can act in a period.

What a run knows lies in rows of lanes, [row, lane]: the cells first, then the state, section by section (`Rows`).
Everything a flow draws on is such a row: units on hand, what a need has outstanding, what is left of a stock above its
reserve, of a pool, of a period's release or of a route. So one rule serves all kinds of flows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cofactory.simulator.book import RELEASE, SHIP, START, Floats, Ints

if TYPE_CHECKING:
    from cofactory.simulator.book import Book, Records

Small = NDArray[np.int32]

LANES = 8
"""Runs that the kernel follows side by side: one cache line of float64."""

SLACK = 1.0 + 1e-7
"""A plan meets the limits on money to its solver's tolerance of 1e-7, no more exactly."""

TAKE, TAKE_END, CAPACITY, LOSS, OUT, SLOT, LEAD, COST, PRICE, NEED, LEARNS = range(11)
"""Columns of `flows`: its takes; the rows that bound and thin it; the row it fills, and its place among the rows
that are filled late; places of lead time and price; cost, need and whether it learns. -1: none."""

LINE_FIELDS = ("capacity_at", "ramp_at", "opens", "closes", "project", "chosen", "planned_opening", "opening_at",
                "opening_cost", "step_price_at", "step_cost", "step_lead_at", "step_ramp_at")  # fmt: skip
(CAPACITY_AT, RAMP_AT, OPENS, CLOSES, PROJECT, CHOSEN, PLANNED_OPENING, OPENING_AT, OPENING_COST, STEP_PRICE_AT,
 STEP_COST, STEP_LEAD_AT, STEP_RAMP_AT, STEP_ROW) = range(14)  # fmt: skip
"""Columns of `lines`: the fields above, then the row of the period of its first step."""

QUANTITY_AT, FIRST, LAST, WAITS, NODE, FLOW = range(6)
"""Columns of `needs`."""

BEGIN, PROJECT_COST, STAGE, STAGE_END = range(4)
"""Columns of `projects`."""

DURATION_AT, STAGE_PRICE_AT, SUCCESS_AT = range(3)
"""Columns of `stages`."""

CHANCE_AT, LASTS_AT, SEVERITY_AT, RISK_FIRST, RISK_LAST, TARGET, TARGET_END = range(7)
"""Columns of `risks`."""

FUND, SIGNED, SIGNED_FIRST, SIGNED_LAST, CAPPED = range(5)
"""Columns of `payers`. `SIGNED`: it pays only what began between two periods."""


class Rows(NamedTuple):
    """The first row of each section, and the number of rows."""

    hand: int
    """Units on hand, by node."""
    back: int
    """What each need has outstanding."""
    got: int
    """What each need got in this period."""
    missed: int
    """What it had outstanding, summed over the periods."""
    hold: int
    """What is left of each stock above its reserve."""
    pool: int
    rate: int
    """What each stock may still release in this period."""
    room: int
    """What each route can still carry in this period."""
    base: int
    """Capacity of each line, without events."""
    able: int
    """Capacity of each line in this period."""
    left: int
    """What events leave of lines; of routes, funds and projects in the next three."""
    left_route: int
    left_fund: int
    left_project: int
    done: int
    """Units moved so far, by flow."""
    opened: int
    ordered: int
    """Steps ordered, by line."""
    step: int
    """The period of every step."""
    stage: int
    worked: int
    begun: int
    finish: int
    failed: int
    """0 or 1, by project."""
    purse: int
    """What is left of each fund."""
    monthly: int
    """What each fund may still pay in this period."""
    paid: int
    """Paid so far at planned prices, by payer."""
    now: int
    """Paid in this period, by payer."""
    due: int
    """Paid in this period, by cost."""
    ratio: int
    """Drawn over planned price, by flow, then planned over drawn."""
    lasts: int
    """Periods an event lasts, by risk."""
    sofar: int
    """Delivered so far of what each promise is about."""
    by_due: int
    """The same when it was due."""
    date: int
    """The first period by whose end it was kept."""
    offer: int
    """Two rows for every payer of a cost: its room and what it is behind, later its part."""
    spare: int
    """Four rows for numbers that are needed one by one."""
    spent: int
    end: int


class Money(NamedTuple):
    """Who pays what."""

    amounts: Small
    """The place of each fund's amount."""
    limits: Floats
    """The most each fund pays in a period."""
    payers: Small
    share: Floats
    paying: Small
    """Payers whose window is open, by period and cost."""
    planned: Floats
    """What the plan has each of those pay until then, at planned prices."""
    first: Small
    """Where those of a cost begin, [period, cost]; those of the next cost follow."""


class Script(NamedTuple):
    """A programme and the plan that its runs follow, as the kernel reads them."""

    rows: Rows
    money: Money
    discount: Floats
    places: Small
    """The place of each drawn cell."""
    acts: Small
    """Flows that may act, period by period, in their order."""
    goals: Floats
    """Their cumulative planned amounts."""
    acts_end: Small
    """Where the list of each period ends."""
    flows: Small
    learning: Floats
    takes: Small
    """Rows that flows draw on."""
    per_unit: Floats
    receivers: Small
    """Rows that are filled late."""
    makers: Small
    """Lines with planned starts."""
    lines: Small
    step_size: Floats
    steps: Small
    """Cumulative planned steps, [period, line]."""
    pools: Small
    """Place, first period, first period after."""
    stocks: Small
    """Places of quantity and reserve."""
    rates: Floats
    routes: Small
    """Routes with a capacity."""
    carries: Floats
    arrivals: Small
    needs: Small
    priority: Floats
    planned_hand: Floats
    """Planned units on hand at the end of a period where a need is, [period, need]."""
    by_priority: Small
    promises: Small
    """Need and due period."""
    promised: Floats
    """Quantity and priority of each promise."""
    projects: Small
    stages: Small
    risks: Small
    struck: Small
    """The row in `left` of each thing that a risk strikes."""
    streams: Ints
    """Streams of luck: of the risks, then of the projects."""


def script_of(book: Book, places: Ints) -> Script:
    """Returns the book as the kernel reads it; `places` are those of the drawn cells."""
    rows = _rows(book)
    flows, takes = _flows(book, rows)
    drawn = set(places.tolist())
    receivers = sorted({row[OUT] for row in flows if row[OUT] >= 0 and (row[LEAD] in drawn or book.planned[row[LEAD]])})
    slot = {row: k for k, row in enumerate(receivers)}
    for row in flows:
        row[SLOT] = slot.get(row[OUT], -1)
    acts = _acting(book)
    step_rows = rows.step + np.concatenate([[0], np.cumsum(book.steps[-1])[:-1]])[: len(book.lines)]
    carrying = np.flatnonzero(np.isfinite(book.routes["capacity"]))
    return Script(
        rows=rows,
        money=_money(book),
        discount=book.discount,
        places=_small(places),
        acts=_small([f for now in acts for f in now]),
        goals=np.array([book.target[t, f] for t, now in enumerate(acts) for f in now], dtype=np.float64),
        acts_end=_small(np.cumsum([len(now) for now in acts])),
        flows=_small(flows).reshape(-1, 11),
        learning=np.array([_learning(book, flow) for flow in book.flows], dtype=np.float64),
        takes=_small([row for row, _ in takes]),
        per_unit=np.array([quantity for _, quantity in takes], dtype=np.float64),
        receivers=_small(receivers),
        makers=_small(book.flows["row"][book.flows["kind"] == START]),
        lines=np.column_stack([_table(book.lines, *LINE_FIELDS), _small(step_rows)]),
        step_size=book.lines["step"].copy(),
        steps=_small(book.steps),
        pools=_table(book.pools, "at", "opens", "closes"),
        stocks=_table(book.stocks, "at", "reserve_at"),
        rates=book.stocks["rate"].copy(),
        routes=_small(carrying),
        carries=book.routes["capacity"][carrying].copy(),
        arrivals=_table(book.arrivals, "period", "node", "at"),
        needs=_table(book.needs, "quantity_at", "first", "last", "waits", "node", "flow"),
        priority=book.needs["priority"].copy(),
        planned_hand=book.hand[:, book.needs["node"]].copy(),
        by_priority=_small(book.by_priority),
        promises=_table(book.promises, "need", "due"),
        promised=np.column_stack([book.promises["quantity"], book.promises["priority"]]),
        projects=_table(book.projects, "begin", "cost", "first_stage", "end_stage"),
        stages=_table(book.stages, "duration_at", "price_at", "success_at"),
        risks=_table(
            book.risks, "chance_at", "duration_at", "severity_at", "first", "last", "first_target", "end_target"
        ),
        struck=_small(rows.left + book.struck),
        streams=np.concatenate([book.risks["stream"], book.projects["stream"]]).astype(np.int64),
    )


def _small(values: Any) -> Small:
    return np.ascontiguousarray(values, dtype=np.int32)


def _table(records: Records, *names: str) -> Small:
    return _small(np.stack([records[name] for name in names], axis=1)).reshape(-1, len(names))


def _rows(book: Book) -> Rows:
    lines, flows, projects, funds = len(book.lines), len(book.flows), len(book.projects), len(book.funds)
    payers = book.costs["end_payer"] - book.costs["first_payer"]
    sizes = {
        "hand": book.hand.shape[1], "back": len(book.needs), "got": len(book.needs),
        "missed": len(book.needs), "hold": len(book.stocks), "pool": len(book.pools),
        "rate": len(book.stocks), "room": len(book.routes), "base": lines, "able": lines,
        "left": lines, "left_route": len(book.routes), "left_fund": funds, "left_project": projects,
        "done": flows, "opened": lines, "ordered": lines,
        "step": int(book.steps[-1].sum()), "stage": projects, "worked": projects, "begun": projects,
        "finish": projects, "failed": projects, "purse": funds, "monthly": funds, "paid": len(book.payers),
        "now": len(book.payers), "due": len(book.costs), "ratio": 2 * flows, "lasts": len(book.risks),
        "sofar": len(book.promises), "by_due": len(book.promises), "date": len(book.promises),
        "offer": 2 * int(payers.max(initial=0)), "spare": 4, "spent": 1,
    }  # fmt: skip
    starts = len(book.planned) + np.cumsum([0, *sizes.values()])
    return Rows(**{name: int(start) for name, start in zip([*sizes, "end"], starts, strict=True)})


def _learning(book: Book, flow: Any) -> float:
    return float(book.lines["learning"][flow["row"]]) if flow["kind"] == START else 0.0


def _flows(book: Book, rows: Rows) -> tuple[list[list[int]], list[tuple[int, float]]]:
    """The flows, and the rows they draw on, with how much of each a unit takes."""
    found, takes = list[list[int]](), list[tuple[int, float]]()
    struck = {rows.left + int(thing) for thing in book.struck}
    for flow in book.flows:
        kind, n = int(flow["kind"]), int(flow["row"])
        own = [(rows.hand + int(i["node"]), float(i["quantity"])) for i in _inputs(book, flow)]
        capacity = loss = need = -1
        if kind == START:
            capacity, line = rows.able + n, book.lines[n]
            if line["pool"] >= 0 and line["pool_use"] > 0:
                own.append((rows.pool + int(line["pool"]), float(line["pool_use"])))
        elif kind == RELEASE:
            own.append((rows.hold + n, 1.0))
            if np.isfinite(book.stocks["rate"][n]):
                own.append((rows.rate + n, 1.0))
        elif kind == SHIP:
            if np.isfinite(book.routes["capacity"][n]):
                own.append((rows.room + n, 1.0))
            elif rows.left_route + n in struck:
                loss = rows.left_route + n
        else:
            need = n
            own.append((rows.back + n, 1.0))
        out = rows.hand + int(flow["out"]) if flow["out"] >= 0 else -1
        learns = int(_learning(book, flow) < 0)
        lead, price, cost = int(flow["lead_at"]), int(flow["price_at"]), int(flow["cost"])
        found.append([len(takes), len(takes) + len(own), capacity, loss, out, -1, lead, cost, price, need, learns])
        takes += own
    return found, takes


def _inputs(book: Book, flow: Any) -> Records:
    return book.inputs[flow["first_input"] : flow["end_input"]]


def _acting(book: Book) -> list[list[int]]:
    """The flows that may act in each period: planned to have begun, and inside the window of their row."""
    flows, periods = book.flows, len(book.discount)
    first, end = np.zeros(len(flows)), np.full(len(flows), np.inf)
    for kind, table, opens, closes in (
        (START, book.lines, "opens", "closes"), (RELEASE, book.stocks, "available", None),
        (SHIP, book.routes, "opens", "closes"),
    ):  # fmt: skip
        mine = flows["kind"] == kind
        first[mine] = table[opens][flows["row"][mine]]
        if closes:
            end[mine] = table[closes][flows["row"][mine]]
    t = np.arange(periods)[:, None]
    may = (book.target > 0) & (t >= first) & (t < end)
    return [[int(f) for f in book.order[now] if may[now, f]] for now in range(periods)]


def _money(book: Book) -> Money:
    payers, periods = book.payers, len(book.discount)
    paying, planned = list[int](), list[float]()
    first = np.zeros((periods, len(book.costs) + 1), dtype=np.int32)
    for now in range(periods):
        inside = (payers["first"] <= now) & (now <= payers["last"])
        for c, cost in enumerate(book.costs):
            first[now, c] = len(paying)
            paying += [e for e in range(cost["first_payer"], cost["end_payer"]) if inside[e]]
        planned += book.payments[now, paying[len(planned) :]].tolist()
        first[now, -1] = len(paying)
    signed = np.zeros(len(payers))  # other costs are signed when they fall due, which their windows see to
    for c in book.projects["cost"][book.projects["cost"] >= 0]:
        signed[book.costs["first_payer"][c] : book.costs["end_payer"][c]] = 1
    return Money(
        amounts=_small(book.funds["amount_at"]),
        limits=book.funds["period_limit"] * SLACK,
        payers=np.column_stack(
            [_small(payers["fund"]), _small(signed), _table(payers, "signed_first", "signed_last", "capped")]
        ),
        share=payers["share"].copy(),
        paying=_small(paying),
        planned=np.array(planned, dtype=np.float64),
        first=first,
    )
