"""Clauses that speak of a thing outside them: which-clauses, participles behind a comma, main verbs behind a clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cofactory.evidence.reader.clause_signs import to_be_done
from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.words import FINITE
from cofactory.evidence.reader.wordset import word_set


def described(
    line: Line, clause: Clause, clauses: Sequence[Clause], heads: Sequence[Head]
) -> tuple[Clause, list[Head]] | None:
    """The clause widened by the thing right before its comma that it describes: "six Havn, promised in May"."""
    if clause.kind == "main":
        return _resumed(line, clause, clauses, heads)
    if _told_behind(line, line.resumed.get(clause.first - 1)):
        return None  # what only says which thing is meant; the main verb behind it tells what became of it
    if clause.kind == "relative":
        near = [head for head in heads if head.last < clause.first and _which_of(line, head.last, clause.first)]
        some = bool(near) and bool(_SOME & {token.low for token in line.tokens[near[-1].last : clause.first]})
        if near and line.tokens[near[-1].last].text != "," and near[-1].number is None and not _done_by(line, clause):
            near = []
        if not near:
            return None
        at = _place_in(line, clause)
        return clause, [replace(near[-1], first=at, last=at, number=None if some else near[-1].number)]
    opener = next((one for one in line.triggers if one.first == clause.first), None)
    if clause.kind != "participial" or opener is None or opener.entry.form not in ("past", "participle"):
        return None
    if clause.first > 2 and to_be_done(line, clause.first - 2):
        told = [head for head in heads if head.last < clause.first and head.names and head.span]
        return (clause, [replace(told[-1], first=clause.first, last=clause.first)]) if told else None
    near = [head for head in heads if 0 < clause.first - head.last <= 1]
    if not near or opener.entry.role not in ("act", "operator"):
        return None
    return clause._replace(first=near[-1].first), [near[-1]]


def _told_behind(line: Line, verb: int | None) -> bool:
    """Whether the main verb behind a clause inside the subject is one that the lexicon knows."""
    told = ("act", "progress", "cancel", "conclude", "operator")
    return verb is not None and any(
        one.entry.role in told and one.entry.form != "noun" and verb <= one.first <= verb + 4 for one in line.triggers
    )


def _resumed(
    line: Line, clause: Clause, clauses: Sequence[Clause], heads: Sequence[Head]
) -> tuple[Clause, list[Head]] | None:
    """The clause with its subject from before a which-clause: "the ferries, for which a contract was signed, have"."""
    at = next((number for number, one in enumerate(clauses) if one is clause), 0)
    if (
        at < 2
        or clauses[at - 1].kind not in ("relative", "participial", "aside")
        or (line.tokens[clause.first - 1].text != "," and clause.first not in line.resumed.values())
    ):
        return None
    opens = line.tokens[clause.first].low in FINITE or any(
        one.first == clause.first and one.entry.form in ("past", "third") for one in line.triggers
    )
    before = clauses[at - 2]
    verbs = any(before.first <= one.first < before.last and one.entry.form != "noun" for one in line.triggers)
    subjects = [head for head in heads if before.first <= head.first < before.last]
    if (
        not opens
        or verbs
        or not subjects
        or any(token.low in FINITE for token in line.tokens[before.first : before.last])
    ):
        return None
    return clause, [replace(subjects[0], first=clause.first, last=clause.first)]


def _done_by(line: Line, clause: Clause) -> bool:
    """Whether a clause without a comma tells what somebody named does: "interceptors that the president promised"."""
    verb = next((one for one in line.triggers if clause.first <= one.first < clause.last), None)
    if verb is None or verb.entry.role not in ("act", "operator") or verb.entry.form == "noun":
        return False
    return any(clause.first <= one.first < verb.first for one in line.actors)


def _place_in(line: Line, clause: Clause) -> int:
    """Where the thing before a relative clause would stand in it: as its subject, or behind its verb as the object."""
    verb = next((one for one in line.triggers if clause.first <= one.first < clause.last), None)
    owned = verb is not None and any(clause.first <= one.first < verb.first for one in line.actors)
    pronoun = line.tokens[clause.first].low in ("it", "they", "he", "she", "we")
    return min(verb.last, len(line.tokens) - 1) if verb and (owned or pronoun) else clause.first


_SOME = word_set("first second last most some many none half one part")
_WHICH = word_set("which that the all both of two three") | _SOME | {","}


def _which_of(line: Line, last: int, first: int) -> bool:
    """Whether only ", which" or ", the first of which" stands between a thing and a clause."""
    gap = [token.low for token in line.tokens[last:first]]
    if gap == ["that"]:
        return line.covered[last - 1] == "number" or last - 1 in {thing.last - 1 for thing in line.things}
    if gap[-2:] == ["of", "which"] and "," in gap:
        gap = gap[len(gap) - 1 - gap[::-1].index(",") :]
    return 0 < len(gap) <= 6 and gap[0] == "," and gap[-1] in ("which", "that") and set(gap) <= _WHICH
