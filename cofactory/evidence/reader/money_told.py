"""Sums that no verb of money governs, read by their noun, their which-clause, or what they are meant for."""

from __future__ import annotations

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.money import Sum
from cofactory.evidence.reader.moods import clause_mood, mood_of
from cofactory.evidence.reader.payment_words import book
from cofactory.evidence.reader.payments import Payment, certainty_of, is_price, is_whole
from cofactory.evidence.reader.words import MODALS, negated
from cofactory.evidence.reader.wordset import word_set

BUSINESS = word_set(
    "sales revenue revenues turnover profit profits dividend debt share shares margin earnings intake income gdp "
    "price prices priced cost costs costing valued value worth losses loss bill damage worldwide quarter intakes "
    "exports imports growth capitalisation salary salaries wage wages fine fines tax taxes lack gap shortfall need "
    "needed needs backlog"
)
"""Words of clauses whose sums tell how a business stands or what a thing costs, and promise nobody anything."""
_STAGES = {
    "budget": "allocated", "envelope": "allocated", "allocation": "allocated", "appropriation": "allocated",
    "grant": "allocated", "grants": "allocated", "tranche": "pledged", "instalment": "pledged", "funding": "pledged",
    "financing": "pledged", "loan": "pledged", "loans": "pledged", "credit": "pledged", "facility": "pledged",
    "pledge": "pledged", "pledges": "pledged", "promise": "pledged", "commitment": "pledged", "package": "pledged",
    "aid": "pledged", "support": "pledged", "assistance": "pledged", "contribution": "pledged", "fund": "pledged",
    "donation": "pledged", "programme": "pledged", "program": "pledged", "money": "pledged", "share": "pledged",
    "investment": "intended", "investments": "intended", "outlay": "intended", "spending": "intended",
    "expenditure": "intended", "plan": "intended", "project": "intended",
}  # fmt: skip
_MEANT = word_set("meant earmarked reserved intended destined assigned set foreseen planned allocated")
_LOWER = {"discussed": 0, "requested": 1, "intended": 2}


def money_told(line: Line, clause: Clause) -> list[Payment]:
    """The payment of a sum in a clause without a verb of money, at the lowest stage that its words allow."""
    sums = [one for one in line.sums if clause.first <= one.first < clause.last]
    words = {token.low for token in line.tokens[clause.first : clause.last]}
    tense = clause_mood(line, clause.first, clause.last)
    if not sums or clause.kind == "conditional" or certainty_of(line, clause, []) != "asserted" or line.supposed:
        return []
    denied = any(negated(token) for token in line.tokens[clause.first : clause.last]) or bool(tense and tense.denied)
    found = []
    for one in sums:
        if is_price(line, one) or is_whole(line, one):
            continue
        stage = _promised(line, one) or _totalled(line, one) or (None if denied else _by_noun(line, clause, one, words))
        if stage is not None and tense is not None and tense.time in ("future", "would") and stage not in _LOWER:
            stage = "intended"
        if stage is not None:
            found.append(Payment(one, None, stage, "asserted", denied=False))
            break
    return found


def _promised(line: Line, one: Sum) -> str | None:
    """The stage that the verb of a which-clause gives: "the 2 billion that the president promised"."""
    tokens = line.tokens
    at = next((k for k in range(one.last, min(one.last + 3, len(tokens))) if tokens[k].low in ("that", "which")), None)
    if at is None or (line.tokens[at].low == "which" and line.tokens[at - 1].low == "of"):
        return None  # "14 billion, of which 7 billion has been paid out": told of a part
    for place in range(at + 1, min(at + 12, len(tokens))):
        if tokens[place].text in ",;:" or tokens[place].low in MODALS or negated(tokens[place]):
            return None
        for end, entry in book().at(tokens, place):
            if entry.form in ("past", "participle") and entry.stage:
                mood = mood_of(line, Trigger(place, end, entry))
                return entry.stage if mood.done else None
    return None


_TOTALS = word_set(
    "reach reaches reached total totals totalled amount amounts stand stands stood come comes exceed exceeds"
)
_MONEY = word_set("amount amounts sum sums funds money resources commitments means") | frozenset(_STAGES)


def _totalled(line: Line, one: Sum) -> str | None:
    """The stage of the participle of what a sum is the total of: "the amounts approved since May reach 14 billion"."""
    tokens = line.tokens
    if not any(tokens[k].low in _TOTALS for k in range(max(0, one.first - 3), one.first)):
        return None
    for place in range(1, one.first):
        if tokens[place - 1].low not in _MONEY:
            continue
        for _, entry in book().at(tokens, place):
            if entry.form in ("past", "participle") and entry.stage and entry.stage not in _LOWER:
                return entry.stage
    return None


def _by_noun(line: Line, clause: Clause, one: Sum, words: set[str]) -> str | None:
    """The stage by the nouns around a sum, lowered by what is only asked for, discussed or planned."""
    if words & BUSINESS:
        return None
    papers = [trigger for trigger in line.triggers if _inside(clause, trigger) and trigger.entry.role == "instrument"]
    ordered = next(
        (paper for paper in papers if 0 <= one.first - paper.last <= 2 and paper.entry.stage == "contract"), None
    )
    near = {token.low for token in line.tokens[max(clause.first, one.first - 9) : min(one.last + 5, clause.last)]}
    told = [_STAGES[word] for word in near if word in _STAGES]
    stage = "contracted" if ordered else min(told, key=("intended", "pledged", "allocated").index) if told else None
    behind = [token.low for token in line.tokens[one.last : min(one.last + 5, clause.last)] if token.text != ","]
    if (
        stage is None
        and behind[:1]
        and (behind[0] == "for" or (behind[0] in ("is", "are", "was", "were") and _MEANT & set(behind)))
    ):
        stage = "allocated" if _MEANT & set(behind) else "pledged"
    asked = [
        trigger.entry.stage
        for trigger in line.triggers
        if _inside(clause, trigger) and trigger.last <= one.first and trigger.entry.stage in _LOWER
    ]
    if asked and (stage is not None or "requested" in asked):
        stage = min(asked, key=_LOWER.__getitem__)
    off = any(_inside(clause, trigger) and trigger.entry.role in ("refuse", "cancel") for trigger in line.triggers)
    return None if off else stage


def _inside(clause: Clause, trigger: Trigger) -> bool:
    """Whether a trigger stands in a clause."""
    return clause.first <= trigger.first < clause.last
