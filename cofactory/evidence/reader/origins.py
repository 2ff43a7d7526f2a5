"""Which documents tell of one origin: copies of one text, translations, and texts that only pass on an agency's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cofactory.evidence.reader.letters import plain
from cofactory.schema.evidence import Document

SHINGLE = 5
"""Words of a run that two copies must share."""
ALIKE = 0.5
"""The share of the shorter text's runs that makes two texts copies."""

_WORD = re.compile(r"\w+")
_AGENCY = re.compile(
    r"(?:according to|citing|cited by|quoting|reports?|reported by|\(|via|—|-)\s*(?:the\s+)?(?:news\s+agency\s+)?"
    r"(?P<name>AFP|Reuters|Associated Press|AP|Bloomberg|dpa|PAP|"
    r"Ukrinform|Interfax-Ukraine|Interfax|Yonhap|Kyodo|Xinhua|ANSA|EFE|MTI|UNIAN)\b"
)


def origins(documents: Sequence[Document], texts: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """The ids of the documents in groups of one origin each, in the order given. `texts` is by document id.

    One origin: the same `syndicated_from` or `translation_of` chain, half or more of the shorter text's five-word runs
    in common, or both pass on the same agency within two days of each other. Nothing is merged; the groups only say how
    many independent voices there are.
    """
    home = {document.id: document.id for document in documents}
    _by_declaration(documents, home)
    runs = {document.id: _runs(texts.get(document.id, "")) for document in documents}
    _by_words(runs, home)
    _by_agency(documents, texts, home)
    groups: dict[str, list[str]] = {}
    for document in documents:
        groups.setdefault(_root(home, document.id), []).append(document.id)
    return tuple(tuple(group) for group in groups.values())


def _root(home: dict[str, str], one: str) -> str:
    """The first document of a group."""
    while home[one] != one:
        one = home[one]
    return one


def _join(home: dict[str, str], one: str, other: str) -> None:
    """Nothing; two groups are one from now on."""
    a, b = _root(home, one), _root(home, other)
    if a != b:
        home[max(a, b)] = min(a, b)


def _by_declaration(documents: Sequence[Document], home: dict[str, str]) -> None:
    """Nothing; documents that name one another, or the same source, are joined."""
    named: dict[str, str] = {}
    for document in documents:
        for source in (document.syndicated_from, document.translation_of):
            if not source:
                continue
            if source in home:
                _join(home, document.id, source)
            key = source.casefold()
            _join(home, document.id, named.setdefault(key, document.id))


def _runs(text: str) -> frozenset[int]:
    """The hashed runs of words of a text."""
    words = [word.casefold() for word in _WORD.findall(plain(text).text)]
    return frozenset(hash(tuple(words[at : at + SHINGLE])) for at in range(max(0, len(words) - SHINGLE + 1)))


def _by_words(runs: Mapping[str, frozenset[int]], home: dict[str, str]) -> None:
    """Nothing; texts that share half of their runs are joined. An index over runs keeps it from comparing all pairs."""
    where: dict[int, list[str]] = {}
    for one, own in runs.items():
        common: dict[str, int] = {}
        for run in own:
            for other in where.get(run, ())[:50]:
                common[other] = common.get(other, 0) + 1
            where.setdefault(run, []).append(one)
        for other, count in common.items():
            if count >= ALIKE * max(1, min(len(own), len(runs[other]))):
                _join(home, one, other)


def _by_agency(documents: Sequence[Document], texts: Mapping[str, str], home: dict[str, str]) -> None:
    """Nothing; texts of the same three days that pass on the same agency are joined."""
    latest: dict[str, tuple[str, str]] = {}
    for document in sorted(documents, key=lambda one: one.published or ""):
        match = _AGENCY.search(plain(texts.get(document.id, "")).text[:600])
        publisher = (document.publisher or "").casefold()
        agency = (
            match["name"].casefold()
            if match
            else publisher
            if publisher in ("afp", "reuters", "ap", "dpa", "pap")
            else None
        )
        if agency is None or not document.published:
            continue
        before = latest.get(agency)
        if before and _days_between(before[1], document.published) <= 2:
            _join(home, document.id, before[0])
        latest[agency] = (document.id, document.published)


def _days_between(one: str, other: str) -> int:
    """The days between two days."""
    from datetime import date

    return abs((date.fromisoformat(other) - date.fromisoformat(one)).days)
