"""The names a programme knows, ready to be found in texts: longest first, capitals where the name asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cofactory.evidence.reader.inflect import plurals, rows
from cofactory.evidence.reader.letters import plain
from cofactory.evidence.reader.lexicon import groups_of
from cofactory.evidence.reader.tokens import Token, tokens_of
from cofactory.schema.countries import country_names

NameKind = Literal["item", "party", "fund", "project"]
_FOR = re.compile(r"\s+(?:for|\()\s?.*$")
_NO_CLASS = frozenset({"unit", "system", "set", "piece", "kit", "programme", "round", "section", "line"})
"""Units that say too little to point back to a thing by themselves."""
_GLUE = frozenset("-/.")
_SPELLING = {
    "defense": "defence",
    "center": "centre",
    "program": "programme",
    "programs": "programmes",
    "armored": "armoured",
    "caliber": "calibre",
}


@dataclass(frozen=True, slots=True)
class Name:
    """One thing the programme knows: an item, a party, a fund or a project, with its other names."""

    id: str
    kind: NameKind
    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    unit: str | None = None
    company: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """One spelling and what it stands for; `names` is empty for a country that the programme does not know."""

    names: tuple[Name, ...]
    country: str | None
    proper: bool
    """Whether it counts only with the capitals it is written with."""
    short: bool
    """Whether it is an acronym, which counts only in upper case."""
    adjective: bool = False


@dataclass(frozen=True)
class Gazetteer:
    """All names of a programme; the index for finding them is made once."""

    names: tuple[Name, ...]

    @cached_property
    def index(self) -> dict[str, list[tuple[tuple[str, ...], Known]]]:
        """Every spelling by its first word, longest first."""
        spellings: dict[tuple[str, ...], Known] = {}
        for name in self.names:
            for spelling in _spellings_of(name):
                _enter(spellings, spelling, name)
        _countries(spellings, self.names)
        index: dict[str, list[tuple[tuple[str, ...], Known]]] = {}
        for keys, known in spellings.items():
            index.setdefault(keys[0], []).append((keys, known))
        for entries in index.values():
            entries.sort(key=lambda pair: -len(pair[0]))
        return index

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every name: a capitalised word that is none of them may be a name nobody knows yet."""
        return frozenset(word for entries in self.index.values() for keys, _ in entries for word in keys)

    @cached_property
    def units(self) -> dict[str, str]:
        """The programme's own words for classes: the units of its items and the last common words of their names."""
        found: dict[str, str] = {}
        for name in self.names:
            last = _last_word(name)
            words = {name.unit or "", last if last.islower() or _common(name) else ""}
            for word in words if name.kind == "item" else ():
                if word.isalpha() and word.lower() not in _NO_CLASS:
                    found |= dict.fromkeys(plurals(word.lower()), word.lower())
        return found

    @cached_property
    def groups(self) -> dict[str, frozenset[str]]:
        """Per item, the groups of things it belongs to, from the class words in its names and its unit."""
        return {
            name.id: groups_of(" ".join([name.name.lower(), name.unit or "", *name.aliases]).lower())
            | {f"unit:{unit}" for word in (name.unit or "", _last_word(name)) if (unit := self.units.get(word.lower()))}
            for name in self.names
            if name.kind == "item"
        }

    @cached_property
    def receivers(self) -> dict[str, str]:
        """Per item whose name says for whom it is ("Rafale for Ukraine"), the words after "for"."""
        found = {}
        for name in self.names:
            match = re.search(r"\sfor\s(.+)$", name.name)
            if match and name.kind == "item":
                found[name.id] = match.group(1)
        return found


def _last_word(name: Name) -> str:
    """The last word of a name without what it is for; empty for an empty name."""
    return (_FOR.sub("", name.name).split() or [""])[-1]


def _common(name: Name) -> bool:
    """Whether a name in capitals ends in a word that texts use for the thing by itself: "Arctic Security Cutter"."""
    words = _FOR.sub("", name.name).split()
    return (
        len(words) > 2 and all(word[0].isupper() for word in words) and words[-1][1:].islower() and len(words[-1]) > 4
    )


def key(low: str) -> str:
    """A word as names are compared: American spelling made British."""
    return _SPELLING.get(low, low)


def keys_of(text: str) -> tuple[str, ...]:
    """The words of a spelling, without the marks that writers set or leave out (Aster-30, Aster 30, SAMP/T)."""
    clean = plain(text).text
    return tuple(key(token.low) for token in tokens_of(clean, 0, len(clean)) if token.text not in _GLUE)


