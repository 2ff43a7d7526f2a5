"""Compliant against non-compliant sources of one product: when each would deliver how many.

The comparison that Art 13(5) of Regulation (EU) 2026/467 turns on; lead time is what Art 2(15) of Regulation (EU)
2025/2643 calls so: from the order to the maker's completion of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from cofactory.base.periods import PeriodError
from cofactory.funding.obeying import OF_TIME, obeying, ordered_in
from cofactory.funding.shares import Nominal, Origins
from cofactory.programme.cells import planning_periods
from cofactory.programme.eligibility import Cost, FundTerms, fund_terms, refusals
from cofactory.programme.rule_sets import sets_of
from cofactory.schema.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    import polars

    from cofactory.planner.search import Progress
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Line, Stock

LAW = "ukraine-loan-2026-467"
"""The rule set whose funds are asked when none is named: its Art 13(5) is why anybody compares."""

MILESTONES = (0.25, 0.5, 0.75, 1.0)
NEAR = 1e-6
"""As a share of a quantity: what is so near to it has reached it."""

Side = Literal["compliant", "non-compliant", "all sources"]
"""`compliant`: what the rules let in, made as they ask; `non-compliant`: what they shut out; then both freely."""


SIDES: tuple[Side, ...] = ("compliant", "non-compliant", "all sources")


class NothingToCompare(LookupError):
    """An item that nobody asks for or makes, or a fund that is not there."""


@dataclass(frozen=True, slots=True)
class Source:
    """A line or stock of the item, and why no fund may pay what it makes; blank where one may."""

    table: Literal["lines", "stocks"]
    id: str
    country: str
    why_not: str
    doubts: str
    """What cannot be told of it; it is taken as compliant."""

    @property
    def side(self) -> Literal["compliant", "non-compliant"]:
        """On which side of the comparison it stands."""
        return "non-compliant" if self.why_not else "compliant"


@dataclass(frozen=True, slots=True)
class Reached:
    """When a share of what a need asks for has been delivered: the last period of it, None beyond the horizon."""

    share: float
    quantity: float
    planned: int | None
    likely: int | None
    """In half of the runs; None where there are none, or beyond the horizon."""
    nearly_sure: int | None
    """In 95 of 100 runs."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One need under one side: units completed and delivered so far per period, and when shares of it are reached."""

    side: Side
    need: str
    asked: float
    delivered: tuple[float, ...]
    reached: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """The comparison for one item."""

    item: str
    funds: tuple[str, ...]
    sources: tuple[Source, ...]
    completed: dict[Side, tuple[float, ...]]
    """Units that the makers of each side have completed so far, all needs together."""
    deliveries: tuple[Delivery, ...]
    runs: int
    ordered: int = 0
    """The period in which the order is placed: before it no source makes or releases anything of the item."""

    @property
    def asked(self) -> float:
        """Units of the whole order, all needs together."""
        return sum(one.asked for one in self.deliveries if one.side == self.deliveries[0].side)

    def lead_time(self, side: Side, quantity: float) -> int | None:
        """Periods from the order to the completion of so many units; None beyond the horizon, or without a source."""
        done = self.completed.get(side, ())
        found = _first(done, quantity)
        return None if found is None else found + 1 - self.ordered


def compare_lead_times(
    programme: Programme, item: str, *, funds: Sequence[str] = (), ordered: str | None = None, gap: float = 1e-3,
    runs: int = 0, progress: Callable[[Progress], None] | None = None,
) -> LeadTimes:  # fmt: skip
    """Returns what sources that a fund may pay, and those that none may, would each deliver of an item by themselves.

    A plan is made of each side, for the needs that share lines, components or pools with the item. Money holds nothing
    back: what it cannot pay in time is another question. On the compliant side the rules on where the item and its
    components are made are obeyed. The order is placed in the period `ordered`, without it when the programme starts.
    With `runs` each plan is followed through so many possible futures. Raises NothingToCompare (a LookupError).
    """
    terms = _asked_funds(programme, funds)
    _must_be_asked_for(programme, item)
    first = _order_period(programme, ordered)
    programme = ordered_in(programme, item, first)
    if not any(need.item == item for need in programme.needs):
        raise NothingToCompare(f"No need asks for {item!r} from {ordered} on, and what was not met before is lost.")
    sources = tuple(_sources(programme, item, terms))
    completed: dict[Side, tuple[float, ...]] = {}
    deliveries: list[Delivery] = []
    for side in SIDES:
        kept = {(str(one.table), one.id) for one in sources if side in (one.side, "all sources")}
        if not kept:
            continue
        alone = _with_sources(programme, item, kept)
        if side == "compliant":
            alone = obeying(replace(alone, fund_rules=programme.fund_rules), item, terms)
        plan = _plan(alone, gap, progress)
        received = _received(alone, plan, runs)
        completed[side] = _completed(alone, plan, item)
        deliveries += [
            _delivery(plan, side, need.id, received) for need in alone.needs if need.item == item
        ]  # fmt: skip
    return LeadTimes(item, tuple(one.fund.id for one in terms), sources, completed, tuple(deliveries), runs, first)


