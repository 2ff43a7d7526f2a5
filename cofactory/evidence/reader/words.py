"""Small closed classes of English words, and whether a word is a noun or a verb where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from cofactory.evidence.reader.numbers import number_at
from cofactory.evidence.reader.tokens import Token
from cofactory.evidence.reader.wordset import word_set

FUTURE = frozenset({"will", "'ll", "shall", "we'll", "they'll", "it'll", "won't"})
WOULD = frozenset({"would", "wouldn't"})
MAYBE = frozenset({"could", "may", "might", "couldn't"})
ABILITY = frozenset({"can", "can't", "cannot"})
DUTY = frozenset({"must", "should", "ought", "shouldn't"})
MODALS = FUTURE | WOULD | MAYBE | ABILITY | DUTY
HAVE = frozenset({"has", "have", "had", "having", "hasn't", "haven't", "hadn't"})
BE = word_set("is are was were be been being am isn't aren't wasn't weren't 's gets got")
DO = frozenset({"do", "does", "did", "don't", "doesn't", "didn't"})
AUXILIARIES = MODALS | HAVE | BE | DO
FINITE = MODALS | DO | word_set("has have had is are was were hasn't haven't hadn't isn't aren't wasn't weren't")
NEGATIONS = word_set("not never neither nor no without none nobody nothing cannot hardly")
DETERMINERS = word_set(
    "the a an this that these those its their his her our your my any some each every no another all both "
    "such more further additional new first second third last next initial joint final future possible "
    "potential large total"
)
PREPOSITIONS = word_set(
    "of for in on at by with from to into under over through during against about via per between among "
    "across within without towards toward on regarding concerning including like as than despite"
)
PRONOUNS = word_set("it they he she we i you who which that them him her us")
SKIPPED = word_set(
    "not never already now also then just only soon still yet later first together initially eventually both "
    "either indeed even since so far again always once longer ever thus therefore instead meanwhile well all"
)


def negated(token: Token) -> bool:
    """Whether the word negates."""
    return token.low in NEGATIONS or token.low.endswith("n't")


def adverb(token: Token) -> bool:
    """Whether the word may stand between an auxiliary and its verb."""
    return (
        token.low in SKIPPED
        or token.low in NEGATIONS
        or (token.low.endswith("ly") and token.low not in ("supply", "assembly", "italy", "july", "only", "family"))
    )


HOMOGRAPHS = word_set(
    "advance aim answer appeal approach award back balance ban bar bid block book boost brief budget buy caution "
    "claim climb comment commission commit compound concern contact contest contract convert court cover craft "
    "debate delay demand design dispute double draw drop echo engineer estimate exercise export eye fall favour "
    "ferry field file fill finance float forge forward freeze freight fund gift grant guarantee guard halt hand "
    "haul hike hint increase joke jump land lapse launch lease list loan machine make name need neglect note "
    "offer order overhaul paint patrol pause pay peak pick place plan pledge post praise present press print "
    "probe program programme promise prototype purchase quote raise ramp ration reach rebuild recall refit "
    "release remark rent reply report request research reserve resolve resume retrofit revamp review rise run "
    "sale sanction schedule seal serve shield shift ship sign signal source span spare start state stock stress "
    "strike study supply support surge swap talk target test top total transfer triple truck update upgrade use "
    "veto voice void vow win wire wish work"
)
"""Verbs whose forms are nouns as well; the others are verbs wherever no article stands before them."""


_COUNTING = word_set("about around over under nearly almost some roughly more fewer less at between as just only")


def ambiguous_noun(tokens: Sequence[Token], at: int, end: int, form: str) -> bool:
    """Whether a word that may be a noun or a verb ("orders", "supply") is a noun here."""
    back = at - 1
    while back >= 0 and adverb(tokens[back]) and tokens[back].low not in ("all", "first", "no"):
        back -= 1
    before = tokens[back].low if back >= 0 else ""
    after = tokens[end].low if end < len(tokens) else ""
    if form in ("past", "participle"):
        return before in ("the", "a", "an") and after not in ("", ",", ".")
    if before == "to" or before in MODALS or before in DO or before in PRONOUNS - {"her", "that"}:
        return False
    if before in DETERMINERS or before in PREPOSITIONS or before in ("'s", "-", "'") or before in BE or before in HAVE:
        return True
    if after == "to" and form in ("base", "third"):
        return back >= 0 and tokens[back].low.endswith("ing")
    if after == "of" or form == "base":
        return not (back >= 0 and tokens[back].capital and form == "third") and not (
            form == "base" and _plural(tokens, back) and after not in ("of", "for", "from", "in")
        )
    # third person: "Poland orders 20 tanks", against "tank orders rose"
    following = tokens[end] if end < len(tokens) else None
    object_follows = following is not None and (
        following.kind == "number"
        or following.capital
        or following.low in DETERMINERS
        or following.low in ("up", "to", "on")
        or number_at(tokens, end) is not None
        or (following.low in _COUNTING and any(token.kind == "number" for token in tokens[end + 1 : end + 4]))
    )
    if back > 0 and tokens[back - 1].low in ("the", "this", "a", "its") and number_at(tokens, end) is not None:
        return False  # "the purchase covers 40"
    counted = number_at(tokens, end) is not None or (
        following is not None
        and (
            following.low in ("about", "around", "nearly", "almost", "roughly", "some", "the", "a", "an")
            or (following.low in _COUNTING | {"as", "up"} and _number_near(tokens, end))
            or following.text in "€$£"
        )
    )
    if counted and back > 0 and tokens[back].kind == "word" and not tokens[back].low.endswith("s") and form == "third":
        return False  # "the agreement reserves about 1 billion"
    return not (back >= 0 and (tokens[back].capital or tokens[back].text in ',)"') and object_follows) and not (
        back >= 0 and tokens[back].capital and following is not None and following.low not in PREPOSITIONS
    )


def _number_near(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number stands a few words on: "as many as 150", "up to 40"."""
    return any(token.kind == "number" for token in tokens[at : at + 4])


def _plural(tokens: Sequence[Token], back: int) -> bool:
    """Whether the word before may be a plural subject."""
    return (
        back >= 0
        and tokens[back].kind == "word"
        and (tokens[back].low.endswith("s") or tokens[back].low in ("people", "partners"))
    )
