"""Why more is missing in the runs than in the plan: need by need, and how much of it comes from the risks."""

import math
from dataclasses import dataclass

from cofactory.render import words
from cofactory.render.figure import Figure, Table
from cofactory.render.likely import Fan, Likely, RiskCost
from cofactory.render.reading import DUST, Reading, Service

NAMED_MOST = 3
"""Needs named in the sentence; the table has them all."""

COLUMNS = ("Need", "Weight", "Planned", "Mean of the runs", "Error, at most", "More, weighted")


@dataclass(frozen=True, slots=True)
class Grown:
    """A need's shortfall in the plan and over the runs, each a share of what the plan is asked, times periods."""

    service: Service
    planned: float
    mean: float
    error: float | None
    """Of the mean, as if all periods went wrong together: no less than it is. None where it is not known."""

    @property
    def more(self) -> float:
        """What the need adds to the programme's shortfall beyond the plan."""
        return self.service.priority * (self.mean - self.planned)


def grown(reading: Reading, likely: Likely) -> list[Grown]:
    """Every need that asks for something, the one that adds most first."""
    found = [_grown(s, likely.backlog[s.id]) for s in reading.services if s.total_asked > 0]
    return sorted(found, key=lambda one: -one.more)


def _grown(service: Service, fan: Fan) -> Grown:
    asked, means, errors = service.total_asked, fan.line("mean") or (), fan.line("error")
    error = None if errors is None or any(map(math.isnan, errors)) else math.fsum(errors) / asked
    return Grown(service, sum(service.backlog) / asked, math.fsum(means) / asked, error)


def grown_figure(reading: Reading, likely: Likely) -> Figure:
    """Planned and mean shortfall per need as a table, under a sentence that says where the difference comes from."""
    found = grown(reading, likely)
    rows = tuple(
        (one.service.name, words.number(one.service.priority), words.number(one.planned), words.number(one.mean),
         "too few runs" if one.error is None else f"± {_steady(one.error, one.error)}", words.number(one.more))
        for one in found
    )  # fmt: skip
    caption = (
        f"Shortfall per need: the share of what the plan is asked that is outstanding, or lost, times "
        f"{reading.calendar.grain}s. The whole programme's figure counts each run on what it draws, and adds promises "
        "short when due: the last column need not add up to the difference"
    )
    sentence = said(reading, likely, found)
    return Figure("grown", "Shortfall per need, planned and in the runs", sentence,
                  Table(caption, COLUMNS, rows, frozenset(range(1, 6))), None, (), sentence)  # fmt: skip


def said(reading: Reading, likely: Likely, found: list[Grown]) -> str:
    """How much more is missing than planned, in which needs, and how much of it all risks together explain."""
    spread, planned = likely.measures["shortfall"], reading.plan.shortfall
    more = _more(reading, likely)
    if more is None:
        return "The runs are no shorter on average than the plan."
    lead = (
        f"Mean shortfall of the runs is {_with_error(spread.mean, spread.error)}, planned {words.number(planned)}: "
        f"{_steady(more, spread.error)} more."
    )
    names = [one.service.name for one in found if one.more > DUST][:NAMED_MOST]
    most = f" By their weight {words.listing(names)} add most." if names and len(found) > 1 else ""
    return f"{lead}{most} {_shares(likely, more, spread.error)}"


def _shares(likely: Likely, more: float, error: float | None) -> str:
    """What of the difference comes from the risks; the rest has no name of its own in the runs."""
    rest = "ranges that turn out worse, projects that fail, and a plan that is followed without looking ahead"
    risks = explained(likely)
    if risks is None:
        return f"It comes from {rest}, and from the risks, as far as there are any."
    left = _steady(more - risks.shortfall, error)
    together = "The one risk explains" if len(likely.risks) == 1 else "All risks together explain"
    return (
        f"{together} {_with_error(risks.shortfall, risks.shortfall_error)} of it; the rest, {left}, comes from {rest}."
    )


def compared(reading: Reading, likely: Likely) -> str:
    """All risks beside the whole difference in one sentence; empty where there is no difference or nothing is known."""
    more, risks = _more(reading, likely), likely.all_risks
    if more is None or risks is None:
        return ""
    error = likely.measures["shortfall"].error
    together = _with_error(risks.shortfall, risks.shortfall_error)
    return (
        f"All risks together explain {together} of the {_steady(more, error)} that the runs are shorter than the plan."
    )


def _more(reading: Reading, likely: Likely) -> float | None:
    """How much more is missing in the runs than in the plan; None where the runs cannot tell it from nothing."""
    spread = likely.measures["shortfall"]
    more = spread.mean - reading.plan.shortfall
    return more if more > max(DUST, 2 * (spread.error or 0.0)) else None


def _steady(value: float, error: float | None) -> str:
    return words.number(words.steady(value, error))


def explained(likely: Likely) -> RiskCost | None:
    """What all risks add between them; None where no runs were played without them."""
    if likely.all_risks is None and len(likely.risks) == 1:
        return likely.risks[0]
    return likely.all_risks


def _with_error(value: float, error: float | None) -> str:
    steady = _steady(value, error)
    return steady if not error else f"{steady} ± {words.number(words.steady(error, error))}"
