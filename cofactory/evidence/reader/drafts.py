"""Puts a clause's findings together: one draft of a claim for each thing that something is said to be done with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cofactory.evidence.reader import days
from cofactory.evidence.reader.clauses import Clause, clauses_of
from cofactory.evidence.reader.dates import Found
from cofactory.evidence.reader.heads import Head, heads_of
from cofactory.evidence.reader.marks import Actor, Line, Trigger
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.money import Sum
from cofactory.evidence.reader.moods import mood_of
from cofactory.evidence.reader.payments import Payment, payments_of
from cofactory.evidence.reader.roles import Roles, party_of, roles_of, subjects_of
from cofactory.evidence.reader.signings import signing_of
from cofactory.evidence.reader.sources import source_of
from cofactory.evidence.reader.stages import Judgement, judge
from cofactory.evidence.reader.words import BE, DETERMINERS, PREPOSITIONS
from cofactory.schema.evidence import Certainty

_NEAR = 8
"""Tokens between an act that needs its object close by and the object."""


@dataclass(slots=True)
class Draft:
    """A claim before its parties are filled in from the rest of the text."""

    line: Line
    clause: Clause
    kind: str
    stage: str | None
    certainty: Certainty
    head: Head | None = None
    act: Trigger | None = None
    roles: Roles = field(default_factory=Roles)
    money: Sum | None = None
    dates: list[tuple[int, int, Found, bool]] = field(default_factory=list)
    """First and last token, the date, and whether it is the day of saying it."""
    source: str | None = None
    quote: tuple[int, int] = (0, 0)
    sentence: int = 0
    denied: bool = False


def drafts_of(line: Line, memory: Memory, sentence: int, published: date | None) -> list[Draft]:
    """The drafts of one sentence, in order."""
    line.sentence_number = sentence
    clauses = clauses_of(line)
    heads = heads_of(line, memory, sentence)
    drafts: list[Draft] = []
    subject: tuple[Actor, ...] = ()
    signed: Draft | None = None
    for clause in clauses:
        inside = [head for head in heads if clause.first <= head.first < clause.last]
        found = _clause_drafts(line, clause, inside, subject, published, memory)
        signing = None if found else _signed(line, clause, subject, memory)
        if signing and clause.kind == "participial" and drafts and drafts[-1].clause is clauses[clause.parent or 0]:
            _raise(drafts, signing)
        elif signed and found and clause.parent is not None and clauses[clause.parent] is signed.clause and clause.kind in ("relative", "participial", "with"):
            _raise(found, signed)
        elif signing:
            found, signed = [signing], signing
        source = source_of(line, clause, memory.source)
        for draft in found:
            draft.source, draft.sentence = source, sentence
            draft.dates = _dates(line, clause, clauses, draft, published) or _day_before(line, draft, memory, sentence)
            if signed and draft is not signed and draft.quote[0] == signed.quote[0]:
                draft.dates = draft.dates or signed.dates
        memory.source = source or memory.source
        drafts += found
        subject = subjects_of(line, clause, _first_verb(line, clause)) or subject
    if signed and any(draft.quote[0] == signed.quote[0] and draft is not signed for draft in drafts):
        drafts.remove(signed)
    memory.paper = next((one.entry.stage for one in reversed(line.triggers) if one.entry.role == "instrument" and one.entry.stage != "agreement"), memory.paper)
    days_told = [found for first, last, found in line.dates if found.precision == "day" and found.role == "event" and not _of_saying(line, first, last)]
    memory.day = (sentence, days_told[0]) if days_told else memory.day
    return drafts


def _day_before(line: Line, draft: Draft, memory: Memory, sentence: int) -> list[tuple[int, int, Found, bool]]:
    """The day told in the sentence before, for a signing that has none of its own."""
    signed = draft.stage in ("letter_of_intent", "declaration", "contract") and any(one.entry.role == "conclude" for one in line.triggers)
    if not signed or line.dates or memory.day is None or sentence - memory.day[0] > 1:
        return []
    return [(-1, -1, memory.day[1], False)]


def _raise(drafts: Sequence[Draft], signed: Draft) -> None:
    """Nothing; what was signed in the clause beside gives its stage to the things that the paper is about."""
    for draft in drafts:
        draft.stage, draft.certainty = signed.stage, signed.certainty
        if signed.clause.first < draft.clause.first:
            draft.quote = (signed.quote[0], draft.quote[1])


def _signed(line: Line, clause: Clause, subject: tuple[Actor, ...], memory: Memory) -> Draft | None:
    """The draft of a signing without a thing beside it."""
    signing = signing_of(line, clause, memory.paper)
    if signing is None:
        return None
    sums = [one for one in line.sums if clause.first <= one.first < clause.last]
    roles = roles_of(line, clause, None, [signing.paper], subject)
    return Draft(line, clause, signing.kind, signing.stage, signing.certainty, roles=roles, quote=_whole(clause), money=sums[0] if sums else None)


def _clause_drafts(
    line: Line, clause: Clause, heads: Sequence[Head], subject: tuple[Actor, ...], published: date | None, memory: Memory
) -> list[Draft]:
    """The drafts of one clause: of its things, else of its money."""
    drafts: list[Draft] = []
    for head in heads:
        draft = _of_head(line, clause, head, heads, subject, published, memory)
        if draft and not any(_again(draft, other) for other in drafts):
            drafts.append(draft)
    if not heads and (draft := _worth_of(line, clause, memory)):
        return [draft]
    if not heads and (draft := _pointing_back(line, clause, subject, published, memory)):
        drafts.append(draft)
    with_money = any(draft.kind != "financing" and draft.stage is not None for draft in drafts)
    payments = payments_of(line, clause, has_things=False)
    if payments and payments[0].sum is not None and (paid := [draft for draft in drafts if _paid_for(line, draft, payments[0])]):
        for draft in paid:
            draft.kind, draft.stage, draft.certainty, draft.money = "financing", payments[0].stage, payments[0].certainty, payments[0].sum
        return drafts
    for payment in payments if not with_money else ():
        roles = roles_of(line, clause, payment.verb, [], subject)
        drafts.append(
            Draft(
                line, clause, "financing", payment.stage, payment.certainty,
                act=payment.verb, roles=roles, money=payment.sum, quote=_whole(clause), denied=payment.denied,
            )
        )  # fmt: skip
    sums = [one for one in line.sums if clause.first <= one.first < clause.last]
    for draft in drafts if with_money and sums else ():
        if draft.money is None and draft.kind in ("procurement", "transfer", "serial_production", "modernisation", "joint_development"):
            draft.money = sums[0]
    return drafts


def _worth_of(line: Line, clause: Clause, memory: Memory) -> Draft | None:
    """The draft of what a paper is worth, about the thing named before: "the order is worth EUR 186 million"."""
    papers = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.role == "instrument"]
    sums = [one for one in line.sums if clause.first <= one.first < clause.last]
    recent = memory.latest(line.sentence_number)
    if not papers or not sums or recent is None or papers[0].first == 0 and papers[0].last == 1:
        return None
    known = line.tokens[papers[0].first - 1].low in ("the", "this", "that", "whose", "its")
    worth = any(line.tokens[k].low in ("worth", "valued", "value", "totals", "total", "amounts", "costs") for k in range(clause.first, clause.last))
    stage = papers[0].entry.stage if papers[0].entry.stage != "agreement" else memory.paper
    verdict = judge(line, clause, None, (papers[0].first, papers[0].last), None, paper=memory.paper)
    if not (known and worth) or stage is None or verdict.certainty != "asserted" or verdict.denied:
        return None
    head = Head(papers[0].first, papers[0].last, tuple(name for name in memory.gazetteer.names if name.id == recent.item), recent.text, recent.unit, None, inferred=recent)
    return Draft(line, clause, "procurement", stage, "asserted", head=head, money=sums[0], quote=_whole(clause))


def _pointing_back(line: Line, clause: Clause, subject: tuple[Actor, ...], published: date | None, memory: Memory) -> Draft | None:
    """The draft of an act whose thing was named before: "deliveries begin in 2026", "the type is in service"."""
    acts = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.role == "act"]
    recent = memory.latest(line.sentence_number, reach=2)
    if not acts or recent is None or acts[0].entry.weak or acts[0].entry.kind not in ("transfer", "serial_production", "procurement"):
        return None
    if any(clause.first <= one.first < clause.last for one in line.sums) or clause.kind == "conditional":
        return None
    act = acts[0]
    head = Head(act.first, act.last, tuple(name for name in memory.gazetteer.names if name.id == recent.item), recent.text, recent.unit, None, inferred=recent)
    if not _names_no_other(line, act, clause):
        return None
    draft = _of_head(line, clause, head, [head], subject, published, memory, act=act)
    return draft if draft and draft.stage not in (None, "mentioned") and draft.certainty == "asserted" else None


_BACK = frozenset("it they them these those this that first latter former type rest remainder others all both".split())


def _names_no_other(line: Line, act: Trigger, clause: Clause) -> bool:
    """Whether the act has no object or subject of its own that the lexicon does not know."""
    tokens = line.tokens
    if act.entry.form == "noun":
        after = tokens[act.last].low if act.last < len(tokens) else ""
        if after not in ("of", "for"):
            return act.first == clause.first or tokens[act.first - 1].low in ("the", "first", "serial", "series", "mass", "these", "its", "full")
        following = {token.low for token in tokens[act.last + 1 : act.last + 4]}
        return bool(following & _BACK)
    mood = mood_of(line, act)
    before = {token.low for token in tokens[clause.first : mood.first]}
    after_words = {token.low for token in tokens[act.last : act.last + 3]}
    if mood.passive or act.entry.frame == "item":
        return bool(before & _BACK)
    return bool(after_words & {"them", "these", "those"})


def _paid_for(line: Line, draft: Draft, payment: Payment) -> bool:
    """Whether a sum is given for the thing: "approved $60 million for the purchase of vaccines"."""
    head, verb, money = draft.head, payment.verb, payment.sum
    if head is None or verb is None or money is None or verb.entry.stage in ("contracted", None) or not verb.first < money.first < money.last <= head.first:
        return False
    if draft.act is not None and draft.act.entry.form != "noun" and draft.act.first < money.first and draft.act.entry.kind != "financing":
        return False
    return line.tokens[money.last].low in ("for", "to", "in", "towards", "toward") or line.tokens[money.last - 1].low in ("for",)


def _again(draft: Draft, other: Draft) -> bool:
    """Whether a thing that only points back tells what its clause told already."""
    one, two = draft.head, other.head
    if one is None or two is None or one.number is not None or not (one.inferred or not one.names):
        return False
    return one.names[:1] == two.names[:1] and draft.act is other.act


def _of_head(
    line: Line, clause: Clause, head: Head, heads: Sequence[Head], subject: tuple[Actor, ...], published: date | None, memory: Memory,
    *, act: Trigger | None = None,
) -> Draft | None:
    """The draft about one thing, if something is said of it."""
    act = act or _act_for(line, clause, head, heads)
    verdict = judge(line, clause, act, (head.first, head.last), published, paper=memory.paper)
    if act is None and not any(one.entry.role in ("operator", "instrument", "cancel") or (one.entry.role == "contains" and verdict.stage) for one in verdict.governors):
        return None
    if act is not None and act.entry.kind == "financing" and any(clause.first <= one.first < clause.last for one in line.sums) and act.first > head.first - 4:
        return None
    kind = _kind(line, clause, head, act, verdict)
    if kind is None or not _worth(head, act, verdict):
        return None
    roles = roles_of(line, clause, act, verdict.governors, subject)
    return Draft(
        line, clause, kind, verdict.stage, verdict.certainty, head=head, act=act, roles=roles, quote=_quote(clause, head, heads, act, line), denied=verdict.denied
    )


def _kind(line: Line, clause: Clause, head: Head, act: Trigger | None, verdict: Judgement) -> str | None:
    """The kind of the claim: by the act, else by the instrument and the sort of name."""
    sort = {name.kind for name in head.names}
    if act is not None and act.entry.kind:
        kind = act.entry.kind
        return "enabler" if sort == {"project"} and kind == "transfer" else kind
    if sort == {"fund"}:
        return "financing"
    if sort == {"project"}:
        return "initiative"
    behind = [one for one in line.triggers if head.last <= one.first < clause.last and one.entry.role == "act" and one.entry.form == "noun"]
    if behind and behind[0].entry.kind in ("serial_production", "joint_development", "modernisation") and not behind[0].entry.weak:
        return behind[0].entry.kind
    if any(one.entry.base == "launch" for one in verdict.governors) and {name.unit for name in head.names} & {"programme", "grant"}:
        return "initiative"
    if verdict.instrument is not None or any(name.company for one in line.actors for name in one.known.names):
        return "procurement"
    return "transfer"


def _worth(head: Head, act: Trigger | None, verdict: Judgement) -> bool:
    """Whether enough is said to propose a claim: a vague class of things needs a number, a signature or a firm act."""
    if verdict.denied and ((not head.proper and head.number is None) or act is None or act.entry.weak):
        return False
    if verdict.stage in (None, "mentioned") and not head.proper and head.number is None:
        return False
    if head.span is None and act is None and verdict.stage is None:
        return False
    if act is None and not head.proper and head.number is None and verdict.instrument is None and not head.names:
        return False
    if head.proper or head.number is not None or (head.names and not head.weak):
        return True
    if head.generic or head.weak:
        return verdict.instrument is not None or verdict.stage in ("discussed", "requested", "intended", "letter_of_intent", "declaration") or (
            act is not None and act.entry.kind in ("serial_production", "joint_development", "modernisation")
        )
    return True


def _act_for(line: Line, clause: Clause, head: Head, heads: Sequence[Head]) -> Trigger | None:
    """The act done with a thing: the noun it describes, the verb or noun before it, or the verb behind it."""
    acts = [one for one in line.triggers if one.entry.role in ("act", "other") and clause.first <= one.first < clause.last and _counts(line, one, head, heads)]
    compound = next((one for one in acts if one.first == head.last and one.entry.form == "noun"), None)
    if compound:
        return _real(compound)
    before = [one for one in acts if one.last <= head.first and not _closed(line, one.last, head.first) and _reaches(line, one.last, head.first)]
    behind = [one for one in acts if one.first >= head.last and one.entry.form != "noun" and not _other_subject(line, head, one)]
    if before:
        last = before[-1]
        participle = last.entry.form in ("past", "participle") and mood_of(line, last).passive
        if participle and behind:
            return _real(behind[0])
        return _real(last)
    return _real(behind[0]) if behind else None


def _real(act: Trigger) -> Trigger | None:
    """The act, unless it is one that stands in the lexicon only to be left alone (training, repair)."""
    return act if act.entry.role == "act" else None


def _counts(line: Line, act: Trigger, head: Head, heads: Sequence[Head]) -> bool:
    """Whether an act that needs its object close by has it close by."""
    if act.entry.weak == "compound":
        return act.first == head.last
    if act.entry.form in ("past", "participle") and _adjective(line, act, head):
        return act.entry.kind == "transfer" and act.entry.stage == "delivered"
    if not act.entry.weak:
        return True
    gap = head.first - act.last if act.last <= head.first else act.first - head.last
    if act.first >= head.last:
        passive = mood_of(line, act).passive or act.entry.frame == "item"
        return passive and gap <= _NEAR
    first_behind = min((one.first for one in heads if one.first >= act.last), default=head.first)
    return first_behind - act.last <= _NEAR and not any(line.covered[k] == "trigger" and line.tokens[k].low not in ("joint", "production") for k in range(act.last, head.first))


def _adjective(line: Line, act: Trigger, head: Head) -> bool:
    """Whether a participle only describes the thing behind it: "the newly built jet", "Polish-made vehicles"."""
    if act.last != head.first and not (head.span and act.last == head.span[0]):
        return False
    before = line.tokens[act.first - 1] if act.first else None
    return before is not None and (before.text == "-" or before.low in DETERMINERS or before.low in PREPOSITIONS or (before.low.endswith("ly") and act.first > 1 and line.tokens[act.first - 2].low in DETERMINERS | PREPOSITIONS))


def _reaches(line: Line, first: int, last: int) -> bool:
    """Whether an act reaches a thing: behind a comma only another member of a list, not a phrase of its own."""
    comma = next((place for place in range(last - 1, first - 1, -1) if line.tokens[place].text == "," and line.covered[place] != "number"), None)
    if comma is None or "date" in line.covered[max(0, comma - 1) : comma + 2]:
        return True
    words = line.tokens[comma + 1 : last]
    return not any((word.low in PREPOSITIONS - {"of", "including", "as", "like", "to"} or word.low.endswith("ing") and word.low != "including") and not line.covered[comma + 1 + k] for k, word in enumerate(words))


def _closed(line: Line, first: int, last: int) -> bool:
    """Whether another verb with its own time stands between an act and a thing."""
    return any(first <= one.first < last and one.entry.form in ("third",) and one.entry.role in ("act", "report") for one in line.triggers)


def _other_subject(line: Line, head: Head, verb: Trigger) -> bool:
    """Whether the verb behind a thing has another subject in between: ", France delivered"."""
    start = mood_of(line, verb).first
    if start > head.last and line.covered[start - 1] == "actor":
        return True
    commas = [place for place in range(head.last, start) if line.tokens[place].text == "," and line.covered[place - 1] != "date"]
    if not commas or (len(commas) > 1 and commas[-1] == start - 1):
        return False
    return verb.entry.form == "past" and not any(line.tokens[k].low in BE for k in range(commas[0], verb.first))


def _quote(clause: Clause, head: Head, heads: Sequence[Head], act: Trigger | None, line: Line) -> tuple[int, int]:
    """The words of the claim: the clause, cut before another thing's own act."""
    first, last = clause.first, clause.last
    later = [one for one in heads if one.first > head.first]
    if later and act is not None:
        acts = [one for one in line.triggers if head.last <= one.first < later[0].first and one.entry.role == "act" and one is not act]
        if acts:
            last = acts[0].first
            while last > head.last and line.tokens[last - 1].low in ("and", "or", ",", "the", "to", "a", "as", "well"):
                last -= 1
    earlier = [one for one in heads if one.last <= head.first]
    if earlier and act is not None and act.first >= earlier[-1].last and act.last <= head.first:
        first = act.first
        while first > earlier[-1].last and line.tokens[first - 1].low in ("the", "to", "a", "has", "have", "had", "been", "will"):
            first -= 1
    return first, max(last, head.last)


