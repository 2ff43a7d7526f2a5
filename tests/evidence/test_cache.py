"""The copy in SQLite says what the lines say, notices every change, and is never in the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from msgspec import structs

from cofactory.evidence import cache
from cofactory.evidence.cache import copy_of, in_memory, open_ledger
from cofactory.evidence.ledger import append, read_ledger
from cofactory.evidence.state import replay
from cofactory.schema.evidence import Span, identified
from tests.evidence.making import TEXT, History, a_claim, a_decision, a_document, histories, write_folder

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    claims = [a_claim(number) for number in range(20)]
    decisions = [a_decision("accept", [claim.id], second=n) for n, claim in enumerate(claims[:10], start=1)]
    return write_folder(tmp_path, [a_document(), *claims, a_claim(3, second=90), *decisions], TEXT)


def made(folder: Path) -> int:
    """A number that changes when the copy is made anew."""
    return the_copy(folder).stat().st_ino


def the_copy(folder: Path) -> Path:
    """Where the copy of the folder's ledger lies, in the cache of this test."""
    place = copy_of(folder)
    assert place is not None
    return place


def test_the_copy_holds_what_the_lines_hold(folder: Path) -> None:
    open_ledger(folder, worth_it=0)

    copied, read = open_ledger(folder, worth_it=0), read_ledger(folder)

    assert type(copied.claims) is not dict
    assert dict(copied.claims) == dict(read.claims)
    for name in ("documents", "decisions", "tellings", "retold", "sources"):
        assert getattr(copied, name) == getattr(read, name)
    assert replay(copied).to_bytes() == replay(read).to_bytes()
    assert in_memory(copied).claims == read.claims


@settings(max_examples=20)
@given(histories())
def test_any_history_has_the_same_state_from_the_copy(
    tmp_path_factory: pytest.TempPathFactory, history: History
) -> None:
    folder = write_folder(tmp_path_factory.mktemp("copy"), history.records)
    read = replay(open_ledger(folder, worth_it=0)).to_bytes()

    assert replay(open_ledger(folder, worth_it=0)).to_bytes() == read == replay(read_ledger(folder)).to_bytes()


def test_the_copy_is_made_once_and_anew_after_every_change(folder: Path) -> None:
    open_ledger(folder, worth_it=0)
    first = made(folder)
    open_ledger(folder, worth_it=0)
    assert made(folder) == first

    append(folder, [a_claim(99)])

    assert a_claim(99).id in open_ledger(folder, worth_it=0).claims
    assert a_claim(99).id in open_ledger(folder, worth_it=0).claims


def test_a_change_that_keeps_size_and_time_is_seen_by_the_end_of_the_file(folder: Path) -> None:
    open_ledger(folder, worth_it=0)
    path = folder / "evidence" / "decisions.jsonl"
    about, lines = path.stat(), path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*lines[:-2], b" " * len(lines[-2]), b""]))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))

    assert len(open_ledger(folder, worth_it=0).decisions) == 9


def test_what_was_opened_stays_as_it_was_while_the_copy_is_made_anew(folder: Path) -> None:
    open_ledger(folder, worth_it=0)
    old = open_ledger(folder, worth_it=0)
    append(folder, [a_claim(99)])
    open_ledger(folder, worth_it=0)

    assert len(dict(old.claims)) == 20


@pytest.mark.parametrize("content", [b"", b"not a database at all", None])
def test_a_broken_copy_is_made_anew(folder: Path, content: bytes | None) -> None:
    open_ledger(folder, worth_it=0)
    path = the_copy(folder)
    path.write_bytes(path.read_bytes()[:5000] if content is None else content)

    assert len(open_ledger(folder, worth_it=0).claims) == 20
    assert len(open_ledger(folder, worth_it=0).decisions) == 10


def test_where_nothing_can_be_written_the_lines_are_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)

    assert len(open_ledger(folder, worth_it=0).claims) == 20
    assert not the_copy(folder).exists()


