"""Clauses that gave no claim although they speak of a known thing or a sum and have a verb: proposed at a low stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.doubts import doubt, reported
from cofactory.evidence.reader.draft import Draft, whole
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.inflect import irregular_pasts
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.moods import Mood, clause_mood, mood_of
from cofactory.evidence.reader.money_told import BUSINESS
from cofactory.evidence.reader.payments import is_price, is_whole
from cofactory.evidence.reader.roles import roles_of
from cofactory.evidence.reader.words import BE, DETERMINERS, FINITE, MODALS, PREPOSITIONS, adverb, negated
from cofactory.evidence.reader.wordset import word_set

LONGEST = 45
"""Tokens of a clause from which no faint claim is read."""
MILLIONS = 1e6
"""A bare number from which on it is no count of what was named before."""
_OWN = frozenset({"transfer", "serial_production", "procurement", "modernisation", "joint_development"})
_DESCRIBES = word_set(
    "range speed altitude radius weigh weighs weight warhead warheads payload mass thrust horsepower calibre caliber "
    "length width height accuracy efficacy range-finder endurance lifespan km kilometres metres tonnes percent "
    "founded headquartered based known named called designed equipped armed capable similar comparable resembles "
    "version versions variant variants derived derives successor predecessor history era decades century invented "
    "price prices cost costs costing priced cheap cheaper expensive opinion criticised criticized praised argues "
    "flew flies flown flying shot fired hit hits struck intercepted destroyed crashed killed lost sorties missions "
    "means needs need needed requires required lacks remember recalls explains employs employ say fires fire firing votes vote shares graduates"
)
"""Words of clauses that tell what a thing is like, what it costs or what happened to it, and of nobody's deed."""
_BACK = word_set("it they these those this both half")
_IRREGULAR = word_set("met went came became began fell grew hit kept laid led let lost rose stood struck thought told")
_LOW = ("discussed", "requested", "intended")
_TALKERS = word_set("negotiators negotiator delegations delegation envoys experts teams")
_ASKING = word_set("what how who whose why where say")
_WORTH = word_set("value worth valued")
_FUNDS = word_set("loan loans fund funds budget grant grants credit")
_TAKEN = word_set("the a an its up from on at no more about")
_AFFAIRS = word_set("question matter case issue reason idea way sign step results time times world everyone")
_TO_COME = word_set("due set slated scheduled planned foreseen pencilled supposed bound")


