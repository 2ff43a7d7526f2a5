"""How a command answers: text or one JSON document, an exit code, and never a traceback for what a user can cause."""

from __future__ import annotations

import errno
import json
import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cofactory.base.problems import ProblemsFound, as_json, show

DONE = 0
PROBLEMS = 1  # the user's data has problems; they are listed
USAGE = 2  # wrong usage: also a folder that is missing or cannot be written
NO_PLAN = 3  # no plan exists, and the answer says why
INTERRUPTED = 130  # what shells say for Ctrl-C
BROKEN_PIPE = 141  # what shells say for a reader that left

BREAKABLE = str.maketrans("\u00a0\u202f", "  ")
"""A terminal breaks no lines by itself, and a space that looks like one but is none cannot be searched for."""

NOTHING_DONE = "Interrupted; the folder is as it was."
PLAN_SAVED = "Interrupted; the plan is saved."
RUNS_SAVED = "Interrupted; plan and runs are saved."
NOTHING_KEPT = "Interrupted; nothing was saved."
"""What Ctrl-C leaves behind: the last thing that was done for good."""

NO_REPORT = {
    PLAN_SAVED: "Interrupted; the plan is saved, the report was not written.",
    RUNS_SAVED: "Interrupted; plan and runs are saved, the report was not written.",
    NOTHING_KEPT: NOTHING_KEPT,
}
"""What Ctrl-C leaves behind while a report is written, by what was done before."""

ALL_SAVED = {
    PLAN_SAVED: "Interrupted; plan and report are saved.",
    RUNS_SAVED: "Interrupted; plan, runs and report are saved.",
    NOTHING_KEPT: "Interrupted; the report is saved.",
}
"""What Ctrl-C leaves behind after a report was written, by what was done before."""


class Ended(SystemExit):
    """The end of a command that has said why it ends; `exit_code` goes to the shell."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


@dataclass(slots=True)
class Answer:
    """Where a command's result goes: people get the text, programs the document."""

    document: bool
    """True: one JSON document on standard output and nothing else there."""
    interrupted: str = NOTHING_DONE
    """What to say should Ctrl-C come now."""

    def give(self, result: Mapping[str, Any] | Sequence[Any], text: str) -> None:
        """Prints the result on standard output, as text or as one JSON document."""
        print(json_text(result) if self.document else text.translate(BREAKABLE), flush=True)  # noqa: T201 - this is the one place that prints

    def remark(self, text: str) -> None:
        """Prints something beside the result, on standard error."""
        print(text, file=sys.stderr, flush=True)  # noqa: T201

    def fail(self, code: int, kind: str, message: str, **more: Any) -> Ended:
        """The end to raise, after the message went to standard error and, with --json, into the document."""
        if self.document:
            self.give({"error": {"kind": kind, "message": message, **more}}, "")
        self.remark(message)
        return Ended(code)


def json_text(document: Mapping[str, Any] | Sequence[Any]) -> str:
    """The document as JSON; a number that is not finite becomes null, which every reader understands."""
    return json.dumps(_finite(document), ensure_ascii=False, indent=2, allow_nan=False, default=str)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return value


@contextmanager
def answering(*, document: bool) -> Iterator[Answer]:
    """Runs a command's body and turns everything a user can cause into a message and an exit code."""
    answer = Answer(document)
    try:
        yield answer
    except KeyboardInterrupt:
        raise answer.fail(INTERRUPTED, "interrupted", answer.interrupted) from None
    except BrokenPipeError:
        leave_pipe()
        raise Ended(BROKEN_PIPE) from None
    except OSError as error:
        raise answer.fail(USAGE, "file", in_words(error)) from None
    except MemoryError:
        raise answer.fail(USAGE, "memory", "There is not enough memory for a programme of this size.") from None
    except ProblemsFound as found:
        problems = as_json(found.problems)
        raise answer.fail(PROBLEMS, "problems", show(found.problems), problems=problems) from None
    except _no_plan() as error:
        raise answer.fail(NO_PLAN, "no-plan", str(error)) from None


def _no_plan() -> tuple[type[Exception], ...]:
    """The planner's own failure, if the planner was ever loaded: loading it takes longer than most commands."""
    room = sys.modules.get("cofactory.planner.no_plan")
    return () if room is None else (room.NoPlan,)


def in_words(error: OSError) -> str:
    """The failure of a file operation as one sentence: which file, and what the system says."""
    what = (error.strerror or str(error) or type(error).__name__).rstrip(".")
    if error.errno == errno.ENOSPC:
        what = "the disk is full; the files that stood there before are unchanged"
    place = "" if error.filename is None else f"{os.fsdecode(error.filename)}: "
    return f"{place}{what}."


def leave_pipe() -> None:
    """Points standard output at nothing, so that Python's own flush at exit does not fail a second time."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 1)
