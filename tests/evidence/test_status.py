"""Where a promise stands: the highest stage of accepted claims, true then and known then."""

from __future__ import annotations

from cofactory.evidence.status import Promise, Standing, status_at
from cofactory.schema.evidence import Date, Money, Quantity
from tests.evidence.ledgers import accepted, claim, document, ledger_of

RAFALE = Promise("rafale-100", "fr", "ua", "rafale")

NOVEMBER = document("They sign a letter.", "2025-11-17")
MARCH = document("They sign a contract.", "2026-03-10")
LETTER = claim(
    NOVEMBER, "They sign a letter", stage="letter_of_intent", quantity=Quantity("up to 100", None, 100, None, "up to"),
    dates=(Date("by 2035", None, "2035-12-31", "year", "target"),),
)  # fmt: skip
CONTRACT = claim(
    MARCH, "They sign a contract", stage="contract", quantity=Quantity("24", 24, 24),
    money=Money("EUR 2.4bn", 2.4e9, 2.4e9, "EUR"), dates=(Date("by 2037", None, "2037-12-31", "year", "target"),),
)  # fmt: skip
BOTH = ledger_of(NOVEMBER, MARCH, LETTER, CONTRACT, accepted(LETTER, CONTRACT))


def at(as_of: str | None = None) -> Standing:
    """Where the promise stands on a day."""
    return status_at(BOTH, [RAFALE], as_of=as_of).standings[0]


def test_the_stage_is_the_highest_true_by_then() -> None:
    assert (at("2025-11-16").stage, at("2025-11-17").stage, at("2026-03").stage) == (
        None,
        "letter_of_intent",
        "contract",
    )


def test_what_is_promised_stays_beside_what_is_contracted() -> None:
    amounts = at().amounts
    assert amounts["promised"] is not None
    assert amounts["contracted"] is not None
    assert (amounts["promised"].low, amounts["promised"].high) == (None, 100)
    assert amounts["contracted"].low == 24
    assert amounts["delivered"] is None


def test_a_due_date_told_anew_is_a_slip() -> None:
    assert [due.last for due in at().dues] == ["2035-12-31", "2037-12-31"]
    assert at().slip_days == 731
    assert at("2026-02").slip_days is None


def test_money_stands_at_the_stage_of_its_claim() -> None:
    money = at().money
    assert money["contracted"] is not None
    assert (money["contracted"].low, money["contracted"].unit) == (2.4e9, "EUR")
    assert money["pledged"] is None


def test_a_hedged_claim_never_raises_a_stage() -> None:
    hoped = claim(MARCH, "They sign a contract", stage="contract", certainty="hedged")
    found = status_at(ledger_of(NOVEMBER, MARCH, LETTER, hoped, accepted(LETTER, hoped)), [RAFALE]).standings[0]
    assert found.stage == "letter_of_intent"
    assert found.weak == (hoped.id,)


def test_a_denial_never_raises_a_stage() -> None:
    denial = claim(MARCH, "They sign a contract", stage="contract", denied=True)
    found = status_at(ledger_of(NOVEMBER, MARCH, LETTER, denial, accepted(LETTER, denial)), [RAFALE]).standings[0]
    assert found.stage == "letter_of_intent"


def test_what_is_called_off_stays_so_until_a_later_claim() -> None:
    off = claim(MARCH, "They sign a contract", stage="cancelled")
    june = document("They talk again.", "2026-06-01")
    talks = claim(june, "They talk again", stage="discussed")
    until_march = status_at(ledger_of(NOVEMBER, MARCH, LETTER, off, accepted(LETTER, off)), [RAFALE]).standings[0]
    assert until_march.stage == "cancelled"
    again = ledger_of(NOVEMBER, MARCH, june, LETTER, off, talks, accepted(LETTER, off, talks))
    assert [step.stage for step in status_at(again, [RAFALE]).standings[0].steps] == [
        "letter_of_intent",
        "cancelled",
        "discussed",
    ]


def test_a_rejected_claim_leaves_the_status() -> None:
    from cofactory.schema.evidence import Decision, identified

    rejection = identified(
        Decision(claims=(CONTRACT.id,), verdict="reject", by="b.c.", recorded="2026-04-01T00:00:00.000000Z", why="typo")
    )
    ledger = ledger_of(NOVEMBER, MARCH, LETTER, CONTRACT, accepted(LETTER, CONTRACT), rejection)
    assert status_at(ledger, [RAFALE]).standings[0].stage == "letter_of_intent"
    assert status_at(ledger, [RAFALE], known="2026-03-31").standings[0].stage == "contract"


def test_deliveries_do_not_go_back() -> None:
    told = [
        claim(MARCH, "They sign a contract", stage="delivered", quantity=Quantity("6", 6, 6)),
        claim(document("One more.", "2026-05-01"), "One more", stage="delivered", quantity=Quantity("1", 1, 1)),
    ]
    ledger = ledger_of(NOVEMBER, MARCH, document("One more.", "2026-05-01"), *told, accepted(*told))
    delivered = status_at(ledger, [RAFALE]).standings[0].amounts["delivered"]
    assert delivered is not None
    assert delivered.low == 6


def test_an_event_of_a_month_counts_from_its_end_but_not_after_its_telling() -> None:
    told = claim(MARCH, "They sign a contract", stage="contract", dates=(Date("in March", "2026-03-01", "2026-03-31",
                                                                              "month", "event"),))  # fmt: skip
    ledger = ledger_of(MARCH, told, accepted(told))
    assert status_at(ledger, [RAFALE], as_of="2026-03-09").standings[0].stage is None
    assert status_at(ledger, [RAFALE], as_of="2026-03-10").standings[0].stage == "contract"


def test_an_accepted_claim_without_a_commitment_is_loose() -> None:
    ledger = ledger_of(NOVEMBER, LETTER, accepted(LETTER, commitment=None))
    assert status_at(ledger, [RAFALE]).loose == (LETTER.id,)
    named = status_at(ledger, [Promise("rafale-100", "fr", "ua", "rafale", claims=(LETTER.id,))])
    assert named.standings[0].stage == "letter_of_intent"


def test_a_claim_that_names_an_earlier_event_too_counts_from_the_last() -> None:
    dates = (Date("November", "2025-11-01", "2025-11-30", "month"), Date("Tuesday", "2026-03-10", "2026-03-10"))
    told = claim(MARCH, "They sign a contract", stage="contract", dates=dates)
    ledger = ledger_of(NOVEMBER, MARCH, told, accepted(told))
    stood = [status_at(ledger, [RAFALE], as_of=day).standings[0].stage for day in ("2026-02", "2026-03")]
    assert stood == [None, "contract"]