def test_nothing_but_the_users_own_cache_is_trusted(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    open_ledger(folder, worth_it=0)
    brought = tmp_path_factory.mktemp("brought")
    shutil.copytree(folder, brought, dirs_exist_ok=True)  # with times and all, as an archive unpacks it
    (brought / "evidence" / ".cache").mkdir()
    for name in ("ledger-3.sqlite", the_copy(folder).name):
        shutil.copy2(the_copy(folder), brought / "evidence" / ".cache" / name)
    lines = (brought / "evidence" / "claims.jsonl").read_bytes()
    about = (brought / "evidence" / "claims.jsonl").stat()
    (brought / "evidence" / "claims.jsonl").write_bytes(lines.replace(b"pump-19", b"pump-91"))
    os.utime(brought / "evidence" / "claims.jsonl", ns=(about.st_atime_ns, about.st_mtime_ns))

    assert {key for key, claim in open_ledger(brought, worth_it=0).claims.items() if claim.item == "pump-91"} == set()
    assert len(open_ledger(brought, worth_it=0).problems) == 1  # the edited record


def test_the_copy_is_for_its_owner_alone_and_goes_when_its_folder_is_no_more(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(folder, other, dirs_exist_ok=True)
    open_ledger(other, worth_it=0)
    assert the_copy(other).parents[1].stat().st_mode & 0o77 == 0 or os.name == "nt"
    shutil.rmtree(other)

    open_ledger(folder, worth_it=0)

    assert not the_copy(other).parent.exists()


def test_a_user_without_a_home_reads_the_lines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(cache, "own_cache", nowhere)

    assert len(open_ledger(folder, worth_it=0).claims) == 20


def test_the_check_of_quotes_is_kept_with_the_copy_and_done_anew_when_a_text_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = identified(structs.replace(a_claim(50), spans=(Span(0, 9, "900 pumps"),), id=""))
    append(folder, [forged], texts={forged.document: "900 pumps"})
    text = folder / "documents" / f"{forged.document}.txt"
    assert open_ledger(folder, worth_it=0).misquoted == {forged.id}
    with monkeypatch.context() as patched:
        patched.setattr(cache, "held_against_texts", lambda *_: pytest.fail("the check was done again"))
        assert open_ledger(folder, worth_it=0).misquoted == {forged.id}

    kept = text.read_bytes()
    text.unlink()
    assert open_ledger(folder, worth_it=0).misquoted == frozenset()
    text.write_bytes(kept)
    assert open_ledger(folder, worth_it=0).misquoted == {forged.id}


def test_a_ledger_with_problems_is_read_from_its_lines_so_that_they_are_said(folder: Path) -> None:
    with (folder / "evidence" / "claims.jsonl").open("ab") as stream:
        stream.write(b"oops\n")

    assert [[p.name for p in open_ledger(folder, worth_it=0).problems] for _ in range(2)] == [["broken-record"]] * 2


def test_a_small_ledger_needs_no_copy(folder: Path) -> None:
    assert len(open_ledger(folder).claims) == 20
    assert not the_copy(folder).exists()


def test_git_does_not_see_the_copy(folder: Path) -> None:
    open_ledger(folder, worth_it=0)
    quiet = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True, env=quiet)

    seen = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=folder, check=True, capture_output=True, text=True, env=quiet
    ).stdout

    assert "sqlite" not in seen


def test_processes_at_once_all_get_the_whole_ledger(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from cofactory.evidence.cache import open_ledger\n"
        "print(sum(len(dict(open_ledger(Path(sys.argv[1]), worth_it=0).claims)) for _ in range(20)))"
    )
    start = [sys.executable, "-c", code, str(folder)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}  # and the cache of this test
    readers = [subprocess.Popen(start, stdout=subprocess.PIPE, text=True, env=env) for _ in range(3)]
    for number in range(100, 110):
        append(folder, [a_claim(number)])

    assert all(int(reader.communicate()[0]) >= 400 for reader in readers)
    assert [path.name for path in the_copy(folder).parent.iterdir() if path.suffix == ".part"] == []


def test_a_file_that_cannot_be_looked_at_is_left_to_the_reading(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_stamps", lambda _: None)

    assert len(open_ledger(folder, worth_it=0).claims) == 20
