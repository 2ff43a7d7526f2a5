"""A claim whose text says otherwise counts nowhere, whoever accepted it, however its record points to the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from cofactory.evidence.cache import open_ledger
from cofactory.evidence.grounds import misquoted, text_kept
from cofactory.evidence.ledger import read_ledger
from cofactory.evidence.state import replay
from cofactory.evidence.status import Promise, status_at
from cofactory.schema.evidence import Claim, Document, Quantity, Span, identified
from tests.evidence.making import TEXT, a_claim, a_decision, a_document, write_folder


def forged(words: str = "900 pumps", start: int = 18) -> Claim:
    """A claim whose id fits, and whose words the text does not have."""
    claim = a_claim(1)
    return identified(
        structs.replace(
            claim,
            id="",
            item="pump",
            spans=(*claim.spans, Span(start, start + len(words), words)),
            stage="delivered",
            quantity=Quantity("900", 900, 900),
        )
    )


def test_an_accepted_claim_that_its_text_contradicts_moves_no_promise(tmp_path: Path) -> None:
    claim, true = forged(), a_claim(2)
    decisions = [a_decision("accept", [key], second=5, commitment="deal") for key in (claim.id, true.id)]
    folder = write_folder(tmp_path, [a_document(), claim, true, *decisions], TEXT)

    ledger = open_ledger(folder)
    status = status_at(ledger, [Promise("deal", "fr", "ua", "pump")])

    assert ledger.misquoted == read_ledger(folder).misquoted == {claim.id}
    assert (status.state.status(claim.id), status.state.status(true.id)) == ("misquoted", "accepted")
    assert (status.standings[0].stage, status.standings[0].speaking) == (None, (true.id,))


def test_a_proposal_that_its_text_contradicts_is_not_proposed(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, [a_document(), forged()], TEXT)

    assert replay(read_ledger(folder)).of_status("proposed") == ()


@pytest.mark.parametrize("verdict", ["reject", "correct"])
def test_what_is_out_of_the_way_already_stays_as_it_was_decided(tmp_path: Path, verdict: str) -> None:
    claim, heir = forged(), a_claim(2, second=5)
    decision = (
        a_decision("reject", [claim.id], second=5)
        if verdict == "reject"
        else a_decision("correct", [claim.id], second=5, result=[heir.id])
    )
    folder = write_folder(tmp_path, [a_document(), claim, heir, decision], TEXT)

    state = replay(read_ledger(folder))

    assert state.status(claim.id) == ("rejected" if verdict == "reject" else "replaced")
    assert state.status(heir.id) == ("proposed" if verdict == "reject" else "accepted")


@pytest.mark.parametrize("document", [None, structs.replace(a_document(), file="elsewhere.txt"), a_document()])
def test_no_record_of_the_document_hides_its_text(tmp_path: Path, document: Document | None) -> None:
    claim = forged()
    folder = write_folder(tmp_path, [*([document] if document is not None else []), claim], TEXT)

    assert read_ledger(folder).misquoted == {claim.id}


def test_a_text_that_is_not_at_hand_contradicts_nothing(tmp_path: Path) -> None:
    claim, document = forged(), a_document()
    folder = write_folder(tmp_path, [document, claim])

    assert misquoted(folder, {document.id: document}, {claim.id: claim}) == frozenset()
    assert text_kept(folder, document.id) == (None, "missing")
    (folder / "documents" / f"{document.id}.txt").write_text("900 pumps" * 9, "utf-8")
    assert misquoted(folder, {document.id: document}, {claim.id: claim}) == frozenset()
    assert text_kept(folder, document.id) == (None, "changed")


def test_without_any_texts_nothing_is_looked_for(tmp_path: Path) -> None:
    assert misquoted(tmp_path, {}, {}) == frozenset()
