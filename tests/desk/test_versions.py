"""A page that changed: what still stands in it is proposed, and one decision puts it in the place of the old."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import cofactory as cf
from cofactory.cli.app import main
from cofactory.evidence.documents import About
from cofactory.evidence.ledger import read_ledger
from cofactory.evidence.state import replay
from tests.desk.folders import CONTRACT, HOPE, folder_with, written

PAGE = About(publisher="A paper", published="2026-02-10", url="https://example.org/pumps")
NEWER = f"Updated.\n\n{CONTRACT.replace(' worth', '  worth')}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A programme whose one claim was accepted, after a person had corrected it."""
    made = folder_with(tmp_path / "pumps")
    read = cf.read(made, CONTRACT.encode(), about=PAGE).claims[0]
    cf.decide(
        made,
        read.id,
        "correct",
        why="a ceiling",
        by="ann",
        fields={"quantity": "up to 100"},
        commitment="hundred-pumps",
    )
    return made


def accepted(folder: Path) -> tuple[str, ...]:
    return replay(read_ledger(folder)).of_status("accepted")


def test_what_a_person_had_corrected_is_proposed_for_the_new_version(folder: Path) -> None:
    (old,) = accepted(folder)
    found = cf.read(folder, NEWER.encode(), about=PAGE)
    (carried,) = found.documents[0].carried
    assert carried.successor is not None
    assert carried.successor.id in found.added
    assert replay(read_ledger(folder)).status(carried.successor.id) == "proposed"
    assert accepted(folder) == (old,)


def test_one_decision_puts_it_in_the_place_of_the_old_and_can_be_taken_back(folder: Path) -> None:
    (old,) = accepted(folder)
    (carried,) = cf.read(folder, NEWER.encode(), about=PAGE).documents[0].carried
    assert carried.successor is not None
    before = replay(read_ledger(folder))
    made = cf.decide(folder, old, "correct", carried=True, why="it says so still", by="ann")
    held = made.after.state.claims[carried.successor.id]
    assert (held.status, held.commitment) == ("accepted", "hundred-pumps")
    assert made.after.state.claims[old].replaced_by == (carried.successor.id,)
    cf.decide(folder, made.decision.id, "retract", why="a slip", by="ann")
    assert replay(read_ledger(folder)) == before


def test_what_the_new_version_says_no_more_is_not_carried(folder: Path) -> None:
    (old,) = accepted(folder)
    with pytest.raises(ValueError, match="read that version"):
        cf.decide(folder, old, "correct", carried=True, why="so", by="ann")
    cf.read(folder, HOPE.encode(), about=PAGE)
    with pytest.raises(ValueError, match="in the same words"):
        cf.decide(folder, old, "correct", carried=True, why="so", by="ann")
    with pytest.raises(ValueError, match="no other fields"):
        cf.decide(folder, old, "accept", carried=True, why="so", by="ann")


def test_of_two_later_versions_the_last_counts(folder: Path) -> None:
    (old,) = accepted(folder)
    cf.read(folder, NEWER.encode(), about=PAGE)
    last = cf.read(folder, f"Updated again.\n\n{CONTRACT}".encode(), about=PAGE).documents[0].taken.document.id
    made = cf.decide(folder, old, "correct", carried=True, why="so", by="ann")
    assert read_ledger(folder).sources[made.decision.result[0]] == last


def test_the_commands_say_how_and_do_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (old,) = accepted(folder)
    file = written(folder, "newer.txt", NEWER)
    words = ["--url", "https://example.org/pumps", "--published", "2026-02-11"]
    assert main(["read", str(folder), str(file), *words]) == 0
    assert f"decide {folder} {old} correct --carried" in capsys.readouterr().out
    assert main(["decide", str(folder), old, "correct", "--carried", "--why", "still so", "--by", "ann"]) == 0
    assert f"Corrected {old} into {accepted(folder)[0]}" in capsys.readouterr().out


def test_a_review_offers_it_by_one_key(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = accepted(folder)
    (carried,) = cf.read(folder, NEWER.encode(), about=PAGE).documents[0].carried
    assert carried.successor is not None
    keys = "".join("v\n" if claim.id == carried.successor.id else "r a copy\n" for claim in cf.review(folder).waiting)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{keys}q"))
    assert main(["review", str(folder), "--by", "ann"]) == 0
    out = capsys.readouterr().out
    assert f"says of a new version what {old} says of an earlier one" in out
    assert accepted(folder) == (carried.successor.id,)
    assert replay(read_ledger(folder)).claims[old].replaced_by == (carried.successor.id,)


def test_what_is_carried_over_is_public_since_the_version_in_which_it_stood_first(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    undated = CONTRACT.replace("On 9 February 2026 the", "The")
    key = cf.read(folder, undated.encode(), about=PAGE).claims[0].id
    cf.decide(folder, key, "accept", why="it says so", by="ann", commitment="hundred-pumps")
    since = cf.status(folder).status.standings[0].since
    for number, day in enumerate(("2026-03-01", "2026-04-01")):
        later = About(publisher="A paper", published=day, url=PAGE.url)
        cf.read(folder, f"Update {number}.\n\n{undated}".encode(), about=later)
        key = cf.decide(folder, key, "correct", carried=True, why="so", by="ann").decision.result[0]

    standing = cf.status(folder).status.standings[0]

    assert (standing.evidence, standing.since, since) == ((key,), "2026-02-10", "2026-02-10")


def test_what_only_a_later_version_says_is_public_since_that(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    undated = CONTRACT.replace("On 9 February 2026 the", "The")
    cf.read(folder, HOPE.encode(), about=PAGE)
    later = About(publisher="A paper", published="2026-03-01", url=PAGE.url)
    key = next(
        claim.id
        for claim in cf.read(folder, f"{HOPE}\n{undated}".encode(), about=later).claims
        if claim.stage == "contract"
    )
    cf.decide(folder, key, "accept", why="it says so", by="ann", commitment="hundred-pumps")

    assert cf.status(folder).status.standings[0].since == "2026-03-01"
