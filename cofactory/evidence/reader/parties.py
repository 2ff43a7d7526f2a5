"""Fills in a claim's missing party from the rest of the text: the pair that it speaks of most."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.drafts import parties_in
from cofactory.evidence.reader.gazetteer import Gazetteer
from cofactory.evidence.reader.roles import Roles, party_of
from cofactory.evidence.reader.siblings import receivers_of

Pair = tuple[str | None, str | None]
"""Giver and receiver."""

_FOR_NOBODY = frozenset({"serial_production", "joint_development"})
"""Kinds that need no receiver: what is made is not yet for anybody, unless the text says so."""


def fill_in(drafts: Sequence[Draft], gazetteer: Gazetteer) -> None:
    """Nothing; drafts with one party or none get the other from the text's commonest pair."""
    pairs: Counter[Pair] = Counter(
        (draft.roles.giver, draft.roles.receiver) for draft in drafts if draft.roles.giver and draft.roles.receiver
    )
    companies = {name.id: name for name in gazetteer.names if name.company}
    spoken = Counter(party for draft in drafts for party in parties_in(draft.line) if party not in companies)
    main: Pair | None = pairs.most_common(1)[0][0] if pairs else None
    if main is None and len(spoken) >= 2:
        main = _by_tendency(drafts, [party for party, _ in spoken.most_common(2)])
    for_whom = receivers_of(gazetteer)
    beside, makers = Beside(drafts), Makers(drafts, companies, for_whom)
    for number, draft in enumerate(drafts):
        if main is not None:
            told = draft.roles
            _fill(draft, main, pairs, for_whom, beside.of(number, draft))
            makers.correct(draft, told)
            draft.told = told if told is not draft.roles else None
        beside.passed(draft)


class Makers:
    """Which companies the text tells to make or give each thing, where a clause leaves its giver open."""

    def __init__(
        self, drafts: Sequence[Draft], companies: Mapping[str, object], for_whom: Mapping[str, frozenset[str]]
    ) -> None:
        self._for_whom = for_whom
        self._of: dict[tuple[str, str], Counter[str]] = {}
        self._companies = companies
        self._spoken = {party for draft in drafts for party in parties_in(draft.line) if party in companies}
        for draft in drafts:
            thing, giver = _thing(draft), draft.roles.giver
            if thing and giver and draft.kind != "financing":
                self._of.setdefault(thing, Counter())[giver] += 1

    def _lent(self, giver: str | None) -> bool:
        """Whether most of what the text tells has this giver, so that it may be lent to another thing."""
        givers: Counter[str] = sum(self._of.values(), Counter())
        return giver is not None and 2 * givers[giver] >= sum(givers.values())

    def correct(self, draft: Draft, told: Roles) -> None:
        """Nothing; a lent giver gives way to the one that the text tells for this very thing, its maker first."""
        if draft.kind == "financing" or told.giver is not None or draft.roles.foreign:
            return
        giver, receiver = draft.roles.giver, draft.roles.receiver
        thing = _thing(draft)
        own = self._of.get(thing, Counter()) if thing else Counter[str]()
        makers = [party for party, _ in own.most_common() if party in self._companies]
        if makers and (draft.kind in _MADE or giver not in own):
            giver = makers[0]
        elif own and giver not in own:
            giver = own.most_common(1)[0][0]
        elif not own and thing and draft.kind in ("transfer", "procurement") and not self._lent(giver):
            giver = None
        elif not own and draft.kind in _FOR_NOBODY:
            giver = next(iter(self._spoken)) if len(self._spoken) == 1 else None
        if draft.kind in ("procurement", "serial_production") and self._spoken and giver not in self._companies:
            giver = None
        if draft.kind == "serial_production" and told.receiver is None:
            receiver = None
        if giver == receiver:
            giver = None
        if giver is None and thing and draft.roles.giver in self._for_whom.get(thing[1], ()):
            giver = draft.roles.giver  # the party that the thing is named for tells it from others of its name
        draft.roles = replace(draft.roles, giver=giver, receiver=receiver)


_MADE = frozenset({"serial_production", "modernisation", "procurement"})


