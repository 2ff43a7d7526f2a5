"""The JSON lines: what is read of them, what is refused, and how two people's branches come together in git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cofactory.base.problems import ProblemsFound
from cofactory.evidence.checks import check_evidence
from cofactory.evidence.ledger import append, from_bytes, read_ledger
from cofactory.evidence.state import replay
from cofactory.schema.evidence import Claim, Decision, Span, identified, to_line
from tests.evidence.making import TEXT, a_claim, a_decision, a_document, a_ledger, as_files, moment, write_folder


def names(problems: object) -> list[str]:
    assert isinstance(problems, list | tuple)
    return [problem.name for problem in problems]


def test_what_is_appended_is_read_back(tmp_path: Path) -> None:
    document, claim = a_document(), a_claim(1)
    written = append(tmp_path, [document, claim, a_decision("accept", [claim.id], second=5)])

    ledger = read_ledger(tmp_path)

    assert (ledger.documents[document.id], ledger.claims[claim.id]) == written[:2]
    assert list(ledger.decisions.values()) == [written[2]]
    assert ledger.problems == ()


def test_records_without_a_moment_get_one_for_all_and_later_than_everything_before(tmp_path: Path) -> None:
    append(
        tmp_path,
        [
            identified(
                Claim(
                    document="d-0123456789ab",
                    spans=(Span(0, 1, "a"),),
                    kind="risk",
                    recorded="2099-01-01T00:00:00.000000Z",
                )
            )
        ],
    )
    claim = Claim(document="d-0123456789ab", spans=(Span(0, 1, "b"),), kind="risk")

    written = append(tmp_path, [claim, Decision(claims=(identified(claim).id,), verdict="accept", by="ann")])

    assert {record.recorded for record in written} == {"2099-01-01T00:00:00.000001Z"}
    assert replay(read_ledger(tmp_path)).status(identified(claim).id) == "accepted"


def test_a_decision_and_the_claims_it_results_in_are_of_one_moment(tmp_path: Path) -> None:
    made = [Claim(document="d-0123456789ab", spans=(Span(0, 1, "a"),), kind="risk", item=f"i{n}") for n in range(3)]
    one, other, result = (identified(claim) for claim in made)
    append(tmp_path, [one, other])
    before = replay(read_ledger(tmp_path)).to_bytes()

    *_, merge = append(
        tmp_path, [made[2], Decision(claims=(one.id, other.id), verdict="merge", by="ann", result=(result.id,))]
    )
    assert replay(read_ledger(tmp_path)).of_status("accepted") == (result.id,)
    append(tmp_path, [Decision(claims=(merge.id,), verdict="retract", by="ann")])

    assert replay(read_ledger(tmp_path)).to_bytes() == before


def test_a_folder_without_evidence_has_an_empty_ledger(tmp_path: Path) -> None:
    assert replay(read_ledger(tmp_path)).to_bytes() == replay(a_ledger()).to_bytes()


def test_a_quote_that_is_not_in_the_stored_text_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    write_folder(tmp_path, [a_document()], TEXT)
    invented = identified(Claim(document=a_document().id, spans=(Span(18, 27, "900 pumps"),), kind="transfer"))
    elsewhere = identified(Claim(document=a_document().id, spans=(Span(0, 9, "100 pumps"),), kind="transfer"))

    with pytest.raises(ProblemsFound) as refused:
        append(tmp_path, [a_claim(1), invented, elsewhere])

    assert names(refused.value.problems) == ["quote-not-in-text"] * 2
    assert "first at 18" in refused.value.problems[1].mend
    assert read_ledger(tmp_path).claims == {}


def test_a_quote_of_a_text_that_is_not_kept_is_checked_against_the_text_that_is_given(tmp_path: Path) -> None:
    claim = a_claim(1)
    with pytest.raises(ProblemsFound):
        append(tmp_path, [claim], texts={claim.document: "Another text."})

    assert append(tmp_path, [claim], texts={claim.document: TEXT})


def test_what_would_not_read_back_is_refused(tmp_path: Path) -> None:
    strange = identified(Claim(document="d-0123456789ab", spans=(Span(0, 1, "a"),), kind="gossip"))  # type: ignore[arg-type]
    surrogate = Claim(
        document="d-0123456789ab", spans=(Span(0, 1, "a"),), kind="risk", id="c-1", note="\ud800", recorded=moment(1)
    )
    long = identified(Claim(document="d-0123456789ab", spans=(Span(0, 1, "a"),), kind="risk", note="x" * 2_000_000))

    for record in (strange, surrogate, long):
        with pytest.raises(ProblemsFound) as refused:
            append(tmp_path, [record])
        assert names(refused.value.problems) == ["bad-record"]


def test_a_broken_line_is_a_problem_with_its_row_and_the_others_count() -> None:
    claims = [a_claim(number) for number in range(3)]
    lines = [to_line(claim) for claim in claims]
    data = lines[0] + b"\x00\xff not json\n" + lines[1] + b'{"id": "c-1", "kind": "gossip"}\n' + lines[2]

    ledger = from_bytes({"claims.jsonl": data})

    assert [(problem.name, problem.place) for problem in ledger.problems] == [
        ("broken-record", "evidence/claims.jsonl:2"),
        ("broken-record", "evidence/claims.jsonl:4"),
    ]
    assert set(ledger.claims) == {claim.id for claim in claims}


def test_a_record_that_was_edited_is_a_problem_and_does_not_count() -> None:
    claim, decision = a_claim(1), a_decision("accept", [a_claim(1).id], second=1)
    edited = to_line(claim).replace(b"transfer", b"procurement")
    files = {
        "claims.jsonl": to_line(claim) + edited,
        "decisions.jsonl": to_line(decision).replace(b"accept", b"reject"),
    }

    ledger = from_bytes(files)

    assert names(ledger.problems) == ["edited-record", "edited-record"]
    assert ledger.claims == {claim.id: claim}
    assert ledger.decisions == {}


def test_the_same_claim_found_twice_is_one_claim_told_at_two_moments() -> None:
    early, late = a_claim(1, second=3), a_claim(1, second=8)

    ledger = a_ledger(late, early, late)

    assert ledger.claims == {early.id: early}
    assert ledger.tellings == {early.id: moment(3)}
    assert ledger.retold == {early.id: (moment(3), moment(8))}
    assert ledger.problems == ()


def test_two_claims_that_chance_gave_one_id_are_never_taken_for_one() -> None:
    early, late = a_claim(439332, second=1), a_claim(865444, second=2)
    assert early.id == late.id

    for order in ([early, late], [late, early]):
        ledger = a_ledger(*order)
        assert ledger.claims == {early.id: early}
        assert names(ledger.problems) == ["same-id-by-chance"]


def test_a_text_recorded_twice_with_other_words_is_a_warning_and_the_earlier_counts() -> None:
    early, late = a_document(second=1), a_document(second=2, published="2026-02-01")

    for order in ([early, late], [late, early]):
        ledger = a_ledger(*order)
        assert ledger.documents == {early.id: early}
        assert [(p.name, p.severity) for p in ledger.problems] == [("document-told-twice", "warning")]


def test_line_ends_of_windows_a_mark_and_blank_lines_are_read_over() -> None:
    data = b"\xef\xbb\xbf" + b"\r\n\r\n".join(to_line(a_claim(n)).strip() for n in range(2))

    ledger = from_bytes({"claims.jsonl": data})

    assert (len(ledger.claims), ledger.problems) == (2, ())


def test_a_decision_may_name_one_claim_without_a_list() -> None:
    decision = a_decision("accept", ["c-1"], second=1)
    line = to_line(decision).replace(b'"claims":["c-1"]', b'"claim":"c-1"')

    assert from_bytes({"decisions.jsonl": line}).decisions == {decision.id: decision}


def git(folder: Path, *words: str) -> None:
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, env={**os.environ, **quiet})


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "more")


def test_two_branches_that_both_append_merge_without_a_conflict(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    both = a_claim(0)
    append(tmp_path, [a_document(), both], texts={both.document: TEXT})
    commit(tmp_path)
    git(tmp_path, "checkout", "-q", "-b", "hers")
    hers = append(
        tmp_path, [a_claim(1), a_claim(2), a_decision("accept", [both.id], second=50)], texts={both.document: TEXT}
    )
    commit(tmp_path)
    git(tmp_path, "checkout", "-q", "main")
    his = append(
        tmp_path, [a_claim(3), a_claim(2), a_decision("reject", [both.id], second=60)], texts={both.document: TEXT}
    )
    commit(tmp_path)

    git(tmp_path, "merge", "-q", "hers", "-m", "both")

    merged = read_ledger(tmp_path)
    assert merged.problems == ()
    assert replay(merged).to_bytes() == replay(from_bytes(as_files([a_document(), both, *hers, *his]))).to_bytes()
    assert replay(merged).status(both.id) == "rejected"
    assert len(replay(merged).clashes) == 1


def test_marks_that_a_merge_left_are_said_to_be_that() -> None:
    data = b"<<<<<<< HEAD\n" + to_line(a_claim(1)) + b"=======\n" + to_line(a_claim(2)) + b">>>>>>> hers\n"

    ledger = from_bytes({"claims.jsonl": data})

    assert len(ledger.claims) == 2
    assert all("merge=union" in problem.mend for problem in ledger.problems)
    assert names(ledger.problems) == ["broken-record"] * 3


def test_git_is_told_how_to_merge_once_and_what_it_was_told_before_stays(tmp_path: Path) -> None:
    (tmp_path / ".gitattributes").write_text("*.csv text", "utf-8")

    append(tmp_path, [a_document()])
    append(tmp_path, [a_document("Another.\n")])

    assert (tmp_path / ".gitattributes").read_text("utf-8") == (
        "*.csv text\nevidence/*.jsonl -text merge=union\ndocuments/*.txt -text\n"
    )


@pytest.mark.parametrize("name", ["evidence", ".gitattributes"])
def test_what_leads_out_of_the_folder_is_not_written_to(tmp_path: Path, name: str) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "inside" / name).symlink_to(tmp_path / "outside" / name)

    with pytest.raises(ProblemsFound, match="leads out"):
        append(tmp_path / "inside", [a_claim(2)])

    assert list((tmp_path / "outside").iterdir()) == []


def test_a_ledger_that_leads_out_of_the_folder_is_neither_read_nor_written(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write_folder(outside, [a_claim(1)])
    inside = tmp_path / "inside"
    (inside / "evidence").mkdir(parents=True)
    (inside / "evidence" / "claims.jsonl").symlink_to(outside / "evidence" / "claims.jsonl")
    before = (outside / "evidence" / "claims.jsonl").read_bytes()

    assert names(read_ledger(inside).problems) == ["evidence-outside-folder"]
    with pytest.raises(ProblemsFound, match="leads out"):
        append(inside, [a_claim(2)])
    assert (outside / "evidence" / "claims.jsonl").read_bytes() == before


def test_a_clone_that_turns_ends_of_lines_around_keeps_the_texts_as_they_were_read(tmp_path: Path) -> None:
    home = tmp_path / "home"
    append(write_folder(home, [], TEXT), [a_document(), a_claim(1)])
    git(home, "init", "-q")
    git(home, "add", "-A")
    git(home, "commit", "-q", "-m", "evidence")

    git(tmp_path, "-c", "core.autocrlf=true", "clone", "-q", str(home), str(tmp_path / "clone"))

    assert (tmp_path / "clone" / "documents" / f"{a_document().id}.txt").read_bytes() == TEXT.encode()
    assert b"\r" not in (tmp_path / "clone" / "evidence" / "claims.jsonl").read_bytes()
    assert check_evidence(tmp_path / "clone") == []
