"""Nothing that was confirmed is ever lost, and no half line stays: processes killed, disks full, clocks set back."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from cofactory.base.problems import ProblemsFound
from cofactory.evidence.ledger import append, read_ledger, stamp
from cofactory.evidence.lines import is_cut_off
from cofactory.evidence.state import replay
from cofactory.schema.evidence import Quantity, identified, to_line
from tests.evidence.making import a_claim, a_decision, a_document, a_ledger, moment, write_folder

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from pathlib import Path
from cofactory.evidence.ledger import append
from cofactory.schema.evidence import Claim, Decision, Span, identified
folder, name = Path(sys.argv[1]), sys.argv[2]
for number in range(int(sys.argv[3])):
    claim = identified(Claim(document="d-0123456789ab", spans=(Span(0, 1, "a"),), kind="risk", item=f"{name}-{number}"))
    padding = "x" * (number * 7919 % 60_000)
    append(folder, [claim, Decision(claims=(claim.id,), verdict="accept", by=name, why=padding)])
    print(claim.id, flush=True)
"""


def start_writer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_killed_process_loses_nothing_it_confirmed_and_leaves_no_half_line(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - when to kill
    confirmed: list[str] = []
    for turn in range(30):
        writer = start_writer(tmp_path, f"w{turn}", 100_000)
        assert writer.stdout is not None
        confirmed.append(writer.stdout.readline().strip())
        time.sleep(chance.uniform(0, 0.04))
        writer.send_signal(signal.SIGKILL)
        confirmed += writer.communicate()[0].split("\n")[:-1]

    torn = {problem.name for problem in read_ledger(tmp_path).problems}
    append(tmp_path, [a_document()])
    append(tmp_path, [a_claim(1), a_decision("accept", [a_claim(1).id], second=9)])

    assert torn <= {"torn-record"}
    ledger = read_ledger(tmp_path)
    assert ledger.problems == ()
    state = replay(ledger)
    assert len(confirmed) >= 30
    assert {state.status(claim) for claim in confirmed if claim} == {"accepted"}


def test_processes_that_write_at_once_do_not_mix_their_lines(tmp_path: Path) -> None:
    writers = [start_writer(tmp_path, f"w{n}", 15) for n in range(4)]
    confirmed = [claim for writer in writers for claim in writer.communicate()[0].split()]

    ledger = read_ledger(tmp_path)

    assert ledger.problems == ()
    assert set(ledger.claims) == set(confirmed)
    assert len(ledger.decisions) == len({d.recorded for d in ledger.decisions.values()}) == 60


@pytest.mark.parametrize("kept", [1, 40, -2])
def test_a_line_that_was_cut_off_is_a_warning_and_the_next_writing_takes_it_away(tmp_path: Path, kept: int) -> None:
    whole, cut = to_line(a_claim(1)), to_line(a_claim(2))
    write_folder(tmp_path, [])
    path = tmp_path / "evidence" / "claims.jsonl"
    path.write_bytes(whole + cut[:kept])

    assert [(p.name, p.severity) for p in read_ledger(tmp_path).problems] == [("torn-record", "warning")]
    assert set(read_ledger(tmp_path).claims) == {a_claim(1).id}

    append(tmp_path, [a_claim(3)])
    assert read_ledger(tmp_path).problems == ()
    assert path.read_bytes().startswith(whole + b'{"id":"' + a_claim(3).id.encode())


def test_a_last_line_without_its_end_is_kept_when_it_is_a_record(tmp_path: Path) -> None:
    write_folder(tmp_path, [])
    (tmp_path / "evidence" / "claims.jsonl").write_bytes(to_line(a_claim(1)).rstrip())

    append(tmp_path, [a_claim(2)])

    assert set(read_ledger(tmp_path).claims) == {a_claim(1).id, a_claim(2).id}


def test_a_long_last_line_that_is_not_ours_is_not_cut_away(tmp_path: Path) -> None:
    write_folder(tmp_path, [])
    foreign = b"x" * 3_000_000
    (tmp_path / "evidence" / "claims.jsonl").write_bytes(foreign)

    append(tmp_path, [a_claim(2)])

    assert (tmp_path / "evidence" / "claims.jsonl").read_bytes().startswith(foreign + b"\n")


@pytest.mark.parametrize("room", [0, 1, 500, 2000])
def test_a_full_disk_leaves_every_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    append(tmp_path, [a_document(), a_claim(1), a_decision("accept", [a_claim(1).id], second=1)])
    before = {path.name: path.read_bytes() for path in (tmp_path / "evidence").iterdir()}
    left = [room]
    honest = os.write

    def write(handle: int, data: Any) -> int:
        if left[0] == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        count = honest(handle, bytes(data)[: left[0]])
        left[0] -= count
        return count

    monkeypatch.setattr(os, "write", write)
    many = [a_claim(number) for number in range(2, 20)]
    with pytest.raises(ProblemsFound, match="No space left"):
        append(tmp_path, [a_document("Another.\n"), *many, a_decision("accept", [many[0].id], second=2)])
    monkeypatch.undo()

    assert {path.name: path.read_bytes() for path in (tmp_path / "evidence").iterdir()} == before


def test_a_disk_that_fails_when_it_is_asked_to_keep_confirms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(tmp_path, [a_claim(1)])
    before = (tmp_path / "evidence" / "claims.jsonl").read_bytes()

    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ProblemsFound, match="cannot be written"):
        append(tmp_path, [a_claim(2)])

    assert (tmp_path / "evidence" / "claims.jsonl").read_bytes() == before


