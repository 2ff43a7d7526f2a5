"""Acts, talks and requests without a thing in their clause: about what the text spoke of last, or nothing named."""

from __future__ import annotations

from datetime import date

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Actor, Line, Trigger
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.of_thing import of_head
from cofactory.evidence.reader.words import FINITE, PREPOSITIONS, adverb
from cofactory.evidence.reader.wordset import word_set

REACH = 5
"""Sentences back that an act without a thing may look for one."""
_OWN_KINDS = frozenset({"transfer", "serial_production", "procurement", "modernisation", "joint_development"})
_TALKS = word_set("talk talks negotiation discussion consultation dialogue request appeal proposal plea tender")
_IN_TALKS = ("be in ", "hold ", "open ", "enter ", "start ", "begin ", "continue ", "resume ", "conduct ", "be still ")
_ASKS = frozenset(
    {
        "negotiate", "ask for", "apply for", "be interested in", "show interest in", "express interest in",
        "express an interest in", "express its interest in", "express their interest in", "put in for", "bid for",
    }
)  # fmt: skip
_MONEY = word_set("financing funding finance loan loans credit money budget")
_ABOUT = word_set("of for on about over with")


def thingless_of(
    line: Line, clause: Clause, *, subject: tuple[Actor, ...], published: date | None, memory: Memory
) -> Draft | None:
    """The draft of an act, of talks or of a request that names no thing, if the clause tells it as something real."""
    inside = [one for one in line.triggers if clause.first <= one.first < clause.last]
    if clause.kind == "conditional" or any(clause.first <= one.first < clause.last for one in line.sums):
        return None
    for one in inside:
        if _bare_act(line, clause, one):
            draft = _draft(line, clause, one, one, subject=subject, published=published, memory=memory)
        elif _talked(line, clause, one, subject):
            draft = _draft(line, clause, one, None, subject=subject, published=published, memory=memory)
        else:
            continue
        if draft is None or draft.stage == "mentioned" or draft.denied or draft.certainty == "speculative":
            continue
        if draft.stage is not None or (draft.certainty == "hedged" and one.entry.role == "act"):
            return draft
    return None


def _bare_act(line: Line, clause: Clause, one: Trigger) -> bool:
    """Whether a noun of an act stands as the subject of a verb: "trial production will start in May"."""
    if one.entry.role != "act" or one.entry.form != "noun" or one.entry.weak or one.entry.kind not in _OWN_KINDS:
        return False
    if not _may_be_subject(line, clause, one) or any(
        line.covered[k] == "thing" for k in range(clause.first, one.first)
    ):
        return False
    if _of_another(line, one.last):
        return False
    made = one.entry.kind in ("transfer", "serial_production")
    return _verb_behind(line, clause, one.last) or (made and _dated_alone(line, clause))


def _dated_alone(line: Line, clause: Clause) -> bool:
    """Whether a short sentence without a verb only dates an act: "Production from January."."""
    verbs = any(one.entry.form != "noun" for one in line.triggers)
    return clause.first == 0 and len(line.tokens) <= 8 and bool(line.dates) and not verbs


def _talked(line: Line, clause: Clause, one: Trigger, subject: tuple[Actor, ...]) -> bool:
    """Whether a trigger tells that somebody talks, negotiates or asks for something."""
    if one.entry.role != "operator" or one.entry.stage not in ("discussed", "requested"):
        return False
    if one.entry.form == "noun":
        return one.entry.base in _TALKS and _may_be_subject(line, clause, one) and _verb_behind(line, clause, one.last)
    if _paper_talked(line, clause, one):
        return True
    spoken = one.entry.base.startswith(_IN_TALKS) and any(word in _TALKS for word in [*one.entry.base.split(), "talks"])
    behind = [token.low for token in line.tokens[one.last : min(one.last + 7, clause.last)]]
    spoken = spoken or (one.entry.base in ("discuss", "negotiate") and "with" in behind)
    spoken = spoken or (one.entry.base == "ask" and "for" in behind)
    named = any(actor.first < one.first for actor in line.actors)
    return (spoken or one.entry.base in _ASKS) and (named or bool(subject))


