"""Where every promise stands at a date: stage, quantities, money and slips, from accepted claims alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from cofactory.evidence.clocks import valid_at, valid_from
from cofactory.evidence.state import published_on, replay
from cofactory.schema.evidence import CANCELLED, MONEY_STAGES, STAGES

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.state import State
    from cofactory.schema.evidence import Claim, MoneyStage

Level = Literal["promised", "contracted", "produced", "delivered"]
LEVELS: tuple[Level, ...] = get_args(Level)

LEVEL_OF: dict[str, Level] = {
    "intended": "promised",
    "letter_of_intent": "promised",
    "declaration": "promised",
    "contract": "contracted",
    "production": "produced",
    "delivered": "delivered",
    "in_service": "delivered",
}
"""Of which quantity a claim of a stage speaks. What is only mentioned, discussed or asked for is no promise."""

MONEY_OF: dict[str, MoneyStage] = {
    **{stage: stage for stage in MONEY_STAGES},
    "intended": "pledged",
    "letter_of_intent": "pledged",
    "declaration": "pledged",
    "contract": "contracted",
}
"""The state of money that a claim of a stage speaks of, where it names a sum."""


@dataclass(frozen=True)
class Promise:
    """What status is asked about: a commitment of the programme, and the claims its row names."""

    id: str
    giver: str
    receiver: str
    item: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Amount:
    """Units or money as a claim gives them: an interval (an open end is None), who says so and from when it is true."""

    low: float | None
    high: float | None
    qualifier: str | None
    raw: str
    claim: str
    day: str
    unit: str | None = None
    """The claim's unit, or the currency."""
    per: str | None = None


@dataclass(frozen=True)
class Step:
    """A day on which the stage of a promise became higher, or it was called off, and the claim that says so."""

    day: str
    stage: str
    claim: str


@dataclass(frozen=True)
class Due:
    """When delivery is due according to a claim, in the order in which such claims became public."""

    told: str
    first: str | None
    last: str | None
    raw: str
    claim: str


@dataclass(frozen=True)
class Standing:
    """Where one promise stands. `speaking`: accepted claims about it; `weak`: those too hedged to raise a stage."""

    promise: Promise
    stage: str | None
    since: str | None
    evidence: tuple[str, ...]
    steps: tuple[Step, ...]
    amounts: dict[Level, Amount | None]
    rates: tuple[Amount, ...]
    money: dict[MoneyStage, Amount | None]
    dues: tuple[Due, ...]
    speaking: tuple[str, ...]
    weak: tuple[str, ...]

    @property
    def slip_days(self) -> int | None:
        """By how many days the last due date lies after the first; None where fewer than two were told."""
        from datetime import date

        told = [due.last for due in self.dues if due.last is not None]
        return (date.fromisoformat(told[-1]) - date.fromisoformat(told[0])).days if len(told) > 1 else None


@dataclass(frozen=True)
class Status:
    """Every promise at a date. `loose`: accepted claims that speak of no commitment."""

    standings: tuple[Standing, ...]
    loose: tuple[str, ...]
    proposed: int
    state: State


def status_at(
    ledger: Ledger,
    promises: Sequence[Promise],
    *,
    as_of: str | None = None,
    known: str | None = None,
    published: str | None = None,
) -> Status:
    """Returns where each promise stands on a day, by what was published and known (recorded) by other days.

    All three are `2026`, `2026-02` or `2026-02-09` and take in the whole of it; None is no limit. The stage is the
    highest of the claims true then; hedged, speculative and denying claims never raise it. Raises ValueError for a
    date that is none.
    """
    state = replay(ledger, known=known, published=published)
    accepted = [key for key in state.of_status("accepted") if key in ledger.claims]
    standings, spoken = [], set()
    for promise in promises:
        about = [key for key in accepted if state.claims[key].commitment == promise.id or key in promise.claims]
        spoken.update(about)
        claims = [ledger.claims[key] for key in about]
        standings.append(standing(promise, [c for c in claims if valid_at(c, ledger, as_of)], ledger))
    loose = tuple(key for key in accepted if key not in spoken and valid_at(ledger.claims[key], ledger, as_of))
    return Status(tuple(standings), loose, len(state.of_status("proposed")), state)


