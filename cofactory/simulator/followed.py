"""The tables of a plan as cumulative targets, whoever wrote them; what cannot be followed is said."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from cofactory.base.periods import PeriodError
from cofactory.programme.cells import planning

if TYPE_CHECKING:
    import polars

    from cofactory.programme.record import Programme
    from cofactory.simulator.book import Floats


class PlanTables(Protocol):
    """The plan tables that a run follows: polars frames with the columns of `schema.results`."""

    @property
    def starts(self) -> polars.DataFrame:
        """Units started: line, period, quantity."""

    @property
    def steps(self) -> polars.DataFrame:
        """Expansion steps: line, period, steps."""

    @property
    def openings(self) -> polars.DataFrame:
        """Decided openings: line, period."""

    @property
    def projects(self) -> polars.DataFrame:
        """Projects that begin: project, begin."""

    @property
    def releases(self) -> polars.DataFrame:
        """Units released: stock, period, quantity."""

    @property
    def shipments(self) -> polars.DataFrame:
        """Units dispatched: route, item, period, quantity."""

    @property
    def deliveries(self) -> polars.DataFrame:
        """Units delivered: need, period, quantity."""

    @property
    def payments(self) -> polars.DataFrame:
        """Payments: fund, cost, period, amount."""


@dataclass
class Followed:
    """What the plan does per period: amounts by row of their tables, [row, period]."""

    starts: Floats
    steps: Floats
    releases: Floats
    deliveries: Floats
    shipments: dict[tuple[int, str], Floats]
    """By row of the route and item."""
    openings: dict[int, int]
    begins: dict[int, int]
    payments: dict[tuple[str, str], Floats]
    """By fund and cost."""
    notes: list[str] = field(default_factory=list)
    """What in the tables cannot be followed, one sentence each."""


class _Reader:
    """Reads one programme's plan tables; keeps a sentence for every row it must leave out."""

    def __init__(self, programme: Programme, plan: PlanTables) -> None:
        self.calendar = programme.settings.calendar
        self.programme, self.plan = programme, plan
        self.notes: list[str] = []

    def period(self, table: str, label: str | None) -> int | None:
        """The period's number; None, and a sentence, where it is none of the horizon."""
        t = self.when(table, label)
        if t is not None and not 0 <= t < self.calendar.periods:
            self.notes.append(f"plan_{table}: {label} lies outside the horizon.")
            return None
        return t

    def when(self, table: str, label: str | None) -> int | None:
        """The number of a period, also of one outside the horizon; None, and a sentence, where it is no period."""
        try:
            return self.calendar.index(label or "")
        except PeriodError as error:
            self.notes.append(f"plan_{table}: {label or 'a blank'} is no period of this programme: {error.why}")
            return None

    def amounts(self, table: str, key: str, rows: tuple[str, ...], column: str = "quantity") -> Floats:
        """One table as [row, period]."""
        index = {name: n for n, name in enumerate(rows)}
        total = np.zeros((len(rows), self.calendar.periods))
        frame = getattr(self.plan, table)
        for name, label, quantity in frame.select(key, "period", column).iter_rows():
            if quantity == 0:
                continue
            n, t = index.get(name), self.period(table, label)
            if n is None:
                self.notes.append(f"plan_{table}: there is no {key} {name or 'without a name'}.")
            elif t is not None and self.positive(table, name, label, quantity):
                total[n, t] += quantity
        return total

    def positive(self, table: str, name: str, label: str | None, quantity: float | None) -> bool:
        """Whether an amount can be moved; a sentence where not."""
        if quantity is None or not math.isfinite(quantity):
            said = "blank" if quantity is None else f"{quantity:g}"
            self.notes.append(f"plan_{table}: {name} in {label} is {said}, which is no amount.")
        elif quantity < 0:
            self.notes.append(f"plan_{table}: {name} in {label} is {quantity:g}; nothing less than 0 can be done.")
        elif quantity > 0:
            return True
        return False

    def steps(self) -> Floats:
        """Expansion steps by line and period; of more than a line allows, the last are left out."""
        total = self.amounts("steps", "line", tuple(line.id for line in self.programme.lines), "steps")
        for n, line in enumerate(self.programme.lines):
            most = round(planning(line.max_steps)) if line.step else 0
            if total[n].sum() > most:
                self.notes.append(
                    f"plan_steps: {line.id} allows {most:,} steps; the last {total[n].sum() - most:,.0f} are left out."
                )
                total[n] = np.diff(np.minimum(np.cumsum(total[n]), most), prepend=0.0)
        return total

    def shipments(self) -> dict[tuple[int, str], Floats]:
        """Units planned per (route, item) and period."""
        index = {route.id: n for n, route in enumerate(self.programme.routes)}
        found: dict[tuple[int, str], Floats] = {}
        columns = self.plan.shipments.select("route", "item", "period", "quantity")
        for name, item, label, quantity in columns.iter_rows():
            r, t = index.get(name), self.period("shipments", label)
            if r is None or self.programme.routes[r].item not in (None, item):
                self.notes.append(f"plan_shipments: no route {name} carries {item}.")
            elif t is not None and self.positive("shipments", name, label, quantity):
                found.setdefault((r, item), np.zeros(self.calendar.periods))[t] += quantity
        return dict(sorted(found.items()))

    def openings(self) -> dict[int, int]:
        """The period in which the plan opens each line it decides about."""
        index = {line.id: n for n, line in enumerate(self.programme.lines)}
        found: dict[int, int] = {}
        for name, label in self.plan.openings.select("line", "period").iter_rows():
            n, t = index.get(name), self.period("openings", label)
            if n is None:
                self.notes.append(f"plan_openings: there is no line {name}.")
            elif self.programme.lines[n].opening_cost.mean() <= 0:
                self.notes.append(f"plan_openings: the opening of {name} is no decision: it has no opening cost.")
            elif t is not None:
                found[n] = min(t, found.get(n, t))
        return found

    def begins(self) -> dict[int, int]:
        """The planned first period of each project that begins; a compulsory one begins at its start in any case."""
        index = {project.id: n for n, project in enumerate(self.programme.projects)}
        starts = [self.calendar.index(project.start) for project in self.programme.projects]
        must = [project.optional != "yes" for project in self.programme.projects]
        found = {n: start for n, start in enumerate(starts) if must[n]}
        for name, label in self.plan.projects.select("project", "begin").iter_rows():
            n, t = index.get(name), None if label is None else self.when("projects", label)
            if n is None:
                self.notes.append(f"plan_projects: there is no project {name or 'without a name'}.")
            elif t is not None and not must[n] and t >= self.calendar.periods:
                self.notes.append(f"plan_projects: {label} lies outside the horizon.")
            elif t is not None:
                begin = starts[n] if must[n] else max(t, starts[n])
                if begin != t:
                    own = self.calendar.label(begin)
                    self.notes.append(f"plan_projects: {name} cannot begin in {label}; it begins at its start, {own}.")
                found[n] = min(begin, found.get(n, begin))
        return found

    def payments(self) -> dict[tuple[str, str], Floats]:
        """Money planned per (fund, cost) and period."""
        found: dict[tuple[str, str], Floats] = {}
        for fund, cost, label, amount in self.plan.payments.select("fund", "cost", "period", "amount").iter_rows():
            t = self.period("payments", label)
            if fund and t is not None and self.positive("payments", f"{fund} for {cost}", label, amount):
                found.setdefault((fund, cost), np.zeros(self.calendar.periods))[t] += amount
        return found


def follow(programme: Programme, plan: PlanTables) -> Followed:
    """Returns what the plan does, period by period, with a sentence for every row that cannot be followed."""
    reader = _Reader(programme, plan)
    lines = tuple(line.id for line in programme.lines)
    return Followed(
        starts=reader.amounts("starts", "line", lines),
        steps=reader.steps(),
        releases=reader.amounts("releases", "stock", tuple(stock.id for stock in programme.stocks)),
        deliveries=reader.amounts("deliveries", "need", tuple(need.id for need in programme.needs)),
        shipments=reader.shipments(),
        openings=reader.openings(),
        begins=reader.begins(),
        payments=reader.payments(),
        notes=reader.notes,
    )
