"""What is called off without its thing beside it: "its order was cancelled", "has withdrawn its contribution"."""

from __future__ import annotations

from collections.abc import Sequence

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.doubts import doubt
from cofactory.evidence.reader.draft import Draft, whole
from cofactory.evidence.reader.line import Actor, Line, Trigger
from cofactory.evidence.reader.moods import mood_of
from cofactory.evidence.reader.roles import roles_of
from cofactory.evidence.reader.words import FINITE
from cofactory.evidence.reader.wordset import word_set

_OWNED = word_set("its their his her the this that our whose")
_MONEY = word_set(
    "contribution contributions pledge pledges funding financing support aid grant grants loan loans payment payments "
    "subsidy subsidies share commitment promise"
)
_PAPERS = word_set("order orders contract contracts deal agreement purchase option tender")


_OPEN = frozenset({"discussed", "requested", "intended"})
_LET_GO = frozenset({"drop", "ditch", "bin", "let go", "put aside", "give up"})
_NOTIONS = word_set("idea plan plans project proposal scheme notion talks option suggestion ambition")


def dropped(line: Line, verb: Trigger) -> bool:
    """Whether a notion that opens the sentence was let go: "the idea of producing drones has been dropped"."""
    mood = mood_of(line, verb)
    notion = {token.low for token in line.tokens[: min(4, verb.first)]} & _NOTIONS
    return bool(notion) and verb.entry.base in _LET_GO and mood.passive and mood.done and mood.time == "past"


def _let_go(line: Line, clause: Clause, last: Draft) -> bool:
    """Whether a clause only says that the notion told before it was let go."""
    gone = any(clause.first <= one.first < clause.last and dropped(line, one) for one in line.triggers)
    return gone and last.stage in _OPEN


def called_off(line: Line, clause: Clause, drafts: Sequence[Draft], subject: tuple[Actor, ...]) -> Draft | None:
    """The draft of an order that is off, in a clause that names no thing; none where the money told before it is off.

    Where the clause takes back a contribution, the payment that the sentence told before is cancelled instead.
    """
    off = _cancel(line, clause)
    if off is None or doubt(line, clause, clause.last) != "asserted":
        return None
    noun = _object(line, clause, off)
    last = drafts[-1] if drafts else None
    if noun in _MONEY and last and last.kind == "financing" and last.stage in ("pledged", "allocated", "intended"):
        last.stage, last.certainty = "cancelled", "asserted"
        last.quote = (last.quote[0], clause.last)
        return None
    if noun not in _PAPERS:
        return None
    papers = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form == "noun"]
    roles = roles_of(line, clause, None, papers, subject)
    return Draft(line, clause, "procurement", "cancelled", "asserted", roles=roles, quote=whole(clause))


def taken_back(line: Line, clause: Clause, drafts: Sequence[Draft], found: Sequence[Draft]) -> list[Draft]:
    """The new drafts, where "and were withdrawn" only says what became of the thing that the sentence told before."""
    last = drafts[-1] if drafts else None
    if last is not None and last.line is line and not found and _let_go(line, clause, last):
        last.stage, last.certainty, last.quote = "cancelled", "asserted", (last.quote[0], clause.last)
        return []
    on = (
        clause.first > 0
        and line.tokens[clause.first - 1].low in ("and", "but", ",")
        and line.tokens[clause.first].low in FINITE
    )
    if not on or last is None or last.line is not line or last.stage != "intended" or last.head is None:
        return list(found)
    kept = [one for one in found if one.stage != "cancelled" or one.head is None or one.head.names != last.head.names]
    off = _cancel(line, clause)
    if len(kept) < len(found) or (not found and off is not None and mood_of(line, off).passive):
        last.stage, last.certainty, last.quote = "cancelled", "asserted", (last.quote[0], clause.last)
    return kept


def _cancel(line: Line, clause: Clause) -> Trigger | None:
    """The verb of a clause that calls something off and is told as done."""
    verbs = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.form != "noun"]
    if not verbs or verbs[0].entry.role != "cancel":
        return None
    mood = mood_of(line, verbs[0])
    return verbs[0] if mood.done and mood.time == "past" else None


def _object(line: Line, clause: Clause, off: Trigger) -> str:
    """The noun that is called off: the subject of a passive, else what stands right behind the verb."""
    mood = mood_of(line, off)
    if mood.passive or off.entry.base.startswith("be "):
        noun, before = mood.first - 1, mood.first - 2
        owned = before >= clause.first and line.tokens[before].low in _OWNED
        return line.tokens[noun].low if owned and before == clause.first else ""
    at = off.last
    if at + 1 < clause.last and line.tokens[at].low in _OWNED:
        return line.tokens[at + 1].low
    return ""
