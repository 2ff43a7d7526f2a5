"""What holds at a date: verdicts, retractions, clocks, and the laws that hold for every history."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cofactory.evidence.ledger import from_bytes
from cofactory.evidence.state import Clash, Held, replay
from cofactory.schema.evidence import AnyRecord, Claim
from tests.evidence.making import (
    History,
    a_claim,
    a_decision,
    a_document,
    a_ledger,
    add_any_decision,
    as_files,
    histories,
    moment,
)

FIRST, SECOND, THIRD = (a_claim(number) for number in range(3))


def test_a_claim_is_proposed_until_somebody_decides() -> None:
    assert replay(a_ledger(a_document(), FIRST)).claims == {FIRST.id: Held("proposed")}


def test_acceptance_names_the_decision_and_the_commitment() -> None:
    accept = a_decision("accept", [FIRST.id], second=1, commitment="pumps")

    state = replay(a_ledger(FIRST, accept))

    assert state.claims[FIRST.id] == Held("accepted", accept.id, commitment="pumps")


def test_a_merge_replaces_its_claims_and_accepts_its_result() -> None:
    merged = a_claim(9, second=5)
    merge = a_decision("merge", [FIRST.id, SECOND.id], second=5, result=[merged.id])

    state = replay(a_ledger(FIRST, SECOND, merged, merge))

    assert state.claims[FIRST.id] == state.claims[SECOND.id] == Held("replaced", merge.id, (merged.id,))
    assert state.claims[merged.id] == Held("accepted", merge.id)


def test_a_merge_into_one_of_its_own_claims_keeps_that_one() -> None:
    merge = a_decision("merge", [FIRST.id, SECOND.id], second=5, result=[FIRST.id])

    state = replay(a_ledger(FIRST, SECOND, merge))

    assert (state.status(FIRST.id), state.status(SECOND.id)) == ("accepted", "replaced")


def test_a_split_gives_several_claims() -> None:
    halves = [a_claim(7, second=5), a_claim(8, second=5)]
    split = a_decision("split", [FIRST.id], second=5, result=[half.id for half in halves])

    state = replay(a_ledger(FIRST, *halves, split))

    assert state.of_status("accepted") == tuple(sorted(half.id for half in halves))
    assert state.claims[FIRST.id].replaced_by == split.result


def test_a_retracted_retraction_brings_the_decision_back() -> None:
    accept = a_decision("accept", [FIRST.id], second=1)
    retract = a_decision("retract", [accept.id], second=2)
    again = a_decision("retract", [retract.id], second=3)
    records: list[AnyRecord] = [FIRST, accept, retract, again]

    assert [replay(a_ledger(*records[:n])).status(FIRST.id) for n in (2, 3, 4)] == ["accepted", "proposed", "accepted"]


def test_of_two_contradicting_decisions_the_later_counts_and_both_are_named() -> None:
    accept, reject = a_decision("accept", [FIRST.id], second=1), a_decision("reject", [FIRST.id], second=2, by="bob")

    state = replay(a_ledger(FIRST, reject, accept))

    assert state.status(FIRST.id) == "rejected"
    assert state.clashes == (Clash(FIRST.id, (accept.id, reject.id), reject.id),)


def test_accepting_first_and_correcting_later_is_no_clash_and_keeps_the_commitment() -> None:
    corrected = a_claim(9, second=2)
    accept = a_decision("accept", [FIRST.id], second=1, commitment="pumps")
    correct = a_decision("correct", [FIRST.id], second=2, result=[corrected.id])

    state = replay(a_ledger(FIRST, accept, corrected, correct))

    assert state.clashes == ()
    assert state.claims[corrected.id] == Held("accepted", correct.id, commitment="pumps")


def test_a_commitment_named_at_a_correction_goes_on_to_the_next_correction() -> None:
    once, twice = a_claim(8, second=1), a_claim(9, second=2)
    first = a_decision("correct", [FIRST.id], second=1, result=[once.id], commitment="pumps")
    second = a_decision("correct", [once.id], second=2, result=[twice.id])

    state = replay(a_ledger(FIRST, once, twice, first, second))

    assert state.claims[twice.id] == Held("accepted", second.id, commitment="pumps")


def test_two_corrections_of_one_claim_never_count_both() -> None:
    ones = a_claim(8, second=1)
    others = a_claim(9, second=2)
    by_ann = a_decision("correct", [FIRST.id], second=1, result=[ones.id])
    by_bob = a_decision("correct", [FIRST.id], second=2, result=[others.id], by="bob")

    state = replay(a_ledger(FIRST, ones, others, by_ann, by_bob))

    assert state.of_status("accepted") == (others.id,)
    assert ones.id not in state.claims
    assert state.clashes == (Clash(FIRST.id, (by_ann.id, by_bob.id), by_bob.id),)


def test_rejecting_what_was_corrected_takes_the_correction_of_the_correction_along() -> None:
    once, twice = a_claim(8, second=1), a_claim(9, second=2)
    first = a_decision("correct", [FIRST.id], second=1, result=[once.id])
    second = a_decision("correct", [once.id], second=2, result=[twice.id])
    reject = a_decision("reject", [FIRST.id], second=3)

    assert set(replay(a_ledger(FIRST, once, twice, first, second, reject)).claims) == {FIRST.id}


def test_a_result_that_was_also_found_on_its_own_is_proposed_again_when_the_merge_is_retracted() -> None:
    merge = a_decision("merge", [FIRST.id, SECOND.id], second=5, result=[THIRD.id])
    retract = a_decision("retract", [merge.id], second=6)
    found_again = a_claim(2, second=7)
    assert found_again.id == THIRD.id

    with_merge = a_claim(2, second=5)
    once = a_ledger(FIRST, SECOND, with_merge, merge, retract)
    again = a_ledger(FIRST, SECOND, with_merge, merge, retract, found_again)

    assert THIRD.id not in replay(once).claims
    assert replay(again).status(THIRD.id) == "proposed"
    assert THIRD.id not in replay(again, known=moment(6)).claims


def test_a_claim_counts_from_the_publication_of_its_document() -> None:
    late = "A later text about 7 pumps.\n"
    document, claim = a_document(late, published="2026-03-05"), a_claim(5, text=late, exact="7 pumps")
    merge = a_decision("merge", [FIRST.id, claim.id], second=9, result=[claim.id])
    ledger = a_ledger(a_document(), FIRST, document, claim, merge)

    assert replay(ledger, published="2026-02").claims == {FIRST.id: Held("proposed")}
    assert replay(ledger, published="2026-03").status(FIRST.id) == "replaced"


def test_a_document_without_a_date_counts_from_the_day_it_was_recorded() -> None:
    ledger = a_ledger(a_document(published=None), FIRST)

    assert replay(ledger, published="2025-12-31").claims == {}
    assert set(replay(ledger, published="2026-01-01").claims) == {FIRST.id}


def test_a_day_takes_in_all_of_it() -> None:
    ledger = a_ledger(FIRST, a_decision("accept", [FIRST.id], second=80_000))

    assert replay(ledger, known="2026-01-01").status(FIRST.id) == "accepted"
    assert replay(ledger, known="2026-01-01T10:00:00Z").status(FIRST.id) == "proposed"
    assert replay(ledger, known="2025").claims == {}


@pytest.mark.parametrize("date", ["yesterday", "2026-1-1", "", "2026-01-01 10:00"])
def test_what_is_no_date_is_refused(date: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        replay(a_ledger(), known=date)


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_copies_of_lines_change_nothing(history: History, chance: random.Random) -> None:
    shuffled = [*history.records, *chance.choices(history.records, k=3)]
    chance.shuffle(shuffled)

    assert replay(from_bytes(as_files(shuffled))).to_bytes() == replay(a_ledger(*history.records)).to_bytes()


@given(histories(), st.integers(0, 20))
def test_the_state_at_a_moment_is_that_of_the_records_until_then(history: History, second: int) -> None:
    until = [record for record in history.records if record.recorded <= moment(second)]

    assert replay(a_ledger(*history.records), known=moment(second)).to_bytes() == replay(a_ledger(*until)).to_bytes()


@given(st.data())
def test_undoing_a_decision_of_any_kind_restores_the_state_exactly(data: st.DataObject) -> None:
    history = data.draw(histories())
    before = replay(a_ledger(*history.records)).to_bytes()
    known = len(history.decisions())

    add_any_decision(data.draw, history, 900)
    for decision in history.decisions()[known:]:
        history.decide("retract", [decision])

    assert replay(a_ledger(*history.records)).to_bytes() == before


@given(histories())
def test_no_claim_is_accepted_together_with_what_it_was_replaced_by(history: History) -> None:
    state = replay(a_ledger(*history.records))

    for held in state.claims.values():
        if held.status == "replaced":
            assert all(heir in state.claims for heir in held.replaced_by)
    assert set(state.claims) <= {record.id for record in history.records if isinstance(record, Claim)}


@settings(max_examples=30)
@given(histories(longest=30))
def test_every_status_but_proposed_names_a_decision_that_speaks_of_the_claim(history: History) -> None:
    ledger = a_ledger(*history.records)

    for claim, held in replay(ledger).claims.items():
        if held.decision is None:
            assert held == Held("proposed")
        else:
            decision = ledger.decisions[held.decision]
            assert claim in {*decision.claims, *decision.result}


def test_one_retraction_takes_back_all_it_names() -> None:
    decisions = [a_decision("accept", [claim.id], second=1) for claim in (FIRST, SECOND)]
    retract = a_decision("retract", [one.id for one in decisions], second=2)

    assert replay(a_ledger(FIRST, SECOND, *decisions, retract)).of_status("proposed") == tuple(
        sorted((FIRST.id, SECOND.id))
    )


@pytest.mark.parametrize("limit", ["2026-13", "2026-02-30", "2026-00", "2026-02-30T00:00", "soon", "26"])
@pytest.mark.parametrize("clock", ["known", "published"])
def test_a_date_that_is_none_is_refused(clock: str, limit: str) -> None:
    with pytest.raises(ValueError, match="is not a date like"):
        replay(a_ledger(FIRST), **{clock: limit})
