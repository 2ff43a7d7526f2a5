"""Relative clauses without commas inside a subject: "the 40 missiles that it undertook to supply were handed over"."""

from __future__ import annotations

from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.words import FINITE, PRONOUNS, adverb, negated

_JOINS = frozenset({"and", "or", "but", "which", "who", "that", "than", "as", "if", "when", "while", "because"})
LONGEST = 16
"""Tokens of such a clause at most."""


def restrictive(line: Line) -> dict[int, int]:
    """For each "that" or "which" that opens such a clause inside a subject, the main verb behind it."""
    found: dict[int, int] = {}
    start = 0
    for at, token in enumerate(line.tokens):
        if token.text in ";:—":
            start = at + 1
        if token.low in ("that", "which") and at > start and _subject_so_far(line, start, at):
            verb = _main_verb(line, at)
            if verb is not None:
                found[at] = verb
    return found


def _subject_so_far(line: Line, start: int, at: int) -> bool:
    """Whether only a noun phrase stands before "that": no verb, no comma right before it."""
    before = line.tokens[at - 1]
    if before.kind != "word" or line.covered[at - 1] in ("date", "actor") or before.low in PRONOUNS | _JOINS:
        return False
    if any(line.tokens[k].low in FINITE for k in range(start, at)):
        return False
    return not any(start <= one.first < at and one.entry.form != "noun" for one in (*line.triggers, *line.hedges))


def _main_verb(line: Line, at: int) -> int | None:
    """The auxiliary that begins the main verb behind a relative clause which has a verb of its own."""
    paired = False
    verb_seen = line.tokens[at + 1].low in FINITE if at + 1 < len(line.tokens) else False
    verb_seen = verb_seen or _third_person(line, at + 1)
    for place in range(at + 1, min(at + LONGEST, len(line.tokens))):
        token = line.tokens[place]
        if token.text in ',;:—()"' or (token.low in _JOINS and not _pair(line, place)) or _saying(line, place):
            return None
        paired = paired or token.low == "and"
        own = line.covered[place] in ("", "trigger")
        if token.low in FINITE and own and verb_seen and place > at + 2 and _behind_noun(line, place):
            return None if paired and not negated(line.tokens[place + 1]) else place
        verb_seen = verb_seen or (token.low in FINITE and own)
        verb_seen = verb_seen or any(one.first == place and _is_verb(line, one) for one in line.triggers)
    return None


def _pair(line: Line, place: int) -> bool:
    """Whether "and" joins two names: "the declaration that Nordmann and Tamm signed is not an order"."""
    if line.tokens[place].low != "and" or place + 1 >= len(line.tokens):
        return False
    before, after = line.tokens[place - 1], line.tokens[place + 1]
    return before.kind == after.kind == "word" and before.capital and after.capital


def _is_verb(line: Line, one: Trigger) -> bool:
    """Whether a trigger is a verb with a subject, and no participle behind its noun: "the deliveries programmed"."""
    participle = one.entry.form in ("past", "participle")
    return one.entry.form != "noun" and not (
        participle and line.covered[one.first - 1] in ("thing", "class", "trigger")
    )


def _third_person(line: Line, at: int) -> bool:
    """Whether a word behind "that" looks like a verb in the third person that the lexicon does not know."""
    if at + 1 >= len(line.tokens):
        return False
    low, after = line.tokens[at].low, line.tokens[at + 1].low
    return not line.covered[at] and low.endswith("s") and not low.endswith("ss") and after in ("the", "a", "an", "its")


def _saying(line: Line, place: int) -> bool:
    """Whether a verb of saying or doubting stands there, behind which another clause begins."""
    return any(one.first == place and one.entry.role == "report" for one in line.triggers) or any(
        one.first == place for one in line.hedges
    )


def _behind_noun(line: Line, place: int) -> bool:
    """Whether an auxiliary stands behind a noun, a name or a date, and not behind a verb, a pronoun or an adverb."""
    before = line.tokens[place - 1]
    if before.kind == "mark" or before.low in PRONOUNS | FINITE or adverb(before):
        return False
    if line.covered[place - 1] == "actor":
        return False  # "the missiles that Paris says Kyiv has"
    return not any(one.last == place and one.entry.form != "noun" for one in line.triggers)