def _fill(
    draft: Draft,
    main: Pair,
    pairs: Counter[Pair],
    for_whom: Mapping[str, frozenset[str]],
    near: Pair | None,
) -> None:
    """Nothing; one draft has what the text's pairs lend it."""
    roles = draft.roles
    if draft.kind == "financing" or roles.foreign or (roles.giver and roles.receiver):
        return
    if roles.giver is None and roles.receiver is None:
        found = _by_name(draft, main, for_whom) or near or (main if _leads(pairs, main) else (None, None))
        draft.roles = replace(roles, giver=found[0], receiver=found[1])
        return
    giver, receiver = _commonest_with(pairs, roles.giver, roles.receiver) or main
    if roles.giver is None and roles.receiver != giver:
        draft.roles = replace(roles, giver=giver)
    elif (
        roles.receiver is None
        and receiver not in {party_of(one) for one in roles.marks}
        and draft.kind not in _FOR_NOBODY
    ):
        draft.roles = replace(roles, receiver=receiver)


def _commonest_with(pairs: Counter[Pair], giver: str | None, receiver: str | None) -> Pair | None:
    """The commonest pair with this giver or this receiver; of equals the one that was told first."""
    here = [pair for pair in pairs if pair[0] == giver or pair[1] == receiver]
    return max(here, key=lambda pair: pairs[pair], default=None)


class Beside:
    """The nearest drafts about the same thing whose parties are both known, found without going through them all."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._ahead: dict[tuple[str, str], deque[tuple[int, Draft]]] = {}
        self._behind: dict[tuple[str, str], Draft] = {}
        for number, draft in enumerate(drafts):
            thing = _thing(draft)
            if thing and draft.roles.giver and draft.roles.receiver:
                self._ahead.setdefault(thing, deque()).append((number, draft))

    def of(self, number: int, draft: Draft) -> Pair | None:
        """The parties of the nearest other draft about the thing of this one, the one before it first."""
        thing = _thing(draft)
        if thing is None:
            return None
        ahead = self._ahead.get(thing)
        while ahead and ahead[0][0] <= number:
            ahead.popleft()
        near = [self._behind[thing]] if thing in self._behind else []
        near += [ahead[0][1]] if ahead else []
        found = min(near, key=lambda one: abs(one.sentence - draft.sentence), default=None)
        return (found.roles.giver, found.roles.receiver) if found else None

    def passed(self, draft: Draft) -> None:
        """Nothing; the draft lies behind from now on. Of one sentence the first that knows both parties counts."""
        thing = _thing(draft)
        if thing is None or not (draft.roles.giver and draft.roles.receiver):
            return
        if thing not in self._behind or self._behind[thing].sentence < draft.sentence:
            self._behind[thing] = draft


def _thing(draft: Draft) -> tuple[str, str] | None:
    """The kind and id of the known thing that a draft is about."""
    name = draft.head.names[0] if draft.head and draft.head.names else None
    return (name.kind, name.id) if name else None


def _by_name(draft: Draft, main: Pair, for_whom: Mapping[str, frozenset[str]]) -> Pair | None:
    """Giver and receiver where a name of the thing says for which of two parties it is ("Rafale for Ukraine")."""
    names = draft.head.names if draft.head else ()
    meant = [party for name in names for party in for_whom.get(name.id, ()) if party in main]
    if len(set(meant)) != 1 or None in main:
        return None
    return (main[0], main[1]) if main[1] == meant[0] else (main[1], main[0])


def _leads(pairs: Counter[Pair], main: Pair) -> bool:
    """Whether the commonest pair has at least half of all, or none is known and the text speaks of two only."""
    return not pairs or 2 * pairs[main] >= sum(pairs.values())


def _by_tendency(drafts: Sequence[Draft], two: list[str]) -> Pair:
    """Which of two parties gives, from the drafts that know one of them."""
    gives = Counter(draft.roles.giver for draft in drafts if draft.roles.giver in two)
    takes = Counter(draft.roles.receiver for draft in drafts if draft.roles.receiver in two)
    score = gives[two[0]] - takes[two[0]] - gives[two[1]] + takes[two[1]]
    return (two[0], two[1]) if score >= 0 else (two[1], two[0])