def _asked_funds(programme: Programme, funds: Sequence[str]) -> list[FundTerms]:
    known = {one.fund.id: one for one in fund_terms(programme)}
    for name in funds:
        if name not in known:
            hint = did_you_mean(name, known, otherwise="The table funds lists them.")
            raise NothingToCompare(f"There is no fund {name!r}. {hint}")
    chosen = list(funds) or [
        id_ for id_ in known if LAW in {one.id for one in sets_of(programme.fund_rules, id_)}
    ]  # fmt: skip
    if not chosen:
        raise NothingToCompare(f"No fund has the rules {LAW}: name the fund whose rules say what is compliant.")
    return [known[id_] for id_ in chosen]


def _order_period(programme: Programme, ordered: str | None) -> int:
    """The period in which the order is placed, inside the horizon."""
    calendar = programme.settings.calendar
    if ordered is None:
        return 0
    try:
        first = calendar.index(ordered)
    except PeriodError as error:
        raise NothingToCompare(f"The order's period {ordered!r}: {error}") from None
    if not 0 <= first < calendar.periods:
        span = f"{calendar.label(0)} to {calendar.label(calendar.periods - 1)}"
        raise NothingToCompare(f"The order's period {ordered!r} is outside the programme: {span}.")
    return first


def _must_be_asked_for(programme: Programme, item: str) -> None:
    asked = list(dict.fromkeys(need.item for need in programme.needs))
    if item not in asked:
        hint = did_you_mean(item, asked, otherwise="The table needs lists what is asked for.")
        raise NothingToCompare(f"No need asks for {item!r}. {hint}")


def _sources(programme: Programme, item: str, terms: Sequence[FundTerms]) -> Iterable[Source]:
    origins = Origins(programme)
    for line in programme.lines:
        if line.item == item:
            why, doubts = _against(programme, terms, line, origins)
            yield Source("lines", line.id, line.country, why, doubts)
    for stock in programme.stocks:
        if stock.item == item:
            why, doubts = _against(programme, terms, stock, origins)
            yield Source("stocks", stock.id, stock.country, why, doubts)


def _against(
    programme: Programme, terms: Sequence[FundTerms], source: Line | Stock, origins: Origins
) -> tuple[str, str]:  # fmt: skip
    """Why no fund may pay what a source makes, and what cannot be told; a stock counts as made where it lies."""
    cost = Cost(f"production:{source.id}", "production", source.id, source.item, source.country, source.party)
    reasons, doubts = [], []
    for fund in terms:
        against = [f"{one.why}{_article(one.rule.article if one.rule else None)}" for one in
                   refusals(programme, fund, cost) if one.rule is None or one.rule.rule not in OF_TIME]  # fmt: skip
        unsure: list[str] = []
        if source.TABLE == "lines":
            for row, rule in fund.origin_rules():
                found = origins.nominal(origins.lines[source.id], rule)
                if not isinstance(found, Nominal):
                    unsure += [one.said for one in found]
                elif found.least > (rule.share or 0.0) + NEAR:
                    against.append(f"{found.least:.1%} from outside, even with every other component from inside"
                                   f"{_article(row.article)}")  # fmt: skip
        if not against:
            return "", "; ".join(dict.fromkeys(unsure))
        reasons.append(f"{fund.fund.id}: {', '.join(against)}")
        doubts += unsure
    return "; ".join(reasons), "; ".join(dict.fromkeys(doubts))


def _article(article: str | None) -> str:
    return f" ({article})" if article else ""


