"""What one asserts and another denies is found, and contracts that no words name; what can be, is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from cofactory.desk.standing import instruments
from cofactory.schema.evidence import Claim
from tests.evidence.ledgers import claim, document
from tests.evidence.odds import conflicts, exactly, kinds, late, money, on, one, two

DENIED_AT_ODDS = {
    "the same stage": (one("contract"), two("contract", denied=True)),
    "a higher stage": (one("delivered"), two("contract", denied=True)),
    "denied first, and asserted of a day before": (
        one("contract", denied=True),
        late("contract", dates=(on("2025-11-10"),)),
    ),
    "denied, and asserted days later without a date": (one("contract", denied=True), two("contract")),
    "called off, and not": (one("cancelled"), two("cancelled", denied=True)),
    "paid, and not even allocated": (
        one("disbursed", kind="financing"),
        two("allocated", kind="financing", denied=True),
    ),
    "that it is at all": (one(None, kind="modernisation"), two(None, kind="modernisation", denied=True)),
    "of the same number": (one("contract", quantity=exactly(100)), two("contract", denied=True, quantity=exactly(100))),
    "of no number": (one("contract", quantity=exactly(100)), two("contract", denied=True)),
    "of the same sum": (one("contract", money=money(2e9)), two("contract", denied=True, money=money(2e9))),
}

DENIED_THAT_CAN_BE = {
    "a lower stage": (one("letter_of_intent"), two("contract", denied=True)),
    "signed since": (one("contract", denied=True), late("contract", dates=(on("2026-01-09"),))),
    "told to be so two months later": (one("contract", denied=True), late("contract")),
    "another kind of promise": (one("contract", kind="transfer"), two("contract", denied=True)),
    "another number": (one("contract", quantity=exactly(100)), two("contract", denied=True, quantity=exactly(150))),
    "another unit": (
        one("contract", quantity=exactly(8), unit="systems"),
        two("contract", denied=True, quantity=exactly(8), unit="missiles"),
    ),
    "another sum": (one("allocated", money=money(2e9)), two("allocated", denied=True, money=money(3e9))),
    "another currency": (one("allocated", money=money(2e9)), two("allocated", denied=True, money=money(2e9, "USD"))),
    "called off, and no such scope": (one("cancelled"), two(None, denied=True)),
    "only hoped for": (one("contract", certainty="hedged"), two("contract", denied=True)),
    "less paid than allocated": (
        one("pledged", kind="financing"),
        two("allocated", kind="financing", denied=True),
    ),
    "risks of any kind": (one(None, kind="risk"), two(None, kind="risk", denied=True)),
}


@pytest.mark.parametrize("claims", DENIED_AT_ODDS.values(), ids=DENIED_AT_ODDS)
def test_what_one_asserts_and_another_denies(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == {"denied"}


@pytest.mark.parametrize("claims", DENIED_THAT_CAN_BE.values(), ids=DENIED_THAT_CAN_BE)
def test_a_denial_that_does_not_contradict(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == set()


def told(quote: str, published: str = "2025-11-18", stage: str = "contract", **said: Any) -> tuple[Any, Claim]:
    """A document of these words and the claim that rests on all of them."""
    source = document(quote, published, **said)
    return source, claim(source, quote, stage=stage)


def unnamed(*tellings: tuple[Any, Claim], words: tuple[str, ...] | None = None) -> list[set[str]]:
    """What the sides say of each contract without an instrument; the words are those of the lexicon unless given."""
    sources, claims = zip(*tellings, strict=True)
    found = conflicts(*claims, documents=sources, words=instruments() if words is None else words)
    return [{side.says for side in one.sides} for one in found if one.kind == "no-instrument"]


NAMELESS = [
    "According to the ministry 100 jets come", "They will build in order to get 100 jets", "It is an ideal number",
    "The impact of 100 jets on the force", "Jets for the border", "The contractor will build 100 jets",
    "They will get a great deal of jets", "They bought 100 jets", "They deal with the jets in an orderly way",
]  # fmt: skip
NAMING = [
    "They signed a contract for 100 jets", "Contracts were signed", "They ordered 100 jets", "The deal is done",
    "An advance purchase agreement was reached", "A firm order for jets", "100 jets are on order",
]  # fmt: skip


@pytest.mark.parametrize("quote", NAMELESS)
def test_a_contract_that_no_words_name(quote: str) -> None:
    assert unnamed(told(quote)) == [{"contract, no instrument named"}]


@pytest.mark.parametrize("quote", NAMING)
def test_a_contract_that_its_words_name(quote: str) -> None:
    assert unnamed(told(quote)) == []


def test_only_the_words_of_the_list_name_an_instrument() -> None:
    assert unnamed(told("They signed a contract"), words=("covenant",)) == [{"contract, no instrument named"}]
    assert unnamed(told("They signed a covenant"), words=("covenant",)) == []
    assert unnamed(told("They bought jets"), words=()) == []


def test_who_knows_of_less_at_that_time_or_later_stands_on_the_other_side() -> None:
    bought, letter = told("They bought 100 jets"), told("They wrote a letter", "2025-11-20", "letter_of_intent")
    assert unnamed(bought, letter) == [{"contract, no instrument named", "letter of intent"}]


def test_what_was_less_before_is_an_honest_rise() -> None:
    bought, before = told("They bought 100 jets"), told("They mean to buy", "2023-01-10", "intended")
    assert unnamed(bought, before) == [{"contract, no instrument named"}]


def test_what_one_source_names_needs_no_other_to_name_it() -> None:
    assert unnamed(told("They bought 100 jets"), told("They signed a contract", "2025-11-20")) == []


@pytest.mark.parametrize(("quote", "said"), [
    ("Підписано контракт на 100 літаків", {}), ("Podpisano umowę na 100 samolotów", {}),
    ("Zakup samolotow", {"language": "pl"}), ("Achat de cent avions de combat pour la marine", {}),
])  # fmt: skip
def test_of_quotes_in_other_languages_nothing_is_said(quote: str, said: dict[str, str]) -> None:
    assert unnamed(told(quote, **said)) == []


@pytest.mark.parametrize("other", [
    {"stage": "delivered"}, {"stage": "letter_of_intent"}, {"stage": "contract", "certainty": "hedged"},
    {"stage": "contract", "denied": True},
])  # fmt: skip
def test_only_who_asserts_a_contract_must_name_one(other: dict[str, Any]) -> None:
    source = document("They bought jets", "2025-11-18")
    assert "no-instrument" not in kinds(claim(source, "They bought", **other), documents=(source,), words=("contract",))


def test_why_says_whether_others_know_of_less() -> None:
    bought, letter = told("They bought 100 jets"), told("They wrote a letter", "2025-11-20", "letter_of_intent")
    (alone,) = conflicts(bought[1], documents=(bought[0],), words=("contract",))
    (both,) = conflicts(bought[1], letter[1], documents=(bought[0], letter[0]), words=("contract",))
    assert "other sources" not in alone.why
    assert "other sources know of less" in both.why
