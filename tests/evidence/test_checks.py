"""Evidence that is whole has no problems, and what is odd without being broken. Problems: tests/errors."""

from __future__ import annotations

from pathlib import Path

from cofactory.evidence.checks import check_evidence
from cofactory.evidence.ledger import read_ledger
from tests.evidence.making import TEXT, a_claim, a_decision, a_document, write_folder


def test_evidence_that_is_whole_has_no_problems(tmp_path: Path) -> None:
    claim = a_claim(1)

    assert (
        check_evidence(write_folder(tmp_path, [a_document(), claim, a_decision("accept", [claim.id], second=3)], TEXT))
        == []
    )


def test_a_text_that_is_not_kept_is_no_problem(tmp_path: Path) -> None:
    assert check_evidence(write_folder(tmp_path, [a_document(), a_claim(1)])) == []


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
