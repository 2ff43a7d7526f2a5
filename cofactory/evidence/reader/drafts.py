"""Reads one marked sentence clause by clause: drafts of claims about its things, its money and what was signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from cofactory.evidence.reader.called_off import called_off, taken_back
from cofactory.evidence.reader.clause_drafts import clause_drafts
from cofactory.evidence.reader.clauses import Clause, clauses_of
from cofactory.evidence.reader.conditions import with_condition
from cofactory.evidence.reader.counted_behind import counted_behind
from cofactory.evidence.reader.described import described
from cofactory.evidence.reader.draft import Draft, whole
from cofactory.evidence.reader.faint import faint_of
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.heads import heads_of
from cofactory.evidence.reader.joined import for_thing, found_beside
from cofactory.evidence.reader.leftovers import labelled_of, leftovers_of
from cofactory.evidence.reader.line import Actor, Line, Trigger
from cofactory.evidence.reader.members import members_of
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.roles import party_of, roles_of, subjects_of
from cofactory.evidence.reader.signings import signing_of
from cofactory.evidence.reader.sources import source_of
from cofactory.evidence.reader.thingless import thingless_of
from cofactory.evidence.reader.unsigned import unsigned_of
from cofactory.evidence.reader.when import dates_of, day_before, of_saying
from cofactory.evidence.reader.words import MODALS, negated

_HANGING = frozenset({"relative", "participial", "with"})
CROWDED = 30
"""Numbers, things or verbs in what no longer is a sentence that a grammar can read."""


def drafts_of(line: Line, memory: Memory, sentence: int, published: date | None) -> list[Draft]:
    """The drafts of one sentence, in order."""
    line.sentence_number = sentence
    if len(line.numbers) > CROWDED or len(line.things) > CROWDED or len(line.triggers) > CROWDED:
        return []  # a table or a hostile text, not a sentence
    reading = _Reading(line, memory, published, clauses_of(line), heads_of(line, memory, sentence))
    for cut in reading.clauses:
        reading.add(cut)
    reading.add_left_over()
    _remember(line, memory, sentence)
    return reading.drafts


@dataclass(slots=True)
class _Reading:
    """A sentence that is being read, clause by clause."""

    line: Line
    memory: Memory
    published: date | None
    clauses: list[Clause]
    heads: list[Head]
    drafts: list[Draft] = field(default_factory=list)
    signed: Draft | None = None
    """The signing that the clauses behind it are about."""
    subject: tuple[Actor, ...] = ()

    def add(self, cut: Clause) -> None:
        """Nothing; the drafts of one clause are added."""
        line, memory, published = self.line, self.memory, self.published
        inside = [head for head in self.heads if cut.first <= head.first < cut.last]
        clause, inside = (None if inside else described(line, cut, self.clauses, self.heads)) or (cut, inside)
        found = self._signed(clause, inside)
        if self.drafts:
            last = self.drafts[-1]
            told = last.clause
            found = found_beside(line, clause, inside, found, before=last, published=published, memory=memory)
            if last.clause is not told:
                last.dates = dates_of(line, last.clause, self.clauses, last, published)
        if not found and not inside:
            bare = thingless_of(line, clause, subject=self.subject, published=published, memory=memory)
            found = [bare] if bare else []
        if not found and (unsigned := unsigned_of(line, clause, inside, subject=self.subject, memory=memory)):
            found = [unsigned]
        if not found and not inside and (off := called_off(line, clause, self.drafts, self.subject)):
            found = [off]
        found = taken_back(line, clause, self.drafts, found)
        counted_behind(line, clause, inside, self.drafts, found)
        self._finish(clause, found)
        self.subject = subjects_of(line, clause, _first_verb(line, clause)) or self.subject

    def _signed(self, clause: Clause, inside: list[Head]) -> list[Draft]:
        """The drafts of a clause with what a signing in it or before it gives them."""
        line, told = self.line, {"subject": self.subject, "published": self.published, "memory": self.memory}
        found = clause_drafts(line, clause, inside, **told)  # type: ignore[arg-type]  # each under its own name
        signing = None if found else _signed_for(line, clause, inside, **told)  # type: ignore[arg-type]  # likewise
        parent = self.clauses[clause.parent] if clause.parent is not None else None
        last = self.drafts[-1] if self.drafts else None
        if signing and clause.kind == "relative" and last and last.clause is parent and last.head:
            signing = None  # the paper of what was told already: "40 will be bought under a declaration that X signed"
        if signing and clause.kind == "participial" and last and last.clause is (parent or self.clauses[0]):
            _raise(self.drafts, signing)
        elif self.signed and found and parent is self.signed.clause and clause.kind in _HANGING:
            _raise(found, self.signed)
        elif signing:
            found, self.signed = [signing], signing
        return found

    def _finish(self, clause: Clause, found: list[Draft]) -> None:
        """Nothing; the drafts of a clause have their source and dates, and are the sentence's."""
        line, memory, signed = self.line, self.memory, self.signed
        source = source_of(line, clause, memory.source)
        for draft in found:
            draft.source, draft.sentence = source, line.sentence_number
            with_condition(line, self.clauses, draft)
            dates = dates_of(line, clause, self.clauses, draft, self.published)
            draft.dates = dates or day_before(line, draft, memory, line.sentence_number)
            if signed and draft is not signed and draft.quote[0] == signed.quote[0]:
                draft.dates = draft.dates or signed.dates
        memory.source = source or memory.source
        memory.told = (line.sentence_number, found[-1].kind) if found else memory.told
        self.drafts += found

    def add_left_over(self) -> None:
        """Nothing; what no clause told is added from the whole sentence, and a signing that its things tell goes."""
        line, drafts = self.line, self.drafts
        late = leftovers_of(line, self.clauses, self.heads, drafts, published=self.published, memory=self.memory)
        late = late or labelled_of(line, self.heads, drafts)
        late += members_of(line, self.clauses, [*drafts, *late])
        told = [*drafts, *late]
        late += faint_of(line, self.clauses, self.heads, told, memory=self.memory)
        for draft in late:
            draft.source, draft.sentence = self.memory.source, line.sentence_number
            at = draft.head.first if draft.head else 0
            own = next((one for one in self.clauses if one.first <= at < one.last), draft.clause)
            draft.dates = dates_of(line, own, self.clauses, draft, self.published)
            drafts.append(draft)
        signed = self.signed
        if signed and any(draft.quote[0] == signed.quote[0] and draft is not signed for draft in drafts):
            drafts.remove(signed)


def _remember(line: Line, memory: Memory, sentence: int) -> None:
    """Nothing; the paper and the days that a sentence told are remembered for the next."""
    memory.paper = _paper_in(line) or memory.paper
    days_told = [
        found
        for first, last, found in line.dates
        if found.precision == "day" and found.role == "event" and not of_saying(line, first, last)
    ]
    memory.day = (sentence, days_told[0]) if days_told else memory.day
    memory.dated = line.dates[-1][2] if line.dates else memory.dated


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


def _first_verb(line: Line, clause: Clause) -> Trigger | None:
    """The first verb of a clause."""
    verbs = (one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun")
    return next(verbs, None)


def parties_in(line: Line) -> list[str]:
    """The ids of the parties a sentence names."""
    return [party for one in line.actors if (party := party_of(one))]
