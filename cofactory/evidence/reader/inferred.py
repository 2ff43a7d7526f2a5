"""What is said of the parties that a clause does not name itself: lent by the rest of the text, or read by an alias."""

from __future__ import annotations

from collections.abc import Iterator

from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.gazetteer import Known, Name, keys_of
from cofactory.evidence.reader.roles import party_of
from cofactory.schema.evidence import Claim

_LENT = "inferred from the rest of the text"
_ALIAS = "of which it is an alias"


def said_of_parties(claim: Claim) -> list[str]:
    """What the note of a claim says of its parties, for the person who decides about it."""
    return [part for part in (claim.note or "").split("; ") if part.endswith((_LENT, _ALIAS))]


def inferred_parties(draft: Draft) -> Iterator[str]:
    """The notes of a claim on its parties: who is inferred, and which company an alias of another name stands for."""
    told, roles = draft.told, draft.roles
    if told is not None:
        here = {party for actor in draft.line.actors if (party := party_of(actor))}
        lent = [
            word
            for word, own, now in (("giver", told.giver, roles.giver), ("receiver", told.receiver, roles.receiver))
            if own is None and now is not None and now not in here
        ]
        if lent:
            yield f"the {' and the '.join(lent)} {'are' if len(lent) > 1 else 'is'} {_LENT}"
        if {roles.giver, roles.receiver} - {told.giver, told.receiver} & here:
            yield f"which party gives and which receives is {_LENT}"
    for first, last, known in dict.fromkeys((one.first, one.last, one.known) for one in roles.marks):
        words = draft.line.words(first, last)
        name = _company(known, words)
        if name is not None and name.id in (roles.giver, roles.receiver):
            yield f'"{words}" is read as {name.name}, {_ALIAS}'


def _company(known: Known, words: str) -> Name | None:
    """The company that a mark stands for where the text has none of the words of its name."""
    name = next((one for one in known.names if one.kind == "party"), None)
    if name is None or not name.company or not set(keys_of(name.name)).isdisjoint(keys_of(words)):
        return None
    return name
