"""The stage and certainty of one thing in one clause: what is done with it, and what is said about doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cofactory.evidence.reader.called_off import dropped
from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.doubts import doubt, least, reported, unfulfilled
from cofactory.evidence.reader.governors import governing
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.moods import Mood, clause_mood, mood_of
from cofactory.evidence.reader.own_stage import concluded, own_stage, up_to_next
from cofactory.evidence.reader.words import adverb
from cofactory.evidence.reader.wordset import word_set
from cofactory.schema.evidence import STAGES, Certainty

_RANK: dict[str, int] = {stage: number for number, stage in enumerate(STAGES)}
_RANK |= {"cancelled": -1, "pledged": 3, "allocated": 5, "contracted": 6, "disbursed": 8}
_NOBODY = frozenset({"no", "nobody", "none", "neither", "nothing", "nor"})
_NO_DENIAL = word_set("fewer less more later longer doubt matter earlier .")
_FORECAST = word_set(
    "expect expects expected anticipate anticipates anticipated forecast forecasts projected predicted "
    "predicts estimate estimates likely unlikely hope hopes hoped hoping hopefully"
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a clause says about a thing."""

    stage: str | None
    certainty: Certainty
    denied: bool
    governors: tuple[Trigger, ...]
    instrument: Trigger | None


def judge(
    line: Line,
    clause: Clause,
    act: Trigger | None,
    head: tuple[int, int],
    published: date | None,
    *,
    paper: str | None = None,
) -> Judgement:
    """The stage that the clause gives to the act on the thing at `head`, never above what it says outright.

    `paper` is the stage of the instrument that the text spoke of last, for "the agreement covers" and "it lists".
    """
    governors = governing(line, clause, act, head)
    instrument = next((one for one in governors if one.entry.role == "instrument"), None)
    stages, certainty, denied = _by_governors(line, clause, act, governors, known=(published, paper))
    certainty = least(certainty, doubt(line, clause, max(head[1], act.last if act else 0)))
    denied = denied or _nobody(line, clause, act, head)
    own = own_stage(line, up_to_next(line, clause, act, head[1]), act, governors, published)
    if own is not None:
        mood, stage_own = own
        certainty = least(certainty, mood.certainty)
        denied = denied or mood.denied
        if not stages and stage_own:
            stages.append(stage_own)
    if act is None and not stages and _completed(line, governors, head):
        stages.append("production")
    tense = clause_mood(line, clause.first, clause.last)
    if unfulfilled(line, clause, present=tense is not None and tense.time in ("present", "future")):
        certainty = "speculative"
    if denied or certainty != "asserted":
        left = _without_assertion(stages, line, clause, certainty, denied=denied)
        return Judgement(left, certainty, denied, tuple(governors), instrument)
    stage_found = min(stages, key=lambda stage: _RANK[stage]) if stages else None
    return Judgement(stage_found, certainty, denied, tuple(governors), instrument)


def _completed(line: Line, governors: Sequence[Trigger], head: tuple[int, int]) -> bool:
    """Whether pieces themselves were completed, and nothing else of them: "the yard completed nine of them"."""
    if len(governors) != 1 or governors[0].entry.base not in ("complete", "finish"):
        return False
    mood, verb = mood_of(line, governors[0]), governors[0]
    between = line.tokens[verb.last : head[0]] if verb.first < head[0] else line.tokens[head[1] : mood.first]
    return mood.done and mood.time == "past" and mood.passive == (head[0] < verb.first) and not between


def _by_governors(
    line: Line,
    clause: Clause,
    act: Trigger | None,
    governors: Sequence[Trigger],
    *,
    known: tuple[date | None, str | None],
) -> tuple[list[str], Certainty, bool]:
    """The stages that what governs the act gives, how sure it sounds, and whether it denies."""
    published, paper = known
    signs = any(one.entry.role == "instrument" for one in governors)
    stages: list[str] = []
    certainty: Certainty = "asserted"
    denied = False
    for one in governors:
        mood, stage = mood_of(line, one), _stage_of(line, one, governors, act, paper)
        if one.entry.role == "conclude" and _still_ahead(line, clause, one, published):
            stages.append("intended")
        if one.entry.role == "conclude" and not signs:
            denied = denied or mood.denied
            continue
        certainty = least(certainty, mood.certainty)
        denied = denied or mood.denied or one.entry.role == "refuse"
        if mood.time == "would" and not reported(line, mood.first):
            certainty = least(certainty, "hedged")
        if one.entry.role == "cancel" or dropped(line, one):
            stages = ["cancelled"] if mood.done else stages
            break
        if one.entry.role == "instrument" and _yet_to_come(line, clause, one):
            stage = least_of(stage, "intended")
        if one.entry.role == "instrument" and near_to(line, one):
            stage = "discussed"
        if stage := _in_time(one, mood, stage):
            stages.append(stage)
    return stages, certainty, denied


def least_of(one: str, other: str) -> str:
    """The lower of two stages; what is no stage stays so."""
    return min(one, other, key=lambda stage: _RANK[stage]) if one in _RANK else one


def _yet_to_come(line: Line, clause: Clause, paper: Trigger) -> bool:
    """Whether the verb before a paper is still ahead: "will get a contract", "is to be given an order"."""
    tense = clause_mood(line, clause.first, paper.first)
    return tense is not None and tense.time in ("future", "would") and not tense.denied


