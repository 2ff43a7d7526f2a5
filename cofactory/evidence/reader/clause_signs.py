"""The signs of a clause of its own: a verb that follows, a new subject with its verb, an "and" that joins clauses."""

from __future__ import annotations

from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.words import FINITE, PRONOUNS, adverb
from cofactory.evidence.reader.wordset import word_set

RELATIVE = frozenset({"which", "who", "whose", "whom"})
_DOUBTING = word_set("depends depend hinges hinge expects hopes believes thinks doubts remains exists seems appears")
"""Finite verbs that the lexicon knows as hedges or not at all, and that have a clause of their own."""


def verb_follows(line: Line, at: int) -> bool:
    """Whether a verb stands at a token, adverbs aside."""
    while at < len(line.tokens) and (adverb(line.tokens[at]) or line.covered[at] == "date"):
        at += 1
    if at >= len(line.tokens):
        return False
    if line.tokens[at].low in FINITE:
        return True
    return any(one.first == at and one.entry.form in ("past", "third", "base", "participle") for one in line.triggers)


def has_verb(line: Line, first: int, last: int) -> bool:
    """Whether a finite verb stands between two tokens: an auxiliary or a verb of the lexicon."""
    for place in range(first, min(last, len(line.tokens))):
        if line.tokens[place].low in FINITE and line.covered[place] in ("", "trigger"):
            return True
    return any(first <= one.first < last and one.entry.form in ("past", "third", "base") for one in line.triggers)


def new_subject(line: Line, at: int, *, two: bool = True) -> bool:
    """Whether a subject (of `two` parties, too) and its verb begin at a token: "Poland ordered", "deliveries will"."""
    tokens = line.tokens
    for place in range(at, min(at + 14, len(tokens))):
        if tokens[place].text == "," and place > at:
            return _resumes(line, place)
        if two and tokens[place].low == "and" and _both_parties(line, at, place):
            continue
        if tokens[place].text in ",;:—()" or tokens[place].low in ("and", "or", "but") or tokens[place].low in RELATIVE:
            return False
        if place == at:
            continue
        if (tokens[place].low in FINITE or tokens[place].low in _DOUBTING) and line.covered[place] in ("", "trigger"):
            return True
        trigger = next(
            (one for one in line.triggers if one.first == place and one.entry.form in ("past", "third")), None
        )
        if trigger:
            before = line.covered[place - 1]
            return (
                before == "actor"
                or tokens[place - 1].low in PRONOUNS
                or trigger.entry.form == "third"
                or trigger.entry.role == "report"
                or (trigger.entry.frame == "item" and tokens[at - 1].low in ("and", "but", "while"))
                or (tokens[at - 1].low == "but" and _has_object(line, trigger.last))
            )
    return False


def to_be_done(line: Line, at: int) -> bool:
    """Whether "to be" and an act with a party of its own begin at a token: ", to be handed over to Estonia"."""
    if at + 2 >= len(line.tokens) or (line.tokens[at].low, line.tokens[at + 1].low) != ("to", "be"):
        return False
    passive = ("past", "participle")
    named = "actor" in line.covered[at + 3 : at + 8]
    return named and any(
        one.first == at + 2 and one.entry.role == "act" and one.entry.form in passive for one in line.triggers
    )


def _has_object(line: Line, at: int) -> bool:
    """Whether an object with its article stands behind a verb, so that it is no participle: "a strike halted the"."""
    return at < len(line.tokens) and line.tokens[at].low in ("the", "a", "an", "its", "their", "all", "both")


def _resumes(line: Line, comma: int) -> bool:
    """Whether a finite verb follows the comma that closes what this one opens: "a contract, announced in May, has"."""
    tokens = line.tokens
    for place in range(comma + 1, min(comma + 10, len(tokens) - 1)):
        if tokens[place].text == ",":
            return tokens[place + 1].low in FINITE
    return False


def _two_names(line: Line, at: int) -> bool:
    """Whether "and" joins two names of one subject: "which Emmanuel Macron and Volodymyr Zelensky signed"."""
    if not (_name_ends(line, at) and _name_begins(line, at + 1)):
        return False
    start = next((one.first for one in line.actors if one.last == at), at - 1)
    while start > 0 and (line.tokens[start - 1].capital or line.tokens[start - 1].low == "the"):
        start -= 1
    if start == 0 or line.tokens[start - 1].low in RELATIVE | {"that", ",", "when", "after", "before"}:
        return line.covered[at - 1] == line.covered[at + 1] == "actor" or start == 0
    dated = next((first for first, last, _ in line.dates if last == start), start)
    said = any(one.last == dated and one.entry.role == "report" for one in line.triggers)
    return (said or line.tokens[start - 1].low == "and") and new_subject(line, at + 1)


def _both_parties(line: Line, first: int, at: int) -> bool:
    """Whether a subject of two parties begins at `first`, joined by the "and" at `at`: "Paris and Kyiv will"."""
    names = first < at and all(line.covered[k] == "actor" for k in range(first, at))
    return names and at + 1 < len(line.tokens) and line.covered[at + 1] == "actor"


def _name_ends(line: Line, at: int) -> bool:
    """Whether a party, or a capitalised name that nobody knows, ends before a token."""
    return line.covered[at - 1] == "actor" or (line.covered[at - 1] == "" and line.tokens[at - 1].capital)


def _name_begins(line: Line, at: int) -> bool:
    """Whether a party, or a capitalised name that nobody knows, begins at a token."""
    return line.covered[at] == "actor" or (line.covered[at] == "" and line.tokens[at].capital)


def _subject_behind(line: Line, at: int) -> bool:
    """Whether a noun phrase stands right behind a verb of saying, as the subject of what is said."""
    if at >= len(line.tokens) or line.tokens[at].text in ",.;:":
        return False
    return line.tokens[at].low not in ("on", "in", "at", "to", "by", "that")


def joins_clauses(line: Line, at: int, start: int) -> bool:
    """Whether "and" or "but" joins two clauses, rather than two names or two objects."""
    if at + 1 >= len(line.tokens):
        return False
    if line.tokens[at - 1].text == "," and line.tokens[at + 1].low in PRONOUNS and new_subject(line, at + 1):
        return True
    told = [one for one in line.triggers if one.entry.role == "report" and start <= one.first < at]
    said = told[-1].last if told and told[-1].entry.form != "noun" and _subject_behind(line, told[-1].last) else start
    if not has_verb(line, said, at) or _two_names(line, at):
        return False
    if verb_follows(line, at + 1):
        trigger = next((one for one in line.triggers if one.first == at + 1), None)
        return not (
            trigger
            and trigger.last - 1 + 1 < len(line.tokens)
            and any(one.last == at and one.entry.role == trigger.entry.role for one in line.triggers)
        )
    trigger = next((one for one in line.triggers if one.first == at + 1 and one.entry.form == "gerund"), None)
    return new_subject(line, at + 1) if trigger is None else False
