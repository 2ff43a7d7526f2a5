"""Money in a clause: who pledges, allocates, contracts or pays it out, and what is only asked for or discussed."""

from __future__ import annotations

from typing import NamedTuple

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.doubts import on_condition
from cofactory.evidence.reader.governors import taken_off
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.money import Sum
from cofactory.evidence.reader.moods import Mood, clause_mood, mood_of
from cofactory.evidence.reader.payment_words import fund_named, money_words, nothing_paid, part_of_price
from cofactory.evidence.reader.words import FINITE
from cofactory.schema.evidence import Certainty

_HANDS_OVER = frozenset(
    {"provide", "give", "lend", "contribute", "invest", "donate", "inject", "pour", "channel", "put", "put in",
     "plough", "plough back", "pump", "sink", "make"}
)  # fmt: skip
"""Verbs that only pledge when they are told as a plan, and have set money aside when they are told as done."""
_FORMS = frozenset(
    {"loan", "grant", "financing", "funding", "tranche", "instalment", "prefinancing", "advance", "prepayment"}
)
_LOOSELY = frozenset({"tentatively", "provisionally"})
_LOWER = frozenset({"discussed", "requested", "intended"})
_COVERED = {
    "order": "contracted", "orders": "contracted", "contract": "contracted", "contracts": "contracted",
    "payment": "disbursed", "payments": "disbursed", "disbursement": "disbursed", "disbursements": "disbursed",
    "transfers": "disbursed", "appropriation": "allocated", "appropriations": "allocated", "budget": "allocated",
    "allocation": "allocated", "allocations": "allocated", "credits": "allocated",
}  # fmt: skip
"""What a sum "covered by" it has come to."""
_SO_FAR = frozenset({"already", "date", "far"})
_DRAWS = frozenset({"obtain", "get", "secure"})


class Payment(NamedTuple):
    """A sum, or a loan or fund without one, with what is said of it."""

    sum: Sum | None
    verb: Trigger | None
    stage: str | None
    certainty: Certainty
    denied: bool


def payments_of(line: Line, clause: Clause, *, has_things: bool) -> list[Payment]:
    """The payments a clause tells of; a sum that only prices the things of its clause is none."""
    sums = [one for one in line.sums if clause.first <= one.first < clause.last]
    verbs, nouns = money_words(line, clause)
    signed = {one.entry.role for one in line.triggers if clause.first <= one.first < clause.last} >= {
        "conclude",
        "instrument",
    }
    if not has_things and not signed and not verbs and sums and (carried := _told_as_noun(line, clause, nouns, sums)):
        return [carried]
    if not has_things and not signed and not verbs and sums and (bare := _without_verb(line, clause, sums)):
        return [bare]
    if not sums and not signed and verbs and (share := _share(line, clause, verbs)):
        return [share]
    if has_things or signed or not verbs or not (sums or nouns or fund_named(line, clause)):
        return []
    if not sums:
        sure = [
            one for one in verbs if one.entry.stage in ("discussed", "requested", "intended", "allocated", "disbursed")
        ]
        if (
            not (nouns or fund_named(line, clause))
            or not sure
            or not (fund_named(line, clause) or any(one.entry.base in _FORMS for one in nouns))
        ):
            return []
    found: list[Payment] = []
    priced = bool(sums) and all(is_price(line, one) for one in sums) and any(one.entry.base in _FORMS for one in nouns)
    for one in (None,) if priced else sums or (None,):
        if one is not None and (is_price(line, one) or is_whole(line, one)):
            continue
        if one is not None and not _governed(line, one, verbs):
            continue
        judged = _judged(line, clause, one, verbs)
        found.append(judged._replace(stage=None, denied=True) if nothing_paid(line, clause, one) else judged)
    return found[:3]


def _share(line: Line, clause: Clause, verbs: list[Trigger]) -> Payment | None:
    """The payment of a share of a sum named before: "has paid out a third of this"."""
    for verb in verbs:
        before = [token.low for token in line.tokens[clause.first : mood_of(line, verb).first]][-3:]
        passive = verb.entry.stage in ("allocated", "disbursed") and mood_of(line, verb).passive
        if passive and len(before) == 3 and before[0] in _SHARES and before[1] == "of" and before[2] in _THAT:
            return _judged(line, clause, None, [verb])
        behind = [token.low for token in line.tokens[verb.last : min(verb.last + 6, clause.last)]]
        if verb.entry.stage not in ("allocated", "disbursed") or "of" not in behind:
            continue
        at = behind.index("of")
        if at and behind[at - 1] in _SHARES and behind[at + 1 : at + 2] and behind[at + 1] in _THAT:
            return _judged(line, clause, None, [verb])
    return None


_THAT = frozenset({"this", "that", "it", "the"})
_SHARES = frozenset(
    {"third", "half", "quarter", "part", "most", "all", "rest", "remainder", "fifth", "tenth", "thirds"}
)


