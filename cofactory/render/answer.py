"""The answer in five sentences: what arrives, what is late, what decides it, what it costs, what it rests on."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cofactory.render import words
from cofactory.render.assumptions import Given, tally
from cofactory.render.importance import foremost
from cofactory.render.limits import Row, effect, effects, lifted, limit_name, limit_words, when, without
from cofactory.render.reading import Promise, Reading, Service, add_up
from cofactory.render.reasons import not_examined, standings
from cofactory.render.why import Subject, note, subject_name, subjects

GOODS_MOST = 5
"""Goods named in the first sentence; the other needs are counted."""

SMALL = 1e-4
"""A smaller share missing is the solver's rounding, not a need that is served in part."""

STOPPED = ("time", "interrupted")
"""States of a search that did not come to its own end."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of the five: how it begins, a line per thing (its name, what is said of it), how it ends."""

    lead: str
    lines: tuple[tuple[str, str], ...] = ()
    tail: str = ""


def answer(reading: Reading, given: tuple[Given, ...]) -> tuple[Sentence, ...]:
    """Five sentences computed from the plan, in the order in which a reader asks for them."""
    money, numbers = Sentence(costs(reading)), Sentence(rests_on(given))
    return (arrives(reading), Sentence(late(reading)), decides(reading), money, numbers)


def arrives(reading: Reading) -> Sentence:
    """What the plan delivers by the end of the horizon, and when the first units arrive; what was promised first."""
    end = words.period(reading.label(reading.calendar.periods - 1))
    wanted = [s for s in foremost(reading) if s.total_asked > 0]
    if not wanted:
        return Sentence(f"Nothing is asked for until {end}, so the plan delivers nothing.")
    shown, others = goods(wanted)
    lines = tuple((good, _delivered(services)) for good, services in shown)
    times = _delivery_times(wanted)
    if not times:
        return Sentence(f"By the end of {end} the plan delivers nothing of what is asked:", lines, _others(others))
    first, last = (words.period(reading.label(t)) for t in (min(times), max(times)))
    moment = (
        f"Everything arrives in {first}." if first == last else f"The first arrives in {first}, the last in {last}."
    )
    return Sentence(f"By the end of {end} the plan delivers:", lines, f"{_others(others)} {moment}".strip())


def goods(wanted: list[Service]) -> tuple[list[tuple[str, list[Service]]], list[Service]]:
    """The goods named first, each with the needs that ask for it, and the needs that are not named."""
    together: dict[str, list[Service]] = defaultdict(list)
    for s in wanted:
        together[s.good].append(s)
    groups = list(together.items())
    shown = groups if len(groups) <= GOODS_MOST else groups[: GOODS_MOST - 1]
    return shown, [s for _, services in groups[len(shown) :] for s in services]


def _delivered(services: list[Service]) -> str:
    got, asked = sum(s.total_delivered for s in services), sum(s.total_asked for s in services)
    return f"{words.number(got)} of{words.SPACE}{words.amount(asked, services[0].unit)}"


def _others(services: list[Service]) -> str:
    """What comes of the needs that are not named."""
    if not services:
        return ""
    full = sum(s.total_delivered >= (1 - SMALL) * s.total_asked for s in services)
    served = "all" if full == len(services) else "none" if full == 0 else f"{full:,}"
    if len(services) == 1:
        return f"The one other need is {'' if full else 'not '}served in full."
    return f"Of the {len(services):,} other needs {served} {'is' if full == 1 else 'are'} served in full."


def _delivery_times(services: list[Service]) -> list[int]:
    return [t for s in services for t, quantity in enumerate(s.delivered) if quantity > 1e-6 * s.total_asked]


def late(reading: Reading) -> str:
    """Which commitments and needs fall behind; what is unknown or only tracked is said, not left out."""
    states = Counter(p.state for p in reading.promises)
    dated = states["met"] + states["short"]
    sentences = []
    if dated:
        sentences.append(_promises_late(reading, states))
    behind = sorted((s for s in reading.services if s.late), key=lambda s: -s.priority * s.shortfall)
    if behind:
        sentences.append(_needs_late(reading, behind))
    elif reading.services:
        sentences.append("no need ever falls behind")
    if aside := unjudged(states):
        sentences.append(aside)
    text = "; ".join(sentences) or "There is no need and no commitment that could be late"
    return text[0].upper() + text[1:] + "."


