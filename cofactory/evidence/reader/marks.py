"""Marks up one sentence: names, classes, numbers, sums, dates, triggers and hedges, none on another's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from cofactory.evidence.reader.dates import Found, dates_in
from cofactory.evidence.reader.gazetteer import Gazetteer, Known, find
from cofactory.evidence.reader.lexicon import Entry, Phrasebook, classes, hedges, triggers, words_of
from cofactory.evidence.reader.money import Sum, sum_at
from cofactory.evidence.reader.numbers import Number, number_at
from cofactory.evidence.reader.sentences import Sentence
from cofactory.evidence.reader.tokens import Token, tokens_of
from cofactory.evidence.reader.words import FINITE, HOMOGRAPHS, PREPOSITIONS, ambiguous_noun


@dataclass(slots=True)
class Thing:
    """An item, a project, a fund or a class of things that a sentence speaks of."""

    first: int
    last: int
    known: Known | None
    group: str = ""
    generic: str = ""
    word: str = ""
    """The class word, when one stands with the name or alone."""


@dataclass(slots=True)
class Actor:
    """A party or a country."""

    first: int
    last: int
    known: Known


@dataclass(slots=True)
class Trigger:
    """A word of the lexicon where it stands."""

    first: int
    last: int
    entry: Entry


@dataclass(slots=True)
class Line:
    """One sentence with everything found in it."""

    text: str
    sentence: Sentence
    tokens: list[Token]
    things: list[Thing] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    dates: list[tuple[int, int, Found]] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    hedges: list[Trigger] = field(default_factory=list)
    sentence_number: int = 0
    supposed: bool = False
    """Whether it stands in a scenario or another part of the text that only supposes what it says."""
    covered: list[str] = field(default_factory=list)
    """Per token, what stands on it: thing, actor, date, sum, number, trigger, or nothing."""

    def words(self, first: int, last: int) -> str:
        """The text between two tokens."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]


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
    _figures(line)
    _sums_without_a_sign(line, currency)
    _triggers(line)
    _hedges(line)
    return line


def _cover(line: Line, first: int, last: int, what: str) -> None:
    for place in range(first, last):
        line.covered[place] = what


def _free(line: Line, first: int, last: int) -> bool:
    return not any(line.covered[first:last])


def _names(line: Line, gazetteer: Gazetteer) -> None:
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
            _cover(line, at, end, "thing")
        else:
            line.actors.append(Actor(at, end, known))
            _cover(line, at, end, "actor")
        at = end


