"""Clauses that gave no claim although they speak of a known thing or a sum and have a verb: proposed at a low stage."""

from __future__ import annotations

from collections.abc import Sequence

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.draft import Draft, whole
from cofactory.evidence.reader.faint_mood import inside, low_stage, points_back, told_of
from cofactory.evidence.reader.faint_not import tells_no_act, tells_no_deed
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.money_told import BUSINESS
from cofactory.evidence.reader.moods import Mood
from cofactory.evidence.reader.payments import is_price, is_whole
from cofactory.evidence.reader.roles import roles_of
from cofactory.evidence.reader.wordset import word_set

LONGEST = 45
"""Tokens of a clause from which no faint claim is read."""
MILLIONS = 1e6
"""A bare number from which on it is no count of what was named before."""
_OWN = frozenset({"transfer", "serial_production", "procurement", "modernisation", "joint_development"})
_TALKERS = word_set("negotiators negotiator delegations delegation envoys experts teams")
_WORTH = word_set("value worth valued")
_FUNDS = word_set("loan loans fund funds budget grant grants credit")
_AFFAIRS = word_set("question matter case issue reason idea way sign step results time times world everyone")


def faint_of(
    line: Line,
    clauses: Sequence[Clause],
    heads: Sequence[Head],
    drafts: Sequence[Draft],
    *,
    memory: Memory,
) -> list[Draft]:
    """The low drafts of the clauses that gave none; a person decides what they tell."""
    if line.supposed or line.sentence.headline or line.tokens[-1].text == "?":
        return []
    found: list[Draft] = []
    for draft in drafts:
        _lift(line, draft)
    for clause in clauses:
        if clause.kind == "conditional" or clause.last - clause.first > LONGEST:
            continue
        if any(_overlap(clause, draft.quote) or _says_it(clause, draft.clause) for draft in drafts):
            continue
        own = [head for head in heads if clause.first <= head.first < clause.last]
        tense = told_of(line, clause)
        if tense is None or tells_no_deed(line, clause):
            continue
        low = (
            _of_thing(line, clause, own, tense, memory)
            or _of_money(line, clause, tense, memory)
            or _of_act(line, clause, tense, memory)
        )
        if low is not None:
            found.append(low)
    return found


def _lift(line: Line, draft: Draft) -> None:
    """Nothing; a counted thing whose act is only a noun beside a verb is told of all the same, at a low stage."""
    if draft.stage != "mentioned" or draft.denied or draft.certainty != "asserted" or draft.head is None:
        return
    only = any(one.entry.stage == "mentioned" and inside(draft.clause, one) for one in line.triggers)
    counted = draft.head.number is not None and bool(draft.head.names) and not only
    tense = told_of(line, draft.clause) if counted else None
    if tense is not None and tense.certainty == "asserted":
        draft.stage, draft.faint = low_stage(line, draft.clause, tense), True


def _overlap(clause: Clause, quote: tuple[int, int]) -> bool:
    """Whether a claim was read from the words of a clause already."""
    return clause.first < quote[1] and quote[0] < clause.last


def _says_it(clause: Clause, told: Clause) -> bool:
    """Whether a clause only opens what is said in the next, which gave a claim: "Estonia has proposed that"."""
    return told.kind == "said" and clause.last <= told.first <= clause.last + 2


def _of_thing(line: Line, clause: Clause, heads: Sequence[Head], mood: Mood, memory: Memory) -> Draft | None:
    """The draft of the first known thing of a clause that is counted or dated."""
    known = [head for head in heads if head.names and head.names[0].kind == "item" and not _too_many(line, head)]
    head = next((one for one in known if one.number is not None), known[0] if known else None)
    if head is None or _counts_others(line, head) or (head.number is None and _only_says(line, clause)):
        return None
    given = head.proper and any(clause.first <= one.first < clause.last for one in line.actors)
    if not (head.number or _dated(line, clause) or given):
        return None
    act = _nearest(line, clause, head.first)
    kind = act.entry.kind if act else _kind_before(memory)
    return _draft(line, clause, mood, kind, head=head, act=act)


def _too_many(line: Line, head: Head) -> bool:
    """Whether a bare number is so large that it counts money beside a fund or sum, not the thing named before."""
    large = head.span is None and head.number is not None and (head.number.bare or 0) >= MILLIONS
    return large and bool(line.sums or any(token.low in _FUNDS for token in line.tokens))


def _counts_others(line: Line, head: Head) -> bool:
    """Whether a bare number that points back stands with a noun of its own behind "of": "a crew of three"."""
    if head.span is not None or head.number is None or head.first == 0:
        return False
    before = line.tokens[head.first - 1]
    return before.low == "of" and line.tokens[max(0, head.first - 2)].low not in ("total", "output", "rate", "cadence")