def _told_as_noun(line: Line, clause: Clause, nouns: list[Trigger], sums: list[Sum]) -> Payment | None:
    """The payment that a noun tells of with its sum: "payments to date amount to NOK 5 million"."""
    mood = clause_mood(line, clause.first, clause.last)
    for noun in nouns:
        money = next((one for one in sums if 0 <= one.first - noun.last <= 7), None)
        if noun.entry.form != "noun" or not noun.entry.stage or money is None:
            continue
        certainty = certainty_of(line, clause, [])
        ahead = mood is not None and (mood.denied or mood.time in ("future", "would"))
        stage = None if ahead or certainty != "asserted" else noun.entry.stage
        stage = _lowered(line, clause, stage)
        return Payment(money, noun, stage, certainty, bool(mood and mood.denied))
    return None


def _lowered(line: Line, clause: Clause, stage: str | None) -> str | None:
    """The stage of money told as a noun, where its verb only plans, asks for or puts off: "a payment was due"."""
    for one in line.triggers:
        if not clause.first <= one.first < clause.last or one.entry.form == "noun" or stage is None:
            continue
        if one.entry.role in ("refuse", "cancel"):
            return None
        if one.entry.role == "operator" and one.entry.stage in _LOWER:
            stage = one.entry.stage
    return stage


def _without_verb(line: Line, clause: Clause, sums: list[Sum]) -> Payment | None:
    """The payment of a fund or party that merely stands with its sum: "the fund has EUR 3 million"."""
    money = sums[0]
    certainty = certainty_of(line, clause, [])
    if certainty != "asserted" or is_price(line, money) or _not_there(line, clause):
        return None
    before = [token.low for token in line.tokens[clause.first : money.first]]
    held = bool(before) and before[-1] in ("has", "have", "holds", "had")
    if held and fund_named(line, clause) and not _thing_before(line, clause, money):
        return Payment(money, None, "allocated", "asserted", False)
    after = line.tokens[money.last].low if money.last < len(line.tokens) else ""
    meant = after in ("is", "are") and line.tokens[min(money.last + 1, len(line.tokens) - 1)].low in ("for", "meant")
    if meant and before[-1:] in ([], [","], ["which"], ["this"]):
        return Payment(money, None, "allocated", "asserted", False)
    finite = any(token.low in FINITE for token in line.tokens[clause.first : clause.last])
    verb = any(clause.first <= one.first < clause.last and one.entry.form != "noun" for one in line.triggers)
    party = any(clause.first <= one.first and one.last + 1 == money.first for one in line.actors)
    colon = money.first > 0 and line.tokens[money.first - 1].text == ":"
    for_it = {"for", "to", "towards"} & {token.low for token in line.tokens[money.last : money.last + 3]}
    if colon and party and for_it and not finite and not verb:
        return Payment(money, None, "pledged", "asserted", False)
    return None


def _not_there(line: Line, clause: Clause) -> bool:
    """Whether the clause denies."""
    mood = clause_mood(line, clause.first, clause.last)
    return (mood is not None and (mood.denied or mood.time in ("future", "would"))) or any(
        token.low in ("no", "not", "neither") for token in line.tokens[clause.first : clause.last]
    )


def _thing_before(line: Line, clause: Clause, money: Sum) -> bool:
    """Whether a thing that is no fund stands between the fund and its sum."""
    return any(
        clause.first <= thing.first < money.first
        and not (thing.known and any(name.kind == "fund" for name in thing.known.names))
        for thing in line.things
    )


def _judged(line: Line, clause: Clause, one: Sum | None, verbs: list[Trigger]) -> Payment:
    """The payment with the stage that its outermost verb allows."""
    before = [verb for verb in verbs if one is None or verb.first < one.first]
    verb = before[-1] if before else verbs[0]
    outer = before[0] if before else verb
    moods = [mood_of(line, each) for each in {id(verb): verb, id(outer): outer}.values()]
    certainty = certainty_of(line, clause, moods)
    whole = clause_mood(line, clause.first, clause.last)
    denied = any(mood.denied for mood in moods) or (whole is not None and whole.denied)
    stage: str | None = verb.entry.stage
    if any(mood.time in ("future", "would", "infinitive") for mood in moods) and stage not in _LOWER:
        handed = stage == "disbursed" and all(mood.passive for mood in moods)
        stage = "pledged" if one is not None and not handed else "intended"
    if verb.entry.base in _HANDS_OVER and mood_of(line, verb).time == "past" and stage == "pledged":
        stage = "allocated"
    if stage == "allocated" and any(token.low in _LOOSELY for token in line.tokens[clause.first : clause.last]):
        stage = "pledged"
    if any(mood.time == "progressive" for mood in moods) and stage == "disbursed":
        stage = "pledged"
    if stage is not None and stage not in _LOWER and all(mood.time not in _NOT_YET for mood in moods):
        stage = _reached_by(line, clause, one, verb) or stage
    if outer.entry.stage in _LOWER:
        stage = outer.entry.stage
    off = taken_off(line, clause)
    denied = denied or off
    if denied or certainty == "speculative" or (certainty == "hedged" and stage != "intended"):
        stage = None
    return Payment(one, verb, stage, certainty, denied)


