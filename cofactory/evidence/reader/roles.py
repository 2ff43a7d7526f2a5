"""Who gives and who receives in a clause, from the verb's frame and the prepositions before the names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.line import Actor, Line, Trigger
from cofactory.evidence.reader.moods import mood_of
from cofactory.evidence.reader.wordset import word_set

_GIVES = frozenset({"giver", "maker", "payer"})
_WINS = frozenset({"win", "secure", "land", "book", "clinch", "receive", "get"})
"""Who wins or receives an order is the one who delivers."""
_AWARDS = frozenset({"award", "grant", "assign", "let", "hand", "give", "go to", "fall to", "place"})
_PAPERS = word_set("contract agreement deal declaration memorandum letter")
_DITRANSITIVE = word_set("deliver supply provide give send hand sell lend gift furnish donate offer grant")


@dataclass(frozen=True, slots=True)
class Roles:
    """The parties of one claim as ids of the programme, with the marks they were read from."""

    giver: str | None = None
    receiver: str | None = None
    marks: tuple[Actor, ...] = ()
    foreign: bool = False
    """Whether a country that the programme does not know stands in one of the roles."""


def party_of(actor: Actor) -> str | None:
    """The id of the party, if the programme has it."""
    return next((name.id for name in actor.known.names if name.kind == "party"), None)


def roles_of(
    line: Line, clause: Clause, act: Trigger | None, governors: Sequence[Trigger], inherited: tuple[Actor, ...]
) -> Roles:
    """Giver and receiver as the clause tells them; the subject may come from the clause before."""
    frame = act.entry.frame if act else ""
    actors = [one for one in line.actors if clause.first <= one.first < clause.last]
    verb = act if act and act.entry.form != "noun" else _main_verb(line, clause)
    passive = bool(verb and verb is act and (mood_of(line, verb).passive or _reduced(line, clause, verb)))
    slots: dict[str, Actor] = {}
    subjects = subjects_of(line, clause, verb) or inherited
    for one in actors:
        role = _by_preposition(line, one, act, frame, passive=passive)
        if role:
            slots.setdefault(role, one)
    if any(line.tokens[k].low.startswith("thank") for k in range(clause.first, clause.last)):
        subjects = tuple(reversed(actors)) if len(actors) > 1 else subjects
    free = [one for one in subjects if one not in slots.values()]
    free = [one for one in free if not (one.known.adjective and any(_company(other) for other in free))]
    papers = any(one.entry.role == "instrument" for one in governors)
    both = len(free) > 1 and _together(line, free[0], free[1])
    mutual = _mutual(act, free, frame, papers=papers, both=both)
    if papers and any(one.entry.base in _WINS and clause.first <= one.first < clause.last for one in line.triggers):
        ordering = slots.pop("giver", None)
        slots, frame = {"receiver": ordering} if ordering else slots, "giver"
    frame = _frame(line, clause, act, frame, free, papers=papers, given="giver" in slots)
    if free and not mutual and not (passive and verb is act):
        requested = any(one.entry.stage == "requested" for one in governors)
        rest = free[2:] if both and frame else free[1:]
        _take_subject(slots, [free[0], *rest], frame, requested=requested, instrument=papers)
    if papers and "with" not in slots and (other := _with(line, clause, actors)):
        slots.setdefault("giver" if "receiver" in slots else "receiver", other)
    if papers:
        _awarded(line, clause, slots)
    used = tuple(slots.values())
    foreign = any(party_of(one) is None for one in used)
    used += (free[1],) if both and not mutual and free[0] in used and free[1] not in used else ()
    giver = party_of(slots["giver"]) if "giver" in slots else None
    receiver = party_of(slots["receiver"]) if "receiver" in slots else None
    return Roles(giver, receiver if receiver != giver else None, used, foreign)


def _awarded(line: Line, clause: Clause, slots: dict[str, Actor]) -> None:
    """Nothing; a company that a contract is awarded to is the one who gives."""
    given = slots.get("receiver")
    if given is None or "giver" in slots or not _company(given):
        return
    if _AWARDS & {one.entry.base for one in line.triggers if clause.first <= one.first < clause.last}:
        slots["giver"] = slots.pop("receiver")


def _mutual(act: Trigger | None, free: Sequence[Actor], frame: str, *, papers: bool, both: bool) -> bool:
    """Whether two parties sign or agree together, so that neither of them is the one who gives."""
    if papers and len({party_of(one) for one in free}) > 1 and frame not in ("giver", "receiver"):
        return True
    agreed = papers or (act is not None and bool(_PAPERS & set(act.entry.base.split())))
    return agreed and both and not (_company(free[0]) or _company(free[1]))


def _frame(
    line: Line,
    clause: Clause,
    act: Trigger | None,
    frame: str,
    free: Sequence[Actor],
    *,
    papers: bool,
    given: bool,
) -> str:
    """Who the subject is: by the act, by the verb that carries its noun, or by who signs."""
    main = _main_verb(line, clause)
    carries = main is not None and act is not None and main is not act and main.entry.role == "act"
    if carries and main is not None and act is not None and act.entry.form == "noun" and main.first < act.first:
        frame = main.entry.frame
    if papers and frame == "receiver" and len({party_of(one) for one in free}) > 1:
        return ""  # both sign: who buys is not said, and the one named first counts as the giver
    if papers and not frame and len(free) == 1 and not given:
        return "giver" if _company(free[0]) else "receiver"
    return frame


def _take_subject(
    slots: dict[str, Actor], free: Sequence[Actor], frame: str, *, requested: bool, instrument: bool
) -> None:
    """Nothing; the subject takes the role its verb gives it, and a second subject the other."""
    first = "receiver" if requested or frame == "receiver" else "giver" if frame in _GIVES else ""
    other = {"giver": "receiver", "receiver": "giver"}
    if not first:
        first = "receiver" if "giver" in slots else "giver" if instrument or "receiver" in slots else ""
    if not first:
        return
    slots.setdefault(first, free[0])
    distinct = [one for one in free[1:] if party_of(one) != party_of(slots[first]) and not one.known.adjective]
    if distinct:
        slots.setdefault(other[first], distinct[0])


def subjects_of(line: Line, clause: Clause, verb: Trigger | None) -> tuple[Actor, ...]:
    """The actors before the verb of a clause, names before adjectives."""
    limit = mood_of(line, verb).first if verb else clause.last
    before = [one for one in line.actors if clause.first <= one.first < limit and not _oblique(line, one)]
    return tuple(before)


def _together(line: Line, one: Actor, other: Actor) -> bool:
    """Whether two names are one subject: "A and B", with nothing but an article or an office between them."""
    gap = [token.low for token in line.tokens[one.last : other.first]]
    return bool(gap) and gap[0] in ("and", "&") and len(gap) <= 3


def _company(actor: Actor) -> bool:
    """Whether the actor is a company of the programme."""
    return any(name.company for name in actor.known.names)


def _with(line: Line, clause: Clause, actors: Sequence[Actor]) -> Actor | None:
    """The actor after "with", the other side of what was signed."""
    for one in actors:
        back = one.first - 1
        while back > clause.first and line.tokens[back].low in ("the", "maker", "company", "manufacturer"):
            back -= 1
        if back >= 0 and line.tokens[back].low == "with":
            return one
    return None


def _oblique(line: Line, actor: Actor) -> bool:
    """Whether a preposition stands before the name, so that it is no subject."""
    back = actor.first - 1
    while back >= 0 and line.tokens[back].low in ("the", "president", "minister", "a"):
        back -= 1
    return back >= 0 and line.tokens[back].low in (
        "in",
        "for",
        "with",
        "to",
        "from",
        "at",
        "near",
        "against",
        "of",
        "by",
        "on",
        "between",
        "among",
        "inside",
        "across",
    )


def _main_verb(line: Line, clause: Clause) -> Trigger | None:
    """The first verb of a clause."""
    verbs = (one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun")
    return next(verbs, None)


def _reduced(line: Line, clause: Clause, verb: Trigger) -> bool:
    """Whether a past form is a participle behind its noun: "systems delivered by France"."""
    if verb.entry.form not in ("past", "participle"):
        return False
    after = line.tokens[verb.last].low if verb.last < len(line.tokens) else ""
    return after == "by" and verb.last < clause.last


def _by_preposition(line: Line, actor: Actor, act: Trigger | None, frame: str, *, passive: bool) -> str | None:
    """The role that the words right before and after a name give it."""
    tokens = line.tokens
    back = actor.first - 1
    while back >= 0 and (tokens[back].low in ("the", "its", "ally", "neighbouring") or tokens[back].text in '"('):
        back -= 1
    before = tokens[back].low if back >= 0 else ""
    after = tokens[actor.last].low if actor.last < len(tokens) else ""
    behind = act is None or actor.first >= act.first
    if before == "by":
        agent = "receiver" if frame == "receiver" else "giver"
        return agent if passive or (act and act.entry.form == "noun") or act is None else None
    if before in ("to", "for") and behind:
        return "receiver"
    if before == "of" and back > 1 and tokens[back - 1].low == "behalf":
        return "receiver"
    if before == "from" and not (act and act.entry.form == "noun" and actor.first < act.first):
        return "giver"
    if before == "with" and act is not None:
        return "giver" if frame == "receiver" else None
    if act and act.entry.base in _DITRANSITIVE and actor.first == act.last and after != "'s":
        return "receiver"
    if act and act.entry.form == "noun" and actor.last <= act.first and act.first - actor.last <= 3:
        owns = after == "'s" or actor.known.adjective
        return "receiver" if owns and frame == "receiver" else "giver" if owns and frame in _GIVES else None
    if after == "-" and act and actor.last + 1 == act.first:
        return "giver"
    return None