def _paper_talked(line: Line, clause: Clause, one: Trigger) -> bool:
    """Whether a paper, first in its clause, is said to be negotiated: "a further contract is being negotiated"."""
    if one.entry.base not in ("negotiate", "be being negotiated", "be under negotiation"):
        return False
    papers = [paper for paper in line.triggers if paper.entry.stage == "contract" and paper.last <= one.first]
    return any(clause.first <= paper.first and _may_be_subject(line, clause, paper) for paper in papers)


def _may_be_subject(line: Line, clause: Clause, one: Trigger) -> bool:
    """Whether a noun opens its clause, with no preposition before it but that of a relative: "on which talks began"."""
    before = line.tokens[clause.first : one.first]
    return len(before) <= 4 and not any(token.low in PREPOSITIONS for token in before)


def _verb_behind(line: Line, clause: Clause, at: int) -> bool:
    """Whether a finite verb follows a noun in its clause, so that the noun may be its subject."""
    if at >= clause.last or not (_opens_behind(line, at)):
        return False
    for place in range(at, min(at + 8, clause.last)):
        if line.tokens[place].low in FINITE:
            return True
        verb = next((one for one in line.triggers if one.first == place), None)
        plural = line.tokens[at - 1].low.endswith("s")
        if verb is not None and (verb.entry.form in ("past", "third") or (plural and verb.entry.form == "base")):
            return verb.entry.role != "report"
        if line.tokens[place].text in ",;:":
            return False
    return False


def _opens_behind(line: Line, at: int) -> bool:
    """Whether what follows a noun may belong to it or be its verb, and is no second noun ("procurement chief")."""
    token = line.tokens[at]
    return bool(line.covered[at]) or token.low in FINITE | PREPOSITIONS or adverb(token)


def _of_another(line: Line, at: int) -> bool:
    """Whether "of" and a noun that nobody knows stand behind: "the production of films"."""
    if at >= len(line.tokens) or line.tokens[at].low not in ("of", "for"):
        return False
    return not any(line.covered[k] in ("thing", "class", "number") for k in range(at, min(at + 4, len(line.tokens))))


def _draft(
    line: Line,
    clause: Clause,
    one: Trigger,
    act: Trigger | None,
    *,
    subject: tuple[Actor, ...],
    published: date | None,
    memory: Memory,
) -> Draft | None:
    """The draft about what was named last, or about nothing named."""
    recent = memory.latest(line.sentence_number, reach=REACH, before=line.tokens[clause.first].start)
    names = tuple(name for name in memory.gazetteer.names if recent and name.id == recent.item)
    text, unit = (recent.text, recent.unit) if recent else (line.words(one.first, one.last), None)
    at = one.first if act else one.last
    head = Head(at, one.last, names, text, unit, None, inferred=recent, proper=True)
    draft = of_head(line, clause, head, [head], subject=subject, published=published, memory=memory, act=act)
    if draft is None:
        return None
    if act is None:
        draft.kind = _kind(line, clause, one, memory)
    if recent is None or draft.kind == "financing":
        draft.head = None
    return draft


def _kind(line: Line, clause: Clause, one: Trigger, memory: Memory) -> str:
    """The kind of what is talked about: the act or money named behind, else what was told of the thing before."""
    behind = {token.low for token in line.tokens[one.last : min(one.last + 6, clause.last)]}
    if behind & _MONEY:
        return "financing"
    acts = [act for act in line.triggers if one.last <= act.first < clause.last and act.entry.kind in _OWN_KINDS]
    if acts:
        return acts[0].entry.kind
    near = memory.kind is not None and line.sentence_number - memory.kind[0] <= REACH
    return memory.kind[1] if memory.kind and near and memory.kind[1] in _OWN_KINDS else "procurement"
