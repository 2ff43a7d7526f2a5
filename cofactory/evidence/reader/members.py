"""Later members of a list under one verb: "22 were ordered: seven for Greece", "2 billion, of which 1 for defence"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.line import Actor, Line
from cofactory.evidence.reader.money import Sum
from cofactory.evidence.reader.numbers import Number
from cofactory.evidence.reader.payments import is_price
from cofactory.evidence.reader.roles import Roles, party_of
from cofactory.evidence.reader.words import adverb
from cofactory.evidence.reader.wordset import word_set

_OPENS = word_set(", : ; - — and ( with of plus")
_FOR = word_set("for to")


def members_of(line: Line, clauses: Sequence[Clause], drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of numbers and sums that only go on with what the same sentence told before them."""
    return [*_shares(line, clauses, drafts), *_sums(line, drafts)]


def _shares(line: Line, clauses: Sequence[Clause], drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of "seven for Greece" behind a counted thing that was told with a stage."""
    found: list[Draft] = []
    for number in line.numbers:
        receiver = _receiver(line, number)
        told = _before(drafts, number.first)
        if receiver is None or told is None or told.head is None or not _opened(line, number.first):
            continue
        if any(draft.head and draft.head.number == number for draft in drafts):
            continue
        place = next((one for one in clauses if one.first <= number.first < one.last), told.clause)
        head = replace(told.head, first=number.first, last=number.last, number=number, span=None)
        roles = Roles(told.roles.giver, party_of(receiver), (receiver,))
        found.append(replace(
            told, head=head, roles=roles, clause=place, quote=(number.first, receiver.last), money=None, dates=[],
        ))  # fmt: skip
    return found


def _receiver(line: Line, number: Number) -> Actor | None:
    """The party for which a bare number is told: "seven for Greece"."""
    at = number.last
    if at + 1 >= len(line.tokens) or line.tokens[at].low not in _FOR:
        return None
    at += 1 + (line.tokens[at + 1].low == "the")
    return next((one for one in line.actors if one.first == at), None)


def _before(drafts: Sequence[Draft], at: int) -> Draft | None:
    """The last draft of a counted thing before a token, if it is asserted with a stage."""
    told = [one for one in drafts if one.head and one.head.number and one.head.last <= at and one.stage]
    return told[-1] if told and told[-1].certainty == "asserted" else None


def _opened(line: Line, at: int) -> bool:
    """Whether a member of a list begins at a token: behind a mark or "and", at most an adverb between."""
    before = at - 1
    while before > 0 and adverb(line.tokens[before]):
        before -= 1
    return before >= 0 and (line.tokens[before].text in _OPENS or line.tokens[before].low in _OPENS)


def _sums(line: Line, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of sums behind a told one that say what their part is for: "indicatively 60 billion for defence"."""
    found: list[Draft] = []
    paid = [one for one in drafts if one.kind == "financing" and one.money and one.stage]
    for number, one in enumerate(line.sums):
        told = [draft for draft in paid if draft.money and draft.money.last <= one.first]
        used = any(draft.money == one for draft in drafts)
        if not told or used or told[-1].certainty != "asserted" or is_price(line, one) or not _part(line, one):
            continue
        end = line.sums[number + 1].first if number + 1 < len(line.sums) else told[-1].clause.last
        if not told[-1].clause.first <= one.first < told[-1].clause.last:
            continue
        found.append(replace(told[-1], money=one, quote=(one.first, max(end, one.last)), dates=[]))
    return found


def _part(line: Line, one: Sum) -> bool:
    """Whether a sum is a member of a list and says what it is for."""
    follows = line.tokens[one.last].low if one.last < len(line.tokens) else ""
    return _opened(line, one.first) and follows in ("for", "to", "towards", "in", "from", "as")
