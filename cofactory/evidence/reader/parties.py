"""Fills in a claim's missing party from the rest of the text: the pair that it speaks of most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.drafts import parties_in
from cofactory.evidence.reader.gazetteer import Gazetteer
from cofactory.evidence.reader.roles import party_of
from cofactory.evidence.reader.siblings import receivers_of

_FOR_NOBODY = frozenset({"serial_production", "joint_development"})
"""Kinds that need no receiver: what is made is not yet for anybody, unless the text says so."""


def fill_in(drafts: Sequence[Draft], gazetteer: Gazetteer) -> None:
    """Nothing; drafts with one party or none get the other from the text's commonest pair."""
    pairs: Counter[tuple[str | None, str | None]] = Counter(
        (draft.roles.giver, draft.roles.receiver) for draft in drafts if draft.roles.giver and draft.roles.receiver
    )
    companies = {name.id: name for name in gazetteer.names if name.company}
    spoken = Counter(party for draft in drafts for party in parties_in(draft.line) if party not in companies)
    main: tuple[str | None, str | None] | None = pairs.most_common(1)[0][0] if pairs else None
    if main is None and len(spoken) >= 2:
        main = _by_tendency(drafts, [party for party, _ in spoken.most_common(2)])
    for_whom = receivers_of(gazetteer)
    for draft in drafts:
        roles = draft.roles
        if draft.kind == "financing" or roles.foreign or (roles.giver and roles.receiver) or main is None:
            continue
        if roles.giver is None and roles.receiver is None and (named := _by_name(draft, main, for_whom)):
            draft.roles = replace(roles, giver=named[0], receiver=named[1])
            continue
        giver, receiver = main
        here = Counter(
            {pair: count for pair, count in pairs.items() if pair[0] == roles.giver or pair[1] == roles.receiver}
        )
        if here and (roles.giver or roles.receiver):
            giver, receiver = here.most_common(1)[0][0]
        if roles.giver is None and roles.receiver is None:
            giver, receiver = _of_same_thing(drafts, draft) or (
                (giver, receiver) if _leads(pairs, main) else (None, None)
            )
            draft.roles = replace(roles, giver=giver, receiver=receiver)
        elif roles.giver is None and roles.receiver != giver:
            draft.roles = replace(roles, giver=giver)
        elif (
            roles.receiver is None
            and receiver not in {party_of(one) for one in roles.marks}
            and draft.kind not in _FOR_NOBODY
        ):
            draft.roles = replace(roles, receiver=receiver)


def _by_name(
    draft: Draft, main: tuple[str | None, str | None], for_whom: Mapping[str, frozenset[str]]
) -> tuple[str | None, str | None] | None:
    """Giver and receiver where a name of the thing says for which of two parties it is ("Rafale for Ukraine")."""
    names = draft.head.names if draft.head else ()
    meant = [party for name in names for party in for_whom.get(name.id, ()) if party in main]
    if len(set(meant)) != 1 or None in main:
        return None
    return (main[0], main[1]) if main[1] == meant[0] else (main[1], main[0])


def _of_same_thing(drafts: Sequence[Draft], draft: Draft) -> tuple[str | None, str | None] | None:
    """The parties of the nearest other draft about the same thing, the one before first."""
    if draft.head is None or not draft.head.names:
        return None
    same = [
        one
        for one in drafts
        if one.head
        and one.head.names[:1] == draft.head.names[:1]
        and one.roles.giver
        and one.roles.receiver
        and one is not draft
    ]
    near = min(same, key=lambda one: (abs(one.sentence - draft.sentence), one.sentence > draft.sentence), default=None)
    return (near.roles.giver, near.roles.receiver) if near else None


def _leads(pairs: Counter[tuple[str | None, str | None]], main: tuple[str | None, str | None]) -> bool:
    """Whether the commonest pair has at least half of all, or none is known and the text speaks of two only."""
    return not pairs or 2 * pairs[main] >= sum(pairs.values())


def _by_tendency(drafts: Sequence[Draft], two: list[str]) -> tuple[str | None, str | None]:
    """Which of two parties gives, from the drafts that know one of them."""
    gives = Counter(draft.roles.giver for draft in drafts if draft.roles.giver in two)
    takes = Counter(draft.roles.receiver for draft in drafts if draft.roles.receiver in two)
    score = gives[two[0]] - takes[two[0]] - gives[two[1]] + takes[two[1]]
    return (two[0], two[1]) if score >= 0 else (two[1], two[0])