_NEARING = word_set("near nearing approaching awaiting pending towards toward short")
_ALMOST = {
    ("close", "to"), ("closer", "to"), ("near", "to"), ("nearer", "to"), ("verge", "of"), ("brink", "of"),
    ("sight", "of"), ("reach", "of"), ("short", "of"), ("cusp", "of"), ("away", "from"), ("far", "from"),
    ("in", "on"), ("working", "on"), ("progress", "on"), ("progress", "towards"), ("way", "to"), ("road", "to"),
    ("talks", "on"), ("hopes", "of"), ("instead", "of"), ("lieu", "of"), ("step", "before"), ("prelude", "to"),
}  # fmt: skip


_UNREAL = word_set(
    "draft proposed possible potential prospective eventual unsigned mooted hypothetical envisaged tentative rumoured"
)
"""Words right before a paper that is not there yet."""


def near_to(line: Line, paper: Trigger) -> bool:
    """Whether a paper is only in sight: "close to an agreement", "nearing a contract", "on the verge of a deal"."""
    at = paper.first - 1
    if at >= 0 and line.tokens[at].low in _UNREAL:
        return True
    while (
        at > 0
        and paper.first - at <= 4
        and (line.tokens[at].low in ("a", "an", "the", "its", "their", "final", "first", "firm", "formal", "new"))
    ):
        at -= 1
    if at < 1:
        return False
    low, before = line.tokens[at].low, line.tokens[at - 1].low
    return (before, low) in _ALMOST or (low in _NEARING and before not in ("step", "steps"))


def _still_ahead(line: Line, clause: Clause, one: Trigger, published: date | None) -> bool:
    """Whether a signature told as a noun, or as a gerund that opens the sentence, has not come about."""
    told = one.entry.form == "noun" or (one.entry.form == "gerund" and one.first == clause.first == 0)
    return told and not concluded(line, clause, published)


def _in_time(one: Trigger, mood: Mood, stage: str) -> str:
    """The stage of a governor in its time: what will be signed is only meant, what will be discussed a mention."""
    if mood.time in ("future", "would", "infinitive") and one.entry.role in ("conclude", "instrument", "contains"):
        return "intended"
    return "mentioned" if mood.time in ("future", "would") and stage in ("discussed", "requested") else stage


def _without_assertion(
    stages: Sequence[str], line: Line, clause: Clause, certainty: Certainty, *, denied: bool
) -> str | None:
    """The stage that is left when the clause denies or doubts: none, but for reports of what was said to be done."""
    if denied or certainty == "speculative" or not stages:
        return None
    start = clause.first - 12 if clause.kind in ("participial", "with") else clause.first
    forecast = any(start <= one.first < clause.last and one.entry.base in _FORECAST for one in line.hedges)
    low = min(stages, key=lambda stage: _RANK[stage])
    return None if forecast or _RANK[low] <= _RANK["intended"] else low


def _nobody(line: Line, clause: Clause, act: Trigger | None, head: tuple[int, int]) -> bool:
    """Whether a "no" or "nobody" before the act or the thing denies the clause."""
    end = max(head[1], act.last if act else 0)
    if any(
        line.tokens[k].low == "yet" and line.tokens[k + 1].low == "to" for k in range(clause.first, clause.last - 1)
    ):
        return True
    for place in range(clause.first, min(end, clause.last)):
        low = line.tokens[place].low
        after = line.tokens[place + 1].low if place + 1 < len(line.tokens) else ""
        if (low == "not" or low.endswith("n't")) and after in ("a", "one", "any"):
            return True
        if low in _NOBODY and after not in _NO_DENIAL and line.covered[place] not in ("number", "date"):
            return True
    return False


def _stage_of(line: Line, one: Trigger, governors: Sequence[Trigger], act: Trigger | None, paper: str | None) -> str:
    """The stage that a governor stands for once it is true."""
    stage = one.entry.stage
    if one.entry.role == "contains":
        if any(other.entry.role == "instrument" or other.entry.base.endswith("package") for other in governors):
            return ""
        before = one.first - 1
        while before > 0 and adverb(line.tokens[before]):
            before -= 1
        subject = line.tokens[before].low if before >= 0 else ""
        told = [
            other
            for other in line.triggers
            if other.entry.role == "instrument" and other.first < one.first and before - other.last <= 2
        ]
        if subject == "," and (paper_before := _subject_before(line, before)):
            return paper_before.entry.stage if paper_before.entry.stage != "agreement" else paper or "declaration"
        if told and subject in ("which", "that"):
            return told[-1].entry.stage if told[-1].entry.stage != "agreement" else paper or "declaration"
        if told and told[-1].last == before + 1:
            return told[-1].entry.stage if told[-1].entry.stage != "agreement" else paper or "declaration"
        if paper and subject in ("it", "which", "that", "paper", "text", "document", "accord"):
            return paper
        noun = act is not None and act.entry.form == "noun" and act.last <= one.first
        return "intended" if noun or one.entry.base in ("foresee", "envisage", "provide for", "call for") else ""
    if stage == "agreement" and paper and not any(other.entry.role == "conclude" for other in governors):
        return paper
    if stage == "agreement":
        buys = act is not None and act.entry.kind == "procurement"
        return "contract" if buys and any(other.entry.role == "conclude" for other in governors) else "declaration"
    return stage


def _subject_before(line: Line, comma: int) -> Trigger | None:
    """The paper that stands before the phrase which this comma closes: "the contract, signed in May, covered"."""
    opening = next((k for k in range(comma - 1, max(0, comma - 14), -1) if line.tokens[k].text == ","), None)
    return next((one for one in line.triggers if one.entry.role == "instrument" and one.last == opening), None)
