"""The drafts of one clause: of the things it speaks of, of levels and papers it points back to, and of its money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.draft import Draft, whole
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.joined import beside, bought_with
from cofactory.evidence.reader.levels import level_of
from cofactory.evidence.reader.line import Actor, Line
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.money_told import money_told
from cofactory.evidence.reader.of_thing import of_head
from cofactory.evidence.reader.payments import Payment, payments_of
from cofactory.evidence.reader.pointing import pointing_back, worth_of
from cofactory.evidence.reader.roles import party_of, roles_of
from cofactory.evidence.reader.wordset import word_set

_FORMS_OF_MONEY = word_set("loan loans grant grants credit credits aid cash equity funding financing guarantees bonds")
_PRICED = frozenset({"procurement", "transfer", "serial_production", "modernisation", "joint_development"})


def clause_drafts(
    line: Line,
    clause: Clause,
    heads: Sequence[Head],
    *,
    subject: tuple[Actor, ...],
    published: date | None,
    memory: Memory,
) -> list[Draft]:
    """The drafts of one clause: of its things, else of what it points back to, and of its money."""
    drafts = _of_things(line, clause, heads, subject=subject, published=published, memory=memory)
    if not drafts and (draft := level_of(line, clause, heads, subject=subject, published=published, memory=memory)):
        drafts.append(draft)
        memory.kind = (line.sentence_number, draft.kind)
    if not drafts and (draft := worth_of(line, clause, memory)):
        return [draft]
    if not heads and not drafts and (draft := pointing_back(line, clause, subject, published, memory)):
        drafts.append(draft)
    return _with_money(line, clause, heads, drafts, subject)


def _of_things(
    line: Line,
    clause: Clause,
    heads: Sequence[Head],
    *,
    subject: tuple[Actor, ...],
    published: date | None,
    memory: Memory,
) -> list[Draft]:
    """The drafts of the things that a clause speaks of."""
    drafts: list[Draft] = []
    for head in heads:
        draft = of_head(line, clause, head, heads, subject=subject, published=published, memory=memory)
        if draft is None or any(_again(draft, other) for other in drafts):
            continue
        drafts.append(draft)
        if draft.act is None and head.span is None and memory.kind and _goes_on(line, memory.kind):
            draft.kind = memory.kind[1]
        memory.kind = (line.sentence_number, draft.kind)
    if heads and not drafts:
        near = beside(line, clause, heads, subject=subject, published=published, memory=memory)
        drafts += [near] if near else []
    return drafts


def _goes_on(line: Line, told: tuple[int, str]) -> bool:
    """Whether a bare number goes on with what was told before: in its own sentence, or of making in the last two."""
    sentence, kind = told
    return sentence == line.sentence_number or (kind == "serial_production" and line.sentence_number - sentence <= 2)


def _with_money(
    line: Line, clause: Clause, heads: Sequence[Head], drafts: list[Draft], subject: tuple[Actor, ...]
) -> list[Draft]:
    """The drafts with the sums of the clause: as the price of its things, else as payments of their own."""
    with_money = any(draft.kind != "financing" and draft.stage is not None for draft in drafts)
    payments = payments_of(line, clause, has_things=False) or ([] if drafts else money_told(line, clause))
    paid = [draft for draft in drafts if _paid_for(line, draft, payments[0])] if payments and payments[0].sum else []
    for draft in paid:
        draft.kind, draft.stage, draft.certainty, draft.money = (
            "financing",
            payments[0].stage,
            payments[0].certainty,
            payments[0].sum,
        )
    if paid:
        return drafts
    drafts += [
        _payment(line, clause, payment, subject, heads if not drafts else ())
        for payment in (payments if not with_money else ())
    ]
    sums = [one for one in line.sums if clause.first <= one.first < clause.last]
    for draft in drafts if with_money and sums else ():
        if draft.money is None and draft.kind in _PRICED:
            draft.money = sums[0]
    return drafts


def _payment(line: Line, clause: Clause, payment: Payment, subject: tuple[Actor, ...], heads: Sequence[Head]) -> Draft:
    """The draft of one payment, with the thing it is for."""
    roles = roles_of(line, clause, payment.verb, [], subject)
    if payment.verb is None and payment.sum is not None and roles.giver is None:
        before = [one for one in line.actors if one.last + 1 == payment.sum.first]
        roles = replace(roles, giver=party_of(before[0]), marks=tuple(before)) if before else roles
    return Draft(
        line, clause, "financing", payment.stage, payment.certainty,
        act=payment.verb, roles=roles, money=payment.sum, quote=whole(clause), denied=payment.denied,
        head=bought_with(line, payment, heads),
    )  # fmt: skip


def _paid_for(line: Line, draft: Draft, payment: Payment) -> bool:
    """Whether a sum is given for the thing: "approved $60 million for the purchase of vaccines"."""
    head, verb, money = draft.head, payment.verb, payment.sum
    if (
        head is None
        or verb is None
        or money is None
        or verb.entry.stage in ("contracted", None)
        or not verb.first < money.first < money.last <= head.first
    ):
        return False
    if (
        draft.act is not None
        and draft.act.entry.form != "noun"
        and draft.act.first < money.first
        and draft.act.entry.kind != "financing"
    ):
        return False
    if line.tokens[money.last].low == "in" and line.tokens[money.last + 1].low in _FORMS_OF_MONEY:
        return False
    return (
        line.tokens[money.last].low in ("for", "to", "in", "towards", "toward")
        or line.tokens[money.last - 1].low == "for"
    )


def _again(draft: Draft, other: Draft) -> bool:
    """Whether a thing that only points back tells what its clause told already."""
    one, two = draft.head, other.head
    if one is None or two is None or one.number is not None or not (one.inferred or not one.names):
        return False
    return one.names[:1] == two.names[:1] and draft.act is other.act