def _whole(clause: Clause) -> tuple[int, int]:
    return clause.first, clause.last


def _first_verb(line: Line, clause: Clause) -> Trigger | None:
    verbs = (one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun")
    return next(verbs, None)


def _dates(line: Line, clause: Clause, clauses: Sequence[Clause], draft: Draft, published: date | None) -> list[tuple[int, int, Found, bool]]:
    """The dates that go with a draft: those of its clause, else of the sentence when no other clause has a verb for them."""
    own = [one for one in line.dates if clause.first <= one[0] < clause.last]
    if not own and clause.kind == "relative" and clause.parent is not None and line.tokens[clause.first - 2].low == "of":
        parent = clauses[clause.parent]
        own = [one for one in line.dates if parent.first <= one[0] < parent.last]
    if not own:
        own = [one for one in line.dates if _lends(line, clause, clauses, one[0])]
    own = [one for one in own if not _compared(line, one[0])]
    head = draft.head
    if head and len(own) > 1:
        own = _shared_out(line, own, head)
    return [(first, last, _in_its_past(found, draft, published), _of_saying(line, first, last)) for first, last, found in own]


def _in_its_past(found: Found, draft: Draft, published: date | None) -> Found:
    """The date a year earlier, where "by the end of June" is told of something that was done."""
    done = draft.stage in ("delivered", "in_service") and found.role == "target" and found.first is None and published and found.last
    if done and published and found.last and found.last > published and found.precision in ("month", "day"):
        return replace(found, last=days.plus_months(found.last, -12), role="event")
    if found.role == "since" and found.first and draft.line.text[found.start : found.start + 4].lower() == "from" and _after_paper(draft, found):
        ends = {"day": found.first, "month": days.end_of_month(found.first.year, found.first.month), "year": date(found.first.year, 12, 31)}
        return replace(found, last=ends.get(found.precision), role="event")
    return found


def _after_paper(draft: Draft, found: Found) -> bool:
    """Whether the date stands right behind an instrument, so that it is the day of signing: "the contract, from August 2022,"."""
    ends = [draft.line.tokens[one.last - 1].end for one in draft.line.triggers if one.entry.role == "instrument"]
    return any(0 < found.start - end <= 2 for end in ends)


def _compared(line: Line, at: int) -> bool:
    """Whether a date only names what is compared with: "more than in 2024", "up from 20 two years ago"."""
    before = [token.low for token in line.tokens[max(0, at - 3) : at]]
    return bool(before[-1:] and before[-1] in ("than", "as", "versus", "from") and (before[-1] != "from" or "up" in before)) or "compared" in before or "pace" in before


def _lends(line: Line, clause: Clause, clauses: Sequence[Clause], at: int) -> bool:
    """Whether the date stands in a clause that has no act of its own, so that it may date this one."""
    other = next((one for one in clauses if one.first <= at < one.last), None)
    if other is None:
        return True
    if other.kind in ("aside", "with", "relative", "conditional") or clause.kind in ("relative", "aside", "conditional"):
        return False
    return not any(other.first <= one.first < other.last and one.entry.role in ("act", "conclude", "operator", "progress") for one in line.triggers)


def _shared_out(line: Line, dates: list[tuple[int, int, Found]], head: Head) -> list[tuple[int, int, Found]]:
    """The dates that belong to this thing where each of several things has its own behind it: "8 by 2030 and 12 by 2035"."""
    starts = [number.first for number in line.numbers] + [thing.first for thing in line.things]
    limit = min((start for start in starts if start > head.first and start >= head.last), default=len(line.tokens))
    direct = [one for one in dates if head.last <= one[0] < limit]
    earlier = max((start for start in starts if start < head.first), default=-1)
    before = [one for one in dates if earlier < one[0] < head.first] if earlier >= 0 else [one for one in dates if one[0] < head.first]
    if direct and any(one not in direct for one in dates):
        return before[:1] + direct[:2] if len(direct) < 2 else direct[:2]
    return dates


def _of_saying(line: Line, first: int, last: int) -> bool:
    """Whether the date is the day of saying something: it stands right beside a verb of saying."""
    for one in line.triggers:
        if one.entry.role != "report" or one.entry.form == "noun":
            continue
        if 0 <= first - one.last <= 2 or 0 <= one.first - last <= 1:
            return True
        if one.entry.base == "tell" and 0 <= first - one.last <= 4:
            return True
    return False


def parties_in(line: Line) -> list[str]:
    """The ids of the parties a sentence names."""
    return [party for one in line.actors if (party := party_of(one))]