def _of_money(line: Line, clause: Clause, mood: Mood, memory: Memory) -> Draft | None:
    """The draft of a sum that no verb of money governs, unless it is a price or tells how a business stands."""
    sums = [one for one in line.sums if clause.first <= one.first < clause.last]
    words = {token.low for token in line.tokens[clause.first : clause.last]}
    sums = [one for one in sums if not is_price(line, one) and not is_whole(line, one)]
    whose = line.tokens[clause.first].low in ("its", "their", "the") and memory.paper is not None
    if not sums or words & (BUSINESS - _WORTH if whose else BUSINESS):
        return None
    draft = _draft(line, clause, mood, "financing")
    draft.money = sums[0]
    return draft


def _of_act(line: Line, clause: Clause, mood: Mood, memory: Memory) -> Draft | None:
    """The draft of an act, talks or a paper that a clause speaks of without a known thing, with a day or a party."""
    words = {token.low for token in line.tokens[clause.first : clause.last]}
    dated = _dated(line, clause)
    placed = dated or any(clause.first <= one.first < clause.last for one in line.actors)
    if words & (BUSINESS | _AFFAIRS) or _only_says(line, clause):
        return None
    if tells_no_act(line, clause) and not words & _TALKERS:
        return None
    act = _nearest(line, clause, clause.first) if placed else None
    act = None if act is not None and act.entry.weak == "compound" and not dated else act
    paper = _paper(line, clause, dated=dated)
    talks = placed and _talks(line, clause, words)
    back = dated and points_back(line, clause)
    recent = memory.latest(line.sentence_number, reach=3)
    if act is None and not paper and (recent is None or not (talks or back)):
        return None
    if back and memory.told and memory.told[1] == "financing" and line.sentence_number - memory.told[0] <= 1:
        return _draft(line, clause, mood, "financing")
    kind = act.entry.kind if act else "procurement" if paper else _kind_before(memory)
    return _draft(line, clause, mood, kind, head=_pointed(line, clause, memory) if back else None, act=act)


def _paper(line: Line, clause: Clause, *, dated: bool) -> bool:
    """Whether a clause speaks of a paper, with a date or with a number that is no share."""
    papers = any(one.entry.role == "instrument" and inside(clause, one) for one in line.triggers)
    numbers = [one for one in line.numbers if clause.first <= one.first < clause.last]
    return papers and (dated or any(line.tokens[one.last].text != "%" for one in numbers if one.last < clause.last))


def _talks(line: Line, clause: Clause, words: set[str]) -> bool:
    """Whether a clause speaks of talks, of those who hold them, or of a request."""
    return bool(words & _TALKERS) or any(
        one.entry.role == "operator" and one.entry.stage in ("discussed", "requested") and inside(clause, one)
        for one in line.triggers
    )


def _pointed(line: Line, clause: Clause, memory: Memory) -> Head | None:
    """The thing that "it" or "they" at the beginning of a clause stands for."""
    recent = memory.latest(line.sentence_number, reach=2, before=line.tokens[clause.first].start)
    if recent is None:
        return None
    names = tuple(name for name in memory.gazetteer.names if name.id == recent.item)
    return Head(clause.first, clause.first + 1, names, recent.text, recent.unit, None, inferred=recent)


def _only_says(line: Line, clause: Clause) -> bool:
    """Whether the first verb of a clause is one of saying, so that what it tells stands elsewhere."""
    verbs = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun"]
    opens = any(one.first == clause.first and one.entry.form == "noun" for one in line.triggers)
    return bool(verbs) and verbs[0].entry.role == "report" and not opens


def _draft(
    line: Line, clause: Clause, mood: Mood, kind: str, *, head: Head | None = None, act: Trigger | None = None
) -> Draft:
    """The draft at the stage that the tense allows: what lies ahead is meant, of what is told as done none is said."""
    low, sure = low_stage(line, clause, mood), mood.certainty == "asserted"
    roles = roles_of(line, clause, act, [], ())
    return Draft(
        line, clause, kind, low if sure else None, mood.certainty,
        head=head, act=act, roles=roles, quote=whole(clause), faint=True,
    )  # fmt: skip


def _kind_before(memory: Memory) -> str:
    """The kind of what was told last."""
    return memory.kind[1] if memory.kind and memory.kind[1] in _OWN else "transfer"


def _dated(line: Line, clause: Clause) -> bool:
    """Whether a date stands in a clause."""
    return any(clause.first <= first < clause.last for first, _, _ in line.dates)


def _nearest(line: Line, clause: Clause, at: int) -> Trigger | None:
    """The word of an act that stands nearest to a token."""
    acts = [one for one in line.triggers if inside(clause, one) and one.entry.role == "act" and one.entry.kind in _OWN]
    return min(acts, key=lambda one: abs(one.first - at), default=None)
