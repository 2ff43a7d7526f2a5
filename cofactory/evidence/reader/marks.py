"""Marks up one sentence: names, classes, numbers, sums, dates, triggers and hedges, none on another's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cofactory.evidence.reader.dates import dates_in
from cofactory.evidence.reader.figures import figures, sums_without_a_sign
from cofactory.evidence.reader.gazetteer import Gazetteer, find
from cofactory.evidence.reader.lexicon import Entry, Phrasebook, classes, hedges, triggers
from cofactory.evidence.reader.line import Actor, Line, Thing, Trigger
from cofactory.evidence.reader.numbers import number_at
from cofactory.evidence.reader.sentences import Sentence
from cofactory.evidence.reader.tokens import Token, tokens_of
from cofactory.evidence.reader.words import HOMOGRAPHS, MODALS, PREPOSITIONS, PRONOUNS, adverb, ambiguous_noun


def mark(
    text: str, sentence: Sentence, gazetteer: Gazetteer, published: date | None, currency: str | None = None
) -> Line:
    """The sentence with all its marks; `currency` is the one that a sum without a sign is in."""
    tokens = tokens_of(text, sentence.start, sentence.end)
    line = Line(text, sentence, tokens, covered=[""] * len(tokens))
    if not tokens:
        return line
    _names(line, gazetteer)
    _dates(line, published)
    _classes(line, gazetteer.units)
    figures(line)
    sums_without_a_sign(line, currency)
    _triggers(line)
    _hedges(line)
    return line


def _names(line: Line, gazetteer: Gazetteer) -> None:
    """Nothing; the names of the programme and countries are marked, longest first."""
    at, tokens, index = 0, line.tokens, gazetteer.index
    while at < len(tokens):
        found = find(index, tokens, at) if tokens[at].kind != "mark" else None
        if found is None or _inside_a_word(tokens, at):
            at += 1
            continue
        end, known = found
        kinds = {name.kind for name in known.names}
        if kinds & {"item", "project"} or kinds == {"fund"}:
            line.things.append(Thing(at, end, known))
            line.cover(at, end, "thing")
        else:
            line.actors.append(Actor(at, end, known))
            line.cover(at, end, "actor")
        at = end


def _inside_a_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token goes on from the one before it without a space (AK47, F-16)."""
    return at > 0 and not tokens[at].spaced and (tokens[at - 1].kind != "mark" or tokens[at - 1].text in "_@#.")


def _dates(line: Line, published: date | None) -> None:
    """Nothing; the dates are marked where no name stands."""
    place = 0
    tokens = line.tokens
    for found in dates_in(line.text, line.sentence.start, line.sentence.end, published):
        while place < len(tokens) and tokens[place].end <= found.start:
            place += 1
        last = place
        while last < len(tokens) and tokens[last].start < found.end:
            last += 1
        if place < last and not any(line.covered[k] in ("thing", "date") for k in range(place, last)):
            line.dates.append((place, last, found))
            line.cover(place, last, "date")


def _classes(line: Line, units: dict[str, str]) -> None:
    """Nothing; words for classes of things are marked."""
    at, tokens, book = 0, line.tokens, classes()
    while at < len(tokens):
        if line.covered[at] or tokens[at].kind != "word":
            at += 1
            continue
        found = book.at(tokens, at)
        if (not found or not line.free(at, found[-1][0])) and (unit := units.get(tokens[at].low)):
            found = (
                [(at + 1, Entry("class", unit, "noun", kind=f"unit:{unit}"))]
                if not tokens[at].capital or at == 0
                else []
            )
        if not found or not line.free(at, found[-1][0]):
            at += 1
            continue
        end, entry = found[-1]
        line.things.append(Thing(at, end, None, entry.kind, entry.weak, entry.base))
        line.cover(at, end, "class")
        at = end
    line.things.sort(key=lambda thing: thing.first)


def _triggers(line: Line) -> None:
    """Nothing; the verbs and nouns of the lexicon are marked."""
    at, tokens, book = 0, line.tokens, triggers()
    while at < len(tokens):
        if line.covered[at] not in ("", "class") or tokens[at].kind != "word":
            at += 1
            continue
        end, entry = _longest(line, book, at)
        if entry is not None and (_only_describes(line, entry, end) or _in_a_name(line, entry, at, end)):
            entry = None
        if entry is not None and line.covered[at] != "class":
            line.triggers.append(Trigger(at, end, entry))
            line.cover(at, end, "trigger")
            at = end
        else:
            at += 1


