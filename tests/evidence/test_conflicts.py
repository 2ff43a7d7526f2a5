"""What is at odds stands side by side, gathered by what it is about, with the independent origins of each side."""

from __future__ import annotations

from cofactory.evidence.conflicts import Conflict, find_conflicts
from cofactory.evidence.state import replay
from cofactory.schema.evidence import Claim, Document
from tests.evidence.ledgers import accepted, claim, document, ledger_of
from tests.evidence.odds import ALL, COPY, ONE, TWO, conflicts, exactly, late, on, one, two


def found_in(*records: Claim | Document, spoken: tuple[Claim, ...] = (), as_of: str | None = None) -> list[Conflict]:
    """What is found among claims, of which only some were accepted for the commitment."""
    decided = (accepted(*spoken),) if spoken else ()
    ledger = ledger_of(*records, *decided)
    return list(find_conflicts(ledger, replay(ledger), as_of=as_of))


def test_sides_stand_with_their_claims_and_independent_origins() -> None:
    seven, eight = one("contract", quantity=exactly(7)), two("contract", quantity=exactly(8))
    again = claim(COPY, "The third", stage="contract", quantity=exactly(7))
    (found,) = conflicts(seven, again, eight)
    assert found.kind == "quantities"
    assert [(side.says, side.origins, len(side.claims)) for side in found.sides] == [("7", 1, 2), ("8", 1, 1)]


def test_ones_own_note_is_no_origin_but_is_shown() -> None:
    note = document("We found no contract.", "2025-12-01", rights="Own note (CC0).")
    noted = claim(note, "We found", stage="contract", denied=True)
    (alone,) = conflicts(one("contract"), noted, documents=(*ALL, note))
    assert {side.says: side.origins for side in alone.sides} == {"asserted: contract": 1, "denied: contract": 0}
    (joined,) = conflicts(one("contract"), two("contract", denied=True), noted, documents=(*ALL, note))
    assert {side.says: (len(side.claims), side.origins) for side in joined.sides} == {
        "asserted: contract": (1, 1),
        "denied: contract": (2, 1),
    }


def test_a_proposal_contradicts_what_was_accepted_for_the_one_commitment_it_can_mean() -> None:
    no, yes = one("contract", denied=True), two("contract")
    (found,) = found_in(*ALL, no, yes, spoken=(no,))
    assert (found.about, found.kind) == ("rafale-100", "denied")


def test_a_proposal_that_does_not_say_who_gives_joins_the_only_ones_it_can_mean() -> None:
    hundred, more = one("declaration", quantity=exactly(100)), two("declaration", giver=None, quantity=exactly(120))
    (proposed,) = found_in(*ALL, hundred, more)
    (decided,) = found_in(*ALL, hundred, more, spoken=(hundred,))
    assert (proposed.about, decided.about) == ("fr>ua:rafale", "rafale-100")


def test_it_joins_none_where_several_could_be_meant() -> None:
    from_france, from_it = (one("declaration", giver=giver, quantity=exactly(100)) for giver in ("fr", "it"))
    more = two("declaration", giver=None, quantity=exactly(120))
    assert found_in(*ALL, from_france, from_it, more) == []


def test_it_joins_none_with_which_it_shares_no_end_or_contradicts_in_one() -> None:
    hundred = one("declaration", quantity=exactly(100))
    nobody = two("declaration", giver=None, receiver=None, quantity=exactly(120))
    others = two("declaration", giver=None, receiver="pl", quantity=exactly(120))
    assert found_in(*ALL, hundred, nobody, others) == []
    assert found_in(*ALL, hundred, nobody, others, spoken=(hundred,)) == []


def test_other_things_are_not_compared() -> None:
    assert found_in(*ALL, one("contract", quantity=exactly(7)), two("contract", item="aasm", quantity=exactly(8))) == []


def test_only_what_is_true_by_the_day_asked_for_is_at_odds() -> None:
    seven, eight = one("contract", quantity=exactly(7)), late("contract", quantity=exactly(8))
    assert found_in(*ALL, seven, eight, as_of="2025-12") == []
    assert [found.kind for found in found_in(*ALL, seven, eight, as_of="2026-01")] == ["quantities"]


def test_an_event_that_is_yet_to_come_contradicts_nothing_today() -> None:
    seven = one("contract", quantity=exactly(7))
    to_come = two("contract", quantity=exactly(8), dates=(on("2027-05-01"),))
    assert found_in(*ALL, seven, to_come, as_of="2026-12-31") == []


def test_three_tellings_are_one_contradiction_with_three_sides() -> None:
    told = [
        claim(source, "The ", stage="contract", quantity=exactly(n)) for source, n in ((ONE, 7), (TWO, 8), (COPY, 9))
    ]
    (found,) = conflicts(*told)
    assert [side.says for side in found.sides] == ["7", "8", "9"]
