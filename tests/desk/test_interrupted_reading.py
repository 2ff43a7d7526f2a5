"""Reading that is broken off: what was read is whole in the ledger, the rest is not there; reading again goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import cofactory as cf
from cofactory.desk import reading
from cofactory.evidence.documents import About
from cofactory.evidence.ledger import read_ledger
from cofactory.evidence.reader import reader
from tests.desk.folders import CONTRACT, DELIVERY, folder_with, written

MANY = 24
PAPER = About(publisher="A paper", published="2026-06-10")


def texts(folder: Path) -> list[Path]:
    """Files of a second's work together, each with claims of its own."""
    return [
        written(
            folder,
            f"{n}.txt",
            "\n\n".join(
                f"The Netherlands will deliver {n * 100 + k + 1} Delta 40 pumps to Belgium." for k in range(60)
            ),
        )
        for n in range(MANY)
    ]


def claims_of(folder: Path) -> dict[str, int]:
    """Per document of the ledger, how many claims it has there."""
    ledger = read_ledger(folder)
    sources = list(ledger.sources.values())
    return {key: sources.count(key) for key in ledger.documents}


def broken_off(folder: Path, files: list[Path], how: signal.Signals) -> tuple[int, str]:
    """The exit code and the last words of a reading that got a signal once some files were read."""
    command = [sys.executable, "-m", "cofactory", "read", str(folder), *map(str, files), "--published", "2026-06-10"]
    lines = folder / "evidence" / "documents.jsonl"
    signal.signal(signal.SIGINT, signal.default_int_handler)  # where the tests' own starter ignores it, so would ours
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as run:
        until = time.monotonic() + 60
        while time.monotonic() < until and not (lines.exists() and lines.read_bytes().count(b"\n") > 2):
            time.sleep(0.005)
        run.send_signal(how)
        _, said = run.communicate(timeout=60)
    return run.returncode, said.strip().rpartition("\n")[2]


def test_ctrl_c_leaves_whole_documents_and_says_how_many(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    files = texts(folder)
    code, said = broken_off(folder, files, signal.SIGINT)
    kept = claims_of(folder)
    assert (code, read_ledger(folder).problems) == (130, ())
    assert 2 <= len(kept) <= MANY  # the third may be taken back whole
    assert set(kept.values()) == {60}
    assert said.startswith("Interrupted; ")
    assert said.endswith("in the ledger. Read them all again to go on: nothing is added twice.")
    cf.read(folder, *files, about=PAPER)
    assert list(claims_of(folder).values()) == [60] * MANY


def test_a_killed_reading_loses_nothing_and_goes_on_when_it_is_read_again(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    files = texts(folder)
    code, _ = broken_off(folder, files, signal.SIGKILL)
    kept = claims_of(folder)
    assert code == -signal.SIGKILL
    assert list(kept.values())[:-1] == [60] * (len(kept) - 1)
    assert {problem.name for problem in read_ledger(folder).problems} <= {"torn-record"}
    cf.read(folder, *files, about=PAPER)
    assert read_ledger(folder).problems == ()
    assert list(claims_of(folder).values()) == [60] * MANY


def test_a_document_whose_reading_breaks_off_is_not_in_the_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_with(tmp_path / "pumps")
    read_text = reader.read_text

    def interrupted(text: str, *given: Any, **more: Any) -> object:
        if text == DELIVERY:
            raise KeyboardInterrupt
        return read_text(text, *given, **more)

    monkeypatch.setattr(reading, "read_text", interrupted)
    with pytest.raises(KeyboardInterrupt):
        cf.read(folder, CONTRACT.encode(), DELIVERY.encode(), about=PAPER)
    assert list(claims_of(folder).values()) == [1]
    assert len(list((folder / "documents").iterdir())) == 1
