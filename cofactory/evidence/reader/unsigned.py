"""A paper that is said not to be there, or not to be signed yet: "no contract has been signed", "has yet to sign"."""

from __future__ import annotations

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.doubts import doubt
from cofactory.evidence.reader.draft import Draft, whole
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Actor, Line, Trigger
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.moods import clause_mood, mood_of
from cofactory.evidence.reader.roles import Roles, roles_of
from cofactory.evidence.reader.words import FINITE, HAVE, PREPOSITIONS, adverb, negated
from cofactory.evidence.reader.wordset import word_set

_BEFORE_IT_IS = word_set("before until till once after when where if unless")
_POINTS_BACK = word_set("it them this these that either both such")
_EXISTS = word_set("exists exist existed unsigned")
_OF_WHAT = word_set("for on of over about covering")


def unsigned_of(
    line: Line, clause: Clause, heads: list[Head], *, subject: tuple[Actor, ...], memory: Memory
) -> Draft | None:
    """The denied draft of a clause that says there is no such paper, about the thing that it names or points to."""
    tense = clause_mood(line, clause.first, clause.last)
    opening = line.tokens[clause.first - 1].low if clause.first else ""
    if clause.kind == "conditional" or opening in _BEFORE_IT_IS or (tense and tense.time in ("future", "would")):
        return None
    if (tense and tense.certainty != "asserted") or doubt(line, clause, clause.last) != "asserted":
        return None
    paper = _paper(line, clause)
    if paper is None:
        return None
    roles = roles_of(line, clause, None, [paper], subject)
    head = _thing(line, clause, paper, heads, memory)
    if head is None and (heads or _of_another(line, clause, paper) or not (roles.giver and roles.receiver)):
        return None
    kind = "procurement" if paper.entry.stage == "contract" or head is None else _kind(memory)
    return Draft(
        line, clause, kind, None, "asserted", head=head, roles=_without_doubles(roles), quote=whole(clause), denied=True
    )


def _without_doubles(roles: Roles) -> Roles:
    """The parties, each in one role only."""
    return roles if roles.giver != roles.receiver else Roles(roles.giver, None, roles.marks, roles.foreign)


def _kind(memory: Memory) -> str:
    """The kind of what was told last, which an agreement without a kind of its own is about."""
    return memory.kind[1] if memory.kind else "initiative"


def _paper(line: Line, clause: Clause) -> Trigger | None:
    """The paper that the clause denies, or the verb of signing of which it says that nothing was signed."""
    inside = [one for one in line.triggers if clause.first <= one.first < clause.last]
    signed = [one for one in inside if one.entry.form != "noun" and _signs(one)]
    papers = [one for one in inside if one.entry.role == "instrument"]
    others = [one for one in inside if one.entry.form != "noun" and not _signs(one)]
    words = [token.low for token in line.tokens[clause.first : clause.last]]
    if signed and not papers and words[0] == "nothing" and signed[0].entry.base == "sign" and not others:
        return signed[0]
    if not papers or others or (papers[0].last < clause.last and line.tokens[papers[0].last].text == ","):
        return None
    paper = papers[0]
    if signed:
        verb = mood_of(line, signed[0])
        no = mood_of(line, paper).denied and paper.first < signed[0].first
        return paper if (verb.denied or no) and verb.time != "future" else None
    if "unsigned" in words and paper.first - clause.first < words.index("unsigned"):
        return paper
    return paper if _not_there(line, clause, paper) else None


def _signs(verb: Trigger) -> bool:
    """Whether a verb makes a paper valid; "signed for the Havn" is one too."""
    return verb.entry.role == "conclude" or verb.entry.base == "sign for"


def _not_there(line: Line, clause: Clause, paper: Trigger) -> bool:
    """Whether nothing is said of a paper but that it is not: "there is no contract", "no contract exists"."""
    near = line.tokens[max(clause.first, paper.first - 4) : paper.first]
    there = any(token.low in HAVE | {"there"} for token in line.tokens[clause.first : paper.first])
    isnt = there and near[-1].low in ("a", "an", "any", "signed") and any(negated(token) for token in near)
    if not (mood_of(line, paper).denied or isnt):
        return False
    finite = [k for k in range(clause.first, clause.last) if line.tokens[k].low in FINITE]
    behind = finite[-1] + 1 if finite else paper.last
    while behind < clause.last and adverb(line.tokens[behind]):
        behind += 1
    if not finite and not _EXISTS & {token.low for token in line.tokens[paper.last : clause.last]}:
        return False
    if not finite or behind >= clause.last or behind <= paper.first:
        return _ends(line, clause, paper.last)
    return line.tokens[behind].low in PREPOSITIONS or line.tokens[behind].kind == "mark"


def _ends(line: Line, clause: Clause, after: int) -> bool:
    """Whether no other noun goes on behind the paper ("no contract value") at a token."""
    if after >= clause.last:
        return True
    token = line.tokens[after]
    return token.kind == "mark" or token.low in PREPOSITIONS | FINITE | {"yet", "so", "at"} or adverb(token)


def _of_another(line: Line, clause: Clause, paper: Trigger) -> bool:
    """Whether the paper is said to be about something that is not known: "no contract for the frigates"."""
    if paper.last + 1 >= clause.last or line.tokens[paper.last].low not in _OF_WHAT:
        return False
    return line.tokens[paper.last + 1].low not in _POINTS_BACK


def _thing(line: Line, clause: Clause, paper: Trigger, heads: list[Head], memory: Memory) -> Head | None:
    """The known thing of the clause, else the one named just before, if the paper is not about another."""
    named = [head for head in heads if head.names]
    if named:
        return named[0]
    recent = memory.latest(line.sentence_number, reach=2)
    if heads or recent is None or recent.item is None or _of_another(line, clause, paper):
        return None
    names = tuple(name for name in memory.gazetteer.names if name.id == recent.item)
    return Head(paper.first, paper.last, names, recent.text, recent.unit, None, inferred=recent)
