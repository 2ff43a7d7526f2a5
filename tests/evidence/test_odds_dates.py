"""Days that cannot both be right are found: events, announcements, targets, papers; what can be, is left alone."""

from __future__ import annotations

import pytest

from cofactory.schema.evidence import Claim
from tests.evidence.odds import exactly, kinds, late, on, one, two

ANNOUNCED_AT_ODDS = {
    "the day another published": (
        one("letter_of_intent", dates=(on("2025-11-15"),)),
        two("letter_of_intent", dates=(on("2025-11-17"),)),
    ),
    "the day another names as the announcement": (
        one("delivered", dates=(on("2025-11-10"), on("2025-11-14", role="announcement"))),
        two("delivered", dates=(on("2025-11-14"),)),
    ),
    "an announcement alone": (
        one("production", dates=(on("2025-11-14", role="announcement"),)),
        two("production", dates=(on("2025-11-14"),)),
    ),
    "a delivery on the day another told of it": (
        one("delivered", dates=(on("2025-10-06"),)),
        two("delivered", dates=(on("2025-11-17"),)),
    ),
    "the start of an initiative": (
        one("production", kind="initiative", dates=(on("2025-11-01"),)),
        two("production", kind="initiative", dates=(on("2025-11-17"),)),
    ),
}

ANNOUNCED_THAT_CAN_BE = {
    "done and announced on one day": (
        one("letter_of_intent", dates=(on("2025-11-17"), on("2025-11-17", role="announcement"))),
        two("letter_of_intent", dates=(on("2025-11-17"),)),
    ),
    "a month and a day of it": (
        one("letter_of_intent", dates=(on("2025-11-01", "2025-11-30"),)),
        two("letter_of_intent", dates=(on("2025-11-17"),)),
    ),
    "two deliveries": (
        one("delivered", dates=(on("2025-10-06"),)),
        two("delivered", dates=(on("2025-11-19"),)),
    ),
    "two deliveries, the later one of which both tell": (
        one("delivered", dates=(on("2025-10-06"), on("2025-11-17"))),
        two("delivered", dates=(on("2025-11-17"),)),
    ),
    "another lot on the day another was told of": (
        one("delivered", dates=(on("2025-10-06"),), quantity=exactly(6)),
        two("delivered", dates=(on("2025-11-17"),), quantity=exactly(3)),
    ),
    "of two stages": (
        one("declaration", dates=(on("2025-11-15"),)),
        two("delivered", dates=(on("2025-11-17"),)),
    ),
    "not on that day": (
        one("delivered", dates=(on("2025-11-17", role="announcement"),)),
        two("delivered", dates=(on("2025-11-17"),), denied=True, kind="transfer"),
    ),
}


@pytest.mark.parametrize("claims", ANNOUNCED_AT_ODDS.values(), ids=ANNOUNCED_AT_ODDS)
def test_a_day_of_announcement_that_another_takes_for_the_event(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == {"announcement-or-event"}


@pytest.mark.parametrize("claims", ANNOUNCED_THAT_CAN_BE.values(), ids=ANNOUNCED_THAT_CAN_BE)
def test_days_of_announcements_and_events_that_can_be(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == set()


@pytest.mark.parametrize("name", ["a", "b", "c", "d", "e", "f"])
def test_who_knows_of_both_deliveries_takes_none_for_an_announcement_in_whatever_order(name: str) -> None:
    both = one("delivered", dates=(on("2025-10-06"), on("2025-11-17")), item_text=name)
    assert kinds(both, two("delivered", dates=(on("2025-11-17"),))) == set()


MAY, JULY = on("2025-05-01", "2025-05-31"), on("2025-07-01", "2025-07-31")


def test_a_signature_has_one_day() -> None:
    assert kinds(one("contract", dates=(MAY,)), two("contract", dates=(JULY,))) == {"event-dates"}


@pytest.mark.parametrize("stage", ["production", "delivered", "discussed"])
def test_what_is_done_again_and_again_has_many_days(stage: str) -> None:
    assert kinds(one(stage, dates=(MAY,)), two(stage, dates=(JULY,))) == set()


def test_papers_of_two_kinds_of_deal_have_their_own_days() -> None:
    assert kinds(one("contract", dates=(MAY,)), two("contract", kind="modernisation", dates=(JULY,))) == set()


def test_an_order_and_its_raise_are_two_events() -> None:
    first = one("contract", quantity=exactly(700), dates=(on("2022-12-20"),))
    raised = two("contract", quantity=exactly(918), dates=(on("2025-02-10"),))
    retold = two("contract", quantity=exactly(918), dates=(on("2022-12-28"),))
    assert kinds(first, raised) == set()
    assert kinds(first, retold) == {"quantities", "event-dates"}


MARCH, JUNE = on("2026-03-31", role="target"), on("2026-06-30", role="target")
TARGETS_THAT_CAN_BE = {
    "told months later": (one("intended", dates=(MARCH,)), late("intended", dates=(JUNE,))),
    "of other quantities": (
        one("intended", dates=(MARCH,), quantity=exactly(3)),
        two("intended", dates=(JUNE,), quantity=exactly(9, "month")),
    ),
    "of other units": (
        one("intended", dates=(MARCH,), quantity=exactly(3), unit="systems"),
        two("intended", dates=(JUNE,), quantity=exactly(3), unit="missiles"),
    ),
    "one in the other": (
        one("intended", dates=(MARCH,)),
        two("intended", dates=(on("2026-01-01", "2026-12-31", role="target"),)),
    ),
    "not then": (one("intended", dates=(MARCH,)), two("declaration", dates=(JUNE,), denied=True)),
}


def test_two_targets_of_one_time_contradict() -> None:
    assert kinds(one("intended", dates=(MARCH,)), two("intended", dates=(JUNE,))) == {"target-dates"}


@pytest.mark.parametrize("claims", TARGETS_THAT_CAN_BE.values(), ids=TARGETS_THAT_CAN_BE)
def test_targets_that_can_both_be(claims: tuple[Claim, Claim]) -> None:
    assert kinds(*claims) == set()


def test_one_signature_is_one_kind_of_paper() -> None:
    day = (on("2025-11-17"),)
    letter, declared = one("letter_of_intent", dates=day), two("declaration", dates=day)
    assert kinds(letter, declared) == {"papers"}
    assert kinds(letter, two("contract", dates=(on("2026-05-04"),))) == set()
    assert kinds(letter, two("declaration", dates=day, kind="modernisation")) == set()