def find(
    index: dict[str, list[tuple[tuple[str, ...], Known]]], tokens: Sequence[Token], at: int
) -> tuple[int, Known] | None:
    """The longest known name that begins at a token, with the index after it."""
    low = key(tokens[at].low)
    for keys, known in index.get(low, ()):
        end = _match(keys, tokens, at)
        if end and _cased(known, tokens, at, end):
            return end, known
    if low.endswith("s") and len(low) > 3:
        for keys, known in index.get(low[:-1], ()):
            if (
                len(keys) == 1
                and known.names
                and not known.short
                and _cased(known, tokens, at, at + 1)
                and _match(keys, tokens, at)
            ):
                return at + 1, known
    return None


def _match(keys: tuple[str, ...], tokens: Sequence[Token], at: int) -> int:
    """The index after the last token when the words stand there, else 0; the last word may be a plural."""
    place, last = at + 1, len(keys) - 1
    for number in range(1, len(keys)):
        while (
            place < len(tokens)
            and tokens[place].text in _GLUE
            and not (tokens[place].spaced and tokens[place].text == "-")
        ):
            place += 1
        if place >= len(tokens):
            return 0
        low = key(tokens[place].low)
        if low != keys[number] and not (number == last and low in (keys[number] + "s", keys[number] + "es")):
            return 0
        place += 1
    if place < len(tokens) and not tokens[place].spaced and tokens[place].kind != "mark":
        if tokens[place].low == "s":
            return place + 1
        return 0
    return place


def _cased(known: Known, tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the capitals are as the name asks."""
    if known.short:
        return all(
            token.text.isupper() or token.kind != "word" or token.low == "s" or not token.spaced
            for token in tokens[at:end]
        )
    if known.proper:
        return any(token.capital for token in tokens[at:end] if token.low != "the")
    return True


def _spellings_of(name: Name) -> Iterable[str]:
    """The name, its aliases, and the name without what it is for."""
    yield name.name
    yield from name.aliases
    if name.kind == "fund":
        yield from (word for word in re.findall(r"\b[A-Z]{3,}\b", name.name) if word != "SME")
    short = _FOR.sub("", name.name)
    if short != name.name and name.kind == "item":
        yield short


def _enter(spellings: dict[tuple[str, ...], Known], spelling: str, name: Name) -> None:
    """Nothing; the spelling is entered, beside the names that share it."""
    keys = keys_of(spelling)
    if not keys or not any(char.isalpha() for char in spelling):
        return
    known = _known(spelling, name)
    variants = [keys]
    last = keys[-1]
    if not known.proper and last.endswith("s") and not last.endswith("ss") and len(last) > 3:
        variants.append((*keys[:-1], last[:-1]))
    if name.kind == "item" and not known.proper and not last.endswith("s"):
        variants.append((*keys[:-1], last + "s"))
    if name.kind == "item" and known.proper and len(keys) > 1 and keys[-1].isdigit() is False and groups_of(last):
        variants.append(keys[:-1])
    for variant in variants:
        others = spellings.get(variant)
        names = (*others.names, name) if others and name not in others.names else (others.names if others else (name,))
        spellings[variant] = Known(names, name.country, known.proper, known.short)


def _known(spelling: str, name: Name) -> Known:
    """How a spelling is to be compared: an acronym, a proper name, or common words."""
    letters = [char for char in spelling if char.isalpha()]
    upper = sum(char.isupper() for char in letters)
    short = len(letters) <= 4 and upper == len(letters)
    words = spelling.split()
    common = (
        name.kind == "item" and upper == 1 and spelling[0].isupper() and not any(char.isdigit() for char in spelling)
    )
    if common:
        common = len(words) > 1 and bool(
            groups_of(words[-1].lower()) or words[-1].lower() == name.unit or words[-1].islower()
        )
        common = common and words[0].lower() != "brave" and (words[0] + " " not in " ".join(name.aliases) + " ")
    if name.kind == "item" and len(words) == 1 and spelling.lower() == (name.unit or "").lower():
        common = True
    return Known((name,), name.country, upper > 0 and not common, short)


def _countries(spellings: dict[tuple[str, ...], Known], names: Sequence[Name]) -> None:
    """Nothing; countries, their adjectives and capitals are entered, for the programme's own states or for nobody."""
    states = {
        name.country: name
        for name in names
        if name.kind == "party" and not name.company and name.country not in (None, "XX")
    }
    for code, name in country_names().items():
        if code != "XX":
            _country(spellings, name, code, states.get(code))
    for row in rows("demonyms.csv"):
        for word in row["words"].split(";"):
            _country(
                spellings,
                word,
                row["code"],
                states.get(row["code"]),
                adjective=word.endswith(("ish", "an", "ch", "se", "i", "ss")),
            )


def _country(
    spellings: dict[tuple[str, ...], Known], word: str, code: str, party: Name | None, *, adjective: bool = False
) -> None:
    """Nothing; one word for a country is entered unless the programme uses it already."""
    keys = keys_of(word)
    if keys not in spellings:
        short = word.isupper() or "." in word
        spellings[keys] = Known((party,) if party else (), code, True, short, adjective)
