"""Two sources of November, one of January, and what of their claims is at odds: for tests of contradictions."""

from __future__ import annotations

from typing import Any

from cofactory.evidence.conflicts import Conflict, find_conflicts
from cofactory.evidence.state import replay
from cofactory.schema.evidence import Claim, Date, DateRole, Document, Money, Quantity
from tests.evidence.ledgers import accepted, claim, document, ledger_of

ONE = document("The first tells it.", "2025-11-17")
TWO = document("The second tells it.", "2025-11-20")
COPY = document("The third copies it.", "2025-11-21", syndicated_from=ONE.id)
LATE = document("The last tells it.", "2026-01-20")
ALL = (ONE, TWO, COPY, LATE)


def conflicts(*claims: Claim, documents: tuple[Document, ...] = ALL, words: tuple[str, ...] = ()) -> list[Conflict]:
    """What is found among claims that were accepted for one commitment."""
    ledger = ledger_of(*documents, *claims, accepted(*claims))
    return list(find_conflicts(ledger, replay(ledger), instruments=words))


def kinds(*claims: Claim, **how: Any) -> set[str]:
    """The kinds of conflict among these claims."""
    return {found.kind for found in conflicts(*claims, **how)}


def one(stage: str | None, **told: Any) -> Claim:
    """What the first source tells."""
    return claim(ONE, "The first", stage=stage, **told)


def two(stage: str | None, **told: Any) -> Claim:
    """What the second source tells, days later."""
    return claim(TWO, "The second", stage=stage, **told)


def late(stage: str | None, **told: Any) -> Claim:
    """What the last source tells, two months later."""
    return claim(LATE, "The last", stage=stage, **told)


def exactly(number: float, per: str | None = None) -> Quantity:
    """A number as it would be written."""
    return Quantity(str(number), number, number, per)  # type: ignore[arg-type]


def up_to(number: float, per: str | None = None) -> Quantity:
    """At most a number."""
    return Quantity(f"up to {number}", None, number, per, "up to")  # type: ignore[arg-type]


def money(number: float, currency: str = "EUR") -> Money:
    """A sum as it would be written."""
    return Money(f"{currency} {number}", number, number, currency)


def on(first: str, last: str | None = None, role: DateRole = "event") -> Date:
    """A day, or the days from the first to the last, of a role."""
    return Date(f"{role} {first}", first, last or first, "day" if last is None else "range", role)
