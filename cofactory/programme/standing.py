"""Where the claims stand that cells cite: found by the beginning of their ids, as the ledger holds them at a date."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.state import State

CitedStatus = Literal["accepted", "proposed", "rejected", "replaced", "withdrawn", "misquoted", "unknown", "ambiguous"]
"""`withdrawn`: the ledger has the claim and does not hold it, at this date. `misquoted`: its text does not have the
words it quotes. `ambiguous`: several begin so."""

SHORTEST = 4
"""Characters after `c-` with which a claim may be named: of a thousand claims, all but a handful are told apart."""

FALLEN = frozenset({"rejected", "replaced", "withdrawn", "misquoted"})
"""What was once a claim to rest on, and is one no more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a cited claim stands, and who decided so, when and why."""

    written: str
    status: CitedStatus
    claim: str | None = None
    decision: str | None = None
    by: str | None = None
    day: str | None = None
    why: str | None = None
    replaced_by: tuple[str, ...] = ()
    commitment: str | None = None
    alike: tuple[str, ...] = ()
    """The claims that begin so, where there are several."""

    @property
    def key(self) -> str:
        """The claim's id; as it was written where there is no such claim."""
        return self.claim or self.written

    @property
    def accepted(self) -> bool:
        """Whether a number that cites it counts as cited."""
        return self.status == "accepted"

    @property
    def decided(self) -> str:
        """What became of the claim, in words: `was rejected on 2026-05-01 by ann`."""
        end = f" on {self.day} by {self.by}" if self.by else ""
        words = {
            "accepted": f"was accepted{end}",
            "rejected": f"was rejected{end}",
            "replaced": f"was replaced by {' and '.join(self.replaced_by)}"
            + (f" on {self.day}, as {self.by} decided" if self.by else ""),
            "proposed": "is proposed, and nobody has decided about it yet",
            "withdrawn": "is not held: it was not known yet, or the decision that brought it in was retracted",
            "misquoted": "quotes words that its document's text does not have there, and counts nowhere",
            "unknown": "is not in the ledger",
            "ambiguous": "could be any of several claims",
        }
        return words[self.status]


def begin_so(written: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Returns which of these ids, in their order, is this or begins so; none where too little of it is written."""
    at = bisect_left(ids, written)
    if at < len(ids) and ids[at] == written:
        return (written,)
    if len(written) < len("c-") + SHORTEST:
        return ()
    return tuple(takewhile(lambda one: one.startswith(written), islice(ids, at, None)))


class Evidence:
    """The ledger of a programme's folder as it was known at a date, read at the first question."""

    def __init__(self, folder: Path | None, *, known: str | None = None) -> None:
        self.folder = folder
        self.known = known
        self._standings: dict[str, Standing] = {}

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger; empty where there is no folder."""
        from cofactory.evidence.cache import open_ledger
        from cofactory.evidence.ledger import from_bytes

        return from_bytes({}) if self.folder is None else open_ledger(self.folder)

    @cached_property
    def state(self) -> State:
        """What the ledger holds at the date. ValueError for a date that is none."""
        from cofactory.evidence.state import replay

        return replay(self.ledger, known=self.known)

    @cached_property
    def _ids(self) -> list[str]:
        return sorted([*self.ledger.tellings, *self.ledger.decisions, *self.ledger.documents])

    def named(self, written: str) -> tuple[str, ...]:
        """Returns the records whose id is this or begins so; none where too little of it is written."""
        return begin_so(written, self._ids)

    def standing(self, written: str) -> Standing:
        """Returns where the claim stands that is cited so."""
        if written not in self._standings:
            self._standings[written] = self._stands(written)
        return self._standings[written]

    def rests(self, citations: tuple[str, ...]) -> bool:
        """Returns whether a number that cites these claims rests on one: on an accepted one, if there is a folder."""
        if self.folder is None:
            return bool(citations)
        return any(self.standing(written).accepted for written in citations)

    def _stands(self, written: str) -> Standing:
        found = self.named(written) if written.startswith("c-") else ()
        if len(found) != 1:
            return Standing(written, "ambiguous" if found else "unknown", alike=found[:5])
        claim = found[0]
        held = self.state.claims.get(claim)
        if held is None:
            return Standing(written, "withdrawn", claim)
        made = Standing(written, held.status, claim, replaced_by=held.replaced_by, commitment=held.commitment)
        decision = self.ledger.decisions.get(held.decision or "")
        if decision is None:
            return made
        return replace(made, decision=decision.id, by=decision.by, day=decision.recorded[:10], why=decision.why or None)
