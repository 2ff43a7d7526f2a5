"""What a thousand claims tell alike is compared once, and every one of them still stands on its side."""

from __future__ import annotations

from collections import Counter

import pytest

from cofactory.evidence import odds_dates, odds_numbers
from cofactory.evidence.conflicts import find_conflicts
from cofactory.evidence.intervals import meet
from cofactory.evidence.state import replay
from cofactory.evidence.tellings import linked, tellings, two_by_two
from cofactory.schema.evidence import Date, Money, Quantity
from tests.evidence.ledgers import accepted, claim, document, ledger_of

TOLD = 10
"""Different numbers, sums and days that the claims below tell."""


def test_a_thousand_claims_on_one_promise_are_compared_by_what_they_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: Counter[str] = Counter()

    def counted(a: Quantity | Money, b: Quantity | Money) -> bool:
        compared["meet"] += 1
        return meet(a, b)

    monkeypatch.setattr(odds_numbers, "meet", counted)
    monkeypatch.setattr(odds_dates, "meet", counted)
    sources = [document(f"The {number}th tells it.", "2025-11-20") for number in range(100)]
    claims = []
    for number in range(1_000):
        many, day = 7 * (1 + number % TOLD), f"2025-11-{1 + number % TOLD:02}"
        quantity, sum_told = Quantity(str(many), many, many), Money(f"EUR {many}", many, many, "EUR")
        dates = (Date(day, day, day), Date("by then", day, day, role="target"))
        source = sources[number // TOLD]
        claims.append(
            claim(source, "The ", item="rafale", stage="contract", quantity=quantity, money=sum_told, dates=dates)
        )
    ledger = ledger_of(*sources, *claims, accepted(*claims))
    found = find_conflicts(ledger, replay(ledger))

    assert compared["meet"] <= 5 * TOLD * TOLD  # 499,500 pairs of claims, of which each test would compare all
    for kind in ("quantities", "event-dates"):
        (conflict,) = [one for one in found if one.kind == kind]
        assert len({key for side in conflict.sides for key in side.claims}) == 1_000


def test_like_is_compared_with_like_never() -> None:
    source = document("The first tells it.", "2025-11-17")
    seven, again, eight = (
        claim(source, "The first", quantity=Quantity(str(number), number, number), note=note)
        for number, note in ((7, None), (7, "said twice"), (8, None))
    )
    assert [len(alike) for alike in tellings([seven, again, eight], lambda one: one.quantity)] == [2, 1]
    (compared,) = two_by_two([seven, again, eight], lambda one: one.quantity)
    assert compared[2:] == ([seven, again], [eight])


def test_tellings_are_linked_only_across_documents_where_that_is_asked() -> None:
    one, two = document("The first tells it.", "2025-11-17"), document("The second tells it.", "2025-11-18")
    early, late = claim(one, "The first"), claim(two, "The second")
    other = claim(one, "The f")
    pairs = linked("target-dates", "in May", [early, late], "in June", [other], apart=True)
    assert {(pair[2].id, pair[4].id) for pair in pairs} == {(late.id, other.id)}
