"""Each kind of conflict is found, and nothing that can be true together."""

from __future__ import annotations

from cofactory.evidence.conflicts import Conflict, find_conflicts
from cofactory.evidence.state import replay
from cofactory.schema.evidence import Claim, Date, Document, Money, Quantity
from tests.evidence.ledgers import accepted, claim, document, ledger_of

ONE = document("The first tells it.", "2025-11-17")
TWO = document("The second tells it.", "2025-11-20")
COPY = document("The third copies it.", "2025-11-21", syndicated_from=ONE.id)


def conflicts(*claims: Claim, documents: tuple[Document, ...] = (ONE, TWO, COPY), words: tuple[str, ...] = ()) -> list[
    Conflict
]:  # fmt: skip
    """What is found among claims that were accepted for one commitment."""
    ledger = ledger_of(*documents, *claims, accepted(*claims))
    return list(find_conflicts(ledger, replay(ledger), instruments=words))


def exactly(number: float, per: str | None = None) -> Quantity:
    """A number as it would be written."""
    return Quantity(str(number), number, number, per)  # type: ignore[arg-type]


def test_disjoint_quantities_stand_side_by_side_with_their_origins() -> None:
    seven = claim(ONE, "The first", stage="contract", quantity=exactly(7))
    again = claim(COPY, "The third", stage="contract", quantity=exactly(7))
    eight = claim(TWO, "The second", stage="contract", quantity=exactly(8))
    (found,) = conflicts(seven, again, eight)
    assert found.kind == "quantities"
    assert [(side.says, side.origins, len(side.claims)) for side in found.sides] == [("7", 1, 2), ("8", 1, 1)]


def test_up_to_a_hundred_and_a_hundred_can_both_hold() -> None:
    assert not conflicts(
        claim(ONE, "The first", stage="declaration", quantity=Quantity("up to 100", None, 100, None, "up to")),
        claim(TWO, "The second", stage="declaration", quantity=exactly(100)),
    )


def test_deliveries_may_grow_but_not_shrink() -> None:
    first, more = (
        claim(ONE, "The first", stage="delivered", quantity=exactly(3)),
        claim(TWO, "The second", stage="delivered", quantity=exactly(6)),
    )
    fewer = claim(TWO, "The second", stage="delivered", quantity=exactly(2))
    assert not conflicts(first, more)
    assert [found.kind for found in conflicts(first, fewer)] == ["quantities"]


def test_a_rate_is_no_total() -> None:
    found = conflicts(
        claim(ONE, "The first", stage="intended", quantity=exactly(2000, "month")),
        claim(TWO, "The second", stage="intended", quantity=exactly(2000)),
    )
    assert [(c.kind, {side.says for side in c.sides}) for c in found] == [
        ("rate-or-total", {"2000 per month", "2000 in all"})
    ]


def test_one_figure_in_two_currencies() -> None:
    found = conflicts(
        claim(ONE, "The first", stage="pledged", kind="financing", money=Money("EUR 2bn", 2e9, 2e9, "EUR")),
        claim(TWO, "The second", stage="pledged", kind="financing", money=Money("USD 2bn", 2e9, 2e9, "USD")),
    )
    assert [c.kind for c in found] == ["currencies"]


def test_sums_that_do_not_meet() -> None:
    found = conflicts(
        claim(ONE, "The first", stage="contract", money=Money("EUR 500m", 5e8, 5e8, "EUR")),
        claim(TWO, "The second", stage="contract", money=Money("EUR 674m", 6.74e8, 6.74e8, "EUR")),
    )
    assert [c.kind for c in found] == ["money"]


def test_the_day_of_the_announcement_is_not_the_day_of_the_event() -> None:
    found = conflicts(
        claim(ONE, "The first", stage="letter_of_intent", dates=(Date("on 15 November", "2025-11-15", "2025-11-15"),)),
        claim(TWO, "The second", stage="letter_of_intent", dates=(Date("on Monday", "2025-11-17", "2025-11-17"),)),
    )
    assert [c.kind for c in found] == ["announcement-or-event"]


def test_events_on_days_that_do_not_meet() -> None:
    found = conflicts(
        claim(ONE, "The first", stage="contract", dates=(Date("in May", "2025-05-01", "2025-05-31", "month"),)),
        claim(TWO, "The second", stage="contract", dates=(Date("in July", "2025-07-01", "2025-07-31", "month"),)),
    )
    assert [c.kind for c in found] == ["event-dates"]


def test_a_contract_that_no_words_name_against_a_letter() -> None:
    letter = claim(ONE, "The first", stage="letter_of_intent")
    deal = claim(TWO, "The second", stage="contract")
    assert [c.kind for c in conflicts(letter, deal, words=("contract",))] == ["no-instrument"]
    assert not conflicts(letter, deal, words=("second",))


def test_what_is_asserted_and_denied() -> None:
    asserted = claim(ONE, "The first", stage="contract")
    denial = claim(TWO, "The second", stage="contract", denied=True)
    letter = claim(ONE, "The first", stage="letter_of_intent")
    assert [c.kind for c in conflicts(asserted, denial)] == ["denied"]
    assert not conflicts(letter, denial)


def test_speculation_is_at_odds_with_nothing() -> None:
    assert not conflicts(
        claim(ONE, "The first", stage="contract", quantity=exactly(7), certainty="speculative"),
        claim(TWO, "The second", stage="contract", quantity=exactly(8)),
    )


def test_a_proposal_contradicts_what_was_accepted_for_the_one_commitment_it_can_mean() -> None:
    no = claim(ONE, "The first", stage="contract", denied=True)
    yes = claim(TWO, "The second", stage="contract")
    ledger = ledger_of(ONE, TWO, no, yes, accepted(no))
    (found,) = find_conflicts(ledger, replay(ledger))
    assert (found.about, found.kind) == ("rafale-100", "denied")


def test_an_order_and_its_raise_are_two_events() -> None:
    def order(source: Document, quote: str, number: int, day: str) -> Claim:
        """An order of so many on that day."""
        return claim(source, quote, stage="contract", quantity=exactly(number), dates=(Date(day, day, day),))

    first, raised = order(ONE, "The first", 700, "2022-12-20"), order(TWO, "The second", 918, "2025-02-10")
    retold = order(TWO, "The second", 918, "2022-12-28")
    assert not conflicts(first, raised)
    assert {found.kind for found in conflicts(first, retold)} == {"quantities", "event-dates"}


def test_two_targets_of_one_time_contradict_and_a_later_one_is_a_slip() -> None:
    def target(source: Document, quote: str, day: str) -> Claim:
        """To be done by that day."""
        return claim(source, quote, stage="intended", dates=(Date(day, day, day, role="target"),))

    late = document("Much later.", "2026-06-01")
    march, june = target(ONE, "The first", "2026-03-31"), target(TWO, "The second", "2026-06-30")
    slipped = target(late, "Much", "2026-12-31")
    assert [found.kind for found in conflicts(march, june)] == ["target-dates"]
    assert not conflicts(march, slipped, documents=(ONE, TWO, late))


def test_one_signature_is_one_kind_of_paper() -> None:
    day = (Date("17 November", "2025-11-17", "2025-11-17"),)
    letter = claim(ONE, "The first", stage="letter_of_intent", dates=day)
    declared = claim(TWO, "The second", stage="declaration", dates=day)
    later = claim(TWO, "The second", stage="contract", dates=(Date("later", "2026-05-04", "2026-05-04"),))
    assert [found.kind for found in conflicts(letter, declared)] == ["papers"]
    assert not conflicts(letter, later)
