"""Decisions: each verdict, what it changes in the status, and that each can be taken back."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

import cofactory as cf
from cofactory.base.problems import ProblemsFound
from cofactory.desk import deciding
from cofactory.desk.who import who
from cofactory.evidence.documents import About
from cofactory.evidence.ledger import append, read_ledger
from cofactory.evidence.state import replay
from cofactory.schema.evidence import Decision, Verdict, identified, to_line
from tests.desk.folders import CONTRACT, DELIVERY, HOPE, folder_with

PUMPS = "hundred-pumps"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = folder_with(tmp_path / "pumps")
    for text, day in ((CONTRACT, "2026-02-10"), (DELIVERY, "2026-06-04"), (HOPE, "2026-06-04")):
        cf.read(made, text.encode(), about=About(publisher="A paper", published=day))
    return made


def claim_about(folder: Path, words: str) -> str:
    """The id of the claim whose quote holds these words."""
    return next(key for key, claim in read_ledger(folder).claims.items() if words in claim.spans[0].exact)


def stage_of(folder: Path) -> str | None:
    return cf.status(folder).status.standings[0].stage


def test_an_accepted_claim_raises_the_stage_and_a_rejected_one_leaves_it(folder: Path) -> None:
    key = claim_about(folder, "contract")
    assert stage_of(folder) is None
    cf.decide(folder, key, "accept", why="it says so", by="ann", commitment=PUMPS)
    assert stage_of(folder) == "contract"
    cf.decide(folder, key, "reject", why="the paper took it back", by="ben")
    assert stage_of(folder) is None


def test_who_when_and_why_stand_in_the_ledger(folder: Path) -> None:
    decided = cf.decide(folder, claim_about(folder, "contract"), "accept", why=" it says so ", by="Ann N.")
    kept = read_ledger(folder).decisions[decided.decision.id]
    assert (kept.by, kept.why, kept.recorded > "2026") == ("Ann N.", "it says so", True)


def test_a_decision_says_where_the_promise_stood_and_stands(folder: Path) -> None:
    decided = cf.decide(folder, claim_about(folder, "delivered"), "accept", why="seen", by="ann", commitment=PUMPS)
    before, after = decided.before.standings[0], decided.after.standings[0]
    assert (before.amounts["delivered"], before.stage) == (None, None)
    assert after.amounts["delivered"] is not None
    assert (after.amounts["delivered"].low, after.stage) == (40, "delivered")


def test_an_acceptance_without_a_commitment_names_those_that_fit(folder: Path) -> None:
    assert cf.decide(folder, claim_about(folder, "contract"), "accept", why="so", by="ann").fitting == (PUMPS,)
    assert stage_of(folder) is None


def test_a_correction_makes_a_claim_of_its_own_and_replaces_the_first(folder: Path) -> None:
    key = claim_about(folder, "contract")
    decided = cf.decide(
        folder, key, "correct", why="a framework", by="ann", commitment=PUMPS,
        fields={"stage": "declaration", "quantity": "up to 120"},
    )  # fmt: skip
    (made,) = decided.made
    assert (made.stage, made.extractor, made.spans) == ("declaration", "ann", read_ledger(folder).claims[key].spans)
    assert stage_of(folder) == "declaration"
    assert replay(read_ledger(folder)).status(key) == "replaced"


def test_taking_a_correction_back_takes_its_claim_away(folder: Path) -> None:
    before = replay(read_ledger(folder))
    made = cf.decide(folder, claim_about(folder, "contract"), "correct", why="so", by="ann", fields={"quantity": "9"})
    cf.decide(folder, made.decision.id, "retract", why="a slip", by="ann")
    assert replay(read_ledger(folder)).to_bytes() == before.to_bytes()


def test_a_merge_keeps_the_first_claim(folder: Path) -> None:
    both = [claim_about(folder, "contract"), claim_about(folder, "delivered")]
    before = replay(read_ledger(folder))
    merged = cf.decide(folder, both, "merge", why="one event", by="ann", commitment=PUMPS)
    state = replay(read_ledger(folder))
    assert [state.status(key) for key in both] == ["accepted", "replaced"]
    cf.decide(folder, both[1], "retract", why="two events", by="ann")
    assert replay(read_ledger(folder)).to_bytes() == before.to_bytes()
    assert merged.decision.result == (both[0],)


def test_a_split_makes_a_claim_of_each_part(folder: Path) -> None:
    parts = [{"quantity": "60"}, {"quantity": "40", "stage": "declaration"}]
    decided = cf.decide(folder, claim_about(folder, "contract"), "split", why="two lots", by="ann", parts=parts)
    assert [(claim.quantity and claim.quantity.low, claim.stage) for claim in decided.made] == [
        (60, "contract"), (40, "declaration"),
    ]  # fmt: skip


def test_the_beginning_of_an_id_is_enough_when_only_one_begins_so(folder: Path) -> None:
    key = claim_about(folder, "contract")
    for given in (key[:6], key[2:6]):
        assert cf.decide(folder, given, "accept", why="so", by="ann").decision.claims == (key,)


@pytest.mark.parametrize(
    ("claim", "verdict", "more", "said"),
    [
        ("c-0000000000", "accept", {}, "There is no claim"),
        ("contract", "accept", {"why": " "}, "Say why"),
        ("contract", "accept", {"commitment": "hundred-pump"}, "Did you mean `hundred-pumps`"),
        ("contract", "accept", {"fields": {"quantity": "1"}}, "Fields belong to"),
        ("contract", "correct", {}, "Say what is corrected"),
        ("contract", "correct", {"fields": {"item": "pmp"}}, "Did you mean `pump`"),
        ("contract", "correct", {"fields": {"quantty": "1"}}, "Did you mean `quantity`"),
        ("contract", "correct", {"fields": {"stage": "pledged"}}, "Only a claim of kind financing"),
        ("contract", "correct", {"fields": {"stage": "contract"}}, "Nothing is different"),
        ("contract", "merge", {}, "two claims at least"),
        ("contract", "split", {"parts": [{"quantity": "1"}]}, "two parts at least"),
        ("contract", "retract", {}, "Nothing was decided"),
        ("x-0000000000", "retract", {}, "There is no decision"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(
    folder: Path, claim: str, verdict: str, more: dict[str, object], said: str
) -> None:
    key = claim_about(folder, claim) if claim == "contract" else claim
    with pytest.raises((LookupError, ValueError), match=said):
        cf.decide(folder, key, verdict, **{"why": "so", "by": "ann", **more})  # type: ignore[arg-type]
    assert not read_ledger(folder).decisions


def test_nobody_named_is_the_user_of_git(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    subprocess.run(["git", "-C", tmp_path, "config", "user.name", "Ann\x1b[2J N."], check=True)
    assert who(tmp_path) == "Ann [2J N."
    assert who(tmp_path, "Ben") == "Ben"
    with pytest.raises(ValueError, match="--by"):
        who(tmp_path, " ")


def forge(folder: Path) -> str:
    """Writes a claim past the tool whose id fits and whose words the contract does not have; gives its id."""
    true = read_ledger(folder).claims[claim_about(folder, "contract")]
    spans = (structs.replace(true.spans[0], exact=true.spans[0].exact.replace("100", "900")),)
    claim = identified(structs.replace(true, spans=spans, id=""))
    with (folder / "evidence" / "claims.jsonl").open("ab") as stream:
        stream.write(to_line(claim))
    return claim.id


@pytest.mark.parametrize("verdict", ["accept", "correct", "merge"])
def test_what_its_text_contradicts_can_only_be_rejected(folder: Path, verdict: Verdict) -> None:
    forged, other = forge(folder), claim_about(folder, "delivered")
    claims = [forged, other] if verdict == "merge" else [forged]
    fields = {"quantity": "800"} if verdict == "correct" else None
    with pytest.raises(ValueError, match=r"does not have the words that c-.* quotes: it can only be rejected"):
        cf.decide(folder, claims, verdict, why="w", by="ann", fields=fields)

    cf.decide(folder, forged, "reject", why="nobody wrote that", by="ann")

    assert replay(read_ledger(folder)).status(forged) == "rejected"


def test_what_its_text_contradicts_is_left_out_of_the_review(folder: Path) -> None:
    waiting = len(cf.review(folder).waiting)

    forge(folder)

    assert len(cf.review(folder).waiting) == waiting


def write_at(folder: Path, *said: tuple[str, Verdict, str]) -> list[str]:
    """Adds decisions of a colleague as git joins them, each at its moment; gives their ids."""
    made = [
        identified(Decision(claims=(claim,), verdict=verdict, by="ben", why="w", recorded=moment))
        for claim, verdict, moment in said
    ]
    with (folder / "evidence" / "decisions.jsonl").open("ab") as stream:
        stream.writelines(to_line(one) for one in made)
    return [one.id for one in made]


AHEAD, BEFORE = "2199-01-01T00:00:00.000000Z", "2020-01-01T00:00:00.000000Z"


def test_a_decision_counts_though_a_colleagues_clock_is_ahead_and_his_line_is_not_the_last(folder: Path) -> None:
    key, other = claim_about(folder, "contract"), claim_about(folder, "delivered")
    write_at(folder, (key, "accept", AHEAD), (other, "accept", BEFORE))

    decided = cf.decide(folder, key, "reject", why="it is false", by="ann")

    assert decided.decision.recorded > AHEAD
    assert replay(read_ledger(folder)).status(key) == "rejected"


def test_a_retraction_takes_back_what_a_clock_ahead_decided(folder: Path) -> None:
    key, other = claim_about(folder, "contract"), claim_about(folder, "delivered")
    early, _ = write_at(folder, (key, "accept", AHEAD), (other, "accept", BEFORE))

    cf.decide(folder, early, "retract", why="undo", by="ann")

    assert replay(read_ledger(folder)).status(key) == "proposed"


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59.999999Z", "2199-02-31T00:00:00.000000Z"])
def test_where_nothing_can_come_after_a_record_nothing_is_decided(folder: Path, moment: str) -> None:
    key = claim_about(folder, "contract")
    write_at(folder, (key, "accept", moment))
    with pytest.raises(ProblemsFound, match="nothing can be recorded after it") as refused:
        cf.decide(folder, key, "reject", why="w", by="ann")
    assert refused.value.problems[0].name == "moment-out-of-reach"
    assert len(read_ledger(folder).decisions) == 1


def test_a_decision_about_a_claim_that_nothing_brings_in_says_that_it_does_nothing(folder: Path) -> None:
    key = claim_about(folder, "contract")
    made = cf.decide(folder, key, "correct", why="w", by="ann", fields={"quantity": "90"})
    (heir,) = made.decision.result
    cf.decide(folder, made.decision.id, "retract", why="w", by="ann")

    with pytest.raises(ProblemsFound, match="was written, but does not count") as refused:
        cf.decide(folder, heir, "accept", why="w", by="ann")
    assert refused.value.problems[0].name == "decision-without-effect"


def test_a_decision_that_another_overtakes_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = claim_about(folder, "contract")

    def overtaken(*args: Any) -> Any:
        written = append(*args)
        write_at(folder, (key, "accept", AHEAD))
        return written

    monkeypatch.setattr(deciding, "append", overtaken)
    with pytest.raises(ProblemsFound, match=f"does not count for {key}: x-"):
        cf.decide(folder, key, "reject", why="w", by="ann")
