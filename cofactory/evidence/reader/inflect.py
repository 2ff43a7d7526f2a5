"""English inflection: the forms of a verb and the plurals of a noun, in British and American spelling."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Literal

Form = Literal["base", "third", "past", "participle", "gerund", "noun"]

LEXICON = Path(__file__).parent / "lexicon"
_VOWELS = "aeiou"
_WITH_BE = frozenset({"to", "due", "set", "for", "about", "slated", "after", "at", "back", "still", "ready"})
"""First words of phrases that mean something else without "is" or "are" before them."""


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the lexicon's tables; lines that begin with # are comments."""
    with (LEXICON / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@cache
def _irregular() -> dict[str, dict[str, str]]:
    return {row["base"]: row for row in rows("irregular.csv")}


@cache
def irregular_pasts() -> frozenset[str]:
    """The past forms of the irregular verbs, each as one word."""
    return frozenset(row["past"] for row in _irregular().values())


def verb_forms(phrase: str) -> list[tuple[str, Form]]:
    """The forms of a verb phrase, whose verb is its first word (or its last after a hyphen or an adverb)."""
    head, _, tail = phrase.partition(" ")
    before = ""
    if head in ("jointly", "mass"):
        before, (head, _, tail) = head + " ", tail.partition(" ")
    if head == "be" and tail.split()[0] not in _WITH_BE:
        return [(tail, "participle")]
    if head == "be":
        return [
            (f"{form} {tail}", "third")
            for form in ("is", "are", "was", "were", "be", "been", "being", "remain", "remains")
        ]
    tail = f" {tail}" if tail else ""
    found: list[tuple[str, Form]] = []
    for spelling in _spellings(head):
        prefix, dash, stem = spelling.rpartition("-")
        found += [(f"{before}{prefix}{dash}{word}{tail}", form) for word, form in _conjugated(stem)]
    return found


def _conjugated(verb: str) -> list[tuple[str, Form]]:
    known = _irregular().get(verb)
    if known:
        return [
            (known["base"], "base"), (known["third"], "third"), (known["past"], "past"),
            (known["participle"], "participle"), (known["gerund"], "gerund"),
        ]  # fmt: skip
    third = (
        verb[:-1] + "ies"
        if _ends_in_y(verb)
        else verb + ("es" if verb.endswith(("s", "x", "ch", "sh", "z", "o")) else "s")
    )
    stem = verb[:-1] if verb.endswith("e") else verb[:-1] + "i" if _ends_in_y(verb) else verb
    ing = verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "ye")) else verb
    return [(verb, "base"), (third, "third"), (stem + "ed", "past"), (ing + "ing", "gerund")]


def _ends_in_y(verb: str) -> bool:
    return len(verb) > 1 and verb.endswith("y") and verb[-2] not in _VOWELS


def _spellings(verb: str) -> list[str]:
    """The verb with -ise and with -ize, where it has either."""
    for ending, other in (("ise", "ize"), ("ize", "ise")):
        if verb.endswith(ending) and verb not in ("raise", "exercise", "rise", "promise", "prize"):
            return [verb, verb[:-3] + other]
    return [verb]


def plurals(phrase: str) -> list[str]:
    """The noun phrase and its plural, in both spellings of its words."""
    found = []
    for text in {
        phrase,
        phrase.replace("defence", "defense"),
        phrase.replace("isation", "ization"),
        phrase.replace("armoured", "armored"),
    }:
        found.append(text)
        if text.endswith(("s", "x", "ch", "sh")):
            found.append(text + "es")
        elif text.endswith("y") and text[-2] not in _VOWELS:
            found.append(text[:-1] + "ies")
        elif not text.endswith("craft"):
            found.append(text + "s")
    return found