def test_a_moment_is_never_before_what_it_follows() -> None:
    assert stamp("2099-12-31T23:59:59.999999Z") == "2100-01-01T00:00:00.000000Z"
    assert stamp("", moment(0)) > moment(0)


def test_appending_nothing_writes_nothing(tmp_path: Path) -> None:
    assert append(tmp_path, []) == ()
    assert replay(read_ledger(tmp_path)) == replay(a_ledger())


def test_every_beginning_of_a_record_is_cut_off_and_the_whole_of_it_is_not() -> None:
    quantity = Quantity("1.5e3", -1.5, 2.5e300)
    claim = identified(structs.replace(a_claim(1), item_text='é😀ж"\\\n\x01', quantity=quantity, denied=True, id=""))
    line = to_line(claim).rstrip()

    assert [length for length in range(1, len(line)) if not is_cut_off(line[:length])] == []
    assert not is_cut_off(line)


@pytest.mark.parametrize(
    "line", [b'{"id":"x-1234567890","claims":["c-1"],"reviewed_in":"2027"}', b'{"id":oops}', b'{"id":"\xff"}', b"]"]
)
def test_a_last_line_that_is_no_record_and_not_cut_off_is_kept_and_said(tmp_path: Path, line: bytes) -> None:
    append(tmp_path, [a_claim(1)])
    path = tmp_path / "evidence" / "claims.jsonl"
    path.write_bytes(path.read_bytes() + line)
    assert [(p.name, p.severity) for p in read_ledger(tmp_path).problems] == [("broken-record", "error")]

    append(tmp_path, [a_claim(2)])

    assert path.read_bytes().split(b"\n")[1] == line
    assert {*read_ledger(tmp_path).claims} == {a_claim(1).id, a_claim(2).id}
    assert [p.name for p in read_ledger(tmp_path).problems] == ["broken-record"]


def no_room_for(monkeypatch: pytest.MonkeyPatch, name: str, *, taking_back: bool = True) -> None:
    """A disk that takes half of what is written to this file, and refuses to take any of it back if so asked."""
    true_open, true_write, handles = os.open, os.write, {}

    def opened(path: Any, *rest: Any) -> int:
        handle = true_open(path, *rest)
        handles[handle] = Path(path).name
        return handle

    def written(handle: int, data: Any) -> int:
        if handles.get(handle) != name:
            return true_write(handle, data)
        true_write(handle, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    def refused(*_: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "write", written)
    if not taking_back:
        monkeypatch.setattr(os, "truncate", refused)


def test_the_file_that_cannot_be_written_is_the_one_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(tmp_path, [a_document()])
    no_room_for(monkeypatch, "claims.jsonl")
    with pytest.raises(ProblemsFound) as refused:
        append(tmp_path, [a_document("Another.\n"), a_claim(1)])

    (problem,) = refused.value.problems
    assert (problem.file, "Nothing was changed." in problem.why) == ("evidence/claims.jsonl", True)
    assert len(read_ledger(tmp_path).documents) == 1


def test_what_a_disk_does_not_take_back_is_said_to_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(tmp_path, [a_document()])
    no_room_for(monkeypatch, "claims.jsonl", taking_back=False)
    with pytest.raises(ProblemsFound) as refused:
        append(tmp_path, [a_claim(1)])

    (problem,) = refused.value.problems
    assert "What was written of it stays in evidence/claims.jsonl" in problem.why
    assert [p.name for p in read_ledger(tmp_path).problems] == ["torn-record"]