def _longest(line: Line, book: Phrasebook, at: int) -> tuple[int, Entry | None]:
    """The longest phrase at a token that no other mark stands on; "a contract for" is no verb: "contract" is a noun."""
    tokens = line.tokens
    limit = 0
    while at + limit < len(tokens) and limit < 8 and line.covered[at + limit] in ("", "class"):
        limit += 1
    while limit > 0 and (found := book.at(tokens, at, limit)):
        end = max(pair[0] for pair in found)
        entry = _chosen(tokens, at, end, [entry for last, entry in found if last == end])
        before = tokens[at - 1].low if at else ""
        article = before in ("the", "a", "an", "'s", "its", "their", "this", "new", "no") or before in PREPOSITIONS
        if end - at > 1 and entry is not None and entry.role == "act" and _up_to(tokens, end):
            limit = end - at - 1
            continue
        article = article or _paper_here(line, book, at)
        bare = entry is not None and end - at > 1 and entry.form == "base" and ((article and before != "to") or at == 0)
        if not bare or not book.at(tokens, at, 1):
            return end, entry
        limit = end - at - 1
    return at + 1, None


def _paper_here(line: Line, book: Phrasebook, at: int) -> bool:
    """Whether a word is the noun of a paper behind an adjective, and no verb: "a draft contract for", "first order"."""
    if (
        at == 0
        or line.covered[at - 1] == "actor"
        or not any(e.role == "instrument" for _, e in book.at(line.tokens, at, 1))
    ):
        return False
    before = line.tokens[at - 1]
    return before.kind == "word" and not (
        before.low in MODALS | PRONOUNS | {"to", "and", "or", "did"} or adverb(before) or before.low.endswith("s")
    )


def _up_to(tokens: Sequence[Token], end: int) -> bool:
    """Whether the "up" that ends a phrase belongs to the number behind it: "may buy up to 50"."""
    if tokens[end - 1].low != "up" or end + 1 >= len(tokens) or tokens[end].low != "to":
        return False
    return number_at(tokens, end + 1) is not None


def _in_a_name(line: Line, entry: Entry, at: int, end: int) -> bool:
    """Whether a verb in capitals belongs to a name: "the Military Planning Act"; headlines have capitals anyway."""
    tokens = line.tokens
    if at == 0 or not tokens[at].capital or entry.form == "noun" or line.sentence.headline:
        return False
    before = tokens[at - 1].capital and tokens[at - 1].kind == "word" and not line.covered[at - 1]
    after = end < len(tokens) and tokens[end].capital and tokens[end].kind == "word"
    return (before or after) and not all(token.text.isupper() for token in tokens[at:end])


def _only_describes(line: Line, entry: Entry, end: int) -> bool:
    """Whether a verb tells what a thing is like: "weighs 62 tons", "designed for 300 million doses a year"."""
    if end >= len(line.tokens):
        return False
    if entry.base in ("weigh", "measure"):
        return any(line.covered[k] in ("measure", "number") for k in range(end, min(end + 4, len(line.tokens))))
    return entry.base == "design" and entry.form in ("past", "participle") and line.tokens[end].low in ("for", "to")


def _chosen(tokens: Sequence[Token], at: int, end: int, entries: Sequence[Entry]) -> Entry | None:
    """The reading as a verb or as a noun, from the words around it."""
    nouns = [entry for entry in entries if entry.form == "noun"]
    verbs = [entry for entry in entries if entry.form != "noun"]
    if verbs and verbs[0].base == "state" and (end >= len(tokens) or tokens[end].low not in ("that", "on", "in")):
        return None
    if nouns and verbs:
        return nouns[0] if ambiguous_noun(tokens, at, end, verbs[0].form) else verbs[0]
    if (
        verbs
        and verbs[0].form in ("base", "third")
        and _may_be_noun(tokens, at, verbs[0])
        and ambiguous_noun(tokens, at, end, verbs[0].form)
    ):
        return None
    return (verbs or nouns)[0]


def _may_be_noun(tokens: Sequence[Token], at: int, verb: Entry) -> bool:
    """Whether a verb without a noun of its own in the lexicon may still be read as one here."""
    words = verb.base.split()
    if words[0] in HOMOGRAPHS:
        return len(words) == 1
    return at > 0 and tokens[at - 1].low in ("the", "a", "an", "of", "'s")


def _hedges(line: Line) -> None:
    """Nothing; the words of doubt are marked."""
    book = hedges()
    for at, token in enumerate(line.tokens):
        if token.kind != "word" or line.covered[at] in ("thing", "date", "actor"):
            continue
        found = book.at(line.tokens, at)
        if found and not (token.text == "May" and at):
            line.hedges.append(Trigger(at, found[-1][0], found[-1][1]))