def _inside_a_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token goes on from the one before it without a space (AK47, F-16)."""
    return at > 0 and not tokens[at].spaced and (tokens[at - 1].kind != "mark" or tokens[at - 1].text in "_@#.")


def _dates(line: Line, published: date | None) -> None:
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
            _cover(line, place, last, "date")


def _classes(line: Line, units: dict[str, str]) -> None:
    at, tokens, book = 0, line.tokens, classes()
    while at < len(tokens):
        if line.covered[at] or tokens[at].kind != "word":
            at += 1
            continue
        found = book.at(tokens, at)
        if (not found or not _free(line, at, found[-1][0])) and (unit := units.get(tokens[at].low)):
            found = (
                [(at + 1, Entry("class", unit, "noun", kind=f"unit:{unit}"))]
                if not tokens[at].capital or at == 0
                else []
            )
        if not found or not _free(line, at, found[-1][0]):
            at += 1
            continue
        end, entry = found[-1]
        line.things.append(Thing(at, end, None, entry.kind, entry.weak, entry.base))
        _cover(line, at, end, "class")
        at = end
    line.things.sort(key=lambda thing: thing.first)


def _figures(line: Line) -> None:
    at, tokens = 0, line.tokens
    measures, months = words_of("measures.csv"), ("no", "article", "page", "chapter", "section", "annex", "paragraph")
    while at < len(tokens):
        if line.covered[at]:
            at += 1
            continue
        money = sum_at(tokens, at)
        if money and not any(line.covered[k] in ("thing", "date", "class") for k in range(money.first, money.last)):
            while line.numbers and line.numbers[-1].last > money.first:
                line.numbers.pop()
            line.sums.append(money)
            _cover(line, money.first, money.last, "sum")
            at = money.last
            continue
        number = number_at(tokens, at)
        named = at > 0 and line.covered[at - 1] == "actor" and tokens[at].spaced
        if number is None or not _free(line, at, number.last) or (not named and _part_of_a_name(tokens, at, number)):
            at += 1
            continue
        following = tokens[number.last] if number.last < len(tokens) else None
        if (
            following
            and following.text == "-"
            and number.last + 1 < len(tokens)
            and tokens[number.last + 1].low in measures
        ):
            following = tokens[number.last + 1]
        if following and (following.low in measures or following.text in "%°‰"):
            _cover(line, at, number.last + 1, "measure")
            at = number.last + 1
            continue
        if at and tokens[at - 1].low in months:
            at = number.last
            continue
        line.numbers.append(number)
        _cover(line, at, number.last, "number")
        at = number.last


def _sums_without_a_sign(line: Line, currency: str | None) -> None:
    """Nothing; "of which 12 million has been paid" is a sum where the text named its currency lately."""
    for number in [
        one for one in line.numbers if (one.bare or 0) >= 1e5 and line.tokens[one.last - 1].kind != "number"
    ]:
        before = [one for one in line.sums if one.last <= number.first]
        following = line.tokens[number.last] if number.last < len(line.tokens) else None
        ends = following is None or following.kind == "mark" or following.low in FINITE | PREPOSITIONS
        code = before[-1].currency if before else currency
        if code and ends:
            line.numbers.remove(number)
            line.sums.append(Sum(number.first, number.last, number, code))
            _cover(line, number.first, number.last, "sum")


def _part_of_a_name(tokens: Sequence[Token], at: int, number: Number) -> bool:
    """Whether a figure belongs to a name or a compound: F-16, K2, Leopard 2, 16th, 2-seater."""
    token = tokens[at]
    if _time_of_day(tokens, at):
        return True
    if token.kind != "number":
        behind = tokens[number.last : number.last + 2]
        if (
            len(behind) == 2
            and behind[0].text == "-"
            and behind[1].kind == "word"
            and not (behind[0].spaced or behind[1].spaced)
        ):
            return True  # "five-car trainsets", "a ten-year contract"
        return (
            token.low in ("one", "second")
            and number.last < len(tokens)
            and tokens[number.last].low in ("of", "another", "side", "day")
        )
    if (
        at
        and not token.spaced
        and (
            tokens[at - 1].kind == "word" or (tokens[at - 1].text in "-/" and at > 1 and tokens[at - 2].kind == "word")
        )
    ):
        return True
    if number.last < len(tokens):
        after = tokens[number.last]
        if not after.spaced and (
            after.kind == "word"
            or (after.text in "-/" and number.last + 1 < len(tokens) and tokens[number.last + 1].kind == "word")
        ):
            return True
    before = tokens[at - 1] if at else None
    small = token.text.isdigit() and len(token.text) <= 3
    return bool(
        before
        and small
        and at > 1
        and before.capital
        and before.kind == "word"
        and token.spaced
        and not before.text.isupper()
        and _name_like(tokens, at)
    )


def _time_of_day(tokens: Sequence[Token], at: int) -> bool:
    """Whether a figure is half of a time: 09:40, 13.45."""

    def two(place: int) -> bool:
        return 0 <= place < len(tokens) and tokens[place].kind == "number" and len(tokens[place].text) <= 2

    before = at > 1 and tokens[at - 1].text == ":" and not tokens[at].spaced and not tokens[at - 1].spaced
    behind = at + 2 < len(tokens) and tokens[at + 1].text == ":" and not tokens[at + 1].spaced
    return two(at) and ((before and two(at - 2)) or (behind and two(at + 2) and not tokens[at + 2].spaced))


def _name_like(tokens: Sequence[Token], at: int) -> bool:
    """Whether the capitalised word before a small figure is the name it belongs to (Leopard 2)."""
    low = tokens[at - 1].low
    return low not in words_of("function_words.csv") and not triggers().at(tokens, at - 1)


def _triggers(line: Line) -> None:
    at, tokens, book = 0, line.tokens, triggers()
    while at < len(tokens):
        if line.covered[at] not in ("", "class") or tokens[at].kind != "word":
            at += 1
            continue
        end, entry = _longest(line, book, at)
        if entry is not None and _only_describes(line, entry, end):
            entry = None
        if entry is not None and line.covered[at] != "class":
            line.triggers.append(Trigger(at, end, entry))
            _cover(line, at, end, "trigger")
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
        bare = entry is not None and end - at > 1 and entry.form == "base" and ((article and before != "to") or at == 0)
        if not bare or not book.at(tokens, at, 1):
            return end, entry
        limit = end - at - 1
    return at + 1, None


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
    book = hedges()
    for at, token in enumerate(line.tokens):
        if token.kind != "word" or line.covered[at] in ("thing", "date", "actor"):
            continue
        found = book.at(line.tokens, at)
        if found and not (token.text == "May" and at):
            line.hedges.append(Trigger(at, found[-1][0], found[-1][1]))