_NOT_YET = frozenset({"future", "would", "infinitive"})


def _reached_by(line: Line, clause: Clause, one: Sum | None, verb: Trigger) -> str | None:
    """How far a sum has come by what covers it ("by payments"), or by what has been obtained of it so far."""
    start = max(verb.last, one.last if one else 0)
    behind = [token.low for token in line.tokens[start : min(start + 4, clause.last)]]
    if verb.entry.base in ("cover", "meet", "discharge", "settle", "balance", "match") and behind[:1] == ["by"]:
        return next((_COVERED[word] for word in behind if word in _COVERED), None)
    words = {token.low for token in line.tokens[clause.first : clause.last]}
    return "disbursed" if verb.entry.base in _DRAWS and words & _SO_FAR else None


def certainty_of(line: Line, clause: Clause, moods: list[Mood]) -> Certainty:
    """How sure the clause sounds about the money."""
    hedges = [
        one.entry.stage
        for one in line.hedges
        if clause.first <= one.first < clause.last and one.entry.base not in _LOOSELY
    ]
    whole = clause_mood(line, clause.first, clause.last)
    if whole is not None:
        moods = [*moods, whole]
    if any(mood.time == "would" for mood in moods) and not any(one.entry.role == "report" for one in line.triggers):
        hedges.append("hedged")
    if (
        "speculative" in hedges
        or any(mood.certainty == "speculative" for mood in moods)
        or clause.kind == "conditional"
        or line.supposed
        or on_condition(line, clause)
        or line.tokens[-1].text == "?"
    ):
        return "speculative"
    return "hedged" if hedges or any(mood.certainty == "hedged" for mood in moods) else "asserted"


def _governed(line: Line, one: Sum, verbs: list[Trigger]) -> bool:
    """Whether a verb of money stands before the sum, or right behind it as its own: "EUR 3 million was paid"."""
    if [token.low for token in line.tokens[one.last : one.last + 3]] == [",", "of", "which"]:
        verbs = [verb for verb in verbs if verb.first < one.first]  # what is told behind is told of a part
    for verb in verbs:
        if verb.first < one.first:
            return True
        if _beside_subject(line, one, verb):
            return True
        gap = line.tokens[one.last : verb.first]
        if len(gap) <= 1 and verb.entry.form in ("past", "participle"):
            return True
        if len(gap) <= 3 and verb.entry.base in ("follow", "flow", "arrive"):
            return True
        if len(gap) <= 9 and not any(token.text in ",;(" for token in gap) and mood_of(line, verb).passive:
            return True
    return False


def _beside_subject(line: Line, one: Sum, verb: Trigger) -> bool:
    """Whether a sum stands between commas behind the subject of a passive: "a tranche, of 3 million, was paid"."""
    closed = line.tokens[one.last].text == "," if one.last < len(line.tokens) else False
    opened = any(line.tokens[k].text == "," for k in range(max(0, one.first - 5), one.first))
    mood = mood_of(line, verb)
    return closed and opened and mood.passive and 0 <= mood.first - one.last - 1 <= 1


def is_whole(line: Line, one: Sum) -> bool:
    """Whether the sum is only the whole of which another is a part: "1.4 billion of the EUR 5 billion"."""
    before = [token.low for token in line.tokens[max(0, one.first - 2) : one.first]]
    return before[-2:] in (["of", "the"], ["of", "a"], ["out", "of"]) and any(
        other.last <= one.first for other in line.sums
    )


def is_price(line: Line, one: Sum) -> bool:
    """Whether the sum is a price of one piece: "EUR 3,000 a round", "each"."""
    after = [token.low for token in line.tokens[one.last : one.last + 3]]
    before = [token.low for token in line.tokens[max(0, one.first - 3) : one.first]]
    each = bool(after) and (
        after[0] in ("each", "apiece", "per")
        or (after[0] in ("a", "an") and len(after) > 1 and after[1] not in ("year", "month"))
    )
    share = part_of_price([token.low for token in line.tokens[max(0, one.first - 5) : one.first]])
    if share or ({"has", "have"} & set(before) and before[-1:] == ["cost"]):
        return False
    if before[-2:] == ["cost", "of"] and _financed(line, one):
        return False
    return each or bool({"price", "priced", "costs", "cost"} & set(before))


def _financed(line: Line, one: Sum) -> bool:
    """Whether things are said to be paid for at a cost that is told with them: "are financed at a cost of"."""
    return any(
        trigger.entry.kind == "financing" and trigger.entry.form != "noun" and trigger.first < one.first
        for trigger in line.triggers
    )
