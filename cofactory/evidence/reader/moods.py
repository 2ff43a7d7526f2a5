"""The mood of a verb: its time, whether it is passive or denied, and how sure it sounds, from the words before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.words import (
    ABILITY,
    BE,
    DO,
    DUTY,
    FINITE,
    FUTURE,
    HAVE,
    MAYBE,
    WOULD,
    adverb,
    negated,
)  # fmt: skip
from cofactory.schema.evidence import Certainty

Time = Literal["past", "present", "progressive", "future", "would", "infinitive", "gerund", "noun", "participle"]


_POLITE = frozenset({"like", "love", "welcome", "prefer"})
"""Verbs that "would" only makes polite: "would like to buy" is a wish told as such."""


@dataclass(frozen=True, slots=True)
class Mood:
    """How a verb stands in its sentence."""

    time: Time
    passive: bool = False
    denied: bool = False
    certainty: Certainty = "asserted"
    first: int = 0
    """The first token of the verb group."""

    @property
    def done(self) -> bool:
        """Whether it is told as something that is or was so."""
        return (
            self.time in ("past", "present", "progressive", "participle")
            and not self.denied
            and self.certainty == "asserted"
        )


def mood_of(line: Line, trigger: Trigger) -> Mood:
    """The mood of a trigger, from the auxiliaries, adverbs and negations before it."""
    form = trigger.entry.form
    if form == "noun":
        return Mood("noun", denied=_no_before(line, trigger.first), first=trigger.first)
    chain, first, denied = _before(line, trigger.first)
    if trigger.entry.base.startswith("be "):
        chain = [*chain, line.tokens[trigger.first].low]
    certainty: Certainty = "asserted"
    if any(word in MAYBE for word in chain):
        certainty = "speculative"
    elif any(word in ABILITY | DUTY for word in chain):
        certainty = "hedged"
    passive = form in ("past", "participle") and any(word in BE for word in chain)
    return Mood(_time(chain, form), passive, denied, certainty, first)


def _time(chain: list[str], form: str) -> Time:
    """The time that a chain of auxiliaries gives to a form."""
    if "to" in chain or chain == ["be"]:
        return "infinitive"  # "it is important that the loan be paid"
    if any(word in FUTURE | MAYBE | ABILITY | DUTY for word in chain):
        return "future"
    if any(word in WOULD for word in chain):
        return "would"
    if any(word in HAVE or word in ("was", "were") for word in chain):
        return "past"
    if form == "gerund":
        return "progressive" if any(word in BE for word in chain) else "gerund"
    if form in ("past", "participle"):
        return "past"
    return "present"


def _before(line: Line, at: int) -> tuple[list[str], int, bool]:
    """The auxiliaries before a verb, the first token of the group, and whether a negation stands among them."""
    tokens = line.tokens
    chain: list[str] = []
    denied = False
    place = at - 1
    while place >= 0 and at - place < 9:
        token = tokens[place]
        low = token.low
        if line.covered[place] == "date":
            break
        if low in FINITE or low in BE or low in HAVE or low in DO or low in FUTURE | WOULD | MAYBE | ABILITY | DUTY:
            if "to" in chain and not _goes_on(low, tokens[place + 1].low):
                break
            chain.insert(0, low)
        elif low == "to" and not chain_closed(chain):
            chain.insert(0, low)
            if place and tokens[place - 1].low == "yet":
                denied = True
        elif not adverb(token):
            break
        denied = denied or (negated(token) and low != "nothing")
        place -= 1
    return chain, place + 1, denied


def chain_closed(chain: list[str]) -> bool:
    """Whether a finite auxiliary is already among them, so that a "to" further left belongs to another verb."""
    return any(word in FINITE for word in chain)


def _goes_on(low: str, following: str) -> bool:
    """Whether an auxiliary before "to" belongs to the same group ("is to be delivered", "has yet to sign")."""
    return following in ("to", "yet", "still", "not", "due", "set") or low in (
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
    )


def _no_before(line: Line, at: int) -> bool:
    """Whether "no", "without" or "any ... not" stands close before a noun."""
    for place in range(at - 1, max(-1, at - 5), -1):
        token = line.tokens[place]
        if token.kind == "mark" and token.text not in "-'\"'s":
            return False
        if token.low in ("no", "without", "neither", "nor"):
            return True
        if token.low in ("the", "a", "an", "of", "for", "to", "in", "on") or line.covered[place] == "trigger":
            return False
    return False


def clause_mood(line: Line, first: int, last: int, *, skip: int = -1) -> Mood | None:
    """The mood of the first finite verb between two tokens, be it in the lexicon or not; none when there is none."""
    tokens = line.tokens
    for place in range(first, last):
        low = tokens[place].low
        if place == skip or low not in FINITE or line.covered[place] in ("thing", "actor", "date"):
            continue
        denied = low.endswith("n't") or any(negated(tokens[k]) for k in range(place + 1, min(last, place + 3)))
        if place + 2 < last and tokens[place + 1].low == "yet" and tokens[place + 2].low == "to":
            denied = True
        if low in FUTURE:
            return Mood("future", denied=denied, first=place)
        if low in WOULD and place + 1 < last and tokens[place + 1].low in _POLITE:
            return Mood("present", denied=denied, first=place)
        if low in WOULD:
            return Mood("would", denied=denied, first=place)
        if low in MAYBE:
            return Mood("future", denied=denied, certainty="speculative", first=place)
        if low in ABILITY | DUTY:
            return Mood("future", denied=denied, certainty="hedged", first=place)
        if place + 1 < last and tokens[place + 1].low == "to":
            return Mood("future", denied=denied, first=place)
        return Mood(
            "present" if low in ("is", "are", "isn't", "aren't", "do", "does") else "past", denied=denied, first=place
        )
    return None
