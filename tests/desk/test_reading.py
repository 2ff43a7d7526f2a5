"""Documents read for a programme: what is proposed, what is added, and what is never added twice."""

from __future__ import annotations

from pathlib import Path

import cofactory as cf
from cofactory.evidence.documents import About
from cofactory.evidence.ledger import read_ledger
from tests.desk.folders import CONTRACT, DELIVERY, HOPE, files_of, folder_with, written

PAPER = About(publisher="A paper", published="2026-02-10")


def test_a_text_gives_a_claim_with_the_programmes_own_ids(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    (claim,) = cf.read(folder, written(folder, "a.txt", CONTRACT), about=PAPER).claims
    assert (claim.giver, claim.receiver, claim.item, claim.stage) == ("nl", "be", "pump", "contract")
    assert claim.quantity is not None
    assert claim.quantity.low == 100
    assert read_ledger(folder).claims[claim.id] == claim


def test_the_same_file_read_twice_adds_nothing(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    file = written(folder, "a.txt", CONTRACT)
    assert len(cf.read(folder, file, about=PAPER).added) == 1
    before = files_of(folder)
    again = cf.read(folder, file, about=PAPER)
    assert (len(again.claims), again.added) == (1, ())
    assert files_of(folder) == before


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    before = files_of(folder)
    found = cf.read(folder, CONTRACT.encode(), about=PAPER, dry_run=True)
    assert len(found.claims) == len(found.added) == 1
    assert files_of(folder) == before


def test_a_dry_run_of_a_text_that_is_known_reads_it_as_of_its_day(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    text = b"The Netherlands delivered 40 Delta 40 pumps to Belgium last month."
    claims = cf.read(folder, text, about=PAPER).claims
    again = cf.read(folder, text, dry_run=True)
    assert (again.claims, again.added) == (claims, ())


def test_a_text_that_may_not_be_kept_leaves_only_its_quotes(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    found = cf.read(folder, CONTRACT.encode(), about=PAPER, keep_text=False)
    assert len(found.added) == 1
    assert not (folder / "documents").exists()
    assert CONTRACT[:40] in cf.review(folder).passage(found.claims[0]).text


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    found = cf.read(folder, picture, written(folder, "a.txt", CONTRACT), about=PAPER)
    assert [problem.name for problem in found.problems] == ["document-not-read"]
    assert len(found.added) == 1


def test_tables_that_do_not_make_a_programme_still_lend_their_names(tmp_path: Path) -> None:
    broken = "id,name,item,country,capacity\nline,Line,no-such-item,NL,much\n"
    folder = folder_with(tmp_path / "pumps", lines=broken)
    assert cf.check(folder).programme is None
    assert cf.read(folder, CONTRACT.encode(), about=PAPER).claims[0].item == "pump"


def test_names_in_a_row_that_cannot_be_read_are_missing_and_that_is_said(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps", items="id,name,kind\npump,Delta 40 pump,prodct\n")
    found = cf.read(folder, CONTRACT.encode(), about=PAPER)
    assert [problem.column for problem in found.names.problems] == ["kind"]
    assert all(claim.item is None for claim in found.claims)


def test_two_texts_that_tell_one_event_are_shown_as_such_and_not_merged(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    first = cf.read(folder, CONTRACT.encode(), about=PAPER).claims[0].id
    other = "Dutch and Belgian ministers signed a contract for 100 Delta 40 pumps on 9 February 2026, officials said."
    found = cf.read(folder, other.encode(), about=PAPER)
    assert any(first in group.claims for group in found.groups)
    assert len(cf.review(folder).waiting) == 2


def test_copies_of_one_text_are_said_to_be_one_origin(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    story = f"{CONTRACT} {DELIVERY} The ministers met in Brussels and spoke about the years to come and about costs."
    first = cf.read(folder, story.encode(), about=PAPER).documents[0].taken.document.id
    found = cf.read(folder, f"(Reprint) {story}".encode(), about=PAPER)
    assert [set(group) for group in found.copies] == [{first, found.documents[0].taken.document.id}]


def test_a_new_version_of_a_page_says_which_accepted_claims_stand_in_it(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    page = About(publisher="A paper", published="2026-02-10", url="https://example.org/pumps")
    claim = cf.read(folder, CONTRACT.encode(), about=page).claims[0]
    cf.decide(folder, claim.id, "accept", why="it says so", by="ann", commitment="hundred-pumps")
    same = cf.read(folder, f"Updated. {CONTRACT}".encode(), about=page).documents[0].carried
    assert [one.successor is not None for one in same] == [True]
    gone = cf.read(folder, HOPE.encode(), about=page).documents[0].carried
    assert [one.successor for one in gone] == [None]


def test_progress_names_each_file_before_it_is_read(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    told: list[tuple[int, int, str]] = []
    files = [written(folder, "a.txt", CONTRACT), written(folder, "b.txt", DELIVERY)]
    cf.read(folder, *files, about=PAPER, progress=lambda *words: told.append(words))
    assert told == [(0, 2, "a.txt"), (1, 2, "b.txt")]


def test_a_long_text_tells_how_much_of_it_is_read(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    told: list[float] = []
    long = "\n\n".join([CONTRACT, *(f"Nothing else happened on day {n}." for n in range(3_000))])
    cf.read(folder, DELIVERY.encode(), long.encode(), dry_run=True, progress=lambda done, *_: told.append(done))
    assert told[:2] == [0, 1]
    assert told[2:]
    assert all(1 < share < 2 for share in told[2:])
