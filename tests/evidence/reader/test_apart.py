"""Things, acts and sums that stand apart in their sentence still give one claim, never more than is said."""

from tests.evidence.reader.reading import claims, only


def test_two_who_sign_are_giver_and_receiver_in_the_order_named() -> None:
    claim = only("Norway and Estonia signed a contract for 100 Havn 40 on Monday.")
    assert (claim.giver, claim.receiver, claim.stage) == ("north", "est", "contract")


def test_two_who_deliver_are_not_each_others_receiver() -> None:
    claim = only("Norway and Estonia delivered six Havn 40.")
    assert (claim.giver, claim.receiver) == ("north", None)


def test_two_names_before_a_verb_stay_one_subject() -> None:
    (claim,) = claims("Norway will buy 40 Havn under a declaration that Kari Nordmann and Mart Tamm signed on Monday.")
    assert (claim.item, claim.stage) == ("ferry", "intended")


def test_a_second_verb_has_the_same_thing() -> None:
    stages = [claim.stage for claim in claims("40 Havn were ordered in May 2025 and were handed over in June 2025.")]
    assert stages == ["contract", "delivered"]


def test_a_bare_participle_behind_a_plan_is_only_planned() -> None:
    found = claims("40 Havn will be built in Norway, and handed over by 2029.")
    assert {claim.stage for claim in found} == {"intended"}


def test_a_contract_somebody_will_get_is_only_meant() -> None:
    assert only("Fjord Yard will get a contract for 40 Havn.").stage == "intended"


def test_a_number_behind_a_country_counts_the_thing() -> None:
    claim = only("Norway transferred to Estonia 290 Havn ferries.")
    assert claim.quantity is not None
    assert claim.quantity.low == 290


def test_a_paper_for_a_thing_told_later_has_that_thing() -> None:
    claim = only("A contract was awarded on Monday by Norway to a firm from the coast, for 25 Havn.")
    assert (claim.item, claim.stage) == ("ferry", "contract")


def test_such_an_order_points_back() -> None:
    (_, claim) = claims("Norway received two Havn in May 2025. Estonia is considering such an order.")
    assert (claim.item, claim.stage) == ("ferry", "discussed")


def test_a_fund_that_has_a_sum_has_it_set_aside() -> None:
    claim = only("The NORD loan has EUR 85 million for 2026.")
    assert (claim.kind, claim.stage) == ("financing", "allocated")


def test_a_party_with_a_colon_and_a_sum_promises_it() -> None:
    claim = only("Norway: EUR 300 million more for Havn.")
    assert (claim.kind, claim.stage, claim.giver, claim.item) == ("financing", "pledged", "north", "ferry")


def test_what_was_wrong_and_is_corrected_is_not_asserted() -> None:
    found = claims("CORRECTION: Our item of 5 February said that Norway had ordered 60 Havn.")
    assert all(claim.certainty != "asserted" and claim.stage is None for claim in found)


def test_no_such_contract_takes_back_what_was_written() -> None:
    written, denied = claims("The paper writes that Estonia bought 60 Havn. There is no such contract.")
    assert (written.certainty, written.stage) == ("hedged", None)
    assert (denied.denied, denied.stage, denied.item) == (True, None, "ferry")


def test_a_thing_of_a_make_that_nobody_knows_is_not_the_one_named_before() -> None:
    found = claims("Norway bought 12 Havn 40 in May 2025. Estonia ordered 30 Osprey ferries.")
    assert [claim.item for claim in found] == ["ferry", None]


def test_several_thousand_is_an_interval() -> None:
    claim = only("Norway built several thousand Skua drones.")
    assert claim.quantity is not None
    assert (claim.quantity.low, claim.quantity.high) == (2000, 10000)


def test_a_level_in_a_which_clause_is_the_production_before() -> None:
    claim = only("Production of the Havn, which stood at 1,200 units in 2025, is known.")
    assert claim.quantity is not None
    assert (claim.stage, claim.quantity.low) == ("production", 1200)


def test_a_tender_that_is_awarded_is_a_contract() -> None:
    assert only("Estonia awarded a tender for 20 Havn in May 2025.").stage == "contract"


def test_an_imperative_is_no_talk() -> None:
    assert claims("Look at the Havn: it is a tall box.") == ()


def test_a_list_goes_on_behind_a_dash() -> None:
    found = claims("Norway has delivered six Havn 40 - one of them old - and dozens of Skua drones.")
    assert [(claim.item, claim.stage) for claim in found] == [("ferry", "delivered"), ("drone", "delivered")]
