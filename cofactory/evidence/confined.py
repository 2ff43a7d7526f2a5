"""Reads pages and PDFs in a process under limits of time and memory, so that no file can stop or harm the tool."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Literal, Self

from msgspec.json import decode, encode

from cofactory.evidence.html import Extracted
from cofactory.evidence.pdf import Unreadable
from cofactory.evidence.worker import Answer, Request

SECONDS = 30.0
"""The longest that one document may take; an article takes hundredths of one."""


class Confined:
    """One worker for any number of documents; ended with the `with` block. Not for several threads at once."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Nothing; the worker is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def read(self, kind: Literal["html", "pdf"], data: bytes) -> Extracted:
        """Returns the text of a page (UTF-8) or a PDF. Raises Unreadable, whose text says why."""
        process = self._running()
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        timer = Timer(self.seconds, process.kill)
        timer.start()
        try:
            with suppress(OSError):  # the worker died on what it had got so far: its answer is missing below
                process.stdin.write(encode(Request(kind, len(data))) + b"\n" + data)
                process.stdin.flush()
            line = process.stdout.readline()
        finally:
            late = not timer.is_alive()
            timer.cancel()
        if not line.endswith(b"\n"):
            self.end()
            raise Unreadable(
                f"Reading it took more than {self.seconds:g} seconds." if late else "Reading it ended the reader."
            )
        answer = decode(line, type=Answer)
        if answer.found is None:
            raise Unreadable(answer.why or "It cannot be read.")
        return answer.found

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.end()
            package = Path(__file__).parents[2]
            paths = os.pathsep.join([str(package), *filter(None, [os.environ.get("PYTHONPATH")])])
            # -P: modules are never looked for in the folder the user happens to stand in
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "cofactory.evidence.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths},
            )
        return self._process
