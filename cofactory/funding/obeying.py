"""A programme in which one item is made as a law asks and nothing else is held back by money."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cofactory.base.cell import plain
from cofactory.programme.cells import planning
from cofactory.schema.programme import FundRule, Pool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cofactory.programme.eligibility import FundTerms
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Fund

PLENTY = 1e9
"""Of money, where every unit of the item costs 1: it never binds."""

OF_TIME = ("signed_from", "signed_until", "spends_on", "rules", "lifts")
"""Rules that say when and for what sort of cost a fund pays; the comparison asks only what is made where."""

REST = "everything-else"
ORDER = "from-the-order-on"
"""The pool that holds the item's lines back until the order is placed."""


def obeying(programme: Programme, item: str, terms: Sequence[FundTerms]) -> Programme:
    """Returns the programme in which only these funds may pay for production of the item, by their rules.

    They pay in every period, and for as many units as are asked for: further units, which nobody needs, could water an
    origin share down. An item that goes into others is paid for without such a bound. All else is paid by another fund,
    so that of all rules only those on the item's making bind: where, by whom, of which components.
    """
    calendar = programme.settings.calendar
    first, last = calendar.label(0), calendar.label(calendar.periods - 1)
    free: Fund = terms[0].fund.model_copy(update={
        "amount": plain(PLENTY * PLENTY), "opens": first, "closes": last, "share_max": plain(1.0),
        "period_limit": None, "form": "own",
    })  # fmt: skip
    most = PLENTY if any(row.component == item for row in programme.bom) else _asked(programme, item)
    funds = [one.fund.model_copy(update={"amount": plain(most), "opens": first, "closes": last,
                                         "share_max": plain(1.0), "period_limit": None}) for one in terms]  # fmt: skip
    kept = {one.fund.id for one in terms}
    rules: list[FundRule] = [row for row in programme.fund_rules if row.fund in kept and row.rule not in OF_TIME]
    pays = "expansion; opening; project; stock; transport"
    blank = dict.fromkeys(("article", "url", "note"))
    rules.append(FundRule.trusted({"fund": REST, "rule": "spends_on", "value": pays, **blank}, terms[0].fund.place))
    lines = tuple(
        row.model_copy(update={"unit_cost": plain(1.0 if row.item == item else 0.0)}) for row in programme.lines
    )
    return replace(
        programme, lines=lines, funds=(*funds, free.model_copy(update={"id": REST})), fund_rules=tuple(rules)
    )  # fmt: skip


def ordered_in(programme: Programme, item: str, period: int) -> Programme:
    """Returns the programme in which no line or stock of the item makes or releases anything before a period.

    A line keeps its opening, and with it its ramp: it is held back by a pool of its own that opens then. One that has a
    pool already opens later. What a need that does not wait has lost by then is not asked for.
    """
    calendar = programme.settings.calendar
    if period <= 0:
        return programme
    day = calendar.label(period)
    pool = programme.lines[0].place if programme.lines else None

    def later(opens: str | None) -> str:
        """The later of the two."""
        early = opens in (None, "start") or calendar.index(str(opens)) < period
        return day if early else str(opens)

    lines, held = [], False
    for row in programme.lines:
        if row.item != item:
            lines.append(row)
        elif row.pool is None:
            held = True
            lines.append(row.model_copy(update={"pool": ORDER}))
        else:
            lines.append(row.model_copy(update={"opens": later(row.opens)}))
    stocks = tuple(
        row.model_copy(update={"available": later(row.available)}) if row.item == item else row
        for row in programme.stocks
    )
    needs = tuple(
        row.model_copy(update={"start": later(row.start)}) if row.item == item and row.unmet == "lost" else row
        for row in programme.needs
        if row.item != item or row.unmet == "waits" or calendar.index(row.end) >= period
    )
    values = {"id": ORDER, "name": ORDER, "capacity": plain(PLENTY), "opens": day, "closes": None, "note": None}
    pools = (Pool.trusted(values, pool),) if held and pool is not None else ()
    return replace(programme, lines=tuple(lines), stocks=stocks, needs=needs, pools=(*programme.pools, *pools))


def _asked(programme: Programme, item: str) -> float:
    """Units of the item that needs ask for inside the horizon."""
    calendar = programme.settings.calendar
    return sum(
        planning(need.quantity)
        * max(0, min(calendar.index(need.end), calendar.periods - 1) - max(calendar.index(need.start), 0) + 1)
        for need in programme.needs
        if need.item == item
    )
