"""What must be true of every finished plan, checked from its result tables alone."""

from collections.abc import Callable
from typing import Any

from tests.planner.admission import admits, costs
from tests.planner.finished import Finished
from tests.planner.reading import Case, Row, known, number, ramp, whole

EXACT = 1e-6
"""What a rule may be missed by, as a share of the numbers in it and as an amount."""


def faults(case: Case, plan: Any) -> list[str]:
    """Every identity that the plan breaks, in words; empty when it holds them all."""
    done = Finished(case, plan)
    found: list[str] = []
    for check in CHECKS:
        check(case, done, found)
    return found


def over(value: float, bound: float) -> bool:
    return value > bound + EXACT * max(1.0, abs(bound))


def differs(value: float, other: float) -> bool:
    return abs(value - other) > EXACT * max(1.0, abs(other), abs(value))


def check_signs(_: Case, done: Finished, found: list[str]) -> None:
    tables: dict[str, dict[Any, float]] = {
        "starts": done.starts,
        "steps": done.steps,
        "releases": done.releases,
        "deliveries": done.delivered,
        "shipments": done.shipments,
        "payments": done.payments,
    }
    for name, amounts in tables.items():
        found += [f"{name} {key} is {value}" for key, value in amounts.items() if value < -EXACT]
        found += [f"{name} {key} is outside the horizon" for key in amounts if key[-1] not in done.case.horizon]


def moves(case: Case, done: Finished) -> list[tuple[str, str, int, float]]:
    """Everything that changes what lies somewhere: item, country, period, and how much comes (or, below 0, goes)."""
    found: list[tuple[str, str, int, float]] = [
        (row["item"], row["country"], case.period(row["period"]) or 0, number(row["quantity"]))
        for row in case.rows("arrivals")
    ]
    for (id_, t), quantity in done.starts.items():
        line = case.row("lines", id_)
        found.append((line["item"], line["country"], t + whole(line.get("lead_time")), quantity))
        found += [(part, line["country"], t, -each * quantity) for part, each in case.bill(line).items()]
    for (id_, t), quantity in done.releases.items():
        stock = case.row("stocks", id_)
        found.append((stock["item"], stock["country"], t + whole(stock.get("lead_time")), quantity))
    for (id_, item, t), quantity in done.shipments.items():
        route = case.row("routes", id_)
        found.append((item, route["from"], t, -quantity))
        found.append((item, route["to"], t + whole(route.get("lead_time")), quantity))
    for (id_, t), quantity in done.delivered.items():
        need = case.row("needs", id_)
        found.append((need["item"], need["country"], t, -quantity))
    return found


def check_balance(case: Case, done: Finished, found: list[str]) -> None:
    every = moves(case, done)
    for item, country in sorted({(item, country) for item, country, _, _ in every}):
        for t in case.horizon:
            left = sum(q for i, c, when, q in every if (i, c) == (item, country) and when <= t)
            if left < -10 * EXACT:
                found.append(f"balance: {item} in {country} is {left} at the end of {t}")


def durations(case: Case, project: Row) -> list[tuple[int, float]]:
    """The stages of a project in order, each with its duration and cost."""
    rows = [row for row in case.rows("stages") if row["project"] == project["id"]]
    rows.sort(key=lambda row: number(row["order"]))
    return [(whole(row["duration"]), case.money(row.get("cost"))) for row in rows or [project]]


def finish(case: Case, done: Finished, project: str) -> int | None:
    if project not in done.begins:
        return None
    stages = durations(case, case.row("projects", project))
    return done.begins[project] + sum(duration for duration, _ in stages)


def earliest(case: Case, done: Finished, line: Row) -> int | None:
    """The first period not before `opens` in which the line's project has finished."""
    opens = case.period(line.get("opens")) or 0
    if not line.get("project"):
        return opens
    finished = finish(case, done, line["project"])
    return None if finished is None else max(opens, finished)


def opening(case: Case, done: Finished, line: Row) -> int | None:
    decided = case.money(line.get("opening_cost")) > 0
    return done.openings.get(line["id"]) if decided else earliest(case, done, line)


def capacity(case: Case, done: Finished, line: Row, t: int) -> float:
    """What the law of ramp allows the line in period t."""
    opened, closes = opening(case, done, line), case.period(line.get("closes"))
    if opened is None or t < opened or (closes is not None and t >= closes):
        return 0.0
    grown = sum(
        number(line.get("step"))
        * count
        * ramp(t - ordered - whole(line.get("step_lead_time")), whole(line.get("step_ramp")))
        for (id_, ordered), count in done.steps.items()
        if id_ == line["id"]
    )
    return number(line["capacity"]) * ramp(t - opened, whole(line.get("ramp"))) + grown


