"""Periods: what must lie in the horizon, what never overlaps it, and windows the wrong way round."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from cofactory.programme.complain import about, warn
from cofactory.schema.table import value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.base.periods import Calendar
    from cofactory.base.problems import Problem
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Line, Pool, Route
    from cofactory.schema.table import Row


def check_horizon(programme: Programme) -> list[Problem]:
    """Problems of needs, arrivals, projects and bound commitments with a period outside the horizon."""
    calendar = programme.settings.calendar
    periods = [(row, column, label, calendar.index(label)) for row, column, label in _inside_only(programme)]
    outside = [one for one in periods if not 0 <= one[3] < calendar.periods]
    if not outside:
        return []
    wider = _wide_enough([index for *_, index in outside], calendar)
    return [_outside(row, column, label, calendar, wider) for row, column, label, _ in outside]


def _wide_enough(outside: list[int], calendar: Calendar) -> str:
    """The settings of a horizon that holds them all, the same for every one of them, as words of programme.toml."""
    first, last = min(0, *outside), max(calendar.periods - 1, *outside)
    start = f'start = "{calendar.label(first)}" and ' if first < 0 else ""
    return f"{start}periods = {last - first + 1}"


def _inside_only(programme: Programme) -> Iterator[tuple[Row, str, str]]:
    for need in programme.needs:
        yield need, "start", need.start
        yield need, "end", need.end
    for arrival in programme.arrivals:
        yield arrival, "period", arrival.period
    for project in programme.projects:
        yield project, "start", project.start
    for commitment in programme.commitments:
        if commitment.need and commitment.due:
            yield commitment, "due", commitment.due


def _outside(row: Row, column: str, label: str, calendar: Calendar, wider: str) -> Problem:
    first, last = calendar.label(0), calendar.label(calendar.periods - 1)
    side = "before the programme's first" if calendar.index(label) < 0 else "after the programme's last"
    why = f"{label} lies {side} period, {first if calendar.index(label) < 0 else last}."
    mend = f"Write a period from {first} to {last}, or set {wider} in programme.toml."
    return about(row, column, "outside-horizon", why, mend=mend)


def check_never_in_horizon(programme: Programme) -> list[Problem]:
    """Warnings for windows that end before the programme begins or begin after it ends."""
    calendar = programme.settings.calendar
    last = calendar.periods - 1
    problems = []
    for row, (first_column, opens), (last_column, closes), inclusive in _windows(programme):
        if opens is not None and calendar.index(opens) > last:
            column, side = first_column, f"begins after the programme's last period, {calendar.label(last)}"
        elif closes is not None and calendar.index(closes) < (0 if inclusive else 1):
            column, side = last_column, f"is over before the programme's first period, {calendar.label(0)}"
        else:
            continue
        key = value_of(row, "id") if "id" in type(row).model_fields else value_of(row, "need")
        what = f"{row.TABLE.removesuffix('s').replace('_', ' ')} {key}"
        mend = f"Mend the period, move start or periods in programme.toml, or delete {what}."
        why = f"The window of {what} {side}: it has no effect."
        problems.append(warn(row, column, "never-in-horizon", why, mend=mend))
    return problems


End = tuple[str, str | None]
"""A column with the period in it."""


def _windows(programme: Programme) -> Iterator[tuple[Row, End, End, bool]]:
    """Every row with a window: where it begins and ends, and whether the end still belongs to it."""
    open_to_shut: tuple[Line | Pool | Route, ...] = (*programme.lines, *programme.pools, *programme.routes)
    for row in open_to_shut:
        yield row, ("opens", row.opens), ("closes", row.closes), False
    for fund in programme.funds:
        yield fund, ("opens", fund.opens), ("closes", fund.closes), True
    for stock in programme.stocks:
        yield stock, ("available", stock.available), ("", None), True
    for order in programme.priority_orders:
        yield order, ("from", order.from_), ("", None), True
    for risk in programme.risks:
        yield risk, ("start", risk.start), ("end", risk.end), True


def check_windows(programme: Programme) -> list[Problem]:
    """Problems of windows that end before they begin."""
    calendar = programme.settings.calendar
    needs = ((need, ("start", need.start), ("end", need.end), True) for need in programme.needs)
    problems = []
    for row, (first_column, first), (last_column, last), inclusive in chain(_windows(programme), needs):
        if first is None or last is None:
            continue
        length = calendar.index(last) - calendar.index(first) + inclusive
        if length <= 0:
            least = "the same period or a later one" if inclusive else "a later period"
            why = f"It ends ({last_column} {last}) before it has begun ({first_column} {first})."
            if length == 0 and not inclusive:
                why = (
                    f"It lasts no time: it opens in {first}, and {last_column} is the first period in which it is shut."
                )
            mend = f"Write {least} in {last_column}, or exchange the two."
            problems.append(about(row, last_column, "backward-window", why, mend=mend))
    return problems
