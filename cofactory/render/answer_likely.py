"""The answer in five sentences where there are runs: what is likely first, then what the plan says."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from cofactory.render import words
from cofactory.render.answer import SMALL, Sentence, costs_paid, decides, goods, price_basis, rests_on, unjudged
from cofactory.render.assumptions import Given
from cofactory.render.charts_promised import Outlook, outlooks
from cofactory.render.charts_spread import risk_names
from cofactory.render.grown import compared
from cofactory.render.importance import foremost
from cofactory.render.likely import Likely, Spread, largest_error, money_range, with_range
from cofactory.render.reading import DUST, Reading, Service

PROMISES_MOST = 3
"""Commitments named in the second sentence; the others are counted."""

TELLING = 2.0
"""Errors that a difference must exceed before one risk is said to cost more than another."""


def likely_answer(reading: Reading, likely: Likely, given: tuple[Given, ...]) -> tuple[Sentence, ...]:
    """Five sentences computed from runs and plan, in the order in which a reader asks for them."""
    return (
        _arrives(reading, likely),
        _kept(reading, likely),
        _decides(reading, likely),
        Sentence(_costs(reading, likely)),
        Sentence(f"{rests_on(given)} {_honest(likely)}"),
    )


def meaning(likely: Likely) -> str:
    """What "likely" and a range mean on this page, and what the runs cannot know."""
    if likely.n < 2:
        return "One run only: it says what could happen, not what is likely."
    if likely.certain:
        return likely.alike
    few = any(spread.range is None for spread in likely.measures.values())
    ranges = "These are too few for a range." if few else "A range in brackets holds 90 of 100 of them."
    return (
        f"Likely is the median of {words.count(likely.n, 'run')}: possible futures in which ranges are drawn, risks "
        f"strike and the plan is followed as far as it can be. {ranges} What no range and no risk in the tables says, "
        "the runs do not know."
    )


def _arrives(reading: Reading, likely: Likely) -> Sentence:
    end = words.period(reading.label(reading.calendar.periods - 1))
    wanted = [s for s in foremost(reading) if s.total_asked > 0]
    if not wanted:
        return Sentence(f"Nothing is asked for until {end}, so nothing is delivered.")
    shown, others = goods(wanted)
    lines = tuple((good, _received(services, likely)) for good, services in shown)
    return Sentence(f"By the end of {end} arrive:", lines, _others(others, likely))


def _received(services: list[Service], likely: Likely) -> str:
    """What likely comes of one good, and what is planned; the mean where several needs ask for it, as means add up."""
    asked, planned = sum(s.total_asked for s in services), sum(s.total_delivered for s in services)
    ends = [likely.received[s.id].at(len(s.asked) - 1) for s in services]
    got = with_range(ends[0]) if len(ends) == 1 else _together(ends)
    of = f"of{words.SPACE}{words.amount(asked, services[0].unit)}"
    reach = services[0].asked_range
    if reach is not None and len(services) == 1:
        of += f" ({words.interval(*(asked * share for share in reach))} asked)"
    plan = "as planned" if got == words.number(planned) else f"planned {words.number(planned)}"
    return f"{'likely' if len(ends) == 1 else 'on average'} {got} {of}, {plan}"


def _together(ends: Iterable[Spread]) -> str:
    """The mean of what several needs get, with the largest error that it can have: that of needs that go together."""
    parts = list(ends)
    mean, errors = sum(one.mean for one in parts), [one.error for one in parts if one.error is not None]
    error = math.fsum(errors)
    if len(errors) < len(parts) or not error:
        return words.number(mean)
    return f"{words.number(words.steady(mean, error))} ± {words.number(words.steady(error, error))}"


def _others(services: list[Service], likely: Likely) -> str:
    if not services:
        return ""
    full = sum(_in_full(s, likely) for s in services)
    planned = sum(s.total_delivered >= (1 - SMALL) * s.total_asked for s in services)
    if len(services) == 1:
        return f"The one other need is likely {'' if full else 'not '}served in full."
    return (
        f"Of the {len(services):,} other needs {full or 'none'} {'is' if full == 1 else 'are'} likely served in full "
        f"(planned {planned})."
    )


def _in_full(service: Service, likely: Likely) -> bool:
    """Whether nothing is likely outstanding at the end, or, of a need that does not wait, likely all has come."""
    last = len(service.asked) - 1
    if service.waits:
        return likely.backlog[service.id].at(last).likely <= SMALL * service.total_asked
    return likely.received[service.id].at(last).likely >= (1 - SMALL) * service.total_asked


def _kept(reading: Reading, likely: Likely) -> Sentence:
    order = {s.id: place for place, s in enumerate(foremost(reading))}
    found = sorted(outlooks(reading, likely), key=lambda one: order.get(one.promise.need or "", len(order)))
    sentences = []
    shown = found if len(found) <= PROMISES_MOST else found[: PROMISES_MOST - 1]
    if more := len(found) - len(shown):
        sentences.append(f"{words.count(more, 'more commitment')} below")
    behind = sum(s.late for s in reading.services)
    ever = sum(max(likely.backlog[s.id].middle, default=0.0) > DUST * max(1.0, s.total_asked) for s in reading.services)
    if reading.services:
        plan = f"(planned {behind or 'none'})"
        fall = "falls" if ever == 1 else "fall"
        many = f"{ever:,} of {words.count(len(reading.services), 'need')} likely {fall} behind at some time"
        sentences.append(f"{many if ever else 'likely no need ever falls behind'} {plan}")
    if aside := unjudged(Counter(p.state for p in reading.promises)):
        sentences.append(aside)
    text = "; ".join(sentences)
    tail = f"{text[0].upper()}{text[1:]}." if text else ""
    if found:
        return Sentence(_commitments(found), tuple(_commitment(one, likely) for one in shown), tail)
    return Sentence(tail or "There is no need and no commitment that could be late.")


def _commitments(found: list[Outlook]) -> str:
    sure = sum(one.kept.on_time >= 0.5 for one in found)
    planned = sum(one.promise.state == "met" for one in found)
    if len(found) == 1:
        plan = "on time" if planned else "late"
        return f"The one commitment with a known quantity and date is {plan} in the plan:"
    return (
        f"{sure or 'None'} of {len(found):,} commitments with a known quantity and date {'is' if sure == 1 else 'are'} "
        f"more likely on time than not (planned {planned or 'none'}):"
    )


def _commitment(one: Outlook, likely: Likely) -> tuple[str, str]:
    """A commitment, how surely it is kept, and when."""
    middle, span = likely.date(one.kept, 50, short=True), likely.dates(one.kept, short=True)
    when = f"likely {middle}" + ("" if span == middle else f" ({span})")
    return one.promise.name, f"{likely.in_runs(one.kept)}; due {words.short_period(one.promise.due or '')}, {when}"


def _decides(reading: Reading, likely: Likely) -> Sentence:
    """The limit that decides most, then the risk that does."""
    told = decides(reading)
    return replace(told, tail=f"{told.tail} {_risk(reading, likely)}".strip())


def _risk(reading: Reading, likely: Likely) -> str:
    """Which risk adds most shortfall, as far as the runs can tell it from the next."""
    if not likely.risks:
        return ""
    worst, mean = likely.risks[0], likely.measures["shortfall"].mean
    names = risk_names(reading)
    error = worst.shortfall_error
    if error is None or worst.shortfall <= TELLING * error:
        return "Of the risks none adds a shortfall that the runs can tell from nothing."
    rivals = [
        names[one.id] for one in likely.risks[1:]
        if worst.shortfall - one.shortfall <= TELLING * (error**2 + (one.shortfall_error or 0.0) ** 2) ** 0.5
    ]  # fmt: skip
    level = f", hardly more than {words.listing(rivals, 3)}" if rivals else ""
    added = words.number(words.steady(worst.shortfall, error))
    return (
        f"Of the risks {names[worst.id]} costs most: it adds {added} (± {words.number(words.steady(error, error))}) "
        f"to a mean shortfall of {words.number(words.steady(mean, likely.measures['shortfall'].error))}{level}. "
        f"{compared(reading, likely)}"
    ).strip()


def _costs(reading: Reading, likely: Likely) -> str:
    cost, short = likely.measures["cost"], likely.measures["shortfall"]
    span = money_range(cost, reading.currency)
    basis = f"{span}; {price_basis(reading)}" if span else price_basis(reading)
    less = cost.likely < reading.plan.cost and short.likely > reading.plan.shortfall
    why = ", as what is not made is not paid for" if less else ""
    figures = f"It likely costs {words.money(cost.likely, reading.currency)} ({basis}); "
    return f"{figures}planned {words.money(reading.plan.cost, reading.currency)}{why}; {_paid(reading)}."


def _paid(reading: Reading) -> str:
    """Which funds pay, in the plan."""
    paid = costs_paid(reading)
    return f"in the plan {paid}" if reading.programme.funds and reading.payments else paid


def _honest(likely: Likely) -> str:
    """How far the runs themselves can be off."""
    error = largest_error(kept.on_time_error for kept in likely.promises.values())
    points = f"±{words.SPACE}{100 * error:.1g}" if error < 0.1 else f"±{words.SPACE}{100 * error:.0f}"
    chances = f"; their number alone leaves the chances uncertain by up to {points} points" if error else ""
    return f"What is likely comes from {words.count(likely.n, 'run')}{chances}."
