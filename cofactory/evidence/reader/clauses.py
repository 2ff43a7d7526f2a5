"""Cuts a marked sentence into clauses, so that each verb keeps its own subject, objects, dates and doubts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from cofactory.evidence.reader.clause_signs import (
    RELATIVE,
    has_verb,
    joins_clauses,
    new_subject,
    to_be_done,
    verb_follows,
)
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.restrictive import restrictive
from cofactory.evidence.reader.words import FINITE
from cofactory.evidence.reader.wordset import word_set

ClauseKind = Literal["main", "relative", "conditional", "adverbial", "participial", "said", "with", "aside"]


class Clause(NamedTuple):
    """A stretch of tokens around one verb, and the clause it hangs on."""

    first: int
    last: int
    kind: ClauseKind
    parent: int | None


_ADVERBIAL = word_set("while whereas although though because once when where until before after since whereby")
_CONDITIONAL = frozenset({"if", "unless", "provided", "whether", "assuming"})


def clauses_of(line: Line) -> list[Clause]:
    """The clauses of a sentence in the order of their beginnings."""
    cuts = _cuts(line)
    found: list[Clause] = []
    for number, (start, skip, kind) in enumerate(cuts):
        end = cuts[number + 1][0] if number + 1 < len(cuts) else len(line.tokens)
        first = start + skip
        while end > first and line.tokens[end - 1].text in ",;:—(-":
            end -= 1
        if end <= first:
            continue
        parent = len(found) - 1 if found and kind != "main" else None
        found.append(Clause(first, end, kind, parent))
    return found


def _cuts(line: Line) -> list[tuple[int, int, ClauseKind]]:
    """Where clauses begin, how many tokens to leave out there, and of which kind they are."""
    cuts: list[tuple[int, int, ClauseKind]] = [(0, 0, "main")]
    depth: list[int] = []
    line.resumed = restrictive(line)
    resumed: dict[int, tuple[int, int, ClauseKind]] = {verb: (verb, 0, "main") for verb in line.resumed.values()}
    opened: dict[int, tuple[int, int, ClauseKind]] = {at: (at, 1, "relative") for at in line.resumed}
    for at in range(len(line.tokens)):
        cut = opened.get(at) or resumed.get(at) or _cut_at(line, at, cuts[-1], depth)
        if cut is not None:
            if cut[0] == cuts[-1][0]:
                cuts.pop()
            cuts.append(cut)
    return cuts


def _cut_at(
    line: Line, at: int, last: tuple[int, int, ClauseKind], depth: list[int]
) -> tuple[int, int, ClauseKind] | None:
    """The cut that a token makes, if any."""
    tokens, token = line.tokens, line.tokens[at]
    low = token.low
    if _said_by_another(line, at):
        return at, 0, "said"
    if line.covered[at] in ("thing", "actor", "date", "sum", "number"):
        return None
    if token.kind == "mark":
        return _cut_at_mark(line, at, last, depth)
    if low in _CONDITIONAL and (low != "provided" or _next_low(tokens, at) == "that"):
        return at, 1, "conditional"
    if (
        low in _ADVERBIAL
        and at + 1 < len(tokens)
        and not (low in ("before", "after", "since") and line.covered[at + 1] == "date")
        and not (low in ("before", "after") and line.covered[at + 1] == "number" and not _verb_ahead(line, at + 1))
    ):
        return at, 1, "adverbial"
    if low == "so" and _next_low(tokens, at) == "that":
        return at, 2, "adverbial"
    if low in RELATIVE:
        back = _of_which(line, at) if low == "which" else at
        return (back, 1, "relative") if back > last[0] else (at, 1, "relative")
    if low == "that" and at:
        if _said_before(line, at):
            return at, 1, "said"
        named = line.covered[at - 1] in ("thing", "class", "number") and new_subject(line, at + 1, two=False)
        paper = any(one.last == at and one.entry.role == "instrument" for one in line.triggers)
        named = named or (paper and any(one.first > at and one.entry.role == "conclude" for one in line.triggers))
        return (at, 1, "relative") if named or verb_follows(line, at + 1) else None
    if low in ("and", "but") and _next_low(tokens, at) == "that" and _tells(line, at):
        return at, 2, "said"
    if low in ("and", "but", "or", "nor") and joins_clauses(line, at, last[0]):
        return at, 1, "main"
    return None


def _verb_ahead(line: Line, at: int) -> bool:
    """Whether a verb stands before the next mark, so that "after" opens a clause and is no preposition."""
    end = next((k for k in range(at, len(line.tokens)) if line.tokens[k].text in ",;:—."), len(line.tokens))
    return has_verb(line, at, end)


def _said_by_another(line: Line, at: int) -> bool:
    """Whether what is said begins with a party, without "that": "Oslo said on Monday Fjord Yard will deliver"."""
    if line.covered[at] != "actor" or not any(one.first == at for one in line.actors):
        return False
    dated = next((first for first, last, _ in line.dates if last == at), at)
    told = any(one.last == dated and one.entry.role == "report" and one.entry.form == "past" for one in line.triggers)
    return told and new_subject(line, at)


def _of_which(line: Line, at: int) -> int:
    """The comma before "10 of which", which opens the clause; the token itself where there is none."""
    if at < 2 or line.tokens[at - 1].low != "of":
        return at
    back = at - 2
    while back > 0 and at - back < 8 and line.tokens[back].text != ",":
        back -= 1
    return (
        back
        if line.tokens[back].text == "," and any(line.covered[k] in ("number", "sum") for k in range(back, at))
        else at
    )


def _cut_at_mark(
    line: Line, at: int, last: tuple[int, int, ClauseKind], depth: list[int]
) -> tuple[int, int, ClauseKind] | None:
    """The cut that a comma, dash, colon or bracket makes."""
    tokens, token = line.tokens, line.tokens[at]
    if token.text in ";—":
        return at, 1, "main"
    if token.text == ":" and at + 1 < len(tokens) and tokens[at + 1].spaced:
        label = at <= 5 and not any(word.low in FINITE for word in tokens[:at])
        label = label and not any(
            one.first > 0 and one.entry.form == "past" and line.covered[one.first - 1] == "actor"
            for one in line.triggers
            if one.last <= at
        )
        return (at, 1, "main") if has_verb(line, last[0], at) and at - last[0] > 2 and not label else None
    if token.text == "-" and token.spaced and at + 1 < len(tokens) and tokens[at + 1].spaced:
        return at, 1, "main"
    if token.text == "(" and has_verb(line, at + 1, _closing(tokens, at)):
        depth.append(at)
        return at, 1, "aside"
    if token.text == ")" and depth:
        depth.pop()
        return at, 1, "main"
    if token.text != "," or at + 1 >= len(tokens) or _saying_between(line, at):
        return None
    following = tokens[at + 1]
    if last[2] in ("conditional", "adverbial") and has_verb(line, last[0], at):
        return at, 1, "main"
    if following.low == "with" and has_verb(line, last[0], at):
        return at, 2, "with"
    trigger = next((one for one in line.triggers if one.first == at + 1), None)
    if (
        trigger
        and trigger.entry.form in ("gerund", "past", "participle")
        and trigger.entry.role != "report"
        and has_verb(line, last[0], at)
    ):
        return at, 1, "participial"
    if to_be_done(line, at + 1) and has_verb(line, last[0], at):
        return at, 3, "participial"
    if last[2] in ("relative", "participial") and verb_follows(line, at + 1):
        return at, 1, "main"
    return (at, 1, "main") if new_subject(line, at + 1) and has_verb(line, last[0], at) else None


def _saying_between(line: Line, comma: int) -> bool:
    """Whether a comma opens or closes a short word of saying inside a clause: "half of them, he added, are meant"."""
    for one in line.triggers:
        if one.entry.role != "report" or abs(one.first - comma) > 6:
            continue
        opening = next((k for k in range(one.first - 1, max(0, one.first - 6), -1) if line.tokens[k].text == ","), None)
        closing = next(
            (k for k in range(one.last, min(len(line.tokens) - 1, one.last + 5)) if line.tokens[k].text == ","), None
        )
        if opening is not None and closing is not None and comma in (opening, closing):
            return not has_verb(line, 0, opening) and verb_follows(line, closing + 1)
    return False


def _closing(tokens: Sequence[object], at: int) -> int:
    """The index of the bracket that closes the one at `at`, at most 40 tokens on."""
    for place in range(at + 1, min(len(tokens), at + 40)):
        if getattr(tokens[place], "text", "") == ")":
            return place
    return min(len(tokens), at + 40)


def _next_low(tokens: Sequence[object], at: int) -> str:
    """The next word, in small letters; empty at the end."""
    return str(getattr(tokens[at + 1], "low", "")) if at + 1 < len(tokens) else ""


def _tells(line: Line, at: int) -> bool:
    """Whether a verb of saying stands somewhere before, which "and that" goes on with."""
    return any(one.entry.role == "report" and one.entry.form != "noun" and one.first < at for one in line.triggers)


def _said_before(line: Line, at: int) -> bool:
    """Whether a verb of saying or meaning stands right before, so that "that" opens what is said."""
    for one in reversed(line.triggers):
        if one.last <= at and at - one.last <= 5 and one.entry.form != "noun":
            told = one.entry.role == "report" or (one.entry.role == "operator" and at - one.last <= 1)
            return told and not any(token.kind == "mark" and token.text != "'s" for token in line.tokens[one.last : at])
        if one.last <= at:
            break
    return line.tokens[at - 1].low in ("suggested", "says", "reports", "means", "hope", "hopes", "believe", "suggests")
