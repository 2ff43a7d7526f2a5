"""The verbs and nouns of money in a clause, and the funds that it names."""

from __future__ import annotations

from functools import cache

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.inflect import plurals, rows, verb_forms
from cofactory.evidence.reader.lexicon import Entry, Phrasebook
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.money import Sum
from cofactory.evidence.reader.words import DETERMINERS, HOMOGRAPHS, ambiguous_noun

_TAKES = frozenset({"receive", "seek", "ask for", "request", "apply for", "raise", "draw", "draw down", "tap"})
_NO = frozenset({"no", "neither"})
_NONE = frozenset({"none", "no", "neither"})
_WANTS = {
    "meet": frozenset({"from", "by"}),
    "make": frozenset({"available"}),
    "put": frozenset({"into", "towards", "toward", "behind", "in"}),
}
"""Verbs of money only with a word behind their sum: "make 5 million available", "put 5 million into the plant"."""


@cache
def book() -> Phrasebook:
    """The verbs and nouns of money."""
    made = Phrasebook()
    for row in rows("payments.csv"):
        if row["part"] == "verb":
            for phrase, form in verb_forms(row["phrase"]):
                made.add(
                    phrase,
                    Entry(
                        "act",
                        row["phrase"],
                        form,
                        "financing",
                        row["stage"],
                        "receiver" if row["phrase"] in _TAKES else "payer",
                    ),
                )
        else:
            for phrase in plurals(row["phrase"]):
                made.add(phrase, Entry("money", row["phrase"], "noun", stage=row["stage"]))
    return made


def money_words(line: Line, clause: Clause) -> tuple[list[Trigger], list[Trigger]]:
    """The verbs and the nouns of money in a clause."""
    verbs, nouns = [], []
    for at in range(clause.first, clause.last):
        if line.tokens[at].kind != "word" or line.covered[at] in ("thing", "actor", "date", "sum"):
            continue
        for end, entry in book().at(line.tokens, at):
            if entry.form == "noun":
                nouns.append(Trigger(at, end, entry))
            elif (entry.base == "cost" and line.tokens[at - 1].low in DETERMINERS) or (
                entry.base in _WANTS
                and not any(line.tokens[k].low in _WANTS[entry.base] for k in range(end, min(end + 12, clause.last)))
            ):
                continue
            elif entry.form == "gerund" and entry.base in ("finance", "fund", "co-finance", "co-fund", "bankroll"):
                nouns.append(Trigger(at, end, entry))
            elif not (
                entry.form in ("base", "third")
                and entry.base in HOMOGRAPHS
                and ambiguous_noun(line.tokens, at, end, entry.form)
            ):
                verbs.append(Trigger(at, end, entry))
    return verbs, nouns


def fund_named(line: Line, clause: Clause) -> bool:
    """Whether a fund of the programme is named in the clause."""
    return any(
        clause.first <= thing.first < clause.last
        and thing.known
        and any(name.kind == "fund" for name in thing.known.names)
        for thing in line.things
    )


def part_of_price(before: list[str]) -> bool:
    """Whether a sum behind five words is a share of a price: "has paid 35 percent of the price, 280 million euros"."""
    return before[-4:] == ["of", "the", "price", ","] and before[0] in ("percent", "%", "cent", "half", "third", "part")


def nothing_paid(line: Line, clause: Clause, money: Sum | None) -> bool:
    """Whether a clause says of a payment that there was none: "received no instalment", "none of the 40 million"."""
    if money is not None:
        return any(token.low in _NONE for token in line.tokens[max(clause.first, money.first - 3) : money.first])
    _, nouns = money_words(line, clause)
    nouns = [noun for noun in nouns if noun.entry.form == "noun"]
    return any(
        token.low in _NO for noun in nouns for token in line.tokens[max(clause.first, noun.first - 2) : noun.first]
    )
