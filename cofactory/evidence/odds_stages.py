"""Stages of one promise that cannot both be right: asserted and denied, or a contract that no words name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

from cofactory.evidence.odds_dates import stage_told
from cofactory.evidence.tellings import linked, tellings
from cofactory.schema.evidence import CANCELLED, STAGES

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.tellings import Pair
    from cofactory.schema.evidence import Claim

CONTRACT_RANK = STAGES.index("contract")


def denials(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """A stage that one source denies and another asserts, of the same kind of promise, or that is higher still."""
    del ledger
    denied = tellings([c for c in claims if c.denied], lambda c: (c.kind, c.stage))
    firm = [c for c in claims if not c.denied and c.certainty == "asserted" and c.stage not in (None, CANCELLED)]
    for denying, asserting in product(denied, tellings(firm, lambda c: (c.kind, c.stage))):
        no, yes = denying[0], asserting[0]
        if no.kind == yes.kind and _at_least(yes.stage, no.stage):
            yield from linked("denied", f"asserted: {stage_told(yes)}", asserting, f"denied: {stage_told(no)}", denying)


def uninstrumented(claims: Sequence[Claim], instruments: Sequence[str]) -> Iterator[Pair]:
    """A contract that the words of its source do not name, against what other sources know."""
    if not instruments:
        return
    staged = [c for c in claims if c.stage in STAGES and not c.denied and c.certainty == "asserted"]
    unnamed = [c for c in staged if c.stage == "contract" and not _named(c, instruments)]
    lower = [c for c in staged if STAGES.index(c.stage or "") < CONTRACT_RANK]
    for others in tellings(lower, lambda c: c.stage) if unnamed else ():
        yield from linked("no-instrument", "contract, no instrument named", unnamed, stage_told(others[0]), others)


def _named(claim: Claim, instruments: Sequence[str]) -> bool:
    words = " ".join(span.exact for span in claim.spans if span.role == "assertion").lower()
    return any(word in words for word in instruments)


def _at_least(stage: str | None, denied: str | None) -> bool:
    if denied is None:
        return True
    if stage in STAGES and denied in STAGES:
        return STAGES.index(stage) >= STAGES.index(denied)
    return stage == denied
