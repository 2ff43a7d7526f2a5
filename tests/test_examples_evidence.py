"""The worked example's ledger: sound, quoted exactly, its contradictions found, and the numbers that rest on it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from cofactory.desk.standing import Overview, overview
from cofactory.evidence.checks import check_evidence
from cofactory.evidence.known import text_of
from cofactory.evidence.ledger import Ledger, read_ledger
from cofactory.evidence.quotes import stands
from cofactory.evidence.state import replay
from cofactory.evidence.status import Standing
from cofactory.evidence.stored import stored_text
from cofactory.programme.folder import examine, load_programme
from cofactory.programme.numbers import numbers_of
from cofactory.programme.standing import Evidence
from cofactory.programme.trace import trace
from cofactory.schema.evidence import Verdict, identified

FULL = Path(__file__).parent.parent / "examples" / "france-ukraine"

TOY = FULL.parent / "two-countries"

LONGEST = 1200
"""Characters of a text in our own words: a few sentences, not an article."""


@cache
def ledger() -> Ledger:
    """The ledger as it lies there, without its cache."""
    return read_ledger(FULL)


def texts() -> dict[str, str]:
    """The stored text of every document."""
    found = {key: stored_text(FULL, document.file) for key, document in ledger().documents.items()}
    return {key: text for key, text in found.items() if text is not None}


@cache
def at(as_of: str | None = None, known: str | None = None) -> Overview:
    """Where everything stands."""
    return overview(FULL, as_of=as_of, known=known)


def standing(promise: str, **clocks: str) -> Standing:
    """Where one promise stands."""
    return next(one for one in at(**clocks).status.standings if one.promise.id == promise)


def test_the_ledger_has_no_problem() -> None:
    assert check_evidence(FULL, ledger()) == []


def test_every_text_is_there_and_is_a_statement_and_not_an_article() -> None:
    assert texts().keys() == ledger().documents.keys()
    assert max(map(len, texts().values())) < LONGEST
    assert all(document.publisher and document.rights for document in ledger().documents.values())


def test_no_text_lies_there_that_no_document_names() -> None:
    named = {document.file for document in ledger().documents.values()}
    assert {path.name for path in (FULL / "documents").iterdir()} == named


def test_every_quote_stands_where_its_span_says() -> None:
    wrong = [c.id for c in ledger().claims.values() if not all(stands(span, texts()[c.document]) for span in c.spans)]
    assert wrong == []


def test_every_claim_and_decision_has_the_id_of_its_content() -> None:
    assert all(identified(claim).id == claim.id for claim in ledger().claims.values())
    assert all(identified(decision).id == decision.id for decision in ledger().decisions.values())


def test_a_claim_names_only_what_the_programme_has() -> None:
    programme = load_programme(FULL)
    items, parties = {row.id for row in programme.items}, {row.id for row in programme.parties}
    promises = {row.id for row in programme.commitments}
    assert {c.item for c in ledger().claims.values()} <= items | {None}
    assert {end for c in ledger().claims.values() for end in (c.giver, c.receiver)} <= parties | {None}
    assert {d.commitment for d in ledger().decisions.values()} <= promises | {None}


def test_every_verdict_is_there_with_its_reason() -> None:
    decisions = ledger().decisions.values()
    assert {decision.verdict for decision in decisions} == set(get_args(Verdict))
    assert all(len(decision.why) > 10 for decision in decisions)


def test_some_claims_wait_and_rumours_are_rejected() -> None:
    state = replay(ledger())
    counts = {status: len(state.of_status(status)) for status in ("accepted", "proposed", "rejected", "replaced")}
    assert counts["accepted"] > 120
    assert counts["proposed"] >= 5
    assert counts["rejected"] >= 4
    assert counts["replaced"] >= 4
    assert state.clashes == ()


CONFLICTS = {
    ("rafale-100", "denied"): {"asserted: contract", "denied: contract"},
    ("rafale-100", "papers"): {"letter of intent", "declaration"},
    ("mirage-transfer", "quantities"): {"six", "12 to 20"},
    ("sampt-ng-france", "quantities"): {"eight", "seven"},
    ("sampt-ng-france", "money"): {"EUR 674m", "about EUR 500m"},
    ("gb>ua:interceptor-drone", "rate-or-total"): {"1,000 a month", "1,000 in all"},
    ("gb>ua:interceptor-drone", "quantities"): {"1,000 a month", "2,000 a month"},
    ("brave-initiative", "target-dates"): {"March 2026", "the second quarter of 2026"},
    ("interceptor-production", "denied"): {"asserted: intended", "denied: serial production"},
    ("ew-development", "event-dates"): {"8 February 2026", "9 February 2026"},
    ("ew-development", "announcement-or-event"): {"announced on 9 February 2026", "event on 9 February 2026"},
    ("ew-development", "denied"): {"asserted: intended", "asserted: letter of intent", "denied: joint development"},
    ("rafale-queue", "quantities"): {"four to five a month", "three Rafale a month", "three a month"},
}


@pytest.mark.parametrize("which", CONFLICTS, ids=[" ".join(which) for which in CONFLICTS])
def test_what_sources_contradict_is_shown_side_by_side(which: tuple[str, str]) -> None:
    (found,) = [one for one in at().conflicts if (one.about, one.kind) == which]
    assert {side.says for side in found.sides} == CONFLICTS[which]


def test_nothing_else_is_taken_for_a_contradiction() -> None:
    assert {(one.about, one.kind) for one in at().conflicts} == set(CONFLICTS)


def test_two_copies_of_one_dispatch_are_one_origin() -> None:
    (found,) = [one for one in at().conflicts if (one.about, one.kind) == ("ew-development", "denied")]
    named = next(side for side in found.sides if side.says == "asserted: intended")
    assert (len(named.claims), named.origins) == (2, 1)


STOOD = {
    "mirage-transfer": ("delivered", "delivered"),
    "rafale-100": ("declaration", "declaration"),
    "aasm-600": ("declaration", "declaration"),
    "sampt-ng-8": ("declaration", "declaration"),
    "sampt-improvement-offer": (None, "requested"),
    "aster-supply": ("intended", "intended"),
    "mistral-supply": ("intended", "in_service"),
    "crotale-supply": (None, "requested"),
    "scalp-supply": ("intended", "intended"),
    "ew-development": (None, "letter_of_intent"),
    "drone-supply": ("intended", "letter_of_intent"),
    "interceptor-production": ("intended", "intended"),
    "brave-initiative": (None, "letter_of_intent"),
    "small-drones-10000": ("contract", "delivered"),
    "rafale-queue": ("contract", "contract"),
    "rafale-india": (None, "intended"),
    "aasm-france": ("intended", "intended"),
    "aster-joint-order": ("contract", "contract"),
    "mistral-joint-purchase": ("production", "production"),
    "sampt-ng-france": ("contract", "contract"),
    "sampt-ng-italy": ("contract", "contract"),
}
"""The stage of every promise at the end of 2025 and on the first day of the plan."""


@pytest.mark.parametrize("promise", STOOD)
def test_every_promise_stands_where_its_sources_put_it(promise: str) -> None:
    then, start = (standing(promise, as_of=day) for day in ("2025-12-31", "2026-03-01"))
    assert (then.stage, start.stage) == STOOD[promise]


def test_every_promise_of_the_tables_is_in_the_picture() -> None:
    assert [one.promise.id for one in at().status.standings] == list(STOOD)


def test_quantities_stand_as_they_were_promised_contracted_and_delivered() -> None:
    said = {one.promise.id: one.amounts for one in at(as_of="2026-03-01").status.standings}
    rafale, drones, aster = said["rafale-100"], said["small-drones-10000"], said["aster-joint-order"]
    assert rafale["promised"] is not None
    assert (rafale["promised"].low, rafale["promised"].high, rafale["contracted"]) == (None, 100, None)
    assert drones["contracted"] is not None
    assert drones["delivered"] is not None
    assert (drones["contracted"].low, drones["delivered"].low) == (10000, 1)
    assert aster["contracted"] is not None
    assert aster["contracted"].low == 918
    assert said["mirage-transfer"]["delivered"] is None  # the first came; how many have come nobody says


def test_due_dates_that_moved_are_told_with_by_how_much() -> None:
    slips = {one.promise.id: one.slip_days for one in at().status.standings if one.slip_days}
    assert slips == {
        "mirage-transfer": 90, "rafale-queue": 365, "mistral-joint-purchase": 365, "sampt-ng-france": -365,
    }  # fmt: skip


def test_a_decision_that_was_taken_back_counts_only_for_those_who_knew_no_better() -> None:
    assert standing("rafale-100", known="2026-11-19").stage == "contract"
    assert standing("rafale-100", known="2026-11-20").stage == "declaration"


def test_every_number_cites_an_accepted_claim_or_gives_its_reason() -> None:
    found = examine(FULL)
    assert not found.problems
    evidence = Evidence(FULL)
    written = [one for one in numbers_of(load_programme(FULL)) if one.written and one.cell and one.cell.known]
    cited = [one for one in written if one.citations]
    assert len(cited) >= 0.25 * len(written)
    assert all(evidence.standing(claim).accepted for one in cited for claim in one.citations)
    assert all(one.citations or one.cell.assumption for one in written if one.cell)


def test_no_assumption_names_a_paper_that_a_claim_could_name() -> None:
    publishers = {d.publisher for d in ledger().documents.values() if d.publisher and len(d.publisher) > 5}
    assumed = [one.cell.assumption or "" for one in numbers_of(load_programme(FULL)) if one.cell]
    assert [text for text in assumed if any(f"({name}" in text for name in publishers)] == []


def test_the_readme_counts_as_the_folder_does() -> None:
    written = [one for one in numbers_of(load_programme(FULL)) if one.written and one.cell and one.cell.known]
    alone = [one for one in written if one.citations and one.cell and not one.cell.assumption]
    cited = [one for one in written if one.citations]
    held = ledger()
    said = " ".join((FULL / "README.md").read_text("utf-8").split())
    assert f"{len(held.documents)} sources, {len(held.claims)} claims, {len(held.decisions)} decisions" in said
    assert f"Of {len(written)} numbers {len(alone)} are what an accepted claim says" in said
    assert f"Another {len(cited) - len(alone)} come from a claim" in said
    assert f"and {len(written) - len(cited)} are reasoned assumptions alone" in said


def test_the_small_example_has_a_ledger_that_says_it_is_invented() -> None:
    found = read_ledger(TOY)
    state = replay(found)

    assert check_evidence(TOY, found) == []
    for document in found.documents.values():
        assert "invented" in (text_of(TOY, document) or "")
        assert "invented" in (document.publisher or "")
    assert 5 <= len(found.claims) <= 8
    assert {state.status(key) for key in found.claims} == {"accepted", "proposed", "rejected"}


def test_the_small_example_shows_a_contradiction_and_numbers_that_lead_both_ways() -> None:
    (conflict,) = overview(TOY).conflicts
    assert [side.says for side in conflict.sides] == ["120", "about 100"]
    cell = trace(TOY, "lines.motor-nl.capacity")
    (claim,) = cell.leads_to
    assert claim.facts["status"] == "accepted"
    assert cell.id in [step.id for step in trace(TOY, claim.id).walk()]