def faint_of(
    line: Line,
    clauses: Sequence[Clause],
    heads: Sequence[Head],
    drafts: Sequence[Draft],
    *,
    published: date | None,
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
        if any(_overlap(clause, draft.quote) for draft in drafts):
            continue
        inside = [head for head in heads if clause.first <= head.first < clause.last]
        tense = _told(line, clause)
        if tense is None:
            continue
        draft = (
            _of_thing(line, clause, inside, tense, memory)
            or _of_money(line, clause, tense, memory)
            or _of_act(line, clause, inside, tense, memory)
        )
        if draft:
            found.append(draft)
    return found


def _lift(line: Line, draft: Draft) -> None:
    """Nothing; a counted thing whose act is only a noun beside a verb is told of all the same, at a low stage."""
    if draft.stage != "mentioned" or draft.denied or draft.certainty != "asserted" or draft.head is None:
        return
    only = any(one.entry.stage == "mentioned" and _inside(draft.clause, one) for one in line.triggers)
    counted = draft.head.number is not None and bool(draft.head.names) and not only
    tense = _told(line, draft.clause) if counted else None
    if tense is not None and tense.certainty == "asserted":
        draft.stage = _low(line, draft.clause, tense)


def _overlap(clause: Clause, quote: tuple[int, int]) -> bool:
    """Whether a claim was read from the words of a clause already."""
    return clause.first < quote[1] and quote[0] < clause.last


def _told(line: Line, clause: Clause) -> Mood | None:
    """The mood of a clause that tells something as real or planned; none for what is denied, doubted or described."""
    mood = _mood(line, clause)
    tokens = line.tokens[clause.first : clause.last]
    opening = next((token.low for token in tokens if token.kind == "word"), "")
    if opening in _ASKING and not (opening == "what" and any(token.low == "is" for token in tokens)):
        return None
    if mood is None or mood.denied or mood.certainty != "asserted" or _described(line, clause):
        return None
    if any(negated(token) for token in tokens) or (mood.time == "would" and not _foretold(line, clause, mood)):
        return None
    certainty = doubt(line, clause, clause.last)
    return None if certainty == "speculative" else replace(mood, certainty=certainty)


def _foretold(line: Line, clause: Clause, mood: Mood) -> bool:
    """Whether "would" tells the future as somebody reported it, and no wish ("would have", "would be")."""
    after = line.tokens[mood.first + 1].low if mood.first + 1 < clause.last else ""
    return after not in ("have", "be", "like") and not line.goes_on and reported(line, mood.first)


def _described(line: Line, clause: Clause) -> bool:
    """Whether a clause tells what a thing is like, outside the thing's own name ("long-range drones")."""
    places = range(clause.first, clause.last)
    return any(line.tokens[k].low in _DESCRIBES and line.covered[k] not in ("thing", "class") for k in places)


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


def _of_act(line: Line, clause: Clause, heads: Sequence[Head], mood: Mood, memory: Memory) -> Draft | None:
    """The draft of an act, talks or a paper that a clause speaks of without a known thing, with a day or a party."""
    words = {token.low for token in line.tokens[clause.first : clause.last]}
    dated = _dated(line, clause)
    named = any(clause.first <= one.first < clause.last for one in line.actors)
    counted = any(clause.first <= one.first < clause.last and not _percent(line, one.last) for one in line.numbers)
    if not (dated or named or counted) or words & (BUSINESS | _AFFAIRS) or _only_says(line, clause):
        return None
    act = _nearest(line, clause, clause.first)
    if act is not None and not (dated or named and act.entry.weak != "compound"):
        act = None
    inside = [one for one in line.triggers if clause.first <= one.first < clause.last]
    papers = any(one.entry.role == "instrument" for one in inside)
    paper = papers and (dated or counted)
    talks = (dated or named) and (bool(words & _TALKERS) or any(one.entry.role == "operator" and one.entry.stage in ("discussed", "requested") for one in inside))
    back = dated and _points_back(line, clause)
    recent = memory.latest(line.sentence_number, reach=3)
    if act is None and not paper and (recent is None or not (talks or back)):
        return None
    kind = act.entry.kind if act else "procurement" if paper else _kind_before(memory)
    if back and memory.told and memory.told[1] == "financing" and line.sentence_number - memory.told[0] <= 1:
        return _draft(line, clause, mood, "financing")
    return _draft(line, clause, mood, kind, head=_pointed(line, clause, memory) if back else None, act=act)


def _points_back(line: Line, clause: Clause) -> bool:
    """Whether a clause begins with a word that stands for something told before, and a verb that is more than "is"."""
    for at in range(clause.first, min(clause.first + 2, clause.last - 2)):
        if line.tokens[at].low not in _BACK:
            continue
        verb = at + 1
        while verb < clause.last - 1 and (line.tokens[verb].low in FINITE | BE or adverb(line.tokens[verb])):
            verb += 1
        word = line.tokens[verb].low
        own = line.covered[verb] == "trigger" or _past(word) or line.tokens[verb - 1].low in MODALS
        return own or word in ("to", "due") or (verb == at + 1 and word.endswith("s"))
    return False


def _pointed(line: Line, clause: Clause, memory: Memory) -> Head | None:
    """The thing that "it" or "they" at the beginning of a clause stands for."""
    recent = memory.latest(line.sentence_number, reach=2, before=line.tokens[clause.first].start)
    if recent is None:
        return None
    names = tuple(name for name in memory.gazetteer.names if name.id == recent.item)
    return Head(clause.first, clause.first + 1, names, recent.text, recent.unit, None, inferred=recent)


def _percent(line: Line, at: int) -> bool:
    """Whether a per cent stands behind a number."""
    return at < len(line.tokens) and (line.tokens[at].text == "%" or line.tokens[at].low in ("per", "percent"))


def _only_says(line: Line, clause: Clause) -> bool:
    """Whether the first verb of a clause is one of saying, so that what it tells stands elsewhere."""
    verbs = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun"]
    opens = any(one.first == clause.first and one.entry.form == "noun" for one in line.triggers)
    return bool(verbs) and verbs[0].entry.role == "report" and not opens


def _draft(
    line: Line, clause: Clause, mood: Mood, kind: str, *, head: Head | None = None, act: Trigger | None = None
) -> Draft:
    """The draft at the stage that the tense allows: what lies ahead is meant, of what is told as done none is said."""
    low, sure = _low(line, clause, mood), mood.certainty == "asserted"
    roles = roles_of(line, clause, act, [], ())
    return Draft(
        line, clause, kind, low if sure else None, mood.certainty,
        head=head, act=act, roles=roles, quote=whole(clause),
    )  # fmt: skip


def _low(line: Line, clause: Clause, mood: Mood) -> str | None:
    """The stage that the tense and the verbs of meaning allow."""
    words = {token.low for token in line.tokens[clause.first : clause.last]}
    ahead = mood.time in ("future", "would", "infinitive") or bool(_TO_COME & words)
    asked = [one.entry.stage for one in line.triggers if _inside(clause, one) and one.entry.role == "operator" and one.entry.base != "consider"]
    return "intended" if ahead else next((stage for stage in _LOW if stage in asked), None)


def _inside(clause: Clause, one: Trigger) -> bool:
    """Whether a word of the lexicon stands in a clause."""
    return clause.first <= one.first < clause.last


def _kind_before(memory: Memory) -> str:
    """The kind of what was told last."""
    return memory.kind[1] if memory.kind and memory.kind[1] in _OWN else "transfer"


def _dated(line: Line, clause: Clause) -> bool:
    """Whether a date stands in a clause."""
    return any(clause.first <= first < clause.last for first, _, _ in line.dates)


def _nearest(line: Line, clause: Clause, at: int) -> Trigger | None:
    """The word of an act that stands nearest to a token."""
    acts = [
        one
        for one in line.triggers
        if _inside(clause, one) and one.entry.role == "act" and one.entry.kind in _OWN
    ]
    return min(acts, key=lambda one: abs(one.first - at), default=None)


def _past(word: str) -> bool:
    """Whether a word looks like the past of a verb."""
    return word.endswith("ed") or word in _IRREGULAR or word in irregular_pasts()


def _mood(line: Line, clause: Clause) -> Mood | None:
    """The mood of the first verb of a clause, be it in the lexicon or only look like one; none without a verb."""
    tense = clause_mood(line, clause.first, clause.last)
    if tense is not None:
        return tense
    verbs = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun"]
    if verbs:
        return mood_of(line, verbs[0])
    if any(_past(token.low) and not token.capital for token in line.tokens[clause.first : clause.last]):
        return Mood("past", first=clause.first)
    if any(_third_person(line, clause, at) for at in range(clause.first + 1, clause.last - 1)):
        return Mood("present", first=clause.first)
    return None


def _third_person(line: Line, clause: Clause, at: int) -> bool:
    """Whether a word looks like a verb in the present: with "s", behind a noun, before what a verb takes."""
    token, before = line.tokens[at], line.tokens[at - 1]
    if line.covered[at] or token.capital or not token.low.endswith("s") or token.low.endswith("ss") or len(token.low) < 4:
        return False
    plural = before.low.endswith("s") or before.low in DETERMINERS | PREPOSITIONS or before.kind != "word"
    return not plural and (line.covered[at + 1] in ("number", "sum", "date") or line.tokens[at + 1].low in _TAKEN)
