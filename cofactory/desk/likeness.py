"""Claims that may tell the same as others, in the ledger or new: by what they speak of, never by how they sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cofactory.evidence.cache import in_memory
from cofactory.evidence.reader.repeats import Group, groups_of
from cofactory.evidence.state import replay
from cofactory.schema.evidence import Claim

if TYPE_CHECKING:
    from cofactory.evidence.ledger import Ledger
    from cofactory.evidence.state import State


def alike(claims: Sequence[Claim], ledger: Ledger, state: State | None = None) -> tuple[Group, ...]:
    """Returns the groups of claims that may be one, in which at least one of these claims is.

    Claims of the ledger count while they are proposed or accepted: what was rejected or replaced is no repetition.
    """
    things = {_thing(claim) for claim in claims}
    if not things:
        return ()
    ledger = in_memory(ledger)
    state = state or replay(ledger)
    own = {claim.id for claim in claims}
    held = [
        ledger.claims[key]
        for key, standing in state.claims.items()
        if standing.status in ("accepted", "proposed") and key not in own and _thing(ledger.claims[key]) in things
    ]
    return tuple(group for group in groups_of([*held, *claims]) if not own.isdisjoint(group.claims))


def _thing(claim: Claim) -> tuple[str | None, str]:
    return claim.item or claim.item_text, claim.kind
