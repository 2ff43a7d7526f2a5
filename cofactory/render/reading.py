"""A programme and its plan as a report reads them: rows with names instead of ids, numbers instead of frames."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, TypeVar

from cofactory.base.cell import Cell
from cofactory.base.dist import Distribution
from cofactory.base.periods import Calendar
from cofactory.planner.solution import Plan
from cofactory.programme.record import Programme
from cofactory.render.likely import Likely
from cofactory.render.words import tidy
from cofactory.schema.countries import country_names
from cofactory.simulator.tables import RunTables

Key = TypeVar("Key", bound=Hashable)

DUST = 1e-6
"""Relative size below which a quantity of a plan is the solver's rounding, not something that happens."""

NAME_LIMIT = 80
"""Letters of a name in a table or heading; more would push everything else off the page."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment beside what the plan delivers by its due date; None where it is unknown or not planned."""

    id: str
    name: str
    unit: str
    quantity: float | None
    due: str | None
    need: str | None
    definition: str
    planned: float | None
    gap: float | None
    date: str | None
    """The period by whose end the plan has delivered it all; None where that is not in the horizon."""

    @property
    def state(self) -> str:
        """One of met, short, unknown (quantity or date not published) and tracked (no need delivers it)."""
        if self.quantity is None or self.due is None:
            return "unknown"
        if self.need is None or self.gap is None:
            return "tracked"
        return "short" if self.gap > DUST * max(1.0, self.quantity) else "met"


@dataclass(frozen=True, slots=True)
class Service:
    """A need over time: asked, delivered and outstanding per period, all in units and from period 0 on."""

    id: str
    name: str
    good: str
    """What is asked for and by whom, in words; other needs may ask for the same."""
    unit: str
    priority: float
    waits: bool
    asked: tuple[float, ...]
    delivered: tuple[float, ...]
    backlog: tuple[float, ...]
    shortfall: float
    asked_range: tuple[float, float] | None = None
    """What 90 of 100 runs ask, as shares of what the plan is asked; None where all ask the same."""

    @property
    def total_asked(self) -> float:
        """Units asked over the horizon."""
        return sum(self.asked)

    @property
    def total_delivered(self) -> float:
        """Units delivered over the horizon."""
        return sum(self.delivered)

    @property
    def late(self) -> bool:
        """True when anything ever waits or is lost."""
        return self.shortfall > DUST


@dataclass(frozen=True, slots=True)
class Payment:
    """Money paid by one fund for one cost, over the whole plan, in programme currency."""

    fund: str
    kind: str
    thing: str
    subject: str
    amount: float