def standing(promise: Promise, claims: Iterable[Claim], ledger: Ledger) -> Standing:
    """Returns where a promise stands by these claims, all of which speak of it and are true."""
    in_order = sorted(claims, key=lambda claim: (valid_from(claim, ledger), claim.id))
    firm = [claim for claim in in_order if is_firm(claim)]
    steps = _steps(firm, ledger)
    stage, since = (steps[-1].stage, steps[-1].day) if steps else (None, None)
    evidence = tuple(c.id for c in firm if c.stage == stage)
    return Standing(
        promise=promise,
        stage=stage,
        since=since,
        evidence=evidence,
        steps=steps,
        amounts={level: _units(level, firm, ledger) for level in LEVELS},
        rates=tuple(_amount(c, ledger) for c in firm if c.quantity is not None and c.quantity.per is not None),
        money={state: _money(state, firm, ledger) for state in MONEY_STAGES},
        dues=_dues(firm, ledger),
        speaking=tuple(claim.id for claim in in_order),
        weak=tuple(claim.id for claim in in_order if not is_firm(claim)),
    )


def is_firm(claim: Claim) -> bool:
    """Returns whether a claim may raise a stage: asserted, and no denial."""
    return claim.certainty == "asserted" and not claim.denied


def _steps(firm: Sequence[Claim], ledger: Ledger) -> tuple[Step, ...]:
    """The days on which the stage rose. Called off, it stays so until a later claim says otherwise."""
    steps: list[Step] = []
    highest = -1
    for claim in firm:
        day = valid_from(claim, ledger)
        if claim.stage == CANCELLED:
            if not steps or steps[-1].stage != CANCELLED:
                steps.append(Step(day, CANCELLED, claim.id))
            highest = -1
        elif claim.stage in STAGES and STAGES.index(claim.stage) > highest:
            highest = STAGES.index(claim.stage)
            if steps and steps[-1].day == day and steps[-1].stage != CANCELLED:
                steps.pop()
            steps.append(Step(day, claim.stage, claim.id))
    return tuple(steps)


def _units(level: Level, firm: Sequence[Claim], ledger: Ledger) -> Amount | None:
    """The last word on a quantity; of deliveries the greatest, since what has arrived does not go back."""
    told = [
        _amount(claim, ledger)
        for claim in firm
        if claim.quantity is not None and claim.quantity.per is None and LEVEL_OF.get(claim.stage or "") == level
    ]
    if level == "delivered":
        return max(told, key=lambda amount: (_least(amount), amount.day), default=None)
    return _last_word(told)


def _money(state: MoneyStage, firm: Sequence[Claim], ledger: Ledger) -> Amount | None:
    told = [
        Amount(c.money.low, c.money.high, c.money.qualifier, c.money.raw, c.id, valid_from(c, ledger), c.money.currency)
        for c in firm
        if c.money is not None and MONEY_OF.get(c.stage or "") == state
    ]
    return _last_word(told)


def _last_word(told: Sequence[Amount]) -> Amount | None:
    """The latest that gives a number, else the latest."""
    return max(told, key=lambda amount: (_numbered(amount), amount.day, amount.claim), default=None)


def _numbered(amount: Amount) -> bool:
    return amount.low is not None or amount.high is not None


def _least(amount: Amount) -> float:
    if amount.low is not None:
        return amount.low
    return 0.0 if amount.high is not None else -1.0


def _amount(claim: Claim, ledger: Ledger) -> Amount:
    quantity = claim.quantity
    if quantity is None:
        raise ValueError(f"{claim.id} names no quantity.")
    day = valid_from(claim, ledger)
    return Amount(
        quantity.low, quantity.high, quantity.qualifier, quantity.raw, claim.id, day, claim.unit, quantity.per
    )


def _dues(firm: Sequence[Claim], ledger: Ledger) -> tuple[Due, ...]:
    """Due dates as they were told, one where several texts of a day tell the same."""
    told = []
    for claim in firm:
        document = ledger.documents.get(claim.document)
        day = published_on(document) if document is not None else claim.recorded[:10]
        told += [Due(day, d.from_, d.to, d.raw, claim.id) for d in claim.dates if d.role in ("target", "window")]
    kept: list[Due] = []
    for due in sorted(told, key=lambda due: (due.told, due.last or "", due.claim)):
        if not kept or (kept[-1].first, kept[-1].last) != (due.first, due.last):
            kept.append(due)
    return tuple(kept)