def check_capacity(case: Case, done: Finished, found: list[str]) -> None:
    shown = {(row["line"], case.period(row["period"])): row["capacity"] for row in done.rows("starts")}
    for line in case.rows("lines"):
        for t in case.horizon:
            most = capacity(case, done, line, t)
            started = done.starts.get((line["id"], t), 0.0)
            if over(started, most):
                found.append(f"capacity: {line['id']} starts {started} of {most} in {t}")
            if (line["id"], t) in shown and differs(shown[line["id"], t], most):
                found.append(f"capacity: {line['id']} shows {shown[line['id'], t]} for {most} in {t}")


def check_openings(case: Case, done: Finished, found: list[str]) -> None:
    for row in done.rows("openings"):
        line, t = case.row("lines", row["line"]), done.openings[row["line"]]
        first = earliest(case, done, line)
        if case.money(line.get("opening_cost")) <= 0:
            found.append(f"opening: {line['id']} has no opening decision")
        if first is None or t < first or t not in case.horizon:
            found.append(f"opening: {line['id']} opens in {t}, it could from {first}")
        if differs(row["cost"], case.money(line.get("opening_cost"))):
            found.append(f"opening: {line['id']} costs {row['cost']}")
    if len(done.rows("openings")) != len(done.openings):
        found.append("opening: a line opens twice")


def check_steps(case: Case, done: Finished, found: list[str]) -> None:
    for line in case.rows("lines"):
        ordered = {t: count for (id_, t), count in done.steps.items() if id_ == line["id"]}
        if sum(ordered.values()) > whole(line.get("max_steps")):
            found.append(f"steps: {line['id']} orders {ordered}")
        decided = case.money(line.get("opening_cost")) > 0
        first = done.openings.get(line["id"], len(case.horizon)) if decided else case.period(line.get("opens")) or 0
        for t, count in ordered.items():
            if count != round(count):
                found.append(f"steps: {line['id']} orders {count} in {t}: not whole")
            if count and t < first:
                found.append(f"steps: {line['id']} orders in {t}, before {first}")
    for row in done.rows("steps"):
        due = case.money(case.row("lines", row["line"]).get("step_cost")) * row["steps"]
        if differs(row["cost"], due):
            found.append(f"steps: {row['line']} costs {row['cost']} for {due}")


def check_projects(case: Case, done: Finished, found: list[str]) -> None:
    for project in case.rows("projects"):
        id_, begin = project["id"], done.begins.get(project["id"])
        start = case.period(project.get("start")) or 0
        if project.get("optional") != "yes" and begin != start:
            found.append(f"project: {id_} begins in {begin}, not in {start}")
        if project.get("optional") == "yes" and begin is not None and (begin < start or begin not in case.horizon):
            found.append(f"project: {id_} begins in {begin}, outside its window")
    found += [
        f"project: {row['project']} finishes in {row['finish']}"
        for row in done.rows("projects")
        if row["begin"] is not None and case.period(row["finish"]) != finish(case, done, row["project"])
    ]


def inside(case: Case, row: Row, t: int) -> bool:
    opens, closes = case.period(row.get("opens")), case.period(row.get("closes"))
    return (opens is None or opens <= t) and (closes is None or t < closes)


def check_pools_and_routes(case: Case, done: Finished, found: list[str]) -> None:
    for t in case.horizon:
        for pool in case.rows("pools"):
            members = [line for line in case.rows("lines") if line.get("pool") == pool["id"]]
            used = sum(number(row.get("pool_use"), 1.0) * done.starts.get((row["id"], t), 0.0) for row in members)
            if over(used, number(pool["capacity"]) if inside(case, pool, t) else 0.0):
                found.append(f"pool: {pool['id']} gives {used} in {t}")
        for route in case.rows("routes"):
            load = sum(q for (id_, _, sent), q in done.shipments.items() if id_ == route["id"] and sent == t)
            most = number(route.get("capacity"), float("inf")) if inside(case, route, t) else 0.0
            if over(load, most):
                found.append(f"route: {route['id']} carries {load} of {most} in {t}")
    for id_, item, _ in done.shipments:
        bound = case.row("routes", id_).get("item")
        if bound and bound != item:
            found.append(f"route: {id_} carries {item}")


