"""A review at a real terminal: keys count at once, the quote is marked in colour, Ctrl-C keeps what was decided."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import cofactory as cf
from cofactory.evidence.documents import About
from cofactory.evidence.ledger import read_ledger
from tests.desk.folders import CONTRACT, DELIVERY, folder_with


def printed(handle: int, until: str, seconds: float = 30.0) -> str:
    """What the terminal shows until these words come."""
    text, end = "", time.monotonic() + seconds
    while until not in text and time.monotonic() < end:
        if select.select([handle], [], [], 0.2)[0]:
            try:
                text += os.read(handle, 4096).decode("utf-8", "replace")
            except OSError:  # the other side of the terminal is gone
                break
    return text


def test_keys_count_at_once_and_ctrl_c_keeps_what_was_decided(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "pumps")
    for text in (CONTRACT, DELIVERY):
        cf.read(folder, text.encode(), about=About(publisher="A paper", published="2026-06-10"))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cofactory", "review", str(folder), "--by", "ann"]
    env = {**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm"}
    signal.signal(signal.SIGINT, signal.default_int_handler)  # where the tests' own starter ignores it, so would ours
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as run:
        os.close(theirs)
        try:
            shown = printed(ours, "? help")
            os.write(ours, b"aaa")  # two keys too many, pressed before the next claim was seen
            shown += printed(ours, "[2 of 2]")
            run.send_signal(2)
            shown += printed(ours, "the rest waits")
            run.wait(20)
        finally:
            run.kill()  # a review that does not end must not keep the tests waiting
    os.close(ours)
    assert "\x1b[7mOn 9 February 2026" in shown
    assert "every decision is kept" in shown
    assert run.returncode == 130
    assert [one.verdict for one in read_ledger(folder).decisions.values()] == ["accept"]
