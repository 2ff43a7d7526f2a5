"""Reads one marked sentence clause by clause: drafts of claims about its things, its money and what was signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cofactory.evidence.reader.clauses import Clause, clauses_of
from cofactory.evidence.reader.draft import Draft, whole
from cofactory.evidence.reader.heads import Head, heads_of
from cofactory.evidence.reader.joined import beside, bought_with, for_thing, found_beside
from cofactory.evidence.reader.levels import level_of
from cofactory.evidence.reader.marks import Actor, Line, Trigger
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.of_thing import of_head
from cofactory.evidence.reader.payments import Payment, payments_of
from cofactory.evidence.reader.pointing import pointing_back, worth_of
from cofactory.evidence.reader.roles import party_of, roles_of, subjects_of
from cofactory.evidence.reader.signings import signing_of
from cofactory.evidence.reader.sources import source_of
from cofactory.evidence.reader.when import dates_of, day_before, of_saying
from cofactory.evidence.reader.words import MODALS, negated
from cofactory.evidence.reader.wordset import word_set

CROWDED = 30
"""Numbers, things or verbs in what no longer is a sentence that a grammar can read."""


def drafts_of(line: Line, memory: Memory, sentence: int, published: date | None) -> list[Draft]:
    """The drafts of one sentence, in order."""
    line.sentence_number = sentence
    if len(line.numbers) > CROWDED or len(line.things) > CROWDED or len(line.triggers) > CROWDED:
        return []  # a table or a hostile text, not a sentence
    clauses = clauses_of(line)
    heads = heads_of(line, memory, sentence)
    drafts: list[Draft] = []
    subject: tuple[Actor, ...] = ()
    signed: Draft | None = None
    for cut in clauses:
        inside = [head for head in heads if cut.first <= head.first < cut.last]
        clause, inside = (None if inside else _described(line, cut, heads)) or (cut, inside)
        found = _clause_drafts(line, clause, inside, subject=subject, published=published, memory=memory)
        signing = (
            None if found else _signed_for(line, clause, inside, subject=subject, published=published, memory=memory)
        )
        if signing and clause.kind == "participial" and drafts and drafts[-1].clause is clauses[clause.parent or 0]:
            _raise(drafts, signing)
        elif (
            signed
            and found
            and clause.parent is not None
            and clauses[clause.parent] is signed.clause
            and clause.kind in ("relative", "participial", "with")
        ):
            _raise(found, signed)
        elif signing:
            found, signed = [signing], signing
        if drafts:
            found = found_beside(line, clause, inside, found, before=drafts[-1], published=published, memory=memory)
        source = source_of(line, clause, memory.source)
        for draft in found:
            draft.source, draft.sentence = source, sentence
            draft.dates = dates_of(line, clause, clauses, draft, published) or day_before(line, draft, memory, sentence)
            if signed and draft is not signed and draft.quote[0] == signed.quote[0]:
                draft.dates = draft.dates or signed.dates
        memory.source = source or memory.source
        drafts += found
        subject = subjects_of(line, clause, _first_verb(line, clause)) or subject
    if signed and any(draft.quote[0] == signed.quote[0] and draft is not signed for draft in drafts):
        drafts.remove(signed)
    memory.paper = _paper_in(line) or memory.paper
    days_told = [
        found
        for first, last, found in line.dates
        if found.precision == "day" and found.role == "event" and not of_saying(line, first, last)
    ]
    memory.day = (sentence, days_told[0]) if days_told else memory.day
    return drafts


def _described(line: Line, clause: Clause, heads: Sequence[Head]) -> tuple[Clause, list[Head]] | None:
    """The clause widened by the thing right before its comma that it describes: "six Havn, promised in May"."""
    if clause.kind == "relative":
        near = [head for head in heads if head.last < clause.first and _which_of(line, head.last, clause.first)]
        some = bool(near) and bool(_SOME & {token.low for token in line.tokens[near[-1].last : clause.first]})
        if near and line.tokens[near[-1].last].text != "," and near[-1].number is None:
            near = []
        if not near:
            return None
        at = _place_in(line, clause)
        return clause, [replace(near[-1], first=at, last=at, number=None if some else near[-1].number)]
    opener = next((one for one in line.triggers if one.first == clause.first), None)
    if clause.kind != "participial" or opener is None or opener.entry.form not in ("past", "participle"):
        return None
    near = [head for head in heads if 0 < clause.first - head.last <= 1]
    if not near or opener.entry.role not in ("act", "operator"):
        return None
    return clause._replace(first=near[-1].first), [near[-1]]


def _place_in(line: Line, clause: Clause) -> int:
    """Where the thing before a relative clause would stand in it: as its subject, or behind its verb as the object."""
    verb = next((one for one in line.triggers if clause.first <= one.first < clause.last), None)
    owned = verb is not None and any(clause.first <= one.first < verb.first for one in line.actors)
    pronoun = line.tokens[clause.first].low in ("it", "they", "he", "she", "we")
    return min(verb.last, len(line.tokens) - 1) if verb and (owned or pronoun) else clause.first


_FORMS_OF_MONEY = word_set("loan loans grant grants credit credits aid cash equity funding financing guarantees bonds")
_SOME = word_set("first second last most some many none half one part")
_WHICH = word_set("which that the all both of two three") | _SOME | {","}


def _which_of(line: Line, last: int, first: int) -> bool:
    """Whether only ", which" or ", the first of which" stands between a thing and a clause."""
    gap = [token.low for token in line.tokens[last:first]]
    if gap == ["that"]:
        return line.covered[last - 1] == "number" or last - 1 in {thing.last - 1 for thing in line.things}
    if gap[-2:] == ["of", "which"] and "," in gap:
        gap = gap[len(gap) - 1 - gap[::-1].index(",") :]
    return 0 < len(gap) <= 6 and gap[0] == "," and gap[-1] in ("which", "that") and set(gap) <= _WHICH


def _paper_in(line: Line) -> str | None:
    """The stage of the instrument that the sentence says there is; none where it is denied, doubted or only ahead."""
    if line.hedges or any(negated(token) or token.low in MODALS for token in line.tokens):
        return None
    papers = [one for one in line.triggers if one.entry.role == "instrument" and one.entry.stage != "agreement"]
    return papers[-1].entry.stage if papers else None


def _raise(drafts: Sequence[Draft], signed: Draft) -> None:
    """Nothing; what was signed in the clause beside gives its stage to the things that the paper is about."""
    for draft in drafts:
        draft.stage, draft.certainty = signed.stage, signed.certainty
        if signed.clause.first < draft.clause.first:
            draft.quote = (signed.quote[0], draft.quote[1])


def _signed(
    line: Line, clause: Clause, subject: tuple[Actor, ...], memory: Memory, published: date | None
) -> Draft | None:
    """The draft of a signing without a thing beside it."""
    signing = signing_of(line, clause, memory.paper, published)
    if signing is None:
        return None
    sums = [one for one in line.sums if clause.first <= one.first < clause.last]
    roles = roles_of(line, clause, None, [signing.paper], subject)
    return Draft(
        line,
        clause,
        signing.kind if signing.kind != "initiative" or signing.stage != "contract" else "procurement",
        signing.stage,
        signing.certainty,
        head=_thing_of(line, signing.paper, memory),
        roles=roles,
        quote=whole(clause),
        money=sums[0] if sums else None,
    )


def _signed_for(
    line: Line,
    clause: Clause,
    heads: Sequence[Head],
    *,
    subject: tuple[Actor, ...],
    published: date | None,
    memory: Memory,
) -> Draft | None:
    """The draft of a signing with the thing that its paper is for, where that stands further behind."""
    signing = _signed(line, clause, subject, memory, published)
    if signing and signing.head is None:
        signing.head = for_thing(line, clause, heads)
        signing.kind = "procurement" if signing.head and signing.kind == "initiative" else signing.kind
    return signing


def _thing_of(line: Line, paper: Trigger, memory: Memory) -> Head | None:
    """The thing named before that "the contract" or "the deal" is about; other papers may be about several things."""
    definite = paper.first > 0 and line.tokens[paper.first - 1].low in ("the", "this", "that")
    recent = memory.latest(line.sentence_number, reach=2)
    if not definite or recent is None or paper.entry.base not in ("contract", "deal", "order", "purchase order"):
        return None
    names = tuple(name for name in memory.gazetteer.names if name.id == recent.item)
    return Head(paper.first, paper.last, names, recent.text, recent.unit, None, inferred=recent)


def _clause_drafts(
    line: Line,
    clause: Clause,
    heads: Sequence[Head],
    *,
    subject: tuple[Actor, ...],
    published: date | None,
    memory: Memory,
) -> list[Draft]:
    """The drafts of one clause: of its things, else of its money."""
    drafts: list[Draft] = []
    for head in heads:
        draft = of_head(line, clause, head, heads, subject=subject, published=published, memory=memory)
        if draft and not any(_again(draft, other) for other in drafts):
            drafts.append(draft)
            if draft.act is None and head.span is None and memory.kind and memory.kind[0] == line.sentence_number:
                draft.kind = memory.kind[1]
            memory.kind = (line.sentence_number, draft.kind)
    if (
        heads
        and not drafts
        and (draft := beside(line, clause, heads, subject=subject, published=published, memory=memory))
    ):
        drafts.append(draft)
    if not drafts and (draft := level_of(line, clause, heads, subject=subject, published=published, memory=memory)):
        drafts.append(draft)
        memory.kind = (line.sentence_number, draft.kind)
    if not heads and not drafts and (draft := worth_of(line, clause, memory)):
        return [draft]
    if not heads and not drafts and (draft := pointing_back(line, clause, subject, published, memory)):
        drafts.append(draft)
    with_money = any(draft.kind != "financing" and draft.stage is not None for draft in drafts)
    payments = payments_of(line, clause, has_things=False)
    if (
        payments
        and payments[0].sum is not None
        and (paid := [draft for draft in drafts if _paid_for(line, draft, payments[0])])
    ):
        for draft in paid:
            draft.kind, draft.stage, draft.certainty, draft.money = (
                "financing",
                payments[0].stage,
                payments[0].certainty,
                payments[0].sum,
            )
        return drafts
    for payment in payments if not with_money else ():
        roles = roles_of(line, clause, payment.verb, [], subject)
        if payment.verb is None and payment.sum is not None and roles.giver is None:
            before = [one for one in line.actors if one.last + 1 == payment.sum.first]
            roles = replace(roles, giver=party_of(before[0]), marks=tuple(before)) if before else roles
        wanted = bought_with(line, payment, heads) if not drafts else None
        drafts.append(
            Draft(
                line, clause, "financing", payment.stage, payment.certainty,
                act=payment.verb, roles=roles, money=payment.sum, quote=whole(clause), denied=payment.denied,
                head=wanted,
            )
        )  # fmt: skip
    sums = [one for one in line.sums if clause.first <= one.first < clause.last]
    for draft in drafts if with_money and sums else ():
        if draft.money is None and draft.kind in (
            "procurement",
            "transfer",
            "serial_production",
            "modernisation",
            "joint_development",
        ):
            draft.money = sums[0]
    return drafts


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


def _first_verb(line: Line, clause: Clause) -> Trigger | None:
    verbs = (one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun")
    return next(verbs, None)


def parties_in(line: Line) -> list[str]:
    """The ids of the parties a sentence names."""
    return [party for one in line.actors if (party := party_of(one))]
