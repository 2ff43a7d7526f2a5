"""The catalogue of broken evidence: every problem of a folder has an example that makes it, and the text it prints.

After a deliberate change of words, `python -m tests.evidence.test_checks` prints the texts anew; read the difference.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cofactory.base.problems import Problem, as_json, show
from cofactory.evidence.checks import check_evidence
from cofactory.evidence.ledger import read_ledger
from tests.evidence.making import TEXT, a_claim, a_decision, a_document, write_folder

CATALOGUE = Path(__file__).parent / "errors"


def make_a_link_out(folder: Path) -> None:
    write_folder(folder, [])
    (folder.parent / "claims.jsonl").write_bytes(b"")
    (folder / "evidence" / "claims.jsonl").unlink()
    (folder / "evidence" / "claims.jsonl").symlink_to(folder.parent / "claims.jsonl")


MADE_HERE: dict[str, Callable[[Path], None]] = {"evidence-outside-folder": make_a_link_out}
NAMES = sorted({path.name for path in CATALOGUE.iterdir()})


def found_in(name: str, place: Path) -> list[Problem]:
    """What is found in the folder of this problem."""
    if name not in MADE_HERE:
        return check_evidence(CATALOGUE / name)
    folder = place / "pumps"
    folder.mkdir()
    MADE_HERE[name](folder)
    return check_evidence(folder)


@pytest.mark.parametrize("name", NAMES)
def test_broken_evidence_prints_its_problem_and_nothing_else(name: str, tmp_path: Path) -> None:
    problems = found_in(name, tmp_path)

    assert {problem.name for problem in problems} == {name}
    assert show(problems) + "\n" == (CATALOGUE / name / "expected.txt").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_problem_says_why_and_what_to_do_in_sentences(name: str, tmp_path: Path) -> None:
    for problem in found_in(name, tmp_path):
        assert problem.why.endswith(".")
        assert problem.mend.endswith(".")
        assert json.loads(json.dumps(as_json([problem])))[0]["name"] == name


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


if __name__ == "__main__":
    for problem_name in sorted({*NAMES, *MADE_HERE}):
        with tempfile.TemporaryDirectory() as made:
            text = show(found_in(problem_name, Path(made))) + "\n"
        (CATALOGUE / problem_name).mkdir(exist_ok=True)
        (CATALOGUE / problem_name / "expected.txt").write_text(text, "utf-8")