def _needs_late(reading: Reading, behind: list[Service]) -> str:
    whole, worst = len(reading.services), _worst(reading, behind[0])
    if whole == 1:
        return f"the one need falls behind at some time: {worst}"
    many = f"all {whole:,} needs fall" if len(behind) == whole else f"{len(behind):,} of {whole:,} needs fall"
    return f"{many if len(behind) > 1 else f'1 of {whole:,} needs falls'} behind at some time, worst {worst}"


def unjudged(states: Counter[str]) -> str:
    """The commitments that no plan can judge, and why."""
    many = states["unknown"] + states["tracked"]
    parts = [f"{states['unknown']} without a published quantity or date"] if states["unknown"] else []
    parts += [f"{states['tracked']} tracked only, delivered through no need"] if states["tracked"] else []
    if len(parts) == 1:
        return f"{words.count(many, 'commitment')} {parts[0].partition(' ')[2]} cannot be judged"
    return f"{words.count(many, 'commitment')} cannot be judged: {words.listing(parts)}" if many else ""


def _promises_late(reading: Reading, states: Counter[str]) -> str:
    short = [p for p in reading.promises if p.state == "short"]
    dated = states["met"] + states["short"]
    if not short:
        return (
            f"all {dated} commitments with a known quantity and date are met on time"
            if dated > 1
            else "the one commitment with a known quantity and date is met on time"
        )
    worst = max(short, key=_missing_share)
    verb = "is" if len(short) == 1 else "are"
    most = f"{words.number(worst.planned)} of {words.number(worst.quantity)} by {words.period(worst.due)}"
    if dated == 1:
        return f"the one commitment with a known quantity and date is short when due: {worst.name} ({most})"
    return (
        f"{len(short)} of {dated} commitments with a known quantity and date {verb} short when due, "
        f"worst {worst.name} ({most})"
    )


def _missing_share(promise: Promise) -> float:
    return (promise.gap or 0.0) / (promise.quantity or 1.0)


def _worst(reading: Reading, service: Service) -> str:
    if not service.waits:
        return f"{service.name} ({words.number(sum(service.backlog))} lost)"
    peak = max(range(len(service.backlog)), key=service.backlog.__getitem__)
    left = service.backlog[-1]
    tail = (
        f", {words.number(left)} still outstanding at the end"
        if left > 1e-4 * service.total_asked
        else ", made up by the end"
    )
    when = words.period(reading.label(peak))
    return f"{service.name} ({words.number(service.backlog[peak])} outstanding in {when}{tail})"


def decides(reading: Reading) -> Sentence:
    """The limit that decides most over what matters most, and how surely the plan knows it."""
    found = subjects(reading)
    if not any(one.alone or one.sets for one in found):
        return Sentence(_undecided(reading, found))
    told = _decides(reading, found)
    if reading.plan.status not in STOPPED:
        return told
    return replace(told, lead=f"The search was stopped, so this is not proven: {told.lead[0].lower()}{told.lead[1:]}")


def _undecided(reading: Reading, found: list[Subject]) -> str:
    """What is said where the plan names no limit: nothing is late, nobody looked, or nothing tried helps."""
    late_ones = any(s.late for s in reading.services) or any(p.state == "short" for p in reading.promises)
    if not late_ones and not found:
        return "No limit stands in the way: everything with a date arrives on time."
    if found:
        return note(subject_name(reading, found[0]), found[0].rows[0])
    if left := len(not_examined(reading.plan)):
        many = words.count(left, "need or commitment", "needs and commitments")
        verb = "is" if left == 1 else "are"
        return f"The search was stopped before it was found out which limits decide; {many} {verb} short."
    if reading.plan.reasons.is_empty() and any(one.short for one in standings(reading.plan)):
        return "Why something is missing was not looked into when this plan was made; explain a need to see it."
    return "The plan names no single limit behind what is missing."


