"""A process of its own that reads one hostile document after another, under limits, and can be ended at any moment.

Started by `confined.py` as `python -m cofactory.evidence.worker`. It gets a line of JSON and as many bytes as that
says, and answers with a line of JSON.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import BinaryIO, Literal

from msgspec import Struct
from msgspec.json import decode, encode

from cofactory.evidence.html import Extracted, read_page
from cofactory.evidence.pdf import Unreadable, read_pdf

MEMORY = 2 << 30
"""Bytes of addresses the process may use: its libraries take a tenth of that."""


class Request(Struct, frozen=True):
    """What comes next: a page in UTF-8, or a PDF, of so many bytes."""

    kind: Literal["html", "pdf"]
    size: int


class Answer(Struct, frozen=True):
    """The text, or why there is none."""

    found: Extracted | None = None
    why: str | None = None


def main() -> None:
    """Nothing; answers until there are no more requests."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    _limit_memory()
    requests = sys.stdin.buffer
    while line := requests.readline():
        request = decode(line, type=Request)
        answers.write(_line(_answer(request, requests)))
        answers.flush()


def _answer(request: Request, requests: BinaryIO) -> Answer:
    try:
        data = requests.read(request.size)
        return Answer(read_pdf(data) if request.kind == "pdf" else read_page(data.decode("utf-8", "replace")))
    except Unreadable as error:
        return Answer(why=str(error))
    except MemoryError:
        return Answer(why="Reading it takes too much memory.")
    except RecursionError:
        return Answer(why="It is nested too deeply.")
    except Exception as error:  # noqa: BLE001 - whatever a library makes of a hostile file, the next one must be read
        return Answer(why=f"The library that reads it gave up: {type(error).__name__}.")


def _line(answer: Answer) -> bytes:
    try:
        return encode(answer) + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, as broken files have them
        return _line(Answer(why="There are halves of characters in it."))


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limits; the time limit still holds
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
