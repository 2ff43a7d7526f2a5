"""Where every promise stands at a date: stage, quantities, money and slips, from accepted claims alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.evidence.amounts import HAPPENED, LEVEL_OF, LEVELS, amount_of, main_unit, money_told, units_told
from cofactory.evidence.clocks import true_since, valid_at, valid_from
from cofactory.evidence.dues import dues_of
from cofactory.evidence.state import replay
from cofactory.evidence.units import unit_key
from cofactory.schema.evidence import CANCELLED, MONEY_STAGES, STAGES

if TYPE_CHECKING:
    from cofactory.evidence.amounts import Amount, Level
    from cofactory.evidence.dues import Due, Slip
    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.state import State
    from cofactory.schema.evidence import Claim, MoneyStage


@dataclass(frozen=True)
class Promise:
    """What status is asked about: a commitment of the programme, and the claims its row names."""

    id: str
    giver: str
    receiver: str
    item: str
    claims: tuple[str, ...] = ()
    unit: str | None = None
    """What the item is counted in."""
    called: str = ""
    """The name of the item, which may say what it is counted in where its unit does not."""


REVIVES = STAGES.index("intended")
"""The least that a promise must be again, once it was called off: talk about it is no promise."""


@dataclass(frozen=True)
class Step:
    """A day on which the stage of a promise became higher, or it was called off, and the claim that says so.

    `first` and `last`: the days its source allows, which of "in 2022" are a year apart.
    """

    day: str
    stage: str
    claim: str
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True)
class Standing:
    """Where one promise stands. `speaking`: accepted claims about it; `weak`: those too hedged to raise a stage.

    `amounts` are in `unit`, or in another where nobody tells of that one; `apart` has what is told in yet others.
    Once a promise is called off, only what was made, delivered and paid stays of what was said before.
    """

    promise: Promise
    stage: str | None
    since: str | None
    evidence: tuple[str, ...]
    steps: tuple[Step, ...]
    unit: str | None
    amounts: dict[Level, Amount | None]
    rates: tuple[Amount, ...]
    money: dict[MoneyStage, Amount | None]
    apart: dict[str, tuple[Amount, ...]]
    """By level or state of money: amounts in other units, sums in other currencies."""
    dues: tuple[Due, ...]
    slip: Slip | None
    speaking: tuple[str, ...]
    weak: tuple[str, ...]

    @property
    def slip_days(self) -> int | None:
        """By how many days the due date moved; None where none was told anew."""
        return None if self.slip is None else self.slip.days

    def delivered_of(self, whole: float) -> Amount | None:
        """What is delivered, where that is surely not all of a `whole` in the promise's unit; else None."""
        said = self.amounts["delivered"]
        if said is None or said.high is None or LEVEL_OF.get(self.stage or "") != "delivered":
            return None
        return said if unit_key(said.unit) in (None, self.unit) and said.high < whole else None


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
        standings.append(standing(promise, [c for c in claims if valid_at(c, ledger, as_of)], ledger, as_of))
    loose = tuple(key for key in accepted if key not in spoken and valid_at(ledger.claims[key], ledger, as_of))
    return Status(tuple(standings), loose, len(state.of_status("proposed")), state)


def standing(promise: Promise, claims: Iterable[Claim], ledger: Ledger, as_of: str | None = None) -> Standing:
    """Returns where a promise stands by these claims, all of which speak of it and are true by `as_of`."""
    in_order = sorted(claims, key=lambda c: (valid_from(c, ledger), c.stage == CANCELLED, c.id))
    firm = [claim for claim in in_order if is_firm(claim)]
    live, funded = _since_called_off(firm, money=False), _since_called_off(firm, money=True)
    steps = _steps(firm, ledger)
    stage, since = (steps[-1].stage, steps[-1].day) if steps else (None, None)
    unit = main_unit(promise.unit, firm, promise.called)
    amounts = {level: units_told(level, firm if level in HAPPENED else live, ledger, unit) for level in LEVELS}
    money = {state: money_told(state, firm if state in HAPPENED else funded, ledger) for state in MONEY_STAGES}
    dues, slip = dues_of(live, ledger, as_of)
    return Standing(
        promise=promise,
        stage=stage,
        since=since,
        evidence=tuple(c.id for c in (firm if stage == CANCELLED else live) if c.stage == stage),
        steps=steps,
        unit=unit,
        amounts={level: told[0] if told else None for level, told in amounts.items()},
        rates=tuple(amount_of(c, ledger) for c in live if c.quantity is not None and c.quantity.per is not None),
        money={state: told[0] if told else None for state, told in money.items()},
        apart={key: told[1:] for key, told in (*amounts.items(), *money.items()) if told[1:]},
        dues=dues,
        slip=slip,
        speaking=tuple(claim.id for claim in in_order),
        weak=tuple(claim.id for claim in in_order if not is_firm(claim)),
    )


def is_firm(claim: Claim) -> bool:
    """Returns whether a claim may raise a stage: asserted, and no denial."""
    return claim.certainty == "asserted" and not claim.denied


def _since_called_off(firm: Sequence[Claim], *, money: bool) -> Sequence[Claim]:
    """The claims since the promise was last called off, or, of money, the money for it."""
    off = [at for at, claim in enumerate(firm) if _calls_off(claim) or (money and claim.stage == CANCELLED)]
    return firm[off[-1] + 1 :] if off else firm


def _calls_off(claim: Claim) -> bool:
    """Whether the promise itself is called off, not only the money for it."""
    return claim.stage == CANCELLED and claim.kind != "financing"


def _steps(firm: Sequence[Claim], ledger: Ledger) -> tuple[Step, ...]:
    """The days on which the stage rose. Called off, it stays so until it is at least intended anew, on a later day."""
    steps: list[Step] = []
    highest = least = -1
    for claim in firm:
        if _calls_off(claim):
            if not steps or steps[-1].stage != CANCELLED:
                steps.append(_step(claim, CANCELLED, ledger))
            highest, least = -1, REVIVES
        elif claim.stage in STAGES and (rank := STAGES.index(claim.stage)) > highest and rank >= least:
            highest = rank
            step = _step(claim, claim.stage, ledger)
            if steps and steps[-1].day == step.day and steps[-1].stage != CANCELLED:
                steps.pop()
            steps.append(step)
    return tuple(steps)


def _step(claim: Claim, stage: str, ledger: Ledger) -> Step:
    day, first, last = true_since(claim, ledger)
    return Step(day, stage, claim.id, first, last)
