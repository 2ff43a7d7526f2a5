"""Who says it: “according to X citing Y”, “X said”, with the nearest name before or behind the verb."""

from __future__ import annotations

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.moods import mood_of
from cofactory.evidence.reader.words import BE, DO, HAVE, MODALS, PRONOUNS

LONGEST = 7
"""Words of a source's name that are kept."""

_STOPS = frozenset({",", ";", ":", "(", ")", "—", '"', "."})
_SILENT = frozenset({"believe", "recall", "claim"})


def source_of(line: Line, clause: Clause, before: str | None) -> str | None:
    """The source of what a clause says, as the text names it; a pronoun stands for the source before."""
    named = _according_to(line)
    if named:
        return named
    for one in line.triggers:
        if one.entry.role != "report" or one.entry.form == "noun" or not _says(line, one, clause):
            continue
        name = None if mood_of(line, one).passive else _speaker(line, one)
        if name is None:
            continue
        return before if name.lower() in PRONOUNS else name
    return None


def _according_to(line: Line) -> str | None:
    """The name after "according to", with the one it cites."""
    tokens = line.tokens
    for at in range(len(tokens) - 2):
        if tokens[at].low == "according" and tokens[at + 1].low == "to":
            name, end = _phrase(line, at + 2)
            for place in range(end, min(end + 3, len(tokens) - 1)):
                if tokens[place].low in ("citing", "quoting"):
                    cited, _ = _phrase(line, place + 1)
                    return f"{name} citing {cited}" if name and cited else name
            return name
        if tokens[at].low in ("citing", "quoting") and at and (tokens[at + 1].capital or tokens[at + 2].capital):
            return _phrase(line, at + 1)[0]
    return None


def _says(line: Line, verb: Trigger, clause: Clause) -> bool:
    """Whether a verb of saying stands over a clause: before it, in it, or behind it after a comma."""
    if verb.first < clause.last:
        return True
    before = line.tokens[verb.first - 1].text if verb.first else ""
    return before in (",", '"') or verb.last >= len(line.tokens) - 12


def _speaker(line: Line, verb: Trigger) -> str | None:
    """The name before a verb of saying, or behind it in ", said X"."""
    first = mood_of(line, verb).first
    if first and line.tokens[first - 1].text not in _STOPS:
        return _phrase_before(line, first)
    if verb.last < len(line.tokens) and (line.tokens[verb.last].capital or line.tokens[verb.last].low in ("the", "a")):
        return _phrase(line, verb.last)[0]
    if first and line.tokens[first - 1].text == ",":
        return _apposition(line, first - 1)
    return None


def _apposition(line: Line, comma: int) -> str | None:
    """The name before an apposition that ends at a comma: "Vautrin, in Kyiv for the first time, told"."""
    for place in range(comma - 1, max(-1, comma - 20), -1):
        if line.tokens[place].text == ",":
            return _phrase_before(line, place)
    return None


def _phrase(line: Line, at: int) -> tuple[str | None, int]:
    """The noun phrase that begins at a token, without its article, and the index after it."""
    tokens = line.tokens
    while at < len(tokens) and tokens[at].low in ("the", "a", "an"):
        at += 1
    end = at
    while end < len(tokens) and end - at < LONGEST:
        token = tokens[end]
        stop = token.text in _STOPS and not (token.text == "." and end + 1 < len(tokens) and not tokens[end + 1].spaced)
        if (
            stop
            or token.low in ("who", "which", "that", "and", "on", "in", "as", "citing", "told", "said")
            or (token.low in HAVE | BE | MODALS and token.low != "'s")
        ):
            break
        end += 1
    return (line.words(at, end), end) if end > at else (None, end)


def _in_name(line: Line, start: int, at: int) -> bool:
    """Whether the token before belongs to a capitalised name: "Ministry of Defence of Ukraine"."""
    token = line.tokens[at - 1]
    if token.capital or token.text in (".", "-", "'", "'s"):
        return True
    return (
        token.low in ("of", "for", "de", "du", "des", "van", "von", "der")
        and at - 2 >= start
        and line.tokens[at - 2].capital
    )


def _phrase_before(line: Line, end: int) -> str | None:
    """The noun phrase that ends before a token: its capitalised name, or all of it when it has none."""
    tokens = line.tokens
    start = end
    while start > 0 and end - start < LONGEST:
        token = tokens[start - 1]
        if (
            token.text in _STOPS
            or token.low in ("and", "but", "that", "as")
            or (token.low in BE | HAVE | DO | MODALS and token.low != "'s")
        ):
            break
        if line.covered[start - 1] in ("date", "trigger"):
            break
        start -= 1
    while start < end and tokens[start].low in ("the", "a", "an", "also", "later", "however"):
        start += 1
    if start >= end:
        return None
    name = end
    while name > start and _in_name(line, start, name):
        name -= 1
    return line.words(name, end) if name < end and end - name >= 1 else line.words(start, end)
