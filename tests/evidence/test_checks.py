"""Evidence that is whole has no problems, and what is odd without being broken. Problems: tests/errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from cofactory.evidence.checks import check_evidence
from cofactory.evidence.documents import take_in
from cofactory.evidence.ledger import read_ledger
from tests.evidence.making import TEXT, a_claim, a_decision, a_document, write_folder


def test_evidence_that_is_whole_has_no_problems(tmp_path: Path) -> None:
    claim = a_claim(1)

    assert (
        check_evidence(write_folder(tmp_path, [a_document(), claim, a_decision("accept", [claim.id], second=3)], TEXT))
        == []
    )


def test_a_text_that_was_not_to_be_kept_is_no_problem(tmp_path: Path) -> None:
    not_kept = structs.replace(a_document(), file=None)

    assert check_evidence(write_folder(tmp_path, [not_kept, a_claim(1)])) == []


def test_a_text_that_was_deleted_is_named_with_the_claims_that_rest_on_it(tmp_path: Path) -> None:
    claim = a_claim(1)
    folder = write_folder(tmp_path, [a_document(), claim], TEXT)
    stored = folder / "documents" / f"{a_document().id}.txt"
    stored.unlink()

    (problem,) = check_evidence(folder)

    assert (problem.name, problem.place, problem.severity) == (
        "document-missing",
        "evidence/documents.jsonl:1",
        "warning",
    )
    assert stored.name in problem.why
    assert claim.id in problem.why
    take_in(folder, TEXT.encode())
    assert check_evidence(folder) == []


@pytest.mark.parametrize("spoilt", [TEXT.replace("100", "900").encode(), b"\xff\xfe\xff", b""])
def test_what_was_altered_is_whole_again_once_the_same_text_is_taken_in(tmp_path: Path, spoilt: bytes) -> None:
    claim = a_claim(1)
    folder = write_folder(tmp_path, [a_document(), claim], TEXT)
    (folder / "documents" / f"{a_document().id}.txt").write_bytes(spoilt)

    (problem,) = check_evidence(folder)
    take_in(folder, TEXT.encode())

    assert problem.name == "document-changed"
    assert claim.id in problem.why
    assert check_evidence(folder) == []


def test_of_many_claims_on_a_lost_text_a_few_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    (problem,) = check_evidence(write_folder(tmp_path, [a_document(), *(a_claim(n) for n in range(8))]))

    assert "the quotes of 8 claims" in problem.why
    assert "and 3 more" in problem.why


def test_a_retraction_of_what_was_decided_after_it_says_that_it_does_nothing(tmp_path: Path) -> None:
    claim = a_claim(1)
    accept = a_decision("accept", [claim.id], second=9)
    folder = write_folder(tmp_path, [a_document(), claim, accept, a_decision("retract", [accept.id], second=5)], TEXT)

    (problem,) = check_evidence(folder)

    assert problem.name == "decision-too-early"
    assert "only what was decided before it" in problem.why


def test_a_folder_without_evidence_has_no_problems(tmp_path: Path) -> None:
    assert check_evidence(tmp_path) == []
    assert check_evidence(tmp_path, read_ledger(tmp_path)) == []


def test_a_link_from_documents_to_elsewhere_is_not_followed(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "pumps", [a_document()])
    (tmp_path / "secret.txt").write_text(TEXT, "utf-8", newline="\n")
    (folder / "documents" / f"{a_document().id}.txt").symlink_to(tmp_path / "secret.txt")

    assert [problem.name for problem in check_evidence(folder)] == ["document-outside-folder"]
