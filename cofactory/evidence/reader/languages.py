"""Texts that are not English: known names are found with the endings their language gives them, nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cofactory.evidence.reader.gazetteer import Gazetteer, Known, Name, keys_of
from cofactory.evidence.reader.letters import Plain
from cofactory.evidence.reader.records import EXTRACTOR, span
from cofactory.evidence.reader.sentences import Sentence
from cofactory.evidence.reader.tokens import Token, tokens_of
from cofactory.evidence.reader.wordset import word_set
from cofactory.schema.evidence import Claim, identified

_ENGLISH = word_set(
    "the of and to in a is that for on with was as by it has have from at be are will its an said which this "
    "were been not"
)
_OTHER = word_set(
    "le la les des et en du une un est dans pour que qui sur par avec au aux der die das und ist mit von dem "
    "den ein eine na w z i do się jest że nie o dla oraz az és egy hogy nem van meg el в и на не что с по для "
    "із що та до від за у з il di che per gli della sono del y el los las con para het een van"
)
_WORD = re.compile(r"[^\W\d_]+")
_ENDING = 4
"""Letters of a case ending that a name may carry beyond its own."""
_VOWELS = "аеєиіїйоуьюяёыэaeiouyáéíóöőúüűąę"


def is_english(text: str, sentence: Sentence) -> bool:
    """Whether the paragraph that begins with a sentence reads as English, by its commonest words and its letters."""
    end = text.find("\n", sentence.end)
    piece = text[sentence.start : min(end if end > 0 else len(text), sentence.start + 700)]
    return reads_as_english(piece)


def reads_as_english(piece: str) -> bool:
    """Whether a piece of text reads as English; one without words does."""
    words = [word.lower() for word in _WORD.findall(piece)]
    if not words:
        return True
    if sum(not char.isascii() and char.isalpha() for char in piece) > 0.3 * sum(char.isalpha() for char in piece):
        return False
    english, other = (
        sum(word in _ENGLISH for word in words),
        sum(word in _OTHER and word not in _ENGLISH for word in words),
    )
    foreign = sum(not word.isascii() for word in words)
    return english >= other + (foreign > 0.2 * len(words)) * 2


MOST_PLACES = 50
"""Places of one name that its claim quotes; a book names a country on every page."""


def named_in(
    plain: Plain, sentences: Iterable[Sentence], gazetteer: Gazetteer, document: str, recorded: str
) -> Iterator[Claim]:
    """One claim of stage `mentioned` for every known name of the sentences, however declined, with all its places."""
    found: dict[tuple[str, str], tuple[Name, list[tuple[int, int]]]] = {}
    for sentence in sentences:
        for start, end, name in _names_of(plain, sentence, gazetteer):
            _, places = found.setdefault((name.kind, name.id), (name, []))
            if len(places) < MOST_PLACES:
                places.append((start, end))
    for name, places in found.values():
        yield _mention(plain, name, places, document=document, recorded=recorded)


def _names_of(plain: Plain, sentence: Sentence, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Name]]:
    """Where known names stand in a sentence, from their first to behind their last character."""
    tokens = tokens_of(plain.text, sentence.start, sentence.end)
    index = stems(gazetteer)
    order = ("item", "project", "party", "fund")
    at = 0
    while at < len(tokens):
        found = _find(index, tokens, at)
        if found is None:
            at += 1
            continue
        end, known = found
        if known.names:
            name = min(known.names, key=lambda one: order.index(one.kind))
            yield tokens[at].start, tokens[end - 1].end, name
        at = end


def _mention(plain: Plain, name: Name, places: Sequence[tuple[int, int]], *, document: str, recorded: str) -> Claim:
    """The claim that a text speaks of something: the first place is what it asserts, the others are spans beside it."""
    party = name.kind == "party"
    quote = span(plain, *places[0])
    return identified(
        Claim(
            document=document,
            spans=(quote, *(span(plain, *place, "party" if party else "item") for place in places)),
            giver=name.id if party else None,
            item=None if party else name.id,
            item_text=None if party else quote.exact,
            kind="financing" if name.kind == "fund" else "initiative" if name.kind == "project" else "transfer",
            stage="mentioned",
            extractor=EXTRACTOR,
            recorded=recorded,
        )
    )


Index = dict[str, list[tuple[tuple[str, ...], Known]]]


def stems(gazetteer: Gazetteer) -> Index:
    """The gazetteer's spellings by the first letters of their first word, longest first."""
    cached = gazetteer.__dict__.get("_stems")
    if cached is not None:
        return cached  # type: ignore[no-any-return]  # made below
    index: Index = {}
    for entries in gazetteer.index.values():
        for keys, known in entries:
            index.setdefault(_stem(keys[0])[:3], []).append((keys, known))
    for entries in index.values():
        entries.sort(key=lambda pair: (-len(pair[0]), -sum(len(word) for word in pair[0])))
    gazetteer.__dict__["_stems"] = index
    return index


def _stem(word: str) -> str:
    """A word without the vowel that declension changes."""
    return word[:-1] if len(word) > 4 and word[-1] in _VOWELS else word


def _find(index: Index, tokens: Sequence[Token], at: int) -> tuple[int, Known] | None:
    """The longest known name, declined or not, that begins at a token."""
    if tokens[at].kind == "mark" or (at and not tokens[at].spaced and tokens[at - 1].kind != "mark"):
        return None
    low = tokens[at].low
    for keys, known in index.get(_stem(low)[:3], []) + (index.get(low[:3], []) if _stem(low)[:3] != low[:3] else []):
        end = _match(keys, tokens, at)
        if end and _capital(known, tokens, at, end):
            return end, known
    return None


def _match(keys: tuple[str, ...], tokens: Sequence[Token], at: int) -> int:
    """The index after the last token when the words stand there with any ending."""
    place = at
    for number, word in enumerate(keys):
        while number and place < len(tokens) and tokens[place].text in "-/.":
            place += 1
        if place >= len(tokens) or not _same(word, tokens[place].low):
            return 0
        place += 1
    if (
        place + 1 < len(tokens)
        and tokens[place].text in "-'"
        and not tokens[place].spaced
        and not tokens[place + 1].spaced
        and len(tokens[place + 1].text) <= 3
    ):
        return place + 2 if tokens[place + 1].low.isalpha() else place
    if place < len(tokens) and not tokens[place].spaced and tokens[place].kind != "mark":
        return 0
    return place


def _same(word: str, token: str) -> bool:
    """Whether a token is a word with an ending of its language."""
    if word == token:
        return True
    stem = _stem(word)
    if len(stem) < 4 or word.isdigit():
        return False
    return token.startswith(stem) and len(token) - len(stem) <= _ENDING


def _capital(known: Known, tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a proper name has a capital, and an acronym only capitals (before its ending)."""
    if known.short:
        return tokens[at].text[:2].isupper() or not tokens[at].text[0].isalpha()
    return not known.proper or any(token.capital for token in tokens[at:end])


def spellings(names: Sequence[str]) -> list[tuple[str, ...]]:
    """The words of each name, as they are compared."""
    return [keys_of(name) for name in names]
