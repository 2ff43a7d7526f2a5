"""How many units and how much money are promised, contracted, made, delivered or paid, by what accepted claims say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from cofactory.evidence.clocks import valid_from
from cofactory.evidence.tellings import public_day
from cofactory.evidence.units import unit_key
from cofactory.schema.evidence import MONEY_STAGES

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
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

HAPPENED = ("produced", "delivered", "disbursed")
"""What does not go back: of several figures the greatest counts, also where the promise was called off since."""


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
    greatest_of: int = 1
    """How many different figures were told, where this is the greatest of them; whether they add up nobody said."""


@dataclass(frozen=True)
class Told:
    """An amount and what ranks it among others: a signed paper above an intention, then when its text appeared."""

    amount: Amount
    signed: bool
    public: str


def main_unit(unit: str | None, claims: Sequence[Claim], called: str = "") -> str | None:
    """Returns what a promise is counted in, as `unit_key`: the item's unit.

    Where that says nothing, the only one told; of several the one in what the item is `called` ("Flood pump"), or None.
    """
    if (key := unit_key(unit)) is not None:
        return key
    said = {
        key
        for claim in claims
        if claim.quantity is not None and claim.stage in LEVEL_OF and (key := unit_key(claim.unit)) is not None
    }
    named = said & {unit_key(word) for word in called.split()} if len(said) > 1 else said
    return min(named) if len(named) == 1 else None


def units_told(level: Level, claims: Sequence[Claim], ledger: Ledger, unit: str | None) -> tuple[Amount, ...]:
    """Returns the totals of a level, one for each unit: first that in `unit` (as `main_unit` gives it), if told."""
    told = [
        Told(amount_of(claim, ledger), claim.stage != "intended", public_day(claim, ledger))
        for claim in claims
        if claim.quantity is not None and claim.quantity.per is None and LEVEL_OF.get(claim.stage or "") == level
    ]
    by_unit: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        by_unit[unit_key(one.amount.unit) or unit or ""].append(one)
    return _one_each(by_unit, unit, greatest=level in HAPPENED)


def money_told(state: MoneyStage, claims: Sequence[Claim], ledger: Ledger) -> tuple[Amount, ...]:
    """Returns the sums of a state of money, one for each currency, the one that was told most often first."""
    by_currency: dict[str, list[Told]] = defaultdict(list)
    for claim in claims:
        sum_told = claim.money
        if sum_told is not None and MONEY_OF.get(claim.stage or "") == state:
            amount = Amount(
                sum_told.low, sum_told.high, sum_told.qualifier, sum_told.raw, claim.id, valid_from(claim, ledger),
                sum_told.currency,
            )  # fmt: skip
            by_currency[sum_told.currency or ""].append(
                Told(amount, claim.stage != "intended", public_day(claim, ledger))
            )
    return _one_each(by_currency, None, greatest=state in HAPPENED)


def amount_of(claim: Claim, ledger: Ledger) -> Amount:
    """Returns the quantity of a claim, a total or a rate. Raises ValueError where it names none."""
    said = claim.quantity
    if said is None:
        raise ValueError(f"{claim.id} names no quantity.")
    return Amount(
        said.low, said.high, said.qualifier, said.raw, claim.id, valid_from(claim, ledger), claim.unit, said.per
    )


def _one_each(groups: dict[str, list[Told]], first: str | None, *, greatest: bool) -> tuple[Amount, ...]:
    order = sorted(groups, key=lambda key: (key != (first or ""), -len(groups[key]), key))
    return tuple((_greatest if greatest else _last_word)(groups[key]) for key in order)


def _last_word(told: Sequence[Told]) -> Amount:
    """The latest that gives a number, on paper if any is; else the latest."""
    return max(told, key=lambda t: (_numbered(t.amount), t.signed, t.amount.day, t.public, t.amount.claim)).amount


def _greatest(told: Sequence[Told]) -> Amount:
    best = max(told, key=lambda t: (_least(t.amount), t.amount.day, t.public, t.amount.claim)).amount
    figures = {(t.amount.low, t.amount.high) for t in told if _numbered(t.amount)}
    return replace(best, greatest_of=max(1, len(figures)))


def _numbered(amount: Amount) -> bool:
    return amount.low is not None or amount.high is not None


def _least(amount: Amount) -> float:
    if amount.low is not None:
        return amount.low
    return 0.0 if amount.high is not None else -1.0
