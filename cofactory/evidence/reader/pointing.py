"""Acts and papers whose thing was named before: deliveries begin in 2026, the order is worth EUR 186 million."""

from __future__ import annotations

from datetime import date

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.draft import Draft, whole
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Actor, Line, Trigger
from cofactory.evidence.reader.memory import Memory, Recent
from cofactory.evidence.reader.moods import mood_of
from cofactory.evidence.reader.of_thing import of_head
from cofactory.evidence.reader.stages import judge
from cofactory.evidence.reader.wordset import word_set

_BACK = word_set(
    "it they them these those this that first latter former last one ones type rest remainder others all both"
)


def worth_of(line: Line, clause: Clause, memory: Memory) -> Draft | None:
    """The draft of what a paper is worth, about the thing named before: "the order is worth EUR 186 million"."""
    papers = [
        one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.role == "instrument"
    ]
    sums = [one for one in line.sums if clause.first <= one.first < clause.last]
    recent = memory.latest(line.sentence_number)
    if not papers or not sums or recent is None or (papers[0].first == 0 and papers[0].last == 1):
        return None
    known = line.tokens[papers[0].first - 1].low in ("the", "this", "that", "whose", "its")
    worth = any(
        line.tokens[k].low in ("worth", "valued", "value", "totals", "total", "amounts", "costs")
        for k in range(clause.first, clause.last)
    )
    stage = papers[0].entry.stage if papers[0].entry.stage != "agreement" else memory.paper
    verdict = judge(line, clause, None, (papers[0].first, papers[0].last), None, paper=memory.paper)
    if not (known and worth) or stage is None or verdict.certainty != "asserted" or verdict.denied:
        return None
    head = Head(
        papers[0].first,
        papers[0].last,
        tuple(name for name in memory.gazetteer.names if name.id == recent.item),
        recent.text,
        recent.unit,
        None,
        inferred=recent,
    )
    return Draft(line, clause, "procurement", stage, "asserted", head=head, money=sums[0], quote=whole(clause))


def pointing_back(
    line: Line, clause: Clause, subject: tuple[Actor, ...], published: date | None, memory: Memory
) -> Draft | None:
    """The draft of an act whose thing was named before: "deliveries begin in 2026", "the type is in service"."""
    acts = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.role == "act"]
    recent = memory.latest(line.sentence_number, reach=2, before=line.tokens[clause.first].start)
    priced = any(clause.first <= one.first < clause.last for one in line.sums)
    if recent is None or priced or clause.kind == "conditional":
        return None
    for act in acts:
        found = _done_before(line, clause, act, subject=subject, published=published, memory=memory, recent=recent)
        if found:
            return found
    return _such(line, clause, recent, subject=subject, published=published, memory=memory)


def _done_before(
    line: Line,
    clause: Clause,
    act: Trigger,
    *,
    subject: tuple[Actor, ...],
    published: date | None,
    memory: Memory,
    recent: Recent,
) -> Draft | None:
    """The draft of one act whose thing was named before."""
    if (act.entry.weak and not _done_to_it(line, act) and not _set_going(line, clause, act)) or act.entry.kind not in (
        "transfer",
        "serial_production",
        "procurement",
    ):
        return None
    head = Head(
        act.first,
        act.last,
        tuple(name for name in memory.gazetteer.names if name.id == recent.item),
        recent.text,
        recent.unit,
        None,
        inferred=recent,
    )
    if not _names_no_other(line, act, clause):
        return None
    draft = of_head(line, clause, head, [head], subject=subject, published=published, memory=memory, act=act)
    return draft if draft and draft.stage not in (None, "mentioned") and draft.certainty == "asserted" else None


def _such(
    line: Line,
    clause: Clause,
    recent: Recent,
    *,
    subject: tuple[Actor, ...],
    published: date | None,
    memory: Memory,
) -> Draft | None:
    """The draft of a paper or act that is only meant or asked for: "is considering such an order"."""
    nouns = [
        one
        for one in line.triggers
        if clause.first < one.first < clause.last
        and one.entry.form == "noun"
        and (one.entry.role == "instrument" or (one.entry.role == "act" and not one.entry.weak))
        and (
            any(token.low in ("such", "same", "similar") for token in line.tokens[max(0, one.first - 2) : one.first])
            or (one.entry.role == "act" and one.last - one.first > 1 and one.last >= clause.last - 1)
        )
    ]
    if not nouns:
        return None
    names = tuple(name for name in memory.gazetteer.names if name.id == recent.item)
    head = Head(nouns[0].first, nouns[0].last, names, recent.text, recent.unit, None, inferred=recent)
    act = nouns[0] if nouns[0].entry.role == "act" else None
    draft = of_head(line, clause, head, [head], subject=subject, published=published, memory=memory, act=act)
    if draft is None or draft.stage in (None, "mentioned") or draft.certainty != "asserted":
        return None
    draft.kind = "procurement" if act is None else draft.kind
    return draft


def _set_going(line: Line, clause: Clause, act: Trigger) -> bool:
    """Whether a line or hall is opened or started again: "we restarted the line in 2025"."""
    return act.entry.weak == "compound" and any(
        one.entry.role == "progress" and one.entry.form != "noun" and clause.first <= one.first < clause.last
        for one in line.triggers
    )


def _done_to_it(line: Line, act: Trigger) -> bool:
    """Whether the act is done to what a pronoun stands for: "they are used daily"."""
    mood = mood_of(line, act)
    told = mood.passive or act.entry.frame == "item"
    if not told or mood.first == 0:
        return False
    made = any(one.last == mood.first and one.entry.base in ("output", "production") for one in line.triggers)
    return made or line.tokens[mood.first - 1].low in ("they", "these", "those", "both", "all")


def _names_no_other(line: Line, act: Trigger, clause: Clause) -> bool:
    """Whether the act has no object or subject of its own that the lexicon does not know."""
    tokens = line.tokens
    if act.entry.form == "noun":
        after = tokens[act.last].low if act.last < len(tokens) else ""
        if after not in ("of", "for"):
            return act.first == clause.first or tokens[act.first - 1].low in (
                "the",
                "first",
                "serial",
                "series",
                "mass",
                "these",
                "its",
                "full",
                "final",
                "last",
                "second",
                "further",
                "new",
                "another",
                "initial",
                "such",
                "our",
                "their",
                "production",
                "assembly",
                "own",
            )
        following = {token.low for token in tokens[act.last + 1 : act.last + 4]}
        return bool(following & _BACK)
    mood = mood_of(line, act)
    before = {token.low for token in tokens[clause.first : mood.first]}
    after_words = {token.low for token in tokens[act.last : act.last + 3]}
    if mood.passive or act.entry.frame == "item":
        return bool(before & _BACK)
    return bool(after_words & {"them", "these", "those"})
