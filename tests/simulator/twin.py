"""A twin of the kernel in plain Python: the same rules, read from rows and plan tables, with dictionaries and names.

It shares with the kernel the order of the flows (which has tests of its own) and the drawn cells; nothing else.
"""

import hashlib
import math
from dataclasses import dataclass, field
from typing import Any

from cofactory.programme.eligibility import costs, fund_terms, refusals
from cofactory.programme.inputs import cell_name
from cofactory.programme.record import Programme

NEVER = 10**9


def philox(counter: list[int], key: int) -> list[int]:
    """Philox4x32-10, as in the paper."""
    x, k = list(counter), [key & 0xFFFFFFFF, key >> 32]
    for _ in range(10):
        a, b = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [(b >> 32) ^ x[1] ^ k[0], b & 0xFFFFFFFF, (a >> 32) ^ x[3] ^ k[1], a & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
    return x


def stream(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little")


def ramp(age: float, length: float) -> float:
    return min(1.0, (age + 1) / (length + 1)) if age >= 0 else 0.0


@dataclass
class Twin:
    """One run of one plan; `cells` are the values of all cells by name, `plans` what the plan takes them to be."""

    programme: Programme
    plan: Any
    order: list[list[tuple[str, str, str]]]
    cells: dict[str, float]
    plans: dict[str, float]
    run: int
    seed: int
    flows: dict[tuple[tuple[str, str, str], int], float] = field(default_factory=dict)
    payments: dict[tuple[str, str, int], float] = field(default_factory=dict)
    short: dict[tuple[str, int], float] = field(default_factory=dict)
    cost: float = 0.0

    def __post_init__(self) -> None:
        calendar = self.programme.settings.calendar
        self.index, self.periods = calendar.index, calendar.periods
        self.targets = self.read_targets()
        self.planned_pay = self.read_payments()
        self.kinds = {cost.id: cost for cost in costs(self.programme)}
        self.hand: dict[tuple[str, str], float] = {}
        self.done: dict[tuple[str, str, str], float] = {}
        self.opened: dict[str, int] = {}
        self.steps: dict[str, list[int]] = {line.id: [] for line in self.programme.lines}
        self.finish: dict[str, int] = {}
        self.begun: dict[str, int] = {}
        self.failed: set[str] = set()
        self.progress: dict[str, tuple[int, float]] = {p.id: (0, 0.0) for p in self.programme.projects}
        self.paid: dict[tuple[str, str], float] = {}
        self.spent: dict[str, float] = {}
        self.spent_now: dict[str, float] = {}
        self.left: dict[str, float] = {}
        self.back: dict[str, float] = {}
        self.running = self.play()

    def cell(self, row: Any, column: str, blank: float = 0.0) -> float:
        return self.cells.get(cell_name(row, column), blank)

    def planned(self, row: Any, column: str, blank: float = 0.0) -> float:
        return self.plans.get(cell_name(row, column), blank)

    # What the plan's tables say

    def read_targets(self) -> dict[tuple[str, str, str], list[float]]:
        tables = (("start", self.plan.starts, "line", self.programme.lines),
                  ("release", self.plan.releases, "stock", self.programme.stocks),
                  ("ship", self.plan.shipments, "route", self.programme.routes),
                  ("deliver", self.plan.deliveries, "need", self.programme.needs))  # fmt: skip
        found: dict[tuple[str, str, str], list[float]] = {}
        for kind, frame, key, rows in tables:
            items = {row.id: getattr(row, "item", None) for row in rows}
            for entry in frame.to_dicts():
                name = (kind, entry[key], entry.get("item") or items[entry[key]] or "")
                amounts = found.setdefault(name, [0.0] * self.periods)
                amounts[self.index(entry["period"])] += entry["quantity"]
        return {name: [sum(amounts[: t + 1]) for t in range(self.periods)] for name, amounts in found.items()}

    def read_payments(self) -> dict[tuple[str, str], list[float]]:
        found: dict[tuple[str, str], list[float]] = {}
        for entry in self.plan.payments.to_dicts():
            if entry["fund"]:
                amounts = found.setdefault((entry["fund"], entry["cost"]), [0.0] * self.periods)
                amounts[self.index(entry["period"])] += entry["amount"]
        return {key: [sum(amounts[: t + 1]) for t in range(self.periods)] for key, amounts in found.items()}

    def recipe(self, line: Any) -> dict[str, float]:
        rows = [row for row in self.programme.bom if row.product == line.item]
        found: dict[str, float] = {}
        for row in [r for r in rows if r.line == line.id] or [r for r in rows if not r.line]:
            found[row.component] = found.get(row.component, 0.0) + row.quantity.mean()
        return found

    def ends(self, name: tuple[str, str, str]) -> tuple[dict[tuple[str, str], float], tuple[str, str] | None, Any]:
        """What a flow takes, where its units go, and its row."""
        kind, id_, item = name
        table = {"start": "lines", "release": "stocks", "ship": "routes", "deliver": "needs"}[kind]
        row = next(row for row in getattr(self.programme, table) if row.id == id_)
        if kind == "start":
            return {(c, row.country): q for c, q in self.recipe(row).items()}, (item, row.country), row
        if kind == "release":
            return {}, (item, row.country), row
        if kind == "ship":
            return {(item, row.from_): 1.0}, (item, row.to), row
        return {(item, row.country): 1.0}, None, row

    def planned_hand(self, t: int) -> dict[tuple[str, str], float]:
        hand: dict[tuple[str, str], float] = {}
        for row in self.programme.arrivals:
            if 0 <= self.index(row.period) <= t:
                key = (row.item, row.country)
                hand[key] = hand.get(key, 0.0) + self.planned(row, "quantity")
        for name, target in self.targets.items():
            takes, out, row = self.ends(name)
            for node, quantity in takes.items():
                hand[node] = hand.get(node, 0.0) - quantity * target[t]
            if out is not None and (sent := t - int(self.planned(row, "lead_time"))) >= 0:
                hand[out] = hand.get(out, 0.0) + target[sent]
        return hand

    # Luck

    def uniform(self, name: str, index: int, t: int) -> float:
        return (philox([self.run, stream(name), index, t // 4], self.seed)[t % 4] + 0.5) / 2**32

    def play(self) -> dict[tuple[str, int], bool]:
        running: dict[tuple[str, int], bool] = {}
        for risk in self.programme.risks:
            until = -1
            first = self.index(risk.start) if risk.start else 0
            last = self.index(risk.end) if risk.end else NEVER
            for t in range(self.periods):
                begins = until < t and first <= t <= last
                if begins and self.uniform(f"risks.{risk.id}", 0, t) < self.cell(risk, "chance"):
                    until = t + int(self.cell(risk, "duration")) - 1
                running[risk.id, t] = t <= until
        return running

    def remains(self, kind: str, row: Any, t: int) -> float:
        left = 1.0
        for risk in self.programme.risks:
            struck = risk.on == f"{kind}:{row.id}" or (kind == "line" and risk.on == f"country:{row.country}")
            if struck and self.running[risk.id, t]:
                left *= 1 - self.cell(risk, "severity")
        return left

    # Money

    def pay(self, cost: str, want: float, ratio: float, t: int, *, begun: int | None = None, whole: bool) -> float:
        """How much of an amount is paid now."""
        if cost not in self.kinds or want <= 0:
            return want
        if not self.programme.funds:
            self.cost += want * self.discount(t)
            return want
        payers = self.payers(cost, t if begun is None else begun, t)
        rooms, behinds = {}, {}
        for fund, (_, capped, open_) in payers.items():
            row = next(f for f in self.programme.funds if f.id == fund)
            limit = self.planned(row, "period_limit") if row.period_limit is not None else math.inf
            room = min(self.cell(row, "amount") * (1 + 1e-7) - self.spent.get(fund, 0.0),
                       limit * (1 + 1e-7) - self.spent_now.get(fund, 0.0))  # fmt: skip
            schedule = self.planned_pay.get((fund, cost))
            behind = max(0.0, (schedule[t] if schedule else 0.0) - self.paid.get((fund, cost), 0.0)) * ratio
            rooms[fund] = max(0.0, min(room, behind) if capped else room) if open_ else 0.0
            behinds[fund] = behind if open_ else 0.0
        shares = {fund: share for fund, (share, _, _) in payers.items()}
        amount = largest(want, rooms, shares)
        if whole and amount < want * (1 - 1e-6):
            return 0.0
        parts = split(amount, rooms, behinds, shares)
        if any(part > 0 and self.left[fund] < 1 for fund, part in parts.items()):
            if whole:
                return 0.0
            rooms = {fund: part * self.left[fund] for fund, part in parts.items()}
            amount = largest(amount, rooms, shares)
            parts = split(amount, rooms, rooms, shares)
        for fund, part in parts.items():
            self.spent[fund] = self.spent.get(fund, 0.0) + part
            self.spent_now[fund] = self.spent_now.get(fund, 0.0) + part
            self.paid[fund, cost] = self.paid.get((fund, cost), 0.0) + part / ratio
            self.payments[fund, cost, t] = self.payments.get((fund, cost, t), 0.0) + part
        self.cost += amount * self.discount(t)
        return amount

    def payers(self, cost: str, signed: int, t: int) -> dict[str, tuple[float, bool, bool]]:
        """Funds that may pay a cost: share, whether held to the plan, whether now; those the plan names come first."""
        found = {}
        for term in fund_terms(self.programme):
            if not refusals(self.programme, term, self.kinds[cost]):
                now = term.first <= t <= term.last and term.signed_first <= signed <= term.signed_last
                held = self.kinds[cost].kind == "production" and bool(term.origin_rules())
                found[term.fund.id] = (term.fund.share_max.mean(), held, now)
        return dict(sorted(found.items(), key=lambda entry: (entry[0], cost) not in self.planned_pay))

    def discount(self, t: int) -> float:
        settings = self.programme.settings
        return float((1 + settings.discount_rate) ** -(t / settings.calendar.periods_per_year))

    # One period

    def go(self) -> "Twin":
        for t in range(self.periods):
            self.receive(t)
            self.spent_now = {}
            self.left = {fund.id: self.remains("fund", fund, t) for fund in self.programme.funds}
            self.projects(t)
            self.lines(t)
            self.needs(t)
            self.pools = {
                pool.id: self.cell(pool, "capacity") if self.open_now(pool, t) else 0.0 for pool in self.programme.pools
            }
            self.carried = {route.id: 0.0 for route in self.programme.routes}
            for name in self.order[t]:
                self.flow(name, t)
            self.spread(t)
            for need in self.programme.needs:
                self.short[need.id, t] = self.back[need.id]
        return self

    def open_now(self, row: Any, t: int) -> bool:
        opens = self.index(row.opens) if row.opens else -NEVER
        return opens <= t < (self.index(row.closes) if row.closes else NEVER)

    def receive(self, t: int) -> None:
        for row in self.programme.arrivals:
            if self.index(row.period) == t:
                self.put((row.item, row.country), self.cell(row, "quantity"))
        for (name, sent), amount in list(self.flows.items()):
            _, out, row = self.ends(name)
            if out is not None and (lead := int(self.cell(row, "lead_time"))) > 0 and sent + lead == t:
                self.put(out, amount)

    def put(self, node: tuple[str, str], amount: float) -> None:
        self.hand[node] = self.hand.get(node, 0.0) + amount

    def projects(self, t: int) -> None:
        begins = {row["project"]: self.index(row["begin"]) for row in self.plan.projects.to_dicts()}
        for project in self.programme.projects:
            if project.optional != "yes":
                begins.setdefault(project.id, self.index(project.start))
            if project.id not in begins:
                continue
            for when in range(begins[project.id], 1) if t == 0 else [t]:
                if begins[project.id] <= when and project.id not in self.failed | set(self.finish):
                    self.work(project, when)

    def work(self, project: Any, t: int) -> None:
        stages = sorted((s for s in self.programme.stages if s.project == project.id), key=lambda s: s.order.mean())
        stages = stages or [project]
        able = self.remains("project", project, t) if t >= 0 else 1.0
        worked_now = False
        while able > 0:
            number, worked = self.progress[project.id]
            stage = stages[number]
            length, price, planned = (
                self.cell(stage, "duration"), self.cell(stage, "cost"), self.planned(stage, "cost"))  # fmt: skip
            if length > 0 and able <= 1e-9:
                return
            part = min(able, length - worked)
            want = price * part / length if length > 0 else price
            begun = self.begun.get(project.id, t)
            if t >= 0 and want > 0:
                ratio = price / planned if planned > 0 else 1.0
                if self.pay(f"project:{project.id}", want, ratio, t, begun=begun, whole=True) <= 0:
                    return
            self.begun[project.id] = begun
            if length > 0:
                worked_now, able = True, able - part
                self.progress[project.id] = (number, worked + part)
                if worked + part < length - 1e-9:
                    return
            if not self.uniform(f"projects.{project.id}", 1 + number, 0) < self.cell(stage, "success", 1.0):
                self.failed.add(project.id)
                return
            self.progress[project.id] = (number + 1, 0.0)
            if number + 1 == len(stages):
                self.finish[project.id] = t + 1 if worked_now else t
                return
            if worked_now and able <= 1e-9:
                return

    def lines(self, t: int) -> None:
        decided = {row["line"]: self.index(row["period"]) for row in self.plan.openings.to_dicts()}
        for line in self.programme.lines:
            opens = self.index(line.opens)
            if line.id in self.opened or opens > t or (line.project and self.finish.get(line.project, NEVER) > t):
                continue
            if line.opening_cost.mean() > 0:
                closed = line.closes and self.index(line.closes) <= t
                if decided.get(line.id, NEVER) > t or closed:
                    continue
                price = self.cell(line, "opening_cost")
                ratio = price / self.planned(line, "opening_cost")
                if price > 0 and self.pay(f"opening:{line.id}", price, ratio, t, whole=True) <= 0:
                    continue
                self.opened[line.id] = t
            else:
                self.opened[line.id] = max(opens, self.finish[line.project]) if line.project else opens
        for line in self.programme.lines:
            orders = [r["steps"] for r in self.plan.steps.to_dicts()
                      if r["line"] == line.id and self.index(r["period"]) <= t]  # fmt: skip
            if self.index(line.opens) > t or line.project in self.failed:
                continue
            if line.opening_cost.mean() > 0 and line.id not in self.opened:
                continue
            while len(self.steps[line.id]) < round(sum(orders)):
                price, planned = self.cell(line, "step_cost"), self.planned(line, "step_cost")
                if price > 0 and self.pay(f"expansion:{line.id}", price, price / planned, t, whole=True) <= 0:
                    break
                self.steps[line.id].append(t)

    def needs(self, t: int) -> None:
        for need in self.programme.needs:
            inside = self.index(need.start) <= t <= self.index(need.end)
            old = self.back.get(need.id, 0.0) if need.unmet == "waits" else 0.0
            self.back[need.id] = old + (self.cell(need, "quantity") if inside else 0.0)

    def limit(self, name: tuple[str, str, str], row: Any, want: float, t: int) -> float:
        if name[0] == "start":
            if self.opened.get(row.id, NEVER) > t or (row.closes and self.index(row.closes) <= t):
                return 0.0
            capacity = self.cell(row, "capacity") * ramp(t - self.opened[row.id], self.cell(row, "ramp"))
            for ordered in self.steps[row.id]:
                age = t - ordered - self.cell(row, "step_lead_time")
                capacity += row.step.mean() * ramp(age, self.cell(row, "step_ramp"))
            want = min(want, capacity * self.remains("line", row, t))
            if row.pool and row.pool_use.mean() > 0:
                want = min(want, self.pools[row.pool] / row.pool_use.mean())
        elif name[0] == "release":
            if t < (self.index(row.available) if row.available else 0):
                return 0.0
            left = self.cell(row, "quantity") - self.cell(row, "reserve") - self.done.get(name, 0.0)
            want = min(want, left, row.release_rate.mean() if row.release_rate else math.inf)
        elif name[0] == "ship":
            if not self.open_now(row, t):
                return 0.0
            left = self.remains("route", row, t)
            want = want * left if row.capacity is None else min(want, row.capacity.mean() * left - self.carried[row.id])
        else:
            want = min(want, self.back[row.id])
        return want

    def flow(self, name: tuple[str, str, str], t: int) -> None:
        takes, out, row = self.ends(name)
        want = self.targets.get(name, [0.0] * self.periods)[t] - self.done.get(name, 0.0)
        if want <= 0:
            return
        want = self.limit(name, row, want, t)
        want = min([want, *(self.hand.get(node, 0.0) / quantity for node, quantity in takes.items())])
        if want <= 0:
            return
        cost = {"start": "production", "release": "stock", "ship": "transport"}.get(name[0], "") + f":{row.id}"
        if cost in self.kinds:
            price = self.cell(row, "unit_cost")
            if name[0] == "start" and row.learning.mean() > 0:
                price *= max(1.0, self.done.get(name, 0.0)) ** math.log2(1 - row.learning.mean())
            if price > 0:
                want *= self.pay(cost, want * price, price / self.planned(row, "unit_cost"), t, whole=False) / (
                    want * price
                )
        self.flows[name, t] = want
        self.done[name] = self.done.get(name, 0.0) + want
        for node, quantity in takes.items():
            self.hand[node] = max(0.0, self.hand.get(node, 0.0) - quantity * want)
        if out is not None and self.cell(row, "lead_time") == 0:
            self.put(out, want)
        if name[0] == "start" and row.pool:
            self.pools[row.pool] -= row.pool_use.mean() * want
        elif name[0] == "ship":
            self.carried[row.id] += want
        elif name[0] == "deliver":
            self.back[row.id] = max(0.0, self.back[row.id] - want)

    def spread(self, t: int) -> None:
        planned = self.planned_hand(t)
        for need in sorted(self.programme.needs, key=lambda need: -need.priority.mean()):
            node, name = (need.item, need.country), ("deliver", need.id, need.item)
            more = min(self.back[need.id], self.hand.get(node, 0.0) - max(0.0, planned.get(node, 0.0)))
            if more > 0:
                self.hand[node] -= more
                self.back[need.id] -= more
                self.done[name] = self.done.get(name, 0.0) + more
                self.flows[name, t] = self.flows.get((name, t), 0.0) + more


def largest(want: float, rooms: dict[str, float], shares: dict[str, float]) -> float:
    """The greatest x <= want that the rooms can pay with nobody above its share: by trying every set of full payers."""

    def payable(x: float) -> bool:
        return sum(min(rooms[f], shares[f] * x) for f in rooms) >= x * (1 - 1e-12)

    if payable(want):
        return want
    full = sorted(rooms, key=lambda f: rooms[f] / shares[f] if shares[f] else math.inf)
    best = 0.0
    for count in range(1, len(full) + 1):
        others = sum(shares[f] for f in full[count:])
        if others < 1:
            x = min(want, sum(rooms[f] for f in full[:count]) / (1 - others))
            if payable(x):
                best = max(best, x)
    return best


def split(
    amount: float, rooms: dict[str, float], behind: dict[str, float], shares: dict[str, float]
) -> dict[str, float]:
    total, rest, parts = sum(behind.values()), amount, {}
    for fund, room in rooms.items():
        wanted = behind[fund] * (amount / total if total > amount else 1.0)
        parts[fund] = min(wanted, room, shares[fund] * amount, rest)
        rest -= parts[fund]
    for fund, room in rooms.items():
        more = max(0.0, min(min(room, shares[fund] * amount) - parts[fund], rest))
        parts[fund] += more
        rest -= more
    return parts
