"""Stages of one promise that cannot both be right: asserted and denied, or a contract that no words name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from cofactory.evidence.clocks import valid_from
from cofactory.evidence.intervals import meet
from cofactory.evidence.odds_dates import events, stage_told
from cofactory.evidence.reader.inflect import plurals
from cofactory.evidence.reader.languages import reads_as_english
from cofactory.evidence.tellings import linked, tellings
from cofactory.evidence.units import one_unit
from cofactory.schema.evidence import CANCELLED, MONEY_STAGES, STAGES

if TYPE_CHECKING:
    from collections.abc import Hashable

    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.tellings import Pair
    from cofactory.schema.evidence import Claim

CONTRACT_RANK = STAGES.index("contract")

OF_A_DEAL = (
    "transfer", "serial_production", "procurement", "modernisation", "joint_development", "initiative",
)  # fmt: skip
"""Kinds whose scope can be asserted or denied as such; a risk or an enabler without a stage may be anything."""

ONE_NEWS = timedelta(days=7)
"""Time after a denial within which an assertion without a date is of the same moment; later, it may have come true."""

VERBS = {"order": ("ordered", "ordering"), "contract": ("contracted", "contracting")}
"""Instruments that are acts as well: what was ordered has an order."""

IDIOMS = re.compile(
    r"\b(in order (to|that|for)|in (short|good|working|that) order|order of magnitude|(a|no) (great|good|big) deal|"
    r"deal(s|ing)? with|law and order|of (its|their|his|her) own accord)\b"
)
"""Turns of phrase with an instrument's word that name none."""


def denials(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Pair]:
    """What one source denies and another asserts: of one kind of promise, of that stage or a higher one, by that day.

    A denial holds on its day: what happened later does not contradict it.
    """

    def content(claim: Claim) -> Hashable:
        """What two claims must share to be one telling."""
        when = tuple(events(claim)) or valid_from(claim, ledger)
        return claim.kind, claim.stage, claim.quantity, claim.unit, claim.money, when

    denied = tellings([c for c in claims if c.denied], content)
    firm = [c for c in claims if not c.denied and c.certainty == "asserted"] if denied else []
    for denying, asserting in product(denied, tellings(firm, content)):
        no, yes = denying[0], asserting[0]
        if no.kind == yes.kind and _at_least(yes, no) and _of_one_figure(yes, no) and _by_then(yes, no, ledger):
            yield from linked("denied", f"asserted: {stage_told(yes)}", asserting, f"denied: {stage_told(no)}", denying)


def uninstrumented(claims: Sequence[Claim], ledger: Ledger, instruments: Sequence[str]) -> Iterator[Pair]:
    """Contracts that no words of any source name, against others that at that time or later know of less, if any do.

    Only of quotes in English: the words are English, and nothing is said of others. Alone, such claims are at odds
    with themselves.
    """
    staged = [c for c in claims if c.stage in STAGES and not c.denied and c.certainty == "asserted"]
    contracts = [c for c in staged if c.stage == "contract"] if instruments else []
    if not contracts or any(_named(c, tuple(instruments)) for c in contracts):
        return
    unnamed = [c for c in contracts if _in_english(c, ledger)]
    if not unnamed:
        return
    says = "contract, no instrument named"
    first = min(valid_from(claim, ledger) for claim in unnamed)
    lower = [
        c for c in staged if STAGES.index(c.stage or "") < CONTRACT_RANK and valid_from(c, ledger) >= first
    ]  # fmt: skip
    for claim in unnamed:
        yield "no-instrument", says, unnamed[0], says, claim
    for others in tellings(lower, lambda c: c.stage):
        yield from linked("no-instrument", says, unnamed, stage_told(others[0]), others)


def _named(claim: Claim, instruments: tuple[str, ...]) -> bool:
    """Whether the words a claim rests on name an instrument, as whole words."""
    return _naming(instruments).search(IDIOMS.sub(" ", _words(claim).lower())) is not None


@cache
def _naming(instruments: tuple[str, ...]) -> re.Pattern[str]:
    forms = {form for phrase in instruments for form in (*plurals(phrase), *VERBS.get(phrase, ()))}
    return re.compile(rf"\b({'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})\b")


def _in_english(claim: Claim, ledger: Ledger) -> bool:
    document = ledger.documents.get(claim.document)
    language = document.language if document is not None else None
    return (language or "en").lower().startswith("en") and reads_as_english(_words(claim))


def _words(claim: Claim) -> str:
    return " ".join(span.exact for span in claim.spans if span.role in ("assertion", "antecedent"))


def _at_least(asserted: Claim, denied: Claim) -> bool:
    """Whether what is asserted includes what is denied: the same stage or a higher one of its kind."""
    yes, no = asserted.stage, denied.stage
    if no is None:
        return yes != CANCELLED and (yes is not None or asserted.kind in OF_A_DEAL)
    for order in (STAGES, MONEY_STAGES):
        if yes in order and no in order:
            return order.index(yes) >= order.index(no)
    return yes == no


def _of_one_figure(yes: Claim, no: Claim) -> bool:
    """Whether a denial of so many, or of so much, can be about what is asserted."""
    a, b = yes.quantity, no.quantity
    if a is not None and b is not None and not (one_unit(yes.unit, no.unit) and a.per == b.per and meet(a, b)):
        return False
    paid, denied = yes.money, no.money
    if paid is None or denied is None:
        return True
    return (paid.currency is None or denied.currency in (None, paid.currency)) and meet(paid, denied)


def _by_then(yes: Claim, no: Claim, ledger: Ledger) -> bool:
    """Whether what is asserted was so on the day for which it is denied."""
    day = valid_from(no, ledger)
    if dated := events(yes):
        return min(event[0] for event in dated) <= day
    return date.fromisoformat(valid_from(yes, ledger)) <= date.fromisoformat(day) + ONE_NEWS