def _decides(reading: Reading, found: list[Subject]) -> Sentence:
    top = next(one for one in found if one.alone or one.sets)
    about = subject_name(reading, top)
    others = len({(row["limit"], row["limit_id"]) for one in found for row in (*one.alone, *sum(one.sets, ()))})
    rows, row = top.decisive_set, top.decisive
    others -= len({(one["limit"], one["limit_id"]) for one in rows}) or 1
    tail = f" ({words.count(others, 'other limit')} below)" if others > 0 else ""
    if rows or row is None:
        return _set(reading, about, rows, row, tail)
    told = effects(row, reading.currency, lead="without that limit")
    bound = f" ({when(row)})" if when(row) else ""
    return Sentence(f"What decides {about} is {limit_words(reading, row)}{bound}{': ' if told else ''}{told}{tail}.")


def _set(reading: Reading, about: str, rows: Sequence[Row], best: Row | None, tail: str) -> Sentence:
    """Limits that decide between them, one a line, and what there would be without them."""
    lines = tuple((name, "") for name in dict.fromkeys(limit_name(reading, row) for row in rows))
    whole, gain = lifted(rows[0]), rows[0]["gain"]
    if whole is None:
        told = f"Loosened together they would {effect(rows[0], gain)}" if gain else "They bind together"
        return Sentence(f"What decides {about} is no single limit; these bind together:", lines, f"{told}{tail}.")
    alone = lifted(best) if best is not None else None
    single = f"; without any one limit alone, {words.number(alone)} at most" if alone is not None else ""
    lead = f"What decides {about} is no single limit but these together:"
    return Sentence(lead, lines, f"Without them {without(rows[0], whole)}{single}{tail}.")


def costs(reading: Reading) -> str:
    """What the plan costs and which funds pay it."""
    cost = words.money(reading.plan.cost, reading.currency)
    paid = costs_paid(reading)
    separator = ": " if reading.programme.funds and reading.payments else "; "
    return f"It costs {cost} ({price_basis(reading)}){separator}{paid}."


def price_basis(reading: Reading) -> str:
    """In whose prices, and whether discounted, amounts of cost are given."""
    rate = reading.programme.settings.discount_rate
    return f"in {reading.programme.settings.price_year} prices" + (
        f", discounted at {words.share(rate)} a year" if rate > 0 else ""
    )


def costs_paid(reading: Reading) -> str:
    """Which funds pay the plan, and how much."""
    paid = add_up((p.fund, p.amount) for p in reading.payments)
    whole = sum(paid.values())
    if not reading.programme.funds:
        return "no fund is given, so money is unlimited and nobody is named to pay"
    if whole <= 0:
        return "no fund pays anything"
    parts = [
        f"{fund} pays {words.money(amount, reading.currency)} ({words.share(amount, whole)})"
        for fund, amount in paid.items()
    ]
    undiscounted = ", undiscounted" if reading.programme.settings.discount_rate > 0 else ""
    return f"{words.listing(parts, 4, 'other funds pay the rest')}{undiscounted}"


def rests_on(given: tuple[Given, ...]) -> str:
    """How many of the programme's numbers have a source, an assumption, or neither."""
    counts = tally(given)
    numbers, uncited = counts["numbers"], counts["uncited"]
    if not numbers:
        return "The programme gives no numbers."
    cited, assumed = bases_said(counts)
    bare = f"{uncited:,} ({words.share(uncited, numbers)}) on nothing said" if uncited else "none on nothing said"
    more = f"; {words.count(counts['unknown'], 'more is', 'more are')} unknown" if counts["unknown"] else ""
    whose = f"Of the {numbers:,} numbers it uses," if numbers > 1 else "Of the one number it uses,"
    return f"{whose} {cited}, {assumed} and {bare}; {ranges_said(counts)}{more}."


def bases_said(counts: Counter[str]) -> tuple[str, str]:
    """How many numbers cite a claim and how many rest on an assumption, with their verbs."""
    return (
        words.several(counts["cited"], "cites a claim", "cite a claim"),
        words.several(counts["assumed"], "rests on a stated assumption", "rest on a stated assumption"),
    )


def ranges_said(counts: Counter[str]) -> str:
    """How many numbers are ranges."""
    return words.several(counts["uncertain"], "is a range", "are ranges")