def _with_sources(programme: Programme, item: str, kept: Container[tuple[str, str]]) -> Programme:
    """The programme with these sources of the item only, nothing on its way, no funds, and what it competes with.

    A priority order stays where its line does: the law compares with what a compliant source could do under one.
    """
    near = _competing(programme, item)
    left = replace(
        programme,
        lines=tuple(row for row in programme.lines if row.item != item or ("lines", row.id) in kept),
        stocks=tuple(row for row in programme.stocks if row.item != item or ("stocks", row.id) in kept),
        arrivals=tuple(row for row in programme.arrivals if row.item != item),
        needs=tuple(row for row in programme.needs if row.item in near),
        commitments=(),
        funds=(),
        fund_rules=(),
    )
    lines, needs = {row.id for row in left.lines}, {row.id for row in left.needs}
    orders = tuple(row for row in programme.priority_orders if row.line in lines and row.need in needs)
    gone = {f"{table}.{row.id}" for table in ("lines", "stocks", "needs", "commitments", "funds")
            for row in getattr(programme, table) if row not in getattr(left, table)}  # fmt: skip
    struck = {name.replace("lines.", "line:").replace("funds.", "fund:") for name in gone}
    risks = tuple(row for row in programme.risks if row.on not in struck)
    gone |= {f"risks.{row.id}" for row in programme.risks if row not in risks}
    ties = tuple(
        row for row in programme.correlations
        if not any(end.rpartition(".")[0] in gone or end.startswith("arrivals.") for end in (row.a, row.b))
    )  # fmt: skip
    return replace(left, risks=risks, correlations=ties, priority_orders=orders)


def _competing(programme: Programme, item: str) -> set[str]:
    """The item, and all that shares components, pools or routes of limited capacity with it."""
    joined: list[set[str]] = [{row.product, row.component} for row in programme.bom]
    pools: dict[str, set[str]] = {}
    for line in programme.lines:
        if line.pool:
            pools.setdefault(line.pool, set()).add(line.item)
    joined += list(pools.values())
    if any(route.capacity is not None and route.item is None for route in programme.routes):
        joined.append({need.item for need in programme.needs})
    found = {item}
    while True:
        grown = found.union(*(group for group in joined if group & found))
        if grown == found:
            return found
        found = grown


def _plan(programme: Programme, gap: float, progress: Callable[[Progress], None] | None) -> Plan:
    from cofactory.planner.solve import make_plan

    return make_plan(programme, gap=gap, progress=progress)


def _received(programme: Programme, plan: Plan, runs: int) -> polars.DataFrame | None:
    if not runs:
        return None
    from cofactory.simulator.runs import simulate

    return simulate(programme, plan, n=runs).received


def _completed(programme: Programme, plan: Plan, item: str) -> tuple[float, ...]:
    """Units completed so far, per period: started or released, and then made ready."""
    calendar = programme.settings.calendar
    units = [0.0] * calendar.periods
    lines = {row.id: row for row in programme.lines if row.item == item}
    stocks = {row.id: row for row in programme.stocks if row.item == item}
    for table, key, rows in ((plan.starts, "line", lines), (plan.releases, "stock", stocks)):
        for one in table.iter_rows(named=True):
            if one[key] in rows:
                t = calendar.index(one["period"]) + planning_periods(rows[one[key]].lead_time)
                if t < calendar.periods:
                    units[t] += one["quantity"]
    return tuple(accumulate(units))


def _delivery(
    plan: Plan, side: Side, need: str, received: polars.DataFrame | None
) -> Delivery:  # fmt: skip
    rows = plan.deliveries.filter(need=need)
    asked = float(rows["asked"].sum())
    delivered = tuple(accumulate(rows["quantity"].to_list()))
    fan = None if received is None else received.filter(need=need)
    reached = []
    for share in MILESTONES:
        quantity = share * asked
        likely = None if fan is None else _first(fan["p50"].to_list(), quantity)
        sure = None if fan is None else _first(fan["p5"].to_list(), quantity)
        reached.append(Reached(share, quantity, _first(delivered, quantity), likely, sure))
    return Delivery(side, need, asked, delivered, tuple(reached))


def _first(so_far: Sequence[float], quantity: float) -> int | None:
    """The first period by whose end so many units are there."""
    return next((t for t, units in enumerate(so_far) if units >= quantity * (1 - NEAR)), None)
