"""How sure a clause sounds: hedges, conditions, questions, what is only believed, and what has yet to come about."""

from __future__ import annotations

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.words import FINITE, MAYBE, WOULD
from cofactory.evidence.reader.wordset import word_set
from cofactory.schema.evidence import Certainty

_SURE: tuple[Certainty, ...] = ("asserted", "hedged", "speculative")
_BY_MOOD = word_set("could may might should if unless")
"""Hedges that the mood of the verb they stand with, or the clause they open, accounts for already."""
_OF_A_NOUN = word_set("potential possible estimate estimates")
"""Hedges that doubt only the noun behind them."""
_ACTIVE = word_set("hope hopes hoped expect expects believe believes think thinks anticipate anticipates doubt doubts")
_INDIRECT = word_set("how whether why what")
_UNFULFILLED = word_set("before until till once")


def least(one: Certainty, other: Certainty) -> Certainty:
    """The less sure of two."""
    return max(one, other, key=_SURE.index)


def doubt(line: Line, clause: Clause, reach: int) -> Certainty:
    """How unsure the words of the clause make it, up to the token `reach` and in what it hangs on."""
    certainty: Certainty = "asserted"
    for one in line.hedges:
        inside = clause.first <= one.first < clause.last
        if one.entry.base in _BY_MOOD or not (inside or _above(clause, one.first, reach) or _bracketed(line, one)):
            continue
        if inside and one.first >= reach and (one.entry.base in _OF_A_NOUN or _of_another(line, one.first)):
            continue
        certainty = least(certainty, "hedged" if one.entry.stage == "hedged" else "speculative")
    if line.supposed or clause.kind == "conditional" or on_condition(line, clause) or _not_confirmed(line, clause):
        certainty = "speculative"
    certainty = least(certainty, _hanging_on(line, clause))
    if _asks_where(line, clause) or _commands(line):
        certainty = "speculative"
    label = any(token.text == ":" for token in line.tokens[clause.first + 1 : clause.first + 4])
    if (line.tokens[clause.first].low in _INDIRECT and not label and not _cleft(line, clause)) or line.tokens[
        -1
    ].text == "?":
        certainty = "speculative"
    if len(line.tokens) > 1 and line.tokens[-2].text == "?":
        certainty = "speculative"
    return certainty


def _hanging_on(line: Line, clause: Clause) -> Certainty:
    """How sure the verb sounds on which a "with" or a participle hangs: "may order six, with deliveries in 2028"."""
    if clause.kind not in ("with", "participial"):
        return "asserted"
    for place in range(clause.first - 1, max(-1, clause.first - 26), -1):
        token = line.tokens[place]
        if token.low in MAYBE and line.covered[place] != "date":
            return "speculative"
        if token.low in WOULD:
            return "asserted" if reported(line, place) else "hedged"
        if token.low in FINITE:
            break
    return "asserted"


def _asks_where(line: Line, clause: Clause) -> bool:
    """Whether the clause is an indirect question: "they have yet to agree where it would be built"."""
    if clause.kind != "adverbial" or clause.first < 2:
        return False
    opening, before = line.tokens[clause.first - 1].low, line.tokens[clause.first - 2]
    verb = any(one.last == clause.first - 1 and one.entry.form != "noun" for one in line.triggers)
    return opening in ("where", "when") and before.kind == "word" and verb


_COMMANDS = word_set("show give tell bring send let get sign build make pay imagine look ask")
_WHOM = word_set("me us him them the a your")


def _commands(line: Line) -> bool:
    """Whether the sentence bids somebody to do something: "Show me the contract and I will build the hall"."""
    words = [token for token in line.tokens[:4] if token.kind == "word"]
    return len(words) > 1 and words[0].low in _COMMANDS and words[0].capital and words[1].low in _WHOM


def _bracketed(line: Line, hedge: Trigger) -> bool:
    """Whether a hedge stands by itself between commas, and so doubts all of its sentence: ", so it is heard,"."""
    before, after = line.tokens[hedge.first - 1].text if hedge.first else ",", hedge.last
    closed = after < len(line.tokens) and line.tokens[after].text in ",.)"
    return before in ",(-" and closed


def _cleft(line: Line, clause: Clause) -> bool:
    """Whether "what" only puts first what is said: "What we do have is a memorandum"."""
    words = [token.low for token in line.tokens[clause.first : clause.first + 9]]
    return clause.first == 0 and words[0] == "what" and bool({"is", "are", "was"} & set(words[2:]))


def _of_another(line: Line, at: int) -> bool:
    """Whether a verb of hoping or believing has a subject of its own behind "and": ", and both capitals hope to"."""
    return line.tokens[at].low in _ACTIVE and any(
        token.low in ("and", "but") for token in line.tokens[max(0, at - 4) : at]
    )


def _above(clause: Clause, at: int, reach: int) -> bool:
    """Whether a hedge stands over the clause: in what is said or assumed right before it."""
    return at < min(reach, clause.first) and clause.kind in ("said", "participial", "with") and clause.first - at < 25


def on_condition(line: Line, clause: Clause) -> bool:
    """Whether "if" stands right behind the clause or opens its sentence, or an inversion says so ("should it fail")."""
    tokens = line.tokens
    for place in (clause.last, clause.last + 1):
        if place < len(tokens) and tokens[place].low in ("if", "unless", "provided"):
            return True
    if tokens[0].low in ("if", "unless") and clause.first > 0:
        return True
    if _pending(line):
        return True
    if tokens[0].low in ("should", "were", "had", "supposing", "suppose", "assuming", "provided"):
        return True
    return any(tokens[place].low == "should" and tokens[place - 1].text == "," for place in range(1, len(tokens) - 1))


def _pending(line: Line) -> bool:
    """Whether "pending" or "failing" opens a condition: "Pending financing, 40 were ordered"."""
    tokens = line.tokens
    for place in range(len(tokens) - 1):
        opens = place == 0 or tokens[place - 1].text in ",(-"
        follows = tokens[place + 1].kind == "word" and tokens[place + 1].low not in ("before", "for", "since")
        if tokens[place].low in ("pending", "failing", "barring") and opens and follows:
            return True
    return False


def _not_confirmed(line: Line, clause: Clause) -> bool:
    """Whether the clause is what somebody denies or declines to confirm."""
    if clause.kind != "said":
        return False
    return any(one.entry.role == "refuse" and 0 <= clause.first - one.last <= 6 for one in line.triggers)


def unfulfilled(line: Line, clause: Clause, *, present: bool) -> bool:
    """Whether the clause only says before, until or after what something else will be: "after a contract is signed"."""
    if clause.kind != "adverbial" or clause.first == 0:
        return False
    opening = line.tokens[clause.first - 1].low
    return opening in _UNFULFILLED or (present and opening in ("after", "when", "since"))


def reported(line: Line, at: int) -> bool:
    """Whether somebody is quoted, so that "would" at a token is the future as it was told and not a condition."""
    if line.goes_on:
        return True
    for one in line.triggers:
        if one.entry.role == "report" and one.entry.form in ("past", "participle"):
            return True
        if one.entry.role in ("operator", "conclude") and one.first < at and one.entry.form != "noun":
            return True
    return any(token.low in ("according", "under") for token in line.tokens)
