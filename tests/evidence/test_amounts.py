"""How much is promised, contracted, delivered and paid: one unit at a time, and which of several figures counts."""

from __future__ import annotations

from typing import Any

import pytest

from cofactory.evidence.status import Promise, Standing, status_at
from cofactory.evidence.units import one_unit, unit_key
from cofactory.schema.evidence import Claim, Money, Quantity
from tests.evidence.ledgers import accepted, claim, document, ledger_of

EARLY = document("The first tells it.", "2025-11-17")
LATE = document("The second tells it.", "2026-02-01")


def stood(*claims: Claim, unit: str | None = None, called: str = "") -> Standing:
    """Where the promise stands, whose item is counted in this unit and has this name."""
    ledger = ledger_of(EARLY, LATE, *claims, accepted(*claims))
    return status_at(ledger, [Promise("rafale-100", "fr", "ua", "rafale", unit=unit, called=called)]).standings[0]


def early(stage: str, **told: Any) -> Claim:
    """What the first source tells."""
    return claim(EARLY, "The first", stage=stage, **told)


def late(stage: str, **told: Any) -> Claim:
    """What the second source tells, months later."""
    return claim(LATE, "The second", stage=stage, **told)


def many(number: float) -> Quantity:
    """Exactly so many."""
    return Quantity(str(number), number, number)


def euros(number: float, currency: str = "EUR") -> Money:
    """Exactly so much money."""
    return Money(f"{number} {currency}", number, number, currency)


def low(standing: Standing, level: str) -> float | None:
    """The least of what stands at a level."""
    said = standing.amounts[level]  # type: ignore[index]
    return None if said is None else said.low


MISSILES = early("delivered", quantity=many(40), unit="missiles")
PUMPS = late("delivered", quantity=many(2), unit="pumps")


def test_missiles_do_not_count_as_delivered_pumps_and_are_not_dropped() -> None:
    standing = stood(MISSILES, PUMPS, unit="pump")
    assert low(standing, "delivered") == 2
    assert [(said.low, said.unit) for said in standing.apart["delivered"]] == [(40, "missiles")]
    assert standing.delivered_of(100) is not None


def test_what_is_delivered_in_another_unit_is_no_share_of_the_whole() -> None:
    standing = stood(MISSILES, unit="pump")
    assert low(standing, "delivered") == 40
    assert standing.delivered_of(100) is None


def test_where_the_item_has_no_unit_the_only_one_told_is_meant() -> None:
    assert stood(PUMPS, late("contract", quantity=many(30), unit="pump"), unit="unit").unit == "pump"


def test_of_several_units_that_in_the_name_of_the_item_is_meant() -> None:
    assert low(stood(MISSILES, PUMPS, unit="unit", called="Flood pump"), "delivered") == 2


def test_where_nothing_says_which_unit_is_meant_nothing_is_a_share_of_the_whole() -> None:
    standing = stood(MISSILES, PUMPS, unit="unit", called="Delta 40")
    assert standing.unit is None
    assert standing.delivered_of(100) is None
    assert [said.low for said in (standing.amounts["delivered"], *standing.apart["delivered"]) if said] == [40, 2]


def test_a_figure_without_a_unit_counts_in_that_of_the_promise() -> None:
    standing = stood(early("delivered", quantity=many(3)), PUMPS, unit="pump")
    assert low(standing, "delivered") == 3
    assert standing.apart == {}


@pytest.mark.parametrize(("one", "other", "same"), [
    ("systems", "system", True), ("batteries", "battery", True), ("fighter jets", "aircraft", True),
    (None, "pump", True),    ("unit", "pump", True), ("launchers", "batteries", False), ("missiles", "systems", False),
    ("pump", "filter", False),
])  # fmt: skip
def test_units_are_one_in_singular_plural_and_by_their_group(one: str | None, other: str, same: bool) -> None:
    assert one_unit(one, other) is same
    assert one_unit(other, one) is same


def test_a_word_that_ends_in_ss_or_us_is_no_plural() -> None:
    assert (unit_key("truss"), unit_key("bus"), unit_key("boxes"), unit_key("kits")) == ("truss", "bus", "box", "kit")


def test_a_number_counts_before_a_later_telling_without_one() -> None:
    standing = stood(early("contract", quantity=many(24)), late("contract", quantity=Quantity("a record volume")))
    assert low(standing, "contracted") == 24


def test_of_two_contracts_the_later_word_counts() -> None:
    assert low(stood(early("contract", quantity=many(24)), late("contract", quantity=many(30))), "contracted") == 30


def test_a_signed_letter_stands_against_a_later_intention() -> None:
    standing = stood(early("letter_of_intent", quantity=many(100)), late("intended", quantity=many(5)))
    assert low(standing, "promised") == 100


def test_a_later_paper_stands_against_an_earlier_one() -> None:
    standing = stood(early("declaration", quantity=many(100)), late("letter_of_intent", quantity=many(80)))
    assert low(standing, "promised") == 80


def test_a_signed_pledge_stands_against_a_later_intention() -> None:
    standing = stood(early("pledged", money=euros(2e9)), late("intended", money=euros(1e9)))
    assert standing.money["pledged"] is not None
    assert standing.money["pledged"].low == 2e9


def test_of_disbursements_the_greatest_counts_and_says_that_it_is() -> None:
    standing = stood(early("disbursed", money=euros(6e8)), late("disbursed", money=euros(4e8)))
    paid = standing.money["disbursed"]
    assert paid is not None
    assert (paid.low, paid.greatest_of) == (6e8, 2)


def test_of_allocations_the_last_word_counts() -> None:
    standing = stood(early("allocated", money=euros(6e8)), late("allocated", money=euros(4e8)))
    said = standing.money["allocated"]
    assert said is not None
    assert (said.low, said.greatest_of) == (4e8, 1)


def test_sums_in_two_currencies_stand_beside_each_other() -> None:
    standing = stood(early("disbursed", money=euros(6e8)), late("disbursed", money=euros(4e8, "USD")))
    assert standing.money["disbursed"] is not None
    told = [standing.money["disbursed"], *standing.apart["disbursed"]]
    assert [(said.low, said.unit, said.greatest_of) for said in told] == [(6e8, "EUR", 1), (4e8, "USD", 1)]


def test_what_is_called_off_is_no_more_contracted_but_stays_delivered_and_paid() -> None:
    standing = stood(
        early("contract", quantity=many(5), money=euros(5e8)),
        early("delivered", quantity=many(1)),
        early("disbursed", money=euros(1e8)),
        late("cancelled"),
    )
    assert (standing.stage, low(standing, "contracted"), standing.money["contracted"]) == ("cancelled", None, None)
    assert low(standing, "delivered") == 1
    assert standing.money["disbursed"] is not None


def test_money_that_is_called_off_leaves_the_promise() -> None:
    standing = stood(
        early("contract", quantity=many(5)), early("pledged", money=euros(1e9)), late("cancelled", kind="financing")
    )
    assert (standing.stage, low(standing, "contracted"), standing.money["pledged"]) == ("contract", 5, None)
