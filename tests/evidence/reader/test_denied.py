"""What a text says is not so: denied claims about what it names or points to, without a stage."""

import pytest

from tests.evidence.reader.reading import claims, only

PLAN = "Norway plans to buy six Havn 40 from Fjord Yard. "


@pytest.mark.parametrize(
    "said",
    [
        "No contract has been signed for the Havn 40.",
        "There is no contract for the Havn 40.",
        "There isn't a contract for the Havn 40.",
        "No contract for the Havn 40 exists.",
        "Norway has yet to sign a contract for the Havn 40.",
        "Norway did not sign the contract for six Havn 40.",
        "Norway has not ordered the Havn 40.",
    ],
)
def test_a_contract_that_is_denied_for_a_known_thing(said: str) -> None:
    claim = only(said)
    assert (claim.denied, claim.item, claim.kind, claim.stage) == (True, "ferry", "procurement", None)
    assert claim.spans[0].exact == said


@pytest.mark.parametrize(
    "said",
    [
        "No contract has been signed.",
        "So far, no contract has been signed.",
        "A contract has not been signed yet.",
        "Norway has yet to sign a contract.",
        "There is no contract.",
        "Nothing has been signed yet.",
    ],
)
def test_a_denied_contract_points_back_to_what_was_named(said: str) -> None:
    plan, claim = claims(PLAN + said)
    assert (plan.denied, plan.stage) == (False, "intended")
    assert (claim.denied, claim.item, claim.giver, claim.receiver) == (True, "ferry", "yard", "north")
    assert [span.exact for span in claim.spans if span.role == "antecedent"] == ["Havn 40"]


def test_a_contract_between_two_known_parties_may_be_denied_by_itself() -> None:
    claim = only("Norway has not signed a contract with Fjord Yard.")
    assert (claim.denied, claim.item, claim.giver, claim.receiver) == (True, None, "yard", "north")


@pytest.mark.parametrize(
    "said",
    [
        "No contract will be signed before May.",
        "Perhaps no contract has been signed.",
        "Nothing moves until a contract has been signed.",
        "If no contract has been signed, talks go on.",
        "No contract value was named.",
        "There is no contract for the new hospital.",
        "The visit was not a contract.",
    ],
)
def test_what_is_no_denial_of_the_thing_gives_none(said: str) -> None:
    assert not any(claim.denied for claim in claims(PLAN + said))


def test_a_denial_without_anything_known_gives_no_claim() -> None:
    assert claims("The talks went well. No contract has been signed.") == ()
