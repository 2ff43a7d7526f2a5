"""The stage that an act gives by itself: by the time and mood of its verb, or of the verb that carries its noun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.doubts import least, reported
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.moods import Mood, clause_mood, mood_of
from cofactory.evidence.reader.rates import per_of
from cofactory.evidence.reader.words import FUTURE, PREPOSITIONS
from cofactory.evidence.reader.wordset import word_set
from cofactory.schema.evidence import Certainty

_MEANT = frozenset({"buy", "purchase", "procure", "acquire", "order", "sell"})
_STARTS = word_set("start begin launch commence resume restart") | {"kick off"}
_BOUND = frozenset({"go to", "come to", "flow to", "pass to", "get to", "go"})
"""Verbs whose present only says for whom a thing is meant: "all of them go to Estonia"."""
_THESE = word_set("these those them this that it which")
_TOLD = word_set("announce confirm unveil reveal")
_GOALS = word_set(
    "guidance target targets goal goals objective objectives plan plans ambition ambitions schedule timetable outlook "
    "quota quotas ceiling commitments commitment pledge pledges promise promises roadmap programme timeline calendar"
)
"""Nouns behind that of an act that make it a thing meant and not done: "the production target was raised"."""

Own = tuple[Mood, str | None]


def own_stage(
    line: Line, clause: Clause, act: Trigger | None, governors: Sequence[Trigger], published: date | None
) -> Own | None:
    """The mood of the act itself and the stage it stands for; none without an act."""
    if act is None:
        return None
    mood = mood_of(line, act)
    if mood.time == "noun":
        return _of_noun(line, clause, act, mood, governors=governors, published=published)
    outer = clause_mood(line, clause.first, mood.first)
    if outer is not None and (
        outer.certainty != "asserted" or (outer.time == "would" and not reported(line, outer.first))
    ):
        return Mood(mood.time, mood.passive, mood.denied, "hedged", mood.first), None
    return _of_verb(line, clause, act, mood, governors=governors, published=published)


def _of_verb(
    line: Line, clause: Clause, act: Trigger, mood: Mood, *, governors: Sequence[Trigger], published: date | None
) -> Own:
    """The stage of an act told as a verb."""
    stage = act.entry.stage
    if mood.time in ("future", "would", "infinitive"):
        whole = clause_mood(line, clause.first, clause.last)
        over = mood.time == "infinitive" and whole is not None and whole.time == "would"
        asked = (mood.time == "would" or over) and not reported(line, mood.first)
        doubt: Certainty = "hedged" if asked else mood.certainty
        return Mood(mood.time, mood.passive, mood.denied, least(mood.certainty, doubt), mood.first), "intended"
    if mood.time == "progressive" and (
        act.entry.base in _MEANT or (stage == "delivered" and act.entry.frame in ("giver", "receiver"))
    ):
        return mood, "intended"
    if mood.time == "gerund":
        moving = [one for one in governors if one.entry.role == "progress"]
        light = mood_of(line, moving[0]) if moving else None
        if _future_before(line, mood.first):
            return Mood("future", mood.passive, mood.denied, mood.certainty, mood.first), "intended"
        if light:
            return light, stage if light.done else "intended"
        return (mood, None) if governors else (Mood(mood.time, mood.passive, mood.denied, "hedged", mood.first), None)
    if (mood.time == "present" and ahead(line, clause, published)) or _joins_later(line, clause, act):
        return mood, "intended"
    bound = act.entry.base in _BOUND and mood.time in ("present", "progressive")
    if bound and not any(per_of(line, one.last) for one in line.numbers):
        return mood, "intended"
    if _normative(line, act, mood) or _by_role(line, clause, act, mood):
        return mood, "intended"
    return mood, stage


def up_to_next(line: Line, clause: Clause, act: Trigger | None, last: int) -> Clause:
    """The clause up to "and" with "will" behind it: "delivers 80 a month, and 500 more will come in 2027".

    Only for what stands wholly before it: the act, and the thing that ends at the token `last`.
    """
    joined = clause.last
    for place in range(max(act.last, last) if act else clause.last, clause.last):
        joined = place if line.tokens[place].low in ("and", "but") and joined == clause.last else joined
        if joined < place and line.tokens[place].low in FUTURE:
            return clause._replace(last=joined)
    return clause


def _joins_later(line: Line, clause: Clause, act: Trigger) -> bool:
    """Whether an inversion says that what the participle describes is still to come: "to these will be added X"."""
    outer = clause_mood(line, clause.first, act.first)
    if outer is None or outer.time != "future" or act.entry.form not in ("past", "participle"):
        return False
    opening = [token.low for token in line.tokens[clause.first : outer.first]]
    return 1 < len(opening) <= 3 and opening[0] in PREPOSITIONS and opening[-1] in _THESE


def _set_down(line: Line, clause: Clause, moving: Sequence[Trigger], light: Mood) -> bool:
    """Whether a present tense sets down where a counted lot is made: "assembly of the last 30 takes place in"."""
    if not moving or moving[0].entry.base != "take place" or light.time != "present":
        return False
    counts = [one for one in line.numbers if clause.first <= one.first < clause.last]
    return bool(counts) and not any(per_of(line, one.last) for one in counts)


_ROLES = word_set(
    "supplier seller contractor buyer customer purchaser vendor licensor licensee party parties authority bidder "
    "winner manufacturer tenderer operator"
)


def _by_role(line: Line, clause: Clause, act: Trigger, mood: Mood) -> bool:
    """Whether a present tense tells the duty of whoever has a role: "the supplier delivers six within a year"."""
    if mood.time != "present" or mood.passive or act.entry.stage not in ("delivered", "contract", "in_service"):
        return False
    subject = [token.low for token in line.tokens[clause.first : mood.first]]
    named = any(clause.first <= one.first < mood.first for one in line.actors)
    return not named and bool(_ROLES & set(subject[-3:]))


def _future_before(line: Line, first: int) -> bool:
    """Whether what a gerund hangs on is still ahead: "a shift will be added in May, doubling output"."""
    before = clause_mood(line, 0, first)
    return before is not None and before.time in ("future", "would")


def _normative(line: Line, act: Trigger, mood: Mood) -> bool:
    """Whether a present passive tells a rule and not an event: "turrets are furnished by the authority"."""
    if (
        not mood.passive
        or act.entry.frame == "item"
        or act.entry.base.startswith("be ")
        or act.entry.stage not in ("delivered", "contract")
    ):
        return False
    group = [token.low for token in line.tokens[mood.first : act.first]]
    present = bool({"is", "are", "be", "being"} & set(group)) and not {"was", "were", "been"} & set(group)
    rate = any(per_of(line, number.last) for number in line.numbers)
    return present and not rate


def _of_noun(
    line: Line, clause: Clause, act: Trigger, mood: Mood, *, governors: Sequence[Trigger], published: date | None
) -> Own:
    """The stage of an act told as a noun: by what carries it, starts it, announces it or dates it."""
    moving = [one for one in governors if one.entry.role == "progress"]
    light = mood_of(line, moving[0]) if moving else clause_mood(line, clause.first, clause.last)
    if act.last < len(line.tokens) and line.tokens[act.last].low in _GOALS:
        return Mood("future", mood.passive, mood.denied, mood.certainty, mood.first), "intended"
    if light is None and (carrier := _carrier(line, clause, act)):
        carried = mood_of(line, carrier)
        denied = mood.denied or carried.denied
        return Mood(carried.time, carried.passive, denied, carried.certainty, mood.first), "intended"
    if light is not None and light.time == "gerund" and _future_before(line, light.first):
        return Mood("future", light.passive, mood.denied, light.certainty, mood.first), "intended"
    if light is not None and _set_down(line, clause, moving, light):
        return Mood("present", light.passive, mood.denied, light.certainty, mood.first), "intended"
    starting = bool(moving) and moving[0].entry.base in _STARTS
    if act.entry.weak == "compound" and not moving and _being_built(line, clause):
        return Mood("present", mood.passive, mood.denied, mood.certainty, mood.first), "intended"
    running = not moving or moving[0].entry.base in ("run at", "be running at", "stand at", "sit at")
    if running and light is not None and (light.done or light.time == "progressive") and _level(line, clause, act):
        return Mood(light.time, light.passive, mood.denied, light.certainty, mood.first), act.entry.stage
    said = light is not None and reported(line, light.first)
    coming = ahead(line, clause, published)
    own = _noun(act, mood, light, moved=bool(moving), ahead=coming, starting=starting, told=said)
    if own[1] != "mentioned":
        return own
    told = any(one.entry.base in _TOLD and clause.first <= one.first < act.first for one in line.triggers)
    if told:
        return own[0], "intended"
    if light is None and act.entry.stage == "delivered" and _past(line, clause, published):
        return own[0], "delivered"
    return own


def _level(line: Line, clause: Clause, act: Trigger) -> bool:
    """Whether a production is told with what it yields by the month or year: "output is now 100 kits a month"."""
    words = {token.low for token in line.tokens[clause.first : clause.last]}
    if (
        act.entry.kind not in ("serial_production", "transfer")
        or act.entry.weak == "compound"
        or words & {"capacity", "planned", "could"}
    ):
        return False
    return any(clause.first <= one.first < clause.last and per_of(line, one.last) for one in line.numbers)


def _being_built(line: Line, clause: Clause) -> bool:
    """Whether a hall or plant is itself what is built, so that nothing comes out of it yet."""
    return any(
        one.entry.base in ("build", "construct", "erect", "put up", "be under construction", "break ground on")
        and clause.first <= one.first < clause.last
        for one in line.triggers
    )


def _noun(act: Trigger, mood: Mood, light: Mood | None, *, moved: bool, ahead: bool, starting: bool, told: bool) -> Own:
    """The stage of an act told as a noun: by the verb that carries it, else nothing more than a mention."""
    stage = act.entry.stage
    if light is None:
        return mood, "intended" if ahead else "mentioned"
    if light.time == "progressive" and (starting or act.entry.stage == "delivered"):
        return Mood("future", light.passive, mood.denied or light.denied, light.certainty, mood.first), "intended"
    if light.time == "would" and not told:
        return Mood("would", light.passive, mood.denied or light.denied, "hedged", mood.first), None
    merged = Mood(light.time, light.passive, mood.denied or light.denied, light.certainty, mood.first)
    if light.time in ("future", "would", "infinitive") or ahead:
        return merged, "intended"
    return merged, stage if moved else "mentioned"


def _carrier(line: Line, clause: Clause, act: Trigger) -> Trigger | None:
    """The verb of paying that stands over a noun of an act: "funds the production of"."""
    verbs = (one for one in line.triggers if clause.first <= one.first < act.first and one.entry.kind == "financing")
    return next((one for one in verbs if one.entry.form != "noun"), None)


_WITNESSED = word_set("welcome note hail applaud recall follow celebrate praise confirm witness attend mark")


def concluded(line: Line, clause: Clause, published: date | None) -> bool:
    """Whether a signature told as a noun has taken place: it has a day that is past, or it is welcomed."""
    tense = clause_mood(line, clause.first, clause.last)
    if tense is not None and (tense.denied or tense.time in ("future", "would")):
        return False
    if any(
        one.entry.role == "operator" and one.entry.form != "noun" and clause.first <= one.first < clause.last
        for one in line.triggers
    ):
        return False
    welcomed = any(
        one.entry.base in _WITNESSED and one.entry.form != "noun" and mood_of(line, one).done for one in line.triggers
    )
    return welcomed or _past(line, clause, published)


def _past(line: Line, clause: Clause, published: date | None) -> bool:
    """Whether the clause has a date, and every date of it lies before the day of publication."""
    own = [found for first, _, found in line.dates if clause.first <= first < clause.last]
    return bool(own and published) and all(
        published and found.last and found.last < published and found.role == "event" for found in own
    )


def _gone(line: Line, clause: Clause) -> bool:
    """Whether a clause is told as past, so that its "in two years" lies behind."""
    tense = clause_mood(line, clause.first, clause.last)
    verbs = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun"]
    return (tense is None or tense.time == "past") and any(mood_of(line, one).time == "past" for one in verbs)


def ahead(line: Line, clause: Clause, published: date | None) -> bool:
    """Whether a date of the clause lies after the day of publication."""
    if published is None:
        return False
    for first, _, found in line.dates:
        if clause.first <= first < clause.last:
            start = found.first or found.last
            if found.role == "window" and found.first == published and _gone(line, clause):
                continue
            if start is not None and (
                start > published or (found.last and found.last > published and found.role in ("target", "window"))
            ):
                return True
    return False
