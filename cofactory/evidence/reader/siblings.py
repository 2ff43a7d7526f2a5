"""Items of a programme that share a name: the same thing for different receivers, or a thing and its improvement."""

from __future__ import annotations

import re
from functools import lru_cache

from cofactory.evidence.reader.gazetteer import Gazetteer, Name, keys_of

_FOR = re.compile(r"\s+for\s+(.+)$")
_BETTER = re.compile(r"moderni[sz]|upgrade|improve|refurbish|overhaul", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:other|others|export|joint)\b", re.IGNORECASE)


@lru_cache(maxsize=8)
def siblings_of(gazetteer: Gazetteer) -> dict[str, tuple[Name, ...]]:
    """Per item, all items whose names differ only in whom they are for; the item itself first."""
    items = [name for name in gazetteer.names if name.kind == "item"]
    bases: dict[tuple[str, ...], list[Name]] = {}
    for name in items:
        bases.setdefault(keys_of(_FOR.sub("", name.name)), []).append(name)
    return {name.id: (name, *(one for one in same if one is not name)) for same in bases.values() for name in same}


@lru_cache(maxsize=8)
def receivers_of(gazetteer: Gazetteer) -> dict[str, frozenset[str]]:
    """Per item that says for whom it is, the parties named there, and "others" where it says so."""
    parties = {keys: known for entries in gazetteer.index.values() for keys, known in entries}
    found = {}
    for name in gazetteer.names:
        match = _FOR.search(name.name)
        if not match or name.kind != "item":
            continue
        words = keys_of(match.group(1))
        ids = {
            party.id
            for size in (1, 2)
            for at in range(len(words) - size + 1)
            if (known := parties.get(words[at : at + size]))
            for party in known.names
            if party.kind == "party"
        }
        if _OTHERS.search(match.group(1)) or len(ids) > 1:
            ids.add("others")
        found[name.id] = frozenset(ids)
    return found


@lru_cache(maxsize=8)
def improved_of(gazetteer: Gazetteer) -> dict[str, str]:
    """Per item, the item that is its improvement: a name of it holds the item's name and a word for improving."""
    items = [name for name in gazetteer.names if name.kind == "item"]
    found: dict[str, str] = {}
    for better in items:
        spoken = [spelling for spelling in (better.name, *better.aliases) if _BETTER.search(spelling)]
        for name in items if spoken else ():
            if name is better or _BETTER.search(name.name):
                continue
            spellings = [_FOR.sub("", name.name), *name.aliases]
            if any(
                _holds(keys_of(one), keys_of(spelling)) for one in spoken for spelling in spellings if len(spelling) > 2
            ):
                found.setdefault(name.id, better.id)
    return found


def _holds(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether a sequence of words stands inside another."""
    return bool(part) and any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))
