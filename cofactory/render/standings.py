"""Where promises stand, in words: stage, quantities, money and slips, and what a decision changed in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cofactory.evidence.status import LEVEL_OF, LEVELS, Amount, Standing, Status
from cofactory.render.claims import amount, days, on_one_line, source_in_words, stage_in_words, sum_of_money
from cofactory.render.words import count, number
from cofactory.schema.evidence import MONEY_STAGES

if TYPE_CHECKING:
    from cofactory.evidence.conflicts import Conflict
    from cofactory.evidence.ledger import Ledger
    from cofactory.programme.names import Names
    from cofactory.schema.programme import Commitment

DEFINITIONS = {
    "left": "counted when it has left the giver",
    "arrived": "counted when it has arrived",
    "received": "counted when the receiver has it",
    "in_service": "counted when it is in service",
}
"""What counts as delivered, by the commitment's `definition`."""


def units(said: Amount | None) -> str:
    """Returns the units of an amount: "up to 100", "24", "not said"."""
    return amount(said, None, said.per if said else None)


def money(said: Amount | None) -> str:
    """Returns the money of an amount: "2.4 bn EUR", "not said"."""
    return sum_of_money(said, said.unit if said else None)


def stage_so_far(standing: Standing, row: Commitment) -> str:
    """Returns the stage; of deliveries that are not all, how many of how many: "delivered (1 of 10,000)"."""
    stage, said = stage_in_words(standing.stage), standing.amounts["delivered"]
    if said is None or said.high is None or LEVEL_OF.get(standing.stage or "") != "delivered" or not row.quantity.known:
        return stage
    whole = row.quantity.mean()
    return f"{stage} ({units(said)} of {number(whole)})" if said.high < whole else stage


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
    """Returns the due dates in the order in which they were told, and by how much the last lies after the first."""
    told = [
        f"{days(due.first, due.last) or on_one_line(due.raw, 40)} (told {due.told}, {due.claim})"
        for due in standing.dues
    ]
    slip = standing.slip_days
    if not slip:
        return "; ".join(told)
    way = "later" if slip > 0 else "earlier"
    return f"{'; '.join(told)}: {count(abs(slip), 'day')} {way} than first told"


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
    pairs += [(level, units(was.amounts[level]), units(now.amounts[level])) for level in LEVELS]
    pairs += [(f"money {state}", money(was.money[state]), money(now.money[state])) for state in MONEY_STAGES]
    pairs += [("due", due_in_words(was) or "not said", due_in_words(now) or "not said")]
    pairs += [("claims that speak of it", str(len(was.speaking)), str(len(now.speaking)))]
    yield from (f"{what}: {old} -> {new}" for what, old, new in pairs if old != new)


def _stage(standing: Standing) -> str:
    if standing.stage is None:
        return "none"
    return f"{stage_in_words(standing.stage)} since {standing.since}"
