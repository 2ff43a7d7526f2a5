"""Where promises stand, in words: stage, quantities, money and slips, and what a decision changed in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cofactory.evidence.amounts import LEVELS, Amount
from cofactory.evidence.status import Standing, Status, Step
from cofactory.evidence.units import singular
from cofactory.render.claims import amount, days, on_one_line, source_in_words, stage_in_words, sum_of_money
from cofactory.render.words import count, number
from cofactory.schema.evidence import MONEY_STAGES

if TYPE_CHECKING:
    from cofactory.evidence.amounts import Level
    from cofactory.evidence.conflicts import Conflict
    from cofactory.evidence.dues import Due
    from cofactory.evidence.ledger import Ledger
    from cofactory.programme.names import Names
    from cofactory.schema.evidence import MoneyStage
    from cofactory.schema.programme import Commitment

DEFINITIONS = {
    "left": "counted when it has left the giver",
    "arrived": "counted when it has arrived",
    "received": "counted when the receiver has it",
    "in_service": "counted when it is in service",
}
"""What counts as delivered, by the commitment's `definition`."""


def units(said: Amount | None) -> str:
    """Returns the units of an amount: "up to 100 aircraft", "3 aircraft a month", "24", "not said"."""
    if said is None or not said.unit:
        return amount(said, None, said.per if said else None)
    return amount(said, singular(said.unit) if said.low == said.high == 1 else said.unit, said.per)


def money(said: Amount | None) -> str:
    """Returns the money of an amount: "2.4 bn EUR", "not said"."""
    return sum_of_money(said, said.unit if said else None)


def told_of(said: Amount) -> str:
    """Returns what must be known of an amount beside its number: that it is the greatest of several; else nothing."""
    return f", the greatest of {said.greatest_of} figures told" if said.greatest_of > 1 else ""


def since(step: Step) -> str:
    """Returns since when a promise is at a stage, no more exactly than its source says: "2022", "2026-02-09"."""
    return days(step.first or step.last, step.last or step.first) or step.day


def stage_so_far(standing: Standing, row: Commitment) -> str:
    """Returns the stage; of deliveries that are known not to be all, how many: "delivered (1 drone of 10,000)"."""
    stage = stage_in_words(standing.stage)
    said = standing.delivered_of(row.quantity.mean()) if row.quantity.known else None
    return stage if said is None else f"{stage} ({units(said)} of {number(row.quantity.mean())})"


def slip_in_words(standing: Standing) -> str:
    """Returns by how much the due date moved: "90 days later than first told"; nothing where it did not."""
    slip = standing.slip
    if slip is None or not slip.days:
        return ""
    moved = f"{count(abs(slip.days), 'day')} {'later' if slip.days > 0 else 'earlier'}"
    if len(standing.dues) == 2:
        return f"{moved} than first told"
    return f"{_due(slip.last)} is {moved} than {_due(slip.first)}"


def publisher(claim: str, ledger: Ledger) -> str:
    """Returns who published what a claim rests on, and when: "Reuters, 2025-11-17"."""
    source = ledger.sources.get(claim, claim)
    return source_in_words(ledger.documents.get(source), source)


def with_sources(claims: Sequence[str], ledger: Ledger, most: int = 4) -> str:
    """Returns claims with their publishers: "c-ab12 (Reuters, 2025-11-17), c-9f30 (LIGA, 2025-11-18)"."""
    shown = [f"{key} ({publisher(key, ledger)})" for key in claims[:most]]
    more = [f"and {len(claims) - most} more"] if len(claims) > most else []
    return ", ".join([*shown, *more])


def about_in_words(about: str, names: Names) -> str:
    """Returns what a contradiction is about: the promise, or, where there is none, "France > Ukraine: Rafale"."""
    people, colon, item = about.partition(":")
    giver, arrow, receiver = people.partition(">")
    if not colon or not arrow:
        return on_one_line(about, 80)
    ends = [on_one_line(names.name_of("party", key or None), 40) or "?" for key in (giver, receiver)]
    return f"{ends[0]} > {ends[1]}: {on_one_line(names.name_of('item', item), 60)}"


def at_odds(conflicts: Iterable[Conflict]) -> frozenset[str]:
    """Returns the claims whose quantity or sum another contradicts."""
    kinds = ("quantities", "money", "currencies", "rate-or-total")
    sides = [side for conflict in conflicts if conflict.kind in kinds for side in conflict.sides]
    return frozenset(claim for side in sides for claim in side.claims)


def due_in_words(standing: Standing) -> str:
    """Returns the due dates in the order in which they were told, and by how much they moved."""
    told = "; ".join(f"{_due(due)} (told {due.told}, {due.claim})" for due in standing.dues)
    slip = slip_in_words(standing)
    return f"{told}: {slip}" if slip else told


def _due(due: Due) -> str:
    return days(due.first, due.last) or on_one_line(due.raw, 40)


def changes(before: Status, after: Status) -> Iterator[str]:
    """What became different, one line for each promise and kind of figure."""
    earlier = {standing.promise.id: standing for standing in before.standings}
    for standing in after.standings:
        was = earlier.get(standing.promise.id)
        if was is not None:
            yield from (f"{standing.promise.id}: {line}" for line in _changed(was, standing))
    for what, old, new in (
        ("accepted claims that speak of no commitment", len(before.loose), len(after.loose)),
        ("claims that wait for a decision", before.proposed, after.proposed),
    ):
        if old != new:
            yield f"{what}: {old} -> {new}"


def _changed(was: Standing, now: Standing) -> Iterator[str]:
    pairs = [("stage", _stage(was), _stage(now))]
    pairs += [(level, _units(was, level), _units(now, level)) for level in LEVELS]
    pairs += [(f"money {state}", _money(was, state), _money(now, state)) for state in MONEY_STAGES]
    pairs += [("due", due_in_words(was) or "not said", due_in_words(now) or "not said")]
    pairs += [("claims that speak of it", str(len(was.speaking)), str(len(now.speaking)))]
    yield from (f"{what}: {old} -> {new}" for what, old, new in pairs if old != new)


def _units(standing: Standing, level: Level) -> str:
    return " and ".join(units(said) for said in (standing.amounts[level], *standing.apart.get(level, ())))


def _money(standing: Standing, state: MoneyStage) -> str:
    return " and ".join(money(said) for said in (standing.money[state], *standing.apart.get(state, ())))


def _stage(standing: Standing) -> str:
    if standing.stage is None:
        return "none"
    return f"{stage_in_words(standing.stage)} since {since(standing.steps[-1])}"