def check_stocks(case: Case, done: Finished, found: list[str]) -> None:
    for stock in case.rows("stocks"):
        out = {t: q for (id_, t), q in done.releases.items() if id_ == stock["id"]}
        if over(sum(out.values()), number(stock["quantity"]) - number(stock.get("reserve"))):
            found.append(f"stock: {stock['id']} releases {out}")
        for t, quantity in out.items():
            if over(quantity, number(stock.get("release_rate"), float("inf"))):
                found.append(f"stock: {stock['id']} releases {quantity} in {t}, too fast")
            if quantity > EXACT and t < (case.period(stock.get("available")) or 0):
                found.append(f"stock: {stock['id']} releases in {t}, too early")


def asked(case: Case, need: Row, t: int) -> float:
    return number(need["quantity"]) if case.period(need["start"]) <= t <= case.period(need["end"]) else 0.0  # type: ignore[operator]


def short_of(case: Case, done: Finished, need: Row) -> list[float]:
    """The backlog, or the missed quantity, at the end of every period."""
    waiting, short = 0.0, []
    for t in case.horizon:
        missing = asked(case, need, t) - done.delivered.get((need["id"], t), 0.0)
        waiting = missing if need.get("unmet") == "lost" else waiting + missing
        short.append(waiting)
    return short


def check_needs(case: Case, done: Finished, found: list[str]) -> None:
    shown = {(row["need"], case.period(row["period"])): row for row in done.rows("deliveries")}
    for need in case.rows("needs"):
        column, other = ("missed", "backlog") if need.get("unmet") == "lost" else ("backlog", "missed")
        for t, short in enumerate(short_of(case, done, need)):
            if short < -EXACT * 10:
                found.append(f"need: {need['id']} gets {-short} too much by {t}")
            row = shown.get((need["id"], t))
            if row is None:
                if asked(case, need, t) or short > EXACT * 10:
                    found.append(f"need: {need['id']} has no row for {t}")
                continue
            if differs(row["asked"], asked(case, need, t)) or differs(row[column] or 0.0, short) or row[other]:
                found.append(f"need: {need['id']} shows {row} where {short} is short")


def check_need_totals(case: Case, done: Finished, found: list[str]) -> None:
    for row in done.rows("needs"):
        need = case.row("needs", row["id"])
        total = sum(asked(case, need, t) for t in case.horizon)
        got = sum(quantity for (id_, _), quantity in done.delivered.items() if id_ == need["id"])
        part = sum(short_of(case, done, need)) / total if total else 0.0
        if differs(row["asked"], total) or differs(row["delivered"], got) or differs(row["shortfall"], part):
            found.append(f"need: {need['id']} sums up as {row}")
    if {row["id"] for row in done.rows("needs")} != {row["id"] for row in case.rows("needs")}:
        found.append("need: one is left out of the summary")


def gap(case: Case, done: Finished, promise: Row) -> float | None:
    """What a commitment lacks at its due date; none for one that is only tracked."""
    if not promise.get("need") or not known(promise["quantity"]) or not known(promise["due"]):
        return None
    due = case.period(promise["due"])
    assert due is not None
    got = sum(q for (id_, t), q in done.delivered.items() if id_ == promise["need"] and t <= due)
    return max(0.0, number(promise["quantity"]) - got)


def check_commitments(case: Case, done: Finished, found: list[str]) -> None:
    shown = {row["commitment"]: row for row in done.rows("commitments")}
    for promise in case.rows("commitments"):
        lacks = gap(case, done, promise)
        if lacks is None:
            continue
        row = shown[promise["id"]]
        got = row["delivered_by_due"]
        if differs(row["gap"], lacks) or differs(max(0.0, number(promise["quantity"]) - got), lacks):
            found.append(f"commitment: {promise['id']} shows {row} where {lacks} lacks")


def check_shortfall(case: Case, done: Finished, found: list[str]) -> None:
    total = shortfall(case, done)
    if differs(done.plan.shortfall, total):
        found.append(f"shortfall: {done.plan.shortfall} shown, {total} in the tables")


def shortfall(case: Case, done: Finished) -> float:
    """Σ priority · shortfall over needs and commitments."""
    total = 0.0
    for need in case.rows("needs"):
        whole_need = sum(asked(case, need, t) for t in case.horizon)
        if whole_need > 0:
            total += number(need.get("priority"), 1.0) * sum(short_of(case, done, need)) / whole_need
    for promise in case.rows("commitments"):
        total += number(promise.get("priority")) * (gap(case, done, promise) or 0.0) / number(promise["quantity"], 1.0)
    return total


