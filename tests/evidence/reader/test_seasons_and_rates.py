"""When a thing is due and how fast it is made: seasons, stretches that are over, rates, estimates, plans."""

import pytest

from tests.evidence.reader.reading import claims


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Six Havn 40 will be delivered in the spring of 2027.", "target"),
        ("Six Havn 40 will be delivered next autumn.", "target"),
        ("Norway delivered six Havn 40 to Estonia between January and June 2025.", "event"),
        ("Six Havn 40 will be delivered between 2028 and 2030.", "window"),
    ],
)
def test_a_season_is_a_target_and_a_stretch_that_is_over_an_event(sentence: str, role: str) -> None:
    (claim, *_) = claims(sentence)
    assert [date.role for date in claim.dates] == [role]


@pytest.mark.parametrize(
    "sentence",
    [
        "The yard operates at a rate of two Havn 40 a month.",
        "Fjord Yard works at a pace of two Havn 40 a month.",
    ],
)
def test_operating_at_a_rate_is_making(sentence: str) -> None:
    (claim, *_) = claims(sentence)
    assert (claim.stage, claim.kind) == ("production", "serial_production")


@pytest.mark.parametrize(
    "sentence",
    [
        "Estonia put forward a plan to improve the Skua drones.",
        "Estonia presented a proposal to buy six Havn 40.",
        "Estonia submitted plans for the delivery of six Havn 40.",
    ],
)
def test_a_plan_put_forward_is_a_request(sentence: str) -> None:
    assert {claim.stage for claim in claims(sentence)} <= {"requested", "discussed"}


@pytest.mark.parametrize(
    "sentence",
    ["The investment in the Skua is put at 40 million euros.", "The order is reckoned at 40 million euros."],
)
def test_an_estimate_is_hedged(sentence: str) -> None:
    assert all(claim.certainty != "asserted" for claim in claims(sentence))