@dataclass(frozen=True)
class Reading:
    """Everything that the sections of a report share."""

    programme: Programme
    plan: Plan
    runs: RunTables | None = None

    @cached_property
    def likely(self) -> Likely | None:
        """What the runs say, where there are any."""
        return None if self.runs is None else Likely(self.runs, self.calendar)

    @property
    def calendar(self) -> Calendar:
        """The programme's calendar."""
        return self.programme.settings.calendar

    @property
    def currency(self) -> str:
        """The programme's currency."""
        return self.programme.settings.currency

    @cached_property
    def rows(self) -> Mapping[tuple[str, str], Any]:
        """Every row that has an id, by table and id."""
        tables = (
            "parties",
            "items",
            "lines",
            "pools",
            "stocks",
            "routes",
            "needs",
            "commitments",
            "funds",
            "projects",
            "risks",
        )
        return {(table, row.id): row for table in tables for row in getattr(self.programme, table)}

    @cached_property
    def _states(self) -> Mapping[str, str]:
        return {p.country: p.name for p in self.programme.parties if p.kind in ("state", "union")}

    def name(self, table: str, row_id: str | None) -> str:
        """The bounded name of a row; a row without one is called by what it is about."""
        if row_id is None:
            return ""
        row = self.rows.get((table, row_id))
        if row is None:
            return tidy(row_id, NAME_LIMIT)
        if table == "needs":
            return self._need_names[row_id]
        if table == "commitments":
            return self._commitment_names[row_id]
        if table == "routes":
            return f"{self.country(row.from_)} → {self.country(row.to)}"
        if table == "stocks":
            return tidy(f"{self.name('items', row.item)} in {self.country(row.country)}", NAME_LIMIT)
        return tidy(getattr(row, "name", None) or row_id, NAME_LIMIT) or tidy(row_id, NAME_LIMIT) or "(no name)"

    def country(self, code: str) -> str:
        """A country in words: what the programme calls its state, else its usual name, else the code."""
        return tidy(self._states.get(code) or country_names().get(code, code), 30)

    def unit(self, item: str) -> str:
        """What one of the item is called."""
        row = self.rows.get(("items", item))
        return tidy(row.unit, 20) if row is not None else "unit"

    @cached_property
    def _need_names(self) -> dict[str, str]:
        needs = {n.id: (self.good(n.item, n.party), self.name("parties", n.party)) for n in self.programme.needs}
        askers = defaultdict(set)
        for good, party in needs.values():
            askers[good].add(party)
        # two parties may ask for an item that names both: then each name says which of them it is for
        names = {key: f"{good} ({party})" if len(askers[good]) > 1 else good for key, (good, party) in needs.items()}
        return _distinct(names)

    def good(self, item: str, party: str) -> str:
        """An item and for whom it is: "Jet for Ukraine"; an item whose name says so needs no more."""
        thing, whom = self.name("items", item), self.name("parties", party)
        stated = thing.partition(" for ")[2].lower()
        if whom in thing or (stated and whom.lower().startswith(stated)):
            return thing
        return f"{thing} ({whom})" if stated else f"{thing} for {whom}"

    @cached_property
    def _commitment_names(self) -> dict[str, str]:
        plain = {
            c.id: self._promised(
                self.name("items", c.item), *(self.name("parties", one) for one in (c.giver, c.receiver))
            )
            for c in self.programme.commitments
        }
        return _distinct(plain)

    @staticmethod
    def _promised(thing: str, giver: str, receiver: str) -> str:
        """A commitment in words, "France → Ukraine: Jet"; an item that names the receiver says it once."""
        return f"{giver} → {receiver}: {thing.removesuffix(f' for {receiver}')}"

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """Every commitment in table order, with the plan's answer where it has one."""
        planned = {row["commitment"]: row for row in self.plan.commitments.iter_rows(named=True)}
        return tuple(self._promise(c, planned.get(c.id)) for c in self.programme.commitments)

    def _promise(self, row: Any, answer: Mapping[str, Any] | None) -> Promise:
        known = row.due not in (None, "", "unknown")
        due = row.due if known else None
        quantity = row.quantity.mean() if isinstance(row.quantity, Cell) and row.quantity.known else None
        planned = answer["delivered_by_due"] if answer and quantity is not None and known else None
        gap = answer["gap"] if answer and quantity is not None and known else None
        name = self.name("commitments", row.id)
        date = self._planned_date(row.need, quantity)
        return Promise(row.id, name, self.unit(row.item), quantity, due, row.need, row.definition, planned, gap, date)

    def _planned_date(self, need: str | None, quantity: float | None) -> str | None:
        if quantity is None:
            return None
        delivered = next((s.delivered for s in self.services if s.id == need), ())
        enough = (t for t, sum_ in enumerate(accumulate(delivered)) if sum_ >= quantity * (1 - DUST))
        return next((self.label(t) for t in enough), None)

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Every need in table order with its deliveries."""
        periods = self.calendar.periods
        series: dict[str, list[list[float]]] = {n.id: [[0.0] * periods for _ in range(3)] for n in self.programme.needs}
        for row in self.plan.deliveries.iter_rows(named=True):
            t = self.calendar.index(row["period"])
            if row["need"] in series and 0 <= t < periods:
                outstanding = (row["backlog"] or 0.0) + (row["missed"] or 0.0)
                for column, value in enumerate((row["asked"], row["quantity"], outstanding)):
                    series[row["need"]][column][t] = float(value or 0.0)
        shortfalls = {row["id"]: row["shortfall"] for row in self.plan.needs.iter_rows(named=True)}
        return tuple(self._service(n, series[n.id], shortfalls.get(n.id) or 0.0) for n in self.programme.needs)

    def _service(self, row: Any, series: list[list[float]], shortfall: float) -> Service:
        asked, delivered, backlog = (tuple(column) for column in series)
        return Service(
            row.id, self.name("needs", row.id), self.good(row.item, row.party),
            self.unit(row.item), row.priority.mean(), row.unmet == "waits", asked, delivered, backlog, shortfall,
            _reach(row.quantity),
        )  # fmt: skip

    @cached_property
    def payments(self) -> tuple[Payment, ...]:
        """What each fund pays for each cost over the whole plan; with no funds, one payer called "not assigned"."""
        rows = self.plan.payments.iter_rows(named=True)
        totals = add_up(((row["fund"], row["cost"]), row["amount"] or 0.0) for row in rows)
        return tuple(self._payment(fund, cost, amount) for (fund, cost), amount in totals.items() if amount > DUST)

    def _payment(self, fund: str | None, cost: str, amount: float) -> Payment:
        kind, _, row_id = cost.partition(":")
        table = {"production": "lines", "expansion": "lines", "opening": "lines", "project": "projects",
                 "stock": "stocks", "transport": "routes"}.get(kind, "")  # fmt: skip
        row = self.rows.get((table, row_id))
        item = getattr(row, "item", None)
        thing = self.name("items", item) if item else (self.name(table, row_id) if table != "routes" else "any item")
        payer = self.name("funds", fund) if fund else "not assigned"
        return Payment(payer, kind, thing, self.name(table, row_id), amount)

    def label(self, t: int) -> str:
        """The label of period t."""
        return self.calendar.label(t)

    def planning_index(self, label: str | None, default: int) -> int:
        """The index of a period label, or `default` when it is blank, `start` or unknown."""
        if label in (None, "", "start", "unknown"):
            return 0 if label == "start" else default
        return self.calendar.index(str(label))


def _reach(cell: Cell) -> tuple[float, float] | None:
    """The 5th and 95th percentile of a range over its mean; None for a plain number."""
    value = cell.value
    if not isinstance(value, Distribution) or not value.mean() > 0:
        return None
    low, high = (value.quantile(p) / value.mean() for p in (0.05, 0.95))
    return (low, high) if high > low else None


def add_up(pairs: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    """The sum per key, the largest first."""
    sums: dict[Key, float] = defaultdict(float)
    for key, value in pairs:
        sums[key] += value
    return dict(sorted(sums.items(), key=lambda pair: -pair[1]))


def _distinct(names: Mapping[str, str]) -> dict[str, str]:
    """The names, with the id behind those that more than one row has."""
    seen = Counter(names.values())
    return {key: name if seen[name] == 1 else f"{name} ({tidy(key, 30)})" for key, name in names.items()}