def dues(case: Case, done: Finished) -> dict[tuple[str, int], float]:
    """What falls due of every cost in every period, worked out from the flows and decisions."""
    due: dict[tuple[str, int], float] = {}

    def owe(cost: str, t: int, amount: float) -> None:
        if t in case.horizon:
            due[cost, t] = due.get((cost, t), 0.0) + amount

    for (id_, t), quantity in done.starts.items():
        owe(f"production:{id_}", t, quantity * case.money(case.row("lines", id_).get("unit_cost")))
    for (id_, t), count in done.steps.items():
        owe(f"expansion:{id_}", t, count * case.money(case.row("lines", id_).get("step_cost")))
    for id_, t in done.openings.items():
        owe(f"opening:{id_}", t, case.money(case.row("lines", id_).get("opening_cost")))
    for (id_, t), quantity in done.releases.items():
        owe(f"stock:{id_}", t, quantity * case.money(case.row("stocks", id_).get("unit_cost")))
    for (id_, _, t), quantity in done.shipments.items():
        owe(f"transport:{id_}", t, quantity * case.money(case.row("routes", id_).get("unit_cost")))
    for id_, begin in done.begins.items():
        at = begin
        for duration, amount in durations(case, case.row("projects", id_)):
            for t in range(at, at + max(duration, 1)):
                owe(f"project:{id_}", t, amount / max(duration, 1))
            at += duration
    return due


def check_project_costs(case: Case, done: Finished, found: list[str]) -> None:
    due = dues(case, done)
    for row in done.rows("projects"):
        total = sum(amount for (cost, _), amount in due.items() if cost == f"project:{row['project']}")
        if differs(row["cost"], total):
            found.append(f"project: {row['project']} costs {row['cost']} for {total}")


def check_cost(case: Case, done: Finished, found: list[str]) -> None:
    total = sum(amount * case.discount(t) for (_, t), amount in dues(case, done).items())
    if differs(done.plan.cost, total):
        found.append(f"cost: {done.plan.cost} shown, {total} in the tables")


def check_payments(case: Case, done: Finished, found: list[str]) -> None:
    """Every cost is paid once, when it falls due."""
    due = dues(case, done)
    for cost, t in sorted(set(due) | {(cost, t) for _, cost, t in done.payments}):
        paid = sum(a for (_, other, when), a in done.payments.items() if (other, when) == (cost, t))
        if differs(paid, due.get((cost, t), 0.0)):
            found.append(f"payments: {paid} for {cost} in {t}, due {due.get((cost, t))}")
    if case.rows("funds"):
        check_funds(case, done, found)
    else:
        found += [f"payments: {fund} pays {cost} and is no fund" for fund, cost, _ in done.payments if fund]


def check_funds(case: Case, done: Finished, found: list[str]) -> None:
    """Each fund pays only what it may, up to its share, amount and limit."""
    due = dues(case, done)
    known_costs = {cost.id: cost for cost in costs(case)}
    for (id_, cost, t), amount in done.payments.items():
        fund = case.row("funds", id_)
        signed = done.begins[cost.removeprefix("project:")] if cost.startswith("project:") else t
        if amount > 10 * EXACT and not admits(case, fund, known_costs[cost], t, signed):
            found.append(f"payments: {id_} may not pay {cost} in {t}")
        if over(amount, number(fund.get("share_max"), 1.0) * due.get((cost, t), 0.0)):
            found.append(f"payments: {id_} pays {amount} of {cost} in {t}, more than its share")
    for fund in case.rows("funds"):
        spent = {
            t: sum(a for (f, _, when), a in done.payments.items() if f == fund["id"] and when == t)
            for t in case.horizon
        }
        if over(sum(spent.values()), case.money(fund["amount"])):
            found.append(f"payments: {fund['id']} pays {spent}, more than it has")
        if known(fund.get("period_limit")) and over(max(spent.values()), case.money(fund["period_limit"])):
            found.append(f"payments: {fund['id']} pays {spent}, more than its limit")


CHECKS: list[Callable[[Case, Finished, list[str]], None]] = [
    check_signs,
    check_balance,
    check_capacity,
    check_openings,
    check_steps,
    check_projects,
    check_project_costs,
    check_pools_and_routes,
    check_stocks,
    check_needs,
    check_need_totals,
    check_commitments,
    check_shortfall,
    check_cost,
    check_payments,
]
