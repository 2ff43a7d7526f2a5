"""The answer in five sentences: what arrives, what is late, what decides it, what it costs, what it rests on."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from cofactory.render import words
from cofactory.render.assumptions import Given, tally
from cofactory.render.reading import Promise, Reading, Service, add_up


def answer(reading: Reading, given: tuple[Given, ...]) -> tuple[str, ...]:
    """Five sentences computed from the plan, in the order in which a reader asks for them."""
    return (arrives(reading), late(reading), decides(reading), costs(reading), rests_on(given))


def arrives(reading: Reading) -> str:
    """What the plan delivers by the end of the horizon, and when the first units arrive."""
    end = words.period(reading.label(reading.calendar.periods - 1))
    wanted = [s for s in reading.services if s.total_asked > 0]
    if not wanted:
        return f"Nothing is asked for until {end}, so the plan delivers nothing."
    promised = {p.need for p in reading.promises if p.planned is not None}
    together: dict[tuple[str, str], list[Service]] = defaultdict(list)
    for s in sorted(wanted, key=lambda s: (s.id not in promised, -s.priority, -s.shortfall)):
        together[s.item, s.receiver].append(s)
    parts = [_delivered(item, receiver, services) for (item, receiver), services in together.items()]
    times = _delivery_times(wanted)
    if not times:
        return f"By the end of {end} the plan delivers nothing of what is asked: {words.listing(parts)}."
    first, last = (words.period(reading.label(t)) for t in (min(times), max(times)))
    when = f"all in {first}" if first == last else f"the first in {first}, the last in {last}"
    return f"By the end of {end} the plan delivers {words.listing(parts)}; {when}."


def _delivered(item: str, receiver: str, services: list[Service]) -> str:
    got, asked = sum(s.total_delivered for s in services), sum(s.total_asked for s in services)
    return f"{words.number(got)} of {words.number(asked)} {item}" + (f" to {receiver}" if receiver not in item else "")


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
        sentences.append(
            f"{len(behind)} of {words.count(len(reading.services), 'need')} fall behind at some time, "
            f"worst {_worst(reading, behind[0])}"
        )
    elif reading.services:
        sentences.append("no need ever falls behind")
    if aside := _unjudged(states):
        sentences.append(aside)
    text = "; ".join(sentences) or "There is no need and no commitment that could be late"
    return text[0].upper() + text[1:] + "."


def _unjudged(states: Counter[str]) -> str:
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
    return (
        f"{len(short)} of {words.count(dated, 'commitment')} with a known quantity and date {verb} short when due, "
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


def decides(reading: Reading) -> str:
    """The limit that decides most, in the plan's own words."""
    reasons = [row for row in reading.plan.reasons.iter_rows(named=True) if row["sentence"]]
    if not reasons:
        late_ones = any(s.late for s in reading.services) or any(p.state == "short" for p in reading.promises)
        return (
            "The plan names no single limit behind what is missing."
            if late_ones
            else "No limit stands in the way: everything with a date arrives on time."
        )
    top = min(reasons, key=lambda row: (row["rank"], -_weight(reading, row["subject"])))
    about = subject_name(reading, top["subject"])
    others = len({(row["limit"], row["limit_id"]) for row in reasons}) - 1
    tail = f" ({words.count(others, 'other limit')} below)" if others else ""
    if top["together"]:
        same = [row for row in reasons if row["sentence"] == top["sentence"] and row["subject"] == top["subject"]]
        names = words.listing([limit_name(reading, row) for row in same])
        return f"What decides {about} is no single limit: {names} bind together{_gain(top)}{tail}."
    sentence = words.tidy(top["sentence"], 300).rstrip(".")
    sentence = f"the {sentence[4:]}" if sentence.startswith("The ") else sentence
    return f"What decides {about} is {limit_name(reading, top)}; {sentence}{tail}."


def _gain(reason: Mapping[str, Any]) -> str:
    if reason["gain"] is None:
        return ""
    return (
        f", and loosened together they would gain {words.amount(reason['gain'], words.tidy(reason['gain_unit'], 40))}"
    )


def limit_name(reading: Reading, reason: Mapping[str, Any]) -> str:
    """The limit of a reason by the name of the line, fund, project or other thing that sets it."""
    row_id = reason["limit_id"] or ""
    start = str(reason["limit"]).partition("_")[0]
    order = {"fund": "funds", "project": "projects", "route": "routes", "pool": "pools", "stock": "stocks"}
    tables = dict.fromkeys([order.get(start, "lines"), "lines", "stocks", "routes", "funds", "projects", "pools"])
    for table in tables:
        if (table, row_id) in reading.rows:
            return reading.name(table, row_id)
    return words.tidy(row_id or str(reason["limit"]).replace("_", " "), 60)


def _weight(reading: Reading, subject: str) -> float:
    for s in reading.services:
        if s.id == subject:
            return max(s.priority, 0.001) * s.shortfall
    return max((_missing_share(p) for p in reading.promises if p.id == subject), default=0.0)


def subject_name(reading: Reading, subject: str) -> str:
    """The need or commitment a reason is about, by name; ids may come with their table in front."""
    kind, _, rest = subject.partition(":")
    row_id = rest or subject
    tables = {"need": ("needs",), "commitment": ("commitments",)}.get(kind if rest else "", ("needs", "commitments"))
    for table in tables:
        if (table, row_id) in reading.rows:
            return reading.name(table, row_id)
    return words.tidy(subject, 60)


def costs(reading: Reading) -> str:
    """What the plan costs and which funds pay it."""
    plan: Any = reading.plan
    paid = add_up((p.fund, p.amount) for p in reading.payments)
    whole = sum(paid.values())
    cost = words.money(plan.cost, reading.currency)
    discounted = reading.programme.settings.discount_rate > 0
    basis = f"in {reading.programme.settings.price_year} prices" + (
        f", discounted at {words.share(reading.programme.settings.discount_rate)} a year" if discounted else ""
    )
    if not reading.programme.funds:
        return f"It costs {cost} ({basis}); no fund is given, so money is unlimited and nobody is named to pay."
    if whole <= 0:
        return f"It costs {cost} ({basis}); no fund pays anything."
    parts = [
        f"{fund} pays {words.money(amount, reading.currency)} ({words.share(amount, whole)})"
        for fund, amount in paid.items()
    ]
    return f"It costs {cost} ({basis}): {words.listing(parts)}" + (", undiscounted." if discounted else ".")


def rests_on(given: tuple[Given, ...]) -> str:
    """How many of the programme's numbers have a source, an assumption, or neither."""
    counts = tally(given)
    numbers, uncited = counts["numbers"], counts["uncited"]
    if not numbers:
        return "The programme gives no numbers."
    bases = [f"{counts['cited']} cite a claim", f"{counts['assumed']} rest on a stated assumption"]
    bare = f"{uncited} ({words.share(uncited, numbers)}) on nothing said" if uncited else "none on nothing said"
    more = f"; {words.count(counts['unknown'], 'more is', 'more are')} unknown" if counts["unknown"] else ""
    return f"Of the {numbers:,} numbers it uses, {', '.join(bases)} and {bare}; {counts['uncertain']} are ranges{more}."
