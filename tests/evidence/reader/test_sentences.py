"""Whole sentences: several things, several clauses, who gives and receives, who says it, and what is left alone."""

from tests.evidence.reader.reading import claims, only, reading


def test_each_of_two_things_has_its_own_claim_with_the_shared_verb() -> None:
    found = claims("Norway will supply 8 R/2 systems and 600 Skua to Estonia by 2030.")
    assert [(one.item, one.quantity and one.quantity.low, one.stage) for one in found] == [
        ("radar", 8, "intended"),
        ("drone", 600, "intended"),
    ]
    assert all((one.giver, one.receiver) == ("north", "est") for one in found)


def test_two_clauses_keep_their_own_stages() -> None:
    found = claims("Norway delivered six Havn 40 last year, and Estonia plans to buy 20 Skua.")
    assert [(one.item, one.stage) for one in found] == [("ferry", "delivered"), ("drone", "intended")]


def test_passive_and_active_name_the_same_giver() -> None:
    for sentence in (
        "Six Havn 40 will be delivered to Estonia by Norway.",
        "Norway will deliver six Havn 40 to Estonia.",
    ):
        claim = only(sentence)
        assert (claim.giver, claim.receiver) == ("north", "est")


def test_a_buyer_receives_and_a_seller_gives() -> None:
    claim = only("Estonia ordered six Havn 40 from Fjord Yard.")
    assert (claim.giver, claim.receiver, claim.kind) == ("yard", "est", "procurement")


def test_a_supplied_thing_was_delivered_by_its_adjective() -> None:
    claim = only("They visited the Norwegian-supplied R/2 radar.")
    assert (claim.stage, claim.giver) == ("delivered", "north")


def test_the_vehicles_point_back_and_say_so() -> None:
    found = claims("Norway ordered six Havn 40. The ferries will be delivered in 2027.")
    last = found[-1]
    assert (last.item, last.stage) == ("ferry", "intended")
    assert any(span.role == "antecedent" for span in last.spans)
    assert last.note is not None


def test_a_bare_number_points_back() -> None:
    last = claims("Fjord Yard builds the Havn 40. Estonia has ordered 12 of them.")[-1]
    assert (last.item, last.stage, last.quantity and last.quantity.low) == ("ferry", "contract", 12)


def test_sources_are_named_with_the_one_they_cite() -> None:
    text = "According to the Baltic Wire, citing two officials, Norway will deliver six Havn 40."
    assert only(text).attributed_to == "Baltic Wire citing two officials"
    assert only("Norway will deliver six Havn 40, Kari Nordmann told reporters.").attributed_to == "Kari Nordmann"


def test_a_mere_description_is_no_claim() -> None:
    for sentence in (
        "The Havn 40 has a range of 300 km.",
        "Skua pilots train in Oslo.",
        "Norway is a country of fjords.",
    ):
        assert claims(sentence) == ()


def test_a_sum_with_a_thing_is_its_price_and_a_sum_pledged_is_financing() -> None:
    order = only("Estonia ordered six Havn 40 for 90 million euros.")
    assert order.money is not None
    assert (order.kind, order.money.low) == ("procurement", 90_000_000)
    pledge = only("Norway pledged 100 million euros in military aid to Estonia.")
    assert (pledge.kind, pledge.stage, pledge.giver, pledge.receiver) == ("financing", "pledged", "north", "est")
    assert only("The EU disbursed 5 million euros of the NORD loan to Estonia.").stage == "disbursed"


def test_a_sum_given_for_a_thing_is_financing_of_the_thing() -> None:
    claim = only("Norway has approved 60 million euros for the purchase of 20 Skua.")
    assert (claim.kind, claim.stage, claim.item) == ("financing", "allocated", "drone")


def test_doses_of_a_vaccine_are_counted_as_the_vaccine() -> None:
    claim = only("Norway delivered two batteries of R/2 to Estonia.")
    assert (claim.item, claim.quantity and claim.quantity.low) == ("radar", 2)


def test_headlines_and_list_lines_are_read() -> None:
    text = (
        "Norway, Estonia sign letter of intent on 40 Skua\n\n* 17 Nov 2025: contract for six Havn 40 signed in Oslo.\n"
    )
    assert [claim.stage for claim in claims(text)] == ["letter_of_intent", "contract"]


def test_an_unknown_name_is_proposed_and_not_claimed() -> None:
    found = reading("Estonia ordered six Havn 40 and two Petrel XR from Fjord Yard.")
    assert "Petrel XR" in [one.text for one in found.unknown_names]
    assert all(claim.item != "Petrel XR" for claim in found.claims)


def test_the_same_event_told_twice_is_grouped_and_not_merged() -> None:
    found = reading(
        "Norway delivered six Havn 40 to Estonia in 2024. In 2024 Norway handed over six Havn 40 to Estonia."
    )
    assert len(found.claims) == 2
    assert [len(group.claims) for group in found.duplicates] == [2]


def test_other_languages_give_names_only() -> None:
    found = claims("Естонія отримає шість Гаваней від Норвегії, заявив міністр у понеділок.")
    assert {claim.stage for claim in found} == {"mentioned"}
    assert {claim.item or claim.giver for claim in found} == {"est", "ferry"}


def test_the_same_text_gives_the_same_claims() -> None:
    text = "Norway will supply 8 R/2 systems and 600 Skua to Estonia by 2030."
    assert claims(text) == claims(text)
